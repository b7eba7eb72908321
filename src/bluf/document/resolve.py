"""Settling what depends on the whole tree: source numbers, citations and the ways back, references, contents.

After ``resolve`` a document holds no ``Citation``, ``CitedBy`` or ``SourceNumber``, every ``Reference`` has
words and a target that exists, and ``Contents`` has its entries.

Sources are numbered in the order in which they are listed: a listed source is the block or row whose id is
``source-`` and the source's id.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace

from bluf.document.tree import (
    Block,
    Chapter,
    Citation,
    CitedBy,
    CitedSource,
    Contents,
    ContentsEntry,
    Document,
    Figure,
    Heading,
    Inline,
    Reference,
    Section,
    SourceNumber,
    Span,
    Table,
    Text,
)
from bluf.document.walk import (
    Inlines,
    Rewriter,
    block_ids,
    blocks,
    direct_inlines,
    inline_text,
    inlines,
    map_inlines,
    word_count,
)
from bluf.document.words import Words

SOURCE_ID = "source-"
CITED_ID = "cited-"
_MOST_WAYS_BACK = 6  # more letters than this help nobody
_LONGEST_UNBROKEN = 16  # characters of a citation that stay on one line: a number, a word and a number


@dataclass(slots=True)
class _Found:
    """What a first walk finds: ids with the words that stand for them, headings with languages, sources in order."""

    words: dict[str, Inlines]
    headings: list[tuple[Heading, str]]
    numbers: dict[str, int]
    cited: dict[str, int]


def _find(document: Document) -> _Found:
    found = _Found({}, [], {}, defaultdict(int))
    tops = {id(block) for block in document.children}
    language = ""  # of the chapter, where that is not the document's
    for block in blocks(document.children):
        if id(block) in tops:
            language = block.lang if isinstance(block, Chapter) else ""
        words: Inlines = ()
        if isinstance(block, Heading):
            found.headings.append((block, language))
            words = block.children
        elif isinstance(block, Table | Figure):
            words = block.caption
        for number, name in enumerate(block_ids(block)):
            if name:
                found.words.setdefault(name, () if number else words)
                if name.startswith(SOURCE_ID) and not isinstance(block, Section):
                    found.numbers.setdefault(name.removeprefix(SOURCE_ID), len(found.numbers) + 1)
        for run in direct_inlines(block):
            for inline in inlines(run):
                if isinstance(inline, Citation):
                    for cited in inline.sources:
                        found.cited[cited.source] += 1
                elif isinstance(inline, Reference) and inline.id:
                    found.words.setdefault(inline.id, inline.children)
    return found


def source_numbers(document: Document) -> dict[str, int]:
    """Return the numbers of the sources that a document lists, by their ids in the data file."""
    return _find(document).numbers


def _letters(number: int) -> str:
    """Return a, b … z, aa … for 1, 2 … 26, 27 …."""
    text = ""
    while number:
        number, digit = divmod(number - 1, 26)
        text = chr(ord("a") + digit) + text
    return text


class _Resolver(Rewriter):
    def __init__(self, found: _Found, length: int, words: Words) -> None:
        self.found = found
        self.length = length
        self.words = words
        self.seen: dict[str, int] = defaultdict(int)

    def inlines(self, children: Inlines) -> Inlines:
        return map_inlines(children, self.inline)

    def inline(self, inline: Inline) -> tuple[Inline, ...] | None:
        match inline:
            case Citation():
                return (self.citation(inline),)
            case CitedBy():
                return self.cited_by(inline.source)
            case SourceNumber():
                return (Text(str(self.found.numbers.get(inline.source, "?"))),)
            case Reference():
                return self.reference(inline)
            case _:
                return None

    def citation(self, citation: Citation) -> Span:
        """Return a citation as links, the brackets in them: fewer pieces, and more to click on."""
        last = len(citation.sources) - 1
        parts: list[Inline] = []
        for index, cited in enumerate(citation.sources):
            if parts:
                parts.append(Text(self.words.several))
            parts.append(self.cited(cited, "" if index else "[", "]" if index == last else ""))
        return Span(tuple(parts), role="citation")

    def cited(self, cited: CitedSource, before: str, after: str) -> Inline:
        number = self.found.numbers.get(cited.source)
        words = _unbroken(self.words.locator.join(filter(None, (str(number or cited.source), cited.locator))))
        label = Text(f"{before}{words}{after}")
        if number is None:
            return label
        self.seen[cited.source] += 1
        return Reference(
            (label,),
            target=SOURCE_ID + cited.source,
            id=_cited_id(cited.source, self.seen[cited.source]),
            title=_said(self.words.source, number=number),
        )

    def cited_by(self, source: str) -> tuple[Inline, ...]:
        count = self.found.cited[source]
        if not count:
            return ()
        parts: list[Inline] = [Text("↑")]
        for number in range(1, min(count, _MOST_WAYS_BACK) + 1):
            parts.append(Text("\N{NO-BREAK SPACE}" if number == 1 else " "))
            title = _said(self.words.way_back, number=number, count=count, source=self.found.numbers[source])
            parts.append(Reference((Text(_letters(number)),), target=_cited_id(source, number), title=title))
        if count > _MOST_WAYS_BACK:
            parts.append(Text(" …"))
        return (Span(tuple(parts), role="cited-by"),)

    def reference(self, reference: Reference) -> tuple[Inline, ...] | None:
        words = self.found.words.get(reference.target)
        if words is None and not reference.target.startswith(CITED_ID):
            return map_inlines(reference.children, self.inline)
        if not reference.children:
            return (replace(reference, children=words or (Text(reference.target),)),)
        return None

    def block(self, block: Block) -> Block | None:
        if not isinstance(block, Contents):
            return block
        if self.length <= block.from_words:
            return None
        entries = tuple(
            ContentsEntry(h.level - 1, h.number, _words(h, language), h.id)
            for h, language in self.found.headings
            if h.id and 1 < h.level <= block.depth + 1
        )
        return replace(block, entries=entries)


def _words(heading: Heading, language: str) -> Inlines:
    """Return the words of a heading as the contents have them, in the language of its chapter."""
    words = Text(inline_text(heading.children))
    return (Span((words,), lang=language),) if language else (words,)


def _cited_id(source: str, number: int) -> str:
    return f"{CITED_ID}{source}-{number}"


def _said(phrase: str, **values: int) -> str:
    """Return a phrase with numbers in place of its fields."""
    for name, value in values.items():
        phrase = phrase.replace(f"{{{name}}}", str(value))
    return phrase


def _unbroken(label: str) -> str:
    """Return a citation's label with its first words on one line: the number, and "para 2" of its locator."""
    start = label.split(" ", 3)[:3]
    spaces = len(start) - 1 if len(" ".join(start)) <= _LONGEST_UNBROKEN else 0
    return label.replace(" ", "\N{NO-BREAK SPACE}", spaces)


def resolve(document: Document) -> Document:
    """Return the document with every number, reference and contents entry settled."""
    resolver = _Resolver(_find(document), word_count(document), document.words)
    return replace(document, children=resolver.blocks(document.children), **resolver.heads(document))
