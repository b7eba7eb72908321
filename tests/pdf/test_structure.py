"""The tags: what the structure tree says, that it hangs together, and that the check sees where it does not."""

from __future__ import annotations

import io
import re
import subprocess
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from bluf.document.tree import (
    Block,
    Cell,
    Code,
    Column,
    Figure,
    Link,
    List,
    ListItem,
    Paragraph,
    Reference,
    Row,
    Span,
    Table,
    Text,
)
from tests.docx.sample import LONG, kitchen_sink, note, p, png, row, t
from tests.docx.tools import program
from tests.pdf.checking import inconsistencies
from tests.pdf.reading import Pdf, expected, rendered, seen


@cache
def sink() -> Pdf:
    return rendered(kitchen_sink())


def test_tags_hang_together() -> None:
    assert not list(inconsistencies(sink().pdf))


def test_tree_has_the_text_in_order_and_words_are_not_joined() -> None:
    assert seen(sink().words()) == expected(kitchen_sink())


def test_poppler_reads_the_same_text(tmp_path: Path) -> None:
    file = tmp_path / "note.pdf"
    file.write_bytes(sink().data)
    command = [program("pdfinfo"), "-struct-text", str(file)]
    lines = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    read = "".join(re.findall(r'^ *"(.*)"$', lines, re.MULTILINE))
    whole = "".join(sink().root.text().split())
    assert "".join(seen(read.split())) == "".join(seen(whole.split()))


def outline(pdf: Pdf) -> str:
    """Return the types of the elements as a nested list, without the words."""

    def shape(node: Any) -> str:
        inner = " ".join(shape(kid) for kid in node.kids if not isinstance(kid, str))
        return f"{node.role}({inner})" if inner else node.role

    return shape(pdf.root).removeprefix("Document(").removesuffix(")")


CASES: dict[str, tuple[tuple[Block, ...], str]] = {
    "a paragraph": ((p("Words."),), "P"),
    "a link in a paragraph": ((Paragraph((Text("See "), Link(t("this"), "https://a.example"))),), "P(Link)"),
    "a citation": ((Paragraph((Reference(t("1"), "source-x"),), id="source-x"),), "P(Reference(Link))"),
    "a way back": ((Paragraph((Reference(t("back"), "x"),), id="x"),), "P(Link)"),
    "a word in another language": ((Paragraph((Span(t("слово"), lang="ru"),)),), "P(Span)"),
    "code": ((Paragraph((Code("x = 1"),)),), "P(Code)"),
    "an item with one paragraph": ((List((ListItem((p("One"),)),)),), "L(LI(Lbl LBody))"),
    "an item with two": ((List((ListItem((p("One"), p("Two"))),)),), "L(LI(Lbl LBody(P P)))"),
    "a table": (
        (Table((Column(),), (row("Name", header=True),), (row("Value"),), t("Caption")),),
        "Table(Caption THead(TR(TH)) TBody(TR(TD)))",
    ),
    "a cell with two paragraphs": (
        (Table((Column(),), (), (Row((Cell((p("a"), p("b"))),)),)),),
        "Table(TBody(TR(TD(P P))))",
    ),
    "a picture": ((Figure(png(), "What it shows"),), "Figure"),
    "a picture with a caption": ((Figure(png(), "What it shows", t("Caption")),), "Div(Figure Caption)"),
}


@pytest.mark.parametrize("name", CASES)
def test_elements(name: str) -> None:
    blocks, shape = CASES[name]
    pdf = rendered(note(*blocks))
    assert outline(pdf) == shape
    assert not list(inconsistencies(pdf.pdf))


def test_attributes_say_what_cannot_be_seen() -> None:
    spanning = Row((Cell((p("head"),), header=True, rowspan=2), Cell((p("wide"),), colspan=2)))
    second = Row((Cell((p("a"),)), Cell((p("b"),))))
    pdf = rendered(
        note(
            Table(tuple(Column() for _ in range(3)), (), (spanning, second)),
            List((ListItem((p("x"),)),), ordered=True),
            Paragraph((Span(t("слово"), lang="ru"),)),
            Figure(png(), "A gradient"),
        )
    )
    (head,) = pdf.root.all("TH")
    assert (head.attribute("/Scope"), int(head.attribute("/RowSpan"))) == ("/Row", 2)
    assert int(next(pdf.root.all("TD")).attribute("/ColSpan")) == 2
    assert next(pdf.root.all("L")).attribute("/ListNumbering") == "/Decimal"
    assert str(next(pdf.root.all("Span")).element.Lang) == "ru"
    figure = next(pdf.root.all("Figure"))
    assert str(figure.element.Alt) == "A gradient"
    left, bottom, right, top = (float(edge) for edge in figure.attribute("/BBox"))
    assert (right - left) == pytest.approx(2 * (top - bottom), abs=0.1)


def test_what_runs_over_pages_stays_one_element() -> None:
    long = rendered(note(p("One paragraph of many lines. " * 400)))
    assert len(long.pages) > 2
    assert [node.role for node in long.root.all()] == ["Document", "P"]
    cell = rendered(note(Table((Column(), Column()), (row("A", "B", header=True),), (row(LONG * 60, "short"),))))
    assert len(cell.pages) > 1
    assert len(list(cell.root.all("TR"))) == 2
    assert len(list(cell.root.all("TD"))) == 2
    assert not list(inconsistencies(cell.pdf))


