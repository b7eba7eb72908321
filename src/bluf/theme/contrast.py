"""How much two colours stand out from each other (WCAG 2.2, "contrast ratio")."""

from __future__ import annotations

LEAST = 4.5  # for text (success criterion 1.4.3, level AA)


def ratio(one: str, other: str) -> float:
    """Return the contrast ratio of two colours of six hexadecimal digits, from 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
