"""Ids and references: who is meant where, and what leads nowhere."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from typing import Any, get_args

from bluf.briefing.fields import Model, RichText, SourceRef
from bluf.briefing.model import Actor, Briefing, SectionName, System
from bluf.briefing.source import DataPath, shown

Problem = tuple[DataPath, str, str, tuple[str, ...]]  # where, code, message, hints

_ID_LIKE = re.compile(r"[a-z0-9][a-z0-9_-]*")
_NOT_SLUG = re.compile(r"[^a-z0-9]+")

# Fields that name items, by the model that holds them, and the kinds of item that they may name.
_REFERENCES: dict[str, dict[str, tuple[str, ...]]] = {
    "Actor": {"affiliation": ("actors",)},
    "Relation": {"to": ("actors",)},
    "System": {"developer": ("actors",), "operators": ("actors",)},
    "Implication": {"affects": ("actors", "systems")},
    "Watcher": {"actor": ("actors",)},
    "Event": {"actors": ("actors",)},
    "Quote": {"speaker": ("actors",)},
    "Indicator": {"implications": ("implications",)},
    "Gap": {"implications": ("implications",)},
    "Alternative": {"implications": ("implications",)},
    "Recommendation": {"owner": ("actors",)},
}
_BY_ID_ONLY = {"implications"}


def named_kinds(owner: type[Model], name: str) -> tuple[str, ...]:
    """Return the kinds of item that the field ``name`` of a model may name, such as ``("actors",)``."""
    return _REFERENCES.get(owner.__name__, owner.__references__).get(name, ())


# Latin letters that Unicode does not take apart into a plain letter and a mark.
_PLAIN_LETTERS = str.maketrans(
    {"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ħ": "h", "Ħ": "H", "ı": "i", "ð": "d", "Ð": "D"}
    | {"ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "þ": "th", "Þ": "Th"}
)


def slug(text: str) -> str:
    """Return a text as lower-case ASCII letters, digits and hyphens; "" where it has none of them."""
    plain = unicodedata.normalize("NFKD", text.translate(_PLAIN_LETTERS)).encode("ascii", "ignore").decode()
    return _NOT_SLUG.sub("-", plain.lower()).strip("-")[:60].rstrip("-")


def walk(model: Model, path: DataPath = ()) -> Iterator[tuple[DataPath, str, Any, type[Model]]]:
    """Yield every value below a model: its place, the field's name, the value, and the model that holds it."""
    owner = type(model)
    for name, value in model:
        yield from _values(value, (*path, name), name, owner)


def _values(
    value: Any, path: DataPath, name: str, owner: type[Model]
) -> Iterator[tuple[DataPath, str, Any, type[Model]]]:
    if isinstance(value, list):
        for number, item in enumerate(value):
            yield from _values(item, (*path, number), name, owner)
        return
    if value is None:
        return
    yield path, name, value, owner
    if isinstance(value, Model):
        yield from walk(value, path)


def with_ids(note: Briefing) -> Briefing:
    """Return the note with an id for every actor and system: its own, or one made of its name."""
    taken = {item.id for _, item in _identified(note)}

    def named(items: Iterable[Any], kind: str) -> list[Any]:
        result = []
        for number, item in enumerate(items, 1):
            if item.id is None:
                wish = slug(item.name) or f"{kind}-{number}"
                name = wish if wish not in taken else next(
                    f"{wish}-{n}" for n in range(2, len(taken) + 3) if f"{wish}-{n}" not in taken
                )  # fmt: skip
                taken.add(name)
                result.append(item.model_copy(update={"id": name}))
            else:
                result.append(item)
        return result

    return note.model_copy(update={"actors": named(note.actors, "actor"), "systems": named(note.systems, "system")})


def _identified(note: Briefing) -> Iterator[tuple[DataPath, Any]]:
    """Yield the items that have an id, with their places."""
    for path, _, value, _ in walk(note):
        if isinstance(value, Model) and not isinstance(value, SourceRef) and getattr(value, "id", None) is not None:
            yield path, value


def problems(note: Briefing, line: Callable[[DataPath], int]) -> Iterator[Problem]:
    """Yield what is wrong with the ids and references of a note whose items have their ids.

    Args:
        note: the note as ``with_ids`` returns it.
        line: gives the line of a place, for messages that name two.
    """
    yield from _twice(note, line)
    known = {
        kind: {i.id for i in getattr(note, kind) if i.id} for kind in ("actors", "systems", "implications", "sources")
    }
    names = {_folded(n) for subject in _subjects(note) for n in (subject.name, *subject.aliases)}
    for path, name, value, owner in walk(note):
        if isinstance(value, SourceRef):
            if value.id not in known["sources"]:
                yield _unknown(path, value.id, known["sources"], "source")
        elif isinstance(value, RichText):
            for cited in value.citations:
                if cited.source not in known["sources"]:
                    yield _unknown(path, cited.source, known["sources"], "source")
        elif kinds := named_kinds(owner, name):
            ids = set().union(*(known[kind] for kind in kinds))
            by_name = not _BY_ID_ONLY & set(kinds) and (not _ID_LIKE.fullmatch(value) or _folded(value) in names)
            if value not in ids and not by_name:
                yield _unknown(path, value, ids, " or ".join(kind.removesuffix("s") for kind in kinds))
    yield from _places(note)


def _subjects(note: Briefing) -> list[Actor | System]:
    return [*note.actors, *note.systems]


def _folded(name: str) -> str:
    return name.casefold()


def _twice(note: Briefing, line: Callable[[DataPath], int]) -> Iterator[Problem]:
    first: dict[str, DataPath] = {}
    for path, item in _identified(note):
        if item.id in first:
            message = f"the id `{item.id}` is already that of {_kind(first[item.id])} in line {line(first[item.id])}"
            yield (*path, "id"), "id-twice", message, ("ids are unique in the whole file",)
        else:
            first[item.id] = path


def _kind(path: DataPath) -> str:
    word = str(path[0]).removesuffix("s")
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"


def _unknown(path: DataPath, name: str, known: set[str], kind: str) -> Problem:
    near = difflib.get_close_matches(name, known, 1)
    if near:
        hint = f"did you mean `{near[0]}`?"
    elif known:
        some = sorted(known)[:8]
        hint = f"there are: {', '.join(some)}{', …' if len(known) > len(some) else ''}"
    else:
        hint = f"the file lists no {kind.split(' or ', maxsplit=1)[0]}s"
    return path, "unknown-id", f"there is no {kind} with the id `{shown(name)}`", (hint,)


def _places(note: Briefing) -> Iterator[Problem]:
    """Yield the figures that wish to stand where nothing is."""
    sections = set(get_args(SectionName))
    known = sections | {section.id for section in note.sections if section.id}
    for number, figure in enumerate(note.figures):
        if figure.after is None or figure.after in known:
            continue
        near = difflib.get_close_matches(figure.after, known, 1)
        hint = f"did you mean `{near[0]}`?" if near else f"one of: {', '.join(sorted(known))}"
        message = f"`{shown(figure.after)}` is neither a section nor the id of a free section"
        yield ("figures", number, "after"), "unknown-section", message, (hint,)
