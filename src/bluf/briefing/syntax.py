"""The three ways to write a data file, YAML, JSON and TOML: text → plain data, with the places of what is in it.

YAML is read by its core ideas only. Plain scalars stay the text that they are (``no``, ``1.10``, ``007``,
``2025-11-24``), since the model knows which type a field has and YAML's guesses are known to be wrong; only
``~``, ``null`` and nothing mean nothing. Below ``theme`` and ``extra``, which have no model, numbers and
``true``/``false`` are read as YAML 1.2 (10.3.2) reads them.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import yaml

from bluf.briefing.building import DEEPEST, Builder
from bluf.briefing.source import DataPath, Place, Places, character_name, dotted, forbidden
from bluf.diagnostics import BlufError, Span, error

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULLS = {"", "~", "null", "Null", "NULL"}
_BOOLEANS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INT = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]{1,3})?")
_FREE = {"theme", "extra"}


def parse(text: str, path: Path, kind: str, places: Places | None = None) -> Any:
    """Return the data that ``text`` says; ``places``, when given, is filled with where it stands.

    Raises:
        BlufError: it is not well-formed, or beyond the limits.
    """
    readers: dict[str, Callable[[str, Path, Places | None], Any]] = {"yaml": _yaml, "json": _json, "toml": _toml}
    return readers[kind](text, path, places)


# --- YAML -------------------------------------------------------------------------------------------


def _yaml(text: str, path: Path, places: Places | None) -> Any:
    builder = Builder(path, places)
    documents = 0
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    hint = "write each note into a file of its own"
                    raise builder.fail("documents", _mark(event), "the file holds several YAML documents", hint)
            _yaml_event(builder, event)
    except yaml.MarkedYAMLError as bad:
        raise _yaml_error(bad, text, builder) from None
    except yaml.YAMLError as bad:
        raise builder.fail("yaml", (1, 1), f"not valid YAML: {bad}") from None
    if builder.found:
        raise BlufError(*builder.found)
    return builder.result


def _mark(event: yaml.Event) -> Place:
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _yaml_event(builder: Builder, event: yaml.Event) -> None:
    match event:
        case yaml.ScalarEvent():
            _yaml_scalar(builder, event)
        case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
            _no_tag(builder, event)
            new: dict[str, Any] | list[Any] = {} if isinstance(event, yaml.MappingStartEvent) else []
            builder.open(new, _mark(event), event.anchor)
        case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
            builder.close()
        case yaml.AliasEvent():
            builder.alias(event.anchor or "", _mark(event))
        case _:
            pass


def _no_tag(builder: Builder, event: Any) -> None:
    if event.tag is not None:
        raise builder.fail("yaml-tag", _mark(event), f"the tag {event.tag} has no meaning here", "take it away")


def _yaml_scalar(builder: Builder, event: yaml.ScalarEvent) -> None:
    place = _mark(event)
    if event.tag not in {None, "!"}:
        _no_tag(builder, event)
    if builder.wants_key:
        builder.key(event.value, place)
        return
    value: Any = event.value
    if event.implicit[0]:  # plain: neither quoted nor a block
        if value in _NULLS:
            value = None
        elif builder.top_key in _FREE:
            value = _core(value)
    builder.scalar(value, place, event.anchor)


def _core(text: str) -> Any:
    """Return the value of a plain scalar by the core schema."""
    if text in _BOOLEANS:
        return _BOOLEANS[text]
    if _INT.fullmatch(text):
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else text


_YAML_HINTS = (
    ("mapping values are not allowed", "a text that holds ': ' needs quotation marks around it"),
    ("could not find expected ':'", "every line is `key: value`, or belongs to the text above by its indentation"),
    ("did not find expected key", "check the indentation, and that quotation marks are closed"),
    ("did not find expected '-'", "the items of a list start with '- ' at the same indentation"),
    ("found unexpected end of stream", "a quotation mark or bracket is not closed"),
    ("undefined alias", "a text that starts with * needs quotation marks around it"),
    ("while scanning an alias", "a text that starts with * needs quotation marks around it"),
    ("while scanning an anchor", "a text that starts with & needs quotation marks around it"),
    ("cannot start any token", "a text that starts with @, ` or % needs quotation marks around it"),
)


def _yaml_error(bad: yaml.MarkedYAMLError, text: str, builder: Builder) -> BlufError:
    mark = bad.problem_mark or bad.context_mark
    place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    lines = text.split("\n")
    line = lines[place[0] - 1] if place[0] <= len(lines) else ""
    if "\t" in line[: place[1]] and not line[: place[1]].strip():
        return builder.fail("yaml-tab", place, "a tab is used for indentation, which YAML does not allow", "use spaces")
    message = f"{bad.context or ''} {bad.problem or ''}".strip()
    hints = [hint for sign, hint in _YAML_HINTS if sign in message]
    return builder.fail("yaml", place, f"not valid YAML: {bad.problem or message}", *hints[:1])


# --- JSON (RFC 8259) --------------------------------------------------------------------------------

_TOKEN = re.compile(
    r'[ \t\n\r]*(?:(?P<mark>[{}\[\]:,])|(?P<string>"(?:[^"\\]|\\.)*")|'
    r"(?P<word>-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?|true|false|null)|(?P<end>\Z)|(?P<bad>.))",
    re.DOTALL,
)
_LONGEST_NUMBER = 400


def _json(text: str, path: Path, places: Places | None) -> Any:
    builder = Builder(path, places)
    closers: list[str] = []
    expect = "value"
    for kind, piece, place in _tokens(text):
        expect = _json_token(builder, closers, expect, kind, piece, place)
    if builder.found:
        raise BlufError(*builder.found)
    return builder.result


def _tokens(text: str) -> Iterator[tuple[str, str, Place]]:
    line, start = 1, 0
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "bad"
        at = match.start(kind)
        breaks = text.count("\n", match.start(), at)
        if breaks:
            line += breaks
            start = text.rfind("\n", 0, at) + 1
        yield kind, match[kind], (line, at - start + 1)
        if kind == "end":
            return
        if kind == "string" and "\n" in match[kind]:
            line += match[kind].count("\n")
            start = text.rfind("\n", 0, match.end()) + 1


def _json_token(builder: Builder, closers: list[str], expect: str, kind: str, piece: str, place: Place) -> str:
    """Take one piece; return what must come next: value, key, colon, comma or end."""
    if kind == "end" and expect == "end":
        return "end"
    if piece and piece in "}]" and kind == "mark" and closers and closers[-1] == piece and "close" in expect:
        closers.pop()
        builder.close()
        return "comma close" if closers else "end"
    if piece == "," and expect == "comma close":
        return "key" if closers[-1] == "}" else "value"
    if piece == ":" and expect == "colon":
        return "value"
    if kind == "string" and "key" in expect:
        builder.key(_json_value(builder, piece, place), place)
        return "colon"
    if "value" in expect and (kind in {"string", "word"} or piece in {"{", "["}):
        if kind == "mark":
            builder.open({} if piece == "{" else [], place)
            closers.append("}" if piece == "{" else "]")
            return "key close" if piece == "{" else "value close"
        builder.scalar(_json_value(builder, piece, place), place)
        return "comma close" if closers else "end"
    wanted = {"comma close": "a comma or the closing bracket", "end": "the end of the file", "colon": "a colon"}
    found = "the end of the file" if kind == "end" else repr(piece[:20])
    message = f"not valid JSON: expected {wanted.get(expect, expect.split(maxsplit=1)[0])}, found {found}"
    raise builder.fail(
        "json", place, message, "keys and texts stand in double quotation marks, with no comma after the last"
    )


def _json_value(builder: Builder, piece: str, place: Place) -> Any:
    if piece[:1] in "-0123456789" and len(piece) > _LONGEST_NUMBER:
        raise builder.fail("json", place, f"a number of {len(piece):,} digits")
    try:
        return json.loads(piece, strict=True)
    except ValueError as bad:
        raise builder.fail("json", place, f"not valid JSON: {getattr(bad, 'msg', bad)}") from None


# --- TOML -------------------------------------------------------------------------------------------

_TOML_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)")
_TOML_HEADER = re.compile(r"\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(?:#.*)?")
_TOML_KEY = re.compile(
    r'\s*((?:[A-Za-z0-9_-]+|"[^"]*"|\'[^\']*\')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|"[^"]*"|\'[^\']*\'))*)\s*='
)
_TOML_PART = re.compile(r'"([^"]*)"|\'([^\']*)\'|([A-Za-z0-9_-]+)')


def _toml(text: str, path: Path, places: Places | None) -> Any:
    if places is not None:
        _toml_places(text, places)
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as bad:
        match = _TOML_PLACE.search(str(bad))
        place = (int(match[1]), int(match[2])) if match else (0, 0)
        reason = _TOML_PLACE.sub("", str(bad)).strip()
        raise BlufError(error("toml", Span(str(path), *place), f"not valid TOML: {reason}")) from None
    except RecursionError:
        raise _too_deep(path) from None
    return _toml_plain(data, path, ())


def _too_deep(path: Path) -> BlufError:
    return BlufError(error("too-deep", Span(str(path)), f"the data is nested more than {DEEPEST} levels deep"))


def _toml_plain(value: Any, path: Path, here: DataPath) -> Any:
    """Return TOML's data with its dates as the text that they are."""
    if len(here) > DEEPEST:
        raise _too_deep(path)
    match value:
        case dict():
            return {key: _toml_plain(inner, path, (*here, key)) for key, inner in value.items()}
        case list():
            return [_toml_plain(inner, path, (*here, number)) for number, inner in enumerate(value)]
        case datetime() | date() | time():
            return value.isoformat()
        case str():
            bad = forbidden(value)
            if bad:
                span = Span(str(path), path=dotted(here))
                raise BlufError(error("character", span, f"the text holds {character_name(bad[0])}", "take it out"))
            return value
        case _:
            return value


