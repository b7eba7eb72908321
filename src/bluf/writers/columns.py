"""Column widths of tables, decided once for both writers.

Each column is measured from its cells: the widest part that cannot be broken (``least``), the widest line
if nothing is broken (``most``), and how much text it holds (``weight``). Then

1. columns with a wished share get it, as long as the others keep their least widths;
2. where everything fits on one line each, columns get that, and the spare width is spread;
3. else each column gets a floor – its least width, better two words a line, better still its whole line if
   that is short – and the rest goes where the text is, in proportion to the typical length of a cell, so
   that the cells of a row come out about equally tall, levelled on the longest rows;
4. where not even the least widths fit, the widest columns give way first and their words are broken.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from heapq import nlargest
from operator import itemgetter

from bluf.document import tree
from bluf.theme.length import Length
from bluf.theme.model import ParagraphStyle, TableStyle, Theme
from bluf.writers.measuring import Extent, Ruler

_COMFORT_EM = 9.0  # two or three words a line: narrower columns read badly
_SHORT_PART = 0.24  # of the width: columns with no longer lines are not broken if that can be had
_LEVELLED_ROWS = 8  # how many rows, the longest, are looked at to level the columns …
_LEVEL_STEPS = 24  # … and in how many parts of the width
_RAGGED_EM = 1.2  # what the end of a broken line leaves free on average
_FILLED = 0.8  # of a line: paragraphs that fill no more on average are taken for one line each
_SPARE_GROWTH_EM = 2.5  # how far a column of short text is stretched before the last one takes the rest


@dataclass(slots=True)
class _Columns:
    least: list[float]
    most: list[float]
    squares: list[float]  # sums of the squares of the cells' weights
    counts: list[int]
    rows: list[list[tuple[int, Extent]]] = field(default_factory=list)
    spans: list[tuple[int, int, Extent]] = field(default_factory=list)


def column_widths(table: tree.Table, theme: Theme, available: Length) -> tuple[Length, ...]:
    """Return the widths of the table's columns, padding included.

    They add up to ``available`` exactly if the table's style is ``full_width``, else to no more than that.
    """
    style = theme.table(table.role)
    count = len(table.columns)
    if not count:
        return ()
    ruler = Ruler(theme, _table_extent)
    columns = _measure(table, style, ruler)
    padding = _paddings(style, count)
    em = style.cell.size.pt
    inner = max(available.pt - sum(padding), count * 1.0)
    widths = _allot(table, columns, inner, em, full=style.full_width)
    return _exact([w + p for w, p in zip(widths, padding, strict=True)], available, full=style.full_width)


def _paddings(style: TableStyle, count: int) -> list[float]:
    side = style.padding_x.pt
    paddings = [2 * side] * count
    if style.flush:
        paddings[0] -= side
        paddings[-1] -= side
    return paddings


def _exact(widths: list[float], available: Length, *, full: bool) -> tuple[Length, ...]:
    """Round to whole EMU so that nothing is lost or gained."""
    lengths = [int(width * 12_700) for width in widths]
    over = sum(lengths) - int(available)
    if full or over > 0:
        widest = max(range(len(lengths)), key=lengths.__getitem__)
        lengths[widest] -= over
    return tuple(map(Length, lengths))


# --- measuring --------------------------------------------------------------------------------------


def _measure(table: tree.Table, style: TableStyle, ruler: Ruler) -> _Columns:
    count = len(table.columns)
    columns = _Columns([0.0] * count, [0.0] * count, [0.0] * count, [0] * count)
    for rows, head in ((table.head, True), (table.body, False)):
        for row in grid(rows, count):
            cells = []
            for column, cell in row:
                tabular = (cell.align or table.columns[column].align) == "end"
                plain = cell_style(cell, style, ruler.theme, head=head)
                extent = ruler.blocks(cell.children, plain, tabular=tabular)
                if cell.colspan > 1:
                    columns.spans.append((column, min(column + cell.colspan, count), extent))
                    continue
                columns.least[column] = max(columns.least[column], extent.least)
                columns.most[column] = max(columns.most[column], extent.most)
                columns.squares[column] += extent.weight * extent.weight
                columns.counts[column] += 1
                cells.append((column, extent))
            columns.rows.append(cells)
    for first, end, extent in columns.spans:
        inside = style.padding_x.pt * 2 * (end - first - 1)
        _stretch(columns.least, first, end, extent.least - inside)
        _stretch(columns.most, first, end, extent.most - inside)
    return columns


def _table_extent(table: tree.Table, ruler: Ruler) -> Extent:
    """Return the extent of a table in a cell."""
    style = ruler.theme.table(table.role)
    columns = _measure(table, style, ruler)
    padding = sum(_paddings(style, len(table.columns))) if table.columns else 0.0
    most = sum(columns.most)
    return Extent(sum(columns.least) + padding, most + padding, most, len(columns.rows))


def _stretch(widths: list[float], first: int, end: int, needed: float) -> None:
    """Widen the columns ``first`` to ``end`` in proportion until a cell that spans them fits."""
    spanned = widths[first:end]
    lacking = needed - sum(spanned)
    if lacking <= 0 or not spanned:
        return
    whole = sum(spanned)
    for column in range(first, end):
        widths[column] += lacking * (widths[column] / whole if whole else 1 / len(spanned))


def grid(rows: tuple[tree.Row, ...], count: int) -> list[list[tuple[int, tree.Cell]]]:
    """Return the cells of each row with the column each starts in, spans over rows taken into account."""
    taken = [0] * count  # rows below that a cell of this column still covers
    placed = []
    for row in rows:
        column = 0
        cells = []
        for cell in row.cells:
            while column < count and taken[column]:
                column += 1
            if column >= count:
                break
            cells.append((column, cell))
            end = min(column + cell.colspan, count)
            for spanned in range(column, end):
                taken[spanned] = max(cell.rowspan, 1)
            column = end
        taken = [max(rest - 1, 0) for rest in taken]
        placed.append(cells)
    return placed


def cell_style(cell: tree.Cell, style: TableStyle, theme: Theme, *, head: bool) -> ParagraphStyle:
    """Return the style of plain paragraphs in a cell: that of its role, else of its place in the table."""
    if cell.role:
        return theme.paragraph(cell.role)
    if head:
        return style.header
    return style.header_column if cell.header else style.cell


# --- allotting --------------------------------------------------------------------------------------


def _allot(table: tree.Table, columns: _Columns, inner: float, em: float, *, full: bool) -> list[float]:
    """Return the columns' widths without padding; they add up to ``inner``, or to less if not ``full``."""
    least, most = columns.least, [max(a, b) for a, b in zip(columns.least, columns.most, strict=True)]
    if sum(least) >= inner:
        return _capped(least, inner)
    widths = _wished(table, least, inner)
    free = [index for index, width in enumerate(widths) if width < 0]
    room = inner - sum(width for width in widths if width > 0)
    if not free:
        total = sum(widths)
        return [width * inner / total for width in widths] if full and total else widths
    typical = [(columns.squares[i] / columns.counts[i]) ** 0.5 if columns.counts[i] else most[i] for i in free]
    given = _share_out([least[i] for i in free], [most[i] for i in free], typical, room, em)
    if sum(most[i] for i in free) > room:
        _level(given, [most[i] for i in free], free, columns, em)
    spare = room - sum(given)
    if full and spare > 0:
        labels = _label_columns(table)
        given = _spread(given, spare, em, [i not in labels for i in free], evenly=_is_even(table, labels))
    for index, width in zip(free, given, strict=True):
        widths[index] = width
    return widths


