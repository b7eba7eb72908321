"""Font faces: loading, coverage, measures and shaping, all through HarfBuzz.

A face is named ``package:NAME`` (a module of pymupdf_fonts, such as ``package:FiraGO_Regular``) or by the
path of a font file; ``PATH#2`` is the third face of a collection. Faces are loaded once a process, from any
thread, and only when they are asked for: unpacking one from pymupdf_fonts costs about 16 ms, so the user's
cache keeps it unpacked.
"""

from __future__ import annotations

import importlib
import re
import struct
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import uharfbuzz as hb

from bluf.cache import kept
from bluf.diagnostics import BlufError, Span, error
from bluf.theme.facenames import file_and_index
from bluf.theme.fontindex import MAX_FILE, blob_of
from bluf.theme.model import FontFamily, Theme

_PACKAGE = "package:"
_BOLD = 600  # weight (OS/2) from which a face can stand for bold text

# Characters that steer layout and are never seen: Default_Ignorable_Code_Point of Unicode's
# DerivedCoreProperties.txt, without the Hangul fillers, and the line controls of running text.
_INVISIBLE = re.compile(
    "[\t\n\r\u00ad\u034f\u061c\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    "\U000e0000-\U000e0fff]"
)
# Spaces and hyphens that HarfBuzz makes from another glyph where a face lacks them (hb-ot-shape-normalize).
_FROM_SPACE = frozenset("\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000")
_FROM_HYPHEN = frozenset("\u2011")


class Glyph(NamedTuple):
    """One glyph of shaped text, lengths in font units.

    ``text`` holds the characters that the glyph stands for; the second and later glyphs of a cluster
    have "".
    """

    id: int
    advance: int
    x: int
    y: int
    text: str


class Face:
    """A loaded font face; lengths are in font units, ``upem`` to the em."""

    __slots__ = (
        "ascent", "cap_height", "coverage", "descent", "family", "hb_face", "hb_font", "italic_angle", "name",
        "postscript_name", "upem", "weight", "x_height",
    )  # fmt: skip

    def __init__(self, name: str, blob: hb.Blob, index: int = 0) -> None:
        """Read the face ``name`` from a TrueType or OpenType file, the one at ``index`` of a collection.

        Raises:
            ValueError: the bytes are no font with glyphs and a character map.
        """
        self.name = name
        face = self.hb_face = hb.Face(blob, index)
        if not face.glyph_count or not len(face.unicodes):
            raise ValueError("not a TrueType or OpenType font")
        if "CFF2" in face.table_tags and not face.has_var_data:  # what HarfBuzz does not turn into CFF
            raise ValueError("its outlines (CFF2 without axes) cannot be put into a PDF")
        font = self.hb_font = hb.Font(face)
        self.upem: int = face.upem
        extents = font.get_font_extents("ltr")
        self.ascent: int = extents.ascender
        self.descent: int = -extents.descender
        tags = hb.OTMetricsTag
        self.cap_height: int = font.get_metric_position_with_fallback(tags.CAP_HEIGHT)
        self.x_height: int = font.get_metric_position_with_fallback(tags.X_HEIGHT)
        self.italic_angle: float = font.get_style_value(hb.StyleTag.SLANT_ANGLE)
        self.weight: int = round(font.get_style_value(hb.StyleTag.WEIGHT))
        names = hb.OTNameIdPredefined
        self.postscript_name: str = face.get_name(names.POSTSCRIPT_NAME) or "Font"
        self.family: str = face.get_name(names.TYPOGRAPHIC_FAMILY) or face.get_name(names.FONT_FAMILY) or ""
        covered = set(map(chr, face.unicodes))
        if " " in covered:
            covered |= _FROM_SPACE
        if "\u2010" in covered:
            covered |= _FROM_HYPHEN
        self.coverage: frozenset[str] = frozenset(covered)

    def __repr__(self) -> str:
        return f"Face({self.name!r})"

    @property
    def data(self) -> bytes:
        """The bytes of the font file."""
        data: bytes = self.hb_face.blob.data
        return data

    def table(self, tag: str) -> bytes:
        """Return the bytes of a table of the face; none where it has no such table."""
        data: bytes = self.hb_face.reference_table(tag).data
        return data

    @property
    def bounding_box(self) -> tuple[int, int, int, int]:
        """The box that all glyphs fit in: left, bottom, right, top."""
        left, bottom, right, top = struct.unpack_from(">4h", self.table("head"), 36)
        return left, bottom, right, top

    def has(self, char: str) -> bool:
        """Return whether the face can show the character."""
        return char in self.coverage

    def advance(self, char: str) -> int:
        """Return the advance of a character on its own, 0 if the face lacks it."""
        glyph = self.hb_font.get_nominal_glyph(ord(char))
        return self.hb_font.get_glyph_h_advance(glyph) if glyph else 0

    def glyph_advance(self, glyph: int) -> int:
        """Return the advance of a glyph as the font file has it."""
        advance: int = self.hb_font.get_glyph_h_advance(glyph)
        return advance

    def shape(
        self, text: str, *, ligatures: bool = True, tabular: bool = False, language: str = "", rtl: bool = False
    ) -> list[Glyph]:
        """Return the glyphs of ``text``, kerned, in visual order; ``language`` is a BCP 47 tag.

        Right to left, the first glyph of a cluster has all its characters.
        """
        if not text:
            return []
        buffer = hb.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        buffer.direction = "rtl" if rtl else "ltr"
        if language:
            buffer.language = language
        features = {}
        if not ligatures:
            features = {"liga": False, "clig": False}
        if tabular:
            features["tnum"] = True
        hb.shape(self.hb_font, buffer, features)
        infos, positions = buffer.glyph_infos, buffer.glyph_positions
        if len(infos) == len(text) and not rtl:
            return [
                Glyph(i.codepoint, p.x_advance, p.x_offset, p.y_offset, c)
                for i, p, c in zip(infos, positions, text, strict=True)
            ]
        return list(_clustered(text, [i.cluster for i in infos], infos, positions, whole=rtl))


