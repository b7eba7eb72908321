"""What comes with a note: styles, lists, pictures, links, languages; and what of the report stays as it was."""

from __future__ import annotations

import re
from typing import Any

import pytest
from lxml import etree

from bluf.document.tree import Document, Heading, List, Section
from tests.annexes.word import checking
from tests.annexes.word.hosts import (
    MAIN,
    STYLES,
    body_of,
    header,
    heading,
    host,
    made,
    parts_of,
    put,
    section,
    small,
    text,
    zipped,
)
from tests.docx.reading import R, W
from tests.docx.sample import items, kitchen_sink, note, p, t

RICH = (
    '<w:p><w:ins w:id="90" w:author="A" w:date="2026-01-01T00:00:00Z"><w:r><w:t>new</w:t></w:r></w:ins>'
    '<w:del w:id="91" w:author="A"><w:r><w:delText>old</w:delText></w:r></w:del></w:p>'
    '<w:p><w:commentRangeStart w:id="0"/><w:r><w:t>said</w:t></w:r><w:commentRangeEnd w:id="0"/></w:p>'
    '<w:p><w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
    '<w:sdt><w:sdtPr><w:tag w:val="theirs"/></w:sdtPr><w:sdtContent>'
    "<w:p><w:r><w:t>x</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    '<w:p><w:fldSimple w:instr=" DATE "><w:r><w:t>today</w:t></w:r></w:fldSimple></w:p>'
    '<w:p><w:r><x:unknown xmlns:x="urn:x" a="1"><x:b/></x:unknown></w:r></w:p>'
)
PARTS = {
    "comments.xml": ("comments", "rIdC", f'<w:comments xmlns:w="{MAIN}"/>'),
    "footnotes.xml": ("footnotes", "rIdF", f'<w:footnotes xmlns:w="{MAIN}"/>'),
    "settings.xml": ("settings", "rIdS", f'<w:settings xmlns:w="{MAIN}"><w:trackRevisions/></w:settings>'),
    "header1.xml": ("header", "rIdOne", header("ONE")),
}


def names(data: bytes) -> dict[str, Any]:
    """Return the styles by name."""
    root: Any = etree.fromstring(parts_of(data)["word/styles.xml"])
    return {s.find(f"{W}name").get(f"{W}val"): s for s in root.iter(f"{W}style")}


@pytest.mark.parametrize("form", ["annex", "section"])
@pytest.mark.parametrize("look", ["host", "own"])
def test_the_report_is_as_it_was(form: str, look: str) -> None:
    extra = {"customXml/item1.xml": b"<their/>", "word/media/x.png": b"\x89PNG", "custom.bin": b"any"}
    before = host(RICH, last=section(), parts=PARTS, extra=extra)
    after = put(before, made(kitchen_sink()), form=form, look=look).data
    assert checking.unchanged(before, after) == []
    assert checking.lost(before, after, "word/document.xml") == []


@pytest.mark.parametrize("look", ["host", "own"])
def test_ids_are_taken_once(look: str) -> None:
    data = put(
        host(RICH + heading(1, "One"), parts=PARTS), made(kitchen_sink()), made(kitchen_sink(), "b"), look=look
    ).data
    body = body_of(data)
    for tag, key in (("bookmarkStart", f"{W}id"), ("bookmarkStart", f"{W}name")):
        found = [e.get(key) for e in body.iter(f"{W}{tag}")]
        assert len(found) == len(set(found)), key
    pictures = [e.get("id") for e in body.iter("{*}docPr")]
    assert len(pictures) == len(set(pictures)) > 1
    root = etree.fromstring(parts_of(data)["word/numbering.xml"])
    for tag, key in (("abstractNum", "abstractNumId"), ("num", "numId")):
        numbers = [e.get(f"{W}{key}") for e in root.iter(f"{W}{tag}")]
        assert len(numbers) == len(set(numbers))
    assert {e.get(f"{W}val") for e in body.iter(f"{W}numId")} <= {e.get(f"{W}numId") for e in root.iter(f"{W}num")}
    styles = [s.get(f"{W}styleId") for s in names(data).values()]
    assert {e.get(f"{W}val") for e in body.iter(f"{W}pStyle", f"{W}rStyle", f"{W}tblStyle")} <= set(styles)
    anchors = {e.get(f"{W}anchor") for e in body.iter(f"{W}hyperlink")} - {None}
    assert anchors <= {e.get(f"{W}name") for e in body.iter(f"{W}bookmarkStart")}
    relations = {e.get("Id") for e in etree.fromstring(parts_of(data)["word/_rels/document.xml.rels"])}
    used = {v for e in body.iter() for k, v in e.attrib.items() if str(k).startswith(R)}
    assert used <= relations


