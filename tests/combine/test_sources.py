"""Sources are numbered once over the whole, and every way there and back leads where it should."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bluf.document.resolve import SOURCE_ID
from bluf.document.tree import Reference
from bluf.document.walk import block_ids, blocks
from tests.combine.making import after_chapters, chapters, combined, nodes, texts, words, write

ARTICLE = {"title": "An article", "publisher": "A paper", "date": "2026-11-02"}
ADDRESS = {"url": "https://a.example/1"}
OTHER = {"url": "https://a.example/2"}

# title / sources of the first note / sources of the second / how many the roundup lists / what is said of it
CASES: list[tuple[str, list[dict[str, Any]], list[dict[str, Any]], int, list[str]]] = [
    ("one address", [{"title": "A", **ADDRESS}], [{"title": "A", **ADDRESS}], 1, []),
    ("one address, other words", [{"title": "A", **ADDRESS}], [{"title": "B", **ADDRESS}], 1, ["source-differs"]),
    ("two addresses", [{"title": "A", **ADDRESS}], [{"title": "A", **OTHER}], 2, []),
    ("the same words", [ARTICLE], [ARTICLE], 1, []),
    ("the same words, two addresses", [ARTICLE | ADDRESS], [ARTICLE | OTHER], 2, []),
    ("the same words, one address", [ARTICLE], [ARTICLE | ADDRESS], 1, []),
    ("a title alone", [{"title": "Interview"}], [{"title": "Interview"}], 2, []),
    ("another portion marking", [ARTICLE | {"marking": "U"}], [ARTICLE | {"marking": "R"}], 2, []),
    (
        "one address, another portion marking",
        [{"title": "A", "marking": "U", **ADDRESS}],
        [{"title": "A", "marking": "R", **ADDRESS}],
        2,
        [],
    ),
    ("another grade", [ARTICLE | {"reliability": "A"}], [ARTICLE | {"reliability": "F"}], 1, ["source-differs"]),
    ("a grade where there was none", [ARTICLE], [ARTICLE | {"reliability": "B"}], 1, []),
    ("read on another day", [ARTICLE | {"accessed": "2026-11-03"}], [ARTICLE | {"accessed": "2026-11-05"}], 1, []),
    ("two of one note stay two", [ARTICLE, ARTICLE], [ARTICLE], 2, []),
    ("two of each note are two", [ARTICLE, ARTICLE], [ARTICLE, ARTICLE], 2, []),
]


def note(folder: Path, name: str, sources: list[dict[str, Any]]) -> Path:
    """Write a note that cites each of its sources once; all notes have the same ids."""
    named = [{"id": f"s{n}"} | source for n, source in enumerate(sources)]
    cited = " ".join(f"Said. [@s{n}, para {n + 1}]" for n in range(len(sources)))
    return write(folder, name, title=name, summary=cited, sources=named)


@pytest.mark.parametrize(("first", "second", "count", "said"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_what_two_notes_cite_is_listed_once(
    tmp_path: Path, first: list[dict[str, Any]], second: list[dict[str, Any]], count: int, said: list[str]
) -> None:
    roundup = combined([note(tmp_path, "a.json", first), note(tmp_path, "b.json", second)])
    assert [diagnostic.code for diagnostic in roundup.diagnostics] == said
    document = roundup.document
    listed = [n for b in blocks(document.children) for n in block_ids(b) if n.startswith(SOURCE_ID)]
    assert len(listed) == len(set(listed)) == count
    there = [n for n in nodes(document.children) if isinstance(n, Reference) and n.target in listed]
    assert len(there) == len(first) + len(second)
    for chapter, sources in zip(chapters(document), (first, second), strict=True):
        own = {n.target for n in nodes([chapter]) if isinstance(n, Reference) and n.target in listed}
        assert len(own) == len(sources), "sources that one note tells apart stay apart"
    for reference in there:  # each citation says the number under which its source is listed, and has a way back
        assert words(reference.children).startswith(f"[{listed.index(reference.target) + 1},")
    back = {n.target for n in nodes(after_chapters(document)) if isinstance(n, Reference)}
    assert back == {reference.id for reference in there}


def test_an_entry_is_completed_by_the_next_note(tmp_path: Path) -> None:
    later = ARTICLE | ADDRESS | {"accessed": "2026-11-05", "reliability": "B", "credibility": 2}
    paths = [note(tmp_path, "a.json", [ARTICLE | {"accessed": "2026-11-03"}]), note(tmp_path, "b.json", [later])]
    listed = " ".join(texts(after_chapters(combined(paths).document)))
    for word in ("https://a.example/1", "B2", "5 November"):
        assert word in listed.replace("\N{NO-BREAK SPACE}", " ")
    assert "3 November" not in listed.replace("\N{NO-BREAK SPACE}", " ")


def test_descriptions_cite_by_the_numbers_of_the_whole(tmp_path: Path) -> None:
    first = [ARTICLE]
    second = [{"title": "Other", "descriptor": "It repeats the article. [@s1]"}, ARTICLE]
    document = combined([note(tmp_path, "a.json", first), note(tmp_path, "b.json", second)]).document
    assert any("It repeats the article.\N{NO-BREAK SPACE}[1]" in text for text in texts(after_chapters(document)))


def test_the_same_note_twice_lists_its_sources_once(tmp_path: Path) -> None:
    path = note(tmp_path, "a.json", [{"title": "Interview"}, {"title": "Interview"}])
    document = combined([path, path]).document
    listed = [n for b in blocks(document.children) for n in block_ids(b) if n.startswith(SOURCE_ID)]
    assert len(listed) == 2
    one, other = chapters(document)
    assert texts(one.children) == texts(other.children)


def test_without_sources_there_is_no_list(tmp_path: Path) -> None:
    document = combined([write(tmp_path, "a.json"), write(tmp_path, "b.json")]).document
    assert after_chapters(document) == ()


def test_sources_that_a_note_does_not_list_are_cited_by_their_names(tmp_path: Path) -> None:
    path = note(tmp_path, "a.json", [ARTICLE])
    path.write_text(path.read_text().replace('"title": "a.json"', '"title": "a", "options": {"sections": ["summary"]}'))
    document = combined([path]).document
    assert "[s0, para 1]" in " ".join(texts(document.children)).replace("\N{NO-BREAK SPACE}", " ")
    assert after_chapters(document) == ()
