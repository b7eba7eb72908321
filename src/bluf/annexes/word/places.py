"""Where in a report a note goes: a bookmark, a content control, a heading, a placeholder, or the end."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from bluf.annexes.word import breaks, marks
from bluf.annexes.word import vocabulary as v
from bluf.annexes.word.host import Host
from bluf.annexes.word.looks import Looks
from bluf.briefing.source import shown
from bluf.diagnostics import BlufError, error

_PLACEHOLDER: Final = re.compile(r"\{\{\s*bluf\s*:\s*(.*?)\s*\}\}")
_CELL_PADDING: Final = 216  # twips: left and right, where no table says otherwise
_NARROWEST: Final = 1_440
# A number that somebody wrote before the words of a heading: "3.1 ", "IV. ", "B) ".
_TYPED_NUMBER: Final = re.compile(r"^(?:\d+(?:\.\d+)*[.)]?|[IVXLC]+[.)]|[A-Z][.)])\s+")
# Controls that take nothing but plain words, a date or a choice (17.5.2).
_NARROW: Final = frozenset({
    "text", "date", "dropDownList", "comboBox", "picture", "dataBinding", "docPartList", "equation", "citation",
    "bibliography", "group",
})  # fmt: skip


@dataclass(slots=True)
class Spot:
    """A place: before the child ``index`` of ``parent``, below a heading of ``level`` (0 = none).

    ``filled`` is what the note takes the place of.
    """

    parent: Any
    index: int
    level: int = 0
    filled: Any = None


def after(block: Any, level: int = 0) -> Spot:
    """Return the place right after an element."""
    parent = block.getparent()
    return Spot(parent, parent.index(block) + 1, level)


def find(host: Host, looks: Looks, at: str, *, own_pages: bool) -> Spot:
    """Return the place that ``at`` names; "" is the end.

    Args:
        host: the report.
        looks: its styles.
        at: the place, as the user names it.
        own_pages: the note starts a page of its own, so that it stands between blocks of the body only.

    Raises:
        BlufError: there is no such place, or more than one.
    """
    wanted = at.strip()
    if not wanted:
        return end(host)
    inner = _PLACEHOLDER.fullmatch(wanted)
    kinds: dict[str, Callable[[], list[Any]]] = {
        "bookmarks": lambda: [] if inner else _bookmarks(host, wanted),
        "content controls": lambda: [] if inner else _controls(host, wanted),
        "headings": lambda: [] if inner else _headings(host, looks, wanted),
        "placeholders": lambda: _placeholders(host, inner[1] if inner else wanted),
    }
    for kind, search in kinds.items():
        places = search()
        if len(places) > 1:
            message = f"the report has {len(places)} {kind} called '{shown(wanted)}'"
            raise BlufError(error("place-ambiguous", host.where, message, "name a place that there is once"))
        if places:
            return _spot(host, looks, kind, places[0], own_pages=own_pages)
    raise BlufError(error("place-unknown", host.where, *_not_found(host, looks, wanted)))


def end(host: Host) -> Spot:
    """Return the place after all text."""
    last = v.down(host.body, "sectPr")
    return Spot(host.body, len(host.body) if last is None else host.body.index(last))


def top(host: Host, element: Any) -> Any:
    """Return the child of the body in which an element is."""
    while element.getparent() is not host.body:
        element = element.getparent()
    return element


def _spot(host: Host, looks: Looks, kind: str, found: Any, *, own_pages: bool) -> Spot:
    block = top(host, found)
    level = level_before(looks, block)
    if looks.level(found) and found.tag == v.PARAGRAPH:  # a bookmark on a heading names what is below it too
        return _below_heading(looks, block, looks.level(found))
    if kind == "content controls" and not own_pages and found is block and _takes_blocks(found):
        return _inside(host, found, level)
    if kind == "placeholders":
        if not own_pages:
            return Spot(found.getparent(), found.getparent().index(found), level, found)
        spot = after(block, level)
        spot.filled = found
        return spot
    if not own_pages and kind == "bookmarks" and v.ends_section(block) and not v.paragraph_text(block):
        return Spot(host.body, host.body.index(block), level)
    return after(block, level)


def _below_heading(looks: Looks, block: Any, level: int) -> Spot:
    """Return the end of what stands below a heading: before the next one that is no deeper."""
    last = block
    for sibling in block.itersiblings():
        if sibling.tag == v.SECTION or (
            not marks.is_copy(sibling) and any(0 < looks.level(p) <= level for p in v.paragraphs(sibling))
        ):
            break
        last = sibling
    while last is not block and breaks.stands_alone(last):  # it is there for what comes next
        last = last.getprevious()
    spot = after(last, level)
    # An empty paragraph that only ends the section stays last in it.
    if last is not block and v.ends_section(last) and not marks.is_break(last) and not _has_content(last):
        spot.index -= 1
    return spot


def _has_content(block: Any) -> bool:
    return (
        block.tag != v.PARAGRAPH
        or next(block.iter(v.w("t"), v.w("drawing"), v.w("pict"), v.w("object")), None) is not None
    )


def level_before(looks: Looks, block: Any) -> int:
    """Return the level of the nearest heading before a block, or in it; 0 without one."""
    for earlier in (block, *block.itersiblings(preceding=True)):
        if not marks.is_copy(earlier):
            levels = [level for p in v.paragraphs(earlier) if (level := looks.level(p)) and v.paragraph_text(p)]
            if levels:
                return levels[-1]
    return 0


# --- what there is --------------------------------------------------------------------------------


def _their_paragraphs(parent: Any) -> Iterator[Any]:
    """Yield the paragraphs of the report's own text, not those of notes in it or of text boxes."""
    for child in parent:
        if child.tag == v.PARAGRAPH:
            yield child
        elif not marks.is_copy(child):
            yield from _their_paragraphs(child)


