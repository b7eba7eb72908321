"""The words of a pack: what a label file holds, and the forms and fields of its labels.

A label is a text, or a list of two signs. One that goes with a number of things may be a table of forms instead:
``one``, ``many``, and ``two`` where a language has it. In phrases, ``{name}`` takes what the note says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from markupsafe import Markup, escape

from bluf.document.words import Words

FORMS = frozenset({"one", "two", "many"})
Forms: TypeAlias = str | Mapping[str, str]
_FIELD = re.compile(r"\{(\w+)\}")

# The labels that the code itself makes use of, with the fields that each must have; templates see to the others.
_NEEDED: dict[tuple[str, ...], set[str]] = {
    **{(name,): set() for name in ("separator", "semicolon", "colon", "stop", "brackets")},
    ("page",): {"page", "pages"},
    ("annex",): {"letter"},
    ("annex_page",): {"letter", "page", "pages"},
    **{("citations", name): set() for name in ("before", "locator", "several")},
    ("citations", "source"): {"number"},
    ("citations", "way_back"): {"number", "count", "source"},
    **{("files", name): set() for name in ("data", "picture")},
    **{
        ("fields", name): set()
        for name in (
            "date", "information_cutoff", "reference", "status", "supersedes", "authors", "contact", "distribution",
            "classified_by", "reason", "derived_from", "declassify_on",
        )
    },
    **{("values", name): set() for name in ("draft", "final", "yes", "no")},
    ("phrases", "status"): {"status", "version"},
    ("phrases", "version"): {"version"},
}  # fmt: skip


def leaves(table: Mapping[str, Any], above: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield the labels of a table by their paths; the forms of one label are one."""
    for name, value in table.items():
        if isinstance(value, Mapping) and not (value and FORMS.issuperset(value)):
            yield from leaves(value, (*above, name))
        else:
            yield (*above, name), value


def texts(label: Any) -> list[str]:
    """Return the texts of a label: one, or one for each of its forms or signs."""
    if isinstance(label, Mapping):
        return [str(text) for text in label.values()]
    return [str(text) for text in label] if isinstance(label, list) else [str(label)]


def fields(label: Any) -> list[set[str]]:
    """Return the names of the fields in each text of a label."""
    return [set(_FIELD.findall(text)) for text in texts(label)]


def counted(forms: Forms, number: int) -> str:
    """Return the form of a label for a number of things; one without forms is the same for any number."""
    if isinstance(forms, str):
        return forms
    return forms.get({1: "one", 2: "two"}.get(number, "many"), forms["many"])


def filled(phrase: str, **values: Any) -> str:
    """Return a phrase with ``values`` in place of its fields; markup if one of them is.

    Raises:
        ValueError: the phrase lacks a field, so that a value would be lost, or has one without a value.
    """
    named = set(_FIELD.findall(phrase))
    if named != values.keys():
        wanted = " and ".join(f"{{{name}}}" for name in sorted(values))
        raise ValueError(f"the label '{phrase}' must have the field {wanted} and no other")
    pieces = [values[part] if n % 2 else part for n, part in enumerate(_FIELD.split(phrase))]
    if any(hasattr(piece, "__html__") for piece in pieces):
        return Markup("").join(map(escape, pieces))
    return "".join(map(str, pieces))


_KINDS: dict[type, str] = {str: "a text", list: "a list of texts", dict: "a table of labels"}


def misfits(base: Mapping[str, Any], own: Mapping[str, Any], *above: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the labels in ``own`` that are of another kind than those of the base, each with its path."""
    for name, value in own.items():
        old = base.get(name)
        kinds = [kind for kind in _KINDS if old is None or kind is _kind(old)]
        if _kind(value) not in kinds:
            yield (*above, name), f"must be {' or '.join(_KINDS[kind] for kind in kinds)}"
        elif _kind(value) is dict:
            yield from misfits(old or {}, value, *above, name)


def _kind(label: Any) -> type | None:
    """Return what a label is: the forms of a text count as a text, and what no label can be is nothing."""
    if isinstance(label, Mapping):
        return str if label and FORMS.issuperset(label) else dict
    if isinstance(label, list):
        return list if all(map(_is_text, label)) else None
    return str if isinstance(label, str) else None


def mistakes(labels: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield what is wrong with the labels of a language, each with the path of the label."""
    found = dict(leaves(labels))
    for path, label in found.items():
        if isinstance(label, Mapping) and not (label.keys() >= {"many"} and all(map(_is_text, label.values()))):
            yield path, "must be a text, or a table of the texts `one` and `many`"
        elif isinstance(label, list) and not (len(label) == 2 and all(map(_is_text, label))):
            yield path, "must be a text, or a list of two signs"
        elif not isinstance(label, str | list | Mapping):
            yield path, "must be a text"
    for path, wanted in _NEEDED.items():
        if path not in found:
            yield path, "is missing"
        elif any(named != wanted for named in fields(found[path])):
            names = " and ".join(f"{{{name}}}" for name in sorted(wanted))
            yield path, f"must have the field {names} and no other" if wanted else "cannot have fields in braces"


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def words(labels: Mapping[str, Any]) -> Words:
    """Return what is said in the note's language once the templates are done."""
    citations = labels["citations"]
    return Words(
        locator=citations["locator"],
        several=citations["several"],
        source=citations["source"],
        way_back=citations["way_back"],
        data_file=labels["files"]["data"],
        picture=labels["files"]["picture"],
    )
