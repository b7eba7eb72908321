"""Line breaking: where lines may end, and that nothing is lost or added."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bluf.document.tree import Inline, LineBreak, Span, Strong, Text
from bluf.writers.breaks import parts, syllables
from bluf.writers.pdf.textlayout import Line, break_lines
from bluf.writers.runs import Run, Typesetter
from tests.docx.sample import theme

BREAKS = {
    "a plain word": ("word", ["word"]),
    "after a hyphen between letters": ("well-known", ["well-", "known"]),
    "not before figures": ("S-500", ["S-500"]),
    "after figures": ("500-metre", ["500-", "metre"]),
    "not after a leading hyphen": ("-known", ["-known"]),
    "after a slash between words": ("and/or", ["and/", "or"]),
    "not in a fraction": ("1/2", ["1/2"]),
    "after an en dash": ("China–Russia", ["China–", "Russia"]),
    "around an em dash": ("this—that", ["this", "—", "that"]),
    "at a soft hyphen": ("exten\u00adsive", ["exten\u00ad", "sive"]),
    "at a zero-width space": ("a\u200bb", ["a\u200b", "b"]),
    "after a thin space": ("10\u2009km", ["10\u2009", "km"]),
    "not at a no-break space": ("10\u00a0km", ["10\u00a0km"]),
    "not at a narrow no-break space": ("10\u202fkm", ["10\u202fkm"]),
    "not at a no-break hyphen": ("non\u2011stop", ["non\u2011stop"]),
    "not at a word joiner": ("a-\u2060b", ["a-\u2060b"]),
    "in an address": ("https://a.org/b?c=d&e", ["https://", "a.", "org/", "b?", "c=", "d&", "e"]),
}


@pytest.mark.parametrize("name", BREAKS)
def test_where_words_may_be_broken(name: str) -> None:
    word, expected = BREAKS[name]
    found = parts(word)
    assert "".join(found) == word
    if name == "in an address":  # what matters is that it can be broken, not where exactly
        assert len(found) >= 4
        assert found[0].startswith("https://")
    elif name == "around an em dash":
        assert found in (expected, ["this—", "that"])
    else:
        assert found == expected


def lines_of(inlines: tuple[Inline, ...], width: float, **options: bool) -> tuple[list[Line], list[Run]]:
    setter = Typesetter(theme(), "en")
    runs = setter.runs(inlines, setter.base(theme().paragraph("")))
    return break_lines(runs, width, **options), runs  # type: ignore[arg-type]


def texts(lines: list[Line]) -> list[str]:
    return ["".join(segment.text for segment in line.segments) for line in lines]


CASES = {
    "spaces at line ends stay, for readers": (("one two three four",), 52, ["one two ", "three four"]),
    "a word with two looks stays together": (("a ", Strong((Text("bold"),)), ", and"), 35, ["a bold, ", "and"]),
    "a line break": (("one", LineBreak(), "two"), 200, ["one ", "two"]),
    "a hyphen at a line's end": (("a well-known thing",), 40, ["a well-", "known ", "thing"]),
    "a soft hyphen at a line's end": (("exten\u00adsive",), 35, ["exten\u00ad", "sive"]),
    "soft hyphens within a line are not shown": (("exten\u00adsive words",), 200, ["exten\u00adsive words"]),
    "a soft hyphen before a space is idle": (("ex\u00ad so",), 200, ["ex so"]),
    "a single short word gets company": (
        ("These are words that fill a line and go",),
        170,
        ["These are words that fill a line ", "and go"],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_lines(name: str) -> None:
    given_inlines, width, expected = CASES[name]
    inlines = tuple(Text(part) if isinstance(part, str) else part for part in given_inlines)
    assert texts(lines_of(inlines, width)[0]) == expected


def test_very_long_word_is_broken_anywhere() -> None:
    lines, _ = lines_of((Text("x" * 5000),), 300.0)
    assert "".join(texts(lines)) == "x" * 5000
    assert all(line.width <= 300.01 for line in lines)
    assert all(line.width > 290 for line in lines[:-1])


def test_balanced_lines_are_about_equally_long() -> None:
    title = (Text("Russia has offered China the system but no sale is announced"),)
    ragged, _ = lines_of(title, 230.0)
    balanced, _ = lines_of(title, 230.0, balance=True)
    assert len(balanced) == len(ragged)
    assert max(line.width for line in balanced) < max(line.width for line in ragged)


pieces = st.lists(
    st.one_of(
        st.text("abcde -/\u00ad\u200b\u00a0–.,?=&:", min_size=1, max_size=30).map(Text),
        st.text("abc d", min_size=1, max_size=8).map(lambda text: Strong((Text(text),))),
        st.text("abc d", min_size=1, max_size=8).map(lambda text: Span((Text(text),), role="label")),
        st.just(Text("word " * 12)),
        st.just(Text("https://example.org/a/path?with=parts ")),
        st.just(LineBreak()),
    ),
    min_size=1,
    max_size=8,
).map(tuple)


@settings(max_examples=200, deadline=None)
@given(pieces, st.floats(20, 400), st.booleans(), st.booleans())
@example((Text(":::"), Span((Text("a"),), role="label"), Text("==\u00ad:")), 28.0, False, False)
def test_nothing_is_lost_and_lines_fit(inlines: tuple[Inline, ...], width: float, justify: bool, balance: bool) -> None:
    lines, runs = lines_of(inlines, width, justify=justify, balance=balance)
    whole = "".join(run.text for run in runs)
    ignored = str.maketrans("", "", " \n\u00ad")
    assert "".join(texts(lines)).translate(ignored) == whole.translate(ignored)
    for line in lines:
        fitting = line.width <= width + 0.01
        single = sum(len(segment.text.strip()) for segment in line.segments) <= 1 or line.width < 30
        assert fitting or single, texts([line])
        assert line.segments == tuple(sorted(line.segments, key=lambda segment: segment.x))


@given(st.text("ab -–/", max_size=40), st.floats(30, 200))
@settings(max_examples=150, deadline=None)
def test_words_are_only_broken_where_they_may_be(text: str, width: float) -> None:
    metrics = Typesetter(theme(), "en").base(theme().paragraph(""))[1]
    words = iter(text.split())
    rest = ""
    for line in texts(lines_of((Text(text),), width)[0]):
        for piece in line.split():
            rest = rest or next(words)
            assert rest.startswith(piece)
            kept = parts(rest)
            whole = any("".join(kept[:count]) == piece for count in range(1, len(kept) + 1))
            assert whole or max(metrics[part] for part in kept) > width
            rest = rest[len(piece) :]
    assert not rest
    assert not list(words)


# --- text without spaces, and long words ------------------------------------------------------------

PARTS = {
    "俄罗斯向中国提供防空系统。": ["俄", "罗", "斯", "向", "中", "国", "提", "供", "防", "空", "系", "统。"],
    "「はい」と言った（笑）。": ["「は", "い」", "と", "言っ", "た", "（笑）。"],
    "价格￥100、约S-500": ["价", "格", "￥100、", "约", "S-500"],
    "あっという間": ["あっ", "と", "い", "う", "間"],
    "ที่นี่ประเทศไทย": ["ที่", "นี่", "ประเทศ", "ไทย"],
    "모스크바에서": ["모스크바에서"],
}


@pytest.mark.parametrize(("text", "expected"), PARTS.items(), ids=PARTS)
def test_text_without_spaces_is_broken_by_the_rules_of_its_script(text: str, expected: list[str]) -> None:
    assert parts(text) == expected


SYLLABLES = {
    ("Raketenabwehrzusammenarbeit", "de"): "Rake-tenab-wehr-zu-sam-menarbeit",
    ("(internationalisation),", "en-GB"): "(inter-na-tion-al-isa-tion),",
    ("S-500", "en"): "S-500",
    ("NATOMITGLIED", "de"): "NATOMITGLIED",
    ("longueparole", ""): "longueparole",
    ("сотрудничество", "ru"): "сотруд-ни-че-ство",
}


@pytest.mark.parametrize(("given_word", "expected"), SYLLABLES.items(), ids=[word for word, _ in SYLLABLES])
def test_long_words_are_hyphenated_as_in_their_language(given_word: tuple[str, str], expected: str) -> None:
    word, language = given_word
    places = [0, *syllables(word, language), len(word)]
    assert "-".join(word[a:b] for a, b in pairwise(places)) == expected
