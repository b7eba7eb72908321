"""Fonts of one PDF: character codes as they are needed, and the embedded subsets.

A code stands for a glyph *and* the characters it is read as, so that text comes out of the file exactly as
it went in: the hyphen that broke a word is U+00AD, the capitals of a small-caps style are the letters that
were written, a no-break space and a space share a glyph and not a code. Fonts are composite (Type 0) with
two-byte codes, for TrueType outlines (CIDFontType2) and PostScript outlines (CIDFontType0).

Where glyphs and characters do not go together one by one, readers would get the characters wrong:

- left to right (raised marks, reordered vowels) the words are said in an ``/ActualText`` around them;
- right to left, where viewers turn what they find on a line around and would turn an ``/ActualText`` too,
  the glyphs of such a cluster are painted as outlines, and its characters lie over them one beside the other
  as invisible text.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

import uharfbuzz as hb
from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFObjectReference, PDFString

from bluf.diagnostics import BlufError, Diagnostic, Span, error
from bluf.theme.fonts import Face, Glyph, visible
from bluf.writers.breaks import SOFT_HYPHEN
from bluf.writers.pdf.outlines import outline
from bluf.writers.pdf.pdffile import PdfFile, Stream
from bluf.writers.pdf.syntax import decimal
from bluf.writers.runs import Metrics

# Spaces with a mark of direction in one glyph, by the word that asks for them (see ``painting``).
FENCES = {"ltr": "\u200e\u00a0", "rtl": "\u00a0\u200f"}
_FENCE_TEXTS = {word: word.replace("\u00a0", " ") for word in FENCES.values()}
_FOLLOWER = "\u200b"  # what the second and later glyphs of a cluster are read as: nothing that shows
_DROPPED_TABLES = (
    "GSUB",
    "GPOS",
    "GDEF",
    "DSIG",
    "BASE",
    "JSTF",
    "MATH",
    "name",
    "post",
    "OS/2",
    "gasp",
    "cmap",
)  # not used in a PDF
_FLAGS = (
    hb.SubsetFlags.NO_HINTING
    | hb.SubsetFlags.NO_LAYOUT_CLOSURE
    | hb.SubsetFlags.NOTDEF_OUTLINE
    | hb.SubsetFlags.CFF_IDENTITY_CHARSET
    | hb.SubsetFlags.DOWNGRADE_CFF2
)

# Font descriptor flags (ISO 32000-1, table 123): bit 3 symbolic, bit 7 italic.
_SYMBOLIC, _ITALIC = 4, 64


class FontSubset:
    """The glyphs of one face that a file uses. ``name`` is that of the font resource, such as F1."""

    def __init__(self, face: Face, name: str) -> None:
        self.face = face
        self.name = name
        self._codes: dict[tuple[int, str], int] = {}
        self._advances: dict[int, int] = {}

    def code(self, glyph: int, text: str) -> int:
        """Return the code of a glyph that is read as ``text``."""
        return self._codes.setdefault((glyph, text), len(self._codes) + 1)

    def encode(self, glyphs: list[Glyph]) -> str:
        """Return glyphs as the inside of a string operand of ``TJ``: hexadecimal codes, with moves between them."""
        scale = 1000 / self.face.upem
        parts: list[str] = []
        debt = 0  # font units by which the pen is too far right
        for glyph in glyphs:
            number = glyph.id
            if not number:
                raise BlufError(missing_glyph(self.face, glyph.text))
            if not glyph.advance and glyph.text and not visible(glyph.text):
                number = self._invisible(glyph.text)
                if not number:
                    continue
            debt -= glyph.x
            if debt:
                parts.append(f">{decimal(debt * scale)}<")
            parts.append(f"{self.code(number, glyph.text or _FOLLOWER):04X}")
            own = self._advances.get(number)
            if own is None:
                own = self._advances[number] = self.face.glyph_advance(number)
            debt = own - glyph.advance + glyph.x
        if debt:
            parts.append(f">{decimal(debt * scale)}<")
        return "".join(parts)

    def _invisible(self, text: str) -> int:
        """Return the face's own glyph without width for a character that is not seen, or 0."""
        if len(text) != 1 or text == SOFT_HYPHEN:
            return 0
        glyph: int = self.face.hb_font.get_nominal_glyph(ord(text)) or 0
        return glyph if glyph and not self.face.glyph_advance(glyph) else 0

    # --- embedding

    @property
    def used(self) -> bool:
        """Whether any glyph of the face is in the file."""
        return bool(self._codes)

    def add_to(self, file: PdfFile) -> PDFObjectReference:
        """Add the font with the subset of its face to ``file``; return the reference to the font."""
        subset, numbers = self._subset()
        name = f"{_tag(hashlib.sha256(subset.blob.data).digest())}+{_safe(self.face.postscript_name)}"
        truetype = "glyf" in subset.table_tags
        collection = PDFDictionary({"Registry": PDFString("Adobe"), "Ordering": PDFString("Identity"), "Supplement": 0})
        descendant = {
            "Type": "/Font",
            "Subtype": "/CIDFontType2" if truetype else "/CIDFontType0",
            "BaseFont": f"/{name}",
            "CIDSystemInfo": collection,
            "FontDescriptor": file.Reference(self._descriptor(name, subset, truetype=truetype)),
            "DW": 0,
        }
        encoding: object = "/Identity-H"
        if truetype:  # the CID is the code, and a map leads to the glyph
            descendant["W"] = f"[1[{' '.join(self._width(glyph) for glyph, _ in self._codes)}]]"
            descendant["CIDToGIDMap"] = file.Reference(Stream(self._glyph_map(numbers)))
        else:  # the CID is the glyph, and a map leads to it from the code
            widths = (f"{numbers[glyph]}[{self._width(glyph)}]" for glyph in sorted({g for g, _ in self._codes}))
            descendant["W"] = f"[{' '.join(widths)}]"
            encoding = file.Reference(self._cid_map(numbers, collection))
        font = {
            "Type": "/Font",
            "Subtype": "/Type0",
            "BaseFont": f"/{name}",
            "Encoding": encoding,
            "DescendantFonts": PDFArray([file.Reference(PDFDictionary(descendant))]),
            "ToUnicode": file.Reference(Stream(self._to_unicode())),
        }
        return file.Reference(PDFDictionary(font))

    def _subset(self) -> tuple[hb.Face, dict[int, int]]:
        """Return the subset's font file and the new number of each glyph."""
        wanted = hb.SubsetInput()
        wanted.glyph_set.update({glyph for glyph, _ in self._codes})
        wanted.flags = _FLAGS
        wanted.drop_table_tag_set.update({int.from_bytes(tag.encode("ascii"), "big") for tag in _DROPPED_TABLES})
        if self.face.hb_face.has_var_data:  # as it stands when nothing is set
            wanted.pin_all_axes_to_default(self.face.hb_face)
        plan = hb.SubsetPlan(self.face.hb_face, wanted)
        return plan.execute(), dict(plan.old_to_new_glyph_mapping.items())

    def _descriptor(self, name: str, subset: hb.Face, *, truetype: bool) -> PDFDictionary:
        face = self.face
        scale = 1000 / face.upem
        entries = {
            "Type": "/FontDescriptor",
            "FontName": f"/{name}",
            "Flags": _SYMBOLIC | (_ITALIC if face.italic_angle else 0),
            "FontBBox": PDFArray([round(edge * scale) for edge in face.bounding_box]),
            "ItalicAngle": round(face.italic_angle),
            "Ascent": round(face.ascent * scale),
            "Descent": -round(face.descent * scale),
            "CapHeight": round(face.cap_height * scale),
            "StemV": round(50 + (face.weight / 65) ** 2),  # the usual estimate from the weight
        }
        if truetype:
            data = subset.blob.data
            entries["FontFile2"] = Stream(data, {"Length1": len(data)})
        else:
            outlines = subset.reference_table("CFF ").data
            entries["FontFile3"] = Stream(outlines, {"Subtype": "/CIDFontType0C"})
        return PDFDictionary(entries)

    def _width(self, glyph: int) -> str:
        return decimal(self.face.glyph_advance(glyph) * 1000 / self.face.upem)

    def _glyph_map(self, numbers: dict[int, int]) -> bytes:
        return bytes(2) + b"".join(numbers[glyph].to_bytes(2, "big") for glyph, _ in self._codes)

    def _cid_map(self, numbers: dict[int, int], collection: PDFDictionary) -> Stream:
        """Return the CMap from codes to glyphs (Adobe Technical Note 5014)."""
        pairs = [f"<{code:04X}> {numbers[glyph]}" for (glyph, _), code in self._codes.items()]
        entries = {"Type": "/CMap", "CMapName": "/Bluf-H", "CIDSystemInfo": collection}
        return Stream(_cmap("Identity", "Bluf-H", 1, "cidchar", pairs), entries)

    def _to_unicode(self) -> bytes:
        """Return the CMap from codes to text (Adobe Technical Note 5411)."""
        pairs = [f"<{code:04X}> <{text.encode('utf-16-be').hex().upper()}>" for (_, text), code in self._codes.items()]
        return _cmap("UCS", "Adobe-Identity-UCS", 2, "bfchar", pairs)


