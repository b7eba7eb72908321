"""One list of the sources of several notes: what two notes cite is listed once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from bluf.briefing.fields import RichText
from bluf.briefing.model import Source
from bluf.record import record

Key: TypeAlias = tuple[object, ...]

# Fields by which an entry is found, that nobody sees, or of which the latest is as good.
_NOT_COMPARED = frozenset({"id", "text", "accessed", "marking"})


@record
class Listing:
    """The sources of one note: the file that it is from, and what it lists."""

    file: Path
    sources: Sequence[Source]


@record
class Difference:
    """What a note says of a source otherwise than the note before it that lists it too: by their numbers, from 0."""

    note: int
    source: int
    earlier: int
    fields: tuple[str, ...]


@dataclass(slots=True)
class Bibliography:
    """The sources of several notes in one list.

    ``names`` has for each note the ids that its sources have in the list; ``differences`` are where an entry
    says what an earlier note says, and not what a later one does.
    """

    sources: list[Source] = field(default_factory=list)
    names: list[dict[str, str]] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)


def bibliography(listings: Sequence[Listing]) -> Bibliography:
    """Return the sources of all ``listings``, in the order in which they are first listed.

    Two entries of different notes are one source if they have one address, or the same title, publisher and
    date where not both have an address, and the same portion marking. Entries of one note stay apart: whoever
    wrote it told them apart. Where the first entry is silent, the next one that is not speaks.
    """
    places = _places(listings)
    ids: dict[int, str] = {}
    for number, (listing, own) in enumerate(zip(listings, places, strict=True), 1):
        for source, place in zip(listing.sources, own, strict=True):
            ids.setdefault(place, f"n{number}:{source.id}")  # a colon is in no id of a data file
    found = Bibliography()
    first: dict[int, int] = {}  # the note that an entry is from
    for number, (listing, own) in enumerate(zip(listings, places, strict=True)):
        names = {source.id: ids[place] for source, place in zip(listing.sources, own, strict=True)}
        found.names.append(names)
        for index, (source, place) in enumerate(zip(listing.sources, own, strict=True)):
            entry = _renamed(source, names)
            if place not in first:
                first[place] = number
                found.sources.append(entry)
                continue
            found.sources[place], other = _merged(found.sources[place], entry)
            if other:
                found.differences.append(Difference(number, index, first[place], other))
    return found


def _places(listings: Sequence[Listing]) -> list[list[int]]:
    """Return for each note where in the list its sources stand, from 0."""
    known: dict[Key, list[int]] = {}
    addresses: list[str | None] = []
    result: list[list[int]] = []
    for listing in listings:
        own: list[int] = []
        for source in listing.sources:
            place = _known_place(source, listing.file, known, own, addresses)
            if place is None:
                place = len(addresses)
                addresses.append(source.url)
            own.append(place)
        for source, place in zip(listing.sources, own, strict=True):
            for key in _keys(source, listing.file):
                known.setdefault(key, []).append(place)
        result.append(own)
    return result


def _keys(source: Source, file: Path) -> Iterator[Key]:
    """Yield what tells a source, the surest first."""
    yield "file", file, source.id
    if source.url:
        yield "address", source.url, source.marking
    if source.publisher and source.date:
        yield "words", source.title, source.publisher, source.date, source.marking


def _known_place(
    source: Source, file: Path, known: Mapping[Key, list[int]], taken: Sequence[int], addresses: Sequence[str | None]
) -> int | None:
    """Return where a source stands that an earlier note lists, and that is no other one of its own note."""
    for key in _keys(source, file):
        for place in known.get(key, ()):
            address = addresses[place]
            another = key[0] == "words" and source.url and address and source.url != address
            if place not in taken and not another:
                return place
    return None


def _renamed(source: Source, names: Mapping[str, str]) -> Source:
    """Return a source under its id in the list, with a description that cites by those ids."""
    about = source.descriptor
    changes = {"descriptor": about.citing(names)} if about and about.citations else {}
    return source.model_copy(update={"id": names[source.id], **changes})


def _merged(first: Source, later: Source) -> tuple[Source, tuple[str, ...]]:
    """Return an entry with what it lacks from a later one, and the fields in which the two differ."""
    changes: dict[str, Any] = {}
    other: list[str] = []
    for name in Source.model_fields:
        own, new = getattr(first, name), getattr(later, name)
        if own is None:
            changes[name] = new
        elif name not in _NOT_COMPARED and new is not None and _shown(new) != _shown(own):
            other.append(name)
    if first.accessed and later.accessed:
        changes["accessed"] = max(first.accessed, later.accessed)
    return first.model_copy(update=changes), tuple(other)


def _shown(value: Any) -> Any:
    return value.html if isinstance(value, RichText) else value
