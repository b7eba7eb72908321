"""The nodes of running text: what stands inside a paragraph, a heading, a cell. ``tree`` has the blocks around them."""

from __future__ import annotations

from typing import TypeAlias

from bluf.record import record


@record
class Text:
    """A run of characters; white space in it is already collapsed."""

    text: str


@record
class Strong:
    """Words of strong importance."""

    children: tuple[Inline, ...]


@record
class Emphasis:
    """Stressed words."""

    children: tuple[Inline, ...]


@record
class Code:
    """Characters to be read as they stand; white space counts."""

    text: str


@record
class Superscript:
    """Raised small text."""

    children: tuple[Inline, ...]


@record
class Subscript:
    """Lowered small text."""

    children: tuple[Inline, ...]


@record
class Link:
    """Words that lead out of the document, to a URL (http, https or mailto)."""

    children: tuple[Inline, ...]
    target: str
    title: str = ""


@record
class CitedSource:
    """One source in a citation: the id from the data file, and where in the source."""

    source: str
    locator: str = ""


@record
class Citation:
    """``[1, para 3; 2]`` before it has numbers. ``resolve`` turns it into a span of references."""

    sources: tuple[CitedSource, ...]


@record
class CitedBy:
    """The way back: where the source with this id is cited. ``resolve`` turns it into references."""

    source: str


@record
class SourceNumber:
    """The number of the source with this id, where the source is listed. ``resolve`` turns it into text."""

    source: str


@record
class Reference:
    """Words that lead to the block or inline with the id ``target`` in the same document.

    With no children, ``resolve`` fills in the words of the target (a heading's text, a caption).
    ``id`` makes the reference itself a place to come back to; ``title`` says where it leads, for screen
    readers.
    """

    children: tuple[Inline, ...]
    target: str
    id: str = ""
    title: str = ""


@record
class LineBreak:
    """A new line within a paragraph."""


@record
class Span:
    """Inlines with a role of the theme's inline styles, or in another language."""

    children: tuple[Inline, ...]
    role: str = ""
    lang: str = ""


@record
class PageNumber:
    """The number of the page; in running headers and footers only."""


@record
class PageCount:
    """How many pages there are; in running headers and footers only."""


Inline: TypeAlias = (
    Text | Strong | Emphasis | Code | Superscript | Subscript | Link | Citation | CitedBy | SourceNumber
    | Reference | LineBreak | Span | PageNumber | PageCount
)  # fmt: skip
