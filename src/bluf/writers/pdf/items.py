"""What slabs hold: lines of text, pictures, rules, table rows. All lengths are points; y runs downwards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from bluf.document import tree
from bluf.record import record
from bluf.theme.fonts import Face
from bluf.theme.model import Border, ParagraphStyle
from bluf.writers.pdf.structure import Element
from bluf.writers.pdf.textlayout import Line
from bluf.writers.runs import Look, Metrics

# Penalties for a break before a slab: how many per cent of a page left empty are as bad.
FREE = 0
LOATH = 5  # rather not: a single row of a table would stand alone
WHOLE = 7  # inside a short table or item of a list, and before what a colon announces
TORN = 34  # through a table row: better leave a third of the page than do that
TOGETHER = 100  # inside something that is to stay together
NEVER = 1000  # between a heading and what it heads, a line and its paragraph: only if nothing else helps


class Box:
    """A background and borders (top, end, bottom, start) around slabs.

    ``above`` is how far below the top of its first slab the box begins, ``below`` how far above the
    bottom of its last slab it ends: both are the insets of boxes around it. At an edge that a page break
    opens, the background reaches ``bleed`` beyond the text.
    """

    __slots__ = ("above", "background", "below", "bleed", "borders", "width", "x")

    def __init__(
        self, x: float, width: float, background: str | None, borders: Sequence[Border | None], padding: float
    ) -> None:
        self.x = x
        self.width = width
        self.background = background
        self.borders = tuple(borders)
        self.bleed = min(padding, 4.0)
        self.above = 0.0
        self.below = 0.0


class Spec:
    """The measures of a paragraph style in points, which text asks for again and again.

    ``start`` and ``end`` are from the column's edges to the text, ``box_start`` and ``box_end`` to its box;
    ``baseline`` is how far it lies below a line's top: ascent and descent are centred in the leading.
    """

    __slots__ = (
        "after", "baseline", "before", "borders", "box_end", "box_start", "boxed", "end", "first_line",
        "keep_together", "keep_with_next", "leading", "name", "page_break_before", "size", "start",
    )  # fmt: skip

    def __init__(self, style: ParagraphStyle, face: Face) -> None:
        self.name = style.name
        self.size = style.size.pt
        self.leading = style.leading.pt
        self.before = style.space_before.pt
        self.after = style.space_after.pt
        self.first_line = style.first_line.pt
        self.borders = (style.border_top, style.border_end, style.border_bottom, style.border_start)
        self.boxed = bool(style.background or any(self.borders))
        self.box_start = style.indent_start.pt
        self.box_end = style.indent_end.pt
        self.start = self.box_start + (style.padding.pt + inset_of(style.border_start) if self.boxed else 0.0)
        self.end = self.box_end + (style.padding.pt + inset_of(style.border_end) if self.boxed else 0.0)
        self.keep_together = style.keep_together
        self.keep_with_next = style.keep_with_next
        self.page_break_before = style.page_break_before
        ascent, descent = (part * self.size / face.upem for part in (face.ascent, face.descent))
        self.baseline = (self.leading - ascent - descent) / 2 + ascent


def inset_of(border: Border | None) -> float:
    """Return how far a border, if there is one, moves what it encloses away from its outer edge."""
    return border.width.pt + border.space.pt if border else 0.0


class TextBlock:
    """The broken lines of one paragraph, and how they are set.

    ``x`` and ``width`` are those of the lines. ``target`` is the id whose page number, in the look
    ``numbered``, stands at the end of the last line (in the contents).
    """

    __slots__ = ("align", "element", "lines", "marked", "node", "numbered", "spec", "target", "width", "x")

    def __init__(self, lines: list[Line], spec: Spec, x: float, width: float, align: str) -> None:
        self.lines = lines
        self.spec = spec
        self.x = x
        self.width = width
        self.align = align
        self.marked = False
        self.element: Element | None = None
        self.node: tree.Block | tree.ListItem | tree.Definition | tree.ContentsEntry | None = None
        self.target = ""
        self.numbered: tuple[Look, Metrics] | None = None


@record
class Label:
    """What stands beside the first line of a block: a list's mark, a term. ``dy`` aligns the base lines."""

    text: TextBlock
    dy: float


@record
class Picture:
    """A figure's image at its size on the page."""

    node: tree.Figure
    x: float
    width: float
    height: float
    element: Element


@record
class HorizontalRule:
    """A line across the column."""

    border: Border
    x: float
    width: float


