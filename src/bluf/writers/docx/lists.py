"""Numbering: what Word needs to count the items of lists itself."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from bluf.theme.length import Length
from bluf.theme.model import ListStyle
from bluf.writers.docx import ooxml, parts
from bluf.writers.docx.fonts import Fonts
from bluf.writers.docx.styles import Sheet

MAX_LEVELS: Final = 9  # as many as Word has (17.9.6)
_FORMATS: Final = {"{n}": "decimal", "{a}": "lowerLetter", "{i}": "lowerRoman"}
_COUNTER: Final = re.compile(r"\{[nai]\}")


@dataclass(slots=True)
class Definition:
    """A kind of list: its style, where the marks of its outermost level stand, how far each level moves in.

    ``instance`` is the number of the list that the style of its items belongs to; ``styles`` are those
    styles by level.
    """

    style: ListStyle
    origin: Length
    step: Length
    instance: int
    styles: dict[int, str] = field(default_factory=dict)


class Numbering:
    """The definitions of lists, and the lists that count after them."""

    def __init__(self, sheet: Sheet, fonts: Fonts) -> None:
        self._sheet = sheet
        self._fonts = fonts
        self._definitions: dict[tuple[str, Length, Length], Definition] = {}
        self._instances: list[tuple[Definition, tuple[int, int] | None]] = []

    def definition(self, style: ListStyle, mark_start: Length, step: Length, level: int) -> Definition:
        """Return the definition for a list of this style and level whose marks start at ``mark_start``."""
        origin = Length(mark_start - level * step)
        key = (style.name, origin, step)
        if key not in self._definitions:
            self._definitions[key] = Definition(style, origin, step, len(self._instances) + 1)
            self._instances.append((self._definitions[key], None))
        return self._definitions[key]

    def restart(self, definition: Definition, level: int, start: int) -> int:
        """Return the number of a new list that counts from ``start`` on its level."""
        self._instances.append((definition, (level, start)))
        return len(self._instances)

    def xml(self) -> str:
        """Return the part with all lists; "" if there are none."""
        if not self._instances:
            return ""
        numbers = {id(definition): n for n, definition in enumerate(self._definitions.values())}
        return parts.numbering(
            [
                parts.list_definition(n, [self._level(definition, level) for level in range(MAX_LEVELS)])
                for n, definition in enumerate(self._definitions.values())
            ],
            [
                parts.list_instance(n, numbers[id(definition)], restart)
                for n, (definition, restart) in enumerate(self._instances, 1)
            ],
        )

    def _level(self, definition: Definition, level: int) -> str:
        style = definition.style
        mark = style.marks[level % len(style.marks)]
        counter = _COUNTER.search(mark)
        return parts.level(
            level,
            kind=_FORMATS[counter[0]] if counter else "bullet",
            text=mark.replace(counter[0], f"%{level + 1}") if counter else mark,
            start=Length(definition.origin + (level + 1) * definition.step),
            hanging=definition.step,
            run=self._run(style, mark),
            style_id=definition.styles.get(level, ""),
        )

    def _run(self, style: ListStyle, mark: str) -> str:
        format_ = self._sheet.mark(style.mark_style, style.text)
        setter = self._fonts.setter(format_.family, bold=format_.bold, italic=format_.italic)
        font = next((font for font, _ in setter.runs(_COUNTER.sub("", mark)) if font), format_.family.name)
        return ooxml.with_font(format_.properties, font)


def is_counted(style: ListStyle, level: int) -> bool:
    """Return whether the marks of this level count."""
    return bool(_COUNTER.search(style.marks[level % len(style.marks)]))