def _capped(wanted: list[float], room: float) -> list[float]:
    """Return ``wanted`` with the widest cut to one common width, so that all fit the room."""
    left, rest = room, len(wanted)
    for width in sorted(wanted):
        if width * rest >= left:
            return [min(w, left / rest) for w in wanted]
        left -= width
        rest -= 1
    return list(wanted)


def _wished(table: tree.Table, least: list[float], inner: float) -> list[float]:
    """Return the widths of columns with a wished share, and -1 for the others."""
    shares = [max(column.share, 0.0) for column in table.columns]
    scale = max(sum(shares) / 100, 1.0)
    wishes = [
        max(inner * share / 100 / scale, low) if share else -1.0 for share, low in zip(shares, least, strict=True)
    ]
    fixed = sum(low for low, wish in zip(least, wishes, strict=True) if wish > 0)
    others = sum(least) - fixed
    asked = sum(wish for wish in wishes if wish > 0)
    if asked + others <= inner or asked <= fixed:
        return wishes
    part = (inner - others - fixed) / (asked - fixed)
    return [low + (wish - low) * part if wish > 0 else wish for low, wish in zip(least, wishes, strict=True)]


def _share_out(least: list[float], most: list[float], typical: list[float], room: float, em: float) -> list[float]:
    """Return widths between ``least`` and ``most`` that add up to ``room``, or ``most`` where that fits."""
    if sum(most) <= room:
        return list(most)
    comfort = [min(high, max(low, _COMFORT_EM * em)) for low, high in zip(least, most, strict=True)]
    whole = [high if high <= _SHORT_PART * room else mid for high, mid in zip(most, comfort, strict=True)]
    floors = _between(least, comfort, room)
    if sum(comfort) < 0.75 * room:
        floors = _between(comfort, whole, 0.75 * room)
    low, high = 0.0, max(top / t for top, t in zip(most, typical, strict=True) if t > 0)
    for _ in range(32):
        middle = (low + high) / 2
        if sum(_clamped(floors, most, typical, middle)) < room:
            low = middle
        else:
            high = middle
    widths = _clamped(floors, most, typical, low)
    widest = max(range(len(widths)), key=widths.__getitem__)
    widths[widest] += room - sum(widths)
    return widths


