"""What a report's text shows of other places in it: contents tables, page numbers, and numbers of chapters.

A contents table is a field whose result stands in paragraphs, one an entry (17.16.5.68); "see page 12" is a field too
(PAGEREF, 17.16.5.45), and so is "see 2.4" (REF with the switch n, r or w, 17.16.5.51).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any, Final

from bluf.annexes.word import marks
from bluf.annexes.word import vocabulary as v
from bluf.annexes.word.host import Host
from bluf.annexes.word.looks import DEEPEST

_OUTLINE: Final = re.compile(r'\\o\s*(?:"?\s*(\d)\s*-\s*(\d)\s*"?)?')
_NUMBERED: Final = {"\\n", "\\r", "\\w"}  # switches of REF that show the number of a heading


@dataclass(slots=True)
class Table:
    """A contents table: the field's instruction, and the paragraphs of its entries with what they point at."""

    code: str
    entries: list[Any] = field(default_factory=list)

    @property
    def depths(self) -> range:
        """Return the levels that it shows of Word's own headings."""
        match = _OUTLINE.search(self.code)
        if match and match[1]:
            return range(int(match[1]), int(match[2]) + 1)
        return range(1, DEEPEST + 1) if match or not re.search(r"\\[ut]", self.code) else range(0)

    @property
    def has_outlines(self) -> bool:
        """Return whether it shows paragraphs with an outline level too."""
        return "\\u" in self.code

    @property
    def is_whole(self) -> bool:
        """Return whether it is about headings, and all of the document."""
        return not re.search(r"\\[bcaf]\b", self.code)


def tables(host: Host) -> Iterator[Table]:
    """Yield the report's own tables of all contents that have entries."""
    return (table for table in all_tables(host) if table.is_whole)


def all_tables(host: Host) -> Iterator[Table]:
    """Yield the report's own contents tables that have entries, also those of figures or of one chapter."""
    starts: list[Any] = []  # of the fields that are open: where the result of a contents table begins
    codes: list[str] = []
    for element in host.landmarks.fields:
        if element.tag == v.w("instrText"):
            if codes:
                codes[-1] += element.text or ""
            continue
        kind = v.value(element, "fldCharType")
        if kind == "begin":
            starts.append(None)
            codes.append("")
        elif kind == "separate" and starts:
            if codes[-1].split()[:1] == ["TOC"] and _copy_around(element) is None:
                starts[-1] = element
        elif kind == "end" and starts:
            start, code = starts.pop(), codes.pop()
            if start is not None:
                table = Table(code, [p for p in _paragraphs(start, element) if anchor(p)])
                if table.entries:
                    yield table


def _paragraphs(start: Any, end: Any) -> Iterator[Any]:
    """Yield the paragraphs from the one in which an element stands to that of another."""
    first, last = (next(e.iterancestors(v.PARAGRAPH), None) for e in (start, end))
    around = set(end.iterancestors())
    inside = False
    for paragraph in next(e for e in start.iterancestors() if e in around).iter(v.PARAGRAPH):
        inside = inside or paragraph is first
        if inside:
            yield paragraph
        if paragraph is last:
            return


def _copy_around(element: Any) -> Any:
    return next((a for a in element.iterancestors(v.CONTROL) if marks.is_copy(a)), None)


def anchor(paragraph: Any) -> str:
    """Return the bookmark to which an entry leads, "" for what is no entry."""
    for link in paragraph.iter(v.w("hyperlink")):
        if v.value(link, "anchor"):
            return v.value(link, "anchor")
    for code in paragraph.iter(v.w("instrText")):
        words = (code.text or "").replace('"', " ").split()
        if words[:1] in (["PAGEREF"], ["HYPERLINK"]):
            return next((word for word in words[1:] if not word.startswith("\\")), "")
    return ""


def page(paragraph: Any) -> str:
    """Return the page number that an entry shows: its last word behind a tab."""
    return "".join(e.text or "" for e in page_texts(paragraph)).strip()


def _words_and_tabs(paragraph: Any) -> list[Any]:
    return [e for e in paragraph.iter(v.w("t"), v.w("tab")) if e.tag == v.w("t") or e.getparent().tag == v.w("r")]


def page_texts(paragraph: Any) -> list[Any]:
    """Return the elements in which the page number of an entry stands."""
    found = _words_and_tabs(paragraph)
    behind = list(takewhile(lambda e: e.tag == v.w("t"), reversed(found)))
    return behind[::-1] if len(behind) < len(found) else []


# --- what is shown of a place -----------------------------------------------------------------------


@dataclass(slots=True)
class Shown:
    """What the text shows of the place that a bookmark marks."""

    name: str
    texts: list[Any]

    @property
    def text(self) -> str:
        """Return it."""
        return "".join(e.text or "" for e in self.texts).strip()

    @text.setter
    def text(self, words: str) -> None:
        first, *others = self.texts
        first.text = words
        for other in others:
            other.text = ""


def page_numbers(host: Host) -> Iterator[Shown]:
    """Yield the page numbers that the report itself shows."""
    for copy, code, texts in _results(host):
        if copy is None and code[:1] == ["PAGEREF"]:
            yield Shown(code[1], texts)
    for table in all_tables(host):
        for entry in table.entries:
            texts = page_texts(entry)
            if texts and not any("PAGEREF" in (code.text or "") for code in entry.iter(v.w("instrText"))):
                yield Shown(anchor(entry), texts)


def inner_page_numbers(host: Host) -> Iterator[tuple[Any, Shown]]:
    """Yield the page numbers that notes show, each with the control around its note."""
    for copy, code, texts in _results(host):
        if copy is not None and code[:1] == ["PAGEREF"]:
            yield copy, Shown(code[1], texts)


def chapter_numbers(host: Host) -> Iterator[Shown]:
    """Yield the numbers of headings that the report itself shows."""
    for copy, code, texts in _results(host):
        if copy is None and code[:1] == ["REF"] and _NUMBERED & set(code[2:]):
            yield Shown(code[1], texts)
    for table in all_tables(host):
        for entry in table.entries:
            texts = list(takewhile(lambda e: e.tag == v.w("t"), _words_and_tabs(entry)))
            if texts:
                yield Shown(anchor(entry), texts)


def _results(host: Host) -> Iterator[tuple[Any, list[str], list[Any]]]:
    """Yield references: the note that each is in, its code in words, and the texts of its result."""
    code, result = "", None
    for element in host.landmarks.fields:
        kind = v.value(element, "fldCharType")
        if element.tag == v.w("instrText"):
            code += element.text or ""
        elif kind == "begin":
            code, result = "", None
        elif kind == "separate":
            result = element
        elif result is not None and code.split()[:1] in (["PAGEREF"], ["REF"]):
            words, texts = code.replace('"', " ").split(), _between(result.getparent(), element.getparent())
            if texts and len(words) > 1:
                yield _copy_around(element), words, texts
            code, result = "", None
    for simple in host.landmarks.simple:
        words, texts = v.value(simple, "instr").replace('"', " ").split(), list(simple.iter(v.w("t")))
        if texts and len(words) > 1:
            yield _copy_around(simple), words, texts


def _between(first: Any, last: Any) -> list[Any]:
    """Return the texts in the runs behind one and before another beside it."""
    texts: list[Any] = []
    for run in first.itersiblings():
        if run is last:
            return texts
        texts += run.iter(v.w("t"))
    return []
