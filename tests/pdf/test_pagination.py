"""Pages: what stays together, what is repeated, and that everything is on one of them, once."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bluf.document.tree import (
    Aside,
    Block,
    Cell,
    Column,
    Contents,
    ContentsEntry,
    Document,
    Figure,
    Heading,
    List,
    PageBreak,
    Paragraph,
    Reference,
    Row,
    Rule,
    Section,
    Table,
    Text,
)
from bluf.theme.length import Length
from bluf.writers.pdf import paginate
from bluf.writers.pdf.inspection import Placement, inspect
from tests.docx.sample import LONG, items, kitchen_sink, note, p, png, row, t, theme

quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def pages(document: Document) -> dict[int, list[Placement]]:
    found: dict[int, list[Placement]] = defaultdict(list)
    for place in inspect(document, theme()):
        found[place.page].append(place)
    return found


def outer(places: list[Placement]) -> list[Placement]:
    return [place for place in places if not place.inside and place.kind != "label"]


def bottom() -> float:
    page = theme().page
    return page.height.pt - page.bottom.pt


# --- properties -----------------------------------------------------------------------------------

sentences = st.integers(1, 12).map(lambda count: LONG * count)
paragraphs = sentences.map(p)
leaves = st.one_of(
    paragraphs,
    paragraphs,
    st.sampled_from([2, 3]).map(lambda level: Heading(level, t("A heading " * level))),
    st.lists(sentences, min_size=1, max_size=4).map(lambda texts: List(items(*texts))),
    st.just(Figure(png(), "A picture", t("Its caption"), share=60)),
    st.just(Rule()),
)


@st.composite
def table_blocks(draw: st.DrawFn) -> Table:
    count = draw(st.integers(1, 30))
    size = draw(st.sampled_from([1, 1, 3, 20]))
    rows = tuple(row(f"Row {number}", LONG * draw(st.integers(1, size))) for number in range(count))
    caption = draw(st.sampled_from([(), t("A caption")]))
    return Table((Column(), Column()), (row("Name", "Text", header=True),), rows, caption)


asides = st.lists(paragraphs, min_size=1, max_size=3).map(lambda blocks: Aside(tuple(blocks)))
documents = st.lists(st.one_of(leaves, leaves, table_blocks(), asides), min_size=1, max_size=14).map(
    lambda blocks: note(*blocks)
)


@quick
@given(documents)
def test_nothing_stands_out_of_the_page_and_all_is_there_once(document: Document) -> None:
    lines = defaultdict(list)
    for place in inspect(document, theme()):
        assert place.bottom <= bottom() + 0.1
        assert place.top >= theme().page.top.pt - 0.1
        if place.count > 1 and not place.repeated:
            lines[id(place.node), place.role, place.count].append(place.index)
    for found in lines.values():
        assert found == list(range(len(found)))


@quick
@given(documents)
def test_no_line_is_left_alone_and_no_heading_at_the_foot(document: Document) -> None:
    found = pages(document)
    parts: dict[int, list[int]] = defaultdict(list)
    for number, places in found.items():
        for node, count in _lines_by_node(outer(places)).items():
            parts[node].append(count)
        last = outer(places)[-1]
        if number < len(found):
            assert last.kind != "heading"
            assert last.role != "table-caption"
    for counts in parts.values():
        if len(counts) > 1:
            assert min(counts) >= 2, "a line stands alone"


def _lines_by_node(places: list[Placement]) -> dict[int, int]:
    counts: dict[int, int] = defaultdict(int)
    for place in places:
        if place.count > 1:
            counts[id(place.node)] += 1
    return counts


@quick
@given(documents)
def test_heads_are_repeated_and_stay_with_a_row(document: Document) -> None:
    found = pages(document)
    for (_, before), (_, places) in pairwise(sorted(found.items())):
        rows = [place for place in outer(places) if place.kind == "row"]
        upper = [place for place in outer(before) if place.kind == "row"]
        goes_on = rows and upper and outer(places)[0] is rows[0] and rows[0].node is upper[-1].node
        assert bool(goes_on) == bool(rows and rows[0].repeated)
        if goes_on:
            assert len(rows) > 1, "a head without a row"
            assert rows[1].node is rows[0].node
    assert sum(place.repeated for place in found[1]) == 0


@quick
@given(documents)
def test_short_rows_are_not_torn(document: Document) -> None:
    where = defaultdict(set)
    for place in inspect(document, theme()):
        if place.inside and place.count <= 6 and not place.repeated and place.kind == "paragraph":
            where[id(place.node)].add(place.page)
    assert all(len(pages_of) == 1 for pages_of in where.values())


# --- cases ----------------------------------------------------------------------------------------


def test_page_of_ids_is_where_they_stand() -> None:
    blocks: list[Block] = []
    for number in range(12):
        blocks += [Heading(2, t(f"Heading {number}"), id=f"h{number}"), p(LONG * 20)]
    blocks.append(Paragraph((Text(LONG * 3), Reference(t("back"), "h0", id="way-back"))))
    document = note(*blocks)
    pagination = paginate(document, theme())
    places = {place.text.strip(): place.page for place in inspect(document, theme()) if place.kind == "heading"}
    for number in range(12):
        assert pagination.page_of[f"h{number}"] == places[f"Heading {number}"]
    assert pagination.page_of["way-back"] == pagination.pages


def test_ids_of_rows_items_and_sections_have_pages() -> None:
    sink = paginate(kitchen_sink(), theme())
    assert {"table-1", "fig", "source-a", "cited-a-1", "actors-section", "lists"} <= set(sink.page_of)
    assert max(sink.page_of.values()) <= sink.pages


def test_200_rows_repeat_the_head_on_every_page() -> None:
    rows = tuple(row(str(number), LONG) for number in range(200))
    found = pages(note(Table((Column(), Column()), (row("No.", "Text", header=True),), rows)))
    assert len(found) > 5
    for number, places in found.items():
        first = outer(places)[0]
        assert first.repeated == (number > 1)
    shown = [place.text.strip() for places in found.values() for place in places if place.inside and not place.repeated]
    assert [text for text in shown if text.isdigit()] == [str(number) for number in range(200)]


def test_a_cell_longer_than_a_page_goes_on() -> None:
    found = pages(note(Table((Column(), Column()), (row("A", "B", header=True),), (row(LONG * 120, "short"),))))
    assert len(found) > 2
    for places in found.values():
        assert any(place.inside and len(place.text) > 40 for place in places)


def test_rows_tied_by_a_span_are_torn_between_rows() -> None:
    spanning = [Row((Cell((p("Spanning"),), rowspan=60), Cell((p("Row 0"),))))]
    spanning += [row(f"Row {number}") for number in range(1, 60)]
    found = pages(note(Table((Column(), Column()), (), tuple(spanning))))
    texts = [place.text.strip() for places in found.values() for place in places if place.inside]
    assert len(found) > 1
    assert sorted(texts) == sorted(["Spanning", *(f"Row {number}" for number in range(60))])


def test_asides_stay_together_and_long_ones_do_not() -> None:
    short = note(*(p(LONG * 10) for _ in range(3)), Aside((p(LONG * 12),)))
    where = {place.page for place in inspect(short, theme()) if place.count > 9}
    assert where
    long = pages(note(p(LONG), Aside(tuple(p(LONG * 4) for _ in range(30)))))
    assert len(long) > 1
    assert len(outer(long[1])) > 30, "a box that is longer than a page starts where it stands"


def test_page_breaks() -> None:
    found = pages(note(PageBreak(), p("one"), PageBreak(), p("two"), PageBreak(), PageBreak(), p("three")))
    assert [[place.text for place in places] for places in found.values()] == [["one"], ["two"], ["three"]]


def test_a_last_page_of_a_few_lines_is_avoided() -> None:
    blocks = [p(LONG * 3) for _ in range(26)]
    counts = []
    for extra in range(12):
        found = pages(note(*blocks, p("A few words. " * (1 + 7 * extra))))
        last = found[len(found)]
        counts.append(last[-1].bottom - theme().page.top.pt)
    assert all(height > 3 * 14 for height in counts)


def test_contents_have_the_numbers_of_pages() -> None:
    headings = tuple(
        Section((Heading(2, t(f"Part {n}"), id=f"p{n}"), *(p(LONG * 9) for _ in range(6)))) for n in range(5)
    )
    entries = tuple(ContentsEntry(1, str(n + 1), t(f"Part {n}"), f"p{n}") for n in range(5))
    document = note(Contents(1, t("Contents"), entries), *headings)
    assert paginate(document, theme()).page_of["p4"] > paginate(document, theme()).page_of["p0"]


def test_space_between_blocks_is_the_larger_one() -> None:
    styles = theme().paragraphs
    below = replace(styles["body"], space_after=Length.of_points(10))
    above = replace(styles["heading-3"], space_before=Length.of_points(16), page_break_before=False)
    look = replace(theme(), paragraphs={**styles, "body": below, "heading-3": above})
    first, second, third = inspect(note(p("a"), Heading(3, t("b")), p("c")), look)
    assert second.top - first.bottom == pytest.approx(16)
    assert third.top - second.bottom == pytest.approx(styles["heading-3"].space_after.pt)
    assert first.top == pytest.approx(max(theme().page.top.pt, first.top))


def test_high_headers_push_the_text_down() -> None:
    usual = inspect(note(p("x")), theme())[0].top
    base = note(p("x"))
    tall = replace(base, first_header=replace(base.first_header, banner=t("A very long banner " * 30)))
    assert inspect(tall, theme())[0].top > usual + 20
