"""The letters of annexes: they follow the order of the pages, behind those that the report has of its own."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

import pikepdf
from pikepdf import String

from bluf.annexes.letter import letter
from bluf.annexes.pages import labels, outline
from bluf.annexes.pages.destinations import Destinations, numbering
from bluf.annexes.pages.tags import Tag
from bluf.untrusted.objects import is_dictionary

_FIELD = "{letter}"


def called(label: str, number: int) -> str:
    """Return what an annex is called: "Annex A"."""
    return label.replace(_FIELD, letter(number))


def page_prefix(number: int) -> str:
    """Return what the labels of an annex's pages begin with."""
    return f"{letter(number)}-"


def number_at(pdf: pikepdf.Pdf, tags: Sequence[Tag], label: str, page: int) -> int:
    """Return the number of an annex that is put in before a page (from 0) of a report with these annexes."""
    numbers = numbering(pdf)
    before = sum(0 <= _first_page(tag, numbers) < page for tag in tags)
    return _first_free(pdf, tags, {label}) + before


def _first_free(pdf: pikepdf.Pdf, tags: Sequence[Tag], names: Collection[str]) -> int:
    """Return the first number that no annex of the report itself has, as its outline says."""
    ours = {tag.item.objgen for tag in tags if is_dictionary(tag.item)}
    patterns = [_pattern(label) for label in {*names, *(tag.label for tag in tags)} if _FIELD in label]
    taken = 0
    for entry in outline.entries(pdf, Destinations(pdf)) if patterns else ():
        if entry.item.objgen in ours:
            continue
        found = [match for pattern in patterns if (match := pattern.match(entry.title.strip()))]
        taken = max([taken, *(ord(match[1].upper()) - ord("A") + 1 for match in found)])
    return taken + 1


def _pattern(label: str) -> re.Pattern[str]:
    before, _, after = label.partition(_FIELD)
    return re.compile(rf"{re.escape(before)}([A-Z]){re.escape(after)}(?!\w)", re.IGNORECASE)


def _first_page(tag: Tag, numbers: dict[Any, int]) -> int:
    there = [numbers.get(page.objgen, -1) for page in tag.pages if is_dictionary(page)]
    return min((number for number in there if number >= 0), default=-1)


def settle(pdf: pikepdf.Pdf, tags: Sequence[Tag]) -> tuple[list[Tag], list[str]]:
    """Give all annexes their letters; return the tags, and the names of notes whose stamps say another one now."""
    numbers = numbering(pdf)
    places = {tag: _first_page(tag, numbers) for tag in tags if tag.letter}
    order = sorted((tag for tag in places if places[tag] >= 0), key=lambda tag: places[tag])
    first = _first_free(pdf, tags, ())
    wanted = {tag: number for number, tag in enumerate(order, first)}
    stale = []
    settled = []
    for tag in tags:
        number = wanted.get(tag, tag.letter)
        if number != tag.letter:
            _rename(pdf, tag, number, places[tag])
            stale += [tag.copy.name] if tag.copy.stamp else []
        settled.append(replace(tag, letter=number))
    return settled, stale


def _rename(pdf: pikepdf.Pdf, tag: Tag, number: int, page: int) -> None:
    """Call an annex by another letter in the outline, the structure tree and its labels."""
    old, new = called(tag.label, tag.letter), called(tag.label, number)
    for thing, key in ((tag.item, "/Title"), (tag.element, "/T")):
        title = str(thing.get(key, "")) if is_dictionary(thing) else ""
        if title.startswith(old):
            thing[key] = String(new + title[len(old) :])
    labels.rename(pdf, page, page_prefix(tag.letter), page_prefix(number))
