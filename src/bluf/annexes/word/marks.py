"""How a report tells that something in it is ours: the control around a note, and the breaks around its pages.

The control's tag is ``bluf:`` and the note's name. A paragraph that only holds a section break carries a
hidden bookmark: ``_bluf_split_…`` where a section of the report's own is parted for an annex, and
``_bluf_end_…`` where the section of an annex ends. Both outlive being saved by Word and LibreOffice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any, Final

from bluf.annexes.word import vocabulary as v

PREFIX: Final = "bluf:"
LETTER: Final = "bluf-letter"
SPLIT, END = "_bluf_split_", "_bluf_end_"
_LONGEST: Final = 64  # characters of a tag, as Word limits it


def tag(name: str) -> str:
    """Return the tag of the note of this name."""
    whole = PREFIX + name
    if len(whole) <= _LONGEST:
        return whole
    return whole[: _LONGEST - 9] + "-" + hashlib.sha256(name.encode()).hexdigest()[:8]


def is_copy(element: Any) -> bool:
    """Return whether an element is the control around a note."""
    return element.tag == v.CONTROL and v.value(v.down(element, "sdtPr", "tag")).startswith(PREFIX)


def is_annex(control: Any) -> bool:
    """Return whether a note has pages of its own: its title has a letter."""
    return letter(control) is not None


def letter(control: Any) -> Any:
    """Return the control around the letter of an annex in its title, ``None`` where there is none."""
    return next((c for c in control.iter(v.CONTROL) if v.value(v.down(c, "sdtPr", "tag")) == LETTER), None)


def is_break(block: Any, *kinds: str) -> bool:
    """Return whether a block is a paragraph of ours that holds a section break only."""
    return (
        block is not None
        and block.tag == v.PARAGRAPH
        and any(
            v.value(mark, "name").startswith(kinds or (SPLIT, END)) for mark in block.iterchildren(v.w("bookmarkStart"))
        )
    )


def numbers(starts_and_ends: Iterable[Any]) -> set[int]:
    """Return the numbers of bookmarks."""
    return v.numbers(v.value(mark, "id") for mark in starts_and_ends)


def within(element: Any) -> Iterator[Any]:
    """Yield the starts and ends of the bookmarks in an element."""
    found: Iterator[Any] = element.iter(v.w("bookmarkStart"), v.w("bookmarkEnd"))
    return found
