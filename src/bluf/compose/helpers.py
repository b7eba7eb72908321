"""What templates can call: names that become links, citations, dates, labels before rich text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, get_args

from markupsafe import Markup, escape

from bluf.briefing.fields import RichText, SourceRef, When
from bluf.briefing.model import Actor, Briefing, Figure, FreeSection, Item, SectionName, System
from bluf.compose.pack import Manifest

_PARTS = (*get_args(SectionName), "sections", "figures", "sources", "acronyms")
_SHORT = 44  # characters of a fact that fits half a line of the header block


class Helpers:
    """The functions and tables of a template's context, for one briefing and one language."""

    def __init__(self, note: Briefing, labels: Mapping[str, Any], manifest: Manifest) -> None:
        self.note = note
        self.labels = labels
        self.manifest = manifest
        self._subjects = _index(note)
        self._implications = {item.id: number for number, item in enumerate(note.implications, 1) if item.id}

    def context(self) -> dict[str, Any]:
        """Return the names that a template can use."""
        return {
            "note": self.note,
            "t": self.labels,
            "sections": self.manifest.sections,
            "contents_from_words": self.manifest.contents_from_words,
            "present": self.present,
            "facts": self.facts,
            "banner": self.banner(),
            "status": self.status(),
            "name": self.name,
            "names": self.names,
            "anchor": anchor,
            "heading_id": self.heading_id,
            "implications": self.implications,
            "cite": cite,
            "cited": cited,
            "date": self.date,
            "portion": portion,
            "labelled": labelled,
            "run_in": run_in,
            "joined": joined,
            "shortened": shortened,
            "figures_after": self.figures_after,
            "sections_after": self.sections_after,
        }

    # --- what there is ---

    def present(self, part: str) -> bool:
        """Return whether a part of the note has anything to show."""
        match part:
            case "head" | "contents":
                return True
            case "sections":
                return bool(self.sections_after(None))
            case "figures":
                return bool(self.figures_after(None))
            case _:
                return bool(getattr(self.note, part))

    def figures_after(self, place: str | None) -> list[Figure]:
        """Return the figures that stand at the end of a section (``None``: in the figures' own).

        A figure that is to follow a section without data, or one that the pack does not have, is among the latter.
        """
        return [f for f in self.note.figures if (f.after if self._stands(f.after) else None) == place]

    def sections_after(self, place: str | None) -> list[FreeSection]:
        """Return the free sections that follow a section (``None``: those that follow none of the pack's)."""
        parts = self.manifest.sections
        return [s for s in self.note.sections if (s.after if s.after in parts else None) == place]

    def _stands(self, place: str | None) -> bool:
        if place in self.manifest.sections:
            return self.present(place)
        return any(section.id == place for section in self.note.sections)

    def left_out(self) -> list[str]:
        """Return the keys of the data file of which the pack shows nothing."""
        return [part for part in _PARTS if part not in self.manifest.sections and self.present(part)]

    def banner(self) -> str:
        """Return the marking as it is printed on every page, "" for none."""
        marking = self.note.marking
        return "//".join([marking.level, *marking.caveats]) if marking else ""

    def facts(self) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        """Return the header block as labels and values: short ones that pair up, and long ones."""
        note, fields = self.note, self.labels["fields"]
        facts = [
            ("date", self.date(note.date)),
            ("information_cutoff", self.date(note.information_cutoff) if note.information_cutoff else ""),
            ("reference", note.reference or ""),
            ("status", self.status()),
            ("supersedes", note.supersedes or ""),
            ("authors", self.labels["separator"].join(note.authors)),
            ("contact", note.contact or ""),
            ("distribution", "; ".join(note.distribution)),
        ]
        if note.marking and note.marking.authority:
            facts += [(name, value or "") for name, value in note.marking.authority]
        pairs = [(fields[name], value) for name, value in facts if value]
        return [p for p in pairs if len(p[1]) <= _SHORT], [p for p in pairs if len(p[1]) > _SHORT]

    def status(self) -> str:
        """Return status and version in words, such as "Draft, version 0.2"."""
        status = self.labels["values"][self.note.status] if self.note.status else ""
        version = f"{self.labels['fields']['version']} {self.note.version}" if self.note.version else ""
        if not (status and version):
            return status or version
        return f"{status}{self.labels['separator']}{version[:1].lower()}{version[1:]}"

    # --- references ---

    def name(self, reference: str) -> Markup:
        """Return the name of an actor or system, linked to where the note introduces it."""
        subject = self._subjects.get(reference) or self._subjects.get(reference.casefold())
        if subject is None:
            return escape(reference)
        return Markup('<ref to="{}">{}</ref>').format(anchor(subject), subject.name)

    def names(self, references: Iterable[str]) -> Markup:
        """Return several names, linked, separated by commas."""
        return escape(self.labels["separator"]).join(self.name(reference) for reference in references)

    def implications(self, references: Iterable[str]) -> Markup:
        """Return the numbers of implications in rising order, linked to them."""
        numbers = sorted((self._implications[reference], reference) for reference in references)
        return escape(self.labels["separator"]).join(
            Markup('<ref to="implication-{}">{}</ref>').format(reference, number) for number, reference in numbers
        )

    def heading_id(self, section: FreeSection) -> str:
        """Return the id of a free section's heading, different for each, whether or not the section has one."""
        number = next(number for number, other in enumerate(self.note.sections, 1) if other is section)
        return f"h-{anchor(section) or f'section-{number}'}"

    # --- dates ---

    def date(self, value: date | When) -> str:
        """Return a date in words, as the language of the note writes it."""
        if isinstance(value, date):
            return self._day(value.year, value.month, value.day)
        if not value.parts:
            return value.text
        if len(value.parts) == 1:
            return self._day(*value.parts[0])
        start, end = value.parts
        form = ""
        if len(start) == len(end) > 1 and start[0] == end[0]:
            form = "month_in_year" if len(start) == 2 else "start_in_month" if start[1] == end[1] else "start_in_year"
        words = self.labels["dates"]
        return str(words["range"]).format(start=self._day(*start, form=form), end=self._day(*end))

    def _day(self, year: int, month: int | None = None, day: int | None = None, *, form: str = "") -> str:
        if month is None:
            return str(year)
        words = self.labels["dates"]
        pattern = str(words[form or ("day" if day else "month")])
        return pattern.format(day=day, month=words["months"][month - 1], year=year).replace(
            " ", "\N{NO-BREAK SPACE}", 1
        )


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


