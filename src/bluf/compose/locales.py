"""Dates, numbers and lists as the language of the note writes them, by the locale data of CLDR (through Babel)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from babel.core import Locale, UnknownLocaleError
from markupsafe import Markup, escape

from bluf.briefing.fields import When
from bluf.compose.pack import language_chain

# English without a country is that of the world, with the day before the month (CLDR, en-001).
_PREFERRED = {"en": "en-001"}
# Ranges of years, months and days, the best that CLDR may have first (its own names of formats).
_SKELETONS = {1: ("y",), 2: ("yMMMM", "yMMM"), 3: ("yMMMMd", "yMMMd")}
# French writes the first of a month as an ordinal, which the date patterns of CLDR cannot say.
_FIRST_OF_MONTH = {"fr": "1er"}
_DAY = re.compile(r"\bd\b")
_NOT_ZERO = re.compile("[1-9]")
_NO_BREAK = "\N{NO-BREAK SPACE}"


class Writing:
    """How a language writes dates, numbers and lists; what CLDR does not know is written as English is."""

    def __init__(self, language: str) -> None:
        """Take the language of the note (BCP 47)."""
        self.language = language

    @cached_property
    def _locale(self) -> Locale:
        for tag in (*reversed(language_chain(self.language)), "en"):
            try:
                return Locale.parse(_PREFERRED.get(tag, tag), sep="-")
            except (UnknownLocaleError, ValueError):
                continue
        raise LookupError("there is no locale 'en'")

    # --- dates ---

    def date(self, value: dt.date | When) -> str:
        """Return a date in words: a day, a month, a year, a range of them, or what the data file says."""
        # Plain spaces, which everybody can search for, stand for the thin ones of CLDR.
        return self._date(value).replace("\N{THIN SPACE}", " ")

    def _date(self, value: dt.date | When) -> str:
        if isinstance(value, dt.date):
            return self._one((value.year, value.month, value.day))
        if not value.parts:
            return value.text
        if len(value.parts) == 1:
            return self._one(value.parts[0])
        start, end = value.parts
        if len(start) == len(end) and start != end:
            return self._range(start, end)
        return self._fallback(self._one(start), self._one(end))

    def _one(self, parts: Sequence[int]) -> str:
        """Return a day, month or year; day and month stay on one line."""
        match len(parts):
            case 1:
                return self._formatted(self._locale.datetime_skeletons["y"].pattern, _day(parts))
            case 2:
                return self._formatted(self._locale.datetime_skeletons["yMMMM"].pattern, _day(parts))
            case _:
                pattern = self._locale.date_formats["long"].pattern
                return self._formatted(pattern, _day(parts)).replace(" ", _NO_BREAK, 1)

    def _formatted(self, pattern: str, day: dt.date) -> str:
        # Imported here because it takes a while, and notes of one year need it not at all.
        from babel.dates import format_date

        first = _FIRST_OF_MONTH.get(self._locale.language, "") if day.day == 1 else ""
        return format_date(day, _DAY.sub(f"'{first}'", pattern) if first else pattern, locale=self._locale)

    def _range(self, start: Sequence[int], end: Sequence[int]) -> str:
        """Return a range with what both ends share said once, if CLDR has a pattern for that."""
        known: Mapping[Any, Any] = self._locale.interval_formats
        skeletons = _SKELETONS[len(start)]
        patterns: Mapping[str, Any] = next((known[name] for name in skeletons if name in known), {})
        differs = "y" if start[0] != end[0] else "M" if start[1] != end[1] else "d"
        halves = patterns.get(differs)
        if not halves:
            return self._fallback(self._one(start), self._one(end))
        # CLDR has the patterns of ranges with short months; long ones stand in the same places.
        return "".join(
            self._formatted(_with_long_months(half), _day(parts))
            for parts, half in zip((start, end), halves, strict=False)
        )

    def _fallback(self, start: str, end: str) -> str:
        known: Mapping[Any, Any] = self._locale.interval_formats
        pattern = str(known.get(None, "{0} – {1}"))
        return pattern.replace("{0}", start).replace("{1}", end)

    # --- numbers and lists ---

    def number(self, value: float, decimals: int | None = None) -> str:
        """Return a number with the separators of the language; ``decimals`` fixes how many follow the point."""
        from babel.numbers import format_decimal, get_minus_sign_symbol

        pattern = None if decimals is None else "#,##0" + ("." + "0" * min(max(decimals, 0), 15) if decimals else "")
        figures = str(format_decimal(abs(value), format=pattern, locale=self._locale))
        # Babel writes a hyphen everywhere; in Arabic the sign has a mark of direction, so that it stands in front.
        return f"{get_minus_sign_symbol(self._locale)}{figures}" if value < 0 and _NOT_ZERO.search(figures) else figures

    def listed(self, parts: Sequence[str]) -> Markup:
        """Return several things as a sentence has them: "A, B and C"; texts are escaped, markup stays."""
        if len(parts) < 2:
            return escape(parts[0]) if parts else Markup("")
        patterns = self._locale.list_patterns["standard"]
        items = [escape(part) for part in parts]
        if len(items) == 2 and "2" in patterns:
            return _filled(patterns["2"], items[0], items[1])
        whole = _filled(patterns["end"], items[-2], items[-1])
        for number in range(len(items) - 3, -1, -1):
            whole = _filled(patterns["start" if number == 0 else "middle"], items[number], whole)
        return whole


def _filled(pattern: str, first: Markup, second: Markup) -> Markup:
    parts = re.split(r"\{([01])\}", pattern)
    return Markup("").join((first, second)[int(part)] if n % 2 else escape(part) for n, part in enumerate(parts))


def _with_long_months(pattern: str) -> str:
    return re.sub(r"M{3,}", "MMMM", pattern)


def _day(parts: Sequence[int]) -> dt.date:
    """Return the day of a date; the first where it has only a year and a month."""
    year, month, day = (*parts, 1, 1)[:3]
    return dt.date(year, month, day)
