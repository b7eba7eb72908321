"""Page numbers and numbers of chapters behind a note: what the report shows is what LibreOffice lays out."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import hypothesis
import pytest
from hypothesis import strategies as st

from bluf.annexes.model import Wishes
from bluf.annexes.word import references
from bluf.annexes.word.attaching import Report
from bluf.document.tree import Heading
from tests.annexes.word.hosts import (
    HERE,
    MAIN,
    STYLES,
    body_of,
    heading,
    host,
    lines,
    made,
    parts_of,
    put,
    section,
    text,
    zipped,
)
from tests.annexes.word.test_contents import PAGE, code, entries, entry, field, mark
from tests.docx.reading import W
from tests.docx.sample import note, p, t
from tests.docx.tools import pdf_of, program

WORDS = "The committee met in closed session and agreed that the matter should be looked at again in the spring. "
SOFT = "<w:r><w:lastRenderedPageBreak/></w:r>"
NUMBERS = "".join(
    f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:pStyle w:val="berschrift{n + 1}"/>'
    f'<w:lvlText w:val="{".".join(f"%{m + 1}" for m in range(n + 1))}"/><w:lvlJc w:val="left"/></w:lvl>'
    for n in range(3)
)
NUMBERING = (
    f'<w:numbering xmlns:w="{MAIN}"><w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="multilevel"/>{NUMBERS}'
    '</w:abstractNum><w:num w:numId="7"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
)
NUMBERED = re.sub(
    r'<w:pPr><w:outlineLvl w:val="(\d)"/>',
    lambda m: f'<w:pPr><w:numPr><w:ilvl w:val="{m[1]}"/><w:numId w:val="7"/></w:numPr><w:outlineLvl w:val="{m[1]}"/>',
    STYLES,
)


def refer(number: int, switches: str = "PAGEREF _Toc{} \\h", shown: str = "") -> str:
    inner = code(switches.format(number))
    return f"<w:p>{field('begin')}{inner}{field('separate')}<w:r><w:t>{shown}</w:t></w:r>{field('end')}</w:p>"


def report(chapters: list[tuple[int, str, str, str]], behind: str = "", **more: Any) -> bytes:
    """Return a report with a contents table.

    ``chapters`` are level, words, the page that the table shows, and what stands below the heading.
    """
    opening, end = field("begin") + code('TOC \\o "1-3" \\h') + field("separate"), field("end")
    table = [
        entry(level, words, n, page, before=opening * (not n), behind=end * (n == len(chapters) - 1))
        for n, (level, words, page, _) in enumerate(chapters)
    ]
    blocks = [heading(level, words, PAGE * (level == 1) + mark(n)) + below
              for n, (level, words, _, below) in enumerate(chapters)]  # fmt: skip
    return host("".join([*table, *blocks, behind]), last=section(), **more)


def paragraphs(count: int) -> str:
    return text(WORDS * 6) * count


CHAPTERS = [(1, "Alpha", 9), (2, "Beta", 7), (1, "Gamma", 1), (2, "Delta", 1), (1, "Epsilon", 12), (2, "Zeta", 2)]


def chapters(pages: dict[str, int]) -> list[tuple[int, str, str, str]]:
    return [(level, words, str(pages.get(words, "?")), paragraphs(count)) for level, words, count in CHAPTERS]


def pages_in(data: bytes, folder: Path) -> dict[str, int]:
    """Return the pages on which LibreOffice puts the headings; chapters have one word."""
    command = [program("pdftotext"), "-layout", str(pdf_of(data, folder)), "-"]
    pages = subprocess.run(command, capture_output=True, check=True, text=True).stdout.split("\f")
    lines = [(" ".join(line.split()), number) for number, page in enumerate(pages, 1) for line in page.splitlines()]
    return {line: number for line, number in lines if line and not re.search(r"\d$", line)}


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A report whose contents show what LibreOffice lays out."""
    folder = tmp_path_factory.mktemp("before")
    real = pages_in(report(chapters({})), folder)
    command = [program("pdfinfo"), str(folder / "converted.pdf")]
    about = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    (pages,) = re.findall(r"Pages: +(\d+)", about)
    return with_pages(report(chapters(real)), pages)


