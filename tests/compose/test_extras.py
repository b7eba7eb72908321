"""Fields that a pack adds to the data file: read, checked, placed and described like our own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from bluf.briefing.loading import load
from bluf.briefing.schema import json_schema
from bluf.compose.finding import find_pack
from bluf.diagnostics import BlufError
from tests.compose.packs import made, tree, write_note, write_pack
from tests.compose.test_markup import cases

OTHERS: dict[str, Any] = {
    "actors": [{"id": "china", "name": "China"}],
    "sources": [{"id": "gazette", "title": "Gazette"}],
}
CASES = cases("extras.yaml")


def pack_with(folder: Path, case: dict[str, Any]) -> Any:
    manifest = f'[fields.x]\ntext = "What it is for."\n{case["field"]}\n'
    return find_pack(str(write_pack(folder, {}, manifest=manifest)), folder)


@pytest.mark.parametrize("case", CASES)
def test_values_are_taken_or_refused_with_their_place(case: dict[str, Any], tmp_path: Path) -> None:
    model = pack_with(tmp_path, case).model
    for value in case["good"]:
        note = load(write_note(tmp_path, **OTHERS, extra={"x": value}), lambda *_: model).value.briefing
        assert hasattr(note.extra, "x")
    for bad in case["bad"]:
        path = write_note(tmp_path, **OTHERS, extra={"x": bad["value"]} if "value" in bad else {})
        with pytest.raises(BlufError) as caught:
            load(path, lambda *_: model)
        (found,) = caught.value.diagnostics
        assert found.code == bad.get("code", found.code)
        assert bad["message"] in found.message
        assert bad.get("hint", "") in " ".join(found.hints)
        assert found.span.file == str(path)
        assert found.span.path == bad.get("path", "extra.x")
        assert found.span.line == 1
        assert found.span.column > 1
        assert "Input should" not in found.message


@pytest.mark.parametrize("case", CASES)
def test_the_schema_takes_and_refuses_the_same(case: dict[str, Any], tmp_path: Path) -> None:
    whole = json_schema(pack_with(tmp_path, case).model)
    schema = {**whole["properties"]["extra"], "$defs": whole["$defs"]}  # the rest is that of any note, and large
    validator = jsonschema.Draft202012Validator(schema)
    for value in case["good"]:
        validator.validate({"x": value})
    for bad in case["bad"]:
        data = {"x": bad["value"]} if "value" in bad else {}
        beyond = bad.get("schema", "code" not in bad or bad["code"] == "wrong-date")  # what a schema cannot say
        assert beyond or not validator.is_valid(data), bad
    assert "What it is for." in json.dumps(schema)


def test_defaults_stand_where_the_data_file_has_nothing(tmp_path: Path) -> None:
    shown = "{{ extra.a }} {{ extra.b|join }} {{ extra.c|length }} {{ extra.d|length }} {{ extra.e }}"
    fields = """[fields]
a = {type = "line", default = "A"}
b = {type = "line", many = true, default = ["B", "C"]}
c = {type = "line", many = true}
d = {type = "table"}
e = {type = "line"}
"""
    write_pack(tmp_path, {"briefing.html": f"<p>{shown}</p>"}, manifest=fields)
    assert tree(tmp_path) == "paragraph A BC 0 0\n"
    assert tree(tmp_path, extra={"a": "X", "b": "Y", "c": "Z", "e": "E"}) == "paragraph X Y 1 0 E\n"


def test_extra_fields_stand_in_templates_as_our_own_do(tmp_path: Path) -> None:
    template = """{% for item in extra.costs %}
<p>{{ portion(item) }}{{ name(item.who) }} {{ item.sum|number }} {{ date(item.due) }}{{ cite(item) }}</p>
{{ item.why }}
{% endfor %}"""
    fields = """[fields.costs]
