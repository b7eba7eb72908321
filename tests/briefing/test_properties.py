"""What holds for every data file."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from bluf.briefing.loading import load
from bluf.briefing.richtext import _MARKED, RichText, _marked, _plain
from bluf.briefing.yamltext import parse_yaml
from bluf.diagnostics import BlufError, Diagnostic
from tests.briefing.notes import HEAD, STEADY, read, write

KINDS = st.sampled_from(sorted(HEAD))
# Every character that a document may hold.
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), min_size=1).filter(str.strip)
WORDS = st.text(st.sampled_from("ab:#-{}[],&*!|>'\"%@`?~\\ \n\t=.0123<é\u2028\ufeff\U0001f600"), max_size=60)


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


def check(path: Path, content: bytes) -> None:
    """Load a file; what is found in it must have its place within it."""
    told: tuple[Diagnostic, ...] | None = None
    try:
        load(path)
    except BlufError as bad:
        told = bad.diagnostics
    assert told is None or told
    lines = content.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for found in told or ():
        assert found.hints
        assert str(found).replace("\u00a0", " ").isprintable()
        if found.span.line:
            assert 1 <= found.span.line <= len(lines)
            assert 1 <= found.span.column <= len(lines[found.span.line - 1]) + 1


@STEADY
@given(KINDS, st.binary(max_size=200))
def test_any_bytes_load_or_are_told_of(folder: Path, kind: str, content: bytes) -> None:
    check(write(folder, kind, content), content)


@STEADY
@given(KINDS, WORDS)
def test_any_text_after_a_good_start_loads_or_is_told_of(folder: Path, kind: str, text: str) -> None:
    content = (HEAD[kind] + text).encode()
    check(write(folder, kind, content), content)


KEYS = st.sampled_from("title date summary actors sources figures name id file theme extra acronyms x".split()) | TEXT
DATA = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@STEADY
@given(st.dictionaries(KEYS, DATA, max_size=6))
def test_any_data_loads_or_is_told_of(folder: Path, data: dict[str, Any]) -> None:
    good = {"title": "T", "date": "2025-11-24", "summary": "S"}
    for content in (yaml.safe_dump(data), json.dumps(good | data), yaml.safe_dump(good | data, allow_unicode=True)):
        kind = "json" if content.startswith("{") and content.endswith("}") else "yaml"
        check(write(folder, kind, content), content.encode())


def toml_text(text: str) -> str:
    """Return a TOML basic string (TOML 1.0)."""
    escaped = "".join(c if c.isprintable() and c not in '"\\' else f"\\U{ord(c):08X}" for c in text)
    return f'"{escaped}"'


def normal(text: str) -> str:
    """Return a text as fields of one line have it: white space that breaks lines or fills them is one space."""
    for gap in "\t\n\x85\u2028\u2029":
        text = text.replace(gap, " ")
    while "  " in text:
        text = text.replace("  ", " ")
    return text.strip(" ")


@STEADY
@given(TEXT.filter(normal))
def test_a_text_comes_back_as_it_was_written(folder: Path, text: str) -> None:
    data = {"title": "T", "date": "2025-11-24", "summary": "S", "subtitle": text}
    written = {
        "yaml": [yaml.safe_dump(data, allow_unicode=flag) for flag in (True, False)],
        "json": [json.dumps(data, ensure_ascii=flag) for flag in (True, False)],
        "toml": [f"{HEAD['toml']}subtitle = {toml_text(text)}\n"],
    }
    for kind, contents in written.items():
        for content in contents:
            assert read(folder, kind, content).subtitle == normal(text)


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**12), 10**12) | st.floats(-1e6, 1e6) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=15,
)


@STEADY
@given(PLAIN, st.sampled_from([None, True, False]))
def test_yaml_is_read_as_pyyaml_reads_it(data: Any, flow: bool | None) -> None:
    text = yaml.safe_dump({"extra": data}, allow_unicode=True, default_flow_style=flow)
    expected = yaml.safe_load(text)
    if expected == {"extra": data}:  # PyYAML loses some texts itself: a lone carriage return, a byte order mark
        read_data, wrong = parse_yaml(text, Path("note.yaml"), None)
        assert not wrong
        assert read_data == expected


# --- Markdown ---------------------------------------------------------------------------------------

PROSE = st.text(st.sampled_from("ab.,:;!?&\"'()–’ é\u00a0\u3000\n 12-+=#>%$@^{}/"), min_size=1, max_size=80)


@STEADY
@given(PROSE | TEXT)
def test_unmarked_text_is_the_same_as_in_markdown(text: str) -> None:
    source = text.strip("\n").rstrip()
    if source.strip() and not _MARKED.search(source):
        assert _plain(source) == _marked(source)


@STEADY
@given(st.text(st.sampled_from("ab *_`[]()<>!#-+|\\~:@;,\n 1.&"), min_size=1, max_size=80))
def test_any_markdown_is_read_or_told_of(folder: Path, text: str) -> None:
    data = {"title": "T", "date": "2025-11-24", "summary": "S", "gaps": [text]}
    content = json.dumps(data)
    check(write(folder, "json", content), content.encode())


@STEADY
@given(st.text(st.sampled_from("ab *_[]<>!#-+|~:,\n 1.&"), min_size=1, max_size=80))
def test_no_letter_is_lost_in_markdown(text: str) -> None:
    try:
        rich = RichText.parse(text)
    except PydanticCustomError:  # a link that leads nowhere, words that Markdown would leave out
        return
    for letter in "ab":
        assert rich.plain.count(letter) == text.count(letter)
