"""The content of pages: which numbers their marked content has, and what stands outside it (ISO 32000-1, 14.6)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf

from bluf.untrusted.objects import LARGEST_CONTENT, MOST_CONTENT, TooLargeError, array, is_dictionary, unpacked

_SHOWING = set("Tj TJ ' \"".split())
_PAINTING = _SHOWING | set("S s f F f* B B* b b* sh EI INLINE IMAGE".split())
_OPERATORS = "BMC BDC EMC BT ET Do BI ID EI S s f F f* B B* b b* sh Tj TJ ' \""
_DEEPEST_FORM = 12


class Budget:
    """How much content is still read: of a page, and of all pages, which may share what they show."""

    def __init__(self, whole: int = MOST_CONTENT) -> None:
        """Allow this many bytes for all pages."""
        self._whole = whole
        self._page = 0

    def turn(self) -> None:
        """Begin a page."""
        self._page = LARGEST_CONTENT

    def take(self, stream: Any) -> None:
        """Count a stream.

        Raises:
            TooLargeError: it is more than is left.
        """
        size = len(unpacked(stream, LARGEST_CONTENT))
        self._page -= size
        self._whole -= size
        if min(self._page, self._whole) < 0:
            raise TooLargeError("its content is too large to be read")


@dataclass(slots=True)
class Content:
    """What was seen in a page or form: numbers of marked content in their order, and faults.

    ``key`` is the object number of the page or form, ``parents`` its number in the parent tree.
    """

    key: tuple[int, int]
    parents: int
    numbers: list[int] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    texts_outside: int = 0
    drawings_outside: int = 0


class _Scanner:
    """Reads operators one after another and knows whether they stand in a tag or an artifact."""

    def __init__(self, content: Content, properties: Any, *, tagged: bool) -> None:
        self.content = content
        self._properties = properties
        self._open: list[tuple[bool, bool]] = []  # of each open sequence: is it a tag or artifact, did it begin in text
        self._around = tagged
        self._in_text = False

    @property
    def tagged(self) -> bool:
        return self._around or any(tag for tag, _ in self._open)

    def see(self, name: str, operands: Any) -> None:
        match name:
            case "BDC" | "BMC":
                self._begin(operands)
            case "EMC":
                if not self._open or self._open.pop()[1] != self._in_text:
                    self.content.faults.append("marked content ends out of place")
            case "BT" | "ET":
                self._in_text = name == "BT"
            case _ if name in _PAINTING and not self.tagged:
                if name in _SHOWING:
                    self.content.texts_outside += 1
                else:
                    self.content.drawings_outside += 1
            case _:
                pass

    def _begin(self, operands: Any) -> None:
        about: Any = operands[1] if len(operands) > 1 else None
        if isinstance(about, pikepdf.Name):
            about = self._properties.get(str(about))
        number = about.get("/MCID") if is_dictionary(about) else None
        tag = number is not None or str(operands[0]) == "/Artifact"
        if tag and self.tagged:
            self.content.faults.append("a tag or artifact stands in another one")
        if number is not None:
            self.content.numbers.append(int(number))
        self._open.append((tag, self._in_text))

    def end(self) -> None:
        if self._open or self._in_text:
            self.content.faults.append("marked content or text is not ended")


def contents(page: pikepdf.Page, budget: Budget) -> Iterator[Content]:
    """Yield what is in a page, and in the forms that it draws and that have tags of their own.

    Raises:
        TooLargeError: the content is more than is read.
    """
    budget.turn()
    for part in array(page.obj.get("/Contents")):
        budget.take(part)
    yield from _scan(page.obj, page.resources, _Drawing(budget), tagged=False)


@dataclass(slots=True)
class _Drawing:
    """What is being drawn: the forms that have been entered, in a tag and outside, and how deep we are."""

    budget: Budget
    seen: set[tuple[Any, bool]] = field(default_factory=set)
    depth: int = 0


def _scan(holder: Any, resources: Any, drawing: _Drawing, *, tagged: bool) -> Iterator[Content]:
    content = Content(holder.objgen, int(holder.get("/StructParents", -1)))
    scanner = _Scanner(content, resources.get("/Properties", {}), tagged=tagged)
    things = resources.get("/XObject", {})
    source = pikepdf.Page(holder) if holder.get("/Type") == "/Page" else holder
    for instruction in pikepdf.parse_content_stream(source, _OPERATORS):
        name = str(instruction.operator)
        if name != "Do":
            scanner.see(name, instruction.operands)
            continue
        thing = things.get(str(instruction.operands[0]))
        if thing is None:
            content.faults.append(f"it draws {instruction.operands[0]}, which is not there")
        elif thing.get("/Subtype") != "/Form":
            content.drawings_outside += not scanner.tagged
        elif (thing.objgen, scanner.tagged) not in drawing.seen and drawing.depth < _DEEPEST_FORM:
            drawing.seen.add((thing.objgen, scanner.tagged))
            drawing.budget.take(thing)
            drawing.depth += 1
            yield from _scan(thing, thing.get("/Resources", resources), drawing, tagged=scanner.tagged)
            drawing.depth -= 1
    scanner.end()
    yield content
