"""Headers and footers: a banner across the page, and three places on one line.

The banner is the outermost, as in the PDF: above the line in a header, below it in a footer.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from typing import Final

from bluf.document import tree
from bluf.document.parts import Part
from bluf.document.walk import inlines as all_inlines
from bluf.theme.length import ZERO, Length
from bluf.theme.model import PageStyle, ParagraphStyle
from bluf.writers.docx import names, ooxml
from bluf.writers.docx.frames import box_height
from bluf.writers.docx.inlines import Anchors, Inlines
from bluf.writers.docx.package import Relations
from bluf.writers.docx.styles import Sheet, tab_stops

_GAP: Final = Length.of_points(12)  # at least between the words in two places
_CLEAR: Final = Length.of_points(8)  # at least between header or footer and text, as in the PDF
_NUMBER: Final = "000"  # what stands for a page number when widths are taken


class Heads:
    """The header and footer parts of a document; those of chapters that are alike are kept once."""

    def __init__(self, relations: Relations, anchors: Anchors, writer: Callable[[Relations], Inlines]) -> None:
        """Take the relations of the document, its places, and what writes inlines with the relations of a part."""
        self._relations = relations
        self._anchors = anchors
        self._writer = writer
        self._numbers = count(1)
        self._known: dict[tuple[str, str, tree.Running, str], str] = {}

    def of(self, part: Part, sheet: Sheet) -> tuple[dict[str, str], dict[str, str]]:
        """Return the relations of a part's headers and footers for default, first and even pages.

        All three are there, so that no page is ever without a banner.
        """
        lang = part.lang if sheet.against(part.lang) is not None else ""
        found: dict[str, dict[str, str]] = {"header": {}, "footer": {}}
        for which, header in (("default", part.header), ("first", part.first_header), ("even", part.header)):
            number = 0
            for kind, content in (("header", header), ("footer", part.footer)):
                key = (kind, which, content, lang)
                if key not in self._known:
                    number = number or next(self._numbers)
                    self._known[key] = self._add(kind, number, content, lang)
                found[kind][which] = self._known[key]
        return found["header"], found["footer"]

    def _add(self, kind: str, number: int, content: tree.Running, lang: str) -> str:
        pieces: list[str] = []
        name = f"/word/{kind}{number}.xml"
        relation, own = self._relations.add(kind, name, map(self._anchors.settle, pieces))
        xml = running(content, kind, self._writer(own), lang)
        pieces.append(ooxml.running_part("hdr" if kind == "header" else "ftr", xml))
        return relation


def running(content: tree.Running, role: str, inlines: Inlines, lang: str = "") -> str:
    """Return the paragraphs of a header or footer.

    Args:
        content: what stands where.
        role: "header" or "footer", the style of the line.
        inlines: writes with the relations of the part that the paragraphs go to.
        lang: the language of its pages, where they run the other way than the document does.
    """
    theme, sheet = inlines.sheet.theme, inlines.sheet
    against = sheet.against(lang)
    banner = line = ""
    if content.banner:
        runs = inlines.write(content.banner, theme.paragraphs["banner"], lang)
        banner = _paragraph(runs, sheet.paragraph("banner"), against)
    style = theme.paragraphs[role]
    places = [inlines.write(place, style, lang) for place in (content.left, content.centre, content.right)]
    while places and not places[-1]:
        places.pop()
    if places or not banner:
        line = _paragraph(ooxml.TAB.join(places), _style(content, role, style, inlines), against)
    return banner + line if role == "header" else line + banner


def _paragraph(content: str, style: str, from_right: bool | None) -> str:  # noqa: FBT001 - as Word has it
    return ooxml.paragraph(ooxml.direct_properties(style=style, from_right=from_right), content)


def _style(content: tree.Running, role: str, style: ParagraphStyle, inlines: Inlines) -> str:
    """Return the style of the line: where the middle would meet the words beside it, it stands further right."""
    sheet = inlines.sheet
    width = sheet.theme.page.text_width
    left, middle, right = (_width(place, style, inlines) for place in (content.left, content.centre, content.right))
    start, end = (width - middle) / 2, (width + middle) / 2
    if not middle or (left + _GAP <= start and end + _GAP <= width - right):
        return sheet.paragraph(role)
    place = Length(round(width - right - _GAP))
    look = replace(sheet.look(role), tabs=(("right", place, "none"), *tab_stops(width)[1:]))
    return sheet.variant(sheet.paragraph(role), f"{names.human(role)} with long Title", look)


def _width(place: tuple[tree.Inline, ...], style: ParagraphStyle, inlines: Inlines) -> float:
    setter = inlines.fonts.setter(style.family, bold=style.bold, italic=style.italic)
    words = ""
    for node in all_inlines(place):
        if isinstance(node, tree.PageNumber | tree.PageCount):
            words += _NUMBER
        elif isinstance(node, tree.Text | tree.Code):
            words += node.text
    return setter.width(words) * style.size + len(words) * style.tracking


class Sections:
    """The set-ups of the sections of a part, one after the other: all have the same page, headers and footers."""

    def __init__(self, part: Part, inlines: Inlines, headers: dict[str, str], footers: dict[str, str]) -> None:
        """Take the relations of headers and footers for default, first and even pages."""
        self._page = _page_set_up(part, inlines)
        self._headers = headers
        self._footers = footers
        self._from_right = inlines.sheet.runs_from_right(part.lang)
        self._first = True

    def end(self, columns: int) -> str:
        """Return the set-up of the section that ends now."""
        first, self._first = self._first, False
        return ooxml.section(
            self._page, self._headers, self._footers, from_right=self._from_right, columns=columns, first=first
        )


def _page_set_up(part: Part, inlines: Inlines) -> PageStyle:
    """Return the page of the theme, with larger margins where header or footer would come near the text."""
    page = inlines.sheet.theme.page
    top = max(_room(header, "header", page.header, inlines) for header in (part.header, part.first_header))
    bottom = _room(part.footer, "footer", page.footer, inlines)
    return replace(page, top=max(page.top, top), bottom=max(page.bottom, bottom))


def _room(content: tree.Running, role: str, distance: Length, inlines: Inlines) -> Length:
    """Return how far from the sheet's edge the text has to begin."""
    paragraphs = inlines.sheet.theme.paragraphs
    line = content.left or content.centre or content.right
    shown = [paragraphs[name] for name, there in (("banner", content.banner), (role, line)) if there]
    if not shown:
        return ZERO
    height: float = sum(style.leading + box_height(style) for style in shown)
    if content.banner:
        banner = paragraphs["banner"]
        lines = math.ceil(_width(content.banner, banner, inlines) / inlines.sheet.theme.page.text_width)
        height += (max(lines, 1) - 1) * banner.leading
    if len(shown) == 2:
        upper, lower = shown if role == "header" else reversed(shown)
        height += max(upper.space_after, lower.space_before)
    return Length(round(distance + height + _CLEAR))
