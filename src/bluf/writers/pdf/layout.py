"""A document laid out: its pages of placed slabs, its structure tree, and where everything that has an id is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

from bluf.diagnostics import BlufError, Diagnostic, Span, error
from bluf.document import tree
from bluf.document.parts import Part, document_parts
from bluf.document.walk import word_count
from bluf.theme.model import Theme
from bluf.writers.pdf.blocks import BUILDERS
from bluf.writers.pdf.flow import Flow, Job, OutlineEntry
from bluf.writers.pdf.items import Grid, HorizontalRule, Item, Slab, TextBlock, stack
from bluf.writers.pdf.paginator import Frame, Page, Region, paginate
from bluf.writers.pdf.running import RunningHeads
from bluf.writers.pdf.structure import Element
from bluf.writers.runs import Typesetter


class Place(NamedTuple):
    """Where an id leads: the page, from 1, the point on it, from the sheet's upper left corner, and the element."""

    page: int
    x: float
    y: float
    element: Element | None = None


@dataclass
class Layout:
    """A document on pages, with the running heads of each. ``root`` is the structure tree, still without content."""

    document: tree.Document
    theme: Theme
    pages: tuple[Page, ...]
    root: Element
    outline: tuple[OutlineEntry, ...]
    running: tuple[RunningHeads, ...]

    @cached_property
    def places(self) -> dict[str, Place]:
        """Where each id leads; of two with one name the first counts."""
        places: dict[str, Place] = {}
        for page in self.pages:
            for column in page.columns:
                frame = column.frame
                slabs = ((placed.slab, frame.y + placed.y) for placed in column.placed if not placed.repeated)
                for name, x, y, element in _anchors(slabs):
                    places.setdefault(name, Place(page.number, frame.x + x, y, element))
        return places

    @property
    def last(self) -> float:
        """Return how much of the last page is taken, from 0 to 1."""
        number = self.pages[-1].number
        top, bottom = self.running[-1].top(number), self.running[-1].bottom
        stacks = [(column.frame.y, column.placed[-1]) for column in self.pages[-1].columns if column.placed]
        lowest = max((y + placed.y + placed.slab.height for y, placed in stacks), default=top)
        return min(max((lowest - top) / (bottom - top), 0.0), 1.0)

    def overflow(self) -> Diagnostic | None:
        """Return the error for a note that takes more pages than it may, with how much it has too much."""
        most = self.document.most_pages
        if not most or len(self.pages) <= most:
            return None
        heights = [_column_height(page) for page in self.pages]
        over = sum(heights[most:])
        lines = max(round(over / self.theme.paragraph("").leading.pt), 1)
        words = max(round(word_count(self.document) * over / sum(heights)), 1)
        message = (
            f"the note takes {len(self.pages)} pages, and the template '{self.document.metadata.pack}' allows "
            f"{most}: {lines} line{'s are' if lines > 1 else ' is'} too many"
        )
        hints = f"shorten it by about {words:,} words, or leave parts out", "`--set pages=0` builds it as it is"
        return error("too-long", Span(), message, *hints)


def _column_height(page: Page) -> float:
    """Return how high what stands on a page is, were all its columns one below the other."""
    return sum(column.placed[-1].y + column.placed[-1].slab.height for column in page.columns if column.placed)


def lay_out(document: tree.Document, theme: Theme) -> Layout:
    """Lay a resolved document out on pages.

    Raises:
        BlufError: a node cannot be drawn, a font cannot be used, or the theme lacks a style.
    """
    root = Element("Document", None)
    outline: list[OutlineEntry] = []
    pages: list[Page] = []
    running: list[RunningHeads] = []
    setters: dict[str, Typesetter] = {}
    for part in document_parts(document):
        language = part.lang or document.metadata.language
        setter = setters.setdefault(language, Typesetter(theme, language))
        job = Job(theme, setter, BUILDERS, theme.page.height.pt, language, outline)
        heads, more = _lay_out_part(part, job, root, len(pages) + 1, may_tighten=not document.most_pages)
        pages += more
        running += [heads] * len(more)
    return Layout(document, theme, tuple(pages), root, tuple(outline), tuple(running))


