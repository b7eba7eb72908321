"""Inlines as runs of styled text, and the measures of that text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple, TypeAlias

from bluf.diagnostics import BlufError, Diagnostic, Span, error
from bluf.document import tree
from bluf.record import record
from bluf.theme.fonts import Face, Glyph, face, faces_for, script_runs
from bluf.theme.model import FontFamily, ParagraphStyle, TextStyle, Theme
from bluf.writers import bidi

Marked: TypeAlias = tree.Link | tree.Reference | tree.Code | tree.Span

CHIP_PADDING = 0.28  # of the size: tint on either side of words with a background
_MAX_WORDS = 50_000  # in one cache of word widths; about 6 MB


# Figures, marks and addresses are set glyph by glyph, without kerning and ligatures: that keeps figures
# below each other and addresses legible, and makes them cheap (they are most of a note's different words).
_UNKERNED = re.compile(r"[!-@\[-`{-~]*|[!-~]*[/@_=][!-~]*")

# Languages for which fonts have letter forms of their own (OpenType feature locl) in Latin and Cyrillic.
_LOCAL_FORMS = frozenset("az ba bg ca crh kk mk mo nl pl ro sr tr tt".split())


class Metrics(dict[str, float]):
    """Widths in points by word (or any other string without a line break), for one way of setting text.

    A dictionary that measures what it does not hold yet. ``space`` is the width of a word space.
    """

    def __init__(self, family: FontFamily, fallback: tuple[str, ...], look: Look) -> None:
        super().__init__()
        self._family = family
        self._fallback = fallback
        self._look = look
        self._signs: dict[str, tuple[Glyph, float]] = {}
        self.face: Face = face(family.face(bold=look.bold, italic=look.italic))
        self.size = look.size
        self.tracking = look.tracking
        self.space: float = self[" "]
        self._twin: Metrics | None = None

    def __missing__(self, word: str) -> float:
        if len(self) > _MAX_WORDS:
            self.clear()
        if self.is_plain(word):
            width = sum([self._sign(char)[1] for char in word])
        else:
            width = sum(self._advance(face, glyphs) for face, glyphs in self.shaped(word))
        self[word] = width
        return width

    @property
    def rtl(self) -> bool:
        """Whether these are measures of text that runs from right to left."""
        return self._look.rtl

    @property
    def from_right(self) -> Metrics:
        """The measures of the same look for text that runs from right to left."""
        if self._twin is None:
            self._twin = Metrics(self._family, self._fallback, self._look.from_right)
        return self._twin

    def natural(self, word: str) -> float:
        """Return the width of a word as a line has it: letters of scripts from the right join, in any line."""
        return (self if self.rtl or bidi.is_plain(word) else self.from_right)[word]

    def _advance(self, face: Face, glyphs: list[Glyph]) -> float:
        return sum([glyph.advance for glyph in glyphs]) / face.upem * self.size + len(glyphs) * self.tracking

    def shaped(self, word: str) -> list[tuple[Face, list[Glyph]]]:
        """Return the glyphs of a word from left to right, in one list for each face that it needs."""
        if self.is_plain(word):
            return [(self.face, [self._sign(char)[0] for char in word])]
        look = self._look
        runs = faces_for(word, self._family, bold=look.bold, italic=look.italic, fallback=self._fallback)
        if look.caps and not look.rtl:
            return [(face, self._capitals(face, text)) for face, text in runs]
        shaped = [(face, self._shape(face, part)) for face, text in runs for part in script_runs(text)]
        return shaped[::-1] if look.rtl else shaped

    def is_plain(self, word: str) -> bool:
        """Return whether a word is set glyph by glyph, each as if it stood alone."""
        look = self._look
        return not (look.caps or look.rtl) and bool(_UNKERNED.fullmatch(word)) and self.face.coverage.issuperset(word)

    def _sign(self, char: str) -> tuple[Glyph, float]:
        found = self._signs.get(char)
        if found is None:
            glyphs = self._shape(self.face, char)
            found = self._signs[char] = (glyphs[0], self._advance(self.face, glyphs))
        return found

    def _shape(self, face: Face, text: str) -> list[Glyph]:
        look = self._look
        return face.shape(text, ligatures=not look.tracking, tabular=look.tabular, language=look.language, rtl=look.rtl)

    def _capitals(self, face: Face, text: str) -> list[Glyph]:
        """Return the glyphs of ``text`` in capitals, each standing for the character as it was written."""
        capitals = text.upper()
        glyphs = self._shape(face, capitals)
        if len(capitals) != len(text):  # "ß" becomes "SS": all glyphs together stand for the word
            return [glyph._replace(text="" if number else text) for number, glyph in enumerate(glyphs)]
        said = 0
        result = []
        for glyph in glyphs:
            result.append(glyph._replace(text=text[said : said + len(glyph.text)]))
            said += len(glyph.text)
        return result


@record
class Look:
    """How a run of text is set; lengths in points. ``rise`` lifts the base line."""

    family: FontFamily
    size: float
    bold: bool = False
    italic: bool = False
    colour: str = "000000"
    caps: bool = False
    tracking: float = 0.0
    underline: bool = False
    background: str | None = None
    rise: float = 0.0
    tabular: bool = False
    language: str = ""
    rtl: bool = False

    @property
    def from_right(self) -> Look:
        """This look for text that runs from right to left: such scripts join their letters and have one case."""
        return replace(self, rtl=True, tracking=0.0, caps=False)

    def styled(self, style: TextStyle) -> Look:
        """Return this look as an inline style changes it."""
        return replace(
            self,
            family=style.family or self.family,
            size=self.size * style.scale,
            bold=self.bold if style.bold is None else style.bold,
            italic=self.italic if style.italic is None else style.italic,
            colour=style.colour or self.colour,
            background=style.background or self.background,
            caps=self.caps if style.caps is None else style.caps,
            tracking=self.tracking if style.tracking is None else style.tracking.pt,
            underline=self.underline if style.underline is None else style.underline,
            rise=self.rise + style.raise_ * self.size,
        )


class Mark(NamedTuple):
    """An inline that text stands in and that means something beyond its look, and the one around it."""

    node: Marked
    around: Mark | None


class Run(NamedTuple):
    """Text of one look; a line break is a line feed. ``metrics`` are those of the look.

    Where text runs both ways, ``level`` is its embedding level (UAX 9), and ``trail`` that of the space after it.
    """

    text: str
    look: Look
    metrics: Metrics
    mark: Mark | None
    level: int = 0
    trail: int = 0


def undrawable(node: tree.Inline | tree.Block) -> Diagnostic:
    """Return what a writer says of a node that it cannot draw."""
    origin = getattr(node, "origin", "")
    return error("undrawable-node", Span(file=origin), f"a {type(node).__name__} cannot be drawn as it stands")


class PlacedNumbers(NamedTuple):
    """What stands for the page's number and the number of pages in running heads."""

    page: str = "0"
    pages: str = "0"


