"""Invented content in any amount: a load for the benchmark, and nothing that is true of anything."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

_WORDS = (
    "convoy harbour radar signal cable channel patrol corridor sensor battery tender quota reserve summit envoy "
    "charter audit surge depot relay beacon lattice margin vessel transit escort permit doctrine rotation upgrade "
    "contract delivery training survey warning posture balance deterrent supply export inspection exercise "
    "announced delayed expanded agreed refused tested repaired moved observed reported measured signed limited "
    "northern coastal allied regional joint formal recent early public quiet steady likely costly second third "
    "the the the a a of of in in to and and for with by on at from after before during without between"
).split()
_PLACES = "Halvora Norrend Veldane Kolvaria Solace Brekka Tornvik Aldermere Ostra Quillon Marrow Fenwick".split()
_SYSTEMS = "Lantern Kestrel Harrow Bastion Mistral Anvil Cobalt Rampart Sentry Halberd".split()


class _Writer:
    """Writes sentences from one seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - content, not secrets

    def sentence(self, words: int) -> str:
        chosen = [self._random.choice(_WORDS) for _ in range(words)]
        chosen[0] = chosen[0].capitalize()
        chosen[words // 2] = self._random.choice(_PLACES)
        return " ".join(chosen) + "."

    def text(self, sentences: int, words: int = 14) -> str:
        return " ".join(self.sentence(words + self._random.randrange(6)) for _ in range(sentences))

    def of(self, choices: Sequence[str]) -> str:
        return self._random.choice(choices)


def note(scale: int) -> dict[str, Any]:
    """Return a briefing of about a thousand words times ``scale``, as a data file holds it."""
    write = _Writer(scale)
    sources = [
        {"id": f"s{n}", "title": write.sentence(7)[:-1], "publisher": write.of(_PLACES), "date": "2026-10-01",
         "reliability": write.of("ABC"), "credibility": write.of("123"), "descriptor": write.sentence(10)}
        for n in range(1, 4 * scale + 1)
    ]  # fmt: skip

    def cited() -> list[str]:
        return [f"{write.of([source['id'] for source in sources])}, para {1 + scale % 7}"]

    return {
        "title": f"Load of {scale},000 words: invented content to measure with",
        "date": "2026-11-24",
        "reference": f"BENCH {scale}",
        "marking": "EXERCISE",
        "organisation": "Bench",
        "summary": {"bottom_line": write.text(2), "points": [write.text(2) for _ in range(4)]},
        "actors": [
            {"name": f"{write.of(_PLACES)} {n}", "kind": "organisation", "role": write.sentence(5)[:-1],
             "position": write.text(1), "sources": cited()}
            for n in range(1, 8 * scale + 1)
        ],
        "systems": [
            {"name": f"{write.of(_SYSTEMS)}-{n}", "kind": "sensor", "status": "in service",
             "significance": write.text(1), "sources": cited()}
            for n in range(1, 4 * scale + 1)
        ],
        "implications": [
            {"statement": write.text(1), "likelihood": write.of(("likely", "unlikely", "very likely")),
             "confidence": write.of(("low", "moderate", "high")), "basis": write.text(1), "sources": cited()}
            for _ in range(5 * scale)
        ],
        "watchers": [
            {"actor": f"{write.of(_PLACES)} observer {n}", "interest": write.text(1),
             "watching_for": [write.sentence(8)], "sources": cited()}
            for n in range(1, 3 * scale + 1)
        ],
        "events": [
            {"date": f"2026-{1 + n % 12:02}-{1 + n % 28:02}", "what": write.text(1), "sources": cited()}
            for n in range(4 * scale)
        ],
        "indicators": [{"observable": write.sentence(10), "direction": "More likely"} for _ in range(3 * scale)],
        "gaps": [write.text(1) for _ in range(2 * scale)],
        "recommendations": [
            {"action": write.text(1), "owner": write.of(_PLACES), "deadline": "2026-12-24"} for _ in range(2 * scale)
        ],
        "sections": [
            {"title": write.sentence(4)[:-1], "body": f"{write.text(4)}\n\n- {write.text(1)}\n- {write.text(1)}"}
            for _ in range(scale)
        ],
        "sources": sources,
    }  # fmt: skip
