"""The structure types of PDF, and what an element has as content (ISO 32000-1, 14.7 and 14.8.4)."""

from __future__ import annotations

from typing import Any

from bluf.untrusted.objects import is_dictionary

# The structure types of PDF 1.7.
STANDARD = frozenset(
    "Document Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct Private P H H1 H2 H3 H4 H5 H6 L LI Lbl "
    "LBody Table TR TH TD THead TBody TFoot Span Quote Note Reference BibEntry Code Link Annot Ruby RB RT RP Warichu "
    "WT WP Figure Formula Form".split()
)
MARKED, OBJECT = "/MCR", "/OBJR"
_FARTHEST_ROLE = 20


def standard_type(role: str, roles: Any) -> str:
    """Return the standard type that a type stands for, by the role map ``roles``."""
    for _ in range(_FARTHEST_ROLE):
        if role in STANDARD or f"/{role}" not in roles:
            break
        role = str(roles[f"/{role}"])[1:]
    return role


def type_of(element: Any, roles: Any) -> str:
    """Return the standard type of an element; "" where it has none, or one whose name is no text."""
    try:
        return standard_type(str(element.get("/S", ""))[1:], roles)
    except UnicodeDecodeError:  # a name may be any bytes, and older programs write them in encodings of their own
        return ""


def is_content(kid: Any) -> bool:
    """Return whether a kid of an element is content, and not an element."""
    return isinstance(kid, int) or (is_dictionary(kid) and kid.get("/Type") in {MARKED, OBJECT})
