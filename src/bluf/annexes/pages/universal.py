"""What PDF/UA-2 asks of a note beyond PDF/UA-1 (ISO 14289-2): links to elements, and stricter lists and captions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pikepdf import Array, Dictionary, Name

from bluf.annexes.pages.paper import Paper
from bluf.untrusted.objects import array, is_dictionary


def settle(paper: Paper, places: Mapping[bytes, Any]) -> None:
    """Make the structure of a note what PDF/UA-2 asks for; ``places`` are elements, by the names that links have."""
    for element in list(paper.elements()):
        role = str(element.S)
        if role == "/L":
            _name_labels(element)
        elif role == "/TOCI":
            _refer(element, places)
        elif role == "/Caption":
            _put_inside(element)


def _name_labels(element: Any) -> None:
    """Say of a list of terms what its labels are (8.2.5.25): PDF 2.0 has a word for it (ISO 32000-2, table 382)."""
    for attributes in array(element.get("/A")):
        if attributes.get("/ListNumbering") == "/None":
            attributes.ListNumbering = Name.Description


def _refer(entry: Any, places: Mapping[bytes, Any]) -> None:
    """Let an entry of the contents name the element that it is about (8.2.5.8)."""
    for link in _links(entry):
        place = places.get(bytes(link.Dest)) if "/Dest" in link else None
        if place is not None:
            entry.Ref = Array([place.SD[0]])
            return


def _links(element: Any) -> Iterator[Any]:
    """Yield the annotations in an element."""
    for kid in array(element.get("/K")):
        if is_dictionary(kid) and "/Obj" in kid:
            yield kid.Obj
        elif is_dictionary(kid) and "/S" in kid:
            yield from _links(kid)


def _put_inside(caption: Any) -> None:
    """Put a caption that stands behind a picture into its element, as the last of it (8.2.5.27)."""
    parent = caption.P
    kids = array(parent.K)
    index = next(n for n, kid in enumerate(kids) if is_dictionary(kid) and kid.objgen == caption.objgen)
    figure = kids[index - 1] if index else None
    if figure is None or figure.get("/S") != "/Figure":
        return
    del kids[index]
    parent.K = Array(kids)
    figure.K = Array([*array(figure.get("/K")), caption])
    caption.P = figure


def lead_to_elements(pages: Sequence[Any], places: dict[bytes, Any]) -> None:
    """Let links lead to elements where places are some; what their names lead to are then the points on pages alone.

    Readers that know no elements go to the points (8.8; ISO 32000-2, table 202).

    Args:
        pages: those of the note in the report.
        places: what the names of its places lead to; those of elements are changed.
    """
    elements = {key: there.SD for key, there in places.items() if is_dictionary(there)}
    places |= {key: places[key].D for key in elements}
    for page in pages if elements else ():
        for link in array(page.get("/Annots")):
            element = elements.get(bytes(link.Dest)) if "/Dest" in link else None
            if element is not None:
                link.A = Dictionary(S=Name.GoTo, D=link.Dest, SD=element)
                del link.Dest