def with_pages(data: bytes, pages: str) -> bytes:
    """Return a report that says how many pages it has."""
    files: dict[str, str | bytes] = dict(parts_of(data))
    uri = "http://schemas.openxmlformats.org/officeDocument/2006"
    relation = f'<Relationship Id="a" Type="{uri}/relationships/extended-properties" Target="docProps/app.xml"/>'
    end = "</Relationships>"
    files["_rels/.rels"] = parts_of(data)["_rels/.rels"].decode().replace(end, relation + end)
    kind = "application/vnd.openxmlformats-officedocument.extended-properties+xml"
    types = parts_of(data)["[Content_Types].xml"].decode()
    override = f'<Override PartName="/docProps/app.xml" ContentType="{kind}"/></Types>'
    files["[Content_Types].xml"] = types.replace("</Types>", override)
    files["docProps/app.xml"] = f'<Properties xmlns="{uri}/extended-properties"><Pages>{pages}</Pages></Properties>'
    return zipped(files)


@pytest.mark.parametrize(
    ("at", "form", "look"),
    [("Beta", "annex", "host"), ("Alpha", "annex", "own"), ("Gamma", "section", "host"), ("Delta", "section", "own"),
     ("", "annex", "host")],
)  # fmt: skip
def test_the_contents_show_the_pages_that_libreoffice_lays_out(
    at: str, form: str, look: str, before: bytes, tmp_path: Path
) -> None:
    after = put(before, at=at, form=form, look=look).data
    real = pages_in(after, tmp_path)
    shown = dict(words.split("\t") for _, words in entries(after))
    assert len(shown) >= len(CHAPTERS)
    assert shown == {words: str(real[words]) for words in shown}
    assert put(after, at=at, form=form, look=look).data == after


# --- page numbers, in small -------------------------------------------------------------------------


def shown(data: bytes) -> list[str]:
    """Return the results of the fields that stand in paragraphs of their own."""
    found = (p for p in body_of(data).iterchildren(f"{W}p") if p.find(f"{W}r/{W}instrText") is not None)
    return ["".join(t.text or "" for t in p.iter(f"{W}t")) for p in found if p.find(f"{W}hyperlink") is None]


def numbers(data: bytes) -> list[str]:
    """Return the page numbers of the report's own entries."""
    listed = (words.split("\t") for _, words in entries(data))
    return [page for words, page in listed if "Finding" not in words and "Basis" not in words]


def changed(data: bytes, change: Callable[[str], str]) -> bytes:
    """Return a report whose text somebody has changed."""
    files: dict[str, str | bytes] = dict(parts_of(data))
    files["word/document.xml"] = change(parts_of(data)["word/document.xml"].decode())
    return zipped(files)


THREE = [(1, "One", "2", text("a")), (1, "Two", "3", text("b")), (1, "Three", "4", text("c"))]


def test_references_outside_the_contents_move_with_notes_and_move_back_for_another() -> None:
    plain = report(THREE, refer(0, shown="2") + refer(2, shown="4"))
    once = put(plain, at="One").data
    assert (numbers(once), shown(once)) == (["2", "4", "5"], ["2", "5"])
    twice = put(once, made(name="second"), at="Two").data
    assert (numbers(twice), shown(twice)) == (["2", "4", "6"], ["2", "6"])
    assert [words for _, words in entries(twice) if "Finding" in words] == [
        "Annex A: Finding\t3",
        "Annex B: Finding\t5",
    ]
    long = note(Heading(1, t("Finding")), *(p("It is so.") for _ in range(100)))
    longer = put(once, made(long)).data
    assert int(numbers(longer)[2]) > 5
    assert parts_of(put(longer).data) == parts_of(once)


@pytest.mark.parametrize("pages", [["2", "4", "5"], ["3", "5", "6"]])
def test_numbers_that_word_has_updated_since_stay_as_they_are(pages: list[str]) -> None:
    once = put(report(THREE), at="One").data

    def update(xml: str) -> str:
        for old, new in zip(["2", "4", "5"], pages, strict=True):
            xml = xml.replace(f"<w:t>{old}</w:t>", f"<w:t><!---->{new}</w:t>", 1)
        return xml.replace("<!---->", "")

    assert numbers(put(changed(once, update)).data) == pages


