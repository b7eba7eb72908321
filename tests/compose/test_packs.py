"""Packs: where they are found, how they extend each other, and that each level of change works alone."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bluf.app.making import render
from bluf.compose.finding import builtin_folder, find_pack, places
from bluf.diagnostics import BlufError, Span
from bluf.document.walk import word_count
from tests.compose.packs import made, tree, write_pack
from tests.compose.test_markup import cases
from tests.docx.reading import Docx, W, squeezed
from tests.pdf.reading import Pdf

MANIFEST = 'name = "mine"\ndescription = "d"\nextends = "standard"\n'
NESTED = "".join(f'[fields.x{".fields.x" * n}]\ntype = "item"\n' for n in range(6))


@pytest.mark.parametrize("case", cases("manifests.yaml"))
def test_mistakes_in_a_pack_are_told_with_their_place(case: dict[str, Any], tmp_path: Path) -> None:
    text = case.get("whole", MANIFEST + case.get("text", "")).replace("NESTED", NESTED)
    text = "x = " + "[" * 5000 + "]" * 5000 if text == "DEEP" else text
    folder = write_pack(tmp_path, {"template.toml": text, **case.get("files", {})})
    with pytest.raises(BlufError) as caught:
        made(tmp_path)
    found = caught.value.diagnostics
    assert len(found) == len(case["messages"])
    for diagnostic, message in zip(found, case["messages"], strict=True):
        assert message in diagnostic.message
        assert diagnostic.code == case.get("code", "template-manifest")
        file = case.get("file", "template.toml")
        assert Path(diagnostic.span.file) == folder / file
    assert found[0].span.line == case.get("line", 0)
    assert case["hint"] in " ".join(hint for diagnostic in found for hint in diagnostic.hints)


# --- where packs are found --------------------------------------------------------------------------


@pytest.fixture
def user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's own folder of packs."""
    monkeypatch.setattr("bluf.compose.finding.user_data_dir", lambda *_, **__: str(tmp_path / "user"))
    return tmp_path / "user"


def test_packs_are_found_in_the_workspace_then_the_users_own_then_the_built_in(user: Path, tmp_path: Path) -> None:
    work = tmp_path / "work"
    assert [place.name for place in places(work)] == ["workspace", "user", "built in"]
    assert find_pack("submission", work).folder == builtin_folder() / "submission"
    mine = write_pack(user, {}, name="submission", extends="standard")
    assert find_pack("submission", work).folder == mine
    nearest = write_pack(work, {}, name="submission", extends="standard")
    assert find_pack("submission", work).folder == nearest
    assert find_pack(str(mine), work).folder == mine
    assert find_pack("templates/submission", work).folder == nearest


def test_a_pack_is_named_by_a_path_from_the_workspace(user: Path, tmp_path: Path) -> None:
    pack = write_pack(tmp_path / "else where", {})
    for path in (str(pack), os.path.relpath(pack, tmp_path), "./else where/templates/mine"):
        assert find_pack(path, tmp_path).folder == pack
    with pytest.raises(BlufError, match=r"there is no template pack in '\./nowhere'") as caught:
        find_pack("./nowhere", tmp_path, Span("--template"))
    assert caught.value.diagnostics[0].hints == ("the folder of a pack holds a template.toml",)


def test_a_pack_of_a_built_in_ones_name_extends_that(user: Path, tmp_path: Path) -> None:
    write_pack(tmp_path, {"labels/en.toml": 'bottom_line = "In short"\n'}, name="standard")
    pack = find_pack("standard", tmp_path)
    assert [layer.folder for layer in pack.layers] == [
        tmp_path / "templates" / "standard",
        builtin_folder() / "standard",
    ]
    assert "paragraph.eyebrow In short" in tree(tmp_path, template="standard")
    assert "paragraph.eyebrow In short" in tree(tmp_path, template=None)  # the one that notes have by themselves


def test_what_a_pack_extends_is_looked_for_beside_it_first(user: Path, tmp_path: Path) -> None:
    write_pack(tmp_path / "far", {}, name="house")
    top = write_pack(tmp_path / "far", {}, name="mine", extends="house")
    write_pack(tmp_path, {}, name="house")
    assert find_pack(str(top), tmp_path).layers[1].folder == tmp_path / "far" / "templates" / "house"


