"""Pages → content: every placed slab is drawn on its page's canvas and joins its structure element."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

from bluf.document import tree
from bluf.document.resolve import SOURCE_ID
from bluf.record import record
from bluf.theme.model import Border
from bluf.writers.pdf.canvas import Canvas
from bluf.writers.pdf.fonts import FENCES
from bluf.writers.pdf.items import Box, Grid, HorizontalRule, Picture, Slab, TextBlock, inset_of, stack
from bluf.writers.pdf.paginator import Column
from bluf.writers.pdf.structure import Annotated, Element
from bluf.writers.pdf.textlayout import Line, Segment
from bluf.writers.runs import Mark, Run

_UNDERLINE = (0.11, 0.05)  # of the size: how far below the base line, and how thick
_CHIP = (0.97, 0.27, 0.16)  # of the size: above and below the base line, and the corners' radius
_DOTS_GAP = 0.6  # of the size: between the text, the dots and the page number in the contents
_REPEATED = "/Type/Pagination"  # head rows of a table shown again


Shown: TypeAlias = tuple[float, Segment, Element | None]  # the left edge of a segment, and its element
Area: TypeAlias = tuple[float, float, float, float]  # left, top, right, bottom, from the sheet's upper left


@record
class Annotation:
    """A link's active areas on a page, one for each line."""

    page: int
    areas: tuple[Area, ...]
    link: tree.Link | tree.Reference
    element: Element