def test_a_section_that_counts_anew_does_not_move() -> None:
    ending = f"<w:p><w:pPr>{section()}</w:pPr></w:p>"
    plain = report([(1, "One", "2", text("a") + ending), (1, "Two", "1", text("b")), (1, "Three", "2", text("c"))])

    def count_anew(xml: str) -> str:
        start, behind, rest = xml.rpartition("</w:sectPr>")
        return f'{start}<w:pgNumType w:start="1"/>{behind}{rest}'

    once = put(changed(plain, count_anew), at="One").data
    assert numbers(once) == ["2", "1", "2"]


@pytest.mark.parametrize(("before", "page", "expected"), [(SOFT, "3", "4"), ("", "2", "4"), (PAGE, "3", "4")])
def test_the_marks_of_word_and_breaks_tell_where_pages_end(before: str, page: str, expected: str) -> None:
    plain = report([(1, "One", "2", text("a") + text("{{ bluf: here }}")), (2, "Two", page, text("b"))])
    begun = changed(plain, lambda xml: xml.replace(heading(2, "Two", mark(1)), heading(2, "Two", before + mark(1))))
    result = put(begun, at="here")
    assert numbers(result.data) == ["2", expected]
    assert [d.code for d in result.diagnostics] == ([] if before else ["page-numbers"])


# --- page breaks beside an annex --------------------------------------------------------------------


@pytest.mark.parametrize("apart", [True, False])
def test_no_page_stays_empty_beside_an_annex(*, apart: bool, tmp_path: Path) -> None:
    first, second = (f"<w:p>{PAGE}</w:p>", "") if apart else ("", PAGE)
    plain = host(heading(1, "One") + text("a") + first + heading(1, "Two", second) + text("b"), last=section())
    data = put(plain, at="One").data
    pages = subprocess.run([program("pdftotext"), str(pdf_of(data, tmp_path)), "-"], capture_output=True, check=True)
    assert [page.split()[0] for page in pages.stdout.decode().split("\f")[:-1]] == ["One", "OFFICIAL", "Two"]
    assert 'w:type="page"' not in parts_of(data)["word/document.xml"].decode()
    back = put(data, form="section").data
    assert parts_of(back)["word/document.xml"].decode().count('w:type="page"') == 1
    assert parts_of(put(back, form="annex").data) == parts_of(data)


def test_a_bookmark_beside_a_break_stays() -> None:
    marked = f"<w:p>{mark(4)}{PAGE}</w:p>"
    data = put(host(heading(1, "One") + text("a") + marked + heading(1, "Two"), last=section()), at="One").data
    assert "_Toc4" in {e.get(f"{W}name") for e in body_of(data).iter(f"{W}bookmarkStart")}
    assert 'w:type="page"' not in parts_of(data)["word/document.xml"].decode()


@pytest.mark.parametrize("forged", ["<w:p {}><w:r><w:t>evil</w:t></w:r></w:p>", "<w:r {}><w:t>evil</w:t></w:r>", "x"])
def test_only_breaks_come_back_from_what_a_report_remembers(forged: str) -> None:
    data = put(host(heading(1, "One") + text("a") + heading(1, "Two", PAGE), last=section()), at="One").data
    (part,) = [name for name, content in parts_of(data).items() if b"<break " in content]
    files: dict[str, str | bytes] = dict(parts_of(data))
    remembered = escape(forged.format(f'xmlns:w="{MAIN}"'))
    files[part] = re.sub(r"(<break [^>]*>)[^<]*", lambda m: m[1] + remembered, parts_of(data)[part].decode())
    assert not [line for line in lines(put(zipped(files)).data) if "evil" in line]


# --- numbers of chapters ----------------------------------------------------------------------------

LISTED = [(1, "1\tAlpha", "1"), (2, "1.1\tBeta", "1"), (2, "1.2\tGamma", "1"), (3, "1.2.1\tDelta", "1"),
          (1, "2\tEpsilon", "1")]  # fmt: skip


