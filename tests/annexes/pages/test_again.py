"""Attaching again: one copy, in its place, and a report that does not grow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bluf.annexes.model import Copy, Form, Wishes
from bluf.annexes.pages import copies
from tests.annexes.pages.checking import differences, new_faults, open_pdf, sound, text
from tests.annexes.pages.making import HOSTS, WHERE, changed, furnished, nested, note, plain, put, tagged


def names(data: bytes) -> list[str]:
    return [copy.name for copy in copies(data, Wishes(), WHERE)]


@pytest.mark.parametrize("at", ["", "sheet 1"])
@pytest.mark.parametrize("host", HOSTS)
def test_a_copy_is_replaced_in_place(host: str, at: str) -> None:
    before = HOSTS[host]()
    once = put(before, at=at)
    twice = put(once.data)
    thrice = put(twice.data)
    assert text(twice.data) == text(once.data)
    assert names(twice.data) == ["note"]
    assert abs(len(twice.data) - len(once.data)) < 64 + len(once.data) / 200
    assert thrice.data == twice.data
    with open_pdf(before) as pdf:
        first = 1 if at else len(pdf.pages)
    assert not list(differences(before, thrice.data, first, 1))
    assert not list(new_faults(before, thrice.data))


def test_other_words_and_more_pages() -> None:
    once = put(tagged(), note("other"), note(), at="sheet 1")
    longer = put(once.data, note(words="New words.", pages=4), stamp=True)
    pages = text(longer.data)
    with open_pdf(once.data) as pdf:
        count = len(pages) - len(pdf.pages) + 1
    assert count > 1
    assert "Body of the note." in pages[1]
    assert "New words." in pages[2]
    assert "Body of the note." not in "".join(pages[2:])
    assert f"Annex B – page {count} of {count}" in pages[1 + count]
    assert pages[2 + count :] == text(tagged())[1:]
    assert not list(differences(tagged(), longer.data, 1, 1 + count))
    assert not list(new_faults(tagged(), longer.data))
    assert sound(longer.data) == 0
    shorter = put(longer.data)
    assert len(shorter.data) < len(once.data) + 500


def test_a_place_that_is_wished_for_wins() -> None:
    end = put(furnished())
    moved = put(end.data, at="Start")
    assert ["Body" in page for page in text(moved.data)] == [False, True, False, False, False, False]
    assert not list(differences(furnished(), moved.data, 1, 1))
    assert ["Body" in page for page in text(put(moved.data).data)] == [False, True, False, False, False, False]


def test_what_was_wished_for_is_remembered() -> None:
    first = put(plain(), note("a"), form="annex", look="own", stamp=True)
    both = put(first.data, note("b ü"), form="file")
    assert copies(both.data, Wishes(), WHERE) == (
        Copy("a", "a.yaml", "annex", "own", stamp=True),
        Copy("b ü", "b ü.yaml", "file", "host", stamp=False),
    )
    assert copies(plain(), Wishes(), WHERE) == ()


def test_an_annex_becomes_a_file_and_a_file_an_annex() -> None:
    annex = put(tagged())
    file = put(annex.data, form="file")
    assert text(file.data) == text(tagged())
    with open_pdf(file.data) as pdf, open_pdf(tagged()) as host:
        assert sorted(pdf.attachments) == ["note.docx", "note.pdf", "note.yaml"]
        assert pdf.Root.StructTreeRoot.ParentTreeNextKey == host.Root.StructTreeRoot.ParentTreeNextKey
        assert b"bluf.note." not in b"".join(bytes(key) for key in list(pdf.Root.Names.Dests.Names)[::2])
    back = put(file.data)
    assert text(back.data)[-1] == text(annex.data)[-1]
    with open_pdf(back.data) as pdf:
        assert sorted(pdf.attachments) == ["note.yaml"]
    assert not list(new_faults(tagged(), back.data))


def test_pages_that_somebody_took_out_are_no_matter() -> None:
    def without_annex(pdf: pikepdf.Pdf) -> None:
        del pdf.pages[1]
        del pdf.Root.Outlines

    once = put(nested(), at="sheet 1")
    again = put(changed(once.data, without_annex))
    assert ["Body" in page for page in text(again.data)] == [False, False, False, True]
    assert names(again.data) == ["note"]


def test_pages_that_somebody_moved_stay_there() -> None:
    def moved(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[5]
        del pdf.pages[5]
        pdf.pages.insert(2, page)

    again = put(changed(put(plain()).data, moved))
    assert [n for n, page in enumerate(text(again.data)) if "Body" in page] == [2]


def test_another_tag_is_not_believed() -> None:
    def forged(pdf: pikepdf.Pdf) -> None:
        (tag,) = pdf.Root.PieceInfo.Bluf.Private.Copies
        tag.Pages = pikepdf.Array([7, pikepdf.Dictionary(), pdf.Root.Pages])
        tag.Item = pikepdf.Array([])
        tag.Element = pdf.Root
        tag.Keys = pikepdf.Array([0, 10_000_000])
        tag.Form = pikepdf.Name("/nothing")

    again = put(changed(put(plain()).data, forged))
    assert names(again.data) == ["note"]
    assert len(text(again.data)) == 7


Step = tuple[str, Form, str]
STEPS = st.lists(
    st.tuples(st.sampled_from(["a", "a.b", "b"]), st.sampled_from(["annex", "file"]), st.sampled_from(["", "sheet 1"])),
    min_size=1,
    max_size=5,
)


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(["plain", "furnished", "nested"]), STEPS)
def test_of_each_note_there_is_one_copy(host: str, steps: Sequence[Step]) -> None:
    before = data = HOSTS[host]()
    forms: dict[str, Form] = {}
    for name, form, at in steps:
        data = put(data, replace(note(), name=name), form=form, at=at).data
        forms[name] = form
    assert {copy.name: copy.form for copy in copies(data, Wishes(), WHERE)} == forms
    assert len(names(data)) == len(forms)
    pages = text(data)
    annexes = [number for number, page in enumerate(pages) if "Body of the note." in page]
    assert len(annexes) == list(forms.values()).count("annex")
    assert [page for number, page in enumerate(pages) if number not in annexes] == text(before)
    with open_pdf(data) as pdf, open_pdf(before) as old:
        inside = sum(3 if form == "file" else 1 for form in forms.values())
        assert len(pdf.attachments) == len(old.attachments) + inside
        assert len(pdf.Root.get("/AF", [])) == len(old.Root.get("/AF", [])) + inside
        host_pages = [n for n in range(len(pages)) if n not in annexes]
        assert [pdf.pages[n].label for n in host_pages] == [page.label for page in old.pages]
    assert not list(new_faults(before, data))
