"""A PDF: what it is, and whether it is sound."""

from __future__ import annotations

import io
import itertools
import re
from collections.abc import Callable, Iterator
from typing import Any

import pikepdf

from bluf.diagnostics import BlufError, Span, error
from bluf.untrusted import xmp
from bluf.untrusted.objects import MALFORMED, array, is_dictionary, limits, unpacked
from bluf.untrusted.words import shown
from bluf.untrusted.xml import XmlError
from bluf.verification import attachments, riding, structure, sweep
from bluf.verification.reading import sha256
from bluf.verification.report import Facts, Problem, Report
from bluf.verification.riding import Riding

_LARGEST_XMP = 8 * 2**20
_MOST = 100_000  # problems of a file that are looked at
_SOURCE = re.compile(r"stream <_io.BytesIO object[^>]*>:? ?")  # how pikepdf calls what is not a file
_HINTS = {
    "not-tagged": "a screen reader cannot find its way in it",
    "alt-missing": "give the picture or link words that say what it is",
    "title-hidden": "set DisplayDocTitle in ViewerPreferences, so that viewers show the title and not the file's name",
    "data-mismatch": "the data file was exchanged, or the PDF changed, since bluf made it",
}


def examine(data: bytes, report: Report) -> None:
    """Fill a report on a PDF.

    Raises:
        BlufError: it cannot be read.
    """
    with limits():
        pdf = _opened(data, report)
        with pdf:
            try:
                pages = len(pdf.pages)
                root = is_dictionary(pdf.Root)
            except MALFORMED as bad:
                raise _broken(report, bad) from None
            if not root:
                raise _broken(report, "it has no catalogue")
            version = f"PDF {pdf.pdf_version}"
            report.facts = Facts(shown(version, 40), len(data), sha256(data), pages=pages)
            _examine(pdf, report)


def inside(data: bytes, report: Report, most: int) -> list[Riding]:
    """Return the files inside a PDF, as ``riding.gathered`` does, and fill the facts of its report.

    Raises:
        BlufError: it cannot be read.
    """
    with limits(), _opened(data, report) as pdf:
        try:
            report.facts = Facts(shown(f"PDF {pdf.pdf_version}", 40), len(data), sha256(data))
            _identity(pdf, report, report.facts)
            return riding.gathered(attachments.files(pdf), most)
        except MALFORMED as bad:
            raise _broken(report, bad) from None


def _opened(data: bytes, report: Report) -> pikepdf.Pdf:
    try:
        return pikepdf.open(io.BytesIO(data), attempt_recovery=False, suppress_warnings=True)
    except pikepdf.PasswordError:
        where = Span(str(report.path))
        hint = "save it without a password"
        raise BlufError(error("file-encrypted", where, "the file is encrypted and asks for a password", hint)) from None
    except MALFORMED as bad:
        raise _broken(report, bad) from None


def _broken(report: Report, why: object) -> BlufError:
    message = shown(f"the PDF is broken: {_SOURCE.sub('', str(why))}")
    return BlufError(error("pdf-broken", Span(str(report.path)), message, "build or fetch it anew"))


def _examine(pdf: pikepdf.Pdf, report: Report) -> None:
    facts = report.facts
    assert facts is not None  # noqa: S101 - set by the caller
    _guarded(report, lambda: _identity(pdf, report, facts))
    for check in (_settings, _tags, _objects, attachments.problems):
        _guarded(report, lambda check=check: _add(report, check(pdf, facts)))  # type: ignore[misc]
    for warning in pdf.get_warnings()[:3]:
        report.add("pdf-damaged", f"the file is damaged: {warning}", always=True)


def _guarded(report: Report, check: Callable[[], None]) -> None:
    """Do a check; objects that are not what they should be end it with a finding."""
    try:
        check()
    except MALFORMED as bad:
        report.add("pdf-malformed", f"part of the file cannot be read: {type(bad).__name__}: {bad}", always=True)


def _add(report: Report, problems: Iterator[Problem]) -> None:
    """Add problems, each once though many objects have it."""
    said: set[Problem] = set()
    for problem in itertools.islice(problems, _MOST):
        if problem in said:
            continue
        said.add(problem)
        hints = (_HINTS[problem.code],) if problem.code in _HINTS else ()
        where = f"page {problem.page}" if problem.page else ""
        report.add(problem.code, problem.message, *hints, where=where, always=problem.code.startswith("data-"))


# --- what it says of itself -----------------------------------------------------------------------


def _identity(pdf: pikepdf.Pdf, report: Report, facts: Facts) -> None:
    found: dict[str, str] = {}
    packet = pdf.Root.get("/Metadata")
    try:
        if isinstance(packet, pikepdf.Stream):
            found = xmp.properties(unpacked(packet, _LARGEST_XMP))
    except XmlError as bad:
        report.add("xmp-broken", f"the XMP metadata cannot be read: {bad}", always=True)
    facts.title = shown(found.get("title", "") or _info(pdf, "/Title"))
    facts.made_with = shown(found.get("made_with", "") or _info(pdf, "/Creator") or _info(pdf, "/Producer"), 100)
    facts.by_bluf = bool(found.get("data_sha256") or found.get("fingerprint"))
    facts.language = shown(str(pdf.Root.get("/Lang", "")) or found.get("language", ""), 40)
    facts.data_sha256 = shown(found.get("data_sha256", ""), 64).lower()
    facts.fingerprint = shown(found.get("fingerprint", ""), 64)
    facts.pack = shown(found.get("pack", ""), 100)
    facts.version = shown(found.get("version", ""), 100)
    facts.status = shown(found.get("status", ""), 100)
    facts.claims = tuple(shown(claim, 20) for claim in xmp.claims(found))
    facts.tagged = structure.is_tagged(pdf)


def _info(pdf: pikepdf.Pdf, key: str) -> str:
    info: Any = pdf.trailer.get("/Info")
    return str(info.get(key, "")) if is_dictionary(info) else ""


# --- whether it is sound --------------------------------------------------------------------------


def _settings(pdf: pikepdf.Pdf, facts: Facts) -> Iterator[Problem]:
    if pdf.is_encrypted:
        yield Problem("encrypted", "the file is encrypted, though it opens without a password")
    if not facts.title:
        yield Problem("title-missing", "the file has no title")
    preferences: Any = pdf.Root.get("/ViewerPreferences", {})
    if not preferences.get("/DisplayDocTitle"):
        yield Problem("title-hidden", "viewers show the file's name and not its title")
    if not str(pdf.Root.get("/Lang", "")):
        yield Problem("language-missing", "the file does not say which language it is in")


def _tags(pdf: pikepdf.Pdf, facts: Facts) -> Iterator[Problem]:
    yield from structure.problems(pdf, ours=facts.by_bluf)


def _objects(pdf: pikepdf.Pdf, facts: Facts) -> Iterator[Problem]:
    found: list[Any] = list(sweep.dictionaries(pdf))
    fonts = sweep.fonts(found)
    facts.fonts = tuple(sorted({shown(sweep.font_name(font), 100) for font in fonts}))
    for font in fonts:
        yield from sweep.font_problems(font)
    yield from sweep.dangers(pdf, found)
    if any(array(pdf.Root.get(key)) for key in ("/Collection", "/NeedsRendering")):
        yield Problem("action", "the file is a portfolio or a dynamic form")
