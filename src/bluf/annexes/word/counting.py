"""The numbers that Word gives to headings, which stand in no file: what their lists count (17.9)."""

from __future__ import annotations

import re
from typing import Any, Final

from bluf.annexes.word import vocabulary as v
from bluf.annexes.word.host import Host
from bluf.annexes.word.looks import Looks
from bluf.writers.numerals import letters, roman

_COUNTER: Final = re.compile(r"%([1-9])")
_LEVELS: Final = 9
_HIGHEST: Final = 5_000  # in letters and in Roman numbers, which grow long
_LONGEST_CHAIN: Final = 10  # lists that take their definition from that of a style


def is_numbered(looks: Looks) -> bool:
    """Return whether one of the styles of headings is counted."""
    return any(_list(looks.settled(looks.named("paragraph", f"heading {n}"), "pPr", "numPr")) for n in range(1, 10))


def heading_numbers(host: Host, looks: Looks) -> dict[Any, str]:
    """Return the numbers of the headings in a report, by their paragraphs; "" for one whose number is not shown."""
    lists = _Lists(host, looks)
    numbers = {}
    for paragraph in v.walk(host.body):
        if paragraph.tag == v.PARAGRAPH:
            number = lists.count(paragraph)
            if number is not None and looks.level(paragraph):
                numbers[paragraph] = number
    return numbers


def _list(properties: Any) -> str:
    """Return the number of the list that is named, "" where it is none."""
    number = v.value(v.down(properties, "numId"))
    return "" if number == "0" else number


class _Lists:
    """Counts the items of all lists, as they come."""

    def __init__(self, host: Host, looks: Looks) -> None:
        name = host.part("numbering")
        root = host.xml(name) if name else ()
        self._looks = looks
        self._definitions = {v.value(e, "abstractNumId"): e for e in root if e.tag == v.w("abstractNum")}
        self._lists = {v.value(e, "numId"): e for e in root if e.tag == v.w("num")}
        self._counts: dict[str, dict[int, int]] = {}  # of each definition, by level
        self._begun: set[str] = set()  # lists that have had an item
        self._styles: dict[str, tuple[str, int] | None] = {}

    def count(self, paragraph: Any) -> str | None:
        """Return the number of the next paragraph, ``None`` for one that is no item of a list."""
        found = self._item(paragraph)
        one = self._lists.get(found[0]) if found else None
        if found is None or one is None:
            return None
        definition, level = self._definition(one), found[1]
        counts = self._counts.setdefault(v.value(definition, "abstractNumId"), {})
        levels = self._levels(definition, one)
        fresh = found[0] not in self._begun
        self._begun.add(found[0])
        for n in range(level):
            counts.setdefault(n, self._start(levels.get(n)))
        override = self._override(one, level) if fresh else None
        counts[level] = override if override is not None else counts.get(level, self._start(levels.get(level)) - 1) + 1
        for n in range(level + 1, _LEVELS):
            counts.pop(n, None)
        return _text(levels, level, counts)

    def _item(self, paragraph: Any) -> tuple[str, int] | None:
        """Return the list of which a paragraph is an item, and its level in it from 0."""
        properties = v.properties(paragraph)
        style = v.value(v.down(properties, "pStyle")) or self._looks.default()
        own = v.down(properties, "numPr")
        if own is None:
            if style not in self._styles:
                self._styles[style] = self._of_style(style)
            return self._styles[style]
        number, level = _list(own), v.number(v.value(v.down(own, "ilvl")))
        if v.down(own, "numId") is None:
            of_style = self._of_style(style)
            return (of_style[0], level or 0) if of_style else None
        return (number, min(max(level or 0, 0), _LEVELS - 1)) if number else None

    def _of_style(self, style: str) -> tuple[str, int] | None:
        properties = self._looks.settled(style, "pPr", "numPr")
        number = _list(properties)
        one = self._lists.get(number)
        if one is None:
            return None
        for level in self._definition(one).iter(v.w("lvl")):
            if v.value(v.down(level, "pStyle")) == style:
                return number, min(max(v.number(v.value(level, "ilvl")) or 0, 0), _LEVELS - 1)
        return number, min(max(v.number(v.value(v.down(properties, "ilvl"))) or 0, 0), _LEVELS - 1)

    def _definition(self, one: Any) -> Any:
        """Return what a list is defined by; some definitions only name a style, whose list has it."""
        for _ in range(_LONGEST_CHAIN):
            definition = self._definitions.get(v.value(v.down(one, "abstractNumId")))
            link = v.value(v.down(definition, "numStyleLink"))
            if not link:
                break
            one = self._lists.get(_list(self._looks.settled(link, "pPr", "numPr")))
        return v.make("abstractNum") if definition is None else definition

    @staticmethod
    def _levels(definition: Any, one: Any) -> dict[int, Any]:
        found = [*definition.findall(v.w("lvl")), *one.findall(f"{v.w('lvlOverride')}/{v.w('lvl')}")]
        return {v.number(v.value(e, "ilvl")) or 0: e for e in found}

    @staticmethod
    def _start(level: Any) -> int:
        start = v.number(v.value(v.down(level, "start")))
        return start if start is not None else 0 if level is not None else 1

    @staticmethod
    def _override(one: Any, level: int) -> int | None:
        for override in one.findall(v.w("lvlOverride")):
            if v.number(v.value(override, "ilvl")) == level:
                return v.number(v.value(v.down(override, "startOverride")))
        return None


def _text(levels: dict[int, Any], level: int, counts: dict[int, int]) -> str:
    """Return what an item shows, as its level says (17.9.11)."""
    one = levels.get(level)
    legal = v.is_on(v.down(one, "isLgl"))

    def shown(match: re.Match[str]) -> str:
        n = int(match[1]) - 1
        form = v.value(v.down(levels.get(n), "numFmt")) or "decimal"
        return _formatted(counts.get(n, 0), "decimal" if legal and n < level else form)

    return _COUNTER.sub(shown, v.value(v.down(one, "lvlText"))).strip()


def _formatted(number: int, form: str) -> str:
    """Return a number in a form of 17.18.59; forms of other scripts stay figures."""
    if not 0 < number < _HIGHEST:
        return "" if form in {"none", "bullet"} else str(number)
    match form:
        case "upperRoman":
            return roman(number).upper()
        case "lowerRoman":
            return roman(number)
        case "upperLetter":
            return letters(number).upper()
        case "lowerLetter":
            return letters(number)
        case "decimalZero":
            return f"{number:02}"
        case "none" | "bullet":
            return ""
        case _:
            return str(number)
