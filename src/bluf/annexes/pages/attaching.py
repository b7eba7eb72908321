"""Notes into a PDF report, as annexes or as files; and which notes are in one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pikepdf

from bluf.annexes.letter import letter
from bluf.annexes.model import Attached, Copy, Note, Wishes
from bluf.annexes.pages import claims, embedding, grafting, lettering, paper, places, protection, tags
from bluf.annexes.pages.grafting import Graft
from bluf.annexes.pages.opening import careful, opened, save
from bluf.annexes.pages.outline import Perch
from bluf.annexes.pages.places import Seat
from bluf.annexes.pages.tags import Tag
from bluf.diagnostics import BlufError, Diagnostic, Span, error, warning
from bluf.untrusted.words import shown
from bluf.writers import Attachment, timestamp


def attach(host: bytes, notes: Sequence[Note], wishes: Wishes, where: Span) -> Attached:
    """Return a report with notes in it; an earlier copy of a note is replaced.

    Without a place wished for, a note goes where its earlier copy was, or to the end. What was encrypted stays so.

    Args:
        host: the report.
        notes: the notes, in their order.
        wishes: where and how.
        where: the report, for diagnostics.

    Raises:
        BlufError: nothing was attached; the diagnostics say why.
    """
    _check_wishes(notes, wishes, where)
    with opened(host, wishes.password, where) as pdf:
        with careful(where):
            protection.check_permissions(pdf, where, pages=wishes.form == "annex")
            diagnostics = protection.unsign(pdf, where, allowed=wishes.unsigned)
            diagnostics += _check_kind(pdf, wishes, where)
            work = _Work(pdf, wishes, where, claims.read(pdf), tags.read(pdf), diagnostics)
        work.begin(notes)
        for note in notes:
            work.add(note)
        with careful(where):
            work.end(notes)
            names = tuple(work.name(note) for note in notes)
        data, said = save(pdf, where, archival_1=work.claims.archival == 1 and "PDF/A" not in work.broken)
        return Attached(data, names, (*work.diagnostics, *said))


def copies(host: bytes, wishes: Wishes, where: Span) -> tuple[Copy, ...]:
    """Return the copies of notes in a report, in the order in which they were attached.

    Raises:
        BlufError: the report cannot be read.
    """
    with opened(host, wishes.password, where) as pdf, careful(where):
        return tuple(tag.copy for tag in tags.read(pdf))


def _check_wishes(notes: Sequence[Note], wishes: Wishes, where: Span) -> None:
    if wishes.form == "section":
        hint = "leave --as away, or embed the note with --as file"
        message = "a PDF report takes a note as an annex or as a file: its text is not made to be added to"
        raise BlufError(error("form", where, message, hint))
    names = [note.name for note in notes]
    for name in sorted({name for name in names if names.count(name) > 1}):
        message = f"two notes are called {shown(name)}, and one would replace the other"
        raise BlufError(error("note-twice", where, message, "rename one of the files"))


def _check_kind(pdf: pikepdf.Pdf, wishes: Wishes, where: Span) -> list[Diagnostic]:
    """Refuse reports whose pages no reader would see; say where some readers may not show ours."""
    if wishes.form == "file":
        return []
    hint = "embed the note with --as file, or print the report to a PDF first"
    if pdf.Root.get("/NeedsRendering"):
        message = "the report is a dynamic form, whose pages are made by the program that shows it"
        raise BlufError(error("form", where, message, hint))
    if "/Collection" in pdf.Root:
        message = "the report is a portfolio: programs show the files in it, and not its pages"
        raise BlufError(error("form", where, message, hint))
    form = pdf.Root.get("/AcroForm")
    if isinstance(form, pikepdf.Dictionary) and "/XFA" in form:
        return [warning("form", where, "the report holds an XFA form; programs that use it may hide the annex")]
    return []


@dataclass(slots=True)
class _Work:
    """A report that is worked on.

    ``broken`` are the claims that no longer hold; ``seat`` is where the next note goes, if a place is wished for.
    """

    pdf: pikepdf.Pdf
    wishes: Wishes
    where: Span
    claims: claims.Claims
    tags: list[Tag]
    diagnostics: list[Diagnostic]
    broken: set[str] = field(default_factory=set)
    seat: Seat | None = None
    cleared: dict[str, tuple[list[Tag], Seat | None]] = field(default_factory=dict)

    def begin(self, notes: Sequence[Note]) -> None:
        """Find the place that is wished for, in the report as it is without earlier copies."""
        if self.wishes.form == "annex" and self.wishes.at:
            with careful(self.where):
                for note in notes:
                    self._clear(note)
                self.seat = places.find(self.pdf, self.wishes.at, self.where)

    def _clear(self, note: Note) -> tuple[list[Tag], Seat | None]:
        """Take earlier copies of a note out, once; return their tags, and where they were."""
        if note.name not in self.cleared:
            earlier = [tag for tag in self.tags if tag.copy.name == note.name]
            seats = [grafting.take_out(self.pdf, tag) for tag in earlier]
            for tag in earlier:
                embedding.remove(self.pdf, tag.files)
            self.cleared[note.name] = earlier, next(filter(None, seats), None)
        return self.cleared[note.name]

    def add(self, note: Note) -> None:
        """Attach one note."""
        wishes = self.wishes
        copy = Copy(note.name, note.source, wishes.form, wishes.look, wishes.stamp, note.template, tuple(note.settings))
        with careful(self.where):
            earlier, seat = self._clear(note)
        place = self.tags.index(earlier[0]) if earlier else len(self.tags)
        others = [tag for tag in self.tags if tag not in earlier]
        made = self._embed(note, copy) if wishes.form == "file" else self._annex(note, copy, others, self.seat or seat)
        self.tags = [*others[:place], made, *others[place:]]

    def _annex(self, note: Note, copy: Copy, others: list[Tag], seat: Seat | None) -> Tag:
        """Draw a note and take its pages in."""
        with careful(self.where):
            if seat is None:
                seat = places.find(self.pdf, "", self.where)
            number = lettering.number_at(self.pdf, others, note.label, seat.page)
            sheet = grafting.sheet(self.pdf, max(seat.page - 1, 0)) if copy.look == "host" else None
        structured = self.claims.accessible > 1  # PDF/UA-2, 8.8
        drawn = paper.draw(note, letter(number), self.wishes, sheet, structured=structured)
        title = f"{lettering.called(note.label, number)}: {note.document.metadata.title}"
        with paper.opened(drawn) as own, careful(self.where):
            own.settle_colours(self.claims)
            prefix = lettering.page_prefix(number)
            made = grafting.graft(self.pdf, own, note.name, title, prefix, seat, self.claims)
            inside = embedding.embed(self.pdf, self._data(note), timestamp(note.document.metadata))
            self._say(made, transparent=own.transparent)
            if self.seat is not None:
                self.seat = Seat(seat.page + len(made.pages), Perch(made.item.Parent, made.item))
        return Tag(copy, number, note.label, made.pages, made.element, made.keys, made.item, tuple(inside))

    def _data(self, note: Note) -> list[Attachment]:
        """Return the files of a note that ride along with its annex, if the report may carry them."""
        files = [file for file in note.files if embedding.is_data(file)]
        if files and not self.claims.takes_files:
            message = f"the report is {self.claims.archive}, which may not carry the note's data; it was left out"
            self.diagnostics.append(warning("data-left-out", self.where, message))
            return []
        return files

    def _say(self, made: Graft, *, transparent: bool) -> None:
        """Say what the report does not hold any more with an annex in it, and what the annex lacks."""
        if transparent and self.claims.archival == 1:
            self._break("PDF/A", "the note has pictures that can be seen through")
        if not made.sound:
            self._break("PDF/UA", "the note's headings cannot be made like those of the report")
        if self.claims.printing:
            self._break("PDF/X", "the note's pages are not made for printing presses")
        if made.element is None:
            self._break("PDF/UA", "it is not tagged")
            message = "the report is not tagged, and so its annex is not: screen readers have to guess"
            self.diagnostics.append(warning("annex-untagged", self.where, message))

    def _embed(self, note: Note, copy: Copy) -> Tag:
        if not note.files:
            raise BlufError(error("form", self.where, f"there is no file of {shown(note.name)} to embed"))
        with careful(self.where):
            inside = embedding.embed(self.pdf, note.files, timestamp(note.document.metadata))
        if not self.claims.takes_files:
            self._break("PDF/A", "it may not carry such files")
        return Tag(copy, files=tuple(inside))

    def _break(self, claim: str, why: str) -> None:
        held = {"PDF/A": self.claims.archival, "PDF/UA": self.claims.accessible, "PDF/X": self.claims.printing}
        if held[claim] and claim not in self.broken:
            self.broken.add(claim)
            name = self.claims.archive if claim == "PDF/A" else claim
            message = f"the report with the note is no longer {name}, and does not claim to be: {why}"
            self.diagnostics.append(warning("report-claim", self.where, message))

    def end(self, notes: Sequence[Note]) -> None:
        """Leave the tags by which the copies are found again, and no claim that does not hold."""
        dates = filter(None, (timestamp(note.document.metadata) for note in notes))
        self.tags, stale = lettering.settle(self.pdf, self.tags)
        if stale:
            message = (
                f"annexes have other letters now, and the stamps of {', '.join(map(shown, stale))} the former ones"
            )
            hint = "bluf attach --refresh draws them anew"
            self.diagnostics.append(warning("annex-letters", self.where, message, hint))
        tags.write(self.pdf, self.tags, max(dates, default=None))
        if self.broken:
            claims.drop(self.pdf, self.broken)

    def name(self, note: Note) -> str:
        """Return what a note is called in the report: the title of its annex, or the names of its files."""
        tag = next(tag for tag in self.tags if tag.copy.name == note.name)
        if tag.letter:
            return str(tag.item.Title)
        return ", ".join(str(specification.UF) for specification in tag.files)
