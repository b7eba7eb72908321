"""How wide blocks are: the narrowest they can be, and the widest they would be."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bluf.document import tree
from bluf.theme.model import ParagraphStyle, Theme
from bluf.writers import bidi
from bluf.writers.breaks import parts
from bluf.writers.runs import CHIP_PADDING, Metrics, Typesetter

_LONG_WORD = 40  # characters; a longer one is broken anywhere and asks for no room of its own
_LONG_WORD_EM = 10.0  # what such a word asks for instead, in em …
_LONG_WORD_WEIGHT = 40.0  # … and how much text it counts for
_FIGURE_EM = 6.0  # how narrow a picture may become


@dataclass(slots=True)
class Extent:
    """What a cell asks for, in points: how narrow and how wide it can be.

    ``weight`` is the width of all its text on one line, ``lines`` how many lines it has if none is broken,
    ``inset`` how far the text stands in.
    """

    least: float = 0.0
    most: float = 0.0
    weight: float = 0.0
    lines: int = 0
    inset: float = 0.0

    def widen(self, other: Extent) -> None:
        """Make this the extent of two things one above the other."""
        self.least = max(self.least, other.least)
        self.most = max(self.most, other.most)
        self.weight += other.weight
        self.lines += other.lines
        self.inset = max(self.inset, other.inset)

    def indented(self, indent: float) -> Extent:
        """Return the extent with something beside it."""
        return Extent(self.least + indent, self.most + indent, self.weight, self.lines, self.inset + indent)


class Ruler:
    """Measures blocks under one theme. ``tables`` measures a table in a cell."""

    def __init__(self, theme: Theme, tables: Callable[[tree.Table, Ruler], Extent]) -> None:
        self.theme = theme
        self._tables = tables
        self._typesetter = Typesetter(theme, "")

    def blocks(self, blocks: Iterable[tree.Block], style: ParagraphStyle, *, tabular: bool = False) -> Extent:
        """Return the extent of blocks one below the other; ``style`` is that of plain paragraphs."""
        extent = Extent()
        for block in blocks:
            extent.widen(self._block(block, style, tabular=tabular))
        return extent

    def _block(self, block: tree.Block, style: ParagraphStyle, *, tabular: bool) -> Extent:
        theme = self.theme
        match block:
            case tree.Paragraph(children, role):
                return self._text(children, theme.paragraph(role, style), tabular=tabular)
            case tree.Heading(level, children, role):
                return self._text(children, theme.heading(level, role))
            case tree.List(items, ordered, role=role):
                look = theme.list(role, ordered=ordered)
                return self._items(items, look.text).indented(look.indent.pt)
            case tree.DefinitionList(items, role):
                hung = theme.definition(role)
                return self._items(items, hung.text).indented(hung.hang.pt)
            case tree.Quotation(children, attribution):
                extent = self.blocks(children, theme.paragraph("quotation"))
                extent.widen(self._text(attribution, theme.paragraph("attribution")))
                return extent
            case tree.Aside(children, role):
                box = theme.box(role)
                return self.blocks(children, box.text).indented(2 * box.padding.pt)
            case tree.Section(children):
                return self.blocks(children, style)
            case tree.Table():
                return self._tables(block, self)
            case tree.Figure(image):
                natural = image.width / image.dpi * 72
                return Extent(min(natural, style.size.pt * _FIGURE_EM), natural, natural, 1)
            case _:
                return Extent()

    def _items(self, items: Iterable[tree.ListItem | tree.Definition], style: ParagraphStyle) -> Extent:
        return self.blocks((block for item in items for block in item.children), style)

    def _text(self, inlines: tuple[tree.Inline, ...], style: ParagraphStyle, *, tabular: bool = False) -> Extent:
        base = self._typesetter.base(style, tabular=tabular)
        measure = _Measure()
        for text, look, metrics, *_ in self._typesetter.runs(inlines, base):
            padding = 2 * look.size * CHIP_PADDING if look.background else 0.0
            first, *others = text.split("\n")
            measure.add(first, metrics, padding)
            for line in others:
                measure.new_line()
                measure.add(line, metrics, padding)
        measure.new_line()
        indent = style.indent_start.pt + style.indent_end.pt + max(style.first_line.pt, 0.0)
        return measure.extent.indented(indent) if indent else measure.extent


class _Measure:
    """Adds up the runs of a paragraph; ``tail`` is the part before the last place to break."""

    __slots__ = ("excess", "extent", "line", "tail")

    def __init__(self) -> None:
        self.extent = Extent()
        self.line = 0.0
        self.tail = 0.0
        self.excess = 0.0  # of the line, that is not to count as text

    def new_line(self) -> None:
        extent = self.extent
        extent.most = max(extent.most, self.line)
        extent.weight += self.line - self.excess
        extent.lines += 1
        self.line = self.tail = self.excess = 0.0

    def add(self, text: str, metrics: Metrics, padding: float) -> None:
        words = text.split(" ")
        width_of = metrics.__getitem__ if bidi.is_plain(text) else metrics.natural
        widths = [width_of(word) for word in words]
        least = self.extent.least
        if self.tail or padding:  # the first word goes on from the run before
            widths[0] += self.tail + padding
        for word, width in zip(words, widths, strict=True):
            if width > least:
                least = max(least, _unbreakable(word, width, metrics))
                self.excess += max(width - _LONG_WORD_WEIGHT * metrics.size, 0.0)
        self.extent.least = least
        self.line += sum(widths) - self.tail + metrics.space * (len(words) - 1)
        self.tail = widths[-1] if len(words[-1]) < _LONG_WORD else 0.0


def _unbreakable(word: str, width: float, metrics: Metrics) -> float:
    """Return the width of the widest part of a word that has to stay together; as a whole it takes ``width``."""
    pieces = parts(word)
    if len(pieces) == 1:
        return _LONG_WORD_EM * metrics.size if len(word) > _LONG_WORD else width
    return max(_unbreakable(piece, metrics[piece], metrics) if piece != word else width for piece in pieces)
