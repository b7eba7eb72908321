"""Runs of text → lines: measured words, broken greedily, ragged unless justified.

Words are the atoms. They are shaped and measured once (``Metrics``) and looked into for places to break
only where they do not fit, so that ordinary text costs little more than splitting at its spaces. Lines
keep their text as strings; glyphs are made when a line is painted.

A script that needs more than this comes in at three places: ``Metrics.shaped`` (glyphs of a word),
``breaks`` (where a word may be broken; text without spaces is split into its words or characters at once),
and ``_ordered_line`` (the order in which the segments of a line stand).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from bluf.document.languages import Direction
from bluf.writers.breaks import SOFT_HYPHEN, opportunities
from bluf.writers.pdf.ordering import is_plain, leveled, places
from bluf.writers.pdf.words import FORCED, JOINT, LONG, Words
from bluf.writers.runs import Metrics, Run

_WASTE = 0.4  # of a line: rather than leave more of it empty, a word is broken with a hyphen
_EPSILON = 0.001  # points; sums of widths are not exact


class Segment(NamedTuple):
    """Text of one run on one line. ``x`` is from the line's start; ``width`` is without a space at its end.

    The text is what is painted and read, soft hyphens shown only where they broke a word.
    """

    run: Run
    text: str
    x: float
    width: float


class Line(NamedTuple):
    """A line: its segments in reading order, its width, how many spaces can be stretched (0 where it must not be).

    The segments of an ``ordered`` line do not simply stand one after the other.
    """

    segments: tuple[Segment, ...]
    width: float
    gaps: int
    ordered: bool = False


class Way(NamedTuple):
    """The direction of a paragraph, that of the sheet, from whose start lengths are measured, and the language."""

    text: Direction = "ltr"
    sheet: Direction = "ltr"
    language: str = ""


def break_lines(
    runs: list[Run],
    width: float,
    first_line: float = 0.0,
    *,
    justify: bool = False,
    balance: bool = False,
    way: Way = Way(),  # noqa: B008 - it is a tuple
) -> list[Line]:
    """Return the lines of ``runs`` in ``width`` points; ``first_line`` is added to the start of line one.

    A word wider than a line is broken where it may be, else anywhere. Without ``justify`` a last line of a
    single short word is given company; with ``balance`` all lines become about equally long.
    """
    if not runs:
        return []
    ordered = "rtl" in way[:2] or not is_plain(runs)
    if ordered:
        runs = leveled(runs, way.text) or runs
    elif len(runs) == 1 and not runs[0].look.background and "\n" not in runs[0].text:
        run = runs[0]
        total = run.metrics[run.text] if len(run.text) < 24 and " " not in run.text else 0.0
        if 0.0 < total <= width - first_line:
            return [Line((Segment(run, run.text, 0.0, total),), total, 0)]
    words = Words(runs, way.language)
    ends = _ends(words, width, first_line)
    if len(ends) > 1 and balance:
        words, ends = _balanced(Words(runs, way.language), len(ends), width, first_line)
    elif len(ends) > 1 and not justify:
        _give_company(words, ends, width)
    spans = zip([0, *(end + 1 for end in ends[:-1])], ends, strict=True)
    if ordered:
        return [_ordered_line(words, start, end, way) for start, end in spans]
    return [_line(words, start, end) for start, end in spans]


def _ends(words: Words, width: float, first_line: float) -> list[int]:
    """Return the index of the last word of each line."""
    widths, spaces = words.widths, words.spaces
    ends: list[int] = []
    room = width - first_line + _EPSILON
    x = 0.0
    start = index = 0  # of the line, of the next group of joined words
    while index < len(widths):
        end = index
        needed = widths[index]
        while spaces[end] == 0.0 and end + 1 < len(widths):
            end += 1
            needed += widths[end]
        if x + needed <= room:
            x += needed + spaces[end]
            index = end + 1
            if spaces[end] == FORCED and index < len(widths):
                ends.append(end)
                start, x, room = index, 0.0, width + _EPSILON
            continue
        broken = _break_group(words, index, end, room - x, whole=index == start)
        if broken < 0 and room - x > _WASTE * width and words.hyphenate(index, room - x):
            broken = index
        if broken >= 0:
            ends.append(broken)
            index = broken + 1
        elif index > start:
            ends.append(index - 1)
        else:  # nothing can be broken: it stands out
            ends.append(end)
            index = end + 1
            if index == len(widths):
                return ends
        start, x, room = index, 0.0, width + _EPSILON
    ends.append(len(widths) - 1)
    return ends


def _break_group(words: Words, first: int, last: int, room: float, *, whole: bool) -> int:
    """Break the joined words ``first`` to ``last`` so that a part fits ``room``.

    Returns the index of the last word on the line, or -1. ``whole`` says that the line has nothing else,
    so that a break anywhere is better than none.
    """
    before = 0.0
    overflowing = first
    while overflowing < last and before + words.widths[overflowing] <= room:
        before += words.widths[overflowing]
        overflowing += 1
    at = overflowing
    left = room - before
    while at >= first:
        place = _fitting(words.texts[at], words.runs[at].metrics, left)
        if place:
            words.split(at, place)
            return at
        at -= 1
        left += words.widths[at] if at >= first else 0.0
    if not whole:
        return -1
    if words.hyphenate(overflowing, room - before):
        return overflowing
    least = int(overflowing == first)
    place = _anywhere(words.texts[overflowing], words.runs[overflowing].metrics, room - before, least)
    if place and place < len(words.texts[overflowing]):
        words.split(overflowing, place)
        return overflowing
    if overflowing > first:
        return overflowing - 1
    return -1


def _fitting(text: str, metrics: Metrics, room: float) -> int:
    """Return the last place to break ``text`` at so that the first part fits; 0 if there is none."""
    if len(text) < 3 or text.isalpha():  # parts of text without spaces are words already
        return 0
    places = opportunities(text[:LONG])
    low, high = 0, len(places)
    while low < high:  # the parts grow with the place
        middle = (low + high) // 2
        head = text[: places[middle]]
        if metrics[head] + (metrics["-"] if head.endswith(SOFT_HYPHEN) else 0.0) <= room:
            low = middle + 1
        else:
            high = middle
    return places[low - 1] if low else 0


def _anywhere(text: str, metrics: Metrics, room: float, least: int) -> int:
    """Return how many characters of ``text`` fit, but ``least``, never parting a mark from its letter."""
    fitted = 0
    width = 0.0
    for index, char in enumerate(text):
        width += metrics[char]
        if width > room and index >= least:
            break
        fitted = index + 1
    if least < fitted and text[fitted - 1] == SOFT_HYPHEN and metrics[text[:fitted]] + metrics["-"] > room:
        fitted -= 1  # the hyphen would show, and has no room
    while least < fitted < len(text) and metrics[text[fitted]] == 0.0:
        fitted -= 1
    return fitted


def _balanced(words: Words, count: int, width: float, first_line: float) -> tuple[Words, list[int]]:
    """Return the words and the ends of ``count`` lines that are as narrow as they can be."""
    low, high = 0.0, width
    while high - low > 2.0:
        middle = (low + high) / 2
        if len(_ends(words.copy(), middle, first_line)) > count:
            low = middle
        else:
            high = middle
    return words, _ends(words, high, first_line)


def _give_company(words: Words, ends: list[int], width: float) -> None:
    """Move a word down from the line above to a last line of one short word, if that line can spare it."""
    last = ends[-1]
    above_end = ends[-2]
    above_start = ends[-3] + 1 if len(ends) > 2 else 0
    spaces, widths = words.spaces, words.widths
    alone = all(space == 0.0 for space in spaces[above_end + 1 : last])
    if not alone or spaces[above_end] <= 0.0 or sum(widths[above_end + 1 : last + 1]) > width / 5:
        return
    moved = above_end
    while moved > above_start and spaces[moved - 1] == 0.0:
        moved -= 1
    gaps = sum(space > 0.0 for space in spaces[above_start:moved])
    taken = sum(widths[moved : above_end + 1])
    if gaps >= 3 and taken <= width / 4 and spaces[moved - 1] > 0.0:
        ends[-2] = moved - 1


def _stretches(words: Words, start: int, end: int) -> Iterator[tuple[Run, str, float, float]]:
    """Yield what stands on a line, run by run: its text, its width, and the space after it."""
    runs, texts, widths, spaces = words.runs, words.texts, words.widths, words.spaces
    index = start
    while index <= end:
        run = runs[index]
        stop = index
        width = widths[index]
        while stop < end and runs[stop + 1] is run and spaces[stop] > 0.0:
            width += spaces[stop] + widths[stop + 1]
            stop += 1
        text = texts[index] if stop == index else _joined(texts, spaces, index, stop)
        yield run, text, width, spaces[stop] if stop < end else 0.0
        index = stop + 1


def _line(words: Words, start: int, end: int) -> Line:
    segments = []
    x = 0.0
    gaps = 0
    for run, words_of_run, width, space in _stretches(words, start, end):
        text = words_of_run + " " if space > JOINT else words_of_run
        gaps += text.count(" ")
        segments.append(Segment(run, text, x, width))
        x += width + space
    spaces = words.spaces
    last = segments[-1]
    if segments[0].run.look.background and not segments[0].text:  # the tint hangs out, the words are in line
        hang = segments[0].width
        segments = [segment._replace(x=segment.x - hang) for segment in segments]
        last = segments[-1]
    x = last.x + last.width
    goes_on = end + 1 < len(spaces)
    if goes_on and _is_space(spaces[end]):  # so that readers do not join the words of two lines
        segments[-1] = last._replace(text=last.text + " ")
    stretchable = goes_on and spaces[end] != FORCED
    return Line(tuple(segments), x, gaps if stretchable else 0)


def _is_space(space: float) -> bool:
    """Return whether a space or a line break follows a word, and not just a place to break."""
    return space > JOINT or space == FORCED


def _joined(texts: list[str], spaces: list[float], first: int, last: int) -> str:
    """Return the words from ``first`` to ``last`` with the spaces that are between them."""
    if JOINT not in spaces[first:last]:
        return " ".join(texts[first : last + 1])
    words = zip(texts[first:last], spaces[first:last], strict=True)
    return "".join(text + " " if space > JOINT else text for text, space in words) + texts[last]


def _ordered_line(words: Words, start: int, end: int, way: Way) -> Line:
    """Return a line on which text runs both ways, or against the sheet."""
    things: list[tuple[Run, str, float, int]] = []  # run, text, width, level
    for run, text, width, space in _stretches(words, start, end):
        things.append((run, text, width, run.level))
        if space > JOINT:
            things.append((run, " ", space, run.trail))
    xs = places([thing[2] for thing in things], [thing[3] for thing in things])
    total = sum(thing[2] for thing in things)
    if way.sheet == "rtl":
        xs = [total - x - thing[2] for x, thing in zip(xs, things, strict=True)]
    segments = [Segment(run, text, x, width) for (run, text, width, _), x in zip(things, xs, strict=True)]
    if end + 1 < len(words.spaces) and _is_space(words.spaces[end]):
        run = words.runs[end]
        space = run.metrics.space
        segments.append(Segment(run, " ", total if way.text == way.sheet else -space, space))
    return Line(tuple(segments), total, 0, ordered=True)
