"""PDFs that are broken in one place: each is seen, and called what it is."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from bluf.diagnostics import Severity
from tests.verify.making import RICH, broken_pdf, built, elements, found, look, unbroken

Breaking = Callable[[pikepdf.Pdf], None]


def content(old: bytes, new: bytes) -> Breaking:
    def breaking(pdf: pikepdf.Pdf) -> None:
        stream = pdf.pages[0].obj.Contents
        data = stream.read_bytes()
        assert old in data
        stream.write(data.replace(old, new, 1))

    return breaking


def root(key: str, value: Any = None) -> Breaking:
    def breaking(pdf: pikepdf.Pdf) -> None:
        if value is None:
            del pdf.Root[key]
        else:
            pdf.Root[key] = value

    return breaking


def xmp(old: bytes, new: bytes) -> Breaking:
    def breaking(pdf: pikepdf.Pdf) -> None:
        data = pdf.Root.Metadata.read_bytes()
        assert old in data
        pdf.Root.Metadata.write(data.replace(old, new, 1))

    return breaking


def first(role: str, change: Callable[[Any], None]) -> Breaking:
    return lambda pdf: change(next(elements(pdf, role)))


def font(pdf: pikepdf.Pdf) -> Any:
    return next(iter(pdf.pages[0].resources.Font.values()))


def embedded(pdf: pikepdf.Pdf) -> Any:
    return pdf.Root.AF[0].EF.F


def swap_parents(pdf: pikepdf.Pdf) -> None:
    listed = pdf.Root.StructTreeRoot.ParentTree.Kids[0].Nums[1]
    listed[0], listed[-1] = listed[-1], listed[0]


def drop_font_file(pdf: pikepdf.Pdf) -> None:
    del font(pdf).DescendantFonts[0].FontDescriptor.FontFile2


def drop_unicode(pdf: pikepdf.Pdf) -> None:
    del font(pdf).ToUnicode


def change_data(pdf: pikepdf.Pdf) -> None:
    data = embedded(pdf).read_bytes()
    embedded(pdf).write(data[:-1] + b"#")
    del embedded(pdf).Params


def change_checksum(pdf: pikepdf.Pdf) -> None:
    embedded(pdf).Params.CheckSum = String("0" * 16)


def empty_specification(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.AF[0].EF


def script(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def hidden_script(pdf: pikepdf.Pdf) -> None:
    pdf.pages[-1].obj.AA = Dictionary(O=Dictionary(S=Name.JavaScript, JS=pdf.make_stream(b"app.alert(1)")))


def annotation(pdf: pikepdf.Pdf) -> Any:
    return next(annotation for page in pdf.pages for annotation in page.obj.get("/Annots", []))


def launch(pdf: pikepdf.Pdf) -> None:
    link = annotation(pdf)
    if "/Dest" in link:
        del link.Dest
    link.A = Dictionary(S=Name.Launch, F=String("calc.exe"))


def submit(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.SubmitForm, F=String("https://a.example"))


def outside_stream(pdf: pikepdf.Pdf) -> None:
    stream = pdf.make_stream(b"")
    stream.F = String("//server/share/picture")
    pdf.Root.Piece = stream


def untie_annotation(pdf: pikepdf.Pdf) -> None:
    del annotation(pdf).StructParent


def mute_annotation(pdf: pikepdf.Pdf) -> None:
    del annotation(pdf).Contents


def circle(pdf: pikepdf.Pdf) -> None:
    section = next(elements(pdf, "P"))
    section.K = pdf.Root.StructTreeRoot.K


def delete(key: str) -> Callable[[Any], None]:
    def change(thing: Any) -> None:
        del thing[key]

    return change


def rename(role: str) -> Callable[[Any], None]:
    def change(thing: Any) -> None:
        thing.S = Name(f"/{role}")

    return change


BREAKAGES: dict[str, tuple[Breaking, str, str]] = {
    "no structure tree": (root("/StructTreeRoot"), "not-tagged", "not tagged"),
    "not marked as tagged": (root("/MarkInfo"), "not-tagged", "not tagged"),
    "a tag dropped": (first("H1", delete("/K")), "tags", "disagree on content"),
    "a number that no tag has": (content(b"/MCID 0", b"/MCID 999"), "tags", "is numbered"),
    "parents swapped": (swap_parents, "tags", "disagree on content"),
    "a type that is not there": (first("P", rename("Foo")), "tags", "no such type"),
    "a circle": (circle, "tags", "twice"),
    "headings with a gap": (first("H2", rename("H5")), "heading-order", "level 5"),
    "text outside tags": (content(b"EMC", b"EMC BT (x) Tj ET"), "text-untagged", "1 piece of text"),
    "a line outside tags": (content(b"EMC", b"EMC 0 0 m 9 9 l S"), "text-untagged", "1 drawing"),
    "a tag that is not ended": (content(b"EMC", b""), "tags", "another one"),
    "an annotation without its element": (untie_annotation, "tags", "belongs to no element"),
    "an annotation without words": (mute_annotation, "alt-missing", "says nothing"),
    "a picture without words": (first("Figure", delete("/Alt")), "alt-missing", "no words say"),
    "a font that is not embedded": (drop_font_file, "font-not-embedded", "FiraGO"),
    "a font without characters": (drop_unicode, "font-no-unicode", "FiraGO"),
    "no language": (root("/Lang"), "language-missing", "which language"),
    "the title is not shown": (root("/ViewerPreferences"), "title-hidden", "file's name"),
    "no XMP to be read": (xmp(b"</rdf:RDF>", b""), "xmp-broken", "cannot be read"),
    "XMP with an entity": (
        xmp(b"<x:xmpmeta", b"<!DOCTYPE x [<!ENTITY e 'e'>]><x:xmpmeta"),
        "xmp-broken",
        "document type",
    ),
    "another data file": (change_data, "data-mismatch", "not the one"),
    "another hash": (xmp(b"<bluf:dataSHA256>", b"<bluf:dataSHA256>0"), "data-mismatch", "not the one"),
    "another checksum": (change_checksum, "data-checksum", "checksum"),
    "the data file taken out": (empty_specification, "data-missing", "only its name"),
    "the data file not associated": (root("/AF"), "data-unassociated", "not an associated"),
    "a script": (script, "script", "JavaScript"),
    "a script on a page": (hidden_script, "script", "JavaScript"),
    "something that acts by itself": (hidden_script, "action", "by itself"),
    "a program that is started": (launch, "external", "/Launch"),
    "a form that is sent when the file opens": (submit, "external", "/SubmitForm"),
    "content in another file": (outside_stream, "external", "another file"),
    "nonsense where the tree should be": (
        lambda pdf: pdf.Root.StructTreeRoot.__setitem__("/ParentTree", Dictionary(Nums=Array([Name.a, 1]))),
        "pdf-malformed",
        "cannot be read",
    ),
}


@pytest.mark.parametrize("name", BREAKAGES)
def test_what_is_broken_is_seen(name: str, tmp_path: Path) -> None:
    breaking, code, words = BREAKAGES[name]
    report = look(broken_pdf(tmp_path / "broken.pdf", breaking))
    assert report.readable
    assert not report.good
    findings = found(report)
    assert words in findings.get(code, ""), findings


def test_a_file_without_a_title_says_so(tmp_path: Path) -> None:
    def breaking(pdf: pikepdf.Pdf) -> None:
        xmp(b"<dc:title>", b"<dc:other>")(pdf)
        xmp(b"</dc:title>", b"</dc:other>")(pdf)
        del pdf.trailer.Info

    assert "title-missing" in found(look(broken_pdf(tmp_path / "broken.pdf", breaking)))


def test_encryption(tmp_path: Path) -> None:
    locked = broken_pdf(tmp_path / "a.pdf", unbroken, encryption=pikepdf.Encryption(user="u", owner="o"))
    report = look(locked)
    assert not report.readable
    assert set(found(report)) == {"file-encrypted"}
    open_to_all = broken_pdf(tmp_path / "b.pdf", unbroken, encryption=pikepdf.Encryption(owner="o"))
    report = look(open_to_all)
    assert report.readable
    assert "encrypted" in found(report)


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9, 0.999])
def test_a_truncated_file_cannot_be_read(part: float, tmp_path: Path) -> None:
    data = built(RICH)["pdf"].read_bytes()
    path = tmp_path / "cut.pdf"
    path.write_bytes(data[: int(len(data) * part)])
    report = look(path)
    assert not report.readable
    assert set(found(report)) == {"pdf-broken"}
    assert "BytesIO" not in found(report)["pdf-broken"]


@pytest.mark.parametrize("step", [97, 1_009, 20_011])
def test_damage_anywhere_is_no_crash(step: int, tmp_path: Path) -> None:
    data = bytearray(built(RICH)["pdf"].read_bytes())
    for place in range(step // 2, len(data), step):
        data[place] ^= 0x15
    path = tmp_path / "damaged.pdf"
    path.write_bytes(bytes(data))
    assert not look(path).good


def test_a_packed_bomb_is_not_unpacked(tmp_path: Path) -> None:
    packer = zlib.compressobj(9)
    bomb = b"".join(packer.compress(b" " * 2**20) for _ in range(300)) + packer.flush()

    def breaking(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].obj.Contents.write(bomb, filter=Name.FlateDecode)
        embedded(pdf).write(zlib.compress(bomb), filter=Array([Name.FlateDecode, Name.FlateDecode]))

    findings = found(look(broken_pdf(tmp_path / "bomb.pdf", breaking)))
    assert "too large" in findings["page-huge"]
    assert "too large" in findings["data-huge"]


def test_a_file_that_promises_nothing_gets_warnings(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    buffer = io.BytesIO()
    pdf.save(buffer)
    path = tmp_path / "blank.pdf"
    path.write_bytes(buffer.getvalue())
    report = look(path)
    assert report.facts is not None
    assert not report.facts.by_bluf
    assert set(found(report)) == {"title-missing", "title-hidden", "language-missing", "not-tagged"}
    assert {diagnostic.severity for diagnostic in report.diagnostics} == {Severity.WARNING}


def test_many_findings_of_a_kind_are_counted(tmp_path: Path) -> None:
    def breaking(pdf: pikepdf.Pdf) -> None:
        for number, element in enumerate(list(elements(pdf, "P"))):
            element.S = Name(f"/Foo{number}")

    report = look(broken_pdf(tmp_path / "broken.pdf", breaking))
    assert len(report.diagnostics) < 60
    assert any("more findings of the kind 'tags'" in note for note in report.notes)
