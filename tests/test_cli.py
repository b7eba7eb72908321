"""The command line as people use it: what it says, what it writes, and that it leaves no mess."""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import zlib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image

NOTE = {"title": "A note", "date": "2026-11-24", "summary": "It is so."}
Result = subprocess.CompletedProcess[str]


def bluf(folder: Path, *words: str | Path, prefix: tuple[str, ...] = (), **more: Any) -> Result:
    command = [*prefix, sys.executable, "-m", "bluf", *map(str, words)]
    result = subprocess.run(
        command, cwd=folder, capture_output=True, encoding="utf-8", check=False, timeout=120, **more
    )
    assert "Traceback" not in result.stderr, result.stderr
    return result


def write(folder: Path, file: str, **keys: object) -> Path:
    """Write a data file; JSON is YAML too."""
    path = folder / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(NOTE | keys, ensure_ascii=False), encoding="utf-8")
    return path


def listing(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder, hidden ones too."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def old_output(folder: Path, stem: str = "note") -> dict[str, bytes]:
    """Put earlier output into ./out, as it must still stand after a failure."""
    (folder / "out").mkdir()
    for ending in ("docx", "pdf"):
        (folder / "out" / f"{stem}.{ending}").write_bytes(b"earlier")
    return listing(folder / "out")


# --- building ---------------------------------------------------------------------------------------


def test_a_note_becomes_two_files_that_are_listed(tmp_path: Path) -> None:
    write(tmp_path, "note.yaml")
    result = bluf(tmp_path, "build", "note.yaml")
    assert (result.returncode, result.stderr) == (0, "")
    assert sorted(listing(tmp_path / "out")) == ["note.docx", "note.pdf"]
    lines = result.stdout.splitlines()
    assert [line.split()[0] for line in lines] == [str(Path("out/note.docx")), str(Path("out/note.pdf"))]
    assert all("1 page " in line and "words" in line and line.endswith(("KB", "MB")) for line in lines)


@pytest.mark.parametrize("wish", ["docx", "pdf"])
def test_one_format_can_be_asked_for(tmp_path: Path, wish: str) -> None:
    write(tmp_path, "note.yaml")
    assert bluf(tmp_path, "build", "note.yaml", "--format", wish, "--out", "there", "--quiet").stdout == ""
    both = bluf(tmp_path, "build", "note.yaml")
    assert both.returncode == 0
    assert listing(tmp_path / "there") == {f"note.{wish}": (tmp_path / "out" / f"note.{wish}").read_bytes()}


def test_without_paths_only_what_changed_is_built(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write(tmp_path, f"briefings/{name}.yaml")
    first = bluf(tmp_path, "build")
    before = listing(tmp_path / "out")
    assert first.stdout.count(".docx") == 2
    assert bluf(tmp_path, "build").stdout == "2 unchanged\n"
    write(tmp_path, "briefings/b.yaml", summary="It is otherwise.")
    third = bluf(tmp_path, "build")
    assert "1 unchanged" in third.stdout
    assert third.stdout.count(".docx") == 1
    after = listing(tmp_path / "out")
    assert after["a.pdf"] == before["a.pdf"]
    assert after["b.pdf"] != before["b.pdf"]


def test_many_files_at_once_come_out_as_one_by_one(tmp_path: Path) -> None:
    for number in range(5):
        write(tmp_path, f"briefings/{number}.yaml", summary=f"Number {number}.")
    assert bluf(tmp_path, "build", "briefings", "--out", "many", "--jobs", "2").returncode == 0
    assert bluf(tmp_path, "build", "briefings", "--out", "one", "--jobs", "1").returncode == 0
    assert len(listing(tmp_path / "many")) == 10
    assert listing(tmp_path / "many") == listing(tmp_path / "one")


def test_one_bad_file_does_not_stop_the_others(tmp_path: Path) -> None:
    write(tmp_path, "briefings/a.yaml")
    write(tmp_path, "briefings/b.yaml", date="2026-02-30")
    write(tmp_path, "briefings/c.yaml")
    result = bluf(tmp_path, "build")
    assert result.returncode == 2
    assert sorted(listing(tmp_path / "out")) == ["a.docx", "a.pdf", "c.docx", "c.pdf"]
    assert "2 of 3 notes built; not: " in result.stdout
    assert "2026-02-30" in result.stderr


def test_yaml_json_and_toml_say_the_same(tmp_path: Path) -> None:
    text = json.dumps(NOTE)
    (tmp_path / "a.json").write_text(text)
    (tmp_path / "b.yaml").write_text("title: A note\ndate: 2026-11-24\nsummary: It is so.\n")
    (tmp_path / "c.toml").write_text('title = "A note"\ndate = 2026-11-24\nsummary = "It is so."\n')
    assert bluf(tmp_path, "build", ".", "--format", "pdf").returncode == 0
    pages = {data.split(b"/Info")[0][:400] for data in listing(tmp_path / "out").values()}
    assert len(pages) == 1


def test_a_character_that_only_another_family_of_the_theme_has_is_shown(tmp_path: Path) -> None:
    write(tmp_path, "note.yaml", title="a \u2500 b", summary="x `\u2500` y")
    assert bluf(tmp_path, "build", "note.yaml").returncode == 0


STANDARDS = [
    ([], {"pdfaid:part>3", "pdfuaid:part>1", "note.yaml"}),
    (["--no-data"], {"pdfaid:part>3", "pdfuaid:part>1"}),
    (["--pdf-standard", "a-2a,ua-1"], {"pdfaid:part>2", "pdfuaid:part>1"}),
    (["--pdf-standard", "ua-1"], {"pdfuaid:part>1", "note.yaml"}),
    (["--pdf-standard", "none", "--no-data"], set()),
]


@pytest.mark.parametrize(("words", "claimed"), STANDARDS, ids=[" ".join(words) or "default" for words, _ in STANDARDS])
def test_the_pdf_claims_what_is_asked_and_carries_its_data(words: list[str], claimed: set[str], tmp_path: Path) -> None:
    source = write(tmp_path, "note.yaml")
    assert bluf(tmp_path, "build", "note.yaml", "--format", "pdf", *words).returncode == 0
    with pikepdf.open(tmp_path / "out" / "note.pdf") as file:
        packet = file.Root.Metadata.read_bytes().decode()
        inside = {name: found.get_file().read_bytes() for name, found in file.attachments.items()}
    said = {part for part in ("pdfaid:part>2", "pdfaid:part>3", "pdfuaid:part>1") if f"<{part}" in packet}
    assert said | inside.keys() == claimed
    assert all(data == source.read_bytes() for data in inside.values())


# --- names ------------------------------------------------------------------------------------------

NAMES = [
    ({}, [], "Lage in Łódź & co"),
    ({"reference": "R 7/26"}, ["--name", "{date}-{reference}-{slug}"], "2026-11-24-R 7-26-a-note"),
    ({"name": "{slug}", "title": "Zwei Schiffe: was tun?"}, [], "zwei-schiffe-was-tun"),
    ({"name": "{slug}"}, ["--name", "{title}"], "A note"),
    ({}, ["--name", "{date}-{reference}"], "2026-11-24"),
    ({"title": "CON"}, ["--name", "{title}"], "CON_"),
    ({"title": "../../etc/passwd"}, ["--name", "{title}"], "etc-passwd"),
]


@pytest.mark.parametrize(("keys", "words", "stem"), NAMES, ids=[stem for _, _, stem in NAMES])
def test_names_of_files(keys: dict[str, str], words: list[str], stem: str, tmp_path: Path) -> None:
    write(tmp_path, "Lage in Łódź & co.yaml", **keys)
    result = bluf(tmp_path, "build", "Lage in Łódź & co.yaml", "--format", "pdf", *words)
    assert result.returncode == 0, result.stderr
    assert [name.replace("..-", "").replace("..", "") for name in listing(tmp_path / "out")] == [f"{stem}.pdf"]


def test_two_notes_that_would_write_one_file_write_none(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        write(tmp_path, f"{name}.yaml", title="Other" if name == "c" else "Same")
    result = bluf(tmp_path, "build", "a.yaml", "b.yaml", "c.yaml", "--name", "{title}")
    assert result.returncode == 2
    assert result.stderr.count("error[output-twice]") == 2
    assert sorted(listing(tmp_path / "out")) == ["Other.docx", "Other.pdf"]


# --- what cannot be built ---------------------------------------------------------------------------


def picture(folder: Path, kind: str) -> None:
    plain = Image.new("L", (8, 8))
    file = folder / "p.png"
    if kind == "animated":
        plain.save(file, save_all=True, append_images=[Image.new("L", (8, 8), 255)])
    elif kind == "huge":
        Image.new("1", (7000, 7000)).save(file)
    elif kind == "bomb":
        made = io.BytesIO()
        plain.save(made, "PNG")
        data = bytearray(made.getvalue())
        data[16:24] = (60_000).to_bytes(4, "big") * 2
        data[29:33] = zlib.crc32(data[12:29]).to_bytes(4, "big")
        file.write_bytes(data)
    elif kind == "broken":
        made = io.BytesIO()
        plain.resize((64, 64)).save(made, "PNG")
        file.write_bytes(made.getvalue()[:60])
    else:
        plain.save(file, "GIF")


FIGURE: dict[str, object] = {"figures": [{"file": "p.png", "alt": "A picture"}]}
BAD: list[tuple[str, dict[str, object], str]] = [
    ("unknown key", {"sumary": "x"}, "unknown-key"),
    ("wrong type", {"title": ["x"]}, "wrong-type"),
    ("missing key", {"implications": [{"basis": "b"}]}, "missing-key"),
    ("unknown id", {"summary": "So. [@nowhere]"}, "unknown-id"),
    ("control character", {"title": "a\u200b\u0085b"}, "character"),
    ("missing image", FIGURE, "figure-missing"),
    ("broken image", FIGURE, "image-broken"),
    ("animated image", FIGURE, "image-animated"),
    ("huge image", FIGURE, "image-huge"),
    ("bomb image", FIGURE, "image-huge"),
    ("gif image", FIGURE, "image-format"),
    ("image outside", {"figures": [{"file": "../p.png", "alt": "A"}]}, "figure-outside"),
    ("character no font has", {"title": "\U0001f9ff"}, "font-coverage"),
    ("unknown template", {"template": "standrad"}, "template-unknown"),
    ("bad theme", {"theme": {"page": {"size": "A44"}}}, "theme"),
    ("bad name", {"name": "{nome}"}, "name-field"),
]


@pytest.mark.parametrize(("case", "keys", "code"), BAD, ids=[case for case, _, _ in BAD])
def test_bad_input_is_told_and_earlier_output_stays(
    case: str, keys: dict[str, object], code: str, tmp_path: Path
) -> None:
    write(tmp_path, "note.yaml", **keys)
    if case.endswith(" image") and not case.startswith("missing"):
        picture(tmp_path, case.split(maxsplit=1)[0])
    before = old_output(tmp_path)
    result = bluf(tmp_path, "build", "note.yaml", "--messages", "short")
    assert result.returncode == 2
    assert f"error[{code}" in result.stderr, result.stderr
    assert "note.yaml:1:" in result.stderr, "the message names file and line"
    assert listing(tmp_path / "out") == before


# --- where it cannot be written ---------------------------------------------------------------------


def file_in_the_way(folder: Path) -> None:
    (folder / "out").write_text("mine")


def target_open_in_word(folder: Path) -> None:
    old_output(folder)
    (folder / "out" / "~$note.docx").write_text("")


def target_open_in_libreoffice(folder: Path) -> None:
    old_output(folder)
    (folder / "out" / ".~lock.note.pdf#").write_text("")


def target_is_a_folder(folder: Path) -> None:
    (folder / "out" / "note.pdf").mkdir(parents=True)
    (folder / "out" / "note.docx").write_bytes(b"earlier")


@pytest.mark.parametrize(
    "hindrance", [file_in_the_way, target_open_in_word, target_open_in_libreoffice, target_is_a_folder]
)
def test_a_target_that_cannot_be_written_is_told(hindrance: Callable[[Path], None], tmp_path: Path) -> None:
    write(tmp_path, "note.yaml")
    hindrance(tmp_path)
    before = listing(tmp_path)
    result = bluf(tmp_path, "build", "note.yaml")
    assert result.returncode == 2
    assert "error[output" in result.stderr
    assert "hint: " in result.stderr
    assert listing(tmp_path) == before


@pytest.mark.skipif(sys.platform == "win32", reason="folders have no write bit on Windows")
def test_a_read_only_folder_is_told(tmp_path: Path) -> None:
    write(tmp_path, "note.yaml")
    before = old_output(tmp_path)
    (tmp_path / "out").chmod(0o555)
    # The superuser is bound by the bits only without the right to override them.
    bound = ("setpriv", "--bounding-set=-dac_override") if os.geteuid() == 0 else ()
    result = bluf(tmp_path, "build", "note.yaml", prefix=bound)
    (tmp_path / "out").chmod(0o755)
    assert result.returncode == 2
    assert "write-protected" in result.stderr
    assert listing(tmp_path / "out") == before


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX limits")
@pytest.mark.parametrize("limit", [0, 1_000, 30_000])
def test_a_full_disk_leaves_earlier_output_and_no_scraps(tmp_path: Path, limit: int) -> None:
    import resource

    write(tmp_path, "note.yaml")
    before = old_output(tmp_path)
    bound = partial(resource.setrlimit, resource.RLIMIT_FSIZE, (limit, limit))
    result = bluf(tmp_path, "build", "note.yaml", preexec_fn=bound)
    assert result.returncode == 2
    assert "the file cannot be written" in result.stderr
    assert listing(tmp_path / "out") == before


# --- being stopped, being read ----------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX signals")
def test_ctrl_c_ends_it_quietly_and_leaves_nothing(tmp_path: Path) -> None:
    before = old_output(tmp_path)
    write(tmp_path, "note.yaml", sections=[{"title": "T", "body": "word " * 60} for _ in range(3_000)])
    command = [sys.executable, "-m", "bluf", "build", "note.yaml"]
    # A shell's background job inherits that the signal is ignored; whoever presses Ctrl-C has no such shell.
    ignored = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        process = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True, start_new_session=True)
    finally:
        signal.signal(signal.SIGINT, ignored)
    with process:
        time.sleep(1)
        os.killpg(process.pid, signal.SIGINT)
        _, said = process.communicate(timeout=30)
    assert "Traceback" not in said
    assert process.returncode == 130, said
    assert listing(tmp_path / "out") == before


@pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX shell")
def test_a_reader_that_goes_away_is_no_fault(tmp_path: Path) -> None:
    shell = f"{sys.executable} -m bluf schema | head -n 1"
    result = subprocess.run(shell, shell=True, cwd=tmp_path, capture_output=True, text=True, check=True)  # noqa: S602
    assert (result.stdout, result.stderr) == ("{\n", "")


@pytest.mark.skipif(sys.platform != "linux", reason="other systems open files by other programs")
def test_open_shows_the_files(tmp_path: Path) -> None:
    opener = tmp_path / "bin" / "xdg-open"
    opener.parent.mkdir()
    opener.write_text(f'#!/bin/sh\necho "$1" >> {tmp_path}/opened\n')
    opener.chmod(0o755)
    write(tmp_path, "note.yaml")
    env = os.environ | {"PATH": f"{opener.parent}{os.pathsep}{os.environ['PATH']}"}
    assert bluf(tmp_path, "build", "note.yaml", "--open", env=env).returncode == 0
    deadline = time.monotonic() + 10
    opened: list[str] = []
    while len(opened) < 2 and time.monotonic() < deadline:
        time.sleep(0.05)
        opened = (tmp_path / "opened").read_text().split() if (tmp_path / "opened").exists() else []
    assert sorted(opened) == ["out/note.docx", "out/note.pdf"]


# --- what it says -----------------------------------------------------------------------------------


def test_a_message_shows_line_place_and_hint(tmp_path: Path) -> None:
    (tmp_path / "n.yaml").write_text("title: T\ndate: 2026-11-24\nsummary: S\nactors:\n  - nam: China\n")
    said = bluf(tmp_path, "build", "n.yaml").stderr
    assert "key `nam`\n  --> n.yaml:5:5 (actors[0].nam)\n" in said
    assert "5 |   - nam: China\n  |     ^\n" in said
    assert "= hint: did you mean `name`?" in said


def test_messages_as_json_are_one_array(tmp_path: Path) -> None:
    write(tmp_path, "a.yaml", date="never")
    write(tmp_path, "b.yaml", title=["x"])
    result = bluf(tmp_path, "build", "a.yaml", "b.yaml", "--messages", "json")
    found = json.loads(result.stdout)
    assert (result.returncode, result.stderr) == (2, "")
    assert [(d["file"], d["severity"], d["path"]) for d in found] == [
        ("a.yaml", "error", "date"),
        ("b.yaml", "error", "title"),
    ]


def test_strict_lets_a_warning_stop_the_note(tmp_path: Path) -> None:
    write(tmp_path, "note.yaml", extra={"case": 7})
    loose = bluf(tmp_path, "build", "note.yaml")
    assert loose.returncode == 0
    assert "warning[data-unused]" in loose.stderr
    shutil.rmtree(tmp_path / "out")
    strict = bluf(tmp_path, "build", "note.yaml", "--strict")
    assert strict.returncode == 1
    assert not (tmp_path / "out").exists()


USAGE = [
    (["build", "note.yaml", "--format", "odt"], "odt"),
    (["build", "note.yaml", "--pdf-standard", "a-4"], "a-4"),
    (["build", "note.yaml", "--pdf-standard", "a-2a,a-3a"], "exclude"),
    (["build", "nowhere.yaml"], "nowhere.yaml"),
    (["build", "empty"], "no data file"),
    (["build"], "briefings"),
    (["build", "note.yaml", "--template", "standrad"], "standard"),
    (["build", "note.yaml", "--name", "{nome}"], "{nome}"),
    (["build", "note.yaml", "--jobs", "many"], "--jobs"),
    (["new", "A note", "--out", "note.yaml"], "already"),
    (["new", "A note", "--out", "note.docx"], ".yaml"),
    (["new", "A note", "--template", "standrad"], "standard"),
    (["biuld"], "biuld"),
]


@pytest.mark.parametrize(("words", "named"), USAGE, ids=[" ".join(words) for words, _ in USAGE])
def test_a_mistake_in_the_command_is_named(words: list[str], named: str, tmp_path: Path) -> None:
    write(tmp_path, "note.yaml")
    (tmp_path / "empty").mkdir()
    before = listing(tmp_path)
    result = bluf(tmp_path, *words)
    assert result.returncode == 2
    assert named in result.stderr
    assert listing(tmp_path) == before


def test_help_lists_the_commands_and_the_version_is_told(tmp_path: Path) -> None:
    said = bluf(tmp_path, "--help").stdout
    assert all(command in said for command in ("build", "new", "schema"))
    assert bluf(tmp_path, "--version").stdout.startswith("bluf ")


# --- starting ---------------------------------------------------------------------------------------


def test_a_new_note_builds_as_it_is(tmp_path: Path) -> None:
    started = bluf(tmp_path, "new", "Wer prüft «Łódź»: 7 {{ 7*7 }} # nein?")
    assert started.returncode == 0, started.stderr
    names = sorted(listing(tmp_path / "briefings"))
    assert names == ["briefing.schema.json", "wer-pruft-lodz-7-7-7-nein.yaml"]
    built = bluf(tmp_path, "build", "--strict")
    assert (built.returncode, built.stderr) == (0, "")
    assert json.loads(bluf(tmp_path, "schema").stdout) == json.loads(
        (tmp_path / "briefings" / "briefing.schema.json").read_text(encoding="utf-8")
    )
