"""The parts beside the body: package, headers, properties, styles, settings, fonts."""

from __future__ import annotations

import hashlib
import io
import os
import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
import uharfbuzz as hb

from bluf.document.tree import Column, Link, Paragraph, Span, Table, Text
from bluf.theme.length import Length
from bluf.writers import Pagination
from bluf.writers.docx import render
from bluf.writers.docx.names import Names
from tests.docx.reading import Docx, W, rendered, text
from tests.docx.sample import kitchen_sink, note, p, row, t, theme

RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}"


@pytest.fixture(scope="module")
def file() -> Docx:
    return rendered(kitchen_sink(), pagination=Pagination(5, {"actors": 2, "lists": 2, "systems": 3}))


# --- package ----------------------------------------------------------------------------------------


def test_same_input_same_bytes(file: Docx) -> None:
    program = (
        "import hashlib; from tests.docx.reading import *; from tests.docx.sample import *\n"
        "from bluf.writers import Pagination\n"
        "file = rendered(kitchen_sink(), pagination=Pagination(5, {'actors': 2, 'lists': 2, 'systems': 3}))\n"
        "print(hashlib.sha256(file.data).hexdigest())"
    )
    here = Path(__file__).parents[2]
    for seed in ("1", "2"):
        environment = {
            **os.environ,
            "PYTHONHASHSEED": seed,
            "PYTHONPATH": os.pathsep.join([str(here / "src"), str(here)]),
        }
        result = subprocess.run(
            [sys.executable, "-c", program], env=environment, capture_output=True, check=True, text=True
        )
        assert result.stdout.strip() == hashlib.sha256(file.data).hexdigest()


def test_zip_names_no_time_and_no_system(file: Docx) -> None:
    assert file.entries[0].filename == "[Content_Types].xml"
    assert {entry.date_time for entry in file.entries} == {(1980, 1, 1, 0, 0, 0)}
    assert {entry.create_system for entry in file.entries} == {3}
    assert zipfile.ZipFile(io.BytesIO(file.data)).testzip() is None


def test_nothing_of_the_library_is_left(file: Docx) -> None:
    for name, data in file.files.items():
        assert b"python-docx" not in data, name
        assert b"2013-" not in data, name
    assert not [name for name in file.files if "thumbnail" in name]


# --- properties -------------------------------------------------------------------------------------


def properties(file: Docx, part: str) -> dict[str, str]:
    return {node.tag.rpartition("}")[2]: node.text or "" for node in file.xml(part)}


