"""What Word's accessibility checker looks for, read from the XML of a Word file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from bluf.document.languages import script
from tests.docx.reading import Docx, W, text

WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
DC = "{http://purl.org/dc/elements/1.1/}"
_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")  # of a language, BCP 47
_IDLE = {"here", "click here", "link", "this link", "more", "read more"}


def shortcomings(file: Docx) -> Iterator[str]:
    """Yield what keeps a reader who does not see the page from reading the file."""
    core = file.xml("docProps/core.xml")
    yield from ("no title" for _ in [0] if not core.findtext(f"{DC}title"))
    language = file.xml("word/styles.xml").find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}lang")
    yield from ("no language" for _ in [0] if language is None or not _TAG.fullmatch(language.get(f"{W}val", "")))
    document = file.document
    yield from _pictures(document)
    yield from _tables(document)
    yield from _headings(file)
    yield from _paragraphs(document)
    yield from _links(document)
    yield from _languages(document)


def _pictures(document: Any) -> Iterator[str]:
    for drawing in document.iter(f"{W}drawing"):
        if drawing.find(f"{WP}inline") is None:
            yield "a picture floats"
        for properties in drawing.iter(f"{WP}docPr"):
            if not properties.get("descr"):
                yield f"picture {properties.get('name')} has no alt text"


def _tables(document: Any) -> Iterator[str]:
    for table in document.iter(f"{W}tbl"):
        rows = table.findall(f"{W}tr")
        if len(rows) == 1 and len(rows[0].findall(f"{W}tc")) == 1:
            continue  # a box
        look = table.find(f"{W}tblPr/{W}tblLook")
        heads = [row for row in rows if row.find(f"{W}trPr/{W}tblHeader") is not None]
        if look.get(f"{W}firstRow") == "1" and not heads:
            yield "a table is said to have a head and has none"
        if not heads and look.get(f"{W}firstColumn") != "1":
            yield "a table has no heads at all"
        if heads and rows.index(heads[-1]) != len(heads) - 1:
            yield "a head row stands below others"


def _headings(file: Docx) -> Iterator[str]:
    last = 0
    for style, words in file.paragraphs():
        found = re.fullmatch(r"heading (\d)", style)
        if found:
            level = int(found[1])
            if level > last + 1:
                yield f"the heading '{words}' skips a level"
            if not words.strip():
                yield "a heading has no words"
            last = level


def _paragraphs(document: Any) -> Iterator[str]:
    """Empty paragraphs are heard as "blank"; one between two tables, or after one at the end, is Word's own need."""
    body = document.find(f"{W}body")
    for paragraph in body.iter(f"{W}p"):
        content = paragraph.find(f".//{W}drawing") is not None or text(paragraph).strip()
        before = paragraph.getprevious()
        alone = paragraph.getparent().tag == f"{W}tc" and len(paragraph.getparent().findall(f"{W}p")) == 1
        if not content and not alone and (before is None or before.tag != f"{W}tbl"):
            borders = paragraph.find(f"{W}pPr/{W}pStyle")
            if borders is None or borders.get(f"{W}val") != "HorizontalLine":
                yield "an empty paragraph"


def _links(document: Any) -> Iterator[str]:
    for link in document.iter(f"{W}hyperlink"):
        words = text(link).strip()
        if not words or words.lower() in _IDLE:
            yield f"a link says '{words}'"


def _languages(document: Any) -> Iterator[str]:
    for properties in document.iter(f"{W}rPr"):
        language = properties.find(f"{W}lang")
        if language is not None:
            tag = language.get(f"{W}val")
            if not _TAG.fullmatch(tag):
                yield f"'{tag}' is no language"
            elif script(tag) == "Arab" and language.get(f"{W}bidi") != tag:
                yield f"'{tag}' is not told to the checker of complex scripts"