def numbered_report() -> bytes:
    parts = {"numbering.xml": ("numbering", "rIdNumbering", NUMBERING)}
    references = (
        refer(2, "REF _Toc{} \\r \\h", "1.2") + refer(3, "REF _Toc{} \\w", "1.2.1") + refer(2, "REF _Toc{}", "Gamma")
    )
    below = [text("{{ bluf: here }}"), *[text("a")] * 4]
    listed = [(level, words.split("\t")[1], page) for level, words, page in LISTED]
    plain = report(
        [(*one, it) for one, it in zip(listed, below, strict=True)], references, parts=parts, styles=NUMBERED
    )

    def with_numbers(xml: str) -> str:
        for _, words, _ in LISTED:
            number, name = words.split("\t")
            there = f"<w:r><w:t>{name}</w:t></w:r><w:r><w:tab/></w:r>"
            xml = xml.replace(there, f"<w:r><w:t>{number}</w:t></w:r><w:r><w:tab/></w:r>{there}", 1)
        return xml

    return changed(plain, with_numbers)


def test_chapters_behind_a_part_of_the_text_count_on_as_libreoffice_counts(tmp_path: Path) -> None:
    data = put(numbered_report(), at="here", form="section").data
    listed = [" ".join(words.split("\t")[:-1]) for _, words in entries(data)]
    assert listed == ["1 Alpha", "1.1 Finding", "1.1.1 Basis", "1.2 Beta", "1.3 Gamma", "1.3.1 Delta", "2 Epsilon"]
    assert shown(data) == ["1.3", "1.3.1", "Gamma"]
    assert pages_in(data, tmp_path).keys() >= set(listed)
    assert put(data, form="section").data == data
    annex = put(data, form="annex").data
    assert [" ".join(words.split("\t")[:-1]) for _, words in entries(annex)] == [
        "1 Alpha", "Annex A: Finding", "Basis", "1.1 Beta", "1.2 Gamma", "1.2.1 Delta", "2 Epsilon",
    ]  # fmt: skip
    assert shown(annex) == ["1.2", "1.2.1", "Gamma"]


# --- whatever the report ----------------------------------------------------------------------------

SET_UPS = ['<w:type w:val="continuous"/>', '<w:type w:val="oddPage"/>', "", '<w:pgNumType w:start="7"/>']
BELOW = st.lists(
    st.sampled_from([
        text("word"), text(WORDS * 9), f"<w:p>{PAGE}</w:p>", f"<w:p>{SOFT}<w:r><w:t>on</w:t></w:r></w:p>",
        *(f"<w:p><w:pPr>{section(one)}</w:pPr></w:p>" for one in SET_UPS),
        f"<w:tbl><w:tblPr/><w:tblGrid/><w:tr><w:tc><w:p>{SOFT}</w:p></w:tc></w:tr></w:tbl>", refer(0, shown="x"),
    ]),
    max_size=3,
).map("".join)  # fmt: skip
NUMBERS_SHOWN = st.sampled_from(["1", "2", "3", "9", "400", "iv", "", "above"])
REPORTS = st.lists(st.tuples(st.sampled_from([1, 2]), NUMBERS_SHOWN, BELOW), min_size=1, max_size=4)


@hypothesis.settings(max_examples=60, deadline=None)
@hypothesis.given(REPORTS, st.sampled_from(["annex", "section"]), st.sampled_from(["host", "own"]), st.integers(0, 4))
def test_what_a_report_shows_comes_back_when_its_notes_go(
    found: list[tuple[int, str, str]], form: str, look: str, number: int
) -> None:
    titles = ["Alpha", "Beta", "Gamma", "Delta"]
    plain = report([(level, title, page, below) for title, (level, page, below) in zip(titles, found, strict=False)])
    plain = changed(plain, lambda xml: xml.replace('w:w="11906" w:h="16838"', 'w:w="8000" w:h="9000"'))
    at = titles[min(number, len(found) - 1)] if number < 4 else ""
    once = put(plain, at=at, form=form, look=look).data
    assert put(once, form=form, look=look).data == once
    both = put(once, made(name="other")).data
    for data in (once, both):
        opened = Report(data, Wishes(), HERE)
        seen = [one.text for one in references.page_numbers(opened.host)]
        assert seen == [one.text for one in references.page_numbers(Report(plain, Wishes(), HERE).host)]
        breaks = [len(list(body.iter(f"{W}br"))) for body in (opened.host.body, body_of(plain))]
        assert breaks[0] == breaks[1]
