"""The words of the built-in pack: every language has the same ones, and each is used."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bluf.compose.finding import builtin_folder

PACK = builtin_folder() / "standard"
LANGUAGES = sorted(PACK.glob("labels/*.toml"))


def keys(table: dict[str, Any], above: str = "") -> Iterator[str]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from keys(value, f"{above}{name}.")
        else:
            yield above + name


def labels(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", LANGUAGES, ids=lambda path: path.stem)
def test_every_language_has_the_same_labels(path: Path) -> None:
    assert set(keys(labels(path))) == set(keys(labels(PACK / "labels" / "en.toml")))


@pytest.mark.parametrize("path", LANGUAGES, ids=lambda path: path.stem)
def test_two_marks_quote_and_pages_are_counted(path: Path) -> None:
    words = labels(path)
    assert len(words["quotation_marks"]) == 2
    assert "{page}" in words["page"]
    assert "{pages}" in words["page"]


def test_every_label_is_used() -> None:
    templates = "".join(path.read_text(encoding="utf-8") for path in PACK.rglob("*.html"))
    helpers = (Path(__file__).parents[2] / "src/bluf/compose/helpers.py").read_text(encoding="utf-8")
    words = set(re.findall(r"\w+", templates + helpers))
    # The header block takes its labels by the names of the data file's keys, as values do.
    named = {"classified_by", "reason", "derived_from", "declassify_on"}
    named |= {"annex"}  # what attaching prints
    data = {"draft", "final", "state", "organisation", "person", "group", "company", "fact", "assumption", "judgement"}
    data |= {"low", "moderate", "high"}
    for key in keys(labels(PACK / "labels" / "en.toml")):
        assert key.rpartition(".")[2] in words | named | data, key
