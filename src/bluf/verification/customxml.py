"""Data files inside a Word document: custom XML parts of our own, which name the pictures by their SHA-256."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import Any

from bluf.untrusted.package import Package, PackageError
from bluf.untrusted.words import shown
from bluf.verification.report import Problem
from bluf.verification.riding import MOST, Riding

NAMESPACE = "urn:bluf:carried:1.0"
_NAME = f"{{{NAMESPACE}}}"


def files(package: Package) -> Iterator[Riding]:
    """Yield the files inside, one after the other, as they are large.

    Raises:
        PackageError: no relation leads to the text.
    """
    yield from islice(_files(package), MOST)


def _files(package: Package) -> Iterator[Riding]:
    """Yield the data file with its pictures, and those of a roundup's notes, each from a part of its own."""
    for relation in package.relations(package.document):
        if relation.kind != "customXml" or relation.external:
            continue
        try:
            data = package.read(package.find(relation))
            if NAMESPACE.encode() not in data:
                continue
            root = package.xml(package.find(relation))
        except PackageError as bad:
            yield Riding("", "", "data", None, Problem("part-broken", str(bad)))
            continue
        if root.tag == f"{_NAME}carried":
            yield from _carried(package, root)


def _carried(package: Package, root: Any) -> Iterator[Riding]:
    for element in root.iterchildren(f"{_NAME}data"):
        yield _data(element)

    @cache
    def pictures() -> dict[str, str]:
        return {
            hashlib.sha256(package.read(name)).hexdigest(): name for name in package.names if _is_picture(package, name)
        }

    for element in root.iterchildren(f"{_NAME}picture"):
        name, kind = element.get("name", ""), element.get("type", "")
        part = pictures().get(element.get("sha256", "").lower())
        if part:
            yield Riding(name, kind, "picture", package.read(part))
        else:
            message = f"the picture {shown(name, 200)}, which the data file names, is no longer inside, or was changed"
            yield Riding(name, kind, "picture", None, Problem("picture-missing", message))


def _is_picture(package: Package, name: str) -> bool:
    return package.content_type(name).startswith("image/")


def _data(element: Any) -> Riding:
    """Return the data file that an element holds."""
    name, kind = element.get("name", ""), element.get("type", "")
    pieces = [piece.text or "" for piece in element.iterchildren(f"{_NAME}base64")]
    if not pieces:
        problem = Problem("data-missing", f"the data file inside is not there, only its name: {shown(name, 200)}")
        return Riding(name, kind, "data", None, problem)
    damaged = Problem("data-checksum", f"{shown(name, 200)}: the data file inside is damaged")
    try:
        data = b"".join(base64.b64decode("".join(piece.split()), validate=True) for piece in pieces)
    except (binascii.Error, ValueError):
        return Riding(name, kind, "data", None, damaged)
    intact = hashlib.sha256(data).hexdigest() == element.get("sha256", "").lower()
    return Riding(name, kind, "data", data, None if intact else damaged)
