"""Sections: pages of its own for an annex, while the report's sections stay what they are.

A section's set-up stands at its end: in its last paragraph, or at the end of the body. What it does not say
of headers and footers it has from the section before (17.10.1), so that a section that comes to stand behind
an annex has to say all for itself. There are three cases:

- at the end of the report: the last section ends in a paragraph of ours that takes its set-up from the body,
  which gets that of the annex;
- within a section: it is parted in two, by a paragraph of ours with a copy of its set-up before the annex;
- between two sections: the annex goes between them.

Taking an annex out again leads back to where it was.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any, Final

from lxml import etree

from bluf.annexes.word import marks, records
from bluf.annexes.word import vocabulary as v
from bluf.annexes.word.host import Host
from bluf.annexes.word.places import Spot

_WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_KINDS: Final = tuple((kind, which) for kind in ("header", "footer") for which in ("default", "first", "even"))
_PAGE: Final = {"w": 12_240, "h": 15_840}  # Letter, which holds where nothing is said (17.6.13)
_MARGIN: Final = 1_440
_TINY: Final = (
    '<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/><w:rPr><w:sz w:val="2"/></w:rPr>'
    '</w:pPr><w:bookmarkStart w:id="{number}" w:name="{name}"/><w:bookmarkEnd w:id="{number}"/></w:p>'
)


# --- reading ----------------------------------------------------------------------------------------


def measures(section: Any) -> dict[str, int]:
    """Return width, height and margins of a section's page in twips: w, h, top, right, bottom, left, header, footer."""
    size, margins = v.down(section, "pgSz"), v.down(section, "pgMar")
    found = {key: v.number(v.value(size, key)) or value for key, value in _PAGE.items()}
    for side in ("top", "right", "bottom", "left", "header", "footer"):
        given = v.number(v.value(margins, side))
        found[side] = abs(given) if given is not None else _MARGIN if side not in {"header", "footer"} else 720
    found["left"] += v.number(v.value(margins, "gutter")) or 0
    return found


def column_width(section: Any) -> int:
    """Return the width of a column of text in twips."""
    page = measures(section)
    width = page["w"] - page["left"] - page["right"]
    columns = v.down(section, "cols")
    count = v.number(v.value(columns, "num")) or 1
    if count > 1:
        width = (width - (count - 1) * (v.number(v.value(columns, "space")) or 720)) // count
    return max(width, 720)


def at_place(body: Any, spot: Spot) -> Any:
    """Return the set-up of the section in which a place is, ``None`` where the report gives none."""
    if spot.parent is not body:
        inside = spot.parent
        while inside.getparent() is not body:
            inside = inside.getparent()
        return v.next_section(body, inside)
    if spot.index < len(body):
        return v.next_section(body, body[spot.index])
    return v.down(body, "sectPr")


def _inherited(body: Any, section: Any) -> dict[tuple[str, str], str]:
    """Return the relations of the headers and footers that a section has, said by itself or by those before it."""
    found: dict[tuple[str, str], str] = {}
    for one in v.sections(body):
        for kind in ("header", "footer"):
            for reference in one.findall(v.w(f"{kind}Reference")):
                found[kind, v.value(reference, "type") or "default"] = reference.get(f"{v.RELATION}id", "")
        if one is section:
            break
    return found


# --- putting in -------------------------------------------------------------------------------------


def put(host: Host, spot: Spot, control: Any, own: Any) -> str:
    """Put an annex into the body as a section of its own.

    Args:
        host: the report.
        spot: where, between blocks of the body.
        control: the control around the annex.
        own: the set-up of its section.

    Returns:
        the set-up of the section behind it as it was, where it had to change and nothing in the report tells.
    """
    body = host.body
    index = _past_split(body, spot.index)
    before = _block_before(body, index)
    last = v.down(body, "sectPr")
    if last is None:
        last = etree.SubElement(body, v.SECTION)
    taken = host.marks | marks.numbers(marks.within(control))
    free = v.free(taken)
    number = next(free)
    if index >= body.index(last):
        body.append(_break(number, marks.END if before is not None and marks.is_copy(before) else marks.SPLIT, last))
        body.append(control)
        body.append(own)
        return ""
    following = v.next_section(body, body[index])
    original = deepcopy(following)
    pieces = [control]
    parted = before is not None and not v.ends_section(before)
    if parted:
        pieces.insert(0, _break(number, marks.SPLIT, deepcopy(following)))
    changed = _stand_alone(host, following, continues=parted)
    for offset, piece in enumerate(pieces):
        body.insert(index + offset, piece)
    control.addnext(_break(next(free) if parted else number, marks.END, own))
    return "" if parted or not changed else etree.tostring(original, encoding="unicode", with_tail=False)


