"""Where links and outline entries lead: the page of a destination, named or not (ISO 32000-1, 12.3.2)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import pikepdf

from bluf.annexes.pages import trees
from bluf.untrusted.objects import is_dictionary


def numbering(pdf: pikepdf.Pdf) -> dict[Any, int]:
    """Return the number (from 0) of each page by its object."""
    return {page.obj.objgen: number for number, page in enumerate(pdf.pages)}


class Destinations:
    """The destinations of a file, with the pages as they are numbered now."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self._root: Any = pdf.Root
        self.pages = numbering(pdf)

    def page(self, item: Any) -> int:
        """Return the page (from 0) that an outline entry or a link leads to, or -1."""
        target: Any = item.get("/Dest")
        action: Any = item.get("/A")
        if target is None and is_dictionary(action) and action.get("/S") == "/GoTo":
            target = action.get("/D")
        return self._page(target)

    def _page(self, target: Any) -> int:
        if isinstance(target, pikepdf.String):
            target = self._named.get(bytes(target))
        elif isinstance(target, pikepdf.Name):
            old: Any = self._root.get("/Dests")
            target = old.get(str(target)) if is_dictionary(old) else None
        if is_dictionary(target):
            target = target.get("/D")
        if not isinstance(target, pikepdf.Array) or not len(target):
            return -1
        page: Any = target[0]
        return self.pages.get(page.objgen, -1) if is_dictionary(page) else -1

    @cached_property
    def _named(self) -> Mapping[bytes, Any]:
        names: Any = self._root.get("/Names")
        tree = names.get("/Dests") if is_dictionary(names) else None
        return dict(reversed(trees.pairs(tree, trees.NAMES)))
