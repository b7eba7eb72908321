"""What pydantic found wrong in a file, in plain words, with places and hints."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import Any, get_args

from pydantic import ValidationError

from bluf.briefing.fields import Model
from bluf.briefing.mending import place_of
from bluf.briefing.mistakes import HINTS, MESSAGE
from bluf.briefing.source import DataFile, DataPath, dotted, shown
from bluf.diagnostics import Diagnostic, error

_EXPECTED = {
    "string_type": "text",
    "list_type": "a list",
    "dict_type": "a mapping of names to values",
    "model_type": "a mapping of keys to values",
    "model_attributes_type": "a mapping of keys to values",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_parsing_size": "a whole number",
    "int_from_float": "a whole number",
    "finite_number": "a whole number",
}


def explained(bad: ValidationError, source: DataFile, root: type[Model], noun: str) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each mistake that pydantic found in a file.

    Args:
        bad: what it found.
        source: the file.
        root: the model that the file was read as.
        noun: what the model is called in messages, such as "briefing".
    """
    for problem in bad.errors(include_url=False):
        where, is_key = place_of(problem)
        kind, value, context = problem["type"], problem["input"], problem.get("ctx", {})
        if kind == "extra_forbidden":
            yield _unknown_key(where, source, root)
        elif kind == "missing":
            yield _missing(where, source, root, noun)
        elif value is None:
            yield _nothing(where, source)
        elif HINTS in context:
            yield error(kind, source.span(where, key=is_key), context[MESSAGE], *context[HINTS])
        else:
            model = _model_at(where, root) if kind == "model_type" else None
            if kind == "literal_error":
                context = {**context, "allowed": _allowed_at(where, root)}
            code, message, hint = _wrong(kind, value, context, model)
            yield error(code, source.span(where, key=is_key), message, hint)


def _wrong(kind: str, value: Any, context: dict[str, Any], model: type[Model] | None) -> tuple[str, str, str]:
    """Return code, message and hint for a value of the wrong type, or out of bounds."""
    if kind in _EXPECTED:
        short = "text, or a mapping of keys to values," if model and model.__short_form__ else ""
        expected, hint = short or _EXPECTED[kind], _type_hint(kind, value, model)
        return "wrong-type", f"{expected} is expected here, not {_found(value)}", hint
    if kind == "literal_error":
        allowed = context["allowed"]
        near = difflib.get_close_matches(str(value)[:60], allowed, 1)
        hint = f"did you mean `{near[0]}`?" if near else f"write one of: {', '.join(allowed)}"
        return "wrong-value", f"{_found(value)} is not possible here", hint
    if kind in {"greater_than_equal", "less_than_equal"}:
        bound = "least" if kind.startswith("greater") else "most"
        limit = context.get("ge", context.get("le"))
        return "wrong-value", f"{_found(value)} is not possible here", f"write {limit} at the {bound}"
    # No field of the model gets here.
    return "wrong-value", f"this cannot be read: {kind.replace('_', ' ')}", "see `bluf schema` for what is possible"


def _found(value: Any) -> str:
    match value:
        case None:
            return "nothing"
        case bool():
            return "true" if value else "false"
        case int() | float():
            return f"the number {shown(str(value), 30)}"
        case str():
            return f"the text '{shown(value, 30)}'"
        case dict():
            return "a mapping"
        case list():
            return "a list"
        case _:
            return type(value).__name__


def _type_hint(kind: str, value: Any, model: type[Model] | None) -> str:
    """Return what would mend a value of the wrong type."""
    if kind == "model_type" and model:
        return f"write its keys: {', '.join(model.model_fields)}"
    if kind == "dict_type":
        return "write a `name: value` for each"
    if kind != "string_type":
        return "write it in digits, without a fraction"
    if isinstance(value, int | float):
        return "put it in quotation marks"
    return "put quotation marks around a text that holds ': '" if isinstance(value, dict) else "write one text"


def _model_at(where: DataPath, root: type[Model]) -> type[Model] | None:
    """Return the model that the data at a place is read as."""
    model: type[Model] = root
    for part in where:
        if isinstance(part, int):
            continue
        if part not in model.model_fields:
            return None
        inner = next(_models(model.model_fields[part].annotation), None)
        if inner is None:
            return None
        model = inner
    return model


def _allowed_at(where: DataPath, root: type[Model]) -> list[str]:
    """Return the words of which the data at a place must be one."""
    names = [part for part in where if isinstance(part, str)]
    model = _model_at(tuple(names[:-1]), root) or root
    return list(_words(model.model_fields[names[-1]].annotation)) if names and names[-1] in model.model_fields else []


def _words(annotation: Any) -> Iterator[str]:
    for argument in get_args(annotation):
        if isinstance(argument, str):
            yield argument
        else:
            yield from _words(argument)


def _models(annotation: Any) -> Iterator[type[Model]]:
    if isinstance(annotation, type) and issubclass(annotation, Model):
        yield annotation
    for argument in get_args(annotation):
        yield from _models(argument)


def _unknown_key(where: DataPath, source: DataFile, root: type[Model]) -> Diagnostic:
    model = _model_at(where[:-1], root)
    known = list(model.model_fields) if model else []
    name = str(where[-1])
    near = difflib.get_close_matches(name[:60], known, 1)
    hint = f"did you mean `{near[0]}`?" if near else f"the keys possible here are: {', '.join(known)}"
    message = f"there is no key `{shown(name)}`" if name else "a key without a name"
    return error("unknown-key", source.span(where, key=True), message, hint)


def _missing(where: DataPath, source: DataFile, root: type[Model], noun: str) -> Diagnostic:
    model = _model_at(where[:-1], root)
    words = model.model_fields[str(where[-1])].description if model and where[-1] in model.model_fields else None
    span = source.span(where[:-1])
    inside = f"`{dotted(where[:-1])}` lacks" if len(where) > 1 else f"the {noun} lacks"
    return error("missing-key", span, f"{inside} `{where[-1]}`", *([words] if words else []))


def _nothing(where: DataPath, source: DataFile) -> Diagnostic:
    name = "this item of the list" if isinstance(where[-1], int) else f"`{shown(where[-1])}`"
    return error("missing-value", source.span(where), f"{name} has no value", "write it, or take the key away")
