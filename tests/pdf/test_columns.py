"""Column widths: what both files lay tables out with."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bluf.document.tree import Cell, Column, Figure, List, Row, Table
from bluf.theme.length import Length
from bluf.theme.model import Theme
from bluf.writers.columns import column_widths, grid
from bluf.writers.pdf.inspection import inspect
from tests.docx.sample import LONG, items, note, p, png, row, theme

WIDTH = theme().page.text_width


def table(
    *rows: tuple[str, ...], columns: tuple[Column, ...] = (), head: tuple[str, ...] = (), role: str = ""
) -> Table:
    heads = (row(*head, header=True),) if head else ()
    return Table(columns or tuple(Column() for _ in rows[0]), heads, tuple(row(*cells) for cells in rows), role=role)


def widths(made: Table, available: Length = WIDTH, look: Theme | None = None) -> list[float]:
    return [width.pt for width in column_widths(made, look or theme(), available)]


def narrow() -> Theme:
    """The theme with tables that are as wide as their content."""
    style = replace(theme().table(""), full_width=False)
    return replace(theme(), tables={**theme().tables, "table": style})


def lines(made: Table) -> dict[str, int]:
    """Return how many lines each cell's text takes, by its first words."""
    found = [place for place in inspect(note(made), theme()) if place.inside]
    return {" ".join(place.text.split()[:2]): place.count for place in found if place.index == 0}


def test_long_text_gets_the_room() -> None:
    name, text, _ = widths(table(("Almaz-Antey", LONG * 3, "2025-11-24")))
    assert text > 4 * name
    assert lines(table(("Almaz-Antey", LONG * 3, "24 November 2025")))["24 November"] == 1


def test_cells_of_a_row_come_out_about_equally_tall() -> None:
    counts = lines(table((f"First {LONG * 2}", f"Second {LONG * 2}")))
    assert abs(counts["First The"] - counts["Second The"]) <= 1


def test_no_column_of_one_word_a_line() -> None:
    counts = lines(table(("The vice-chairman of the Central Military Commission", LONG * 8)))
    assert counts["The vice-chairman"] <= 4


def test_a_very_long_word_does_not_take_it_all() -> None:
    word, text = widths(table(("x" * 5000, LONG)))
    assert text > 100
    assert word > 30


def test_figures_are_spread_and_pairs_stay_near() -> None:
    figures = widths(table(("China", "12", "13"), columns=(Column(), Column(align="end"), Column(align="end"))))
    assert figures[1] == pytest.approx(figures[2], abs=12)
    name, value = widths(table(("Range", "600 km"), ("Status", "In service")))
    assert value > 4 * name


def test_shares_are_kept_where_words_allow() -> None:
    first, second = widths(table(("a", "b"), columns=(Column(70), Column(30))))
    assert first / (first + second) == pytest.approx(0.7, abs=0.02)
    first, second = widths(table(("a", "Telekommunikationsgesetz " * 3), columns=(Column(95), Column())))
    assert (
        lines(table(("a", "Telekommunikationsgesetz"), columns=(Column(95), Column())))["Telekommunikationsgesetz"] == 1
    )


def test_narrow_tables_are_as_wide_as_their_content() -> None:
    assert sum(widths(table(("Range", "600 km")), look=narrow())) < 120
    assert sum(widths(table((LONG, LONG)), look=narrow())) == pytest.approx(WIDTH.pt, abs=1)


def test_spans_blocks_and_odd_tables() -> None:
    spanning = Table((Column(), Column()), (), (Row((Cell((p("One " * 30),), colspan=2),)), row("a", "b")))
    assert sum(column_widths(spanning, theme(), WIDTH)) == WIDTH
    mixed = Table(
        (Column(), Column()),
        (),
        (Row((Cell((List(items("one", "two")), Figure(png(), "x"))), Cell((table(("in", "ner")),)))),),
    )
    assert sum(column_widths(mixed, theme(), WIDTH)) == WIDTH
    assert column_widths(Table((), (), ()), theme(), WIDTH) == ()
    assert sum(column_widths(Table((Column(), Column()), (), ()), theme(), WIDTH)) == WIDTH


def test_cells_below_spans_start_beside_them() -> None:
    rows = (
        Row((Cell((), rowspan=2), Cell((), colspan=2))),
        Row(
            (
                Cell(
                    (),
                ),
                Cell(()),
            )
        ),
        Row(
            (
                Cell(
                    (),
                ),
                Cell((), colspan=9),
                Cell(()),
            )
        ),
    )
    assert [[column for column, _ in placed] for placed in grid(rows, 3)] == [[0, 1], [1, 2], [0, 1]]


words = st.lists(
    st.sampled_from(["a", "and", "Ministry", "of", "Defence", "2025-11-24", "x" * 60, "well-known"]), max_size=12
)
cells = words.map(" ".join)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    count = draw(st.integers(1, 6))
    columns = tuple(
        Column(draw(st.sampled_from([0, 0, 0, 10, 50, 120])), draw(st.sampled_from(["", "end"]))) for _ in range(count)
    )
    rows = draw(st.lists(st.lists(cells, min_size=count, max_size=count).map(tuple), min_size=1, max_size=5))
    return table(*rows, columns=columns)


@settings(max_examples=150, deadline=None)
@given(tables(), st.integers(60, 600))
def test_widths_add_up_and_none_is_lost(made: Table, points: int) -> None:
    available = Length.of_points(points)
    full = column_widths(made, theme(), available)
    assert sum(full) == available
    assert min(full) >= 0
    own = column_widths(made, narrow(), available)
    assert 0 <= sum(own) <= available
    assert full == column_widths(made, theme(), available)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(["Ministry", "of Defence", "24 November 2025", LONG]), min_size=1, max_size=5))
def test_no_column_is_narrower_than_its_longest_word(texts: list[str]) -> None:
    made = table(tuple(texts))
    broken = [place.text for place in inspect(note(made), theme()) if place.inside and place.index + 1 < place.count]
    assert all(text.endswith(" ") for text in broken), "a word was broken"


def test_a_word_of_letters_that_join_fits_its_column() -> None:
    made = table(("1", LONG * 3), head=("الرقم", "المصدر"), role="sources")
    assert lines(made)["الرقم"] == 1
