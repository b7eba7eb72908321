"""Several notes and a template pack → one document tree: cover, contents, overview, a chapter a note, the sources."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from bluf.briefing.bibliography import Bibliography, Listing, bibliography
from bluf.briefing.loading import Loaded
from bluf.briefing.markings import banner
from bluf.briefing.model import Briefing
from bluf.compose.chapters import as_chapter, has_title, lists_any
from bluf.compose.composing import compose, lists_sources, metadata_of, parts_of, running_of, speechless
from bluf.compose.environment import environment, rendered
from bluf.compose.frames import MarkupError
from bluf.compose.helpers import Helpers
from bluf.compose.limits import OutOfTimeError, deadline, out_of_time
from bluf.compose.markup import Parsed, parse
from bluf.compose.pack import Pack
from bluf.compose.texts import shortened
from bluf.diagnostics import BlufError, Diagnostic, Reported, Span, error, gather, warning
from bluf.document.languages import direction
from bluf.document.tree import Block, Chapter, Document, Image, Inline, Running, Text
from bluf.record import record
from bluf.theme.model import Theme

START = "roundup.html"
_LONGEST = 400  # characters of a bottom line in the overview
_SENTENCE = re.compile(r"[.!?。！？؟۔][\"”’»)\]]*(?=\s)")
_MARKS = {"ltr": "\N{LEFT-TO-RIGHT MARK}", "rtl": "\N{RIGHT-TO-LEFT MARK}"}


@record
class Member:
    """A note of a roundup, and the title of the part of the roundup that it stands in, "" for none."""

    loaded: Loaded
    part: str = ""


@record
class Entry:
    """A chapter as the template of a roundup knows it.

    Attributes:
        number: its number, from 1, which <chapter> asks for.
        id: what references to it point at.
        note: what its data file says.
        marking: its own marking, "" for none.
        language: its language where that is not the one of the roundup, else "".
        bottom_line: the words of its bottom line on one line, cut where they are many.
    """

    number: int
    id: str
    note: Briefing
    marking: str
    language: str
    bottom_line: str


@record
class Group:
    """Chapters that stand in one part of a roundup: its title, "" for none, and the id of its heading."""

    title: str
    id: str
    chapters: tuple[Entry, ...]


def compose_roundup(
    whole: Loaded, members: Sequence[Member], pack: Pack, theme: Theme, used: set[Path] | None = None
) -> Reported[tuple[Document, Theme]]:
    """Return a roundup as one tree, not yet resolved, and the theme that it is drawn in.

    Args:
        whole: what the roundup says of itself, as a note that has no sections, and the file that it is from.
        members: the notes, in order; their briefings have the options and fields of ``pack``.
        pack: the template pack of all of it.
        theme: the pack's theme with the roundup's changes.
        used: takes the files of the pack that the roundup was made from.

    Raises:
        BlufError: a template fails or renders to markup that cannot be, or a picture cannot be used; with what is
            wrong in every note.
    """
    found: list[Diagnostic] = []
    failed: list[Diagnostic] = []
    trees: list[Document] = []
    for member in members:
        with gather(failed):
            composed = compose(member.loaded, pack, theme, used, as_chapter=True)
            found += composed.diagnostics
            _require_parts(composed.value, member.loaded.briefing, pack)
            trees.append(composed.value)
    if failed:
        raise BlufError(*dict.fromkeys(failed))
    listings = [
        Listing(m.loaded.source.path.resolve(), m.loaded.briefing.sources if _lists(m, pack) else ()) for m in members
    ]
    sources = bibliography(listings)
    found += _differences(sources, members)
    note = whole.briefing.model_copy(update={"sources": sources.sources})
    found += speechless(note, pack, whole.source.span(("language",)))
    maker = _Maker(note, members, trees, sources, pack, theme, used)
    document = maker.document(whole.source.sha256)
    return Reported((document, theme.deeper(maker.deeper)), found)


def _lists(member: Member, pack: Pack) -> bool:
    return lists_sources(member.loaded.briefing, pack)


def _require_parts(document: Document, note: Briefing, pack: Pack) -> None:
    """Refuse a note's tree of which no chapter can be made.

    Raises:
        BlufError: it has no title by which the contents could name it, or a list of sources of its own.
    """
    where = Span(str(pack.file("briefing.html") or pack.folder))
    if not has_title(document.children):
        hint = "put the title of the note into an <h1>"
        raise BlufError(error("roundup-title", where, "a note in this template has no title for the contents", hint))
    if lists_any(document.children, (source.id for source in note.sources)):
        message = "the template lists sources outside the part `sources`, and a roundup cannot list them once"
        raise BlufError(error("roundup-sources", where, message, "list them in sections/sources.html"))


def _differences(found: Bibliography, members: Sequence[Member]) -> list[Diagnostic]:
    """Return a warning for each source of which two notes do not say the same."""
    warnings = []
    for difference in found.differences:
        data = members[difference.note].loaded.source
        title = members[difference.note].loaded.briefing.sources[difference.source].title
        earlier = members[difference.earlier].loaded.source.path.name
        fields = ", ".join(f"`{name}`" for name in difference.fields)
        message = f"the source '{shortened(title, 60)}' has another {fields} here than in {earlier}, which is listed"
        span = data.span(("sources", difference.source, difference.fields[0]))
        warnings.append(warning("source-differs", span, message, "let both notes say the same of it"))
    return warnings


class _Maker:
    """Makes the tree of a roundup from those of its notes; ``deeper`` is how many levels down their headings go."""

    def __init__(
        self,
        note: Briefing,
        members: Sequence[Member],
        trees: Sequence[Document],
        sources: Bibliography,
        pack: Pack,
        theme: Theme,
        used: set[Path] | None,
    ) -> None:
        self.note = note
        self.members = members
        self.trees = trees
        self.sources = sources
        self.pack = pack
        self.theme = theme
        self.used = used
        self.deeper = 2 if any(member.part for member in members) else 1
        self.helpers = Helpers(note, pack.labels(note.language), parts_of(note, pack), has_logo=theme.logo is not None)
        self.placed: list[int] = []

    def document(self, digest: str) -> Document:
        """Return the whole; ``digest`` is the SHA-256 of the file that it is from."""
        parsed = self._parsed()
        heads = running_of(parsed, self.theme, self.helpers)
        children = tuple(self._with_heads(b, heads["footer"]) if isinstance(b, Chapter) else b for b in parsed.blocks)
        notes = [member.loaded.briefing for member in self.members]
        authors = tuple(dict.fromkeys(author for note in notes for author in note.authors))
        keywords = tuple(dict.fromkeys(word for note in notes for word in note.keywords))
        metadata = replace(metadata_of(self.note, self.pack, digest), authors=authors, keywords=keywords)
        return Document(metadata, children, heads["header"], heads["first_header"], heads["footer"])

    def _parsed(self) -> Parsed:
        if self.pack.file(START) is None:
            message = f"the template '{self.pack.manifest.name}' makes no roundups: it has no {START}"
            hint = 'let it extend "standard", or copy that file from there'
            raise BlufError(error("template-missing", Span(str(self.pack.folder)), message, hint))
        env = environment(self.pack, self.helpers.filters(), self.used)
        parts = self._groups()
        chapters = [chapter for part in parts for chapter in part.chapters]
        context = {**self.helpers.context(), "parts": parts, "chapters": chapters, "deeper": self.deeper}
        try:
            with deadline():
                parsed = parse(rendered(env, START, context), self.pack, self.theme, self._image, self._chapter)
        except OutOfTimeError:
            raise BlufError(out_of_time(Span(str(self.pack.folder)))) from None
        missing = [number for number in range(1, len(self.members) + 1) if number not in self.placed]
        if missing:
            message = f"the template leaves out chapter {missing[0]}"
            hint = "each chapter stands in a roundup once: <chapter number='…'/>"
            raise BlufError(error("roundup-chapters", Span(str(self.pack.file(START))), message, hint))
        return parsed

    def _image(self, name: str) -> Image:
        # Imported here because most roundups have no picture of their own, and Pillow takes a while to load.
        from bluf.compose.images import read_image

        return read_image(name, tuple(layer.folder for layer in self.pack.layers), Span(str(self.pack.folder)))

    # --- what the template knows ---

    def _groups(self) -> tuple[Group, ...]:
        groups: list[Group] = []
        for number, member in enumerate(self.members, 1):
            if not groups or groups[-1].title != member.part:
                groups.append(Group(member.part, f"part-{len(groups) + 1}", ()))
            groups[-1] = replace(groups[-1], chapters=(*groups[-1].chapters, self._entry(number, member)))
        return tuple(groups)

    def _entry(self, number: int, member: Member) -> Entry:
        note = member.loaded.briefing
        bottom_line = _at_a_glance(note.summary.bottom_line.plain)
        return Entry(number, _chapter_id(number), note, banner(note.marking), self._other_language(note), bottom_line)

    def _other_language(self, note: Briefing) -> str:
        return note.language if note.language != self.note.language else ""

    # --- chapters ---

    def _chapter(self, number: int, before: tuple[Block, ...]) -> Chapter:
        """Return a chapter, for now under the headers and footer of its note.

        Raises:
            MarkupError: there is no such chapter, or it stands in the roundup already.
        """
        if not 1 <= number <= len(self.members):
            raise MarkupError(f"there is no chapter {number}", f"there are {len(self.members)}, from 1")
        if number in self.placed:
            raise MarkupError(f"chapter {number} stands in the roundup already")
        self.placed.append(number)
        tree, note = self.trees[number - 1], self.members[number - 1].loaded.briefing
        names = self.sources.names[number - 1]
        name = _chapter_id(number)
        own = as_chapter(tree.children, f"n{number}:", f"{name}-title", deeper=self.deeper, sources=names)
        language = self._other_language(note)
        return Chapter((*before, *own), tree.header, tree.first_header, tree.footer, name, language)

    def _with_heads(self, chapter: Chapter, footer: Running) -> Chapter:
        """Return a chapter under the footer of the whole; where two markings differ, each says what it is of."""
        own, whole = chapter.header.banner, footer.banner
        header, first = chapter.header, chapter.first_header
        if not own:
            header, first = replace(header, banner=whole), replace(first, banner=whole)
        elif own != whole:
            own = (self._label("this_note"), *own)
            header, first = replace(header, banner=own), replace(first, banner=own)
            footer = replace(footer, banner=(self._label("whole"), *whole))
        isolated = _isolated(chapter.lang, self.note.language)
        return replace(chapter, header=header, first_header=first, footer=isolated(footer))

    def _label(self, name: str) -> Text:
        """Return a label of roundups, as it stands before a marking."""
        labels = self.helpers.labels
        try:
            return Text(f"{labels['roundup'][name]}{labels['colon']}")
        except KeyError:
            message = f"the template has no label `{name}` in [roundup], which says what a marking is of"
            raise BlufError(error("template-labels", Span(str(self.pack.folder / "labels")), message)) from None


def _at_a_glance(text: str) -> str:
    """Return a bottom line for the overview: all of it, or where it is long whole sentences, with an ellipsis."""
    if len(text) <= _LONGEST:
        return text
    ends = [match.end() for match in _SENTENCE.finditer(text, 0, _LONGEST)]
    return f"{text[: ends[-1]]} …" if ends else shortened(text, _LONGEST)


def _chapter_id(number: int) -> str:
    return f"chapter-{number}"


def _isolated(page: str, text: str) -> Callable[[Running], Running]:
    """Return what keeps words in the language ``text`` in their order on pages in the language ``page``."""
    if not page or direction(page) == direction(text):
        return lambda running: running
    mark = Text(_MARKS[direction(text)])

    def marked(place: tuple[Inline, ...]) -> tuple[Inline, ...]:
        return (mark, *place, mark) if place else ()

    places = ("banner", "left", "centre", "right")
    return lambda running: replace(running, **{name: marked(getattr(running, name)) for name in places})
