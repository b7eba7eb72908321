"""The report's contents table: entries for the headings of notes, so that it is right before anybody updates it.

Word updates a contents table only when it is told to, and a flag that asks for it makes Word ask the reader; so
what the table shows is itself put right.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, Final

from lxml import etree

from bluf.annexes.word import marks
from bluf.annexes.word import vocabulary as v
from bluf.annexes.word.host import Host
from bluf.annexes.word.looks import DEEPEST, Looks
from bluf.annexes.word.references import Table, anchor, page, tables
from bluf.writers.docx import ooxml

_ANCHOR: Final = "_Toc"
_FIRST: Final = 910_000_000  # Word's own numbers are random below; ours count from here


@dataclass(slots=True)
class Entry:
    """A heading of a note that is to stand in the contents: its paragraph and level.

    ``number`` is that of the heading, "" where headings are not counted. ``rows`` are its entries, and ``name`` is
    the bookmark that they lead to, once they are there.
    """

    paragraph: Any
    level: int
    number: str = ""
    name: str = ""
    rows: list[Any] = field(default_factory=list)


# --- taking out -------------------------------------------------------------------------------------


def strip(host: Host) -> dict[str, str]:
    """Take the entries of notes out of all contents tables; return the pages that they showed, by bookmark."""
    names = {v.value(mark, "name") for copy in host.landmarks.copies for mark in marks.within(copy)}
    pages: dict[str, str] = {}
    for table in tables(host) if names else ():
        entries = list(table.entries)
        for entry in entries:
            if anchor(entry) in names:
                pages[anchor(entry)] = page(entry)
                _take_out(entry, table)
    if pages:
        host.text_changed()
    return pages


def _take_out(entry: Any, table: Table) -> None:
    """Remove an entry; what it holds of the field around it goes to its neighbours."""
    index = table.entries.index(entry)
    start, end = _edges(entry)
    if start and index + 1 < len(table.entries):
        _insert_first(table.entries[index + 1], start)
    elif end and index:
        table.entries[index - 1].extend(end)
    elif start or end:
        return  # the only entry: the field would be lost with it
    table.entries.remove(entry)
    entry.getparent().remove(entry)


def _insert_first(paragraph: Any, runs: list[Any]) -> None:
    properties = v.down(paragraph, "pPr")
    for offset, run in enumerate(runs):
        paragraph.insert(offset + (properties is not None), run)


def _edges(entry: Any) -> tuple[list[Any], list[Any]]:
    """Return the runs of an entry that open the field around it, and those that close it."""
    opening: list[Any] = []
    for child in entry:
        if child.tag in {v.w("pPr"), v.w("bookmarkStart"), v.w("bookmarkEnd")}:
            continue
        kinds = [v.value(e, "fldCharType") for e in child.iter(v.w("fldChar"))]
        if child.tag != v.w("r"):
            break
        if kinds or child.find(v.w("instrText")) is not None:
            opening.append(child)
            if "separate" in kinds:
                break
        elif child.find(v.w("t")) is not None:
            break
    codes = "".join(e.text or "" for run in opening for e in run.iter(v.w("instrText")))
    if codes.split()[:1] != ["TOC"]:
        opening = []
    balance = -1 if opening else 0  # a table with one entry may begin and end in it
    closing: list[Any] = []
    for child in entry:
        for mark in child.iter(v.w("fldChar")):
            balance += {"begin": 1, "end": -1}.get(v.value(mark, "fldCharType"), 0)
            if balance < 0 and child.tag == v.w("r"):
                closing.append(child)
                balance = 0
    return opening, closing


# --- putting in -------------------------------------------------------------------------------------


def fill(host: Host, looks: Looks, groups: Sequence[Sequence[Entry]]) -> None:
    """Put entries for the headings of notes into all contents tables; each shows the page of the entry next to it.

    Args:
        host: the report.
        looks: its styles.
        groups: the headings of each note, in the order of the text.
    """
    marked = _Marked(host)
    for table in list(tables(host)):
        for group in groups:
            shown = [e for e in group if _is_shown(e, table, looks)]
            if shown:
                _add(marked, looks, table, shown)
    host.text_changed()


class _Marked:
    """The bookmarks of a text, to which those of headings are added."""

    def __init__(self, host: Host) -> None:
        found = host.landmarks
        self.body = host.body
        self._taken = found.names
        self._free = v.free(host.marks)
        self._number = _FIRST
        self._names: dict[Any, list[str]] = {}  # by the paragraph around them, or by the mark itself
        for mark in found.bookmarks:
            holder = next(reversed([mark, *mark.iterancestors(v.PARAGRAPH)]))
            self._names.setdefault(holder, []).append(v.value(mark, "name"))

    def name(self, paragraph: Any) -> str:
        """Return the bookmark of a heading that contents lead to; it gets one if need be."""
        for name in self._names.get(paragraph, ()):
            if name.startswith(_ANCHOR):
                return name
        while f"{_ANCHOR}{self._number}" in self._taken:
            self._number += 1
        name, number = f"{_ANCHOR}{self._number}", next(self._free)
        _insert_first(paragraph, [v.make("bookmarkStart", id=str(number), name=name)])
        paragraph.append(v.make("bookmarkEnd", id=str(number)))
        self._taken.add(name)
        self._names.setdefault(paragraph, []).append(name)
        return name

    def before(self, paragraph: Any) -> Iterator[str]:
        """Yield the names of bookmarks from the start of the text to a paragraph, in order."""
        for block in v.walk(self.body):
            if block is paragraph:
                return
            yield from self._names.get(block, ())


def _is_shown(entry: Entry, table: Table, looks: Looks) -> bool:
    if looks.is_built_in_heading(entry.paragraph) and entry.level in table.depths:
        return True
    return table.has_outlines and entry.level <= (max(table.depths) if table.depths else DEEPEST)


def _add(marked: _Marked, looks: Looks, table: Table, shown: Sequence[Entry]) -> None:
    before = _entry_before(marked, table, shown[0].paragraph)
    made = []
    levels = [looks.contents_level(e) or 1 for e in table.entries]
    near = _near(table, before)
    for entry in shown:
        entry.name = marked.name(entry.paragraph)
        like = table.entries[min(range(len(levels)), key=lambda n: abs(levels[n] - entry.level))]
        made.append(_entry(like, looks, entry, near))
        entry.rows.append(made[-1])
    index = table.entries.index(before) + 1 if before is not None else 0
    if before is None:
        first = table.entries[0]
        opening, _ = _edges(first)
        for one in made:
            first.addprevious(one)
        _insert_first(made[0], opening)
    else:
        _, closing = _edges(before)
        for one in reversed(made):
            before.addnext(one)
        made[-1].extend(closing)
    table.entries[index:index] = made


def _entry_before(marked: _Marked, table: Table, paragraph: Any) -> Any:
    """Return the entry of the nearest heading before a paragraph that has one, ``None`` where there is none."""
    by_name = {anchor(entry): entry for entry in table.entries}
    last = None
    for name in marked.before(paragraph):
        last = by_name.get(name, last)
    return last


def _near(table: Table, before: Any) -> str:
    """Return the page of the entry behind a place, or of the one before it: annexes start where the next part did."""
    index = table.entries.index(before) + 1 if before is not None else 0
    near = table.entries[index] if index < len(table.entries) else table.entries[-1]
    return page(near)


def _entry(like: Any, looks: Looks, entry: Entry, known: str) -> Any:
    """Return an entry made like another of its level, or of the nearest level that has some."""
    properties = deepcopy(v.down(like, "pPr"))
    if properties is None:
        properties = v.make("pPr")
    for unwanted in ("sectPr", "pPrChange"):
        found = v.down(properties, unwanted)
        if found is not None:
            properties.remove(found)
    stops = v.down(properties, "tabs")
    for stop in [] if stops is None or entry.number else list(stops):
        if v.value(stop) in {"left", "start", "num"}:  # behind the number, which this entry has none of
            stops.remove(stop)
    if stops is not None and not len(stops):
        properties.remove(stops)
    style = looks.named("paragraph", f"toc {entry.level}")
    if style and looks.contents_level(like) != entry.level:
        old = v.down(properties, "pStyle")
        if old is None:
            properties.insert(0, v.make("pStyle", val=style))
        else:
            old.set(v.VAL, style)
    runs = [r for r in like.iter(v.w("r")) if r.find(v.w("t")) is not None]
    tabs = [r for r in like.iter(v.w("r")) if r.find(v.w("tab")) is not None]
    text, behind = _format(runs[:1]), _format(tabs[-1:] or runs[-1:])
    tab = f"<w:r>{f'<w:rPr>{behind}</w:rPr>' if behind else ''}<w:tab/></w:r>"
    xml = ooxml.run(entry.number, text) + tab if entry.number else ""
    xml += ooxml.run(v.paragraph_text(entry.paragraph), text)
    if page(like):
        xml += tab
        codes = "".join(e.text or "" for e in like.iter(v.w("instrText")))
        xml += (
            ooxml.field(f"PAGEREF {entry.name} \\h", known, behind) if "PAGEREF" in codes else ooxml.run(known, behind)
        )
    if like.find(f".//{v.w('hyperlink')}") is not None:
        xml = ooxml.hyperlink(xml, anchor=entry.name)
    return v.make("p", properties, *v.parsed(xml))


def _format(runs: Sequence[Any]) -> str:
    """Return the inside of the properties of a run as text."""
    properties = v.down(runs[0], "rPr") if runs else None
    if properties is None:
        return ""
    return "".join(etree.tostring(deepcopy(e), encoding="unicode", with_tail=False) for e in properties)
