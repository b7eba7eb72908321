"""The outline of a report: its entries, and one of ours put in and taken out (ISO 32000-1, 12.3.3)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf import Dictionary, Name

from bluf.annexes.pages.destinations import Destinations
from bluf.record import record
from bluf.untrusted.objects import is_dictionary

_MOST = 100_000  # entries that are looked at
_DEEPEST = 200


@record
class Entry:
    """An entry: its dictionary, words, level (from 1), and the page (from 0) that it leads to, or -1."""

    item: Any
    title: str
    level: int
    page: int


@record
class Perch:
    """A place in the outline: below ``parent`` and after ``before``, or first; without a parent, the very end."""

    parent: Any = None
    before: Any = None


def entries(pdf: pikepdf.Pdf, destinations: Destinations, deepest: int = _DEEPEST) -> Iterator[Entry]:
    """Yield the entries in their order; each once, so that no circle holds us."""
    waiting = [(_child(pdf.Root.get("/Outlines"), "/First"), 1)]
    seen: set[Any] = set()
    while waiting and len(seen) < _MOST:
        item, level = waiting.pop()
        if item is None or item.objgen in seen:
            continue
        seen.add(item.objgen)
        title = str(item.get("/Title", ""))
        yield Entry(item, title, level, destinations.page(item))
        waiting.append((_child(item, "/Next"), level))
        if level < deepest:
            waiting.append((_child(item, "/First"), level + 1))


def _child(thing: Any, key: str) -> Any:
    """Return a neighbour of an entry, if it is one that others can point to."""
    other: Any = thing.get(key) if is_dictionary(thing) else None
    return other if is_dictionary(other) and other.is_indirect else None


def perch_before(pdf: pikepdf.Pdf, destinations: Destinations, page: int) -> Perch:
    """Return the place among the topmost entries where one for this page (from 0) belongs."""
    last = None
    for entry in entries(pdf, destinations, deepest=1):
        if entry.page >= page:
            return Perch(pdf.Root.Outlines, last)
        last = entry.item
    return Perch()


def insert(pdf: pikepdf.Pdf, item: Any, perch: Perch) -> None:
    """Put an entry, which is an object of the file, into its place."""
    root: Any = pdf.Root.get("/Outlines")
    if not is_dictionary(root) or not root.is_indirect:
        kept = dict(root.items()) if is_dictionary(root) else {}
        root = pdf.Root.Outlines = pdf.make_indirect(Dictionary({"/Type": Name.Outlines, **kept}))
    parent = root if perch.parent is None else perch.parent
    before = _last(parent) if perch.parent is None else perch.before
    after = _child(parent if before is None else before, "/First" if before is None else "/Next")
    item.Parent = parent
    _join(parent, before, item)
    _join(parent, item, after)
    _count(item, 1 + max(int(item.get("/Count", 0)), 0))


def _last(root: Any) -> Any:
    """Return the last of the topmost entries, found along the row: some programs let ``/Last`` point elsewhere."""
    last, following = None, _child(root, "/First")
    seen: set[Any] = set()
    while following is not None and following.objgen not in seen and len(seen) < _MOST:
        seen.add(following.objgen)
        last, following = following, _child(following, "/Next")
    return last


def remove(item: Any) -> Perch:
    """Take an entry out; return the place that it had."""
    parent, before, after = (_child(item, key) for key in ("/Parent", "/Prev", "/Next"))
    if parent is None:
        return Perch()
    _count(item, -1 - max(int(item.get("/Count", 0)), 0))
    _join(parent, before, after)
    return Perch(parent, before)


def _join(parent: Any, before: Any, after: Any) -> None:
    """Make two entries neighbours; ``None`` is the end of the row."""
    _point(parent if before is None else before, "/First" if before is None else "/Next", after)
    _point(parent if after is None else after, "/Last" if after is None else "/Prev", before)


def _point(thing: Any, key: str, other: Any) -> None:
    if other is not None:
        thing[key] = other
    elif key in thing:
        del thing[key]


def _count(item: Any, shown: int) -> None:
    """Count entries that show, up to the first entry above that is closed."""
    for _ in range(_DEEPEST):
        parent = _child(item, "/Parent")
        if parent is None:
            return
        count = int(parent.get("/Count", 0))
        if not count and "/Parent" not in parent and (shown < 0 or parent.First.objgen != parent.Last.objgen):
            return  # a root that does not count its entries is left to it
        closed = count < 0 or (count == 0 and "/Parent" in parent and shown > 0)  # what had no kids opens nothing
        total = count - shown if closed else max(count + shown, 0)
        if total:
            parent.Count = total
        elif "/Count" in parent:
            del parent.Count
        if closed:
            return
        item = parent
