"""YAML → plain data.

YAML is read by its core ideas only. Plain scalars stay the text that they are (``no``, ``1.10``, ``007``,
``2025-11-24``), since the model knows which type a field has and YAML's guesses are known to be wrong; only
``~``, ``null`` and nothing mean nothing. Below ``theme`` and ``extra``, which have no model, decimal numbers and
``true``/``false`` are read as YAML 1.2 (10.3.2) reads them. Tags and merge keys are errors.
"""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Any, Protocol

import yaml

from bluf.briefing.building import Builder, Parsed
from bluf.briefing.source import Lines, Place, Places, shown
from bluf.diagnostics import BlufError

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULLS = {"", "~", "null", "Null", "NULL"}
_BOOLEANS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INT = re.compile(r"[-+]?[0-9]{1,400}")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_FREE = {"theme", "options", "extra"}
_OWN_BREAKS = re.compile("[\u2028\u2029]")  # lines end here for YAML, and for no editor
_TAGS = "tag:yaml.org,2002:"


def parse_yaml(text: str, path: Path, places: Places | None) -> Parsed:
    """Return the data of a YAML text, and what is wrong in it.

    Raises:
        BlufError: it is not well-formed, or beyond the limits.
    """
    return _Reader(text, path, places).read()


class _Mark(Protocol):
    """A place as PyYAML says it, in Python or in C."""

    index: int
    line: int
    column: int


class _Reader:
    """Hands a parser's events to a builder."""

    def __init__(self, text: str, path: Path, places: Places | None) -> None:
        self.text = text
        self.builder = Builder(path, places)
        self.lines = Lines(text) if _OWN_BREAKS.search(text) else None

    def read(self) -> Parsed:
        documents = 0
        try:
            for event in yaml.parse(self.text, Loader=_LOADER):
                if isinstance(event, yaml.DocumentStartEvent):
                    documents += 1
                    if documents > 1:
                        hint = "write each note into a file of its own"
                        message = "a second YAML document starts here"
                        raise self.builder.fail("documents", self.place(event.start_mark), message, hint)
                self.event(event)
        except yaml.MarkedYAMLError as bad:
            raise self.error(bad) from None
        except yaml.YAMLError as bad:
            raise self.builder.fail("yaml", (1, 1), f"not valid YAML: {shown(str(bad), 200)}", _CLOSE) from None
        return self.builder.result, self.builder.found

    def place(self, mark: _Mark | None) -> Place:
        if mark is None:
            return 1, 1
        return self.lines.place(min(mark.index, len(self.text))) if self.lines else (mark.line + 1, mark.column + 1)

    def event(self, event: yaml.Event) -> None:
        match event:
            case yaml.ScalarEvent():
                self.scalar(event)
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                self.no_tag(event)
                new: dict[str, Any] | list[Any] = {} if isinstance(event, yaml.MappingStartEvent) else []
                self.builder.open(new, self.place(event.start_mark), event.anchor)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self.builder.close()
            case yaml.AliasEvent():
                self.builder.alias(event.anchor or "", self.place(event.start_mark))
            case _:
                pass

    def no_tag(self, event: Any) -> None:
        if event.tag is not None:
            name = shown(f"!!{event.tag[len(_TAGS) :]}" if event.tag.startswith(_TAGS) else event.tag)
            hint = "take it away, or put quotation marks around a text that starts with !"
            message = f"the YAML tag `{name}` has no meaning here"
            raise self.builder.fail("yaml-tag", self.place(event.start_mark), message, hint)

    def scalar(self, event: yaml.ScalarEvent) -> None:
        place = self.place(event.start_mark)
        if event.tag not in {None, "!"}:
            self.no_tag(event)
        plain = event.implicit[0]  # neither quoted nor a block
        if self.builder.wants_key:
            if plain and event.value == "<<":
                raise self.builder.fail("yaml-merge", place, "merge keys (`<<`) are not read", "write the keys out")
            self.builder.key(event.value, place)
            return
        value: Any = event.value
        if plain:
            if value in _NULLS:
                value = None
            elif self.builder.top_key in _FREE:
                value = self.core(value, place)
        self.builder.scalar(value, place, event.anchor)

    def core(self, text: str, place: Place) -> Any:
        """Return the value of a plain scalar by the core schema."""
        if text in _BOOLEANS:
            return _BOOLEANS[text]
        if _INT.fullmatch(text):
            return int(text)
        if not _FLOAT.fullmatch(text):
            return text
        number = float(text)
        if not math.isfinite(number) or text.strip("-+").isdigit():
            hint = "put it in quotation marks if it is meant as text"
            raise self.builder.fail("number", place, f"the number {shown(text, 20)} is too large", hint)
        return number

    def error(self, bad: yaml.MarkedYAMLError) -> BlufError:
        end = Lines(self.text).place(len(self.text))  # the parser may say the line after the last
        place = min(self.place(bad.problem_mark or bad.context_mark), end)
        start = self.text.split("\n", place[0])[place[0] - 1][: place[1]]
        if "\t" in start and not start.strip():
            message = "a tab is used for indentation, which YAML does not allow"
            return self.builder.fail("yaml-tab", place, message, "use spaces")
        said = f"{bad.context or ''} {bad.problem or ''}".strip()
        if "nesting depth" in said:  # libyaml's own limit (from 0.2.6): it reads far ahead in brackets
            return self.builder.too_deep(place)
        for sign, message, hint in _EXPLAINED:
            if sign in said:
                return self.builder.fail("yaml", place, f"not valid YAML: {message}", hint)
        return self.builder.fail("yaml", place, f"not valid YAML: {shown(bad.problem or said, 200)}", _CLOSE)


