"""Whatever the briefing: it builds, both files have every string of it, and the same text in the same order.

``BLUF_EXAMPLES=5000 pytest tests/test_any_briefing.py`` tries that many, and others each time.
"""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, get_args
from urllib.parse import unquote

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from PIL import Image

from bluf.app import BuildOptions, make_document, render, uncovered
from bluf.briefing.fields import SourceRef
from bluf.briefing.model import Briefing, Model
from bluf.document.walk import word_count
from bluf.theme.fonts import visible
from tests.docx.reading import Docx, squeezed, text, tree_text
from tests.pdf.reading import Pdf, expected, seen
from tests.strategies import HOSTILE, Drawn, briefings

LABELS = Path(__file__).parents[1] / "templates" / "standard" / "labels"
EXAMPLES = os.environ.get("BLUF_EXAMPLES", "")
settled = settings(
    max_examples=int(EXAMPLES or 40),
    deadline=None,
    derandomize=not EXAMPLES,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate),  # to make an example smaller takes minutes
)

# --- what is to be printed, read from the plain data ------------------------------------------------

# Keys by their path; a section without a key is its short form.
NOT_PRINTED = set(
    "template theme name language keywords extra marking.scheme sources.text figures.file figures.width figures.after "
    "sections.after quotes.language".split()
)
RICH = set(
    "summary summary.bottom_line summary.points actors.position actors.interests actors.notes actors.relations.note "
    "systems.significance systems.notes implications implications.statement implications.basis implications.if_wrong "
    "watchers.interest watchers.watching_for watchers.position watchers.likely_response events.what indicators "
    "indicators.observable gaps gaps.statement gaps.action alternatives alternatives.statement alternatives.assessment "
    "recommendations recommendations.action recommendations.rationale sections.body figures.caption "
    "sources.descriptor".split()
)
NAMES = set(
    "actors.affiliation actors.relations.to systems.developer systems.operators implications.affects watchers "
    "watchers.actor events.actors quotes.speaker recommendations.owner".split()
)
LABELLED = {"status", "actors.kind", "implications.type", "implications.confidence"}
CAPITAL = {"implications.likelihood", "alternatives.likelihood", "actors.relations.kind"}
DATES = set("date information_cutoff events.date recommendations.deadline sources.date sources.accessed".split())
HEADS = {"marking", "marking.level", "marking.caveats"}
TABLES = {"acronyms", "systems.specifications"}

DATE = re.compile(r"(?:.*/)?([0-9]{4})(?:-([0-9]+))?(?:-([0-9]+))?")
CITATION = re.compile(r"\[(@[^\[\]\0]+)\]")
MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table").disable(["entity", "html_inline", "html_block"])


