"""A Word document: what it is, and whether it is sound."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from lxml import etree

from bluf.diagnostics import BlufError, Span, error
from bluf.untrusted.package import Package, PackageError
from bluf.untrusted.words import shown
from bluf.verification import customxml, riding, wordtext
from bluf.verification import package as packages
from bluf.verification.reading import sha256
from bluf.verification.report import Facts, Problem, Report
from bluf.verification.riding import Riding

_CORE = "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_ENCRYPTED = "it is encrypted"
_HINTS = {
    "data-mismatch": "the data file was exchanged, or the document is another one's, since bluf made it",
    "picture-missing": "the note cannot be made again from this file alone; the data file and its pictures are needed",
    "alt-missing": "give the picture words that say what it shows",
    "macros": "do not open it unless you know who made it",
    "external": "the file tells another computer when it is opened, or shows what is there by then",
    "table-head": "let the first row repeat as a header row",
}


def examine(data: bytes, report: Report) -> None:
    """Fill a report on a Word document.

    Raises:
        BlufError: it cannot be read.
    """
    with _explained(report):
        package = _opened(data, report)
        text = package.xml(package.document)
    report.facts = facts = Facts("DOCX", len(data), sha256(data))
    problems = [*_identity(package, facts), *packages.problems(package), *_settings(facts)]
    try:
        problems += riding.problems(customxml.files(package), facts)
        problems += wordtext.problems(package, text)
    except PackageError as bad:
        problems.append(Problem("part-broken", str(bad)))
    for problem in dict.fromkeys(problems):
        hints = (_HINTS[problem.code],) if problem.code in _HINTS else ()
        always = problem.code.startswith(("part-", "relation-", "macros", "data-"))
        report.add(problem.code, problem.message, *hints, always=always)


def inside(data: bytes, report: Report, most: int) -> list[Riding]:
    """Return the files inside a Word document, as ``riding.gathered`` does, and fill the facts of its report.

    Raises:
        BlufError: it cannot be read.
    """
    with _explained(report):
        package = _opened(data, report)
        report.facts = facts = Facts("DOCX", len(data), sha256(data))
        for _ in _identity(package, facts):
            pass  # what it does not say of itself is seen from the facts
        return riding.gathered(customxml.files(package), most)


@contextmanager
def _explained(report: Report) -> Iterator[None]:
    try:
        yield
    except PackageError as bad:
        code = "file-encrypted" if str(bad) == _ENCRYPTED else "docx-broken"
        message = shown(f"the DOCX is broken: {bad}")
        raise BlufError(error(code, Span(str(report.path)), message, "build or fetch it anew")) from None


def _opened(data: bytes, report: Report) -> Package:
    """Return the package of a Word document.

    Raises:
        PackageError: it cannot be read.
        BlufError: it is no Word document.
    """
    where = Span(str(report.path))
    package = Package(data)
    if "[Content_Types].xml" not in package:
        message = "this ZIP file is not a Word document (DOCX)"
        raise BlufError(error("file-kind", where, message, "name a file that `bluf build` wrote"))
    kind = package.content_type(package.document)
    if "wordprocessingml" not in kind and "ms-word" not in kind:
        message = "this is an Office file, but not a Word document (DOCX)"
        raise BlufError(error("file-kind", where, message, "name a file that `bluf build` wrote"))
    return package


# --- what it says of itself -----------------------------------------------------------------------


def _identity(package: Package, facts: Facts) -> Iterator[Problem]:
    """Fill the facts, and yield which properties cannot be read."""
    parts: dict[str, dict[str, str]] = {}
    kinds = {relation.kind: package.find(relation) for relation in package.relations("") if not relation.external}
    for kind in ("core-properties", "extended-properties", "custom-properties"):
        name = kinds.get(kind, "")
        try:
            parts[kind] = _properties(package.xml(name)) if name in package else {}
        except PackageError:
            parts[kind] = {}  # said of every part that is not sound XML
    core, application, custom = parts.values()
    facts.by_bluf = bool(custom.get("bluf data SHA-256") or custom.get("bluf fingerprint"))
    facts.title = shown(core.get(f"{_DC}title", ""))
    facts.made_with = shown(custom.get("bluf version", "") or application.get("Application", ""), 100)
    facts.language = shown(core.get(f"{_DC}language", "") or wordtext.language(package), 40)
    pages = application.get("Pages", "")
    facts.pages = int(pages) if pages.isascii() and pages.isdigit() and len(pages) < 8 else 0
    facts.data_sha256 = shown(custom.get("bluf data SHA-256", ""), 64).lower()
    facts.fingerprint = shown(custom.get("bluf fingerprint", ""), 64)
    facts.pack = shown(custom.get("bluf pack", ""), 100)
    facts.version = shown(core.get(f"{_CORE}version", ""), 100)
    facts.status = shown(core.get(f"{_CORE}contentStatus", ""), 100)
    if facts.by_bluf and len(facts.data_sha256) != 64:
        yield Problem("data-unknown", "the file does not say from which data file it was made")


def _properties(root: Any) -> dict[str, str]:
    """Return the properties of a part by name; those of our own by the name they were given."""
    found: dict[str, str] = {}
    for element in root.iterchildren(tag=etree.Element):
        name = element.get("name") or str(element.tag).removeprefix(
            "{http://schemas.openxmlformats.org/officeDocument/2006/extended-properties}"
        )
        found.setdefault(name, "".join(element.itertext()).strip())
    return found


def _settings(facts: Facts) -> Iterator[Problem]:
    if not facts.title:
        yield Problem("title-missing", "the file has no title")
    if not facts.language:
        yield Problem("language-missing", "the file does not say which language it is in")
