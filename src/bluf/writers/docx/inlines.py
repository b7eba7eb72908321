"""Inlines → runs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote, urlsplit

from bluf.diagnostics import BlufError, Diagnostic, Span, error, warning
from bluf.document import tree
from bluf.document.languages import Direction, direction
from bluf.record import record
from bluf.theme.model import ParagraphStyle
from bluf.writers import Pagination
from bluf.writers.docx import directions, ooxml
from bluf.writers.docx.fonts import Fonts, Setter
from bluf.writers.docx.package import Relations
from bluf.writers.docx.styles import Format, Sheet

_ROLES: Final = {
    tree.Strong: "strong",
    tree.Emphasis: "emphasis",
    tree.Superscript: "superscript",
    tree.Subscript: "subscript",
}
# What may stand in an address as it is (RFC 3986, 2.2 and 2.3); all else is written in per cent.
_ADDRESS: Final = "!#$%&'()*+,/:;=?@[]~-._"
_MAX_ADDRESS: Final = 2_079  # characters; longer ones make Office call the file damaged
_PLACE: Final = re.compile("\x00(\\d+)\x00")


@dataclass(slots=True)
class Anchors:
    """Places that links lead to.

    While text is written nobody knows yet which places will be asked for, so each leaves a mark in the text,
    a number between two NUL characters, and ``settle`` puts bookmarks there or nothing.
    """

    _names: dict[str, str] = field(default_factory=dict)
    _contents: dict[str, str] = field(default_factory=dict)
    _places: list[str] = field(default_factory=list)
    _known: set[str] = field(default_factory=set)

    def place(self, target: str) -> str:
        """Return the mark of the place with the id ``target``; "" if there is one already."""
        if target in self._known:
            return ""
        self._known.add(target)
        self._places.append(target)
        return f"\x00{len(self._places) - 1}\x00"

    def reference(self, target: str) -> str:
        """Return the name of the bookmark that a reference to ``target`` leads to."""
        if target not in self._names:
            # Bookmarks are letters, digits and "_", at most 40 of them; one that starts with "_" is hidden.
            words = re.sub(r"[^A-Za-z0-9]+", "_", target)[:28]
            self._names[target] = f"_Ref_{words}_{len(self._names) + 1}"
        return self._names[target]

    def entry(self, target: str) -> str:
        """Return the name of the bookmark that the contents lead to; Word makes these anew with the contents."""
        return self._contents.setdefault(target, f"_Toc{len(self._contents) + 1:08d}")

    def settle(self, xml: str) -> str:
        """Return ``xml`` with bookmarks in place of the marks that something leads to."""
        return _PLACE.sub(self._bookmarks, xml) if "\x00" in xml else xml

    def _bookmarks(self, match: re.Match[str]) -> str:
        number = int(match[1])
        target = self._places[number]
        wanted = (self._contents.get(target), self._names.get(target))
        return "".join(ooxml.bookmark(2 * number + n, name) for n, name in enumerate(wanted) if name)

    def require_all(self) -> None:
        """Raise an error for every link to a place that is not in the document."""
        lost = [target for target in (*self._names, *self._contents) if target not in self._known]
        if lost:
            raise BlufError(
                *(error("unknown-target", Span(), f"a reference leads to '{t}', which is not there") for t in lost)
            )


@record
class _Around:
    """What the inlines stand in."""

    style: ParagraphStyle
    roles: tuple[str, ...] = ()
    lang: str = ""
    linked: bool = False

    def inside(self, *roles: str, lang: str = "", linked: bool = False) -> _Around:
        return _Around(self.style, (*self.roles, *roles), lang or self.lang, self.linked or linked)


class Inlines:
    """Writes inlines as runs, in the styles of a sheet."""

    def __init__(
        self, sheet: Sheet, fonts: Fonts, anchors: Anchors, relations: Relations, pagination: Pagination
    ) -> None:
        """Take what is shared with the rest of the document; ``pagination`` is asked for the number of pages."""
        self.sheet = sheet
        self.fonts = fonts
        self.anchors = anchors
        self.relations = relations
        self.pagination = pagination
        self.characters = 0
        self.words = 0
        self.diagnostics: list[Diagnostic] = []
        self._base: Direction = "ltr"  # of the paragraph being written
        self._formats: dict[tuple[int, tuple[str, ...], str], tuple[Format, Setter, ParagraphStyle]] = {}

    def write(self, children: Iterable[tree.Inline], style: ParagraphStyle, lang: str = "") -> str:
        """Return the runs of inlines in a paragraph of ``style``."""
        self.words += 1
        self._base = direction(lang or self.sheet.tag)
        return self._all(children, _Around(style, lang=lang))

    def linked(self, children: Iterable[tree.Inline], style: ParagraphStyle) -> str:
        """Return the runs of inlines that stand in a link already: links in them are drawn as their words."""
        self._base = direction(self.sheet.tag)
        return self._all(children, _Around(style, linked=True))

    def term(self, children: Iterable[tree.Inline], style: ParagraphStyle, around: ParagraphStyle, lang: str) -> str:
        """Return the runs of a term that starts a paragraph ``around``; roles in it add to ``style``."""
        self.words += 1
        self._base = direction(lang or self.sheet.tag)
        format_ = self.sheet.term(style, around)
        setter = self.fonts.setter(format_.family, bold=format_.bold, italic=format_.italic)
        xml = []
        for child in children:
            if isinstance(child, tree.Text):
                xml.append(self._runs(child.text, format_, setter))
            else:
                xml.append(self._one(child, _Around(style, lang=lang)))
        return "".join(xml)

    # --- nodes ---

    def _all(self, children: Iterable[tree.Inline], around: _Around) -> str:
        return "".join([self._one(child, around) for child in children])

    def _one(self, node: tree.Inline, around: _Around) -> str:
        match node:
            case tree.Text(text):
                return self._text(text, around) if text else ""
            case tree.Strong() | tree.Emphasis() | tree.Superscript() | tree.Subscript():
                return self._all(node.children, around.inside(_ROLES[type(node)]))
            case tree.Span(children, role, lang):
                return self._all(children, around.inside(*filter(None, (role,)), lang=lang))
            case tree.Code(text):
                return self._text(text, around.inside("code")) if text else ""
            case tree.Reference():
                return self._reference(node, around)
            case tree.Link():
                return self._link(node, around)
            case tree.LineBreak():
                return self._text("\n", around)
            case tree.PageNumber():
                return ooxml.field("PAGE", "1", self._format(around)[0].properties)
            case tree.PageCount():
                return ooxml.field("NUMPAGES", str(self.pagination.pages or ""), self._format(around)[0].properties)
            case tree.Citation() | tree.CitedBy() | tree.SourceNumber():
                message = f"a {type(node).__name__} reached the Word writer unresolved"
                raise BlufError(error("unresolved-node", Span(), message))

    def _link(self, link: tree.Link, around: _Around) -> str:
        inner = self._all(link.children, around.inside("link", linked=True))
        if around.linked:
            return inner
        address = _address(link.target)
        if not address:
            message = f"the address '{link.target[:80]}' cannot be a link in a Word file and is plain text there"
            self.diagnostics.append(warning("unusable-address", Span(), message))
            return inner
        return ooxml.hyperlink(inner, relation=self.relations.link(address), tooltip=link.title)

    def _reference(self, reference: tree.Reference, around: _Around) -> str:
        place = self.anchors.place(reference.id) if reference.id else ""
        inner = self._all(reference.children, around.inside("reference", linked=True))
        if around.linked:
            return place + inner
        anchor = self.anchors.reference(reference.target)
        return place + ooxml.hyperlink(inner, anchor=anchor, tooltip=reference.title)

    # --- text ---

    def _text(self, text: str, around: _Around) -> str:
        format_, setter, _ = self._format(around)
        return self._runs(text, format_, setter)

    def _runs(self, text: str, format_: Format, setter: Setter) -> str:
        self.characters += len(text)
        self.words += text.count(" ")
        xml = []
        for font, part in setter.runs(text):
            properties = ooxml.with_font(format_.properties, font) if font else format_.properties
            for kind, piece in directions.parts(part, self._base):
                xml.append(ooxml.run(piece, ooxml.with_kind(properties, kind) if kind else properties))
        return "".join(xml)

    def _format(self, around: _Around) -> tuple[Format, Setter, ParagraphStyle]:
        key = (id(around.style), around.roles, around.lang)
        found = self._formats.get(key)
        if found is None:
            format_ = self.sheet.format(around.roles, around.style, around.lang)
            setter = self.fonts.setter(format_.family, bold=format_.bold, italic=format_.italic)
            # The style is kept with it, so that its id() stays its own.
            found = self._formats[key] = (format_, setter, around.style)
        return found


def _address(target: str) -> str:
    """Return an address as the package may hold it, or "" if Office would call the file damaged for it."""
    address = quote(target, safe=_ADDRESS)
    try:
        split = urlsplit(address)
        usable = bool(split.hostname) and split.port != 0 if split.scheme != "mailto" else "@" in split.path
    except ValueError:
        usable = False
    return address if usable and len(address) <= _MAX_ADDRESS else ""
