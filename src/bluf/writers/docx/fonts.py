"""Which faces the text takes, and their embedding, so that the note looks the same where they are not installed.

A face is cut down to the characters of the scripts in use and embedded in the obfuscated form that Word
asks for (ISO/IEC 29500-4, 17.8.1, "Font Embedding").
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import uharfbuzz as hb

from bluf.theme.fonts import Face, face, faces_for
from bluf.theme.model import FontFamily, Theme

# What stays in a face beside the characters of the note, so that it can be edited: Basic Latin to Latin
# Extended-B, general punctuation, super- and subscripts, currency signs, letterlike signs, arrows.
_KEPT: Final = (
    (0x20, 0x17F), (0x218, 0x21B), (0x2C6, 0x2DD), (0x2010, 0x2027), (0x2030, 0x203A), (0x2044, 0x2044),
    (0x2070, 0x209C), (0x20AC, 0x20AC), (0x2116, 0x2122), (0x2190, 0x2193), (0x2212, 0x2212),
)  # fmt: skip
# Alphabets of which all letters stay once one is in use.
_ALPHABETS: Final = ((0x370, 0x3FF), (0x400, 0x45F))
# Layout features that HarfBuzz keeps only on demand: figures of one width, which right-aligned cells ask for.
_FEATURES: Final = (int.from_bytes(b"tnum"),)
_SLOTS: Final = ("Regular", "Bold", "Italic", "BoldItalic")


class Embedded(NamedTuple):
    """A face as the package holds it."""

    family: str
    slot: str
    key: str
    data: bytes


class Description(NamedTuple):
    """What the font table says of a family."""

    panose: str
    pitch: str
    signature: str


@dataclass(slots=True)
class Setter:
    """One face of a family at work: it takes text, and remembers the characters."""

    face: Face
    family: FontFamily
    bold: bool
    italic: bool
    fallback: tuple[str, ...]
    used: dict[str, set[str]]
    chars: set[str] = field(default_factory=set)

    def runs(self, text: str) -> list[tuple[str, str]]:
        """Split ``text`` into runs, each with the name of the font that it needs; "" is the family's own."""
        if self.face.coverage.issuperset(text):
            self.chars.update(text, text.upper())
            return [("", text)]
        result = []
        for chosen, part in faces_for(text, self.family, bold=self.bold, italic=self.italic, fallback=self.fallback):
            if chosen is self.face:
                self.chars.update(part, part.upper())
                result.append(("", part))
            else:
                self.used.setdefault(chosen.name, set()).update(part)
                result.append((family_name(chosen), part))
        return result

    def width(self, text: str) -> float:
        """Return how wide ``text`` is, in em."""
        return sum(map(self.face.advance, text)) / self.face.upem


class Fonts:
    """All faces that a document makes use of."""

    def __init__(self, theme: Theme) -> None:
        self._fallback = theme.all_fallbacks
        self._setters: dict[tuple[str, bool, bool], Setter] = {}
        self._others: dict[str, set[str]] = {}

    def setter(self, family: FontFamily, *, bold: bool, italic: bool) -> Setter:
        """Return what sets text in this face of a family."""
        key = (family.name, bold, italic)
        if key not in self._setters:
            chosen = face(family.face(bold=bold, italic=italic))
            self._setters[key] = Setter(chosen, family, bold, italic, self._fallback, self._others)
        return self._setters[key]

    def families(self) -> dict[str, tuple[Face, str]]:
        """Return the fonts in use by name: a face of each, and the name of a font to take in its place."""
        found: dict[str, tuple[Face, str]] = {}
        for setter in self._setters.values():
            if setter.family.name not in found or not (setter.bold or setter.italic):
                found[setter.family.name] = (setter.face, setter.family.word)
        for name in self._others:
            found.setdefault(family_name(face(name)), (face(name), ""))
        return found

    def embedded(self) -> Iterator[Embedded]:
        """Yield the faces in use, cut down and obfuscated."""
        wanted: dict[tuple[str, str], tuple[Face, set[str]]] = {}
        for setter in self._setters.values():
            key = (setter.family.name, _slot(setter))
            wanted.setdefault(key, (setter.face, set()))[1].update(setter.chars)
        for name, chars in self._others.items():
            wanted.setdefault((family_name(face(name)), "Regular"), (face(name), set()))[1].update(chars)
        for (family, slot), (chosen, chars) in wanted.items():
            own = any(family == setter.family.name for setter in self._setters.values())
            if _may_be_embedded(chosen):
                yield Embedded(family, slot, *_obfuscated(_subset(chosen, chars | _kept(chars) if own else chars)))