class Printed:
    """The texts that the files of a briefing must have, without white space.

    ``body`` holds chains of texts, those of one field in their order; ``heads`` is what runs along on each page.
    """

    def __init__(self, data: dict[str, Any]) -> None:
        self.body: list[list[str]] = []
        self.heads: list[str] = []
        self.alts: list[str] = []
        self.addresses: set[str] = set()
        language = data.get("language", "en").split("-")[0]
        self.labels = tomllib.loads((LABELS / f"{language}.toml").read_text("utf-8"))
        self.sources = [source["id"] for source in listed(data.get("sources"))]
        self.statements = [item.get("id") for item in listed(data.get("implications")) if isinstance(item, dict)]
        self.names = dict(names_of([*listed(data.get("actors")), *listed(data.get("systems"))]))
        self.read(data, "")

    def read(self, value: Any, path: str) -> None:
        match value:
            case str() | int():
                self.string(str(value), path)
            case list():
                for item in value:
                    self.read(item, path)
            case dict():
                self.table(value, path)

    def table(self, table: dict[str, Any], path: str) -> None:
        locator = table.get("locator") if table.get("source") else None
        for key, value in table.items():
            name = f"{path}.{key}" if path else key
            if path in TABLES:
                self.body.append([squeezed(key), squeezed(value)])
            elif name in {"quotes.source", "figures.source"} or (path and key == "sources"):
                if value:
                    self.body.append([self.citation(listed(value), locator)])
            elif key == "implications" and path:
                numbers = sorted(self.statements.index(one) + 1 for one in listed(value))
                self.body.append([squeezed(self.labels["separator"].join(map(str, numbers)))])
            elif key != "id" and not (key == "locator" and locator):
                self.read(value, name)

    def string(self, value: str, path: str) -> None:
        if path == "figures.alt":
            self.alts.append(re.sub(r"[ \t\r\n]+", " ", value).strip(" "))
        elif path in HEADS:
            self.heads.append(squeezed(value))
        elif path in RICH:
            self.body.append(list(self.markdown(value)))
        elif path.partition(".")[0] not in NOT_PRINTED and path not in NOT_PRINTED:
            self.body.append([squeezed(self.shown(value, path))])

    def shown(self, value: str, path: str) -> str:
        """Return a text of one line as it is printed."""
        if path == "sources.url":
            self.addresses.add(value)
        if path in NAMES:
            return self.names.get(value) or self.names.get(value.casefold()) or value
        if path in LABELLED:
            return str(self.labels["values"][value])
        if path in CAPITAL:
            return value[0].upper() + value[1:]
        date = DATE.fullmatch(value) if path in DATES else None
        if not date:
            return value
        year, month, day = date.groups()
        return f"{int(day or 0) or ''}{self.labels['dates']['months'][int(month) - 1] if month else ''}{year}"

    def citation(self, references: list[Any], locator: str | None = None) -> str:
        """Return the citation of sources: their numbers, and where in them."""
        cited = []
        for reference in references:
            if isinstance(reference, dict):
                name, where = reference["id"], reference.get("locator")
            else:
                name, _, where = reference.partition(",")
            cited.append(",".join(filter(None, (str(self.sources.index(name.strip()) + 1), where, locator))))
        return squeezed(f"[{'; '.join(cited)}]")

    def markdown(self, source: str) -> Iterator[str]:
        """Yield the texts of the blocks of a Markdown text."""
        for token in MARKDOWN.parse(source.strip("\n")):
            if token.type in {"inline", "fence", "code_block"}:
                words = "".join(map(self.inline, token.children or ())) if token.children else token.content
                cited = CITATION.sub(lambda match: self.citation([c.strip()[1:] for c in match[1].split(";")]), words)
                yield squeezed(cited.replace("\0", ""))

    def inline(self, token: Token) -> str:
        if token.type == "link_open":
            self.addresses.add(str(token.attrs["href"]))
        # What is escaped or code is no citation, whatever it looks like.
        return (
            token.content.replace("[", "[\0") if token.type in {"text_special", "code_inline"} else token.content or " "
        )


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def names_of(subjects: list[Any]) -> Iterator[tuple[str, str]]:
    """Yield what names an actor or system, and its name; what comes later counts more."""
    given = [one if isinstance(one, dict) else {"name": one} for one in reversed(subjects)]
    yield from ((alias.casefold(), one["name"]) for one in given for alias in listed(one.get("aliases")))
    yield from ((one["name"].casefold(), one["name"]) for one in given)
    yield from ((one["id"], one["name"]) for one in given if "id" in one)


# --- what the files have -----------------------------------------------------------------------------


def built(path: Path, codes: set[str]) -> tuple[Docx, Pdf]:
    """Build a briefing, and return its files; assert that they have the tree's text."""
    loaded, document, theme, warnings = make_document(path, BuildOptions(path.parent, workspace=path.parent))
    assert {warning.code for warning in warnings} == codes
    assert not uncovered(loaded, document, theme)
    files = render(document, theme, ("docx", "pdf"), word_count(document))
    assert not [file.diagnostics for file in files.values() if file.diagnostics]
    docx, pdf = Docx(files["docx"].data), Pdf(files["pdf"].data)
    assert squeezed(body(docx)) == tree_text(document)
    assert seen(pdf.words()) == expected(document)
    return docx, pdf


def body(docx: Docx) -> str:
    return "".join(words for _, words in docx.paragraphs())


def check(data: dict[str, Any]) -> None:
    """Assert that a briefing builds, twice to the same bytes, and that both files have all of its strings."""
    with TemporaryDirectory() as name:
        path = Path(name) / "note.json"
        path.write_text(json.dumps(data), encoding="utf-8")
        Image.new("L", (60, 40), 128).save(path.with_name("picture.png"))
        codes = {"data-unused"} if data.get("extra") else set()
        docx, pdf = built(path, codes)
        docx_again, pdf_again = built(path, codes)
    assert docx.data == docx_again.data
    assert pdf.data == pdf_again.data
    printed = Printed(data)
    in_docx, in_pdf = squeezed(body(docx)), visible(squeezed("".join(pdf.words())))
    for chain in printed.body:
        assert missing(chain, in_docx) is None
        assert missing([visible(words) for words in chain], in_pdf) is None
    check_heads(docx, pdf, printed.heads)
    assert sorted(printed.alts) == sorted(node.get("descr") for node in docx.document.iter("{*}docPr"))
    assert sorted(printed.alts) == sorted(str(figure.element.Alt) for figure in pdf.root.all("Figure"))
    addresses = {unquote(address) for address in printed.addresses}
    assert addresses == set(map(unquote, docx_addresses(docx)))
    assert addresses == set(map(unquote, pdf_addresses(pdf)))


