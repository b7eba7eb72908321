"""Asides: blocks in a box.

Word draws one box around paragraphs in a row whose borders and indentations are the same, and so a box is
made of paragraphs wherever it can be: they are plain text to edit, and to a screen reader. Nested lists,
tables and whatever else is indented would break such a box in pieces, and two boxes in a row would become
one; these are a table of a single cell. So is a box whose text runs the other way than the document does, for
the borders of its paragraphs' styles stand at the wrong sides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bluf.document import tree
from bluf.theme.length import Length
from bluf.theme.model import BoxStyle
from bluf.writers.docx import names, tablexml
from bluf.writers.docx.flow import Flow, Place
from bluf.writers.docx.frames import box_insets

if TYPE_CHECKING:
    from bluf.writers.docx.blocks import Blocks


def add_aside(blocks: Blocks, flow: Flow, node: tree.Aside, place: Place) -> None:
    """Add the blocks of an aside in their box."""
    box = blocks.theme.box(node.role)
    children = node.children or (tree.Paragraph(()),)
    flow.space(box.space_before)
    mirrored = blocks.sheet.against(place.lang) is not None and (box.border_start or box.border_end)
    if not (mirrored or flow.in_box) and all(_is_plain(blocks, child, box) for child in children):
        _add_paragraphs(blocks, flow, children, box, place)
        flow.after(box.space_after)
    else:
        flow.table(_table(blocks, children, box, place), box.space_before, box.space_after)


def _is_plain(blocks: Blocks, block: tree.Block, box: BoxStyle) -> bool:
    """Return whether a block becomes paragraphs whose first lines all start at one place."""
    match block:
        case tree.Paragraph(role=role):
            style = blocks.theme.paragraph(role, box.text)
        case tree.Heading(level, role=role):
            style = blocks.theme.heading(level, role)
        case tree.List():
            return all(len(item.children) == 1 and isinstance(item.children[0], tree.Paragraph) for item in block.items)
        case _:
            return False
    return not (style.indent_start or style.indent_end or style.background or style.border_start)


def _add_paragraphs(blocks: Blocks, flow: Flow, children: tuple[tree.Block, ...], box: BoxStyle, place: Place) -> None:
    start, end = box_insets(box)
    inner = place.but(
        text=box.text,
        box=box,
        held=box.keep_together,
        inset=start,
        width=Length(max(place.width - start - end, 1)),
        label=f"in {names.human(box.name)} {place.label}".strip(),
    )
    flow.fresh = True
    blocks.add(flow, children, inner)
    flow.end_box()


def _table(blocks: Blocks, children: tuple[tree.Block, ...], box: BoxStyle, place: Place) -> list[str]:
    sides = {"left": box.border_start, "right": box.border_end}
    # Word draws half of a line of a table inside it.
    margins = {side: Length(box.padding + line.width // 2) for side, line in sides.items() if line}
    inset = sum(box.padding + (line.width if line else 0) for line in sides.values())
    inner = Place(box.text, width=Length(max(place.width - inset, 1)), lang=place.lang)
    content: list[str] = []
    flow = Flow(blocks.looks, content, cell=True)
    blocks.add(flow, children, inner)
    flow.finish(box.text, inner)
    width = place.width.twips
    properties = tablexml.table_properties(
        style=blocks.sheet.box(box),
        width=width,
        indent=place.start,
        head=False,
        row_heads=False,
        caption="",
        description="",
        from_right=blocks.sheet.runs_from_right(place.lang),
    )
    cell = tablexml.cell("".join(content), width=width, margins=tablexml.cell_margins("tcMar", **margins))
    row = tablexml.row([cell], head=False, keep=box.keep_together)
    return [tablexml.table_start(properties, [width]), row, tablexml.TABLE_END]
