"""The shipped briefings, built and looked at from outside: what a reader, Word, an archive and a hash see."""

from __future__ import annotations

import getpass
import io
import os
import re
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from lxml import etree

from bluf.app.making import make_document, render, uncovered
from bluf.app.options import BuildOptions
from bluf.document.tree import Document, Heading, Table
from bluf.document.walk import blocks, word_count
from tests.docx.reading import Docx, W, squeezed, tree_text
from tests.docx.tools import errors, pandoc, pdf_of, program
from tests.pdf.checking import inconsistencies
from tests.pdf.reading import Pdf, expected, seen

BRIEFINGS = Path(__file__).parent.parent / "briefings"
FILES = sorted(BRIEFINGS.glob("*.yaml"))

each = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


@dataclass(frozen=True)
class Built:
    document: Document
    docx: bytes
    pdf: bytes


@cache
def built(path: Path) -> Built:
    loaded, document, theme, warnings = make_document(path, BuildOptions(Path("out"), workspace=BRIEFINGS.parent))
    assert not warnings
    assert not uncovered(loaded, document, theme)
    files = render(document, theme, ("docx", "pdf"), word_count(document))
    assert not [finding for file in files.values() for finding in file.diagnostics]
    return Built(document, files["docx"].data, files["pdf"].data)


def run(*command: str | Path) -> str:
    done = subprocess.run([program(str(command[0])), *command[1:]], capture_output=True, check=True, text=True)
    return done.stdout


@pytest.fixture
def pdf(path: Path, tmp_path: Path) -> Path:
    file = tmp_path / "note.pdf"
    file.write_bytes(built(path).pdf)
    return file


# --- the same text ----------------------------------------------------------------------------------


@each
def test_both_files_have_the_text_of_the_tree_in_its_order(path: Path) -> None:
    note = built(path)
    words = seen(Pdf(note.pdf).words())
    assert words == expected(note.document)
    assert squeezed("".join(text for _, text in Docx(note.docx).paragraphs())) == tree_text(note.document)


@each
def test_pandoc_reads_headings_and_tables_back(path: Path, tmp_path: Path) -> None:
    note = built(path)
    tree = pandoc(note.docx, tmp_path)
    kinds = Counter(node["t"] for node in _nodes(tree["blocks"]))
    tables = [b for b in blocks(note.document.children) if isinstance(b, Table)]
    headings = [b for b in blocks(note.document.children) if isinstance(b, Heading) and b.level > 1]
    assert kinds["Table"] >= len(tables)
    assert kinds["Header"] == len(headings)


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    if isinstance(tree, dict):
        if "t" in tree:
            yield tree
        tree = list(tree.values())
    if isinstance(tree, list):
        for part in tree:
            yield from _nodes(part)


PAGES = {"china-russia-missile-defence": 4, "exercise-port-closure": 1, "exercise-convoy-ar": 2, "exercise-names": 2}


@pytest.mark.parametrize("name", PAGES)
def test_notes_take_no_more_pages_than_they_were_written_for(name: str) -> None:
    with pikepdf.open(io.BytesIO(built(BRIEFINGS / f"{name}.yaml").pdf)) as file:
        assert len(file.pages) == PAGES[name]


# --- Word -------------------------------------------------------------------------------------------


@each
def test_validator_finds_no_error(path: Path, tmp_path: Path) -> None:
    assert errors(built(path).docx, tmp_path) == []


@each
def test_libreoffice_lays_the_word_file_out_like_the_pdf(path: Path, pdf: Path, tmp_path: Path) -> None:
    """Page for page nearly the same words; lines may break elsewhere, so that a few words move."""
    theirs, ours = _pages(pdf_of(built(path).docx, tmp_path)), _pages(pdf)
    assert len(theirs) == len(ours)
    alike = [sum((a & b).values()) / max(sum(a.values()), sum(b.values())) for a, b in zip(theirs, ours, strict=True)]
    assert min(alike) > (0.85 if len(ours) < 5 else 0.6), alike


def _pages(file: Path) -> list[Counter[str]]:
    text = run("pdftotext", "-layout", file, "-")
    return [Counter(re.findall(r"\w+", page)) for page in text.split("\f")[:-1]]


# --- PDF --------------------------------------------------------------------------------------------


@each
def test_qpdf_finds_nothing(pdf: Path) -> None:
    assert "No syntax or stream encoding errors" in run("qpdf", "--check", pdf)


@each
def test_all_fonts_are_embedded_subsets(pdf: Path) -> None:
    lines = run("pdffonts", pdf).splitlines()[2:]
    assert lines
    for line in lines:
        embedded, subset, unicode = line.split()[-5:-2]
        assert (embedded, subset, unicode) == ("yes", "yes", "yes"), line


