"""Notes into a PDF report, as annexes or as files; and which notes are in one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pikepdf

from bluf.attach.model import Attached, Copy, Note, Wishes
from bluf.attach.pages import claims, embedding, grafting, paper, places, protection, tags
from bluf.attach.pages.opening import careful, opened, save
from bluf.attach.pages.outline import Perch
from bluf.attach.pages.places import Seat
from bluf.attach.pages.tags import Tag
from bluf.diagnostics import BlufError, Diagnostic, Span, error, warning
from bluf.foreign.words import shown
from bluf.writers import timestamp


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
        names = tuple(work.add(note) for note in notes)
        with careful(where):
            work.end(notes)
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
        raise BlufError(error("attach-form", where, message, hint))
    names = [note.name for note in notes]
    for name in sorted({name for name in names if names.count(name) > 1}):
        message = f"two notes are called {shown(name)}, and one would replace the other"
        raise BlufError(error("attach-twice", where, message, "rename one of the files"))


def _check_kind(pdf: pikepdf.Pdf, wishes: Wishes, where: Span) -> list[Diagnostic]:
    """Refuse reports whose pages no reader would see; say where some readers may not show ours."""
    if wishes.form == "file":
        return []
    hint = "embed the note with --as file, or print the report to a PDF first"
    if pdf.Root.get("/NeedsRendering"):
        message = "the report is a dynamic form, whose pages are made by the program that shows it"
        raise BlufError(error("attach-form", where, message, hint))
    if "/Collection" in pdf.Root:
        message = "the report is a portfolio: programs show the files in it, and not its pages"
        raise BlufError(error("attach-form", where, message, hint))
    form = pdf.Root.get("/AcroForm")
    if isinstance(form, pikepdf.Dictionary) and "/XFA" in form:
        return [warning("attach-form", where, "the report holds an XFA form; programs that use it may hide the annex")]
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
                self.seat, said = places.find(self.pdf, self.wishes.at, self.where)
            self.diagnostics += said

    def _clear(self, note: Note) -> tuple[list[Tag], Seat | None]:
        """Take earlier copies of a note out, once; return their tags, and where they were."""
        if note.name not in self.cleared:
            earlier = [tag for tag in self.tags if tag.copy.name == note.name]
            seats = [grafting.take_out(self.pdf, tag) for tag in earlier]
            for tag in earlier:
                embedding.remove(self.pdf, tag.files)
            self.cleared[note.name] = earlier, next(filter(None, seats), None)
        return self.cleared[note.name]

    def add(self, note: Note) -> str:
        """Attach one note; return what it is called in the report."""
        wishes = self.wishes
        copy = Copy(note.name, note.source, wishes.form, wishes.look, wishes.stamp)
        with careful(self.where):
            earlier, seat = self._clear(note)
        place = self.tags.index(earlier[0]) if earlier else len(self.tags)
        others = [tag for tag in self.tags if tag not in earlier]
        if wishes.form == "file":
            name, made = self._embed(note, copy)
        else:
            letter = next((tag.letter for tag in earlier if tag.letter), tags.next_letter(others))
            name, made = self._annex(note, copy, letter, self.seat or seat)
        self.tags = [*others[:place], made, *others[place:]]
        return name

    def _annex(self, note: Note, copy: Copy, number: int, seat: Seat | None) -> tuple[str, Tag]:
        letter = tags.letters(number)
        name = note.annex.replace("{letter}", letter)
        title = f"{name}: {note.document.metadata.title}"
        with careful(self.where):
            if seat is None:
                seat = places.find(self.pdf, "", self.where)[0]
            sheet = grafting.sheet(self.pdf, max(seat.page - 1, 0)) if copy.look == "host" else None
        drawn = paper.draw(note, letter, self.wishes, sheet)
        with paper.opened(drawn) as own, careful(self.where):
            own.settle_colours(self.claims)
            made = grafting.graft(self.pdf, own, note.name, title, f"{letter}-", seat, self.claims)
            files = [file for file in note.files if embedding.is_data(file)]
            if files and not self.claims.takes_files:
                message = f"the report is {self.claims.archive}, which may not carry the note's data"
                self.diagnostics.append(warning("attach-data", self.where, f"{message}; it was left out"))
                files = []
            inside = embedding.embed(self.pdf, files, timestamp(note.document.metadata))
            if own.transparent and self.claims.archival == 1:
                self._break("PDF/A", "the note has pictures that can be seen through")
        if self.claims.accessible > 1:
            self._break("PDF/UA", "links and outline of the note lead to places on pages, and not to elements")
        if not made.sound:
            self._break("PDF/UA", "the note's headings cannot be made like those of the report")
        if made.element is None:
            message = "the report is not tagged, and so its annex is not: screen readers have to guess"
            self.diagnostics.append(warning("attach-untagged", self.where, message))
        if self.claims.printing:
            self._break("PDF/X", "the note's pages are not made for printing presses")
        if self.seat is not None:
            perch = Perch(made.item.Parent, made.item)
            self.seat = Seat(seat.page + len(made.pages), perch)
        return title, Tag(copy, number, made.pages, made.element, made.keys, made.item, tuple(inside))

    def _embed(self, note: Note, copy: Copy) -> tuple[str, Tag]:
        if not note.files:
            raise BlufError(error("attach-form", self.where, f"there is no file of {shown(note.name)} to embed"))
        with careful(self.where):
            inside = embedding.embed(self.pdf, note.files, timestamp(note.document.metadata))
            names = ", ".join(str(specification.UF) for specification in inside)
        if not self.claims.takes_files:
            self._break("PDF/A", "it may not carry such files")
        return names, Tag(copy, files=tuple(inside))

    def _break(self, claim: str, why: str) -> None:
        held = {"PDF/A": self.claims.archival, "PDF/UA": self.claims.accessible, "PDF/X": self.claims.printing}
        if held[claim] and claim not in self.broken:
            self.broken.add(claim)
            name = self.claims.archive if claim == "PDF/A" else claim
            message = f"the report with the note is no longer {name}, and does not claim to be: {why}"
            self.diagnostics.append(warning("attach-claim", self.where, message))

    def end(self, notes: Sequence[Note]) -> None:
        """Leave the tags by which the copies are found again, and no claim that does not hold."""
        dates = filter(None, (timestamp(note.document.metadata) for note in notes))
        tags.write(self.pdf, self.tags, max(dates, default=None))
        if self.broken:
            claims.drop(self.pdf, self.broken)
