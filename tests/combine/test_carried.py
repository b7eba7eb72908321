"""The data files that ride in a roundup's files: both have the same, and they make the roundup again."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from bluf import api
from bluf.app.combining import combine
from bluf.app.options import BuildOptions
from bluf.verification.checking import VerifyOptions, verify
from bluf.verification.report import Report
from tests.combine.making import write
from tests.docx.tools import errors
from tests.test_cli import bluf
from tests.verify.making import found

both = pytest.mark.parametrize("ending", ["docx", "pdf"])
LIST = "title: Week\nnotes: [a.json, b.yaml]  # as it is\n"


def made(folder: Path, *, carry_data: bool = True) -> Path:
    """Make a roundup of two notes from a list, and return where its files are, without their ending."""
    write(folder, "a.json", title="Note a")
    (folder / "b.yaml").write_text("title: Ä  # too\ndate: 2026-11-02\nsummary: It is.\n", encoding="utf-8")
    (folder / "week.roundup.yaml").write_text(LIST, encoding="utf-8")
    options = BuildOptions(folder / "out", workspace=folder, carry_data=carry_data)
    result = combine([folder / "week.roundup.yaml"], options)
    assert not result.diagnostics, [str(d) for d in result.diagnostics]
    return folder / "out" / "week"


@both
def test_all_data_files_come_out_as_they_went_in(tmp_path: Path, ending: str) -> None:
    path = made(tmp_path).with_suffix(f".{ending}")
    there = tmp_path / "there"
    there.mkdir()
    result = bluf(tmp_path, "data", path, "-o", "there")
    assert result.returncode == 0, result.stderr
    names = ["a.json", "b.yaml", "week.roundup.yaml"]
    assert {file.name: file.read_bytes() for file in there.iterdir()} == {
        name: (tmp_path / name).read_bytes() for name in names
    }
    assert bluf(there, "combine", "week.roundup.yaml").returncode == 0
    assert (there / "out" / path.name).read_bytes() == path.read_bytes()


def test_both_files_say_the_same_of_what_is_in_them(tmp_path: Path) -> None:
    stem = made(tmp_path)
    docx, pdf = (api.data(stem.with_suffix(ending)) for ending in (".docx", ".pdf"))
    assert (docx, dict(docx.beside)) == (pdf, dict(pdf.beside))
    reports = [verify(stem.with_suffix(ending), VerifyOptions(validate=False)) for ending in (".docx", ".pdf")]
    assert all(report.good for report in reports), [found(report) for report in reports]
    one, other = (report.facts for report in reports)
    assert one
    assert other
    assert (one.data_inside, set(map(str, one.data_beside))) == (other.data_inside, set(map(str, other.data_beside)))
    assert len(one.data_beside) == 2
    assert bluf(tmp_path, "data", stem.with_suffix(".docx")).stdout == LIST


def test_the_word_file_with_all_data_files_is_valid(tmp_path: Path) -> None:
    assert not errors(made(tmp_path).with_suffix(".docx").read_bytes(), tmp_path)


def compared(path: Path, data: Path) -> Report:
    return verify(path, VerifyOptions(data=data, validate=False))


@both
def test_notes_that_changed_are_told(tmp_path: Path, ending: str) -> None:
    path = made(tmp_path).with_suffix(f".{ending}")
    listed, note = tmp_path / "week.roundup.yaml", tmp_path / "b.yaml"
    assert compared(path, listed).good
    assert compared(path, note).good
    assert compared(path, path).good
    text = note.read_text(encoding="utf-8")
    note.write_text(f"{text}\n", encoding="utf-8")
    report = compared(path, listed)
    assert list(found(report)) == ["data-differs"]
    assert "b.yaml" in found(report)["data-differs"]
    assert "a.json" not in found(report)["data-differs"]
    assert not compared(path, note).good
    note.write_text(text, encoding="utf-8")
    listed.write_text("title: Week\nnotes: [a.json, b.yaml]\n", encoding="utf-8")
    assert found(compared(path, listed))["data-differs"].count("\n") == 1


@both
def test_without_data_inside_only_the_list_is_compared(tmp_path: Path, ending: str) -> None:
    path = made(tmp_path, carry_data=False).with_suffix(f".{ending}")
    report = compared(path, tmp_path / "week.roundup.yaml")
    assert report.good
    assert "were not compared" in report.notes[0]


def test_a_damaged_data_file_of_a_note_is_told(tmp_path: Path) -> None:
    path = made(tmp_path).with_suffix(".docx")
    target = tmp_path / "damaged.docx"
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, data.replace(b"<base64>", b"<base64>AAAA") if name == "customXml/item3.xml" else data)
    messages = found(verify(target, VerifyOptions(validate=False)))
    assert list(messages) == ["data-checksum"]
    assert "b.yaml" in messages["data-checksum"]


def test_two_notes_of_one_content_ride_under_two_names(tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    paths = [write(tmp_path, "a.json"), write(tmp_path / "more", "a.json")]
    api.combine(paths, title="T", out=tmp_path)
    found = api.data(tmp_path / "t.docx")
    assert json.loads(found.data)["notes"] == ["a.json", "a-2.json"] == list(found.beside)
    assert not errors((tmp_path / "t.docx").read_bytes(), tmp_path)


def figured(folder: Path, name: str, shade: int) -> None:
    """Write a note with a picture of its own shade."""
    folder.mkdir(exist_ok=True)
    Image.new("L", (60, 40), shade).save(folder / "picture.png")
    figure = {"file": "picture.png", "alt": "Grey", "caption": f"Shade {shade}"}
    write(folder, name, title=f"Note {shade}", figures=[figure])


@both
@pytest.mark.parametrize("listed", [True, False])
def test_notes_and_pictures_in_subfolders_make_the_roundup_again(tmp_path: Path, ending: str, *, listed: bool) -> None:
    figured(tmp_path, "a.json", 100)
    figured(tmp_path / "sub", "a.json", 200)
    (tmp_path / "week.roundup.yaml").write_text("title: Week\nnotes: [a.json, ./sub/a.json]\n", encoding="utf-8")
    words = ["week.roundup.yaml"] if listed else ["a.json", "sub/a.json", "--title", "Week"]
    assert bluf(tmp_path, "combine", *words).returncode == 0
    path = tmp_path / "out" / f"week.{ending}"
    there = tmp_path / "there"
    there.mkdir()
    result = bluf(tmp_path, "data", path, "-o", "there", "--pictures", "there")
    assert result.returncode == 0, result.stderr
    (made,) = there.glob("*.roundup.*")
    assert bluf(there, "combine", made.name).returncode == 0
    assert (there / "out" / path.name).read_bytes() == path.read_bytes()
    assert verify(path, VerifyOptions(data=made, validate=False)).good
