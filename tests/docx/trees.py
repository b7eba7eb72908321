"""Generated trees: any block in any place, with text that is hard on XML and on Word."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from bluf.document.tree import (
    Aside,
    Block,
    Cell,
    Chapter,
    Code,
    Column,
    Contents,
    ContentsEntry,
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
    Span,
    Strong,
    Subscript,
    Superscript,
    Table,
    Text,
)
from tests.docx.sample import note, png, t

ROLES = ("", "", "details", "lead", "code", "cell-detail")
TEXT_ROLES = ("citation", "label", "muted", "small")

words = st.one_of(
    st.sampled_from(["a", "word", "two words", "<b>", "&amp;", "]]>", "{{ 7*7 }}", "\u200fعربي\u200e", "中文", "✓■"]),
    st.text(
        st.characters(exclude_categories=["Cs", "Cc", "Cn"], exclude_characters="\ufffe\uffff"),
        min_size=1,
        max_size=12,
    ),
)
text = words.map(Text)


def _inlines(children: st.SearchStrategy[Inline]) -> st.SearchStrategy[Inline]:
    several = st.lists(children, min_size=1, max_size=3).map(tuple)
    return st.one_of(
        several.map(Strong),
        several.map(Emphasis),
        several.map(Superscript),
        several.map(Subscript),
        st.builds(Span, several, st.sampled_from(TEXT_ROLES), st.sampled_from(["", "ru", "zh-CN", "ar"])),
    )


plain = st.recursive(st.one_of(text, words.map(Code), st.just(LineBreak())), _inlines, max_leaves=4)
links = st.one_of(
    st.builds(
        Link,
        st.tuples(plain),
        st.sampled_from(["https://example.org/a?b=c&d", "mailto:a@b.example", "http://[x"]),
        words,
    ),
    st.builds(Reference, st.tuples(plain), st.just("start"), title=words),
)
inlines = st.lists(st.one_of(plain, plain, links), min_size=1, max_size=4).map(tuple)
paragraphs = st.builds(Paragraph, inlines, st.sampled_from(ROLES))
leaves = st.one_of(
    paragraphs,
    paragraphs,
    st.builds(Heading, st.integers(2, 6), inlines, number=st.sampled_from(["", "2.1"])),
    st.just(Rule()),
    st.just(PageBreak()),
    st.builds(Figure, st.just(png(60, 30)), words, st.one_of(st.just(()), inlines), st.sampled_from([0, 40, 100])),
)


@st.composite
def tables(draw: st.DrawFn, blocks: st.SearchStrategy[tuple[Block, ...]]) -> Table:
    count = draw(st.integers(1, 3))

    def row() -> Row:
        cells, used = [], 0
        while used < count:
            span = draw(st.integers(1, count - used))
            header = draw(st.booleans())
            cells.append(Cell(draw(blocks), header, span, align=draw(st.sampled_from(["", "centre", "end"]))))
            used += span
        return Row(tuple(cells))

    body = [row() for _ in range(draw(st.integers(1, 3)))]
    if count > 1 and draw(st.booleans()):  # the last column as one cell down the whole body
        shortened = [Row(tuple(Cell(draw(blocks)) for _ in range(count - 1))) for _ in range(2)]
        last = Cell(draw(blocks), rowspan=2)
        body = [Row((*shortened[0].cells, last)), shortened[1], *body]
    head = tuple(row() for _ in range(draw(st.integers(0, 2))))
    columns = tuple(Column(align=draw(st.sampled_from(["", "end"]))) for _ in range(count))
    return Table(columns, head, tuple(body), draw(st.one_of(st.just(()), inlines)))


def _blocks(children: st.SearchStrategy[Block]) -> st.SearchStrategy[Block]:
    several = st.lists(children, max_size=3).map(tuple)
    items = st.lists(st.builds(ListItem, several), min_size=1, max_size=3).map(tuple)
    definitions = st.lists(st.builds(Definition, inlines, several), min_size=1, max_size=3).map(tuple)
    return st.one_of(
        st.builds(List, items, st.booleans(), st.integers(1, 200)),
        st.builds(DefinitionList, definitions),
        st.builds(Aside, several, st.sampled_from(["", "bottom-line"])),
        st.builds(Quotation, several, st.one_of(st.just(()), inlines), lang=st.sampled_from(["", "fr"])),
        st.builds(Section, several),
        tables(several),
    )


blocks = st.recursive(leaves, _blocks, max_leaves=6)


@st.composite
def documents(draw: st.DrawFn, size: int = 6) -> Document:
    contents = Contents(2, (Text("Contents"),), (ContentsEntry(1, "1", (Text("Start"),), "start"),))
    start = Heading(2, (Text("Start"),), id="start")
    chapters = draw(st.lists(st.one_of(_chapters(size // 2), blocks), max_size=2))
    return note(contents, start, *draw(st.lists(blocks, max_size=size)), *chapters)


@st.composite
def _chapters(draw: st.DrawFn, size: int) -> Chapter:
    words = draw(inlines)
    running = Running(banner=t("CHAPTER"), left=words, right=(PageNumber(), Text("/"), PageCount()))
    children = tuple(draw(st.lists(blocks, max_size=size)))
    return Chapter(children, running, replace(running, left=()), running, lang=draw(st.sampled_from(["", "fr", "ar"])))
