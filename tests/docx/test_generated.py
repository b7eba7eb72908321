"""Whatever the tree: a file that Word opens, with the text of the tree in its order."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from lxml import etree

from bluf.document.tree import Document
from tests.docx.reading import Docx, R, W, rendered, squeezed, tree_text
from tests.docx.sample import kitchen_sink
from tests.docx.tools import errors, pandoc
from tests.docx.trees import documents

quick = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
slow = settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))


def sound(file: Docx) -> None:
    """Assert what Word asks for and no schema says."""
    document = file.document
    for cell in document.iter(f"{W}tc"):
        assert cell[-1].tag == f"{W}p", "a cell ends with a paragraph"
    for table in document.iter(f"{W}tbl"):
        following = table.getnext()
        assert following is not None, "nothing comes after a table"
        assert following.tag != f"{W}tbl", "two tables in a row are one to Word"
        columns = len(table.findall(f"{W}tblGrid/{W}gridCol"))
        for row in table.findall(f"{W}tr"):
            spans = [cell.find(f"{W}tcPr/{W}gridSpan") for cell in row.findall(f"{W}tc")]
            assert sum(1 if span is None else int(span.get(f"{W}val")) for span in spans) == columns
    for tag, attribute in (("bookmarkStart", f"{W}id"), ("bookmarkStart", f"{W}name")):
        values = [node.get(attribute) for node in document.iter(f"{W}{tag}")]
        assert len(values) == len(set(values))
    anchors = {node.get(f"{W}name") for node in document.iter(f"{W}bookmarkStart")}
    assert {node.get(f"{W}anchor") for node in document.iter(f"{W}hyperlink") if node.get(f"{W}anchor")} <= anchors
    assert all(len(name) <= 40 for name in anchors)
    used = {node.get(f"{W}val") for kind in ("pStyle", "rStyle", "tblStyle") for node in document.iter(f"{W}{kind}")}
    assert used <= file.names.keys()
    relations = {node.get("Id") for node in file.xml("word/_rels/document.xml.rels")}
    assert {node.get(f"{R}id") for node in document.iter() if node.get(f"{R}id")} <= relations
    lowered = [name.lower() for name in file.styles]
    assert len(lowered) == len(set(lowered))


@given(documents())
@quick
def test_text_is_that_of_the_tree_in_its_order(document: Document) -> None:
    file = rendered(document)
    sound(file)
    assert squeezed("".join(words for _, words in file.paragraphs())) == tree_text(document)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("docx")


@given(document=documents(size=12))
@slow
def test_validator_finds_no_error(document: Document, folder: Path) -> None:
    assert errors(rendered(document).data, folder) == []


def words_of(node: Any) -> Iterator[str]:
    """Yield the text of a pandoc tree, without what pandoc takes from descriptions: of tables and of pictures."""
    if isinstance(node, list):
        for part in node:
            yield from words_of(part)
    elif isinstance(node, dict) and node.get("t") in {"Str", "Code"}:
        yield node["c"] if node["t"] == "Str" else node["c"][1]
    elif isinstance(node, dict) and node.get("t") == "Table":
        yield from words_of(node["c"][2:])
    elif isinstance(node, dict) and node.get("t") != "Image":
        yield from words_of(list(node.values()))


@given(document=documents(size=12))
@slow
def test_pandoc_reads_the_text_of_the_tree(document: Document, folder: Path) -> None:
    read = "".join(words_of(pandoc(rendered(document).data, folder)["blocks"]))
    assert squeezed(read) == tree_text(document)


def test_xml_is_well_formed() -> None:
    file = rendered(kitchen_sink())
    for name, data in file.files.items():
        if name.endswith((".xml", ".rels")):
            etree.fromstring(data)
