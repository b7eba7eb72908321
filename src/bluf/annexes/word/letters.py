"""The letters of annexes: they follow the order of the text, in titles and in headers."""

from __future__ import annotations

import re
from typing import Any

from bluf.annexes.letter import letter
from bluf.annexes.word import marks
from bluf.annexes.word import vocabulary as v
from bluf.annexes.word.host import Host
from bluf.annexes.word.looks import Looks


def first_free(host: Host, looks: Looks, pattern: str) -> int:
    """Return the number of the first annex of ours: behind those that the report has of its own.

    ``pattern`` is what an annex is called, with ``{letter}`` in it.
    """
    before, _, after = pattern.partition("{letter}")
    wanted = re.compile(rf"{re.escape(before)}([A-Z]){re.escape(after)}(?!\w)", re.IGNORECASE)
    numbers = [0]
    for block in host.body:
        if marks.is_copy(block):
            continue
        for paragraph in v.paragraphs(block):
            if looks.level(paragraph):
                match = wanted.match(v.paragraph_text(paragraph))
                if match:
                    numbers.append(ord(match[1].upper()) - ord("A") + 1)
    return max(numbers) + 1


def settle(host: Host, first: int) -> None:
    """Give all annexes their letters, the first one that with the number ``first``."""
    annexes = (control for control in host.landmarks.copies if marks.is_annex(control))
    for number, control in enumerate(annexes, first):
        _write(marks.letter(control), letter(number))
        for name in _headers(host, control):
            found = marks.letter(host.xml(name))
            if found is not None and _write(found, letter(number)):
                host.change(name)


def _write(control: Any, wanted: str) -> bool:
    """Set the letter in its control; return whether it was another."""
    texts = list(control.iter(v.w("t")))
    if not texts or "".join(t.text or "" for t in texts) == wanted:
        return False
    texts[0].text = wanted
    for text in texts[1:]:
        text.text = ""
    return True


def _headers(host: Host, control: Any) -> list[str]:
    """Return the names of the headers on the pages of an annex."""
    sections = [*v.sections(control), v.next_section(host.body, control.getnext())]
    wanted = {
        reference.get(f"{v.RELATION}id")
        for section in sections
        if section is not None
        for reference in section.findall(v.w("headerReference"))
    }
    return [name for identifier, name in host.parts("header") if identifier in wanted]
