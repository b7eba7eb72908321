"""TOML → plain data: read by ``tomllib``, which knows no places, and by a second look for them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from bluf.briefing.building import DEEPEST, Parsed
from bluf.briefing.source import DataPath, Lines, Place, Places, character_name, dotted, forbidden, shown
from bluf.diagnostics import BlufError, Diagnostic, Span, error

_AT = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)")
_LONG_NUMBER = re.compile(r"[0-9_]{1000,}")
_TWICE = ("Cannot overwrite a value", "Cannot declare", "Duplicate inline table key")


def parse_toml(text: str, path: Path, places: Places | None) -> Parsed:
    """Return the data of a TOML text, and what is wrong in it.

    Raises:
        BlufError: it is not well-formed, or beyond the limits.
    """
    if places is not None:
        _Placer(text, places).run()
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as bad:
        raise BlufError(_malformed(str(bad), text, path)) from None
    except RecursionError:
        raise BlufError(_too_deep(text, path)) from None
    except ValueError:  # Python's limit on the digits of a number (sys.set_int_max_str_digits)
        number = _LONG_NUMBER.search(text)
        span = Span(str(path), *(Lines(text).place(number.start()) if number else (0, 0)))
        raise BlufError(error("number", span, "this number is too long", _QUOTE)) from None
    reader = _Plain(text, path)
    return reader.read(data, ()), reader.found


_QUOTE = "put it in quotation marks if it is meant as text"


def _too_deep(text: str, path: Path) -> Diagnostic:
    placer = _Placer(text, Places())
    placer.run()
    span = Span(str(path), *(placer.stopped or (0, 0)))
    return error("too-deep", span, f"the data is nested more than {DEEPEST} levels deep", "nest the data less")


def _malformed(said: str, text: str, path: Path) -> Diagnostic:
    """Return what tomllib said, with its place, in plain words where it speaks to programmers."""
    match = _AT.search(said)
    place = (int(match[1]), int(match[2])) if match and match[1] else Lines(text).place(len(text))
    reason = _AT.sub("", said).strip()
    if reason.startswith(_TWICE):
        placer = _Placer(text, Places())
        placer.run()
        for here, again, first in placer.twice:
            if again <= place:
                name = next(part for part in reversed(here) if isinstance(part, str))
                message = f"`{shown(name)}` is there already, in line {first[0]}"
                return error("key-twice", Span(str(path), *again, dotted(here)), message, "keep one of the two")
    for sign, message, hint in _EXPLAINED:
        if sign in reason:
            return error("toml", Span(str(path), *place), f"not valid TOML: {message}", hint)
    return error("toml", Span(str(path), *place), f"not valid TOML: {shown(reason, 200)}", _CHECK)


_CHECK = "check the quotation marks, brackets and commas before this"
_EXPLAINED = (
    (
        "Illegal character '\\n'",
        "a text in quotation marks is not closed in this line",
        'a text of several lines stands between `"""` and `"""`',
    ),
    ("Unterminated string", "the file ends within a text in quotation marks", "close it with the mark it starts with"),
    ("Invalid value", "there is no value here that TOML knows", "texts stand in quotation marks"),
    ("Invalid date", "there is no such date", "check the month and the day"),
    ("not a Unicode scalar", "this `\\` names no character", "write the character itself"),
    ("Unescaped '\\'", "this `\\` starts nothing that TOML knows", "use single quotation marks around the text"),
    ("Expected '='", "a `=` is expected after the key", "every line is `key = value`, or a header in brackets"),
    ("Expected newline", "the line goes on after its value", "write one `key = value` in a line"),
    ("Invalid statement", "a line cannot start like this", "every line is `key = value`, or a header in brackets"),
    ("Expected ']'", "`]` is expected here", "a header stands alone in its line: [name]"),
    ("Unclosed array", "a comma or `]` is expected here", "check that commas stand between the values"),
    ("Unclosed inline table", "a comma or `}` is expected here", "check that commas stand between the keys"),
    ("Invalid initial character for a key", "a key is expected here", "put odd keys into quotation marks"),
    ("Cannot overwrite", "this key is there already", "keep one of the two"),
    ("Cannot declare", "this table is there already", "keep one of the two"),
    ("Cannot mutate", "what stands here is complete already", "put the keys together"),
    ("Cannot redefine", "what stands here is complete already", "put the keys together"),
)


class _Plain:
    """Checks TOML's data, and puts dates as the text that they are."""

    def __init__(self, text: str, path: Path) -> None:
        self.text = text
        self.path = path
        self.found: list[Diagnostic] = []
        self.places: Places | None = None

    def read(self, value: Any, here: DataPath) -> Any:
        """Return a value as plain data.

        Raises:
            BlufError: it is nested too deep.
        """
        if len(here) > DEEPEST:
            raise BlufError(*self.found, _too_deep(self.text, self.path))
        match value:
            case dict():
                for key in value:
                    self.check(key, (*here, key), key=True)
                return {key: self.read(inner, (*here, key)) for key, inner in value.items()}
            case list():
                return [self.read(inner, (*here, number)) for number, inner in enumerate(value)]
            case datetime() | date() | time():
                return value.isoformat()
            case str():
                self.check(value, here)
            case int() if not -(2**63) <= value < 2**63:
                self.found.append(error("number", self.span(here), "the number is too large", _QUOTE))
                return "0"  # something that the file's other problems can be found with
        return value

    def check(self, text: str, here: DataPath, *, key: bool = False) -> None:
        bad = forbidden(text)
        if bad:
            message = f"the text holds {character_name(bad[0])}"
            self.found.append(error("character", self.span(here, key=key), message, "take it out"))

    def span(self, here: DataPath, *, key: bool = False) -> Span:
        if self.places is None:
            self.places = Places()
            _Placer(self.text, self.places).run()
        place = (self.places.keys if key else self.places.values).get(here, (0, 0))
        return Span(str(self.path), *place, dotted(here))