def _slot(setter: Setter) -> str:
    family = setter.family
    names = (family.regular, family.bold, family.italic, family.bold_italic)
    return _SLOTS[names.index(setter.face.name)]


def _kept(chars: set[str]) -> set[str]:
    ranges = [
        *_KEPT,
        *((first, last) for first, last in _ALPHABETS if any(first <= ord(c) <= last for c in chars)),
    ]
    return {chr(code) for first, last in ranges for code in range(first, last + 1)}


def _subset(chosen: Face, chars: set[str]) -> bytes:
    """Return the font file with these characters, the glyphs that they may turn into, and its layout rules."""
    request = hb.SubsetInput()
    request.unicode_set.update(map(ord, chars))
    request.layout_feature_tag_set.update(_FEATURES)
    data: bytes = hb.subset(chosen.hb_face, request).blob.data
    return data


def _obfuscated(data: bytes) -> tuple[str, bytes]:
    """Return the key and the bytes of a font, its first 32 combined with the key's digits from the end on."""
    digest = hashlib.sha256(data).hexdigest().upper()
    digits = digest[:32]
    key = bytes.fromhex(digits)[::-1] * 2
    head = bytes(a ^ b for a, b in zip(data[:32], key, strict=True))
    guid = "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
    return f"{{{guid}}}", head + data[32:]


# --- tables of a font file (OpenType 1.9: "name", "OS/2", "post") --------------------------------------


def _table(data: bytes, tag: bytes) -> bytes:
    count = struct.unpack_from(">H", data, 4)[0]
    for index in range(count):
        name, _, offset, length = struct.unpack_from(">4sIII", data, 12 + 16 * index)
        if name == tag:
            return data[offset : offset + length]
    return b""


def family_name(chosen: Face) -> str:
    """Return the name of the family to which a face says it belongs."""
    return str(chosen.hb_face.get_name(1) or chosen.postscript_name)


def describe(chosen: Face) -> Description:
    """Return what a face says of its family's make."""
    os2, post = _table(chosen.data, b"OS/2"), _table(chosen.data, b"post")
    fixed = len(post) >= 16 and struct.unpack_from(">I", post, 12)[0] != 0
    panose = os2[32:42].hex().upper() if len(os2) >= 42 else "0" * 20
    ranges = struct.unpack_from(">4I", os2, 42) if len(os2) >= 58 else (0, 0, 0, 0)
    pages = struct.unpack_from(">2I", os2, 78) if len(os2) >= 86 else (1, 0)
    signature = " ".join(f"{value:08X}" for value in (*ranges, *pages))
    return Description(panose, "fixed" if fixed else "variable", signature)


def _may_be_embedded(chosen: Face) -> bool:
    """Return whether Word takes the face and its licence bits allow it.

    Word embeds TrueType outlines only; ``fsType`` may forbid embedding (0x0002), editing (0x0004) or
    cutting down (0x0100).
    """
    os2 = _table(chosen.data, b"OS/2")
    licence = struct.unpack_from(">H", os2, 8)[0] if len(os2) >= 10 else 0
    return bool(_table(chosen.data, b"glyf")) and not licence & 0x0106