# What the parser says (libyaml, scanner.c and parser.c; PyYAML says nearly the same), and what an analyst needs.
_CLOSE = "check the indentation, and that quotation marks and brackets are closed"
_EXPLAINED = (
    ("mapping values are not allowed", "a `: ` cannot stand here", "put quotation marks around a text that holds ': '"),
    (
        "could not find expected ':'",
        "a key without a `: ` stands before this",
        "every line is `key: value`, or belongs to the text above by its indentation",
    ),
    ("found unknown escape", "this `\\` starts nothing that YAML knows", "use single quotation marks around the text"),
    ("found invalid Unicode", "this `\\` names no character", "write the character itself"),
    ("hexadecimal number", "this `\\` names no character", "use single quotation marks around the text"),
    (
        "found unexpected end of stream",
        "the file ends within a text in quotation marks",
        "close it with the mark that it starts with",
    ),
    ("found unexpected document indicator", "a text in quotation marks is not closed before this", _CLOSE),
    ("',' or ']'", "a comma or `]` is expected here", _CLOSE),
    ("',' or '}'", "a comma or `}` is expected here", _CLOSE),
    ("while scanning an alias", "`*` starts a reference", "put quotation marks around a text that starts with *"),
    ("while scanning an anchor", "`&` starts an anchor", "put quotation marks around a text that starts with &"),
    ("while scanning a tag", "`!` starts a tag", "put quotation marks around a text that starts with !"),
    (
        "while scanning a block scalar",
        "`|` and `>` stand alone at the end of a line",
        "start the text in the next line, or put quotation marks around it",
    ),
    (
        "cannot start any token",
        "a text cannot start with this character",
        "put quotation marks around a text that starts with @, %, ` or a tab",
    ),
    (
        "did not find expected '-'",
        "an item that starts with `- ` is expected here",
        "the items of a list stand at the same indentation",
    ),
    ("sequence entries are not allowed", "a `- ` cannot stand here", "start the list in a line of its own"),
    ("did not find expected key", "a key is expected here", _CLOSE),
    ("while scanning a directive", "`%` starts a directive", "put quotation marks around a text that starts with %"),
    ("expected <document start>", "this does not belong to what stands before it", _CLOSE),
)
