"""Where in a report a note goes: after a page, after what an outline entry leads to, or at the end.

"page iv" is the page that has this number in print, as the report's page labels say, which viewers show; "sheet 4"
is the fourth from the front. A report without labels has its pages numbered from 1, so that both are the same.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence

import pikepdf

from bluf.annexes.pages import labels, outline
from bluf.annexes.pages.destinations import Destinations
from bluf.annexes.pages.outline import Entry, Perch
from bluf.annexes.pages.structure import Place
from bluf.diagnostics import BlufError, Span, error
from bluf.record import record
from bluf.untrusted.words import shown

_PAGE = re.compile(r"(?:after )?page (.+)", re.IGNORECASE)
_SHEET = re.compile(r"(?:after )?sheet (\d{1,9})", re.IGNORECASE | re.ASCII)
_MOST_COMPARED = 2_000  # titles that are compared letter by letter
_LONGEST = 120
_MOST_NAMED = 3


@record
class Seat:
    """A place in a report: how many pages are before it, where in the outline, and where in reading order.

    Without ``reading`` it is what the pages say.
    """

    page: int
    perch: Perch
    reading: Place | None = None


def find(pdf: pikepdf.Pdf, at: str, where: Span) -> Seat:
    """Return the place that is meant by ``at``.

    Args:
        pdf: the report.
        at: "page iv", "after page 3" or "sheet 7", the words of an outline entry, or "" for the end.
        where: the report, for diagnostics.

    Raises:
        BlufError: there is no such place, or there are several.
    """
    count = len(pdf.pages)
    wished = " ".join(at.split())
    if not wished:
        return Seat(count, Perch())
    if match := _SHEET.fullmatch(wished):
        number = int(match[1])
        if not 1 <= number <= count:
            has = f"{count} page{'s'[: count > 1]}"
            raise BlufError(error("place-unknown", where, f"there is no sheet {number}: the report has {has}"))
    elif match := _PAGE.fullmatch(wished):
        number = _labelled(pdf, match[1], where)
    else:
        number = 0
    if not number:
        return _after_entry(pdf, wished, where)
    return Seat(number, outline.perch_before(pdf, Destinations(pdf), number))


def _labelled(pdf: pikepdf.Pdf, label: str, where: Span) -> int:
    """Return the number (from 1) of the page with a label; 0 where words like "page layout" are none.

    Raises:
        BlufError: no page has the label, or several have it.
    """
    known = labels.printed(pdf)
    found = [n for n, text in enumerate(known, 1) if text == label]
    found = found or [n for n, text in enumerate(known, 1) if text.casefold() == label.casefold()]
    if len(found) == 1:
        return found[0]
    name = shown(label, _LONGEST)
    if found:
        message = f"{len(found)} pages of the report have the number {name}"
        sheets = ", ".join(f'"sheet {number}"' for number in found[:_MOST_NAMED])
        hint = f"count from the front instead, as in --at {sheets}"
        raise BlufError(error("place-ambiguous", where, message, hint))
    if any(_same(entry.title, f"page {label}") for entry in outline.entries(pdf, Destinations(pdf))):
        return 0
    raise BlufError(
        error("place-unknown", where, f"no page of the report has the number {name}", *_numbers(label, known))
    )


def _same(one: str, other: str) -> bool:
    return " ".join(one.split()).casefold().removeprefix("after ") == other.casefold()


def _numbers(label: str, known: Sequence[str]) -> list[str]:
    """Return hints for a label that no page has: those near it, how many pages there are, and how to count them."""
    few = [text for text in dict.fromkeys(known) if text][:_MOST_COMPARED]
    near = difflib.get_close_matches(label.casefold(), few, n=_MOST_NAMED, cutoff=0.5)
    names = ", ".join(f"`{shown(text, _LONGEST)}`" for text in near)
    hints = [f"did you mean {names}?"] if near else []
    if few:
        hints.append(f"its {len(known)} pages have the numbers `{shown(few[0])}` to `{shown(few[-1])}`")
    return [*hints, f'"sheet 1" to "sheet {len(known)}" count them from the front']


def _after_entry(pdf: pikepdf.Pdf, wished: str, where: Span) -> Seat:
    entries = list(outline.entries(pdf, Destinations(pdf)))
    titles = [" ".join(entry.title.split()) for entry in entries]
    found = [n for n, title in enumerate(titles) if title == wished]
    found = found or [n for n, title in enumerate(titles) if title.casefold() == wished.casefold()]
    if not found:
        raise BlufError(error("place-unknown", where, *_advice(wished, titles)))
    if len(found) > 1:
        message = f"the outline has {len(found)} entries `{shown(wished, _LONGEST)}`"
        raise BlufError(error("place-ambiguous", where, message, 'name a page instead, as in --at "page 3"'))
    entry = entries[found[0]]
    if entry.page < 0:
        message = f"the outline entry `{shown(wished, _LONGEST)}` leads to no page of the report"
        raise BlufError(error("place-unknown", where, message, 'name a page, as in --at "page 3"'))
    page = _end(entries, found[0], len(pdf.pages))
    return Seat(page, Perch(entry.item.get("/Parent", pdf.Root.Outlines), entry.item))


def _end(entries: Sequence[Entry], index: int, count: int) -> int:
    """Return how many pages there are up to where the part that an entry leads to ends.

    It ends before the page where the next entry of its level or above begins; a page that two share stays whole.
    """
    entry = entries[index]
    for later in entries[index + 1 :]:
        if later.level <= entry.level and later.page >= 0:
            return max(later.page, entry.page + 1)
    return count


def _advice(wished: str, titles: Sequence[str]) -> tuple[str, str]:
    message = f"the outline of the report has no entry `{shown(wished, _LONGEST)}`"
    if not titles:
        return "the report has no outline", 'name a page, as in --at "page 3"'
    known = {title.casefold()[:_LONGEST]: title for title in titles[:_MOST_COMPARED]}
    near = difflib.get_close_matches(wished.casefold()[:_LONGEST], known, n=3, cutoff=0.5)
    near += [title for title in known if wished.casefold() in title and title not in near][:3]
    names = ", ".join(f"`{shown(known[title], _LONGEST)}`" for title in near or list(known)[:5])
    return message, f"did you mean {names}?" if near else f"it has {names}"
