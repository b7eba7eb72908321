"""The structure tree, its parent tree, and link annotations as objects of the file (ISO 32000-1, 14.7)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFObjectReference

from bluf.document import tree
from bluf.document.walk import inline_text
from bluf.writers.pdf.metadata import destination_name
from bluf.writers.pdf.painting import Annotation
from bluf.writers.pdf.pdffile import PdfFile
from bluf.writers.pdf.structure import PER_PAGE, ROLE_MAP, Element, prune
from bluf.writers.pdf.syntax import text_string

_LEAF = 64  # entries in a leaf of the parent tree


def add_structure(
    file: PdfFile,
    root: Element,
    marked: Sequence[Sequence[Element]],
    annotations: Sequence[Annotation],
    pages: Sequence[int],
    annotation_numbers: Sequence[int],
) -> PDFObjectReference:
    """Add the structure tree; return the reference to its root.

    Args:
        file: the file.
        root: the element of the whole document.
        marked: for each page the elements of its marked-content sequences.
        annotations: all link annotations, in the order of their numbers.
        pages: the object numbers of the pages.
        annotation_numbers: the object numbers of the annotations.
    """
    prune(root)
    # Elements of one type stand together: they are as long as each other and say nearly the same, which takes
    # two per cent off a file with many.
    elements = sorted(_walk(root), key=lambda element: element.role)
    first = file.reserve(len(elements))
    for number, element in enumerate(elements, first):
        element.number = number
    parents = [f"[{' '.join(f'{element.number} 0 R' for element in page)}]" for page in marked]
    parents += [f"{annotation.element.number} 0 R" for annotation in annotations]
    roles = {element.role for element in elements}
    tree_root = PDFDictionary(
        {
            "Type": "/StructTreeRoot",
            "K": f"{root.number} 0 R",
            "ParentTree": _number_tree(file, parents),
            "ParentTreeNextKey": len(parents),
            "RoleMap": PDFDictionary({role: f"/{ROLE_MAP[role]}" for role in sorted(roles & ROLE_MAP.keys())}),
        }
    )
    reference = file.Reference(tree_root)
    above = file.number(reference)
    for element in elements:
        parent = element.parent.number if element.parent else above
        file.put(element.number, _element(element, parent, pages, annotation_numbers).encode("ascii"))
    return reference


def _walk(element: Element) -> Iterator[Element]:
    todo = [element]
    while todo:
        element = todo.pop()
        yield element
        todo.extend(kid for kid in reversed(element.kids) if isinstance(kid, Element))


def _element(element: Element, parent: int, pages: Sequence[int], annotations: Sequence[int]) -> str:
    """Return a structure element in PDF syntax; its page is that of its first content."""
    page = -1
    kids = []
    for kid in element.kids:
        if isinstance(kid, Element):
            kids.append(f"{kid.number} 0 R")
        elif isinstance(kid, int):
            on, mcid = divmod(kid, PER_PAGE)
            if page < 0:
                page = on
            if on == page:
                kids.append(str(mcid))
            else:
                kids.append(f"<</Type/MCR/Pg {pages[on]} 0 R/MCID {mcid}>>")
        else:
            on_page = "" if kid.page == page else f"/Pg {pages[kid.page]} 0 R"
            kids.append(f"<</Type/OBJR/Obj {annotations[kid.annotation]} 0 R{on_page}>>")
    parts = [f"<</S/{element.role}/P {parent} 0 R"]
    if page >= 0:
        parts.append(f"/Pg {pages[page]} 0 R")
    if kids:
        parts.append(f"/K {kids[0]}" if len(kids) == 1 else f"/K[{' '.join(kids)}]")
    if element.attributes:
        parts.append(f"/A<<{element.attributes}>>")
    if element.language:
        parts.append(f"/Lang{text_string(element.language)}")
    if element.alternative:
        parts.append(f"/Alt{text_string(element.alternative)}")
    if element.actual:
        parts.append(f"/ActualText{text_string(element.actual)}")
    return "".join(parts) + ">>"


def _number_tree(file: PdfFile, values: Sequence[str]) -> PDFObjectReference:
    """Add a number tree from 0, 1, … to ``values``."""
    leaves = []
    for start in range(0, len(values), _LEAF):
        part = values[start : start + _LEAF]
        pairs = " ".join(f"{number} {value}" for number, value in enumerate(part, start))
        leaf = file.reserve()
        file.put(leaf, f"<</Limits[{start} {start + len(part) - 1}]/Nums[{pairs}]>>".encode("ascii"))
        leaves.append(f"{leaf} 0 R")
    return file.Reference(PDFDictionary({"Kids": f"[{' '.join(leaves)}]"}))


def annotation(link: Annotation, height: float, key: int) -> bytes:
    """Return a link annotation in PDF syntax; ``key`` is its place in the parent tree."""
    areas = [(left, height - bottom, right, height - top) for left, top, right, bottom in link.areas]
    rect = (
        min(a[0] for a in areas),
        min(a[1] for a in areas),
        max(a[2] for a in areas),
        max(a[3] for a in areas),
    )
    quads = " ".join(
        f"{left:.2f} {top:.2f} {right:.2f} {top:.2f} {left:.2f} {bottom:.2f} {right:.2f} {bottom:.2f}"
        for left, bottom, right, top in areas
    )
    if isinstance(link.link, tree.Link):
        action = f"/A<</S/URI/URI{text_string(_address(link.link.target))}>>"
    else:
        action = f"/Dest{destination_name(link.link.target)}"
    parts = (
        "<</Type/Annot/Subtype/Link/F 4/Border[0 0 0]",
        "/Rect[{:.2f} {:.2f} {:.2f} {:.2f}]".format(*rect),
        f"/QuadPoints[{quads}]/StructParent {key}/Contents{text_string(_contents(link.link))}{action}>>",
    )
    return "".join(parts).encode("ascii")


def _contents(link: tree.Link | tree.Reference) -> str:
    """Return what a link is called where its words are not read: its title, or its words and where it leads."""
    if link.title:
        return link.title
    words = inline_text(link.children).strip()
    if isinstance(link, tree.Link) and words != link.target:
        return f"{words} ({link.target})" if words else link.target
    return words or link.target


def _address(target: str) -> str:
    """Return a URL in ASCII: what is not, is percent-encoded (RFC 3987, 3.1)."""
    return "".join(
        char if " " < char <= "~" else "".join(f"%{byte:02X}" for byte in char.encode("utf-8", "replace"))
        for char in target
    )