def _past_split(body: Any, index: int) -> int:
    """Return the place behind a break at which a section was parted before, so that annexes share one."""
    return index + 1 if index < len(body) and marks.is_break(body[index], marks.SPLIT) else index


def _block_before(body: Any, index: int) -> Any:
    """Return the block before a place, ``None`` where there is none; bookmarks and the like are no blocks."""
    blocks = (e for e in reversed(body[:index]) if e.tag in {v.PARAGRAPH, v.TABLE, v.CONTROL})
    return next(blocks, None)


def _break(number: int, kind: str, section: Any) -> Any:
    (paragraph,) = v.parsed(_TINY.format(number=number, name=f"{kind}{number}"))
    v.down(paragraph, "pPr").append(section)
    section.tail = None
    return paragraph


def _stand_alone(host: Host, section: Any, *, continues: bool) -> bool:
    """Let a section take nothing from the annex before it; return whether it had to change.

    ``continues`` says that its first half stands before the annex, with its start and its title page.
    """
    changed = False
    known = _inherited(host.body, section)
    own = {(v.local(r).removesuffix("Reference"), v.value(r, "type") or "default") for r in section
           if v.local(r) in {"headerReference", "footerReference"}}  # fmt: skip
    for kind, which in reversed([key for key in _KINDS if key not in own]):
        relation = known.get((kind, which)) or _empty(host, kind)
        reference = v.make(f"{kind}Reference", type=which)
        reference.set(f"{v.RELATION}id", relation)
        section.insert(0, reference)
        changed = True
    start = v.down(section, "type")
    if v.value(start) in {"continuous", "nextColumn"}:
        start.set(v.VAL, "nextPage")
        changed = True
    if continues:
        title, numbers = v.down(section, "titlePg"), v.down(section, "pgNumType")
        if title is not None:
            section.remove(title)
        if numbers is not None:
            numbers.attrib.pop(v.w("start"), None)
    return changed


def _empty(host: Host, kind: str) -> str:
    """Return the relation to a header or footer with nothing in it."""
    tag = "hdr" if kind == "header" else "ftr"
    data = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:{tag} xmlns:w="{v.MAIN}"><w:p><w:pPr>'
        '<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/></w:pPr></w:p>'
        f"</w:{tag}>"
    ).encode()
    for relation, name in host.parts(kind):
        if host.read(name) == data:
            return relation
    name = host.add_part("word", f"bluf-no-{kind}", "xml", data, f"{_WORD}.{kind}+xml")
    return host.relate(host.document, f"{v.OFFICE}/{kind}", name)


# --- taking out -------------------------------------------------------------------------------------


def take_out(host: Host, control: Any, following: str) -> tuple[Spot, str]:
    """Take an annex and its section out of the body, and put the sections around it as they were.

    Args:
        host: the report.
        control: the control around the annex, a child of the body.
        following: what ``put`` said of the section behind it.

    Returns:
        where it was, and ``following`` if that now holds for the annex beside it.
    """
    body = host.body
    before, behind = control.getprevious(), control.getnext()
    index = body.index(control)
    body.remove(control)
    if behind is not None and behind.tag == v.SECTION:
        body.remove(behind)
        if marks.is_break(before):
            section = v.down(before, "pPr", "sectPr")
            body.remove(before)
            body.append(section)
            index -= 1
        return Spot(body, index), ""
    if marks.is_break(behind, marks.END):
        body.remove(behind)
    return _closed(body, before, index, following)


def _closed(body: Any, before: Any, index: int, following: str) -> tuple[Spot, str]:
    """Put right what stands behind the place of an annex between sections."""
    behind = body[index] if index < len(body) else None
    if behind is None or marks.is_copy(behind):
        return Spot(body, index), following
    if before is not None and (marks.is_copy(before) or marks.is_break(before, marks.END)):
        return Spot(body, index), following
    section = v.next_section(body, behind)
    if marks.is_break(before, marks.SPLIT):
        original = v.down(before, "pPr", "sectPr")
        body.remove(before)
        index -= 1
    else:
        original = records.section(following) if following else None
    if original is not None and section is not None:
        original.tail = None
        section.getparent().replace(section, original)
    return Spot(body, index), ""