def _level(widths: list[float], most: list[float], free: list[int], columns: _Columns, em: float) -> None:
    """Move width between columns as long as that makes the longest rows lower.

    Each step widens the column that is most often the highest of its row, at the cost of the column that
    misses it least; no column becomes narrower than is comfortable.
    """
    place = {column: index for index, column in enumerate(free)}
    longest = nlargest(_LEVELLED_ROWS, columns.rows, key=lambda cells: sum(extent.weight for _, extent in cells))
    rows = [[(place[column], extent) for column, extent in cells if column in place] for cells in longest]
    comfort = _COMFORT_EM * em
    floors = [min(width, max(columns.least[column], comfort)) for column, width in zip(free, widths, strict=True)]
    step = sum(widths) / _LEVEL_STEPS
    height, tallest = _height(rows, widths, em)
    for _ in range(_LEVEL_STEPS):
        gain = max(range(len(widths)), key=tallest.__getitem__)
        if widths[gain] + step > most[gain]:
            return
        best = (height - 0.01, tallest, widths)
        for other in range(len(widths)):
            if other != gain and widths[other] - step >= floors[other]:
                tried = list(widths)
                tried[gain] += step
                tried[other] -= step
                best = min(best, (*_height(rows, tried, em), tried), key=itemgetter(0))
        if best[2] is widths:
            return
        height, tallest, widths[:] = best


def _height(rows: list[list[tuple[int, Extent]]], widths: list[float], em: float) -> tuple[float, list[int]]:
    """Return about how many lines high rows are, and for each column how often it is the highest."""
    total = 0.0
    tallest = [0] * len(widths)
    for cells in rows:
        highest, where = 0.0, -1
        for column, extent in cells:
            lines = extent.lines
            needed = extent.weight / max(widths[column] - extent.inset - _RAGGED_EM * em, em)
            needed = lines if needed <= _FILLED * lines else needed + lines / 2  # each paragraph wastes half a line
            if needed > highest:
                highest, where = needed, column
        if where >= 0:
            total += highest
            tallest[where] += 1
    return total, tallest


def _between(lower: list[float], upper: list[float], room: float) -> list[float]:
    """Return the widths as far from ``lower`` towards ``upper`` as the room allows."""
    needed, wanted = sum(lower), sum(upper)
    part = 1.0 if wanted <= room or wanted <= needed else max(room - needed, 0.0) / (wanted - needed)
    return [a + (b - a) * part for a, b in zip(lower, upper, strict=True)]


def _clamped(floors: list[float], most: list[float], typical: list[float], scale: float) -> list[float]:
    return [min(max(t * scale, low), high) for t, low, high in zip(typical, floors, most, strict=True)]


def _label_columns(table: tree.Table) -> set[int]:
    """Return the columns of which all body cells are headers: names that stand before values."""
    cells = [place for row in grid(table.body, len(table.columns)) for place in row]
    return {column for column, _ in cells} - {column for column, cell in cells if not cell.header}


def _is_even(table: tree.Table, labels: set[int]) -> bool:
    """Return whether no column is to be favoured: tables of figures, and of several pairs of name and value."""
    return len(labels) > 1 or any(column.align in {"centre", "end"} for column in table.columns)


def _spread(widths: list[float], spare: float, em: float, values: list[bool], *, evenly: bool) -> list[float]:
    """Return the widths stretched by ``spare``, which goes to columns of ``values`` rather than of names.

    ``evenly`` gives them all the same; else each gets a little, and the rest goes to the last of two
    columns, so that names stand near their values, or to the widest of more.
    """
    count = len(widths)
    able = [index for index in range(count) if values[index]] or list(range(count))
    if evenly:
        step = spare / len(able)
        return [width + (step if index in able else 0.0) for index, width in enumerate(widths)]
    most = max(able, key=widths.__getitem__) if count > 2 else count - 1
    steps = [min(_SPARE_GROWTH_EM * em, width / 2, spare / count) for width in widths]
    stretched = [width + step for width, step in zip(widths, steps, strict=True)]
    stretched[most] += spare - sum(steps)
    return stretched
