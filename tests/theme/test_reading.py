"""Reading themes: what a pack's theme says, and what is said of one that cannot be."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bluf.compose.finding import find_pack
from bluf.diagnostics import BlufError, Span
from bluf.theme.length import Length

CASES = yaml.safe_load((Path(__file__).parent / "mistakes.yaml").read_text(encoding="utf-8"))
PACK = find_pack("standard", Path())


def note(path: tuple[str, ...]) -> Span:
    return Span("note.yaml", 7, path=".".join(("theme", *path)))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["path"])
def test_mistakes_are_told_at_their_key(case: dict[str, Any]) -> None:
    with pytest.raises(BlufError) as caught:
        PACK.theme(case["change"], note)
    found = [d for d in caught.value.diagnostics if d.span.path == f"theme.{case['path']}"]
    assert found, caught.value
    assert case["message"] in found[0].message
    assert case["hint"] in " ".join(found[0].hints)
    assert (found[0].span.file, found[0].span.line) == ("note.yaml", 7)


def test_all_mistakes_are_told_in_one_run() -> None:
    change = {"pag": {}, "paragraph": {"body": {"size": "x"}, "title": {"bold": 1}}}
    with pytest.raises(BlufError) as caught:
        PACK.theme(change, note)
    assert len(caught.value.diagnostics) == 3


def test_a_change_reaches_the_styles_based_on_it() -> None:
    theme = PACK.theme({"page": {"size": "Letter"}, "colours": {"ink": "#000001"}}, note)
    assert theme.page.width == Length.parse("8.5in")
    assert theme.paragraphs["cell-strong"].colour == "000001"
    assert theme.tables["facts"].rule_head is None


@given(st.integers(-(10**6), 10**6), st.sampled_from(["pt", "mm", "cm", "in"]))
def test_lengths_are_exact(hundredths: int, unit: str) -> None:
    emu = {"pt": 12_700, "mm": 36_000, "cm": 360_000, "in": 914_400}[unit]
    length = Length.parse(f"{hundredths / 100:.2f}{unit}")
    assert length == Fraction(hundredths, 100) * emu
    assert Length.of_points(length.pt) == length
