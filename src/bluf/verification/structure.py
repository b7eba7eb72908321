"""Whether the tags of a PDF hang together: content, structure tree, parent tree, annotations (ISO 32000-1, 14.7)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf

from bluf.untrusted.objects import MALFORMED, MOST_KIDS, TooLargeError, array, is_dictionary, leaves
from bluf.untrusted.tags import OBJECT, STANDARD, is_content, type_of
from bluf.verification.content import Budget, Content, contents
from bluf.verification.report import Problem

_NUMBERED_HEADINGS = {f"H{level}": level for level in range(1, 7)}
_QUIET = {"/Popup", "/PrinterMark", "/TrapNet"}  # annotations that belong to no element
_HIDDEN = 2  # flag of an annotation


@dataclass(slots=True)
class _Owners:
    """What the tree says: which element has which content, by page or form and number, and which object."""

    content: dict[tuple[Any, int], Any] = field(default_factory=dict)
    objects: dict[Any, Any] = field(default_factory=dict)


def is_tagged(pdf: pikepdf.Pdf) -> bool:
    """Return whether a file says that it is tagged, and has a structure tree."""
    mark: Any = pdf.Root.get("/MarkInfo")
    return is_dictionary(mark) and bool(mark.get("/Marked")) and is_dictionary(pdf.Root.get("/StructTreeRoot"))


def problems(pdf: pikepdf.Pdf, *, ours: bool = False) -> Iterator[Problem]:
    """Yield what is wrong with the tags of a tagged file.

    Args:
        pdf: the file.
        ours: it is made by bluf, which keeps stricter rules than the standards.
    """
    if not is_tagged(pdf):
        yield Problem("not-tagged", "the file is not tagged")
        return
    root = pdf.Root.StructTreeRoot
    parents = {int(key): value for key, value in leaves(root.get("/ParentTree"), "/Nums")}
    owners = _Owners()
    yield from _tree(root, owners, ours=ours)
    budget = Budget()
    for number, page in enumerate(pdf.pages, 1):
        try:
            for code, message in _page(page, parents, owners, budget, ours=ours):
                yield Problem(code, message, number)
        except TooLargeError as bad:
            yield Problem("page-huge", str(bad), number)
        except MALFORMED as bad:
            yield Problem("page-malformed", f"the page cannot be read: {bad}", number)
    if owners.content:
        count = len(owners.content)
        yield Problem("tags", f"the tree has {count} piece{'s'[: count > 1]} of content that no page has")
    if owners.objects:
        yield Problem("tags", "the tree has annotations or pictures that no page has")


# --- the tree ---------------------------------------------------------------------------------------


def _tree(root: Any, owners: _Owners, *, ours: bool) -> Iterator[Problem]:
    """Walk the elements in reading order; each is entered once, so that no circle holds us."""
    roles = root.get("/RoleMap", {})
    waiting = [(root, kid) for kid in reversed(array(root.get("/K")))]
    seen: set[Any] = set()
    heading = 0
    while waiting and len(seen) < MOST_KIDS:
        parent, element = waiting.pop()
        if not is_dictionary(element) or "/S" not in element:
            yield Problem("tags", "the structure tree holds something that is no element")
            continue
        role = type_of(element, roles) or "a name that is no text"
        if element.objgen in seen:
            yield Problem("tags", f"{role}: it stands in the tree twice")
            continue
        if element.is_indirect:
            seen.add(element.objgen)
        if role in _NUMBERED_HEADINGS:
            level = _NUMBERED_HEADINGS[role]
            if level > heading + 1:
                after = f"one of level {heading}" if heading else "no other"
                yield Problem("heading-order", f"a heading of level {level} follows {after}")
            heading = level
        yield from _element(role, parent, element, ours=ours)
        below = []
        for kid in array(element.get("/K")):
            if is_content(kid):
                yield from _own(role, element, kid, owners, ours=ours)
            else:
                below.append((element, kid))
        waiting += reversed(below)


def _own(role: str, element: Any, kid: Any, owners: _Owners, *, ours: bool) -> Iterator[Problem]:
    """Note what an element has as its content."""
    if not isinstance(kid, int) and kid.get("/Type") == OBJECT:
        if ours and role != "Link":
            yield Problem("tags", f"{role}: it has an annotation")
        owners.objects[kid.Obj.objgen] = element
        return
    if isinstance(kid, int):
        place = (element.get("/Pg", element).objgen, kid)
    else:
        place = (kid.get("/Stm", kid.get("/Pg", element.get("/Pg", element))).objgen, int(kid.MCID))
    if place in owners.content:
        yield Problem("tags", f"{role}: its content {place[1]} has two elements")
    owners.content[place] = element


def _element(role: str, parent: Any, element: Any, *, ours: bool) -> Iterator[Problem]:
    """Yield what is wrong with an element itself."""
    if "/P" not in element or element.P.objgen != parent.objgen:
        yield Problem("tags", f"{role}: its parent is another one")
    if role not in STANDARD:
        yield Problem("tags", f"{role}: there is no such type of element")
    if role in {"Figure", "Formula"} and not (str(element.get("/Alt", "")) or str(element.get("/ActualText", ""))):
        yield Problem("alt-missing", f"{role}: no words say what it shows")
    kids = array(element.get("/K"))
    if role == "Link" and not any(is_dictionary(kid) and kid.get("/Type") == OBJECT for kid in kids):
        yield Problem("tags", "Link: it leads nowhere")
    if ours:
        yield from _manners(role, element, kids)


def _manners(role: str, element: Any, kids: list[Any]) -> Iterator[Problem]:
    """Yield where an element is not as bluf writes it."""
    attributes = element.get("/A", pikepdf.Dictionary())
    types = {str(kid.get("/S", "")) for kid in kids if is_dictionary(kid)}
    if role == "Figure" and "/BBox" not in attributes:
        yield Problem("tags", "Figure: its box is not given")
    if role == "TH" and "/Scope" not in attributes:
        yield Problem("tags", "TH: it heads neither row nor column")
    if role == "L" and "/ListNumbering" not in attributes:
        yield Problem("tags", "L: it does not say how it is numbered")
    if role == "LI" and not types <= {"/Lbl", "/LBody"}:
        yield Problem("tags", "LI: it has more than a label and a body")
    if role == "TR" and not types <= {"/TH", "/TD"}:
        yield Problem("tags", "TR: it has more than cells")


# --- pages ------------------------------------------------------------------------------------------

_Found = tuple[str, str]  # the code of a diagnostic and its message


def _page(
    page: pikepdf.Page, parents: dict[int, Any], owners: _Owners, budget: Budget, *, ours: bool
) -> Iterator[_Found]:
    annotations = array(page.obj.get("/Annots"))
    if page.obj.get("/Tabs") != "/S" and (ours or annotations):
        yield "tags", "its tab order is not that of the structure"
    drawn: dict[Any, Content] = {}
    for content in contents(page, budget):
        drawn.setdefault(content.key, content)
        for fault in dict.fromkeys(content.faults):
            yield "tags", fault
    texts = sum(content.texts_outside for content in drawn.values())
    drawings = sum(content.drawings_outside for content in drawn.values())
    if texts:
        yield "text-untagged", f"outside tags and artifacts: {texts} piece{'s'[: texts > 1]} of text"
    if drawings:
        yield "text-untagged", f"outside tags and artifacts: {drawings} drawing{'s'[: drawings > 1]}"
    for content in drawn.values():
        yield from _numbers(content, parents, owners, ours=ours)
    for annotation in annotations:
        yield from _annotation(annotation, parents, owners)


def _numbers(content: Content, parents: dict[int, Any], owners: _Owners, *, ours: bool) -> Iterator[_Found]:
    """Yield where the numbers of content, the parent tree and the structure tree differ."""
    listed = array(parents.get(content.parents))
    seen = content.numbers
    if ours and seen != list(range(len(listed))):
        yield "tags", f"its content is numbered {seen[:5]}…, its parent tree has {len(listed)} entries"
    elif len(set(seen)) < len(seen):
        yield "tags", "two pieces of content have one number"
    wrong = []
    for number in sorted(set(seen) | {n for n, element in enumerate(listed) if is_dictionary(element)}):
        owner: Any = owners.content.pop((content.key, number), None)
        element: Any = listed[number] if 0 <= number < len(listed) else None
        if owner is None or not is_dictionary(element) or owner.objgen != element.objgen:
            wrong.append(str(number))
    if wrong:
        names = ", ".join(wrong[:5]) + ("…" if len(wrong) > 5 else "")
        yield "tags", f"the parent tree and the structure tree disagree on content {names}"


def _annotation(annotation: Any, parents: dict[int, Any], owners: _Owners) -> Iterator[_Found]:
    owner = owners.objects.pop(annotation.objgen, None)
    kind = str(annotation.get("/Subtype", ""))
    if kind in _QUIET or int(annotation.get("/F", 0)) & _HIDDEN:
        return
    element: Any = parents.get(int(annotation.get("/StructParent", -1)))
    if owner is None or not is_dictionary(element) or owner.objgen != element.objgen:
        yield "tags", "an annotation belongs to no element"
    if kind != "/Widget" and not str(annotation.get("/Contents", "")):
        yield "alt-missing", "a link or note says nothing to those who do not see it"
