"""Rich text: the Markdown of long fields → the markup that templates speak.

CommonMark with tables and citations ``[@source, para 3; @other]``, without raw HTML, character references
and images: what looks like them is text, or for images an error, for nothing is dropped in silence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any, Self

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import core_schema

from bluf.briefing.mistakes import empty, mistake
from bluf.briefing.source import shown
from bluf.record import record

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

# A text without any of these is the same in Markdown and as plain paragraphs: the characters that start an
# inline construct, the line starts that start a block, and two spaces before a line's end (a hard break).
_MARKED = re.compile(r"[\\`*_\[\]<|~]|(?m:^[ \t]*(?:[#>+=-]|\d{1,9}[.)]|[ \t]{3}|\t))| \n|\A[ \t]|[\t\r]")
_PARAGRAPHS = re.compile(r"\n(?:[ \t]*\n)+")
_SOFT_BREAK = re.compile(r"[ \t]*\n[ \t]*")
_CITATION = re.compile(r"\[(@[^\[\]\n]+(?:\n[^\[\]\n]+)*)\]")
_CITED = re.compile(r"@([A-Za-z0-9][A-Za-z0-9_.-]*)(?:,\s*(.+))?", re.DOTALL)
_DEEPEST = 20  # levels of Markdown; a list has two, one for itself and one for its items
_SCHEMES = ("http://", "https://", "mailto:")
_TAGS = re.compile(r"<[^>]*>")
_REFERENCE = re.compile(r'<source ref="([^"]*)"')  # only ours: in a text of the user "<" is escaped
_BLOCK = re.compile(r"</?(?:p|h|ul|ol|li|blockquote|table|thead|tbody|tr|th|td|hr)\b[^>]*>")


@record
class Cited:
    """A source that a text cites, and where in it."""

    source: str
    locator: str


class RichText(str):
    """A Markdown text: the string is its source, ``html`` what templates print."""

    __slots__ = ("citations", "html")

    html: str
    citations: tuple[Cited, ...]

    def __new__(cls, source: str) -> Self:
        """Read the text.

        Raises:
            PydanticCustomError: it holds an image, a link that is not to the web or a mail address, or something
                that Markdown leaves out.
        """
        text = super().__new__(cls, source)
        text.html, text.citations = _plain(source) if not _MARKED.search(source) else _marked(source)
        return text

    def __html__(self) -> str:
        """Return block markup, which Jinja prints as it is."""
        return self.html

    @property
    def inline(self) -> str:
        """Return the inlines alone, what stood in blocks of its own joined by line breaks."""
        return _Inline("<br/>".join(filter(None, map(str.strip, _BLOCK.split(self.html)))))

    @property
    def is_paragraph(self) -> bool:
        """Return whether the text is one plain paragraph."""
        return self.html.startswith("<p>") and self.html.find("</p>") == len(self.html) - 4

    @property
    def plain(self) -> str:
        """Return the words without their marks."""
        text = _TAGS.sub(" ", self.html)
        for reference, character in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
            text = text.replace(reference, character)
        return " ".join(text.split())

    def citing(self, names: Mapping[str, str]) -> RichText:
        """Return the text as it is printed where sources have other ``names``; its own source stays as it is."""
        text = str.__new__(RichText, self)
        text.html = _REFERENCE.sub(lambda match: f'<source ref="{names.get(match[1], match[1])}"', self.html)
        text.citations = tuple(Cited(names.get(c.source, c.source), c.locator) for c in self.citations)
        return text

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        """Let pydantic read the type as text, not empty."""
        return core_schema.no_info_after_validator_function(cls.parse, core_schema.str_schema())

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Say in the JSON Schema that it is text."""
        return {"type": "string", "minLength": 1}

    @classmethod
    def parse(cls, value: str) -> RichText:
        """Return ``value`` as rich text.

        Raises:
            PydanticCustomError: it is empty, or see ``RichText``.
        """
        text = value.strip("\n").rstrip()
        if not text.strip():
            raise empty()
        return cls(text)


class _Inline(str):
    """Inline markup."""

    __slots__ = ()

    def __html__(self) -> str:
        return self


def _plain(source: str) -> tuple[str, tuple[Cited, ...]]:
    """Return the markup of a text in which nothing is marked."""
    paragraphs = (_SOFT_BREAK.sub(" ", p.strip()) for p in _PARAGRAPHS.split(source))
    return "".join(f"<p>{escape(p, quote=False)}</p>" for p in paragraphs if p), ()


# --- with markdown-it -------------------------------------------------------------------------------


def _marked(source: str) -> tuple[str, tuple[Cited, ...]]:
    """Return the markup of a Markdown text and the sources that it cites."""
    writer = _Writer()
    found: dict[str, Any] = {}
    writer.write(_parser().parse(source, found))
    _nothing_lost(writer, found)
    return "".join(writer.out), tuple(writer.citations)


def _nothing_lost(writer: _Writer, found: dict[str, Any]) -> None:
    """Make sure that all words of a text are in its markup.

    Raises:
        PydanticCustomError: the address of a link stands there and no link to it, or there are no words.
    """
    for reference in (*found.get("references", {}).values(), *found.get("duplicate_refs", ())):
        if reference["href"] not in writer.addresses:
            message = f"'[…]: {shown(reference['href'])}' is the address of a link in Markdown, and nothing links to it"
            raise mistake("text-lost", message, "put a backslash before the bracket if it is meant as text")
    if not writer.citations and not _TAGS.sub("", "".join(writer.out)).strip():
        message = "Markdown reads this as a mark without words"
        raise mistake("missing-value", message, "write words, or put a backslash before the mark")


