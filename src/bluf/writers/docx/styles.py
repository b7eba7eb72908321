"""The style sheet: every look of the document as a named Word style, made from the theme as it is asked for.

All styles of the theme are there from the start, under Word's own names where it has them. A paragraph that
looks different because of where it stands (in a box, as an item of a list, before a table) gets a style that
is based on the plain one and holds the difference, so that changing the plain one in Word changes both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final, NamedTuple

from bluf.document.languages import direction
from bluf.record import record
from bluf.theme.length import ZERO, Length
from bluf.theme.model import BoxStyle, FontFamily, ParagraphStyle, TableStyle, TextStyle, Theme
from bluf.writers.docx import names, ooxml, parts, tablexml
from bluf.writers.docx.frames import box_lines

_SCRIPTS: Final = frozenset({"superscript", "subscript"})
_TOGGLES: Final = ("bold", "italic", "caps")

Groups = dict[str, str]


@record
class Look:
    """A paragraph style with what Word keeps in styles and the theme elsewhere.

    ``free_height`` makes lines as high as what stands in them, for pictures; ``tabular`` asks for figures of
    one width.
    """

    style: ParagraphStyle
    numbering: tuple[int, int] | None = None
    outline: int | None = None
    tabs: tuple[tuple[str, Length, str], ...] = ()
    free_height: bool = False
    tabular: bool = False


class Format(NamedTuple):
    """How a run is set: the inside of its ``w:rPr``, and the face that it takes."""

    properties: str
    family: FontFamily
    bold: bool
    italic: bool


class _Known(NamedTuple):
    """A style that is in the sheet: its id, its look, and all its properties."""

    id: str
    look: Look
    paragraph: Groups
    run: Groups


class Sheet:
    """All styles of one document."""

    def __init__(self, theme: Theme, tag: str) -> None:
        """Start with all styles of ``theme``; ``tag`` is the language of the document."""
        self.theme = theme
        self.tag = tag
        self.from_right = direction(tag) == "rtl"
        self.body = theme.paragraphs["body"]
        self._names = names.Names(names.DEFAULTS)
        self._styles: list[str] = []
        self._paragraphs: dict[str, _Known] = {}
        self._roles: dict[str, str] = {}
        self._variants: dict[tuple[str, str, Look], str] = {}
        self._texts: dict[tuple[object, ...], str] = {}
        self._tables: dict[tuple[str, str], str] = {}
        self._add_role("body", self.body, _document_defaults(self.body))
        for role, style in theme.paragraphs.items():
            if role != "body":
                self._add_role(role, style, self._paragraphs[self._roles["body"]])
        for role in theme.texts:
            self._text_style((role,), self.body)
        for table in theme.tables.values():
            self.table(table)

    def runs_from_right(self, lang: str) -> bool:
        """Return whether text of a language runs from right to left; "" is the language of the document."""
        return direction(lang or self.tag) == "rtl"

    def against(self, lang: str) -> bool | None:
        """Return whether text of a language runs from right to left, ``None`` where that is how the document does."""
        from_right = self.runs_from_right(lang)
        return None if from_right == self.from_right else from_right

    # --- paragraphs ---

    def _add_role(self, role: str, style: ParagraphStyle, below: _Known) -> None:
        name, identifier = self._names.take(names.PARAGRAPHS.get(role) or names.human(role), "Paragraph")
        look = self._own_look(role, style)
        known = self._paragraphs[identifier] = _Known(identifier, look, *_groups(look, from_right=self.from_right))
        self._roles[role] = identifier
        heading = role == "title" or role.startswith("heading-")
        self._styles.append(
            parts.style(
                "paragraph",
                identifier,
                name,
                based_on=below.id,
                following="Normal" if heading else "",
                default=role == "body",
                properties=_differences(known, below),
                **names.rank(name, role=True),
            )
        )

    def _own_look(self, role: str, style: ParagraphStyle) -> Look:
        width = self.theme.page.text_width
        if role in {"header", "footer"}:
            return Look(style, tabs=tab_stops(width))
        if role.startswith("contents-") and role != "contents-title":
            return Look(style, tabs=(("right", Length(width - style.indent_end), "dot"),))
        if role.startswith("heading-"):
            return Look(style, outline=int(role.removeprefix("heading-")) - 2)
        return Look(style)

    def look(self, role: str) -> Look:
        """Return the look of the plain style of a role of the theme."""
        return self._paragraphs[self._roles[role]].look

    def paragraph(self, role: str) -> str:
        """Return the id of the plain style of a role of the theme."""
        return self._roles[role]

    def variant(self, base: str, name: str, look: Look) -> str:
        """Return the id of a style that looks like ``look`` and is based on the style with the id ``base``.

        A new one is called ``name``; where ``base`` looks like that already, there is no new one.
        """
        below = self._paragraphs[base]
        if look == below.look:
            return base
        key = (base, name, look)
        if key not in self._variants:
            chosen, identifier = self._names.take(name, "Variant")
            self._variants[key] = identifier
            known = self._paragraphs[identifier] = _Known(identifier, look, *_groups(look, from_right=self.from_right))
            self._styles.append(
                parts.style(
                    "paragraph",
                    identifier,
                    chosen,
                    based_on=base,
                    properties=_differences(known, below),
                    **names.rank(chosen, role=False),
                )
            )
        return self._variants[key]

    # --- text ---

    def format(self, roles: tuple[str, ...], around: ParagraphStyle, lang: str = "") -> Format:
        """Return how text is set that stands in inline roles, outermost first, in a paragraph ``around``."""
        look = _Text.of(map(self.theme.text, roles), around)
        style = self._text_style(roles, around) if roles else ""
        return _format(style, look, around, lang)

    def term(self, style: ParagraphStyle, around: ParagraphStyle) -> Format:
        """Return how a term is set that has the first line of a paragraph ``around`` with other text."""
        toggles = [name for name in _TOGGLES if getattr(style, name) or getattr(around, name)]
        others = [n for n in ("family", "colour", "size") if getattr(style, n) != getattr(around, n)]
        look = _Text(**{name: getattr(style, name) for name in (*toggles, *others)})
        return _format(self._add_text(f"{names.human(style.name)} Text", look, role=False), look, around, "")

    def mark(self, style: TextStyle, around: ParagraphStyle) -> Format:
        """Return how the marks of a list are set whose text is like ``around``."""
        look = _Text.of((style,), around)
        format_ = _format("", look, around, "")
        return format_._replace(properties="".join(look.properties().values()))

    def _text_style(self, roles: tuple[str, ...], around: ParagraphStyle) -> str:
        telling = tuple(role for role in roles if not _is_plain(self.theme.text(role))) or roles[-1:]
        look = _Text.of(map(self.theme.text, telling), around)
        name = " ".join(names.TEXTS.get(role) or names.human(role) for role in telling)
        if around.size != self.body.size and look.size is not None:
            name += f" {look.size.half_points / 2:g} pt"
        return self._add_text(name, look, role=len(telling) == 1 and around is self.body)

    def _add_text(self, name: str, look: _Text, *, role: bool) -> str:
        key = (name, look)
        if key not in self._texts:
            chosen, identifier = self._names.take(name, "Text")
            self._texts[key] = identifier
            self._styles.append(
                parts.style(
                    "character",
                    identifier,
                    chosen,
                    based_on="DefaultParagraphFont",
                    properties=parts.style_properties(run="".join(look.properties().values())),
                    **names.rank(chosen, role=role),
                )
            )
        return self._texts[key]

    # --- tables ---

    def table(self, style: TableStyle) -> str:
        """Return the id of the style of a table."""
        return self._table_style(style.name, "Table", _table_look(style))

    def box(self, style: BoxStyle) -> str:
        """Return the id of the style of a table that is a box."""
        return self._table_style(style.name, "Box", _box_look(style))

    def _table_style(self, role: str, kind: str, properties: str) -> str:
        key = (role, kind)
        if key not in self._tables:
            name = names.human(role)
            name, identifier = self._names.take(name if name.endswith(kind) else f"{name} {kind}", "Style")
            self._tables[key] = identifier
            rank = names.rank(name, role=True)
            self._styles.append(
                parts.style("table", identifier, name, based_on="NormalTable", properties=properties, **rank)
            )
        return self._tables[key]

    def xml(self) -> str:
        """Return the part that holds all styles."""
        return parts.style_sheet(self.body.family.name, self.body.size, self.tag, names.LATENT, self._styles)


def tab_stops(width: Length) -> tuple[tuple[str, Length, str], ...]:
    """Return the stops of the three places of a header or footer as wide as the column."""
    return (("center", Length(width // 2), "none"), ("right", width, "none"))


@record
class _Text:
    """What inline roles set, one after the other; ``None`` is what the paragraph has."""

    family: FontFamily | None = None
    bold: bool | None = None
    italic: bool | None = None
    caps: bool | None = None
    colour: str | None = None
    tracking: Length | None = None
    rise: Length | None = None
    size: Length | None = None
    underline: bool | None = None
    background: str | None = None
    script: str = ""

    @classmethod
    def of(cls, styles: Iterable[TextStyle], around: ParagraphStyle) -> _Text:
        """Return what ``styles``, outermost first, make of the text of a paragraph ``around``."""
        result = cls()
        size: float = around.size
        rise = 0.0
        for style in styles:
            result = result.with_(style)
            if style.name in _SCRIPTS:  # Word scales and shifts these two itself
                result = replace(result, script=style.name)
            else:
                rise += style.raise_ * size
                size *= style.scale
        scaled = None if size == around.size else Length(round(size))
        return replace(result, size=scaled, rise=Length(round(rise)) if rise else None)

    def with_(self, style: TextStyle) -> _Text:
        """Return this with what ``style`` sets."""
        kept = ("family", *_TOGGLES, "colour", "tracking", "underline", "background")
        values = {name: getattr(style, name) for name in kept}
        return replace(self, **{name: value for name, value in values.items() if value is not None})

    def properties(self) -> Groups:
        """Return the run properties, by name."""
        return ooxml.run_properties(
            font=self.family.name if self.family else "", bold=self.bold, italic=self.italic, caps=self.caps,
            colour=self.colour, tracking=self.tracking, rise=self.rise, size=self.size, underline=self.underline,
            background=self.background, script=self.script,
        )  # fmt: skip


def _is_plain(style: TextStyle) -> bool:
    return replace(style, name="") == TextStyle("")


def _format(style: str, look: _Text, around: ParagraphStyle, lang: str) -> Format:
    # A toggle set in the paragraph's style and named in the text's style too takes the exclusive or of both
    # (17.7.3), so that its value has to be said in the run itself.
    clash = {
        toggle: getattr(look, toggle)
        for toggle in _TOGGLES
        if getattr(look, toggle) is not None and getattr(around, toggle)
    }
    direct = ooxml.run_properties(style=style, lang=lang, **clash)
    bold = around.bold if look.bold is None else look.bold
    italic = around.italic if look.italic is None else look.italic
    return Format("".join(direct.values()), look.family or around.family, bold, italic)


# --- properties -------------------------------------------------------------------------------------


def _groups(look: Look, *, from_right: bool) -> tuple[Groups, Groups]:
    """Return all paragraph and run properties of a style, by name."""
    style = look.style
    borders, at_start, at_end = box_lines(style, from_right=from_right)
    own = ooxml.paragraph_properties(
        keep_next=style.keep_with_next, keep_lines=style.keep_together, page_break=style.page_break_before,
        numbering=look.numbering, borders=borders, background=style.background, tabs=look.tabs,
        before=style.space_before, after=style.space_after, leading=None if look.free_height else style.leading,
        start=Length(style.indent_start + at_start), end=Length(style.indent_end + at_end),
        first=style.first_line, align=style.align, outline=look.outline, from_right=from_right,
    )  # fmt: skip
    text = ooxml.run_properties(
        font=style.family.name, bold=style.bold, italic=style.italic, caps=style.caps, colour=style.colour,
        tracking=style.tracking, size=style.size, tabular=look.tabular or None,
    )  # fmt: skip
    return own, text


def _document_defaults(body: ParagraphStyle) -> _Known:
    """Return the properties that hold where no style says otherwise."""
    plain = replace(Look(ParagraphStyle("", body.family, body.size, body.leading, colour="")), free_height=True)
    return _Known("", plain, *_groups(plain, from_right=False))


def _differences(known: _Known, below: _Known) -> str:
    return parts.style_properties(_difference(known.paragraph, below.paragraph), _difference(known.run, below.run))


def _difference(own: Mapping[str, str], below: Mapping[str, str]) -> str:
    """Return the properties of a style that the style below it does not have."""
    return "".join(value or ooxml.RESETS.get(name, "") for name, value in own.items() if value != below[name])


def _table_look(style: TableStyle) -> str:
    rules = (("top", style.rule_top), ("bottom", style.rule_bottom), ("insideH", style.rule_row))
    x, y = style.padding_x, style.padding_y
    # Word makes a row higher by the line below it; the theme counts lines as part of the padding.
    below = Length(max(y - (style.rule_row.width if style.rule_row else ZERO), 0))
    return parts.table_look(
        borders="".join(ooxml.border(side, line) for side, line in rules if line),
        margins=tablexml.cell_margins("tblCellMar", top=y, left=x, bottom=below, right=x),
        head=parts.head_look(ooxml.border("bottom", style.rule_head), style.head_background),
    )


def _box_look(style: BoxStyle) -> str:
    # The left of a table is where its text starts, also where that is on the right (17.4.35, start border).
    lines = {
        "top": style.border_top,
        "left": style.border_start,
        "bottom": style.border_bottom,
        "right": style.border_end,
    }
    padding = dict.fromkeys(lines, style.padding)
    return parts.table_look(
        borders="".join(ooxml.border(side, line) for side, line in lines.items() if line),
        margins=tablexml.cell_margins("tblCellMar", **padding),
        background=style.background,
    )
