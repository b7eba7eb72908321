"""Reading a PDF back without the writer's code: its structure tree, and the text of every element as viewers see it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pikepdf

from bluf.document.tree import Document
from bluf.document.walk import block_texts
from bluf.theme.fonts import visible
from bluf.theme.model import Theme
from bluf.writers.pdf import render
from tests.docx.sample import theme

BLOCKS = {"P", "H1", "H2", "H3", "H4", "H5", "H6", "Caption", "TD", "TH", "LBody", "Lbl", "TOCI"}


@dataclass
class Node:
    """A structure element: its type, its children, and the text right in it, in their order."""

    role: str
    kids: list[Node | str] = field(default_factory=list)
    element: Any = None

    def text(self) -> str:
        if self.element is not None and "/ActualText" in self.element:
            return str(self.element.ActualText)
        return "".join(kid if isinstance(kid, str) else kid.text() for kid in self.kids)

    def all(self, *roles: str) -> Iterator[Node]:
        """Yield the elements of these types below this one, and itself."""
        if not roles or self.role in roles:
            yield self
        for kid in self.kids:
            if isinstance(kid, Node):
                yield from kid.all(*roles)

    def attribute(self, name: str) -> Any:
        found = self.element.get("/A")
        return None if found is None else found.get(name)


@dataclass
class Sequence:
    """A run of operators between BDC and EMC: its tag, its MCID (-1 for an artifact), and its text."""

    tag: str
    mcid: int
    text: str = ""


class Pdf:
    """A PDF taken apart."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.pdf = pikepdf.open(io.BytesIO(data))
        self.pages = list(self.pdf.pages)

    @cached_property
    def sequences(self) -> list[list[Sequence]]:
        """The marked-content sequences of each page."""
        return [list(_sequences(page)) for page in self.pages]

    @cached_property
    def root(self) -> Node:
        """The structure tree."""
        texts = {
            (page.obj.objgen, sequence.mcid): sequence.text
            for page, sequences in zip(self.pages, self.sequences, strict=True)
            for sequence in sequences
        }
        return _node(self.pdf.Root.StructTreeRoot.K, texts)

    def artifacts(self, page: int) -> list[str]:
        """The texts of a page's headers, footers and repeated head rows, each sequence by itself."""
        return [s.text for s in self.sequences[page] if s.mcid < 0 and s.text]

    def words(self) -> list[str]:
        """The words of the body in reading order, without the marks of lists and the page numbers of contents."""
        return " ".join(_block_texts(self.root)).split()


def _node(element: Any, texts: dict[Any, str]) -> Node:
    node = Node(str(element.S)[1:], element=element)
    kids = element.get("/K", pikepdf.Array())
    page = element.get("/Pg")
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, int):
            node.kids.append(texts[page.objgen, kid])
        elif kid.get("/Type") == "/MCR":
            node.kids.append(texts[kid.Pg.objgen, int(kid.MCID)])
        elif kid.get("/Type") != "/OBJR":
            node.kids.append(_node(kid, texts))
    return node


def _block_texts(node: Node, numbered: bool = False) -> Iterator[str]:
    """Yield the text of each block; a block's own text ends where a block in it begins."""
    own = ""
    for kid in node.kids:
        if isinstance(kid, str):
            own += kid
        elif kid.role in BLOCKS or any(inner.role in BLOCKS for inner in kid.all()):
            if own:
                yield own
            own = ""
            if node.role == "L":
                numbered = node.attribute("/ListNumbering") != "/None"
            if kid.role == "Lbl" and numbered:
                continue
            yield from _block_texts(kid, numbered)
        else:
            own += kid.text()
    if node.role == "TOCI":
        own = re.sub(r" \d+$", "", own)
    yield own


def _sequences(page: pikepdf.Page) -> Iterator[Sequence]:
    fonts = {name: _unicode(font) for name, font in page.resources.get("/Font", {}).items()}
    font: dict[int, str] = {}
    current: Sequence | None = None
    said = ""  # what an /ActualText around the text says in its place
    for instruction in pikepdf.parse_content_stream(page):
        operands, operator = instruction.operands, str(instruction.operator)
        match operator:
            case "BDC" if current:
                said = str(operands[1].ActualText)
                current.text += said
            case "BDC":
                current = Sequence(str(operands[0])[1:], int(operands[1].get("/MCID", -1)))
            case "EMC" if said:
                said = ""
            case "EMC" if current:
                yield current
                current = None
            case "Tf":
                font = fonts[str(operands[0])]
            case "Tj" | "TJ" if current and not said:
                parts = operands[0] if operator == "TJ" else [operands[0]]
                for part in parts:
                    if isinstance(part, pikepdf.String):
                        codes = bytes(part)
                        pairs = range(0, len(codes), 2)
                        current.text += "".join(font[int.from_bytes(codes[i : i + 2], "big")] for i in pairs)


def _unicode(font: Any) -> dict[int, str]:
    """Return what the codes of a font mean, from its ToUnicode map."""
    cmap = font.ToUnicode.read_bytes().decode("ascii")
    blocks = re.findall(r"beginbfchar(.*?)endbfchar", cmap, re.DOTALL)
    pairs = [pair for block in blocks for pair in re.findall(r"<(\w+)> <(\w+)>", block)]
    return {int(code, 16): bytes.fromhex(text).decode("utf-16-be") for code, text in pairs}


def rendered(document: Document, look: Theme | None = None) -> Pdf:
    return Pdf(render(document, look or theme())[0].data)


def seen(words: list[str]) -> list[str]:
    """Return words without the characters that only steer layout, as soft hyphens and joiners do."""
    return [word for word in (visible(word) for word in words) if word]


def expected(document: Document) -> list[str]:
    """Return the words of a tree in the order in which they are to be read."""
    return seen(" ".join(block_texts(document.children)).split())
