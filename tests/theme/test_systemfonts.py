"""The fonts of the machine: finding them, the index, and which one is chosen for what."""

from __future__ import annotations

import os
import random
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from bluf import cache
from bluf.app.building import build
from bluf.app.making import make_document
from bluf.app.options import BuildOptions
from bluf.compose.finding import find_pack
from bluf.compose.pack import Layer
from bluf.diagnostics import BlufError, Span
from bluf.document.tree import Document, Metadata, Paragraph, Strong, Text
from bluf.theme import fontindex
from bluf.theme.fonts import face, faces_for
from bluf.theme.packages import OTHER, advice, script_of
from bluf.theme.systemfonts import fallbacks
from bluf.writers import docx, pdf
from tests.docx.sample import theme
from tests.docx.tools import program
from tests.theme.tinyfonts import Tiny, write

CJK = "漢字かな한글ㄅ"


@pytest.fixture
def fonts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the one folder in which this machine has fonts."""
    folder = tmp_path / "fonts"
    folder.mkdir()
    monkeypatch.setattr(fontindex, "folders", lambda: [folder])
    monkeypatch.setattr(cache, "user_cache_dir", lambda *_, **__: str(tmp_path / "cache"))
    return folder


def families(missing: str, language: str = "en") -> list[str]:
    return [face(name).family for name in fallbacks({*missing}, language)]


# --- where fonts are looked for ---------------------------------------------------------------------


def test_folders_of_linux(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = tmp_path / "fonts.conf"
    settings.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig [<!ENTITY x SYSTEM "file:///etc/passwd">]><fontconfig>'
        '<dir>/opt/a&amp;b</dir><dir prefix="xdg">mine</dir><dir>~/kept</dir><dir>&x;</dir><dir>relative</dir>'
        "<!-- <dir>/not/this</dir> --><dir salt='x'>/opt/salted</dir>"
    )
    monkeypatch.setattr("sys.platform", "linux")
    for name, value in {"FONTCONFIG_FILE": settings, "XDG_DATA_HOME": tmp_path, "XDG_DATA_DIRS": "/one:/two"}.items():
        monkeypatch.setenv(name, str(value))
    found = fontindex.folders()
    for path in ("/usr/share/fonts", "/one/fonts", "/two/fonts", "/opt/a&b", "/opt/salted", tmp_path / "fonts"):
        assert Path(path) in found
    assert {tmp_path / "mine", Path.home() / "kept", Path.home() / ".fonts"} <= {*found}
    assert not [path for path in found if not path.is_absolute() or "not" in path.parts or "passwd" in path.parts]


def test_folders_of_other_systems(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "darwin")
    assert Path("/System/Library/Fonts") in fontindex.folders()
    monkeypatch.setattr("sys.platform", "win32")
    monkeypatch.setenv("LOCALAPPDATA", "local")
    monkeypatch.setenv("WINDIR", "windows")
    assert fontindex.folders() == [Path("windows/Fonts"), Path("local/Microsoft/Windows/Fonts")]


def test_folders_inside_folders_are_searched_once(fonts: Path) -> None:
    write(fonts / "a" / "b" / "Some.TTF", Tiny("Some", CJK))
    (fonts / "a" / "loop").symlink_to(fonts)
    assert list(fontindex.font_files()) == [str(fonts / "a" / "b" / "Some.TTF")]


# --- the index --------------------------------------------------------------------------------------


def test_only_what_changed_is_read_anew(fonts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = write(fonts / "first.ttf", Tiny("First Sans", "漢"))
    write(fonts / "second.ttc", Tiny("Second Sans", "字"), Tiny("Third Sans", "か"))
    read: list[str] = []
    faces = fontindex._Reader.faces

    def noted(reader: fontindex._Reader, path: str) -> list[fontindex.Font]:
        read.append(path)
        return faces(reader, path)

    monkeypatch.setattr(fontindex._Reader, "faces", noted)
    before = fontindex.machine_fonts()
    assert len(read) == 2
    again = fontindex.machine_fonts()
    assert len(read) == 2
    assert [font[:6] for font in again] == [font[:6] for font in before]
    assert [font.coverage.of([ord(c) for c in "か字漢"]) for font in again] == [{ord("漢")}, {ord("字")}, {ord("か")}]
    write(first, Tiny("Other Sans", "漢字"))
    assert fontindex.machine_fonts()[0].family == "Other Sans"
    assert read[2:] == [str(first)]
    first.unlink()
    assert [font.family for font in fontindex.machine_fonts()] == ["Second Sans", "Third Sans"]
    assert len(read) == 3


@pytest.mark.parametrize("kept", [b"", b"{}\n", b"\xff\n", b'{"format":1}\n', b"[]\nabc", None])
def test_a_spoilt_index_is_made_again(fonts: Path, kept: bytes | None) -> None:
    write(fonts / "a.ttf", Tiny("A Sans", CJK))
    fontindex.machine_fonts()
    index = next(fonts.parent.joinpath("cache").rglob("machine.index"))
    whole = index.read_bytes()
    index.write_bytes(whole[:-4] if kept is None else kept)
    assert [font.family for font in fontindex.machine_fonts()] == ["A Sans"]
    assert index.read_bytes() == whole


def test_without_a_cache_there_are_fonts_too(fonts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "folder", lambda _: None)
    monkeypatch.setattr(fontindex, "folder", lambda _: None)
    write(fonts / "a.ttf", Tiny("A Sans", CJK))
    assert families(CJK) == ["A Sans"]


def test_broken_files_are_left_out(fonts: Path) -> None:
    good = write(fonts / "good.ttf", Tiny("Good Sans", CJK)).read_bytes()
    chance = random.Random(1)  # noqa: S311
    for number, data in enumerate((b"", b"ttcf", b"ttcf\0\1\0\0\xff\xff\xff\xff", b"OTTO" * 99, good[:300])):
        (fonts / f"bad{number}.ttc").write_bytes(data)
    for number in range(60):
        spoilt = bytearray(good)
        for _ in range(20):
            spoilt[chance.randrange(len(spoilt) if number % 2 else 300)] = chance.randrange(256)
        (fonts / f"spoilt{number}.otf").write_bytes(spoilt)
    (fonts / "folder.ttf").mkdir()
    (fonts / "nowhere.ttf").symlink_to(fonts / "nothing")
    assert "Good Sans" in {font.family for font in fontindex.machine_fonts()}
    assert families("漢")


def test_a_file_that_is_too_large_is_left_out(fonts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(fonts / "a.ttf", Tiny("A Sans", CJK))
    monkeypatch.setattr(fontindex, "MAX_FILE", 100)
    assert fontindex.machine_fonts() == []


UNUSABLE = {
    "restricted": Tiny("A Sans", CJK, licence=0x2),
    "no subsets": Tiny("A Sans", CJK, licence=0x104),
    "bitmaps only": Tiny("A Sans", CJK, licence=0x200),
    "colour bitmaps": Tiny("A Sans", CJK, more=("CBDT",)),
    "colour layers": Tiny("A Sans", CJK, more=("COLR",)),
    "boxes for everything": Tiny("Last Resort High-Efficiency", CJK),
}


@pytest.mark.parametrize("case", UNUSABLE)
def test_what_cannot_be_used_is_left_out(case: str, fonts: Path) -> None:
    write(fonts / "a.ttf", UNUSABLE[case])
    assert fallbacks({*CJK}, "ja") == ()


# --- the choice -------------------------------------------------------------------------------------

REGIONS = {
    "zh": "SC", "zh-Hans": "SC", "zh-CN": "SC", "zh-Hant": "TC", "zh-TW": "TC", "zh-HK": "HK", "yue": "HK",
    "ja": "JP", "ja-JP": "JP", "ko": "KR", "en": "JP",
}  # fmt: skip


@pytest.mark.parametrize("language", REGIONS)
def test_chinese_characters_follow_the_language(language: str, fonts: Path) -> None:
    write(fonts / "cjk.ttc", *(Tiny(f"Noto Sans CJK {region}", CJK) for region in ("JP", "KR", "SC", "TC", "HK")))
    write(fonts / "another.ttf", Tiny("Another Sans", CJK))
    assert families(CJK, language) == [f"Noto Sans CJK {REGIONS[language]}"]


@pytest.mark.parametrize(("text", "region"), [("漢字", "SC"), ("漢ㄅ", "TC"), ("漢한", "KR"), ("漢か", "JP")])
def test_without_such_a_language_the_letters_tell(text: str, region: str, fonts: Path) -> None:
    write(fonts / "cjk.ttc", *(Tiny(f"Noto Sans CJK {region}", CJK) for region in ("JP", "KR", "SC", "TC")))
    assert families(text, "fr") == [f"Noto Sans CJK {region}"]


PREFERRED = {
    "sans before others": (["A Serif", "A Emoji", "A Mono", "B Sans"], "B Sans"),
    "the family of the script": (["Noto Sans Tamil UI", "Noto Sans Tamil", "A Sans"], "Noto Sans Tamil"),
    "serif before mono": (["A Mono", "B Serif"], "B Serif"),
    "text before symbols": (["A Symbols", "B Mono"], "B Mono"),
    "by name": (["B Sans", "A Sans"], "A Sans"),
}


@pytest.mark.parametrize("case", PREFERRED)
def test_the_best_family(case: str, fonts: Path) -> None:
    names, best = PREFERRED[case]
    for number, name in enumerate(names):
        write(fonts / f"{number}.ttf", Tiny(name, "தமிழ்"))
    assert families("தமிழ்", "ta") == [best]


def test_upright_and_regular_come_first_and_bold_goes_with_them(fonts: Path) -> None:
    styles = {(100, False), (300, False), (400, True), (500, False), (700, False), (700, True), (900, False)}
    for weight, italic in styles:
        write(fonts / f"{weight}{italic}.ttf", Tiny("A Sans", "த", weight, italic))
    names = fallbacks({"த"}, "ta")
    assert [Path(name).name for name in names] == ["500False.ttf", "700False.ttf"]
    family = theme().families["text"]
    for bold in (False, True):
        runs = faces_for("x த", family, bold=bold, italic=False, fallback=(*theme().fallback, *names))
        assert [face.name for face, _ in runs] == [family.face(bold=bold, italic=False), names[bold]]


def test_more_fonts_are_taken_until_all_is_shown(fonts: Path) -> None:
    write(fonts / "a.ttf", Tiny("Noto Sans CJK SC", "漢"))
    write(fonts / "b.ttf", Tiny("HanaMin", "漢字"))
    write(fonts / "c.ttf", Tiny("C Sans", "த"))
    write(fonts / "d.ttf", Tiny("Noto Sans Symbols", "⚔"))
    assert families("漢字த⚔\ue000", "zh") == ["C Sans", "Noto Sans CJK SC", "HanaMin", "Noto Sans Symbols"]


def test_a_font_with_little_of_the_text_gives_way(fonts: Path) -> None:
    write(fonts / "a.ttf", Tiny("Noto Sans CJK SC", "漢"))
    write(fonts / "b.ttf", Tiny("Other Serif", "漢字中文"))
    assert families("漢字中文", "zh") == ["Other Serif"]


def test_the_choice_does_not_hang_on_the_order_of_files(fonts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(12):
        write(fonts / f"{number}.ttf", Tiny(f"Same Sans {number % 3}", CJK, 400 + 300 * (number % 2)))
    found, chosen = fontindex.machine_fonts(), set()
    for seed in range(10):
        shuffled = random.Random(seed).sample(found, len(found))  # noqa: S311
        monkeypatch.setattr("bluf.theme.systemfonts.machine_fonts", lambda shuffled=shuffled: shuffled)
        chosen.add(fallbacks({*CJK, "த"}, "ko"))
    assert len(chosen) == 1


def test_a_cluster_that_no_face_has_whole_is_set_by_its_characters(fonts: Path) -> None:
    marks = write(fonts / "a.ttf", Tiny("A Sans", "\u20dd"))
    runs = faces_for("a\u20dd", theme().families["text"], bold=False, italic=False, fallback=(str(marks),))
    assert [(face.family, text) for face, text in runs] == [("FiraGO", "a"), ("A Sans", "\u20dd")]


# --- the whole way ----------------------------------------------------------------------------------


def note(folder: Path, title: str) -> Path:
    path = folder / "note.yaml"
    path.write_text(f"title: {title}\nsummary: So.\ndate: 2026-01-02\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("char", "package"),
    [("中", "fonts-noto-cjk"), ("த", "Noto Sans Tamil"), ("😀", "Noto Emoji"), ("\ue123", "`fallback`")],
)
def test_what_no_font_has_is_told_with_what_to_install(char: str, package: str, fonts: Path) -> None:
    (result,) = build([note(fonts, f"A {char}")], BuildOptions(fonts / "out"))
    (found,) = [d for d in result.diagnostics if d.code == "font-coverage"]
    assert (found.span.line, found.span.path) == (1, "title")
    assert repr(char)[1:-1] in found.message
    assert package in " ".join(found.hints)


def test_a_note_is_made_anew_when_its_fonts_are_others(fonts: Path) -> None:
    path, options = note(fonts, "A 中"), BuildOptions(fonts / "out", fresh=False)
    font = write(fonts / "a.ttf", Tiny("A Sans", "中"))
    assert [[result.unchanged for result in build([path], options)] for _ in range(2)] == [[False], [True]]
    os.utime(font, ns=(1, 1))
    assert not next(build([path], options)).unchanged


def test_ordinary_notes_do_not_ask_for_the_fonts_of_the_machine(fonts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fontindex, "folders", lambda: pytest.fail("asked"))
    _, _, found, _ = make_document(note(fonts, "Words, слова, كلمات ✓"), BuildOptions(fonts / "out"))
    assert found.fallback == theme().fallback


def test_a_theme_can_name_a_face_of_a_collection(tmp_path: Path) -> None:
    standard = find_pack("standard", tmp_path)
    own = Layer(tmp_path.resolve(), "own", None)
    pack = replace(standard, layers=(own, *standard.layers))
    write(tmp_path / "fonts" / "some.ttc", Tiny("First", "漢"), Tiny("Second", "字"))
    made = pack.theme({"fallback": ["fonts/some.ttc#1"]}, lambda _: Span())
    assert face(made.fallback[0]).family == "Second"
    with pytest.raises(BlufError):
        pack.theme({"fallback": ["../some.ttc#1"]}, lambda _: Span())
    with pytest.raises(BlufError):
        face(f"{tmp_path / 'fonts' / 'some.ttc'}#7")


# --- packages ---------------------------------------------------------------------------------------


def test_scripts() -> None:
    assert {script_of(c).name for c in "中か한。Ａ𠀀"} == {"Chinese, Japanese and Korean"}
    assert [script_of(c).name for c in "ҙதཨ𞤀"] == ["Latin, Cyrillic or Greek", "Tamil", "Tibetan", "Adlam"]
    assert script_of("\U0001ffff") is OTHER
    assert "fonts.google.com/noto" in advice("\U0001ffff")
    assert script_of("\U0010ffff") is OTHER


def machine_has(package: str, text: str, language: str) -> tuple[str, ...]:
    """Return the fonts of the machine for ``text``; without any the test is skipped, but fails in CI."""
    found = fallbacks({*text}, language)
    if not found:
        message = f"{package} is not installed"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    return found


MACHINE = {
    "Chinese": ("俄罗斯提出向中国出售系统，预计交付。", "zh-Hans", "fonts-noto-cjk"),
    "Traditional Chinese": ("俄羅斯提出向中國出售系統。", "zh-Hant", "fonts-noto-cjk"),
    "Japanese": ("ロシアは中国に防衛システムを提案した。", "ja", "fonts-noto-cjk"),
    "Korean": ("러시아는 중국에 방어 체계를 제안했다", "ko", "fonts-noto-cjk"),
    "Tamil": ("தமிழ் மொழி", "ta", "fonts-noto-core"),
    "Amharic": ("የአማርኛ ጽሑፍ", "am", "fonts-noto-core"),
    "Bengali": ("বাংলা ভাষা", "bn", "fonts-noto-core"),
}


@pytest.mark.parametrize("case", MACHINE)
def test_text_in_fonts_of_the_machine(case: str, tmp_path: Path) -> None:
    text, language, package = MACHINE[case]
    found = machine_has(package, text.replace(" ", ""), language)
    complete = replace(theme(), fallback=(*theme().fallback, *found))
    inlines = (Text(f"{text} "), Strong((Text(text),)))
    tree = Document(Metadata("T", language=language), (Paragraph(inlines),))
    path = tmp_path / "note.pdf"
    path.write_bytes(pdf.render(tree, complete)[0].data)
    listed = subprocess.run([program("pdffonts"), path], capture_output=True, check=True, text=True).stdout
    lines = [line.split() for line in listed.splitlines()[2:]]
    assert len(lines) == 4  # regular and bold, of the theme and of the machine
    assert all(line[-5:-2] == ["yes", "yes", "yes"] for line in lines)
    said = subprocess.run([program("pdftotext"), path, "-"], capture_output=True, check=True, encoding="utf-8").stdout
    assert "".join(said.split()).count("".join(text.split())) == 2
    docx.render(tree, complete, pdf.lay_out(tree, complete).pagination)
