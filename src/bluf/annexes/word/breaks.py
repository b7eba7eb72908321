"""Page breaks beside an annex: they give way to it, since its own pages end with one; else a page would stay empty.

A break that somebody put between the text and the next chapter comes to stand on the first page behind an annex and
would leave it empty. So it is taken out while the annex is there; a hidden bookmark holds its place, and the report
remembers it (``Records.breaks``).
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any, Final

from lxml import etree

from bluf.annexes.word import marks
from bluf.annexes.word import vocabulary as v
from bluf.annexes.word.host import Host
from bluf.annexes.word.records import Records
from bluf.untrusted.xml import XmlError, parse

_MARK: Final = "_bluf_page_"
_BREAK: Final = frozenset(map(v.w, ("br", "lastRenderedPageBreak", "rPr")))
_EMPTY: Final = frozenset(map(v.w, ("pPr", "bookmarkStart", "bookmarkEnd", "proofErr")))  # nobody sees them


def stands_alone(block: Any) -> bool:
    """Return whether a paragraph is there for its page break only."""
    if block.tag != v.PARAGRAPH or v.ends_section(block):
        return False
    rest = [child for child in block if child.tag not in _EMPTY]
    return bool(rest) and rest[0] is _leading(block) and len(rest) == 1


def _leading(paragraph: Any) -> Any:
    """Return the run with a page break and nothing else that a paragraph begins with, ``None`` where it does not."""
    first = next((child for child in paragraph if child.tag not in _EMPTY), None)
    return first if first is not None and _breaks(first) else None


def _breaks(run: Any) -> bool:
    """Return whether an element is a run with a page break and nothing else."""
    mere = run.tag == v.w("r") and all(child.tag in _BREAK for child in run)
    return mere and [v.value(e, "type") for e in run.iterchildren(v.w("br"))] == ["page"]


def restore(host: Host, records: Records) -> None:
    """Put all breaks back that annexes had taken the place of."""
    places: dict[str, Any] = (
        {v.value(mark, "name"): mark for mark in host.landmarks.bookmarks} if records.breaks else {}
    )
    for name, xml in records.breaks.items():
        mark = places.get(name)
        element = _parsed(xml)
        if mark is None or mark.getparent().tag != v.PARAGRAPH or element is None:
            continue
        paragraph = mark.getparent()
        (mark if element.tag == v.w("r") else paragraph).addprevious(element)
        for one in list(paragraph.iterchildren(v.w("bookmarkStart"), v.w("bookmarkEnd"))):
            if v.value(one, "id") == v.value(mark, "id"):
                paragraph.remove(one)
        host.text_changed()
    records.breaks = {}


def _parsed(xml: str) -> Any:
    """Return the break that a report remembers, ``None`` for what is none: a report may say anything."""
    try:
        element = parse(xml.encode())
    except XmlError:
        return None
    return element if stands_alone(element) or _breaks(element) else None


def withdraw(host: Host, records: Records) -> None:
    """Take out the break right behind each annex, and remember it."""
    for control in [copy for copy in host.landmarks.copies if marks.is_annex(copy)]:
        behind = control.getnext()
        following = behind.getnext() if marks.is_break(behind, marks.END) else None
        if following is None or following.tag != v.PARAGRAPH:
            continue
        alone = stands_alone(following) and next(marks.within(following), None) is None
        gone, holder = (following, following.getnext()) if alone else (_leading(following), following)
        if gone is None or holder is None or holder.tag != v.PARAGRAPH:
            continue
        number = str(next(v.free(host.marks)))
        name = f"{_MARK}{number}"
        start, end = v.make("bookmarkStart", id=number, name=name), v.make("bookmarkEnd", id=number)
        if alone:
            properties = v.properties(holder)
            holder.insert(0 if properties is None else 1, start)
        else:
            gone.addprevious(start)
        start.addnext(end)
        records.breaks[name] = etree.tostring(deepcopy(gone), encoding="unicode", with_tail=False)
        gone.getparent().remove(gone)
        host.text_changed()