def _toml_places(text: str, places: Places) -> None:
    """Fill in the lines of headers and keys; what stands inside an inline table has the place of its key."""
    table: tuple[str | int, ...] = ()
    counts: dict[tuple[str | int, ...], int] = {}
    fence = ""
    for number, line in enumerate(text.split("\n"), 1):
        if fence:
            fence = "" if fence in line else fence
            continue
        header, key = _TOML_HEADER.fullmatch(line), _TOML_KEY.match(line)
        if header:
            table = _toml_table(header, counts)
            place = (number, line.index("[") + 1)
            places.values[table] = places.keys[table] = place
        elif key:
            here = (*table, *_toml_parts(key[1]))
            places.keys[here] = (number, key.start(1) + 1)
            rest = line[key.end() :]
            places.values[here] = (number, key.end() + 1 + len(rest) - len(rest.lstrip()))
            fence = next((f for f in ('"""', "'''") if rest.count(f) == 1), "")


def _toml_parts(text: str) -> list[str]:
    return [a or b or c for a, b, c in _TOML_PART.findall(text)]


def _toml_table(header: re.Match[str], counts: dict[tuple[str | int, ...], int]) -> tuple[str | int, ...]:
    """Return the path of a table header; the tables of an array are counted in ``counts``."""
    path: tuple[str | int, ...] = ()
    parts = _toml_parts(header[2])
    for depth, part in enumerate(parts, 1):
        path = (*path, part)
        if depth == len(parts) and header[1] == "[[":
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path
