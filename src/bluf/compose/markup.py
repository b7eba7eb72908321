"""Rendered markup → blocks: a strict reader of the small semantic HTML that templates speak.

The markup is read as XML by expat, as it is rendered, with no document in between. Every element that stands
in a template carries the attribute ``o`` ("name:line", put there by ``compose.environment``), so that each
mistake is reported at its place in the template.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from bluf.compose.elements import ELEMENTS, TEXT_HOLDERS
from bluf.compose.frames import BLOCKS, Frame, MarkupError, Node, Scope
from bluf.compose.pack import Pack
from bluf.diagnostics import BlufError, Span, error
from bluf.document.tree import Block, Chapter, Image, Running
from bluf.theme.model import Theme

ROOT = "document"
START = "briefing.html"
LARGEST = 64 * 1024 * 1024  # characters of markup; 100,000 words make about 2 million
_PIECE = 1 << 16


@dataclass(slots=True)
class Parsed:
    """What a template rendered to."""

    blocks: tuple[Block, ...]
    running: dict[str, Running] = field(default_factory=dict)


class _Reader:
    def __init__(self, pack: Pack, scope: Scope) -> None:
        self.pack = pack
        self.scope = scope
        self.stack: list[Frame] = [Frame(ROOT, {}, "")]
        self.parser = expat.ParserCreate(namespace_separator=None)
        self.parser.buffer_text = True
        self.parser.CharacterDataHandler = self.text

    def place(self, origin: str) -> Span:
        """Return the place in a template that an ``o`` attribute means."""
        name, _, line = origin.rpartition(":")
        file = self.pack.file(name or START) or self.pack.folder / START
        return Span(str(file), int(line) if line else 0)

    def failure(self, mistake: MarkupError, origin: str | None = None) -> BlufError:
        where = self.place(self.stack[-1].origin if origin is None else origin)
        return BlufError(error("template-markup", where, str(mistake), *mistake.hints))

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        parent = self.stack[-1]
        origin = attributes.pop("o", parent.origin)
        element = ELEMENTS.get(tag)
        if element is None:
            near = difflib.get_close_matches(tag, ELEMENTS, 1)
            hint = f"did you mean <{near[0]}>?" if near else f"there are: {', '.join(sorted(ELEMENTS))}"
            raise self.failure(MarkupError(f"unknown element <{tag}>", hint), origin)
        if parent.tag not in element.parents:
            allowed = ", ".join(f"<{name}>" for name in sorted(element.parents - {ROOT}))
            inside = "at the top" if parent.tag == ROOT else f"inside <{parent.tag}>"
            raise self.failure(
                MarkupError(f"<{tag}> cannot stand {inside}", f"it stands in {allowed or 'the top level'}"),
                origin,
            )
        unknown = attributes.keys() - element.attributes
        if unknown:
            known = ", ".join(sorted(element.attributes)) or "none"
            raise self.failure(MarkupError(f"<{tag}> has no attribute {min(unknown)}", f"it has: {known}"), origin)
        frame = Frame(tag, attributes, origin, parent)
        self.stack.append(frame)
        if element.open:
            self.guarded(element.open, frame)

    def end(self, tag: str) -> None:
        frame = self.stack[-1]
        node = self.guarded(ELEMENTS[tag].build, frame)
        self.stack.pop()
        if node is not None:
            self.stack[-1].content.extend(node if isinstance(node, tuple) else (node,))

    def guarded(self, build: Callable[[Frame, Scope], Node], frame: Frame) -> Node:
        try:
            return build(frame, self.scope)
        except MarkupError as mistake:
            raise self.failure(mistake) from None

    def text(self, data: str) -> None:
        frame = self.stack[-1]
        if frame.tag in TEXT_HOLDERS:
            frame.add_text(data)
        elif not data.isspace():
            inside = "at the top" if frame.tag == ROOT else f"right inside <{frame.tag}>"
            raise self.failure(MarkupError(f"text cannot stand {inside}: {data.strip()[:40]!r}", "put it into a <p>"))

    def feed(self, pieces: Iterable[str]) -> None:
        total = 0
        try:
            # XML has one root, which a template need not name; and inside it no DTD can define entities.
            self.parser.Parse(f"<{ROOT}>")
            self.parser.StartElementHandler = self.start
            self.parser.EndElementHandler = self.end
            for piece in _gathered(pieces):
                total += len(piece)
                if total > LARGEST:
                    raise self.failure(MarkupError(f"the note comes to more than {LARGEST:,} characters"))
                self.parser.Parse(piece)
            if len(self.stack) > 1:
                raise self.unclosed()
            self.parser.EndElementHandler = None
            self.parser.Parse(f"</{ROOT}>", True)  # noqa: FBT003 - expat takes it by position only
        except expat.ExpatError as bad:
            raise self.malformed(bad) from None

    def unclosed(self) -> BlufError:
        tag = self.stack[-1].tag
        return self.failure(MarkupError(f"<{tag}>, opened here, is not closed where it should be", f"add </{tag}>"))

    def malformed(self, bad: expat.ExpatError) -> BlufError:
        frame = self.stack[-1]
        reason = expat.errors.messages.get(bad.code, "not well-formed") if bad.code else "not well-formed"
        if bad.code == expat.errors.codes[expat.errors.XML_ERROR_TAG_MISMATCH] and frame.tag != ROOT:
            return self.unclosed()
        after = f" in or after <{frame.tag}>" if frame.tag != ROOT else ""
        return self.failure(
            MarkupError(
                f"the markup{after} is not well-formed: {reason}",
                "attributes need quotation marks, and every element is closed",
            )
        )


def _gathered(pieces: Iterable[str]) -> Iterator[str]:
    """Yield the pieces of a rendering in larger ones, for which the parser is called less often."""
    waiting: list[str] = []
    size = 0
    for piece in pieces:
        waiting.append(piece)
        size += len(piece)
        if size > _PIECE:
            yield "".join(waiting)
            waiting.clear()
            size = 0
    yield "".join(waiting)


def parse(
    pieces: Iterable[str],
    pack: Pack,
    theme: Theme,
    image: Callable[[str], Image],
    chapter: Callable[[int, tuple[Block, ...]], Chapter] | None = None,
) -> Parsed:
    """Return the blocks and running parts that the rendered ``pieces`` say.

    Args:
        pieces: markup as a template renders it, in order.
        pack: the pack, inside which the ``o`` attributes name templates.
        theme: gives the roles that there are.
        image: reads a picture by the ``src`` of an <img>.
        chapter: in a roundup, returns a chapter by its number, with blocks put before its own.

    Raises:
        BlufError: an element is unknown, misplaced or malformed, a role is not in the theme, an id is used
            twice, or a reference leads nowhere.
    """
    scope = Scope(theme, image, chapter)
    reader = _Reader(pack, scope)
    reader.scope.root = reader.stack[0]
    reader.feed(pieces)
    lost = [
        error(
            "template-reference",
            reader.place(origin),
            f"the reference #{target} leads nowhere",
            *(f"did you mean #{near}?" for near in difflib.get_close_matches(target, scope.ids, 1)),
        )
        for target, origin in scope.targets
        if target not in scope.ids
    ]
    if lost:
        raise BlufError(*lost)
    blocks = tuple(node for node in reader.stack[0].content if isinstance(node, BLOCKS))
    return Parsed(blocks, scope.running)
