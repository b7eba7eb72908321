"""What other programs make of the file that has everything: the validator, pandoc, LibreOffice."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bluf.document.tree import Document
from bluf.document.walk import document_texts
from bluf.writers import Pagination
from tests.docx.reading import rendered, squeezed
from tests.docx.sample import kitchen_sink, note, p
from tests.docx.tools import errors, pandoc, pdf_of, program

PAGES = Pagination(5, {"actors": 2, "lists": 2, "systems": 3})


@pytest.mark.parametrize("version", ["Office2010", "Microsoft365"])
@pytest.mark.parametrize("document", [kitchen_sink(), note(), note(p("a"))], ids=["everything", "nothing", "a word"])
def test_validator_finds_no_error(document: Document, version: str, tmp_path: Path) -> None:
    assert errors(rendered(document, pagination=PAGES).data, tmp_path, version) == []


def test_validator_finds_an_error_where_there_is_one(tmp_path: Path) -> None:
    file = rendered(note(p("a")))
    broken = io.BytesIO()
    with zipfile.ZipFile(broken, "w") as archive:
        for name, data in file.files.items():
            archive.writestr(
                name, data.replace(b"<w:body>", b"<w:body><w:tbl/>") if name == "word/document.xml" else data
            )
    assert errors(broken.getvalue(), tmp_path)


# --- pandoc -----------------------------------------------------------------------------------------


def nodes(tree: Any) -> Iterator[dict[str, Any]]:
    if isinstance(tree, list):
        for part in tree:
            yield from nodes(part)
    elif isinstance(tree, dict):
        yield tree
        yield from nodes(list(tree.values()))


def words(tree: Any) -> str:
    parts = []
    for node in nodes(tree):
        if node.get("t") == "Str":
            parts.append(node["c"])
        elif node.get("t") in {"Space", "SoftBreak"}:
            parts.append(" ")
    return "".join(parts)


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return pandoc(rendered(kitchen_sink(), pagination=PAGES).data, tmp_path_factory.mktemp("pandoc"))["blocks"]


def test_pandoc_reads_headings(read: Any) -> None:
    headings = [(node["c"][0], words(node["c"][2])) for node in nodes(read) if node.get("t") == "Header"]
    assert headings == [
        (1, "Actors"), (2, "Lists of all kinds"), (1, "Systems & figures"), (1, "Sources"),
    ]  # fmt: skip


def test_pandoc_reads_lists(read: Any) -> None:
    lists = [(n["c"][0][0], n["c"][0][1]["t"], len(n["c"][1])) for n in nodes(read) if n.get("t") == "OrderedList"]
    assert lists[:3] == [(3, "Decimal", 3), (1, "LowerAlpha", 2), (1, "Decimal", 2)]
    assert [len(n["c"]) for n in nodes(read) if n.get("t") == "BulletList"][:1] == [2]


def test_pandoc_reads_tables_links_pictures_and_quotations(read: Any) -> None:
    found = list(nodes(read))
    tables = [node["c"] for node in found if node.get("t") == "Table"]
    (systems,) = [table for table in tables if "Systems compared" in words(table[1])]
    assert words(systems[3][1]) == "NameWhat it isRange, km"
    spans = [(cell[2], cell[3]) for _, row in systems[4][0][3] for cell in row]
    assert (2, 1) in spans
    assert (1, 2) in spans
    targets = [node["c"][2][0] for node in found if node.get("t") == "Link"]
    assert "https://example.org/a?b=1&c=%C3%BC" in targets
    assert [words(n["c"][1]) for n in found if n.get("t") == "Image"] == ["A gradient from black to white", "The same"]
    assert any(node.get("t") == "BlockQuote" for node in found)
    for kind in ("Strong", "Emph", "Superscript", "Subscript", "LineBreak"):
        assert any(node.get("t") == kind for node in found), kind


# --- LibreOffice --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def pdf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return pdf_of(rendered(kitchen_sink(), pagination=PAGES).data, tmp_path_factory.mktemp("office"))


def output(*command: str) -> str:
    return subprocess.run([program(command[0]), *command[1:]], capture_output=True, check=True, text=True).stdout


def test_libreoffice_shows_the_text(pdf: Path) -> None:
    # The capitals of a style and the hyphen of a no-break hyphen are text there.
    shown = squeezed(output("pdftotext", "-raw", str(pdf), "-")).lower()
    expected = " ".join(document_texts(kitchen_sink())).lower().replace("\u2011", "-")
    expected = re.sub("[\u00ad\u200e\u200f]|x{5000}", "", expected)  # neither shown nor on one page
    assert {word for word in expected.split() if word not in shown} == set()


def test_libreoffice_shows_the_banner_on_every_page(pdf: Path) -> None:
    pages = output("pdftotext", "-layout", str(pdf), "-").split("\f")[:-1]
    assert len(pages) >= 4
    for number, page in enumerate(pages, 1):
        assert page.split()[0] == "OFFICIAL"
        assert f"Page {number} of {len(pages)}" in page


def test_libreoffice_takes_the_fonts_from_the_file(pdf: Path) -> None:
    if "FiraGO" in output("fc-list"):
        pytest.skip("FiraGO is installed here, so that its use says nothing about the file")
    fonts = output("pdffonts", str(pdf))
    for face in ("FiraGO-Regular", "FiraGO-Bold", "FiraGO-Italic", "FiraGO-BoldItalic"):
        assert re.search(rf"\+{face}\s+TrueType", fonts), face
