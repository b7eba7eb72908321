"""Drafts of messages: read again as mail programs do, they say what the note says, and nothing else gets in."""

from __future__ import annotations

import email
import json
import re
import shutil
import subprocess
from email.header import decode_header, make_header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from lxml import html
from PIL import Image

import bluf as product
from bluf.app.mailing import mail
from bluf.app.options import BuildOptions
from bluf.briefing.loading import load
from bluf.handover.message import draft
from bluf.handover.recipients import only_address, recipients
from bluf.verification.carried import carried
from tests.strategies import Drawn, briefings, lines
from tests.test_cli import bluf, write
from tests.verify.making import BRIEFINGS, ROOT

HERE = Path(__file__).parent
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def cases(name: str) -> pytest.MarkDecorator:
    found = yaml.safe_load((HERE / f"{name}.yaml").read_text(encoding="utf-8"))
    return pytest.mark.parametrize("case", found, ids=lambda case: case["title"])


def read(path: Path) -> EmailMessage:
    data = path.read_bytes()
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert all(len(line) <= 998 for line in data.split(b"\r\n"))  # RFC 5322, 2.1.1
    data.decode("ascii")
    message = email.message_from_bytes(data, policy=default)
    assert isinstance(message, EmailMessage)
    assert not [defect for part in message.walk() for defect in part.defects]
    return message


def drafted(source: Path, out: Path, **options: Any) -> EmailMessage:
    handed_over = mail([source], BuildOptions(out, workspace=ROOT, **options), None)
    assert not handed_over.diagnostics
    (path,) = handed_over.paths
    return read(path)


def note(folder: Path, **keys: Any) -> EmailMessage:
    return drafted(write(folder, "note.yaml", **keys), folder / "out")


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    content = part.get_content()
    assert isinstance(content, str)
    return content.replace("\r\n", "\n")


def bare(words: str) -> str:
    return "".join(words.split())


def page_of(message: EmailMessage) -> Any:
    return html.fromstring(body(message, "html"))


def html_text(message: EmailMessage) -> str:
    return bare("".join(page_of(message).find("body").itertext()))


@cases("subjects")
def test_the_marking_leads_the_subject(case: dict[str, Any], tmp_path: Path) -> None:
    marking = {"marking": case["marking"]} if case["marking"] else {}
    message = note(tmp_path, title="The title", **marking)
    assert message["Subject"] == case["subject"]


@cases("recipients")
def test_only_addresses_are_written_to(case: dict[str, Any], tmp_path: Path) -> None:
    addresses, names = recipients(case["entries"])
    assert [str(address) for address in addresses] == case["to"]
    assert list(names) == case["names"]
    message = note(tmp_path, distribution=case["entries"])
    to = [str(address) for address in message["To"].addresses] if message["To"] else []
    assert to == case["to"]
    assert set(message.keys()) <= {"X-Unsent", "Subject", "To", "MIME-Version", "Content-Type", "Content-Language"}
    text = body(message, "plain")
    assert ("Intended for: " + "; ".join(case["names"]) in text) is bool(case["names"])


@given(st.lists(lines, min_size=1, max_size=3).map(" – ".join), st.lists(lines, max_size=3))
@settings(max_examples=100, deadline=None, derandomize=True)
def test_any_words_in_a_header_read_back(title: str, names: list[str]) -> None:
    title, *names = (" ".join(words.split()) for words in (title, *names))
    addresses = [Address(name, addr_spec=f"a{number}@example.org") for number, name in enumerate(names)]
    data = draft(subject=title, sender=None, recipients=addresses, language="en", text="x", html="x", enclosures=[])
    message = email.message_from_bytes(data, policy=default)
    assert message["Subject"] == title
    assert [a.addr_spec for a in (message["To"].addresses if names else ())] == [a.addr_spec for a in addresses]
    # Python's newer parser puts spaces between the encoded words of a name; its older one does as RFC 2047 says.
    older = email.message_from_bytes(data)
    written = str(make_header(decode_header(older["To"]))) if names else ""
    for name, address in zip(names, addresses, strict=True):
        assert bare(name) in bare(written)
        assert f"<{address.addr_spec}>" in written
    assert max(map(len, data.partition(b"\r\n\r\n")[0].split(b"\r\n"))) <= 76


@pytest.mark.parametrize(
    ("contact", "sender"),
    [
        ("desk@example.org", "desk@example.org"),
        ("Harbour Desk <desk@example.org>", "Harbour Desk <desk@example.org>"),
        ("Desk, room 4, desk@example.org", None),
        ("+44 20 7946 0000", None),
    ],
)
def test_the_sender_is_the_contact_where_that_is_an_address(contact: str, sender: str | None, tmp_path: Path) -> None:
    found = only_address(contact)
    assert (str(found) if found else None) == sender
    message = note(tmp_path, contact=contact)
    assert (str(message["From"]) if message["From"] else None) == sender
    assert f"Contact: {contact}" in body(message, "plain")


