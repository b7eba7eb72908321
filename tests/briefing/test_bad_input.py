"""What is said of data files that are no briefings: every problem, in one run, at its place."""

from __future__ import annotations

import time
import tracemalloc
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

from bluf.diagnostics import Severity
from tests.briefing.notes import HEAD, brief, found, read, write

BAD = Path(__file__).parent / "bad"
CASES = [
    pytest.param(kind, case, id=f"{kind}: {case['name']}")
    for kind in HEAD
    for case in yaml.safe_load((BAD / f"{kind}.yaml").read_text(encoding="utf-8"))
]


@pytest.mark.parametrize(("kind", "case"), CASES)
def test_every_problem_is_told_at_its_place(tmp_path: Path, kind: str, case: dict[str, Any]) -> None:
    path = write(tmp_path, kind, case.get("whole") or HEAD[kind] + case["text"])
    assert [brief(d) for d in found(path)] == case["found"]


@pytest.mark.parametrize(("kind", "case"), CASES)
def test_every_message_says_what_to_do(tmp_path: Path, kind: str, case: dict[str, Any]) -> None:
    path = write(tmp_path, kind, case.get("whole") or HEAD[kind] + case["text"])
    for diagnostic in found(path):
        assert diagnostic.hints, diagnostic
        assert diagnostic.severity is Severity.ERROR
        assert diagnostic.span.file == str(path)
        said = " ".join((diagnostic.message, *diagnostic.hints, diagnostic.span.path))
        assert said.isprintable()
        for jargon in ("pydantic", "NoneType", "Input should", "ctx", "str_type", "ValidationError"):
            assert jargon not in said


MESSAGES = [
    ("yaml", "subtitel: x", "there is no key `subtitel`", "did you mean `subtitle`?"),
    ("yaml", "title: U", "`title` is there already, in line 1", "keep one of the two"),
    ("yaml", "actors: [{id: '{message}', name: A}]", "'{message}' is not an id", "use lower-case letters"),
    ("yaml", "information_cutoff: 2025-02-30", "there is no date 2025-02-30", "check the month and the day"),
    ("yaml", "subtitle: Port Maren: closed", "a `: ` cannot stand here", "quotation marks around a text"),
    ("yaml", "extra: &a {b: *a}", "`*a` stands within what `&a` names", "write it out"),
    ("yaml", "gaps: [{statement: 'x [@press]'}]", "there is no source with the id `press`", "lists no sources"),
    ("json", '"subtitle": 5}', "text is expected here, not the number 5", "put it in quotation marks"),
    ("json", '"subtitle": "\\ud800"}', "the text holds U+D800 (half of a surrogate pair)", "take it out"),
    ("json", '"status": "draft",}', "the next key is expected here, not `}`", "take away the comma before it"),
    ("toml", "status = draft", "there is no value here that TOML knows", "texts stand in quotation marks"),
    ("toml", "status = 1\nstatus = 2", "`status` is there already, in line 4", "keep one of the two"),
]


@pytest.mark.parametrize(("kind", "text", "message", "hint"), MESSAGES)
def test_messages_are_plain_words(tmp_path: Path, kind: str, text: str, message: str, hint: str) -> None:
    (diagnostic,) = found(write(tmp_path, kind, HEAD[kind] + text))
    assert message in diagnostic.message
    assert hint in diagnostic.hints[0]


# --- files that are no text -------------------------------------------------------------------------

NOTE = HEAD["yaml"]
BYTES = {
    "empty": (b"", "- file-empty"),
    "blank": (b" \n\t\n", "- file-empty"),
    "byte order mark alone": (b"\xef\xbb\xbf", "- file-empty"),
    "Latin-1": (NOTE.encode() + b"subtitle: caf\xe9\n", "4:14 file-encoding"),
    "cut off": (NOTE.encode() + "subtitle: é".encode()[:-1], "4:11 file-encoding"),
    "UTF-16": (NOTE.encode("utf-16"), "- file-encoding"),
    "UTF-16, big-endian": (b"\xfe\xff" + NOTE.encode("utf-16-be"), "- file-encoding"),
    "UTF-16 without a mark": (NOTE.encode("utf-16-le"), "- file-encoding"),
    "UTF-16, big-endian, without a mark": (NOTE.encode("utf-16-be"), "- file-encoding"),
    "UTF-32": (NOTE.encode("utf-32"), "- file-encoding"),
    "a surrogate": (NOTE.encode() + b"subtitle: \xed\xa0\x80\n", "4:11 file-encoding"),
    "a control character": (NOTE.encode() + b"subtitle: a\x07\n", "4:12 character"),
    "DEL": (NOTE.encode() + b"subtitle: a\x7f\n", "4:12 character"),
    "NUL": (NOTE.encode() + b"subtitle: a\0\n", "4:12 character"),
    "no character": (NOTE.encode() + b"subtitle: \xef\xbf\xbf\n", "4:11 character"),
}


