"""Putting data together from the events of a parser: without recursion, within limits, with places."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from bluf.briefing.source import DataPath, Place, Places, character_name, dotted, forbidden, shown
from bluf.diagnostics import BlufError, Diagnostic, Span, error

DEEPEST = 64
Parsed: TypeAlias = tuple[Any, list[Diagnostic]]  # the data, and what is wrong in it
LARGEST = 300_000  # values, those that aliases repeat counted each time; 100,000 words make about 30,000


@dataclass(slots=True)
class _Open:
    """A mapping or list that is not closed yet."""

    value: dict[str, Any] | list[Any]
    anchor: str | None
    size_before: int
    key: str = ""
    has_key: bool = False  # whether ``key`` still waits for its value
    spare: bool = False
    inner: int = 0  # how many levels are below it


@dataclass(slots=True)
class Builder:
    """Takes events in document order and holds the data in ``result`` at the end.

    Args of the fields: ``path`` is the file, for messages; ``places`` is filled in when given.
    """

    path: Path
    places: Places | None = None
    result: Any = None
    found: list[Diagnostic] = field(default_factory=list)
    _stack: list[_Open] = field(default_factory=list)
    _anchors: dict[str, tuple[Any, int, int]] = field(default_factory=dict)
    _key_places: list[dict[str, Place]] = field(default_factory=list)
    _size: int = 0

    def fail(self, code: str, place: Place, message: str, *hints: str) -> BlufError:
        """Return an error that stops the reading, with what was found before it."""
        span = Span(str(self.path), *place, dotted(self._here()))
        return BlufError(*self.found, error(code, span, message, *hints))

    def _here(self) -> DataPath:
        last = len(self._stack) - 1  # the lists above it hold the value that is being read already
        return tuple(
            len(o.value) - (depth < last) if isinstance(o.value, list) else o.key
            for depth, o in enumerate(self._stack)
            if depth < last or isinstance(o.value, list) or o.has_key
        )

    @property
    def top_key(self) -> str:
        """Return the outermost key that is being read."""
        return self._stack[0].key if self._stack else ""

    @property
    def wants_key(self) -> bool:
        """Return whether the next scalar is a key."""
        return bool(self._stack) and isinstance(self._stack[-1].value, dict) and not self._stack[-1].has_key

    def open(self, value: dict[str, Any] | list[Any], place: Place, anchor: str | None = None) -> None:
        """Start a mapping or a list.

        Raises:
            BlufError: it stands where a key must, or too deep.
        """
        if self.wants_key:
            hint = "put quotation marks around a text that starts with [ or {"
            raise self.fail("key-kind", place, "a key must be text, not a list or mapping", hint)
        if len(self._stack) >= DEEPEST:
            raise self.too_deep(place)
        self._put(value, place)
        self._stack.append(_Open(value, anchor, self._size))
        self._key_places.append({})
        if anchor:
            self._anchors.pop(anchor, None)

    def close(self) -> None:
        """End the innermost mapping or list."""
        done = self._stack.pop()
        self._key_places.pop()
        if self._stack:
            self._stack[-1].inner = max(self._stack[-1].inner, done.inner + 1)
        if done.anchor:
            self._anchors[done.anchor] = (done.value, self._size - done.size_before + 1, done.inner + 1)

    def key(self, name: str, place: Place) -> None:
        """Take the key of the value that comes next; one that is there already is an error."""
        here = self._stack[-1]
        self.check(name, place)
        first = self._key_places[-1].setdefault(name, place)
        here.key, here.has_key = name, True
        here.spare = first is not place
        if here.spare:
            span = Span(str(self.path), *place, dotted(self._here()))
            message = f"`{shown(name)}` is there already, in line {first[0]}"
            self.found.append(error("key-twice", span, message, "keep one of the two"))
        elif self.places is not None:
            self.places.keys[self._here()] = place

    def scalar(self, value: Any, place: Place, anchor: str | None = None) -> None:
        """Take a value that is no mapping or list."""
        if isinstance(value, str):
            self.check(value, place)
        self._put(value, place)
        if anchor:
            self._anchors[anchor] = (value, 1, 0)

    def alias(self, name: str, place: Place) -> None:
        """Repeat what an anchor names.

        Raises:
            BlufError: the anchor is not there, holds the alias itself, or the data grows beyond the limit.
        """
        if self.wants_key:
            raise self.fail("key-kind", place, "an alias cannot be a key", "write it out")
        if any(o.anchor == name for o in self._stack):
            raise self.fail("alias-cycle", place, f"`*{name}` stands within what `&{name}` names", "write it out")
        if name not in self._anchors:
            hint = "put quotation marks around a text that starts with *"
            raise self.fail("alias-unknown", place, f"nothing before this is named `&{name}`", hint)
        value, size, levels = self._anchors[name]
        if len(self._stack) + levels > DEEPEST:
            raise self.too_deep(place)
        if self._stack:
            self._stack[-1].inner = max(self._stack[-1].inner, levels)
        self._size += size - 1
        self._put(value, place)

    def too_deep(self, place: Place) -> BlufError:
        """Return the error for data nested too deep."""
        return self.fail("too-deep", place, f"the data is nested more than {DEEPEST} levels deep", "nest the data less")

    def check(self, text: str, place: Place) -> None:
        """Report a character that an escape brought in and that no document may hold."""
        match = forbidden(text)
        if match:
            span = Span(str(self.path), *place, dotted(self._here()))
            self.found.append(error("character", span, f"the text holds {character_name(match[0])}", "take it out"))

    def _put(self, value: Any, place: Place) -> None:
        self._size += 1
        if self._size > LARGEST:
            hint = "split the note, or let YAML aliases repeat less"
            raise self.fail("too-much", place, f"the file holds more than {LARGEST:,} values", hint)
        if self.places is not None:
            self.places.values[self._here()] = place
        if not self._stack:
            self.result = value
            return
        here = self._stack[-1]
        if isinstance(here.value, list):
            here.value.append(value)
        else:
            if not here.spare:
                here.value[here.key] = value
            here.has_key = False