class Painter:
    """Paints slabs, page by page; ``annotations`` grow as links are painted."""

    def __init__(self, page_of: Callable[[str], str], image_name: Callable[[tree.Image], str], height: float) -> None:
        """Prepare.

        Args:
            page_of: gives the page number to print for an id.
            image_name: gives the resource name of a picture.
            height: the height of the sheet.
        """
        self.annotations: list[Annotation] = []
        self._page_of = page_of
        self._image_name = image_name
        self._height = height
        self._marks: dict[int, Element] = {}

    def column(self, canvas: Canvas, column: Column) -> None:
        """Paint all that stands in a column."""
        frame = column.frame
        self._boxes(canvas, frame.x, [(place.slab, frame.y + place.y) for place in column.placed])
        repeated = [(place.slab, frame.y + place.y) for place in column.placed if place.repeated]
        if repeated:
            with canvas.artifact(_REPEATED):
                self._slabs(canvas, frame.x, repeated, tagged=False)
        own = [(place.slab, frame.y + place.y) for place in column.placed if not place.repeated]
        self._slabs(canvas, frame.x, own, tagged=True)

    def running(self, canvas: Canvas, slabs: Sequence[tuple[Slab, float]], kind: str) -> None:
        """Paint a header or footer as an artifact of this kind."""
        if slabs:
            self._boxes(canvas, 0.0, slabs)
            with canvas.artifact(kind):
                self._slabs(canvas, 0.0, slabs, tagged=False)

    # --- slabs

    def _slabs(self, canvas: Canvas, x: float, slabs: Sequence[tuple[Slab, float]], *, tagged: bool) -> None:
        index = 0
        while index < len(slabs):
            slab, y = slabs[index]
            item = slab.item
            for label in slab.labels:
                top = y + slab.top + label.dy
                lines = [(number, top + number * label.text.spec.leading) for number in range(len(label.text.lines))]
                self.text(canvas, label.text, lines, x, tagged=tagged)
            if isinstance(item, TextBlock):
                lines = []
                while index < len(slabs) and slabs[index][0].item is item:
                    slab, y = slabs[index]
                    lines.append((slab.index, y + slab.top))
                    index += 1
                self.text(canvas, item, lines, x, tagged=tagged)
                continue
            if isinstance(item, Grid):
                self._grid(canvas, item, x, y + slab.top, tagged=tagged)
            elif isinstance(item, Picture):
                self._picture(canvas, item, x, y + slab.top, tagged=tagged)
            elif isinstance(item, HorizontalRule):
                canvas.fill(x + item.x, y + slab.top, item.width, item.border.width.pt, item.border.colour)
            index += 1

    def _grid(self, canvas: Canvas, grid: Grid, x: float, y: float, *, tagged: bool) -> None:
        if grid.background:
            canvas.fill(x + grid.x, y, grid.width, grid.height, grid.background)
        if grid.top:
            _rule(canvas, grid.top, x + grid.x, y, grid.width)
        if len(grid.rules) == 1:
            if grid.rules[0]:
                _rule(canvas, grid.rules[0], x + grid.x, y + grid.height, grid.width)
        else:  # a line stops where a cell goes on into the next row
            for cell in grid.cells:
                border = grid.rules[cell.row + cell.rowspan - 1]
                if border:
                    _rule(canvas, border, x + cell.x, y + cell.y + cell.height, cell.width)
        for cell in grid.cells:
            if not cell.slabs:
                continue
            slabs = stack(cell.slabs, grid.content_top(cell, y))
            self._boxes(canvas, x, slabs)
            self._slabs(canvas, x, slabs, tagged=tagged)

    def _picture(self, canvas: Canvas, picture: Picture, x: float, y: float, *, tagged: bool) -> None:
        name = self._image_name(picture.node.image)
        if not tagged:  # in the head of a table, shown again
            canvas.picture(name, x + picture.x, y, picture.width, picture.height)
            return
        left = canvas.left(x + picture.x, picture.width)
        element = picture.element
        box = (left, self._height - y - picture.height, left + picture.width, self._height - y)
        element.attributes = "/O/Layout/Placement/Block/BBox[{:.2f} {:.2f} {:.2f} {:.2f}]".format(*box)
        canvas.begin(element)
        canvas.picture(name, x + picture.x, y, picture.width, picture.height)
        canvas.end()

    # --- boxes

    def _boxes(self, canvas: Canvas, x: float, slabs: Iterable[tuple[Slab, float]]) -> None:
        """Draw the boxes around slabs; a box that a page break cut has no border and no padding there."""
        spans: dict[Box, tuple[float, float, bool, bool]] = {}
        for slab, y in slabs:
            for box in slab.boxes:
                starts, ends = box in slab.starts, box in slab.ends
                bottom = y + slab.height - box.below if ends else y + slab.height + box.bleed
                if box in spans:
                    top, _, began, _ = spans[box]
                else:
                    top, began = (y + box.above if starts else y - box.bleed), starts
                spans[box] = (top, bottom, began, ends)
        for box, (top, bottom, began, ended) in spans.items():
            _box(canvas, box, x, top, bottom, began=began, ended=ended)

    # --- text

    def text(
        self, canvas: Canvas, block: TextBlock, lines: Sequence[tuple[int, float]], x: float, *, tagged: bool
    ) -> None:
        """Paint lines of a block, each with its number and top; untagged text must be inside an artifact."""
        fragment = _Fragment(self, canvas, block, tagged=tagged)
        for index, top in lines:
            fragment.line(index, x, top)
        fragment.close()

    def page_of(self, target: str) -> str:
        """Return the page number to print for an id."""
        return self._page_of(target)

    def element(self, block: TextBlock, mark: Mark | None) -> Element:
        """Return the structure element for text of a block that stands in ``mark``."""
        if mark is None:
            if block.element is None:
                raise RuntimeError("text without a structure element")
            return block.element
        found = self._marks.get(id(mark))
        if found is None:
            around = self.element(block, mark.around)
            match mark.node:
                case tree.Link():
                    found = Element("Link", around)
                case tree.Reference(target=target):
                    # A citation of a source and an entry of the contents are references (ISO 32000-1,
                    # 14.8.4.4.1); a name that leads to its actor, or a way back from a source, is a link.
                    cites = target.startswith(SOURCE_ID) or around.role == "TOCI"
                    found = Element("Link", Element("Reference", around) if cites else around)
                case tree.Code():
                    found = Element("Code", around)
                case tree.Span():
                    found = Element("Span", around, language=mark.node.lang)
            self._marks[id(mark)] = found
        return found


