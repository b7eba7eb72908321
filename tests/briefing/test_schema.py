"""The JSON Schema says of data files what loading says of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from bluf.briefing.model import Briefing
from bluf.briefing.schema import SCHEMA_FILE, json_schema
from bluf.briefing.starter import starter

BRIEFINGS = Path(__file__).parents[2] / "briefings"
SCHEMA = json_schema()


class _Editor(yaml.SafeLoader):
    pass


_Editor.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def objects(node: Any) -> Iterator[dict[str, Any]]:
    """Yield every part of a schema that describes a mapping."""
    if isinstance(node, dict):
        if "properties" in node:
            yield node
        for inner in node.values():
            yield from objects(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from objects(inner)


def plain(text: str) -> Any:
    """Return YAML as editors read it: YAML 1.2, in which a date is text."""
    return _Editor(text).get_single_data()


def test_every_key_has_a_description() -> None:
    for described in objects(SCHEMA):
        for name, inner in described["properties"].items():
            assert inner.get("description"), name


def test_the_keys_are_those_of_the_model() -> None:
    assert list(SCHEMA["properties"]) == list(Briefing.model_fields)
    assert SCHEMA["required"] == ["title", "date", "summary"]
    assert SCHEMA["additionalProperties"] is False


def test_every_reference_in_it_leads_somewhere() -> None:
    text = json.dumps(SCHEMA)
    for name in SCHEMA["$defs"]:
        assert f'"#/$defs/{name}"' in text
    assert text.count('"$ref"') >= len(SCHEMA["$defs"])


def test_the_stored_schema_is_this_one() -> None:
    stored = BRIEFINGS / SCHEMA_FILE
    if not stored.exists():
        pytest.skip("no schema is stored beside the briefings")
    assert json.loads(stored.read_text(encoding="utf-8")) == SCHEMA


def test_it_is_a_schema_and_the_briefings_fit_it() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    check = jsonschema.Draft202012Validator(SCHEMA)
    texts = [path.read_text(encoding="utf-8") for path in sorted(BRIEFINGS.glob("*.yaml"))]
    for text in (*texts, starter("A title", date(2025, 11, 24), None)):
        assert not [(list(e.path), e.message) for e in check.iter_errors(plain(text))]
    assert not check.is_valid({"title": "T", "date": "2025-11-24", "summary": "S", "foo": 1})
