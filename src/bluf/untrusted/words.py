"""Text from a file of unknown origin, as it can be printed."""

from __future__ import annotations

LONGEST = 500  # characters of a text from a file
_JOINERS = "\u200c\u200d\u200e\u200f"  # shape letters and place marks, in Arabic and Indic scripts


def shown(text: str, most: int = LONGEST) -> str:
    """Return text from a file as it can be printed: one line, not endless, with nothing that moves a terminal."""
    words = " ".join(text[: most + 1].split())
    cut = words if len(words) <= most else f"{words[:most]}…"
    return "".join(c if c.isprintable() or c in _JOINERS else "\N{REPLACEMENT CHARACTER}" for c in cut)
