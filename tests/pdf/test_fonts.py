"""Faces: which one shows which characters, and what shaping says of them."""

from __future__ import annotations

import threading

import pytest

from bluf.diagnostics import BlufError
from bluf.theme.fonts import Face, face, faces_for, uncovered, visible
from tests.docx.sample import theme

FAMILY = theme().families["text"]
FALLBACK = theme().fallback
REGULAR = "package:FiraGO_Regular"


def runs(text: str) -> list[tuple[str, str]]:
    found = faces_for(text, FAMILY, bold=False, italic=False, fallback=FALLBACK)
    return [(face.name.removeprefix("package:").split("_")[0], part) for face, part in found]


CASES = {
    "all in the family": ("words, слова", [("FiraGO", "words, слова")]),
    "a sign from a fallback": ("a ✓ b", [("FiraGO", "a "), ("NotoSansSymbols2", "✓"), ("FiraGO", " b")]),
    "a variation selector stays with its sign": ("✓\ufe0e!", [("NotoSansSymbols2", "✓\ufe0e"), ("FiraGO", "!")]),
    "a mark stays with its letter": ("e\u0301", [("FiraGO", "e\u0301")]),
    "nothing has it": ("a\U0001f9ff", [("FiraGO", "a\U0001f9ff")]),
    "spaces that are made from a space": ("10\u202fkm", [("FiraGO", "10\u202fkm")]),
    "characters without a glyph of their own": ("a\u2060b\ufeff", [("FiraGO", "a\u2060b\ufeff")]),
}


@pytest.mark.parametrize("name", CASES)
def test_fallback(name: str) -> None:
    text, expected = CASES[name]
    assert runs(text) == expected


def test_uncovered_names_what_no_font_has() -> None:
    assert uncovered("a ✓ слово \u200f\u00ad 中\U0001f9ff", theme()) == {"中", "\U0001f9ff"}


def test_weights_and_slopes_have_their_own_faces() -> None:
    names = {FAMILY.face(bold=bold, italic=italic) for bold in (True, False) for italic in (True, False)}
    assert len(names) == 4
    assert face(FAMILY.face(bold=True, italic=False)).weight > face(REGULAR).weight
    assert face(FAMILY.face(bold=False, italic=True)).italic_angle < 0


def test_measures_are_sane() -> None:
    regular = face(REGULAR)
    assert 0 < regular.x_height < regular.cap_height < regular.ascent < 1.2 * regular.upem
    assert regular.advance("i") < regular.advance("m")
    assert regular.advance("中") == 0
    assert regular.has("é")


SHAPED = {
    "kerned": ("To", 2, ["T", "o"]),
    "ligature": ("office", 5, ["o", "ffi", "c", "e"]),
    "composed": ("e\u0301", 1, ["e\u0301"]),
    "decomposed, for want of a glyph": ("x\u030c", 2, ["x", "\u030c"]),
}


@pytest.mark.parametrize("name", SHAPED)
def test_glyphs_stand_for_their_characters(name: str) -> None:
    text, most, parts = SHAPED[name]
    glyphs = face(REGULAR).shape(text)
    assert len(glyphs) <= most
    assert "".join(glyph.text for glyph in glyphs) == text
    if len(glyphs) == len(parts):
        assert [glyph.text for glyph in glyphs] == parts


def test_figures_of_one_width() -> None:
    assert len({glyph.advance for glyph in face(REGULAR).shape("0123456789", tabular=True)}) == 1
    assert len({glyph.advance for glyph in face(REGULAR).shape("0123456789")}) > 1


def test_faces_are_loaded_once_from_any_thread() -> None:
    found: list[Face] = []
    threads = [threading.Thread(target=lambda: found.append(face("package:Ubuntu_Regular"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(map(id, found))) == 1


@pytest.mark.parametrize("name", ["package:os", "package:NoSuch_Regular", "package:FiraGO_Regular.x", "/no/such.ttf"])
def test_what_is_no_font_is_an_error(name: str) -> None:
    with pytest.raises(BlufError) as raised:
        face(name)
    assert raised.value.diagnostics[0].code == "font-unreadable"


def test_visible_leaves_out_what_only_steers() -> None:
    assert visible("a\u200b\u00ad\u2060b\u200f") == "ab"
