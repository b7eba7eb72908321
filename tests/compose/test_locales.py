"""Dates, numbers and lists as each language writes them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from bluf.briefing.dates import When
from bluf.compose.locales import Writing
from bluf.compose.pack import language_chain

CASES = yaml.safe_load(Path(__file__).with_name("locales.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", [pytest.param(case, id=case["title"]) for case in CASES])
def test_dates_numbers_and_lists_are_those_of_the_language(case: dict[str, Any]) -> None:
    writing = Writing(case["language"])
    if "date" in case:
        said = writing.date(When.parse(case["date"]))
    elif "number" in case:
        said = writing.number(case["number"], case.get("decimals"))
    else:
        said = str(writing.listed(case["list"]))
    assert said == case["expected"]


def test_a_list_of_links_stays_links_and_text_is_escaped() -> None:
    assert str(Writing("de").listed(["<b>", "&", "c"])) == "&lt;b&gt;, &amp; und c"


CHAINS = {
    "en": ["en"],
    "fr-CA": ["fr", "fr-CA"],
    "FR-ca": ["fr", "fr-CA"],
    "zh-Hans-SG": ["zh", "zh-Hans", "zh-Hans-SG"],
    "zh-TW": ["zh-Hant", "zh-TW"],
    "zh-Hant-HK": ["zh-Hant", "zh-Hant-HK"],
    "sr-Latn": ["sr-Latn"],
    "de-1996": ["de", "de-1996"],
}


@pytest.mark.parametrize("tag", CHAINS)
def test_a_language_is_looked_for_from_general_to_special_and_in_its_script(tag: str) -> None:
    assert language_chain(tag) == CHAINS[tag]
