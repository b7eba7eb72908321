"""A pack that ``bluf pack`` wrote: whether every file is there, is the one that the manifest lists, and is sound."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bluf.briefing.figures import outside
from bluf.diagnostics import BlufError, Span, error
from bluf.record import record
from bluf.untrusted.package import Package, PackageError
from bluf.untrusted.words import shown
from bluf.verification import docx, pdf
from bluf.verification.reading import LARGEST, MANIFEST, sha256
from bluf.verification.report import Facts, Problem, Report

_SUMS = "SHA256SUMS"
_FORMAT, _VERSION = "bluf-pack", 1
_LARGEST_MANIFEST = 16 * 2**20
_MOST_DOCUMENTS = 200  # that are looked at
_EXAMINERS = {"pdf": pdf.examine, "word": docx.examine}


@record
class _Listed:
    """A file as the manifest lists it."""

    path: str
    note: str
    role: str
    size: int
    sha256: str


def examine(data: bytes, report: Report) -> None:
    """Fill a report on a pack, and on the documents in it.

    Raises:
        BlufError: it cannot be read.
    """
    try:
        package = Package(data)
        manifest = _manifest(package)
    except PackageError as bad:
        message = shown(f"the pack is broken: {bad}")
        hint = "fetch it anew, and do not trust what is in it"
        raise BlufError(error("pack-broken", Span(str(report.path)), message, hint)) from None
    listed = _listed(manifest)
    titles = [str(_table(note).get("title", "")) for note in manifest["notes"]]
    report.facts = Facts(
        "pack of notes (ZIP)",
        len(data),
        sha256(data),
        by_bluf=True,
        made_with=shown(str(manifest.get("made_with", "")), 100),
        title=shown("; ".join(filter(None, titles))),
        files=len(package.names),
    )
    hint = "fetch it anew, and do not trust what is in it"
    for problem in (*_names(package), *_contents(package, listed), *_sums(package)):
        report.add(problem.code, problem.message, hint, always=True)
    made_from = _documents(package, listed, report)
    for problem in _origins(manifest, listed, made_from):
        report.add(problem.code, problem.message, hint, always=True)


def _manifest(package: Package) -> dict[str, Any]:
    """Return the manifest, of which the lists of notes and files are sure.

    Raises:
        PackageError: it cannot be read, or is another program's.
    """
    try:
        found = json.loads(package.read(MANIFEST, _LARGEST_MANIFEST).decode("utf-8"))
    except (ValueError, RecursionError) as bad:
        raise PackageError(f"{MANIFEST} cannot be read: {bad}") from None
    if not isinstance(found, dict) or found.get("format") != _FORMAT:
        raise PackageError(f"{MANIFEST} is not that of a pack that bluf made")
    if found.get("format_version") != _VERSION:
        raise PackageError(f"{MANIFEST} is of a version that this bluf does not know")
    if not isinstance(found.get("notes"), list) or not isinstance(found.get("files"), list):
        raise PackageError(f"{MANIFEST} lists no notes or no files")
    return found


def _listed(manifest: dict[str, Any]) -> list[_Listed]:
    """Return the files that the manifest lists.

    An entry that lacks something is listed without it, so that the file is found to be another one.
    """
    found = []
    for entry in manifest["files"]:
        about = _table(entry)
        path, note, role, digest = (str(about.get(key, "")) for key in ("path", "note", "role", "sha256"))
        size = about.get("size")
        found.append(_Listed(path, note, role, size if isinstance(size, int) else -1, digest.lower()))
    return found


def _table(entry: Any) -> dict[str, Any]:
    return entry if isinstance(entry, dict) else {}


def _names(package: Package) -> Iterator[Problem]:
    """Yield names that could be written outside the folder in which a pack is unpacked, or over one another."""
    for name in package.names:
        if outside(name) or not name.isprintable():
            yield Problem("pack-path", f"{shown(name, 200)}: the name of the file leads elsewhere")
    for name in package.links:
        yield Problem("pack-path", f"{shown(name, 200)}: it is a link and not a file")
    if len({name.casefold() for name in package.names}) < len(package.names):
        yield Problem("pack-path", "two files have one name")


def _contents(package: Package, listed: list[_Listed]) -> Iterator[Problem]:
    """Yield files that are missing, changed, or not listed."""
    names = set(package.names)
    for file in listed:
        name = shown(file.path, 200)
        if file.path not in names:
            yield Problem("pack-missing", f"{name}: the manifest lists it, and it is not there")
            continue
        try:
            data = package.read(file.path, LARGEST)
        except PackageError as bad:
            yield Problem("pack-changed", str(bad))
            continue
        if len(data) != file.size or sha256(data) != file.sha256:
            yield Problem("pack-changed", f"{name}: it is not the file that the manifest lists")
    paths = Counter(file.path for file in listed)
    for path, times in sorted(paths.items()):
        if times > 1:
            yield Problem("pack-twice", f"{shown(path, 200)}: the manifest lists it more than once")
    for name in sorted(names - {*paths, MANIFEST, _SUMS}):
        yield Problem("pack-extra", f"{shown(name, 200)}: the manifest does not list it")


def _sums(package: Package) -> Iterator[Problem]:
    """Yield where the list for ``sha256sum`` says something else than the files."""
    if _SUMS not in package.names:
        yield Problem("pack-missing", f"{_SUMS}: it is not there")
        return
    try:
        lines = package.read(_SUMS, _LARGEST_MANIFEST).decode("utf-8", "replace").splitlines()
        sums = {path: digest for digest, _, path in (line.partition("  ") for line in lines)}
        for name in package.names:
            if name != _SUMS and sums.pop(name, "") != sha256(package.read(name, LARGEST)):
                yield Problem("pack-sums", f"{shown(name, 200)}: {_SUMS} has another sum for it, or none")
    except PackageError as bad:
        yield Problem("pack-changed", str(bad))
        return
    for name in sums:
        yield Problem("pack-sums", f"{shown(name, 200)}: {_SUMS} lists it, and it is not there")


def _documents(package: Package, listed: list[_Listed], report: Report) -> dict[str, str]:
    """Look at the documents in a pack; return by their path the SHA-256 of the data file that each names."""
    made_from = {}
    documents = [file for file in listed if file.role in _EXAMINERS and file.path in package.names]
    for file in documents[:_MOST_DOCUMENTS]:
        inner = Report(Path(f"{report.path}: {shown(file.path, 200)}"))
        report.inside.append(inner)
        try:
            inner.data = package.read(file.path, LARGEST)
            _EXAMINERS[file.role](inner.data, inner)
            if inner.facts:
                made_from[file.path] = inner.facts.data_sha256
        except BlufError as failure:
            inner.diagnostics.extend(failure.diagnostics)
            inner.facts = None
        except PackageError:
            inner.diagnostics.append(error("file-unreadable", Span(str(inner.path)), "the file is damaged"))
    if len(documents) > _MOST_DOCUMENTS:
        report.notes.append(f"{len(documents) - _MOST_DOCUMENTS} more documents were not looked at")
    return made_from


def _origins(manifest: dict[str, Any], listed: list[_Listed], made_from: Mapping[str, str]) -> Iterator[Problem]:
    """Yield where a note's documents, its data file and the manifest do not belong together."""
    wanted = {str(_table(note).get("folder")): _table(note).get("data_sha256") for note in manifest["notes"]}
    for file in listed:
        if file.note not in wanted:
            yield Problem("pack-data", f"{shown(file.path, 200)}: it is of a note that the manifest does not have")
            continue
        actual = file.sha256 if file.role == "data" else made_from.get(file.path, wanted[file.note])
        if actual != wanted[file.note]:
            message = f"{shown(file.path, 200)}: it does not belong to the data file that the manifest names"
            yield Problem("pack-data", message)
