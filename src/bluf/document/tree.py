"""The nodes of a document: two closed unions of frozen records, ``Block`` and, from ``inlines``, ``Inline``.

``compose`` builds the tree, ``resolve`` settles every number, reference and contents entry in it, and the
writers draw it. ``role`` is the name under which the theme styles a node ("" is the plain style of its
kind); ``id`` is what references point at, unique in a document; ``lang`` is a BCP 47 tag where a node's
language differs from that of the document; ``origin`` is the template file and line that made a block.
"""

from __future__ import annotations

from dataclasses import field
from datetime import date
from typing import Literal, TypeAlias

from bluf.document.inlines import (
    Citation,
    CitedBy,
    CitedSource,
    Code,
    Emphasis,
    Inline,
    LineBreak,
    Link,
    PageCount,
    PageNumber,
    Reference,
    SourceNumber,
    Span,
    Strong,
    Subscript,
    Superscript,
    Text,
)
from bluf.document.words import Words
from bluf.record import record

__all__ = [
    "Align", "Aside", "Block", "Cell", "Chapter", "Citation", "CitedBy", "CitedSource", "Code", "Column",
    "Columns", "Contents", "ContentsEntry", "Definition", "DefinitionList", "Document", "Emphasis", "Figure",
    "Heading", "Image", "Inline", "LineBreak", "Link", "List", "ListItem", "Metadata", "PageBreak", "PageCount",
    "PageNumber", "Paragraph", "Quotation", "Reference", "Row", "Rule", "Running", "Section", "SourceNumber",
    "Span", "Strong", "Subscript", "Superscript", "Table", "Text",
]  # fmt: skip

Align: TypeAlias = Literal["", "start", "centre", "end"]


@record
class Heading:
    """A heading of level 1 (the note's title) to 6. ``number`` ("2.1") is settled by ``resolve``."""

    level: int
    children: tuple[Inline, ...]
    role: str = ""
    id: str = ""
    lang: str = ""
    number: str = ""
    origin: str = ""


@record
class Paragraph:
    """Running text."""

    children: tuple[Inline, ...]
    role: str = ""
    id: str = ""
    lang: str = ""
    origin: str = ""


@record
class ListItem:
    """An item of a list."""

    children: tuple[Block, ...]
    id: str = ""


@record
class List:
    """An ordered (counted from ``start``) or unordered list."""

    items: tuple[ListItem, ...]
    ordered: bool = False
    start: int = 1
    role: str = ""
    id: str = ""
    lang: str = ""
    origin: str = ""


@record
class Definition:
    """A term and what is said of it."""

    term: tuple[Inline, ...]
    children: tuple[Block, ...]
    id: str = ""


@record
class DefinitionList:
    """Terms with their descriptions: the term in a hanging column on the start side."""

    items: tuple[Definition, ...]
    role: str = ""
    id: str = ""
    lang: str = ""
    origin: str = ""


@record
class Column:
    """A column of a table; ``share`` is its wished part of the width in per cent (0 = as content asks)."""

    share: float = 0.0
    align: Align = ""


@record
class Cell:
    """A cell; ``header`` cells head their column (in a head row) or their row (elsewhere)."""

    children: tuple[Block, ...]
    header: bool = False
    colspan: int = 1
    rowspan: int = 1
    align: Align = ""
    role: str = ""


@record
class Row:
    """A row of cells; a cell that spans rows is absent from the rows below it, as in HTML."""

    cells: tuple[Cell, ...]
    id: str = ""


@record
class Table:
    """A table: columns, head rows (repeated on every page), body rows, and a caption above."""

    columns: tuple[Column, ...]
    head: tuple[Row, ...]
    body: tuple[Row, ...]
    caption: tuple[Inline, ...] = ()
    role: str = ""
    id: str = ""
    lang: str = ""
    origin: str = ""


@record
class Image:
    """A picture file, checked and read in full by ``compose``; pixel size and resolution as the file says."""

    data: bytes = field(repr=False)
    format: Literal["png", "jpeg"]
    width: int
    height: int
    dpi: float
    name: str


