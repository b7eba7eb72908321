"""Paragraphs one below the other: which style each gets where it stands, and the space between them.

Space between two paragraphs is the larger of the space after the first and the space before the second, as
Word has it unless a compatibility option says otherwise (17.3.1.33). Word's tables have no space of their
own: the paragraphs beside them carry it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

from bluf.theme.length import ZERO, Length
from bluf.theme.model import BoxStyle, ListStyle, ParagraphStyle
from bluf.writers.docx import names, ooxml
from bluf.writers.docx.frames import boxed
from bluf.writers.docx.lists import Definition
from bluf.writers.docx.styles import Look, Sheet

_THIN: Final = Length.of_points(1)  # the height of a paragraph that stands where Word wants one and nobody else


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """Where blocks stand, and what they inherit there.

    Attributes:
        text: the style of paragraphs without a role.
        width: how wide blocks may be.
        start, end: how far paragraphs are moved inwards.
        inset: how far the box around them moves them inwards beyond ``start``.
        box: the box around them.
        list: the list whose items they are parts of.
        depth: how many lists are around them.
        loose: whether the item of that list has other blocks too.
        align: the alignment of the cell around them, if it has one.
        lang: the language, if it is not that of the document.
        held: whether all stays on one page with what follows.
        label: what the place is called in names of styles.
    """

    text: ParagraphStyle
    width: Length
    start: Length = ZERO
    end: Length = ZERO
    inset: Length = ZERO
    box: BoxStyle | None = None
    list: ListStyle | None = None
    depth: int = 0
    loose: bool = False
    align: str = ""
    lang: str = ""
    held: bool = False
    label: str = ""

    def but(self, **changes: Any) -> Place:
        """Return this place with changes."""
        return replace(self, **changes)


@dataclass(slots=True)
class Para:
    """A paragraph on its way: its text is written, its style and the space around it are not settled.

    Attributes:
        style: the style of its role.
        place: where it stands.
        content: its runs.
        item: the kind of list whose mark it carries, its level, and the number of the list.
        hang: how far its first line starts before the others.
        outline: its heading level, from 0, where its style has none.
        name: what its style is called, if not after its role and place.
        free_height: whether it holds a picture.
        before, after: exact space in place of the style's.
        kept: whether it stays with the next one, in place of what style and place say.
    """

    style: ParagraphStyle
    place: Place
    content: str
    item: tuple[Definition, int, int] | None = None
    hang: Length = ZERO
    outline: int | None = None
    name: str = ""
    free_height: bool = False
    before: Length | None = None
    after: Length | None = None
    kept: bool | None = None
    edges: str = ""
    page_break: bool = False
    section: str = ""


class Looks:
    """Finds the Word style of a paragraph where it stands, or has one made."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self._found: dict[tuple[Any, ...], str] = {}
        self._kept: list[tuple[Any, ...]] = []  # so that the id() of what is in the keys stays its own

    def style(self, para: Para) -> str:
        """Return the id of the style."""
        kind = para.item[0] if para.item else None
        key = (
            id(para.style), id(para.place), id(kind), para.hang, para.outline, para.name, para.free_height,
            para.before, para.after, para.kept, para.edges,
        )  # fmt: skip
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = self._make(para)
            self._kept.append((para.style, para.place, kind))
        return found

    def _make(self, para: Para) -> str:
        if para.edges:  # based on the style that the paragraph would have away from the edge
            inner = replace(para, edges="", before=None, after=None, kept=None, content="")
            return self.sheet.variant(self.style(inner), self._name(para), self._look(para))
        look = self._look(para)
        identifier = self.sheet.variant(self.sheet.paragraph(para.style.name), self._name(para), look)
        if para.item and look.numbering:
            # The level of a list that a style belongs to is the one that names the style (17.9.3).
            para.item[0].styles.setdefault(para.item[1], identifier)
        return identifier

    def _look(self, para: Para) -> Look:
        base = self.sheet.look(para.style.name)
        place = para.place
        return Look(
            self._style(para),
            numbering=_numbering_of_style(para),
            outline=base.outline if para.outline is None else para.outline,
            tabs=base.tabs,
            free_height=para.free_height,
            tabular=place.align == "end",
        )

    @staticmethod
    def _style(para: Para) -> ParagraphStyle:
        style, place, box = para.style, para.place, para.place.box
        changes: dict[str, Any] = {
            "indent_start": Length(style.indent_start + place.start),
            "indent_end": Length(style.indent_end + place.end),
            "space_before": style.space_before if para.before is None else para.before,
            "space_after": style.space_after if para.after is None else para.after,
            "keep_with_next": (style.keep_with_next or place.held) if para.kept is None else para.kept,
        }
        if place.align:
            changes["align"] = place.align
        if para.hang:
            changes["first_line"] = Length(-para.hang)
        if place.held:
            changes["keep_together"] = True
        return boxed(replace(style, **changes), box) if box else replace(style, **changes)

    @staticmethod
    def _name(para: Para) -> str:
        place = para.place
        name = para.name or names.PARAGRAPHS.get(para.style.name) or names.human(para.style.name)
        if place.list and not para.name:
            if para.style.name == place.list.text.name:
                name = names.list_name(place.list.name, place.depth - 1, marked=para.item is not None)
                name += " Lead" if place.loose and para.item else ""
            else:
                name += " in List" + (f" {place.depth}" if place.depth > 1 else "")
        align = {"centre": "Centred", "end": "Right", "start": "Left"}.get(place.align, "")
        return " ".join(filter(None, (name, align, place.label, para.edges)))


