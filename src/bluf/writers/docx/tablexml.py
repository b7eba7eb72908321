"""Tables in WordprocessingML as text: their elements, in the order of the schema (ISO/IEC 29500-1, 17.4)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from bluf.theme.length import Length
from bluf.writers.docx.ooxml import SIDES, attribute, shading


def table_start(properties: str, widths: Iterable[int]) -> str:
    """Return the start of a table, widths of columns in twips; its rows and ``TABLE_END`` follow."""
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return f"<w:tbl><w:tblPr>{properties}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>"


TABLE_END: Final = "</w:tbl>"


def table_properties(
    *,
    style: str,
    width: int,
    indent: Length,
    head: bool,
    row_heads: bool,
    caption: str,
    description: str,
    from_right: bool,
) -> str:
    """Return what a table says of itself; ``width`` is in twips, caption and description serve screen readers."""
    look = 0x0600 | (0x0020 if head else 0) | (0x0080 if row_heads else 0)  # 17.4.56; 0x0600: no bands
    return (
        f'<w:tblStyle w:val="{style}"/>{"<w:bidiVisual/>" if from_right else ""}<w:tblW w:w="{width}" w:type="dxa"/>'
        f'<w:tblInd w:w="{indent.twips}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        f'<w:tblLook w:val="{look:04X}" w:firstRow="{head:d}" w:lastRow="0" w:firstColumn="{row_heads:d}" '
        f'w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
        + (f'<w:tblCaption w:val="{attribute(caption)}"/>' if caption else "")
        + (f'<w:tblDescription w:val="{attribute(description)}"/>' if description else "")
    )


def row(cells: Iterable[str], *, head: bool, keep: bool) -> str:
    """Return a row; a head row is repeated on every page, a kept row is not torn."""
    properties = ("<w:cantSplit/>" if keep else "") + ("<w:tblHeader/>" if head else "")
    if properties:
        properties = f"<w:trPr>{properties}</w:trPr>"
    return f"<w:tr>{properties}{''.join(cells)}</w:tr>"


def cell(
    content: str,
    *,
    width: int,
    span: int = 1,
    merge: str = "",
    borders: str = "",
    background: str | None = None,
    margins: str = "",
    at_foot: bool = False,
) -> str:
    """Return a cell: paragraphs and tables, a paragraph at the end.

    ``width`` is in twips, ``span`` the number of columns, ``merge`` "restart" or "continue" if it spans rows;
    ``borders``, ``background`` and ``margins`` are what differs from the table's style; ``at_foot`` puts the
    text at the foot of the cell.
    """
    properties = (
        f'<w:tcW w:w="{width}" w:type="dxa"/>'
        + (f'<w:gridSpan w:val="{span}"/>' if span > 1 else "")
        + (f'<w:vMerge w:val="{merge}"/>' if merge else "")
        + (f"<w:tcBorders>{borders}</w:tcBorders>" if borders else "")
        + (shading(background) if background else "")
        + margins
        + (AT_FOOT if at_foot else "")
    )
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


AT_FOOT: Final = '<w:vAlign w:val="bottom"/>'


def cell_margins(element: str, **sides: Length) -> str:
    """Return the padding of cells, as ``tblCellMar`` of a table or ``tcMar`` of a cell."""
    inner = "".join(f'<w:{side} w:w="{sides[side].twips}" w:type="dxa"/>' for side in SIDES if side in sides)
    return f"<w:{element}>{inner}</w:{element}>" if inner else ""
