"""The levels of the marking schemes that bluf knows, in their order; of any other scheme, nothing is assumed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from bluf.briefing.model import Marking
from bluf.record import record


@record
class Scheme:
    """A scheme of markings.

    Attributes:
        names: how the name of the scheme begins where a note gives it, in lower case.
        levels: from the least restrictive on, the spellings of each level, as ``_plain`` has them.
        prefix: what begins each level in full, and can be left out where the note names the scheme.
    """

    names: tuple[str, ...]
    levels: tuple[tuple[str, ...], ...]
    prefix: str = ""


_SCHEMES: Final = (
    # FIRST, Traffic Light Protocol 2.0, whose TLP:CLEAR takes the place of TLP:WHITE.
    Scheme(
        ("tlp",),
        (("tlp:clear", "tlp:white"), ("tlp:green",), ("tlp:amber",), ("tlp:amber+strict",), ("tlp:red",)),
        "tlp:",
    ),
    # United Kingdom, Government Security Classifications (2023); -SENSITIVE is a marking within OFFICIAL.
    Scheme(("uk", "gsc"), (("official",), ("official-sensitive",), ("secret",), ("top secret",)), "uk "),
    # NATO, C-M(2002)49, Enclosure E.
    Scheme(
        ("nato",),
        (
            ("nato unclassified", "nu"),
            ("nato restricted", "nr"),
            ("nato confidential", "nc"),
            ("nato secret", "ns"),
            ("cosmic top secret", "nato cosmic top secret", "cts"),
        ),
        "nato ",
    ),
    # United States, Executive Order 13526, section 1.2, and 32 CFR 2001.23 for the short forms.
    Scheme(("us", "eo"), (("unclassified", "u"), ("confidential", "c"), ("secret", "s"), ("top secret", "ts"))),
    # European Union, Council Decision 2013/488/EU, Article 2.
    Scheme(
        ("eu",),
        (
            ("restreint ue/eu restricted", "eu restricted"),
            ("confidentiel ue/eu confidential", "eu confidential"),
            ("secret ue/eu secret", "eu secret"),
            ("tres secret ue/eu top secret", "très secret ue/eu top secret", "eu top secret"),
        ),
        "eu ",
    ),
)


def lower(one: Marking, other: Marking) -> bool | None:
    """Return whether the level of a marking is lower than that of another, ``None`` where no known scheme says.

    The same words are the same level in any scheme. ``SECRET`` is a level of several schemes: a note that
    does not name one is compared in each that has both levels.
    """
    if _level(one) == _level(other):
        return False
    found = dict(_ranks(other))
    answers = {rank < found[number] for number, rank in _ranks(one) if number in found}
    return answers.pop() if len(answers) == 1 else None


def banner(marking: Marking | None) -> str:
    """Return a marking as it is printed on every page, "" for none."""
    return "//".join([marking.level, *marking.caveats]) if marking else ""


def caveats(marking: Marking) -> tuple[str, ...]:
    """Return the caveats of a marking, also those that stand in the level after two slashes."""
    return (*(part.strip() for part in marking.level.split("//")[1:]), *marking.caveats)


def _ranks(marking: Marking) -> Iterator[tuple[int, int]]:
    """Yield the number of each scheme that the marking can be of, and its place among the levels there."""
    named, level = (marking.scheme or "").casefold(), _level(marking)
    for number, scheme in enumerate(_SCHEMES):
        if named and not named.startswith(scheme.names):
            continue
        spellings = {level, f"{scheme.prefix}{level}", level.removeprefix(scheme.prefix)} if named else {level}
        for rank, known in enumerate(scheme.levels):
            if spellings.intersection(known):
                yield number, rank


def _level(marking: Marking) -> str:
    """Return a level in plain spelling: lower case, one kind of hyphen, no space around signs."""
    words = " ".join(marking.level.partition("//")[0].split()).casefold()
    return re.sub(r" ?([:+/\-\N{EN DASH}\N{NON-BREAKING HYPHEN}\N{HYPHEN}]) ?", _sign, words)


def _sign(found: re.Match[str]) -> str:
    return found[1] if found[1] in ":+/" else "-"
