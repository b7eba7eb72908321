"""What must hold of every report that a note was attached to, whoever made it."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

from lxml import etree

from tests.annexes.word.hosts import parts_of
from tests.docx.reading import W
from tests.docx.tools import errors

# Parts that change: the text, what it is set in, and the lists of parts and relations.
CHANGED = {"[Content_Types].xml", "word/_rels/document.xml.rels", "word/_rels/document2.xml.rels"}
_NUMBER = re.compile(r"\d+")
KINDS = ("document", "styles", "numbering", "fontTable")


def may_change(name: str) -> bool:
    return name in CHANGED or name.startswith(tuple(f"word/{kind}" for kind in KINDS)) or "fontTable" in name


def unchanged(before: bytes, after: bytes) -> list[str]:
    """Return the parts of a report that should be as they were and are not."""
    old, new = parts_of(before), parts_of(after)
    return [name for name, data in old.items() if not may_change(name) and new.get(name) != data]


def lost(before: bytes, after: bytes, part: str) -> list[str]:
    """Return the blocks of a report's text that are not in it any more, in their order, as canonical XML."""
    old, new = (iter(_blocks(parts_of(data)[part])) for data in (before, after))
    return [block[:200] for block in old if block not in new]  # each search goes on where the last one ended


def _blocks(xml: bytes) -> list[str]:
    body: Any = etree.fromstring(xml).find(f"{W}body")
    for bookmark in list(body.iter(f"{W}bookmarkStart", f"{W}bookmarkEnd")):
        if str(bookmark.get(f"{W}name", "")).startswith("_bluf"):
            bookmark.getparent().remove(bookmark)
    blocks = [block for block in body if block.tag != f"{W}sectPr"]
    return [_canonical(block) for block in blocks if not _without_leading_break(block)]


def _without_leading_break(paragraph: Any) -> bool:
    """Take a page break at the start away, as it gives way to an annex; return whether the paragraph is empty then."""
    for run in paragraph.findall(f"{W}r"):
        kinds = {etree.QName(child).localname for child in run}
        if "br" in kinds and kinds <= {"br", "rPr", "lastRenderedPageBreak"}:
            paragraph.remove(run)
            return paragraph.find(f"{W}r") is None
        break
    return False


def _canonical(block: Any) -> str:
    """Return a block as canonical XML; of contents tables, which gain entries, and of page numbers the words."""
    xml = etree.tostring(block, method="c14n", exclusive=True).decode()
    if 'w:anchor="_Toc' not in xml and "PAGEREF " not in xml:
        return xml
    entries = [p for p in block.iter(f"{W}p") if "_Toc910000" not in etree.tostring(p).decode()]
    return "\n".join(_NUMBER.sub("#", "".join(t.text or "" for t in p.iter(f"{W}t"))) for p in entries)


def new_errors(before: bytes, after: bytes, folder: Path) -> list[Any]:
    """Return what the Open XML validator says against a report that it did not say before."""
    counts = [Counter((e["id"], e["description"], e["path"]) for e in errors(d, folder)) for d in (before, after)]
    return list((counts[1] - counts[0]).elements())


def words_in(text: str, words: str) -> bool:
    """Return whether words stand in a text in this order, whatever is between them."""
    pieces = iter(text.split())
    return all(word in pieces for word in words.split())
