"""The report's contents table: right before anybody updates it, and without a prompt."""

from __future__ import annotations

import pytest
from lxml import etree

from bluf.document.tree import Contents, ContentsEntry, Heading, Section
from tests.annexes.word.hosts import STYLES, body_of, heading, host, lines, made, parts_of, put, text, zipped
from tests.docx.reading import W
from tests.docx.sample import note, p, t

PAGE = '<w:r><w:br w:type="page"/></w:r>'


def mark(number: int) -> str:
    return f'<w:bookmarkStart w:id="{number}" w:name="_Toc{number}"/><w:bookmarkEnd w:id="{number}"/>'


def field(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def code(instruction: str) -> str:
    return f'<w:r><w:instrText xml:space="preserve"> {instruction} </w:instrText></w:r>'


def entry(level: int, words: str, number: int, page: str, *, before: str = "", behind: str = "") -> str:
    reference = code(f"PAGEREF _Toc{number} \\h")
    inner = (
        f"<w:r><w:t>{words}</w:t></w:r><w:r><w:tab/></w:r>{field('begin')}{reference}"
        f"{field('separate')}<w:r><w:t>{page}</w:t></w:r>{field('end')}"
    )
    link = f'<w:hyperlink w:anchor="_Toc{number}" w:history="1">{inner}</w:hyperlink>'
    return f'<w:p><w:pPr><w:pStyle w:val="Verzeichnis{level}"/></w:pPr>{before}{link}{behind}</w:p>'


def report(instruction: str = 'TOC \\o "1-3" \\h \\z \\u', *, end_apart: bool = True, above: str = "") -> bytes:
    opening = field("begin") + code(instruction) + field("separate")
    end = field("end")
    table = (
        entry(1, "One", 1, "2", before=opening)
        + entry(2, "Deeper", 2, "3")
        + entry(1, "Two", 3, "4", behind="" if end_apart else end)
        + (f"<w:p>{end}</w:p>" if end_apart else "")
    )
    return host(
        table
        + above
        + heading(1, "One", PAGE + mark(1))
        + text("a")
        + heading(2, "Deeper", PAGE + mark(2))
        + heading(1, "Two", PAGE + mark(3))
    )


def entries(data: bytes) -> list[tuple[int, str]]:
    """Return level and words of what stands in the contents."""
    found = []
    for paragraph in body_of(data).iter(f"{W}p"):
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        if style is not None and style.get(f"{W}val").startswith("Verzeichnis"):
            words = "".join("\t" if e.tag == f"{W}tab" else e.text or "" for e in paragraph.iter(f"{W}t", f"{W}tab"))
            found.append((int(style.get(f"{W}val")[-1]), words))
    return found


def balance(data: bytes) -> bool:
    """Return whether fields open and close in order, the contents table's after all its entries."""
    depth, kinds = 0, []
    for mark_ in body_of(data).iter(f"{W}fldChar"):
        kind = mark_.get(f"{W}fldCharType")
        depth += {"begin": 1, "end": -1}.get(kind, 0)
        kinds.append((kind, depth))
    return depth == 0 and all(d > 0 for _, d in kinds[:-1]) if kinds else True


THEIRS = [(1, "One\t2"), (2, "Deeper\t3"), (1, "Two\t4")]
OURS = [(1, "Annex A: Finding\t5"), (2, "Basis\t5")]
DEEP = [(2, "Annex A: Finding\t4"), (3, "Basis\t4")]


@pytest.mark.parametrize("end_apart", [True, False])
@pytest.mark.parametrize(("at", "expected"), [("", THEIRS + OURS), ("One", THEIRS[:2] + DEEP + [(1, "Two\t5")])])
def test_headings_of_a_note_stand_where_they_belong(
    at: str, expected: list[tuple[int, str]], *, end_apart: bool
) -> None:
    result = put(report(end_apart=end_apart), at=at)
    assert entries(result.data) == expected
    assert balance(result.data)
    assert result.diagnostics == ()
    settings = [data for name, data in parts_of(result.data).items() if "settings" in name]
    assert not any(b"updateFields" in data for data in settings)


def test_entries_lead_to_the_headings() -> None:
    body = body_of(put(report()).data)
    anchors = {link.get(f"{W}anchor") for link in body.iter(f"{W}hyperlink")}
    places = {m.get(f"{W}name"): m.getparent() for m in body.iter(f"{W}bookmarkStart")}
    words = ["".join(t.text or "" for t in places[a].iter(f"{W}t")) for a in sorted(anchors) if a in places]
    assert {"Annex A: Finding", "Basis"} <= set(words)


@pytest.mark.parametrize(
    ("instruction", "look", "shown"),
    [
        ('TOC \\o "1-1" \\h', "host", OURS[:1]),
        ('TOC \\o "1-3" \\h', "own", []),
        ('TOC \\o "1-3" \\h \\u', "own", OURS),
        ('TOC \\h \\t "Something,1"', "host", []),
        ('TOC \\o "2-3" \\h', "host", OURS[1:]),
        ('TOC \\o "1-3" \\h \\b part', "host", []),
    ],
)
def test_only_what_word_would_list_is_listed(instruction: str, look: str, shown: list[tuple[int, str]]) -> None:
    assert entries(put(report(instruction), look=look).data) == THEIRS + shown


@pytest.mark.parametrize("end_apart", [True, False])
def test_a_note_that_is_replaced_is_listed_once(*, end_apart: bool) -> None:
    once = put(report(end_apart=end_apart), at="One").data
    twice = put(once).data
    assert twice == once
    both = put(twice, made(name="other"), at="").data
    assert [words.partition("\t")[0] for _, words in entries(both) if "Annex" in words] == [
        "Annex A: Finding", "Annex B: Finding",
    ]  # fmt: skip
    assert balance(both)


def test_a_note_above_all_headings_is_listed_first_and_inside_the_field() -> None:
    once = put(report(above=text("{{ bluf: here }}")), at="here")
    assert entries(once.data) == [
        (1, "Annex A: Finding\t2"),
        (2, "Basis\t2"),
        (1, "One\t3"),
        (2, "Deeper\t4"),
        (1, "Two\t5"),
    ]
    first = next(p for p in body_of(once.data).iter(f"{W}p"))
    assert "TOC" in "".join(c.text or "" for c in first.iter(f"{W}instrText"))
    assert put(once.data).data == once.data
    assert balance(once.data)


def test_an_entry_without_a_number_does_not_stop_where_numbers_end() -> None:
    stops = '<w:tabs><w:tab w:val="left" w:pos="960"/><w:tab w:val="right" w:leader="dot" w:pos="8630"/></w:tabs>'
    files = {n: d.decode() for n, d in parts_of(report()).items()}
    numbered = '<w:pStyle w:val="Verzeichnis1"/>'
    files["word/document.xml"] = files["word/document.xml"].replace(numbered, numbered + stops)
    data = put(zipped(files)).data
    ours = [
        p
        for p in body_of(data).iter(f"{W}p")
        if "_Toc910" in etree.tostring(p).decode() and p.find(f".//{W}tabs") is not None
    ]
    assert [[s.get(f"{W}val") for s in p.iter(f"{W}tab") if s.get(f"{W}pos")] for p in ours[:1]] == [["right"]]


@pytest.mark.parametrize("theirs", ["", '<w:tab w:val="right" w:pos="9000"/>'])
def test_the_note_s_own_contents_end_at_a_stop(theirs: str) -> None:
    listed = Contents(2, entries=(ContentsEntry(1, "", t("Basis"), "basis"),))
    document = note(Heading(1, t("Finding")), listed, Section((Heading(2, t("Basis"), id="basis"), p("Because."))))
    style = f'<w:name w:val="toc 2"/><w:pPr><w:tabs>{theirs}</w:tabs></w:pPr>' if theirs else '<w:name w:val="toc 2"/>'
    data = put(host(text("a"), styles=STYLES.replace('<w:name w:val="toc 2"/>', style)), made(document)).data
    (entry_,) = [p for p in body_of(data).iter(f"{W}p") if p.find(f".//{W}pStyle[@{W}val='Verzeichnis2']") is not None]
    assert [s.get(f"{W}val") for s in entry_.findall(f"{W}pPr/{W}tabs/{W}tab")] == ([] if theirs else ["right"])


def test_the_note_s_own_contents_keep_to_the_note() -> None:
    listed = Contents(2, entries=(ContentsEntry(1, "", t("Basis"), "basis"),))
    document = note(Heading(1, t("Finding")), listed, Section((Heading(2, t("Basis"), id="basis"), p("Because."))))
    data = put(host(heading(1, "One") + text("a")), made(document)).data
    (instruction,) = [c.text for c in body_of(data).iter(f"{W}instrText") if "TOC" in c.text]
    assert instruction.split()[1:3] == ["\\o", '"2-3"']
    name = instruction.split()[-1]
    assert name in {m.get(f"{W}name") for m in body_of(data).iter(f"{W}bookmarkStart")}
    assert lines(data)[2:4] == ["Annex A: Finding", "Basis1"]  # on page 1 of the note
