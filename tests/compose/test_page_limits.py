"""Packs of one page and of two columns: what is too long is told by how much, and columns are columns in both files."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from bluf.app.making import render
from bluf.diagnostics import Diagnostic
from bluf.writers import Rendered
from tests.compose.packs import made, write_pack
from tests.docx.reading import Docx, R, W, squeezed, text, tree_text
from tests.pdf.reading import Pdf, expected, seen
from tests.test_cli import bluf, old_output, write

POINT = "One short point."


def files(folder: Path, *settings: str, formats: tuple[str, ...] = ("pdf",), **keys: Any) -> dict[str, Rendered]:
    document, theme, _ = made(folder, *settings, **keys)
    return render(document, theme, formats, 0)


def overflow(folder: Path, points: int, *settings: str, **keys: Any) -> list[Diagnostic]:
    summary = {"bottom_line": "So it is.", "points": [POINT] * points}
    file = files(folder, *settings, template="onepager", summary=summary, **keys)
    return [found for rendered in file.values() for found in rendered.diagnostics]


def lines_over(found: Diagnostic) -> int:
    match = re.search(r": (\d+) lines? (?:is|are) too many", found.message)
    assert match
    return int(match[1])


def test_a_page_that_is_just_full_passes_and_one_line_more_is_told(tmp_path: Path) -> None:
    fits, too_many = 10, 120
    while too_many - fits > 1:
        middle = (fits + too_many) // 2
        fits, too_many = (fits, middle) if overflow(tmp_path, middle) else (middle, too_many)
    assert overflow(tmp_path, fits) == []
    (found,) = overflow(tmp_path, fits + 1)
    assert (found.code, found.severity) == ("too-long", "error")
    assert "the note takes 2 pages, and the template 'onepager' allows 1" in found.message
    assert lines_over(found) <= 3  # what follows it on the next page
    assert "`--set pages=0` builds it as it is" in found.hints
    assert abs(lines_over(overflow(tmp_path, fits + 20)[0]) - 20) <= 6  # points stand a little apart
    words = re.search(r"about (\d+) words", overflow(tmp_path, fits + 20)[0].hints[0])
    assert words
    assert abs(int(words[1]) - 20 * 3) <= 20


def test_it_is_told_whatever_is_built_and_by_every_way_of_setting(tmp_path: Path) -> None:
    summary = {"bottom_line": "So it is.", "points": [POINT] * 120}
    for formats in (("docx",), ("pdf",), ("docx", "pdf")):
        file = files(tmp_path, formats=formats, template="onepager", summary=summary)
        assert [f.code for rendered in file.values() for f in rendered.diagnostics] == ["too-long"]
        lifted = files(tmp_path, "pages=0", formats=formats, template="onepager", summary=summary)
        assert [f.code for rendered in lifted.values() for f in rendered.diagnostics] == []
    assert overflow(tmp_path, 120, options={"pages": 0}) == []
    assert overflow(tmp_path, 120, options={"pages": 9}) == []
    assert [f.code for f in overflow(tmp_path, 120, "pages=1", options={"pages": 9})] == ["too-long"]


def test_a_note_that_is_too_long_leaves_earlier_output(tmp_path: Path) -> None:
    summary = {"bottom_line": "So it is.", "points": [POINT] * 120}
    write(tmp_path, "note.yaml", summary=summary, template="onepager")
    before = old_output(tmp_path)
    result = bluf(tmp_path, "build", "note.yaml", "--messages", "json")
    assert result.returncode == 2
    (found,) = json.loads(result.stdout)
    assert (found["code"], found["file"]) == ("too-long", "note.yaml")
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == before
    assert bluf(tmp_path, "build", "note.yaml", "--set", "pages=0").returncode == 0


def test_lines_in_columns_are_counted_in_columns(tmp_path: Path) -> None:
    body = "\n\n".join(["A line of its own."] * 400)
    (found,) = files(tmp_path, template="infocus", sections=[{"title": "T", "body": body}])["pdf"].diagnostics
    fits = 400 - lines_over(found)
    body = "\n\n".join(["A line of its own."] * (fits - 60))  # paragraphs stand a little apart
    assert not files(tmp_path, template="infocus", sections=[{"title": "T", "body": body}])["pdf"].diagnostics


# --- columns ------------------------------------------------------------------------------------------

TABLE = "| A | B | C | D |\n|---|---|---|---|\n" + "| one two three | four five | six | 7 |\n" * 6
RICH: dict[str, Any] = {
    "organisation": "The Desk",
    "marking": "TLP:AMBER",
    "reference": "R 7",
    "sections": [
        {"title": "A table", "body": TABLE},
        {"title": "A list", "body": "\n".join(f"- point {n} of a long list\n  - and below it" for n in range(30))},
        {"title": "Words", "body": "\n\n".join(f"Paragraph {n}. " + "word " * 40 for n in range(12))},
    ],
    "figures": [{"file": "p.png", "alt": "A picture", "caption": "What it shows"}],
}


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Docx, Pdf]:
    folder = tmp_path_factory.mktemp("infocus")
    Image.new("L", (1200, 300), 90).save(folder / "p.png")
    document, theme, warnings = made(folder, "pages=0", template="infocus", **RICH)
    assert not warnings
    built = render(document, theme, ("docx", "pdf"), 0)
    assert not [found for rendered in built.values() for found in rendered.diagnostics]
    return document, Docx(built["docx"].data), Pdf(built["pdf"].data)


def test_columns_are_read_one_after_the_other(both: tuple[Any, Docx, Pdf]) -> None:
    document, docx, pdf = both
    assert seen(pdf.words()) == expected(document)
    assert squeezed("".join(words for _, words in docx.paragraphs())) == tree_text(document)


def test_both_files_have_two_columns_below_one_head(both: tuple[Any, Docx, Pdf]) -> None:
    _, docx, pdf = both
    sections = list(docx.document.iter(f"{W}sectPr"))
    columns = [section.find(f"{W}cols") for section in sections]
    counts = [1 if c is None else int(c.get(f"{W}num", "1")) for c in columns]
    assert counts == [1, 2]
    kinds = [section.find(f"{W}type") for section in sections]
    assert kinds[-1].get(f"{W}val") == "continuous"
    lefts = {round(float(x)) for x, _ in _starts(pdf)}
    width = float(pdf.pages[0].mediabox[2])
    assert min(lefts) < width / 4
    assert any(width / 2 < left < width * 0.6 for left in lefts)


def _starts(pdf: Pdf) -> list[tuple[float, float]]:
    """Return where texts of the first page begin."""
    import pikepdf

    return [
        (float(instruction.operands[-2]), float(instruction.operands[-1]))
        for instruction in pikepdf.parse_content_stream(pdf.pages[0])
        if str(instruction.operator) in {"Tm", "Td"}
    ]


def test_running_heads_are_right_in_every_section(both: tuple[Any, Docx, Pdf]) -> None:
    _, docx, pdf = both
    targets = {r.get("Id"): r.get("Target") for r in docx.xml("word/_rels/document.xml.rels")}
    inherited: dict[tuple[str, str], str] = {}
    for section in docx.document.iter(f"{W}sectPr"):
        for kind in ("header", "footer"):
            for reference in section.findall(f"{W}{kind}Reference"):
                inherited[kind, reference.get(f"{W}type")] = targets[reference.get(f"{R}id")]
        for (kind, which), part in inherited.items():
            said = text(docx.xml(f"word/{part}"))
            assert "TLP:AMBER" in said
            if (kind, which) == ("header", "default"):
                assert "A note" in said
                assert "R 7" in said
        assert {("header", "default"), ("footer", "default")} <= inherited.keys()
    for number in range(len(pdf.pages)):
        said = squeezed("".join(pdf.artifacts(number)))
        assert said.count("TLP:AMBER") == 2
        assert f"{number + 1}of{len(pdf.pages)}" in said
        assert ("R7" in said) == (number > 0)


def test_contents_before_columns(tmp_path: Path) -> None:
    briefing = (
        "<h1 id='t'>{{ note.title }}</h1><contents depth='2'>In this note</contents>"
        "<columns>{% for section in note.sections %}{% include 'parts/free.html' %}{% endfor %}</columns><p>After.</p>"
    )
    write_pack(tmp_path, {"briefing.html": briefing, "theme.toml": "[page]\ncolumns = 3\ncolumn_gap = '5mm'\n"})
    sections = [{"title": f"Part {n}", "body": "word " * 120} for n in range(6)]
    document, theme, _ = made(tmp_path, sections=sections)
    built = render(document, theme, ("docx", "pdf"), 0)
    docx, pdf = Docx(built["docx"].data), Pdf(built["pdf"].data)
    assert seen(pdf.words()) == expected(document)
    columns = [section.find(f"{W}cols") for section in docx.document.iter(f"{W}sectPr")]
    assert [int(c.get(f"{W}num", "1")) if c is not None else 1 for c in columns] == [1, 3, 1]
    assert len(list(pdf.root.all("TOCI"))) == 6
