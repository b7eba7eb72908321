"""Tables and boxes in the body: grids, widths, and the space around them."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from bluf.document.tree import (
    Aside,
    Block,
    Cell,
    Column,
    Figure,
    Heading,
    List,
    Quotation,
    Row,
    Table,
)
from bluf.theme.length import Length
from bluf.writers.columns import column_widths
from tests.docx.reading import W, body, rendered
from tests.docx.sample import LONG, items, note, p, png, row, t, theme

TWO = (Column(), Column())
SMALL = Table(TWO, (), (row("1", "2"),))


# --- tables -----------------------------------------------------------------------------------------


def test_spans_fill_the_grid() -> None:
    table = Table(
        (Column(), Column(), Column()),
        (),
        (
            Row((Cell((p("a"),), rowspan=2), Cell((p("b"),), colspan=2))),
            row("c", "d"),
            row("short"),
        ),
    )
    rows = re.findall(r"<tr>.*?</tr>", body(table))
    shapes = [
        [re.findall(r'<(gridSpan val="\d"|vMerge val="\w+")', cell) for cell in re.findall(r"<tc>.*?</tc>", r)]
        for r in rows
    ]
    assert shapes == [
        [['vMerge val="restart"'], ['gridSpan val="2"']],
        [['vMerge val="continue"'], [], []],
        [[], [], []],
    ]


def test_columns_fill_the_text_width_and_outer_text_is_flush() -> None:
    file = rendered(note(Table(TWO, (), (row("Name", LONG),))))
    widths = [int(column.get(f"{W}w")) for column in file.document.iter(f"{W}gridCol")]
    assert abs(sum(widths) - theme().page.text_width.twips) <= 1
    margins = [[side.tag[len(W) :] for side in cell] for cell in file.document.iter(f"{W}tcMar")]
    assert margins == [["left"], ["right"]]
    padded = replace(theme(), tables={**theme().tables, "table": replace(theme().tables["table"], flush=False)})
    assert not list(rendered(note(Table(TWO, (), (row("a", "b"),))), padded).document.iter(f"{W}tcMar"))


def test_columns_as_wide_as_their_words_are_a_little_wider() -> None:
    table = Table(TWO, (), (row("Deadweight", "38,000 t"),), role="specifications")
    measured = column_widths(table, theme(), theme().page.text_width)
    written = [int(column.get(f"{W}w")) for column in rendered(note(table)).document.iter(f"{W}gridCol")]
    assert all(20 <= wide - narrow.twips <= 60 for wide, narrow in zip(written, measured, strict=True))


def test_space_around_a_table_stands_in_the_styles_of_its_neighbours() -> None:
    table = replace(theme().tables["table"], space_before=Length.parse("20pt"), space_after=Length.parse("30pt"))
    look = replace(theme(), tables={**theme().tables, "table": table})
    file = rendered(note(p("above"), Table(TWO, (), (row("a", "b"),)), p("below")), look)
    assert [name for name, _ in file.paragraphs()][::3] == ["Normal before Table", "Normal after Table"]
    spacing = {n: file.styles[n].find(f"{W}pPr/{W}spacing") for n in ("Normal before Table", "Normal after Table")}
    assert spacing["Normal before Table"].get(f"{W}after") == "400"
    assert spacing["Normal after Table"].get(f"{W}before") == "600"


def test_only_the_last_of_two_head_rows_has_the_line_below_the_head() -> None:
    xml = body(Table(TWO, (row("a", "b"), row("c", "d")), (row("1", "2"),)))
    lines = re.findall(r'<tcBorders><bottom val="single" sz="(\d+)"', xml)
    assert lines == ["4", "4", "6", "6"]


# --- boxes ------------------------------------------------------------------------------------------


def test_a_box_is_one_box() -> None:
    inside = (p("Eyebrow", "eyebrow"), p("text"), List(items("one", "two")), p("end"))
    file = rendered(note(p("before"), Aside(inside, "bottom-line"), p("after")))
    names = [name for name, _ in file.paragraphs()][1:-1]
    edges = set()
    for name in names:
        borders = file.property(name, "pBdr")
        indent = file.property(name, "ind")
        left = borders.find(f"{W}left")
        leftmost = int(indent.get(f"{W}left")) - int(indent.get(f"{W}hanging") or 0)
        outer = leftmost - 20 * int(left.get(f"{W}space")) - int(left.get(f"{W}sz")) * 20 // 8
        others = [tuple(borders.find(f"{W}{side}").attrib.values()) for side in ("top", "right", "bottom")]
        fill = file.property(name, "shd").get(f"{W}fill")
        edges.add((outer, indent.get(f"{W}right"), left.get(f"{W}color"), *others, fill))
    assert len(edges) == 1
    assert next(iter(edges))[0] == 0, "the box stands out to the edge of the column"
    kept = [file.property(name, "keepNext") for name in names]
    assert [node is not None and node.get(f"{W}val") != "0" for node in kept] == [True] * (len(names) - 1) + [False]


@pytest.mark.parametrize(
    "inside",
    [
        (List(items((p("one"), List(items("deep"))))),),
        (SMALL,),
        (Figure(png(), "a"),),
        (Quotation((p("words"),)),),
        (p("indented", "quotation"),),
    ],
    ids=["nested list", "table", "picture", "quotation", "indented"],
)
def test_a_box_of_what_would_break_it_is_a_cell(inside: tuple[Block, ...]) -> None:
    xml = body(Aside(inside, "bottom-line"))
    assert xml.startswith('<tbl><tblPr><tblStyle val="BottomLineBox"/>')
    style = rendered(note(Aside(inside, "bottom-line"))).styles["Bottom Line Box"]
    assert style.find(f"{W}tcPr/{W}shd").get(f"{W}fill") == theme().boxes["bottom-line"].background
    assert style.find(f"{W}tblPr/{W}tblBorders/{W}left").get(f"{W}sz") == "24"


def test_the_padding_of_a_box_stands_for_the_space_of_what_is_at_its_edges() -> None:
    file = rendered(note(p("before"), Aside((Heading(2, t("in it")), p("last", "note"))), p("after")))
    _, (first, _), (last, _), _ = file.paragraphs()
    box = theme().boxes["aside"]
    assert int(file.property(first, "spacing").get(f"{W}before")) == box.space_before.twips
    assert int(file.property(last, "spacing").get(f"{W}after")) == box.space_after.twips
    assert all(file.property(name, "keepLines") is not None for name in (first, last))


def test_two_boxes_in_a_row_stay_two() -> None:
    xml = body(Aside((p("one"),)), Aside((p("two"),)))
    assert re.match(r'<p><pPr><pStyle val="\w*InAside\w*"/></pPr><r><t>one</t></r></p><tbl>', xml)
