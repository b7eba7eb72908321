"""What a report shows of pages and chapters behind a note, made right as far as that can be told without Word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from bluf.annexes.word import marks, references
from bluf.annexes.word import vocabulary as v
from bluf.annexes.word.host import Host
from bluf.annexes.word.paging import Paging, Place
from bluf.annexes.word.pieces import Pieces
from bluf.annexes.word.records import Records, Renumbered
from bluf.annexes.word.references import Shown

_COUNTED: Final = re.compile("[ivxlcdm]+|[IVXLCDM]+|([A-Za-z])\\1*")  # a page in another form than in figures
_LEAST, _MOST = 0.5, 2.0  # what a page may hold in comparison with what is usual
_POWERS: Final = (1.0, 1.5, 2.0)  # pages that end by a break stay what they are, so that others tell too little
_ENOUGH: Final = 2  # pages from which on numbers tell something


def scale(host: Host, text: Pieces) -> float:
    """Return how much text stands on a page in comparison with ours, as the page numbers tell that the report shows.

    Call it while the report, whose pieces are ``text``, shows the numbers that it has without notes.
    """
    places = _marks(host)
    known = [(places[shown.name], number) for shown, number in _numbers(host) if shown.name in places]

    def pages(factor: float) -> list[tuple[int, int]]:
        paging = Paging(text, scale=factor)
        found = ((paging.of(mark), number) for mark, number in known)
        return [(place.old_page, number) for place, number in found if place is not None]

    usual = [] if text.soft else pages(1.0)
    if not usual or usual[-1][1] - usual[0][1] < _ENOUGH:
        return 1.0
    guess = max((usual[-1][0] - usual[0][0]) / (usual[-1][1] - usual[0][1]), _LEAST)
    best, least = 1.0, _wrong(usual)
    for factor in (min(max(guess**power, _LEAST), _MOST) for power in _POWERS):
        wrong = _wrong(pages(factor)) if least and guess != 1.0 else least
        if wrong >= least:
            break
        best, least = factor, wrong
    return best


def _wrong(pages: list[tuple[int, int]]) -> int:
    """Return by how many pages what is reckoned and what is shown are apart, counted from the first."""
    return sum(abs((page - pages[0][0]) - (number - pages[0][1])) for page, number in pages)


def restore(host: Host, records: Records) -> None:
    """Let the report show the page numbers again that it showed without notes.

    Where somebody had Word update them since, they are right with the notes, and lose what notes had added. When
    notes were taken out by hand, nobody can tell whether they were updated before or after that.
    """
    for shown in references.page_numbers(host) if records.renumbered else ():
        known, number = records.renumbered.get(shown.name), v.number(shown.text)
        if known is None or number is None:
            continue
        if number == known.new:
            shown.text = str(known.old)
        elif records.complete and number > known.new - known.old:
            shown.text = str(number - (known.new - known.old))


def shift(host: Host, paging: Paging, records: Records) -> bool:
    """Let the report show page numbers as they are with the notes in it, and remember what it showed.

    Returns:
        whether some of them may be wrong.
    """
    records.renumbered = {}
    doubtful = False
    places = _marks(host)
    for shown in list(references.page_numbers(host)):
        place = paging.of(places[shown.name]) if shown.name in places else None
        if place is None or (place.sure and not place.shift):
            continue
        number = v.number(shown.text)
        doubtful |= not place.sure or (number is None and _COUNTED.fullmatch(shown.text) is not None)
        if number is not None and place.shift > 0:
            records.renumbered[shown.name] = Renumbered(number, number + place.shift)
            shown.text = str(number + place.shift)
    if records.renumbered:
        host.change(host.document)
    return doubtful


def number_at(host: Host, paging: Paging, place: Place) -> int:
    """Return the number of the page on which something is with the notes in the report, 0 where nobody knows.

    Call it while the report shows the numbers that it has without notes: they tell what it counts from.
    """
    known = paging.number_at_end()
    if known and place.old >= paging.end.old:
        return known + place.page - paging.last_page
    places = _marks(host)
    found = ((paging.of(places[shown.name]), number) for shown, number in _numbers(host) if shown.name in places)
    near = [(there, number) for there, number in found if there is not None and there.old_base == place.old_base]
    if not near:
        return 0
    there, number = min(near, key=lambda one: (abs(one[0].old - place.old), one[0].old))
    return place.page + number - there.old_page


def _numbers(host: Host) -> Iterator[tuple[Shown, int]]:
    for shown in references.page_numbers(host):
        number = v.number(shown.text)
        if number is not None:
            yield shown, number


def _marks(host: Host) -> dict[str, Any]:
    """Return the report's own bookmarks by their names; of two with one name the first counts."""
    ours = {mark for copy in host.landmarks.copies for mark in marks.within(copy)}
    return {v.value(mark, "name"): mark for mark in reversed(host.landmarks.bookmarks) if mark not in ours}


def show_page(entry: Any, page: int) -> None:
    """Let an entry of a contents table show a page, if it shows one."""
    texts = references.page_texts(entry)
    if texts:
        Shown("", texts).text = str(page)


def move(host: Host, pages: Mapping[Any, int]) -> None:
    """Let notes show page numbers so many pages higher, by the controls around them."""
    for copy, shown in list(references.inner_page_numbers(host)):
        number = v.number(shown.text)
        if number is not None and pages.get(copy):
            shown.text = str(number + pages[copy])
    host.change(host.document)


def recount(host: Host, before: Mapping[Any, str], after: Mapping[Any, str]) -> None:
    """Let the report show the numbers of headings that they have now, where it showed what they had.

    Args:
        host: the report.
        before: the numbers of headings, by paragraph, when the report was opened.
        after: those with the notes in it.
    """
    changed = {p: (before[p], number) for p, number in after.items() if before.get(p, number) != number}
    if not changed:
        return
    places = _marks(host)
    for shown in list(references.chapter_numbers(host)):
        mark = places.get(shown.name)
        around = None if mark is None else next(mark.iterancestors(v.PARAGRAPH), None)
        old, new = changed.get(around, ("", ""))
        if old and shown.text in {old, old.rstrip(".")}:
            shown.text = new if shown.text == old else new.rstrip(".")
    host.change(host.document)