def test_core_properties(file: Docx, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert properties(rendered(kitchen_sink()), "docProps/core.xml") == {
        "title": "A note",
        "subject": "A subject",
        "creator": "A. Author; B. Writer",
        "keywords": "one, two",
        "identifier": "REF/1",
        "language": "en-GB",
        "contentStatus": "draft",
        "version": "1.2",
        "lastModifiedBy": "A. Author",
        "revision": "1",
        "created": "2025-11-24T00:00:00Z",
        "modified": "2025-11-24T00:00:00Z",
    }


def test_no_person_and_no_time_that_the_note_does_not_give(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert properties(rendered(note(p("a"))), "docProps/core.xml") == {
        "title": "A note",
        "language": "en-GB",
        "revision": "1",
    }


def test_application_properties(file: Docx) -> None:
    found = properties(file, "docProps/app.xml")
    assert {k: found[k] for k in ("Application", "Company", "Pages")} == {
        "Application": "bluf", "Company": "The organisation", "Pages": "5",
    }  # fmt: skip
    assert int(found["Words"]) == pytest.approx(sum(len(words.split()) for _, words in file.paragraphs()), rel=0.1)


def test_properties_say_what_the_file_was_made_from(file: Docx) -> None:
    found = {node.get("name"): node[0].text for node in file.xml("docProps/custom.xml")}
    assert found == {
        "bluf data SHA-256": "ab" * 32,
        "bluf pack": "standard 1.0",
        "bluf version": "bluf 0.1.0",
        "bluf fingerprint": "cd" * 8,
        "Identifier": "REF/1",
        "Status": "draft",
        "Version": "1.2",
    }


# --- headers and footers ------------------------------------------------------------------------------


def test_every_kind_of_page_has_its_banner(file: Docx) -> None:
    relations = {node.get("Id"): node.get("Target") for node in file.xml("word/_rels/document.xml.rels")}
    section = next(file.document.iter(f"{W}sectPr"))
    assert section.find(f"{W}titlePg") is not None
    for kind, words in (
        ("header", {"default": "A note", "first": "The organisation", "even": "A note"}),
        ("footer", dict.fromkeys(("default", "first", "even"), "A note")),
    ):
        found = {n.get(f"{W}type"): n.get(n.keys()[1]) for n in section.iter(f"{W}{kind}Reference")}
        assert found.keys() == words.keys()
        for which, relation in found.items():
            part = file.xml("word/" + relations[relation])
            lines = [text(paragraph) for paragraph in part.iter(f"{W}p")]
            assert lines[-1].startswith(words[which])
            if kind == "header":
                assert lines[0] == "OFFICIAL"
                banner = part.find(f"{W}p/{W}pPr/{W}pStyle").get(f"{W}val")
                assert file.names[banner] == "Banner"


def test_page_numbers_are_fields_with_results(file: Docx) -> None:
    footer = file.xml("word/footer1.xml")
    assert [node.text.strip() for node in footer.iter(f"{W}instrText")] == ["PAGE", "NUMPAGES"]
    assert "".join(node.text for node in footer.iter(f"{W}t")) == "A noteDraftPage 1 of 5"


def test_words_in_the_middle_of_a_footer_keep_clear_of_a_long_title() -> None:
    short = note(p("a"))
    title = t("A title that is rather long for its place at the foot of pages")
    stops = []
    for document in (short, replace(short, footer=replace(short.footer, left=title))):
        file = rendered(document)
        style = file.names[next(file.xml("word/footer1.xml").iter(f"{W}pStyle")).get(f"{W}val")]
        stops.append(file.property(style, "tabs/tab").get(f"{W}val"))
    assert stops == ["center", "right"]


def test_text_keeps_clear_of_headers_and_footers() -> None:
    def margins(header: str) -> tuple[int, int]:
        look = replace(theme(), page=replace(theme().page, header=Length.parse(header), footer=Length.parse(header)))
        margin = next(rendered(note(p("a")), look).document.iter(f"{W}pgMar"))
        return int(margin.get(f"{W}top")), int(margin.get(f"{W}bottom"))

    assert margins("2mm") == (theme().page.top.twips, theme().page.bottom.twips)
    # 30 mm; banner 12 pt with 3 pt and a hairline around it; 4 pt; line 11 pt; 8 pt; and a line alone below.
    assert margins("30mm") == (
        Length.parse("30mm").twips + 20 * (12 + 6) + 10 + 20 * (4 + 11 + 8),
        Length.parse("30mm").twips + 20 * 19,
    )


# --- styles -----------------------------------------------------------------------------------------


def style_xml(file: Docx, name: str) -> str:
    xml = file.files["word/styles.xml"].decode()
    start = xml.rindex("<w:style ", 0, xml.index(f'<w:name w:val="{name}"/>'))
    return xml[start : xml.index("</w:style>", start)].replace("w:", "")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Normal", 'type="paragraph" default="1" styleId="Normal"'),
        (
            "Normal",
            '<spacing before="0" after="100" line="280" lineRule="exact"/></pPr><rPr><color val="1B2733"/></rPr>',
        ),
        (
            "heading 1",
            'styleId="Heading1"><name val="heading 1"/><basedOn val="Normal"/><next val="Normal"/>',
        ),
        ("heading 1", '<outlineLvl val="0"/>'),
        ("heading 2", '<outlineLvl val="1"/>'),
        ("Title", "<keepNext/><keepLines/>"),
        ("toc 1", '<tabs><tab val="right" leader="dot"'),
        ("header", '<tabs><tab val="center" leader="none"'),
        ("Banner", 'customStyle="1" styleId="Banner"'),
        ("Banner", '<top val="single" sz="2" space="3" color="1B2733"/>'),
        ("Banner", '<shd val="clear" color="auto" fill="1B2733"/>'),
        ("Strong", "<rPr><b/><bCs/></rPr>"),
        ("Hyperlink", '<u val="single"/>'),
        ("Superscript", '<rPr><vertAlign val="superscript"/></rPr>'),
        ("Label", '<shd val="clear" color="auto" fill="EEF3F6"/>'),
        ("Table", '<tblStylePr type="firstRow"><tblPr/><tcPr><tcBorders><bottom val="single" sz="6"'),
        ("Facts Table", '<tblBorders><top val="single" sz="6"'),
        ("Citation 11 pt", '<sz val="22"/>'),
        ("Strong Emphasis", "<rPr><b/><bCs/><i/><iCs/></rPr>"),
        ("List Bullet", '<basedOn val="ListParagraph"/>'),
        ("List Bullet Last", '<basedOn val="ListBullet"/>'),
    ],
)
def test_styles(file: Docx, name: str, expected: str) -> None:
    assert expected in style_xml(file, name)


