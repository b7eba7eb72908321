"""The text of a report taken apart by page breaks, and how high each piece is."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from lxml import etree

from bluf.annexes.word import marks, sections
from bluf.annexes.word import vocabulary as v
from bluf.annexes.word.host import Host
from bluf.annexes.word.looks import Looks
from bluf.record import record

_SOFT: Final = v.w("lastRenderedPageBreak")
_ROW: Final = v.w("tr")
_LENGTH: Final[Any] = etree.XPath("string-length()")
_EMU: Final = 12_700  # in a point
_LEADING: Final = 1.25  # of lines to the size of their letters
_LETTER: Final = 0.47  # width of a letter to its height
_SPACE: Final = 0.5  # lines between two paragraphs
_ABOVE: Final = 1.5  # lines that a heading takes more
_ENTRY: Final = 1.2  # lines of an entry in a contents table
_CLOSE: Final = 1e-6


@record
class Length:
    """How much of a report a note takes: pages, which are its own if it is ``whole``.

    ``before`` is how the section behind it began before the note came, "" where it did not have to change.
    """

    pages: float
    whole: bool
    before: str = ""


@dataclass(slots=True)
class Piece:
    """A part of a block on one page: its lines, and how its page starts if it is the first on it.

    ``start`` is "" within a page, "soft" where the page before is full, "hard" where somebody asked for a new one,
    "odd" or "even" where for one of that kind; ``number`` is what counting starts from with it. What is ``added`` is
    not there without notes.
    """

    block: Any
    lines: float = 0.0
    start: str = ""
    number: int | None = None
    length: Length | None = None
    added: bool = False


class Pieces:
    """Takes the text of a report apart."""

    def __init__(
        self, host: Host, looks: Looks, lengths: Mapping[Any, Length], added: Collection[Any], scale: float
    ) -> None:
        self._host = host
        self._looks = looks
        self._lengths = lengths
        self._added = set(added)
        self._sections = list(v.sections(host.body))
        found = host.landmarks
        self._marked = {block for e in found.breaks for block in e.iterancestors(v.PARAGRAPH, v.TABLE)}
        self.soft = any(e.tag == _SOFT for e in found.breaks)
        page = sections.measures(self._sections[-1] if self._sections else None)
        leading = looks.size / 2 * _LEADING
        self._letters = max((page["w"] - page["left"] - page["right"]) / 20 / (looks.size / 2 * _LETTER), 10.0)
        self.lines = max((page["h"] - page["top"] - page["bottom"]) / 20 / leading, 5.0) * scale
        self._drawn: dict[Any, float] = {}
        for extent in found.extents:
            height = (v.number(extent.get("cy", "")) or 0) / _EMU / leading
            for block in extent.iterancestors(v.PARAGRAPH, v.TABLE):
                self._drawn[block] = self._drawn.get(block, 0.0) + min(height, self.lines)
        self._breaking: dict[str, bool] = {}

    def all(self) -> Iterator[Piece]:
        """Yield the pieces of the whole text and the notes in it, in their order."""
        pieces = self._with_sections()
        if self.soft:
            return pieces
        return self._filled(pieces)

    def _filled(self, pieces: Iterator[Piece]) -> Iterator[Piece]:
        """Let pages end where they are full, in a report that no program has left marks in."""
        taken = 0.0
        for piece in pieces:
            if piece.added:
                yield piece
                continue
            taken = 0.0 if piece.start else taken
            rest = piece.lines
            while taken + rest > self.lines + _CLOSE:
                lines = self.lines - taken
                if lines > 1.0:
                    yield Piece(piece.block, lines, piece.start, piece.number)
                    piece.number = None
                    rest -= lines
                piece.start, taken = "soft", 0.0
            piece.lines = rest
            taken += rest
            yield piece

    # --- sections ---

    def _with_sections(self) -> Iterator[Piece]:
        index, starting, parted, before = 0, True, False, ""
        for block in self._blocks(self._host.body):
            count = 0 if block.tag == v.TABLE else sum(1 for _ in v.sections([block]))
            if marks.is_break(block):
                index += count
                parted = parted or marks.is_break(block, marks.SPLIT)
                starting = True
                continue
            length = self._length(block)
            if length is not None:
                index += count
                before = length.before or before
                yield Piece(block, length=length)
                continue
            pieces = self._pieces(block)
            first = next(pieces)
            if starting and not parted and index < len(self._sections):
                self._begin(first, self._sections[index], before, is_first=not index)
            starting, parted, before = False, False, ""
            yield first
            yield from pieces
            index += count
            starting = bool(count)

    def _blocks(self, parent: Any) -> Iterator[Any]:
        for child in parent:
            if child.tag in {v.PARAGRAPH, v.TABLE} or child in self._lengths:
                yield child
            elif child.tag != v.SECTION and len(child):
                yield from self._blocks(child)

    def _length(self, block: Any) -> Length | None:
        return self._lengths.get(block) if block.tag == v.CONTROL else None

    @staticmethod
    def _begin(piece: Piece, section: Any, before: str, *, is_first: bool) -> None:
        """Let a section begin with a piece."""
        kind = before or v.value(v.down(section, "type")) or "nextPage"
        if not is_first and kind not in {"continuous", "nextColumn"}:
            piece.start = kind.removesuffix("Page") if kind in {"oddPage", "evenPage"} else "hard"
        piece.number = v.number(v.value(v.down(section, "pgNumType"), "start"))

    # --- blocks ---

    def _pieces(self, block: Any) -> Iterator[Piece]:
        """Yield the pieces of a paragraph or table, at least one."""
        if block.tag == v.TABLE:
            yield from self._table(block)
            return
        if block in self._added:
            yield Piece(block, _ENTRY, added=True)
            return
        start = "hard" if self._breaks(block) else ""
        drawn = self._drawn.get(block, 0.0)
        level = self._looks.level(block)
        extra = _SPACE + drawn + (_ABOVE if level else 0.0)
        if block not in self._marked:
            yield Piece(block, self._height(_LENGTH(block)) + extra, start)
            return
        letters, begun = 0, False
        for element in block.iter(v.w("t"), _SOFT, v.w("br")):
            if element.tag == v.w("t"):
                letters += len(element.text or "")
            elif element.tag == _SOFT or v.value(element, "type") == "page":
                yield Piece(block, self._height(letters) if letters else 0.0, start)
                letters, begun = 0, begun or letters > 0
                start = "soft" if element.tag == _SOFT else "hard"
        yield Piece(block, self._height(letters) + (0.0 if begun else extra), start)

    def _height(self, letters: float) -> float:
        return max(math.ceil(letters / self._letters), 1)

    def _breaks(self, paragraph: Any) -> bool:
        """Return whether a paragraph starts a page by its own set-up or its style's."""
        properties = v.properties(paragraph)
        own = v.down(properties, "pageBreakBefore")
        if own is not None:
            return v.is_on(own)
        style = v.value(v.down(properties, "pStyle")) or self._looks.default()
        if style not in self._breaking:
            self._breaking[style] = v.is_on(self._looks.settled(style, "pPr", "pageBreakBefore"))
        return self._breaking[style]

    def _table(self, table: Any) -> Iterator[Piece]:
        notes = [control for control in self._lengths if any(a is table for a in control.iterancestors())]
        letters = _LENGTH(table) - sum(_LENGTH(note) for note in notes)
        rows = list(table.iterchildren(_ROW))
        lines = max(letters / self._letters * _LEADING, 1.25 * len(rows), 1.0) + self._drawn.get(table, 0.0)
        breaks = 0
        for row in rows if table in self._marked else ():
            breaks += max((sum(1 for _ in cell.iter(_SOFT)) for cell in row), default=0)
        for number in range(breaks + 1):
            yield Piece(table, lines / (breaks + 1), "soft" if number else "")
        for note in notes:
            yield Piece(note, length=self._lengths[note])
