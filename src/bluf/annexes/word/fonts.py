"""Fonts of a note into a report's table of fonts, so that the note's own look does not hang on the reader's machine."""

from __future__ import annotations

from copy import deepcopy
from typing import Final

from bluf.annexes.word import vocabulary as v
from bluf.annexes.word.host import Host
from bluf.untrusted.package import Package

_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.fontTable+xml"
_EMPTY: Final = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:fonts xmlns:w="{v.MAIN}"/>'


def bring_fonts(host: Host, data: bytes) -> None:
    """Bring the fonts of a note, as our writer wrote it, with their embedded files; those of known names stay away."""
    package = Package(data)
    table = "word/fontTable.xml"
    relations = {r.identifier: r for r in package.relations(table)}
    name = host.part("fontTable")
    if not name:
        name = host.add_part("word", "fontTable", "xml", _EMPTY.encode(), _TYPE, only=True)
        host.relate(host.document, f"{v.OFFICE}/fontTable", name)
    known = {v.value(font, "name").casefold() for font in host.xml(name).findall(v.w("font"))}
    for font in package.xml(table).findall(v.w("font")):
        if v.value(font, "name").casefold() in known:
            continue
        copy = deepcopy(font)
        for file in copy:
            identifier = file.get(f"{v.RELATION}id")
            if identifier is not None:
                part = package.find(relations[identifier])
                kind = package.content_type(part)
                new = host.add_part("word/fonts", "bluf", "odttf", package.read(part), kind)
                file.set(f"{v.RELATION}id", host.relate(name, f"{v.OFFICE}/font", new))
        host.change(name).append(copy)
