"""One pack for the whole: what becomes of notes that are written for another, and of packs of one's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from bluf.compose.finding import builtin_folder
from bluf.diagnostics import BlufError
from bluf.document.tree import Chapter, Columns
from bluf.document.walk import blocks
from tests.combine.making import after_chapters, chapters, combined, files, texts, write
from tests.docx.reading import squeezed, tree_text
from tests.pdf.reading import expected, seen

RICH = {
    "summary": {"bottom_line": "It is so. [@s]", "points": ["One.", "Two."]},
    "actors": ["First", "Second", "Third"],
    "sections": [{"title": "More", "body": "Text.\n\n# A heading\n\nMore."}],
    "sources": [{"id": "s", "title": "Source", "publisher": "P", "date": "2026"}],
}


def pack(folder: Path, name: str, manifest: str = "", **files: str) -> None:
    path = folder / "templates" / name
    (path / "sections").mkdir(parents=True)
    (path / "template.toml").write_text(f'name = "{name}"\ndescription = "D"\nextends = "standard"\n{manifest}')
    for file, text in files.items():
        (path / f"{file}.html").write_text(text)


@pytest.mark.parametrize("template", ["standard", "assessment", "submission", "onepager", "infocus"])
def test_every_built_in_pack_makes_roundups(tmp_path: Path, template: str) -> None:
    paths = [write(tmp_path, f"{n}.json", title=f"Note {n}", **RICH) for n in range(2)]
    roundup = combined(paths, template=template)
    docx, pdf = files(roundup)
    assert squeezed("".join(words for _, words in docx.paragraphs())) == tree_text(roundup.document)
    assert seen(pdf.words()) == expected(roundup.document)
    assert any(isinstance(b, Columns) for c in chapters(roundup.document) for b in c.children) is (
        template == "infocus"
    )
    assert len([text for text in texts(after_chapters(roundup.document)) if "Source" in text]) <= 3
    assert not any(isinstance(b, Chapter) for c in chapters(roundup.document) for b in blocks(c.children))


def test_options_that_both_packs_have_are_kept_and_others_are_told(tmp_path: Path) -> None:
    pack(
        tmp_path,
        "own",
        '[options.colour]\ntype = "line"\ntext = "C"\n[fields.to]\ntype = "line"\nmany = true\ntext = "T"\n',
    )
    keys = {"options": {"contents_from_words": 3, "colour": "red"}, "extra": {"to": "You"}, "template": "own"}
    path = write(tmp_path, "a.json", **keys)
    roundup = combined([path])
    assert [(d.code, d.span.path) for d in roundup.diagnostics] == [
        ("roundup-template", "options.colour"), ("roundup-template", "extra.to"),
    ]  # fmt: skip
    note = roundup.members[0].loaded.briefing
    assert note.options.contents_from_words == 3  # type: ignore[attr-defined]
    assert combined([path], template="own").diagnostics == []
    other = combined([path], template="submission")  # which has the same field `to`
    assert [d.span.path for d in other.diagnostics if d.code == "roundup-template"] == ["options.colour"]
    assert other.members[0].loaded.briefing.extra.to == ["You"]  # type: ignore[attr-defined]


def test_options_of_the_roundup_are_those_of_all_notes(tmp_path: Path) -> None:
    path = write(tmp_path, "a.json", actors=["First"], options={"sections": ["summary", "actors"]})
    (tmp_path / "l.yaml").write_text("title: T\nnotes: [a.json]\noptions: {sections: [summary]}\n")
    assert any("First" in text for text in texts(chapters(combined([path]).document)))
    roundup = combined([tmp_path / "l.yaml"], ())
    assert not any("First" in text for text in texts(chapters(roundup.document)))
    assert [d.code for d in roundup.diagnostics] == ["data-unused"]


BAD = [
    ("a chapter left out", {"roundup": "<h1>T</h1>"}, "roundup-chapters"),
    ("a chapter twice", {"roundup": '<chapter number="1"/><chapter number="1"/>'}, "template-markup"),
    ("a chapter that is not there", {"roundup": '<chapter number="1"/><chapter number="2"/>'}, "template-markup"),
    ("a chapter inside something", {"roundup": '<section><chapter number="1"/></section>'}, "template-markup"),
    ("a chapter in a note", {"briefing": '<chapter number="1"/>'}, "template-markup"),
    ("a note without a title", {"briefing": "<p>Text</p>"}, "roundup-title"),
    ("sources everywhere", {"briefing": '<h1>T</h1><p id="source-s">S</p>'}, "roundup-sources"),
]


@pytest.mark.parametrize(("files", "code"), [b[1:] for b in BAD], ids=[b[0] for b in BAD])
def test_packs_of_which_no_roundup_can_be_made(tmp_path: Path, files: dict[str, str], code: str) -> None:
    pack(tmp_path, "own", **files)
    path = write(tmp_path, "a.json", sources=[{"id": "s", "title": "S"}])
    with pytest.raises(BlufError) as caught:
        combined([path], template="own")
    (found,) = caught.value.diagnostics
    assert found.code == code
    assert "own" in found.span.file


def test_a_pack_without_a_template_for_roundups_says_so(tmp_path: Path) -> None:
    pack(tmp_path, "own")
    folder = tmp_path / "templates" / "own"
    (folder / "template.toml").write_text('name = "own"\ndescription = "D"\nsections = []\n')
    (folder / "briefing.html").write_text("<h1>{{ note.title }}</h1>")
    (folder / "sections" / "head.html").write_text("")
    (folder / "labels").mkdir()
    for name in ("theme.toml", "labels/en.toml"):
        (folder / name).write_bytes((builtin_folder() / "standard" / name).read_bytes())
    with pytest.raises(BlufError) as caught:
        combined([write(tmp_path, "a.json")], template="own")
    assert [d.code for d in caught.value.diagnostics] == ["template-missing"]
