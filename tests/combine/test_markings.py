"""The marking that is given for a whole, beside those of its notes."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

from bluf.briefing.markings import lower
from bluf.briefing.model import Marking
from bluf.diagnostics import BlufError, Diagnostic
from tests.combine.making import TITLE, combined, write

CASES = yaml.safe_load((Path(__file__).parent / "markings.yaml").read_text(encoding="utf-8"))
ORDERS = [
    ["TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT", "TLP:RED"],
    ["OFFICIAL", "OFFICIAL-SENSITIVE", "SECRET", "TOP SECRET"],
    ["UNCLASSIFIED", "CONFIDENTIAL", "SECRET", "TOP SECRET"],
    ["NATO UNCLASSIFIED", "NATO RESTRICTED", "NATO CONFIDENTIAL", "NATO SECRET", "COSMIC TOP SECRET"],
    [
        "RESTREINT UE/EU RESTRICTED", "CONFIDENTIEL UE/EU CONFIDENTIAL", "SECRET UE/EU SECRET",
        "TRÈS SECRET UE/EU TOP SECRET",
    ],
]  # fmt: skip


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: order[0])
def test_levels_are_in_order(order: list[str]) -> None:
    levels = [Marking(level=level) for level in order]
    for low, high in pairwise(levels):
        assert lower(low, high) is True
        assert lower(high, low) is False
        assert lower(low, low) is False


def told(folder: Path, whole: object, notes: list[object]) -> list[Diagnostic]:
    """Return what is said of a roundup whose list gives a marking."""
    paths = [write(folder, f"{n}.json", **({"marking": m} if m else {})) for n, m in enumerate(notes)]
    listed = folder / "week.roundup.yaml"
    names = [path.name for path in paths]
    listed.write_text(yaml.safe_dump({"title": "T", "marking": whole, "notes": names}), encoding="utf-8")
    try:
        return combined([listed], ()).diagnostics
    except BlufError as bad:
        return list(bad.diagnostics)


@pytest.mark.parametrize("case", CASES, ids=[case["title"] for case in CASES])
def test_a_marking_beside_those_of_the_notes(tmp_path: Path, case: dict[str, Any]) -> None:
    found = told(tmp_path, case["whole"], case["notes"])
    assert [d.code for d in found] == case.get("codes", [])
    for words in case.get("says", []):
        assert any(words in hint for d in found for hint in d.hints), found
    assert all(d.span.path == "marking" and d.span.line for d in found)


def test_on_the_command_line(tmp_path: Path) -> None:
    note = write(tmp_path, "a.json", marking="TLP:RED")
    with pytest.raises(BlufError) as caught:
        combined([note], [*TITLE, ("marking", "TLP:GREEN")])
    (found,) = caught.value.diagnostics
    assert (found.code, found.span.file) == ("marking-lower", "--marking")
    assert "`TLP:RED` (a.json)" in found.hints[0]
