"""The vertical list: slabs one below the other, and how blocks become slabs.

A *slab* is the smallest thing that the paginator moves: a line of text, a table row, a picture, a rule. It
has a height, a space before it (dropped at the head of a column), and a *penalty* for breaking before it.
Boxes (backgrounds, borders) span slabs; they are drawn from the slabs that ended up on a page.

Spacing: the space between two blocks is the larger of the space after the first and the space before the
second. That is what Word does unless ``w:doNotUseHTMLParagraphAutoSpacing`` is set, and what browsers do.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from bluf.document import tree
from bluf.theme.model import Border, ParagraphStyle, Theme
from bluf.writers.pdf.structure import Element
from bluf.writers.pdf.textlayout import Line
from bluf.writers.runs import Look, Metrics, Typesetter

# Penalties for a break before a slab, in per cent of a page left empty that it weighs as much as.
FREE = 0
LOATH = 8  # rather not: it would leave one row of a table alone
TORN = 34  # through a table row: better a hole of a third of the page than that
TOGETHER = 100  # inside something that is to stay together
NEVER = 1000  # widows, orphans, a heading and what it heads: only where a page offers nothing else


class Box:
    """A background and borders around slabs; sides are ``None`` where there is no border.

    ``above`` and ``below`` are how far the box reaches beyond its first and last slab (its padding and
    borders are part of those slabs' heights, as ``inset_*``).
    """

    __slots__ = ("background", "bottom", "end", "first", "last", "left", "overlap", "right", "start", "top", "width", "x")

    def __init__(
        self, x: float, width: float, background: str | None, borders: tuple[Border | None, ...], padding: float
    ) -> None:
        self.x = x
        self.width = width
        self.background = background
        self.top, self.right, self.bottom, self.left = borders
        self.overlap = padding
