"""Markings, headers and footers over and under the pages of each chapter, in the tree and in both files."""

from __future__ import annotations

from pathlib import Path

import pytest

from bluf.diagnostics import BlufError
from bluf.document.tree import Running
from bluf.theme.fonts import visible
from tests.combine.making import TITLE, chapters, combined, files, words, write
from tests.docx.reading import Docx, R, W, text
from tests.pdf.reading import Pdf

AMBER = {"level": "TLP:AMBER", "caveats": ["EYES ONLY"]}

# markings of the notes / --marking / banner of the whole / header and footer of each chapter
CASES: list[tuple[list[object], str, str, list[tuple[str, str]]]] = [
    (["TLP:CLEAR", "TLP:CLEAR"], "", "TLP:CLEAR", [("TLP:CLEAR", "TLP:CLEAR")] * 2),
    ([None, None], "", "", [("", "")] * 2),
    ([AMBER, AMBER], "", "TLP:AMBER//EYES ONLY", [("TLP:AMBER//EYES ONLY",) * 2] * 2),
    (
        ["TLP:CLEAR", "TLP:AMBER", None], "TLP:AMBER", "TLP:AMBER",
        [("This note: TLP:CLEAR", "Whole document: TLP:AMBER"), ("TLP:AMBER",) * 2, ("TLP:AMBER",) * 2],
    ),
    ([None], "SECRET", "SECRET", [("SECRET", "SECRET")]),
]  # fmt: skip


def notes(folder: Path, markings: list[object]) -> list[Path]:
    keys = [{"marking": marking} if marking else {} for marking in markings]
    return [write(folder, f"{n}.json", title=f"Note {n}", reference=f"REF-{n}", **key) for n, key in enumerate(keys)]


def banner(running: Running) -> str:
    return words(running.banner)


@pytest.mark.parametrize(("markings", "given", "whole", "each"), CASES)
def test_banners(tmp_path: Path, markings: list[object], given: str, whole: str, each: list[tuple[str, str]]) -> None:
    said = (*TITLE, ("marking", given)) if given else TITLE
    document = combined(notes(tmp_path, markings), said).document
    assert {banner(r) for r in (document.header, document.first_header, document.footer)} == {whole}
    assert [(banner(c.header), banner(c.footer)) for c in chapters(document)] == each
    assert [banner(c.first_header) for c in chapters(document)] == [header for header, _ in each]


@pytest.mark.parametrize(
    "markings", [["TLP:CLEAR", "TLP:AMBER"], ["TLP:AMBER", AMBER], ["TLP:CLEAR", None], [None, "TLP:CLEAR"]]
)
def test_notes_that_share_no_marking_need_one_given(tmp_path: Path, markings: list[object]) -> None:
    with pytest.raises(BlufError) as caught:
        combined(notes(tmp_path, markings))
    (found,) = caught.value.diagnostics
    assert found.code == "roundup-marking"
    assert "0.json" in found.message
    assert "1.json" in found.message
    assert found.span.file.endswith("1.json")
    assert any("--marking" in hint for hint in found.hints)


def pages_of(pdf: Pdf) -> list[str]:
    """Return what stands in the artifacts of each page: header and footer."""
    return [" ".join(" ".join(pdf.artifacts(number)).split()) for number in range(len(pdf.pages))]


def sections_of(docx: Docx) -> list[dict[str, str]]:
    """Return the texts of each section's headers and footers, by kind and by the pages that they are for."""
    targets = {node.get("Id"): node.get("Target") for node in docx.xml("word/_rels/document.xml.rels")}
    found = []
    for section in docx.document.iter(f"{W}sectPr"):
        heads = {}
        for kind in ("header", "footer"):
            for reference in section.iter(f"{W}{kind}Reference"):
                name = f"word/{targets[reference.get(f'{R}id')]}"
                lines = (text(line) for line in docx.xml(name).iter(f"{W}p"))
                heads[f"{kind} {reference.get(f'{W}type')}"] = " ".join(" ".join(lines).split())
        found.append(heads)
    return found


def test_each_chapter_has_its_own_header_on_all_its_pages(tmp_path: Path) -> None:
    long = {"sections": [{"title": "Long", "body": "\n\n".join(["A paragraph of some words. " * 20] * 40)}]}
    paths = [
        write(tmp_path, f"{n}.json", title=f"Note {n}", reference=f"REF-{n}", marking=f"MARK-{n}", **long)
        for n in range(3)
    ]
    docx, pdf = files(combined(paths, [*TITLE, ("marking", "ALL"), ("reference", "RU-1")]))
    pages = pages_of(pdf)
    assert len(pages) > 9
    chapter = -1
    for number, page in enumerate(pages, 1):
        assert page.count("ALL") >= 1, "every page says the marking of the whole"
        assert f"Page {number} of {len(pages)}" in page
        assert "A roundup" in page
        if "MARK-" in page:
            first = f"MARK-{chapter + 1}" in page
            chapter += first
            assert f"This note: MARK-{chapter}" in page
            assert (f"Note {chapter}" in page and f"REF-{chapter}" in page) is not first
    assert chapter == 2
    sections = sections_of(docx)
    assert [section["header default"] for section in sections] == [
        "ALL RU-1", *(f"This note: MARK-{n} Note {n} REF-{n}" for n in range(3))
    ]  # fmt: skip
    for number, section in enumerate(sections):
        assert len(section) == 6
        mark = f"This note: MARK-{number - 1}" if number else "ALL"
        assert section["header even"] == section["header default"]
        assert section["header first"] == mark
        for which in ("default", "first", "even"):
            footer = section[f"footer {which}"]
            assert footer.endswith("Whole document: ALL" if number else "ALL")
            assert footer.startswith("A roundup Page")
    kinds = [section.find(f"{W}type") for section in docx.document.iter(f"{W}sectPr")]
    assert kinds == [None] * 4, "each section starts a page"


def test_sources_stand_under_the_header_of_the_whole(tmp_path: Path) -> None:
    keys = {"sources": [{"id": "s", "title": "Source"}]}
    paths = [write(tmp_path, f"{n}.json", marking=f"MARK-{n}", **keys) for n in range(2)]
    docx, pdf = files(combined(paths, [*TITLE, ("marking", "ALL"), ("reference", "RU-1")]))
    assert "RU-1" in pages_of(pdf)[-1], "only page one has the header of the first page"
    assert "MARK" not in pages_of(pdf)[-1]
    last = sections_of(docx)[-1]
    assert "MARK" not in " ".join(last.values())
    assert last["header first"] == last["header default"] == "ALL RU-1"


def test_a_chapter_in_another_direction_runs_that_way(tmp_path: Path) -> None:
    paths = [
        write(tmp_path, "a.json", title="One", sources=[{"id": "s", "title": "Source"}]),
        write(tmp_path, "b.json", title="ملاحظة", language="ar", summary="هذا هو الأمر.", marking=None),
    ]
    roundup = combined(paths)
    docx, pdf = files(roundup)
    first, second = chapters(roundup.document)
    assert (first.lang, second.lang) == ("", "ar")
    directions = [section.find(f"{W}bidi") is not None for section in docx.document.iter(f"{W}sectPr")]
    assert directions == [False, False, True, False]
    (part,) = [node for node in pdf.root.all("Part") if node.element.get("/Lang") is not None]
    assert str(part.element.Lang) == "ar"
    assert "ملاحظة" in part.text()
    # The page's number is at the other side of the footer, and in the order of the whole's language.
    assert "Page 4 of 5" in visible(pages_of(pdf)[3])
