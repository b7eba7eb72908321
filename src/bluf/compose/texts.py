"""What templates put together of texts: citations, portions, labels before and citations after rich text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import accumulate
from typing import Any
from unicodedata import east_asian_width

from markupsafe import Markup, escape
from pydantic_core import PydanticCustomError

from bluf.briefing.fields import RichText, SourceRef
from bluf.briefing.model import Item

# What ends a sentence, and what may close after it.
_STOPS = (".", "!", "?", "…", "。", "！", "？", "؟", "۔")
_CLOSING = "\"'”’“»›)]）」』\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE} "


def portion(item: Any) -> Markup:
    """Return an item's portion marking, as it stands before the item; nothing where there is none."""
    return Markup('<span class="portion">({})</span> ').format(item.marking) if item.marking else Markup("")


class Labelling:
    """Labels before texts, citations after them, and the signs between, as the language of the note has them."""

    def __init__(self, labels: Mapping[str, Any]) -> None:
        """Take the labels of the note's language."""
        self._colon: str = labels["colon"]
        self._stop: str = labels["stop"]
        self._brackets: list[str] = labels["brackets"]
        self._before: str = labels["citations"]["before"]
        self._locator: str = labels["citations"]["locator"]

    # --- labels ---

    def lead_in(self, label: str) -> Markup:
        """Return a label as it stands before what it labels."""
        sign = self._colon.rstrip(" ")
        return Markup('<span class="lead-in">{}{}</span>{}').format(label, sign, self._colon[len(sign) :])

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

    # --- signs ---

    def bracketed(self, text: Markup | str) -> Markup:
        """Return a text in brackets, with what stands before them."""
        return Markup("{}{}{}").format(self._brackets[0], text, self._brackets[1])

    def ended(self, text: Markup | str) -> Markup:
        """Return a sentence with the stop after it, and only what follows a stop where the sentence has one."""
        sentence = escape(text)
        sign = self._stop.rstrip(" ")
        stopped = sentence.striptags().rstrip(_CLOSING).endswith(_STOPS)
        return sentence + (self._stop[len(sign) :] if stopped else self._stop)

    # --- citations ---

    def cite(self, what: Item | SourceRef | Iterable[SourceRef] | None, locator: str | None = None) -> Markup:
        """Return the citation of an item's sources, with what stands before it; nothing where there are none.

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
        places = (self._locator.join(filter(None, (reference.locator, locator))) for reference in references)
        element = Markup('<source ref="{}" locator="{}"/>')
        inner = (element.format(reference.id, place) for reference, place in zip(references, places, strict=True))
        return Markup("{}<cite>{}</cite>").format(self._before, Markup("").join(inner))

    def cited(self, fragment: Markup, item: Item) -> Markup:
        """Return a rendered fragment with the citation of an item's sources at the end of its last paragraph."""
        citation = self.cite(item)
        html = fragment.strip()
        if citation and html.endswith("</p>"):
            return html[:-4] + citation + Markup("</p>")
        return html + Markup("<p>{}</p>").format(citation.removeprefix(self._before)) if citation else html


def joined(before: Markup | str, text: RichText | str, after: Markup | str = "") -> Markup:
    """Return rich text with inlines put before its first words and after its last ones."""
    html = text.html if isinstance(text, RichText) else f"<p>{escape(text)}</p>"
    html = f"<p>{escape(before)}{html[3:]}" if html.startswith("<p>") else f"<p>{escape(before)}</p>{html}"
    html = f"{html[:-4]}{escape(after)}</p>" if html.endswith("</p>") else f"{html}<p>{escape(after)}</p>"
    return Markup(html)  # noqa: S704 - both parts are markup already or escaped right here


def markdown(text: str) -> RichText:
    """Return a Markdown text of a template or of a plain field as rich text.

    Raises:
        ValueError: it holds an image or a link that no document may have.
    """
    try:
        return RichText(text)
    except PydanticCustomError as bad:
        raise ValueError(bad.message()) from None


def sentence(text: str) -> str:
    """Return a text with its first letter as a capital, the others as they are."""
    return text[:1].upper() + text[1:]


def width(text: str) -> int:
    """Return how wide a text is, in characters; those of Chinese and Japanese are two wide (Unicode, UAX 11)."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def shortened(text: str, most: int) -> str:
    """Return a text cut at a word to a width of ``most`` characters, with an ellipsis where something is left out."""
    if width(text) <= most:
        return text
    widths = accumulate(map(width, text))
    fitting = next(number for number, wide in enumerate(widths) if wide > most)
    return text[: fitting + 1].rsplit(" ", 1)[0][:fitting].rstrip(" ,;:–-，、；：") + "…"
