"""A document laid out: its pages of placed slabs, its structure tree, and where everything that has an id is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from bluf.diagnostics import BlufError, Span, error
from bluf.document import tree
from bluf.theme.model import Theme
from bluf.writers.pdf.blocks import BUILDERS
from bluf.writers.pdf.flow import Flow, Job, OutlineEntry
from bluf.writers.pdf.items import Grid, Slab, TextBlock, stack
from bluf.writers.pdf.paginator import Frame, Page, paginate
from bluf.writers.pdf.running import RunningHeads
from bluf.writers.pdf.structure import Element
from bluf.writers.runs import Typesetter


class Place(NamedTuple):
    """Where an id leads: the page, from 1, and the point on it, from the sheet's upper left corner."""

    page: int
    x: float
    y: float


@dataclass
class Layout:
    """A document on pages. ``root`` is the structure tree, still without content."""

    document: tree.Document
    theme: Theme
    pages: tuple[Page, ...]
    root: Element
    outline: tuple[OutlineEntry, ...]
    running: RunningHeads

    @cached_property
    def places(self) -> dict[str, Place]:
        """Where each id leads; of two with one name the first counts."""
        places: dict[str, Place] = {}
        for page in self.pages:
            for column in page.columns:
                frame = column.frame
                slabs = ((placed.slab, frame.y + placed.y) for placed in column.placed if not placed.repeated)
                for name, x, y in _anchors(slabs):
                    places.setdefault(name, Place(page.number, frame.x + x, y))
        return places


def lay_out(document: tree.Document, theme: Theme) -> Layout:
    """Lay a resolved document out on pages.

    Raises:
        BlufError: a node cannot be drawn, a font cannot be used, or the theme lacks a style.
    """
    typesetter = Typesetter(theme, document.metadata.language)
    job = Job(theme, typesetter, BUILDERS, theme.page.height.pt, document.metadata.language)
    root = Element("Document", None)
    body = theme.paragraph("")
    try:
        running = RunningHeads(job, document)
        job.column_height = running.column_height
        flow = Flow(job, 0.0, theme.page.text_width.pt, root, body)
        flow.blocks(document.children)
    except KeyError as missing:
        message = f"the theme '{theme.name}' has no style {missing}"
        raise BlufError(error("unknown-role", Span(), message)) from missing
    start = theme.page.start.pt

    def frames(page: int) -> list[Frame]:
        top = running.top(page)
        return [Frame(start, top, theme.page.text_width.pt, running.bottom - top)]

    pages = paginate(flow.slabs, frames, body.leading.pt)
    return Layout(document, theme, pages, root, tuple(job.outline), running)


def _anchors(
    slabs: Iterator[tuple[Slab, float]] | list[tuple[Slab, float]],
) -> Iterator[tuple[str, float, float]]:
    """Yield the ids among slabs and in the cells and references in them, each with its point."""
    for slab, y in slabs:
        item = slab.item
        for name in slab.anchors:
            yield name, item.x, y
        if isinstance(item, Grid):
            for cell in item.cells:
                yield from _anchors(stack(cell.slabs, item.content_top(cell, y + slab.top)))
        elif isinstance(item, TextBlock) and item.marked and item.lines:
            yield from _references(item, slab.index, y)
        for label in slab.labels:
            if label.text.marked:
                for index in range(len(label.text.lines)):
                    yield from _references(label.text, index, y)


def _references(block: TextBlock, index: int, y: float) -> Iterator[tuple[str, float, float]]:
    """Yield the ids of the references in a line."""
    for segment in block.lines[index].segments:
        mark = segment.run.mark
        while mark is not None:
            if isinstance(mark.node, tree.Reference) and mark.node.id:
                yield mark.node.id, block.x + segment.x, y
            mark = mark.around
