"""The elements of tables, and the check that their rows fill one grid."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from bluf.compose.frames import (
    Frame,
    MarkupError,
    Node,
    Part,
    Scope,
    flow,
    inline_run,
    parts,
    whole_number,
)
from bluf.document.tree import (
    Cell,
    Column,
    Row,
    Table,
)


def _align(frame: Frame) -> Literal["", "start", "centre", "end"]:
    match frame.get("class"):
        case "" | "start" | "centre" | "end" as align:
            return align
        case other:
            raise MarkupError(f"class='{other}' on <{frame.tag}> must be start, centre or end")


def _column(frame: Frame, scope: Scope) -> Node:
    return Part("column", Column(float(whole_number(frame, "share", 0, 1, 100)), _align(frame)))


def _gather(kind: str) -> Callable[[Frame, Scope], Node]:
    """Return a builder for an element that only holds others: its parts go up as ``kind``."""

    def build(frame: Frame, scope: Scope) -> Node:
        return Part(kind, tuple(node.value for node in frame.content if isinstance(node, Part)))

    return build


def _open_cell(frame: Frame, scope: Scope) -> Node:
    frame.role = ""
    frame.compact = True
    return None


def _cell(frame: Frame, scope: Scope) -> Node:
    spans = (whole_number(frame, name, 1, 1, 100) for name in ("colspan", "rowspan"))
    colspan, rowspan = spans
    return Part("cell", Cell(flow(frame), frame.tag == "th", colspan, rowspan, _align(frame)))


def _row(frame: Frame, scope: Scope) -> Node:
    cells = tuple(cell for cell in parts(frame, "cell") if isinstance(cell, Cell))
    if not cells:
        return None
    return Part("row", Row(cells, scope.id(frame)))


def _caption(frame: Frame, scope: Scope) -> Node:
    return Part("caption", inline_run(frame))


def _table(frame: Frame, scope: Scope) -> Node:
    role = scope.role(frame, scope.theme.tables, "table")
    sets: dict[str, list[Row]] = {"head": [], "body": []}
    for kind, rows in sets.items():
        for part in parts(frame, kind):
            rows.extend(row for row in part if isinstance(row, Row)) if isinstance(part, tuple) else None
    sets["body"].extend(row for row in parts(frame, "row") if isinstance(row, Row))
    rows = [*sets["head"], *sets["body"]]
    if not rows:
        return None
    columns = [c for group in parts(frame, "columns") if isinstance(group, tuple) for c in group]
    width = _grid_width(rows)
    if columns and len(columns) != width:
        raise MarkupError(f"the table has {len(columns)} <col> for {width} columns")
    captions = [c for c in parts(frame, "caption") if isinstance(c, tuple)]
    return Table(
        tuple(c for c in columns if isinstance(c, Column)) or (Column(),) * width,
        tuple(sets["head"]),
        tuple(sets["body"]),
        captions[0] if captions else (),
        role,
        scope.id(frame),
        frame.get("lang"),
        frame.origin,
    )


def _grid_width(rows: list[Row]) -> int:
    """Return the number of columns, which every row must fill, counting cells that reach down into it."""
    hanging: list[tuple[int, int]] = []
    widths = []
    for row in rows:
        widths.append(sum(c.colspan for c in row.cells) + sum(span for span, _ in hanging))
        hanging = [(span, left - 1) for span, left in hanging if left > 1]
        hanging += [(c.colspan, c.rowspan - 1) for c in row.cells if c.rowspan > 1]
    if len(set(widths)) > 1:
        counts = ", ".join(map(str, sorted(set(widths))))
        raise MarkupError(f"the rows of the table have different numbers of columns: {counts}")
    if hanging:
        raise MarkupError("a cell of the last row spans rows that are not there")
    return widths[0]
