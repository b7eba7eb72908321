"""Tables → slabs: one slab for each row, or for each group of rows tied by cells that span rows."""

from __future__ import annotations

from itertools import accumulate

from bluf.document import tree
from bluf.record import record
from bluf.theme.length import Length
from bluf.theme.model import Border, TableStyle
from bluf.writers.columns import cell_style, column_widths, grid
from bluf.writers.pdf.flow import Flow
from bluf.writers.pdf.items import FREE, LOATH, NEVER, Grid, GridCell, Slab, TextBlock
from bluf.writers.pdf.structure import Element

_COMMON_BASELINE = 5.0  # points: cells whose first base lines differ by no more are brought to one line
_SMALL_TABLE = 0.25  # of a page: lower tables are rather not torn at all
_HEAD_SHARE = 0.3  # of a page: higher head rows are not repeated


@record
class _Frame:
    """The columns of a table on the page: where each begins, and one end more."""

    node: tree.Table
    style: TableStyle
    edges: tuple[float, ...]

    @property
    def width(self) -> float:
        return self.edges[-1] - self.edges[0]


def add_table(flow: Flow, node: tree.Table) -> None:
    """Add a table: its caption, its head rows, which are repeated on every page, and its body rows."""
    theme = flow.job.theme
    style = theme.table(node.role)
    flow.anchor(node.id)
    element = Element("Table", flow.parent, language=node.lang)
    flow.space(style.space_before.pt)
    if node.caption:
        _caption(flow, node, element)
    if not node.columns:
        return
    widths = column_widths(node, theme, Length.of_points(flow.width))
    edges = tuple(accumulate((width.pt for width in widths), initial=flow.x))
    frame = _Frame(node, style, edges)
    head_rules = [style.rule_row] * len(node.head)
    if head_rules:
        head_rules[-1] = style.rule_head
    body_rules = [style.rule_row] * len(node.body)
    if body_rules:
        body_rules[-1] = style.rule_bottom
    heads = _rows(flow, frame, node.head, head_rules, Element("THead", element), head=True)
    bodies = _rows(flow, frame, node.body, body_rules, Element("TBody", element), head=False)
    first = len(flow.slabs)
    _add_rows(flow, style, heads, bodies)
    flow.bind(first, flow.job.column_height * _SMALL_TABLE)
    flow.after = style.space_after.pt


def _caption(flow: Flow, node: tree.Table, element: Element) -> None:
    setter = flow.job.typesetter
    styles = flow.job.theme.paragraphs
    style = styles.get("table-caption", styles["caption"])
    runs = setter.runs(node.caption, setter.base(style, language=node.lang))
    flow.text(runs, style, Element("Caption", element), node)
    flow.keep = True


def _add_rows(flow: Flow, style: TableStyle, heads: list[tuple[str, Grid]], bodies: list[tuple[str, Grid]]) -> None:
    """Add the grids of a table, each with the id of its row, and say where the table may be torn."""
    last = len(bodies) - 1
    for _, grid_ in (heads or bodies)[:1]:
        grid_.top = style.rule_top
    first_head = len(flow.slabs)
    for number, (name, grid_) in enumerate(heads):
        flow.anchor(name)
        grid_.background = style.head_background
        grid_.bottom_aligned = True
        flow.add(Slab(grid_, grid_.height, 0.0, NEVER if number else FREE))
    repeated = tuple(flow.slabs[first_head:])
    if sum(slab.height for slab in repeated) > flow.job.column_height * _HEAD_SHARE:
        repeated = ()
    for number, (name, grid_) in enumerate(bodies):
        flow.anchor(name)
        penalty = FREE
        if number == 0:
            penalty = NEVER if heads else FREE
        elif number in {1, last}:
            penalty = LOATH
        flow.add(Slab(grid_, grid_.height, 0.0, penalty)).head = repeated


def _rows(
    flow: Flow,
    frame: _Frame,
    rows: tuple[tree.Row, ...],
    rules: list[Border | None],
    parent: Element,
    *,
    head: bool,
) -> list[tuple[str, Grid]]:
    """Return the grids of ``rows``, each with the id of its first row."""
    grids = []
    placed = grid(rows, len(frame.edges) - 1)
    first = 0
    end = 0
    cells: list[GridCell] = []
    for index in range(len(rows)):
        element = Element("TR", parent)
        for column, cell in placed[index]:
            span = max(min(cell.rowspan, len(rows) - index), 1)
            end = max(end, index + span)
            cells.append(_cell(flow, frame, cell, (index - first, span, column), element, head=head))
        if index + 1 >= end:
            whole = Grid(
                frame.node,
                cells,
                rules[first : index + 1],
                frame.edges[0],
                frame.width,
                frame.style.padding_y.pt,
            )
            _align_baselines(whole)
            grids.append((rows[first].id, whole.settle()))
            first = end = index + 1
            cells = []
    return grids


def _cell(
    flow: Flow, frame: _Frame, cell: tree.Cell, place: tuple[int, int, int], row: Element, *, head: bool
) -> GridCell:
    """Return a cell with its slabs; ``place`` is its row in the grid, how many it spans, and its column."""
    index, span, column = place
    style = frame.style
    count = len(frame.edges) - 1
    end = min(column + max(cell.colspan, 1), count)
    x, width = frame.edges[column], frame.edges[end] - frame.edges[column]
    start_pad = 0.0 if style.flush and column == 0 else style.padding_x.pt
    end_pad = 0.0 if style.flush and end == count else style.padding_x.pt
    element = Element("TH" if head or cell.header else "TD", row, attributes=_attributes(cell, span, head=head))
    plain = cell_style(cell, style, flow.job.theme, head=head)
    inner = Flow(flow.job, x + start_pad, max(width - start_pad - end_pad, 1.0), element, plain)
    inner.align = cell.align or frame.node.columns[column].align
    inner.sole = len(cell.children) == 1
    inner.language = frame.node.lang or flow.language
    inner.blocks(cell.children)
    return GridCell(index, span, x, width, inner.slabs, element)


def _attributes(cell: tree.Cell, rowspan: int, *, head: bool) -> str:
    parts = ""
    if head or cell.header:
        parts += "/Scope/Column" if head else "/Scope/Row"
    if cell.colspan > 1:
        parts += f"/ColSpan {cell.colspan}"
    if rowspan > 1:
        parts += f"/RowSpan {rowspan}"
    return f"/O/Table{parts}" if parts else ""


def _align_baselines(whole: Grid) -> None:
    """Move cells down a little, so that the first lines of a row stand on one base line."""
    lines: dict[int, list[tuple[GridCell, float]]] = {}
    for cell in whole.cells:
        first = cell.slabs[0] if cell.slabs else None
        if first and isinstance(first.item, TextBlock):
            lines.setdefault(cell.row, []).append((cell, first.top + first.item.spec.baseline))
    for row in lines.values():
        lowest = max(offset for _, offset in row)
        for cell, offset in row:
            if lowest - offset <= _COMMON_BASELINE:
                cell.shift = lowest - offset
