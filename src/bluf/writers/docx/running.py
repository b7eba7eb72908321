"""Headers and footers: a banner across the page, and three places on one line.

The banner is the outermost, as in the PDF: above the line in a header, below it in a footer.
"""

from __future__ import annotations

from typing import Final

from bluf.document import tree
from bluf.document.walk import inlines as all_inlines
from bluf.theme.length import Length
from bluf.theme.model import ParagraphStyle
from bluf.writers.docx import names, ooxml
from bluf.writers.docx.inlines import Inlines
from bluf.writers.docx.styles import Look, tab_stops

_GAP: Final = Length.of_points(12)  # at least between the words in two places
_NUMBER: Final = "000"  # what stands for a page number when widths are taken


def running(content: tree.Running, role: str, inlines: Inlines) -> str:
    """Return the paragraphs of a header or footer.

    Args:
        content: what stands where.
        role: "header" or "footer", the style of the line.
        inlines: writes with the relations of the part that the paragraphs go to.
    """
    theme, sheet = inlines.sheet.theme, inlines.sheet
    banner = line = ""
    if content.banner:
        runs = inlines.write(content.banner, theme.paragraphs["banner"])
        banner = _paragraph(runs, sheet.paragraph("banner"))
    style = theme.paragraphs[role]
    places = [inlines.write(place, style) for place in (content.left, content.centre, content.right)]
    while places and not places[-1]:
        places.pop()
    if places or not banner:
        line = _paragraph(ooxml.TAB.join(places), _style(content, role, style, inlines))
    return banner + line if role == "header" else line + banner


def _paragraph(content: str, style: str) -> str:
    return ooxml.paragraph(ooxml.direct_properties(style=style), content)


def _style(content: tree.Running, role: str, style: ParagraphStyle, inlines: Inlines) -> str:
    """Return the style of the line: where the middle would meet the words beside it, one with it further right."""
    sheet = inlines.sheet
    width = sheet.theme.page.text_width
    left, middle, right = (
        _width(place, style, inlines) for place in (content.left, content.centre, content.right)
    )
    start, end = (width - middle) / 2, (width + middle) / 2
    if not middle or (left + _GAP <= start and end + _GAP <= width - right):
        return sheet.paragraph(role)
    place = Length(round(width - right - _GAP))
    look = Look(style, tabs=(("right", place, "none"), *tab_stops(width)[1:]))
    return sheet.variant(role, f"{names.human(role)} with long Title", look)


def _width(place: tuple[tree.Inline, ...], style: ParagraphStyle, inlines: Inlines) -> float:
    setter = inlines.fonts.setter(style.family, bold=style.bold, italic=style.italic)
    words = ""
    for node in all_inlines(place):
        if isinstance(node, tree.PageNumber | tree.PageCount):
            words += _NUMBER
        elif isinstance(node, tree.Text | tree.Code):
            words += node.text
    return setter.width(words) * style.size + len(words) * style.tracking