@pytest.mark.parametrize("source", BRIEFINGS, ids=lambda path: path.stem)
def test_the_note_is_in_both_bodies_and_its_files_are_attached(source: Path, tmp_path: Path) -> None:
    message = drafted(source, tmp_path)
    briefing = load(source).value.briefing
    assert message["X-Unsent"] == "1"
    assert message["Content-Language"] == briefing.language
    text = body(message, "plain")
    banner = "//".join([briefing.marking.level, *briefing.marking.caveats]) if briefing.marking else ""
    lines = text.strip().splitlines()
    assert lines[0] == lines[-1] == banner
    assert lines.index(briefing.title) < lines.index("Bottom line" if briefing.language == "en" else "الخلاصة")
    for words in (briefing.title, briefing.organisation, briefing.reference, *briefing.authors):
        assert words is None or words in text
        assert words is None or bare(words) in html_text(message)
    files = {part.get_filename(): part for part in message.iter_attachments()}
    assert [part.get_content_type() for part in files.values()] == [DOCX, "application/pdf"]
    for name, part in files.items():
        path = tmp_path / str(name)
        path.write_bytes(part.get_content())
        assert carried(path).data == source.read_bytes()
        assert str(name) in text


def test_a_note_from_right_to_left(tmp_path: Path) -> None:
    message = drafted(ROOT / "briefings" / "exercise-convoy-ar.yaml", tmp_path)
    page = page_of(message)
    assert (page.get("dir"), page.get("lang")) == ("rtl", "ar")
    assert {table.get("dir") for table in page.xpath("//table[@lang or @width='640']")} == {"rtl"}
    assert "المرفقات" in body(message, "plain")


def test_nothing_is_fetched_and_nothing_runs(tmp_path: Path) -> None:
    hostile = '<script>x</script><img src="http://a.example/x">"\'&amp;'
    message = note(
        tmp_path, title=hostile, subtitle=hostile, organisation=hostile, marking=hostile, contact=hostile,
        summary={"bottom_line": hostile, "points": [hostile, "[a link](https://a.example/?a=1&b=2)"]},
        authors=[hostile], distribution=[hostile],
    )  # fmt: skip
    page = page_of(message)
    assert not page.xpath("//script | //img | //link | //style | //iframe | //form | //@src | //@background")
    assert page.xpath("//a/@href") == ["https://a.example/?a=1&b=2"]
    assert html_text(message).count(bare(hostile)) == 10  # twice as banner, once for each of the others
    assert message["Subject"] == f"{hostile} – {hostile}"


def test_rich_text_in_both_bodies(tmp_path: Path) -> None:
    points = [
        "One **strong** and *stressed* `code` [word](https://a.example) and https://b.example.",
        "Before:\n\n1. first\n2. second\n   - deeper\n\nAfter.",
        "> said so\n>\n> twice",
        "| A | B |\n|---|--:|\n| one | 2 |",
        "Cited [@b, para 3; @a].",
        "Broken  \nline\n\n---\n\n```\ncode\n  more\n```",
    ]
    sources = [{"id": "a", "title": "First"}, {"id": "b", "title": "Second", "url": "https://s.example", "author": "N"}]
    message = note(tmp_path, summary={"bottom_line": "So.", "points": points}, sources=sources)
    text = body(message, "plain")
    expected = """– One strong and stressed code word <https://a.example> and https://b.example.
– Before:

  1. first
  2. second
     – deeper

  After.
– > said so
  >
  > twice
– A | B
  one | 2
– Cited\N{NO-BREAK SPACE}[2, para 3; 1].
– Broken
  line

  * * *

  code
    more

Sources

[1] First
[2] N, Second <https://s.example>
"""
    assert expected in text
    page = page_of(message)
    assert page.xpath("//ol/li/text()")[0].strip() == "first"
    assert page.xpath("//blockquote/p/text()") == ["said so", "twice"]
    assert [cell.text for cell in page.xpath("//th | //td[not(.//*) and ../../../thead]")][:2] == ["A", "B"]
    assert page.xpath("//a[text()='N, Second']/@href") == ["https://s.example"]


def test_names_in_any_script(tmp_path: Path) -> None:
    source = write(tmp_path, "note.yaml", name="übersicht, 注 «نص»")
    message = drafted(source, tmp_path / "out")
    names = [part.get_filename() for part in message.iter_attachments()]
    assert names == ["übersicht, 注 «نص».docx", "übersicht, 注 «نص».pdf"]
    assert b"filename*0*=utf-8''" in message.as_bytes() or b"filename*=utf-8''" in message.as_bytes()


