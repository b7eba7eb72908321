"""A theme and a document that has every kind of node, in every place that is hard for Word."""

from __future__ import annotations

import io
import tomllib
from datetime import date
from functools import cache
from pathlib import Path

from PIL import Image as Picture

from bluf.document.tree import (
    Aside,
    Block,
    Cell,
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
    Image,
    Inline,
    LineBreak,
    Link,
    List,
    ListItem,
    Metadata,
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
from bluf.theme.model import Theme
from bluf.theme.reading import read_theme

HERE = Path(__file__).parent
LONG = "The committee met in closed session and agreed that the matter should be looked at again in the spring. "


@cache
def theme() -> Theme:
    return read_theme(tomllib.loads((HERE / "theme.toml").read_text("utf-8")), "test")


def t(words: str) -> tuple[Inline, ...]:
    return (Text(words),)


def p(words: str, role: str = "") -> Paragraph:
    return Paragraph(t(words), role=role)


def items(*words: str | tuple[Block, ...]) -> tuple[ListItem, ...]:
    return tuple(ListItem((p(w),) if isinstance(w, str) else w) for w in words)


def row(*cells: str | Cell, header: bool = False) -> Row:
    return Row(tuple(c if isinstance(c, Cell) else Cell((p(c),), header=header) for c in cells))


@cache
def png(width: int = 600, height: int = 300) -> Image:
    buffer = io.BytesIO()
    Picture.linear_gradient("L").resize((width, height)).save(buffer, "PNG", dpi=(150, 150))
    return Image(buffer.getvalue(), "png", width, height, 150, "gradient.png")


def note(*blocks: Block, language: str = "en-GB", **metadata: object) -> Document:
    banner = t("OFFICIAL")
    footer = Running(
        left=t("A note"), centre=t("Draft"), right=(Text("Page "), PageNumber(), Text(" of "), PageCount())
    )
    return Document(
        Metadata("A note", language=language, **metadata),  # type: ignore[arg-type]
        blocks,
        header=Running(banner=banner, left=t("A note"), right=t("REF/1")),
        first_header=Running(banner=banner, left=t("The organisation"), right=t("REF/1")),
        footer=footer,
    )


HOSTILE = '<b>bold?</b> &amp; ]]> {{ 7*7 }} \u200fabc\u200e a\u00a0b soft\u00adhyphen non\u2011breaking "quoted"'


def kitchen_sink() -> Document:
    return note(
        Paragraph(t("Strategic Desk"), role="masthead"),
        Heading(1, t("What the offer means: a note with everything in it"), role=""),
        Paragraph(t("A subtitle that says a little more"), role="subtitle"),
        Table(
            (Column(25), Column()),
            (),
            (
                Row((Cell((p("Date"),), header=True), Cell((p("24 November 2025"),)))),
                Row((Cell((p("Authors"),), header=True), Cell((p("A. Author, B. Writer"),)))),
            ),
            role="facts",
        ),
        Aside(
            (
                p("Bottom line", "eyebrow"),
                Paragraph(
                    (
                        Text("The offer is real, and "),
                        Strong(t("nothing")),
                        Text(" has been bought yet. " + LONG),
                        Span(
                            (
                                Text("["),
                                Reference(t("1, para 3"), "source-a", "cited-a-1", "Source 1"),
                                Text("]"),
                            ),
                            "citation",
                        ),
                    )
                ),
                List(items("First point in the box", "Second point in the box " + LONG)),
                p("And after the list."),
            ),
            role="bottom-line",
        ),
        Contents(
            2,
            t("Contents"),
            (
                ContentsEntry(1, "", t("Actors"), "actors"),
                ContentsEntry(2, "", t("Lists of all kinds"), "lists"),
                ContentsEntry(1, "", t("Systems & figures"), "systems"),
            ),
        ),
        Section(
            (
                Heading(2, t("Actors"), id="actors"),
                p(LONG * 3),
                Heading(3, t("Lists of all kinds"), id="lists"),
                List(
                    items(
                        "One",
                        "Two",
                        (
                            p("Three, with a list"),
                            List(items("Three a", "Three b"), ordered=True),
                            p("and more"),
                        ),
                    ),
                    ordered=True,
                    start=3,
                ),
                p("Between two lists."),
                List(items("Restarts at one", "Two"), ordered=True),
                List(
                    items(
                        "Bullet",
                        (p("Bullet with two paragraphs"), p("the second of them")),
                        (List(items("nested only")),),
                        (),
                    )
                ),
                DefinitionList(
                    (
                        Definition(t("2025-11-20"), (p("The delegation meets in Moscow. " + LONG),)),
                        Definition(
                            t("A term much longer than its column"),
                            (p("It stands above."), List(items("x", "y"))),
                        ),
                        Definition(
                            (Strong(t("DPRK")),),
                            (Paragraph((Text("Democratic People’s Republic "), Emphasis(t("of")), Text(" Korea"))),),
                        ),
                    )
                ),
                Quotation(
                    (p("Words of somebody else, and rather a lot of them. " + LONG),),
                    t("A. Speaker, in a newspaper"),
                    lang="en-US",
                ),
                Aside((p("An aside in the text."),)),
            ),
            id="actors-section",
        ),
        Section(
            (
                Heading(2, t("Systems & figures"), id="systems"),
                Paragraph(
                    (
                        Text("Inline: "),
                        Strong((Text("strong "), Emphasis(t("both")))),
                        Text(", "),
                        Code("x  = \t1"),
                        Text(", H"),
                        Subscript(t("2")),
                        Text("O, m"),
                        Superscript(t("2")),
                        Text(", "),
                        Link(t("a link"), "https://example.org/a?b=1&c=ü", "Example"),
                        LineBreak(),
                        Span(t("Слова по-русски"), lang="ru"),
                        Text(" "),
                        Span(t("label"), "label"),
                        Text(" ✓ ■ → "),
                        Text(HOSTILE),
                    )
                ),
                Table(
                    (Column(), Column(), Column(align="end")),
                    (row("Name", "What it is", "Range, km", header=True),),
                    (
                        row(Cell((p("S-400"),), header=True), "A system. " + LONG, "400"),
                        row(
                            Cell((p("S-500"),), header=True, rowspan=2),
                            Cell((p("Two columns wide"),), colspan=2),
                        ),
                        row(
                            Cell((p("Blocks"), List(items("a", "b"), role="compact"))),
                            Cell((Aside((p("boxed"),)),)),
                        ),
                        row("Table in a table", Cell((Table((Column(), Column()), (), (row("1", "2"),)),)), ""),
                    ),
                    caption=t("Systems compared"),
                    id="table-1",
                ),
                Table((Column(), Column()), (), (row("Directly", "after"),), role="specifications"),
                p("After two tables."),
                Figure(png(), "A gradient from black to white", t("Figure 1. A gradient."), share=60, id="fig"),
                Figure(png(), "The same", ()),
                Rule(),
                p("After the rule, see "),
                PageBreak(),
                Paragraph(
                    (
                        Text("On a new page, see "),
                        Reference(t("the table"), "table-1"),
                        Text(" and "),
                        Reference(t("the actors"), "actors"),
                    )
                ),
                Table(
                    (Column(), Column()),
                    (row("A", "B", header=True),),
                    (row("long " + LONG * 40, "short"), row("x" * 5000, "y")),
                ),
                Heading(2, t("Sources"), role="", id="sources"),
                List(
                    (
                        ListItem(
                            (
                                Paragraph(
                                    (
                                        Text("Ministry. "),
                                        Span(
                                            (
                                                Text("↑\u00a0"),
                                                Reference(t("a"), "cited-a-1", title="Citation 1"),
                                            ),
                                            "cited-by",
                                        ),
                                    )
                                ),
                            ),
                            id="source-a",
                        ),
                    ),
                    ordered=True,
                ),
            )
        ),
        date=date(2025, 11, 24),
        authors=("A. Author", "B. Writer"),
        organisation="The organisation",
        keywords=("one", "two"),
        subject="A subject",
        status="draft",
        version="1.2",
        identifier="REF/1",
        data_sha256="ab" * 32,
        pack="standard 1.0",
        generator="bluf 0.1.0",
        fingerprint="cd" * 8,
    )