def _clustered(
    text: str,
    clusters: list[int],
    infos: list[hb.GlyphInfo],
    positions: list[hb.GlyphPosition],
    *,
    whole: bool,
) -> Iterator[Glyph]:
    starts = sorted({*clusters})
    ends = dict(zip(starts, [*starts[1:], len(text)], strict=True))
    said: dict[int, int] = {}
    for info, position, start in zip(infos, positions, clusters, strict=True):
        chars = text[start : ends[start]]
        nth = said.get(start, 0)
        said[start] = nth + 1
        if not whole and len(chars) == clusters.count(start):
            chars = chars[nth]
        elif nth:
            chars = ""
        yield Glyph(info.codepoint, position.x_advance, position.x_offset, position.y_offset, chars)


# Scripts whose letters are put together by rules of their own stand in blocks of Unicode; from the first of
# these on a text is shaped block by block (0x80 characters in India's scripts, more elsewhere).
_COMPLEX = re.compile("[\u0900-\u109f\u1780-\u18af\u1950-\u1aaf\u1b00-\u1c4f\ua800-\uabff]")
_BLOCKS = (*range(0x900, 0x1000, 0x80), 0x1000, 0x10A0, 0x1780, 0x1800, 0x18B0)


def script_runs(text: str) -> list[str]:
    """Return ``text`` in parts to be shaped one by one: where a complex script begins or ends.

    Marks, digits and signs go with what is before them.
    """
    if not _COMPLEX.search(text):
        return [text]
    runs: list[str] = []
    last = -1
    for char in text:
        block = bisect_right(_BLOCKS, ord(char)) if char.isalpha() or ord(char) >= _BLOCKS[0] else last
        if runs and (block == last or last < 0):
            runs[-1] += char
        else:
            runs.append(char)
        last = block
    return runs


# --- loading ----------------------------------------------------------------------------------------

_faces: dict[str, Face] = {}


def face(name: str) -> Face:
    """Return the face of this name, loading it the first time.

    Raises:
        BlufError: there is no such font, or it cannot be read.
    """
    found = _faces.get(name)
    if found is not None:
        return found
    return _faces.setdefault(name, _load(name))


def _load(name: str) -> Face:
    try:
        if name.startswith(_PACKAGE):
            return Face(name, hb.Blob(_package_data(name)))
        path, index = file_and_index(name)
        return Face(name, _file_blob(path), index)
    except (OSError, ValueError, hb.HarfBuzzError) as failure:
        message = f"the font '{name}' cannot be read: {failure}"
        hint = "name a TrueType or OpenType file, or a font of pymupdf_fonts as package:FiraGO_Regular"
        raise BlufError(error("font-unreadable", Span(file=name), message, hint)) from failure


