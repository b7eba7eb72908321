"""The TOML files of a pack: plain tables, and on demand the line on which something stands."""

from __future__ import annotations

import contextlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from bluf.briefing.source import Places, read_bytes
from bluf.briefing.syntax import parse
from bluf.diagnostics import BlufError, Span, error

_LARGEST = 1 << 20  # bytes
_DEEPEST = 20  # tables in tables


@dataclass(frozen=True)
class TomlFile:
    """A TOML file: its tables, and where they stand."""

    path: Path
    text: str = field(repr=False)
    data: dict[str, Any]

    @cached_property
    def _places(self) -> Places:
        places = Places()
        with contextlib.suppress(BlufError):  # it was read once already
            parse(self.text, self.path, "toml", places)
        return places

    def span(self, path: tuple[str, ...]) -> Span:
        """Return the place of a key, or of the nearest table around it."""
        for end in range(len(path), 0, -1):
            place = self._places.keys.get(path[:end]) or self._places.values.get(path[:end])
            if place:
                return Span(str(self.path), *place, ".".join(path))
        return Span(str(self.path), path=".".join(path))

    def has(self, path: tuple[str, ...]) -> bool:
        """Return whether the file itself says something at a place."""
        here: Any = self.data
        for part in path:
            if not isinstance(here, Mapping) or part not in here:
                return False
            here = here[part]
        return True


def read_toml(path: Path) -> TomlFile:
    """Return a TOML file.

    Raises:
        BlufError: it cannot be read, is not UTF-8, or is no TOML.
    """
    hint = "a file of a template pack has at most 1 MB"
    try:
        text = read_bytes(path, _LARGEST, hint).decode("utf-8-sig")
        file = TomlFile(path, text, tomllib.loads(text))
    except UnicodeDecodeError:
        message = "the file is not UTF-8"
        raise BlufError(error("template-file", Span(str(path)), message, "save the file as UTF-8")) from None
    except tomllib.TOMLDecodeError as bad:
        try:  # our own reader says where and why
            parse(text, path, "toml")
        except BlufError as failure:
            raise failure from None
        raise BlufError(error("template-toml", Span(str(path)), f"not valid TOML: {bad}")) from None
    except RecursionError:
        raise _too_deep(path) from None
    waiting: list[tuple[Any, int]] = [(file.data, 0)]
    while waiting:
        value, depth = waiting.pop()
        if depth > _DEEPEST:
            raise _too_deep(path)
        inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        waiting.extend((entry, depth + 1) for entry in inner)
    return file


def _too_deep(path: Path) -> BlufError:
    hint = "no file of a template pack needs so many"
    return BlufError(
        error("template-toml", Span(str(path)), f"more than {_DEEPEST} tables or lists in each other", hint)
    )


def merge(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``base`` with the values of ``over`` in place of its own, table by table."""
    merged = dict(base)
    for key, value in over.items():
        old = merged.get(key)
        merged[key] = merge(old, value) if isinstance(old, Mapping) and isinstance(value, Mapping) else value
    return merged
