"""Slabs → pages: where columns end, what is repeated, and how a last page of a few lines is avoided.

A column is filled until a slab does not fit; then the best place to break at or above that point is
taken: a break costs its penalty (see ``items``) and the share of the column that stays empty, in per cent.
Tearing a table row competes on the same terms.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from bluf.record import record
from bluf.theme.model import Border
from bluf.writers.pdf.items import NEVER, TORN, Grid, GridCell, Slab

_EPSILON = 0.01  # points
_TIGHTER = (0.985, 0.97, 0.955, 0.94)  # what the spaces between blocks may be shrunk to, to save a page
_BALANCING_STEPS = 12  # halvings until columns are equally high, to less than a point
_SHORT_PAGE = 3.5  # lines of body text: a last page with no more is worth that


class Placed(NamedTuple):
    """A slab in a column, ``y`` below the column's top; ``repeated`` marks head rows shown again."""

    slab: Slab
    y: float
    repeated: bool = False


@record
class Frame:
    """A column on a page: its place from the sheet's upper left corner, and its size."""

    x: float
    y: float
    width: float
    height: float


@record
class Column:
    """A frame and what stands in it."""

    frame: Frame
    placed: tuple[Placed, ...]


@record
class Page:
    """A page's columns, in reading order."""

    number: int
    columns: tuple[Column, ...]


@record
class Region:
    """Slabs that run through ``columns`` columns beside each other, ``gap`` apart."""

    slabs: Sequence[Slab]
    columns: int
    gap: float

    def frames(self, whole: Frame, y: float, height: float) -> list[Frame]:
        """Return the frames of the region, ``y`` below the top of the text on a page."""
        width = (whole.width - self.gap * (self.columns - 1)) / self.columns
        return [Frame(whole.x + n * (width + self.gap), whole.y + y, width, height) for n in range(self.columns)]


def paginate(
    regions: Sequence[Region], frame: Callable[[int], Frame], line: float, *, first: int = 1, may_tighten: bool = True
) -> tuple[Page, ...]:
    """Return the pages of ``regions``, at least one.

    Args:
        regions: the whole text, or a part of it that starts a page.
        frame: where text may stand on a page, by its number.
        line: the height of a line of body text; a last page of three lines is avoided where tightening the
            spaces between blocks a little does it.
        first: the number of the first page.
        may_tighten: whether that may be done.
    """
    pages = _Paginator(frame, 1.0, first).pages(regions)
    if may_tighten and len(pages) > 1 and _is_short(pages[-1], _SHORT_PAGE * line):
        for factor in _TIGHTER:
            tighter = _Paginator(frame, factor, first).pages(regions)
            if len(tighter) < len(pages):
                return tighter
    return pages


def _is_short(page: Page, height: float) -> bool:
    placed = [place for column in page.columns for place in column.placed]
    if not placed or placed[0].slab.forced:
        return False
    return len(page.columns) == 1 and placed[-1].y + placed[-1].slab.height <= height


