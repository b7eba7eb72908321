"""What a theme is once it is read: every style complete, nothing left to look up but by role.

Styles are found by role. Blocks and inlines without a role use the plain style of their kind:

========================  ==========================================================================
node                      style
========================  ==========================================================================
Heading level n           ``headings[n]`` name ``heading-n`` (level 1, the note's title: ``title``)
Paragraph                 ``body``; in a table ``TableStyle.cell`` / ``TableStyle.header``; in an
                          aside ``BoxStyle.text``; in a quotation ``quotation``
List items                ``ListStyle.text``
Table caption, Figure     ``caption``
Quotation attribution     ``attribution``
Definition term           ``DefinitionStyle.term`` (inline) and ``.text`` for what is said
Contents                  ``contents-title``, ``contents-1`` …
Running                   ``banner``, ``header``, ``footer``
Strong, Emphasis, Code,   ``strong``, ``emphasis``, ``code``, ``superscript``, ``subscript``,
Super-/Subscript, Link,   ``link``, ``reference``
Reference
Span                      the inline style of its role
========================  ==========================================================================
"""

from __future__ import annotations

from dataclasses import field, replace
from typing import Literal, TypeAlias

from bluf.record import record
from bluf.theme.length import ZERO, Length

Colour: TypeAlias = str  # six hexadecimal digits without "#", as OOXML writes them


@record
class Border:
    """A line beside a box: its width, colour, and distance from what it encloses."""

    width: Length
    colour: Colour
    space: Length = ZERO


@record
class FontFamily:
    """A family: one font file a style (``None`` = the family has no such face and the regular one serves).

    Faces are names for ``theme.fonts.face``: ``package:FiraGO_Regular`` (from pymupdf-fonts) or a path of
    a font file inside the template pack. ``name`` is what a DOCX calls the font.
    """

    name: str
    regular: str
    bold: str | None = None
    italic: str | None = None
    bold_italic: str | None = None
    word: str = ""

    def face(self, *, bold: bool, italic: bool) -> str:
        """Return the name of the face for this weight and slope."""
        if bold and italic:
            return self.bold_italic or self.bold or self.italic or self.regular
        if bold:
            return self.bold or self.regular
        if italic:
            return self.italic or self.regular
        return self.regular


@record
class ParagraphStyle:
    """How a paragraph looks: everything is set, nothing inherited is left open.

    ``leading`` is the exact distance of base lines; ``first_line`` is added to ``indent_start`` on line one
    (negative hangs); ``tracking`` is extra space a character; ``background`` fills the box
    ``padding`` around the lines, and ``border_*`` stand outside the padding.
    """

    name: str
    family: FontFamily
    size: Length
    leading: Length
    bold: bool = False
    italic: bool = False
    colour: Colour = "000000"
    caps: bool = False
    tracking: Length = ZERO
    align: Literal["start", "centre", "end", "justify"] = "start"
    space_before: Length = ZERO
    space_after: Length = ZERO
    indent_start: Length = ZERO
    indent_end: Length = ZERO
    first_line: Length = ZERO
    keep_with_next: bool = False
    keep_together: bool = False
    page_break_before: bool = False
    background: Colour | None = None
    padding: Length = ZERO
    border_top: Border | None = None
    border_bottom: Border | None = None
    border_start: Border | None = None
    border_end: Border | None = None


@record
class TextStyle:
    """How inlines differ from the text around them; ``None`` leaves a property as it is there.

    ``scale`` multiplies the size around it; ``raise_`` shifts the base line by a part of that size.
    """

    name: str
    family: FontFamily | None = None
    scale: float = 1.0
    bold: bool | None = None
    italic: bool | None = None
    colour: Colour | None = None
    background: Colour | None = None
    caps: bool | None = None
    tracking: Length | None = None
    underline: bool | None = None
    raise_: float = 0.0


@record
class BoxStyle:
    """How an aside looks: a filled box with lines beside it, and the style of its plain paragraphs.

    The box is as wide as the column; its text stands ``padding`` inside its edges (and inside the borders).
    """

    name: str
    text: ParagraphStyle
    background: Colour | None = None
    padding: Length = ZERO
    border_start: Border | None = None
    border_top: Border | None = None
    border_bottom: Border | None = None
    border_end: Border | None = None
    space_before: Length = ZERO
    space_after: Length = ZERO
    keep_together: bool = True


@record
class TableStyle:
    """How a table looks.

    ``cell``, ``header`` and ``header_column`` are the styles of plain paragraphs in body cells, head cells
    and body cells that head their row. ``rule_*`` are horizontal lines: above the table, below the head,
    between rows, below the table. Cells are padded by ``padding_x`` and ``padding_y``; with
    ``flush`` the outer cells' text is flush with the column (no padding at the table's outer edges).
    ``full_width`` stretches the table to the column; else it is as wide as its content asks.
    """

    name: str
    cell: ParagraphStyle
    header: ParagraphStyle
    header_column: ParagraphStyle
    rule_top: Border | None = None
    rule_head: Border | None = None
    rule_row: Border | None = None
    rule_bottom: Border | None = None
    head_background: Colour | None = None
    padding_x: Length = ZERO
    padding_y: Length = ZERO
    flush: bool = True
    full_width: bool = True
    space_before: Length = ZERO
    space_after: Length = ZERO