def _cmap(ordering: str, name: str, kind: int, operator: str, pairs: list[str]) -> bytes:
    """Return a CMap of two-byte codes; at most 100 pairs stand in a block."""
    lines = [
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
        f"/CIDSystemInfo << /Registry (Adobe) /Ordering ({ordering}) /Supplement 0 >> def",
        f"/CMapName /{name} def /CMapType {kind} def",
        "1 begincodespacerange <0000> <FFFF> endcodespacerange",
    ]
    for start in range(0, len(pairs), 100):
        block = pairs[start : start + 100]
        lines += [f"{len(block)} begin{operator}", *block, f"end{operator}"]
    lines.append("endcmap CMapName currentdict /CMap defineresource pop end end")
    return "\n".join(lines).encode("ascii")


def missing_glyph(face: Face, text: str) -> Diagnostic:
    """Return what there is to say of a character that no font of the theme has."""
    names = ", ".join(f"U+{ord(char):04X} {unicodedata.name(char, '')}".strip() for char in text or "?")
    message = f"no font of the theme has a glyph for '{text}' ({names})"
    return error("missing-glyph", Span(), message, f"add a font that has it to `fallback`, after {face.name}")


def _tag(digest: bytes) -> str:
    """Return the six capitals that mark a subset (ISO 32000-1, 9.6.4)."""
    return "".join(chr(ord("A") + byte % 26) for byte in digest[:6])


