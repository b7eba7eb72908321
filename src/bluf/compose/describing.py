"""What the values that templates handle are called in messages to those who write templates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from jinja2.utils import Namespace

from bluf.briefing.fields import Model, When
from bluf.briefing.source import shown

_MODELS = {
    "briefing": "the note",
    "packextra": "what `extra` holds",
    "packoptions": "the template's options",
    "freesection": "a section",
    "sourceref": "a source",
}


def described(value: object) -> str:
    """Return what a value is."""
    match value:
        case None:
            return "nothing"
        case bool():
            return "true or false"
        case str():
            return f"the text '{shown(value, 30)}'"
        case int() | float():
            return f"the number {value}"
        case list() | tuple() | range():
            return "a list"
        case When() | date():
            return "a date"
        case Model():
            return _model(type(value).__name__.lower())
        case Namespace():
            return "a namespace"
        case Mapping():
            return "a table"
    return "a function" if callable(value) else f"a {type(value).__name__.lower().strip('_')}"


def _model(name: str) -> str:
    if name in _MODELS:
        return _MODELS[name]
    if name.startswith("packextra"):
        return "an item of `extra`"
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"
