"""What a message about a note says, and its plain text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field

from bluf.briefing.richtext import RichText
from bluf.handover.richmail import as_text, hung
from bluf.record import record


@record
class Cited:
    """A source that the message cites: the number that it has in the note, what it is, and its address."""

    number: str
    words: str
    address: str = ""


@record
class Letter:
    """What a message says.

    Attributes:
        language: of the note (BCP 47).
        banner: the marking as it stands on every page of the note; "" for none.
        organisation: who issues the note.
        title: of the note.
        subtitle: its second line.
        headings: the template's words for the bottom line, the key points and the sources.
        labels: its words for whom the note is intended, and for what is attached.
        colon: what stands after a label.
        bottom_line: the answer.
        points: the key points.
        facts: labels and values: the day of issue, the reference, and so on.
        sources: those that the bottom line and the points cite.
        numbers: the numbers of all sources by their ids.
        names: for whom the note is besides those that the message goes to.
        attached: names of the files attached.
    """

    language: str
    banner: str
    organisation: str
    title: str
    subtitle: str
    headings: tuple[str, str, str]
    labels: tuple[str, str]
    colon: str
    bottom_line: RichText
    points: Sequence[RichText]
    facts: Sequence[tuple[str, str]]
    sources: Sequence[Cited] = ()
    numbers: Mapping[str, int] = field(default_factory=dict)
    names: Sequence[str] = ()
    attached: Sequence[str] = ()

    def numbered(self, source: str) -> str:
        """Return the number of a source, its id where the note does not list it."""
        return str(self.numbers.get(source, source))

    @property
    def all_facts(self) -> list[tuple[str, str]]:
        """Return labels and values: the facts, for whom the note is, and what is attached."""
        intended, attached = self.labels
        more = ((intended, "; ".join(self.names)), (attached, ", ".join(self.attached)))
        return [*self.facts, *(pair for pair in more if pair[1])]


def letter_text(letter: Letter) -> str:
    """Return a message as plain text: the marking first and last, the bottom line before everything else."""
    bottom_line, key_points, sources = letter.headings
    parts = [
        letter.banner,
        letter.organisation,
        "\n".join(filter(None, (letter.title, letter.subtitle))),
        f"{bottom_line}\n\n{as_text(letter.bottom_line, letter.numbered)}",
    ]
    if letter.points:
        points = (as_text(point, letter.numbered) for point in letter.points)
        parts.append("\n".join([f"{key_points}\n", *(hung("– ", point) for point in points)]))
    if letter.sources:
        listed = (f"[{s.number}] {s.words}{f' <{s.address}>' if s.address else ''}" for s in letter.sources)
        parts.append("\n".join([f"{sources}\n", *listed]))
    parts.append("\n".join(f"{label}{letter.colon}{value}" for label, value in letter.all_facts))
    parts.append(letter.banner)
    return "\n\n".join(filter(None, parts)) + "\n"
