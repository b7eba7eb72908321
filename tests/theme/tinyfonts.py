"""Small font files with any characters, name and style: the outlines are those of a letter of FiraGO."""

from __future__ import annotations

import struct
from functools import cache
from pathlib import Path
from typing import NamedTuple

import uharfbuzz as hb

from bluf.theme.fonts import face


class Tiny(NamedTuple):
    """What a font file is to say of itself."""

    family: str
    chars: str
    weight: int = 400
    italic: bool = False
    licence: int = 0
    more: tuple[str, ...] = ()  # tables that only have to be there


@cache
def _base() -> dict[str, bytes]:
    request = hb.SubsetInput()
    request.unicode_set.update(map(ord, " A"))
    request.drop_table_tag_set.update(int.from_bytes(tag, "big") for tag in (b"GSUB", b"GPOS", b"GDEF"))
    subset = hb.subset(face("package:FiraGO_Regular").hb_face, request)
    return {tag: subset.reference_table(tag).data for tag in subset.table_tags}


def _cmap(chars: str) -> bytes:
    """Return a character map (format 12) with a group for each character; all lead to the last glyph."""
    groups = b"".join(struct.pack(">3I", ord(char), ord(char), 1 if char == " " else 2) for char in sorted({*chars}))
    table = struct.pack(">HHIII", 12, 0, 16 + len(groups), 0, len(groups) // 12) + groups
    return struct.pack(">HHHHI", 0, 1, 3, 10, 12) + table


def _names(family: str) -> bytes:
    records, text = b"", b""
    for number, name in ((1, family), (2, "Regular"), (6, family.replace(" ", ""))):
        data = name.encode("utf-16-be")
        records += struct.pack(">6H", 3, 1, 0x409, number, len(data), len(text))
        text += data
    return struct.pack(">3H", 0, 3, 6 + len(records)) + records + text


def _tables(tiny: Tiny) -> dict[str, bytes]:
    os2 = bytearray(_base()["OS/2"])
    struct.pack_into(">H", os2, 4, tiny.weight)
    struct.pack_into(">H", os2, 8, tiny.licence)
    struct.pack_into(">H", os2, 62, 1 if tiny.italic else 0x40)
    made = {"OS/2": bytes(os2), "cmap": _cmap(tiny.chars), "name": _names(tiny.family)}
    return _base() | made | dict.fromkeys(tiny.more, b"\0\1\0\0")


def _sfnt(tables: dict[str, bytes], start: int) -> bytes:
    """Return a font whose first byte lies at ``start`` of its file."""
    head = struct.pack(">IHHHH", 0x10000, len(tables), 0, 0, 0)
    offset = start + len(head) + 16 * len(tables)
    body = b""
    for tag, data in sorted(tables.items()):
        head += struct.pack(">4sIII", tag.encode(), 0, offset + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    return head + body


def write(path: Path, *fonts: Tiny) -> Path:
    """Write a font file, a collection if the name says so."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.suffix.lower().endswith("c"):
        path.write_bytes(_sfnt(_tables(fonts[0]), 0))
        return path
    start = 12 + 4 * len(fonts)
    places, body = [], b""
    for font in fonts:
        places.append(start + len(body))
        body += _sfnt(_tables(font), places[-1])
    path.write_bytes(struct.pack(f">4sHHI{len(fonts)}I", b"ttcf", 1, 0, len(fonts), *places) + body)
    return path
