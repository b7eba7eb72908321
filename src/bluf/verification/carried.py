"""The data file that rides in one of our DOCX or PDF files, read with the care that files of unknown origin ask for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from pathlib import Path, PureWindowsPath

from bluf.briefing.figures import outside
from bluf.briefing.loading import read_carried
from bluf.briefing.roundup import is_list
from bluf.briefing.source import Carrier
from bluf.diagnostics import BlufError, Diagnostic, Span, error
from bluf.record import record
from bluf.untrusted.words import shown
from bluf.verification import reading
from bluf.verification.report import Report
from bluf.verification.riding import Riding

MOST = 256 * 2**20  # bytes of a data file and all its pictures
_LOST = "fetch the file anew, or give the data file itself"


@record
class Carried:
    """A data file that rode in another file, just as it was put there.

    Attributes:
        name: its name, without any folder.
        media_type: such as "application/yaml".
        data: its bytes.
        sha256: their SHA-256 in hexadecimal digits; the outer file names the same.
        pictures: the pictures that came with it, by the name that the data file gives them.
        beside: the other data files that came with it, as the first one names them: those of a roundup's notes.
        missing: names of pictures that it had and that are no longer inside, or are damaged.
    """

    name: str
    media_type: str
    data: bytes = field(repr=False)
    sha256: str
    pictures: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    beside: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    missing: tuple[str, ...] = ()


def carried(path: Path, data: bytes | None = None) -> Carried:
    """Return the data file that rides in a DOCX or PDF file.

    Args:
        path: the file, or what it is called in messages.
        data: its bytes, if they are not to be read from there.

    Raises:
        BlufError: bluf did not make the file, it was made without data, or the data file is damaged or another one.
    """
    report = Report(path)
    data = reading.read(path) if data is None else data
    kind = reading.kind(data, path)
    if kind == "message":
        message = "a draft of a message carries no data file itself"
        raise BlufError(error("data-none", Span(str(path)), message, "save what is attached, and name that"))
    if kind == "pdf":
        from bluf.verification import pdf  # pikepdf and lxml take a while to load; one of the two is needed

        files = pdf.inside(data, report, MOST)
    else:
        from bluf.verification import docx

        files = docx.inside(data, report, MOST)
    if sum(len(file.data or b"") for file in files) > MOST:
        message = f"the files inside have more than {MOST >> 20} MB"
        raise BlufError(error("data-huge", Span(str(path)), message, _LOST))
    return chosen(files, report)


def lists_notes(found: Carried) -> bool:
    """Return whether a data file is the list of a roundup's notes; one that cannot be read is not."""
    try:
        return is_list(read_carried(Carrier(Path(), found.name), found.data))
    except BlufError:
        return False


def chosen(files: Sequence[Riding], report: Report) -> Carried:
    """Return the data file among the files inside a document, whose facts are known.

    Raises:
        BlufError: there is none, or it is damaged or another one.
    """
    facts = report.facts
    wanted = facts.data_sha256 if facts else ""
    for file in files:
        if file.role == "data" and file.data is not None and wanted and reading.sha256(file.data) == wanted:
            names = [f.name for f in files if f.role == "picture"]
            had = {f.name: f.data for f in files if f.role == "picture" and f.data is not None and not f.problem}
            missing = tuple(name for name in names if name not in had)
            beside = {
                _name_beside(f.name): f.data for f in files if f.role == "data" and f.data is not None and f != file
            }
            kind = shown(file.media_type, 100)
            return Carried(_own_name(file.name), kind, file.data, wanted, had, beside, missing)
    raise BlufError(_reason(files, report, made_by_bluf=bool(facts and facts.by_bluf)))


def _reason(files: Sequence[Riding], report: Report, *, made_by_bluf: bool) -> Diagnostic:
    """Return why there is no data file to be had."""
    where = Span(str(report.path))
    sources = [file for file in files if file.role == "data"]
    if not made_by_bluf:
        hint = "name a DOCX or PDF that `bluf build` wrote, or the data file itself"
        return error("data-none", where, "bluf did not make this file, and no data file of a note rides in it", hint)
    if not sources:
        hint = "it was made with --no-data, or another program took it out: give the data file itself"
        return error("data-none", where, "no data file rides in this file", hint)
    for file in sources:
        if file.problem:
            return error(file.problem.code, where, shown(file.problem.message), _LOST)
    message = f"{shown(sources[0].name, 200)}: the data file inside is not the one that the file names by its hash"
    return error("data-mismatch", where, message, _LOST)


def _name_beside(name: str) -> str:
    """Return the name of a file that came with another: below its folder, or without any."""
    return _own_name(name) if outside(name) or shown(name, 200) != name else name


def _own_name(name: str) -> str:
    """Return a file's name as it can be shown and written: without folders, and with nothing that moves a terminal."""
    return shown(PureWindowsPath(name).name, 200) or "data"
