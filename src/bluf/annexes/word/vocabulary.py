"""The names of WordprocessingML (ISO/IEC 29500-1, transitional), and short ways to walk its elements."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import count
from typing import Any, Final

from lxml import etree

MAIN: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
COMPATIBILITY: Final = "http://schemas.openxmlformats.org/markup-compatibility/2006"
WORD_2010: Final = "http://schemas.microsoft.com/office/word/2010/wordml"
DRAWING: Final = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
PICTURE: Final = "http://schemas.openxmlformats.org/drawingml/2006/picture"
SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"

_W: Final = f"{{{MAIN}}}"
RELATION: Final = f"{{{OFFICE}}}"


def w(name: str) -> str:
    """Return a name of WordprocessingML as lxml writes it."""
    return _W + name


VAL: Final = w("val")
PARAGRAPH, TABLE, CONTROL, SECTION = w("p"), w("tbl"), w("sdt"), w("sectPr")
_PROPERTIES: Final = w("pPr")
_WORDS: Final = frozenset(map(w, ("rPr", "t", "tab", "br", "noBreakHyphen", "softHyphen", "lastRenderedPageBreak")))


def value(element: Any, name: str = "val") -> str:
    """Return an attribute of an element, "" where there is no such element or attribute."""
    return "" if element is None else str(element.get(_W + name) or "")


def number(text: str) -> int | None:
    """Return a whole number that a file of unknown origin gives, ``None`` where it is none."""
    plain = text.removeprefix("-")
    return int(text) if plain.isascii() and plain.isdigit() and len(plain) < 10 else None


def numbers(texts: Iterable[str]) -> set[int]:
    """Return those of the texts that are whole numbers."""
    return {found for text in texts if (found := number(text)) is not None}


def free(taken: Collection[int], least: int = 1) -> Iterator[int]:
    """Yield the numbers that are not taken, in their order.

    A note that is made anew gets the numbers again that it had, and so the report its bytes.
    """
    return (number for number in count(least) if number not in taken)


def is_on(element: Any) -> bool:
    """Return whether an element that is there switches something on (17.17.4)."""
    return element is not None and value(element).lower() not in {"0", "false", "off"}


def down(element: Any, *path: str) -> Any:
    """Return the element at the end of a path of names, ``None`` where there is none."""
    for name in path:
        if element is None:
            return None
        element = next(element.iterchildren(_W + name), None)  # quicker than to find it
    return element


def properties(paragraph: Any) -> Any:
    """Return the properties of a paragraph, ``None`` without any; they stand first in it (17.3.1.22)."""
    try:
        first = paragraph[0]  # quicker than to ask how many there are, which counts them
    except IndexError:
        return None
    if first.tag == _PROPERTIES:
        return first
    return None if isinstance(first.tag, str) else paragraph.find(_PROPERTIES)  # behind a comment


def walk(parent: Any) -> Iterator[Any]:
    """Yield all that stands in an element outside paragraphs, in tables and controls too, and the paragraphs."""
    for child in parent:
        yield child
        if child.tag != PARAGRAPH:
            yield from walk(child)


def paragraphs(block: Any) -> Iterator[Any]:
    """Yield the paragraphs of a block: itself, or those in it, but not those of text boxes."""
    return (e for e in ((block,) if block.tag == PARAGRAPH else walk(block)) if e.tag == PARAGRAPH)


def make(name: str, /, *children: Any, **attributes: str) -> Any:
    """Return a new element; attributes are of WordprocessingML too."""
    element = etree.Element(_W + name, {_W + key: text for key, text in attributes.items()}, nsmap={"w": MAIN})
    element.extend(children)
    return element


def put_in(parent: Any, element: Any, before: Any) -> None:
    """Put an element into another one before one of its children, at the end for ``None``."""
    if before is None:
        parent.append(element)
    else:
        before.addprevious(element)


def parsed(xml: str) -> list[Any]:
    """Return the elements that a piece of our own XML holds."""
    prefixes = {"w": MAIN, "r": OFFICE, "wp": DRAWING, "w14": WORD_2010}
    declared = "".join(f' xmlns:{prefix}="{uri}"' for prefix, uri in prefixes.items())
    return list(etree.fromstring(f"<x{declared}>{xml}</x>"))


def sections(parent: Any) -> Iterator[Any]:
    """Yield the set-ups of all sections in the order of the text, but not those that tracked changes remember.

    Only paragraphs outside tables end sections, so that there is no need to look into everything.
    """
    for block in parent:
        if block.tag == SECTION:
            yield block
        elif block.tag == PARAGRAPH:
            found = down(properties(block), "sectPr")
            if found is not None:
                yield found
        elif block.tag != TABLE:
            yield from sections(block)


def next_section(body: Any, after: Any) -> Any:
    """Return the set-up of the section in which the block ``after`` (a child of the body) lies or which it ends."""
    for block in (after, *after.itersiblings()):
        found = block if block.tag == SECTION else next(sections([block]), None)
        if found is not None:
            return found
    return down(body, "sectPr")


def ends_section(block: Any) -> bool:
    """Return whether a section ends with a child of the body."""
    return block.tag != SECTION and next(sections([block]), None) is not None


def paragraph_text(paragraph: Any) -> str:
    """Return the words of a paragraph as it reads with all tracked changes accepted, white space collapsed."""
    words = []
    for element in paragraph.iter(w("t"), w("tab"), w("br"), w("noBreakHyphen")):
        parent = element.getparent()
        if parent.tag != w("r") or any(a.tag in {w("del"), w("moveFrom")} for a in _between(parent, paragraph)):
            continue
        words.append(element.text or "" if element.tag == w("t") else "-" if element.tag == w("noBreakHyphen") else " ")
    return " ".join("".join(words).split())


def is_words(element: Any) -> bool:
    """Return whether an element is a run of words and nothing else: no picture, field, note or comment hangs on it."""
    return element.tag == w("r") and all(child.tag in _WORDS for child in element)


def _between(element: Any, outer: Any) -> Iterator[Any]:
    while element is not None and element is not outer:
        yield element
        element = element.getparent()


def local(element: Any) -> str:
    """Return the name of an element without its namespace, "" for comments and instructions."""
    return str(etree.QName(element).localname) if isinstance(element.tag, str) else ""


def relations(element: Any) -> set[str]:
    """Return the relations that an element, and all in it, names."""
    return set(map(str, element.xpath(".//@r:*", namespaces={"r": OFFICE})))
