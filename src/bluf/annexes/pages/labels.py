"""Page labels: the report's pages keep theirs, the annex has its own (ISO 32000-1, 12.4.2)."""

from __future__ import annotations

from typing import Any, Final

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from bluf.annexes.pages import trees
from bluf.untrusted.objects import is_dictionary
from bluf.writers.numerals import letters, roman

_LONGEST_PREFIX: Final = 60
_LONGEST_ROMAN: Final = 5_000
_MOST_LETTERS: Final = 20  # of one page's label: a … z, aa … zz
_Range = tuple[int, Any]  # the first page of a range (from 0), and how its pages are labelled


def insert(pdf: pikepdf.Pdf, at: int, count: int, prefix: str) -> None:
    """Label ``count`` pages that were put in at ``at`` (from 0) "A-1", "A-2" …; the others stay what they were."""
    ranges = _read(pdf)
    before = [(start, label) for start, label in ranges if start < at]
    after = [(start + count, label) for start, label in ranges if start >= at]
    ours = (at, Dictionary(S=Name.D, P=String(prefix), St=1))
    follows = at + count
    if before and follows < len(pdf.pages) and not (after and after[0][0] == follows):
        start, label = before[-1]
        after.insert(0, (follows, _further(label, at - start)))
    _write(pdf, [*before, ours, *after])


def remove(pdf: pikepdf.Pdf, at: int, count: int) -> None:
    """Forget the labels of ``count`` pages that stood at ``at`` and are gone."""
    if "/PageLabels" not in pdf.Root:
        return
    ranges = _read(pdf)
    kept = [(start, label) for start, label in ranges if start < at]
    within = [label for start, label in ranges if start == at + count]
    after = [(start - count, label) for start, label in ranges if start > at + count]
    if within and not (kept and _same(within[0], _further(kept[-1][1], at - kept[-1][0]))):
        kept.append((at, within[0]))
    _write(pdf, [pair for pair in [*kept, *after] if pair[0] < len(pdf.pages)])


def rename(pdf: pikepdf.Pdf, at: int, old: str, new: str) -> None:
    """Give the range that begins at a page (from 0) another prefix, if it has the old one."""
    for start, label in _read(pdf):
        if start == at and str(label.get("/P", "")) == old:
            label.P = String(new)


def printed(pdf: pikepdf.Pdf) -> list[str]:
    """Return the label of each page, as viewers show it and most reports print it: without any, from 1 on."""
    ranges = _read(pdf)
    count = len(pdf.pages)
    ends = [start for start, _ in ranges[1:]]
    found: list[str] = []
    for (start, label), end in zip(ranges, [*ends, count], strict=True):
        style, first = str(label.get("/S", "")), int(label.get("/St", 1))
        prefix = " ".join(str(label.get("/P", ""))[:_LONGEST_PREFIX].split())
        found += [prefix + _number(style, first + number) for number in range(max(0, min(end, count) - start))]
    return found


def _number(style: str, number: int) -> str:
    """Return a number in a style of ISO 32000-1, 12.4.2, table 159; beyond all sense, in digits."""
    match style:
        case "/R" | "/r" if 0 < number < _LONGEST_ROMAN:
            return roman(number).upper() if style == "/R" else roman(number)
        case "/A" | "/a" if 0 < number <= 26 * _MOST_LETTERS:
            return letters(number).upper() if style == "/A" else letters(number)
        case "":
            return ""
        case _:
            return str(number)


def _read(pdf: pikepdf.Pdf) -> list[_Range]:
    """Return the ranges in their order; pages without labels are numbered as viewers do."""
    found = {
        start: label
        for start, label in trees.pairs(pdf.Root.get("/PageLabels"), trees.NUMBERS)
        if start >= 0 and is_dictionary(label)
    }
    return sorted({0: Dictionary(S=Name.D), **found}.items(), key=lambda pair: pair[0])


def _write(pdf: pikepdf.Pdf, ranges: list[_Range]) -> None:
    pdf.Root.PageLabels = Dictionary(Nums=Array([thing for pair in ranges for thing in pair]))


def _further(label: Any, pages: int) -> Any:
    """Return the label of a range that goes on after so many pages of it."""
    further = Dictionary({key: value for key, value in label.items() if key in {"/S", "/P"}})
    if "/S" in label:
        further.St = int(label.get("/St", 1)) + pages
    return further


def _same(one: Any, other: Any) -> bool:
    kinds = [(str(label.get("/S", "")), str(label.get("/P", "")), int(label.get("/St", 1))) for label in (one, other)]
    return kinds[0] == kinds[1]