@pytest.mark.skipif(shutil.which("munpack") is None, reason="munpack is not installed")
def test_another_program_unpacks_it(tmp_path: Path) -> None:
    source = BRIEFINGS[0]
    (path,) = mail([source], BuildOptions(tmp_path, workspace=ROOT), None).paths
    out = tmp_path / "unpacked"
    out.mkdir()
    subprocess.run(["munpack", "-q", "-t", str(path)], cwd=out, check=True, capture_output=True)
    assert carried(out / f"{source.stem}.docx").data == source.read_bytes()


def test_the_same_note_gives_the_same_bytes(tmp_path: Path) -> None:
    written = [mail([BRIEFINGS[0]], BuildOptions(tmp_path / name, workspace=ROOT), None).paths[0] for name in "ab"]
    first, second = (path.read_bytes() for path in written)
    assert first == second
    boundaries = re.findall(rb'boundary="([^"]+)"', first)
    assert len(set(boundaries)) == 2
    for boundary in boundaries:
        assert first.count(b"--" + boundary) in {3, 4}  # before each part, and at the end


def shown_texts(data: dict[str, Any]) -> list[str]:
    summary = data["summary"] if isinstance(data["summary"], dict) else {"bottom_line": data["summary"]}
    points = summary.get("points", [])
    return [summary["bottom_line"], *([points] if isinstance(points, str) else points)]


@given(briefings())
@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate),
)
def test_any_briefing_makes_a_draft_that_reads_back(drawn: Drawn) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        Image.new("L", (60, 40), 128).save(folder / "picture.png")
        source = folder / "note.json"
        source.write_text(json.dumps(drawn.data), encoding="utf-8")
        message = drafted(source, folder / "out", formats=("docx",))
        briefing = load(source).value.briefing
    banner = f"{briefing.marking.level} " if briefing.marking else ""
    assert str(message["Subject"]).endswith(briefing.title)
    assert banner.strip() in str(message["Subject"])
    text, page = bare(body(message, "plain")), html_text(message)
    lines = [briefing.title, briefing.subtitle, briefing.organisation, briefing.reference, briefing.contact]
    for words in filter(None, (*lines, *briefing.authors)):
        assert bare(words) in text
        assert bare(words) in page
    for rich in (briefing.summary.bottom_line, *briefing.summary.points):
        for words in re.split(r"<[^>]*>", rich.html):
            assert bare(plain(words)) in text
            assert bare(plain(words)) in page


def plain(markup: str) -> str:
    for reference, character in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        markup = markup.replace(reference, character)
    return markup


# --- as people use it -------------------------------------------------------------------------------


def test_one_draft_for_each_note(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write(tmp_path, f"briefings/{name}.yaml")
    result = bluf(tmp_path, "mail", "briefings")
    assert (result.returncode, result.stderr) == (0, "")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["a.eml", "b.eml"]
    assert len(result.stdout.splitlines()) == 2
    one = bluf(tmp_path, "mail", "briefings", "--out", "all.eml")
    assert one.returncode == 2
    assert "error[mail-several]" in one.stderr
    assert bluf(tmp_path, "mail", "briefings/a.yaml", "-o", "one.eml", "-f", "pdf", "--no-data").returncode == 0
    (attached,) = read(tmp_path / "one.eml").iter_attachments()
    (tmp_path / "a.pdf").write_bytes(attached.get_content())
    with pytest.raises(product.BlufError, match="no data file rides"):
        carried(tmp_path / "a.pdf")


def test_what_is_wrong_is_said_and_nothing_is_written(tmp_path: Path) -> None:
    write(tmp_path, "good.yaml")
    write(tmp_path, "bad.yaml", titel="x")
    result = bluf(tmp_path, "mail", "good.yaml", "bad.yaml")
    assert result.returncode == 2
    assert "error[unknown-key]" in result.stderr
    assert not list((tmp_path / "out").iterdir())


def test_the_call_for_programs(tmp_path: Path) -> None:
    source = write(tmp_path, "note.yaml")
    handed_over = product.mail(source, out=tmp_path / "drafts", formats=["pdf"])
    assert handed_over.paths == [tmp_path / "drafts" / "note.eml"]
    assert product.mail(source, out=tmp_path / "x.eml").paths == [tmp_path / "x.eml"]
    with pytest.raises(ValueError, match="at least one"):
        product.mail()


def test_it_can_be_made_from_a_file_that_carries_its_data(tmp_path: Path) -> None:
    source = write(tmp_path, "note.yaml")
    bluf(tmp_path, "build", source)
    (path,) = product.mail(tmp_path / "out" / "note.docx", out=tmp_path / "from-docx").paths
    (other,) = product.mail(source, out=tmp_path / "from-data").paths
    assert path.read_bytes() == other.read_bytes()
