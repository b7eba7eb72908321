"""What templates put together of texts: citations, portions, labels before and citations after rich text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from markupsafe import Markup, escape
from pydantic_core import PydanticCustomError

from bluf.briefing.fields import RichText, SourceRef
from bluf.briefing.model import Item
from bluf.compose.describing import described

_LONGEST = 1_000_000  # characters of Markdown made by a template


def cite(what: Item | SourceRef | Iterable[SourceRef] | None, locator: str | None = None) -> Markup:
    """Return the citation of an item's sources after a no-break space; nothing where there are none.

    ``locator`` says where in the sources, after what they say of it themselves.
    """
    match what:
        case None:
            return Markup("")
        case SourceRef():
            references = [what]
        case Item():
            references = list(what.sources)
        case _:
            references = list(what)
    if not references:
        return Markup("")
    element = Markup('<source ref="{}" locator="{}"/>')
    inner = Markup("").join(element.format(r.id, ", ".join(filter(None, (r.locator, locator)))) for r in references)
    return Markup("\N{NO-BREAK SPACE}<cite>{}</cite>").format(inner)


def cited(fragment: Markup, item: Item) -> Markup:
    """Return a rendered fragment with the citation of an item's sources at the end of its last paragraph."""
    citation = cite(item)
    html = fragment.strip()
    if citation and html.endswith("</p>"):
        return html[:-4] + citation + Markup("</p>")
    return html + Markup("<p>{}</p>").format(citation.lstrip("\N{NO-BREAK SPACE}")) if citation else html


def portion(item: Any) -> Markup:
    """Return an item's portion marking, as it stands before the item; nothing where there is none."""
    return Markup('<span class="portion">({})</span> ').format(item.marking) if item.marking else Markup("")


class Labelling:
    """Labels before texts, with the colon of the language."""

    def __init__(self, colon: str) -> None:
        self._colon = colon

    def lead_in(self, label: str) -> Markup:
        """Return a label as it stands before what it labels."""
        return Markup('<span class="lead-in">{}{}</span> ').format(label, self._colon)

    def labelled(self, label: str, text: RichText | str | None, tail: Markup | str = "") -> Markup:
        """Return rich text with a label before its first words and ``tail`` after its last ones."""
        if not text:
            return Markup("")
        return joined(self.lead_in(label) if label else "", text, tail)

    def run_in(self, *texts: tuple[str, RichText | Markup | str | None]) -> Markup:
        """Return labelled texts one after the other in one paragraph; each on its own where one is more than that."""
        given = [(label, text) for label, text in texts if text]
        if any(isinstance(text, RichText) and not text.is_paragraph for _, text in given):
            return Markup("").join(self.labelled(label, text) for label, text in given)
        parts = [
            self.lead_in(label) + escape(text.inline if isinstance(text, RichText) else text) for label, text in given
        ]
        return Markup("<p>{}</p>").format(Markup(" ").join(parts)) if parts else Markup("")


def joined(before: Markup | str, text: RichText | str | None, after: Markup | str = "") -> Markup:
    """Return rich text with inlines put before its first words and after its last ones."""
    html = text.html if isinstance(text, RichText) else f"<p>{escape(text or '')}</p>"
    html = f"<p>{escape(before)}{html[3:]}" if html.startswith("<p>") else f"<p>{escape(before)}</p>{html}"
    html = f"{html[:-4]}{escape(after)}</p>" if html.endswith("</p>") else f"{html}<p>{escape(after)}</p>"
    return Markup(html)  # noqa: S704 - both parts are markup already or escaped right here


def markdown(text: str | None) -> RichText | str:
    """Return a Markdown text of a template or of a plain field as rich text; nothing stays nothing.

    Raises:
        ValueError: it holds an image or a link that no document may have, or is longer than a book.
    """
    text = _text("markdown", text)
    if len(text) > _LONGEST:
        raise ValueError(f"markdown takes at most {_LONGEST:,} characters")
    try:
        return RichText(text) if text else ""
    except PydanticCustomError as bad:
        raise ValueError(bad.message()) from None


def sentence(text: str | None) -> str:
    """Return a text with its first letter as a capital, the others as they are."""
    text = _text("sentence", text)
    return text[:1].upper() + text[1:]


def shortened(text: str | None, most: int) -> str:
    """Return a text cut at a word to ``most`` characters, with an ellipsis where something is left out."""
    text = _text("shortened", text)
    if len(text) <= most:
        return text
    return text[: most + 1].rsplit(" ", 1)[0][:most].rstrip(" ,;:–-") + "…"


def _text(name: str, text: str | None) -> str:
    """Return the text that a helper is given, "" for nothing."""
    if text is not None and not isinstance(text, str):
        raise TypeError(f"{name} takes a text, not {described(text)}")
    return text or ""
