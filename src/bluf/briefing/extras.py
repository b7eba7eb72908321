"""Fields that a template pack adds to the data file: its options, and what it wants to know under ``extra``.

A pack declares them in plain tables; here they become fields like our own, so that they are read, checked,
placed and described in the JSON Schema in the same way.
"""

from __future__ import annotations

import math
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field, TypeAdapter, ValidationError, create_model
from pydantic_core import core_schema

from bluf.briefing.fields import (
    ActorRef,
    AsSchema,
    Day,
    Line,
    ManyOf,
    Model,
    RichText,
    SourceRef,
    Table,
    WebAddress,
    When,
)
from bluf.briefing.mistakes import HINTS, mistake
from bluf.briefing.model import Briefing, Item
from bluf.record import record


def _number(value: Any) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise mistake("wrong-type", "a number is expected here", "write it in digits")
    return value


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise mistake("wrong-type", "true or false is expected here", "write true or false, without quotation marks")
    return value


Number: TypeAlias = Annotated[float, AsSchema(core_schema.no_info_plain_validator_function(_number), type="number")]
Flag: TypeAlias = Annotated[bool, AsSchema(core_schema.no_info_plain_validator_function(_flag), type="boolean")]

# What a pack can ask for, by the word that it uses.
KINDS: dict[str, Any] = {
    "line": Line,
    "text": RichText,
    "day": Day,
    "when": When,
    "number": Number,
    "flag": Flag,
    "actor": ActorRef,
    "source": SourceRef,
    "address": WebAddress,
    "table": Table[Line],
}
CHOICE, ITEM = "choice", "item"
# Names that a field cannot have: what every item has already, and what pydantic keeps for itself.
RESERVED = frozenset({*Item.model_fields, *(name for name in dir(Model) if not name.startswith("_"))})


@record
class FieldSpec:
    """A field that a pack declares.

    ``kind`` is a key of ``KINDS``, or ``choice`` (one of ``choices``), or ``item`` (with ``fields`` of its
    own, an id, a marking and sources). ``text`` says what it is for. ``default`` stands where the data
    file has none; without one that is nothing, or for ``many`` the empty list.
    """

    name: str
    kind: str
    text: str = ""
    many: bool = False
    required: bool = False
    default: Any = None
    choices: tuple[str, ...] = ()
    fields: tuple[FieldSpec, ...] = ()


def wrong_default(spec: FieldSpec) -> tuple[str, ...]:
    """Return what is wrong with the default of a field, and what would mend it; nothing where it can stand."""
    if spec.default is None:
        return ()
    if spec.required:
        return f"`{spec.name}` is required, and needs no default", "take one of the two away"
    if spec.kind == "source":
        return f"`{spec.name}` names a source, and those are other ones in every note", "take the default away"
    given = spec.default if isinstance(spec.default, list) else [spec.default]
    if spec.kind == CHOICE and not all(value in spec.choices for value in given):
        return f"the default of `{spec.name}` is not one of its choices", f"write one of: {', '.join(spec.choices)}"
    try:
        TypeAdapter(_kind(spec, "Default")).validate_python(spec.default)
    except ValidationError as bad:
        problem = bad.errors(include_url=False)[0]
        return f"the default of `{spec.name}` cannot be: {problem['msg']}", *problem.get("ctx", {}).get(HINTS, ())
    return ()


_made: dict[str, type[Briefing]] = {}


def briefing_model(options: tuple[FieldSpec, ...], fields: tuple[FieldSpec, ...]) -> type[Briefing]:
    """Return the model of briefings with the options and extra fields of a pack; notes of one pack share it."""
    key = repr((options, fields))  # defaults can be lists, which cannot be looked up
    if key not in _made:  # to make one takes longer than to read a note
        _made[key] = _briefing_model(options, fields)
    return _made[key]


def _briefing_model(options: tuple[FieldSpec, ...], fields: tuple[FieldSpec, ...]) -> type[Briefing]:
    changes: dict[str, Any] = {}
    for key, specs in (("options", options), ("extra", fields)):
        if specs:
            inner = _model(f"Pack{key.capitalize()}", Model, specs)
            words = Briefing.model_fields[key].description
            changes[key] = (inner, Field(default={}, validate_default=True, description=words))
    return create_model("Briefing", __base__=Briefing, __module__=__name__, **changes) if changes else Briefing


def _model(name: str, base: type[Model], specs: tuple[FieldSpec, ...]) -> type[Model]:
    made = create_model(name, __base__=base, __module__=__name__, **{s.name: _field(s, name) for s in specs})
    made.__references__ = {spec.name: ("actors",) for spec in specs if spec.kind == "actor"}
    return made


def _field(spec: FieldSpec, above: str) -> Any:
    """Return what ``create_model`` takes for a field: its type, and its default and description."""
    kind = _kind(spec, above)
    if spec.required:
        return kind, Field(description=spec.text)
    if spec.default is not None:
        return kind, Field(default=spec.default, validate_default=True, description=spec.text)
    if spec.many or spec.kind == "table":
        return kind, Field(default_factory=list if spec.many else dict, description=spec.text)
    return kind | None, Field(default=None, description=spec.text)


def _kind(spec: FieldSpec, above: str) -> Any:
    kind: Any
    if spec.kind == ITEM:
        kind = _model(f"{above}{spec.name.title().replace('_', '')}", Item, spec.fields)
    elif spec.kind == CHOICE:
        kind = Literal[spec.choices]
    else:
        kind = KINDS[spec.kind]
    return ManyOf[kind] if spec.many else kind
