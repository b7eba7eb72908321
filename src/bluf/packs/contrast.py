"""Contrast of a theme's colours: WCAG 2.2, success criterion 1.4.3, level AA."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from bluf.theme.contrast import LEAST, ratio
from bluf.theme.model import ParagraphStyle, Theme

_PAPER = "FFFFFF"
_GROUNDS = ("background", "head_background")
_LEAST_LARGE = 3.0
_LARGE, _LARGE_BOLD = 18.0, 14.0  # points


class Weak(NamedTuple):
    """A text that is hard to read: the places in a theme that may be at fault, and the message."""

    places: tuple[tuple[str, ...], ...]
    message: str


def too_weak(theme: Theme) -> Iterator[Weak]:
    """Yield the texts that are hard to read on what is behind them."""
    boxes: dict[str, tuple[str, ...]] = {
        str(box.background): ("box", name) for name, box in theme.boxes.items() if box.background
    }
    grounds: dict[str, tuple[str, ...]]
    in_boxes = {box.text.name for box in theme.boxes.values()}
    for name, style in theme.paragraphs.items():
        own = ("paragraph", name)
        grounds = {style.background: own} if style.background else {_PAPER: (), **(boxes if name in in_boxes else {})}
        yield from _weak(own, style.colour, grounds, least=_least(style))
    for table_name, table in theme.tables.items():
        if table.head_background:
            grounds = {table.head_background: ("table", table_name)}
            style = table.header
            yield from _weak(("paragraph", style.name), style.colour, grounds, least=_least(style))
    body = theme.paragraphs["body"]
    for name, text in theme.texts.items():
        own = ("text", name)
        if text.colour or text.background:
            grounds = {text.background: own} if text.background else {_PAPER: (), **boxes}
            yield from _weak(own, text.colour or body.colour, grounds, least=LEAST)


def _least(style: ParagraphStyle) -> float:
    large = style.size.pt >= (_LARGE_BOLD if style.bold else _LARGE)
    return _LEAST_LARGE if large else LEAST


def _weak(own: tuple[str, str], colour: str, grounds: Mapping[str, tuple[str, ...]], *, least: float) -> Iterator[Weak]:
    for ground, holder in grounds.items():
        found = ratio(colour, ground)
        if found < least:
            what = "its background" if holder == own else f"[{'.'.join(holder)}]" if holder else "paper"
            places = ((*own, "colour"), *(((*holder, key) for key in _GROUNDS) if holder else ()))
            message = f"#{colour} on {what} (#{ground}) has a contrast of {found:.1f}; {least:g} is the least (WCAG AA)"
            yield Weak(places, f"[{'.'.join(own)}]: {message}")