def test_the_report_s_styles_are_used_by_name_and_ours_fit_them() -> None:
    styles = names(put(host(text("a")), made(kitchen_sink())).data)
    ours = {name: s for name, s in styles.items() if s.get(f"{W}styleId").startswith("bluf")}
    assert "heading 1" not in ours
    assert "Normal" not in ours
    banner = ours["Banner"]
    assert banner.find(f"{W}basedOn").get(f"{W}val") == "Standard"
    for name, style in ours.items():
        spacing = style.find(f"{W}pPr/{W}spacing")
        if spacing is not None and spacing.get(f"{W}lineRule") == "exact":
            assert int(spacing.get(f"{W}line")) <= 120, name
        if style.get(f"{W}type") == "paragraph":
            assert style.find(f"{W}rPr/{W}rFonts") is None or name == "Code", name


def test_our_look_takes_nothing_from_the_report() -> None:
    data = put(host(text("a")), made(kitchen_sink()), look="own").data
    styles = names(data)
    used = {e.get(f"{W}val") for e in body_of(data).iter(f"{W}pStyle", f"{W}rStyle", f"{W}tblStyle")}
    assert {
        name for name, s in styles.items() if s.get(f"{W}styleId") in used and not name.startswith("bluf ")
    } == set()
    plain = styles["bluf Normal"]
    assert plain.find(f"{W}basedOn") is None
    assert {e.tag.removeprefix(W) for e in plain.find(f"{W}pPr")} >= {"spacing", "ind", "jc"}
    assert {e.tag.removeprefix(W) for e in plain.find(f"{W}rPr")} >= {"rFonts", "sz", "lang", "color"}


@pytest.mark.parametrize(("deepest", "expected"), [(1, [1, 2, 3]), (8, [8, 9, 9])])
def test_headings_are_as_deep_as_their_place(deepest: int, expected: list[int]) -> None:
    document = note(Heading(1, t("A")), Section((Heading(2, t("B")), Section((Heading(3, t("C")),)))))
    styles = STYLES + "".join(
        f'<w:style w:type="paragraph" w:styleId="h{n}"><w:name w:val="Heading {n}"/></w:style>' for n in (4, 5, 7)
    )
    outline = f'<w:p><w:pPr><w:outlineLvl w:val="{deepest - 2}"/></w:pPr><w:r><w:t>Up</w:t></w:r></w:p>'
    data = put(host(outline if deepest > 1 else "", styles=styles), made(document), at="Up" if deepest > 1 else "").data
    known = {s.get(f"{W}styleId"): name for name, s in names(data).items()}
    levels = []
    for paragraph in body_of(data).iter(f"{W}p"):
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        match = re.fullmatch("heading ([1-9])", known[style.get(f"{W}val")].lower()) if style is not None else None
        if match:
            levels.append(int(match[1]))
    assert levels == expected


@pytest.mark.parametrize(("language", "theirs", "said", "turned"), [
    ("en-GB", "en-GB", False, False), ("en-GB", "de-DE", True, False), ("ar", "en-GB", True, True),
])  # fmt: skip
def test_language_and_direction_stay_right(language: str, theirs: str, said: bool, turned: bool) -> None:
    defaults = f'<w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val="{theirs}"/></w:rPr></w:rPrDefault></w:docDefaults>'
    body = body_of(put(host(text("a"), styles=defaults + STYLES), made(small("Title", language))).data)
    (paragraph,) = [p for p in body.iter(f"{W}p") if "".join(x.text or "" for x in p.iter(f"{W}t")) == "Because."]
    language_ = paragraph.find(f"{W}r/{W}rPr/{W}lang")
    assert (language_ is not None and language_.get(f"{W}val") == language) is said
    assert (paragraph.find(f"{W}pPr/{W}bidi") is not None) is turned


def test_lists_count_for_themselves() -> None:
    document: Document = note(
        Heading(1, t("A")), List(items("a", "b"), ordered=True), p("x"), List(items("c"), ordered=True)
    )
    numbering = (
        f'<w:numbering xmlns:w="{MAIN}"><w:abstractNum w:abstractNumId="3"><w:lvl w:ilvl="0"/></w:abstractNum>'
        '<w:num w:numId="5"><w:abstractNumId w:val="3"/></w:num></w:numbering>'
    )
    before = host(
        text("one", '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="5"/></w:numPr>'),
        parts={"numbering.xml": ("numbering", "rIdN", numbering)},
    )
    data = put(before, made(document)).data
    used = [e.get(f"{W}val") for e in body_of(data).iter(f"{W}numId")]
    assert used[0] == "5"
    assert len(set(used[1:])) == 2
    assert "5" not in used[1:]
    root = etree.fromstring(parts_of(data)["word/numbering.xml"])
    order = [e.tag.removeprefix(W) for e in root]
    assert order == sorted(order)