class _Fragment:
    """Lines of one block being painted on one page: its open tag, and the areas of its links."""

    __slots__ = ("areas", "block", "canvas", "is_open", "mark", "painter", "tagged")

    def __init__(self, painter: Painter, canvas: Canvas, block: TextBlock, *, tagged: bool) -> None:
        self.painter = painter
        self.canvas = canvas
        self.block = block
        self.tagged = tagged
        self.is_open = False
        self.mark: Mark | None = None
        self.areas: dict[int, tuple[Mark, list[Area]]] = {}

    def line(self, index: int, x: float, top: float) -> None:
        """Paint line ``index``, its upper edge at ``top``."""
        block = self.block
        line = block.lines[index]
        start, stretch = _start(block, line, index)
        start += x
        base = top + block.spec.baseline
        shown = block.marked
        if line.ordered:
            self._ordered(line, start, base, top)
        for run, text, left, width in line.segments if not line.ordered else ():
            gaps = text.count(" ") if stretch else 0
            if run.look.background or run.look.underline or shown:
                self._beside(run, text, start + left, width + stretch * gaps, base, top)
            if text:
                if self.tagged:
                    self._tag(run.mark)
                self.canvas.show(Segment(run, text, left, width), start + left, base, stretch)
            start += stretch * gaps
        if block.target and index + 1 == len(block.lines):
            self._page_number(line, x, start, base, top)

    def _ordered(self, line: Line, start: float, base: float, top: float) -> None:
        """Paint a line whose segments do not stand in reading order, each with an element of its own.

        The structure has them in reading order. The content has them from left to right, as those who read
        the page and not the structure expect, and glyphs of text from right to left stand so too: its element
        says what it says.
        """
        if self.is_open:
            self.canvas.end()
            self.is_open = False
        shown: list[Shown] = []
        for segment in line.segments:
            run, text, left, width = segment
            if run.look.background or run.look.underline or self.block.marked:
                self._beside(run, text, start + left, width, base, top)
            if text:
                owner = self.painter.element(self.block, run.mark) if self.tagged else None
                element = Element("Span", owner, actual=text if run.look.rtl else "") if owner else None
                shown.append((self.canvas.left(start + left, width), segment, element))
        shown.sort(key=lambda item: item[0])
        for index, (_, segment, element) in enumerate(shown):
            drawn = segment
            if element:
                self.canvas.begin(element)
                if segment.text == " ":
                    drawn = self._fenced(segment, shown[index - 1 : index], shown[index + 1 : index + 2])
                    element.actual = " " if drawn is not segment else ""
            self.canvas.show(drawn, start + drawn.x, base)
            if element:
                self.canvas.end()

    def _fenced(self, space: Segment, before: Sequence[Shown], after: Sequence[Shown]) -> Segment:
        """Return a space as it is read with a mark of direction where the direction changes.

        poppler puts a line back into logical order by the direction of its letters alone, and takes the space
        at the end of what runs the other way to its beginning, unless such a mark is between them.
        """
        if self.canvas.mirrored:
            fence = FENCES["rtl"] if after and after[0][1].run.level % 2 == 0 else ""
        else:
            fence = FENCES["ltr"] if before and before[0][1].run.level % 2 else ""
        return space._replace(text=fence) if fence else space

    def close(self) -> None:
        """End the tag and turn the links' areas into annotations."""
        if self.is_open:
            self.canvas.end()
        painter = self.painter
        for mark, areas in self.areas.values():
            if not isinstance(mark.node, tree.Link | tree.Reference):
                continue
            element = painter.element(self.block, mark)
            element.kids.append(Annotated(self.canvas.page, len(painter.annotations)))
            painter.annotations.append(Annotation(self.canvas.page, tuple(areas), mark.node, element))

    def _tag(self, mark: Mark | None) -> None:
        if self.is_open:
            if mark is self.mark:
                return
            self.canvas.end()
        self.canvas.begin(self.painter.element(self.block, mark))
        self.mark, self.is_open = mark, True

    def _beside(self, run: Run, text: str, x: float, width: float, base: float, top: float) -> None:
        """Draw what goes with a segment: its tint, its underline; note the area of the link it is in."""
        look, size = run.look, run.look.size
        if look.background:
            above, below, radius = (part * size for part in _CHIP)
            self.canvas.fill_rounded(x, base - above, width, above + below, radius, look.background)
        if look.underline and text:
            offset, thickness = (part * size for part in _UNDERLINE)
            self.canvas.fill(x, base + offset - look.rise, width, thickness, look.colour)
        mark = run.mark
        while mark is not None and self.tagged:
            self._add_area(mark, (x, top, x + width, top + self.block.spec.leading))
            mark = mark.around

    def _add_area(self, mark: Mark, area: Area) -> None:
        areas = self.areas.setdefault(id(mark), (mark, []))[1]
        left, top, right, bottom = area
        left = self.canvas.left(left, right - left)
        area = (left, top, left + area[2] - area[0], bottom)
        if areas and areas[-1][1] == top:
            areas[-1] = (min(areas[-1][0], left), top, max(areas[-1][2], area[2]), bottom)
        else:
            areas.append(area)

    def _page_number(self, line: Line, x: float, start: float, base: float, top: float) -> None:
        """End an entry of the contents with dots and the number of its page, inside the entry's link."""
        block = self.block
        if block.numbered is None:
            return
        look, metrics = block.numbered
        number = self.painter.page_of(block.target)
        end = x + block.x + block.width
        left = end - metrics[number]
        mark = line.segments[-1].run.mark
        if self.tagged:
            self._tag(mark)
        if self.canvas.mirrored:  # the number stands at the left end of the line
            run = Run(f"{number} ", look, metrics, mark)
            self.canvas.show(Segment(run, run.text, 0.0, metrics[number]), left, base)
        else:
            run = Run(f" {number}", look, metrics, mark)
            self.canvas.show(Segment(run, run.text, 0.0, metrics[number]), left - metrics.space, base)
        gap = look.size * _DOTS_GAP
        self.canvas.dots(start + line.width + gap, left - gap, base, look.size, look.colour)
        if mark is not None:
            self._add_area(mark, (start, top, end, top + block.spec.leading))


