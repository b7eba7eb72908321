"""Headers and footers: a banner across the page, and three places on one line.

The banner is the outermost: above the line in a header, below it in a footer. The words in the three places
keep clear of each other: those at the edges are broken over lines where they would meet. A header or footer
that is higher than the theme's margins has room for makes the text column shorter.
"""

from __future__ import annotations

from bluf.document import tree
from bluf.document.parts import Part
from bluf.document.walk import inlines
from bluf.theme.model import ParagraphStyle
from bluf.writers.pdf.flow import Flow, Job
from bluf.writers.pdf.items import FREE, Grid, GridCell, Slab, stack, stack_height
from bluf.writers.pdf.structure import Element
from bluf.writers.runs import PlacedNumbers, Run

_GAP = 12.0  # points between the words in two places
_CLEAR = 14.0  # points at least between header or footer and text
_LARGEST = 0.35  # of the sheet: what a header or footer may take, however long it is
_EDGE_SHARE = 0.6  # of the width: what the words at the end may take before they are broken

_UNKNOWN = PlacedNumbers("000", "000")


class RunningHeads:
    """The headers and footers of a part of a document, whose first page has the number ``first``.

    ``top`` and ``bottom`` bound the text on a page; ``mirrored`` says that its pages run from right to left.
    """

    def __init__(self, job: Job, part: Part, first: int) -> None:
        self._job = job
        self._part = part
        self._first = first
        self._kept: dict[int, list[Slab]] = {}
        page = job.theme.page
        self.mirrored = job.sheet == "rtl"
        self.bottom = page.height.pt - max(page.bottom.pt, self._room(part.footer, page.footer.pt, foot=True))
        self._tops = [
            max(page.top.pt, self._room(running, page.header.pt, foot=False))
            for running in (part.first_header, part.header)
        ]

    def top(self, page: int) -> float:
        """Return where the text begins on a page, by its number, from the sheet's upper edge."""
        return self._tops[0 if page == self._first else 1]

    @property
    def column_height(self) -> float:
        """The height of the text on the page that has least room for it."""
        return self.bottom - max(self._tops)

    def header(self, page: int, numbers: PlacedNumbers) -> list[tuple[Slab, float]]:
        """Return the slabs of a page's header, each with its upper edge on the sheet."""
        running = self._part.first_header if page == self._first else self._part.header
        return stack(self._slabs(running, numbers, foot=False), self._job.theme.page.header.pt)

    def footer(self, numbers: PlacedNumbers) -> list[tuple[Slab, float]]:
        """Return the slabs of a page's footer, each with its upper edge on the sheet."""
        slabs = self._slabs(self._part.footer, numbers, foot=True)
        page = self._job.theme.page
        return stack(slabs, page.height.pt - page.footer.pt - stack_height(slabs))

    def _room(self, running: tree.Running, margin: float, *, foot: bool) -> float:
        height = stack_height(self._slabs(running, _UNKNOWN, foot=foot))
        room = margin + height + _CLEAR if height else 0.0
        return min(room, self._job.theme.page.height.pt * _LARGEST)

    def _slabs(self, running: tree.Running, numbers: PlacedNumbers, *, foot: bool) -> list[Slab]:
        kept = self._kept.get(id(running))
        if kept is not None:
            return kept
        job = self._job
        style = job.theme.paragraph("footer" if foot else "header")
        page = job.theme.page
        flow = Flow(job, page.start.pt, page.text_width.pt, Element("NonStruct", None), style)
        if foot:
            _line(flow, running, style, numbers)
            _banner(flow, running, numbers)
        else:
            _banner(flow, running, numbers)
            _line(flow, running, style, numbers)
        parts = (running.banner, running.left, running.centre, running.right)
        if not any(isinstance(node, tree.PageNumber | tree.PageCount) for part in parts for node in inlines(part)):
            self._kept[id(running)] = flow.slabs
        return flow.slabs


def _banner(flow: Flow, running: tree.Running, numbers: PlacedNumbers) -> None:
    setter = flow.job.typesetter
    style = flow.job.theme.paragraph("banner")
    flow.text(setter.runs(running.banner, setter.base(style), numbers), style, None, None)


def _line(flow: Flow, running: tree.Running, style: ParagraphStyle, numbers: PlacedNumbers) -> None:
    """Add the three places as cells of one row; those without words take no room."""
    setter = flow.job.typesetter
    base = setter.base(style, tabular=True)
    left, centre, right = (setter.runs(part, base, numbers) for part in (running.left, running.centre, running.right))
    if not (left or centre or right):
        return
    width = flow.width
    end = min(_natural(right), width * _EDGE_SHARE)
    middle = min(_natural(centre), max(width - end - 2 * _GAP, 0.0))
    start = width - end - (_GAP if end else 0.0)
    cells = [_cell(flow, style, right, flow.x + width - end, end, "end")]
    if middle:
        x = (width - middle) / 2
        taken = min(_natural(left), start - middle - _GAP)
        if taken + _GAP > x or x + middle + _GAP > width - end:  # in the middle of what the others leave
            x = (taken + start - middle + _GAP) / 2
        start = x - _GAP
        cells.insert(0, _cell(flow, style, centre, flow.x + x, middle, "start"))
    cells.insert(0, _cell(flow, style, left, flow.x, max(start, 1.0), "start"))
    grid = Grid(None, cells, [None], flow.x, width, 0.0).settle()
    flow.add(Slab(grid, grid.height, style.space_before.pt, FREE))
    flow.after = style.space_after.pt


def _natural(runs: list[Run]) -> float:
    """Return the width of runs on one line, with a little to spare."""
    return sum(run.metrics.natural(word) + run.metrics.space for run in runs for word in run.text.split(" "))


def _cell(flow: Flow, style: ParagraphStyle, runs: list[Run], x: float, width: float, align: str) -> GridCell:
    inner = Flow(flow.job, x, width, flow.parent, style)
    inner.align = align
    inner.text(runs, style, None, None)
    return GridCell(0, 1, x, width, inner.slabs, flow.parent)
