"""A note made to fit the report it goes into, before it is written: its tree, and its theme."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, Final, TypeVar

from bluf.annexes.model import Note
from bluf.annexes.word import vocabulary as v
from bluf.annexes.word.looks import DEEPEST, Looks
from bluf.document import tree
from bluf.document.walk import Rewriter
from bluf.record import record
from bluf.theme.length import Length
from bluf.theme.model import PageStyle, ParagraphStyle, Theme

_TWIP: Final = 635  # EMU
_SMALLEST, _LARGEST = 0.75, 1.6  # how far the report's plain text may pull the note's sizes
_HEADING: Final = "bluf-heading-"
_UNPRINTED: Final = 340  # twips: 6 mm, which most printers leave blank at the edge of the paper
_SINGLE: Final = 240  # of a line (17.3.1.33)
_NATURAL: Final = 1.2  # height of a line to the size of its letters, in most fonts
_RUNNING: Final = 708  # twips: where Word puts headers and footers, 12.5 mm from the edge

T = TypeVar("T")


@record
class Label:
    """What an annex is called, around its letter."""

    before: str
    letter: str
    after: str

    @classmethod
    def of(cls, pattern: str, letter: str) -> Label:
        """Return the label that a pattern such as ``Annex {letter}`` makes; the letter stands last without a field."""
        before, found, after = pattern.partition("{letter}")
        return cls(before if found else f"{before} ", letter, after)

    def inlines(self) -> tuple[tree.Inline, ...]:
        """Return it as inlines of which the letter is one by itself."""
        return tuple(tree.Text(text) for text in (self.before, self.letter, self.after) if text)


# --- the tree ---------------------------------------------------------------------------------------


def fitted_document(note: Note, label: Label | None) -> tree.Document:
    """Return the tree of a note as it goes into a report.

    Every heading has an id, so that its page can be told. With a ``label`` it is an annex: the label stands
    before its title and in its headers. Without, it is a part of the text: it begins with its title, its columns
    become one, and since it has no header, its marking stands below the title and at the end.
    """
    document = note.document
    children = _Headings(label).blocks(document.children)
    title = next((b for b in children if isinstance(b, tree.Heading) and b.level == 1), None)
    if title is None:
        title = tree.Heading(1, (*_titled(label), tree.Text(document.metadata.title)), id=f"{_HEADING}0")
        children = (title, *children)
    if label:
        return replace(
            document,
            children=children,
            header=_labelled(document.header, label),
            first_header=_labelled(document.first_header, label),
        )
    rest = (b for b in children if b is not title)
    flat = tuple(b for child in rest for b in (child.children if isinstance(child, tree.Columns) else (child,)))
    banner = document.header.banner or document.first_header.banner
    line = (tree.Paragraph(banner, role="banner"),) if banner else ()
    return replace(document, children=(title, *line, *flat, *line))


def _titled(label: Label | None) -> tuple[tree.Inline, ...]:
    return (*label.inlines(), tree.Text(": ")) if label else ()


def _labelled(running: tree.Running, label: Label) -> tree.Running:
    rest = (tree.Text(" · "), *running.left) if running.left else ()
    return replace(running, left=(*label.inlines(), *rest))


class _Headings(Rewriter):
    """Gives headings ids, and the title its label."""

    def __init__(self, label: Label | None) -> None:
        self._label = label
        self._count = 0
        self._titled = False

    def block(self, block: tree.Block) -> tree.Block | None:
        """Return what a block becomes."""
        if not isinstance(block, tree.Heading):
            return block
        self._count += 1
        if not block.id:
            block = replace(block, id=f"{_HEADING}{self._count}")
        if block.level == 1 and not self._titled:
            self._titled = True
            block = replace(block, children=(*_titled(self._label), *block.children))
        return block


# --- the theme --------------------------------------------------------------------------------------


def page_of(measures: Mapping[str, int], theme: Theme, *, upright: bool) -> PageStyle:
    """Return a page of the report for a theme.

    Args:
        measures: width, height and margins in twips, see ``sections.measures``.
        theme: gives what the page of a report does not say: the columns of a note.
        upright: turn a page that lies on its side.
    """
    page = dict(measures)
    for edge in ("header", "footer"):  # programs that write a report without them write 0
        if page[edge] < _UNPRINTED:
            page[edge] = _RUNNING
    if upright and page["w"] > page["h"]:
        page["w"], page["h"] = page["h"], page["w"]
        page["top"], page["right"], page["bottom"], page["left"] = (
            page["right"], page["bottom"], page["left"], page["top"],
        )  # fmt: skip
    size = {key: Length(twips * _TWIP) for key, twips in page.items()}
    return replace(
        theme.page,
        width=size["w"],
        height=size["h"],
        top=size["top"],
        bottom=size["bottom"],
        start=size["left"],
        end=size["right"],
        header=size["header"],
        footer=size["footer"],
    )


def of_width(page: PageStyle, width: int) -> PageStyle:
    """Return a page with a text column of so many twips."""
    return replace(page, end=Length(page.width - page.start - width * _TWIP), columns=1)


def fitted_theme(theme: Theme, page: PageStyle, half_points: int, accent: str) -> Theme:
    """Return a theme in the measure of a report.

    Args:
        theme: the note's.
        page: of the report.
        half_points: the size of the report's plain text; all sizes follow it.
        accent: the colour of the report's headings, in place of the theme's own; "" keeps that.
    """
    factor = half_points * 6_350 / theme.paragraphs["body"].size
    factor = min(max(factor, _SMALLEST), _LARGEST)
    own = theme.paragraphs["heading-2"].colour if "heading-2" in theme.paragraphs else ""
    change = _Change(factor, {own: accent} if own and accent else {})
    return replace(change.of(theme), page=page)


def measured_theme(theme: Theme, looks: Looks, level: int) -> Theme:
    """Return a theme that takes as much room as a note does in the report's own styles, to reckon its pages with.

    Args:
        theme: the note's, in the measure of the report.
        looks: the report's styles.
        level: of the note's title in it.
    """
    paragraphs = dict(theme.paragraphs)
    headings = {"title": level} | {f"heading-{n}": n + level - 1 for n in range(2, DEEPEST)}
    named = {"body": looks.default()} | {
        role: looks.named("paragraph", f"heading {min(deep, DEEPEST)}") for role, deep in headings.items()
    }
    for role, style in named.items():
        if style and role in paragraphs:
            paragraphs[role] = _measured(paragraphs[role], looks, style)
    return replace(theme, paragraphs=paragraphs)


def _measured(ours: ParagraphStyle, looks: Looks, style: str) -> ParagraphStyle:
    size = (v.number(looks.attribute(style, "val", "rPr", "sz")) or looks.size) / 2
    gaps = [v.number(looks.attribute(style, side, "pPr", "spacing")) or 0 for side in ("before", "after")]
    line = v.number(looks.attribute(style, "line", "pPr", "spacing")) or _SINGLE
    rule = looks.attribute(style, "lineRule", "pPr", "spacing") or "auto"
    single = size * _NATURAL
    leading = single * line / _SINGLE if rule == "auto" else max(line / 20, single if rule == "atLeast" else 1.0)
    return replace(
        ours,
        size=Length.of_points(size),
        leading=Length.of_points(leading),
        space_before=Length(gaps[0] * _TWIP),
        space_after=Length(gaps[1] * _TWIP),
        page_break_before=v.is_on(looks.settled(style, "pPr", "pageBreakBefore")),
    )


class _Change:
    """Scales sizes and swaps colours all through a theme; what is shared in it stays shared."""

    def __init__(self, factor: float, colours: Mapping[str, str]) -> None:
        self._factor = factor
        self._colours = colours
        self._known: dict[int, Any] = {}

    def of(self, value: T) -> T:
        """Return what a part of a theme becomes."""
        if id(value) not in self._known:
            self._known[id(value)] = self._changed(value)
        result: T = self._known[id(value)]
        return result

    def _changed(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {key: self.of(part) for key, part in value.items()}
        if not is_dataclass(value) or isinstance(value, type):
            return value
        changes: dict[str, Any] = {}
        for field in fields(value):
            part = getattr(value, field.name)
            if field.name in {"colour", "background", "head_background"}:
                part = self._colours.get(part, part)
            elif isinstance(part, dict) or is_dataclass(part):
                part = self.of(part)
            if part is not getattr(value, field.name):
                changes[field.name] = part
        if isinstance(value, ParagraphStyle):
            changes["size"] = self._scaled(value.size, 6_350)
            changes["leading"] = self._scaled(value.leading, 6_350)
        return replace(value, **changes) if changes else value

    def _scaled(self, length: Length, step: int) -> Length:
        return Length(max(round(length * self._factor / step), 1) * step)