def _numbering_of_style(para: Para) -> tuple[int, int] | None:
    """Return the list that the plain style of items belongs to, so that it makes items in Word too."""
    place = para.place
    plain = place.list and para.style.name == place.list.text.name and not place.loose
    return (para.item[0].instance, para.item[1]) if para.item and plain else None


class Flow:
    """Puts blocks one below the other into ``out``; a cell has a flow of its own."""

    def __init__(self, looks: Looks, out: list[str], *, cell: bool = False) -> None:
        self.looks = looks
        self.out = out
        self.fresh = cell  # what comes next stands at the upper edge of a box or cell
        self._cell = cell
        self._pending: Para | None = None
        self._wanted: Length = ZERO
        self._page_break = False
        self._after_table = False
        self._empty = True

    # --- what blocks ask for ---

    def space(self, before: Length) -> None:
        """Ask for space above what comes next."""
        self._wanted = max(self._wanted, before)

    def after(self, space: Length) -> None:
        """Set the space below what came last."""
        if self._pending:
            self._pending.after = None if space == self._pending.style.space_after else space
        else:
            self._wanted = max(self._wanted, space)

    def keep(self, *, kept: bool) -> None:
        """Say whether what came last stays with what comes next, whatever its style says."""
        if self._pending:
            self._pending.kept = kept

    def page_break(self) -> None:
        """Let what comes next start a page."""
        self._page_break = not self._empty or self._pending is not None

    def end_section(self, section: str, *, new_page: bool = False) -> None:
        """Let a section of the document end with what came last; ``section`` is its set-up.

        ``new_page`` says that what comes next starts a page in any case.
        """
        if self._pending:
            self._pending.section = section
            self._flush()
        else:
            self._thin(ZERO, section)
        if new_page:
            self._page_break, self._wanted, self._empty = False, ZERO, True

    @property
    def is_empty(self) -> bool:
        """Return whether nothing was added yet."""
        return self._empty and self._pending is None

    def end_box(self) -> None:
        """Let go of what came last: a box around it ends here."""
        self.fresh = False
        if self._pending:
            if self._pending.place.held:
                self._pending.kept = self._pending.style.keep_with_next
            self.after(ZERO)

    @property
    def in_box(self) -> bool:
        """Whether what came last stands in a box or has a fill of its own."""
        last = self._pending
        return last is not None and (last.place.box is not None or bool(last.style.background))

    def last(self) -> Para:
        """Return the paragraph that was added last, still open to changes."""
        if self._pending is None:
            raise LookupError("the last block is no paragraph")
        return self._pending

    # --- blocks ---

    def paragraph(self, para: Para) -> None:
        """Add a paragraph."""
        before = ZERO if self.fresh else para.style.space_before
        before = max(before, self._wanted)
        if before != para.style.space_before:
            para.before = before
        if self._after_table and para.before is not None and not para.place.box:
            para.edges = "after Table"
        para.page_break = self._page_break
        self._flush()
        self._pending = para
        self.fresh, self._wanted, self._page_break, self._after_table = False, ZERO, False, False

    def table(self, xml: list[str], before: Length, after: Length) -> None:
        """Add a finished table."""
        space = max(before, self._wanted)
        if self._pending:
            own = self._pending.style.space_after if self._pending.after is None else self._pending.after
            if own < space:
                self._pending.after = space
                self._pending.edges = "before Table"
        self._flush()
        if self._after_table or self._page_break:
            # Two tables in a row would be one to Word, and only a paragraph can start a page.
            self._thin(Length(max(space - _THIN, 0)) if self._after_table else ZERO)
        self.out += xml
        self._wanted, self._after_table, self.fresh = after, True, False
        self._page_break = False
        self._empty = False

    def finish(self, text: ParagraphStyle, place: Place) -> None:
        """Write what is pending; a cell, and a document, end with a paragraph."""
        if self._cell:
            if self._empty and not self._pending:
                self.paragraph(Para(text, place, ""))
            self.after(ZERO)
        self._flush()
        if self._after_table or self._page_break:
            self._thin(ZERO)

    def _thin(self, before: Length, section: str = "") -> None:
        body = self.looks.sheet.body
        look = Look(replace(body, size=_THIN, leading=_THIN, space_before=before, space_after=ZERO))
        style = self.looks.sheet.variant(self.looks.sheet.paragraph("body"), "Table Gap", look)
        properties = ooxml.direct_properties(style=style, page_break=self._page_break, section=section)
        self.out.append(ooxml.paragraph(properties, ""))
        self._after_table = self._page_break = False

    def _flush(self) -> None:
        para = self._pending
        if para is None:
            return
        self._pending, self._empty = None, False
        para.edges = para.edges or _edges(para)
        style = self.looks.style(para)
        properties = ooxml.direct_properties(
            style="" if style == "Normal" else style,
            page_break=para.page_break,
            numbering=(para.item[2], para.item[1]) if para.item else None,
            from_right=self.looks.sheet.against(para.place.lang),
            section=para.section,
        )
        self.out.append(ooxml.paragraph(properties, para.content))


def _edges(para: Para) -> str:
    """Return the word that tells the style of the first or last paragraph of a box or list from the others."""
    first = para.before is not None
    last = para.after is not None
    if para.place.held:
        last = last or para.kept is not None
        return "" if first and last else "First" if first else "Last" if last else "Middle"
    return " ".join(word for word, is_so in (("First", first), ("Last", last)) if is_so)
