"""Text that runs both ways: runs split where the direction changes, and the order of what stands on a line.

Lines are broken in logical order, as if all ran one way, for widths are the same; the order on the line
comes last (UAX 9, 3.4).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate

from bluf.document.languages import Direction
from bluf.writers import bidi
from bluf.writers.runs import Look, Metrics, Run


def is_plain(runs: Sequence[Run]) -> bool:
    """Return whether nothing in a paragraph can run from right to left."""
    return all(bidi.is_plain(run.text) for run in runs)


def leveled(runs: Sequence[Run], direction: Direction) -> list[Run]:
    """Return the runs split at each change of direction, with their levels.

    A run keeps no spaces at its start: they are put to the end of the one before, which notes their level.
    """
    text = "".join(run.text for run in runs)
    levels = bidi.levels(text, direction)
    base = 1 if direction == "rtl" else 0
    result: list[Run] = []
    at = 0
    for run in runs:
        for part, level in _parts(run.text, levels[at : at + len(run.text)]):
            _append(result, run, part, level, base)
        at += len(run.text)
    return result


def _parts(text: str, levels: Sequence[int]) -> Iterator[tuple[str, int]]:
    """Yield the parts of a text of one level each; a line break is a part of its own."""
    start = 0
    for index in range(1, len(text) + 1):
        if index == len(text) or levels[index] != levels[start] or "\n" in (text[index], text[index - 1]):
            yield text[start:index], levels[start]
            start = index


def _append(result: list[Run], run: Run, text: str, level: int, base: int) -> None:
    if text == "\n":
        result.append(run._replace(text=text, level=base, trail=base))
        return
    words = text.lstrip(" ")
    if words != text and result and not result[-1].text.endswith("\n"):
        before = result[-1]
        if not before.text.endswith(" "):
            result[-1] = before._replace(text=before.text + " ", trail=level)
        text = words
    if not text:
        return
    look, metrics = run.look, run.metrics
    if level % 2:
        look, metrics = _turned(look, metrics)
    result.append(Run(text, look, metrics, run.mark, level, level))


_looks: dict[int, tuple[Look, Look]] = {}
_MAX_LOOKS = 1_000


def _turned(look: Look, metrics: Metrics) -> tuple[Look, Metrics]:
    """Return the look and the measures for text from right to left; one look for one, so that runs can be told."""
    found = _looks.get(id(look))
    if found is None or found[0] is not look:
        if len(_looks) >= _MAX_LOOKS:
            _looks.clear()
        found = _looks[id(look)] = (look, look.from_right)
    return found[1], metrics.from_right


def places(widths: Sequence[float], levels: Sequence[int]) -> list[float]:
    """Return where things of these widths and levels stand on a line, from its left end."""
    order = bidi.visual_order(levels)
    starts = [0.0, *accumulate(widths[index] for index in order)]
    result = [0.0] * len(widths)
    for start, index in zip(starts, order, strict=False):
        result[index] = start
    return result
