"""Lists of a note into a report: definitions and lists of their own, so that they count for themselves."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any, Final

from bluf.annexes.model import Look
from bluf.annexes.word import vocabulary as v
from bluf.annexes.word.host import Host

_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"
_EMPTY: Final = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:numbering xmlns:w="{v.MAIN}"/>'


class NumberGraft:
    """Brings in each list of a note that is asked for."""

    def __init__(self, host: Host, note: Any, look: Look, key: str) -> None:
        """Take the report, and the root of the note's lists (``None`` where it has none); ``key`` tells notes apart."""
        self._host = host
        self._look = look
        self._key = key
        found = [] if note is None else note
        self._definitions = {v.value(e, "abstractNumId"): e for e in found if e.tag == v.w("abstractNum")}
        self._lists = {v.value(e, "numId"): e for e in found if e.tag == v.w("num")}
        self._known: dict[str, str] = {}
        self._known_definitions: dict[str, str] = {}
        self._brought: list[Any] = []  # definitions
        self.brought: set[str] = set()  # numbers of lists
        self._used: set[int] = set()
        if self._lists:
            self._used = host.lists  # also by what names a list that there is not
            self._root()  # made before the note's other parts, whenever the first list comes

    def number(self, ours: str) -> str:
        """Return the number in the report of the list that has the number ``ours`` in the note."""
        if ours not in self._known:
            one = self._lists.get(ours)
            self._known[ours] = ours if one is None else self._bring(one)
            if one is not None:
                self.brought.add(self._known[ours])
        return self._known[ours]

    def _root(self) -> Any:
        name = self._host.part("numbering")
        if not name:
            name = self._host.add_part("word", "numbering", "xml", _EMPTY.encode(), _TYPE, only=True)
            self._host.relate(self._host.document, f"{v.OFFICE}/numbering", name)
        return self._host.change(name)

    def _bring(self, one: Any) -> str:
        root = self._root()
        copy = deepcopy(one)
        definition = v.down(copy, "abstractNumId")
        definition.set(v.VAL, self._definition(root, v.value(definition)))
        lists = _numbered(root, "num", "numId")
        number = next(v.free(lists.keys() | self._used))
        copy.set(v.w("numId"), str(number))
        if lists:
            _in_order(lists, number, copy)
        else:
            _after(root, ("abstractNum", "numPicBullet"), copy)
        return str(number)

    def _definition(self, root: Any, ours: str) -> str:
        if ours not in self._known_definitions:
            copy = deepcopy(self._definitions[ours])
            definitions = _numbered(root, "abstractNum", "abstractNumId")
            named = v.numbers(map(v.value, root.iter(v.w("abstractNumId"))))
            number = next(v.free(definitions.keys() | named, least=0))
            copy.set(v.w("abstractNumId"), str(number))
            digits = hashlib.sha256(f"{self._key}/{ours}".encode()).hexdigest()[:7]
            v.down(copy, "nsid").set(v.VAL, f"1{digits}".upper())
            if self._look == "host":  # marks take the font of the text beside them
                for fonts in list(copy.iter(v.w("rFonts"))):
                    fonts.getparent().remove(fonts)
            if definitions:
                _in_order(definitions, number, copy)
            else:
                _after(root, ("numPicBullet",), copy)
            self._known_definitions[ours] = str(number)
            self._brought.append(copy)
        return self._known_definitions[ours]

    def tie(self, style: Callable[[str], str]) -> None:
        """Let levels of the lists that came in name the styles that came in with them.

        ``style`` gives the id in the report of one of our styles, "" for one that the report had.
        """
        for definition in self._brought:
            for link in list(definition.iter(v.w("pStyle"))):
                identifier = style(v.value(link))
                if identifier:
                    link.set(v.VAL, identifier)
                else:
                    link.getparent().remove(link)


def _numbered(root: Any, kind: str, name: str) -> dict[int, Any]:
    """Return the lists or definitions that there are by their numbers, in their order."""
    return {n: e for e in root.findall(v.w(kind)) if (n := v.number(v.value(e, name))) is not None}


def _in_order(others: Mapping[int, Any], number: int, element: Any) -> None:
    """Put an element before the first of others with a higher number, or behind the last."""
    later = next((e for n, e in others.items() if n > number), None)
    if later is not None:
        later.addprevious(element)
    else:
        list(others.values())[-1].addnext(element)


def _after(root: Any, kinds: tuple[str, ...], element: Any) -> None:
    """Put an element behind the last of the first kind that there is, else at the start."""
    for kind in kinds:
        there = root.findall(v.w(kind))
        if there:
            there[-1].addnext(element)
            return
    root.insert(0, element)


def sweep(host: Host, candidates: set[str]) -> None:
    """Take lists away that nothing is an item of any more, and definitions that no list is left of."""
    name = host.part("numbering")
    if not name or not candidates:
        return
    used = host.lists
    root = host.change(name)
    numbers = candidates - {str(number) for number in used}
    gone = [e for e in root.findall(v.w("num")) if v.value(e, "numId") in numbers]
    definitions = {v.value(v.down(e, "abstractNumId")) for e in gone}
    for element in gone:
        root.remove(element)
    left = {v.value(v.down(e, "abstractNumId")) for e in root.findall(v.w("num"))}
    for element in root.findall(v.w("abstractNum")):
        if v.value(element, "abstractNumId") in definitions - left:
            root.remove(element)
