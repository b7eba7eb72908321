"""The draft of a message that ``bluf mail`` wrote: what it is, what is attached, and whether it is as it was."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from bluf.briefing.loading import read_carried, read_mapping
from bluf.briefing.markings import banner
from bluf.briefing.model import Marking
from bluf.briefing.source import Carrier
from bluf.diagnostics import BlufError, Span, error
from bluf.record import record
from bluf.untrusted.words import shown
from bluf.verification import docx, pdf, reading
from bluf.verification.carried import MOST, Carried, chosen
from bluf.verification.mime import MimeError, content, parts, words
from bluf.verification.report import Facts, Problem, Report

# ``bluf mail`` makes the boundaries from the content: SHA-256 of the digests of subject, both texts and attachments.
_BOUNDARY: Final = re.compile(r"=_([0-9a-f]{32})_0")
_EXAMINERS: Final = {"pdf": pdf, "zip": docx, "message": docx}  # which says that it is none
_HINT: Final = "make it anew with `bluf mail`"


@record
class _Message:
    """A message: subject, boundary of its parts, its texts (plain, HTML), and its files by name."""

    subject: str
    boundary: str
    texts: tuple[bytes, ...]
    files: tuple[tuple[str, bytes], ...]


def examine(data: bytes, report: Report) -> None:
    """Fill a report on a message, and on the documents that are attached.

    Raises:
        BlufError: it cannot be read.
    """
    try:
        message = _read(data)
    except MimeError as bad:
        text = shown(f"the message is broken: {bad}")
        raise BlufError(error("message-broken", Span(str(report.path)), text, _HINT)) from None
    made = _BOUNDARY.fullmatch(message.boundary)
    report.facts = Facts(
        "message (EML)",
        len(data),
        reading.sha256(data),
        by_bluf=made is not None,
        subject=shown(message.subject),
        files=len(message.files),
    )
    if made is None:
        text = "`bluf mail` did not make this message, or another program has saved it since"
        report.add("message-foreign", text, "what is attached was looked at all the same")
    elif made[1] != _digest(message):
        text = "subject, text or attachments are no longer those that `bluf mail` put into this message"
        report.add("message-changed", text, _HINT)
    for problem in _attached(message, report):
        report.add(problem.code, problem.message, always=True)


def _read(data: bytes) -> _Message:
    """Return what there is to look at in a message.

    Raises:
        MimeError: it is damaged.
    """
    head, *inner = parts(data)
    texts, files = [], []
    for part in inner or [head]:
        if part.name:
            files.append((part.name, content(data, part)))
        elif part.head.get_content_maintype() == "text":
            texts.append(content(data, part).replace(b"\r\n", b"\n"))
    return _Message(words(head.head, "Subject"), head.head.get_boundary("") or "", tuple(texts), tuple(files))


def _digest(message: _Message) -> str:
    digest = hashlib.sha256()
    for piece in (message.subject.encode("utf-8", "replace"), *message.texts, *(data for _, data in message.files)):
        digest.update(hashlib.sha256(piece).digest())
    return digest.hexdigest()[:32]


# --- what is attached -----------------------------------------------------------------------------


def _attached(message: _Message, report: Report) -> Iterator[Problem]:
    """Look at the documents that are attached, and yield what is wrong between them and the message."""
    made_from = set()
    notes = 0
    for name, data in message.files:
        inner = Report(Path(f"{report.path}: {shown(name, 200)}"))
        report.inside.append(inner)
        note = _document(data, inner)
        if inner.facts and inner.facts.data_sha256:
            made_from.add(inner.facts.data_sha256)
        if note is not None:
            notes += 1
            yield from _subject(message.subject, note, shown(name, 200))
    if len(made_from) > 1:
        yield Problem("message-data", "what is attached was not made from one data file")
    if not message.files:
        yield Problem("message-empty", "nothing is attached")
    elif not notes:
        report.notes.append("no data file rides in what is attached: the subject was not compared with the marking")


def _document(data: bytes, report: Report) -> Carried | None:
    """Fill a report on a document; return the data file that rides in it, if there is one."""
    try:
        examiner = _EXAMINERS[reading.kind(data, report.path)]
        examiner.examine(data, report)
        report.data = data
        if report.facts and report.facts.data_inside and report.facts.data_inside.matches:
            return chosen(examiner.inside(data, Report(report.path), MOST), report)
    except BlufError as failure:
        report.diagnostics.extend(failure.diagnostics)
        report.facts = None
    return None


def _subject(subject: str, note: Carried, name: str) -> Iterator[Problem]:
    """Yield where the subject is not the marking of a note and its title."""
    title, marking = _title(note)
    said = banner(marking)
    if not title or subject in ((f"[{said}] {title}", f"{said} – {title}") if said else (title,)):
        return
    has = f"whose marking is `{shown(said, 100)}`" if said else "which has no marking"
    yield Problem("message-marking", f"the subject is not that of {name}, {has}")


def _title(note: Carried) -> tuple[str, Marking | None]:
    """Return the title and marking in a data file; no title where they cannot be had."""
    try:
        _, data, _ = read_mapping(read_carried(Carrier(Path(), note.name), note.data), (), "a briefing")
        marking = data.get("marking")
        return str(data.get("title", "")), Marking.model_validate(marking) if marking else None
    except (BlufError, ValidationError):
        return "", None