def _their_controls(host: Host) -> list[Any]:
    """Return the content controls of the report's own text, not those of notes in it or of text boxes."""
    return [
        control
        for control in host.landmarks.controls
        if not any(e.tag == v.w("txbxContent") or marks.is_copy(e) for e in (control, *control.iterancestors()))
    ]


def _bookmarks(host: Host, name: str) -> list[Any]:
    found = [e for e in host.landmarks.bookmarks if v.value(e, "name").casefold() == name.casefold()]
    return [_block_of(e) for e in found if not any(a.tag == v.w("txbxContent") for a in e.iterancestors())]


def _block_of(mark: Any) -> Any:
    """Return the paragraph of a mark; for one between blocks, the block after it, or before it at the end."""
    around = next(mark.iterancestors(v.PARAGRAPH), None)
    if around is not None:
        return around
    blocks = (v.PARAGRAPH, v.TABLE, v.CONTROL)
    following = next((e for e in mark.itersiblings() if e.tag in blocks), None)
    if following is None:
        following = next((e for e in mark.itersiblings(preceding=True) if e.tag in blocks), mark)
    return following


def _controls(host: Host, tag: str) -> list[Any]:
    found = _their_controls(host)
    for name in ("tag", "alias"):
        named = [e for e in found if v.value(v.down(e, "sdtPr", name)).casefold() == tag.casefold()]
        if named:
            return named
    return []


def _headings(host: Host, looks: Looks, words: str) -> list[Any]:
    wanted = _folded(words)
    headings = [(p, _folded(v.paragraph_text(p))) for p in _their_paragraphs(host.body) if looks.level(p)]
    exact = [p for p, text in headings if text == wanted]
    return exact or [p for p, text in headings if _folded(_TYPED_NUMBER.sub("", v.paragraph_text(p))) == wanted]


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def _placeholders(host: Host, name: str) -> list[Any]:
    return [p for p, found in _all_placeholders(host) if found.casefold() == name.casefold()]


def _all_placeholders(host: Host) -> Iterator[tuple[Any, str]]:
    for paragraph in _their_paragraphs(host.body):
        if not any("{" in (text.text or "") for text in paragraph.iter(v.w("t"))):
            continue
        match = _PLACEHOLDER.fullmatch(v.paragraph_text(paragraph))
        if match:
            yield paragraph, match[1]


def _not_found(host: Host, looks: Looks, wanted: str) -> tuple[str, ...]:
    names = [name for e in host.landmarks.bookmarks if not (name := v.value(e, "name")).startswith("_")]
    names += [v.value(v.down(e, "sdtPr", "tag")) for e in _their_controls(host)]
    names += [v.paragraph_text(p) for p in _their_paragraphs(host.body) if looks.level(p)]
    names += [name for _, name in _all_placeholders(host)]
    known = {name.casefold(): name for name in names if name}
    near = difflib.get_close_matches(wanted.casefold(), known, n=1)
    some = ", ".join(f"'{shown(name)}'" for name in list(dict.fromkeys(known.values()))[:5])
    hint = f"did you mean '{shown(known[near[0]])}'?" if near else f"there are: {some}…" if some else "there are none"
    message = f"the report has no bookmark, content control, heading or placeholder '{shown(wanted)}'"
    return message, hint


# --- content controls -----------------------------------------------------------------------------


def _takes_blocks(control: Any) -> bool:
    """Return whether blocks may stand in a control."""
    about = v.down(control, "sdtPr")
    locked = v.value(v.down(about, "lock")) in {"contentLocked", "sdtContentLocked"}
    narrow = about is not None and any(v.local(e) in _NARROW for e in about)
    return not locked and not narrow and v.down(control, "sdtContent") is not None


def _inside(host: Host, control: Any, level: int) -> Spot:
    """Return the place at the end of a control; what only stands in for its content gives way."""
    content = v.down(control, "sdtContent")
    showing = v.down(control, "sdtPr", "showingPlcHdr")
    if showing is not None:
        showing.getparent().remove(showing)
        for child in list(content):
            content.remove(child)
        host.text_changed()
    only = content[0] if len(content) == 1 and content[0].tag == v.PARAGRAPH else None
    filled = only if only is not None and not _has_content(only) else None
    return Spot(content, 0 if filled is not None else len(content), level, filled)


def width(spot: Spot) -> int:
    """Return how wide the text in the cell around a place is in twips, 0 outside tables or where it is not given."""
    cell = next((e for e in (spot.parent, *spot.parent.iterancestors()) if e.tag == v.w("tc")), None)
    size = v.down(cell, "tcPr", "tcW")
    given = v.number(v.value(size, "w")) or 0
    return max(given - _CELL_PADDING, _NARROWEST) if given and v.value(size, "type") == "dxa" else 0
