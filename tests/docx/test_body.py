"""What each node becomes in the body: a case each, with the XML that must be there."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import pytest

from bluf.diagnostics import BlufError
from bluf.document.tree import (
    Aside,
    Block,
    Cell,
    Citation,
    CitedSource,
    Code,
    Column,
    Contents,
    ContentsEntry,
    Definition,
    DefinitionList,
    Figure,
    Heading,
    LineBreak,
    Link,
    List,
    ListItem,
    PageBreak,
    Paragraph,
    Quotation,
    Reference,
    Row,
    Rule,
    Section,
    Span,
    Strong,
    Superscript,
    Table,
    Text,
)
from bluf.theme.length import Length
from bluf.writers import Pagination
from tests.docx.reading import W, body, rendered
from tests.docx.sample import LONG, items, note, p, png, row, t, theme

TWO = (Column(), Column())
SMALL = Table(TWO, (), (row("1", "2"),))
HEADED = replace(SMALL, head=(row("a", "b"),))


@dataclass(frozen=True)
class Case:
    name: str
    blocks: tuple[Block, ...]
    expected: str


def case(name: str, *blocks_and_expected: Block | str) -> Case:
    *blocks, expected = blocks_and_expected
    assert isinstance(expected, str)
    return Case(name, tuple(b for b in blocks if not isinstance(b, str)), expected)


CASES = [
    case("a plain paragraph names no style", p("Words"), "<p><r><t>Words</t></r></p>"),
    case("a role is its style", p("Words", "lead"), '<p><pPr><pStyle val="Lead"/></pPr><r><t>Words</t></r></p>'),
    case("the title", Heading(1, t("T")), '<pPr><pStyle val="Title"/></pPr>'),
    case("level 2 is Heading 1", Heading(2, t("H")), '<pPr><pStyle val="Heading1"/></pPr><r><t>H</t></r>'),
    case("numbers of headings are text", Heading(3, t("H"), number="2.1"), "<r><t>2.1\u2002</t></r><r><t>H</t></r>"),
    case("text is escaped", p("<b> & ]]>"), "<t>&lt;b&gt; &amp; ]]&gt;</t>"),
    case(
        "characters that are elements",
        Paragraph((Code("a\tb"), LineBreak(), Text("so\u00adft"))),
        '<r><rPr><rStyle val="HTMLCode"/></rPr><t>a</t><tab/><t>b</t></r>'
        "<r><br/></r><r><t>so</t><softHyphen/><t>ft</t></r>",
    ),
    case("strong", Paragraph((Strong(t("s")),)), '<r><rPr><rStyle val="Strong"/></rPr><t>s</t></r>'),
    case(
        "strong in a bold style, where the style alone would switch it off",
        Heading(2, (Strong(t("s")),)),
        '<rPr><rStyle val="Strong"/><b/><bCs/></rPr>',
    ),
    case(
        "not bold in a bold style",
        Heading(2, (Span(t("s"), "muted"),)),
        '<rPr><rStyle val="Muted"/><b val="0"/><bCs val="0"/></rPr>',
    ),
    case("language", Paragraph((Span(t("да"), lang="ru"),)), '<rPr><lang val="ru"/></rPr>'),
    case(
        "East Asian language of a block",
        Quotation((p("中"),), lang="zh-CN"),
        '<lang val="zh-CN" eastAsia="zh-CN"/>',
    ),
    case(
        "a sign that the font lacks",
        p("a ✓ b"),
        '<r><t>a </t></r><r><rPr><rFonts ascii="Noto Sans Symbols2" hAnsi="Noto Sans Symbols2" '
        'eastAsia="Noto Sans Symbols2" cs="Noto Sans Symbols2"/></rPr><t>✓</t></r><r><t> b</t></r>',
    ),
    case("superscript", Paragraph((Superscript(t("2")),)), '<rStyle val="Superscript"/>'),
    case("a rule is a paragraph with a line", Rule(), '<p><pPr><pStyle val="HorizontalLine"/></pPr></p>'),
    case(
        "a page break is a property of what follows",
        p("a"), PageBreak(), p("b"),
        "<p><r><t>a</t></r></p><p><pPr><pageBreakBefore/></pPr><r><t>b</t></r></p>",
    ),
    case("no page break before everything", PageBreak(), p("b"), "<p><r><t>b</t></r></p>"),
    case(
        "a page break before a table",
        p("a"), PageBreak(), SMALL,
        '<p><pPr><pStyle val="TableGap"/><pageBreakBefore/></pPr></p><tbl>',
    ),
    case(
        "bullets",
        List(items("a", "b")),
        '<p><pPr><pStyle val="ListBullet"/><numPr><ilvl val="0"/><numId val="1"/></numPr></pPr><r><t>a</t></r></p>'
        '<p><pPr><pStyle val="ListBulletLast"/><numPr><ilvl val="0"/><numId val="1"/></numPr></pPr><r><t>b</t></r></p>',
    ),
    case(
        "an item of several blocks",
        List(items((p("a"), p("more"), List(items("n"))))),
        '<p><pPr><pStyle val="ListBulletLead"/><numPr><ilvl val="0"/><numId val="1"/></numPr></pPr><r><t>a</t></r></p>'
        '<p><pPr><pStyle val="ListContinue"/></pPr><r><t>more</t></r></p>'
        '<p><pPr><pStyle val="ListBullet2FirstLast"/><numPr><ilvl val="1"/><numId val="1"/></numPr></pPr>',
    ),
    case(
        "an item that starts with another kind of block",
        List((ListItem((List(items("n")),)),)),
        '<p><pPr><pStyle val="ListBulletLead"/><numPr><ilvl val="0"/><numId val="1"/></numPr></pPr></p>',
    ),
    case(
        "a short term stands beside what is said of it",
        DefinitionList((Definition(t("NATO"), (p("alliance"),)),)),
        '<r><rPr><rStyle val="TermText"/></rPr><t>NATO</t></r><r><tab/></r><r><t>alliance</t></r></p>',
    ),
    case(
        "a long term stands above it",
        DefinitionList((Definition(t("A very long term that has no room"), (p("alliance"),)),)),
        '<p><pPr><pStyle val="DefinitionsTerm"/></pPr><r><t>A very long term that has no room</t></r></p><p><pPr>',
    ),
    case(
        "an attribution stands below its quotation",
        Quotation((p("words"),), t("somebody")),
        '<p><pPr><pStyle val="Quote"/></pPr><r><t>words</t></r></p>'
        '<p><pPr><pStyle val="Attribution"/></pPr><r><t>somebody</t></r></p>',
    ),
    case("a box of one paragraph", Aside((p("a"),), "bottom-line"), '<pPr><pStyle val="LeadInBottomLine"/></pPr>'),
    case(
        "spans of columns and rows",
        Table(
            (Column(), Column(), Column()),
            (),
            (
                Row((Cell((p("a"),), rowspan=2), Cell((p("b"),), colspan=2))),
                row("c", "d"),
            ),
        ),
        '<vMerge val="restart"/>',
    ),
    case("head rows are repeated", HEADED, "<tr><trPr><cantSplit/><tblHeader/></trPr>"),
    case("a short row is kept whole", SMALL, "<tr><trPr><cantSplit/></trPr>"),
    case("a long row may be torn", Table(TWO, (), (row("1", LONG * 60),)), "</tblGrid><tr><tc>"),
    case(
        "a table after a table",
        SMALL, SMALL,
        '</tbl><p><pPr><pStyle val="TableGap"/></pPr></p><tbl>',
    ),
    case("an empty cell", Table((Column(),), (), (Row((Cell(()),)),)), '<p><pPr><pStyle val="Cell"/></pPr></p></tc>'),
    case("numbers to the right", Table((Column(align="end"),), (), (row("1"),)), '<pStyle val="CellRight"/>'),
    case(
        "a caption is kept with its table and names it",
        replace(SMALL, caption=t("Systems")),
        '<pStyle val="TableCaption"/></pPr><r><t>Systems</t></r></p><tbl><tblPr><tblStyle val="Table"/>',
    ),
    case("a caption is the table's title", replace(SMALL, caption=t("S & t")), '<tblCaption val="S &amp; t"/>'),
    case("a table without one says its columns", HEADED, '<tblDescription val="a, b"/>'),
    case(
        "a reference and its bookmark",
        Paragraph(t("here"), id="x-1"), Paragraph((Reference(t("there"), "x-1", title="To “it”"),)),
        '<bookmarkStart id="1" name="_Ref_x_1_1"/><bookmarkEnd id="1"/><r><t>here</t></r></p>'
        '<p><hyperlink anchor="_Ref_x_1_1" tooltip="To “it”" history="1">'
        '<r><rPr><rStyle val="Reference"/></rPr><t>there</t></r></hyperlink></p>',
    ),
    case("an id that nobody asks for", Paragraph(t("here"), id="x"), "<p><r><t>here</t></r></p>"),
    case(
        "the id of a section leads to its first paragraph",
        Section((p("first"),), id="s"), Paragraph((Reference(t("r"), "s"),)),
        '<p><bookmarkStart id="1" name="_Ref_s_1"/><bookmarkEnd id="1"/><r><t>first</t></r></p>',
    ),
    case(
        "a link",
        Paragraph((Link(t("there"), "https://example.org/?a=1&b=ü", 'T "q"'),)),
        '<hyperlink r:id="rId7" tooltip="T &quot;q&quot;" history="1"><r><rPr><rStyle val="Hyperlink"/></rPr>',
    ),
    case(
        "a picture is described",
        Figure(png(), 'A "map" & more', t("Figure 1")),
        '<wp:docPr id="1" name="Picture 1" descr="A &quot;map&quot; &amp; more"/>',
    ),
    case(
        "a caption stands below the picture",
        Figure(png(), "a", t("Figure 1")),
        '</drawing></r></p><p><pPr><pStyle val="Caption"/></pPr><r><t>Figure 1</t>',
    ),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_body(case: Case) -> None:
    assert case.expected in body(*case.blocks)


# --- lists ------------------------------------------------------------------------------------------


def numbers(*blocks: Block) -> list[tuple[str, int, str]]:
    """Return kind, level and start of the list that each item belongs to."""
    file = rendered(note(*blocks))
    numbering = file.xml("word/numbering.xml")
    found = []
    for properties in file.document.iter(f"{W}numPr"):
        number, level = (properties.find(f"{W}{name}").get(f"{W}val") for name in ("numId", "ilvl"))
        (num,) = numbering.xpath("w:num[@w:numId=$n]", n=number, namespaces={"w": W[1:-1]})
        start = num.find(f"{W}lvlOverride[@{W}ilvl='{level}']/{W}startOverride")
        definition = num.find(f"{W}abstractNumId").get(f"{W}val")
        (shape,) = numbering.xpath(
            "w:abstractNum[@w:abstractNumId=$d]/w:lvl[@w:ilvl=$l]/w:lvlText",
            d=definition, l=level, namespaces={"w": W[1:-1]},
        )  # fmt: skip
        found.append((shape.get(f"{W}val"), int(number), "" if start is None else start.get(f"{W}val")))
    return found


def test_each_ordered_list_counts_for_itself() -> None:
    nested = List(items("x", "y"), ordered=True)
    marks = numbers(
        List(items("a", ((p("b")), nested), (p("c"), nested)), ordered=True, start=3),
        List(items("d"), ordered=True),
    )
    kinds = [(mark, start) for mark, _, start in marks]
    assert kinds == [("%1.", "3")] * 2 + [("%2.", "1")] * 2 + [("%1.", "3")] + [("%2.", "1")] * 2 + [("%1.", "1")]
    a, b, x, y, c, x2, y2, d = (number for _, number, _ in marks)
    assert a == b == c
    assert x == y
    assert x2 == y2
    assert len({a, x, x2, d}) == 4


def test_bullets_change_with_depth_and_are_one_list() -> None:
    marks = numbers(List(items("a", (p("b"), List(items((p("c"), List(items("d")))))))))
    assert [mark for mark, _, _ in marks] == ["•", "•", "–", "·"]
    assert len({number for _, number, _ in marks}) == 1


def test_wide_marks_get_room() -> None:
    def hanging(count: int) -> int:
        file = rendered(note(List(items(*"x" * count), ordered=True, start=10_000)))
        style = file.styles["List Number"]
        return int(style.find(f"{W}pPr/{W}ind").get(f"{W}hanging"))

    assert hanging(2) > theme().lists["ordered"].indent.twips


def test_the_first_paragraph_of_an_item_stays_with_the_others() -> None:
    file = rendered(note(List(items((p("a"), p("more")), "b", "c"))))
    kept = [(name, file.property(name, "keepNext") is not None) for name, _ in file.paragraphs()]
    assert kept == [
        ("List Bullet Lead", True), ("List Continue Last", False), ("List Bullet", False), ("List Bullet Last", False),
    ]  # fmt: skip


def test_style_of_items_makes_items_in_word() -> None:
    file = rendered(note(List(items("a", "b", (p("c"), List(items("d", "e"))))), List(items("f", "g"))))
    numbering = file.xml("word/numbering.xml")
    for name, level in (("List Bullet", "0"), ("List Bullet 2", "1")):
        style = file.styles[name]
        properties = style.find(f"{W}pPr/{W}numPr")
        assert properties.find(f"{W}ilvl").get(f"{W}val") == level
        linked = numbering.xpath(
            "//w:lvl[w:pStyle/@w:val=$s]/@w:ilvl", s=style.get(f"{W}styleId"), namespaces={"w": W[1:-1]}
        )
        assert linked == [level]


# --- contents ---------------------------------------------------------------------------------------


def test_contents_are_a_field_that_is_right_already() -> None:
    entries = (ContentsEntry(1, "1", t("One"), "one"), ContentsEntry(2, "", t("Two"), "two"))
    blocks = (
        Contents(2, t("Contents"), entries),
        Heading(2, t("One"), id="one", number="1"),
        Heading(3, t("Two"), id="two"),
    )
    file = rendered(note(*blocks), pagination=Pagination(9, {"one": 4, "two": 7}))
    xml = file.files["word/document.xml"].decode()
    assert xml.count('fldCharType="begin"') == xml.count('fldCharType="end"') == 3
    assert "dirty" not in xml
    assert b"updateFields" not in file.files["word/settings.xml"]
    instructions = [node.text.strip() for node in file.document.iter(f"{W}instrText")]
    assert instructions == [r'TOC \o "1-2" \h \z \u', r"PAGEREF _Toc00000001 \h", r"PAGEREF _Toc00000002 \h"]
    styles = [name for name, _ in file.paragraphs()][:3]
    assert styles == ["TOC Heading", "toc 1", "toc 2"]
    lines = ["".join(n.text or "" for n in para.iter(f"{W}t")) for para in list(file.document.iter(f"{W}p"))[1:3]]
    assert lines == ["1\u2002One4", "Two7"]
    names = [node.get(f"{W}name") for node in file.document.iter(f"{W}bookmarkStart")]
    assert names == ["_Toc00000001", "_Toc00000002"]
    heading = file.styles["TOC Heading"].find(f"{W}pPr/{W}outlineLvl")
    assert heading is None, "the title of the contents is not in the contents"


# --- pictures ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("width", "height", "share", "expected"),
    [
        (300, 150, 0, (Length.parse("2in"), Length.parse("1in"))),
        (300, 150, 50, (round(theme().page.text_width / 2), round(theme().page.text_width / 4))),
        (3000, 1500, 0, (theme().page.text_width, round(theme().page.text_width / 2))),
    ],
    ids=["natural size", "share of the column", "at most the column"],
)
def test_size_of_pictures(width: int, height: int, share: float, expected: tuple[int, int]) -> None:
    xml = body(Figure(png(width, height), "a", share=share))
    assert f'<wp:extent cx="{expected[0]}" cy="{expected[1]}"/>' in xml


def test_a_tall_picture_fits_its_page() -> None:
    xml = body(Figure(png(100, 4000), "a", t("Caption")))
    (cy,) = re.findall(r'<wp:extent cx="\d+" cy="(\d+)"/>', xml)
    page = theme().page
    assert int(cy) + 3 * theme().paragraphs["caption"].leading <= page.height - page.top - page.bottom


def test_the_same_picture_is_kept_once() -> None:
    file = rendered(note(Figure(png(), "a"), Figure(png(), "b"), Figure(png(50, 50), "c")))
    assert sorted(n for n in file.files if "media" in n) == ["word/media/image1.png", "word/media/image2.png"]
    numbers_ = re.findall(r'<wp:docPr id="(\d+)"', file.files["word/document.xml"].decode())
    assert numbers_ == ["1", "2", "3"]


# --- what cannot be drawn -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("block", "code"),
    [
        (Paragraph((Citation((CitedSource("a"),)),)), "unresolved-node"),
        (Paragraph((Reference(t("r"), "nowhere"),)), "unknown-target"),
        (Table((Column(),), (), (row("a", "b"),)), "row-too-long"),
        (p("bell \x07"), "character-not-allowed"),
        (p("lone \ud800"), "character-not-allowed"),
    ],
)
def test_what_cannot_be_drawn_is_an_error(block: Block, code: str) -> None:
    with pytest.raises(BlufError) as raised:
        body(block)
    assert [diagnostic.code for diagnostic in raised.value.diagnostics] == [code]
