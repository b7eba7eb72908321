"""Invented content in any amount: a load to measure with, true of nothing and nobody."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any

Note = dict[str, Any]

_LABELS = ("Range", "Status", "In service since", "Export status")
_LIKELIHOODS = ("unlikely", "likely", "very likely")
_PLACES = "Halvora Norrend Veldane Kolvaria Solace Brekka Tornvik Aldermere Ostra Quillon Marrow Fenwick".split()
_SYSTEMS = "Lantern Kestrel Harrow Bastion Mistral Anvil Cobalt Rampart Sentry Halberd".split()
_NOUNS = (
    "convoy harbour radar signal cable channel patrol corridor sensor battery tender quota reserve summit envoy "
    "charter audit surge depot relay beacon lattice margin vessel transit escort permit doctrine rotation upgrade "
    "contract delivery training survey warning posture balance deterrent supply export inspection exercise"
).split()
_VERBS = "delays expands refuses tests repairs moves reports measures limits follows meets joins".split()
_ADJECTIVES = "northern coastal allied regional joint formal recent early public quiet steady costly".split()
_LINKS = "after before during without between because of while against for with".split()


class _Writer:
    """Writes phrases and sentences from one seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - content, not secrets

    def one(self, choices: Sequence[str]) -> str:
        return self._random.choice(choices)

    def number(self, most: int) -> int:
        return self._random.randint(1, most)

    def phrase(self, words: int) -> str:
        """Return so many words, the first with a capital."""
        kinds = (_ADJECTIVES, _NOUNS, _VERBS, _ADJECTIVES, _NOUNS, _LINKS)
        text = " ".join(self.one(kinds[place % len(kinds)]) for place in range(words))
        return text[0].upper() + text[1:]

    def sentence(self, words: int) -> str:
        """Return a sentence of about so many words, with a name or a number in it."""
        middle = self.one(_PLACES) if self.number(3) > 1 else f"{self.number(900)} km"
        half = words // 2
        return f"{self.phrase(half)} {middle} {self.phrase(half - 2 + self.number(3)).lower()}."


def note(scale: int) -> Note:
    """Return a note of about ``scale`` thousand words, with the keys of a data file."""
    write = _Writer(scale)
    last = 12 * scale

    def cited() -> list[str]:
        return [f"s{write.number(last)}, para {write.number(9)}"]

    def times(count: int, make: Callable[[int], Any]) -> list[Any]:
        return [make(number) for number in range(1, count * scale + 1)]

    return {
        "title": f"Load of {scale},000 words",
        "date": "2026-11-24",
        "reference": f"LOAD-{scale}",
        "marking": "EXERCISE",
        "summary": {"bottom_line": write.sentence(24), "points": times(5, lambda _: write.sentence(20))},
        **_who_and_what(write, times, cited),
        **_analysis(write, times, cited),
        "sources": times(12, lambda number: _source(write, number)),
    }


def _who_and_what(write: _Writer, times: Callable[..., list[Any]], cited: Callable[[], list[str]]) -> Note:
    def actor(number: int) -> Note:
        return {
            "name": f"{write.one(_PLACES)} {number}",
            "kind": "organisation",
            "role": write.phrase(4),
            "position": write.sentence(12),
        }

    def system(number: int) -> Note:
        return {
            "name": f"{write.one(_SYSTEMS)}-{number}",
            "kind": write.one(_NOUNS),
            "status": "in service",
            "specifications": {label: write.phrase(4) for label in _LABELS},
            "significance": write.sentence(12),
            "sources": cited(),
        }

    return {"actors": times(10, actor), "systems": times(5, system)}


def _analysis(write: _Writer, times: Callable[..., list[Any]], cited: Callable[[], list[str]]) -> Note:
    def implication(_: int) -> Note:
        return {
            "statement": write.sentence(18),
            "likelihood": write.one(_LIKELIHOODS),
            "confidence": write.one(("low", "moderate", "high")),
            "sources": cited(),
        }

    def watcher(number: int) -> Note:
        name = f"{write.one(_PLACES)} observer {number}"
        return {"actor": name, "interest": write.sentence(12), "watching_for": [write.phrase(7)]}

    def event(number: int) -> Note:
        day = f"2026-{1 + number % 12:02}-{1 + number % 28:02}"
        return {"date": day, "what": write.sentence(10), "sources": cited()}

    def quote(number: int) -> Note:
        source = f"s{write.number(12)}"
        return {"text": write.phrase(14), "speaker": f"Speaker {number}", "source": source, "locator": "para 3"}

    def indicator(_: int) -> Note:
        return {"observable": write.phrase(9), "direction": "More likely"}

    return {
        "implications": times(6, implication),
        "watchers": times(6, watcher),
        "events": times(8, event),
        "quotes": times(2, quote),
        "indicators": times(4, indicator),
    }


def _source(write: _Writer, number: int) -> Note:
    return {
        "id": f"s{number}",
        "title": write.phrase(5),
        "publisher": write.one(_PLACES),
        "date": f"2026-{1 + number % 12:02}-01",
        "url": f"https://example.org/load/{number}",
        "reliability": write.one("ABC"),
        "credibility": write.number(3),
    }
