"""Values of the data file as they are printed where no template says more: fields of a pack's own, and tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Protocol

from markupsafe import Markup, escape

from bluf.briefing.fields import Model, RichText, SourceRef, When
from bluf.briefing.model import Item
from bluf.briefing.references import named_kinds
from bluf.compose.describing import described
from bluf.compose.locales import Writing
from bluf.compose.sandbox import printable
from bluf.compose.texts import sentence


class Names(Protocol):
    """What turns references into links: to actors and systems, and to implications."""

    def names(self, references: Iterable[str]) -> Markup:
        """Return the names behind references to actors and systems."""

    def implications(self, references: Iterable[str]) -> Markup:
        """Return the numbers of implications."""


class Values:
    """Prints values in one language; references in them become links."""

    def __init__(
        self,
        labels: Mapping[str, Any],
        writing: Writing,
        date_: Callable[[Any], str],
        cite: Callable[[SourceRef], Markup],
        names: Names,
        asked: set[tuple[int, str]],
    ) -> None:
        self._labels = labels
        self._writing = writing
        self._date = date_
        self._cite = cite
        self._names = names
        self._asked = asked

    def shown(self, value: Any) -> Markup:
        """Return a value in a line, or rich text as its blocks."""
        match value:
            case None | bool():
                return escape("" if value is None else self._labels["values"]["yes" if value else "no"])
            case date() | When():
                return escape(self._date(value))
            case int() | float():
                return escape(self._writing.number(value))
            case SourceRef():
                return self._cite(value).removeprefix(self._labels["citations"]["before"])
            case list():
                return escape(self._labels["separator"]).join(self.shown(part) for part in value)
            case _:
                return escape(printable(value))

    def of(self, item: Any, name: str) -> Markup:
        """Return a field of an item or an entry of a table in a line; what names an actor or the like is a link.

        Raises:
            LookupError: there is none of the name.
        """
        value = self._field(item, name)
        kinds = named_kinds(type(item), name) if isinstance(item, Model) else ()
        if not kinds or value in (None, []):
            return self.shown(value)
        references = value if isinstance(value, list) else [value]
        return self._names.implications(references) if "implications" in kinds else self._names.names(references)

    def block(self, holder: Model, name: str) -> Markup:
        """Return a field as it stands in a section of its own: a text, a list, or a table."""
        match getattr(holder, name):
            case RichText() as text:
                return escape(text)
            case Mapping() as table:
                row = Markup("<tr><th>{}</th><td>{}</td></tr>")
                rows = Markup("").join(row.format(key, self.shown(value)) for key, value in table.items())
                return Markup('<table class="specifications">{}</table>').format(rows)
            case Item() as item:
                return self.table([item], _columns(item))
            case [Item() as first, *_] as items:
                return self.table(items, _columns(first))
            case list() as values if not named_kinds(type(holder), name):
                items = Markup("").join(Markup("<li>{}</li>").format(self.shown(value)) for value in values)
                return Markup("<ul>{}</ul>").format(items)
            case _:
                return Markup("<p>{}</p>").format(self.of(holder, name))

    def table(self, items: Iterable[Any], columns: Mapping[str, str], caption: str = "") -> Markup:
        """Return a table of items: for each column its head, and the field of an item that stands in it.

        A column that is empty in all rows is left out; numbers stand at the end of their column. The first
        column heads its row.
        """
        rows = list(items)
        values = {head: [self._field(row, name) for row in rows] for head, name in columns.items()}
        kept = [head for head, column in values.items() if any(value not in (None, "", [], {}) for value in column)]
        if not kept:
            return Markup("")
        aligned = ("end" if all(map(_is_number, values[head])) else "start" for head in kept)
        cols = Markup("").join(map(Markup('<col class="{}"/>').format, aligned))
        heads = Markup("").join(map(Markup("<th>{}</th>").format, kept))
        body = Markup("").join(self._row(row, [columns[head] for head in kept]) for row in rows)
        title = Markup("<caption>{}</caption>").format(caption) if caption else Markup("")
        return Markup("<table>{}<colgroup>{}</colgroup><thead><tr>{}</tr></thead>{}</table>").format(
            title, cols, heads, body
        )

    def _field(self, item: Any, name: str) -> Any:
        """Return a field of an item, or an entry of a table.

        Raises:
            LookupError: there is none of the name.
        """
        if isinstance(item, Mapping):
            return item.get(name)
        if name not in getattr(type(item), "model_fields", ()):
            raise LookupError(f"{described(item)} has no '{name}'")
        self._asked.add((id(item), name))
        return getattr(item, name)

    def _row(self, item: Any, names: Sequence[str]) -> Markup:
        head, *rest = (self.of(item, name) for name in names)
        cells = Markup("").join(map(Markup("<td>{}</td>").format, rest))
        return Markup("<tr><th>{}</th>{}</tr>").format(head, cells)


def _columns(item: Item) -> dict[str, str]:
    """Return the columns of a table of items of a pack's own: their fields, the names of which head them."""
    return {sentence(name.replace("_", " ")): name for name in type(item).model_fields if name not in Item.model_fields}


def _is_number(value: Any) -> bool:
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool))