def _start(block: TextBlock, line: Line, index: int) -> tuple[float, float]:
    """Return where a line starts, and by how much each of its spaces is stretched."""
    first = block.spec.first_line if index == 0 else 0.0
    spare = block.width - first - line.width
    start = block.x + first
    if block.align == "centre":
        return start + spare / 2, 0.0
    if block.align == "end":
        return start + spare, 0.0
    if block.align == "justify" and line.gaps and spare > 0:
        return start, spare / line.gaps
    return start, 0.0


def _rule(canvas: Canvas, border: Border, x: float, y: float, width: float) -> None:
    """Draw a horizontal line centred on ``y``."""
    thickness = border.width.pt
    canvas.fill(x, y - thickness / 2, width, thickness, border.colour)


def _box(canvas: Canvas, box: Box, x: float, top: float, bottom: float, *, began: bool, ended: bool) -> None:
    """Draw a box from ``top`` to ``bottom``: borders at its edges, the background inside them."""
    left, right = x + box.x, x + box.x + box.width
    above, end, below, start = box.borders
    if not began:
        above = None
    if not ended:
        below = None
    if box.background:
        inner_left, inner_top = left + inset_of(start), top + inset_of(above)
        width, height = right - inset_of(end) - inner_left, bottom - inset_of(below) - inner_top
        canvas.fill(inner_left, inner_top, width, height, box.background)
    if above:
        canvas.fill(left, top, box.width, above.width.pt, above.colour)
    if below:
        canvas.fill(left, bottom - below.width.pt, box.width, below.width.pt, below.colour)
    if start:
        canvas.fill(left, top, start.width.pt, bottom - top, start.colour)
    if end:
        canvas.fill(right - end.width.pt, top, end.width.pt, bottom - top, end.colour)
