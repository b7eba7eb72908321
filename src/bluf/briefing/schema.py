"""The JSON Schema of data files, for editors: completion, hover texts, and checks while typing."""

from __future__ import annotations

from typing import Any

from bluf.briefing.fields import Model
from bluf.briefing.model import Briefing

SCHEMA_FILE = "briefing.schema.json"
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema(model: type[Model] = Briefing, title: str = "bluf briefing") -> dict[str, Any]:
    """Return the schema (JSON Schema, draft 2020-12) of ``model``, which may have fields of a pack."""
    schema = model.model_json_schema(by_alias=False)
    return {"$schema": _DIALECT, **_tidied(schema), "title": title}


def _tidied(node: Any) -> Any:
    """Return a schema without the titles that repeat a key, and without defaults that say nothing."""
    if isinstance(node, list):
        return [_tidied(item) for item in node]
    if not isinstance(node, dict):
        return node
    result = {}
    for key, value in node.items():
        if key == "properties":
            result[key] = {name: _tidied(inner) for name, inner in value.items()}
        elif not (key == "title" and isinstance(value, str)) and not (key == "default" and value in (None, [], {})):
            result[key] = _tidied(value)
    return result