@pytest.mark.parametrize("name", BYTES)
def test_files_that_are_no_text_are_refused(tmp_path: Path, name: str) -> None:
    content, expected = BYTES[name]
    assert [brief(d) for d in found(write(tmp_path, "yaml", content))] == [expected]


def test_all_control_characters_are_told_up_to_ten(tmp_path: Path) -> None:
    told = [brief(d) for d in found(write(tmp_path, "yaml", "a: \x01\nb: \x02"))]
    assert told == ["1:4 character", "2:4 character"]
    assert len(found(write(tmp_path, "yaml", "\x01" * 100))) == 10


def test_byte_order_marks_and_line_ends_of_every_system_are_fine(tmp_path: Path) -> None:
    for kind, end in (("yaml", ""), ("json", '"status": "draft"}\n'), ("toml", "")):
        text = HEAD[kind] + end
        plain = read(tmp_path, kind, text)
        for line_end in ("\r\n", "\r"):
            assert read(tmp_path, kind, b"\xef\xbb\xbf" + text.replace("\n", line_end).encode()) == plain


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_lines_are_counted_as_editors_count_them(tmp_path: Path, line_end: str) -> None:
    for kind, text in (("yaml", "foo: x"), ("json", '"foo": "x"}'), ("toml", "foo = 'x'")):
        line = HEAD[kind].count("\n") + 1
        content = (HEAD[kind] + text).replace("\n", line_end)
        assert [brief(d) for d in found(write(tmp_path, kind, content))] == [f"{line}:1 unknown-key foo"]
    # YAML takes a line separator for the end of a line, editors do not.
    text = NOTE + 'subtitle: "a\u2028b"\nfoo: x'
    assert [brief(d) for d in found(write(tmp_path, "yaml", text))] == ["5:1 unknown-key foo"]


def test_other_files_are_refused(tmp_path: Path) -> None:
    folder = tmp_path / "folder.yaml"
    folder.mkdir()
    (tmp_path / "note.txt").write_text(NOTE, encoding="utf-8")
    (tmp_path / "note").write_text(NOTE, encoding="utf-8")
    assert brief(*found(folder)) == "- file-folder"
    assert brief(*found(tmp_path / "none.yaml")) == "- file-missing"
    assert brief(*found(tmp_path / "nu\0l.yaml")) == "- file-missing"
    assert brief(*found(tmp_path / ("long" * 100 + ".yaml"))) == "- file-unreadable"
    assert brief(*found(tmp_path / "note.txt")) == "- file-format"
    assert brief(*found(tmp_path / "note")) == "- file-format"


def test_endings_are_known_in_capitals(tmp_path: Path) -> None:
    read(tmp_path, "YML", NOTE)


def test_a_device_is_refused() -> None:
    assert brief(*found(Path("/dev/zero"))) == "- file-special"


# --- beyond the limits ------------------------------------------------------------------------------


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "note.yaml"
    with path.open("wb") as file:
        file.truncate(100 * 1024 * 1024)
    tracemalloc.start()
    (diagnostic,) = found(path)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert diagnostic.code == "file-huge"
    assert "100 MB" in diagnostic.message
    assert most < 5_000_000


def test_an_alias_bomb_fails_fast_and_small(tmp_path: Path) -> None:
    names = "abcdefghijklmnop"
    lines = [f"{names[0]}: &{names[0]} [{', '.join(['lol'] * 10)}]"]
    lines += [f"{b}: &{b} [{', '.join([f'*{a}'] * 10)}]" for a, b in pairwise(names)]
    path = write(tmp_path, "yaml", "\n".join(lines))
    tracemalloc.start()
    start = time.perf_counter()
    (diagnostic,) = found(path)
    taken = time.perf_counter() - start
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert diagnostic.code == "too-much"
    assert taken < 1
    assert most < 20_000_000