class _Paginator:
    """Fills pages with regions; ``factor`` scales the spaces between blocks."""

    def __init__(self, frame: Callable[[int], Frame], factor: float, first: int) -> None:
        self.frame = frame
        self.factor = factor
        self.number = first
        self.done: list[Page] = []
        self.columns: list[Column] = []
        self.whole = frame(first)
        self.y = 0.0  # how much of the page is taken

    def pages(self, regions: Sequence[Region]) -> tuple[Page, ...]:
        for number, region in enumerate(regions, 1):
            self.region(region, is_last=number == len(regions))
        if self.columns or not self.done:
            self.end_page()
        return tuple(self.done)

    def end_page(self) -> None:
        self.done.append(Page(self.number, tuple(self.columns)))
        self.number += 1
        self.columns = []
        self.whole = self.frame(self.number)
        self.y = 0.0

    def region(self, region: Region, *, is_last: bool) -> None:
        start: int = 0
        torn: Slab | None = None
        slabs = region.slabs
        if slabs and self.columns:
            if slabs[0].forced:
                self.end_page()
            else:
                self.y += slabs[0].before * self.factor
        while start < len(slabs) or not self.columns:
            room = self.whole.height - self.y
            columns, end, rest = self.filled(region, start, torn, room)
            if end == start and rest is torn and self.columns:
                self.end_page()
                continue
            if end == len(slabs) and region.columns > 1 and not is_last:
                columns = self.balanced(region, start, torn, room) or columns
            self.columns += columns
            start, torn = end, rest
            self.y += max((c.placed[-1].y + c.placed[-1].slab.height for c in columns if c.placed), default=0.0)
            if start < len(slabs):
                self.end_page()

    def filled(
        self, region: Region, start: int, torn: Slab | None, height: float
    ) -> tuple[list[Column], int, Slab | None]:
        """Return the columns of a region on one page, of ``height`` each; none where not enough would fit."""
        columns: list[Column] = []
        for frame in region.frames(self.whole, self.y, height):
            must = self.y == 0.0 or bool(columns)
            placed, start, torn = fill(region.slabs, start, torn, frame.height, self.factor, must=must)
            if not placed and not must:
                return [], start, torn
            columns.append(Column(frame, tuple(placed)))
            if start == len(region.slabs) or (torn is None and region.slabs[start].forced):
                break
        return columns, start, torn

    def balanced(self, region: Region, start: int, torn: Slab | None, room: float) -> list[Column] | None:
        """Return columns that hold the rest of a region and are about equally high."""
        low, high = 0.0, room
        best: list[Column] | None = None
        for _ in range(_BALANCING_STEPS):
            middle = (low + high) / 2
            columns, end, rest = self.filled(region, start, torn, middle)
            fits = end == len(region.slabs) and rest is None and all(_fits(column) for column in columns)
            if fits and columns:
                best, high = columns, middle
            else:
                low = middle
        return best


def _fits(column: Column) -> bool:
    last = column.placed[-1] if column.placed else None
    return last is None or last.y + last.slab.height <= column.frame.height + _EPSILON


def fill(
    slabs: Sequence[Slab],
    start: int,
    torn: Slab | None,
    room: float,
    factor: float = 1.0,
    *,
    must: bool = True,
) -> tuple[list[Placed], int, Slab | None]:
    """Fill a column of height ``room`` from ``slabs[start]`` on.

    ``torn`` stands for ``slabs[start]`` where only the rest of it is left. Returns what was placed, the
    index of the next slab, and the rest of that one if it was torn. Without ``must``, as in a cell, nothing
    at all is placed where only a bad break would fit, and no head rows are repeated.
    """
    placed: list[Placed] = []
    y = 0.0
    index = start
    if must and start < len(slabs):
        for head in (torn or slabs[start]).head:
            placed.append(Placed(head, y, repeated=True))
            y += head.height
    heads = len(placed)
    while index < len(slabs):
        slab = torn if torn is not None and index == start else slabs[index]
        if index > start:
            if slab.forced:
                return placed, index, None
            y += slab.before * factor
        if y + slab.height > room + _EPSILON:
            cut = _best_break(placed, heads, slab, y, room)
            if cut.cost >= NEVER and not must:
                return [], start, torn
            return _cut(placed, heads, slab, y, cut, start)
        placed.append(Placed(slab, y))
        y += slab.height
        index += 1
    return placed, index, None


class _Break(NamedTuple):
    """A place to break: how many of the placed slabs stay, at what cost, and the pieces of a torn slab."""

    kept: int
    cost: float
    pieces: tuple[Slab, Slab] | None = None


def _best_break(placed: list[Placed], heads: int, slab: Slab, y: float, room: float) -> _Break:
    """Return the cheapest break at or above ``slab``, which does not fit at ``y``."""
    best = _Break(heads, 10.0 * NEVER)
    room = max(room, _EPSILON)
    following = slab
    for count in range(len(placed), heads, -1):
        last = placed[count - 1]
        hole = 100 * (room - last.y - last.slab.height) / room
        if hole >= best.cost:
            break
        if following.penalty + hole < best.cost:
            best = _Break(count, following.penalty + hole)
        following = last.slab
    if best.cost > TORN:
        pieces = split(slab, room - y)
        if pieces:
            cost = TORN + 100 * (room - y - pieces[0].height) / room
            if cost < best.cost:
                return _Break(len(placed), cost, pieces)
    return best


