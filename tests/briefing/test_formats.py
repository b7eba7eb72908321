"""The same content in YAML, JSON and TOML is the same briefing."""

from __future__ import annotations

from pathlib import Path

import pytest

from bluf.briefing.loading import load
from tests.briefing.notes import HEAD, found, write

SAME = Path(__file__).parent / "same"


@pytest.mark.parametrize("kind", ["json", "toml"])
def test_the_three_formats_give_equal_briefings(kind: str) -> None:
    yaml_note = load(SAME / "note.yaml").value.briefing
    assert load(SAME / f"note.{kind}").value.briefing == yaml_note


@pytest.mark.parametrize("kind", ["yaml", "json", "toml"])
def test_places_are_known_in_all_three(kind: str) -> None:
    source = load(SAME / f"note.{kind}").value.source
    lines = source.text.split("\n")
    for path, word in [
        (("title",), "Port"),
        (("actors", 0, "name"), "Navy"),
        (("actors", 1, "affiliation"), "navy"),
        (("implications", 0, "sources", 1), "wire"),
        (("sources", 1, "title"), "Second"),
        (("acronyms", "SAM"), "surface"),
        (("theme", "page", "size"), "Letter"),
    ]:
        span = source.span(path)
        assert lines[span.line - 1][span.column - 1 :].lstrip("\"'").startswith(word), (path, span)


@pytest.mark.parametrize(
    ("kind", "text", "line"),
    [
        ("yaml", "actors:\n  name: A\n  sources:\n    id: nothing\n", 7),
        ("json", '"actors": {"name": "A",\n"sources":\n"nothing"}}', 4),
        ("toml", "[actors]\nname = 'A'\nsources.id = 'nothing'\n", 6),
    ],
)
def test_places_are_known_in_one_thing_that_stands_for_a_list(tmp_path: Path, kind: str, text: str, line: int) -> None:
    (diagnostic,) = found(write(tmp_path, kind, HEAD[kind] + text))
    assert (diagnostic.code, diagnostic.span.line) == ("unknown-id", line)
