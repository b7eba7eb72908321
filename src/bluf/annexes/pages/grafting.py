"""The pages of a note taken into a report, with all that belongs to them: names, links, outline, labels, structure."""

from __future__ import annotations

from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from bluf.annexes.pages import labels, outline, structure, trees, universal
from bluf.annexes.pages.claims import Claims
from bluf.annexes.pages.destinations import numbering
from bluf.annexes.pages.paper import Paper, prefix
from bluf.annexes.pages.places import Seat
from bluf.annexes.pages.structure import Place
from bluf.annexes.pages.tags import Tag
from bluf.record import record
from bluf.untrusted.objects import is_dictionary


@record
class Graft:
    """What came into a report: pages, entry of the outline, structure element with its keys.

    ``sound`` tells whether the headings could be fitted to those of the report.
    """

    pages: tuple[Any, ...]
    item: Any
    element: Any = None
    keys: tuple[int, int] = (0, -1)
    sound: bool = True


def graft(pdf: pikepdf.Pdf, paper: Paper, name: str, title: str, label: str, seat: Seat, claims: Claims) -> Graft:
    """Take the pages of a note into a report.

    Args:
        pdf: the report.
        paper: the note, which is used up by it.
        name: the note's name.
        title: what its entry in the outline says.
        label: what the labels of its pages begin with.
        seat: where it goes.
        claims: the standards that it has to keep to.
    """
    tree = structure.root(pdf)
    place = seat.reading
    if tree is not None and place is None:
        place = structure.place_before(tree, seat.page, numbering(pdf))
    named = paper.name_places(name)
    first, parents, sound = 0, [], True
    if tree is None or place is None:
        paper.untag()
    else:
        first = structure.free_key(pdf, tree)
        parents = paper.shift_keys(first)
        paper.settle_types()
        if claims.archival == 1:
            paper.flatten_tables()
        if claims.accessible > 1:
            universal.settle(paper, dict(named))
        if claims.accessible:
            sound = paper.settle_headings(structure.next_heading(tree, place))
    # Pages first: what leads to them finds them only if they are there.
    for number, page in enumerate(paper.pdf.pages, seat.page):
        pdf.pages.insert(number, page)
    pages = tuple(pdf.pages[number].obj for number in range(seat.page, seat.page + len(paper.pdf.pages)))
    labels.insert(pdf, seat.page, len(pages), label)
    element = None if tree is None or place is None else _element(pdf, paper, title)
    if element is None:
        named = [(key, there.D if is_dictionary(there) else there) for key, there in named]
    copied = _copied(pdf, paper, [there for _, there in named])
    places = {key: there for (key, _), there in zip(named, copied, strict=True)}
    universal.lead_to_elements(pages, places)
    _add_names(pdf, list(places.items()))
    item = _outline_item(pdf, paper, title, pages[0], element if claims.accessible > 1 else None)
    outline.insert(pdf, item, seat.perch)
    if tree is None or place is None:
        return Graft(pages, item)
    if claims.accessible and "/Lang" not in pdf.Root:
        # Its elements have said so far what language they are in; outline and page numbers of the note cannot.
        pdf.Root.Lang = paper.pdf.Root.Lang
    structure.insert(element, place)
    structure.add_parents(pdf, tree, first, _copied(pdf, paper, parents))
    return Graft(pages, item, element, (first, first + len(parents) - 1), sound)


def _copied(pdf: pikepdf.Pdf, paper: Paper, things: list[Any]) -> list[Any]:
    """Return copies of things in the note."""
    return list(pdf.copy_foreign(paper.pdf.make_indirect(Array(things))))


def _add_names(pdf: pikepdf.Pdf, named: list[tuple[bytes, Any]]) -> None:
    if not named:
        return
    names: Any = pdf.Root.get("/Names")
    if not is_dictionary(names):
        names = pdf.Root.Names = pdf.make_indirect(Dictionary())
    if not is_dictionary(names.get("/Dests")):
        names.Dests = pdf.make_indirect(Dictionary())
    trees.insert(pdf, names.Dests, trees.NAMES, named)


def _outline_item(pdf: pikepdf.Pdf, paper: Paper, title: str, page: Any, element: Any) -> Any:
    """Return the note's entry in the outline, closed: its title's own entry, or one above several.

    One above several leads to a page, and to an ``element`` if there is one.
    """
    top: Any = paper.pdf.Root.get("/Outlines", Dictionary())
    kids = [top[key] for key in ("/First",) if key in top]
    if kids and "/Next" not in kids[0]:
        source = kids[0]
        del source["/Parent"]
        item = pdf.copy_foreign(source)
    else:
        there = Array([page, Name.Fit])
        item = pdf.make_indirect(Dictionary(Dest=there))
        if element is not None:
            action = Dictionary(S=Name.GoTo, D=there, SD=Array([element, Name.Fit]))
            item = pdf.make_indirect(Dictionary(A=action))
        if kids:
            del top["/Type"]
            copied = pdf.copy_foreign(top)
            for key in ("/First", "/Last", "/Count"):
                item[key] = copied[key]
            _adopt(item)
    item.Title = String(title)
    if int(item.get("/Count", 0)) > 0:
        item.Count = -int(item.Count)
    return item


def _adopt(item: Any) -> None:
    kid: Any = item.First
    while kid is not None:
        kid.Parent = item
        kid = kid.get("/Next")


def _element(pdf: pikepdf.Pdf, paper: Paper, title: str) -> Any:
    """Return the note's topmost element as a part of the report, in its own language."""
    part = paper.root
    part.S = Name.Part
    part.T = String(title)
    part.Lang = paper.pdf.Root.Lang
    del part["/P"]
    return pdf.copy_foreign(part)


def take_out(pdf: pikepdf.Pdf, tag: Tag) -> Seat | None:
    """Take the pages of a copy out of a report, with all that belongs to them; return where they were.

    What of them is not there any more is no matter.
    """
    numbers = numbering(pdf)
    there = sorted(
        {numbers[page.objgen] for page in tag.pages if is_dictionary(page) and page.objgen in numbers}, reverse=True
    )
    for number in there:
        del pdf.pages[number]
        labels.remove(pdf, number, 1)
    perch = outline.remove(tag.item) if is_dictionary(tag.item) and tag.item.is_indirect else outline.Perch()
    reading: Place | None = None
    tree = structure.root(pdf)
    if tree is not None and tag.element is not None:
        reading = structure.remove(pdf, tree, tag.element, tag.keys)
    start = prefix(tag.copy.name)
    names: Any = pdf.Root.get("/Names")
    if is_dictionary(names) and is_dictionary(names.get("/Dests")):
        trees.remove(pdf, names.Dests, trees.NAMES, start, start + b"\xff")
    return Seat(there[-1], perch, reading) if there else None


def sheet(pdf: pikepdf.Pdf, page: int) -> tuple[float, float] | None:
    """Return width and height of a page (from 0) as it is seen, in points."""
    if page >= len(pdf.pages):
        return None
    left, bottom, right, top = map(float, pdf.pages[page].cropbox)
    size = abs(right - left), abs(top - bottom)
    return size[::-1] if pdf.pages[page].rotation % 180 else size
