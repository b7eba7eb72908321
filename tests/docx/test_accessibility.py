"""The Word file for readers who do not see the page, and the directions in which its text runs."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from bluf.document.languages import Direction
from bluf.document.tree import Document, Metadata, Paragraph, Quotation, Span, Text
from bluf.writers.docx.directions import parts
from tests.docx.accessibility import shortcomings
from tests.docx.reading import Docx, W, rendered, text
from tests.docx.sample import kitchen_sink
from tests.docx.tools import errors
from tests.test_outputs import FILES, built


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_shipped_briefings_can_be_read_by_all(path: Path) -> None:
    assert list(shortcomings(Docx(built(path).docx))) == []


BREAKS = {
    "no title": ("docProps/core.xml", b"<dc:title>A note</dc:title>", b""),
    "no language": ("word/styles.xml", b"w:lang w:val", b"w:lang w:eastAsia"),
    "has no alt text": ("word/document.xml", b' descr="', b' title="'),
    "said to have a head": ("word/document.xml", b"<w:tblHeader/>", b""),
    "skips a level": ("word/document.xml", b'w:val="Heading1"', b'w:val="Heading4"'),
    "an empty paragraph": ("word/document.xml", b"<w:body>", b"<w:body><w:p/><w:p/>"),
    "floats": ("word/document.xml", b"wp:inline", b"wp:anchor"),
    "is no language": ("word/document.xml", b'<w:lang w:val="ru"', b'<w:lang w:val="?"'),
}


@pytest.mark.parametrize("problem", BREAKS)
def test_the_check_sees_what_is_broken(problem: str) -> None:
    name, old, new = BREAKS[problem]
    file = rendered(kitchen_sink())
    assert old in file.files[name]
    broken = io.BytesIO()
    with zipfile.ZipFile(broken, "w") as archive:
        for part, data in file.files.items():
            archive.writestr(part, data.replace(old, new) if part == name else data)
    assert any(problem in found for found in shortcomings(Docx(broken.getvalue())))


# --- directions -------------------------------------------------------------------------------------

PARTS: dict[tuple[str, Direction], list[tuple[str, str]]] = {
    ("plain text, 12", "ltr"): [("", "plain text, 12")],
    ("the word שלום means", "ltr"): [("", "the word "), ("rtl", "שלום"), ("", " means")],
    ("שלום עולם!", "rtl"): [("rtl", "שלום עולם!")],
    ("منظومة S-500 من", "rtl"): [("rtl", "منظومة "), ("", "S-500"), ("rtl", " من")],
    ("(1) قال", "rtl"): [("rtl", "("), ("", "1"), ("rtl", ") قال")],
    ("नमस्ते world 12", "ltr"): [("cs", "नमस्ते "), ("", "world 12")],
    ("ไทย", "ltr"): [("cs", "ไทย")],
}


@pytest.mark.parametrize(("given", "expected"), PARTS.items(), ids=[words for words, _ in PARTS])
def test_runs_are_told_which_way_they_run(given: tuple[str, Direction], expected: list[tuple[str, str]]) -> None:
    assert parts(*given) == expected


def document(language: str) -> Document:
    arabic, english = Paragraph((Text("قال الوزير."),), lang="ar"), Paragraph((Text("He said."),), lang="en")
    return Document(Metadata("T", language=language), (arabic, english, Quotation((arabic,), lang="ar")))


@pytest.mark.parametrize(("language", "directions"), [("en", ["1", "", "1"]), ("ar", ["", "0", ""])])
def test_paragraphs_say_only_where_they_run_against_the_document(language: str, directions: list[str]) -> None:
    found = []
    for paragraph in rendered(document(language)).document.iter(f"{W}p"):
        bidi = paragraph.find(f"{W}pPr/{W}bidi")
        found.append("" if bidi is None else bidi.get(f"{W}val", "1"))
    assert found == directions


def test_a_document_from_right_to_left_is_so_throughout(tmp_path: Path) -> None:
    tree = kitchen_sink()
    file = rendered(Document(Metadata("T", language="ar"), tree.children, tree.header, tree.first_header, tree.footer))
    normal = file.styles["Normal"]
    assert normal.find(f"{W}pPr/{W}bidi") is not None
    assert file.document.find(f"{W}body/{W}sectPr/{W}bidi") is not None
    tables = list(file.document.iter(f"{W}tbl"))
    assert tables
    assert all(table.find(f"{W}tblPr/{W}bidiVisual") is not None for table in tables)
    for version in ("Office2010", "Microsoft365"):
        assert errors(file.data, tmp_path, version) == []


def test_words_in_another_language_carry_its_tag() -> None:
    runs = (Text("He said "), Span((Text("نعم"),), lang="ar"), Text("."))
    file = rendered(Document(Metadata("T", language="en"), (Paragraph(runs),)))
    run = next(run for run in file.document.iter(f"{W}r") if text(run) == "نعم")
    assert run.find(f"{W}rPr/{W}rtl") is not None
    assert run.find(f"{W}rPr/{W}lang").get(f"{W}bidi") == "ar"
