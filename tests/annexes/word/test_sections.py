"""Pages of its own for an annex: its header on its pages, the report's on all others."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.annexes.word.hosts import (
    LANDSCAPE,
    SECTION,
    body_of,
    header,
    headers,
    host,
    lines,
    made,
    parts_of,
    put,
    section,
    set_ups,
    text,
)
from tests.docx.reading import W

PARTS = {
    "header1.xml": ("header", "rIdOne", header("ONE")),
    "header2.xml": ("header", "rIdTwo", header("TWO")),
}
ONE = '<w:headerReference w:type="default" r:id="rIdOne"/>'
TWO = '<w:headerReference w:type="default" r:id="rIdTwo"/>'
PLACE = text("{{ bluf: here }}")
A = "OFFICIAL|Annex A · A noteREF/1"


def ending(words: str, inner: str) -> str:
    return text(words, section(inner))


def report(body: str, last: str) -> bytes:
    return host(body, last=section(last), parts=PARTS)


CASES = [
    # title, body, last section, place, default headers of the sections in their order
    ("at the end", text("a"), ONE + SECTION, "", ["ONE", A]),
    ("at the end of two", ending("a", ONE + SECTION) + text("b"), SECTION, "", ["ONE", "ONE", A]),
    ("within the only one", text("a") + PLACE + text("b"), ONE + SECTION, "here", ["ONE", A, "ONE"]),
    ("within the first", text("a") + PLACE + ending("b", ONE + SECTION) + text("c"), TWO + SECTION, "here",
     ["ONE", A, "ONE", "TWO"]),
    ("within one that says nothing", ending("a", ONE + SECTION) + text("b") + PLACE + text("c"), SECTION, "here",
     ["ONE", "ONE", A, "ONE"]),
    ("between two", ending("a", ONE + SECTION) + PLACE + text("b"), SECTION, "here", ["ONE", A, "ONE"]),
    ("between two with others", ending("a", ONE + SECTION) + PLACE + text("b"), TWO + SECTION, "here",
     ["ONE", A, "TWO"]),
    ("before all, where nothing has a header", PLACE + text("a"), SECTION, "here", [A, ""]),
    ("lying pages", text("a") + PLACE + text("b"), ONE + LANDSCAPE, "here", ["ONE", A, "ONE"]),
]  # fmt: skip


@pytest.mark.parametrize(("body", "last", "at", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_every_section_has_the_header_that_it_had(body: str, last: str, at: str, expected: list[Any]) -> None:
    result = put(report(body, last), at=at)
    assert [one.get("default") for one in headers(result.data)] == expected
    annex = expected.index(A)
    assert headers(result.data)[annex]["even"] == A
    assert headers(result.data)[annex]["first"] == "OFFICIAL|Annex A · The organisationREF/1"


def test_the_section_behind_does_not_begin_again() -> None:
    last = ONE + '<w:type w:val="continuous"/>' + SECTION + '<w:pgNumType w:start="5"/><w:titlePg/>'
    first, annex, rest = set_ups(put(report(text("a") + PLACE + text("b"), last), at="here").data)
    assert first.find(f"{W}type").get(f"{W}val") == "continuous"
    assert first.find(f"{W}pgNumType").get(f"{W}start") == "5"
    assert first.find(f"{W}titlePg") is not None
    assert annex.find(f"{W}type") is None
    assert rest.find(f"{W}type").get(f"{W}val") == "nextPage"
    assert rest.find(f"{W}pgNumType").get(f"{W}start") is None
    assert rest.find(f"{W}titlePg") is None


def test_an_annex_stands_upright_on_the_report_s_paper() -> None:
    report_, annex = set_ups(put(report(text("a"), LANDSCAPE)).data)
    sizes = [(s.find(f"{W}pgSz").get(f"{W}w"), s.find(f"{W}pgSz").get(f"{W}h")) for s in (report_, annex)]
    assert sizes == [("16838", "11906"), ("11906", "16838")]


def test_a_header_does_not_stand_where_printers_leave_the_paper_blank() -> None:
    without = SECTION.replace('w:header="708" w:footer="708"', 'w:header="0" w:footer="0"')
    report_, annex = (s.find(f"{W}pgMar") for s in set_ups(put(report(text("a"), without)).data))
    assert [report_.get(f"{W}header"), annex.get(f"{W}header"), annex.get(f"{W}footer")] == ["0", "708", "708"]


def test_a_part_of_the_text_has_no_section_and_shows_its_marking() -> None:
    result = put(report(text("a"), ONE + SECTION), form="section")
    assert len(set_ups(result.data)) == 1
    assert lines(result.data).count("OFFICIAL") == 2
    assert not [name for name in parts_of(result.data) if "bluf-header" in name]


# --- taking out and putting in again ------------------------------------------------------------------

BLOCKS = st.lists(
    st.sampled_from(
        [
            text("word"),
            ending("end", ONE + SECTION),
            ending("other end", TWO + LANDSCAPE),
            ending("silent end", '<w:type w:val="continuous"/>' + SECTION + "<w:titlePg/>"),
            "<w:tbl><w:tblPr/><w:tblGrid/><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>",
            '<w:p><w:r><w:br w:type="page"/></w:r></w:p>',
            '<w:p><w:r><w:rPr><w:b/></w:rPr><w:br w:type="page"/></w:r><w:r><w:t>next</w:t></w:r></w:p>',
        ]
    ),
    min_size=0,
    max_size=4,
).map("".join)
FORMS = st.sampled_from(["annex", "section"])


@settings(max_examples=40, deadline=None)
@given(BLOCKS, BLOCKS, st.sampled_from(["", "here"]), FORMS, st.sampled_from(["host", "own"]))
def test_attaching_again_changes_nothing(before: str, behind: str, at: str, form: str, look: str) -> None:
    once = put(report(before + PLACE + behind, SECTION), at=at, form=form, look=look).data
    again = put(once, at=at, form=form, look=look)
    assert again.data == once
    assert again.names == ("finding",)
    assert sum(line.endswith("Finding") for line in lines(again.data)) == 1


@settings(max_examples=40, deadline=None)
@given(BLOCKS, BLOCKS, st.lists(st.tuples(st.sampled_from("xyz"), st.sampled_from(["", "here"]), FORMS), max_size=5))
def test_the_report_keeps_its_words_and_headers_whatever_comes_and_goes(
    before: str, behind: str, steps: list[tuple[str, str, str]]
) -> None:
    plain = report(before + PLACE + behind, ONE + SECTION)
    data = plain
    for name, at, form in steps:
        place = at if any(PLACE_WORDS in line for line in lines(data)) else ""
        data = put(data, made(name=name), at=place, form=form).data
    names = {name for name, _, _ in steps}
    titles = [line for line in lines(data) if line.endswith("Finding")]
    assert len(titles) == len(names)
    letters = [title[6] for title in titles if title.startswith("Annex ")]
    assert letters == list("ABC"[: len(letters)])
    theirs = [line for line in lines(plain) if PLACE_WORDS not in line]
    assert [line for line in lines(data) if line in theirs] == theirs
    shown = [one.get("default") or "" for one in headers(data)]
    assert _runs(s for s in shown if "OFFICIAL" not in s) == _runs(one.get("default") or "" for one in headers(plain))


PLACE_WORDS = "bluf: here"


def _runs(values: Any) -> list[str]:
    """Return values without repetitions in a row."""
    result: list[str] = []
    for value in values:
        if not result or result[-1] != value:
            result.append(value)
    return result


def test_another_form_leaves_nothing_of_the_first() -> None:
    plain = report(text("a") + PLACE + text("b"), ONE + SECTION)
    annex = put(plain, at="here").data
    changed = put(annex, form="section").data
    direct = put(plain, at="here", form="section").data
    assert lines(changed) == lines(direct)
    assert [c.tag for c in body_of(changed)] == [c.tag for c in body_of(direct)]
    assert set(parts_of(changed)) == set(parts_of(direct))
    assert parts_of(put(changed).data) == parts_of(annex)
