"""The stamp on annex pages ("Annex A – page 2 of 4"): it is laid into the note's own footer, not painted over it."""

from __future__ import annotations

import re
from dataclasses import replace

from bluf.document.tree import Document, Inline, PageCount, PageNumber, Running, Text
from bluf.document.walk import inlines

_FIELD = re.compile(r"\{(\w+)\}")
_PLACES = ("right", "centre", "left")


def stamped(document: Document, pattern: str, letter: str) -> Document:
    """Return a note whose footer says which annex it is.

    The stamp takes the place of the page numbers, which it has as well; where the footer has none, it takes the
    first place that is free, the centre before the edges.
    """
    return replace(document, footer=_stamped(document.footer, _words(pattern, letter)))


def _stamped(footer: Running, words: tuple[Inline, ...]) -> Running:
    for place in _PLACES:
        if any(isinstance(node, PageNumber) for node in inlines(getattr(footer, place))):
            return replace(footer, **{place: words})
    for place in ("centre", "right", "left"):
        if not getattr(footer, place):
            return replace(footer, **{place: words})
    return replace(footer, right=(*footer.right, Text(" · "), *words))


def _words(pattern: str, letter: str) -> tuple[Inline, ...]:
    """Return a pattern as inlines; a field that it does not know stays as it stands."""
    nodes: list[Inline] = []
    for index, part in enumerate(_FIELD.split(pattern)):
        if index % 2 == 0:
            nodes.append(Text(part))
        elif part == "page":
            nodes.append(PageNumber())
        elif part == "pages":
            nodes.append(PageCount())
        else:
            nodes.append(Text(letter if part == "letter" else f"{{{part}}}"))
    return tuple(node for node in nodes if node != Text(""))
