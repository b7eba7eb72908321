"""Reading a Word file back: its parts, and its text as a reader of the XML sees it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from lxml import etree

from bluf.document.tree import Block, Document
from bluf.document.walk import block_texts
from bluf.theme.model import Theme
from bluf.writers import Pagination
from bluf.writers.docx import render
from tests.docx.sample import note, theme

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
SPACED = {"tab": "\t", "br": "\n", "softHyphen": "\u00ad"}


class Docx:
    """A Word file taken apart."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            self.entries = archive.infolist()
            self.files = {entry.filename: archive.read(entry) for entry in self.entries}

    def xml(self, name: str) -> Any:
        return etree.fromstring(self.files[name])

    @cached_property
    def document(self) -> Any:
        return self.xml("word/document.xml")

    @cached_property
    def styles(self) -> dict[str, Any]:
        """The styles by name."""
        return {style.find(f"{W}name").get(f"{W}val"): style for style in self.xml("word/styles.xml").iter(f"{W}style")}

    @cached_property
    def names(self) -> dict[str, str]:
        """The names of styles by id."""
        return {style.get(f"{W}styleId"): name for name, style in self.styles.items()}

    def property(self, name: str, path: str) -> Any:
        """Return an element of a style's ``w:pPr``, taken from the styles that it is based on if need be."""
        style = self.styles[name]
        found = style.find("/".join(f"{W}{part}" for part in ("pPr", *path.split("/"))))
        base = style.find(f"{W}basedOn")
        if found is not None or base is None:
            return found
        return self.property(self.names[base.get(f"{W}val")], path)

    def paragraphs(self) -> Iterator[tuple[str, str]]:
        """Yield the style's name and the text of every paragraph, in order."""
        for paragraph in self.document.iter(f"{W}p"):
            style = paragraph.find(f"{W}pPr/{W}pStyle")
            name = "Normal" if style is None else self.names[style.get(f"{W}val")]
            yield name, text(paragraph)


def text(element: Any) -> str:
    """Return the text of an element without that of page numbers."""
    parts = []
    skipping = False
    for node in element.iter():
        tag = etree.QName(node).localname
        if tag == "instrText":
            skipping = "PAGE" in node.text
        elif tag == "fldChar" and node.get(f"{W}fldCharType") == "end":
            skipping = False
        elif tag == "t" and not skipping:
            parts.append(node.text or "")
        elif tag in SPACED and etree.QName(node.getparent()).localname == "r":
            parts.append(SPACED[tag])
    return "".join(parts)


def rendered(document: Document, look: Theme | None = None, pagination: Pagination | None = None) -> Docx:
    return Docx(render(document, look or theme(), pagination).data)


def body(*blocks: Block) -> str:
    """Return the XML of the body, without the prefix of its names and what comes after the blocks."""
    xml = rendered(note(*blocks)).files["word/document.xml"].decode()
    xml = xml[xml.index("<w:body>") + len("<w:body>") : xml.rindex("<w:sectPr>")]
    return xml.replace(' xml:space="preserve"', "").replace("w:", "")


def squeezed(words: str) -> str:
    """Return text without white space, in which files and trees may differ."""
    return "".join(words.split())


def tree_text(document: Document) -> str:
    return squeezed("".join(block_texts(document.children)))
