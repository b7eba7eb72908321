"""Headers and footers: the patterns of the theme, with what the note says in place of their fields."""

from __future__ import annotations

import re
from dataclasses import replace

from bluf.compose.helpers import Helpers
from bluf.compose.texts import shortened
from bluf.document.tree import Inline, PageCount, PageNumber, Running, Text
from bluf.theme.model import RunningText

_FIELD = re.compile(r"\{(\w+)\}")
_LONGEST_TITLE = 46  # characters, so that three places fit one line


def running(pattern: RunningText, helpers: Helpers) -> Running:
    """Return a header or footer; the banner stands in it where the note has a marking."""
    places = {place: _inlines(getattr(pattern, place), helpers) for place in ("left", "centre", "right")}
    banner = (Text(helpers.banner()),) if helpers.banner() else ()
    return Running(banner, **places)


def with_banner(given: Running, helpers: Helpers) -> Running:
    """Return a header or footer of a template, with the marking of the note in any case."""
    if given.banner or not helpers.banner():
        return given
    return replace(given, banner=(Text(helpers.banner()),))


def _inlines(pattern: str, helpers: Helpers) -> tuple[Inline, ...]:
    pattern = pattern.replace("{page_of}", helpers.labels["page"])
    found: list[Inline] = []
    for number, part in enumerate(_FIELD.split(pattern)):
        if number % 2 == 0:
            found.append(Text(part))
        elif part == "page":
            found.append(PageNumber())
        elif part == "pages":
            found.append(PageCount())
        else:
            found.append(Text(_value(part, helpers)))
    kept = tuple(inline for inline in found if not isinstance(inline, Text) or inline.text)
    # What stands between fields that are all empty says nothing.
    fields = [inline for number, inline in enumerate(found) if number % 2]
    return kept if not fields or any(inline in kept for inline in fields) else ()


def _value(name: str, helpers: Helpers) -> str:
    note = helpers.note
    match name:
        case "title":
            return shortened(note.title, _LONGEST_TITLE)
        case "status":
            return helpers.status()
        case "date" | "information_cutoff":
            value = getattr(note, name)
            return helpers.date(value) if value else ""
        case "authors":
            return str(helpers.labels["separator"]).join(note.authors)
        case _:
            return getattr(note, name) or ""