# --- places -----------------------------------------------------------------------------------------

_PIECE = re.compile(
    r'[ \t]*+(?:#[^\n]*+)?+(?P<piece>"""(?:[^"\\]++|\\.|"{1,2}(?!"))*+"{3,5}|\'\'\'(?:[^\']++|\'{1,2}(?!\'))*+\'{3,5}|'
    r'"(?:[^"\\\n]++|\\.)*+"|\'[^\'\n]*+\'|[^\s\[\]{},.=#"\']++|.|\n|\Z)',
    re.DOTALL,
)


class _StopError(Exception):
    """The text is not what the placer expects; what it found up to there is good."""


class _Placer:
    """Finds where keys and values stand; of a text that is not TOML, as far as it goes."""

    def __init__(self, text: str, places: Places) -> None:
        self.places = places
        self.lines = Lines(text)
        self.stopped: Place | None = None
        self.twice: list[tuple[DataPath, Place, Place]] = []
        self.counts: dict[DataPath, int] = {}
        self._pieces: Iterator[re.Match[str]] = _PIECE.finditer(text)
        self.piece, self.at = "", 0
        self.step()

    def run(self) -> None:
        """Fill the places."""
        table: DataPath = ()
        self.places.values[()] = (1, 1)
        try:
            while self.piece:
                if self.piece == "\n":
                    self.step()
                elif self.piece == "[":
                    table = self.header()
                else:
                    self.pair(table)
        except (_StopError, StopIteration):
            self.stopped = self.lines.place(self.at)

    def step(self) -> None:
        match = next(self._pieces)
        self.piece, self.at = match["piece"], match.start("piece")

    def breaks(self, *more: str) -> None:
        while self.piece == "\n" or (self.piece and self.piece in more):
            self.step()

    def expect(self, piece: str) -> None:
        if self.piece != piece:
            raise _StopError
        self.step()

    def header(self) -> DataPath:
        place = self.lines.place(self.at)
        self.expect("[")
        array = self.piece == "["
        if array:
            self.step()
        parts = self.key()
        self.expect("]")
        if array:
            self.expect("]")
        path: DataPath = ()
        for depth, part in enumerate(parts, 1):
            path = (*path, part)
            if depth == len(parts) and array:
                self.counts[path] = self.counts.get(path, -1) + 1
            if path in self.counts:
                path = (*path, self.counts[path])
        self.note(path, place)
        self.places.values[path] = place
        return path

    def note(self, path: DataPath, place: Place) -> None:
        for end in range(1, len(path)):  # what a dotted key makes on its way
            self.places.values.setdefault(path[:end], place)
        first = self.places.keys.setdefault(path, place)
        if first != place:
            self.twice.append((path, place, first))

    def key(self) -> DataPath:
        """Read a key, dotted or not."""
        parts: list[str] = []
        while True:
            if not self.piece or self.piece in "[]{},.=\n" or len(parts) > DEEPEST:
                raise _StopError
            quoted = self.piece[0] in "\"'"
            try:
                parts.append(tomllib.loads(f"key = {self.piece}")["key"] if quoted else self.piece)
            except tomllib.TOMLDecodeError:
                raise _StopError from None
            self.step()
            if self.piece != ".":
                return tuple(parts)
            self.step()

    def pair(self, table: DataPath) -> None:
        place = self.lines.place(self.at)
        path = (*table, *self.key())
        self.note(path, place)
        self.expect("=")
        self.value(path)

    def value(self, path: DataPath) -> None:
        if len(path) > DEEPEST:
            raise _StopError
        self.places.values.setdefault(path, self.lines.place(self.at))
        if self.piece == "[":
            self.step()
            self.breaks()
            number = 0
            while self.piece != "]":
                self.value((*path, number))
                self.breaks(",")
                number += 1
            self.step()
        elif self.piece == "{":
            self.step()
            self.breaks()
            while self.piece != "}":
                self.pair(path)
                self.breaks(",")
            self.step()
        elif not self.piece or self.piece in "]},=\n":
            raise _StopError
        else:
            while self.piece and self.piece not in ",]}\n":
                self.step()
