"""Column widths of tables, decided once for both writers.

Each column is measured from its cells: the widest part that cannot be broken (``least``), the widest line
if nothing is broken (``most``), and how much text it holds (``weight``). Then

1. columns with a wished share get it, as long as the others keep their least widths;
2. where everything fits on one line each, columns get that, and the spare width is spread;
3. else each column gets a floor – its least width, better two words a line, better still its whole line if
   that is short – and the rest goes where the text is, in proportion to the typical length of a cell, so
   that the cells of a row come out about equally tall;
4. where not even the least widths fit, the widest columns give way first and their words are broken.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from bluf.document import tree
from bluf.theme.length import Length
from bluf.theme.model import ParagraphStyle, TableStyle, Theme
from bluf.writers.breaks import parts
from bluf.writers.runs import Metrics, Typesetter

_LONG_WORD = 40  # characters; a longer one is broken anywhere and asks for no room of its own
_LONG_WORD_EM = 10.0  # what such a word asks for instead
_COMFORT_EM = 9.0  # two or three words a line: narrower columns read badly
_SHORT_PART = (
    0.24  # of the width: a column whose lines are no longer than this is not broken if that can be had
)
_SPARE_GROWTH_EM = 2.5  # how far a column of short text is stretched before the last one takes the rest


@dataclass(slots=True)
class Extent:
    """What a cell or column asks for, in points; ``weight`` is the width of all its text on one line."""

    least: float = 0.0
    most: float = 0.0
    weight: float = 0.0

    def widen(self, other: Extent) -> None:
        """Make this the extent of two things one above the other."""
        self.least = max(self.least, other.least)
        self.most = max(self.most, other.most)
        self.weight += other.weight


@dataclass(slots=True)
class _Columns:
    least: list[float]
    most: list[float]
    squares: list[float]  # sums of the squares of the cells' weights
    counts: list[int]
    spans: list[tuple[int, int, Extent]] = field(default_factory=list)


def column_widths(table: tree.Table, theme: Theme, available: Length) -> tuple[Length, ...]:
    """Return the widths of the table's columns, padding included.

    They add up to ``available`` exactly if the table's style is ``full_width``, else to no more than that.
    """
    style = theme.table(table.role)
    count = len(table.columns)
    if not count:
        return ()
    ruler = Ruler(theme)
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


class Ruler:
    """Measures blocks: how narrow they can be, how wide they would be. One for each document is enough."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self._typesetter = Typesetter(theme, "")

    def blocks(self, blocks: tuple[tree.Block, ...], style: ParagraphStyle) -> Extent:
        """Return the extent of blocks one below the other; ``style`` is that of plain paragraphs."""
        if len(blocks) == 1:
            return self._block(blocks[0], style)
        extent = Extent()
        for block in blocks:
            extent.widen(self._block(block, style))
        return extent

    def _block(self, block: tree.Block, style: ParagraphStyle) -> Extent:
        theme = self.theme
        match block:
            case tree.Paragraph(children, role):
                return self._text(children, theme.paragraph(role, style))
            case tree.Heading(level, children, role):
                return self._text(children, theme.heading(level, role))
            case tree.List(items, ordered, role=role):
                look = theme.list(role, ordered=ordered)
                return self._indented(
                    [self.blocks(item.children, look.text) for item in items], look.indent.pt
                )
            case tree.DefinitionList(items, role):
                hung = theme.definition(role)
                return self._indented([self.blocks(item.children, hung.text) for item in items], hung.hang.pt)
            case tree.Quotation(children, attribution):
                extent = self.blocks(children, theme.paragraph("quotation"))
                extent.widen(self._text(attribution, theme.paragraph("attribution")))
                return extent
            case tree.Aside(children, role):
                box = theme.box(role)
                return self._indented([self.blocks(children, box.text)], 2 * box.padding.pt)
            case tree.Section(children):
                return self.blocks(children, style)
            case tree.Table():
                return self._table(block)
            case tree.Figure(image):
                natural = image.width / image.dpi * 72
                return Extent(min(natural, style.size.pt * 6), natural, natural)
            case _:
                return Extent()

    @staticmethod
    def _indented(extents: list[Extent], indent: float) -> Extent:
        whole = Extent()
        for extent in extents:
            whole.widen(extent)
        return Extent(whole.least + indent, whole.most + indent, whole.weight)

    def _table(self, table: tree.Table) -> Extent:
        style = self.theme.table(table.role)
        columns = _measure(table, style, self)
        padding = sum(_paddings(style, len(table.columns))) if table.columns else 0.0
        return Extent(sum(columns.least) + padding, sum(columns.most) + padding, sum(columns.most))

    def _text(self, inlines: tuple[tree.Inline, ...], style: ParagraphStyle) -> Extent:
        base = self._typesetter.base(style)
        extent = Extent()
        line = 0.0
        for text, _, metrics, _ in self._typesetter.runs(inlines, base):
            for number, part in enumerate(text.split("\n")):
                if number:
                    extent.most = max(extent.most, line)
                    line = 0.0
                line += self._line(part, metrics, extent)
        extent.most = max(extent.most, line)
        extent.weight = max(extent.weight, extent.most)
        indent = style.indent_start.pt + style.indent_end.pt + max(style.first_line.pt, 0.0)
        if indent:
            extent.least += indent
            extent.most += indent
        return extent

    def _line(self, text: str, metrics: Metrics, extent: Extent) -> float:
        """Return the width of ``text`` on one line; note its widest word in ``extent``."""
        words = text.split(" ")
        total = metrics.space * (len(words) - 1)
        least = extent.least
        for word in words:
            width = metrics[word]
            total += width
            if width > least:
                least = max(least, _unbreakable(word, metrics))
        extent.least = least
        extent.weight += total
        return total


