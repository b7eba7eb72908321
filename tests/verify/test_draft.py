"""Drafts of messages: as ``bluf mail`` wrote them, changed in one place, cut off, and from elsewhere."""

from __future__ import annotations

import base64
import email
import re
import tracemalloc
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import SMTP, default
from functools import cache
from pathlib import Path

import pytest

from bluf.app.mailing import mail
from bluf.app.options import BuildOptions
from bluf.diagnostics import BlufError
from bluf.verification.draft import examine
from bluf.verification.report import Report
from tests.test_cli import bluf
from tests.verify.making import BRIEFINGS, RICH, ROOT, folder, found, look


@cache
def drafted(source: Path = RICH, *, carry_data: bool = True) -> Path:
    out = folder() / f"drafts-{carry_data}"
    return mail([source], BuildOptions(out, workspace=ROOT, carry_data=carry_data), None).paths[0]


def of(path: Path, data: bytes) -> Report:
    path.write_bytes(data)
    return look(path)


@pytest.mark.parametrize("source", BRIEFINGS, ids=lambda path: path.stem)
def test_a_draft_is_what_it_was(source: Path) -> None:
    report = look(drafted(source))
    assert report.good, [found(report), *map(found, report.inside)]
    assert report.facts
    assert report.facts.by_bluf
    assert report.facts.format == "message (EML)"
    with drafted(source).open("rb") as file:
        assert report.facts.subject == email.message_from_binary_file(file, policy=default)["Subject"]
    assert [inner.facts and inner.facts.format[:4] for inner in report.inside] == ["DOCX", "PDF "]
    assert not report.notes


def test_without_data_the_subject_is_not_compared() -> None:
    report = look(drafted(carry_data=False))
    assert report.good, found(report)
    assert "was not compared" in report.notes[0]


def subject(data: bytes, words: bytes) -> bytes:
    return re.sub(rb"Subject: .*?\r\n(?=[A-Z])", b"Subject: " + words + b"\r\n", data, count=1, flags=re.DOTALL)


def exchanged(data: bytes) -> bytes:
    """Put another note's Word file in the place of the draft's own."""
    parts = re.split(rb"(?=\r\n--=_)", data)
    other = re.split(rb"(?=\r\n--=_)", drafted(BRIEFINGS[0]).read_bytes())
    body = b"\r\n\r\n" + next(part for part in other if b"wordprocessingml" in part).partition(b"\r\n\r\n")[2]
    return b"".join(
        part.partition(b"\r\n\r\n")[0] + body if b"wordprocessingml" in part else part for part in parts
    )  # fmt: skip


CHANGES: dict[str, tuple[Callable[[bytes], bytes], set[str]]] = {
    "another subject": (lambda data: subject(data, b"Hello"), {"message-changed", "message-marking"}),
    "a lower marking": (lambda data: subject(data, b"[TLP:CLEAR] Cables"), {"message-changed", "message-marking"}),
    "another text": (lambda data: data.replace(b"</body>", b"<p>Send money</p></body>"), {"message-changed"}),
    "another file": (exchanged, {"message-changed", "message-marking", "message-data"}),
    "another boundary": (lambda data: data.replace(b"=_", b"=x"), {"message-foreign"}),
    "cut off": (lambda data: data[: len(data) // 2], {"message-broken"}),
    "without its end": (lambda data: data.rstrip()[:-2], {"message-broken"}),
    "damaged base64": (lambda data: data.replace(b"AAAA", b"AA=A", 1), {"message-broken"}),
    "the head only": (lambda data: data.partition(b"\r\n\r\n")[0] + b"\r\n\r\n", {"message-broken"}),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_changed_is_found(change: str, tmp_path: Path) -> None:
    breaking, codes = CHANGES[change]
    data = drafted().read_bytes()
    assert breaking(data) != data
    report = of(tmp_path / "note.eml", breaking(data))
    assert set(found(report)) == codes
    assert report.readable is (codes != {"message-broken"})


def test_a_damaged_document_inside_is_told(tmp_path: Path) -> None:
    message = EmailMessage(policy=SMTP)
    message["Subject"] = "Elsewhere"
    message.set_content("A text.")
    message.add_attachment(b"%PDF-1.7\nnothing", maintype="application", subtype="pdf", filename="a.pdf")
    message.add_attachment(b"plain", maintype="application", subtype="octet-stream", filename="b.bin")
    (tmp_path / "a.eml").write_bytes(message.as_bytes())
    result = bluf(tmp_path, "verify", "a.eml")
    assert result.returncode == 2
    for words in ("message-foreign", "pdf-broken", "a.eml: b.bin", "file-kind", "subject    Elsewhere"):
        assert words in result.stdout + result.stderr


@pytest.mark.parametrize(
    ("words", "code"),
    [(b"Subject: only\r\nMIME-Version: 1.0\r\n\r\nA text.\r\n", "message-foreign"), (b"Subject: a\n\nb", "file-kind")],
)
def test_messages_from_elsewhere(words: bytes, code: str, tmp_path: Path) -> None:
    assert code in found(of(tmp_path / "a.eml", words))


HEAD = b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n"
BOMBS = {
    "parts": HEAD + b"\r\n" + b"--x\r\n\r\n\r\n" * 300_000 + b"--x--\r\n",
    "fields": HEAD + b"a:\r\n" * 1_000_000 + b"\r\n",
    "parts in parts": (HEAD + b"\r\n--x\r\n") * 30_000,
    "short lines": b"MIME-Version: 1.0\r\nContent-Transfer-Encoding: base64\r\n\r\n" + b"A\r\n" * 1_000_001,
    "no head": b"From: " + b"a" * 4_000_000,
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_memory_stays_within_what_the_file_has(bomb: str) -> None:
    tracemalloc.start()
    with pytest.raises(BlufError, match="the message is broken"):
        examine(BOMBS[bomb], Report(Path("a.eml")))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4 * len(BOMBS[bomb]) + 2**22


def test_a_draft_carries_no_data_itself(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(drafted().read_bytes())
    result = bluf(tmp_path, "data", "a.eml")
    assert result.returncode == 2
    assert "save what is attached" in result.stderr
    assert base64.b64encode(b"PK\x03") in drafted().read_bytes()
