"""The data file that ``bluf new`` writes loads as it is, whatever the title; so do its parts that are comments."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluf.briefing.model import Briefing
from bluf.briefing.starter import starter
from bluf.diagnostics import BlufError
from tests.briefing.notes import STEADY, read

TODAY = date(2025, 11, 24)
TITLES = [
    "A title",
    "Port Maren: closed #1",
    "“Quoted” and 'quoted' and \"quoted\"",
    "{title} {0} {{}} %s",
    "back\\slash \\n",
    "- dash",
    "@desk *bold* &c. !now |",
    "no",
    "null",
    "2025-11-24",
    "1e999",
    "🛰️ ships",
    "تقرير عن الميناء",
    "דוח",
    "long " * 5000 + "title",
    "---",
    "...",
]


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


@pytest.mark.parametrize("title", TITLES, ids=range(len(TITLES)))
def test_it_loads_and_has_the_title(folder: Path, title: str) -> None:
    note = read(folder, "yaml", starter(title, TODAY, None))
    assert note.title == title
    assert (note.date, note.status) == (TODAY, "draft")


@STEADY
@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"])).filter(lambda t: t.strip()), st.dates())
def test_it_loads_for_any_title_and_day(folder: Path, title: str, day: date) -> None:
    note = read(folder, "yaml", starter(title, day, "standard"))
    assert (note.date, note.template) == (day, "standard")
    assert note.title.split() == title.split()


@pytest.mark.parametrize(("title", "code"), [("", "missing-value"), (" \n", "missing-value"), ("a\x07", "character")])
def test_titles_that_no_note_can_have_are_told_of(title: str, code: str) -> None:
    with pytest.raises(BlufError) as caught:
        starter(title, TODAY, None)
    assert [d.code for d in caught.value.diagnostics] == [code]


def test_surrogates_of_the_command_line_are_told_of() -> None:
    with pytest.raises(BlufError, match="half of a surrogate pair"):
        starter(b"caf\xe9".decode("utf-8", "surrogateescape"), TODAY, None)


def test_all_its_comments_are_good_to_uncomment(folder: Path) -> None:
    text = starter("A title", TODAY, None)
    whole = re.sub(r"(?m)^# ?(?=[a-z_]+:|  )", "", text)
    (folder / "chart.png").write_bytes(b"x")
    note = read(folder, "yaml", whole)
    empty = {"options", "theme", "extra", "name", "supersedes"}
    unset = {name for name in Briefing.model_fields if not getattr(note, name)}
    assert unset <= empty
