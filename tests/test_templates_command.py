"""``bluf template`` as people use it: list, show, new, check, preview."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from bluf.compose.finding import builtin_folder, find_pack
from bluf.diagnostics import Diagnostic
from bluf.packs.checking import check
from tests.compose.packs import write_pack
from tests.pdf.reading import Pdf
from tests.test_cli import Result, bluf, listing, write

BUILT_IN = sorted(path.parent.name for path in builtin_folder().glob("*/template.toml"))


def template(folder: Path, *words: str | Path, **more: Any) -> Result:
    """Run ``bluf template`` with a home of its own, so that the packs of whoever runs the tests stay out."""
    home = {"HOME": str(folder / "home"), "XDG_DATA_HOME": str(folder / "home" / "data")}
    return bluf(folder, "template", *words, env={**os.environ, **home, **more})


# --- list -------------------------------------------------------------------------------------------


def test_list_names_every_pack_with_where_it_is(tmp_path: Path) -> None:
    result = template(tmp_path, "list")
    assert (result.returncode, result.stderr) == (0, "")
    assert [line.split()[0] for line in result.stdout.splitlines() if line[0] != " "] == BUILT_IN
    said = " ".join(result.stdout.split())
    assert said.count("built in") == len(BUILT_IN)
    assert said.count("extends standard") == len(BUILT_IN) - 2
    assert said.count("extends onepager") == 1
    assert max(map(len, result.stdout.splitlines())) <= 120


def test_list_says_what_is_hidden_and_what_is_broken(tmp_path: Path) -> None:
    write_pack(tmp_path, {}, name="standard")
    write_pack(tmp_path, {"template.toml": "name = 3\n"}, name="broken")
    result = template(tmp_path, "list")
    assert result.returncode == 1
    assert "For tests. (workspace, extends standard)" in result.stdout
    assert "hidden by the one above" in " ".join(result.stdout.split())
    assert "broken      cannot be read (workspace)" in result.stdout
    assert "error[template-manifest]: `name` must be text" in result.stderr
    assert "1 | name = 3" in result.stderr


def test_list_prints_nothing_that_moves_a_terminal(tmp_path: Path) -> None:
    text = 'name = "mine"\ndescription = "red \\u001b[31m and \\u009b31m"\nextends = "standard"\n'
    write_pack(tmp_path, {"template.toml": text})
    for words in (("list",), ("show", "mine")):
        said = template(tmp_path, *words).stdout
        assert "red \N{REPLACEMENT CHARACTER}[31m and \N{REPLACEMENT CHARACTER}31m" in " ".join(said.split())
        assert not any(c in said for c in "\x1b\x9b")


@pytest.mark.parametrize("words", [("list",), ("show", "mine")])
def test_what_is_listed_is_there_as_json_too(words: tuple[str, ...], tmp_path: Path) -> None:
    write_pack(tmp_path, {"template.toml": "name = 3\n"}, name="mine")
    result = template(tmp_path, *words, "--messages", "json")
    (first, *_) = json.loads(result.stdout)
    assert (first["code"], first["line"]) == ("template-manifest", 1)
    assert result.stderr == ""
    short = template(tmp_path, *words, "--messages", "short")
    assert f"{Path('templates', 'mine', 'template.toml')}:1:1: error[" in short.stderr.splitlines()[0]


# --- show -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", BUILT_IN)
def test_show_says_what_is_in_a_pack(name: str, tmp_path: Path) -> None:
    result = template(tmp_path, "show", name)
    assert (result.returncode, result.stderr) == (0, "")
    said = result.stdout
    pack = find_pack(name, tmp_path)
    for heading in ("sections, in order", "options", "styles by role", "files"):
        assert f"\n{heading}\n" in said
    for part in pack.manifest.sections:
        assert f"\n  {part}" in said
    for spec in (*pack.manifest.options, *pack.manifest.fields):
        assert f"\n  {spec.name}" in said
        assert " ".join(spec.text.split()[:4]) in said
    for layer in pack.layers:
        assert layer.name in said
        for path in layer.folder.rglob("*.html"):
            assert f"\n  {path.relative_to(layer.folder).as_posix()}" in said
    assert "bottom-line" in said
    assert max(map(len, said.splitlines())) <= 120


def test_show_says_what_is_inherited(tmp_path: Path) -> None:
    write_pack(tmp_path, {"sections/gaps.html": "<p>x</p>", "theme.toml": ""}, extends="assessment")
    said = template(tmp_path, "show", "mine").stdout
    assert "extends" in said
    rows = {line.split()[0]: " ".join(line.split()[1:]) for line in said.splitlines() if line.strip()}
    assert rows["sections/gaps.html"] == "mine"
    assert rows["sections/scope.html"] == "assessment"
    assert rows["sections/actors.html"] == "standard"
    assert rows["theme.toml"] == "mine over assessment over standard"


@pytest.mark.parametrize("command", ["show", "check", "preview"])
@pytest.mark.parametrize(
    ("name", "hint"),
    [("standrad", "did you mean `standard`?"), ("zzzz", "there are: assessment"), ("./x", "template.toml")],
)
def test_a_pack_that_is_not_there_is_told(command: str, name: str, hint: str, tmp_path: Path) -> None:
    result = template(tmp_path, command, name)
    assert result.returncode == 2
    assert result.stdout == ""
    assert "error[template-unknown]" in result.stderr
    assert hint in result.stderr
    assert not (tmp_path / "out").exists()


# --- new --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("base", BUILT_IN)
def test_a_new_pack_builds_and_passes_its_check_as_it_is(base: str, tmp_path: Path) -> None:
    result = template(tmp_path, "new", "house", "--from", base)
    assert (result.returncode, result.stderr) == (0, "")
    assert sorted(listing(tmp_path / "templates" / "house")) == ["labels/en.toml", "template.toml", "theme.toml"]
    assert "bluf template check house" in result.stdout
    checked = template(tmp_path, "check", "house", "--strict")
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "house: nothing found\n", "")


def test_what_a_new_pack_says_in_comments_can_be_used(tmp_path: Path) -> None:
    template(tmp_path, "new", "house")
    folder = tmp_path / "templates" / "house"
    for name in ("template.toml", "theme.toml", "labels/en.toml"):
        text = (folder / name).read_text(encoding="utf-8")
        lines = [line.removeprefix("# ") for line in text.splitlines()]
        code = [line for line in lines if line.startswith(("[", " ", '"', "]")) or " = " in line.split("#")[0]]
        (folder / name).write_text("\n".join(code) + "\n", encoding="utf-8")
    Image.new("RGB", (40, 20)).save(folder / "logo.png")
    result = template(tmp_path, "check", "house")
    assert (result.returncode, result.stderr) == (0, ""), result.stderr
    pack = find_pack("house", tmp_path)
    assert pack.manifest.pages == 2
    assert [spec.name for spec in pack.manifest.fields] == ["exposure"]


def test_a_new_pack_has_copies_of_the_sections_wished(tmp_path: Path) -> None:
    result = template(tmp_path, "new", "house", "--section", "gaps", "--section", "scope", "--from", "assessment")
    assert result.returncode == 0, result.stderr
    folder = tmp_path / "templates" / "house"
    for owner, part in (("standard", "gaps"), ("assessment", "scope")):
        copy = folder / "sections" / f"{part}.html"
        assert copy.read_bytes() == (builtin_folder() / owner / "sections" / f"{part}.html").read_bytes()
        assert str(Path("templates/house/sections") / f"{part}.html") in result.stdout


def test_a_new_pack_goes_to_the_users_own_folder(tmp_path: Path) -> None:
    result = template(tmp_path, "new", "house", "--user")
    assert result.returncode == 0, result.stderr
    assert not (tmp_path / "templates").exists()
    assert len(list((tmp_path / "home").rglob("house/template.toml"))) == 1
    assert "(user, extends standard)" in template(tmp_path, "list").stdout


NEW = [
    (["house"], "there is a pack of this name already", "give it another name"),
    (["Hou/se"], "'Hou/se' cannot be the name of a pack", "lower-case letters"),
    (["../house"], "'../house' cannot be the name of a pack", ""),
    ([""], "'' cannot be the name of a pack", ""),
    (["con"], "'con' cannot be the name of a pack", "Windows"),
    (["other", "--from", "standrad"], "there is no template pack 'standrad'", "did you mean `standard`?"),
    (["other", "--section", "gap"], "'standard' has no section 'gap'", "did you mean `gaps`?"),
]


@pytest.mark.parametrize(("words", "message", "hint"), NEW, ids=[" ".join(words) for words, _, _ in NEW])
def test_a_new_pack_that_cannot_be_writes_nothing(words: list[str], message: str, hint: str, tmp_path: Path) -> None:
    write_pack(tmp_path, {}, name="house")
    before = listing(tmp_path)
    result = template(tmp_path, "new", *words)
    assert result.returncode == 2
    assert message in result.stderr
    assert hint in result.stderr
    assert listing(tmp_path) == before


# --- check ------------------------------------------------------------------------------------------

CHECKS: dict[str, tuple[dict[str, str], str, int, str]] = {
    # files of the pack → file, line and words of what is found
    "an undefined name": (
        {"sections/gaps.html": "<p>x</p>\n<p>{{ notte.title }}</p>"},
        "sections/gaps.html", 2, "nothing of the name 'notte'",
    ),
    "what only a full note shows": (
        {"sections/quotes.html": "{% for q in note.quotes %}\n{{ q.tranlation if q.translation }}{% endfor %}"},
        "sections/quotes.html", 2, "a quote has no 'tranlation'",
    ),
    "what only a short note shows": (
        {"sections/head.html": "<h1>{{ note.title }}</h1>\n{% if not note.authors %}<p>{{ nobody }}</p>{% endif %}"},
        "sections/head.html", 2, "nothing of the name 'nobody'",
    ),
    "what only hostile text shows": (
        {"sections/head.html": "<h1>{{ note.title }}</h1>\n{% if '<' in note.title %}<p>{{ nobody }}</p>{% endif %}"},
        "sections/head.html", 2, "nothing of the name 'nobody'",
    ),
    "a role without a style": (
        {"sections/gaps.html": "<p class='leed'>x</p>"},
        "sections/gaps.html", 1, "no paragraph style 'leed'",
    ),
    "a file of no use": ({"parts/other.html": "<p>x</p>"}, "parts/other.html", 0, "no note makes use of this file"),
    "a section that is in no list": (
        {"sections/verdict.html": "<p>x</p>"},
        "sections/verdict.html", 0, "no note makes use of this file",
    ),
    "weak contrast": ({"theme.toml": '[paragraph.details]\ncolour = "#AAAAAA"\n'}, "theme.toml", 2, "contrast of 2.3"),
    "weak contrast on a box": (
        {"theme.toml": '[box.bottom-line]\nbackground = "#888888"\n'}, "theme.toml", 2, "has a contrast of",
    ),
    "weak text in a line": ({"theme.toml": '[text.link]\ncolour = "#88CCFF"\n'}, "theme.toml", 2, "[text.link]"),
    "a label in one language only": (
        {"labels/en.toml": '[fields]\nverdict = "Verdict"\n', "labels/de.toml": "",
         "sections/gaps.html": "<p>{{ t.fields.verdict }}</p>"},
        "labels/de.toml", 0, "1 label missing: fields.verdict",
    ),
    "a label of a misspelt name": (
        {"labels/en.toml": '\n[sections]\nactor = "Who"\n'},
        "labels/en.toml", 3, "nothing prints the label `sections.actor`",
    ),
    "a bad theme": ({"theme.toml": '[paragraph.title]\nsise = "3pt"\n'}, "theme.toml", 2, "sise"),
}  # fmt: skip


def found(folder: Path, name: str = "mine") -> list[Diagnostic]:
    return check(find_pack(name, folder), folder)


@pytest.mark.parametrize(("files", "file", "line", "words"), CHECKS.values(), ids=CHECKS)
def test_check_finds(files: dict[str, str], file: str, line: int, words: str, tmp_path: Path) -> None:
    pack = write_pack(tmp_path, files)
    diagnostics = found(tmp_path)
    spans = [d.span for d in diagnostics if words in d.message and Path(d.span.file) == pack / file]
    assert spans, [str(d) for d in diagnostics]
    assert not line or spans[0].line == line


@pytest.mark.parametrize("name", BUILT_IN)
def test_check_finds_nothing_in_the_packs_that_come_with_it(name: str, tmp_path: Path) -> None:
    assert [str(d) for d in found(tmp_path, name)] == []


def test_check_by_path_says_all_at_once_and_exits_by_what_it_found(tmp_path: Path) -> None:
    pack = write_pack(tmp_path, {"parts/other.html": "<p>x</p>"}, name="loose")
    result = template(tmp_path, "check", str(pack))
    assert result.returncode == 0
    assert "warning[template-unused]" in result.stderr
    assert template(tmp_path, "check", "loose", "--strict").returncode == 1
    write_pack(tmp_path, {"sections/gaps.html": "{{ x }}", "parts/other.html": "<p>x</p>"}, name="loose")
    broken = template(tmp_path, "check", "loose", "--messages", "json")
    assert broken.returncode == 2
    codes = [entry["code"] for entry in json.loads(broken.stdout)]
    assert sorted(set(codes)) == ["template-undefined", "template-unused"]
    assert listing(tmp_path / "templates").keys() == {
        str(Path("loose") / name) for name in ("template.toml", "parts/other.html", "sections/gaps.html")
    }  # and it leaves nothing behind


FIELDS = """[fields.pick]
type = "choice"
choices = ["a", "b"]
required = true
[fields.rows]
type = "item"
many = true
[fields.rows.fields]
name = {type = "line", required = true}
by = {type = "actor"}
"""


def test_check_fills_the_packs_own_fields(tmp_path: Path) -> None:
    fields = FIELDS
    for number, kind in enumerate(("line", "text", "day", "when", "number", "flag", "actor", "source", "address")):
        many = "true" if number % 2 else "false"
        fields += f'[fields.{kind}_field]\ntype = "{kind}"\nmany = {many}\nrequired = true\n'
    shown = "{{ extra.pick }} {{ extra.line_field }} {{ extra.number_field|number }} {{ name(extra.actor_field) }}"
    rows = "{% for row in extra.rows %}<p>{{ row.name }} {{ name(row.by) }}</p>{% endfor %}"
    briefing = f"{{% include 'standard/briefing.html' %}}<p>{shown}</p>{rows}"
    write_pack(tmp_path, {"briefing.html": briefing}, manifest=fields)
    assert [str(d) for d in found(tmp_path)] == []


# --- preview ----------------------------------------------------------------------------------------


def test_preview_writes_a_pdf_or_a_picture_of_each_page(tmp_path: Path) -> None:
    pytest.importorskip("pypdfium2")
    result = template(tmp_path, "preview", "onepager")
    assert (result.returncode, result.stdout, result.stderr) == (0, f"{Path('out/onepager.pdf')}\n", "")
    pages = len(Pdf((tmp_path / "out" / "onepager.pdf").read_bytes()).pages)
    result = template(tmp_path, "preview", "onepager", "--format", "png", "--width", "300", "--out", "pictures")
    assert result.returncode == 0, result.stderr
    names = [f"onepager-{number}.png" for number in range(1, pages + 1)]
    assert sorted(listing(tmp_path / "pictures")) == names
    for name in names:
        with Image.open(tmp_path / "pictures" / name) as picture:
            assert picture.width == 302  # with its edge
            assert len(picture.convert("L").getcolors() or []) > 8
    again = template(tmp_path, "preview", "onepager", "--format", "png", "--width", "300", "--out", "again")
    assert again.returncode == 0
    assert listing(tmp_path / "pictures") == listing(tmp_path / "again")


def test_preview_of_a_data_file(tmp_path: Path) -> None:
    write(tmp_path, "note.yaml", title="A note of one's own")
    result = template(tmp_path, "preview", "standard", "--data", "note.yaml")
    assert result.returncode == 0, result.stderr
    assert "note of one's own" in " ".join(Pdf((tmp_path / "out" / "standard.pdf").read_bytes()).words())


def test_preview_that_cannot_be_leaves_what_was_there(tmp_path: Path) -> None:
    write_pack(tmp_path, {"sections/gaps.html": "{{ x }}"})
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.pdf").write_bytes(b"earlier")
    result = template(tmp_path, "preview", "mine")
    assert result.returncode == 2
    assert "gaps.html:1" in result.stderr
    assert (tmp_path / "out" / "mine.pdf").read_bytes() == b"earlier"
    usage = template(tmp_path, "preview", "mine", "--format", "gif")
    assert usage.returncode == 2
    assert "gif" in usage.stderr


def test_pictures_need_a_package(tmp_path: Path) -> None:
    (tmp_path / "pypdfium2.py").write_text("raise ImportError('not here')\n")
    path = os.pathsep.join([str(tmp_path), *filter(None, [os.environ.get("PYTHONPATH")])])
    result = template(tmp_path, "preview", "onepager", "--format", "png", PYTHONPATH=path)
    assert result.returncode == 2
    assert "error[preview-missing]: pictures of pages need the package pypdfium2" in result.stderr
    assert "pip install 'bluf[preview]', or use --format pdf" in result.stderr
    assert not (tmp_path / "out").exists()
