"""What Word calls the styles: its own names where it has them, else words made from the role."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, TypedDict

# Role → name of Word's built-in style (ISO/IEC 29500-1, 17.7.4.9 and Word's list of latent styles).
PARAGRAPHS: Final = {
    "body": "Normal",
    "title": "Title",
    "subtitle": "Subtitle",
    "caption": "caption",
    "quotation": "Quote",
    "list": "List Paragraph",
    "contents-title": "TOC Heading",
    "header": "header",
    "footer": "footer",
    **{f"heading-{level}": f"heading {level - 1}" for level in range(2, 7)},
    **{f"contents-{level}": f"toc {level}" for level in range(1, 6)},
}
TEXTS: Final = {"strong": "Strong", "emphasis": "Emphasis", "link": "Hyperlink", "code": "HTML Code"}
LISTS: Final = {"unordered": "List Bullet", "ordered": "List Number"}

# Built-in styles that this writer makes use of: priority in Word's pane, and whether the gallery shows them.
LATENT: Final = {
    "Normal": (0, True),
    **{f"heading {level}": (9, True) for level in range(1, 6)},
    "Title": (10, True),
    "Subtitle": (11, True),
    "Emphasis": (20, True),
    "Strong": (22, True),
    "Quote": (29, True),
    "List Paragraph": (34, True),
    "caption": (35, True),
    **{f"toc {level}": (39, False) for level in range(1, 6)},
    "TOC Heading": (39, False),
    "header": (99, False),
    "footer": (99, False),
    "Hyperlink": (99, False),
    "HTML Code": (99, False),
    **{
        f"List {kind}{level}": (36, not level)
        for kind in ("Bullet", "Number", "Continue")
        for level in ("", " 2", " 3", " 4", " 5")
    },
}
DEFAULTS: Final = ("Default Paragraph Font", "Normal Table", "No List")


class Rank(TypedDict):
    """Where a style stands in Word's lists of styles."""

    priority: int
    gallery: bool
    custom: bool


def rank(name: str, *, role: bool) -> Rank:
    """Return the rank of the style of this name; ``role`` tells the theme's own from their variants."""
    if name in LATENT:
        priority, gallery = LATENT[name]
        return Rank(priority=priority, gallery=gallery, custom=False)
    return Rank(priority=40 if role else 60, gallery=role, custom=True)


def human(role: str) -> str:
    """Return ``bottom-line`` as ``Bottom Line``."""
    return " ".join(word[:1].upper() + word[1:] for word in re.split(r"[-_\s]+", role) if word) or "Plain"


def list_name(role: str, depth: int, *, marked: bool) -> str:
    """Return the name of the style of list paragraphs; ``depth`` counts from 0."""
    known = LISTS.get(role)
    name = known or f"{human(role)} List"
    if not marked:
        name = "List Continue" if role == "unordered" else f"{name} Continue"
    return f"{name} {depth + 1}" if depth else name


class Names:
    """Hands out names and ids of styles: no two styles of any kind may share one, whatever their letters' case."""

    def __init__(self, taken: Iterable[str]) -> None:
        """Start with the names in ``taken`` given away."""
        self._taken: set[str] = set()
        for name in taken:
            self.take(name, "")

    def take(self, name: str, kind: str) -> tuple[str, str]:
        """Return the name to use for ``name`` and its id; ``kind`` is the word that tells it from a namesake."""
        chosen, number = name, 2
        if self._is_taken(chosen):
            chosen = f"{name} {kind}"
        while self._is_taken(chosen):
            chosen = f"{name} {kind} {number}"
            number += 1
        self._taken |= {chosen.lower(), self._id(chosen).lower()}
        return chosen, self._id(chosen)

    def _is_taken(self, name: str) -> bool:
        return bool({name.lower(), self._id(name).lower()} & self._taken)

    def _id(self, name: str) -> str:
        # Word's own ids are the names without spaces, each word with a capital: "heading 1" is Heading1.
        words = re.findall(r"[A-Za-z0-9]+", name)
        return "".join(w.upper() if w == "toc" else w[:1].upper() + w[1:] for w in words) or "Style"