def test_numbered_headings_do_not_count_an_annex() -> None:
    styles = STYLES.replace('<w:pPr><w:outlineLvl w:val="0"/>', '<w:pPr><w:numPr><w:numId w:val="5"/></w:numPr>'
                            '<w:outlineLvl w:val="0"/>')  # fmt: skip
    annex, part = (put(host(heading(1, "One"), styles=styles), form=form).data for form in ("annex", "section"))
    counted = [
        [e.get(f"{W}val") for e in body_of(data).iter(f"{W}numId")] for data in (annex, part)
    ]  # fmt: skip
    assert counted == [["0"], []]


def test_words_that_somebody_wrote_into_a_copy_are_told() -> None:
    once = put(host(text("a"))).data
    parts = {name: data.replace(b"It is so.", b"It is not so.") for name, data in parts_of(once).items()}
    assert [d.code for d in put(zipped(parts)).diagnostics] == ["copy-edited"]
    assert [d.code for d in put(once).diagnostics] == []


def test_no_bookmark_has_the_number_of_one_in_a_comment() -> None:
    comment = f'<w:comments xmlns:w="{MAIN}"><w:comment w:id="0">{text("said")}</w:comment></w:comments>'
    marked = comment.replace("<w:p>", '<w:p><w:bookmarkStart w:id="2" w:name="_GoBack"/><w:bookmarkEnd w:id="2"/>')
    data = host(text("a"), parts={"comments.xml": ("comments", "rIdC", marked)})
    body = body_of(put(data, made(kitchen_sink()), form="section").data)
    numbers = [mark.get(f"{W}id") for mark in body.iter(f"{W}bookmarkStart")]
    assert "2" not in numbers
    assert len(set(numbers)) == len(numbers) > 1


def test_a_part_is_typed_once_where_the_report_types_one_that_it_has_not() -> None:
    stale = '<Override PartName="/word/Numbering.xml" ContentType="application/old"/>'
    types: Any = etree.fromstring(
        parts_of(put(host(text("a"), types=stale), made(kitchen_sink())).data)["[Content_Types].xml"]
    )
    named = [e.get("ContentType") for e in types if e.get("PartName", "").lower() == "/word/numbering.xml"]
    assert [kind.rpartition(".")[2] for kind in named] == ["numbering+xml"]


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("", set()),
        ('<w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="203060"/></w:tcPr>', {"FFFFFF"}),
        ('<w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="F0E8D0"/></w:tcPr>', {"000000"}),
        ('<w:rPr><w:color w:val="FFEE88"/></w:rPr><w:tcPr><w:shd w:val="clear" w:fill="203060"/></w:tcPr>', {"FFEE88"}),
        ('<w:rPr><w:color w:val="304070"/></w:rPr><w:tcPr><w:shd w:val="clear" w:fill="203060"/></w:tcPr>', {"FFFFFF"}),
    ],
)
def test_tables_in_a_style_of_the_report_have_its_padding_and_heads_that_can_be_read(
    head: str, expected: set[str]
) -> None:
    grid = (
        '<w:style w:type="table" w:styleId="Raster"><w:name w:val="Table Grid"/><w:tblPr/>'
        f'<w:tblStylePr w:type="firstRow">{head}</w:tblStylePr></w:style>'
    )
    data = put(host(text("a"), styles=STYLES + grid), made(kitchen_sink())).data
    tables = [t for t in body_of(data).iter(f"{W}tbl") if t.find(f"{W}tblPr/{W}tblStyle[@{W}val='Raster']") is not None]
    assert tables
    assert not [m for t in tables for m in t.findall(f"{W}tr/{W}tc/{W}tcPr/{W}tcMar/*") if m.get(f"{W}w") == "0"]
    heads = [row for t in tables for row in t.findall(f"{W}tr") if row.find(f"{W}trPr/{W}tblHeader") is not None]
    assert heads
    colours = [e.get(f"{W}val") for row in heads for e in row.iterfind(f".//{W}r/{W}rPr/{W}color")]
    assert set(colours) == expected


def test_headings_stay_with_what_they_are_above_whatever_the_report_s_style_says() -> None:
    data = put(host(text("a"))).data
    styles = [style for style in body_of(data).iter(f"{W}pStyle") if style.get(f"{W}val").startswith("berschrift")]
    assert styles
    assert all(style.getparent().find(f"{W}keepNext") is not None for style in styles)
