"""Where the rare things of a text are: controls, bookmarks, fields, drawings and lists, found on one walk.

A report of 300 pages has half a million elements, nearly all of them runs; to walk over them takes a tenth of the
time in which it is read and written. So this is done once for all who look for something, and again when the text
has changed.
"""

from __future__ import annotations

from typing import Any, Final

from bluf.annexes.word import marks
from bluf.annexes.word import vocabulary as v

_START, _END = v.w("bookmarkStart"), v.w("bookmarkEnd")
_FIELD: Final = (v.w("fldChar"), v.w("instrText"))
_LIST: Final = v.w("numId")
_BREAKS: Final = (v.w("br"), v.w("lastRenderedPageBreak"))
DRAWINGS: Final = (f"{{{v.DRAWING}}}docPr", f"{{{v.PICTURE}}}cNvPr")


class Landmarks:
    """What a walk over a text found; all in the order of the text.

    Attributes:
        controls: the content controls.
        copies: those around notes.
        bookmarks: the starts of bookmarks.
        fields: the marks around fields and their codes.
        simple: the fields that are one element.
        breaks: where pages end by a break in the text, or ended when the report was saved.
    """

    def __init__(self, body: Any) -> None:
        """Walk over the body of a report."""
        self.controls: list[Any] = []
        self.bookmarks: list[Any] = []
        self.fields: list[Any] = []
        self.simple: list[Any] = []
        self.breaks: list[Any] = []
        self._ends: list[Any] = []
        self._drawings: list[Any] = []
        self._lists: list[Any] = []
        kinds = dict.fromkeys(_FIELD, self.fields) | dict.fromkeys(DRAWINGS, self._drawings)
        kinds |= {v.CONTROL: self.controls, _START: self.bookmarks, _END: self._ends, _LIST: self._lists}
        kinds |= dict.fromkeys(_BREAKS, self.breaks) | {v.w("fldSimple"): self.simple}
        for element in body.iter(*kinds):
            kinds[element.tag].append(element)
        self.breaks = [e for e in self.breaks if e.tag != v.w("br") or v.value(e, "type") == "page"]
        self.copies = [control for control in self.controls if marks.is_copy(control)]

    def copy(self, name: str) -> Any:
        """Return the control around the note of this name, ``None`` where there is none."""
        wanted = marks.tag(name)
        return next((c for c in self.copies if v.value(v.down(c, "sdtPr", "tag")) == wanted), None)

    @property
    def names(self) -> set[str]:
        """Return the names of all bookmarks."""
        return {v.value(mark, "name") for mark in self.bookmarks}

    @property
    def marks(self) -> set[int]:
        """Return the numbers of all bookmarks."""
        return marks.numbers([*self.bookmarks, *self._ends])

    @property
    def drawings(self) -> set[int]:
        """Return the numbers of all drawings."""
        return v.numbers(drawing.get("id", "") for drawing in self._drawings)

    @property
    def extents(self) -> list[Any]:
        """Return how large the pictures are that stand in lines of text."""
        around = (drawing.getparent() for drawing in self._drawings)
        found = (e.find(f"{{{v.DRAWING}}}extent") for e in around if e.tag == f"{{{v.DRAWING}}}inline")
        return [extent for extent in found if extent is not None]

    @property
    def lists(self) -> set[int]:
        """Return the numbers of all lists that paragraphs are items of."""
        return v.numbers(map(v.value, self._lists))
