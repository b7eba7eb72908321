"""Which way text runs, as Word needs to be told: run by run, for it does not order mixed text by itself.

A run is of one of three kinds: plain; right to left (``w:rtl``), signs and spaces between such words included;
or of a complex script that runs from left to right (``w:cs``), which takes the font of its own kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from typing import Final, Literal, TypeAlias

from bluf.document.languages import Direction
from bluf.writers import bidi

Kind: TypeAlias = Literal["", "rtl", "cs"]

# Scripts of South and South-East Asia (17.3.2.7: complex scripts).
_COMPLEX: Final = re.compile("[\u0900-\u109f\u1780-\u18af\u1950-\u1aaf\u1b00-\u1c4f\ua800-\uabff]")


def parts(text: str, base: Direction) -> list[tuple[Kind, str]]:
    """Return the parts of ``text``, in a paragraph of direction ``base``, by the kind of their runs."""
    if base == "ltr" and bidi.is_plain(text):
        return [("", text)] if not _COMPLEX.search(text) else list(_complex(text))
    levels = bidi.levels(text, base)
    result: list[tuple[Kind, str]] = []
    start = 0
    for odd, group in groupby(levels, key=lambda level: level % 2):
        part = text[start : start + len(list(group))]
        start += len(part)
        result += [("rtl", part)] if odd else _complex(part)
    return result


def _complex(text: str) -> Iterator[tuple[Kind, str]]:
    """Yield the parts of text that runs from left to right; marks, spaces and figures go with what is before them."""
    start = 0
    kind: Kind = "cs" if _COMPLEX.match(text) else ""
    for index, char in enumerate(text):
        new: Kind = "cs" if _COMPLEX.match(char) else "" if char.isalpha() else kind
        if new != kind:
            if index > start:
                yield kind, text[start:index]
            start, kind = index, new
    yield kind, text[start:]
