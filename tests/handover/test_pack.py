"""Packs: everything is in them, every hash is right, and what is unpacked builds to the same files."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

import bluf as product
from bluf.app.building import build
from bluf.app.options import BuildOptions
from bluf.app.packing import pack
from bluf.verification.checking import VerifyOptions, verify
from tests.test_cli import bluf, write
from tests.verify.making import RICH, ROOT, built, found, look, need_validator

NOTE = {
    "reference": "R/1", "marking": {"level": "SECRET", "scheme": "us", "caveats": ["NOFORN"]},
    "sources": [{"id": "log", "title": "Log", "text": "Words\nas they stood. ä"}, {"id": "no", "title": "Not stored"}],
}  # fmt: skip


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pack")
    source = write(folder, "note.yaml", **NOTE)
    (path,) = pack([source, RICH], BuildOptions(folder / "out", workspace=ROOT), None).paths
    assert path == folder / "out" / "notes.zip"
    return path


def contents(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def manifest(path: Path) -> Any:
    return json.loads(contents(path)["manifest.json"])


def test_everything_is_in_it(packed: Path) -> None:
    files = contents(packed)
    assert list(files) == sorted(files)
    assert [name for name in files if name.startswith("note/")] == [
        "note/note.docx", "note/note.pdf", "note/note.yaml", "note/sources/log.txt",
    ]  # fmt: skip
    assert files["note/sources/log.txt"] == "Words\nas they stood. ä\n".encode()
    rich = {Path(name).name: data for name, data in files.items() if name.startswith("exercise-")}
    assert rich[RICH.name] == RICH.read_bytes()
    assert len([name for name in rich if name.endswith(".png")]) == 4
    assert len([name for name in rich if name.endswith(".txt")]) == 5


def test_documents_are_those_that_build_makes(packed: Path) -> None:
    files = {Path(name).name: data for name, data in contents(packed).items()}
    for path in built(RICH).values():
        assert files[path.name] == path.read_bytes()


def test_the_manifest_says_what_each_file_is(packed: Path) -> None:
    files, about = contents(packed), manifest(packed)
    listed = {entry["path"]: entry for entry in about["files"]}
    assert set(listed) == set(files) - {"manifest.json", "SHA256SUMS"}
    for path, entry in listed.items():
        assert entry["size"] == len(files[path])
        assert entry["sha256"] == hashlib.sha256(files[path]).hexdigest()
        assert path.startswith(f"{entry['note']}/")
    kinds = {entry["role"]: entry["media_type"] for entry in about["files"]}
    assert kinds == {
        "word": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "pdf": "application/pdf",
        "data": "application/yaml",
        "picture": "image/png",
        "source": "text/plain; charset=utf-8",
    }
    (note,) = (note for note in about["notes"] if note["folder"] == "note")
    digest = note.pop("template")["digest"]
    assert len(digest) == 64
    assert note == {
        "folder": "note", "title": "A note", "reference": "R/1", "date": "2026-11-24", "version": None, "status": None,
        "language": "en", "organisation": None,
        "marking": {"level": "SECRET", "scheme": "us", "caveats": ["NOFORN"]},
        "data_sha256": listed["note/note.yaml"]["sha256"],
    }  # fmt: skip


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="sha256sum is not installed")
def test_other_programs_check_the_sums(packed: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(packed) as archive:
        archive.extractall(tmp_path)
    command = ["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"]
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode == 0
    (tmp_path / "note" / "note.yaml").write_bytes(b"title: another\n")
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode == 1


def test_what_is_unpacked_builds_to_the_same_files(packed: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(packed) as archive:
        archive.extractall(tmp_path)
    (source,) = tmp_path.glob(f"*/{RICH.name}")
    (result,) = build([source], BuildOptions(tmp_path / "out", workspace=ROOT), jobs=1)
    for output in result.outputs:
        assert output.path.read_bytes() == (source.parent / output.path.name).read_bytes()


def test_nothing_is_found_in_it(packed: Path) -> None:
    report = look(packed)
    assert report.good, found(report)
    assert report.facts is not None
    assert report.facts.files == len(contents(packed))
    assert [inner.facts is not None and inner.facts.by_bluf for inner in report.inside] == [True] * 4
    assert verify(packed, VerifyOptions(RICH, validate=False)).good
    assert set(found(verify(packed, VerifyOptions(ROOT / "README.md", validate=False)))) == {"data-differs"}


def test_the_validator_looks_at_the_documents_in_it(packed: Path) -> None:
    need_validator()
    report = verify(packed, VerifyOptions(require_validator=True))
    assert report.good, found(report)
    checked = [inner.facts.validated for inner in report.inside if inner.facts and inner.facts.claims]
    assert checked == [{"PDF/A-3a": True, "PDF/UA-1": True}] * 2


def test_the_same_notes_give_the_same_bytes(packed: Path, tmp_path: Path) -> None:
    source = write(tmp_path, "note.yaml", **NOTE)
    (path,) = pack([RICH, source], BuildOptions(tmp_path / "out", workspace=ROOT), tmp_path / "x.zip").paths
    assert path.read_bytes() == packed.read_bytes()


def test_it_can_be_made_from_files_that_carry_their_data(packed: Path, tmp_path: Path) -> None:
    source = write(tmp_path, "note.yaml", **NOTE)
    files = [built(source)["pdf"], built(RICH)["docx"]]
    (path,) = pack(files, BuildOptions(tmp_path / "out", workspace=ROOT), None).paths
    assert path.read_bytes() == packed.read_bytes()


def test_pictures_that_the_template_does_not_show_are_in_it(tmp_path: Path) -> None:
    template = tmp_path / "templates" / "bare"
    template.mkdir(parents=True)
    text = 'name = "bare"\ndescription = "x"\nextends = "standard"\nsections = ["head"]\n'
    (template / "template.toml").write_text(text, encoding="utf-8")
    (tmp_path / "charts").mkdir()
    Image.new("L", (60, 40), 1).save(tmp_path / "charts" / "one.png")
    source = write(tmp_path, "note.yaml", figures=[{"file": "charts/one.png", "alt": "One"}], template="bare")
    options = BuildOptions(tmp_path / "out", workspace=tmp_path)
    handed_over = pack([source], options, None)
    assert [d.code for d in handed_over.diagnostics] == ["data-unused"]
    assert "note/charts/one.png" in contents(handed_over.paths[0])
    (result,) = build([source], options, jobs=1)
    with pytest.raises(product.BlufError, match=r"needs the picture 'charts/one\.png'"):
        pack([result.outputs[0].path], options, tmp_path / "x.zip")
    assert not (tmp_path / "x.zip").exists()


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    (tmp_path / "Sources").mkdir()
    Image.new("L", (60, 40), 1).save(tmp_path / "Sources" / "log.txt", "PNG")
    source = write(tmp_path, "note.yaml", figures=[{"file": "Sources/log.txt", "alt": "One"}], **NOTE)
    result = bluf(tmp_path, "pack", source)
    assert result.returncode == 2
    assert "error[pack-twice]" in result.stderr
    assert not list((tmp_path / "out").glob("*")) if (tmp_path / "out").exists() else True
    write(tmp_path, "a/note.yaml")
    write(tmp_path, "b/note.yaml")
    result = bluf(tmp_path, "pack", "a/note.yaml", "b/note.yaml")
    assert "error[output-twice]" in result.stderr


# --- as people use it -------------------------------------------------------------------------------


def test_pack_and_verify(tmp_path: Path) -> None:
    write(tmp_path, "note.yaml")
    result = bluf(tmp_path, "pack", "note.yaml", "--format", "pdf")
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.startswith(str(Path("out/note.zip")))
    checked = bluf(tmp_path, "verify", "out/note.zip", "--no-validator")
    assert (checked.returncode, checked.stderr) == (0, "")
    assert "pack of notes (ZIP)" in checked.stdout
    assert "inside     4 files" in checked.stdout
    assert "out/note.zip: note/note.pdf\n" in checked.stdout.replace("\\", "/")
    as_json = json.loads(bluf(tmp_path, "verify", "out/note.zip", "--no-validator", "--messages", "json").stdout)
    (file,) = as_json["files"]
    assert file["good"]
    assert [inner["format"] for inner in file["inside"]] == ["PDF 1.7"]


def test_nothing_is_written_where_a_note_is_wrong(tmp_path: Path) -> None:
    write(tmp_path, "good.yaml")
    write(tmp_path, "bad.yaml", titel="x")
    result = bluf(tmp_path, "pack", "good.yaml", "bad.yaml", "-o", "all.zip")
    assert result.returncode == 2
    assert "error[unknown-key]" in result.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad.yaml", "good.yaml"]


def test_the_call_for_programs(tmp_path: Path) -> None:
    source = write(tmp_path, "note.yaml")
    handed_over = product.pack(source, out=tmp_path / "note.zip", formats=["docx"])
    assert handed_over.paths == [tmp_path / "note.zip"]
    assert product.verify(tmp_path / "note.zip", validate=False).good
