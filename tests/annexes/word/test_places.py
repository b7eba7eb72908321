"""Where a note goes, and how deep its headings are there."""

from __future__ import annotations

import pytest

from bluf.diagnostics import BlufError
from tests.annexes.word.hosts import body_of, heading, host, lines, made, parts_of, put, text
from tests.docx.reading import W

MARK = '<w:bookmarkStart w:id="7" w:name="Here"/><w:bookmarkEnd w:id="7"/>'
CONTROL = '<w:sdt><w:sdtPr>{more}<w:tag w:val="slot"/></w:sdtPr><w:sdtContent>{inner}</w:sdtContent></w:sdt>'
CELL = (
    '<w:tbl><w:tblPr/><w:tblGrid/><w:tr><w:tc><w:tcPr><w:tcW w:w="4000" w:type="dxa"/></w:tcPr>{inner}</w:tc></w:tr>'
    "</w:tbl>"
)
REPORT = (
    heading(1, "One") + text("a") + heading(2, "Deeper") + text("b") + heading(1, "3. Annexes") + text("c")
    + heading(1, "Last") + text("d")
)  # fmt: skip
FINDING = ["Finding", "OFFICIAL", "It is so.", "Basis", "Because.", "OFFICIAL"]
ANNEX = ["Annex A: Finding", "It is so.", "Basis", "Because."]

CASES = [
    # title, body, place, form, words around the note, level of the note's title
    ("the end", REPORT, "", "section", ["One", "a", "Deeper", "b", "3. Annexes", "c", "Last", "d", "*"], 1),
    ("below a heading", REPORT, "One", "section", ["One", "a", "Deeper", "b", "*", "3. Annexes", "c", "Last", "d"], 2),
    ("below a deeper one", REPORT, "deeper", "section",
     ["One", "a", "Deeper", "b", "*", "3. Annexes", "c", "Last", "d"], 3),
    ("a number typed", REPORT, "Annexes", "annex", ["One", "a", "Deeper", "b", "3. Annexes", "c", "*", "Last", "d"], 2),
    ("a bookmark", text("a") + text(f"b</w:t></w:r>{MARK}<w:r><w:t>") + text("c"), "here", "section",
     ["a", "b", "*", "c"], 1),
    ("a bookmark on a heading", heading(1, "One", MARK) + text("a") + heading(1, "Two"), "Here", "section",
     ["One", "a", "*", "Two"], 2),
    ("a bookmark between blocks", text("a") + MARK + text("b") + text("c"), "Here", "section", ["a", "b", "*", "c"], 1),
    ("a placeholder", text("a") + text("{{ bluf: here }}") + text("c"), "here", "section", ["a", "*", "c"], 1),
    ("a placeholder in full", text("a") + text("{{bluf:here}}") + text("c"), "{{ bluf: here }}", "annex",
     ["a", "*", "c"], 1),
    ("a placeholder in pieces", text("a") + text("{{ bl</w:t></w:r><w:r><w:t>uf: here }}") + text("c"), "here",
     "section", ["a", "*", "c"], 1),
    ("a placeholder in a list", text("a") + text("{{ bluf: here }}", '<w:numPr><w:numId w:val="3"/></w:numPr>')
     + text("c"), "here", "section", ["a", "*", "c"], 1),
    ("a placeholder in a cell", text("a") + CELL.format(inner=text("{{ bluf: here }}")) + text("c"), "here", "section",
     ["a", "*", "c"], 1),
    ("a placeholder in a cell, pages of its own", text("a") + CELL.format(inner=text("{{ bluf: here }}")) + text("c"),
     "here", "annex", ["a", "*", "c"], 1),
    ("a control", text("a") + CONTROL.format(more="", inner=text("b")) + text("c"), "slot", "section",
     ["a", "b", "*", "c"], 1),
    ("a control that is empty", text("a") + CONTROL.format(more="", inner="<w:p/>") + text("c"), "slot", "section",
     ["a", "*", "c"], 1),
    ("a control with a hint", text("a") + CONTROL.format(more="", inner=text("Click here")).replace(
        "</w:sdtPr>", "<w:showingPlcHdr/></w:sdtPr>") + text("c"), "slot", "section", ["a", "*", "c"], 1),
    ("a control for plain words", text("a") + CONTROL.format(more="", inner=text("b")).replace(
        "</w:sdtPr>", "<w:text/></w:sdtPr>") + text("c"), "slot", "section", ["a", "b", "*", "c"], 1),
    ("a control, pages of its own", text("a") + CONTROL.format(more="", inner=text("b")) + text("c"), "slot", "annex",
     ["a", "b", "*", "c"], 1),
    ("an empty report", "", "", "annex", ["*"], 1),
]  # fmt: skip


