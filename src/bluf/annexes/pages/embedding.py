"""Files inside a report: put in as associated files, and taken out (ISO 32000-1, 7.11.4; ISO 19005-3, annex E)."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Sequence
from datetime import datetime
from pathlib import PurePath
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from bluf.annexes.pages import trees
from bluf.untrusted.objects import array, is_dictionary
from bluf.writers import Attachment

_DOCUMENTS = {"application/pdf", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}
_LEVEL = 6  # of zlib


def is_data(file: Attachment) -> bool:
    """Return whether a file is what the note was made from, and not the note itself."""
    return file.media_type not in _DOCUMENTS


def embed(pdf: pikepdf.Pdf, files: Sequence[Attachment], made: datetime | None) -> list[Any]:
    """Put files into a report; return their specifications, in the order of the files.

    A file whose name is taken gets a number. Description and SHA-256 stand in what viewers show of it.
    """
    if not files:
        return []
    names: Any = _dictionary(pdf, pdf.Root, "/Names")
    tree = _dictionary(pdf, names, "/EmbeddedFiles")
    taken = {key for key, _ in trees.pairs(tree, trees.NAMES)}
    specifications = []
    for file in files:
        name = _free(file.name, taken)
        key = bytes(String(name))
        taken.add(key)
        specification = _specification(pdf, file, name, made)
        trees.insert(pdf, tree, trees.NAMES, [(key, specification)])
        specifications.append(specification)
    pdf.Root.AF = Array([*array(pdf.Root.get("/AF")), *specifications])
    return specifications


def remove(pdf: pikepdf.Pdf, specifications: Sequence[Any]) -> None:
    """Take files out again, by their specifications."""
    ours = {thing.objgen for thing in specifications if is_dictionary(thing)}
    names: Any = pdf.Root.get("/Names")
    tree = names.get("/EmbeddedFiles") if is_dictionary(names) else None
    if not ours or not is_dictionary(tree):
        return
    for key, value in trees.pairs(tree, trees.NAMES):
        if is_dictionary(value) and value.objgen in ours:
            trees.remove(pdf, tree, trees.NAMES, key, key)
    if not trees.pairs(tree, trees.NAMES):
        del names.EmbeddedFiles
    kept = [thing for thing in array(pdf.Root.get("/AF")) if not (is_dictionary(thing) and thing.objgen in ours)]
    if kept:
        pdf.Root.AF = Array(kept)
    elif "/AF" in pdf.Root:
        del pdf.Root.AF


def _dictionary(pdf: pikepdf.Pdf, holder: Any, key: str) -> Any:
    """Return a dictionary in a dictionary, made if it is not there."""
    if not is_dictionary(holder.get(key)):
        holder[key] = pdf.make_indirect(Dictionary())
    return holder[key]


def _free(name: str, taken: set[Any]) -> str:
    path = PurePath(name)
    number = 1
    while bytes(String(name)) in taken:
        number += 1
        name = f"{path.stem} ({number}){path.suffix}"
    return name


def _specification(pdf: pikepdf.Pdf, file: Attachment, name: str, made: datetime | None) -> Any:
    parameters = Dictionary(
        Size=len(file.data), CheckSum=String(hashlib.md5(file.data, usedforsecurity=False).digest())
    )
    if made:
        parameters.ModDate = String(f"D:{made:%Y%m%d%H%M%S}Z")
    stream = pdf.make_stream(b"", Type=Name.EmbeddedFile, Subtype=Name(f"/{file.media_type}"), Params=parameters)
    stream.write(zlib.compress(file.data, _LEVEL), filter=Name.FlateDecode)
    digest = hashlib.sha256(file.data).hexdigest()
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Filespec,
            F=String(name),
            UF=String(name),
            Desc=String(f"{file.description} (SHA-256 {digest})".lstrip()),
            AFRelationship=Name.Source if is_data(file) else Name.Supplement,
            EF=Dictionary(F=stream, UF=stream),
        )
    )
