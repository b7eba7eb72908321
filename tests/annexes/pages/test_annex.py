"""A note as an annex: its pages are in the report, and all else of the report is as it was."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pikepdf
import pytest

from bluf.annexes.model import Look, Wishes
from bluf.annexes.pages import copies, trees
from bluf.annexes.pages.destinations import Destinations
from bluf.annexes.pages.outline import entries
from bluf.diagnostics import BlufError
from bluf.untrusted.objects import array
from tests.annexes.pages.checking import differences, new_faults, open_pdf, sound, text
from tests.annexes.pages.making import HOSTS, WHERE, add_outline, changed, furnished, nested, note, plain, put, tagged
from tests.docx.sample import t


def titles(data: bytes) -> list[tuple[str, int, int]]:
    with open_pdf(data) as pdf:
        return [(e.title, e.level, e.page + 1) for e in entries(pdf, Destinations(pdf))]


def pages(data: bytes) -> int:
    with open_pdf(data) as pdf:
        return len(pdf.pages)


@pytest.mark.parametrize("at", ["", "sheet 1", "after sheet 2"])
@pytest.mark.parametrize("host", HOSTS)
def test_the_report_is_as_it_was(host: str, at: str) -> None:
    before = HOSTS[host]()
    had = pages(before)
    if at and int(at[-1]) > had:
        pytest.skip("the report is shorter")
    result = put(before, at=at)
    first = int(at[-1]) if at else had
    count = pages(result.data) - had
    assert count == 1
    assert not list(differences(before, result.data, first, count))
    assert not list(new_faults(before, result.data))
    assert sound(result.data) == 0
    words = text(result.data)
    assert words[:first] + words[first + count :] == text(before)
    assert "Body of the note." in words[first]
    assert put(before, at=at).data == result.data
    assert result.names == ("Annex A: A note",)


PLACES = [
    ("", 6, ["Start", "Part one", "Inside", "Deeper", "Part two", "Annex A: A note", "First part", "Below it"]),
    ("Part one", 4, ["Start", "Part one", "Inside", "Deeper", "Annex A: A note", "First part", "Below it", "Part two"]),
    ("Start", 2, ["Start", "Annex A: A note", "First part", "Below it", "Part one", "Inside", "Deeper", "Part two"]),
    ("inside ", 4, ["Start", "Part one", "Inside", "Deeper", "Annex A: A note", "First part", "Below it", "Part two"]),
    ("sheet 1", 2, ["Start", "Annex A: A note", "First part", "Below it", "Part one", "Inside", "Deeper", "Part two"]),
    ("SHEET 4", 5, ["Start", "Part one", "Inside", "Deeper", "Part two", "Annex A: A note", "First part", "Below it"]),
]


@pytest.mark.parametrize(("at", "page", "order"), PLACES)
def test_places(at: str, page: int, order: list[str]) -> None:
    found = titles(put(furnished(), at=at).data)
    assert [title for title, _, _ in found] == order
    assert {title: number for title, _, number in found}["Annex A: A note"] == page
    levels = {title: level for title, level, _ in found}
    assert levels["Annex A: A note"] == (2 if at == "inside " else 1)
    assert levels["Below it"] == levels["Annex A: A note"] + 2


WRONG_PLACES = [
    ("sheet 6", "there is no sheet 6: the report has 5 pages", ""),
    ("sheet 0", "there is no sheet 0", ""),
    ("Part tow", "the outline of the report has no entry `Part tow`", "`Part two`"),
    ("Nothing like it", "no entry", "it has `Start`"),
]


@pytest.mark.parametrize(("at", "message", "hint"), WRONG_PLACES)
def test_wrong_places(at: str, message: str, hint: str) -> None:
    with pytest.raises(BlufError) as caught:
        put(furnished(), at=at)
    (said,) = caught.value.diagnostics
    assert said.code == "place-unknown"
    assert message in said.message
    assert hint in " ".join(said.hints)


def test_without_an_outline_no_entry_is_found() -> None:
    with pytest.raises(BlufError, match="has no outline"):
        put(plain(), at="Annexes")


def test_of_two_entries_with_one_name_none_is_taken() -> None:
    def twice(pdf: pikepdf.Pdf) -> None:
        add_outline(pdf, [("Same", 0, 1), ("Same", 3, 1)])

    with pytest.raises(BlufError, match="place-ambiguous"):
        put(changed(plain(), twice), at="Same")


def test_a_page_that_two_parts_share_stays_whole() -> None:
    def shared(pdf: pikepdf.Pdf) -> None:
        add_outline(pdf, [("One", 1, 1), ("Two", 1, 1), ("Three", 2, 1)])

    assert "Body" in text(put(changed(plain(), shared), at="One").data)[2]


def test_links_of_the_note_stay_in_it() -> None:
    first = put(furnished(), note("a.b"), note("a"), at="sheet 2").data
    with open_pdf(first) as pdf:
        destinations = Destinations(pdf)
        for number in (2, 3):
            links = [link for link in array(pdf.pages[number].obj.Annots) if "/Dest" in link]
            assert links
            assert {destinations.page(link) for link in links} == {number}
        assert [destinations.page(link) for link in pdf.pages[0].obj.Annots] == [6, 1]


@pytest.mark.parametrize("host", ["tagged", "nested"])
def test_the_annex_is_a_part_in_its_own_language(host: str) -> None:
    with open_pdf(put(HOSTS[host](), at="sheet 1").data) as pdf:
        part = next(e for e in elements(pdf) if e.get("/T") == "Annex A: A note")
        assert part.S == "/Part"
        assert str(part.Lang) == "en-GB"
        assert part.P.objgen in {e.objgen for e in elements(pdf)}


def elements(pdf: pikepdf.Pdf) -> list[Any]:
    """Return all structure elements in reading order."""
    found: list[Any] = []
    waiting: list[Any] = [pdf.Root.StructTreeRoot.K]
    while waiting:
        thing = waiting.pop()
        if isinstance(thing, pikepdf.Array):
            waiting += reversed(list(thing))
        elif isinstance(thing, pikepdf.Dictionary) and "/S" in thing:
            found.append(thing)
            waiting.append(thing.get("/K"))
    return found


@pytest.mark.parametrize(
    ("at", "before"),
    [("sheet 1", [0]), ("sheet 2", [0, 1]), ("", [0, 1, 2])],
)
def test_it_is_read_where_it_stands(at: str, before: list[int]) -> None:
    """On page 1 a chapter goes on after it, so that it is read inside the chapter."""
    with open_pdf(put(nested(), at=at).data) as pdf:
        order = elements(pdf)
        place = next(n for n, e in enumerate(order) if e.S == "/Part")
        numbers = {page.obj.objgen: n for n, page in enumerate(pdf.pages)}
        earlier = [numbers[e.K.Pg.objgen] for e in order[:place] if isinstance(e.get("/K"), pikepdf.Dictionary)]
        assert earlier == before
        assert ("/Chapter" if at == "sheet 1" else "/Document") == order[place].P.S


def test_its_entry_is_closed_and_the_next_key_is_free() -> None:
    with open_pdf(put(tagged()).data) as pdf:
        assert int(pdf.Root.Outlines.Last.Count) < 0
        tree = pdf.Root.StructTreeRoot
        keys = [key for key, _ in trees.pairs(tree.ParentTree, trees.NUMBERS)]
        assert tree.ParentTreeNextKey == max(keys) + 1
        assert len(keys) == len(set(keys))


def test_an_untagged_report_does_not_become_tagged_and_that_is_said() -> None:
    result = put(plain())
    assert [d.code for d in result.diagnostics] == ["annex-untagged"]
    with open_pdf(result.data) as pdf:
        assert "/StructTreeRoot" not in pdf.Root
        assert "/MarkInfo" not in pdf.Root
        assert "/StructParents" not in pdf.pages[5].obj


def labels(data: bytes) -> list[str]:
    with open_pdf(data) as pdf:
        return [page.label for page in pdf.pages]


def test_letters_follow_the_order_of_the_pages() -> None:
    both = put(nested(), note("one"), note("two"))
    assert both.names == ("Annex A: A note", "Annex B: A note")
    third = put(both.data, note("three"), at="sheet 1")
    assert third.names == ("Annex A: A note",)
    assert not third.diagnostics
    assert labels(third.data) == ["1", "A-1", "2", "3", "B-1", "C-1"]
    annexes = [(title, page) for title, _, page in titles(third.data) if title.startswith("Annex")]
    assert annexes == [("Annex A: A note", 2), ("Annex B: A note", 5), ("Annex C: A note", 6)]
    with open_pdf(third.data) as pdf:
        assert [str(e.T)[:7] for e in elements(pdf) if "/T" in e] == ["Annex A", "Annex B", "Annex C"]
    again = put(third.data, note("two"))
    assert again.names == ("Annex C: A note",)
    assert [copy.name for copy in copies(again.data, Wishes(), WHERE)] == ["one", "two", "three"]
    fewer = put(again.data, note("three"), form="file")
    assert labels(fewer.data) == ["1", "2", "3", "A-1", "B-1"]


def test_stamps_that_have_other_letters_now_are_warned_of() -> None:
    both = put(put(nested(), note("one"), stamp=True).data, note("two"), at="sheet 1")
    (said,) = both.diagnostics
    assert said.code == "annex-letters"
    assert "the stamps of one" in said.message
    again = put(both.data, note("one"), stamp=True)
    assert not again.diagnostics
    assert "Annex B – page 1 of 1" in text(again.data)[-1]


def test_letters_come_after_those_of_the_report() -> None:
    def annexes(pdf: pikepdf.Pdf) -> None:
        add_outline(pdf, [("Annex A – Method", 0, 1), ("annex B", 1, 2), ("Annexation", 2, 1), ("Annex Z9", 2, 1)])

    first = put(changed(plain(), annexes), at="sheet 1", stamp=True)
    assert first.names == ("Annex C: A note",)
    assert "Annex C – page 1 of 1" in text(first.data)[1]
    assert put(first.data, note("other")).names == ("Annex D: A note",)


def test_its_words_are_those_of_the_note() -> None:
    german = replace(note(), label="Anlage {letter}", stamp="Anlage {letter}, Seite {page} von {pages} {other}")
    result = put(plain(), german, stamp=True)
    assert result.names == ("Anlage A: A note",)
    assert "Anlage A, Seite 1 von 1 {other}" in " ".join(text(result.data)[5].split())


def test_the_stamp_takes_the_place_of_page_numbers() -> None:
    long = note(pages=4)
    stamped, bare = (text(put(tagged(), long, stamp=stamp).data) for stamp in (True, False))
    count = len(stamped) - pages(tagged())
    assert count > 1
    for number, page in enumerate(stamped[-count:], 1):
        assert f"Annex A – page {number} of {count}" in page
        assert f"Page {number} of {count}" not in page
    assert "Annex A –" not in "".join(bare)
    with open_pdf(put(tagged(), long, stamp=True).data) as pdf:
        assert b"/Artifact" in pdf.pages[-1].Contents.read_bytes()


@pytest.mark.parametrize(
    "footer", [{"right": ()}, {"right": t("R")}, {"left": t("L"), "centre": t("C"), "right": t("R")}]
)
def test_every_footer_has_room_for_the_stamp(footer: dict[str, Any]) -> None:
    whole = note()
    other = replace(whole.document, footer=replace(whole.document.footer, **{"centre": (), **footer}))
    words = text(put(plain(), replace(whole, document=other), stamp=True).data)[5]
    assert "Annex A – page 1 of 1" in words


@pytest.mark.parametrize(("look", "size"), [("host", [612, 792]), ("own", [595.28, 841.89])])
def test_the_sheet_is_the_reports_or_the_notes(look: Look, size: list[float]) -> None:
    with open_pdf(put(plain(), look=look).data) as pdf:
        assert list(map(float, pdf.pages[5].obj.MediaBox))[2:] == pytest.approx(size, abs=0.1)


def test_the_sheet_is_the_one_that_is_seen() -> None:
    """Pages are turned, cut to what is printed, and have that from the tree above them."""

    def cut(pdf: pikepdf.Pdf) -> None:
        pdf.Root.Pages.MediaBox = pikepdf.Array([0, 0, 900, 700])
        pdf.Root.Pages.CropBox = pikepdf.Array([50, 50, 850, 650])
        pdf.Root.Pages.Rotate = 90
        for page in pdf.pages:
            del page.obj.MediaBox

    with open_pdf(put(changed(plain(), cut)).data) as pdf:
        assert list(map(float, pdf.pages[5].obj.MediaBox)) == [0, 0, 600, 800]


def test_a_slide_is_no_sheet_for_a_note() -> None:
    def wide(pdf: pikepdf.Pdf) -> None:
        for page in pdf.pages:
            page.obj.MediaBox = pikepdf.Array([0, 0, 960, 540])

    with open_pdf(put(changed(plain(), wide)).data) as pdf:
        assert float(pdf.pages[5].obj.MediaBox[3]) > 800


def test_two_notes_of_one_name_and_sections_are_refused() -> None:
    with pytest.raises(BlufError, match="note-twice"):
        put(plain(), note(), note())
    with pytest.raises(BlufError, match="form"):
        put(plain(), form="section")
