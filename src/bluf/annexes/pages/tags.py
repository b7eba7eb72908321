"""The tags by which copies of notes are found again: private data in the report's catalogue (ISO 32000-1, 14.5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from bluf.annexes.model import Copy, Form, Look
from bluf.untrusted.objects import array, is_dictionary

_OWNER = "/Bluf"
_FORMS: dict[str, Form] = {"/annex": "annex", "/section": "section", "/file": "file"}
_LOOKS: dict[str, Look] = {"/host": "host", "/own": "own"}
_UNDATED = "D:19700101000000Z"  # the standard asks for a date, and the clock is never asked


@dataclass(frozen=True, slots=True, eq=False)  # each is itself: objects of a PDF compare all that they lead to
class Tag:
    """A copy of a note and what of it is where.

    Attributes:
        copy: what it is a copy of, and how it was made.
        letter: its number among the annexes, from 1; 0 if it is none.
        label: what an annex is called in its language, with ``{letter}`` in it.
        pages: its pages.
        element: its structure element, if it has one, and ``keys`` the first and last of its keys.
        item: its entry in the outline.
        files: the specifications of its files.
    """

    copy: Copy
    letter: int = 0
    label: str = ""
    pages: tuple[Any, ...] = ()
    element: Any = None
    keys: tuple[int, int] = (0, -1)
    item: Any = None
    files: tuple[Any, ...] = ()


def read(pdf: pikepdf.Pdf) -> list[Tag]:
    """Return the tags of a report; what is no tag of ours is left out."""
    pieces: Any = pdf.Root.get("/PieceInfo")
    for key in (_OWNER, "/Private", "/Copies"):
        pieces = pieces.get(key) if is_dictionary(pieces) else None
    return [_tag(thing) for thing in array(pieces) if is_dictionary(thing) and str(thing.get("/Name", ""))]


def _tag(thing: Any) -> Tag:
    first, last = [int(key) for key in array(thing.get("/Keys"))] or (0, -1)
    copy = Copy(
        str(thing.Name),
        str(thing.get("/Source", "")),
        _FORMS.get(str(thing.get("/Form")), "annex"),
        _LOOKS.get(str(thing.get("/Look")), "host"),
        bool(thing.get("/Stamp", False)),
        str(thing.get("/Template", "")),
        tuple(str(setting) for setting in array(thing.get("/Settings"))),
    )
    pages, files = (tuple(array(thing.get(key))) for key in ("/Pages", "/Files"))
    letter, label = int(thing.get("/Letter", 0)), str(thing.get("/Label", ""))
    return Tag(copy, letter, label, pages, thing.get("/Element"), (first, last), thing.get("/Item"), files)


def write(pdf: pikepdf.Pdf, tags: list[Tag], made: datetime | None) -> None:
    """Give a report these tags in place of those that it has."""
    pieces: Any = pdf.Root.get("/PieceInfo")
    if not is_dictionary(pieces):
        pieces = pdf.Root.PieceInfo = Dictionary()
    changed = String(f"D:{made:%Y%m%d%H%M%S}Z" if made else _UNDATED)
    copies = Array([_dictionary(tag) for tag in tags])
    pieces[_OWNER] = Dictionary(LastModified=changed, Private=Dictionary(Copies=copies))


def _dictionary(tag: Tag) -> Dictionary:
    copy = tag.copy
    entries = {
        "/Name": String(copy.name),
        "/Source": String(copy.source),
        "/Form": Name(f"/{copy.form}"),
        "/Look": Name(f"/{copy.look}"),
        "/Stamp": copy.stamp,
    }
    if tag.copy.template:
        entries["/Template"] = String(tag.copy.template)
    if tag.copy.settings:
        entries["/Settings"] = Array([String(setting) for setting in tag.copy.settings])
    if tag.letter:
        entries |= {"/Letter": tag.letter, "/Label": String(tag.label), "/Pages": Array(tag.pages), "/Item": tag.item}
    if tag.element is not None:
        entries |= {"/Element": tag.element, "/Keys": Array(tag.keys)}
    if tag.files:
        entries["/Files"] = Array(tag.files)
    return Dictionary(entries)