def missing(chain: list[str], words: str) -> str | None:
    """Return the first of some texts that does not come after those before it; ``None`` where all do."""
    place = 0
    for part in chain:
        found = words.find(part, place)
        if found < 0:
            return part
        place = found + len(part)
    return None


def check_heads(docx: Docx, pdf: Pdf, heads: list[str]) -> None:
    in_docx = [squeezed(text(docx.xml(name))) for name in docx.files if re.fullmatch(r"word/header\d*\.xml", name)]
    assert in_docx or not heads
    for words in heads:
        assert all(words in head for head in in_docx)
        for page in range(len(pdf.pages)):
            # Running heads have no structure: what runs from right to left is there as it stands on the page.
            assert Counter(visible(words)) <= Counter(squeezed("".join(pdf.artifacts(page))))


def docx_addresses(docx: Docx) -> Iterator[str]:
    for relation in docx.xml("word/_rels/document.xml.rels"):
        if relation.get("TargetMode") == "External":
            yield relation.get("Target")


def pdf_addresses(pdf: Pdf) -> Iterator[str]:
    for page in pdf.pages:
        for annotation in page.get("/Annots", ()):
            if "/A" in annotation and "/URI" in annotation.A:
                yield str(annotation.A.URI)


@given(briefings(), st.booleans())
@settled
def test_any_briefing_builds_with_every_string_of_it_in_both_files(drawn: Drawn, extra: bool) -> None:
    check(drawn.data | ({"extra": {"own": "<b>"}} if extra else {}))


def paths_of(model: type[Model], path: str = "") -> Iterator[str]:
    """Yield every key of a model and of those in it."""
    for name, field in model.model_fields.items():
        yield f"{path}{name}"
        for inner in models_in(field.annotation):
            if inner is not SourceRef:
                yield from paths_of(inner, f"{path}{name}.")


def models_in(annotation: Any) -> Iterator[type[Model]]:
    if isinstance(annotation, type) and issubclass(annotation, Model):
        yield annotation
    for argument in get_args(annotation):
        yield from models_in(argument)


def paths_in(value: Any, path: str = "") -> Iterator[str]:
    """Yield every key of plain data."""
    for item in listed(value):
        for key, inner in item.items() if isinstance(item, dict) else ():
            yield f"{path}{key}"
            yield from paths_in(inner, f"{path}{key}.")


@given(briefings(full=True))
@settings(settled, max_examples=2)
def test_a_briefing_with_every_key_builds_with_every_string_of_it_in_both_files(drawn: Drawn) -> None:
    assert set(paths_of(Briefing)) - set(paths_in(drawn.data)) == {"extra"}
    check(drawn.data)


@pytest.mark.parametrize("hostile", [*HOSTILE, "y" * 5_000], ids=[*(h[:20] for h in HOSTILE), "5,000 characters"])
def test_hostile_text_is_text_everywhere(hostile: str) -> None:
    plain = {
        "title": hostile, "subtitle": hostile, "date": "2026-11-24", "organisation": hostile, "marking": hostile,
        "actors": [{"name": hostile, "role": hostile} for _ in range(3)],
        "quotes": [{"text": hostile, "speaker": hostile}],
        "implications": [{"statement": "It is so.", "horizon": hostile, "likelihood": hostile}],
        "sources": [{"id": "s", "title": hostile, "publisher": hostile}],
        "acronyms": {"ABC": hostile},
    }  # fmt: skip
    check(plain | {"summary": "Plain."})


@pytest.mark.parametrize(
    "hostile", ["<b>bold</b>", "&amp; &lt;", "{{ 7*7 }}", "{% for x in y %}", "]]>", "a_b", "2 * 3"]
)
def test_in_markdown_too_but_for_its_own_marks(hostile: str) -> None:
    check({"title": "T", "date": "2026-11-24", "summary": hostile, "gaps": [hostile]})
