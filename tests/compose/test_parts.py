"""What a pack shows and where: nothing of the data file is dropped in silence."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from PIL import Image

from bluf.app.making import make_document
from bluf.app.options import BuildOptions
from bluf.document.walk import block_texts

_KEYS = re.compile("`([a-z]+)`")
NOTE = {"title": "A note", "date": "2026-11-24", "summary": "It is so."}


def text(folder: Path, template: str = "standard", **keys: object) -> tuple[str, list[str]]:
    """Return the text of a note, and its warnings: code, place, and the keys that they name."""
    path = folder / "note.json"
    path.write_text(json.dumps(NOTE | keys))
    _, document, _, warnings = make_document(path, BuildOptions(folder, template=template, workspace=folder))
    return " ".join(block_texts(document.children)), [
        " ".join([w.code, w.span.path, *_KEYS.findall(w.message)]) for w in warnings
    ]


@pytest.fixture
def short_pack(tmp_path: Path) -> str:
    """A pack that shows the summary and the actors only."""
    pack = tmp_path / "templates" / "short"
    pack.mkdir(parents=True)
    (pack / "template.toml").write_text(
        'name = "short"\ndescription = "d"\nextends = "standard"\nsections = ["head", "summary", "actors"]\n'
    )
    return "short"


def test_a_section_after_one_without_data_keeps_its_place(tmp_path: Path) -> None:
    sections = [{"title": "Late", "body": "b"}, {"title": "Early", "body": "b", "after": "summary"}]
    sections.append({"title": "Middle", "body": "b", "after": "gaps"})
    words, warnings = text(tmp_path, sections=sections)
    assert words.index("Early") < words.index("Middle") < words.index("Late")
    assert not warnings


def test_a_figure_after_a_section_without_data_is_among_the_figures(tmp_path: Path) -> None:
    Image.new("L", (8, 8)).save(tmp_path / "p.png")
    figure = {"file": "p.png", "alt": "A picture", "caption": "What it shows", "after": "gaps"}
    words, _ = text(tmp_path, figures=[figure])
    assert "Figures What it shows" in words


def test_sections_that_are_alike_stand_both(tmp_path: Path) -> None:
    words, _ = text(tmp_path, sections=[{"title": "Twin", "body": "b"}] * 2)
    assert words.count("Twin") == 2


def test_data_that_a_pack_does_not_show_is_told(tmp_path: Path, short_pack: str) -> None:
    keys = {"actors": "China", "gaps": "What", "sections": [{"title": "T", "body": "b", "after": "summary"}]}
    words, warnings = text(tmp_path, short_pack, **keys, extra={"a": 1})
    assert "China" in words
    assert "T b" in words
    assert warnings == ["data-unused gaps gaps extra"]


def test_a_language_without_labels_is_told(tmp_path: Path) -> None:
    assert text(tmp_path, language="pt-BR")[1] == ["labels-language language"]
    assert text(tmp_path, language="sr-Latn")[1] == ["labels-language language"]
    assert text(tmp_path, language="zh-TW")[1] == []
    assert text(tmp_path, language="de-AT")[1] == []
    assert text(tmp_path, language="en-GB")[1] == []


RANGES = {
    "2025-11-24": "24 November 2025",
    "2025-11": "November 2025",
    "2025": "2025",
    "2025-11-08/2025-11-10": "8–10 November 2025",
    "2025-11-08/2025-12-10": "8 November – 10 December 2025",
    "2025-11-08/2026-01-02": "8 November 2025 – 2 January 2026",
    "2025-11/2025-12": "November – December 2025",
    "2025-11-30/2025-12": "30 November 2025 – December 2025",
    "2024/2025": "2024–2025",
    "early 2026": "Early 2026",
}


@pytest.mark.parametrize(("date", "words"), RANGES.items(), ids=RANGES)
def test_dates_are_said_in_words(date: str, words: str, tmp_path: Path) -> None:
    said, _ = text(tmp_path, events=[{"date": date, "what": "It happened."}])
    assert f"{words} It happened." in said.replace("\N{NO-BREAK SPACE}", " ")


def test_a_figure_after_a_summary_without_points_is_shown_once(tmp_path: Path) -> None:
    Image.new("L", (8, 8)).save(tmp_path / "p.png")
    figure = {"file": "p.png", "alt": "A picture", "caption": "What it shows", "after": "summary"}
    words, _ = text(tmp_path, figures=[figure])
    assert words.count("What it shows") == 1
    section = {"id": "summary", "title": "T", "body": "b"}
    words, _ = text(tmp_path, figures=[figure], sections=[section])
    assert words.count("What it shows") == 1


def test_names_and_likelihoods_keep_their_capitals(tmp_path: Path) -> None:
    words, _ = text(tmp_path, implications=[{"statement": "So.", "likelihood": "likely in the EU"}])
    assert "Likely in the EU" in words


def test_sources_are_numbered_from_one_whatever_sections_are_called(tmp_path: Path) -> None:
    sources = [{"id": "a", "title": "First"}, {"id": "b", "title": "Second"}]
    words, _ = text(tmp_path, "assessment", sources=sources, extra={"source_summary": "Good."}, gaps=["What [@b]"])
    assert "What [2]" in words.replace("\N{NO-BREAK SPACE}", " ")
    assert "No. Source 1 First" in words
