"""A tree as text, a line a block: what template tests compare."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bluf.document.tree import (
    Block,
    Chapter,
    Contents,
    DefinitionList,
    Document,
    Figure,
    Heading,
    Inline,
    LineBreak,
    List,
    PageCount,
    PageNumber,
    Paragraph,
    Quotation,
    Table,
    Text,
)


def inline(children: Iterable[Inline]) -> str:
    parts = []
    for node in children:
        name = type(node).__name__.lower()
        if isinstance(node, Text):
            parts.append(node.text)
        elif isinstance(node, LineBreak | PageNumber | PageCount):
            parts.append(f"{{{name}}}")
        else:
            role = getattr(node, "role", "")
            target = getattr(node, "target", "") or getattr(node, "source", "")
            head = name + (f".{role}" if role else "") + (f" →{target}" if target else "")
            inner = inline(getattr(node, "children", ())) or getattr(node, "text", "")
            parts.append(f"{{{head}: {inner}}}" if inner else f"{{{head}}}")
    return "".join(parts)


def _head(block: Block) -> str:
    name = type(block).__name__.lower()
    if isinstance(block, Heading):
        name = f"h{block.level}"
    elif isinstance(block, List):
        name = "ol" if block.ordered else "ul"
    role, ident = getattr(block, "role", ""), getattr(block, "id", "")
    lang = getattr(block, "lang", "")
    return name + (f".{role}" if role else "") + (f"#{ident}" if ident else "") + (f"[{lang}]" if lang else "")


def _rows(table: Table, depth: int) -> Iterator[str]:
    pad = "  " * depth
    for kind, rows in (("head", table.head), ("row", table.body)):
        for row in rows:
            yield f"{pad}  {kind}" + (f" #{row.id}" if row.id else "")
            for cell in row.cells:
                span = f" {cell.colspan}×{cell.rowspan}" if cell.colspan * cell.rowspan > 1 else ""
                yield f"{pad}    {'th' if cell.header else 'td'}{span}"
                yield from blocks(cell.children, depth + 3)


def blocks(children: Iterable[Block], depth: int = 0) -> Iterator[str]:
    pad = "  " * depth
    for block in children:
        head = pad + _head(block)
        match block:
            case Heading() | Paragraph():
                yield f"{head} {inline(block.children)}"
            case List():
                yield head
                for item in block.items:
                    yield f"{pad}  - {item.id}".rstrip()
                    yield from blocks(item.children, depth + 2)
            case DefinitionList():
                yield head
                for entry in block.items:
                    yield f"{pad}  - {inline(entry.term)}" + (f" #{entry.id}" if entry.id else "")
                    yield from blocks(entry.children, depth + 2)
            case Table():
                yield head + (f" {inline(block.caption)}" if block.caption else "")
                yield from _rows(block, depth)
            case Figure():
                yield f"{head} {block.image.name} ({block.alt}) {inline(block.caption)}"
            case Quotation():
                yield head
                yield from blocks(block.children, depth + 1)
                yield f"{pad}  – {inline(block.attribution)}"
            case Contents():
                yield f"{head} {inline(block.title)}"
                for line in block.entries:
                    yield f"{pad}  {line.level} {inline(line.children)} →{line.target}"
            case Chapter():
                yield head
                yield from _heads(block, pad)
                yield from blocks(block.children, depth + 1)
            case _:
                yield head
                yield from blocks(getattr(block, "children", ()), depth + 1)


def _heads(holder: Document | Chapter, pad: str = "") -> Iterator[str]:
    for name in ("first_header", "header", "footer"):
        running = getattr(holder, name)
        places = ((p, inline(getattr(running, p))) for p in ("banner", "left", "centre", "right"))
        yield f"{pad}{name}: " + " | ".join(f"{p} {text}" for p, text in places if text)


def document(tree: Document) -> str:
    return "\n".join([*_heads(tree), *blocks(tree.children)]) + "\n"
