"""Whether the tags of a PDF hang together: marked content, structure tree, parent tree, annotations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pikepdf

# Structure types of PDF 1.7 (ISO 32000-1, 14.8.4) that bluf uses.
STANDARD = set(
    "Document Sect Div BlockQuote Caption TOC TOCI P H1 H2 H3 H4 H5 H6 L LI Lbl LBody Table THead TBody TR TH TD "
    "Span Code Link Reference Figure".split()
)
PAINTING = set("S s f F f* B B* b b* Tj TJ ' \" Do sh EI".split())


def inconsistencies(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Yield all that is wrong with the tags."""
    root = pdf.Root.get("/StructTreeRoot")
    mark = pdf.Root.get("/MarkInfo")
    if root is None or mark is None or not mark.get("/Marked"):
        yield "not tagged"
        return
    parents = _numbers(root.ParentTree)
    owners: dict[Any, Any] = {}  # what the tree says: (page, MCID) or annotation → element
    yield from _tree(root, root.K, root.get("/RoleMap", {}), owners)
    for number, page in enumerate(pdf.pages, 1):
        for problem in _page(page, parents, owners):
            yield f"page {number}: {problem}"
    for place in owners:
        yield f"the tree has content that is not on its page: {place}"


def _numbers(tree: Any) -> dict[int, Any]:
    found = {}
    for kid in tree.get("/Kids", []):
        found.update(_numbers(kid))
    nums = list(tree.get("/Nums", []))
    return found | {int(key): value for key, value in zip(nums[::2], nums[1::2], strict=True)}


def _tree(parent: Any, element: Any, roles: Any, owners: dict[Any, Any]) -> Iterator[str]:
    role = str(element.S)[1:]
    if element.P.objgen != parent.objgen:
        yield f"{role}: its parent is another one"
    if role not in STANDARD and str(roles.get(f"/{role}", ""))[1:] not in STANDARD:
        yield f"{role}: no such structure type"
    yield from _manners(role, element)
    for kid in _kids(element):
        if isinstance(kid, int) or kid.get("/Type") == "/MCR":
            page, mcid = (element.Pg, kid) if isinstance(kid, int) else (kid.Pg, int(kid.MCID))
            if (page.objgen, mcid) in owners:
                yield f"{role}: content {mcid} has two elements"
            owners[page.objgen, mcid] = element
        elif kid.get("/Type") == "/OBJR":
            if role != "Link":
                yield f"{role}: has an annotation"
            owners[kid.Pg.objgen, kid.Obj.objgen] = element
        else:
            yield from _tree(element, kid, roles, owners)


def _kids(element: Any) -> list[Any]:
    kids = element.get("/K", pikepdf.Array())
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def _manners(role: str, element: Any) -> Iterator[str]:
    """Yield what a type asks for beyond its place."""
    attributes = element.get("/A", pikepdf.Dictionary())
    kids = [str(kid.get("/S", "")) for kid in _kids(element) if not isinstance(kid, int)]
    if role == "Figure" and not (str(element.get("/Alt", "")) and "/BBox" in attributes):
        yield "Figure: lacks its words or its box"
    if role == "TH" and "/Scope" not in attributes:
        yield "TH: heads neither row nor column"
    if role == "L" and "/ListNumbering" not in attributes:
        yield "L: does not say how it is numbered"
    if role == "LI" and not set(kids) <= {"/Lbl", "/LBody"}:
        yield "LI: has more than a label and a body"
    if role == "TR" and not set(kids) <= {"/TH", "/TD"}:
        yield "TR: has more than cells"
    if role == "Link" and not any(not isinstance(kid, int) and kid.get("/Type") == "/OBJR" for kid in _kids(element)):
        yield "Link: leads nowhere"


def _page(page: pikepdf.Page, parents: dict[int, Any], owners: dict[Any, Any]) -> Iterator[str]:
    here = page.obj.objgen
    listed = parents.get(int(page.get("/StructParents", -1)), [])
    if page.get("/Tabs") != "/S":
        yield "its tab order is not that of the structure"
    seen = []
    for problem, mcid in _content(page):
        if problem:
            yield problem
        else:
            seen.append(mcid)
    if seen != list(range(len(listed))):
        yield f"its content is numbered {seen[:5]}…, its parent tree has {len(listed)} entries"
    for mcid, element in enumerate(listed):
        owner = owners.pop((here, mcid), None)
        if owner is None or owner.objgen != element.objgen:
            yield f"content {mcid} belongs to another element"
    for annotation in page.get("/Annots", []):
        owner = owners.pop((here, annotation.objgen), None)
        element = parents.get(int(annotation.get("/StructParent", -1)))
        if owner is None or element is None or owner.objgen != element.objgen:
            yield "an annotation belongs to no element"
        if not str(annotation.get("/Contents", "")):
            yield "an annotation says nothing"


def _content(page: pikepdf.Page) -> Iterator[tuple[str, int]]:
    """Yield the numbers of marked content in their order, and what is wrong with the operators."""
    marked, in_text, opened_in_text, said = False, False, False, False
    for instruction in pikepdf.parse_content_stream(page):
        operands, name = instruction.operands, str(instruction.operator)
        if name == "BDC" and marked and not said and list(operands[1].keys()) == ["/ActualText"]:
            said = True  # what a stretch of tagged text says: the one thing that stands inside
        elif name == "EMC" and said:
            said = False
        elif name in {"BDC", "BMC"}:
            if marked:
                yield "marked content in marked content", -1
            marked, opened_in_text = True, in_text
            if name == "BDC" and "/MCID" in operands[1]:
                yield "", int(operands[1].MCID)
            elif str(operands[0]) != "/Artifact":
                yield f"{operands[0]} without a number", -1
        elif name == "EMC":
            if not marked or in_text != opened_in_text:
                yield "marked content ends out of place", -1
            marked = False
        elif name in {"BT", "ET"}:
            in_text = name == "BT"
        elif name in PAINTING and not marked:
            yield f"{name} outside a tag", -1
    if marked or in_text:
        yield "marked content or text is not ended", -1
