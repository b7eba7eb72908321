"""The three ways to write a data file, YAML, JSON and TOML: text → plain data, with the places of what is in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from bluf.briefing.building import Parsed
from bluf.briefing.jsontext import parse_json
from bluf.briefing.source import Places
from bluf.briefing.tomltext import parse_toml
from bluf.briefing.yamltext import parse_yaml

_READERS: dict[str, Callable[[str, Path, Places | None], Parsed]] = {
    "yaml": parse_yaml,
    "json": parse_json,
    "toml": parse_toml,
}


def parse(text: str, path: Path, kind: str, places: Places | None = None) -> Parsed:
    """Return the data that ``text`` says, and what is wrong in it; ``places``, when given, is filled.

    Raises:
        BlufError: it is not well-formed, or beyond the limits.
    """
    return _READERS[kind](text, path, places)
