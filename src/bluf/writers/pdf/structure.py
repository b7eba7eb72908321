"""The structure tree of a tagged PDF (ISO 32000-1, 14.7 and 14.8): what screen readers and converters follow.

Elements are made while the document is laid out, in the order of the tree; marked content and annotations
join them when pages are painted. An element whose text runs over two pages has content on both.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

# Structure types that are not standard in PDF 1.7, and what stands for them (ISO 32000-1, 14.8.4).
ROLE_MAP = {"Aside": "Sect"}


class Annotated(NamedTuple):
    """An annotation on a page, by its number among all annotations of the file."""

    page: int
    annotation: int


Content: TypeAlias = int  # a marked-content sequence: its page times ``PER_PAGE``, and its number (MCID) there
PER_PAGE = 1 << 20


class Element:
    """A structure element: its type, its place in the tree, and what it says to those who cannot see it.

    ``attributes`` are attribute objects, each its owner and its entries in PDF syntax; ``actual`` is what its
    content says, where that is not the order in which its glyphs stand.
    """

    __slots__ = ("actual", "alternative", "attributes", "kids", "language", "number", "parent", "role", "title")

    def __init__(
        self,
        role: str,
        parent: Element | None,
        *,
        language: str = "",
        alternative: str = "",
        actual: str = "",
        attributes: str = "",
    ) -> None:
        """Make an element and hang it, if it has a parent, below that as its last child."""
        self.role = role
        self.parent = parent
        self.kids: list[Element | Content | Annotated] = []
        self.language = language
        self.alternative = alternative
        self.actual = actual
        self.attributes = attributes
        self.number = 0
        if parent is not None:
            parent.kids.append(self)


def prune(element: Element) -> None:
    """Take away empty elements that would be noise; cells stay, because a row counts them."""
    for kid in element.kids:
        if isinstance(kid, Element):
            prune(kid)
    element.kids = [
        kid
        for kid in element.kids
        if not isinstance(kid, Element) or kid.kids or kid.role in {"TD", "TH"} or kid.alternative
    ]
