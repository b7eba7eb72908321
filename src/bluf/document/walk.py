"""Going through a tree: every block, every inline, their plain text, and rebuilding it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any, TypeVar

from bluf.document.tree import (
    Aside,
    Block,
    Cell,
    Chapter,
    Citation,
    CitedBy,
    Code,
    Columns,
    Contents,
    Definition,
    DefinitionList,
    Document,
    Emphasis,
    Figure,
    Heading,
    Inline,
    LineBreak,
    Link,
    List,
    ListItem,
    PageBreak,
    PageCount,
    PageNumber,
    Paragraph,
    Quotation,
    Reference,
    Row,
    Rule,
    Running,
    Section,
    SourceNumber,
    Span,
    Strong,
    Subscript,
    Superscript,
    Table,
    Text,
)

# Kana and ideographs: scripts without spaces between words.
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")

Inlines = tuple[Inline, ...]
T = TypeVar("T")
N = TypeVar("N", bound=Block | ListItem | Definition | Row | Cell | Running)


def inner_blocks(block: Block) -> Iterator[Block]:
    """Yield the blocks right inside ``block``, in reading order."""
    match block:
        case Section() | Quotation() | Aside() | Columns() | Chapter():
            yield from block.children
        case List() | DefinitionList():
            for item in block.items:
                yield from item.children
        case Table():
            for row in (*block.head, *block.body):
                for cell in row.cells:
                    yield from cell.children
        case _:
            return


def block_ids(block: Block) -> Iterator[str]:
    """Yield the ids that a block and its items or rows carry."""
    yield getattr(block, "id", "")
    parts: tuple[ListItem | Definition | Row, ...] = ()
    match block:
        case List() | DefinitionList():
            parts = block.items
        case Table():
            parts = (*block.head, *block.body)
        case _:
            pass
    for part in parts:
        yield part.id


def blocks(children: Iterable[Block]) -> Iterator[Block]:
    """Yield every block below ``children``, in reading order, a block before what is in it."""
    for block in children:
        yield block
        yield from blocks(inner_blocks(block))


def direct_inlines(block: Block) -> Iterator[Inlines]:
    """Yield the runs of inlines that ``block`` itself holds, in reading order."""
    match block:
        case Heading() | Paragraph():
            yield block.children
        case DefinitionList():
            for item in block.items:
                yield item.term
        case Table() | Figure():
            yield block.caption
        case Quotation():
            yield block.attribution
        case Contents():
            yield block.title
            for entry in block.entries:
                yield entry.children
        case _:
            return


def inlines(children: Iterable[Inline]) -> Iterator[Inline]:
    """Yield every inline below ``children``, in reading order, an inline before what is in it."""
    for inline in children:
        yield inline
        match inline:
            case Strong() | Emphasis() | Superscript() | Subscript() | Link() | Reference() | Span():
                yield from inlines(inline.children)
            case _:
                pass


def inline_text(children: Iterable[Inline]) -> str:
    """Return the characters of inlines; a line break is a newline."""
    parts = []
    for inline in inlines(children):
        match inline:
            case Text() | Code():
                parts.append(inline.text)
            case LineBreak():
                parts.append("\n")
            case _:
                pass
    return "".join(parts)


def block_texts(children: Iterable[Block]) -> Iterator[str]:
    """Yield the text of every run of inlines, in the order in which both files must have it."""
    for block in children:
        match block:
            case Heading():
                yield f"{block.number} {inline_text(block.children)}".strip()
            case Paragraph():
                yield inline_text(block.children)
            case DefinitionList():
                for item in block.items:
                    yield inline_text(item.term)
                    yield from block_texts(item.children)
            case Quotation():
                yield from block_texts(block.children)
                yield inline_text(block.attribution)
            case Table():
                yield inline_text(block.caption)
                yield from block_texts(inner_blocks(block))
            case Figure():
                yield inline_text(block.caption)
            case Contents():
                yield inline_text(block.title)
                for entry in block.entries:
                    yield f"{entry.number} {inline_text(entry.children)}".strip()
            case Section() | Aside() | Columns() | Chapter() | List():
                yield from block_texts(inner_blocks(block))
            case PageBreak() | Rule():
                pass


def document_texts(document: Document) -> Iterator[str]:
    """Yield the texts of the body, and then those of the headers and footers."""
    yield from block_texts(document.children)
    holders: list[Document | Chapter] = [document]
    holders += [block for block in document.children if isinstance(block, Chapter)]
    for holder in holders:
        for running in (holder.first_header, holder.header, holder.footer):
            for part in (running.banner, running.left, running.centre, running.right):
                yield inline_text(part)


def word_count(document: Document) -> int:
    """Return how many words the body has; each character of Chinese and Japanese counts as one, as in Word."""
    texts = list(block_texts(document.children))
    return sum(len(_UNSPACED.sub(" ", text).split()) + len(_UNSPACED.findall(text)) for text in texts)


# --- rebuilding -------------------------------------------------------------------------------------


def map_inlines(children: Inlines, change: Callable[[Inline], Iterable[Inline] | None]) -> Inlines:
    """Return ``children`` with every inline for which ``change`` gives inlines replaced by those."""
    result: list[Inline] = []
    same = True
    for inline in children:
        changed = change(inline)
        if changed is not None:
            result.extend(changed)
            same = False
            continue
        match inline:
            case Strong() | Emphasis() | Superscript() | Subscript() | Link() | Reference() | Span():
                inner = map_inlines(inline.children, change)
                if inner is not inline.children:
                    inline = replace(inline, children=inner)  # noqa: PLW2901
                    same = False
            case Text() | Code() | Citation() | CitedBy() | SourceNumber() | LineBreak() | PageNumber() | PageCount():
                pass
        result.append(inline)
    return children if same else tuple(result)


class Rewriter:
    """Rebuilds a tree from the leaves up; what does not change is shared with the old tree.

    ``inlines`` is applied to every run of inlines, ``name`` to every id of a block, item or row; ``block`` may be
    overridden to replace whole blocks.
    """

    def name(self, name: str) -> str:
        """Return what an id becomes; "" stands for none."""
        return name

    def inlines(self, children: Inlines) -> Inlines:
        """Return what a run of inlines becomes."""
        return children

    def block(self, block: Block) -> Block | None:
        """Return what a block becomes, its parts already rebuilt; ``None`` takes it away."""
        return block

    def blocks(self, children: tuple[Block, ...]) -> tuple[Block, ...]:
        """Return what a run of blocks becomes."""
        changed = (self.block(self._parts(child)) for child in children)
        return _shared(children, tuple(child for child in changed if child is not None))

    def _parts(self, block: Block) -> Block:
        changes: dict[str, Any] = {} if isinstance(block, Columns | PageBreak | Rule) else {"id": self.name(block.id)}
        match block:
            case Heading() | Paragraph():
                changes["children"] = self.inlines(block.children)
            case Section() | Aside() | Columns():
                changes["children"] = self.blocks(block.children)
            case Chapter():
                changes["children"] = self.blocks(block.children)
                changes |= self.heads(block)
            case Quotation():
                changes |= {"children": self.blocks(block.children), "attribution": self.inlines(block.attribution)}
            case List():
                changes["items"] = _shared(block.items, tuple(map(self._item, block.items)))
            case DefinitionList():
                changes["items"] = _shared(block.items, tuple(map(self._definition, block.items)))
            case Table():
                changes["caption"] = self.inlines(block.caption)
                for name in ("head", "body"):
                    rows: tuple[Row, ...] = getattr(block, name)
                    changes[name] = _shared(rows, tuple(map(self._row, rows)))
            case Figure():
                changes["caption"] = self.inlines(block.caption)
            case Contents():
                changes["title"] = self.inlines(block.title)
            case PageBreak() | Rule():
                pass
        return _with(block, **changes)

    def _item(self, item: ListItem) -> ListItem:
        return _with(item, id=self.name(item.id), children=self.blocks(item.children))

    def _definition(self, item: Definition) -> Definition:
        children = self.blocks(item.children)
        return _with(item, id=self.name(item.id), term=self.inlines(item.term), children=children)

    def _row(self, row: Row) -> Row:
        return _with(row, id=self.name(row.id), cells=_shared(row.cells, tuple(map(self._cell, row.cells))))

    def _cell(self, cell: Cell) -> Cell:
        return _with(cell, children=self.blocks(cell.children))

    def heads(self, holder: Document | Chapter) -> dict[str, Any]:
        """Return what the headers and footers of a document or chapter become, by the names of their fields."""
        return {which: self.running(getattr(holder, which)) for which in ("header", "first_header", "footer")}

    def running(self, running: Running) -> Running:
        """Return what a header or footer becomes."""
        return _with(running, **{k: self.inlines(getattr(running, k)) for k in ("banner", "left", "centre", "right")})


def _shared(old: tuple[T, ...], new: tuple[T, ...]) -> tuple[T, ...]:
    return old if len(old) == len(new) and all(a is b for a, b in zip(old, new, strict=True)) else new


def _with(node: N, **changes: Any) -> N:
    changed = {name: value for name, value in changes.items() if getattr(node, name) is not value}
    return replace(node, **changed) if changed else node
