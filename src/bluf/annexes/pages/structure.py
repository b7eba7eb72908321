"""The structure tree of a report: an element put in where it is to be read, and taken out (ISO 32000-1, 14.7)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary

from bluf.annexes.pages import trees
from bluf.record import record
from bluf.untrusted.objects import array, is_dictionary
from bluf.untrusted.tags import MARKED, OBJECT, is_content, type_of

_GROUPS = {"Document", "Part", "Art", "Sect", "Div", "NonStruct"}  # what may hold a part of the text
_HEADINGS = {"H", "H1", "H2", "H3", "H4", "H5", "H6"}
_DEEPEST = 100
_FARTHEST = 20_000  # elements that are looked at for the next content or heading
_MOST_KEYS = 2**31 - 2**24


@record
class Place:
    """A place in reading order: the element, or the root, and which of its kids it comes before."""

    parent: Any
    index: int


def root(pdf: pikepdf.Pdf) -> Any:
    """Return the root of the structure tree, or ``None`` where the report has none."""
    tree: Any = pdf.Root.get("/StructTreeRoot")
    return tree if is_dictionary(tree) and tree.is_indirect else None


# --- places -----------------------------------------------------------------------------------------


def place_before(tree: Any, page: int, pages: Mapping[Any, int]) -> Place:
    """Return where what stands before a page (from 0) is to be read: after all that stands on earlier pages.

    Args:
        tree: the root of the structure tree.
        page: the number of pages before it.
        pages: the number of each page by its object.
    """
    roles: Any = tree.get("/RoleMap", {})
    node = tree
    for _ in range(_DEEPEST):
        kids = array(node.get("/K"))
        index = _first_from(kids, page, node, pages)
        before = kids[index - 1] if index else None
        if not _is_group(before, roles):
            break
        whole = node is tree and len(kids) == 1
        if not whole and _edge(before, node, pages, last=True) < page:
            break
        node = before
    return Place(node, _first_from(array(node.get("/K")), page, node, pages))


def _is_group(kid: Any, roles: Any) -> bool:
    return is_dictionary(kid) and kid.is_indirect and type_of(kid, roles) in _GROUPS


def _first_from(kids: list[Any], page: int, parent: Any, pages: Mapping[Any, int]) -> int:
    """Return the index of the first kid that begins on this page or later; those that show nothing decide nothing."""
    index = len(kids)
    if page >= len(pages):
        return index  # the end, after whatever there is
    for number in range(len(kids) - 1, -1, -1):
        begins = _edge(kids[number], parent, pages, last=False)
        if begins >= page:
            index = number
        elif begins >= 0:
            break
    return index


def _edge(kid: Any, parent: Any, pages: Mapping[Any, int], *, last: bool) -> int:
    """Return the page of the first or last content in a kid, or -1."""
    waiting = [(kid, parent)]
    seen: set[Any] = set()
    while waiting and len(seen) < _FARTHEST:
        kid, parent = waiting.pop()
        seen.add(kid.objgen if is_dictionary(kid) and kid.is_indirect else (-len(seen), 0))
        if is_content(kid):
            holder = parent if isinstance(kid, int) or "/Pg" not in kid else kid
            page: Any = holder.get("/Pg")
            number = pages.get(page.objgen, -1) if is_dictionary(page) else -1
            if number >= 0:
                return number
        elif is_dictionary(kid):
            below = [(inner, kid) for inner in array(kid.get("/K")) if not _was(inner, seen)]
            waiting += below if last else reversed(below)
    return -1


def _was(thing: Any, seen: set[Any]) -> bool:
    return is_dictionary(thing) and thing.is_indirect and thing.objgen in seen


# --- in and out -------------------------------------------------------------------------------------


def insert(element: Any, place: Place) -> None:
    """Put an element, which is an object of the file, into its place."""
    parent = place.parent
    element.P = parent
    kids: Any = parent.get("/K")
    if isinstance(kids, Array):
        kids.insert(min(place.index, len(kids)), element)
    else:
        both = array(kids)
        both.insert(place.index, element)
        parent.K = Array(both)


def remove(pdf: pikepdf.Pdf, tree: Any, element: Any, keys: tuple[int, int]) -> Place | None:
    """Take out an element, and the keys by which its pages find it; return the place that it had."""
    parents: Any = tree.get("/ParentTree")
    if is_dictionary(parents):
        trees.remove(pdf, parents, trees.NUMBERS, *keys)
    if int(tree.get("/ParentTreeNextKey", 0)) == keys[1] + 1:
        tree.ParentTreeNextKey = keys[0]
    parent: Any = element.get("/P") if is_dictionary(element) else None
    if not is_dictionary(parent):
        return None
    kids = array(parent.get("/K"))
    for index, kid in enumerate(kids):
        if is_dictionary(kid) and kid.objgen == element.objgen:
            parent.K = Array(kids[:index] + kids[index + 1 :])
            return Place(parent, index)
    return None


def free_key(pdf: pikepdf.Pdf, tree: Any) -> int:
    """Return a key that is greater than all in the parent tree, and than those that pages name."""
    keys = [int(key) for key, _ in trees.pairs(tree.get("/ParentTree"), trees.NUMBERS)]
    keys += [int(page.obj.get("/StructParents", -1)) for page in pdf.pages]
    keys.append(int(tree.get("/ParentTreeNextKey", 0)) - 1)
    return max(key for key in (-1, *keys) if key < _MOST_KEYS) + 1


def add_parents(pdf: pikepdf.Pdf, tree: Any, first: int, parents: list[Any]) -> None:
    """Let what has the keys from ``first`` on find its elements."""
    if not is_dictionary(tree.get("/ParentTree")):
        tree.ParentTree = pdf.make_indirect(Dictionary(Nums=Array()))
    trees.insert(pdf, tree.ParentTree, trees.NUMBERS, list(enumerate(parents, first)))
    tree.ParentTreeNextKey = first + len(parents)


# --- headings ---------------------------------------------------------------------------------------


def next_heading(tree: Any, place: Place) -> str:
    """Return the type of the first heading after a place: "H1" to "H6", or "" where none follows nearby.

    In a report whose headings are not numbered it is "H" wherever the place is.
    """
    return "H" if _heading(tree, Place(tree, 0)) == "H" else _heading(tree, place)


def _heading(tree: Any, place: Place) -> str:
    roles = tree.get("/RoleMap", {})
    for element in _following(place):
        role = type_of(element, roles)
        if role in _HEADINGS:
            return role
    return ""


def _following(place: Place) -> Iterator[Any]:
    """Yield the elements that are read after a place, each once."""
    seen: set[Any] = set()
    parent, index = place.parent, place.index
    for _ in range(_DEEPEST):
        waiting = list(reversed(array(parent.get("/K"))[index:]))
        while waiting and len(seen) < _FARTHEST:
            element = waiting.pop()
            if not is_dictionary(element) or element.get("/Type") in {MARKED, OBJECT} or _was(element, seen):
                continue
            seen.add(element.objgen if element.is_indirect else (-len(seen), 0))
            yield element
            waiting += reversed(array(element.get("/K")))
        above = parent.get("/P")
        if not is_dictionary(above):
            return
        index = next((n for n, kid in enumerate(array(above.get("/K")), 1) if _same(kid, parent)), 0)
        if not index:
            return
        parent = above


def _same(one: Any, other: Any) -> bool:
    return is_dictionary(one) and bool(one.objgen == other.objgen)
