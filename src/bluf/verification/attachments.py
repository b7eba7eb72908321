"""Files inside a PDF: whether the data file is there and is the one that the PDF names."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any, Literal

import pikepdf

from bluf.untrusted.objects import LARGEST_STREAM, TooLargeError, array, is_dictionary, leaves, unpacked
from bluf.untrusted.words import shown
from bluf.verification import riding
from bluf.verification.report import Facts, Problem
from bluf.verification.riding import MOST, Riding


def problems(pdf: pikepdf.Pdf, facts: Facts) -> Iterator[Problem]:
    """Note the data file that rides inside, and yield what is wrong with the files inside."""
    yield from riding.problems(files(pdf), facts)
    if facts.data_inside and not array(pdf.Root.get("/AF")):
        yield Problem("data-unassociated", "the data file inside is not an associated file of the document")


def files(pdf: pikepdf.Pdf) -> Iterator[Riding]:
    """Yield the files inside, one after the other, as they are large."""
    root: Any = pdf.Root
    associated = [thing for thing in array(root.get("/AF")) if is_dictionary(thing)]
    names = root.get("/Names", {}).get("/EmbeddedFiles")
    listed = [thing for _, thing in leaves(names, "/Names") if is_dictionary(thing)]
    specifications = {thing.objgen: thing for thing in (*associated, *listed)}
    for specification in list(specifications.values())[:MOST]:
        yield _file(specification)


def _file(specification: Any) -> Riding:
    stream = _stream(specification)
    name = str(specification.get("/UF", specification.get("/F", "")))
    if stream is None:
        problem = Problem("data-missing", f"the file inside is not there, only its name: {shown(name, 200)}")
        return Riding(name, "", _role(specification, ""), None, problem)
    media_type = str(stream.get("/Subtype", "")).removeprefix("/")
    role = _role(specification, media_type)
    try:
        data = unpacked(stream, LARGEST_STREAM)
    except TooLargeError as bad:
        return Riding(name, media_type, role, None, Problem("data-huge", f"{shown(name, 200)}: {bad}"))
    return Riding(name, media_type, role, data, _checksum(stream, shown(name, 200), data))


def _role(specification: Any, media_type: str) -> Literal["data", "picture", "other"]:
    match str(specification.get("/AFRelationship", "")):
        case "/Source":
            return "data"
        case "/Supplement" if media_type.startswith("image/"):
            return "picture"
        case _:
            return "other"


def _stream(specification: Any) -> Any:
    files = specification.get("/EF")
    if not is_dictionary(files):
        return None
    stream = files.get("/UF", files.get("/F"))
    return stream if isinstance(stream, pikepdf.Stream) else None


def _checksum(stream: Any, name: str, data: bytes) -> Problem | None:
    """Return where the size and checksum beside a file are not those of the file."""
    about = stream.get("/Params", {})
    size, checksum = about.get("/Size"), about.get("/CheckSum")
    if size is not None and int(size) != len(data):
        return Problem("data-checksum", f"{name}: the file inside has {len(data):,} bytes and not {int(size):,}")
    if checksum is not None and bytes(checksum) != hashlib.md5(data, usedforsecurity=False).digest():
        return Problem("data-checksum", f"{name}: the file inside has another checksum than the one beside it")
    return None