def test_packs_that_extend_each_other_in_a_circle_are_named(user: Path, tmp_path: Path) -> None:
    write_pack(tmp_path, {}, name="one", extends="two")
    write_pack(tmp_path, {}, name="two", extends="one")
    with pytest.raises(BlufError, match="the pack extends itself: one → two → one"):
        find_pack("one", tmp_path)


def test_packs_extend_each_other_to_a_depth(user: Path, tmp_path: Path) -> None:
    for number in range(9):
        write_pack(tmp_path, {}, name=f"p{number}", extends=f"p{number - 1}" if number else "standard")
    assert len(find_pack("p6", tmp_path).layers) == 8
    with pytest.raises(BlufError, match="more than 8 packs extend each other"):
        find_pack("p8", tmp_path)


def test_an_unknown_pack_is_told_with_those_of_all_folders(user: Path, tmp_path: Path) -> None:
    write_pack(user, {}, name="ours")
    write_pack(tmp_path, {}, name="mine")
    with pytest.raises(BlufError) as caught:
        find_pack("zzzz", tmp_path)
    names = "assessment, infocus, mine, onepager, ours, standard, submission"
    assert caught.value.diagnostics[0].hints == (f"there are: {names}",)


def test_a_file_of_the_base_can_be_named_past_the_packs_own(tmp_path: Path) -> None:
    write_pack(tmp_path, {"sections/gaps.html": "<p>first</p>\n{% include 'standard/sections/gaps.html' %}"})
    said = tree(tmp_path, gaps=["What"])
    assert "paragraph first\nsection#gaps" in said


# --- each level of change, alone ----------------------------------------------------------------------

FULL: dict[str, Any] = {
    "actors": [{"name": "China", "role": "Supplier"}],
    "gaps": ["What is not known"],
    "marking": "TLP:CLEAR",
    "organisation": "The Desk",
}


def both(folder: Path, *settings: str, **keys: Any) -> tuple[Docx, Pdf]:
    """Return a note in the pack ``mine`` of a folder, as both files."""
    document, theme, warnings = made(folder, *settings, **{**FULL, **keys})
    assert not warnings
    files = render(document, theme, ("docx", "pdf"), word_count(document))
    assert not [found for file in files.values() for found in file.diagnostics]
    return Docx(files["docx"].data), Pdf(files["pdf"].data)


def words(docx: Docx, pdf: Pdf) -> str:
    """Return the text of both files, which is the same."""
    text = squeezed("".join(text for _, text in docx.paragraphs()))
    assert text == squeezed("".join(pdf.words()))
    return text


def heads(docx: Docx, pdf: Pdf) -> tuple[str, str]:
    """Return the text of headers and footers: of the Word file's parts, and of the PDF's first page."""
    parts = [docx.xml(name) for name in docx.files if name.startswith(("word/header", "word/footer"))]
    return squeezed("".join(t.text or "" for part in parts for t in part.iter(f"{W}t"))), squeezed(
        "".join(pdf.artifacts(0))
    )


def test_an_option_in_the_data_file_or_on_the_command_line(tmp_path: Path) -> None:
    write_pack(
        tmp_path,
        {"sections/head.html": "<h1>{{ note.title }}</h1><p>{{ 'Shout' if options.loud else 'Whisper' }}</p>"},
        manifest='[options.loud]\ntype = "flag"\ntext = "Loud."\ndefault = false\n',
    )
    assert "Whisper" in words(*both(tmp_path))
    assert "Shout" in words(*both(tmp_path, options={"loud": True}))
    assert "Shout" in words(*both(tmp_path, "loud=true"))
    assert "Whisper" in words(*both(tmp_path, "loud=false", options={"loud": True}))  # the command line wins
    assert "Shout" in words(*both(tmp_path, "options.loud=true"))


