"""Open elements on their way to nodes: what they hold, the runs of inlines and blocks found in them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from typing import TypeAlias, get_args

from bluf.briefing.source import shown
from bluf.document.tree import (
    Block,
    Chapter,
    Emphasis,
    Image,
    Inline,
    LineBreak,
    Link,
    Paragraph,
    Reference,
    Running,
    Span,
    Strong,
    Subscript,
    Superscript,
    Text,
)
from bluf.theme.model import Theme

Inlines: TypeAlias = tuple[Inline, ...]
BLOCKS = get_args(Block)
INLINES = get_args(Inline)
_SPACES = re.compile(r"[ \t\n\r\f]+")
_ID = re.compile(r"[^\s#]+")


class MarkupError(ValueError):
    """Something in a template that cannot be; its hints ride along."""

    def __init__(self, message: str, *hints: str) -> None:
        super().__init__(message)
        self.hints = hints


@dataclass(slots=True)
class Part:
    """A piece of a table, list or figure on its way to the node that holds it."""

    kind: str
    value: object


@dataclass(slots=True)
class Frame:
    """An element that is open: what it carries, and the nodes found in it so far.

    ``role`` is the role of plain paragraphs in it; ``compact`` says that lists in it are the close-set ones;
    ``deeper`` is how many levels headings in it stand below what they say.
    """

    tag: str
    attributes: dict[str, str]
    origin: str
    parent: Frame | None = None
    content: list[Block | Inline | Part] = field(default_factory=list)
    role: str = ""
    compact: bool = False
    deeper: int = 0

    def __post_init__(self) -> None:
        if self.parent is not None:
            self.role = self.parent.role
            self.compact = self.parent.compact
            self.deeper = self.parent.deeper

    def add_text(self, text: str) -> None:
        """Append characters."""
        self.content.append(Text(text))

    def get(self, name: str) -> str:
        """Return an attribute, "" where it is absent."""
        return self.attributes.get(name, "")


Node: TypeAlias = Block | Inline | Part | tuple[Block | Inline | Part, ...] | None


@dataclass(slots=True)
class Scope:
    """What building needs besides the element: the theme's roles, pictures, and what was met so far.

    ``chapter`` returns a chapter of a roundup by its number, with blocks put before its own; notes have none.
    """

    theme: Theme
    image: Callable[[str], Image]
    chapter: Callable[[int, tuple[Block, ...]], Chapter] | None = None
    root: Frame | None = None
    level: int = 1
    ids: set[str] = field(default_factory=set)
    targets: list[tuple[str, str]] = field(default_factory=list)
    running: dict[str, Running] = field(default_factory=dict)

    def id(self, frame: Frame) -> str:
        """Return the id of an element, which nothing else may have."""
        name = frame.get("id")
        if name:
            if not _ID.fullmatch(name):
                raise MarkupError(f"id '{name}' holds white space or #")
            if name in self.ids:
                raise MarkupError(f"the id '{name}' is already taken")
            self.ids.add(name)
        return name

    def role(self, frame: Frame, known: Collection[str], kind: str) -> str:
        """Return the role that ``class`` names, which the theme must have."""
        name = frame.get("class")
        if name and name not in known:
            hint = self._meant(name, known, kind)
            raise MarkupError(f"the theme has no {kind} style '{shown(name)}' for <{frame.tag}>", hint)
        return name

    def _meant(self, name: str, known: Collection[str], kind: str) -> str:
        """Return what may be meant by the name of a role that is not there."""
        theme = self.theme
        kinds: dict[str, Collection[str]] = {
            "paragraph": theme.paragraphs, "text": theme.texts, "box": theme.boxes, "table": theme.tables,
            "list": theme.lists, "definitions": theme.definitions,
        }  # fmt: skip
        other = next((other for other, names in kinds.items() if name in names), None)
        near = difflib.get_close_matches(name, known, 1)
        if " " in name:
            return "`class` names one style"
        if other:
            return f"'{name}' is a style of the kind {other}; [{kind}.{name}] in the theme would make one"
        return f"did you mean '{near[0]}'?" if near else f"the theme has: {', '.join(sorted(known))}"


# --- white space and runs ---------------------------------------------------------------------------


def _collapsed(nodes: list[Inline], *, spaced: bool) -> tuple[list[Inline], bool]:
    """Return inlines with white space collapsed; ``spaced`` says whether a space stood before."""
    result: list[Inline] = []
    for node in nodes:
        match node:
            case Text():
                text = _SPACES.sub(" ", node.text)
                if spaced and text.startswith(" "):
                    text = text[1:]
                if text:
                    spaced = text.endswith(" ")
                    result.append(Text(text))
            case Strong() | Emphasis() | Superscript() | Subscript() | Link() | Reference() | Span():
                inner, spaced = _collapsed(list(node.children), spaced=spaced)
                result.append(replace(node, children=tuple(inner)))
            case LineBreak():
                while result and not (end := _trimmed(result[-1:])):
                    result.pop()
                result[-1:] = end if result else []
                spaced = True
                result.append(node)
            case _:
                spaced = False
                result.append(node)
    return result, spaced


def _trimmed(nodes: list[Inline]) -> list[Inline]:
    """Return inlines without a space at their end."""
    if not nodes:
        return nodes
    last = nodes[-1]
    match last:
        case Text():
            text = last.text.rstrip(" ")
            return [*nodes[:-1], Text(text)] if text else _trimmed(nodes[:-1])
        case Strong() | Emphasis() | Superscript() | Subscript() | Link() | Reference() | Span():
            inner = tuple(_trimmed(list(last.children)))
            if inner == last.children:
                return nodes
            return [*nodes[:-1], replace(last, children=inner)] if inner else _trimmed(nodes[:-1])
        case _:
            return nodes


def run(nodes: list[Inline]) -> Inlines:
    """Return inlines as a run of their own: white space collapsed, none at the ends, texts joined."""
    if len(nodes) == 1 and isinstance(nodes[0], Text):
        text = _SPACES.sub(" ", nodes[0].text).strip(" ")
        return (Text(text),) if text else ()
    collapsed = _trimmed(_collapsed(nodes, spaced=True)[0])
    joined: list[Inline] = []
    for node in collapsed:
        if isinstance(node, Text) and joined and isinstance(joined[-1], Text):
            joined[-1] = Text(joined[-1].text + node.text)
        else:
            joined.append(node)
    return tuple(joined)


def inline_run(frame: Frame) -> Inlines:
    """Return the content of an element that holds inlines only."""
    return run([node for node in frame.content if isinstance(node, INLINES)])


def flow(frame: Frame) -> tuple[Block, ...]:
    """Return the content of an element that holds blocks; loose inlines become paragraphs."""
    result: list[Block] = []
    loose: list[Inline] = []

    def settle() -> None:
        children = run(loose)
        if children:
            result.append(Paragraph(children, role=frame.role, origin=frame.origin))
        loose.clear()

    for node in frame.content:
        if isinstance(node, BLOCKS):
            settle()
            result.append(node)
        elif isinstance(node, INLINES):
            loose.append(node)
    settle()
    return tuple(result)


def parts(frame: Frame, kind: str) -> list[object]:
    """Return the parts of a kind that were found in an element."""
    return [node.value for node in frame.content if isinstance(node, Part) and node.kind == kind]


def whole_number(frame: Frame, name: str, default: int, low: int, high: int) -> int:
    """Return the whole number that an attribute holds, ``default`` where it is absent.

    Raises:
        MarkupError: it is no number from ``low`` to ``high``.
    """
    text = frame.get(name)
    if not text:
        return default
    if not text.isascii() or not text.isdigit() or not low <= int(text) <= high:
        raise MarkupError(f"{name}='{text}' must be a whole number from {low} to {high}")
    return int(text)