type = "item"
many = true
[fields.costs.fields]
who = {type = "actor"}
sum = {type = "number"}
due = {type = "when"}
why = {type = "text"}
"""
    write_pack(tmp_path, {"briefing.html": template}, manifest=fields)
    item = {"who": "China", "sum": 1200, "due": "2026-04", "why": "*So.*", "marking": "U", "sources": "gazette, p 2"}
    first, second = tree(tmp_path, **OTHERS, extra={"costs": item}).replace("\N{NO-BREAK SPACE}", " ").splitlines()
    assert first == "paragraph {span.portion: (U)} China 1,200 April 2026 {span.citation: [gazette, p 2]}"
    assert second == "paragraph {emphasis: So.}"


def test_a_pack_that_extends_another_has_its_fields_too(tmp_path: Path) -> None:
    write_pack(tmp_path, {"briefing.html": "{{ extra.scope }}<p>{{ extra.more }}</p>"}, extends="assessment",
               manifest='[fields.more]\ntype = "line"\n')  # fmt: skip
    assert tree(tmp_path, extra={"scope": "Only this.", "more": "More"}) == "paragraph Only this.\nparagraph More\n"


def test_fields_of_another_pack_are_told(tmp_path: Path) -> None:
    """What a pack has no fields for is no mistake, as the note may be for another; a misspelt one of its own is."""
    write_pack(tmp_path, {})
    _, _, warnings = made(tmp_path, extra={"scope": "x"})
    assert [w.code for w in warnings] == ["data-unused"]
    with pytest.raises(BlufError) as caught:
        made(tmp_path, template="assessment", extra={"scop": "x"})
    (found,) = caught.value.diagnostics
    assert (found.code, found.hints) == ("unknown-key", ("did you mean `scope`?",))


def test_options_are_checked_as_fields_are(tmp_path: Path) -> None:
    write_pack(tmp_path, {})
    for keys, hint in (
        ({"contents_from_word": 3}, "did you mean `contents_from_words`?"),
        ({"contents_from_words": "many"}, "write it in digits"),
        ({"pages": "one"}, "write it in digits"),
    ):
        with pytest.raises(BlufError) as caught:
            made(tmp_path, options=keys)
        (found,) = caught.value.diagnostics
        assert found.hints == (hint,)
        assert found.span.path.startswith("options.")


SETTINGS = [
    ("contents_from_words", "is not a name, `=` and a value"),
    ("=3", "is not a name, `=` and a value"),
    ("contents_from_words=", "has no value"),
    ("contents_from_words=[", "the value of `contents_from_words`"),
    ("contents_from_word=3", "there is no key `contents_from_word`"),
    ("contents_from_words=many", "a number is expected here"),
    ("title=x", "there is no key `title`"),
    ("theme.page.sise=A5", "sise"),
    ("theme.page.size=A44", "A44"),
    ("theme.colours.accent=#12", "#12"),
    ("contents_from_words.x=3", "a number is expected here"),
]


@pytest.mark.parametrize(("text", "message"), SETTINGS, ids=[text for text, _ in SETTINGS])
def test_a_setting_that_cannot_be_is_told_with_where_it_stands(text: str, message: str, tmp_path: Path) -> None:
    write_pack(tmp_path, {})
    with pytest.raises(BlufError) as caught:
        made(tmp_path, text)
    (found,) = caught.value.diagnostics
    assert message in found.message
    assert found.span.file == "--set"


def test_settings_stand_in_place_of_what_the_data_file_says(tmp_path: Path) -> None:
    write_pack(tmp_path, {"briefing.html": "<p>{{ options.contents_from_words }}</p>"})
    assert tree(tmp_path, options={"contents_from_words": 7}) == "paragraph 7\n"
    assert tree(tmp_path, "contents_from_words=8", options={"contents_from_words": 7}) == "paragraph 8\n"
    assert tree(tmp_path, "contents_from_words=8", "contents_from_words=9") == "paragraph 9\n"
    _, theme, _ = made(tmp_path, "theme.colours.accent=#123456", theme={"colours": {"accent": "#654321"}})
    assert theme.texts["link"].colour == "123456"
