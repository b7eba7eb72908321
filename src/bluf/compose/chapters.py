"""A note's tree on its way into a larger one: its ids made its own, its headings deeper, its contents left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from bluf.document.resolve import SOURCE_ID
from bluf.document.tree import (
    Block,
    Citation,
    CitedBy,
    Contents,
    Heading,
    Inline,
    Paragraph,
    Reference,
    SourceNumber,
)
from bluf.document.walk import Inlines, Rewriter, block_ids, blocks, map_inlines
from bluf.theme.model import deeper_role

DEEPEST = 6  # level of a heading


def as_chapter(
    children: tuple[Block, ...], prefix: str, title_id: str, *, deeper: int, sources: Mapping[str, str]
) -> tuple[Block, ...]:
    """Return the blocks of a note, not yet resolved, as they stand in a chapter.

    Args:
        children: the blocks; they hold no list of sources.
        prefix: starts every id, so that no two notes have one in common.
        title_id: becomes the id of the note's title.
        deeper: how many levels headings stand below what they are in the note.
        sources: what the sources are called in the whole, by the note's own ids.
    """
    return _Chapter(prefix, title_id, deeper, sources).blocks(children)


def has_title(children: Iterable[Block]) -> bool:
    """Return whether a note has a title of its own, a heading of level 1."""
    return any(isinstance(block, Heading) and block.level == 1 for block in blocks(children))


def lists_any(children: Iterable[Block], sources: Iterable[str]) -> bool:
    """Return whether a note lists one of its sources, by their ids."""
    listed = {f"{SOURCE_ID}{source}" for source in sources}
    return any(name in listed for block in blocks(children) for name in block_ids(block))


class _Chapter(Rewriter):
    def __init__(self, prefix: str, title_id: str, deeper: int, sources: Mapping[str, str]) -> None:
        self.prefix = prefix
        self.title_id = title_id
        self.deeper = deeper
        self.sources = sources

    def name(self, name: str) -> str:
        return f"{self.prefix}{name}" if name else ""

    def inlines(self, children: Inlines) -> Inlines:
        return map_inlines(children, self.inline)

    def inline(self, inline: Inline) -> tuple[Inline, ...] | None:
        match inline:
            case Reference():
                target, name = self.name(inline.target), self.name(inline.id)
                return (replace(inline, children=self.inlines(inline.children), target=target, id=name),)
            case Citation():
                return (Citation(tuple(replace(c, source=self.source(c.source)) for c in inline.sources)),)
            case CitedBy() | SourceNumber():
                return (replace(inline, source=self.source(inline.source)),)
            case _:
                return None

    def source(self, name: str) -> str:
        return self.sources.get(name, name)

    def block(self, block: Block) -> Block | None:
        match block:
            case Contents():
                return None
            case Heading():
                level, role = min(block.level + self.deeper, DEEPEST), deeper_role(block.role, self.deeper)
                name = block.id
                if block.level == 1 and self.title_id:
                    name, self.title_id = self.title_id, ""
                return replace(block, level=level, role=role, id=name)
            case Paragraph() if block.role:
                return replace(block, role=deeper_role(block.role, self.deeper))
            case _:
                return block