def _unbreakable(word: str, metrics: Metrics) -> float:
    """Return the width of the widest part of a word that has to stay together."""
    widest = 0.0
    for part in parts(word):
        if len(part) > _LONG_WORD:
            widest = max(widest, _LONG_WORD_EM * metrics.size)
        else:
            widest = max(widest, metrics[part])
    return widest


def _measure(table: tree.Table, style: TableStyle, ruler: Ruler) -> _Columns:
    count = len(table.columns)
    columns = _Columns([0.0] * count, [0.0] * count, [0.0] * count, [0] * count)
    for rows, head in ((table.head, True), (table.body, False)):
        for column, cell in (place for row in grid(rows, count) for place in row):
            extent = ruler.blocks(cell.children, cell_style(cell, style, ruler.theme, head=head))
            if cell.colspan > 1:
                columns.spans.append((column, min(column + cell.colspan, count), extent))
                continue
            columns.least[column] = max(columns.least[column], extent.least)
            columns.most[column] = max(columns.most[column], extent.most)
            columns.squares[column] += extent.weight * extent.weight
            columns.counts[column] += 1
    for first, end, extent in columns.spans:
        inside = style.padding_x.pt * 2 * (end - first - 1)
        _stretch(columns.least, first, end, extent.least - inside)
        _stretch(columns.most, first, end, extent.most - inside)
    return columns


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
    typical = [
        (columns.squares[i] / columns.counts[i]) ** 0.5 if columns.counts[i] else most[i] for i in free
    ]
    given = _share_out([least[i] for i in free], [most[i] for i in free], typical, room, em)
    spare = room - sum(given)
    if full and spare > 0:
        aligned = any(table.columns[i].align in {"centre", "end"} for i in free)
        given = _spread(given, spare, em, evenly=aligned)
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
        max(inner * share / 100 / scale, low) if share else -1.0
        for share, low in zip(shares, least, strict=True)
    ]
    fixed = sum(low for low, wish in zip(least, wishes, strict=True) if wish > 0)
    others = sum(least) - fixed
    asked = sum(wish for wish in wishes if wish > 0)
    if asked + others <= inner or asked <= fixed:
        return wishes
    part = (inner - others - fixed) / (asked - fixed)
    return [low + (wish - low) * part if wish > 0 else wish for low, wish in zip(least, wishes, strict=True)]


def _share_out(
    least: list[float], most: list[float], typical: list[float], room: float, em: float
) -> list[float]:
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


def _between(lower: list[float], upper: list[float], room: float) -> list[float]:
    """Return the widths as far from ``lower`` towards ``upper`` as the room allows."""
    needed, wanted = sum(lower), sum(upper)
    part = 1.0 if wanted <= room else max(room - needed, 0.0) / (wanted - needed)
    return [a + (b - a) * part for a, b in zip(lower, upper, strict=True)]


def _clamped(floors: list[float], most: list[float], typical: list[float], scale: float) -> list[float]:
    return [min(max(t * scale, low), high) for t, low, high in zip(typical, floors, most, strict=True)]


def _spread(widths: list[float], spare: float, em: float, *, evenly: bool) -> list[float]:
    """Return the widths stretched by ``spare``: tables of figures evenly, others mostly in one column.

    That is the last of two columns, so that names stand near their values, else the widest.
    """
    count = len(widths)
    if evenly:
        return [width + spare / count for width in widths]
    most = max(range(count), key=widths.__getitem__) if count > 2 else count - 1
    step = min(_SPARE_GROWTH_EM * em, spare / count)
    stretched = [width + step for width in widths]
    stretched[most] += spare - step * count
    return stretched
