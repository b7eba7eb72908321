"""Tables: a grid of cells, each with blocks of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from bluf.diagnostics import BlufError, Span, error
from bluf.document import tree
from bluf.document.walk import block_texts, inline_text
from bluf.record import record
from bluf.theme.length import ZERO, Length
from bluf.theme.model import ParagraphStyle, TableStyle
from bluf.writers.columns import cell_style, column_widths, grid
from bluf.writers.docx import ooxml, tablexml
from bluf.writers.docx.flow import Flow, Place

if TYPE_CHECKING:
    from bluf.writers.docx.blocks import Blocks

# Mean advance of running text in em, for guessing how long a cell gets (FiraGO in English: 0.50).
_MEAN_ADVANCE: Final = 0.5
_LONG_ROW: Final = 0.5  # of the page: a row that is higher may be torn
_POINT: Final = Length.of_points(1)
_SLACK: Final = Length.of_points(1)
_SLACK_SHARE: Final = 0.01
_EMPTY: Final = tree.Cell(())


def add_table(blocks: Blocks, flow: Flow, table: tree.Table, place: Place) -> None:
    """Add a table, its caption above it."""
    style = blocks.theme.table(table.role)
    if table.caption:
        caption = blocks.theme.paragraphs.get("table-caption") or blocks.theme.paragraph("caption")
        flow.space(style.space_before)
        blocks.text(flow, table.caption, caption, place).kept = True
    rows = (*table.head, *table.body)
    if not table.columns or not rows:
        return
    xml = _Writer(blocks, table, style, place).xml()
    flow.table(xml, ZERO if table.caption else style.space_before, style.space_after)


@record
class _Slot:
    """A cell in its place in the grid; ``merge`` is "continue" where a cell from above reaches down."""

    cell: tree.Cell
    column: int
    span: int
    merge: str = ""


class _Writer:
    """Writes one table."""

    def __init__(self, blocks: Blocks, table: tree.Table, style: TableStyle, place: Place) -> None:
        self.blocks = blocks
        self.table = table
        self.style = style
        self.place = place
        self.count = len(table.columns)
        widths = _with_slack(column_widths(table, blocks.theme, place.width), place.width)
        edges = [Length(edge).twips for edge in accumulate(widths, initial=0)]
        self.widths = [Length(width) for width in widths]
        self.edges = edges
        self.places: dict[tuple[int, int, str, str], Place] = {}

    def xml(self) -> list[str]:
        """Return the table in pieces."""
        table, style = self.table, self.style
        head_cells = [cell for row in table.head[:1] for cell in row.cells]
        row_heads = any(row.cells and row.cells[0].header for row in table.body)
        caption = inline_text(table.caption)
        properties = tablexml.table_properties(
            style=self.blocks.sheet.table(style),
            width=self.edges[-1],
            indent=self.place.start,
            head=bool(table.head),
            row_heads=row_heads,
            caption=caption,
            description="" if caption else ", ".join(filter(None, map(_words, head_cells))),
            from_right=self.blocks.sheet.runs_from_right(self.place.lang),
        )
        grid = [right - left for left, right in zip(self.edges, self.edges[1:], strict=False)]
        pieces = [tablexml.table_start(properties, grid)]
        for section, head in ((table.head, True), (table.body, False)):
            for number, (row, slots) in enumerate(zip(section, _slots(section, self.count), strict=True)):
                pieces.append(self._row(row, slots, head=head, last=number == len(section) - 1))
        pieces.append(tablexml.TABLE_END)
        return pieces

    def _row(self, row: tree.Row, slots: list[_Slot], *, head: bool, last: bool) -> str:
        self.blocks.anchor(row.id)
        tallest = ZERO
        cells = []
        for slot in slots:
            before = self.blocks.inlines.characters
            cells.append(self._cell(slot, head=head, last=last))
            written = self.blocks.inlines.characters - before
            tallest = max(tallest, self._height(slot, written, head=head))
        page = self.blocks.theme.page
        room = (page.height - page.top - page.bottom) * _LONG_ROW
        return tablexml.row(cells, head=head, keep=tallest <= room)

    def _cell(self, slot: _Slot, *, head: bool, last: bool) -> str:
        content: list[str] = []
        text = self._text(slot.cell, head=head)
        if slot.merge == "continue":
            content.append(ooxml.paragraph(ooxml.direct_properties(style=self.blocks.sheet.paragraph(text.name)), ""))
        else:
            place = self._place(slot, text)
            flow = Flow(self.blocks.looks, content, cell=True)
            self.blocks.add(flow, slot.cell.children, place)
            flow.finish(text, place)
        several = head and len(self.table.head) > 1
        return tablexml.cell(
            "".join(content),
            width=self.edges[slot.column + slot.span] - self.edges[slot.column],
            span=slot.span,
            merge=slot.merge,
            borders=self._head_line(last=last) if several else "",
            background=self.style.head_background if several else None,
            margins=self._margins(slot),
            at_foot=several,
        )

    def _text(self, cell: tree.Cell, *, head: bool) -> ParagraphStyle:
        return cell_style(cell, self.style, self.blocks.theme, head=head)

    def _place(self, slot: _Slot, text: ParagraphStyle) -> Place:
        align = slot.cell.align or self.table.columns[slot.column].align
        key = (slot.column, slot.span, text.name, align)
        if key not in self.places:
            self.places[key] = Place(text, width=self._inner_width(slot), align=align, lang=self.place.lang)
        return self.places[key]

    def _inner_width(self, slot: _Slot) -> Length:
        whole = sum(self.widths[slot.column : slot.column + slot.span])
        left, right = self._paddings(slot)
        return Length(max(whole - left - right, _POINT))

    def _paddings(self, slot: _Slot) -> tuple[Length, Length]:
        style = self.style
        at_start = style.flush and slot.column == 0
        at_end = style.flush and slot.column + slot.span == self.count
        return (ZERO if at_start else style.padding_x, ZERO if at_end else style.padding_x)

    def _margins(self, slot: _Slot) -> str:
        """Return the padding of a cell where it is not that of the table's style, at the outer edges."""
        if not self.style.padding_x:
            return ""
        left, right = self._paddings(slot)
        sides = {} if left else {"left": ZERO}
        return tablexml.cell_margins("tcMar", **(sides if right else {**sides, "right": ZERO}))

    def _head_line(self, *, last: bool) -> str:
        """Return the line below a row of a head of several rows, of which Word's styles know the first only."""
        style = self.style
        return ooxml.border("bottom", style.rule_head if last else style.rule_row)

    def _height(self, slot: _Slot, characters: int, *, head: bool) -> Length:
        """Return how high a cell of so much text gets, about."""
        text = self._text(slot.cell, head=head)
        lines = characters * text.size * _MEAN_ADVANCE / self._inner_width(slot)
        return Length(round(lines * text.leading + 2 * self.style.padding_y))


