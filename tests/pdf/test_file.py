"""The file: sound, the same every time, with its fonts, links, outline, labels and metadata."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import uharfbuzz as hb

from bluf.diagnostics import BlufError
from bluf.document.tree import (
    Citation,
    CitedSource,
    Document,
    Heading,
    Link,
    Metadata,
    PageBreak,
    Paragraph,
    Reference,
    Text,
)
from bluf.writers.pdf import paginate, render
from tests.docx.sample import LONG, kitchen_sink, note, p, t, theme
from tests.docx.tools import program
from tests.pdf.reading import Pdf, rendered


@cache
def sink() -> Pdf:
    return rendered(kitchen_sink())


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "note.pdf"
    path.write_bytes(sink().data)
    return path


def run(*command: str | Path) -> str:
    return subprocess.run([program(str(command[0])), *command[1:]], capture_output=True, check=True, text=True).stdout


# --- soundness --------------------------------------------------------------------------------------


def test_qpdf_finds_nothing(file: Path) -> None:
    assert "No syntax or stream encoding errors" in run("qpdf", "--check", file)


def test_poppler_draws_it_without_a_word(file: Path) -> None:
    command = [program("pdftoppm"), "-r", "20", str(file), str(file.with_suffix(""))]
    assert subprocess.run(command, capture_output=True, check=True, text=True).stderr == ""


def test_fonts_are_embedded_subsets_with_unicode(file: Path) -> None:
    rows = run("pdffonts", file).splitlines()[2:]
    assert len(rows) >= 4
    for line in rows:
        assert re.match(r"[A-Z]{6}\+", line)
        assert re.search(r" yes yes yes +\d+ +0$", line), line
    assert "Helvetica" not in sink().data.decode("latin-1")


def _fonts(pdf: Pdf) -> dict[str, Any]:
    return {name: font for page in pdf.pages for name, font in page.resources.Font.items()}


def test_widths_are_those_of_the_embedded_glyphs() -> None:
    checked = 0
    for font in _fonts(sink()).values():
        descendant = font.DescendantFonts[0]
        if descendant.Subtype != "/CIDFontType2":
            continue
        face = hb.Face(descendant.FontDescriptor.FontFile2.read_bytes())
        measure = hb.Font(face)
        glyphs = descendant.CIDToGIDMap.read_bytes()
        first, widths = descendant.W
        for code, width in enumerate(widths, int(first)):
            glyph = int.from_bytes(glyphs[2 * code : 2 * code + 2], "big")
            assert 0 < glyph < face.glyph_count
            assert float(width) == pytest.approx(measure.get_glyph_h_advance(glyph) * 1000 / face.upem, abs=0.01)
            checked += 1
    assert checked > 80


def test_postscript_outlines_are_embedded_too() -> None:
    kinds = {str(font.DescendantFonts[0].Subtype) for font in _fonts(sink()).values()}
    assert kinds == {"/CIDFontType0", "/CIDFontType2"}


def test_streams_are_compressed_and_end_on_their_own_line() -> None:
    data = sink().data
    assert len(re.findall(rb"[\r\n]endstream", data)) == data.count(b"endstream")
    plain = [o for o in sink().pdf.objects if isinstance(o, pikepdf.Stream) and "/Filter" not in o]
    assert [str(stream.get("/Type")) for stream in plain] == ["/Metadata"]


# --- the same every time ----------------------------------------------------------------------------

MAKE = "import sys, hashlib; from bluf.writers.pdf import render; from tests.docx.sample import *; "
MAKE += "sys.stdout.write(hashlib.sha256(render(kitchen_sink(), theme())[0].data).hexdigest())"


def test_same_bytes_in_other_processes() -> None:
    root = Path(__file__).parents[2]
    sums = {hashlib.sha256(sink().data).hexdigest()}
    for seed in ("0", "1"):
        environment = {
            **os.environ,
            "PYTHONHASHSEED": seed,
            "PYTHONPATH": os.pathsep.join([str(root), str(root / "src")]),
        }
        made = subprocess.run([sys.executable, "-c", MAKE], capture_output=True, check=True, text=True, env=environment)
        sums.add(made.stdout)
    assert len(sums) == 1


def test_what_was_built_before_does_not_show() -> None:
    render(note(p("Something else, with other words: ÄÖÜ žluťoučký")), theme())
    assert render(kitchen_sink(), theme())[0].data == sink().data


def test_identifier_is_of_the_content() -> None:
    first, second = rendered(note(p("one"))), rendered(note(p("two")))
    assert bytes(first.pdf.trailer.ID[0]) != bytes(second.pdf.trailer.ID[0])
    assert bytes(first.pdf.trailer.ID[0]) == bytes(first.pdf.trailer.ID[1])


# --- what it says of itself -------------------------------------------------------------------------


def test_information_and_language() -> None:
    info, root = sink().pdf.docinfo, sink().pdf.Root
    assert str(info.Title) == "A note"
    assert str(info.Author) == "A. Author; B. Writer"
    assert str(info.Producer) == "bluf 0.1.0"
    assert str(info.CreationDate) == "D:20251124000000Z"
    assert str(root.Lang) == "en-GB"
    assert bool(root.ViewerPreferences.DisplayDocTitle)


def test_nothing_is_said_that_the_note_does_not_say() -> None:
    pdf = rendered(Document(Metadata("Title only"), (p("x"),)))
    assert set(pdf.pdf.docinfo) == {"/Title", "/Creator", "/Producer"}
    for word in (b"anonymous", b"unspecified", b"untitled", b"ReportLab"):
        assert word not in pdf.data


def test_metadata_names_what_it_was_made_from() -> None:
    with sink().pdf.open_metadata(set_pikepdf_as_editor=False) as found:
        assert found["dc:title"] == "A note"
        assert found["dc:creator"] == ["A. Author", "B. Writer"]
        assert found["{urn:bluf:document:1.0#}dataSHA256"] == "ab" * 32
        assert found["{urn:bluf:document:1.0#}pack"] == "standard 1.0"
        assert found["{urn:bluf:document:1.0#}fingerprint"] == "cd" * 8
        assert found["xmp:CreateDate"] == "2025-11-24T00:00:00Z"


def test_hostile_metadata_stay_text() -> None:
    hostile = 'a <b> & "c" (d) \\ ] ]> é 中'
    pdf = rendered(Document(Metadata(hostile, authors=(hostile,), keywords=(hostile,), subject=hostile), (p("x"),)))
    assert str(pdf.pdf.docinfo.Title) == hostile
    with pdf.pdf.open_metadata(set_pikepdf_as_editor=False) as found:
        assert found["dc:title"] == hostile
        assert found["dc:creator"] == [hostile]


def test_dates_follow_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    document = Document(Metadata("x", date=date(2025, 1, 2)), (p("x"),))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert str(rendered(document).pdf.docinfo.ModDate) == "D:19700102000000Z"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "not a number")
    assert str(rendered(document).pdf.docinfo.ModDate) == "D:20250102000000Z"


def test_pages_are_labelled() -> None:
    assert [page.label for page in sink().pages] == [str(number + 1) for number in range(len(sink().pages))]


# --- getting about ----------------------------------------------------------------------------------


def test_outline_has_the_headings_at_their_places() -> None:
    blocks = (
        Heading(1, t("Title"), id="title"),
        Heading(2, t("First"), id="a", number="1"),
        Heading(3, t("Deeper"), id="b", number="1.1"),
        PageBreak(),
        Heading(2, t("Second (é)"), id="c", number="2"),
    )
    pdf = rendered(note(*blocks)).pdf
    with pdf.open_outline() as outline:
        (title,) = outline.root
        assert [title.title, *(kid.title for kid in title.children)] == ["Title", "1 First", "2 Second (é)"]
        first, second = title.children
        assert [kid.title for kid in first.children] == ["1.1 Deeper"]
        assert (title.is_closed, first.is_closed) == (False, True)
        where: Any = second.destination
        assert where[0].objgen == pdf.pages[1].obj.objgen


def links(pdf: Pdf) -> list[Any]:
    return [annotation for page in pdf.pages for annotation in page.get("/Annots", [])]


def test_links_lead_out() -> None:
    link = Link(t("the place"), "https://example.org/ä?b=(c)", "An example")
    pdf = rendered(note(Paragraph((Text("See "), link))))
    (found,) = links(pdf)
    assert str(found.A.URI) == "https://example.org/%C3%A4?b=(c)"
    assert str(found.Contents) == "An example"
    assert (str(found.Subtype), int(found.F)) == ("/Link", 4)


def test_a_link_without_title_says_where_it_leads() -> None:
    both = (Link(t("here"), "https://a.example"), Text(" "), Link(t("https://b.example"), "https://b.example"))
    pdf = rendered(note(Paragraph(both)))
    found = links(pdf)
    assert [str(link.Contents) for link in found] == ["here (https://a.example)", "https://b.example"]


def test_a_link_over_two_lines_is_one_with_two_areas() -> None:
    pdf = rendered(note(Paragraph((Text(LONG), Link(t(LONG), "https://a.example")))))
    (found,) = links(pdf)
    areas = [float(edge) for edge in found.QuadPoints]
    assert len(areas) == 16
    left, bottom, right, top = (float(edge) for edge in found.Rect)
    assert (min(areas[::2]), max(areas[::2])) == pytest.approx((left, right), abs=0.02)
    assert (min(areas[1::2]), max(areas[1::2])) == pytest.approx((bottom, top), abs=0.02)


def test_references_lead_to_their_targets_and_back() -> None:
    pdf = sink()
    names = list(pdf.pdf.Root.Names.Dests.Names)
    places = {str(key): value for key, value in zip(names[::2], names[1::2], strict=True)}
    assert list(places) == sorted(places)
    pages = paginate(kitchen_sink(), theme()).page_of
    targets = [str(link.Dest) for link in links(pdf) if "/Dest" in link]
    assert {"source-a", "cited-a-1", "table-1", "actors"} <= set(targets)
    for target in targets:
        assert places[target][0].objgen == pdf.pages[pages[target] - 1].obj.objgen


# --- what cannot be drawn ---------------------------------------------------------------------------


def code_of(document: Document) -> str:
    with pytest.raises(BlufError) as raised:
        render(document, theme())
    (found,) = raised.value.diagnostics
    return found.code


def test_what_cannot_be_drawn_is_reported() -> None:
    assert code_of(note(Paragraph((Citation((CitedSource("a"),)),)))) == "undrawable-node"
    assert code_of(note(Paragraph((Reference(t("x"), "nowhere"),)))) == "unknown-target"
    assert code_of(note(p("\U0001f9ff"))) == "missing-glyph"
    assert code_of(note(p("x", "no-such-role"))) == "unknown-role"


def test_a_font_that_is_none_is_reported(tmp_path: Path) -> None:
    broken = tmp_path / "broken.ttf"
    broken.write_bytes(b"no font")
    family = theme().families["text"]
    for name in (str(broken), str(tmp_path / "missing.ttf"), "package:os_path", "package:../x"):
        styles = {
            key: replace(style, family=replace(family, regular=name)) for key, style in theme().paragraphs.items()
        }
        with pytest.raises(BlufError) as raised:
            render(note(p("x")), replace(theme(), paragraphs=styles))
        assert raised.value.diagnostics[0].code == "font-unreadable"
