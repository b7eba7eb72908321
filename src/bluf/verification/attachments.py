"""Files inside a PDF: whether the data file is there and is the one that the PDF names."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

import pikepdf

from bluf.untrusted.objects import LARGEST_STREAM, TooLargeError, array, is_dictionary, leaves, unpacked
from bluf.untrusted.words import shown
from bluf.verification.report import Facts, Inside
from bluf.verification.structure import Problem

_MOST = 100  # files inside that are looked at


def problems(pdf: pikepdf.Pdf, facts: Facts) -> Iterator[Problem]:
    """Note the data file that rides inside, and yield what is wrong with the files inside."""
    root: Any = pdf.Root
    associated = [thing for thing in array(root.get("/AF")) if is_dictionary(thing)]
    names = root.get("/Names", {}).get("/EmbeddedFiles")
    listed = [thing for _, thing in leaves(names, "/Names") if is_dictionary(thing)]
    sources: list[Inside] = []
    for specification in {thing.objgen: thing for thing in (*associated, *listed)}.values():
        if len(sources) >= _MOST:
            break
        stream = _stream(specification)
        name = shown(str(specification.get("/UF", specification.get("/F", ""))), 200)
        if stream is None:
            yield Problem("data-missing", f"the file inside is not there, only its name: {name}")
            continue
        try:
            data = unpacked(stream, LARGEST_STREAM)
        except TooLargeError as bad:
            yield Problem("data-huge", f"{name}: {bad}")
            continue
        yield from _checksum(stream, name, data)
        if specification.get("/AFRelationship") == "/Source":
            digest = hashlib.sha256(data).hexdigest()
            sources.append(Inside(name, digest, digest == facts.data_sha256))
    yield from _source(sources, associated, facts)


def _stream(specification: Any) -> Any:
    files = specification.get("/EF")
    if not is_dictionary(files):
        return None
    stream = files.get("/UF", files.get("/F"))
    return stream if isinstance(stream, pikepdf.Stream) else None


def _checksum(stream: Any, name: str, data: bytes) -> Iterator[Problem]:
    """Yield where the size and checksum beside a file are not those of the file."""
    about = stream.get("/Params", {})
    size, checksum = about.get("/Size"), about.get("/CheckSum")
    if size is not None and int(size) != len(data):
        yield Problem("data-checksum", f"{name}: the file inside has {len(data):,} bytes and not {int(size):,}")
    elif checksum is not None and bytes(checksum) != hashlib.md5(data, usedforsecurity=False).digest():
        yield Problem("data-checksum", f"{name}: the file inside has another checksum than the one beside it")


def _source(sources: list[Inside], associated: list[Any], facts: Facts) -> Iterator[Problem]:
    if not facts.data_sha256 or not sources:
        return
    facts.data_inside = next((source for source in sources if source.matches), sources[0])
    if not facts.data_inside.matches:
        message = f"{facts.data_inside.name}: the data file inside is not the one that the file names by its hash"
        yield Problem("data-mismatch", message)
    if not associated:
        yield Problem("data-unassociated", "the data file inside is not an associated file of the document")