def _with_slack(widths: tuple[Length, ...], available: Length) -> list[Length]:
    """Return the widths a little wider, at the cost of the widest column where there is no room left.

    Widths are measured to fit words exactly, and Word rounds the advance of each glyph to its device's dots.
    """
    wider = [Length(round(width * (1 + _SLACK_SHARE) + _SLACK)) for width in widths]
    over = sum(wider) - available
    if over > 0:
        widest = max(range(len(wider)), key=wider.__getitem__)
        wider[widest] = Length(max(wider[widest] - over, _POINT))
    return wider


def _words(cell: tree.Cell) -> str:
    return " ".join(filter(None, block_texts(cell.children)))


def _slots(rows: tuple[tree.Row, ...], count: int) -> Iterator[list[_Slot]]:
    """Yield the slots of each row: its own cells, what reaches down from above, and empty cells in the gaps.

    Raises:
        BlufError: a row has more cells than there are columns.
    """
    reach: dict[int, tuple[int, _Slot]] = {}
    for row, placed in zip(rows, grid(rows, count), strict=True):
        if len(placed) < len(row.cells):
            message = f"a row has {len(row.cells) - len(placed)} cells more than the {count} columns of its table"
            raise BlufError(error("row-too-long", Span(), message))
        starts = dict(placed)
        slots: list[_Slot] = []
        column = 0
        while column < count:
            below, slot = reach.pop(column, (0, None))
            if slot is None:
                cell = starts.get(column, _EMPTY)
                taken = (c for c in range(column + 1, count) if c in reach or c in starts)
                span = min(max(cell.colspan, 1), next(taken, count) - column)
                below = max(cell.rowspan, 1)
                slot = _Slot(cell, column, span, "restart" if below > 1 else "")
            else:
                slot = replace(slot, merge="continue")
            if below > 1:
                reach[column] = (below - 1, slot)
            slots.append(slot)
            column += slot.span
        yield slots