def _package_data(name: str) -> bytes:
    module = name.removeprefix(_PACKAGE)
    if not re.fullmatch(r"[A-Z][A-Za-z0-9]*_[A-Za-z]+", module):
        raise ValueError("no font of pymupdf_fonts has such a name")
    return kept("fonts", f"{module}.ttf", lambda: _unpacked(module))


def _unpacked(module: str) -> bytes:
    """Return the font in a module of pymupdf_fonts, which unpacks it as it is imported: 16 ms for FiraGO."""
    try:
        data: bytes = importlib.import_module(f"pymupdf_fonts.{module}").fontbuffer
    except ModuleNotFoundError as missing:
        raise ValueError("no font of pymupdf_fonts has such a name") from missing
    return data


def _file_blob(path: str) -> hb.Blob:
    if Path(path).stat().st_size > MAX_FILE:
        raise ValueError(f"it is larger than {MAX_FILE // 2**20} MB")
    return blob_of(path)


# --- fallback ---------------------------------------------------------------------------------------


def visible(text: str) -> str:
    """Return the characters of ``text`` that need a glyph: those that only steer layout are left out."""
    return _INVISIBLE.sub("", text)


def faces_for(
    text: str, family: FontFamily, *, bold: bool, italic: bool, fallback: tuple[str, ...]
) -> list[tuple[Face, str]]:
    """Split ``text`` into runs of one face each: the family's own, or the first of ``fallback`` that has it.

    A base character and the marks on it stay together if any face has them all. Bold text takes a bold face
    of the chosen one's family, if ``fallback`` names one. What no face has stays with the family's face; see
    ``uncovered``.
    """
    own = face(family.face(bold=bold, italic=italic))
    if own.coverage.issuperset(text) or own.coverage.issuperset(visible(text)):
        return [(own, text)]
    runs: list[tuple[Face, str]] = []
    for cluster, chosen in _chosen(text, own, fallback, bold=bold):
        if runs and (runs[-1][0] is chosen or not visible(cluster)):
            runs[-1] = (runs[-1][0], runs[-1][1] + cluster)
        else:
            runs.append((chosen, cluster))
    return runs


def _clusters(text: str) -> Iterator[str]:
    start = 0
    for index in range(1, len(text)):
        if not _joins(text[index - 1], text[index]):
            yield text[start:index]
            start = index
    if text:
        yield text[start:]


def _joins(before: str, char: str) -> bool:
    """Return whether ``char`` belongs to the character before it: a mark, a selector, a joined sign."""
    return unicodedata.category(char) in {"Mn", "Me", "Mc"} or before == "\u200d" or bool(_INVISIBLE.match(char))


def _chosen(text: str, own: Face, fallback: tuple[str, ...], *, bold: bool) -> Iterator[tuple[str, Face]]:
    """Yield the clusters of ``text`` with their faces, and one that no face has whole by its characters."""
    for cluster in _clusters(text):
        found = _first_with(cluster, own, fallback, bold=bold)
        if found or len(cluster) == 1:
            yield cluster, found or own
        else:
            yield from ((char, _first_with(char, own, fallback, bold=bold) or own) for char in cluster)


def _first_with(cluster: str, own: Face, fallback: tuple[str, ...], *, bold: bool) -> Face | None:
    needed = visible(cluster)
    if own.coverage.issuperset(needed):
        return own
    for number, name in enumerate(fallback):
        candidate = face(name)
        if candidate.coverage.issuperset(needed):
            return _bolder(candidate, needed, fallback[number + 1 :]) if bold else candidate
    return None


def _bolder(regular: Face, needed: str, others: tuple[str, ...]) -> Face:
    """Return the first bold face among ``others`` of the same family that has ``needed``, else ``regular``."""
    if regular.weight < _BOLD:
        for candidate in map(face, others):
            if (
                candidate.family == regular.family
                and candidate.weight >= _BOLD
                and candidate.coverage.issuperset(needed)
            ):
                return candidate
    return regular


def uncovered(text: str, theme: Theme) -> set[str]:
    """Return the characters of ``text`` for which no family and no fallback of the theme has a glyph."""
    missing = set(visible(text))
    names = (*(family.regular for family in theme.families.values()), *theme.fallback)
    for name in dict.fromkeys(names):
        if not missing:
            break
        missing -= face(name).coverage
    return missing
