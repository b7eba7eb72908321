"""Rendered markup → blocks: a strict reader of the small semantic HTML that templates speak.

The markup is read as XML by expat, as it is rendered, with no document in between. Every element that stands
in a template carries the attribute ``o`` ("name:line", put there by ``compose.environment``), so that each
mistake is reported at its place in the template.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from xml.parsers import expat

from bluf.briefing.source import shown
from bluf.compose.elements import ELEMENTS, TEXT_HOLDERS
from bluf.compose.frames import BLOCKS, Frame, MarkupError, Node, Scope
from bluf.compose.limits import OutOfTimeError, out_of_time
from bluf.compose.pack import Pack
from bluf.diagnostics import BlufError, Span, error
from bluf.document.tree import Block, Chapter, Image, Running
from bluf.theme.model import Theme

ROOT = "document"
START = "briefing.html"
LARGEST = 16 * 2**20  # characters of markup; 100,000 words make about 2 million
DEEPEST = 60  # elements in elements; those of our own packs come to 14, and texts of the data file to some more
_MOST = 10  # references to nowhere that are told …
_COMPARED = 1000  # … and ids among which one of a near name is looked for
_PIECE = 1 << 16
_ORIGIN = re.compile(rb' o="([^"<>]*):(\d{1,9})"')


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
        self.parser = expat.ParserCreate("utf-8")
        self.parser.buffer_text = True
        self.piece = b""
        self.done = 0  # bytes before the piece
        self.before = f"{START}:1"  # the last place in the pieces before
        self.parser.CharacterDataHandler = self.text

    def place(self, origin: str) -> Span:
        """Return the place in a template that an ``o`` attribute means."""
        name, _, line = origin.rpartition(":")
        file = self.pack.file(name or START) or self.pack.folder / START
        return Span(str(file), int(line) if line.isdecimal() else 0)

    def here(self, index: int, back: int = 0) -> str:
        """Return the place of what stands ``index`` bytes into the markup and ``back`` lines above that.

        It is counted from the last element before, since characters do not know where they come from; what a
        template leaves out in between is not counted.
        """
        text = self.piece[: max(index - self.done, 0)]
        mark = next(iter([*_ORIGIN.finditer(text)][-1:]), None)
        name, _, line = (mark[0][4:-1].decode() if mark else self.before).rpartition(":")
        below = text.count(b"\n", mark.end() if mark else 0)
        return f"{name}:{int(line) + max(below - back, 0)}"

    def failure(self, mistake: MarkupError, origin: str | None = None) -> BlufError:
        where = self.place(self.stack[-1].origin if origin is None else origin)
        return BlufError(error("template-markup", where, str(mistake), *mistake.hints))

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        parent = self.stack[-1]
        origin = attributes.pop("o", parent.origin)
        element = ELEMENTS.get(tag)
        if element is None:
            near = difflib.get_close_matches(tag.lower(), ELEMENTS, 1)
            hint = f"did you mean <{near[0]}>?" if near else f"there are: {_tags(ELEMENTS)}"
            raise self.failure(MarkupError(f"unknown element <{shown(tag)}>", hint), origin)
        if parent.tag not in element.parents:
            raise self.failure(misplaced(tag, parent.tag, element.parents), origin)
        unknown = attributes.keys() - element.attributes
        if unknown:
            raise self.failure(unknown_attribute(tag, min(unknown), element.attributes), origin)
        frame = Frame(tag, attributes, origin, parent)
        self.stack.append(frame)
        if len(self.stack) > DEEPEST:
            hint = "an element that is not closed where it should be is often the reason"
            raise self.failure(MarkupError(f"more than {DEEPEST} elements stand inside each other", hint))
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
        except BlufError as failure:  # a picture; one that the data file does not name is the template's matter
            place = self.place(frame.origin)
            raise BlufError(*(d if d.span.file else replace(d, span=place) for d in failure.diagnostics)) from None

    def text(self, data: str) -> None:
        frame = self.stack[-1]
        if frame.tag in TEXT_HOLDERS:
            frame.add_text(data)
        elif not data.isspace():
            inside = "at the top" if frame.tag == ROOT else f"right inside <{frame.tag}>"
            mistake = MarkupError(f"text cannot stand {inside}: {data.strip()[:40]!r}", "put it into a <p>")
            raise self.failure(mistake, self.here(self.parser.CurrentByteIndex, data.lstrip().count("\n")))

    def feed(self, pieces: Iterable[str]) -> None:
        total = 0
        try:
            # XML has one root, which a template need not name; and inside it no DTD can define entities.
            root = f"<{ROOT}>".encode()
            self.parser.Parse(root)
            self.done = len(root)
            self.parser.StartElementHandler = self.start
            self.parser.EndElementHandler = self.end
            for piece in _gathered(pieces):
                total += len(piece)
                if total > LARGEST:
                    raise self.failure(MarkupError(f"the note comes to more than {LARGEST:,} characters of markup"))
                self.next(piece.encode())
            if len(self.stack) > 1:
                raise self.unclosed()
            self.parser.EndElementHandler = None
            self.parser.Parse(f"</{ROOT}>", True)  # noqa: FBT003 - expat takes it by position only
        except expat.ExpatError as bad:
            raise self.malformed(bad) from None
        except OutOfTimeError:
            raise BlufError(out_of_time(self.place(self.here(self.parser.CurrentByteIndex)))) from None

    def next(self, piece: bytes) -> None:
        self.before = self.here(self.done + len(self.piece))
        self.done += len(self.piece)
        self.piece = piece
        self.parser.Parse(piece)

    def unclosed(self) -> BlufError:
        tag = self.stack[-1].tag
        return self.failure(MarkupError(f"<{tag}>, opened here, is not closed where it should be", f"add </{tag}>"))

    def malformed(self, bad: expat.ExpatError) -> BlufError:
        frame = self.stack[-1]
        reason, hint = _REASONS.get(bad.code, (expat.ErrorString(bad.code) or "something is wrong", _WRITE))
        if bad.code == _MISMATCH and frame.tag != ROOT:
            return self.unclosed()
        after = f" in or after <{frame.tag}>" if frame.tag != ROOT else ""
        mistake = MarkupError(f"the markup{after} is not well-formed: {reason}", hint)
        return self.failure(mistake, self.here(self.parser.ErrorByteIndex))


_MISMATCH = expat.errors.codes[expat.errors.XML_ERROR_TAG_MISMATCH]
_WRITE = "attributes need quotation marks, and every element is closed"
_REASONS = {
    expat.errors.codes[message]: reason
    for message, *reason in (
        (expat.errors.XML_ERROR_INVALID_TOKEN, "a character stands where none can", f"< is &lt;, & is &amp;; {_WRITE}"),
        (expat.errors.XML_ERROR_DUPLICATE_ATTRIBUTE, "an attribute stands there twice", "`o` is taken by bluf itself"),
        (expat.errors.XML_ERROR_UNDEFINED_ENTITY, "there is no entity of that name", "write the character itself"),
        (expat.errors.XML_ERROR_TAG_MISMATCH, "an element is closed that is not open", "delete the end tag"),
        (expat.errors.XML_ERROR_MISPLACED_XML_PI, "<?xml …?> cannot stand here", "delete it"),
        (expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION, "<![CDATA[ is not closed", "add ]]>, or write &lt; for <"),
    )
}  # fmt: skip


def _tags(names: Iterable[str]) -> str:
    return ", ".join(f"<{name}>" for name in sorted(names))


def misplaced(tag: str, parent: str, parents: Collection[str]) -> MarkupError:
    """Return the mistake of an element that cannot stand where it does."""
    places = [f"in {_tags(set(parents) - {ROOT})}"] if set(parents) - {ROOT} else []
    places += ["at the top"] if ROOT in parents else []
    inside = "at the top" if parent == ROOT else f"inside <{parent}>"
    return MarkupError(f"<{tag}> cannot stand {inside}", f"it stands {', or '.join(places)}")


def unknown_attribute(tag: str, name: str, known: Collection[str]) -> MarkupError:
    """Return the mistake of an attribute that an element does not have."""
    near = difflib.get_close_matches(name, known, 1)
    has = f"it has: {', '.join(sorted(known))}" if known else "it has none"
    return MarkupError(f"<{tag}> has no attribute {shown(name)}", f"did you mean {near[0]}?" if near else has)


def _gathered(pieces: Iterable[str]) -> Iterator[str]:
    """Yield the pieces of a rendering in larger ones, for which the parser is called less often."""
    waiting: list[str] = []
    size = 0
    for piece in filter(None, pieces):
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
    nowhere = [(target, origin) for target, origin in scope.targets if target not in scope.ids]
    near = sorted(scope.ids)[:_COMPARED]
    lost = [
        error(
            "template-reference",
            reader.place(origin),
            f"the reference #{target} leads nowhere",
            *(f"did you mean #{name}?" for name in difflib.get_close_matches(target, near, 1)),
        )
        for target, origin in nowhere[:_MOST]
    ]
    if lost:
        raise BlufError(*lost)
    blocks = tuple(node for node in reader.stack[0].content if isinstance(node, BLOCKS))
    return Parsed(blocks, scope.running)