def _local(tag: str) -> str:
    """Return the language of a BCP 47 tag where it matters to fonts, else ""."""
    primary = tag.partition("-")[0].lower()
    return primary if primary in _LOCAL_FORMS else ""


_NO_NUMBERS = PlacedNumbers()
_metrics: dict[tuple[object, ...], Metrics] = {}
_MAX_METRICS = 400  # kept over documents for workers that build many


class Typesetter:
    """Turns inlines into runs, under one theme and language; looks and measures are kept for reuse."""

    def __init__(self, theme: Theme, language: str) -> None:
        self.theme = theme
        self._language = language
        self._fallback = theme.all_fallbacks
        self._bases: dict[tuple[int, bool, str], tuple[Look, Metrics]] = {}
        self._derived: dict[tuple[int, int, str], tuple[Look, Metrics]] = {}

    def base(self, style: ParagraphStyle, *, tabular: bool = False, language: str = "") -> tuple[Look, Metrics]:
        """Return the look of plain text in such a paragraph; ``tabular`` asks for figures of one width."""
        key = (id(style), tabular, language)
        found = self._bases.get(key)
        if found is None:
            look = Look(
                family=style.family,
                size=style.size.pt,
                bold=style.bold,
                italic=style.italic,
                colour=style.colour,
                caps=style.caps,
                tracking=style.tracking.pt,
                tabular=tabular,
                language=_local(language or self._language),
            )
            found = self._bases[key] = (look, self._metrics_of(look))
        return found

    def runs(
        self,
        inlines: tuple[tree.Inline, ...],
        base: tuple[Look, Metrics],
        numbers: PlacedNumbers = _NO_NUMBERS,
    ) -> list[Run]:
        """Return the text of ``inlines``, run by run; white space beside line breaks is dropped."""
        if len(inlines) == 1 and type(inlines[0]) is tree.Text:
            text = inlines[0].text
            return [Run(text, *base, None)] if text else []
        return list(self._walk(inlines, base, None, numbers))

    def _walk(
        self,
        inlines: tuple[tree.Inline, ...],
        base: tuple[Look, Metrics],
        mark: Mark | None,
        numbers: PlacedNumbers,
    ) -> Iterator[Run]:
        for node in inlines:
            match node:
                case tree.Text(text):
                    if text:
                        yield Run(text, *base, mark)
                case (
                    tree.Strong(children)
                    | tree.Emphasis(children)
                    | tree.Superscript(children)
                    | tree.Subscript(children)
                ):
                    yield from self._walk(children, self._role(base, type(node).__name__.lower()), mark, numbers)
                case tree.Link(children):
                    yield from self._walk(children, self._role(base, "link"), Mark(node, mark), numbers)
                case tree.Reference(children):
                    yield from self._walk(children, self._role(base, "reference"), Mark(node, mark), numbers)
                case tree.Code(text):
                    yield Run(text.replace("\t", "    "), *self._role(base, "code"), Mark(node, mark))
                case tree.Span(children, role, language):
                    style = self.theme.text(role) if role else None
                    inner = self.styled(base, style, language) if style or language else base
                    yield from self._walk(children, inner, Mark(node, mark) if language else mark, numbers)
                case tree.LineBreak():
                    yield Run("\n", *base, mark)
                case tree.PageNumber():
                    yield Run(numbers.page, *base, mark)
                case tree.PageCount():
                    yield Run(numbers.pages, *base, mark)
                case _:
                    raise BlufError(undrawable(node))

    def _role(self, base: tuple[Look, Metrics], role: str) -> tuple[Look, Metrics]:
        return self.styled(base, self.theme.text(role))

    def styled(self, base: tuple[Look, Metrics], style: TextStyle | None, language: str = "") -> tuple[Look, Metrics]:
        """Return the look of an inline style within ``base``, in ``language`` if that is another one."""
        key = (id(base), id(style), language)
        found = self._derived.get(key)
        if found is None:
            look = base[0].styled(style) if style else base[0]
            if language:
                look = replace(look, language=_local(language))
            found = self._derived[key] = (look, self._metrics_of(look))
        return found

    def _metrics_of(self, look: Look) -> Metrics:
        key = (
            look.family, self._fallback, look.size, look.bold, look.italic, look.caps, look.tracking,
            look.tabular, look.language,
        )  # fmt: skip
        found = _metrics.get(key)
        if found is None:
            if len(_metrics) >= _MAX_METRICS:
                _metrics.clear()
            found = _metrics[key] = Metrics(look.family, self._fallback, look)
        return found
