"""Contrast of a theme's colours: WCAG 2.2, success criterion 1.4.3, level AA."""

from __future__ import annotations

from collections.abc import Iterator

from bluf.theme.model import ParagraphStyle, Theme

_PAPER = "FFFFFF"
_LEAST, _LEAST_LARGE = 4.5, 3.0
_LARGE, _LARGE_BOLD = 18.0, 14.0  # points


def ratio(one: str, other: str) -> float:
    """Return the contrast ratio of two colours of six hexadecimal digits (WCAG 2.2, "contrast ratio")."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def too_weak(theme: Theme) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield the styles whose text is hard to read on what is behind it, each with the message."""
    boxes = {box.background: f"the box '{name}'" for name, box in theme.boxes.items() if box.background}
    for name, style in theme.paragraphs.items():
        grounds = {style.background: "its background"} if style.background else {_PAPER: "paper"}
        if not style.background and name in {box.text.name for box in theme.boxes.values()}:
            grounds |= boxes
        for ground, what in grounds.items():
            yield from _weak(("paragraph", name), style.colour, str(ground), what, least=_least(style))
    body = theme.paragraphs["body"]
    for name, text in theme.texts.items():
        if text.colour or text.background:
            grounds = {text.background: "its background"} if text.background else {_PAPER: "paper", **boxes}
            for ground, what in grounds.items():
                yield from _weak(("text", name), text.colour or body.colour, str(ground), what, least=_LEAST)


def _least(style: ParagraphStyle) -> float:
    large = style.size.pt >= (_LARGE_BOLD if style.bold else _LARGE)
    return _LEAST_LARGE if large else _LEAST


def _weak(
    place: tuple[str, str], colour: str, ground: str, what: str, *, least: float
) -> Iterator[tuple[tuple[str, str], str]]:
    found = ratio(colour, ground)
    if found < least:
        message = f"#{colour} on {what} (#{ground}) has a contrast of {found:.1f}; {least:g} is the least (WCAG AA)"
        yield place, f"[{'.'.join(place)}]: {message}"
