"""The READMEs as their readers use them: what they say of templates is run as written, and shows in both files."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import jsonschema
import pikepdf
import pytest
import yaml
from PIL import Image

from bluf.compose.elements import ELEMENTS
from bluf.compose.finding import DEFAULT, find_pack
from bluf.compose.helpers import Helpers
from bluf.compose.sandbox import KEPT, REPLACED
from tests.docx.reading import Docx, W
from tests.docx.reading import text as word_text
from tests.docx.tools import program

FRONT = Path(__file__).parents[1] / "README.md"
README = FRONT.parent / "templates" / "README.md"
_FENCE = re.compile(r"(?:`(?P<file>[^`\n]+)`[^`\n]*:\n\n)?```(?P<kind>\w*)\n(?P<text>.*?)```", re.DOTALL)
_STEP = re.compile(r"^### (\d+\. .*)$", re.MULTILINE)


class Built(NamedTuple):
    """What a step made: its folder, and text and bytes of the files of its note."""

    folder: Path
    word: str
    pdf: str
    styles: str
    data: pikepdf.Pdf
    said: str


def steps() -> dict[str, str]:
    """Return the text below each heading of a step, and what comes before the first."""
    before, *rest = _STEP.split(README.read_text(encoding="utf-8"))
    found = {"": before}
    for title, text in zip(rest[::2], rest[1::2], strict=True):
        found[title] = text.split("\n## ")[0]
    return found


def blocks(text: str) -> list[tuple[str, str, str]]:
    return [(match["file"] or "", match["kind"], match["text"]) for match in _FENCE.finditer(text)]


def run(line: str, folder: Path) -> str:
    words = [sys.executable, "-m", "bluf", *shlex.split(line)[1:]]
    result = subprocess.run(words, cwd=folder, capture_output=True, encoding="utf-8", check=False)
    assert result.returncode == 0, result.stderr
    return result.stderr


def build(step: str, folder: Path) -> Built:
    texts = steps()
    return built(folder, follow(folder, [*blocks(texts[""]), *blocks(texts[step])]))


def follow(folder: Path, written: list[tuple[str, str, str]]) -> str:
    """Do what blocks of a page say, in a folder with a picture in it; return what was said on the way."""
    Image.new("RGB", (120, 60), "#1E5B3A").save(folder / "logo.png")
    said = ""
    for file, kind, text in written:
        if kind == "bash":
            for line in text.strip().splitlines():
                said += run(line, folder) if line.startswith("bluf ") else ""
        else:
            path = folder / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            if "logo.png" in text:
                shutil.copy(folder / "logo.png", path.parent)
    return said


def built(folder: Path, said: str) -> Built:
    """Return what the one note in the folder ``out`` is."""
    (word,) = (folder / "out").glob("*.docx")
    with zipfile.ZipFile(word) as package:
        styles = package.read("word/styles.xml").decode() + package.read("word/document.xml").decode()
    pdf = word.with_suffix(".pdf")
    return Built(
        folder, plain(text_of_word(word.read_bytes())), plain(text_of_pdf(pdf)), styles, pikepdf.open(pdf), said
    )


def plain(text: str) -> str:
    return " ".join(text.split())


def text_of_word(data: bytes) -> str:
    """Return the text of a Word file, its headers and footers after it."""
    file = Docx(data)
    parts = [f"word/{kind}{number}.xml" for kind in ("header", "footer") for number in (1, 2)]
    paragraphs = (p for name in ("word/document.xml", *parts) for p in file.xml(name).iter(f"{W}p"))
    return " ".join(map(word_text, paragraphs))


def text_of_pdf(path: Path) -> str:
    command = [program("pdftotext"), str(path), "-"]
    return subprocess.run(command, capture_output=True, check=True, encoding="utf-8").stdout


# --- what each step promises -------------------------------------------------------------------------


def colour(built: Built, value: str) -> bool:
    """Return whether both files use a colour."""
    parts = " ".join(f"{int(value[n : n + 2], 16) / 255:.4g}" for n in (0, 2, 4))
    return value in built.styles and any(
        f"{parts} rg".encode() in page.Contents.read_bytes() for page in built.data.pages
    )


def size(built: Built) -> tuple[float, float]:
    """Return the size of the sheet in points, which must be the same in both files."""
    _, _, width, height = map(float, built.data.pages[0].MediaBox)
    assert f'<w:pgSz w:w="{round(width * 20)}" w:h="{round(height * 20)}"/>' in built.styles
    return width, height


def in_both(built: Built, *texts: str) -> None:
    """Demand that both files have the texts, in this order."""
    for text in (built.word, built.pdf):
        places = [text.index(part) for part in texts]
        assert places == sorted(places)


def one_note(built: Built) -> None:
    assert size(built) == (612, 792)
    assert colour(built, "7A1F2B")


def colours(built: Built) -> None:
    assert size(built) == (612, 792)
    assert colour(built, "1E5B3A")
    assert '<w:sz w:val="22"/>' in built.styles


def logo(built: Built) -> None:
    in_both(built, "For official use")
    assert 'descr="The desk\'s sign"' in built.styles.replace("&apos;", "'")
    assert any("/Image" in str(x.get("/Subtype")) for x in built.data.pages[0].Resources.XObject.values())


def words(built: Built) -> None:
    in_both(built, "In one sentence", "What you need to know")


def order(built: Built) -> None:
    in_both(
        built,
        "A note in another order",
        "Sources",
        "A newspaper article",
        "Recommendations",
        "Wait and see",
        "Bottom line",
    )
    assert "shows nothing of `events`" in built.said
    assert "Something happened" not in built.word


def fields(built: Built) -> None:
    in_both(built, "Exposure", "Two contracts, worth 40 million", "Decision by", "10 April 2026")
    schema = yaml.safe_load((built.folder / "briefings" / "briefing.schema.json").read_text(encoding="utf-8"))
    note = {"title": "T", "date": "2026-01-01", "summary": "S", "extra": {"exposure": "Much."}}
    jsonschema.validate(note, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**note, "extra": {}}, schema)


def markup(built: Built) -> None:
    in_both(built, "Ask the embassy", "The desk · 9 March 2026", "Wait and see", "Nobody yet")


def language(built: Built) -> None:
    in_both(built, "2 de março de 2026", "Em resumo", "Pontos principais")
    assert "Página 1 de 1" in built.pdf
    assert "Página" in built.word


CHECKS: dict[str, Callable[[Built], None]] = {
    "1. One note, or one build": one_note,
    "2. Colours, fonts and page": colours,
    "3. Logo, header and footer": logo,
    "4. Words": words,
    "5. Which sections, and in what order": order,
    "6. Fields of your own": fields,
    "7. The markup of a section": markup,
    "8. Another language": language,
}


def test_every_step_is_tried() -> None:
    assert set(steps()) - {""} == set(CHECKS)


@pytest.mark.parametrize("step", CHECKS)
def test_step_does_what_it_says(step: str, tmp_path: Path) -> None:
    CHECKS[step](build(step, tmp_path))


NOTE = """
title: A note in our own look
date: 2026-03-02
summary: The bottom line.
actors: [{name: The Island Council, role: Pays}]
extra: {exposure: Two contracts.}
"""


def test_the_front_page_leads_to_a_look_of_ones_own(tmp_path: Path) -> None:
    page = FRONT.read_text(encoding="utf-8").split("## Customise it")[1].split("\n## ")[0]
    follow(tmp_path, blocks(page))
    (tmp_path / "note.yaml").write_text(NOTE, encoding="utf-8")
    assert run("bluf template check desk --strict", tmp_path) == ""
    run("bluf build note.yaml --template desk", tmp_path)
    note = built(tmp_path, "")
    in_both(note, "The bottom line", "Exposure", "Two contracts", "Who is who", "The Island Council")
    assert colour(note, "1E5B3A")
    assert 'descr="The desk\'s sign"' in note.styles.replace("&apos;", "'")


# --- what the tables promise -------------------------------------------------------------------------


def named(part: str) -> set[str]:
    """Return all words that stand as code in a part of the page."""
    text = README.read_text(encoding="utf-8")
    section = re.sub(r"```.*?```", "", text, flags=re.DOTALL).split(f"## {part}")[1].split("\n## ")[0]
    return {word for code in re.findall(r"`([^`]+)`", section) for word in re.findall(r"[a-z][a-z0-9_-]*", code)}


def test_every_element_is_described() -> None:
    spelled_out = {f"h{level}" for level in range(2, 6)}
    assert ELEMENTS.keys() - spelled_out <= named("The template language")


def test_every_name_and_filter_is_described(tmp_path: Path) -> None:
    from bluf.briefing.loading import load

    note = tmp_path / "note.yaml"
    note.write_text("title: T\ndate: 2026-01-01\nsummary: S\n", encoding="utf-8")
    pack = find_pack(DEFAULT, tmp_path)
    helpers = Helpers(load(note).value.briefing, pack.labels("en"), (), has_logo=False)
    described = named("The template language")
    assert helpers.context().keys() <= described
    assert {*KEPT, *REPLACED} <= described
