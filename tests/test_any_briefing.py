"""Whatever the briefing: it builds, both files have every string of it, and the same text in the same order."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from PIL import Image

from bluf.app.making import make_document, render, uncovered
from bluf.app.options import BuildOptions
from bluf.briefing.settings import parse_setting
from bluf.document.walk import word_count
from bluf.theme.fonts import visible
from tests.docx.reading import Docx, squeezed, text, tree_text
from tests.pdf.reading import Pdf, expected, seen
from tests.strategies import HOSTILE, Drawn, briefings


def built(folder: Path, data: dict[str, Any], template: str = "standard") -> tuple[Docx, Pdf, str]:
    """Build a briefing twice, and return the files and the tree's text; assert that they have it, and are the same."""
    path = folder / "note.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    Image.new("L", (60, 40), 128).save(folder / "picture.png")
    settings = (parse_setting("pages=0"),)
    options = BuildOptions(folder, template=template, workspace=folder, settings=settings)
    loaded, document, theme, warnings = make_document(path, options)
    assert not [w for w in warnings if template == "standard" or w.code != "data-unused"]
    assert not uncovered(loaded, document, theme)
    files = render(document, theme, ("docx", "pdf"), word_count(document))
    again = render(document, theme, ("docx", "pdf"), word_count(document))
    assert {kind: file.data for kind, file in files.items()} == {kind: file.data for kind, file in again.items()}
    docx, pdf = Docx(files["docx"].data), Pdf(files["pdf"].data)
    assert squeezed("".join(words for _, words in docx.paragraphs())) == tree_text(document)
    assert seen(pdf.words()) == expected(document)
    return docx, pdf, tree_text(document)


def bare(words: str) -> str:
    """Return what there is to see of a text, whatever its case (labels and likelihoods begin with a capital)."""
    return squeezed(visible(words)).casefold()


def check(data: dict[str, Any], shown: list[str], heads: list[str]) -> None:
    with TemporaryDirectory() as folder:
        docx, pdf, _ = built(Path(folder), data)
    in_docx = bare("".join(words for _, words in docx.paragraphs()))
    in_pdf = bare("".join(pdf.words()))
    for words in shown:
        assert bare(words) in in_docx
        assert bare(words) in in_pdf
    running = bare("".join(text(docx.xml(name)) for name in docx.files if "word/header" in name and "rels" not in name))
    for words in heads:
        assert bare(words) in running
        # Running heads have no structure: what runs from right to left is there as it stands on the page.
        assert Counter(bare(words)) <= Counter(bare("".join(pdf.artifacts(0))))


@given(briefings())
@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate),  # to make an example smaller takes minutes
)
def test_any_briefing_builds_with_every_string_of_it_in_both_files(drawn: Drawn) -> None:
    check(drawn.data, drawn.shown, drawn.heads)


def leaves(value: Any) -> list[str]:
    """Return the texts in plain data."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [value] if isinstance(value, str) else [text for part in inner for text in leaves(part)]


# What each pack shows of a briefing in any case: everything that is said in these parts of the data.
SHOWN = {
    "assessment": ("title", "summary", "implications", "gaps", "alternatives", "indicators", "sections"),
    "infocus": ("title", "summary", "gaps", "sections"),
    "onepager": ("title", "summary", "recommendations"),
    "submission": ("title", "summary", "recommendations", "events", "gaps", "alternatives", "indicators", "quotes"),
}


@pytest.mark.parametrize("pack", SHOWN)
@given(briefings())
@settings(
    max_examples=10,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate),
)
def test_any_briefing_builds_in_every_pack_with_what_that_shows(pack: str, drawn: Drawn) -> None:
    with TemporaryDirectory() as folder:
        docx, pdf, _ = built(Path(folder), drawn.data, pack)
    in_docx = bare("".join(words for _, words in docx.paragraphs()))
    in_pdf = bare("".join(pdf.words()))
    said = bare("\n".join(leaves([drawn.data.get(key) for key in SHOWN[pack]])).replace("https://example.org/", ""))
    for words in (words for words in drawn.shown if words.isalnum() and bare(words) in said):
        assert bare(words) in in_docx
        assert bare(words) in in_pdf


@pytest.mark.parametrize("hostile", [*HOSTILE, "y" * 5_000], ids=[*(h[:20] for h in HOSTILE), "5,000 characters"])
def test_hostile_text_is_text_everywhere(hostile: str) -> None:
    plain = {
        "title": hostile, "subtitle": hostile, "date": "2026-11-24", "organisation": hostile, "marking": hostile,
        "actors": [{"name": hostile, "role": hostile} for _ in range(3)],
        "quotes": [{"text": hostile, "speaker": hostile}],
        "implications": [{"statement": "It is so.", "horizon": hostile, "likelihood": hostile}],
        "sources": [{"id": "s", "title": hostile, "publisher": hostile}],
        "acronyms": {"ABC": hostile},
    }  # fmt: skip
    check(plain | {"summary": "Plain."}, [hostile] * 3, [hostile])


@pytest.mark.parametrize(
    "hostile", ["<b>bold</b>", "&amp; &lt;", "{{ 7*7 }}", "{% for x in y %}", "]]>", "a_b", "2 * 3"]
)
def test_in_markdown_too_but_for_its_own_marks(hostile: str) -> None:
    data = {"title": "T", "date": "2026-11-24", "summary": hostile, "gaps": [hostile]}
    check(data, [hostile], [])
