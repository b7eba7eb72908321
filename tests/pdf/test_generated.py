"""Whatever the tree: a sound PDF that has every word of it, in its order."""

from __future__ import annotations

import subprocess
import unicodedata
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from bluf.document.tree import Code, Document, Text
from bluf.document.walk import Rewriter, map_inlines
from bluf.theme.fonts import uncovered
from bluf.writers.pdf import paginate
from tests.docx.sample import theme
from tests.docx.tools import program
from tests.docx.trees import documents
from tests.pdf.checking import inconsistencies
from tests.pdf.reading import expected, rendered, seen

quick = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


class Covered(Rewriter):
    """Takes away what the theme has no glyph for, and scripts that do not run from left to right, glyph by glyph."""

    def inlines(self, children: Any) -> Any:
        return map_inlines(children, self._change)

    def _change(self, node: Any) -> Any:
        if isinstance(node, Text | Code):
            return (type(node)("".join(filter(_simple, node.text)) or "x"),)
        return None


def _simple(char: str) -> bool:
    if unicodedata.bidirectional(char) in {"R", "AL", "RLE", "RLO", "RLI", "AN"} or uncovered(char, theme()):
        return False
    return unicodedata.category(char) not in {"Mn", "Mc", "Me", "Cf", "Co"}


def covered(document: Document) -> Document:
    return replace(document, children=Covered().blocks(document.children))


@quick
@given(documents())
def test_every_word_is_there_in_order_and_tagged(document: Document) -> None:
    document = covered(document)
    pdf = rendered(document)
    assert seen(pdf.words()) == expected(document)
    assert not list(inconsistencies(pdf.pdf))
    assert paginate(document, theme()).pages == len(pdf.pages)


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(document=documents())
def test_qpdf_finds_nothing(document: Document, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("generated") / "note.pdf"
    path.write_bytes(rendered(covered(document)).data)
    subprocess.run([program("qpdf"), "--check", str(path)], capture_output=True, check=True)
