"""Plain tables (as ``theme.toml`` holds them) → a complete ``Theme``, with every mistake reported at once.

The tables are ``page``, ``colours``, ``fonts``, ``paragraph``, ``text``, ``box``, ``table``, ``list``,
``definitions``, ``rule`` and ``figure``; the keys of a style are the fields of its class in ``theme.model``.
``based_on`` names the style of the same kind whose values a style starts from.
"""

from __future__ import annotations

import dataclasses
import difflib
import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from bluf.diagnostics import BlufError, Diagnostic, Span, error
from bluf.theme.length import ZERO, Length
from bluf.theme.model import (
    RUNNING_FIELDS,
    Border,
    BoxStyle,
    DefinitionStyle,
    FontFamily,
    ListStyle,
    Logo,
    PageStyle,
    ParagraphStyle,
    RunningText,
    TableStyle,
    TextStyle,
    Theme,
)

Path = tuple[str, ...]
T = TypeVar("T")
Where = Callable[[Path], Span]

# Sheet sizes: ISO 216 for A4 and A5, ANSI/ASME Y14.1 for Letter and Legal.
_SIZES = {
    "A4": ("210mm", "297mm"),
    "A5": ("148mm", "210mm"),
    "Letter": ("8.5in", "11in"),
    "Legal": ("8.5in", "14in"),
}
_REQUIRED_PARAGRAPHS = (
    "body title heading-2 heading-3 heading-4 heading-5 heading-6 caption quotation attribution "
    "contents-title contents-1 contents-2 contents-3 banner header footer"
).split()
_REQUIRED_TEXTS = "strong emphasis code superscript subscript link reference".split()
_MOST_COLUMNS = 3
_RUNNING_FIELD = re.compile(r"\{([^{}]*)\}")
_COLOUR = re.compile(r"#?([0-9A-Fa-f]{6})")


class _MistakeError(ValueError):
    """A value that does not fit; its hints ride along.

    A ``follow_on`` comes of another mistake, and is told only where there is no other.
    """

    def __init__(self, message: str, *hints: str, follow_on: bool = False) -> None:
        super().__init__(message)
        self.hints = hints
        self.follow_on = follow_on


def _nearest(word: str, known: list[str]) -> tuple[str, ...]:
    near = difflib.get_close_matches(word, known, 1)
    if near:
        return (f"did you mean `{near[0]}`?",)
    return (f"one of: {', '.join(sorted(known))}",) if known else ()


def _required(field: dataclasses.Field[Any]) -> bool:
    return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING


class _Reader:
    """Reads the tables of one theme; mistakes are collected in ``found``."""

    def __init__(self, data: Mapping[str, Any], where: Where) -> None:
        self.data = data
        self.where = where
        self.found: list[Diagnostic] = []
        self.follow_ons: list[Diagnostic] = []
        self.failed: set[tuple[str, str]] = set()
        self.colours: dict[str, str] = {}
        self.families: dict[str, FontFamily] = {}
        self.paragraphs: dict[str, ParagraphStyle] = {}
        self.texts: dict[str, TextStyle] = {}

    def wrong(self, path: Path, message: str, *hints: str, follow_on: bool = False) -> None:
        diagnostic = error("theme-value", self.where(path), message, *hints)
        (self.follow_ons if follow_on else self.found).append(diagnostic)

    def table(self, *path: str) -> Mapping[str, Any]:
        here: Mapping[str, Any] = self.data
        for part in path:
            inner = here.get(part, {})
            if not isinstance(inner, Mapping):
                self.wrong(path, f"`{'.'.join(path)}` must be a table")
                return {}
            here = inner
        return here

    # --- values ---

    def convert(self, kind: str, value: Any) -> Any:
        """Return ``value`` as what the annotation ``kind`` of a field asks for."""
        kind = kind.removesuffix(" | None")
        if value is False and kind in {"Border", "Colour"}:
            return None
        if kind.startswith("Literal["):
            allowed = re.findall(r'[\'"](\w*)[\'"]', kind)
            if value not in allowed:
                raise _MistakeError(f"'{value}' is not possible here", *_nearest(str(value), allowed))
            return value
        if kind.startswith("tuple[str"):
            if isinstance(value, list) and all(isinstance(v, str) for v in value) and value:
                return tuple(value)
            raise _MistakeError("expected a list of texts")
        converters: dict[str, Callable[[Any], Any]] = {
            "bool": self.boolean,
            "float": self.number,
            "int": self.whole,
            "str": self.words,
            "Length": self.length,
            "Colour": self.colour,
            "Border": self.border,
            "FontFamily": self.family,
            "ParagraphStyle": self.paragraph_style,
            "TextStyle": self.text_style,
        }
        return converters[kind](value)

    def boolean(self, value: Any) -> bool:
        if not isinstance(value, bool):
            raise _MistakeError("expected true or false")
        return value

    def number(self, value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise _MistakeError("expected a number")
        return float(value)

    def whole(self, value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= _MOST_COLUMNS:
            raise _MistakeError(f"expected a whole number from 1 to {_MOST_COLUMNS}")
        return value

    def words(self, value: Any) -> str:
        if not isinstance(value, str):
            raise _MistakeError("expected text in quotation marks")
        return value

    def length(self, value: Any) -> Length:
        if value == 0 and not isinstance(value, bool):
            return ZERO
        if not isinstance(value, str):
            raise _MistakeError("expected a length in quotation marks", "such as '10pt' or '25mm'")
        try:
            return Length.parse(value)
        except ValueError as bad:
            raise _MistakeError(str(bad)) from None

    def colour(self, value: Any) -> str:
        if not isinstance(value, str):
            raise _MistakeError("expected a colour", "such as '#1B2733', or the name of one in [colours]")
        if value in self.colours:
            return self.colours[value]
        match = _COLOUR.fullmatch(value)
        if not match:
            raise _MistakeError(
                f"'{value}' is neither #RRGGBB nor a name in [colours]", *_nearest(value, list(self.colours))
            )
        return match[1].upper()

    def border(self, value: Any) -> Border:
        if not isinstance(value, Mapping):
            raise _MistakeError(
                "expected a border", "such as { width = '0.5pt', colour = 'ink', space = '4pt' }, or false"
            )
        unknown = set(value) - {"width", "colour", "space"}
        if unknown or not {"width", "colour"} <= set(value):
            raise _MistakeError("a border has width and colour, and may have space")
        return Border(self.length(value["width"]), self.colour(value["colour"]), self.length(value.get("space", 0)))

    def family(self, value: Any) -> FontFamily:
        if value not in self.families:
            raise _MistakeError(f"there is no family '{value}' in [fonts]", *_nearest(str(value), list(self.families)))
        return self.families[value]

    def paragraph_style(self, value: Any) -> ParagraphStyle:
        return self.style("paragraph", self.paragraphs, value)

    def text_style(self, value: Any) -> TextStyle:
        return self.style("text", self.texts, value)

    def style(self, kind: str, known: Mapping[str, T], name: Any) -> T:
        if name not in known:
            message = f"there is no style [{kind}.{name}]"
            raise _MistakeError(message, *_nearest(str(name), list(known)), follow_on=name in self.table(kind))
        return known[name]

    # --- tables of values ---

    def fields(self, cls: type, path: Path, table: Mapping[str, Any], *, extra: tuple[str, ...] = ()) -> dict[str, Any]:
        """Return the converted values of a table whose keys are the fields of ``cls``."""
        kinds = {f.name: str(f.type) for f in dataclasses.fields(cls) if f.name != "name"}
        names = {name.rstrip("_"): name for name in kinds}
        values = {}
        for key, value in table.items():
            if key in extra:
                continue
            if key not in names:
                self.wrong((*path, key), f"unknown key `{key}`", *_nearest(key, [*names, *extra]))
                continue
            try:
                values[names[key]] = self.convert(kinds[names[key]], value)
            except _MistakeError as bad:
                self.wrong((*path, key), str(bad), *bad.hints, follow_on=bad.follow_on)
        return values

    def styles(self, kind: str, cls: type, into: dict[str, Any]) -> dict[str, Any]:
        """Read all styles of a kind, bases before what is based on them."""
        for name in self.table(kind):
            self.read_style(kind, cls, name, into, [])
        return into

    def read_style(self, kind: str, cls: type, name: str, into: dict[str, Any], above: list[str]) -> None:
        """Read a style and first its bases; ``above`` are the styles that are based on it."""
        if name in into or (kind, name) in self.failed:
            return
        table = self.table(kind, name)
        base = table.get("based_on")
        start: dict[str, Any] = {}
        if base is not None:
            if base in (*above, name):
                self.wrong((kind, name, "based_on"), f"[{kind}.{name}] is based on itself")
            elif base not in self.table(kind):
                hints = _nearest(str(base), list(self.table(kind)))
                self.wrong((kind, name, "based_on"), f"there is no style [{kind}.{base}]", *hints)
            else:
                self.read_style(kind, cls, base, into, [*above, name])
            if base in into:
                start = {f.name: getattr(into[base], f.name) for f in dataclasses.fields(cls)}
        values = {**start, **self.fields(cls, (kind, name), table, extra=("based_on",)), "name": name}
        missing = [f.name for f in dataclasses.fields(cls) if f.name not in values and _required(f)]
        if not missing:
            into[name] = cls(**values)
            return
        self.failed.add((kind, name))
        follow_on = base is not None or not set(missing).isdisjoint(table)
        self.wrong((kind, name), f"[{kind}.{name}] lacks {', '.join(missing)}", follow_on=follow_on)

    # --- the parts ---

    def page(self) -> PageStyle | None:
        table = dict(self.table("page"))
        size = table.pop("size", None)
        if isinstance(size, str) and size in _SIZES:
            table.setdefault("width", _SIZES[size][0])
            table.setdefault("height", _SIZES[size][1])
        elif size is not None:
            self.wrong(("page", "size"), f"'{size}' is not a known sheet size", *_nearest(str(size), list(_SIZES)))
            return None
        values = self.fields(PageStyle, ("page",), table, extra=("size",))
        missing = [f.name for f in dataclasses.fields(PageStyle) if f.name not in values and _required(f)]
        if missing:
            self.wrong(("page",), f"[page] lacks {', '.join(missing)}")
            return None
        page = PageStyle(**values)
        if min(page.column_width, page.height - page.top - page.bottom) < Length.parse("50mm"):
            self.wrong(
                ("page",),
                "the margins and columns leave less than 50 mm for text",
                "make the sheet larger, the margins smaller or the columns fewer",
            )
        return page

    def named(self, table: str, convert: Callable[[str, Any], Any]) -> dict[str, Any]:
        result = {}
        for name, value in self.table(table).items():
            try:
                result[name] = convert(name, value)
            except _MistakeError as bad:
                self.wrong((table, name), str(bad), *bad.hints)
                result[name] = None  # named all the same, so that its users are not told to be wrong too
        return result

    def font_family(self, name: str, table: Any) -> FontFamily:
        if not isinstance(table, Mapping) or "regular" not in table:
            raise _MistakeError(f"[fonts.{name}] needs `regular`, the font of its plain style")
        return FontFamily(
            name=str(table.get("name", name)),
            **self.fields(FontFamily, ("fonts", name), table, extra=("name",)),
        )

    def theme(self, name: str) -> Theme:
        known = (
            "page colours fonts fallback paragraph text box table list definitions rule figure header first_header "
            "footer chapter_header logo"
        ).split()
        for key in self.data:
            if key not in known:
                self.wrong((key,), f"unknown table `{key}`", *_nearest(key, known))
        self.colours = self.named("colours", lambda _, value: self.colour(value))
        self.families = self.named("fonts", self.font_family)
        page = self.page()
        self.styles("text", TextStyle, self.texts)
        self.styles("paragraph", ParagraphStyle, self.paragraphs)
        for kind, required, have in (
            ("paragraph", _REQUIRED_PARAGRAPHS, self.paragraphs),
            ("text", _REQUIRED_TEXTS, self.texts),
        ):
            lacking = [r for r in required if r not in have and r not in self.table(kind)]
            if lacking:
                self.wrong((kind,), f"the theme lacks the styles {', '.join(f'[{kind}.{r}]' for r in lacking)}")
        boxes = self.styles("box", BoxStyle, {})
        tables = self.styles("table", TableStyle, {})
        lists = self.styles("list", ListStyle, {})
        definitions = self.styles("definitions", DefinitionStyle, {})
        rule = self.convert_or(("rule",), self.border, self.data.get("rule"))
        figure = self.table("figure")
        before, after = (
            self.convert_or(("figure", k), self.length, figure.get(k, 0)) for k in ("space_before", "space_after")
        )
        heads = [self.running(key) for key in ("header", "first_header", "footer", "chapter_header")]
        logo = self.logo()
        if self.found or self.follow_ons or page is None:
            raise BlufError(*(self.found or self.follow_ons))
        return Theme(
            name=name, page=page, paragraphs=self.paragraphs, texts=self.texts, boxes=boxes, tables=tables,
            lists=lists, definitions=definitions, families=self.families,
            fallback=tuple(self.data.get("fallback", ())), rule=rule,
            figure_space_before=before, figure_space_after=after,
            header=heads[0], first_header=heads[1], footer=heads[2], chapter_header=heads[3], logo=logo,
        )  # fmt: skip

    def running(self, key: str) -> RunningText:
        """Return what a header or footer says."""
        values = self.fields(RunningText, (key,), self.table(key))
        for place, pattern in values.items():
            for name in _RUNNING_FIELD.findall(pattern):
                if name not in RUNNING_FIELDS:
                    self.wrong((key, place), f"there is no field {{{name}}}", *_nearest(name, list(RUNNING_FIELDS)))
        return RunningText(**values)

    def logo(self) -> Logo | None:
        if self.data.get("logo") in (None, False):
            return None
        values = self.fields(Logo, ("logo",), self.table("logo"))
        missing = [f.name for f in dataclasses.fields(Logo) if f.name not in values and _required(f)]
        if missing:
            if not self.found:
                self.wrong(("logo",), f"[logo] lacks {', '.join(missing)}")
            return None
        return Logo(**values)

    def convert_or(self, path: Path, convert: Callable[[Any], Any], value: Any) -> Any:
        try:
            return convert(value)
        except _MistakeError as bad:
            self.wrong(path, str(bad), *bad.hints)
            return None


def read_theme(data: Mapping[str, Any], name: str, where: Where | None = None) -> Theme:
    """Return the theme that the tables ``data`` describe.

    Args:
        data: the tables, inheritance and overrides already merged.
        name: the name of the pack, for messages.
        where: gives the place in a file of a key path, for diagnostics.

    Raises:
        BlufError: with a diagnostic for each mistake.
    """
    return _Reader(data, where or (lambda path: Span(file=f"{name}/theme.toml", path=".".join(path)))).theme(name)