def _lay_out_part(
    part: Part, job: Job, root: Element, first: int, *, may_tighten: bool
) -> tuple[RunningHeads, tuple[Page, ...]]:
    """Return the running heads of a part of the document, and its pages, which are numbered from ``first``."""
    page = job.theme.page
    try:
        heads = RunningHeads(job, part, first)
        job.column_height = heads.column_height
        regions = _regions(part, job, _element(part, root))
    except KeyError as missing:
        message = f"the theme '{job.theme.name}' has no style {missing}"
        raise BlufError(error("unknown-role", Span(), message)) from missing

    def frame(number: int) -> Frame:
        top = heads.top(number)
        return Frame(page.start.pt, top, page.text_width.pt, heads.bottom - top)

    line = job.theme.paragraph("").leading.pt
    return heads, paginate(regions, frame, line, first=first, may_tighten=may_tighten)


def _element(part: Part, root: Element) -> Element:
    """Return the structure element of a part: one of its own for a chapter."""
    return Element("Part", root, language=part.lang) if part.chapter else root


def _regions(part: Part, job: Job, parent: Element) -> list[Region]:
    """Return the slabs of a part of the document: those that span the page, and those that run through columns."""
    page = job.theme.page
    regions: list[Region] = []
    groups = [
        (list(blocks), in_columns)
        for in_columns, blocks in groupby(part.children, key=lambda block: isinstance(block, tree.Columns))
    ]
    last: Flow | None = None
    for blocks, in_columns in groups:
        width = page.column_width if in_columns else page.text_width
        flow = Flow(job, 0.0, width.pt, parent, job.theme.paragraph(""))
        if last is not None:  # what stands between two blocks, stands between two regions
            flow.fresh, flow.after, flow.anchors = not last.slabs, last.after, last.anchors
            flow.forced = last.forced
        elif part.chapter:
            flow.anchor(part.chapter.id)
        for block in blocks:
            flow.blocks(block.children if isinstance(block, tree.Columns) else (block,))
        if flow.slabs:
            columns = page.columns if in_columns else 1
            regions.append(Region(flow.slabs, columns, page.column_gap.pt if in_columns else 0.0))
        last = flow
    return regions or [Region([], 1, 0.0)]


def _anchors(
    slabs: Iterator[tuple[Slab, float]] | list[tuple[Slab, float]],
) -> Iterator[tuple[str, float, float, Element | None]]:
    """Yield the ids among slabs and in the cells and references in them, each with its point and element."""
    for slab, y in slabs:
        item = slab.item
        for name in slab.anchors:
            yield name, item.x, y, _element_of(item)
        if isinstance(item, Grid):
            for cell in item.cells:
                yield from _anchors(stack(cell.slabs, item.content_top(cell, y + slab.top)))
        elif isinstance(item, TextBlock) and item.marked and item.lines:
            yield from _references(item, slab.index, y)
        for label in slab.labels:
            if label.text.marked:
                for index in range(len(label.text.lines)):
                    yield from _references(label.text, index, y)


def _element_of(item: Item) -> Element | None:
    """Return the element of what a slab holds, in a table that of its first cell."""
    if isinstance(item, Grid):
        return item.cells[0].element if item.cells else None
    return None if isinstance(item, HorizontalRule) else item.element


def _references(block: TextBlock, index: int, y: float) -> Iterator[tuple[str, float, float, Element | None]]:
    """Yield the ids of the references in a line."""
    for segment in block.lines[index].segments:
        mark = segment.run.mark
        while mark is not None:
            if isinstance(mark.node, tree.Reference) and mark.node.id:
                yield mark.node.id, block.x + segment.x, y, block.element
            mark = mark.around