@cache
def _parser() -> MarkdownIt:
    # Imported here because most texts are not marked, and the import takes longer than a whole note.
    from markdown_it import MarkdownIt

    options = {"html": False, "maxNesting": 2 * _DEEPEST}  # beyond its limit it drops text; see ``_Writer.token``
    parser = MarkdownIt("commonmark", options).enable("table").disable(["entity", "html_inline", "html_block"])
    parser.inline.ruler.before("link", "citation", _citation_rule)
    # Whether an address is one to link to is decided below, with an error rather than in silence.
    parser.validateLink = bool  # type: ignore[method-assign, assignment]
    return parser


def _citation_rule(state: StateInline, silent: object) -> bool:
    """Read ``[@source, locator; @other]``."""
    match = _CITATION.match(state.src, state.pos)
    if not match:
        return False
    cited = [_CITED.fullmatch(part.strip()) for part in match[1].split(";")]
    if not all(cited):
        return False
    if not silent:
        token = state.push("citation", "", 0)
        token.meta = {"cited": [Cited(c[1], " ".join((c[2] or "").split())) for c in cited if c]}
    state.pos = match.end()
    return True


_BLOCK_TAGS = {
    "bullet_list": "ul", "list_item": "li", "blockquote": "blockquote", "table": "table", "thead": "thead",
    "tbody": "tbody", "tr": "tr", "strong": "strong", "em": "em",
}  # fmt: skip


class _Writer:
    """Turns markdown-it's tokens into our markup."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self.citations: list[Cited] = []
        self.addresses: set[str] = set()

    def write(self, tokens: Iterable[Token]) -> None:
        for token in tokens:
            self.token(token)

    def token(self, token: Token) -> None:
        if token.level >= _DEEPEST:
            message = "lists and quotations are nested too deep in this text"
            raise mistake("text-deep", message, f"there can be {_DEEPEST // 2} levels of lists")
        kind, _, part = token.type.rpartition("_")
        if part in {"open", "close"} and kind in _BLOCK_TAGS:
            self.out.append(f"<{_BLOCK_TAGS[kind]}>" if part == "open" else f"</{_BLOCK_TAGS[kind]}>")
            return
        match token.type:
            case "paragraph_open" | "paragraph_close":
                if not token.hidden:
                    self.out.append("<p>" if token.nesting == 1 else "</p>")
            case "heading_open":
                self.out.append(f'<h level="{token.tag[1:]}">')
            case "heading_close":
                self.out.append("</h>")
            case "ordered_list_open":
                start = token.attrs.get("start", 1)
                self.out.append(f'<ol start="{start}">' if start != 1 else "<ol>")
            case "ordered_list_close":
                self.out.append("</ol>")
            case "th_open" | "td_open":
                align = _ALIGN.get(str(token.attrs.get("style", "")), "")
                self.out.append(f"<{token.tag}{align}>")
            case "th_close" | "td_close":
                self.out.append(f"</{token.tag}>")
            case "inline":
                self.write(token.children or ())
            case _:
                self.leaf(token)

    def leaf(self, token: Token) -> None:
        match token.type:
            case "text" | "text_special":
                self.out.append(escape(token.content, quote=False))
            case "softbreak":
                self.out.append(" ")
            case "hardbreak":
                self.out.append("<br/>")
            case "hr":
                self.out.append("<hr/>")
            case "code_inline":
                self.out.append(f"<code>{escape(token.content, quote=False)}</code>")
            case "fence" | "code_block":
                lines = (f"<code>{escape(line, quote=False)}</code>" for line in token.content.rstrip("\n").split("\n"))
                self.out.append(f'<p class="code">{"<br/>".join(lines)}</p>')
            case "link_open":
                self.link(str(token.attrs["href"]), str(token.attrs.get("title", "")))
            case "link_close":
                self.out.append("</a>")
            case "citation":
                self.cite(token.meta["cited"])
            case "image":
                message = "a picture cannot stand inside text"
                raise mistake("text-picture", message, "list it under `figures`, and say with `after` where it stands")
            case other:  # pragma: no cover - the parser has no other rules
                raise mistake("text", f"Markdown of the kind '{other}' is not known")

    def cite(self, cited: list[Cited]) -> None:
        if self.out[-1].endswith(" "):  # a citation stays on the line of what it is for
            self.out[-1] = self.out[-1][:-1] + "\N{NO-BREAK SPACE}"
        self.citations += cited
        inner = "".join(f'<source ref="{c.source}" locator="{escape(c.locator)}"/>' for c in cited)
        self.out.append(f"<cite>{inner}</cite>")

    def link(self, address: str, title: str) -> None:
        self.addresses.add(address)
        if not address.lower().startswith(_SCHEMES):
            message = f"the link to '{shown(address)}' leads neither to the web nor to a mail address"
            raise mistake("text-link", message, "start it with https://, http:// or mailto:")
        if title:
            message = f"the link has a title, '{shown(title)}', which no reader would see"
            raise mistake("text-lost", message, "write it as text")
        self.out.append(f'<a href="{escape(address)}">')


_ALIGN = {
    "text-align:center": ' class="centre"',
    "text-align:right": ' class="end"',
    "text-align:left": ' class="start"',
}
