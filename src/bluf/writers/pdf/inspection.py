"""What stands where in the PDF: for checks on layout, and for saying by how much a note is too long."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bluf.document import tree
from bluf.record import record
from bluf.theme.model import Theme
from bluf.writers.pdf.items import Grid, HorizontalRule, Picture, Slab, TextBlock, stack
from bluf.writers.pdf.layout import Layout, lay_out


@record
class Placement:
    """A line, picture, rule or table row on a page, in points from the sheet's upper left corner.

    ``node`` is what it belongs to (that of a label is the item). ``index`` counts the lines of a block
    from 0, of which there are ``count``; of other things there is one. ``text`` is what a line reads, and
    ``inside`` says that a line stands in a cell.
    """

    page: int
    kind: str
    role: str
    x: float
    top: float
    width: float
    height: float
    node: object
    text: str = ""
    index: int = 0
    count: int = 1
    repeated: bool = False
    inside: bool = False

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.top + self.height


def inspect(document: tree.Document, theme: Theme) -> tuple[Placement, ...]:
    """Return everything that stands on the pages of the PDF, in reading order; headers and footers are left out.

    Raises:
        BlufError: the document cannot be laid out.
    """
    return tuple(placements(lay_out(document, theme)))


def placements(layout: Layout) -> Iterator[Placement]:
    """Yield what stands on the pages of a layout."""
    for page in layout.pages:
        for column in page.columns:
            frame = column.frame
            for placed in column.placed:
                place = [(placed.slab, frame.y + placed.y)]
                yield from _things(place, page.number, frame.x, repeated=placed.repeated, inside=False)


def _things(
    slabs: Sequence[tuple[Slab, float]], page: int, x: float, *, repeated: bool, inside: bool
) -> Iterator[Placement]:
    for slab, y in slabs:
        item, top = slab.item, y + slab.top
        for label in slab.labels:
            for index in range(len(label.text.lines)):
                at = top + label.dy + index * label.text.spec.leading
                yield _line(label.text, index, (page, "label", x, at), repeated=repeated, inside=inside)
        match item:
            case TextBlock():
                kind = type(item.node).__name__.lower()
                yield _line(item, slab.index, (page, kind, x, top), repeated=repeated, inside=inside)
            case Grid():
                left = x + item.x
                yield Placement(
                    page, "row", item.role, left, top, item.width, item.height, item.node,
                    repeated=repeated, inside=inside,
                )  # fmt: skip
                for cell in item.cells:
                    inner = stack(cell.slabs, item.content_top(cell, top))
                    yield from _things(inner, page, x, repeated=repeated, inside=True)
            case Picture():
                yield Placement(page, "figure", "", x + item.x, top, item.width, item.height, item.node)
            case HorizontalRule():
                yield Placement(page, "rule", "", x + item.x, top, item.width, item.border.width.pt, None)


def _line(
    block: TextBlock, index: int, place: tuple[int, str, float, float], *, repeated: bool, inside: bool
) -> Placement:
    page, kind, x, top = place
    line = block.lines[index]
    left = x + block.x
    text = "".join(segment.text for segment in line.segments)
    return Placement(
        page, kind, block.spec.name, left, top, line.width, block.spec.leading, block.node, text,
        index, len(block.lines), repeated=repeated, inside=inside,
    )  # fmt: skip
