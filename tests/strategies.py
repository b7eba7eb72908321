"""Any valid briefing, as hypothesis draws it, together with every string that its files must have."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

HOSTILE = (
    "<b>bold</b>", "&amp; &lt;", "{{ 7*7 }}", "{% for x in y %}", "{# no #}", "]]>", "<img src=x onerror=y>", "*",
    "_", "`", "a_b*c", "# not a heading", "1. not a list", "- dash", "|x|y|", "[text](http://x.example)", "\\",
    "\\alpha",
    "$x$", "%s",
    "\u200fאבג\u200e", "\u202etxet\u202c", "שָׁלוֹם", "العالم 12", "e\u0301\u0323", "a\u00a0b", "soft\u00adhyphen",
    "x" * 400,
    "https://example.org/a/very/long/path?with=query&and=more#fragment", "http", "क्षत्रिय", "น้ำ", "ἄνθρωπος", "Łódź",
    "'\"“”‘’«»", "–—…", "1,000.50 €", "½ ² ™", "true", "null", "2026-11-24", "C:\\path\\file", "..", "CON",
)  # fmt: skip
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCÀÉßøабвгдΑβγ0123456789.,;:!?()-–'\"/&%+"
_WORD = st.text(_LETTERS, min_size=1, max_size=12)
_MARKS = re.compile(r"([!-/:-@\[-`{-~])")

lines = st.one_of(st.lists(_WORD, min_size=1, max_size=6).map(" ".join), st.sampled_from(HOSTILE)).filter(str.strip)


@dataclass
class Drawn:
    """A briefing as plain data, the strings that both files show, and those that stand in its running heads."""

    data: dict[str, Any]
    shown: list[str] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)


class _Maker:
    """Draws the parts of a briefing and notes what is to be seen of them."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.shown: list[str] = []
        self.names = [f"id-{number}" for number in range(20)]
        self.sources: list[str] = []

    def coin(self) -> bool:
        return self.draw(st.booleans())

    def pick(self, *choices: str) -> str:
        return self.draw(st.sampled_from(choices))

    def line(self) -> str:
        text = self.draw(lines)
        self.shown.append(text)
        return text

    def name(self) -> str:
        """Return a name that cannot be taken for an id."""
        return f"The {self.line()}"

    def rich(self) -> str:
        """Return Markdown of a few blocks; what is in them is text, escaped."""
        blocks = []
        for _ in range(self.draw(st.integers(1, 2))):
            words = self._phrase()
            kind = self.pick("p", "p", "p", "ul", "ol", "quote", "table")
            if kind in {"ul", "ol"}:
                mark = "-" if kind == "ul" else "1."
                words = "\n".join(f"{mark} {text}" for text in (words, self._phrase()))
            elif kind == "quote":
                words = f"> {words}"
            elif kind == "table":
                words = f"| {words} | {self._phrase()} |\n|---|---|\n| {self._phrase()} | x |"
            blocks.append(words)
        return "\n\n".join(blocks)

    def _phrase(self) -> str:
        text = " ".join(self.line().split())
        escaped = _MARKS.sub(r"\\\1", text)
        escaped = self.pick("{}", "{}", "**{}**", "*{}*", "[{}](https://example.org/)").format(escaped.strip())
        if self.sources and self.coin():
            escaped += f" [@{self.pick(*self.sources)}, para 3]"
        return escaped

    def riches(self) -> Any:
        return self.rich() if self.coin() else [self.rich() for _ in range(self.draw(st.integers(1, 3)))]

    def cited(self) -> list[str]:
        return [self.pick(*self.sources) + self.pick("", ", p. 4")] if self.sources else []

    def with_some(self, item: dict[str, Any], options: dict[str, Callable[[], Any]]) -> dict[str, Any]:
        """Add each optional key or not."""
        return item | {key: make() for key, make in options.items() if self.coin()}

    def item(self, item: dict[str, Any], **options: Callable[[], Any]) -> dict[str, Any]:
        return self.with_some(item, {"marking": self.line, "sources": self.cited, **options})

    def many(self, make: Callable[[], Any]) -> Any:
        """Return a list of items; one alone may stand for it."""
        items = [make() for _ in range(self.draw(st.integers(1, 4)))]
        return items[0] if len(items) == 1 and self.coin() else items


# --- the sections -----------------------------------------------------------------------------------