def test_sections_by_option_and_by_manifest(tmp_path: Path) -> None:
    write_pack(tmp_path, {}, manifest='sections = ["head", "gaps", "summary", "actors"]\n')
    text = words(*both(tmp_path))
    assert text.index("Whatisnotknown") < text.index("Itisso.") < text.index("China")
    text = words(*both(tmp_path, "sections=[actors, gaps]"))  # the required ones stand first in any case
    assert text.index("Itisso.") < text.index("China") < text.index("Whatisnotknown")
    with pytest.raises(BlufError, match="actor") as caught:
        made(tmp_path, "sections=[actor]")
    assert caught.value.diagnostics[0].hints == ("did you mean `actors`?",)


@pytest.mark.parametrize("where", ["pack", "data", "setting"])
def test_colours_fonts_and_page_of_a_theme(where: str, tmp_path: Path) -> None:
    theme = '[page]\nsize = "A5"\n[colours]\naccent = "#7A1F2B"\n[paragraph.body]\nfamily = "mono"\n'
    write_pack(tmp_path, {"theme.toml": theme} if where == "pack" else {})
    settings = ("theme.page.size=A5", "theme.colours.accent=#7A1F2B", "theme.paragraph.body.family=mono")
    docx, pdf = both(
        tmp_path,
        *(settings if where == "setting" else ()),
        **({"theme": tomllib.loads(theme)} if where == "data" else {}),
    )
    width = docx.document.find(f".//{W}pgSz").get(f"{W}w")
    assert abs(int(width) - 148 / 25.4 * 1440) <= 1
    assert abs(float(pdf.pages[0].mediabox[2]) - 148 / 25.4 * 72) < 0.1
    assert b"7A1F2B" in docx.files["word/styles.xml"]
    assert b"0B5C7A" not in docx.files["word/styles.xml"]
    red = bytes(pdf.pages[0].Contents.read_bytes())
    assert b"0.478" in red or b".478" in red
    fonts = {str(font.BaseFont) for page in pdf.pages for font in page.resources.Font.values()}
    assert any("FiraMono" in name.replace(" ", "") for name in fonts)
    assert b"Fira Mono" in docx.files["word/styles.xml"]


def test_header_and_footer_of_a_theme(tmp_path: Path) -> None:
    write_pack(
        tmp_path, {"theme.toml": '[first_header]\nleft = "First {title}"\n[footer]\ncentre = "{organisation}!"\n'}
    )
    for text in heads(*both(tmp_path)):
        assert "FirstAnote" in text
        assert "TheDesk!" in text
        assert "TLP:CLEAR" in text


def test_header_and_footer_of_a_template(tmp_path: Path) -> None:
    write_pack(
        tmp_path,
        {
            "briefing.html": "<header><p class='left'>Left <strong>words</strong></p></header>\n"
            "<footer><p class='right'><page-number/> of <page-count/></p></footer>\n"
            "{% include 'standard/briefing.html' %}"
        },
    )
    docx, pdf = both(tmp_path)
    for text in heads(docx, pdf):
        assert "Leftwords" in text
        assert "TLP:CLEAR" in text  # the marking stands in any case
    assert "1of1" in heads(docx, pdf)[1]


def test_a_logo(tmp_path: Path) -> None:
    from PIL import Image

    pack = write_pack(tmp_path, {"theme.toml": '[logo]\nfile = "logo.png"\nalt = "The Desk"\nwidth = "20mm"\n'})
    Image.new("RGB", (40, 20), (120, 30, 40)).save(pack / "logo.png")
    docx, pdf = both(tmp_path)
    drawing = next(e for e in docx.document.iter() if e.tag.endswith("}docPr"))
    assert drawing.get("descr") == "The Desk"
    assert any("word/media" in name for name in docx.files)
    (figure,) = pdf.root.all("Figure")
    assert str(figure.element.Alt) == "The Desk"
    (pack / "logo.png").unlink()
    with pytest.raises(BlufError, match=r"logo\.png"):
        made(tmp_path)


