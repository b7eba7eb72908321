"""The text of a report taken apart by page breaks, and how high each piece is."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping
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


class Heights:
    """How high the blocks of a report are, in lines.

    ``lines`` is how many stand on a page, and ``soft`` whether a program has left marks where pages end.
    """

    def __init__(self, host: Host, looks: Looks) -> None:
        """Take a report and its styles."""
        self._looks = looks
        found = host.landmarks
        self._marked = {block for e in found.breaks for block in e.iterancestors(v.PARAGRAPH, v.TABLE)}
        self.soft = any(e.tag == _SOFT for e in found.breaks)
        page = sections.measures(_last_section(host.body))
        leading = looks.size / 2 * _LEADING
        self._letters = max((page["w"] - page["left"] - page["right"]) / 20 / (looks.size / 2 * _LETTER), 10.0)
        self.lines = max((page["h"] - page["top"] - page["bottom"]) / 20 / leading, 5.0)
        self._drawn: dict[Any, float] = {}
        for extent in found.extents:
            height = max(v.number(extent.get("cy", "")) or 0, 0) / _EMU / leading
            for block in extent.iterancestors(v.PARAGRAPH, v.TABLE):
                self._drawn[block] = self._drawn.get(block, 0.0) + min(height, self.lines)
        self._styles: dict[str, tuple[bool, float]] = {}

    def of(self, block: Any) -> tuple[list[tuple[float, str]], bool]:
        """Return the lines of a block on each page and how that starts, and whether a section ends with it."""
        return (self._table(block), False) if block.tag == v.TABLE else self._paragraph(block)

    def _paragraph(self, paragraph: Any) -> tuple[list[tuple[float, str]], bool]:
        properties = v.properties(paragraph)
        breaks, extra = self._style(v.value(v.down(properties, "pStyle")) or self._looks.default())
        own = v.down(properties, "pageBreakBefore")
        start = "hard" if (breaks if own is None else v.is_on(own)) else ""
        extra += self._drawn.get(paragraph, 0.0)
        ends = v.down(properties, "sectPr") is not None
        if paragraph not in self._marked:
            return [(self._height(_LENGTH(paragraph)) + extra, start)], ends
        letters, begun, found = 0, False, []
        for element in paragraph.iter(v.w("t"), _SOFT, v.w("br")):
            if element.tag == v.w("t"):
                letters += len(element.text or "")
            elif element.tag == _SOFT or v.value(element, "type") == "page":
                found.append((self._height(letters) if letters else 0.0, start))
                letters, begun = 0, begun or letters > 0
                start = "soft" if element.tag == _SOFT else "hard"
        return [*found, (self._height(letters) + (0.0 if begun else extra), start)], ends

    def _style(self, style: str) -> tuple[bool, float]:
        """Return whether paragraphs in a style start pages, and how many lines they take beside those of words."""
        if style not in self._styles:
            breaks = v.is_on(self._looks.settled(style, "pPr", "pageBreakBefore"))
            self._styles[style] = breaks, _SPACE + (_ABOVE if self._looks.level_of_style(style) else 0.0)
        return self._styles[style]

    def _height(self, letters: float) -> float:
        return max(math.ceil(letters / self._letters), 1)

    def _table(self, table: Any) -> list[tuple[float, str]]:
        notes = (control for control in table.iter(v.CONTROL) if marks.is_copy(control))
        letters = _LENGTH(table) - sum(map(_LENGTH, notes))
        rows = list(table.iterchildren(_ROW))
        lines = max(letters / self._letters * _LEADING, 1.25 * len(rows), 1.0) + self._drawn.get(table, 0.0)
        breaks = 0
        for row in rows if table in self._marked else ():
            breaks += max((sum(1 for _ in cell.iter(_SOFT)) for cell in row), default=0)
        return [(lines / (breaks + 1), "soft" if number else "") for number in range(breaks + 1)]


def _last_section(body: Any) -> Any:
    """Return the set-up of the report's own last section, not that of an annex; ``None`` where it gives none."""
    for block in reversed(body):
        before = block.getprevious() if block.tag == v.SECTION else None
        of_annex = before is not None and marks.is_copy(before) and marks.is_annex(before)
        if not (of_annex or marks.is_copy(block) or marks.is_break(block, marks.END)):
            found = list(v.sections([block]))
            if found:
                return found[-1]
    return None


class Pieces:
    """The text of a report taken apart: ``all`` are its pieces and the notes in it, in their order.

    ``lines`` is how many stand on a page, and ``soft`` whether a program has left marks where pages end.
    """

    def __init__(self, host: Host, heights: Heights, lengths: Mapping[Any, Length], added: Collection[Any]) -> None:
        """Take a report, how high its blocks are, how long its notes are, and paragraphs that came with them."""
        self.lines, self.soft = heights.lines, heights.soft
        self._heights = heights
        self._lengths = lengths
        self._added = set(added)
        self._sections = list(v.sections(host.body))
        self._in_tables: dict[Any, list[Any]] = {}
        for note in lengths:
            table = next(reversed(list(note.iterancestors(v.TABLE))), None)
            if table is not None:
                self._in_tables.setdefault(table, []).append(note)
        self.all = list(self._pieces(host.body))

    def _pieces(self, body: Any) -> Iterator[Piece]:
        index, starting, parted, before = 0, True, False, ""
        for block in self._blocks(body):
            if block.tag == v.CONTROL:
                length = self._lengths[block]
                index += sum(1 for _ in v.sections([block]))
                before = length.before or before
                yield Piece(block, length=length)
                continue
            if block in self._added:
                yield Piece(block, _ENTRY, added=True)
                continue
            parts, ends = self._heights.of(block)
            if ends and marks.is_break(block):
                index += 1
                parted = parted or marks.is_break(block, marks.SPLIT)
                starting = True
                continue
            pieces = [Piece(block, lines, start) for lines, start in parts]
            if starting and not parted and index < len(self._sections):
                _begin(pieces[0], self._sections[index], before, is_first=not index)
            yield from pieces
            yield from (Piece(note, length=self._lengths[note]) for note in self._in_tables.get(block, ()))
            index += ends
            starting, parted, before = ends, False, ""

    def _blocks(self, parent: Any) -> Iterator[Any]:
        for child in parent:
            if child.tag in {v.PARAGRAPH, v.TABLE} or child in self._lengths:
                yield child
            elif child.tag != v.SECTION and len(child):
                yield from self._blocks(child)


def _begin(piece: Piece, section: Any, before: str, *, is_first: bool) -> None:
    """Let a section begin with a piece."""
    kind = before or v.value(v.down(section, "type")) or "nextPage"
    if not is_first and kind not in {"continuous", "nextColumn"}:
        piece.start = kind.removesuffix("Page") if kind in {"oddPage", "evenPage"} else "hard"
    piece.number = v.number(v.value(v.down(section, "pgNumType"), "start"))


def filled(pieces: Iterable[Piece], most: float) -> Iterator[Piece]:
    """Let pages end where ``most`` lines stand on them, in a report that no program has left marks in."""
    taken = 0.0
    for piece in pieces:
        if piece.added or piece.length is not None:
            yield piece
            continue
        taken = 0.0 if piece.start else taken
        if taken + piece.lines <= most + _CLOSE:
            taken += piece.lines
            yield piece
            continue
        rest, start, number = piece.lines, piece.start, piece.number
        while taken + rest > most + _CLOSE:
            if most - taken > 1.0:
                yield Piece(piece.block, most - taken, start, number)
                rest -= most - taken
                number = None
            start, taken = "soft", 0.0
        yield Piece(piece.block, rest, start, number)
        taken = rest
