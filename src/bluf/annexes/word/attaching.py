"""Notes into one report, one after the other: taken out where they were, written to fit, and put in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from bluf.annexes.letter import letter
from bluf.annexes.model import Attached, Copy, Note, Wishes
from bluf.annexes.word import (
    breaks,
    contents,
    counting,
    fitting,
    letters,
    marks,
    numbering,
    places,
    records,
    renumbering,
    sections,
    styles,
)  # fmt: skip
from bluf.annexes.word import vocabulary as v
from bluf.annexes.word.contents import Entry
from bluf.annexes.word.fitting import Label
from bluf.annexes.word.fonts import bring_fonts
from bluf.annexes.word.graft import Graft, Grafted, wrapped
from bluf.annexes.word.host import OTHER_TEXTS, Host
from bluf.annexes.word.looks import DEEPEST, Looks
from bluf.annexes.word.paging import Paging
from bluf.annexes.word.pieces import Heights, Length, Pieces
from bluf.annexes.word.places import Spot
from bluf.annexes.word.records import Record, Records, digest
from bluf.diagnostics import Diagnostic, Span, warning
from bluf.document import tree
from bluf.document.walk import blocks
from bluf.record import record
from bluf.theme.contrast import LEAST, ratio
from bluf.theme.model import Theme
from bluf.untrusted.package import PackageError
from bluf.writers import docx, pdf

_STYLES_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"
_NO_STYLES: Final = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:styles xmlns:w="{v.MAIN}"/>'
_STYLE_NAMED: Final = re.compile(rb'<w:(?:p|r|tbl)Style w:val="([^"]*)"')
_COLOUR: Final = re.compile(r"[0-9A-Fa-f]{6}")


@record
class _Place:
    """Where a note goes, the level of its title, and what is known of the section behind it."""

    spot: Spot
    level: int
    following: str = ""


class Report:
    """A Word report that notes are put into."""

    def __init__(self, data: bytes, wishes: Wishes, where: Span) -> None:
        """Open the report; see ``Host``."""
        self.host = Host(data, where, unsigned=wishes.unsigned)
        self.wishes = wishes
        self.looks = Looks(self._style_root())
        self.records = Records(self.host)
        self.diagnostics: list[Diagnostic] = []
        breaks.restore(self.host, self.records)
        self._headings: dict[Any, str] = self._counted(wishes.form) if counting.is_numbered(self.looks) else {}
        self._total = self._own_pages()
        renumbering.restore(self.host, self.records)
        self._shown = contents.strip(self.host)
        self._behind: dict[Any, int] = {}  # of headings: how many pages behind the note's title
        self._first = 1

    def _counted(self, form: str) -> dict[Any, str]:
        """Return the numbers of headings, if notes change them: those of an annex are not counted."""
        if form == "annex" and all(map(marks.is_annex, self.host.landmarks.copies)):
            return {}
        return counting.heading_numbers(self.host, self.looks)

    def _own_pages(self) -> int:
        """Return how many pages the report has without notes, 0 where it does not say."""
        pages = self._page_count
        if pages and self.records.notes and pages != self.records.pages:  # saved by Word since
            return max(pages - round(sum(r.length for r in self.records.notes.values())), 0)
        return pages

    def _style_root(self) -> Any:
        name = self.host.part("styles")
        if not name:
            name = self.host.add_part("word", "styles", "xml", _NO_STYLES.encode(), _STYLES_TYPE, only=True)
            self.host.relate(self.host.document, f"{v.OFFICE}/styles", name)
        return self.host.xml(name)

    # --- one note -----------------------------------------------------------------------------

    def put(self, note: Note) -> None:
        """Put a note in; an earlier copy gives way to it."""
        annex = self.wishes.form == "annex"
        self.records.prepare()
        old = self.host.landmarks.copy(note.name)
        if old is None:
            spot = self._vacated(places.find(self.host, self.looks, self.wishes.at, own_pages=annex))
            place = _Place(spot, min(spot.level + 1, DEEPEST) if self.wishes.at.strip() else 1)
        else:
            place = self._take_out(note.name, old)
        grafted, control, length = self._written(note, place, annex=annex)
        following = ""
        if annex:
            spot = self._between_blocks(place.spot)
            following = sections.put(self.host, spot, control, grafted.section) or place.following
        else:
            place.spot.parent.insert(place.spot.index, control)
        self.host.text_changed()
        numbering.sweep(self.host, grafted.lists)  # those of styles that the report turned out to have
        wishes = self.wishes
        copy = Copy(note.name, note.source, wishes.form, wishes.look, wishes.stamp, note.template, note.settings)
        self.records.notes[note.name] = Record(
            copy, place.level, digest(control), grafted.styles, following, length, page=1
        )

    def _vacated(self, spot: Spot) -> Spot:
        """Take away what a note takes the place of, or its words only where something else hangs on its paragraph."""
        paragraph = spot.filled
        if paragraph is None:
            return spot
        self.host.text_changed()
        mere = [e for e in paragraph.iter(v.w("r"), v.w("proofErr")) if e.tag == v.w("proofErr") or v.is_words(e)]
        others = [e for e in paragraph if e not in mere and e.tag != v.w("pPr")]
        parent = paragraph.getparent()
        last_in_cell = parent.tag == v.w("tc") and paragraph.getnext() is None
        if others or last_in_cell or v.ends_section(paragraph):
            for one in mere:
                one.getparent().remove(one)
            return spot
        moved = parent is spot.parent and parent.index(paragraph) < spot.index
        parent.remove(paragraph)
        return Spot(spot.parent, spot.index - moved, spot.level)

    def _between_blocks(self, spot: Spot) -> Spot:
        if spot.parent is self.host.body:
            return spot
        return places.after(places.top(self.host, spot.parent))

    def _written(self, note: Note, place: _Place, *, annex: bool) -> tuple[Grafted, Any, float]:
        """Return a note as it goes into the report, the control around it, and how many pages it takes."""
        label = None
        if annex:
            self._first = letters.first_free(self.host, self.looks, note.label)
            label = Label.of(note.label, letter(self._first + self._annexes_before(place.spot)))
        document = fitting.fitted_document(note, label)
        theme = self._theme(note.theme, place.spot, annex=annex)
        laid_out = theme if self.wishes.look == "own" else fitting.measured_theme(theme, self.looks, place.level)
        pagination = pdf.lay_out(document, laid_out).pagination
        file = docx.render(document, theme, replace(pagination, pages=pagination.pages + self._page_count))
        self.diagnostics += [replace(d, span=self.host.where) for d in file.diagnostics]
        if self.wishes.look == "own":
            bring_fonts(self.host, file.data)
        graft = Graft(self.host, self.looks, file.data, self.wishes.look, place.level, note.name)
        grafted = graft.run(label.letter if label else "", numbered=self._numbered)
        if grafted.styles:
            self.host.change(self.host.part("styles"))
        headings = [b for b in blocks(document.children) if isinstance(b, tree.Heading)]
        if len(headings) == len(grafted.headings):
            for heading, (paragraph, _) in zip(headings, grafted.headings, strict=True):
                self._behind[paragraph] = pagination.page_of.get(heading.id, 0) - 1
        length = pagination.pages if annex else pagination.pages - 1 + pagination.last
        return grafted, wrapped(self.host, note.name, document.metadata.title, grafted, graft.whole), length

    def _theme(self, theme: Theme, spot: Spot, *, annex: bool) -> Theme:
        section = sections.at_place(self.host.body, spot)
        page = fitting.page_of(sections.measures(section), theme, upright=annex)
        if annex:
            page = theme.page if self.wishes.look == "own" else page
        else:
            page = fitting.of_width(page, places.width(spot) or sections.column_width(section))
        if self.wishes.look == "own":
            return replace(theme, page=page)
        return fitting.fitted_theme(theme, page, self.looks.size, self._accent)

    @property
    def _accent(self) -> str:
        """Return the colour of the report's headings, "" where it has none in which small words can be read."""
        style = self.looks.named("paragraph", "heading 1")
        if not style:
            return ""
        colour = v.value(self.looks.settled(style, "rPr", "color"))
        if not _COLOUR.fullmatch(colour):
            return "000000"
        return colour.upper() if ratio(colour, "FFFFFF") >= LEAST else ""

    def _numbered(self, level: int) -> bool:
        """Return whether the report numbers its headings of a level."""
        style = self.looks.named("paragraph", f"heading {level}")
        number = v.value(self.looks.settled(style, "pPr", "numPr", "numId")) if style else ""
        return number not in {"", "0"}

    def _annexes_before(self, spot: Spot) -> int:
        body = self.host.body
        index = spot.index if spot.parent is body else body.index(places.top(self.host, spot.parent))
        annexes = (copy for copy in self.host.landmarks.copies if marks.is_annex(copy))
        return sum(1 for copy in annexes if body.index(places.top(self.host, copy)) < index)

    # --- pages --------------------------------------------------------------------------------

    @property
    def _page_count(self) -> int:
        """Return how many pages the report says that it has, 0 where it does not."""
        for relation in self.host.package.relations(""):
            if relation.kind == "extended-properties" and not relation.external:
                try:
                    root = self.host.package.xml(self.host.package.find(relation))
                except PackageError:
                    return 0
                return max(v.number(root.findtext("{*}Pages", "").strip()) or 0, 0)
        return 0

    def _paging(self, added: Sequence[Any]) -> Paging:
        lengths = {}
        for known in self.records.notes.values():
            section = records.section(known.following) if known.following else None
            before = (v.value(v.down(section, "type")) or "nextPage") if section is not None else ""
            control = self.host.landmarks.copy(known.copy.name)
            lengths[control] = Length(known.length, known.copy.form == "annex", before)
        text = Pieces(self.host, Heights(self.host, self.looks), lengths, added)
        return Paging(text, self._total, renumbering.scale(self.host, text))

    # --- taking out ---------------------------------------------------------------------------

    def _take_out(self, name: str, control: Any) -> _Place:
        """Take a note out with all that came with it, and return where it was."""
        record = self.records.notes.pop(name, None)
        if record and digest(control) != record.digest:
            message = f"somebody had written in the copy of {name} in the report; that is gone"
            hint = "make such changes in the data file; the report as it was is still there unless you replace it"
            self.diagnostics.append(warning("copy-edited", self.host.where, message, hint))
        level = record.level if record else places.level_before(self.looks, control) + 1
        body = self.host.body
        relations = v.relations(control).union(*map(v.relations, v.sections(body)))
        following = ""
        annex = marks.is_annex(control) or (record is not None and record.copy.form == "annex")
        if annex and control.getparent() is body:
            spot, following = sections.take_out(self.host, control, record.following if record else "")
        else:
            spot = Spot(control.getparent(), control.getparent().index(control))
            spot.parent.remove(control)
        self.host.text_changed()
        self.host.release(relations)
        others = [n for r in self.records.notes.values() for n in r.styles]
        ours = [n for n in (record.styles if record else ()) if n not in others]
        gone = [control]
        if ours:
            self.host.change(self.host.part("styles"))
            gone += styles.sweep(self.looks, self._styles_in_use(), ours)
        numbering.sweep(self.host, {v.value(e) for one in gone for e in one.iter(v.w("numId"))})
        return _Place(spot, min(level, DEEPEST), following)

    def _styles_in_use(self) -> set[str]:
        tags = (v.w("pStyle"), v.w("rStyle"), v.w("tblStyle"))
        used = {v.value(e) for e in self.host.xml(self.host.document).iter(*tags)}
        return used | self.host.elsewhere(_STYLE_NAMED, *OTHER_TEXTS)

    # --- the end ------------------------------------------------------------------------------

    def done(self) -> Attached:
        """Settle what depends on all notes, and return the report."""
        letters.settle(self.host, self._first)
        names = tuple(copy.name for copy in self.records.copies())
        numbers = counting.heading_numbers(self.host, self.looks) if self._headings else {}
        renumbering.recount(self.host, self._headings, numbers)
        groups = {copy: list(self._entries(copy, numbers)) for copy in self.host.landmarks.copies}
        contents.fill(self.host, self.looks, list(groups.values()))
        paging = self._paging([row for group in groups.values() for entry in group for row in entry.rows])
        moved = {copy: self._settle_pages(copy, group, paging) for copy, group in groups.items()}
        if any(moved.values()):
            renumbering.move(self.host, moved)
        if renumbering.shift(self.host, paging, self.records):
            message = "page numbers that the report shows of what is behind a note are reckoned, and may not be exact"
            hint = "to be sure, select all in Word and press F9"
            self.diagnostics.append(warning("page-numbers", self.host.where, message, hint))
        breaks.withdraw(self.host, self.records)
        self.records.pages = self._total
        self.records.store()
        return Attached(self.host.write(), names, tuple(self.diagnostics))

    def _entries(self, control: Any, numbers: Mapping[Any, str]) -> Iterator[Entry]:
        for paragraph in control.iter(v.PARAGRAPH):
            level = self.looks.level(paragraph)
            if level:
                yield Entry(paragraph, level, numbers.get(paragraph, ""))

    def _settle_pages(self, control: Any, entries: Sequence[Entry], paging: Paging) -> int:
        """Let the contents show the pages of a note; return by how many it stands later than it was written for."""
        name = v.value(v.down(control, "sdtPr", "tag"))
        known = next((r for r in self.records.notes.values() if marks.tag(r.copy.name) == name), None)
        place = paging.of(control)
        start = renumbering.number_at(self.host, paging, place) if place is not None else 0
        moved = start - known.page if known is not None and start else 0
        if known is not None and start:
            known.page = start
        for entry in entries:
            behind, before = self._behind.get(entry.paragraph, -1), v.number(self._shown.get(entry.name, ""))
            page = start + behind if start and behind >= 0 else before + moved if before is not None else 0
            for row in entry.rows if page else ():
                renumbering.show_page(row, page)
        return moved
