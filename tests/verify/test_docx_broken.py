"""Word documents that are broken in one place: each is seen, and called what it is."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from bluf.diagnostics import Severity
from bluf.writers import Attachment
from bluf.writers.docx import carrying
from tests.verify.making import RICH, Parts, broken_docx, built, found, look

Breaking = Callable[[Parts], None]
DOCUMENT, CORE, CUSTOM, STYLES = "word/document.xml", "docProps/core.xml", "docProps/custom.xml", "word/styles.xml"
ITEM = "customXml/item1.xml"
RELATIONS = "word/_rels/document.xml.rels"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def text(part: str, old: str, new: str, count: int = 1) -> Breaking:
    """Return a way to break a file: what the expression ``old`` finds in a part becomes ``new``."""

    def breaking(parts: Parts) -> None:
        changed, number = re.subn(old, new, parts[part].decode(), count=count)
        assert number
        parts[part] = changed.encode()

    return breaking


def drop(part: str) -> Breaking:
    def breaking(parts: Parts) -> None:
        del parts[part]

    return breaking


def put(part: str, data: bytes) -> Breaking:
    def breaking(parts: Parts) -> None:
        parts[part] = data

    return breaking


def relation(kind: str, target: str) -> Breaking:
    new = f'<Relationship Id="x1" Type="{OFFICE}/{kind}" Target="{target}" TargetMode="External"/></Relationships>'
    return text(RELATIONS, "</Relationships>", new)


def field(code: str) -> Breaking:
    pieces = "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in (code[:4], code[4:]))
    return text(DOCUMENT, "</w:pPr>", f"</w:pPr>{pieces}")


def item(data: bytes) -> Breaking:
    """Return a way to put another data file into a Word document, just as bluf would."""

    def breaking(parts: Parts) -> None:
        parts[ITEM] = "".join(carrying.part(Attachment("note.yaml", "application/yaml", data, ""), ())).encode()

    return breaking


def no_language(parts: Parts) -> None:
    text(CORE, "<dc:language>.*?</dc:language>", "")(parts)
    text(STYLES, "<w:lang [^>]*>", "", 0)(parts)


BREAKAGES: dict[str, tuple[Breaking, str, str]] = {
    "a picture without words": (text(DOCUMENT, '(<wp:docPr [^>]*?) descr="[^"]*"', r"\1"), "alt-missing", "Picture 1"),
    "no title": (text(CORE, "<dc:title>.*?</dc:title>", ""), "title-missing", "no title"),
    "no language": (no_language, "language-missing", "which language"),
    "a head that is no header row": (text(DOCUMENT, "<w:tblHeader/>", ""), "table-head", "no header row"),
    "a head that is switched off": (
        text(DOCUMENT, "<w:tblHeader/>", '<w:tblHeader w:val="0"/>'),
        "table-head",
        "no header row",
    ),
    "headings with a gap": (
        text(DOCUMENT, '<w:pStyle w:val="Heading1"/>', '<w:pStyle w:val="Heading4"/>'),
        "heading-order",
        "level 4 follows no other",
    ),
    "a picture that is not there": (drop("word/media/image1.png"), "part-missing", "media/image1.png"),
    "a part that is not there": (drop("word/settings.xml"), "part-missing", "word/settings.xml"),
    "a relation that is not there": (
        text(RELATIONS, '<Relationship Id="rId1" [^>]*>', ""),
        "relation-unknown",
        "no relation rId1",
    ),
    "a part without a type": (put("word/thing.bin", b"?"), "part-type", "word/thing.bin"),
    "XML that is cut": (text("word/header1.xml", "</w:hdr>", ""), "part-broken", "word/header1.xml"),
    "XML with an entity": (
        text("word/footer1.xml", "<w:ftr", "<!DOCTYPE x [<!ENTITY e 'e'>]><w:ftr"),
        "part-broken",
        "document type",
    ),
    "properties that are cut": (text(CORE, "</cp:coreProperties>", ""), "part-broken", CORE),
    "styles that are cut": (text(STYLES, "</w:styles>", ""), "part-broken", STYLES),
    "macros": (put("word/vbaProject.bin", b"?"), "macros", "macros"),
    "a template elsewhere": (relation("attachedTemplate", "https://a.example/t.dotm"), "external", "attachedTemplate"),
    "a picture elsewhere": (relation("image", "https://a.example/p.png"), "external", "https://a.example/p.png"),
    "a field that loads": (field('INCLUDEPICTURE "https://a.example"'), "external", "INCLUDEPICTURE"),
    "a field that runs": (field("DDEAUTO c:\\\\\\\\cmd.exe"), "external", "DDEAUTO"),
    "an embedded object": (put("word/embeddings/oleObject1.bin", b"?"), "embedded-object", "oleObject1"),
    "another data file inside": (item(b"title: another\n"), "data-mismatch", "not the one that the file names"),
    "a data file that is cut": (text(ITEM, "(<base64>.{400})[^<]*", r"\1"), "data-checksum", "is damaged"),
    "a data file that is no base64": (text(ITEM, "<base64>", "<base64>*"), "data-checksum", "is damaged"),
    "a data file of another hash": (text(ITEM, '(<data .*?sha256=")...', r"\g<1>000"), "data-checksum", "is damaged"),
    "a data file without its bytes": (text(ITEM, "<base64>.*</base64>", ""), "data-missing", "only its name"),
    "a data part that is gone": (drop(ITEM), "part-missing", ITEM),
    "a data part that is cut": (text(ITEM, "</carried>", ""), "part-broken", ITEM),
    "a picture of the data that is gone": (put("word/media/image1.png", b"?"), "picture-missing", "no longer inside"),
    "a picture of the data of another hash": (
        text(ITEM, '(<picture .*?sha256=")...', r"\g<1>000"),
        "picture-missing",
        "exercise-undersea-cables-",
    ),
    "no hash": (text(CUSTOM, "bluf data SHA-256", "other"), "data-unknown", "which data file"),
}


@pytest.mark.parametrize("name", BREAKAGES)
def test_what_is_broken_is_seen(name: str, tmp_path: Path) -> None:
    breaking, code, words = BREAKAGES[name]
    report = look(broken_docx(tmp_path / "broken.docx", breaking))
    assert report.readable
    findings = found(report)
    assert words in findings.get(code, ""), findings


UNREADABLE: dict[str, tuple[Breaking, str]] = {
    "no text": (drop(DOCUMENT), "docx-broken"),
    "text that is cut": (text(DOCUMENT, "</w:body>", ""), "docx-broken"),
    "no content types": (drop("[Content_Types].xml"), "file-kind"),
    "content types that are cut": (text("[Content_Types].xml", "</Types>", ""), "docx-broken"),
    "no relations": (drop("_rels/.rels"), "docx-broken"),
    "a spreadsheet": (
        text("[Content_Types].xml", r"wordprocessingml\.document\.main", "spreadsheetml.sheet.main"),
        "file-kind",
    ),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_read_is_said(name: str, tmp_path: Path) -> None:
    breaking, code = UNREADABLE[name]
    report = look(broken_docx(tmp_path / "broken.docx", breaking))
    assert not report.readable
    assert set(found(report)) == {code}


def test_entities_do_not_grow(tmp_path: Path) -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<!DOCTYPE x [<!ENTITY e0 "ha">{entities}]><x>&e11;</x>'.encode()
    report = look(broken_docx(tmp_path / "bomb.docx", put("word/settings.xml", bomb)))
    assert "word/settings.xml" in found(report)["part-broken"]


def test_files_are_not_read_through_entities(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("seen", encoding="utf-8")
    title = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]><x><title>&e;</title></x>'
    report = look(broken_docx(tmp_path / "broken.docx", put(CORE, title.encode())))
    assert report.facts is not None
    assert report.facts.title == ""
    assert "seen" not in str(report)


def test_a_packed_bomb_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.docx"
    with zipfile.ZipFile(built(RICH)["docx"]) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            archive.writestr(name, source.read(name))
        with archive.open("word/large.xml", "w") as part:
            for _ in range(300):
                part.write(b" " * 2**20)
    report = look(path)
    assert "too large" in found(report)["part-broken"]
    # The same, but its entry says that it is small.
    data = bytearray(path.read_bytes())
    at = data.rindex(b"PK\x01\x02", 0, data.rindex(b"word/large.xml"))
    data[at + 24 : at + 28] = struct.pack("<I", 1_000)
    path.write_bytes(bytes(data))
    assert "word/large.xml" in found(look(path))["part-broken"]


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9, 0.999])
def test_a_truncated_file_cannot_be_read(part: float, tmp_path: Path) -> None:
    data = built(RICH)["docx"].read_bytes()
    path = tmp_path / "cut.docx"
    path.write_bytes(data[: int(len(data) * part)])
    report = look(path)
    assert not report.readable
    assert set(found(report)) == {"docx-broken"}


@pytest.mark.parametrize("step", [97, 1_009, 20_011])
def test_damage_anywhere_is_no_crash(step: int, tmp_path: Path) -> None:
    data = bytearray(built(RICH)["docx"].read_bytes())
    for place in range(step // 2, len(data), step):
        data[place] ^= 0x15
    path = tmp_path / "damaged.docx"
    path.write_bytes(bytes(data))
    assert not look(path).good


def test_an_encrypted_package(tmp_path: Path) -> None:
    path = tmp_path / "locked.docx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512))
    assert set(found(look(path))) == {"file-encrypted"}


def test_another_zip_file_is_no_document(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.txt", "a")
    path = tmp_path / "a.docx"
    path.write_bytes(buffer.getvalue())
    assert set(found(look(path))) == {"file-kind"}


def test_a_document_of_another_program_gets_warnings(tmp_path: Path) -> None:
    def breaking(parts: Parts) -> None:
        text(CUSTOM, 'name="bluf [^"]*"', 'name="other"', 0)(parts)
        text(CORE, "<dc:title>.*?</dc:title>", "")(parts)

    report = look(broken_docx(tmp_path / "other.docx", breaking))
    assert report.facts is not None
    assert not report.facts.by_bluf
    assert [d.severity for d in report.diagnostics] == [Severity.WARNING]


def test_text_from_a_file_does_not_move_the_terminal(tmp_path: Path) -> None:
    title = "<dc:title>Bad\u202e\u009b2J</dc:title>"
    report = look(broken_docx(tmp_path / "a.docx", text(CORE, "<dc:title>.*?</dc:title>", title)))
    assert report.facts is not None
    assert report.facts.title == "Bad\ufffd\ufffd2J"