@each
def test_tags_hang_together(path: Path) -> None:
    with pikepdf.open(io.BytesIO(built(path).pdf)) as file:
        assert list(inconsistencies(file)) == []


@each
def test_title_language_and_outline_are_set(path: Path) -> None:
    note = built(path)
    with pikepdf.open(io.BytesIO(note.pdf)) as file, file.open_outline() as outline:
        assert file.Root.Lang == note.document.metadata.language
        assert file.Root.ViewerPreferences.DisplayDocTitle
        assert file.docinfo.Title == note.document.metadata.title
        top = [b for b in blocks(note.document.children) if isinstance(b, Heading) and b.level == 2]
        titles = [str(entry.title) for entry in _entries(outline.root)]
        assert len(titles) >= len(top) > 2


def _entries(items: Any) -> Iterator[Any]:
    for item in items:
        yield item
        yield from _entries(item.children)


# --- links ------------------------------------------------------------------------------------------


@each
def test_citations_lead_to_sources_and_back_in_the_word_file(path: Path) -> None:
    document = Docx(built(path).docx).document
    bookmarks = {mark.get(f"{W}name"): mark for mark in document.iter(f"{W}bookmarkStart")}
    anchors = [link.get(f"{W}anchor") for link in document.iter(f"{W}hyperlink") if link.get(f"{W}anchor")]
    assert set(anchors) <= bookmarks.keys()
    sources = [name for name in bookmarks if "source" in name]
    assert sources
    assert set(sources) <= set(anchors), "every source is cited, and the citation leads to it"
    assert any("cited" in anchor for anchor in anchors), "a source leads back to where it is cited"


@each
def test_citations_lead_to_sources_and_back_in_the_pdf(path: Path) -> None:
    with pikepdf.open(io.BytesIO(built(path).pdf)) as file:
        names = {str(name) for name in pikepdf.NameTree(file.Root.Names.Dests)}
        links = [a for page in file.pages for a in page.get("/Annots", [])]
        targets = {str(link.A.D) for link in links if link.get("/A") and link.A.get("/S") == "/GoTo"}
        targets |= {str(link.Dest) for link in links if link.get("/Dest")}
    assert targets <= names
    assert any("source-" in target for target in targets)
    assert any("cited-" in target for target in targets)


# --- the same bytes, and nothing of whoever made them -----------------------------------------------

SCRIPT = """
import hashlib, sys
from pathlib import Path
from bluf.app.building import build
from bluf.app.options import BuildOptions
for result in list(build([Path(sys.argv[1])], BuildOptions(Path(sys.argv[2])))):
    print([(o.path.name, hashlib.sha256(o.path.read_bytes()).hexdigest()) for o in result.outputs])
"""


@each
def test_same_bytes_whatever_the_process_the_folder_and_the_hash_seed(path: Path, tmp_path: Path) -> None:
    said = set()
    for seed in ("0", "4711"):
        folder = tmp_path / seed
        folder.mkdir()
        env = {**os.environ, "PYTHONHASHSEED": seed, "TZ": f"UTC{int(seed) % 12:+d}"}
        command = [sys.executable, "-c", SCRIPT, str(path), str(folder)]
        said.add(subprocess.run(command, env=env, cwd=folder, capture_output=True, check=True, text=True).stdout)
    assert len(said) == 1
    assert "docx" in said.pop()


TELLTALE = re.compile(
    rb"python-docx|reportlab|anonymous|untitled|unspecified|2013-|19[78]\d-\d\d-\d\dT|/home/|/root/|/tmp/|C:\\",
    re.IGNORECASE,
)


@each
def test_metadata_say_nothing_of_tools_defaults_or_people(path: Path) -> None:
    note = built(path)
    with zipfile.ZipFile(io.BytesIO(note.docx)) as package:
        parts = {name: package.read(name) for name in package.namelist() if name.endswith((".xml", ".rels"))}
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    with pikepdf.open(io.BytesIO(note.pdf)) as file:
        parts["info"] = "\n".join(f"{key}: {value}" for key, value in file.docinfo.items()).encode()
        if "/Metadata" in file.Root:
            parts["xmp"] = file.Root.Metadata.read_bytes()
    user = getpass.getuser().encode()
    for name, data in parts.items():
        assert not TELLTALE.search(data), (name, TELLTALE.search(data))
        if name in {"docProps/core.xml", "docProps/app.xml", "docProps/custom.xml", "info", "xmp"}:
            assert not re.search(rb"\b" + re.escape(user) + rb"\b", data), name
    core = etree.fromstring(parts["docProps/core.xml"])
    assert note.document.metadata.title in [element.text for element in core]
