"""Headers and footers."""

from __future__ import annotations

from bluf.document import tree
from bluf.theme.model import Theme
from bluf.writers.docx import ooxml
from bluf.writers.docx.inlines import Inlines


def running(content: tree.Running, role: str, theme: Theme, inlines: Inlines) -> str:
    """Return the paragraphs of a header or footer: the banner, and one line with three places.

    Args:
        content: what stands where.
        role: "header" or "footer", the style of the line.
        theme: the look.
        inlines: writes with the relations of the part that the paragraphs go to.
    """
    paragraphs = []
    if content.banner:
        style = theme.paragraphs["banner"]
        paragraphs.append(_paragraph(inlines.write(content.banner, style), inlines.sheet.paragraph("banner")))
    style = theme.paragraphs[role]
    places = [inlines.write(place, style) for place in (content.left, content.centre, content.right)]
    while places and not places[-1]:
        places.pop()
    if places or not paragraphs:
        paragraphs.append(_paragraph(ooxml.TAB.join(places), inlines.sheet.paragraph(role)))
    return "".join(paragraphs)


def _paragraph(content: str, style: str) -> str:
    return ooxml.paragraph(ooxml.direct_properties(style=style), content)