def labelled(label: str, text: RichText | str | None, tail: Markup | str = "") -> Markup:
    """Return rich text with a label before its first words and ``tail`` after its last ones."""
    if not text:
        return Markup("")
    before = Markup('<span class="lead-in">{}:</span> ').format(label) if label else Markup("")
    return joined(before, text, tail)


def run_in(*texts: tuple[str, RichText | Markup | str | None]) -> Markup:
    """Return labelled texts one after the other in one paragraph; each on its own where one is more than that."""
    given = [(label, text) for label, text in texts if text]
    if any(isinstance(text, RichText) and not text.is_paragraph for _, text in given):
        return Markup("").join(labelled(label, text) for label, text in given)
    parts = [
        Markup('<span class="lead-in">{}:</span> {}').format(label, text.inline if isinstance(text, RichText) else text)
        for label, text in given
    ]
    return Markup("<p>{}</p>").format(Markup(" ").join(parts)) if parts else Markup("")


def joined(before: Markup | str, text: RichText | str, after: Markup | str = "") -> Markup:
    """Return rich text with inlines put before its first words and after its last ones."""
    html = text.html if isinstance(text, RichText) else f"<p>{escape(text)}</p>"
    html = f"<p>{escape(before)}{html[3:]}" if html.startswith("<p>") else f"<p>{escape(before)}</p>{html}"
    html = f"{html[:-4]}{escape(after)}</p>" if html.endswith("</p>") else f"{html}<p>{escape(after)}</p>"
    return Markup(html)  # noqa: S704 - both parts are markup already or escaped right here


def shortened(text: str, most: int) -> str:
    """Return a text cut at a word to ``most`` characters, with an ellipsis where something is left out."""
    if len(text) <= most:
        return text
    return text[: most + 1].rsplit(" ", 1)[0][:most].rstrip(" ,;:–-") + "…"