def _sources(make: _Maker) -> list[dict[str, Any]]:
    found = []
    for number in range(make.draw(st.integers(0, 3))):
        make.sources.append(f"source-{number}")
        found.append(
            make.with_some(
                {"id": f"source-{number}", "title": make.line()},
                {
                    "publisher": make.line, "author": make.line, "type": make.line, "origin": make.line,
                    "descriptor": make.rich, "marking": make.line, "date": lambda: "2025-03",
                    "url": lambda: "https://example.org/x", "accessed": lambda: "2026-01-02",
                    "reliability": lambda: make.pick(*"ABCDEF"), "credibility": lambda: make.pick(*"123456"),
                    "text": lambda: "stored, not shown",
                },
            )
        )  # fmt: skip
    return found


def _sections(make: _Maker) -> dict[str, Callable[[], Any]]:
    kinds = ("state", "organisation", "person", "group", "company")

    def relation() -> dict[str, Any]:
        return make.with_some({"to": make.name()}, {"kind": make.line, "note": make.rich})

    return {
        "actors": lambda: make.many(
            lambda: make.item(
                {"name": make.line()},
                native_name=make.line, kind=lambda: make.pick(*kinds), role=make.line, affiliation=make.name,
                position=make.rich, interests=make.riches, notes=make.rich, aliases=lambda: [make.line(), make.line()],
                relations=lambda: [relation()],
            )
        ),
        "systems": lambda: make.many(
            lambda: make.item(
                {"name": make.line()},
                kind=make.line, developer=make.name, operators=make.name, status=make.line, significance=make.rich,
                notes=make.rich, aliases=lambda: [make.line()], specifications=lambda: {"Range": make.line()},
            )
        ),
        "implications": lambda: make.many(
            lambda: make.item(
                {"statement": make.rich()},
                type=lambda: make.pick("fact", "assumption", "judgement"), likelihood=make.line, basis=make.rich,
                confidence=lambda: make.pick("low", "moderate", "high"), horizon=make.line, if_wrong=make.rich,
                affects=lambda: [make.name()],
            )
        ),
        "watchers": lambda: make.many(
            lambda: make.item(
                {"actor": make.name()},
                interest=make.rich, watching_for=make.riches, position=make.rich, likely_response=make.rich,
            )
        ),
        "events": lambda: make.many(
            lambda: make.item({"date": "2025-11/2025-12", "what": make.rich()}, actors=make.name, place=make.line)
        ),
        "quotes": lambda: make.many(
            lambda: make.item(
                {"text": make.line()},
                speaker=make.name, locator=make.line, language=lambda: make.pick("ar", "fr", "zh"),
                translation=make.line,
            )
        ),
        "indicators": lambda: make.many(
            lambda: make.item({"observable": make.rich()}, direction=make.line, status=make.line)
        ),
        "gaps": lambda: make.many(lambda: make.item({"statement": make.rich()}, action=make.rich)),
        "alternatives": lambda: make.many(
            lambda: make.item({"statement": make.rich()}, likelihood=make.line, assessment=make.rich)
        ),
        "recommendations": lambda: make.many(
            lambda: make.item(
                {"action": make.rich()}, owner=make.name, deadline=lambda: "2027-01-31", rationale=make.rich
            )
        ),
        "sections": lambda: make.many(
            lambda: make.item({"title": make.line(), "body": make.rich()}, after=lambda: make.pick("summary", "gaps"))
        ),
        "figures": lambda: make.many(
            lambda: make.item(
                {"file": "picture.png", "alt": make.draw(lines)},
                caption=make.rich, width=lambda: 40, after=lambda: make.pick("actors", "quotes"),
            )
        ),
        "acronyms": lambda: {"ABC": make.line(), "X&Y": make.line()},
    }  # fmt: skip


@st.composite
def briefings(draw: st.DrawFn) -> Drawn:
    """Draw a briefing with any of the keys; every optional one is there or not."""
    make = _Maker(draw)
    sources = _sources(make)
    data: dict[str, Any] = {"title": make.line(), "date": "2026-11-24"}
    summary = make.rich()
    data["summary"] = summary if make.coin() else {"bottom_line": summary, "points": make.riches()}
    header: dict[str, Callable[[], Any]] = {
        "subtitle": make.line, "reference": make.line, "version": make.line, "supersedes": make.line,
        "contact": make.line,
        "organisation": make.line, "authors": lambda: [make.line(), make.line()], "distribution": make.line,
        "information_cutoff": lambda: "2026-11-20", "status": lambda: make.pick("draft", "final"),
        "keywords": lambda: [draw(lines)],
    }  # fmt: skip
    data = make.with_some(data, header)
    data = make.with_some(data, _sections(make))
    heads = []
    if make.coin():
        heads = [draw(lines)]
        data["marking"] = heads[0]
    if sources:
        data["sources"] = sources
    return Drawn(data, make.shown, heads)
