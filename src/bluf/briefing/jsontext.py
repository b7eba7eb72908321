"""JSON (RFC 8259) → plain data: read piece by piece, for the places and for keys that stand there twice."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bluf.briefing.building import Builder, Parsed
from bluf.briefing.source import Place, Places, shown

_TOKEN = re.compile(
    r'[ \t\n\r]*(?:(?P<mark>[{}\[\]:,])|(?P<string>"(?:[^"\\]|\\.)*")|'
    r"(?P<word>-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?|true|false|null)|(?P<end>\Z)|(?P<bad>[A-Za-z_]+|.))",
    re.DOTALL,
)
_LONGEST_NUMBER = 400


def parse_json(text: str, path: Path, places: Places | None) -> Parsed:
    """Return the data of a JSON text, and what is wrong in it.

    Raises:
        BlufError: it is not well-formed, or beyond the limits.
    """
    builder = Builder(path, places)
    closers: list[str] = []
    expect = "value"
    for kind, piece, place in _tokens(text):
        expect = _take(builder, closers, expect, kind, piece, place)
    return builder.result, builder.found


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


def _take(builder: Builder, closers: list[str], expect: str, kind: str, piece: str, place: Place) -> str:
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
        builder.key(_value(builder, piece, place), place)
        return "colon"
    if "value" in expect and (kind in {"string", "word"} or piece in {"{", "["}):
        if kind == "mark":
            builder.open({} if piece == "{" else [], place)
            closers.append("}" if piece == "{" else "]")
            return "key close" if piece == "{" else "value close"
        builder.scalar(_value(builder, piece, place), place)
        return "comma close" if closers else "end"
    raise builder.fail("json", place, *_unexpected(expect, kind, piece))


_WANTED = {
    "comma close": "a comma or the closing bracket",
    "end": "the end of the file",
    "colon": "a colon",
    "key": "the next key",
    "key close": "a key or the closing bracket",
    "value": "a value",
    "value close": "a value or the closing bracket",
}


def _unexpected(expect: str, kind: str, piece: str) -> tuple[str, str]:
    """Return message and hint for a piece that cannot stand where it is."""
    found = "the end of the file" if kind == "end" else f"`{shown(piece, 20)}`"
    message = f"not valid JSON: {_WANTED[expect]} is expected here, not {found}"
    match piece:
        case '"' if expect != "comma close":
            return "not valid JSON: this text has no end", 'close it with `"`; within it, write `\\"` for `"`'
        case "}" | "]" if expect in {"key", "value"}:
            return message, "take away the comma before it"
        case "NaN" | "Infinity" | "-":
            return message, "JSON knows plain numbers only"
        case "'":
            return message, 'texts and keys stand in double quotation marks (`"`)'
        case "/" | "#":
            return message, "JSON has no comments; YAML and TOML have"
        case _ if kind == "end":
            return message, "a bracket is not closed"
        case _:
            return message, "keys and texts stand in double quotation marks, with commas between them"


def _value(builder: Builder, piece: str, place: Place) -> Any:
    number = piece[0] in "-0123456789"
    if number and len(piece) > _LONGEST_NUMBER:
        hint = "put it in quotation marks if it is meant as text"
        raise builder.fail("number", place, f"a number of {len(piece):,} digits is too long", hint)
    try:
        value = json.loads(piece)
    except json.JSONDecodeError as bad:
        raise builder.fail("json", place, *_bad_text(bad)) from None
    if isinstance(value, float) and not math.isfinite(value):
        hint = "put it in quotation marks if it is meant as text"
        raise builder.fail("number", place, f"the number {shown(piece)} is too large", hint)
    return value


def _bad_text(bad: json.JSONDecodeError) -> tuple[str, str]:
    """Return message and hint for a text that JSON cannot read."""
    if "control character" in bad.msg:
        return "not valid JSON: a text cannot go on in the next line or hold a tab", "write `\\n` or `\\t` in it"
    return "not valid JSON: a backslash in this text starts nothing that JSON knows", "write two for one: `\\\\`"