def test_one_label(tmp_path: Path) -> None:
    write_pack(tmp_path, {"labels/en.toml": '[sections]\nactors = "Who is who"\n'})
    text = words(*both(tmp_path))
    assert "WhoiswhoChina" in text
    assert "Whatwedonotknow" in text  # the others stay
    german = tmp_path / "templates" / "mine" / "labels" / "de-AT.toml"
    german.write_text('[sections]\nactors = "Beteiligte"\n', encoding="utf-8")
    assert "h2#h-actors Beteiligte" in tree(tmp_path, actors=["China"], language="de-AT")


def test_the_markup_of_one_section(tmp_path: Path) -> None:
    mine = "<section id='actors'><h2 id='h-actors'>People</h2>{{ table(note.actors, {'Who': 'name'}) }}</section>"
    write_pack(tmp_path, {"sections/actors.html": mine})
    text = words(*both(tmp_path, actors=["China"]))
    assert "PeopleWhoChina" in text


@pytest.mark.parametrize(
    ("shown", "left_out"),
    [
        ("{% for actor in note.actors %}<p>{{ actor.name }}</p>{% endfor %}", ["role", "relations"]),
        ("{{ table(note.actors, {'Who': 'name', 'Part': 'role'}) }}", ["relations"]),
        (("{% for actor in note.actors %}<p>{% if not actor.role %}{{ actor.name }}{% endif %}{{ actor['name'] }}"
         "{% for one in actor.relations %}{{ one.kind }}{{ names([one.to]) }}{% endfor %}</p>{% endfor %}"),
         ["relations[].note"]),
        (("<p>{{ note.actors | map(attribute='name') | join }}{{ note.actors | map(attribute='role') | join }}"
         "{{ note.actors | map(attribute='relations') | list | length }}</p>"),
         ["relations[].to", "relations[].kind", "relations[].note"]),
    ],
)  # fmt: skip
def test_fields_that_a_section_does_not_ask_for_are_told(tmp_path: Path, shown: str, left_out: list[str]) -> None:
    write_pack(tmp_path, {"sections/actors.html": f"<section id='actors'><h2 id='h-actors'>Who</h2>{shown}</section>"})
    relation = {"to": "Russia", "kind": "partner", "note": "Since 2001."}
    actor = {"name": "China", "id": "china", "role": "Supplier", "relations": [relation], "sources": ["s, para 1"]}
    sources = [{"id": "s", "title": "T", "text": "Its text."}]
    _, _, warnings = made(tmp_path, actors=[actor, {"name": "Russia"}], sources=sources)
    named = ", ".join(f"`actors[].{name}`" for name in left_out)
    assert [warning.message for warning in warnings] == [f"the template 'mine' shows nothing of {named}"]
    assert warnings[0].span.line


def test_a_section_of_its_own_with_a_field_of_its_own(tmp_path: Path) -> None:
    write_pack(
        tmp_path,
        {"sections/verdict.html": "<section id='verdict'><h2 id='h-verdict'>Verdict</h2>{{ extra.verdict }}</section>"},
        manifest='sections = ["head", "summary", "verdict"]\n[fields.verdict]\ntype = "text"\ntext = "The verdict."\n',
    )
    keys: dict[str, Any] = {"actors": [], "gaps": []}
    assert "VerdictGuilty,verymuch." in words(*both(tmp_path, **keys, extra={"verdict": "Guilty, *very* much."}))
    assert "Verdict" not in words(*both(tmp_path, **keys))


@pytest.mark.parametrize(
    "change",
    [
        lambda pack: (pack / "theme.toml").write_text('[colours]\naccent = "#7A1F2B"\n'),
        lambda pack: (pack / "sections" / "gaps.html").write_text("<hr>"),
        lambda pack: (pack / "sections" / "x.png").write_bytes(b""),
    ],
    ids=["theme", "section", "another file"],
)
def test_a_change_to_a_file_changes_the_digest(change: Callable[[Path], object], tmp_path: Path) -> None:
    pack = write_pack(tmp_path, {"sections/gaps.html": "<p>x</p>"})
    top = write_pack(tmp_path, {}, name="top", extends="mine")
    before = find_pack(str(top), tmp_path).digest
    assert find_pack(str(top), tmp_path).digest == before
    change(pack)
    assert find_pack(str(top), tmp_path).digest != before
