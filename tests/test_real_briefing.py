"""The real briefing: every fact of the article it is made from, in both files, and quotations word for word."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bluf.app.making import make_document, render
from bluf.app.options import BuildOptions
from bluf.briefing.loading import load
from bluf.document.walk import word_count
from tests.docx.reading import Docx
from tests.pdf.reading import Pdf
from tests.test_outputs import BRIEFINGS

PATH = BRIEFINGS / "china-russia-missile-defence.yaml"

FACTS = Path(__file__).with_name("facts.txt")


def facts() -> list[tuple[str, str]]:
    lines = [line for line in FACTS.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return [(fact.strip(), words.strip()) for fact, words in (line.split("|") for line in lines)]


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    _, document, theme, _ = make_document(PATH, BuildOptions(Path("out"), workspace=BRIEFINGS.parent))
    files = render(document, theme, ("docx", "pdf"), word_count(document))
    words = {
        "docx": " ".join(text for _, text in Docx(files["docx"].data).paragraphs()),
        "pdf": " ".join(Pdf(files["pdf"].data).words()),
    }
    return {name: " ".join(text.split()) for name, text in words.items()}


@pytest.mark.parametrize("kind", ["docx", "pdf"])
@pytest.mark.parametrize(("fact", "words"), facts(), ids=[fact for fact, _ in facts()])
def test_every_fact_of_the_article_is_in_the_note(fact: str, words: str, kind: str, texts: dict[str, str]) -> None:
    pattern = ".*?".join(re.escape(part) for part in words.split(" … "))
    assert re.search(pattern, texts[kind]), fact


def test_quotations_are_word_for_word_those_of_the_stored_excerpts() -> None:
    note = load(PATH).value.briefing
    sources = {source.id: source for source in note.sources}
    assert len(note.quotes) == 5
    for quote in note.quotes:
        assert quote.source is not None
        stored = sources[quote.source.id].text or ""
        passage = next(part for part in stored.split("[para ") if quote.text in part)
        assert (quote.locator or "").startswith(f"para {passage.split(']')[0]}"), "the locator names the paragraph"


def test_the_article_is_graded_as_the_one_secondary_source_that_it_is() -> None:
    article = load(PATH).value.briefing.sources[0]
    assert "Secondary source" in (article.type or "")
    assert (article.reliability, article.credibility) == ("F", "3")


def test_background_from_elsewhere_is_marked_as_the_analysts_note(texts: dict[str, str]) -> None:
    before, note = texts["docx"].split("Analyst’s notes and terms", 1)
    assert "Youxia" not in before
    assert "Chinese state media write Zhang Youxia" in note
    assert "November 2025" not in before.replace(
        "Analyst’s note: agencies date what seem these meetings to November 2025", ""
    )


def test_it_is_two_to_four_pages() -> None:
    _, document, theme, _ = make_document(PATH, BuildOptions(Path("out"), workspace=BRIEFINGS.parent))
    assert 2 <= render(document, theme, ("pdf",), 0)["pdf"].pages <= 4
