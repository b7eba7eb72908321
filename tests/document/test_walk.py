"""Walking and resolving trees."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluf.document.resolve import resolve
from bluf.document.tree import (
    Block,
    Citation,
    CitedBy,
    CitedSource,
    Document,
    Emphasis,
    Inline,
    Metadata,
    Paragraph,
    Reference,
    Section,
    SourceNumber,
    Text,
)
from bluf.document.walk import Rewriter, block_ids, block_texts, blocks, direct_inlines, inlines, word_count

SOURCES = ("a", "b", "c")

leaf: st.SearchStrategy[Inline] = st.one_of(
    st.text("xyz ", min_size=1, max_size=5).map(Text),
    st.lists(st.sampled_from(SOURCES), min_size=1, max_size=3).map(
        lambda names: Citation(tuple(CitedSource(n) for n in names))
    ),
)
inline = st.recursive(leaf, lambda inner: st.lists(inner, max_size=3).map(lambda c: Emphasis(tuple(c))), max_leaves=6)
paragraph = st.lists(inline, max_size=4).map(lambda c: Paragraph(tuple(c)))
block: st.SearchStrategy[Block] = st.recursive(
    paragraph, lambda inner: st.lists(inner, max_size=3).map(lambda c: Section(tuple(c))), max_leaves=8
)


def listing(name: str) -> Paragraph:
    return Paragraph((SourceNumber(name), Text(" "), CitedBy(name)), id=f"source-{name}")


@given(st.lists(block, max_size=5), st.permutations(SOURCES))
def test_citations_and_sources_lead_to_each_other(body: list[Block], order: list[str]) -> None:
    document = resolve(Document(Metadata("t"), (*body, *map(listing, order))))
    nodes = [n for b in blocks(document.children) for run in direct_inlines(b) for n in inlines(run)]
    references = [n for n in nodes if isinstance(n, Reference)]
    ids = {i for b in blocks(document.children) for i in block_ids(b) if i} | {r.id for r in references if r.id}
    assert not any(isinstance(n, Citation | CitedBy | SourceNumber) for n in nodes)
    assert all(r.target in ids - {""} and r.children for r in references)
    there = [r for r in references if r.id]
    back = [r for r in references if not r.id]
    assert len({r.id for r in there}) == len(there)
    for name in SOURCES:
        cited = [r.id for r in there if r.target == f"source-{name}"]
        assert [r.target for r in back if r.target in cited] == cited[:6]
    numbers = {name: str(n) for n, name in enumerate(order, 1)}
    words = [r.children[0].text.strip("[]") for r in there if isinstance(r.children[0], Text)]
    assert words == [numbers[r.target.removeprefix("source-")] for r in there]


@given(st.lists(block, max_size=5))
def test_rebuilding_without_a_change_shares_the_tree(body: list[Block]) -> None:
    children = tuple(body)
    assert Rewriter().blocks(children) is children
    assert list(block_texts(children)) == list(block_texts(children))


@pytest.mark.parametrize(
    ("text", "count"), [("one two-three 4", 3), ("航线停航", 4), ("自2026年起 ferry", 5), ("", 0), ("カタカナ", 4)]
)
def test_characters_of_scripts_without_spaces_count_as_words(text: str, count: int) -> None:
    assert word_count(Document(Metadata("t"), (Paragraph((Text(text),)),))) == count