def test_repeated_heads_and_running_heads_are_artifacts() -> None:
    rows = tuple(row(f"Name {n}", LONG) for n in range(60))
    pdf = rendered(note(Table((Column(), Column()), (row("Column one", "Column two", header=True),), rows)))
    assert len(pdf.pages) > 2
    assert len(list(pdf.root.all("TH"))) == 2
    for page in range(1, len(pdf.pages)):
        assert "Column one" in "".join(pdf.artifacts(page))
        assert f"Page {page + 1} of {len(pdf.pages)}" in "".join(pdf.artifacts(page))


# --- the check sees what is broken --------------------------------------------------------------------


def _content(old: bytes, new: bytes) -> Callable[[pikepdf.Pdf], None]:
    """Return a way to break a file: the first ``old`` in the first page's content becomes ``new``."""

    def breaking(pdf: pikepdf.Pdf) -> None:
        stream = pdf.pages[0].obj.Contents
        data = stream.read_bytes()
        assert old in data
        stream.write(data.replace(old, new, 1))

    return breaking


def _element(pdf: pikepdf.Pdf, role: str) -> Any:
    return next(element for element in _elements(pdf.Root.StructTreeRoot.K) if str(element.S) == f"/{role}")


def _elements(element: Any) -> Iterator[Any]:
    yield element
    kids = element.get("/K", pikepdf.Array())
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if not isinstance(kid, int) and "/S" in kid:
            yield from _elements(kid)


def _first_annotation(pdf: pikepdf.Pdf) -> Any:
    return next(annotation for page in pdf.pages for annotation in page.get("/Annots", []))


def _delete(role: str, *path: str) -> Callable[[pikepdf.Pdf], None]:
    def breaking(pdf: pikepdf.Pdf) -> None:
        found = _element(pdf, role)
        for name in path[:-1]:
            found = found[name]
        del found[path[-1]]

    return breaking


def _rename(role: str, other: str) -> Callable[[pikepdf.Pdf], None]:
    def breaking(pdf: pikepdf.Pdf) -> None:
        _element(pdf, role).S = pikepdf.Name(f"/{other}")

    return breaking


def _swap_parents(pdf: pikepdf.Pdf) -> None:
    listed = pdf.Root.StructTreeRoot.ParentTree.Kids[0].Nums[1]
    listed[0], listed[-1] = listed[-1], listed[0]


def _shorten_parents(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.StructTreeRoot.ParentTree.Kids[0].Nums[1][-1]


def _second_parent(pdf: pikepdf.Pdf) -> None:
    _element(pdf, "P").P = _element(pdf, "Table")


def _untie_annotation(pdf: pikepdf.Pdf) -> None:
    del _first_annotation(pdf).StructParent


def _mute_annotation(pdf: pikepdf.Pdf) -> None:
    del _first_annotation(pdf).Contents


def _drop_annotations(pdf: pikepdf.Pdf) -> None:
    for page in pdf.pages:
        if "/Annots" in page.obj:
            del page.obj.Annots


def _untag(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.StructTreeRoot


def _unmark(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.MarkInfo


def _tabs(pdf: pikepdf.Pdf) -> None:
    del pdf.pages[0].obj.Tabs


BREAKAGES: dict[str, Callable[[pikepdf.Pdf], None]] = {
    "content with a wrong number": _content(b"MCID 0>>", b"MCID 999>>"),
    "two contents with one number": _content(b"MCID 1>>", b"MCID 0>>"),
    "text outside a tag": _content(b"/P<</MCID 0>>BDC", b""),
    "a fill outside an artifact": _content(b"/Artifact<</Type/Layout>>BDC", b""),
    "a tag that is not ended": _content(b"EMC", b""),
    "a tag that ends inside text": _content(b"ET\nEMC", b"EMC\nET"),
    "a tag in a tag": _content(b"BDC\nBT", b"BDC /Span<</MCID 77>>BDC EMC\nBT"),
    "an artifact without its name": _content(b"/Artifact<<", b"/Span<<"),
    "parents swapped": _swap_parents,
    "a parent too few": _shorten_parents,
    "another parent": _second_parent,
    "an unknown type": _rename("P", "Foo"),
    "an item that is a paragraph": _rename("Lbl", "P"),
    "a picture without words": _delete("Figure", "/Alt"),
    "a picture without a box": _delete("Figure", "/A", "/BBox"),
    "a head without scope": _delete("TH", "/A", "/Scope"),
    "a list without numbering": _delete("L", "/A"),
    "a link without its annotation": _drop_annotations,
    "an annotation without its element": _untie_annotation,
    "an annotation without words": _mute_annotation,
    "content missing from the tree": _delete("H1", "/K"),
    "no structure tree": _untag,
    "not marked as tagged": _unmark,
    "no tab order": _tabs,
}


@pytest.mark.parametrize("name", BREAKAGES)
def test_check_sees_what_is_broken(name: str) -> None:
    pdf = pikepdf.open(io.BytesIO(sink().data))
    BREAKAGES[name](pdf)
    assert list(inconsistencies(pdf)), name
