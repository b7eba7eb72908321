"""``bluf attach`` and ``bluf.attach`` as people use them."""

from __future__ import annotations

import io
import re
import shutil
from pathlib import Path

import pytest

import bluf
from tests.annexes.word.hosts import heading, host, lines, parts_of, text
from tests.docx.sample import png
from tests.test_cli import bluf as run
from tests.test_cli import listing, write

ROOT = Path(__file__).parents[3]
REPORT = host(heading(1, "One") + text("a") + heading(1, "Annexes") + text("b") + heading(1, "Last"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "report.docx").write_bytes(REPORT)
    write(tmp_path, "note.yaml")
    return tmp_path


def documented() -> list[str]:
    """Return the commands of the README's chapter."""
    chapter = (ROOT / "README.md").read_text("utf-8").partition("## Attach it")[2].partition("\n## ")[0]
    return re.findall(r"^bluf (attach .*?)(?: +#.*)?$", chapter, re.MULTILINE)


def words(command: str) -> list[str]:
    return [word.strip('"') for word in re.findall(r'"[^"]*"|\S+', command)]


def test_into_a_word_report_as_the_readme_says(folder: Path) -> None:
    result = run(folder, *words(documented()[0]))
    assert result.returncode == 0, result.stderr
    assert lines((folder / "report-with-note.docx").read_bytes())[:5] == ["One", "a", "Annexes", "b", "Annex A: A note"]
    assert (folder / "report.docx").read_bytes() == REPORT
    assert "report-with-note.docx" in result.stdout


def test_making_the_notes_anew_as_the_readme_says(folder: Path) -> None:
    run(folder, *words(documented()[0]))
    write(folder, "note.yaml", summary="Now it is otherwise.")
    result = run(folder, *words(documented()[2]))
    assert result.returncode == 0, result.stderr
    data = (folder / "report-with-note.docx").read_bytes()
    assert "Now it is otherwise." in lines(data)
    assert "It is so." not in lines(data)
    assert sum("A note" in line for line in lines(data)) == 1
    assert "unchanged" in run(folder, *words(documented()[2])).stdout
    assert (folder / "report-with-note.docx").read_bytes() == data


def test_help_shows_the_three_usual_cases() -> None:
    said = " ".join(run(ROOT, "attach", "--help").stdout.split())
    for command in documented():
        assert f"bluf {command}" in said, command


def test_a_report_travels_with_its_notes(folder: Path) -> None:
    run(folder, *words(documented()[0]))
    moved = folder / "elsewhere"
    moved.mkdir()
    for name in ("report-with-note.docx", "note.yaml"):
        shutil.move(folder / name, moved / name)
    assert run(folder, "attach", "--refresh", "elsewhere/report-with-note.docx").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["report.docx", "none.yaml", "-o", "out.docx"], "file-missing"),
        (["none.docx", "note.yaml", "-o", "out.docx"], "file-missing"),
        (["report.docx", "note.yaml", "-o", "out.pdf"], "output-ending"),
        (["report.docx", "note.yaml", "-o", "out.docx", "--at", "Nowhere"], "place-unknown"),
        (["report.docx", "note.yaml", "-o", "out.docx", "--as", "file"], "form"),
        (["report.docx", "note.yaml", "note.yaml", "-o", "out.docx"], "note-twice"),
        (["note.yaml", "report.docx", "-o", "out.yaml"], "file-kind"),
        (["--refresh", "report.docx"], "nothing-attached"),
    ],
)
def test_what_cannot_be_done_changes_nothing(folder: Path, arguments: list[str], code: str) -> None:
    before = listing(folder)
    result = run(folder, "attach", *arguments, "--messages", "short")
    assert result.returncode == 2
    assert f"error[{code}]" in result.stderr
    assert listing(folder) == before


@pytest.mark.parametrize(
    "arguments", [["report.docx"], ["report.docx", "note.yaml"], ["--refresh", "report.docx", "note.yaml"]]
)
def test_what_makes_no_sense_is_told(folder: Path, arguments: list[str]) -> None:
    assert run(folder, "attach", *arguments).returncode == 2


