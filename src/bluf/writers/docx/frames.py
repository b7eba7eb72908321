"""Lines and fills around paragraphs: what a box makes of the paragraphs in it, and the room that it takes."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from bluf.theme.length import ZERO, Length
from bluf.theme.model import Border, BoxStyle, ParagraphStyle
from bluf.writers.docx import ooxml

_HAIR: Final = Length.of_points(0.25)  # the thinnest line that Word draws; it carries padding beside a fill
_POINT: Final = Length.of_points(1)


def boxed(style: ParagraphStyle, box: BoxStyle) -> ParagraphStyle:
    """Return the style of a paragraph inside a box."""
    return replace(
        style,
        background=style.background or box.background,
        padding=box.padding,
        border_top=box.border_top,
        border_bottom=box.border_bottom,
        border_start=box.border_start,
        border_end=box.border_end,
    )


def box_insets(box: BoxStyle) -> tuple[Length, Length]:
    """Return how far text stands inside a box on its start and end sides."""
    return box_lines(boxed(box.text, box), from_right=False)[1:]


def box_height(style: ParagraphStyle) -> Length:
    """Return how much higher its box makes a paragraph."""
    height = 0
    for own in (style.border_top, style.border_bottom):
        if own or (style.background and style.padding):
            space = ooxml.border_space(Length(style.padding + (own.space if own else ZERO)))
            height += space * _POINT + (own.width if own else _HAIR)
    return Length(height)


def box_lines(style: ParagraphStyle, *, from_right: bool) -> tuple[str, Length, Length]:
    """Return the lines around a paragraph, and how far they move its text inwards on the start and end sides.

    Left and right are the sheet's own here, whichever way the text runs.

    Word keeps the padding of a filled paragraph only beside a border, so a side without a line of its own
    gets a hairline in the colour of the fill.
    """
    start, end = ("right", "left") if from_right else ("left", "right")
    lines = {"top": style.border_top, "bottom": style.border_bottom, start: style.border_start, end: style.border_end}
    hair = Border(_HAIR, style.background) if style.background and style.padding else None
    inset = {"left": style.padding, "right": style.padding}
    borders = ""
    for side in ("top", "left", "bottom", "right"):
        own = lines[side]
        line = own or hair
        if line:
            space = Length(style.padding + (own.space if own else ZERO))
            inset[side] = Length(line.width + ooxml.border_space(space) * _POINT)
            borders += ooxml.border(side, line, space)
    if not borders:
        return "", ZERO, ZERO
    return borders, inset[start], inset[end]