def test_figures_of_right_aligned_cells_are_of_one_width() -> None:
    file = rendered(note(Table((Column(align="end"),), (), (row("1"),))))
    assert '<w14:numSpacing w14:val="tabular"/>' in style_xml(file, "Cell Right")


def test_styles_of_one_name_are_told_apart() -> None:
    taken = Names(["Code"])
    assert [taken.take(name, "Text") for name in ("code", "Code", "heading 1", "toc 2")] == [
        ("code Text", "CodeText"), ("Code Text 2", "CodeText2"), ("heading 1", "Heading1"), ("toc 2", "TOC2"),
    ]  # fmt: skip


def test_every_role_of_the_theme_is_a_style(file: Docx) -> None:
    kinds = [style.get(f"{W}type") for style in file.styles.values() if style.find(f"{W}qFormat") is not None]
    look = theme()
    assert kinds.count("table") == len(look.tables)
    all_kinds = [style.get(f"{W}type") for style in file.styles.values()]
    assert all_kinds.count("paragraph") > len(look.paragraphs)
    assert all_kinds.count("character") > len(look.texts)


def test_looks_are_in_styles_and_not_in_the_text(file: Docx) -> None:
    allowed = {"pStyle", "numPr", "pageBreakBefore"}
    found = {node.tag[len(W) :] for props in file.document.iter(f"{W}pPr") for node in props}
    assert found <= allowed
    runs = {node.tag[len(W) :] for props in file.document.iter(f"{W}rPr") for node in props}
    assert runs <= {"rStyle", "rFonts", "lang", "b", "bCs", "rtl", "cs"}


def test_a_style_made_for_a_place_follows_the_plain_one(file: Docx) -> None:
    boxed = style_xml(file, "Eyebrow in Bottom Line")
    assert '<basedOn val="Eyebrow"/>' in boxed
    assert 'fill="EEF3F6"' in boxed
    assert "<caps/>" not in boxed
    first = style_xml(file, "Eyebrow in Bottom Line First")
    assert '<basedOn val="EyebrowInBottomLine"/>' in first
    assert re.sub("<spacing [^>]*>", "", first).endswith("<pPr></pPr>")


# --- settings and language ----------------------------------------------------------------------------


def test_settings(file: Docx) -> None:
    xml = file.files["word/settings.xml"].decode()
    assert 'w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"' in xml
    assert "<w:embedTrueTypeFonts/><w:saveSubsetFonts/>" in xml
    assert "rsid" not in xml


def test_language_is_that_of_the_note() -> None:
    file = rendered(note(p("a"), language="fr-CA"))
    default = file.xml("word/styles.xml").find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}lang")
    assert default.get(f"{W}val") == "fr-CA"


# --- links ------------------------------------------------------------------------------------------