def _cut(
    placed: list[Placed], heads: int, slab: Slab, y: float, cut: _Break, start: int
) -> tuple[list[Placed], int, Slab | None]:
    """Return what ``fill`` returns, for this break."""
    if cut.pieces:
        return [*placed, Placed(cut.pieces[0], y)], start + len(placed) - heads, cut.pieces[1]
    if cut.kept == heads:  # not even the first one fits, and it cannot be torn: it stands out below
        return [Placed(slab, 0.0)], start + 1, None
    return placed[: cut.kept], start + cut.kept - heads, None


# --- tearing ----------------------------------------------------------------------------------------


def split(slab: Slab, room: float) -> tuple[Slab, Slab] | None:
    """Return the two parts of a table row of which the first fits ``room``; ``None`` if it cannot be torn."""
    whole = slab.item
    if not isinstance(whole, Grid):
        return None
    parts = _split_grid(whole, room - slab.top)
    if parts is None:
        return None
    upper = Slab(parts[0], slab.top + parts[0].height, slab.before, slab.penalty)
    upper.top = slab.top
    upper.starts, upper.anchors, upper.labels, upper.forced = (
        slab.starts,
        slab.anchors,
        slab.labels,
        slab.forced,
    )
    below = slab.height - slab.top - whole.height
    lower = Slab(parts[1], parts[1].height + below, 0.0, TORN)
    lower.ends = slab.ends
    for part in (upper, lower):
        part.boxes, part.head = slab.boxes, slab.head
    return upper, lower


def _split_grid(whole: Grid, room: float) -> tuple[Grid, Grid] | None:
    """Tear a grid through the row that crosses ``room``, or above it if nothing that begins in it would fit."""
    row, y = 0, 0.0
    while row < len(whole.heights) and y + whole.heights[row] <= room + _EPSILON:
        y += whole.heights[row]
        row += 1
    if row == len(whole.heights):
        return None
    through = [_split_cell(cell, row, room, whole.padding) for cell in whole.cells]
    if any(upper.slabs for upper, _ in through if upper and upper.row == row):
        return _halves(whole, through, [*whole.rules[:row], None], row)
    above = [_split_cell(cell, row, y, whole.padding, above=True) for cell in whole.cells]
    return _halves(whole, above, whole.rules[:row], row) if row else None


def _halves(
    whole: Grid, parts: list[tuple[GridCell | None, GridCell | None]], rules: list[Border | None], row: int
) -> tuple[Grid, Grid] | None:
    uppers = [upper for upper, _ in parts if upper]
    lowers = [lower for _, lower in parts if lower]
    if not any(cell.slabs for cell in uppers) or not any(cell.slabs for cell in lowers):
        return None
    return whole.part(uppers, rules, first=True), whole.part(lowers, whole.rules[row:], first=False)


def _split_cell(
    cell: GridCell, row: int, room: float, padding: float, *, above: bool = False
) -> tuple[GridCell | None, GridCell | None]:
    """Return the parts of a cell over and under a cut at ``room``, through ``row`` or right above it."""
    if cell.row + cell.rowspan <= row:
        return cell, None
    if cell.row > row or (above and cell.row == row):
        return None, cell.moved(cell.row - row, cell.rowspan, cell.slabs)
    free = room - cell.y - cell.shift - 2 * padding
    placed, index, torn = fill(cell.slabs, 0, None, free, must=False) if free > 0 else ([], 0, None)
    upper = cell.moved(cell.row, row - cell.row + (not above), [place.slab for place in placed])
    upper.shift = cell.shift
    rest = [torn, *cell.slabs[index + 1 :]] if torn is not None else cell.slabs[index:]
    return upper, cell.moved(0, cell.rowspan - (row - cell.row), rest)