DEPTH = 10_000
DEEP = {
    "YAML flow": ("yaml", f"extra: {'[' * DEPTH}{']' * DEPTH}", "4:"),  # libyaml from 0.2.6 on says it further on
    "YAML flow, open": ("yaml", f"extra: {'{a: ' * DEPTH}", "4:260 too-deep extra.a.a"),
    "YAML block lists": ("yaml", f"extra:\n  {'- ' * DEPTH}x", "5:129 too-deep extra[0][0]"),
    "YAML block mappings": (
        "yaml",
        "extra:\n" + "".join(f"{' ' * n}a:\n" for n in range(1, 1000)),
        "68:65 too-deep extra.a.a",
    ),
    "YAML aliases": (
        "yaml",
        "extra:\n - &a0 [x]\n" + "".join(f" - &a{n} [*a{n - 1}]\n" for n in range(1, 100)),
        "67:10 too-deep extra[62][0]",
    ),
    "JSON mappings": ("json", '"extra": ' + '{"a": ' * DEPTH, "2:388 too-deep extra.a.a"),
    "JSON lists": ("json", f'"extra": {"[" * DEPTH}{"]" * DEPTH}}}', "2:73 too-deep extra[0][0]"),
    "TOML arrays": ("toml", f"extra = {'[' * DEPTH}{']' * DEPTH}", "4:73 too-deep"),
    "TOML arrays, not so deep": ("toml", f"extra = {'[' * 70}{']' * 70}", "4:73 too-deep"),
    "TOML inline tables": ("toml", f"extra = {'{a=' * DEPTH}1{'}' * DEPTH}", "4:201 too-deep"),
    "TOML keys": ("toml", f"extra{'.a' * 1000} = 1", "4:135 too-deep"),
    "TOML headers": ("toml", f"[extra{'.a' * 1000}]", "4:136 too-deep"),
}


@pytest.mark.parametrize("name", DEEP)
def test_deep_nesting_is_refused_at_its_place(tmp_path: Path, name: str) -> None:
    kind, text, expected = DEEP[name]
    (diagnostic,) = found(write(tmp_path, kind, HEAD[kind] + text))
    assert brief(diagnostic).startswith(expected)
    assert diagnostic.code == "too-deep"
    assert len(diagnostic.span.path) < 100


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("yaml", "extra: {a: 1%s}", "4:12 number extra.a"),
        ("json", '"extra": {"a": 1%s}}', "2:16 number extra.a"),
        ("toml", "extra = {a = 1%s}", "4:14 number"),
        ("toml", "extra = {a = 0x1%s}", "4:14 number extra.a"),
    ],
)
def test_numbers_of_thousands_of_digits_are_refused(tmp_path: Path, kind: str, text: str, expected: str) -> None:
    assert [brief(d) for d in found(write(tmp_path, kind, HEAD[kind] + text % ("0" * 5000)))] == [expected]


# --- figures ----------------------------------------------------------------------------------------


def test_figures_that_links_lead_out_of_the_folder_are_refused(tmp_path: Path) -> None:
    folder = tmp_path / "desk"
    folder.mkdir()
    (tmp_path / "secret.png").write_bytes(b"x")
    (folder / "inside.png").write_bytes(b"x")
    (folder / "link.png").symlink_to("../secret.png")
    (folder / "up").symlink_to("..")
    (folder / "loop.png").symlink_to("loop.png")
    (folder / "fine.png").symlink_to("inside.png")
    names = ["link.png", "up/secret.png", "up/desk/inside.png", "loop.png", "fine.png", "inside.png", "x" * 5000]
    text = NOTE + "figures:\n" + "".join(f"  - {{file: {name}, alt: a}}\n" for name in names)
    assert [brief(d) for d in found(write(folder, "yaml", text))] == [
        "5:12 figure-outside figures[0].file",
        "6:12 figure-outside figures[1].file",
        "8:12 figure-outside figures[3].file",
        "11:12 figure-missing figures[6].file",
    ]


def test_nothing_is_guessed_from_plain_yaml(tmp_path: Path) -> None:
    text = """
title: on
subtitle: 12:30:45
reference: 0777
version: 1.10
date: 2025-11-24
language: no
authors: [yes, 1e3, 0x1F, 2025-11-24]
summary: No
acronyms: {1: one, null: none, y: yes}
extra: {a: no, b: 007, c: 1.5, d: .inf, e: 'true', f: true, g: 12345678901234567890}
"""
    note = read(tmp_path, "yaml", text)
    assert (note.title, note.subtitle, note.reference, note.version) == ("on", "12:30:45", "0777", "1.10")
    assert (note.language, str(note.summary.bottom_line)) == ("no", "No")
    assert note.authors == ["yes", "1e3", "0x1F", "2025-11-24"]
    assert note.acronyms == {"1": "one", "null": "none", "y": "yes"}
    assert note.extra == {"a": "no", "b": 7, "c": 1.5, "d": ".inf", "e": "true", "f": True, "g": 12345678901234567890}


def test_raw_html_is_text(tmp_path: Path) -> None:
    note = read(tmp_path, "yaml", NOTE + "gaps: ['<b>a</b> &amp; <script>x</script>']")
    assert note.gaps[0].statement.html == "<p>&lt;b&gt;a&lt;/b&gt; &amp;amp; &lt;script&gt;x&lt;/script&gt;</p>"
