"""Any valid briefing, as hypothesis draws it: plain data with every key of the model there or not."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
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
# Markdown that stands as it is; each is followed by a word.
RAW = (
    "<b>bold</b>", "&amp; &lt;", "{{ 7*7 }}", "{% for x in y %}", "]]>", "a_b", "2 * 3", "<img src=x>", "~~x~~", "*",
    "_", "`", "**", "C:\\temp\\x", "\\", "http://x.example", "[not a link]", "[a][b]", "# 1", "- x", "+ x", "> x",
    "1) x", "===", "$x$", "100 %", "\u202etxet\u202c", "العالم", "a\u00a0b", "soft\u00adhyphen",
)  # fmt: skip
_ADDRESSES = (
    "https://example.org/", "http://example.org/a?b=1&c=%20#d", "https://example.org/ü(1)?q='x'", "mailto:a@b.example",
)  # fmt: skip
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCÀÉßøабвгдΑβγ0123456789.,;:!?()-–'\"/&%+"
_WORD = st.text(_LETTERS, min_size=1, max_size=12)
_MARKS = re.compile(r"([!-/:-@\[-`{-~])")
_SECTIONS = (
    "summary", "actors", "systems", "implications", "watchers", "events", "quotes", "indicators", "gaps",
    "alternatives", "recommendations",
)  # fmt: skip
_DATES = ("2026-11-24", "2025-3", "2025", "2025-11/2025-12", "2025-11-03/2025-11-09", "2024/2025-02-28")
_DAYS = ("2026-11-24", "2024-02-29", "1999-1-2")
_ID_STARTS = ("id-", "x_", "9", "a-longer-id-than-the-forty-characters-of-a-bookmark-")

lines = st.one_of(st.lists(_WORD, min_size=1, max_size=6).map(" ".join), st.sampled_from(HOSTILE)).filter(str.strip)

Make = Callable[[], Any]


@dataclass(repr=False)
class Drawn:
    """A briefing as plain data."""

    data: dict[str, Any]

    def __repr__(self) -> str:
        return json.dumps(self.data, ensure_ascii=False)[:20_000]


@dataclass
class _Subject:
    """An actor or system by which references can go: its name, other names, and its id, "" for none."""

    name: str
    aliases: list[str]
    id: str


class _Maker:
    """Draws the parts of a briefing; ``full`` is with every key, ``weight`` how many tenths of them are there."""

    def __init__(self, draw: st.DrawFn, *, full: bool) -> None:
        self.draw = draw
        self.full = full
        self.weight = draw(st.sampled_from((1, 3, 5, 8)))
        self.count = 0
        self.sources = [self.id() for _ in range(self.number(0, 3))]
        self.statements = [self.id() for _ in range(self.number(0, 4))]
        self.actors = [self._subject() for _ in range(self.number(0, 4))]
        self.systems = [self._subject() for _ in range(self.number(0, 4))]

    def number(self, least: int, most: int) -> int:
        return self.draw(st.integers(max(least, 1) if self.full else least, most))

    def there(self) -> bool:
        return self.full or self.draw(st.integers(0, 9)) < self.weight

    def rare(self, times: int) -> bool:
        return self.draw(st.integers(1, times)) == times

    def pick(self, choices: Sequence[Any]) -> Any:
        return self.draw(st.sampled_from(choices))

    # --- texts ---

    def mark(self) -> str:
        """Return a word that is nowhere else in the note."""
        self.count += 1
        return f"q{self.count:04}q"

    def line(self) -> str:
        """Return a text of one line; most have a word of their own, so that nothing else can be taken for them."""
        text = "y" * 5_000 if self.rare(400) else self.draw(lines)
        match self.draw(st.integers(0, 4)):
            case 0:
                return text
            case 1 | 2:
                return f"{self.mark()} {text}"
            case _:
                return f"{text} {self.mark()}"

    def own(self) -> str:
        """Return a line that is no other, and that cannot be taken for an id or a date."""
        return f"The {self.line()} {self.mark()}"

    def verbatim(self) -> str:
        return self.line() + self.pick(["", "", f"\n{self.line()}", f"\n\n  {self.line()}"])

    def id(self) -> str:
        self.count += 1
        return f"{self.pick(_ID_STARTS)}{self.count}"

    # --- Markdown ---

    def rich(self) -> str:
        """Return Markdown of a few blocks."""
        blocks = [self._block() for _ in range(self.draw(st.integers(1, 2)))]
        if self.rare(12):
            blocks.insert(0, self.pick(["---", "***"]))
        return "\n\n".join(blocks)

    def _block(self) -> str:
        match self.draw(st.integers(0, 15)):
            case 0 | 1:
                mark = self.pick("- * + 3. 1)".split())
                return "\n".join(f"{mark} {self._phrase()}" for _ in range(3))
            case 2:
                return f"- {self._phrase()}\n  1. {self._phrase()}\n     - {self._phrase()}\n\n  {self._phrase()}"
            case 3:
                return f"> {self._phrase()}\n>\n> - {self._phrase()}"
            case 4 | 5:
                return self._table()
            case 6:
                return f"```\n{self.line()}\n  {self.line()}\n\n{self.mark()}\n```"
            case 7:
                return f"{self.pick('# ## ####'.split())} {self._phrase()}"
            case 8 | 9:
                return self._phrase() + self.pick(["\n", "  \n", "\\\n"]) + self._phrase()
            case _:
                return self._phrase()

    def _table(self) -> str:
        columns = self.draw(st.integers(1, 4))
        rows = self.draw(st.integers(30, 60)) if self.rare(20) else self.draw(st.integers(0, 3))
        aligned = "|".join(self.pick(["---", ":--", ":-:", "--:"]) for _ in range(columns))
        cells = [" | ".join(self._escaped() for _ in range(columns)) for _ in range(min(rows, 3) + 1)]
        more = [" | ".join(self.mark() for _ in range(columns)) for _ in range(rows - 3)]
        return "\n".join(f"| {row} |" for row in [cells[0], aligned, *cells[1:], *more])

    def _escaped(self) -> str:
        return _MARKS.sub(r"\\\1", " ".join(self.line().split()))

    def _phrase(self) -> str:
        return " ".join(self._span() for _ in range(self.draw(st.integers(1, 3))))

    def _span(self) -> str:
        match self.draw(st.integers(0, 11)):
            case 0:
                return f"{self.pick(RAW)} {self.mark()}"
            case 1:
                return f"`` {self.line()} ``"
            case 2:
                return f"[{self._escaped()}]({self.pick(_ADDRESSES).replace('(', '%28').replace(')', '%29')})"
            case 3:
                return f"<{self.pick(_ADDRESSES)}>"
            case 4 | 5 if self.sources:
                cited = "; ".join(f"@{self._cited()}" for _ in range(self.draw(st.integers(1, 2))))
                return f"{self.mark()} [{cited}]"
            case 6 | 7:
                return self.pick(["**{}**", "*{}*", "***{}***", "_{}_", "**a *{}***"]).format(self._escaped())
            case _:
                return self._escaped()

    def _cited(self) -> str:
        return str(self.pick(self.sources) + self.pick(["", ", p. 4", f", § 3 {self.mark()}"]))

    # --- structure ---

    def with_some(self, item: dict[str, Any], options: dict[str, Make]) -> dict[str, Any]:
        """Add each optional key or not."""
        return item | {key: make() for key, make in options.items() if self.there()}

    def item(self, item: dict[str, Any], short: str = "", **options: Make) -> Any:
        """Return an item of a section; its short form now and then."""
        if short and "id" not in item and not self.full and self.rare(6):
            return item[short]
        own = {} if "id" in item else {"id": self.id}
        return self.with_some(item, {"marking": self.line, "sources": self.cited, **own, **options})

    def alone(self, items: list[Any]) -> Any:
        """Return a list of items; one alone may stand for it, and nothing for an empty one."""
        if not items:
            return self.pick([[], None])
        return items[0] if len(items) == 1 and self.rare(2) else items

    def many(self, make: Make, most: int = 4) -> Any:
        return self.alone([make() for _ in range(self.number(0, most))])

    # --- references ---

    def _subject(self) -> _Subject:
        aliases = [self.own() for _ in range(self.number(0, 2))]
        return _Subject(self.own(), aliases, self.id() if self.there() else "")

    def actor(self) -> str:
        return self._reference(self.actors)

    def subject(self) -> str:
        return self._reference([*self.actors, *self.systems])

    def _reference(self, subjects: Sequence[_Subject]) -> str:
        """Return an id, a name in any case, or the name of nobody in the note."""
        if not subjects or self.rare(4):
            return self.own()
        one = self.pick(subjects)
        return str(self.pick([*filter(None, [one.id]), one.name, one.name.upper(), *one.aliases]))

    def source(self) -> Any:
        """Return a reference to a source, in one of its forms."""
        name = self.pick(self.sources)
        return self.pick([name, f"{name}, {self.mark()}, b", {"id": name}, {"id": name, "locator": self.own()}])

    def cited(self) -> Any:
        return self.alone([self.source() for _ in range(self.number(0, 2))]) if self.sources else []

    def stated(self) -> Any:
        return self.many(lambda: self.pick(self.statements), 3) if self.statements else []


# --- the sections -----------------------------------------------------------------------------------


def _source(make: _Maker, name: str) -> dict[str, Any]:
    return make.with_some(
        {"id": name, "title": make.line()},
        {
            "publisher": make.line, "author": make.line, "type": make.line, "origin": make.line,
            "descriptor": make.rich, "marking": make.line, "date": lambda: make.pick([*_DATES, make.own()]),
            "url": lambda: make.pick(["https://example.org/x", "http://example.org/ü?a=<b>&c='\"%20#e"]),
            "accessed": lambda: make.pick(_DAYS), "reliability": lambda: make.pick("ABCDEF"),
            "credibility": lambda: make.pick([1, 6, "2", "5"]), "text": lambda: "stored, not shown",
        },
    )  # fmt: skip


def _named(subject: _Subject) -> dict[str, Any]:
    names: dict[str, Any] = {"name": subject.name}
    names |= {"aliases": subject.aliases[0] if len(subject.aliases) == 1 else subject.aliases}
    return names | ({"id": subject.id} if subject.id else {})


def _actor(make: _Maker, subject: _Subject) -> Any:
    kinds = ("state", "organisation", "person", "group", "company")

    def relation() -> dict[str, Any]:
        return make.with_some({"to": make.actor()}, {"kind": make.line, "note": make.rich})

    return make.item(
        _named(subject),
        native_name=make.line, kind=lambda: make.pick(kinds), role=make.line, affiliation=make.actor,
        position=make.rich, interests=lambda: make.many(make.rich), notes=make.rich,
        relations=lambda: make.many(relation, 2),
    )  # fmt: skip


def _system(make: _Maker, subject: _Subject) -> Any:
    return make.item(
        _named(subject),
        kind=make.line, developer=make.actor, operators=lambda: make.many(make.actor, 2), status=make.line,
        significance=make.rich, notes=make.rich, specifications=lambda: _table(make),
    )  # fmt: skip


def _table(make: _Maker) -> dict[str, str]:
    return {make.own(): make.line() for _ in range(make.number(0, 3))}


def _implication(make: _Maker, name: str) -> Any:
    return make.item(
        {"statement": make.rich(), "id": name},
        type=lambda: make.pick(("fact", "assumption", "judgement")), likelihood=make.line, basis=make.rich,
        confidence=lambda: make.pick(("low", "moderate", "high")), horizon=make.line, if_wrong=make.rich,
        affects=lambda: make.many(make.subject, 3),
    )  # fmt: skip


def _quote(make: _Maker) -> Any:
    languages = ("ar", "fr", "zh-Hant", "en")
    source = {"source": make.source} if make.sources else {}
    return make.item(
        {"text": make.verbatim()},
        speaker=make.actor, locator=make.own, language=lambda: make.pick(languages), translation=make.verbatim,
        **source,
    )  # fmt: skip


def _analysis(make: _Maker) -> dict[str, Make]:
    """Return what makes the items of each section about what is known and what follows."""
    return {
        "watchers": lambda: make.item(
            {"actor": make.actor()}, "actor",
            interest=make.rich, watching_for=lambda: make.many(make.rich), position=make.rich,
            likely_response=make.rich,
        ),
        "events": lambda: make.item(
            {"date": make.pick([*_DATES, make.own()]), "what": make.rich()},
            actors=lambda: make.many(make.actor, 2), place=make.line,
        ),
        "quotes": lambda: _quote(make),
        "indicators": lambda: make.item(
            {"observable": make.rich()}, "observable", direction=make.line, status=make.line, implications=make.stated
        ),
        "gaps": lambda: make.item({"statement": make.rich()}, "statement", action=make.rich, implications=make.stated),
        "alternatives": lambda: make.item(
            {"statement": make.rich()}, "statement",
            likelihood=make.line, assessment=make.rich, implications=make.stated,
        ),
        "recommendations": lambda: make.item(
            {"action": make.rich()}, "action",
            owner=make.actor, deadline=lambda: make.pick([*_DATES, make.own()]), rationale=make.rich,
        ),
    }  # fmt: skip


def _free(make: _Maker) -> dict[str, Any]:
    """Return free sections and figures, which may follow them."""

    def section() -> Any:
        return make.item({"title": make.line(), "body": make.rich()}, after=lambda: make.pick(_SECTIONS))

    data = {}
    sections = [section() for _ in range(make.number(0, 3))] if make.there() else []
    if sections and make.rare(4):
        sections[0]["id"] = make.pick(_SECTIONS)  # an id may be the name of a section
    if sections:
        data["sections"] = make.alone(sections)
    places = [*_SECTIONS, *(section["id"] for section in sections if "id" in section)]

    def figure() -> Any:
        source = {"source": make.source} if make.sources else {}
        return make.item(
            {"file": "picture.png", "alt": make.line()},
            caption=make.rich, width=lambda: make.pick([10, 40, 100]), after=lambda: make.pick(places), **source,
        )  # fmt: skip

    return data | ({"figures": make.many(figure, 3)} if make.there() else {})


def _marking(make: _Maker) -> Any:
    if not make.full and make.rare(2):
        return make.line()
    names = ("classified_by", "reason", "derived_from", "declassify_on")
    return make.with_some(
        {"level": make.line()},
        {
            "scheme": make.line, "caveats": lambda: make.many(make.line, 2),
            "authority": lambda: make.with_some({}, dict.fromkeys(names, make.line)),
        },
    )  # fmt: skip


def _head(make: _Maker) -> dict[str, Any]:
    texts = ("subtitle", "reference", "version", "supersedes", "contact", "organisation")
    lists = ("authors", "distribution", "keywords")
    summary: Any = make.rich()
    if make.full or make.rare(2):
        summary = {"bottom_line": summary, "points": make.many(make.rich)}
    sizes = ({"page": {"size": "Letter"}}, {"page": {"size": "A5"}}, {"paragraph": {"body": {"size": "11pt"}}})
    return make.with_some(
        {"title": make.line(), "date": make.pick(_DAYS), "summary": summary},
        {
            **dict.fromkeys(texts, make.line), **{name: lambda: make.many(make.line, 3) for name in lists},
            "information_cutoff": lambda: make.pick(_DAYS), "status": lambda: make.pick(("draft", "final")),
            "language": lambda: make.pick(("en", "en-GB", "ar", "ar-EG")), "template": lambda: "standard",
            "theme": lambda: make.pick(sizes), "name": lambda: "{name}-{slug}", "marking": lambda: _marking(make),
        },
    )  # fmt: skip


@st.composite
def briefings(draw: st.DrawFn, *, full: bool = False) -> Drawn:
    """Draw a briefing with any of the keys, ``full`` with all but ``extra``, of which the pack shows nothing."""
    make = _Maker(draw, full=full)
    data = _head(make)
    lists = {
        "sources": [_source(make, name) for name in make.sources],
        "implications": [_implication(make, name) for name in make.statements],
        "actors": [_actor(make, subject) for subject in make.actors],
        "systems": [_system(make, subject) for subject in make.systems],
    }
    data |= {key: make.alone(items) for key, items in lists.items() if items or make.there()}
    makers = _analysis(make)
    data = make.with_some(data, {key: lambda one=one: make.many(one) for key, one in makers.items()})  # type: ignore[misc]
    data |= _free(make)
    return Drawn(make.with_some(data, {"acronyms": lambda: _table(make)}))
