"""A note as files inside a report."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest

from bluf.diagnostics import BlufError
from tests.annexes.pages.checking import open_pdf, sound, text
from tests.annexes.pages.making import DATA, FILES, archived, furnished, note, plain, put, tagged


def test_files_are_described_typed_and_hashed() -> None:
    result = put(plain(), form="file")
    assert result.names == ("note.yaml, note.docx, note.pdf",)
    assert not result.diagnostics
    assert text(result.data) == text(plain())
    assert sound(result.data) == 0
    with open_pdf(result.data) as pdf:
        assert [str(thing.UF) for thing in pdf.Root.AF] == ["note.yaml", "note.docx", "note.pdf"]
        for specification, file in zip(pdf.Root.AF, FILES, strict=True):
            stream = specification.EF.F
            assert stream.read_bytes() == file.data
            assert str(stream.Subtype) == f"/{file.media_type}"
            assert stream.Params.Size == len(file.data)
            assert bytes(stream.Params.CheckSum) == hashlib.md5(file.data, usedforsecurity=False).digest()
            assert str(specification.Desc) == f"{file.description} (SHA-256 {hashlib.sha256(file.data).hexdigest()})"
            assert specification.AFRelationship == ("/Source" if file is DATA else "/Supplement")


def test_names_that_are_taken_get_numbers() -> None:
    result = put(furnished(), form="file")
    with open_pdf(result.data) as pdf:
        assert sorted(pdf.attachments) == ["note (2).yaml", "note.docx", "note.pdf", "note.yaml"]
        assert pdf.attachments["note.yaml"].get_file().read_bytes() == b"the report's own file"
        assert len(pdf.Root.AF) == 4  # the report has its own there too
    with open_pdf(put(result.data, form="file").data) as pdf:
        assert sorted(pdf.attachments) == ["note (2).yaml", "note.docx", "note.pdf", "note.yaml"]


def test_an_annex_carries_the_data_only() -> None:
    with open_pdf(put(tagged()).data) as pdf:
        assert list(pdf.attachments) == ["note.yaml"]
        assert pdf.attachments["note.yaml"].get_file().read_bytes() == DATA.data


def test_a_report_that_may_not_carry_data_does_not() -> None:
    result = put(archived())
    assert [d.code for d in result.diagnostics] == ["data-left-out"]
    with open_pdf(result.data) as pdf:
        assert not list(pdf.attachments)
        assert "/AF" not in pdf.Root
        assert b"pdfaid:part>2<" in pdf.Root.Metadata.read_bytes()


def test_who_wants_files_in_it_all_the_same_loses_the_claim() -> None:
    result = put(archived(), form="file")
    (said,) = result.diagnostics
    assert said.code == "report-claim"
    assert "no longer PDF/A-2a" in said.message
    with open_pdf(result.data) as pdf:
        packet = pdf.Root.Metadata.read_bytes()
        assert b"pdfaid:part" not in packet
        assert b"A note" in packet
        assert len(pdf.attachments) == 3


def test_without_files_there_is_nothing_to_embed() -> None:
    with pytest.raises(BlufError, match="form"):
        put(plain(), replace(note(), files=()), form="file")