@pytest.mark.parametrize(("body", "at", "form", "expected", "level"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_the_note_stands_at_its_place(body: str, at: str, form: str, expected: list[str], level: int) -> None:
    result = put(host(body), at=at, form=form)
    words = ANNEX if form == "annex" else FINDING
    wanted = [line for part in expected for line in (words if part == "*" else [part])]
    assert lines(result.data) == wanted
    styles = [
        p.find(f"{W}pPr/{W}pStyle").get(f"{W}val")
        for p in body_of(result.data).iter(f"{W}p")
        if "".join(t.text or "" for t in p.iter(f"{W}t")).endswith("Finding")
    ]
    assert styles == [f"berschrift{level}"]


@pytest.mark.parametrize(
    "paragraph",
    [
        '<w:p><w:r><w:t>{{ bluf: here }}</w:t></w:r><w:r><w:commentReference w:id="4"/></w:r></w:p>',
        '<w:p><w:r><w:pict><v:shape xmlns:v="urn:v"/></w:pict></w:r><w:r><w:t>{{ bluf: here }}</w:t></w:r></w:p>',
        '<w:p><w:ins w:id="4" w:author="a"><w:r><w:t>{{ bluf: here }}</w:t></w:r></w:ins></w:p>',
    ],
    ids=["comment", "picture", "tracked"],
)
def test_what_hangs_on_a_placeholder_stays(paragraph: str) -> None:
    body = body_of(put(host(text("a") + paragraph), at="here", form="section").data)
    assert not any("{{" in (t.text or "") for t in body.iter(f"{W}t"))
    assert [e.tag for e in body.iter() if e.tag.endswith(("}commentReference", "}shape", "}ins"))]


def test_notes_at_one_place_stand_in_the_order_in_which_they_came() -> None:
    first = put(host(REPORT), made(), at="Annexes").data
    second = put(first, made(name="other"), at="Annexes").data
    titles = [line for line in lines(second) if line.startswith("Annex ")]
    assert titles == ["Annex A: Finding", "Annex B: Finding"]
    assert lines(second)[-2:] == ["Last", "d"]


def test_an_annex_put_before_others_takes_their_letter() -> None:
    first = put(host(REPORT), made()).data
    second = put(first, made(name="other"), at="One").data
    assert [line[:7] for line in lines(second) if line.startswith("Annex ")] == ["Annex A", "Annex B"]
    files = {name: data.decode() for name, data in parts_of(second).items()}
    said = [xml.count(">A</w:t>") + 10 * xml.count(">B</w:t>") for n, xml in files.items() if "bluf-header" in n]
    assert sorted(said) == [1, 1, 1, 10, 10, 10]


def test_letters_go_on_after_the_report_s_own_annexes() -> None:
    result = put(host(heading(1, "Annex A: Terms") + text("a") + heading(1, "Annex B – Method") + text("b")))
    assert "Annex C: Finding" in lines(result.data)


@pytest.mark.parametrize(
    ("at", "code", "hint"),
    [("Anexes", "place-unknown", "did you mean '3. Annexes'?"), ("Twice", "place-ambiguous", "once")],
)
def test_a_place_that_there_is_not_once(at: str, code: str, hint: str) -> None:
    with pytest.raises(BlufError) as caught:
        put(host(REPORT + heading(2, "Twice") + heading(2, "Twice")), at=at)
    (found,) = caught.value.diagnostics
    assert found.code == code
    assert hint in found.hints[0]
