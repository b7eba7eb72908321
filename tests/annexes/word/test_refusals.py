"""Reports that cannot be taken, or not as they are: a clear word, and no traceback."""

from __future__ import annotations

import io
import zipfile

import pytest

from bluf.diagnostics import BlufError
from tests.annexes.word.hosts import MAIN, OFFICE, PACKAGE, host, lines, parts_of, put, text, zipped

REPORT = host(text("a"))
BOMB = (
    '<!DOCTYPE w:document [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    f'<w:document xmlns:w="{MAIN}"><w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>'
)
SIGNATURE = {
    "_rels/.rels": (
        f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{OFFICE}/officeDocument" Target="word/document.xml"/><Relationship Id="rId2" '
        f'Type="{PACKAGE}/relationships/digital-signature/origin" Target="_xmlsignatures/origin.sigs"/>'
        "</Relationships>"
    ).encode(),
    "_xmlsignatures/origin.sigs": b"",
    "_xmlsignatures/sig1.xml": b"<Signature/>",
}


def changed(**files: str | bytes) -> bytes:
    """Return the report with parts of it replaced; two underscores stand for a slash."""
    parts: dict[str, str | bytes] = dict(parts_of(REPORT))
    parts |= {name.replace("__", "/") + ".xml": content for name, content in files.items()}
    return zipped(parts)


def without(name: str) -> bytes:
    parts = parts_of(REPORT)
    del parts[name]
    return zipped(parts)


def twice() -> bytes:
    buffer = io.BytesIO(REPORT)
    with zipfile.ZipFile(buffer, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("word/document.xml", b"<x/>")
    return buffer.getvalue()


CASES = {
    "nothing": (b"", "docx-broken"),
    "words": (b"Dear Sir or Madam", "docx-broken"),
    "cut off": (REPORT[: len(REPORT) // 2], "docx-broken"),
    "damaged": (REPORT[:200] + bytes(100) + REPORT[300:], "docx-broken"),
    "an old document": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "file-kind"),
    "a password": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "file-encrypted",
    ),
    "another ZIP file": (zipped({"a.txt": "a"}), "file-kind"),
    "no text": (changed(word__document=f'<w:document xmlns:w="{MAIN}"/>'), "docx-broken"),
    "no sound XML": (changed(word__document="<w:document>"), "docx-broken"),
    "entities": (changed(word__document=BOMB), "docx-broken"),
    "a strict document": (
        changed(word__document='<w:document xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"><w:body/>'
                '</w:document>'), "docx-strict",
    ),
    "two of a part": (None, "docx-broken"),
    "no content types": (without("[Content_Types].xml"), "file-kind"),
    "no relations": (without("_rels/.rels"), "docx-broken"),
    "signed": (host(text("a"), extra=SIGNATURE), "report-signed"),
}  # fmt: skip


@pytest.mark.parametrize("title", CASES)
def test_a_report_that_cannot_be_taken(title: str) -> None:
    data, code = CASES[title]
    with pytest.raises(BlufError) as caught:
        put(twice() if data is None else data)
    (found,) = caught.value.diagnostics
    assert found.code == code
    assert found.span.file == "report.docx"


def test_a_report_that_unpacks_to_too_much() -> None:
    bomb = changed(word__media=b"\0" * 2**20)
    with zipfile.ZipFile(io.BytesIO(bomb)) as archive:
        size = archive.getinfo("word/media.xml").file_size.to_bytes(4, "little")
    with pytest.raises(BlufError) as caught:
        put(bomb.replace(size, (2**31 - 1).to_bytes(4, "little")))
    assert "unpacks to more" in caught.value.diagnostics[0].message


def test_a_signed_report_is_taken_without_its_signature() -> None:
    result = put(host(text("a"), extra=SIGNATURE), unsigned=True)
    assert lines(result.data)[0] == "a"
    assert not [name for name in parts_of(result.data) if "_xmlsignatures" in name]
    assert b"digital-signature" not in parts_of(result.data)["_rels/.rels"]


def test_macros_stay_where_they_are() -> None:
    macros = {"word/vbaProject.bin": b"\xd0\xcf\x11\xe0 macros"}
    types = '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'
    data = host(text("a"), kind="macros", types=types, extra=macros)
    assert parts_of(put(data).data)["word/vbaProject.bin"] == macros["word/vbaProject.bin"]


def test_files_do_not_go_into_word_reports() -> None:
    with pytest.raises(BlufError, match="PDF reports"):
        put(REPORT, form="file")
