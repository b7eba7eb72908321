"""The vertical list under construction: slabs one below the other, before anything is known of pages.

Space between two blocks is the larger of the space after the first and the space before the second. That
is what Word does unless ``w:doNotUseHTMLParagraphAutoSpacing`` is set, and what browsers do. Where a box
begins or ends, the space of what is at its edge is dropped: its padding stands for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from bluf.diagnostics import BlufError
from bluf.document import tree
from bluf.document.languages import Direction, direction
from bluf.record import record
from bluf.theme.model import Border, ParagraphStyle, Theme
from bluf.writers.pdf.items import FREE, NEVER, TOGETHER, WHOLE, Box, Label, Slab, Spec, TextBlock, inset_of
from bluf.writers.pdf.structure import Element
from bluf.writers.pdf.textlayout import Line, Way, break_lines
from bluf.writers.runs import Run, Typesetter, undrawable

_SHORT_TEXT = 6  # lines; what is kept with the next block and is longer may be torn

# How text that runs against the sheet is aligned: its start is the sheet's end.
_OTHER_SIDE = {"start": "end", "end": "start", "justify": "end"}

Builder: TypeAlias = Callable[["Flow", Any], None]
Node: TypeAlias = tree.Block | tree.ListItem | tree.Definition | tree.ContentsEntry


@record
class OutlineEntry:
    """A heading for the outline: its level, its words, and the anchor where it stands."""

    level: int
    title: str
    anchor: str


@dataclass(slots=True)
class Job:
    """What the layout of one document shares.

    ``column_height`` is that of the shortest column of text; ``builders`` hold the function that makes
    slabs of a block, by the block's type.
    """

    theme: Theme
    typesetter: Typesetter
    builders: Mapping[type, Builder]
    column_height: float
    language: str = ""
    outline: list[OutlineEntry] = field(default_factory=list)
    _specs: dict[int, Spec] = field(default_factory=dict)

    @property
    def sheet(self) -> Direction:
        """The direction of the document, from whose start all lengths are measured."""
        return direction(self.language)

    def spec(self, style: ParagraphStyle) -> Spec:
        """Return the measures of a paragraph style in points."""
        found = self._specs.get(id(style))
        if found is None:
            found = self._specs[id(style)] = Spec(style, self.typesetter.base(style)[1].face)
        return found


class Flow:
    """A column being filled with slabs: where it stands, and what the next slab inherits.

    ``plain`` is the style of paragraphs without a role; ``parent`` the structure element of what is added;
    ``sole`` says that the element of the next paragraph is ``parent`` itself.
    """

    __slots__ = (
        "after", "align", "anchors", "boxes", "depth", "forced", "fresh", "inset", "job", "keep", "labels",
        "language", "leads_in", "opened", "parent", "plain", "slabs", "sole", "tied", "together", "width", "x",
    )  # fmt: skip

    def __init__(self, job: Job, x: float, width: float, parent: Element, plain: ParagraphStyle) -> None:
        self.job = job
        self.x = x
        self.width = width
        self.parent = parent
        self.plain = plain
        self.slabs: list[Slab] = []
        self.after = 0.0
        self.keep = False  # the next slab stays with the last one
        self.leads_in = False  # … or had better
        self.together = False  # what is added now stays together …
        self.tied = False  # … with what was added before it
        self.fresh = True  # at the head of the flow or of a box
        self.forced = False
        self.sole = False
        self.inset = 0.0
        self.boxes: tuple[Box, ...] = ()
        self.opened: tuple[Box, ...] = ()
        self.anchors: tuple[str, ...] = ()
        self.labels: tuple[Label, ...] = ()
        self.depth = 0
        self.align = ""
        self.language = ""

    # --- slabs

    def add(self, slab: Slab) -> Slab:
        """Put a slab below the others; its ``before`` is the space that its block asks for."""
        if self.fresh:
            slab.before = 0.0
            self.fresh = False
        elif self.opened or slab.before < self.after:
            slab.before = self.after
        self.after = 0.0
        if self.keep:
            slab.penalty = NEVER
            self.keep = False
        elif self.together and self.tied and slab.penalty < TOGETHER:
            slab.penalty = TOGETHER
        self.tied = True
        if self.leads_in:
            slab.penalty = max(slab.penalty, WHOLE)
            self.leads_in = False
        if self.anchors:
            slab.anchors = self.anchors
            self.anchors = ()
        if self.labels:
            slab.labels = self.labels
            self.labels = ()
        if self.forced:
            slab.forced = True
            self.forced = False
        if self.boxes:
            slab.boxes = self.boxes
            if self.opened:
                slab.starts = self.opened
                slab.top = self.inset
                slab.height += self.inset
                self.opened = ()
                self.inset = 0.0
        self.slabs.append(slab)
        return slab

    def space(self, before: float) -> None:
        """Ask for space above what comes next."""
        self.after = max(self.after, before)

    def bind(self, first: int, height: float) -> None:
        """Make the slabs from number ``first`` on reluctant to be parted if they are no higher than ``height``."""
        slabs = self.slabs[first:]
        if sum(slab.before + slab.height for slab in slabs) <= height:
            for slab in slabs[1:]:
                slab.penalty = max(slab.penalty, WHOLE)

    def anchor(self, name: str) -> None:
        """Let ``name`` lead to the next slab."""
        if name:
            self.anchors += (name,)

    def blocks(self, blocks: tuple[tree.Block, ...]) -> None:
        """Add blocks one below the other.

        Raises:
            BlufError: a node is not one that can be drawn.
        """
        builders = self.job.builders
        for block in blocks:
            builder = builders.get(type(block))
            if builder is None:
                raise BlufError(undrawable(block))
            builder(self, block)

    # --- text

    def way(self, node: Node | None = None) -> Way:
        """Return which way the text of a node runs: as its language does, or that of what encloses it."""
        language = getattr(node, "lang", "") or self.language or self.job.language
        return Way(direction(language), self.job.sheet, language)

    def text(
        self,
        runs: list[Run],
        style: ParagraphStyle,
        element: Element | None,
        node: Node | None,
        *,
        reserve: float = 0.0,
        balance: bool = False,
    ) -> TextBlock | None:
        """Add a paragraph; ``reserve`` keeps the end of its lines free, ``balance`` makes them about equally long.

        Returns the block of its lines, or ``None`` where there is no text and no label beside it.
        """
        if not runs and not self.labels:
            return None
        spec = self.job.spec(style)
        if spec.page_break_before:
            self.forced = True
        box = None
        if spec.boxed:
            self.space(spec.before)
            box = self.open_box(style.background, spec.borders, style.padding.pt, spec.box_start, spec.box_end)
        x = self.x + spec.start
        width = max(self.width - spec.start - spec.end, 1.0)
        align = self.align or style.align
        way = self.way(node)
        if way.text != way.sheet:
            align = _OTHER_SIDE.get(align, align)
        justify = align == "justify"
        lines = break_lines(runs, width - reserve, spec.first_line, justify=justify, balance=balance, way=way)
        block = TextBlock(lines or [Line((), 0.0, 0)], spec, x, width, align)
        block.element = element
        block.node = node
        for run in runs:
            if run.mark is not None:
                block.marked = True
                break
        self._lines(block, spec)
        if box:
            self.close_box(box, style.padding.pt + inset_of(style.border_bottom))
        self.after = spec.after
        self.keep = spec.keep_with_next
        return block

    def _lines(self, block: TextBlock, spec: Spec) -> None:
        """Add the lines of a block as slabs; a single line is never parted from the others."""
        leading = spec.leading
        self.add(Slab(block, leading, spec.before, FREE))
        count = len(block.lines)
        if count == 1:
            return
        together = self.together or spec.keep_together or (spec.keep_with_next and count <= _SHORT_TEXT)
        inside = TOGETHER if together and count * leading < self.job.column_height else FREE
        boxes = self.boxes
        for index in range(1, count):
            slab = Slab(block, leading, 0.0, NEVER if index in {1, count - 1} else inside, index)
            slab.boxes = boxes
            self.slabs.append(slab)

    # --- boxes

    def open_box(
        self,
        background: str | None,
        borders: tuple[Border | None, ...],
        padding: float,
        indent_start: float = 0.0,
        indent_end: float = 0.0,
    ) -> Box:
        """Begin a box as wide as the column, less indents; what is added until ``close_box`` is in it."""
        box = Box(self.x + indent_start, self.width - indent_start - indent_end, background, borders, padding)
        box.above = self.inset
        self.inset += padding + inset_of(borders[0])
        self.boxes += (box,)
        self.opened += (box,)
        return box

    def close_box(self, box: Box, inset: float) -> None:
        """End the box, ``inset`` below what was added last."""
        self.boxes = self.boxes[:-1]
        if box in self.opened:  # nothing was added
            self.opened = self.opened[:-1]
            self.inset = box.above
            return
        last = self.slabs[-1]
        last.height += inset
        for inner in last.ends:
            inner.below += inset
        last.ends += (box,)
        self.after = 0.0

    @contextmanager
    def inside(
        self,
        parent: Element,
        plain: ParagraphStyle,
        *,
        start: float = 0.0,
        end: float = 0.0,
        language: str = "",
    ) -> Iterator[None]:
        """Narrow the column for what is added in the ``with`` block, and change what its blocks inherit."""
        saved = (self.x, self.width, self.parent, self.plain, self.depth, self.sole, self.language)
        self.language = language or self.language
        self.x += start
        self.width = max(self.width - start - end, 1.0)
        self.parent, self.plain, self.sole = parent, plain, False
        yield
        self.x, self.width, self.parent, self.plain, self.depth, self.sole, self.language = saved