@record
class ListStyle:
    """How a list looks: marks by depth (bullets, or formats such as ``{n}.``), and one step of indentation.

    Number formats hold ``{n}`` (1), ``{a}`` (a) or ``{i}`` (i). ``gap`` is the space between items;
    ``space_after`` that below the list.
    """

    name: str
    text: ParagraphStyle
    marks: tuple[str, ...]
    mark_style: TextStyle
    indent: Length
    gap: Length = ZERO
    space_before: Length = ZERO
    space_after: Length = ZERO


@record
class DefinitionStyle:
    """How a definition list looks: terms in a hanging column of width ``hang``, descriptions beside them."""

    name: str
    term: ParagraphStyle
    text: ParagraphStyle
    hang: Length
    gap: Length = ZERO
    space_before: Length = ZERO
    space_after: Length = ZERO


@record
class PageStyle:
    """The sheet and what is free on it. ``header`` and ``footer`` are distances from the sheet's edges."""

    width: Length
    height: Length
    top: Length
    bottom: Length
    start: Length
    end: Length
    header: Length
    footer: Length
    columns: int = 1
    column_gap: Length = ZERO

    @property
    def text_width(self) -> Length:
        """Return the width of all columns of text together."""
        return Length(self.width - self.start - self.end)

    @property
    def column_width(self) -> Length:
        """Return the width of one column, where text stands in several."""
        return Length((self.text_width - self.column_gap * (self.columns - 1)) // self.columns)


# What the patterns of a header or footer can name: fields of the note, the page, how many pages there are, and
# both as the language of the note says it ("Page 1 of 4").
RUNNING_FIELDS = (
    "title", "subtitle", "organisation", "reference", "date", "information_cutoff", "status", "version", "authors",
    "contact", "page", "pages", "page_of",
)  # fmt: skip


@record
class RunningText:
    """What a header or footer says in its three places: text with the fields ``{title}``, ``{page_of}`` …."""

    left: str = ""
    centre: str = ""
    right: str = ""


@record
class Logo:
    """The organisation's sign at the head of a note: a picture in the pack, and the words that stand for it."""

    file: str
    alt: str
    width: Length
    align: Literal["start", "centre", "end"] = "start"


@record
class Theme:
    """Everything that the writers know of the look. Look-ups by role never guess: see the methods."""

    name: str
    page: PageStyle
    paragraphs: dict[str, ParagraphStyle]
    texts: dict[str, TextStyle]
    boxes: dict[str, BoxStyle]
    tables: dict[str, TableStyle]
    lists: dict[str, ListStyle]
    definitions: dict[str, DefinitionStyle]
    families: dict[str, FontFamily]
    fallback: tuple[str, ...] = ()
    rule: Border = field(default_factory=lambda: Border(Length.of_points(0.5), "000000"))
    figure_space_before: Length = ZERO
    figure_space_after: Length = ZERO
    header: RunningText = RunningText()
    first_header: RunningText = RunningText()
    footer: RunningText = RunningText()
    chapter_header: RunningText = RunningText()
    logo: Logo | None = None

    @property
    def all_fallbacks(self) -> tuple[str, ...]:
        """The faces in which a character is looked for that its own family lacks, the theme's other ones last."""
        families = (self.paragraphs["body"].family, *self.families.values())
        return tuple(dict.fromkeys((*self.fallback, *(family.regular for family in families))))

    def paragraph(self, role: str, default: ParagraphStyle | None = None) -> ParagraphStyle:
        """Return the paragraph style of ``role``; without a role ``default``, or else ``body``."""
        if not role:
            return default or self.paragraphs["body"]
        return self.paragraphs[role]

    def heading(self, level: int, role: str) -> ParagraphStyle:
        """Return the style of a heading: that of its role, else ``title`` or ``heading-n``."""
        return self.paragraphs[role or ("title" if level == 1 else f"heading-{level}")]

    def text(self, role: str) -> TextStyle:
        """Return the inline style of ``role``."""
        return self.texts[role]

    def box(self, role: str) -> BoxStyle:
        """Return the style of an aside."""
        return self.boxes[role or "aside"]

    def table(self, role: str) -> TableStyle:
        """Return the style of a table."""
        return self.tables[role or "table"]

    def list(self, role: str, *, ordered: bool) -> ListStyle:
        """Return the style of a list."""
        return self.lists[role or ("ordered" if ordered else "unordered")]

    def definition(self, role: str) -> DefinitionStyle:
        """Return the style of a definition list."""
        return self.definitions[role or "definitions"]

    def deeper(self, levels: int) -> Theme:
        """Return the theme for notes whose headings stand ``levels`` deeper: each looks as it does in the note."""
        paragraphs = dict(self.paragraphs)
        for level in range(1 + levels, _HEADINGS + 1):
            role = f"heading-{level}"
            above = "title" if level - levels == 1 else f"heading-{level - levels}"
            paragraphs[role] = replace(self.paragraphs[above], name=role)
        for level in range(2, 1 + levels):
            paragraphs[f"heading-{level}"] = replace(self.paragraphs["title"], name=f"heading-{level}")
        return replace(self, paragraphs=paragraphs)


_HEADINGS = 6  # levels
_LEVEL_OF = {"title": 1, **{f"heading-{level}": level for level in range(2, _HEADINGS + 1)}}


def deeper_role(role: str, levels: int) -> str:
    """Return the role that looks in ``Theme.deeper`` as ``role`` does in the theme itself."""
    level = _LEVEL_OF.get(role)
    return f"heading-{min(level + levels, _HEADINGS)}" if level else role
