"""``bluf combine`` and ``bluf.combine`` as people use them."""

from __future__ import annotations

import hashlib
import io
import json
from pathlib import Path

import pikepdf
import pytest

import bluf as api
from tests.combine.making import write
from tests.docx.reading import Docx
from tests.test_cli import bluf, listing, old_output


def test_two_files_that_are_listed(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write(tmp_path, f"{name}.json", title=f"Note {name}")
    result = bluf(tmp_path, "combine", "a.json", "b.json", "--title", "Weekly roundup")
    assert (result.returncode, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert [line.split()[0] for line in lines] == [str(Path(f"out/weekly-roundup.{e}")) for e in ("docx", "pdf")]
    assert all("4 pages" in line and "words" in line for line in lines)


def test_the_same_notes_give_the_same_bytes(tmp_path: Path) -> None:
    write(tmp_path, "a.json")
    for out in ("one", "two"):
        assert bluf(tmp_path, "combine", "a.json", "a.json", "--title", "T", "--out", out).returncode == 0
    assert listing(tmp_path / "one") == listing(tmp_path / "two")


@pytest.mark.parametrize("wish", ["docx", "pdf"])
def test_one_format_and_a_name(tmp_path: Path, wish: str) -> None:
    write(tmp_path, "a.json")
    words = ("combine", "a.json", "--title", "T", "--reference", "R-1", "--name", "{date}-{reference}")
    assert bluf(tmp_path, *words, "--format", wish, "--out", "one").returncode == 0
    assert bluf(tmp_path, *words, "--out", "both").returncode == 0
    name = f"2026-11-24-R-1.{wish}"
    assert listing(tmp_path / "one") == {name: (tmp_path / "both" / name).read_bytes()}


def test_what_is_wrong_in_all_notes_is_told_at_once_and_nothing_is_written(tmp_path: Path) -> None:
    before = old_output(tmp_path, "t")
    write(tmp_path, "a.json", date="2026-02-30")
    write(tmp_path, "b.json")
    write(tmp_path, "c.json", actor="China")
    result = bluf(tmp_path, "combine", "a.json", "b.json", "c.json", "d.json", "--title", "T", "--messages", "short")
    assert result.returncode == 2
    assert result.stdout == ""
    assert [line.split(":")[0] for line in result.stderr.splitlines()] == ["a.json", "c.json", "d.json"]
    assert listing(tmp_path / "out") == before


def test_warnings_stop_a_strict_run(tmp_path: Path) -> None:
    write(tmp_path, "a.json", theme={"page": {"size": "Letter"}})
    result = bluf(tmp_path, "combine", "a.json", "--title", "T", "--strict")
    assert result.returncode == 1
    assert "roundup-theme" in result.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("bad", ["a\x07b", "a\udc80b"])
def test_characters_that_no_document_may_hold(tmp_path: Path, bad: str) -> None:
    path = write(tmp_path, "a.json")
    with pytest.raises(api.BlufError) as caught:
        api.combine([path], title=bad, subtitle=bad, out=tmp_path / "out")
    assert [(d.code, d.span.file) for d in caught.value.diagnostics] == [
        ("character", "--title"),
        ("character", "--subtitle"),
    ]


def test_no_notes_and_a_list_among_notes(tmp_path: Path) -> None:
    write(tmp_path, "a.json")
    (tmp_path / "l.yaml").write_text("title: T\nnotes: [a.json]\n")
    assert bluf(tmp_path, "combine").returncode == 2
    result = bluf(tmp_path, "combine", "a.json", "l.yaml", "--title", "T")
    assert result.returncode == 2
    assert "roundup-list" in result.stderr


def inside(path: Path) -> dict[str, bytes]:
    """Return the files inside a PDF; all are associated files and sources of it."""
    with pikepdf.open(path) as pdf:
        # Looked at first, since names that are not in order are put in order when they are asked for.
        names = [bytes(name) for name in list(pdf.Root.Names.EmbeddedFiles.Names)[::2]]
        associated = list(pdf.Root.AF)
        files = {name: spec.get_file().read_bytes() for name, spec in pdf.attachments.items()}
        assert names == sorted(names)
        assert {str(spec.AFRelationship) for spec in associated} == {"/Source"}
        assert sorted(str(spec.UF) for spec in associated) == sorted(files)
    return files


def test_the_files_inside_make_the_roundup_again(tmp_path: Path) -> None:
    write(tmp_path, "a.json", title="Note a")
    (tmp_path / "more").mkdir()
    write(tmp_path / "more", "a.json", title="Another")
    (tmp_path / "ä.yaml").write_text("title: Ä\ndate: 2026-11-02\nsummary: It is.\n", encoding="utf-8")
    words = ["combine", "a.json", "more/a.json", "ä.yaml", "a.json", "--title", "Again", "--set", "theme.page.size=A5"]
    assert bluf(tmp_path, *words, "--organisation", "O").returncode == 0
    files = inside(tmp_path / "out" / "again.pdf")
    assert sorted(files) == ["a-2.json", "a.json", "again.roundup.json", "ä.yaml"]
    there = tmp_path / "there"
    there.mkdir()
    for name, data in files.items():
        (there / name).write_bytes(data)
    assert bluf(there, "combine", "again.roundup.json").returncode == 0
    once, again = (Docx((folder / "out" / "again.docx").read_bytes()) for folder in (tmp_path, there))
    assert once.files["word/document.xml"] == again.files["word/document.xml"]
    digest = hashlib.sha256(files["again.roundup.json"]).hexdigest()
    assert digest in once.files["docProps/custom.xml"].decode()


def test_a_list_rides_inside_as_it_is(tmp_path: Path) -> None:
    write(tmp_path, "a.json")
    (tmp_path / "week.roundup.yaml").write_text("title: T\nnotes: [a.json]  # the one\n")
    assert bluf(tmp_path, "combine", "week.roundup.yaml").returncode == 0
    files = inside(tmp_path / "out" / "week.pdf")
    assert files["week.roundup.yaml"] == (tmp_path / "week.roundup.yaml").read_bytes()
    assert bluf(tmp_path, "combine", "week.roundup.yaml", "--no-data", "--out", "bare").returncode == 0
    with pikepdf.open(io.BytesIO((tmp_path / "bare" / "week.pdf").read_bytes())) as pdf:
        assert not pdf.attachments


def test_from_python(tmp_path: Path) -> None:
    path = write(tmp_path, "a.json")
    result = api.combine([path, path], title="T", out=tmp_path / "out", formats=["docx"], marking="TLP:CLEAR")
    assert [output.path.name for output in result.outputs] == ["t.docx"]
    with pytest.raises(api.BlufError):
        api.combine([path], out=tmp_path / "other")
    with pytest.raises(api.BlufError):
        api.combine([], title="T", out=tmp_path / "other")
    with pytest.raises(TypeError):
        api.combine([path], title="T", subtitel="S")
    assert not (tmp_path / "other").exists()


def test_a_schema_for_lists_can_be_had(tmp_path: Path) -> None:
    assert json.loads(bluf(tmp_path, "schema", "--roundup").stdout)["title"] == "bluf roundup"
