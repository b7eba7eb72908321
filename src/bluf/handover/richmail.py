"""Rich text of a data file as a message has it: as plain text, and as HTML that mail programs show."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from typing import Any, Final

from lxml import etree

from bluf.briefing.richtext import RichText
from bluf.record import record

_BLOCKS: Final = frozenset("p h ul ol blockquote table hr".split())
_STYLES: Final = {
    "p": "margin:0 0 8px 0",
    "ul": "margin:0 0 8px 0;padding:0 24px",
    "ol": "margin:0 0 8px 0;padding:0 24px",
    "li": "margin:0 0 4px 0",
    "blockquote": "margin:0 16px 8px 16px;font-style:italic",
    "table": "border-collapse:collapse;margin:0 0 8px 0",
    "td": "padding:3px 6px;border-bottom:1px solid {hairline};vertical-align:top",
    "th": "padding:3px 6px;border-bottom:1px solid {ink};vertical-align:top",
    "code": "font-family:Consolas,monospace",
}
Numbered = Callable[[str], str]


def as_text(rich: RichText, numbered: Numbered) -> str:
    """Return rich text as plain text; ``numbered`` gives the number of a source by its id."""
    return "\n\n".join(_Plain(numbered).blocks(_root(rich)))


def as_html(rich: RichText, numbered: Numbered, colours: Mapping[str, str]) -> str:
    """Return rich text as HTML with its styles inline; ``colours`` are those that the styles name."""
    return _Html(numbered, colours).children(_root(rich))


def cited(texts: list[RichText]) -> list[str]:
    """Return the ids of the sources that texts cite, in their order."""
    return list(dict.fromkeys(cited.source for text in texts for cited in text.citations))


def _root(rich: RichText) -> Any:
    # The markup is that of ``RichText``: well-formed, escaped, without any entity of its own.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    return etree.fromstring(f"<x>{rich.html}</x>".encode(), parser)


def _citation(element: Any, numbered: Numbered) -> str:
    parts = (", ".join(filter(None, (numbered(s.get("ref")), s.get("locator")))) for s in element)
    return f"[{'; '.join(parts)}]"


@record
class _Plain:
    """Turns the markup into paragraphs of plain text."""

    numbered: Numbered

    def blocks(self, element: Any) -> list[str]:
        """Return the blocks in an element; text that stands in none is one itself."""
        found: list[str] = []
        inline = element.text or ""
        for child in element:
            if child.tag in _BLOCKS:
                found += [inline.strip(), *self.block(child)]
                inline = child.tail or ""
            else:
                inline += self.inline(child) + (child.tail or "")
        return [text for text in (*found, inline.strip()) if text]

    def block(self, element: Any) -> list[str]:
        match element.tag:
            case "ul" | "ol":
                start = int(element.get("start", "1"))
                marks = [f"{n}. " if element.tag == "ol" else "– " for n in range(start, start + len(element))]
                items = ("\n".join(self.blocks(item)) for item in element)
                return ["\n".join(hung(mark, item) for mark, item in zip(marks, items, strict=True))]
            case "blockquote":
                return ["\n".join(f"> {line}".rstrip() for line in "\n\n".join(self.blocks(element)).split("\n"))]
            case "table":
                rows = element.iter("tr")
                return ["\n".join(" | ".join(" ".join(self.blocks(cell)) for cell in row) for row in rows)]
            case "hr":
                return ["* * *"]
            case _:
                return [self.inside(element).strip()]

    def inline(self, element: Any) -> str:
        match element.tag:
            case "br":
                return "\n"
            case "cite":
                return _citation(element, self.numbered)
            case "a":
                words, address = self.inside(element), element.get("href")
                return words if words.strip() == address else f"{words} <{address}>"
            case _:
                return self.inside(element)

    def inside(self, element: Any) -> str:
        return (element.text or "") + "".join(self.inline(child) + (child.tail or "") for child in element)


def hung(mark: str, text: str) -> str:
    """Return a text with a mark before its first line, and the others below its words."""
    first, *others = text.split("\n")
    return "\n".join((mark + first, *(" " * len(mark) + line if line else "" for line in others)))


@record
class _Html:
    """Turns the markup into HTML."""

    numbered: Numbered
    colours: Mapping[str, str]

    def children(self, element: Any) -> str:
        inner = "".join(self.element(child) + escape(child.tail or "") for child in element)
        return escape(element.text or "") + inner

    def element(self, element: Any) -> str:
        name = str(element.tag)
        match name:
            case "br":
                return "<br>"
            case "hr":
                return f'<hr style="border:0;border-top:1px solid {self.colours["hairline"]}">'
            case "cite":
                cited = escape(_citation(element, self.numbered))
                return f'<span style="color:{self.colours["muted"]};font-size:85%">{cited}</span>'
            case "a":
                style = f"color:{self.colours['accent']}"
                return f'<a href="{escape(element.get("href"))}" style="{style}">{self.children(element)}</a>'
            case "h":
                return f'<p style="{_STYLES["p"]};font-weight:bold">{self.children(element)}</p>'
            case "ol":
                return f'<ol start="{element.get("start", "1")}" style="{_STYLES["ol"]}">{self.children(element)}</ol>'
            case "td" | "th":
                align = {"end": ' align="right"', "centre": ' align="center"'}.get(element.get("class"), "")
                return f'<{name}{align} style="{self.style(name)}">{self.children(element)}</{name}>'
            case _:
                style = self.style(name)
                attribute = f' style="{style}"' if style else ""
                return f"<{name}{attribute}>{self.children(element)}</{name}>"

    def style(self, name: str) -> str:
        return _STYLES.get(name, "").format_map(self.colours)
