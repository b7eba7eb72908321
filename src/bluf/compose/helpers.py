"""What templates can call: names that become links, citations, dates, labels before rich text."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain
from typing import Any, get_args

from markupsafe import Markup, escape

from bluf.briefing import markings
from bluf.briefing.fields import Model, SourceRef, When
from bluf.briefing.model import Actor, Briefing, Figure, FreeSection, Item, SectionName, System
from bluf.compose.describing import described
from bluf.compose.labels import counted, filled
from bluf.compose.locales import Writing
from bluf.compose.texts import Labelling, joined, markdown, portion, sentence, shortened, width
from bluf.compose.values import Values

_PARTS = (*get_args(SectionName), "sections", "figures", "sources", "acronyms")
# Fields of items that are not shown by their own template: marks, citations and places come from here, and the texts
# of sources go into packs.
_HANDLED = frozenset({*Item.model_fields, "after", "text"})
_SHORT = 44  # wide in characters: a fact that fits half a line of the header block


class Helpers:
    """The functions and tables of a template's context, for one briefing and one language."""

    def __init__(self, note: Briefing, labels: Mapping[str, Any], parts: Sequence[str], *, has_logo: bool) -> None:
        self.note = note
        self.labels = labels
        self.parts = tuple(parts)
        self.writing = Writing(note.language)
        self.has_logo = has_logo
        self._shown_items: set[int] = set()
        self._labelling = Labelling(labels)
        self.asked: set[tuple[int, str]] = set()  # fields of models, by their identity, that templates asked for
        self._values = Values(self.labels, self.writing, self.date, self._labelling.cite, self, self.asked)
        self._subjects = _index(note)
        self._implications = {item.id: number for number, item in enumerate(note.implications, 1) if item.id}

    def context(self) -> dict[str, Any]:
        """Return the names that a template can use."""
        return {
            "note": self.note,
            "t": self.labels,
            "options": self.note.options,
            "extra": self.note.extra,
            "sections": self.parts,
            "logo": Markup("<logo/>") if self.has_logo else "",
            "present": self.present,
            "facts": self.facts,
            "banner": self.banner(),
            "status": self.status(),
            "name": self.name,
            "names": self.names,
            "anchor": anchor,
            "heading_id": self.heading_id,
            "section_title": self.section_title,
            "field": self.field,
            "implications": self.implications,
            "cite": self._labelling.cite,
            "cited": self._labelling.cited,
            "portion": portion,
            "labelled": self._labelling.labelled,
            "lead_in": self._labelling.lead_in,
            "run_in": self._labelling.run_in,
            "bracketed": self._labelling.bracketed,
            "ended": self._labelling.ended,
            "joined": joined,
            "shortened": shortened,
            "figures_after": self.figures_after,
            "sections_after": self.sections_after,
            "table": self._values.table,
            **self.filters(),
        }

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Return the filters of templates; each is there as a function too."""
        return {
            "date": self.date,
            "number": self.writing.number,
            "listed": self.listed,
            "sentence": sentence,
            "counted": counted,
            "filled": filled,
            "markdown": markdown,
        }

    # --- what there is ---

    def present(self, part: str) -> bool:
        """Return whether a part of the note has anything to show."""
        match part:
            case "head" | "contents":
                return True
            case "sections":
                return any(self._section_place(section) is None for section in self.note.sections)
            case "figures":
                return any(self._figure_place(figure) is None for figure in self.note.figures)
            case _ if part in type(self.note).model_fields:
                return bool(getattr(self.note, part))
            case _ if hasattr(self.note.extra, part):
                return bool(getattr(self.note.extra, part))
            case _:
                return True

    def figures_after(self, place: str | None) -> list[Figure]:
        """Return the figures that stand at the end of a section (``None``: in the figures' own).

        A figure that is to follow a section without data, or one that the pack does not have, is among the latter.
        """
        found = [figure for figure in self.note.figures if self._figure_place(figure) == place]
        self._shown_items.update(map(id, found))
        return found

    def sections_after(self, place: str | None) -> list[FreeSection]:
        """Return the free sections that follow a section (``None``: those that follow none of the pack's)."""
        found = [section for section in self.note.sections if self._section_place(section) == place]
        self._shown_items.update(map(id, found))
        return found

    def _section_place(self, section: FreeSection) -> str | None:
        return section.after if section.after in self.parts else None

    def _figure_place(self, figure: Figure) -> str | None:
        """Return the section at whose end a figure stands, ``None`` where that is not there."""
        place = figure.after
        if place is None:
            return None
        return place if (self.present(place) if place in self.parts else self._is_free(place)) else None

    def _is_free(self, place: str) -> bool:
        return any(section.id == place for section in self.note.sections)

    def left_out(self, seen: Collection[str], elsewhere: Collection[str] = ()) -> list[str]:
        """Return the keys of the data file, and the fields of items, of which the pack shows nothing.

        Args:
            seen: the keys that it asked for.
            elsewhere: keys that are shown by something else.
        """
        placed = ("sections", "figures")
        hidden = (part for part in _PARTS if part not in (*seen, *elsewhere, *placed))
        unseen = [part for part in hidden if getattr(self.note, part)]
        lost = [part for part in placed if not self._shown_items.issuperset(map(id, getattr(self.note, part)))]
        left = [*unseen, *lost]
        shown = [part for part in _PARTS if part not in left and part in (*seen, *placed)]
        fields = (self._unasked(item, f"{part}[].") for part in shown for item in _models(getattr(self.note, part)))
        return [*left, *dict.fromkeys(chain.from_iterable(fields))]

    def _unasked(self, item: Model, path: str) -> Iterator[str]:
        """Yield the fields of an item with something in them that no template has asked for."""
        for name in type(item).model_fields:
            value = getattr(item, name)
            if name in _HANDLED or name not in item.model_fields_set or value in (None, "", [], {}):
                continue
            if (id(item), name) not in self.asked:
                yield path + name
                continue
            for inner in _models(value):
                yield from self._unasked(inner, f"{path}{name}{'[]' if isinstance(value, list) else ''}.")

    def banner(self) -> str:
        """Return the marking as it is printed on every page, "" for none."""
        return markings.banner(self.note.marking)

    def facts(self) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        """Return the header block as labels and values: short ones that pair up, and long ones."""
        note = self.note
        facts = [
            ("date", self.date(note.date)),
            ("information_cutoff", self.date(note.information_cutoff) if note.information_cutoff else ""),
            ("reference", note.reference or ""),
            ("status", self.status()),
            ("supersedes", note.supersedes or ""),
            ("authors", self.labels["separator"].join(note.authors)),
            ("contact", note.contact or ""),
            ("distribution", self.labels["semicolon"].join(note.distribution)),
        ]
        if note.marking and note.marking.authority:
            facts += [(name, value or "") for name, value in note.marking.authority]
        pairs = [(self._fact_label(name), value) for name, value in facts if value]
        return [p for p in pairs if width(p[1]) <= _SHORT], [p for p in pairs if width(p[1]) > _SHORT]

    def _fact_label(self, name: str) -> str:
        return counted(self.labels["fields"][name], len(self.note.authors) if name == "authors" else 1)

    def status(self) -> str:
        """Return status and version in words, such as "Draft, version 0.2"."""
        status = self.labels["values"][self.note.status] if self.note.status else ""
        if not self.note.version:
            return status
        phrases = self.labels["phrases"]
        if not status:
            return filled(phrases["version"], version=self.note.version)
        return filled(phrases["status"], status=status, version=self.note.version)

    # --- references ---

    def name(self, reference: str | None) -> Markup:
        """Return the name of an actor or system, linked to where the note introduces it."""
        if reference is None:
            return Markup("")
        if not isinstance(reference, str):
            raise TypeError(f"name takes an id or a name, not {described(reference)}")
        subject = self._subjects.get(reference) or self._subjects.get(reference.casefold())
        if subject is None:
            return escape(reference)
        return Markup('<ref to="{}">{}</ref>').format(anchor(subject), subject.name)

    def names(self, references: Iterable[str]) -> Markup:
        """Return several names, linked, with the separator of the language between them."""
        return escape(self.labels["separator"]).join(self.name(reference) for reference in references)

    def implications(self, references: Iterable[str]) -> Markup:
        """Return the numbers of implications in rising order, linked to them, as a sentence has them."""
        numbers = sorted((self._implications[reference], reference) for reference in references)
        return self.writing.listed(
            [Markup('<ref to="implication-{}">{}</ref>').format(reference, number) for number, reference in numbers]
        )

    def heading_id(self, section: FreeSection) -> str:
        """Return the id of a free section's heading, different for each, whether or not the section has one."""
        number = next(number for number, other in enumerate(self.note.sections, 1) if other is section)
        return f"h-{anchor(section) or f'section-{number}'}"

    # --- fields of the pack's own, dates, lists ---

    def section_title(self, part: str) -> str:
        """Return the heading of a part: its label, or the part's name as words."""
        titles: Mapping[str, str] = self.labels["sections"]
        return titles.get(part) or sentence(part.replace("_", " "))

    def field(self, name: str) -> Markup:
        """Return an extra field of the pack as it stands in a section of its own."""
        extra: Any = self.note.extra
        return self._values.block(extra, name)

    def date(self, value: date | When | None) -> str:
        """Return a date in words, as the language of the note writes it."""
        return self.writing.date(value)

    def listed(self, values: Iterable[Any] | None) -> Markup:
        """Return several things as a sentence has them, "A, B and C"; those that are not there are left out."""
        values = [] if values is None else values
        if isinstance(values, str | Mapping) or not isinstance(values, Iterable):
            raise TypeError(f"listed takes a list, not {described(values)}")
        return self.writing.listed([self._values.shown(value) for value in values if value not in (None, "")])


def _models(value: Any) -> list[Model]:
    """Return the models that a value is or holds, but for references to sources, which are cited as a whole."""
    models = [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, Model)]
    return [one for one in models if not isinstance(one, SourceRef)]


def _index(note: Briefing) -> dict[str, Actor | System]:
    """Return actors and systems by id, then by name, then by alias; names without regard to case."""
    index: dict[str, Actor | System] = {}
    subjects: list[Actor | System] = [*note.actors, *note.systems]
    for subject in subjects:
        if subject.id:
            index.setdefault(subject.id, subject)
    for subject in subjects:
        index.setdefault(subject.name.casefold(), subject)
    for subject in subjects:
        for alias in subject.aliases:
            index.setdefault(alias.casefold(), subject)
    return index


def anchor(item: Item) -> str:
    """Return the id under which the note shows an item that has one, "" for others."""
    return f"{type(item).__name__.lower()}-{item.id}" if item.id else ""
