"""On which pages the text of a report stands, without the notes in it and with them.

No file says where its pages end; Word leaves a mark where they did when it was last saved
(``lastRenderedPageBreak``, 17.3.3.13). Together with the breaks that somebody asked for and the amount of text
between them this tells for every block how many pages from the start it is, and so by how many pages what stands
behind a note moves. It is exact where a note stands between two such breaks, and else may be one page off.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, TypeAlias

from bluf.annexes.word.pieces import Length, Piece, Pieces, filled

_CLOSE: Final = 1e-6
_CLEAR: Final = 0.05  # of a page: how near to its end text may come and nobody can tell on which side it is


_State: TypeAlias = tuple[float, float, int, int, bool]  # the fields of a place, which are quicker to make


class Place(NamedTuple):
    """How many pages from the start something is without notes and with them, and what its pages are counted from.

    ``sure`` says that no guess is in the difference.
    """

    old: float
    new: float
    old_base: int
    new_base: int
    sure: bool

    @property
    def old_page(self) -> int:
        """Return the number of the page without notes."""
        return _floor(self.old) + self.old_base

    @property
    def page(self) -> int:
        """Return the number of the page with the notes."""
        return _floor(self.new) + self.new_base

    @property
    def shift(self) -> int:
        """Return by how much the number of the page is higher with the notes."""
        return self.page - self.old_page


@dataclass(slots=True)
class _Page:
    lines: float = 0.0
    full: bool = False


class Paging:
    """Where each block of a report stands."""

    def __init__(self, text: Pieces, total: int = 0, scale: float = 1.0) -> None:
        """Work through a report.

        Args:
            text: its pieces.
            total: how many pages it has without notes, 0 where nobody knows.
            scale: how much more text than usual a page takes, where no program has left marks.
        """
        self._starts: dict[Any, _State] = {}
        pieces = text.all if text.soft else list(filled(text.all, text.lines * scale))
        self._restarts = any(piece.number is not None for piece in pieces[1:])
        self.end = Place(*self._walk(pieces, text.lines * scale))
        self._total = 0 if self._restarts else total

    def _walk(self, pieces: list[Piece], lines: float) -> _State:
        starts, pages = _pages(pieces)
        full = [page.lines for page in pages if page.full]
        usual = max(statistics.median(full or [lines]), lines / 2)  # a picture may have filled one page
        heights = [page.lines if page.full else max(page.lines, usual) for page in pages]
        walker = _Walker()
        leading = None
        for piece, start in zip(pieces, starts, strict=True):
            if piece.length is not None:
                self._starts[piece.block] = walker.note(piece.length)
                continue
            walker.start(piece, start)
            if piece.block not in self._starts or piece.block is leading:
                self._starts[piece.block] = walker.state
            leading = None if piece.lines else piece.block  # a break before its words
            walker.go(piece.lines / heights[walker.page], added=piece.added)
        return walker.state

    def of(self, element: Any) -> Place | None:
        """Return where an element of the text, or a note, starts; ``None`` where that cannot be told."""
        block = _block(element, self._starts)
        return None if block is None else Place(*self._starts[block])

    def number_at_end(self) -> int:
        """Return the number of the last page without notes, 0 where it is not known."""
        return self._total + self.end.old_base - 1 if self._total else 0

    @property
    def last_page(self) -> int:
        """Return that number as it is reckoned here."""
        return _ceil(self.end.old) - 1 + self.end.old_base


def _block(element: Any, known: Mapping[Any, _State]) -> Any:
    """Return the block that an element is in, or the one behind it if it stands between blocks."""
    for one in (element, *element.iterancestors()):
        if one in known:
            return one
        following = next((s for s in one.itersiblings() if s in known), None) if one is element else None
        if following is not None:
            return following
    return None


def _floor(pages: float) -> int:
    return math.floor(pages + _CLOSE)


def _ceil(pages: float) -> int:
    return math.ceil(pages - _CLOSE)


@dataclass(slots=True)
class _Walker:
    """Goes through a report, in pages from its start: ``old`` without notes, ``new`` with them."""

    old: float = 0.0
    new: float = 0.0
    old_base: int = 1
    new_base: int = 1
    page: int = 0
    sure: bool = True
    pending: bool = False  # a note's pages have ended in the middle of a page of the report
    grown: bool = False  # there is more on the page than without notes

    @property
    def state(self) -> _State:
        return self.old, self.new, self.old_base, self.new_base, self.sure and not self.grown

    def note(self, length: Length) -> _State:
        """Go past a note, and return where it starts."""
        if length.whole:
            self.new = _ceil(self.new)
            self.pending = self.pending or self.old - _floor(self.old) > _CLOSE
        started = self.state
        self.new += length.pages
        self.sure = self.sure and length.whole
        return started

    def start(self, piece: Piece, start: str) -> None:
        if start == "soft":
            rest = _ceil(self.old) - self.old
            self.old += rest
            self.new += rest
        elif start:
            if self.grown and not _CLEAR < self.new - _floor(self.new) < 1 - _CLEAR:
                self.sure = False  # what was added may have brought one page more, or not
            self.grown = False
            self.old = _fitting(_ceil(self.old) + self.old_base, start) - self.old_base
            self.new = _fitting(_ceil(self.new) + self.new_base, start) - self.new_base
            self.pending = False
        if self.pending and piece.lines:
            self.pending = self.sure = False
        self.page += bool(start)
        if piece.number is not None:
            self.old_base = piece.number - _floor(self.old)
            self.new_base = piece.number - _floor(self.new)

    def go(self, pages: float, *, added: bool) -> None:
        self.new += pages
        if added:
            self.grown = True
        else:
            self.old += pages


def _fitting(number: int, kind: str) -> int:
    """Return the number of the first page from ``number`` on that is of a kind."""
    return number + (kind in {"odd", "even"} and (number % 2 == 1) != (kind == "odd"))


def _pages(pieces: list[Piece]) -> tuple[list[str], list[_Page]]:
    """Return how each piece starts, and the pages of a report without notes.

    Breaks of pages that nothing stands on count for nothing.
    """
    pages, starts = [_Page()], []
    for piece in pieces:
        start = piece.start
        if start in {"soft", "hard"} and not pages[-1].lines:
            start = ""
        if start:
            pages[-1].full = start == "soft"
            pages.append(_Page())
        pages[-1].lines += 0.0 if piece.added else piece.lines
        starts.append(start)
    return starts, pages
