"""The template language: helpers, filters and data, from a template to the tree."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.compose.packs import tree, write_pack
from tests.compose.test_markup import cases

NOTE: dict[str, Any] = {
    "title": "<i>A</i> note",
    "subtitle": "a *b* <c>",
    "status": "draft",
    "version": "2",
    "authors": ["A", "B", "C"],
    "marking": {"level": "TLP:CLEAR", "caveats": ["NOFORN"]},
    "summary": "It is **so**.",
    "actors": [
        {"id": "china", "name": "China", "aliases": ["PRC"], "kind": "state", "sources": ["gazette, p 2"]},
        {"name": "India", "kind": "state", "marking": "U"},
    ],
    "systems": [{"id": "s400", "name": "S-400"}],
    "events": [
        {"date": "2025", "what": "It began."},
        {"date": "2025-11-08/2025-11-10", "what": "They met."},
        {"date": "early 2026", "what": "It ends."},
    ],
    "gaps": ["- one\n- two"],
    "sources": [{"id": "gazette", "title": "Gazette"}],
}


@pytest.mark.parametrize("case", cases("language.yaml"))
def test_the_language_says_what_it_should(case: dict[str, Any], tmp_path: Path) -> None:
    # What names lead to stands on a rule's far side, which cuts it off.
    shown = "" if case.get("noactors") else "<page-break><p id='actor-china'>China</p>"
    write_pack(tmp_path, {"briefing.html": f"{case['template']}{shown}"})
    said = tree(tmp_path, **{**NOTE, "language": case.get("language", "en")}).split("pagebreak\n")[0]
    assert said.rstrip("\n") == case["tree"].rstrip("\n")
