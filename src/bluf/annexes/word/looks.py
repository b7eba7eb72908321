"""What the styles of a Word file say: which there are, what they are based on, which are headings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from bluf.annexes.word import vocabulary as v

DEEPEST: Final = 9  # levels of headings that Word has
_LONGEST_CHAIN: Final = 50  # styles that are based on one another
_HEADING: Final = re.compile(r"heading ([1-9])")
_CONTENTS: Final = re.compile(r"toc ([1-9])")
_HALF_POINTS: Final = 20  # what text is set in where nothing is said (17.3.2.38: 10 points)


class Looks:
    """The styles of one file, by id and by name."""

    def __init__(self, root: Any) -> None:
        """Take the root of the part with the styles, ``None`` where there is none."""
        self.root = root
        self.read()

    def read(self) -> None:
        """Take note of all styles that there are."""
        self.styles: dict[str, Any] = {}
        self._named: dict[tuple[str, str], str] = {}
        self._default: dict[str, str] = {}
        self._taken: set[str] = set()
        for style in [] if self.root is None else self.root.findall(v.w("style")):
            self.add(style)

    def add(self, style: Any) -> None:
        """Take note of a style."""
        identifier, kind = v.value(style, "styleId"), v.value(style, "type") or "paragraph"
        self.styles.setdefault(identifier, style)
        name = v.value(v.down(style, "name")) or identifier
        self._named.setdefault((kind, name.casefold()), identifier)
        self._taken |= {name.casefold(), identifier.casefold()}
        if v.value(style, "default") in {"1", "true", "on"}:
            self._default.setdefault(kind, identifier)

    def remove(self, identifiers: Iterable[str]) -> list[Any]:
        """Take styles away and return them."""
        gone = [self.styles[identifier] for identifier in identifiers]
        for style in gone:
            self.root.remove(style)
        self.read()
        return gone

    def name(self, identifier: str) -> str:
        """Return what a style is called."""
        style = self.styles.get(identifier)
        return v.value(v.down(style, "name")) or identifier

    def named(self, kind: str, name: str) -> str:
        """Return the id of the style of a kind and name, whatever its letters' case; "" without one."""
        return self._named.get((kind, name.casefold()), "")

    def has_name(self, name: str) -> bool:
        """Return whether a style of any kind has this name or id."""
        return name.casefold() in self._taken

    def default(self, kind: str = "paragraph") -> str:
        """Return the id of the style that holds where none is named, "" where there is none."""
        return self._default.get(kind, "")

    def chain(self, identifier: str) -> Iterator[Any]:
        """Yield a style and those that it is based on, the nearest first."""
        for _ in range(_LONGEST_CHAIN):
            style = self.styles.get(identifier)
            if style is None:
                return
            yield style
            identifier = v.value(v.down(style, "basedOn"))

    def settled(self, identifier: str, *path: str) -> Any:
        """Return the element that a style has at a path such as ``pPr, jc``, be it from a style below it."""
        return next((found for s in self.chain(identifier) if (found := v.down(s, *path)) is not None), None)

    def plain(self, *path: str) -> Any:
        """Return the element that plain text has at a path: of the default style, or of the document's defaults."""
        found = self.settled(self.default(), *path)
        if found is None and self.root is not None:
            found = v.down(self.root, "docDefaults", f"{path[0]}Default", *path)
        return found

    def attribute(self, identifier: str, name: str, *path: str) -> str:
        """Return an attribute that a style has at a path, be it from a style below it or from what all have."""
        found = (v.value(v.down(s, *path), name) for s in self.chain(identifier))
        return next(filter(None, found), "") or v.value(self.plain(*path), name)

    @property
    def size(self) -> int:
        """Return the size of plain text in half points."""
        return v.number(v.value(self.plain("rPr", "sz"))) or _HALF_POINTS

    @property
    def language(self) -> str:
        """Return the language of plain text, "" where it is not given."""
        return v.value(self.plain("rPr", "lang"))

    @property
    def from_right(self) -> bool:
        """Return whether plain paragraphs run from right to left."""
        return v.is_on(self.plain("pPr", "bidi"))

    # --- headings and contents ---

    def level(self, paragraph: Any) -> int:
        """Return the level of a heading from 1, 0 for a paragraph that is none."""
        properties = v.properties(paragraph)
        if properties is None:
            return 0
        direct = v.number(v.value(v.down(properties, "outlineLvl")))
        if direct is not None:
            return direct + 1 if 0 <= direct < DEEPEST else 0
        style = v.value(v.down(properties, "pStyle"))
        return self.level_of_style(style) if style else 0

    def level_of_style(self, identifier: str) -> int:
        """Return the level of the headings in a style, 0 where it is none of headings."""
        for style in self.chain(identifier):
            outline = v.number(v.value(v.down(style, "pPr", "outlineLvl")))
            if outline is not None:
                return outline + 1 if 0 <= outline < DEEPEST else 0
            match = _HEADING.fullmatch(v.value(v.down(style, "name")).lower())
            if match:
                return int(match[1])
        return 0

    def is_built_in_heading(self, paragraph: Any) -> bool:
        """Return whether a paragraph is in one of Word's own styles for headings."""
        style = v.value(v.down(paragraph, "pPr", "pStyle"))
        return bool(_HEADING.fullmatch(self.name(style).lower())) if style else False

    def contents_level(self, paragraph: Any) -> int:
        """Return the level of an entry of a contents table, 0 for what is none."""
        style = v.value(v.down(paragraph, "pPr", "pStyle"))
        match = _CONTENTS.fullmatch(self.name(style).lower()) if style else None
        return int(match[1]) if match else 0
