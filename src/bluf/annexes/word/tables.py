"""Tables of a note in a table style of the report: with its padding, and with heads that can be read on its colours."""

from __future__ import annotations

import re
from typing import Any, Final

from bluf.annexes.word import vocabulary as v
from bluf.annexes.word.looks import Looks
from bluf.annexes.word.styles import put_in_run
from bluf.theme.contrast import LEAST, ratio

_COLOUR: Final = re.compile(r"[0-9A-Fa-f]{6}")
_SIDES: Final = ("left", "right", "start", "end")


def fit(table: Any, looks: Looks) -> None:
    """Let a table that names a style of the report look as one of it does.

    Our tables have no rules at their sides, and so no padding there; in a style with rules the words would touch
    them. And our heads are dark words on paper.
    """
    for cell in table.iter(v.w("tcPr")):
        margins = v.down(cell, "tcMar")
        for side in _SIDES if margins is not None else ():
            found = v.down(margins, side)
            if found is not None and v.value(found, "w") == "0":
                margins.remove(found)
        if margins is not None and not len(margins):
            cell.remove(margins)
    style = v.value(v.down(table, "tblPr", "tblStyle"))
    paper, words = _head(looks, style)
    if not paper:
        return
    strongest = max("000000", "FFFFFF", key=lambda colour: ratio(colour, paper))
    chosen = words if words and ratio(words, paper) >= LEAST else strongest
    for row in table.iterchildren(v.w("tr")):
        if v.down(row, "trPr", "tblHeader") is None:
            break
        for run in row.iter(v.w("r")):
            _colour(run, chosen)


def _head(looks: Looks, style: str) -> tuple[str, str]:
    """Return the colours of paper and words in the first row of tables in a style, "" where it has none of its own."""
    for one in looks.chain(style):
        for part in one.findall(v.w("tblStylePr")):
            if v.value(part, "type") == "firstRow":
                paper = v.value(v.down(part, "tcPr", "shd"), "fill")
                words = v.value(v.down(part, "rPr", "color"))
                return _hexadecimal(paper), _hexadecimal(words)
    return "", ""


def _hexadecimal(colour: str) -> str:
    return colour.upper() if _COLOUR.fullmatch(colour) else ""


def _colour(run: Any, colour: str) -> None:
    properties = v.down(run, "rPr")
    if properties is None:
        properties = v.make("rPr")
        run.insert(0, properties)
    put_in_run(properties, v.make("color", val=colour))