def _safe(name: str) -> str:
    """Return a font's name as a PDF name may hold it."""
    return re.sub(r"[^A-Za-z0-9_+-]", "-", name) or "Font"


def _is_hard(glyph: Glyph) -> bool:
    """Return whether readers who see only glyphs would misread one: raised, without width, without text."""
    return bool(glyph.y) or not glyph.text or (not glyph.advance and bool(visible(glyph.text)))


def _clusters(glyphs: list[Glyph]) -> Iterator[list[Glyph]]:
    """Yield the glyphs of each cluster: the first has its text."""
    cluster: list[Glyph] = []
    for glyph in glyphs:
        if glyph.text and cluster:
            yield cluster
            cluster = []
        cluster.append(glyph)
    if cluster:
        yield cluster


# --- the fonts of a document ------------------------------------------------------------------------


class Piece(NamedTuple):
    """Part of a word: its font, the inside of its string, its width and how far it is raised, in points.

    A piece with an ``outline`` is invisible text over that path, which is in points from the piece's start;
    ``stretch`` sets the text as wide as the path, in per cent.
    """

    font: FontSubset
    codes: str
    width: float
    rise: float = 0.0
    outline: str = ""
    stretch: float = 100.0


class Encoded(dict[str, str]):
    """Words of one way of setting text as insides of strings for ``TJ``: a dictionary that fills itself.

    Words that take more than one font, have raised marks, or run from right to left are in ``pieces`` and
    empty here; those of ``said`` are to be said by an ``/ActualText``.
    """

    def __init__(self, fonts: Fonts, metrics: Metrics) -> None:
        super().__init__()
        self._fonts = fonts
        self._metrics = metrics
        self.font = fonts.subset(metrics.face)
        self.pieces: dict[str, list[Piece]] = {}
        self.said: set[str] = set()
        self.space = self[" "]

    def __missing__(self, word: str) -> str:
        metrics = self._metrics
        if word in _FENCE_TEXTS:
            space = metrics.face.shape(" ")[0]
            codes = self[word] = self.font.encode([space._replace(text=_FENCE_TEXTS[word])])
            return codes
        if metrics.rtl and word.strip():
            self.pieces[word] = [p for face, glyphs in metrics.shaped(word) for p in self._from_right(face, glyphs)]
            self[word] = ""
            return ""
        if len(word) > 1 and metrics.is_plain(word):
            codes = self[word] = "".join([self[char] for char in word])
            return codes
        if word.endswith(SOFT_HYPHEN):
            shaped = metrics.shaped(word[:-1])
            shaped += [
                (face, [glyph._replace(text=SOFT_HYPHEN) for glyph in glyphs]) for face, glyphs in metrics.shaped("-")
            ]
        else:
            shaped = metrics.shaped(word)
        if any(_is_hard(glyph) for _, glyphs in shaped for glyph in glyphs):
            self.said.add(word)
        if word not in self.said and all(face is metrics.face for face, _ in shaped):
            codes = self.font.encode([glyph for _, glyphs in shaped for glyph in glyphs])
        else:
            codes = ""
            self.pieces[word] = [piece for face, glyphs in shaped for piece in self._split(face, glyphs)]
        self[word] = codes
        return codes

    def _split(self, face: Face, glyphs: list[Glyph]) -> Iterator[Piece]:
        """Yield glyphs of one face in pieces of one height."""
        font = self._fonts.subset(face)
        scale = self._metrics.size / face.upem
        for rise, group in groupby(glyphs, key=lambda glyph: glyph.y):
            level = list(group)
            width = sum(glyph.advance for glyph in level) * scale + len(level) * self._metrics.tracking
            yield Piece(font, font.encode(level), width, rise * scale)

    def _from_right(self, face: Face, glyphs: list[Glyph]) -> Iterator[Piece]:
        """Yield glyphs of text from right to left, in their order from left to right."""
        font = self._fonts.subset(face)
        scale = self._metrics.size / face.upem
        simple: list[Glyph] = []
        for cluster in _clusters(glyphs):
            if len(cluster) == 1 and len(cluster[0].text) == 1 and not cluster[0].y:
                simple += cluster
                continue
            if simple:
                yield Piece(font, font.encode(simple), sum(glyph.advance for glyph in simple) * scale)
                simple = []
            yield self._overlaid(font, cluster, scale)
        if simple:
            yield Piece(font, font.encode(simple), sum(glyph.advance for glyph in simple) * scale)

    def _overlaid(self, font: FontSubset, cluster: list[Glyph], scale: float) -> Piece:
        """Return a cluster as outlines under invisible text: any of its glyphs, once for each character."""
        if any(not glyph.id for glyph in cluster):
            raise BlufError(missing_glyph(font.face, cluster[0].text))
        width = sum(glyph.advance for glyph in cluster) * scale
        text = cluster[0].text
        widest = max(cluster, key=lambda glyph: font.face.glyph_advance(glyph.id)).id
        own = font.face.glyph_advance(widest) * scale
        codes = "".join(f"{font.code(widest, char):04X}" for char in reversed(text))
        stretch = max(width, 0.1) / (own * len(text)) * 100 if own else 100.0
        return Piece(font, codes, width, 0.0, outline(font.face, cluster, scale), stretch)


class Fonts:
    """All fonts that a file uses, named in the order in which they are first needed."""

    def __init__(self) -> None:
        self._subsets: dict[str, FontSubset] = {}
        self._encoded: dict[int, tuple[Metrics, Encoded]] = {}

    def subset(self, face: Face) -> FontSubset:
        """Return the subset of a face."""
        found = self._subsets.get(face.name)
        if found is None:
            found = self._subsets[face.name] = FontSubset(face, f"F{len(self._subsets) + 1}")
        return found

    def encoded(self, metrics: Metrics) -> Encoded:
        """Return the encoded words for one way of setting text."""
        found = self._encoded.get(id(metrics))
        if found is None:
            found = self._encoded[id(metrics)] = (metrics, Encoded(self, metrics))
        return found[1]

    def add_to(self, file: PdfFile) -> PDFDictionary:
        """Add the fonts to ``file``; return the dictionary of font resources."""
        return PDFDictionary({font.name: font.add_to(file) for font in self._subsets.values() if font.used})
