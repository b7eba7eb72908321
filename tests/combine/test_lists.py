"""Lists of notes: what they say, what they cannot say, and how they are told from data files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from bluf.app.building import find_data_files
from bluf.app.starting import schema_text
from bluf.briefing.loading import load
from bluf.diagnostics import BlufError
from bluf.document.tree import Contents, Heading
from bluf.document.walk import blocks
from tests.combine.making import TITLE, after_chapters, chapters, combined, texts, words, write

CASES = yaml.safe_load((Path(__file__).parent / "mistakes.yaml").read_text(encoding="utf-8"))


def listed(folder: Path, data: dict[str, Any], name: str = "week.roundup.yaml") -> Path:
    path = folder / name
    path.write_text(yaml.safe_dump(data), encoding="utf-8")
    return path


@pytest.mark.parametrize("case", CASES, ids=[case["title"] for case in CASES])
def test_mistakes(tmp_path: Path, case: dict[str, Any]) -> None:
    for name in ("a.json", "b.json"):
        write(tmp_path, name)
    listed(tmp_path, {"title": "Own", "notes": ["a.json"]}, "own.roundup.yaml")
    with pytest.raises(BlufError) as caught:
        combined([listed(tmp_path, case["list"])], ())
    found = caught.value.diagnostics
    said = [f"{d.code} {d.span.path}".strip() for d in found] + [d.message for d in found]
    said += [hint for d in found for hint in d.hints]
    for wanted in case["found"]:
        assert any(wanted in line for line in said), (wanted, said)
    assert len(found) == case.get("count", 1)


def test_a_list_says_what_the_command_line_says(tmp_path: Path) -> None:
    paths = [write(tmp_path, name, title=name) for name in ("a.json", "b.json")]
    said = {"subtitle": "S", "reference": "R-1", "date": "2026-11-30", "organisation": "O", "marking": "TLP:CLEAR"}
    by_list = combined([listed(tmp_path, {"title": "A roundup", **said, "notes": ["a.json", "b.json"]})], ()).document
    by_command = combined(paths, [*TITLE, *said.items()]).document
    assert by_list.children == by_command.children
    assert by_list.header == by_command.header


def test_the_command_line_wins(tmp_path: Path) -> None:
    write(tmp_path, "a.json", marking="TLP:CLEAR")
    path = listed(tmp_path, {"title": "Listed", "marking": "TLP:RED", "notes": ["a.json"]})
    document = combined([path], [("title", "Said"), ("marking", "TLP:CLEAR")]).document
    assert document.metadata.title == "Said"
    assert words(document.footer.banner) == "TLP:CLEAR"


def test_parts_are_headings_above_their_notes(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        write(tmp_path, f"{name}.json", title=f"Note {name}", summary={"bottom_line": "Is.", "points": ["p"]})
    parts = [{"part": "First", "notes": ["a.json", {"file": "b.json", "title": "Other"}]}, "c.json"]
    document = combined([listed(tmp_path, {"title": "T", "notes": parts})], ()).document
    headings = [(b.level, words(b.children)) for b in blocks(document.children) if isinstance(b, Heading)]
    assert headings == [
        (1, "T"), (2, "Overview"), (2, "First"), (3, "Note a"), (4, "Key points"), (3, "Other"), (4, "Key points"),
        (3, "Note c"), (4, "Key points"),
    ]  # fmt: skip
    (contents,) = [b for b in blocks(document.children) if isinstance(b, Contents)]
    assert [(e.level, words(e.children)) for e in contents.entries] == [(n - 1, text) for n, text in headings[1:]]
    assert words(chapters(document)[1].header.left) == "Other"


def test_without_a_date_it_is_that_of_the_newest_note(tmp_path: Path) -> None:
    days = ("2026-11-02", "2026-11-20", "2026-11-09")
    paths = [write(tmp_path, f"{n}.json", date=day) for n, day in enumerate(days)]
    assert str(combined(paths).document.metadata.date) == "2026-11-20"


def test_an_organisation_that_all_notes_share_is_that_of_the_roundup(tmp_path: Path) -> None:
    one, other = write(tmp_path, "a.json", organisation="O"), write(tmp_path, "b.json", organisation="P")
    assert combined([one, one]).document.metadata.organisation == "O"
    assert combined([one, other]).document.metadata.organisation == ""


def test_the_overview_has_a_line_a_note_that_leads_to_its_chapter(tmp_path: Path) -> None:
    long = "The first sentence stands. " * 12 + "Then " + "words " * 100
    paths = [
        write(
            tmp_path, "a.json", title="Note a", summary="One *marked* line. [@s]", sources=[{"id": "s", "title": "S"}]
        ),
        write(tmp_path, "b.json", title="Note b", summary=long, date="2026-11-02"),
    ]
    document = combined(paths).document
    section = next(b for b in document.children if getattr(b, "id", "") == "overview")
    shown = texts([section])
    assert "One marked line." in shown
    assert ("The first sentence stands. " * 12).strip() + " …" in shown
    assert any("2\N{NO-BREAK SPACE}November 2026" in text for text in shown)
    ids = [chapter.id for chapter in chapters(document)]
    assert ids == ["chapter-1", "chapter-2"]
    assert len(after_chapters(document)) == 1


# --- told from data files ---------------------------------------------------------------------------


def test_a_list_is_no_data_file(tmp_path: Path) -> None:
    with pytest.raises(BlufError) as caught:
        load(listed(tmp_path, {"title": "T", "notes": ["a.json"]}))
    (found,) = caught.value.diagnostics
    assert found.code == "roundup-list"
    assert found.span.line


def test_a_folder_is_built_without_its_lists(tmp_path: Path) -> None:
    note = write(tmp_path, "a.json")
    (tmp_path / "picture.png").unlink()
    listed(tmp_path, {"title": "T", "notes": ["a.json"]})
    assert find_data_files([tmp_path], tmp_path) == [note]


def test_the_schema_takes_what_the_reader_takes() -> None:
    schema = json.loads(schema_text(roundup=True))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    good = {"title": "T", "notes": ["a.json", {"file": "b.json", "title": "B"}, {"part": "P", "notes": ["c.json"]}]}
    assert not list(validator.iter_errors(good))
    assert not list(validator.iter_errors({"notes": "a.json", "options": {"contents_from_words": 3}}))
    assert list(validator.iter_errors({"title": "T"}))
    assert list(validator.iter_errors(good | {"note": []}))
    wide = json.loads(schema_text("standard", roundup=True))
    bad = {"notes": "a.json", "options": {"nothing": 3}}
    assert not list(validator.iter_errors(bad))
    assert list(jsonschema.Draft202012Validator(wide).iter_errors(bad))