@record
class Figure:
    """A picture with the words that stand for it (``alt``) and a caption below.

    ``share`` is the wished width in per cent of the column (0 = natural size, at most the column).
    """

    image: Image
    alt: str
    caption: tuple[Inline, ...] = ()
    share: float = 0.0
    align: Align = ""
    id: str = ""
    lang: str = ""
    origin: str = ""


@record
class Quotation:
    """Words of somebody else, and below them who said them and where."""

    children: tuple[Block, ...]
    attribution: tuple[Inline, ...] = ()
    role: str = ""
    id: str = ""
    lang: str = ""
    origin: str = ""


@record
class Aside:
    """Blocks set apart from the text in a box, such as the bottom line."""

    children: tuple[Block, ...]
    role: str = ""
    id: str = ""
    lang: str = ""
    origin: str = ""


@record
class ContentsEntry:
    """A line of the contents: how deep (1 = right below the title), number, words, and the heading's id."""

    level: int
    number: str
    children: tuple[Inline, ...]
    target: str


@record
class Contents:
    """The list of headings, ``depth`` levels below the note's title.

    ``resolve`` settles ``entries``, and takes the list away where the note has no more words than
    ``from_words``.
    """

    depth: int = 2
    title: tuple[Inline, ...] = ()
    entries: tuple[ContentsEntry, ...] = ()
    from_words: int = 0
    role: str = ""
    id: str = ""
    origin: str = ""


@record
class PageBreak:
    """What follows starts on a new page."""


@record
class Rule:
    """A line across the column."""

    role: str = ""


@record
class Section:
    """A part of the note with its own heading; it groups, and draws nothing itself."""

    children: tuple[Block, ...]
    role: str = ""
    id: str = ""
    lang: str = ""
    origin: str = ""


@record
class Columns:
    """Blocks that run through the columns of the page; it stands at the top of the tree or of a chapter only."""

    children: tuple[Block, ...]
    origin: str = ""


@record
class Running:
    """A page's header or footer: a banner across the page, and three places on one line.

    The banner is the outermost: above the line in a header, below it in a footer.
    """

    banner: tuple[Inline, ...] = ()
    left: tuple[Inline, ...] = ()
    centre: tuple[Inline, ...] = ()
    right: tuple[Inline, ...] = ()


@record
class Chapter:
    """Blocks on pages of their own, under a header and footer of their own; it stands at the top of the tree only.

    ``first_header`` stands in place of ``header`` on its first page. The pages run as ``lang`` does. What stands
    between two chapters, or after the last one, starts a new page too, under the document's header and footer.
    """

    children: tuple[Block, ...]
    header: Running = Running()
    first_header: Running = Running()
    footer: Running = Running()
    id: str = ""
    lang: str = ""
    origin: str = ""


Block: TypeAlias = (
    Section | Heading | Paragraph | List | DefinitionList | Table | Figure | Quotation | Aside | Contents
    | Columns | Chapter | PageBreak | Rule
)  # fmt: skip


# --- the whole ------------------------------------------------------------------------------------


@record
class Metadata:
    """What the files say about themselves."""

    title: str
    language: str = "en"
    authors: tuple[str, ...] = ()
    organisation: str = ""
    subject: str = ""
    keywords: tuple[str, ...] = ()
    status: str = ""
    version: str = ""
    identifier: str = ""
    date: date | None = None
    data_sha256: str = ""
    pack: str = ""
    pack_digest: str = ""
    generator: str = ""
    fingerprint: str = ""


@record
class Document:
    """A whole note.

    ``first_header`` stands in place of ``header`` on page one; ``most_pages`` is how many it may take (0 = any).
    """

    metadata: Metadata
    children: tuple[Block, ...]
    header: Running = Running()
    first_header: Running = Running()
    footer: Running = Running()
    most_pages: int = 0
    words: Words = field(default_factory=Words)
