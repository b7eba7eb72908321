"""Notes with which a pack is tried: one with everything, one with the least, and one that nobody writes for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from bluf.briefing.extras import CHOICE, ITEM, FieldSpec
from bluf.briefing.source import Setting
from bluf.compose.manifest import PAGES
from bluf.compose.pack import Pack

FOLDER = Path(__file__).parents[1] / "samples"
FULL, MINIMAL, HOSTILE = "full", "minimal", "hostile"
NAMES = (FULL, MINIMAL, HOSTILE)
_SOURCES = {FULL: "accounts", MINIMAL: "source", HOSTILE: "s"}  # one of each

_PLAIN: dict[str, Any] = {
    "line": "A few words",
    "text": "A sentence with *emphasis*, and another.\n\n- A list\n- of two",
    "day": "2026-04-10",
    "when": "2026-04/2026-05",
    "number": 1234.5,
    "flag": True,
    "address": "https://example.org/page",
    "table": {"Name": "Value", "Another name": "Another value"},
}
_HOSTILE: dict[str, Any] = {
    **_PLAIN,
    "line": "<b>&amp; {{ x }} " + "a" * 90,
    "text": "# Heading\n\n> quoted\n\n| a | b |\n|---|---|\n| 1 | `<c>` |",
    "number": -(10**15),
    "when": "soon",
}


def path(name: str) -> Path:
    """Return the data file of a sample."""
    return FOLDER / f"{name}.yaml"


def settings(name: str, pack: Pack) -> tuple[Setting, ...]:
    """Return what a sample needs besides its data file: the pack's own fields, and room for all it has."""
    extra = dict(_fields(name, pack.manifest.fields))
    found = [Setting(("options", PAGES), 0)]
    if extra:
        found.append(Setting(("extra",), extra))
    if name == MINIMAL and _names_source(pack.manifest.fields):
        found.append(Setting(("sources",), [{"id": _SOURCES[MINIMAL], "title": "A source"}]))
    return tuple(found)


def _names_source(specs: Sequence[FieldSpec]) -> bool:
    """Return whether a note must name a source in a field of the pack's own."""
    return any(spec.required and (spec.kind == "source" or _names_source(spec.fields)) for spec in specs)


def _fields(name: str, specs: Sequence[FieldSpec]) -> Iterator[tuple[str, Any]]:
    for spec in specs:
        if spec.required or name != MINIMAL:
            value = _value(name, spec)
            yield spec.name, [value] * (5 if name == HOSTILE else 2) if spec.many else value


def _value(name: str, spec: FieldSpec) -> Any:
    match spec.kind:
        case kind if kind == CHOICE:
            return spec.choices[0]
        case kind if kind == ITEM:
            return dict(_fields(name, spec.fields))
        case "actor":
            return "Island Council"
        case "source":
            return _SOURCES[name]
        case kind:
            return (_HOSTILE if name == HOSTILE else _PLAIN)[kind]
