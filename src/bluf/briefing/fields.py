"""The types of the data file's fields: short forms, text, names of things, and references to them."""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Callable
from typing import Annotated, Any, ClassVar, TypeAlias, TypeVar

# Plugins of other packages have no say in how data files are read, and looking for them takes time.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    model_validator,
)
from pydantic_core import CoreSchema, core_schema

from bluf.briefing.dates import When, parse_day
from bluf.briefing.mistakes import empty, mistake
from bluf.briefing.richtext import RichText
from bluf.briefing.source import shown

__all__ = [
    "ActorRef", "AsSchema", "Credibility", "Day", "Id", "ImplicationRef", "LanguageTag", "Line", "ManyOf", "Model",
    "RichText", "SourceRef", "SubjectRef", "Table", "Verbatim", "WebAddress", "When", "short_form",
]  # fmt: skip

T = TypeVar("T")
M = TypeVar("M", bound="type[Model]")

_BREAKS = re.compile(r"[ \t\r\n\x85\u2028\u2029]+")
_ID = re.compile(r"[a-z0-9][a-z0-9_-]*")
# RFC 5646, 2.1: language, and script, region and variants after hyphens.
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
_WEB = re.compile(r"https?://[^\s/?#]+[^\s]*", re.IGNORECASE)


class Model(BaseModel):
    """The base of everything in a data file: frozen, and unknown keys are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)
    __short_form__: ClassVar[str] = ""
    # Fields that name items, and the kinds of item that they may name, where ``briefing.references`` does not say.
    __references__: ClassVar[dict[str, tuple[str, ...]]] = {}

    @model_validator(mode="before")
    @classmethod
    def _from_short_form(cls, value: Any) -> Any:
        """Take a bare text for the one field that carries the meaning."""
        if isinstance(value, str) and cls.__short_form__:
            return {cls.__short_form__: value}
        return value

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Say in the JSON Schema that the short form is possible too."""
        full = handler(schema)
        if not cls.__short_form__:
            return full
        words = handler.resolve_ref_schema(full).get("description", "")
        return {"anyOf": [{"type": "string", "minLength": 1}, full], "description": words}


def short_form(name: str) -> Any:
    """Return a class decorator: a bare text stands for the field ``name``."""

    def decorate(cls: M) -> M:
        cls.__short_form__ = name
        return cls

    return decorate


# --- text -------------------------------------------------------------------------------------------


def _line(text: str) -> str:
    line = _BREAKS.sub(" ", text).strip(" ")
    if not line:
        raise empty()
    return line


def _verbatim(text: str) -> str:
    kept = text.replace("\r\n", "\n").replace("\r", "\n").strip(" \t\n")
    if not kept:
        raise empty()
    return kept


def _id(text: str) -> str:
    if not _ID.fullmatch(text):
        hint = "use lower-case letters, digits, hyphens and underscores, and start with a letter or digit"
        raise mistake("wrong-id", f"'{shown(text)}' is not an id", hint)
    return text


def _language(text: str) -> str:
    if not LANGUAGE.fullmatch(text):
        raise mistake("wrong-language", f"'{shown(text)}' is not a language tag", "write one such as en or fr-CA")
    return text


def _web(text: str) -> str:
    if not _WEB.fullmatch(text.strip()):
        hint = "write an address that starts with https:// or http://, without spaces"
        raise mistake("wrong-address", f"'{shown(text)}' is not a web address", hint)
    return text.strip()


def _digit(value: object) -> object:
    """Take a bare number for its digits: ``credibility: 3``."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _listed(value: Any) -> Any:
    """Take one thing for a list of it, and nothing for an empty list."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


class AsSchema:
    """Metadata that gives a field a schema made once, instead of one that pydantic works out for each field."""

    __slots__ = ("schema", "shown")

    def __init__(self, schema: CoreSchema, **shown: Any) -> None:
        """Take the schema to read by, and what the JSON Schema says."""
        self.schema = schema
        self.shown = shown

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return self.schema

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return dict(self.shown)


class _Many:
    """Metadata of lists: one thing may stand for a list of it, and nothing for an empty one."""

    @staticmethod
    def __get_pydantic_core_schema__(source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(_listed, handler(source))

    @staticmethod
    def __get_pydantic_json_schema__(schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        array = handler(schema)
        return {"anyOf": [array, array["items"], {"type": "null"}]}


class _Named:
    """Metadata of tables: nothing may stand for an empty one, and names that differ only in spaces are the same."""

    @staticmethod
    def _read(value: Any, inner: core_schema.ValidatorFunctionWrapHandler) -> Any:
        given = {} if value is None else value
        table = inner(given)
        if len(table) < len(given):
            raise mistake("key-twice", "two of these names differ only in spaces", "keep one of the two")
        return table

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_wrap_validator_function(cls._read, handler(source))

    @staticmethod
    def __get_pydantic_json_schema__(schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"anyOf": [handler(schema), {"type": "null"}]}


def _text(check: Callable[[str], str]) -> CoreSchema:
    return core_schema.no_info_after_validator_function(check, core_schema.str_schema())


Line: TypeAlias = Annotated[str, AsSchema(_text(_line), type="string", minLength=1)]
Verbatim: TypeAlias = Annotated[str, AsSchema(_text(_verbatim), type="string", minLength=1)]
Id: TypeAlias = Annotated[str, AsSchema(_text(_id), type="string", pattern=f"^{_ID.pattern}$")]
LanguageTag: TypeAlias = Annotated[str, AsSchema(_text(_language), type="string", pattern=f"^{LANGUAGE.pattern}$")]
WebAddress: TypeAlias = Annotated[str, AsSchema(_text(_web), type="string", format="uri")]
Day: TypeAlias = Annotated[
    dt.date, AsSchema(core_schema.no_info_plain_validator_function(parse_day), type="string", format="date")
]
_GRADES = ["1", "2", "3", "4", "5", "6"]
Credibility: TypeAlias = Annotated[
    str,
    AsSchema(
        core_schema.no_info_before_validator_function(_digit, core_schema.literal_schema(_GRADES)),
        enum=[*_GRADES, *map(int, _GRADES)],
    ),
]
ManyOf: TypeAlias = Annotated[list[T], _Many]
Table: TypeAlias = Annotated[dict[Line, T], _Named]

# References: an id, or for actors and systems also a name written out. ``briefing.references`` checks them.
ActorRef: TypeAlias = Line
SubjectRef: TypeAlias = Line
ImplicationRef: TypeAlias = Id


class SourceRef(Model):
    """A source, and where in it: ``ministry, para 3`` or ``{id: ministry, locator: para 3}``."""

    id: Id = Field(description="Id of the source.")
    locator: Line | None = Field(default=None, description="Where in the source, such as para 3.")

    __short_form__: ClassVar[str] = "id"

    @model_validator(mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        """Read the short form."""
        if not isinstance(value, str):
            return value
        name, comma, locator = value.partition(",")
        return {"id": name.strip(), **({"locator": locator} if comma else {})}
