"""The parts of a document: runs of pages under one header and footer."""

from __future__ import annotations

from collections.abc import Iterator

from bluf.document.tree import Block, Chapter, Document, Running
from bluf.record import record


@record
class Part:
    """Pages under one header and footer: a chapter, or what stands before, between or after chapters.

    Attributes:
        children: the blocks on the pages; none of them is a chapter.
        header, first_header, footer: what runs over them, ``first_header`` over the first page.
        lang: the language of the pages, "" for that of the document.
        chapter: the chapter, ``None`` for what belongs to none.
    """

    children: tuple[Block, ...]
    header: Running
    first_header: Running
    footer: Running
    lang: str = ""
    chapter: Chapter | None = None


def document_parts(document: Document) -> Iterator[Part]:
    """Yield the parts of a document in order, at least one; each starts a page."""
    first = document.first_header
    loose: list[Block] = []
    for block in (*document.children, None):
        if block is not None and not isinstance(block, Chapter):
            loose.append(block)
            continue
        if loose or not document.children:
            yield Part(tuple(loose), document.header, first, document.footer)
            loose = []
        if block is not None:
            yield Part(block.children, block.header, block.first_header, block.footer, block.lang, block)
        first = document.header
