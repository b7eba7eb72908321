"""A note on pages of its own, made ready to be taken into a report: stamped, and sound in the report's standards."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from bluf.annexes.model import Note, Wishes
from bluf.annexes.pages.claims import Claims
from bluf.annexes.pages.stamping import stamped
from bluf.diagnostics import BlufError, has_errors
from bluf.document.tree import Document
from bluf.theme.length import Length
from bluf.theme.model import Theme
from bluf.untrusted.objects import array
from bluf.writers import Packaging, Rendered
from bluf.writers.pdf import render

Sheet = tuple[float, float]  # width and height in points

# Upright sheets from A5 to A3: others are slides, posters, scans, on which a note would not be at home.
_NARROWEST, _WIDEST = (400.0, 560.0), (860.0, 1210.0)
_TABLE_PARTS = {"/THead", "/TBody", "/TFoot"}
_AS_GOOD_AS = 1.0  # points by which sheets differ that are taken for the same

# sRGB as PDF 1.4 can say it (ISO 32000-1, 8.6.5.3): its ICC profile is of a later version.
_WHITE = [0.9505, 1.0, 1.089]
_MATRIX = [0.4124, 0.2126, 0.0193, 0.3576, 0.7152, 0.1192, 0.1805, 0.0722, 0.9505]
_GAMMA = 2.2


def draw(note: Note, letter: str, wishes: Wishes, sheet: Sheet | None, *, structured: bool = False) -> bytes:
    """Return a note as a PDF.

    Args:
        note: the note.
        letter: which annex it is.
        wishes: whether it is stamped.
        sheet: the report's, to be used where the note fits it; ``None`` for the note's own.
        structured: whether its places are to be structure elements too.

    Raises:
        BlufError: it cannot be drawn.
    """
    document = stamped(note.document, note.stamp, letter) if wishes.stamp else note.document
    theme = _on_sheet(note.theme, sheet)
    rendered = _drawn(document, theme, structured=structured)
    if theme is not note.theme and has_errors(rendered.diagnostics):  # too long for the page limit on that sheet
        rendered = _drawn(document, note.theme, structured=structured)
    if has_errors(rendered.diagnostics):
        raise BlufError(*rendered.diagnostics)
    return rendered.data


def _drawn(document: Document, theme: Theme, *, structured: bool) -> Rendered:
    return render(document, theme, Packaging(structured=structured))[0]


def _on_sheet(theme: Theme, sheet: Sheet | None) -> Theme:
    if sheet is None or not all(
        least <= side <= most for least, side, most in zip(_NARROWEST, sheet, _WIDEST, strict=True)
    ):
        return theme
    page = theme.page
    if max(abs(sheet[0] - page.width.pt), abs(sheet[1] - page.height.pt)) < _AS_GOOD_AS or sheet[0] > sheet[1]:
        return theme
    width, height = map(Length.of_points, sheet)
    return replace(theme, page=replace(page, width=width, height=height))


# --- made ready -------------------------------------------------------------------------------------


class Paper:
    """The PDF of a note, open to be changed before it is copied.

    Attributes:
        pdf: the PDF.
        root: its topmost structure element.
        transparent: whether something on its pages can be seen through.
    """

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self.pdf = pdf
        self.root: Any = pdf.Root.StructTreeRoot.K
        self._resources: Any = pdf.pages[0].obj.Resources  # all pages share them
        pictures: Any = self._resources.get("/XObject", {})
        self.transparent = any("/SMask" in picture for picture in pictures.values())

    def name_places(self, name: str) -> list[tuple[bytes, Any]]:
        """Give all places names that no other note or report has; return these with their places, links led to them."""
        start = prefix(name)
        for page in self.pdf.pages:
            for link in array(page.obj.get("/Annots")):
                if "/Dest" in link:
                    link.Dest = String(start + bytes(link.Dest))
        items = array(self.pdf.Root.Names.Dests.Names)
        return [(start + bytes(key), place) for key, place in zip(items[::2], items[1::2], strict=True)]

    def shift_keys(self, first: int) -> list[Any]:
        """Let keys of the parent tree begin at ``first``; return what they lead to, in their order."""
        for page in self.pdf.pages:
            for thing, key in [(page.obj, "/StructParents"), *((a, "/StructParent") for a in _annotations(page))]:
                thing[key] = int(thing[key]) + first
        leaves = array(self.pdf.Root.StructTreeRoot.ParentTree.Kids)
        return [value for leaf in leaves for value in array(leaf.Nums)[1::2]]

    def untag(self) -> None:
        """Take the pages' ties to the structure tree away."""
        for page in self.pdf.pages:
            for key in ("/StructParents", "/Tabs"):
                del page.obj[key]
            for annotation in _annotations(page):
                del annotation.StructParent

    def settle_types(self) -> None:
        """Use standard types only, so that the role map of a report has no say in it."""
        roles: Any = self.pdf.Root.StructTreeRoot.get("/RoleMap", {})
        for element in self.elements():
            if str(element.S) in roles:
                element.S = roles[str(element.S)]

    def flatten_tables(self) -> None:
        """Hang rows right below their tables: PDF 1.4 has no types for the parts of a table."""
        for table in [element for element in self.elements() if element.S == "/Table"]:
            rows: list[Any] = []
            for kid in array(table.K):
                part = isinstance(kid, Dictionary) and str(kid.get("/S", "")) in _TABLE_PARTS
                rows += array(kid.K) if part else [kid]
            for row in rows:
                if isinstance(row, Dictionary):
                    row.P = table
            table.K = Array(rows)

    def settle_headings(self, follows: str) -> bool:
        """Fit headings to the one that follows in the report; return whether they could be.

        A report with headings of type H has no numbered ones (ISO 14289-1, 7.4.4), and one level follows the other
        without a gap (7.4.2).
        """
        headings = [element for element in self.elements() if _level(element)]
        if follows == "H":
            parents = [element.P.objgen for element in headings]
            for element in headings:
                element.S = Name.H
            return len(set(parents)) == len(parents)
        shift = int(follows[1:] or 1) - 1 - (_level(headings[-1]) if headings else 6)
        for element in headings if shift > 0 else ():
            element.S = Name(f"/H{min(_level(element) + shift, 6)}")
        return True

    def settle_colours(self, claims: Claims) -> None:
        """Say what colours mean and which glyphs a font has, where a standard asks for it and the report does not."""
        if not claims.archival:
            return
        if claims.archival == 1:
            for font in self._resources.get("/Font", {}).values():
                _list_glyphs(self.pdf, font.DescendantFonts[0])
        if claims.rgb:
            return
        calibrated = Dictionary(WhitePoint=Array(_WHITE), Gamma=Array([_GAMMA] * 3), Matrix=Array(_MATRIX))
        rgb = Array([Name.CalRGB, calibrated])
        if claims.archival > 1:
            profile: Any = self.pdf.Root.OutputIntents[0].DestOutputProfile
            rgb = Array([Name.ICCBased, profile])
        rgb = self.pdf.make_indirect(rgb)
        grey = Array([Name.CalGray, Dictionary(WhitePoint=Array(_WHITE), Gamma=_GAMMA)])
        self._resources.ColorSpace = Dictionary(DefaultRGB=rgb, DefaultGray=grey)
        for page in self.pdf.pages if self.transparent else ():
            page.obj.Group = Dictionary(Type=Name.Group, S=Name.Transparency, CS=rgb)

    def elements(self) -> Iterator[Any]:
        """Yield the structure elements in reading order."""
        waiting = [self.root]
        while waiting:
            element = waiting.pop()
            yield element
            kids = [kid for kid in array(element.get("/K")) if isinstance(kid, Dictionary) and "/S" in kid]
            waiting += reversed(kids)


@contextmanager
def opened(data: bytes) -> Iterator[Paper]:
    """Open the PDF of a note."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        yield Paper(pdf)


def prefix(name: str) -> bytes:
    """Return what the names of all places in a note begin with."""
    return f"bluf.{quote(name, safe='').replace('.', '%2E')}.".encode("ascii")


def _annotations(page: pikepdf.Page) -> list[Any]:
    return array(page.obj.get("/Annots"))


def _level(element: Any) -> int:
    """Return the level of a heading, or 0."""
    role = str(element.S)
    return int(role[2:]) if role.startswith("/H") and role[2:].isdigit() else 0


def _list_glyphs(pdf: pikepdf.Pdf, font: Any) -> None:
    """Say which glyphs a font has, as PDF/A-1 asks for (ISO 19005-1, 6.3.5)."""
    used = {0}
    items = array(font.W)
    for first, widths in zip(items[::2], items[1::2], strict=True):
        used.update(range(int(first), int(first) + len(widths)))
    bits = bytearray(max(used) // 8 + 1)
    for number in used:
        bits[number // 8] |= 0x80 >> number % 8
    font.FontDescriptor.CIDSet = pdf.make_stream(bytes(bits))