class Slab:
    """The smallest thing that the paginator moves: ``item``, and in text the line ``index`` of it.

    ``before`` is the space above it, dropped at the head of a page; ``top`` the part of ``height`` above
    the content: the insets of boxes that begin here. ``starts`` and ``ends`` are the boxes of which it is
    the first and the last slab. ``head`` holds the slabs that are repeated above this one where it comes
    first on a page. ``anchors`` are ids that lead here.
    """

    __slots__ = (
        "anchors", "before", "boxes", "ends", "forced", "head", "height", "index", "item", "labels", "penalty",
        "starts", "top",
    )  # fmt: skip

    def __init__(self, item: Item, height: float, before: float, penalty: int, index: int = 0) -> None:
        self.item = item
        self.height = height
        self.before = before
        self.penalty = penalty
        self.index = index
        self.top = 0.0
        self.boxes: tuple[Box, ...] = ()
        self.starts: tuple[Box, ...] = ()
        self.ends: tuple[Box, ...] = ()
        self.anchors: tuple[str, ...] = ()
        self.labels: tuple[Label, ...] = ()
        self.head: tuple[Slab, ...] = ()
        self.forced = False


class GridCell:
    """A cell: its place in its grid, its slabs, and after ``Grid.settle`` its ``y`` and ``height``.

    ``content`` is how high its slabs are; ``shift`` moves them down to a common base line.
    """

    __slots__ = (
        "content", "element", "height", "row", "rowspan", "shift", "slabs", "width", "x", "y",
    )  # fmt: skip

    def __init__(self, row: int, rowspan: int, x: float, width: float, slabs: list[Slab], element: Element) -> None:
        self.row = row
        self.rowspan = rowspan
        self.x = x
        self.width = width
        self.slabs = slabs
        self.element = element
        self.content = stack_height(slabs)
        self.shift = 0.0
        self.y = 0.0
        self.height = 0.0

    def moved(self, row: int, rowspan: int, slabs: list[Slab]) -> GridCell:
        """Return the part of this cell that has these slabs, in another row."""
        return GridCell(row, rowspan, self.x, self.width, slabs, self.element)


class Grid:
    """Table rows that stay together: one row, or several tied by cells that span rows.

    ``rules`` are the lines below each row and ``top`` the one above all; ``bottom_aligned`` sets short
    cells at the foot of their row (in heads).
    """

    __slots__ = (
        "background", "bottom_aligned", "cells", "heights", "node", "padding", "role", "rules", "top", "width", "x",
    )  # fmt: skip

    def __init__(
        self,
        node: tree.Table | None,
        cells: list[GridCell],
        rules: list[Border | None],
        x: float,
        width: float,
        padding: float,
    ) -> None:
        self.node = node
        self.role = (node.role or "table") if node else ""
        self.cells = cells
        self.rules = rules
        self.top: Border | None = None
        self.background: str | None = None
        self.bottom_aligned = False
        self.x = x
        self.width = width
        self.padding = padding
        self.heights: list[float] = []

    @property
    def height(self) -> float:
        """The height of all rows."""
        return sum(self.heights)

    def settle(self) -> Grid:
        """Compute the rows' heights and the cells' places from the cells' contents; return the grid."""
        double = 2 * self.padding
        heights = [0.0] * len(self.rules)
        for cell in self.cells:
            if cell.rowspan == 1:
                heights[cell.row] = max(heights[cell.row], cell.shift + cell.content + double)
        for cell in self.cells:
            if cell.rowspan > 1:
                last = cell.row + cell.rowspan - 1
                lacking = cell.shift + cell.content + double - sum(heights[cell.row : last + 1])
                heights[last] += max(lacking, 0.0)
        for cell in self.cells:
            cell.y = sum(heights[: cell.row]) if cell.row else 0.0
            cell.height = sum(heights[cell.row : cell.row + cell.rowspan])
        self.heights = heights
        return self

    def content_top(self, cell: GridCell, top: float) -> float:
        """Return where a cell's content begins if the grid begins at ``top``."""
        if self.bottom_aligned:
            return top + cell.y + cell.height - self.padding - cell.content
        return top + cell.y + self.padding + cell.shift

    def part(self, cells: list[GridCell], rules: Sequence[Border | None], *, first: bool) -> Grid:
        """Return the grid of some of the cells; the ``first`` part keeps the line above."""
        part = Grid(self.node, cells, list(rules), self.x, self.width, self.padding)
        part.background, part.bottom_aligned = self.background, self.bottom_aligned
        if first:
            part.top = self.top
        return part.settle()


Item: TypeAlias = TextBlock | Picture | HorizontalRule | Grid


def stack(slabs: Sequence[Slab], top: float) -> list[tuple[Slab, float]]:
    """Return slabs one below the other from ``top`` on, each with its upper edge."""
    places = []
    y = top
    for index, slab in enumerate(slabs):
        if index:
            y += slab.before
        places.append((slab, y))
        y += slab.height
    return places


def stack_height(slabs: Sequence[Slab]) -> float:
    """Return the height of slabs one below the other, without the space before the first."""
    if not slabs:
        return 0.0
    return sum(slab.before + slab.height for slab in slabs) - slabs[0].before
