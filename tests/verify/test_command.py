"""``bluf verify`` as people and programs use it: what it prints, and its exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.test_cli import bluf
from tests.verify.making import RICH, broken_docx, broken_pdf, built, unbroken
from tests.verify.test_pdf_broken import change_data


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    return broken_pdf(tmp_path / "broken.pdf", change_data)


def test_a_block_for_each_file(tmp_path: Path) -> None:
    files = built(RICH)
    result = bluf(tmp_path, "verify", files["pdf"], files["docx"], "--no-validator", "--data", RICH)
    assert (result.returncode, result.stderr) == (0, "")
    pdf, docx = result.stdout.strip().split("\n\n")
    lines = dict(line.strip().split(maxsplit=1) for line in pdf.splitlines()[1:])
    assert pdf.startswith(str(files["pdf"]))
    assert lines["file"].startswith("PDF 1.7, 13 pages, ")
    assert lines["inside"] == f"{RICH.name}, the one it was made from"
    assert lines["claims"] == "PDF/A-3a, PDF/UA-1"
    assert lines["result"] == "nothing found"
    assert "(the data file given)" in pdf
    assert "(the data file given)" in docx
    columns = {len(line) - len(line[13:]) for line in pdf.splitlines()[1:]}
    assert columns == {13}


def test_findings_are_diagnostics_and_the_exit_code_is_1(broken: Path, tmp_path: Path) -> None:
    result = bluf(tmp_path, "verify", broken, "--no-validator")
    assert result.returncode == 1
    assert "NOT the one it was made from" in result.stdout
    assert "error[data-mismatch]: exercise-undersea-cables.yaml: the data file inside is not the one" in result.stderr
    short = bluf(tmp_path, "verify", broken, "--no-validator", "--messages", "short", "--quiet")
    assert short.stdout == ""
    assert [line.split(" ")[1] for line in short.stderr.splitlines()] == ["error[data-mismatch]:"]


def test_json_is_one_document_with_facts_and_findings(broken: Path, tmp_path: Path) -> None:
    docx = broken_docx(tmp_path / "same.docx", lambda parts: parts.update({"x.bin": b""}))
    result = bluf(tmp_path, "verify", broken, docx, "nothing.pdf", "--no-validator", "--messages", "json")
    assert (result.returncode, result.stderr) == (2, "")
    answer = json.loads(result.stdout)
    assert answer["findings"] == []
    first, second, third = answer["files"]
    assert (first["format"], first["pages"], first["claims"]) == ("PDF 1.7", 13, ["PDF/A-3a", "PDF/UA-1"])
    assert first["data_inside"]["matches"] is False
    assert [finding["code"] for finding in first["findings"]] == ["data-mismatch"]
    assert [finding["code"] for finding in second["findings"]] == ["part-type"]
    assert (third["readable"], third["findings"][0]["code"]) == (False, "file-missing")


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.pdf", None, "file-missing"),
        ("a.pdf", b"", "file-kind"),
        ("a.pdf", b"hello", "file-kind"),
        ("a.pdf", b"%PDF-1.7\n", "pdf-broken"),
        ("a.docx", b"PK\x03\x04", "docx-broken"),
        ("a\nb.pdf", None, "file-missing"),
    ],
)
def test_what_cannot_be_read_ends_in_2(name: str, data: bytes | None, code: str, tmp_path: Path) -> None:
    if data is not None:
        (tmp_path / name).write_bytes(data)
    result = bluf(tmp_path, "verify", name, "--messages", "short")
    assert result.returncode == 2
    assert f"error[{code}]" in result.stderr


def test_folders_and_missing_data_files(tmp_path: Path) -> None:
    assert "file-folder" in bluf(tmp_path, "verify", tmp_path).stderr
    result = bluf(tmp_path, "verify", built(RICH)["pdf"], "--data", "no.yaml")
    assert result.returncode == 2
    assert "file-missing" in result.stderr
    result = bluf(tmp_path, "verify", built(RICH)["pdf"], "--data", "no.yaml", "--messages", "json")
    assert json.loads(result.stdout)["findings"][0]["code"] == "file-missing"


def test_the_kind_is_seen_whatever_the_file_is_called(tmp_path: Path) -> None:
    path = broken_pdf(tmp_path / "note.docx", unbroken)
    result = bluf(tmp_path, "verify", path, "--no-validator")
    assert result.returncode == 0
    assert "PDF 1.7" in result.stdout


def test_the_validator_can_be_required(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BLUF_VERAPDF", "/nowhere/verapdf.jar")
    path = built(RICH)["pdf"]
    plain = bluf(tmp_path, "verify", path)
    assert plain.returncode == 0
    assert "note       not validated: BLUF_VERAPDF" in plain.stdout
    required = bluf(tmp_path, "verify", path, "--require-validator")
    assert required.returncode == 1
    assert "error[validator-missing]" in required.stderr
    both = bluf(tmp_path, "verify", path, "--require-validator", "--no-validator")
    assert both.returncode == 2