def test_addresses_are_written_as_a_package_may_hold_them() -> None:
    targets = [
        "https://example.org/ü?q=a b&c=1",
        "mailto:desk@example.org",
        "https://example.org/ü?q=a b&c=1",
    ]
    file = rendered(note(Paragraph(tuple(Link(t("x"), target) for target in targets))))
    found = [n.get("Target") for n in file.xml("word/_rels/document.xml.rels") if n.get("TargetMode") == "External"]
    assert found == ["https://example.org/%C3%BC?q=a%20b&c=1", "mailto:desk@example.org"]


@pytest.mark.parametrize("target", ["http://[::1", "http://", "mailto:nobody", "https://e.org/" + "a" * 3000])
def test_an_address_that_would_damage_the_file_is_text_and_a_warning(target: str) -> None:
    result = render(note(Paragraph((Link(t("words"), target),))), theme())
    assert [d.code for d in result.diagnostics] == ["unusable-address"]
    assert "words" in "".join(words for _, words in Docx(result.data).paragraphs())


# --- fonts ------------------------------------------------------------------------------------------


def embedded(file: Docx) -> dict[tuple[str, str], bytes]:
    """Return the embedded fonts by family and slot, as font files."""
    relations = {n.get("Id"): n.get("Target") for n in file.xml("word/_rels/fontTable.xml.rels")}
    fonts = {}
    for font in file.xml("word/fontTable.xml"):
        for node in font:
            slot = node.tag[len(W) :]
            if not slot.startswith("embed"):
                continue
            data = file.files["word/" + relations[node.get(node.keys()[0])]]
            digits = bytes.fromhex(node.get(f"{W}fontKey").strip("{}").replace("-", ""))[::-1]
            head = bytes(a ^ b for a, b in zip(data[:32], digits * 2, strict=True))
            fonts[font.get(f"{W}name"), slot.removeprefix("embed")] = head + data[32:]
    return fonts


def covers(data: bytes) -> set[str]:
    return {chr(code) for code in hb.Face(hb.Blob(data)).unicodes}


def test_faces_in_use_are_embedded_and_can_be_typed_in() -> None:
    file = rendered(note(Paragraph((Text("plain Ж "), Span(t("bold ŵ"), "label")))))
    fonts = embedded(file)
    assert fonts.keys() == {("FiraGO", "Regular"), ("FiraGO", "Bold")}
    for data in fonts.values():
        assert set("abcXYZ0123456789éőß–’“”€…") <= covers(data)
    assert "Щ" in covers(fonts["FiraGO", "Regular"])
    assert "Щ" not in covers(fonts["FiraGO", "Bold"]), "an alphabet is kept where it is in use"
    assert "ش" not in covers(fonts["FiraGO", "Regular"])


def test_embedded_fonts_are_small(file: Docx) -> None:
    sizes = [entry.compress_size for entry in file.entries if entry.filename.endswith(".odttf")]
    assert len(sizes) == 4
    assert sum(sizes) < 150_000


def test_embedded_fonts_keep_kerning_ligatures_and_figures_of_one_width() -> None:
    font = hb.Font(hb.Face(hb.Blob(embedded(rendered(note(p("a"))))["FiraGO", "Regular"])))

    def advances(words: str, **features: bool) -> list[int]:
        buffer = hb.Buffer()
        buffer.add_str(words)
        buffer.guess_segment_properties()
        hb.shape(font, buffer, features)
        return [position.x_advance for position in buffer.glyph_positions]

    assert sum(advances("Te")) < sum(advances("T") + advances("e"))
    assert len(advances("ffi")) < 3
    assert len(set(advances("10", tnum=True))) == 1


def test_font_table_describes_the_family(file: Docx) -> None:
    (font,) = [f for f in file.xml("word/fontTable.xml") if f.get(f"{W}name") == "FiraGO"]
    values = {node.tag[len(W) :]: node.get(f"{W}val") for node in font}
    assert values["panose1"] == "020B0503050000020004"
    assert values["pitch"] == "variable"
    assert values["family"] == "swiss"
