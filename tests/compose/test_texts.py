"""Texts that are put together: sentences ended once, texts cut to a width, signs of the language."""

from __future__ import annotations

from pathlib import Path

import pytest
from markupsafe import Markup

from bluf.compose.finding import find_pack
from bluf.compose.texts import Labelling, shortened, width
from bluf.diagnostics import Span


def labelling(language: str) -> Labelling:
    return Labelling(find_pack("standard", Path(), Span("test")).labels(language))


ENDED = [
    ("en", "Runs the ferry", "Runs the ferry. "),
    ("en", "Harrow Lines Ltd.", "Harrow Lines Ltd. "),
    ("en", "What now?", "What now? "),
    ("en", "He said “no.”", "He said “no.” "),
    ("en", "Rock & roll", "Rock &amp; roll. "),
    ("en", Markup("<strong>Why?</strong>"), "<strong>Why?</strong> "),
    ("fr", "Il dit : « non ! »", "Il dit : « non ! » "),
    ("ru", "12 марта 2026 г.", "12 марта 2026 г. "),
    ("zh", "经营渡轮", "经营渡轮。"),
    ("zh", "经营渡轮。", "经营渡轮。"),
    ("ar", "لماذا؟", "لماذا؟ "),
]


@pytest.mark.parametrize(("language", "text", "expected"), ENDED)
def test_a_sentence_has_one_stop(language: str, text: str, expected: str) -> None:
    assert str(labelling(language).ended(text)) == expected


LEAD_INS = {
    "en": '<span class="lead-in">A:</span> ',
    "fr": '<span class="lead-in">A\N{NO-BREAK SPACE}:</span> ',
    "zh": '<span class="lead-in">A：</span>',
}


@pytest.mark.parametrize("language", LEAD_INS)
def test_a_label_has_the_colon_of_the_language(language: str) -> None:
    assert str(labelling(language).lead_in("A")) == LEAD_INS[language]


SHORTENED = [
    ("one two three", 13, "one two three"),
    ("one two three", 9, "one two…"),
    ("one two, three", 9, "one two…"),
    ("onetwothree", 6, "onetwo…"),
    ("海峡轮渡航线停航", 16, "海峡轮渡航线停航"),
    ("海峡轮渡航线停航", 9, "海峡轮渡…"),
    ("海峡，轮渡航线停航", 6, "海峡…"),
]


@pytest.mark.parametrize(("text", "most", "expected"), SHORTENED)
def test_a_text_is_cut_to_a_width(text: str, most: int, expected: str) -> None:
    assert shortened(text, most) == expected
    assert width(expected.removesuffix("…")) <= most