def test_a_report_does_not_reach_for_files_elsewhere(folder: Path) -> None:
    inner = folder / "reports"
    inner.mkdir()
    shutil.copy(folder / "report.docx", inner)
    assert run(folder, "attach", "reports/report.docx", "note.yaml", "-o", "reports/out.docx").returncode == 0
    assert run(folder, "attach", "--refresh", "reports/out.docx").returncode == 0
    before = listing(folder)
    result = run(inner, "attach", "--refresh", "out.docx", "--messages", "short")
    assert "error[source-outside]" in result.stderr
    assert listing(folder) == before


def test_the_report_itself_is_replaced_only_where_it_is_named(folder: Path) -> None:
    assert run(folder, "attach", "report.docx", "note.yaml", "-o", "report.docx").returncode == 0
    assert len(lines((folder / "report.docx").read_bytes())) > 5


def test_what_was_asked_for_is_asked_for_again(folder: Path) -> None:
    wishes = "--template onepager --look own --as section --set theme.colours.accent=#7A1F2B".split()
    result = run(folder, "attach", "report.docx", "note.yaml", "-o", "out.docx", *wishes)
    assert result.returncode == 0, result.stderr
    before = (folder / "out.docx").read_bytes()
    result = run(folder, "attach", "--refresh", "out.docx")
    assert result.returncode == 0, result.stderr
    assert (folder / "out.docx").read_bytes() == before


# --- from Python --------------------------------------------------------------------------------------


def test_paths_and_files(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    by_path = bluf.attach("report.docx", "note.yaml", out="a.docx", at="Annexes")
    assert by_path.path == Path("a.docx")
    assert by_path.notes == ("note",)
    buffer = io.BytesIO()
    with (folder / "report.docx").open("rb") as file:
        bluf.attach(file, [folder / "note.yaml"], out=buffer, at="Annexes")
    assert lines(buffer.getvalue()) == lines((folder / "a.docx").read_bytes())
    assert bluf.attach(io.BytesIO(REPORT), "note.yaml").path is None
    assert bluf.refresh("a.docx").changed is False
    assert bluf.refresh(io.BytesIO(by_path.data), folder=folder).data == by_path.data
    with pytest.raises(bluf.BlufError):
        bluf.attach("report.docx", "note.yaml", out="a.docx", at="Nowhere")


def given(path: Path, name: str) -> io.BytesIO:
    file = io.BytesIO(path.read_bytes())
    file.name = name
    return file


def test_notes_in_binary_files(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    by_path = bluf.attach("report.docx", "note.yaml", at="Annexes")
    by_file = bluf.attach(io.BytesIO(REPORT), given(folder / "note.yaml", "/anywhere/note.yaml"), at="Annexes")
    assert by_file.notes == ("note",)
    assert lines(by_file.data) == lines(by_path.data)
    with (folder / "note.yaml").open("rb") as file:
        assert bluf.attach("report.docx", [file], at="Annexes").data == by_file.data
    with pytest.raises(bluf.BlufError, match="does not say"):
        bluf.refresh(io.BytesIO(by_file.data))
    for output in bluf.build("note.yaml", out="built").outputs:
        finished = output.path.read_bytes()
        inside = bluf.attach("report.docx", io.BytesIO(finished), at="Annexes")  # the note in it has a name
        assert lines(inside.data) == lines(by_path.data)
        assert bluf.data(io.BytesIO(finished)).data == (folder / "note.yaml").read_bytes()


@pytest.mark.parametrize(
    ("name", "message"),
    [("", "needs a name"), ("note.txt", "is not the ending of a data file"), ("note", "has no ending")],
)
def test_a_note_in_a_binary_file_tells_what_it_is(folder: Path, name: str, message: str) -> None:
    with pytest.raises(bluf.BlufError, match=message):
        bluf.attach(io.BytesIO(REPORT), given(folder / "note.yaml", name))


def test_pictures_of_a_note_in_a_binary_file_come_from_the_folder_that_is_given_only(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    (folder / "chart.png").write_bytes(png().data)
    write(folder, "with.yaml", figures=[{"file": "chart.png", "alt": "A chart", "caption": "Rates"}])
    with pytest.raises(bluf.BlufError, match=r"needs the picture 'chart.png'"):
        bluf.attach("report.docx", given(folder / "with.yaml", "with.yaml"))
    found = bluf.attach("report.docx", given(folder / "with.yaml", "with.yaml"), folder=folder)
    assert any(name.endswith(".png") for name in parts_of(found.data))


def test_the_call_is_not_hidden_by_a_room() -> None:
    import bluf.annexes.word

    assert callable(bluf.attach)
