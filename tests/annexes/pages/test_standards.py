"""Standards that a report claims: they hold with the note in it, or are no longer claimed."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Dictionary, Name, String
from PIL import Image as Picture

from bluf.annexes.model import Note
from bluf.annexes.pages.destinations import Destinations
from bluf.annexes.pages.paper import opened
from bluf.annexes.pages.structure import Place, next_heading
from bluf.document.tree import Contents, ContentsEntry, Definition, DefinitionList, Figure, Image
from bluf.untrusted import xmp
from bluf.untrusted.objects import array
from bluf.verification.validating import profile
from bluf.verification.validators import find
from bluf.writers import Packaging
from bluf.writers.pdf import render
from tests.annexes.pages.checking import open_pdf
from tests.annexes.pages.making import archived, changed, nested, note, plain, put, small, tagged, universal
from tests.docx.sample import p, png, t, theme
from tests.verify.making import need_validator


def claims(data: bytes) -> tuple[str, ...]:
    with open_pdf(data) as pdf:
        return xmp.claims(xmp.properties(pdf.Root.Metadata.read_bytes()))


def failures(data: bytes, folder: Path) -> dict[str, list[str]]:
    """Return the rules that a file breaks, for each standard that it claims."""
    need_validator()
    path = folder / "checked.pdf"
    path.write_bytes(data)
    profiles = [profile(claim) for claim in claims(data)]
    verdicts = find().validate({path: profiles})
    return {name: [failure.rule for failure in verdicts[path, name].failures] for name in profiles}


def see_through() -> Note:
    """Return a note with a picture that can be seen through."""
    buffer = io.BytesIO()
    Picture.new("RGBA", (20, 20), (200, 0, 0, 90)).save(buffer, "PNG")
    figure = Figure(Image(buffer.getvalue(), "png", 20, 20, 96, "a.png"), "A red square")
    whole = note()
    return replace(whole, document=replace(whole.document, children=(*whole.document.children, figure)))


def without_colours(pdf: pikepdf.Pdf) -> None:
    """Take the output intent away, and all from the page that needs one."""
    del pdf.Root.OutputIntents
    for page in pdf.pages:
        data = page.obj.Contents.read_bytes()
        lines = [line for line in data.split(b"\n") if not line.endswith((b" rg", b" RG", b" Do"))]
        page.obj.Contents = pdf.make_stream(b"\n".join(lines))


def without_language(pdf: pikepdf.Pdf) -> None:
    pdf.Root.StructTreeRoot.K.Lang = pdf.Root.Lang
    for page in pdf.pages:  # what stands outside elements has no language then
        page.obj.Contents = pdf.make_stream(b"")
    del pdf.Root.Lang
    del pdf.Root.Outlines


@pytest.mark.parametrize("at", ["", "sheet 1"])
def test_an_accessible_archive_stays_both(at: str, tmp_path: Path) -> None:
    result = put(tagged(), see_through(), at=at, stamp=True)
    assert not result.diagnostics
    assert failures(result.data, tmp_path) == {"3a": [], "ua1": []}


def with_contents() -> Note:
    """Return a note with all that PDF/UA-2 is stricter about: contents, terms, a picture with a caption, links."""
    whole = note()
    listed = Contents(2, entries=(ContentsEntry(1, "", t("First part"), "first"),))
    terms = DefinitionList((Definition(t("Term"), (p("What it means."),)),))
    figure = Figure(png(60, 30), "A gradient", t("Figure 2"))
    first, *rest = whole.document.children
    return replace(whole, document=replace(whole.document, children=(first, listed, terms, figure, *rest)))


@pytest.mark.parametrize("at", ["", "sheet 1"])
def test_the_second_part_for_all_readers_stays(at: str, tmp_path: Path) -> None:
    assert failures(universal(), tmp_path) == {"ua2": []}
    result = put(universal(), with_contents(), at=at)
    assert not result.diagnostics
    assert failures(result.data, tmp_path) == {"ua2": []}
    again = put(result.data, with_contents())
    assert failures(again.data, tmp_path) == {"ua2": []}
    with open_pdf(again.data) as pdf:
        links = [link for page in pdf.pages for link in array(page.obj.get("/Annots")) if "/URI" not in link.A]
        assert links
        places = Destinations(pdf)
        for link in links:
            (page,) = [n for n, one in enumerate(pdf.pages) if one.obj.objgen == _page_of(link.A.SD[0]).objgen]
            assert places.page(link) == page


def _page_of(element: Any) -> Any:
    """Return the page of the first content in an element."""
    while "/Pg" not in element:
        element = next(kid for kid in array(element.K) if isinstance(kid, Dictionary))
    return element.Pg


def test_the_part_that_takes_no_files(tmp_path: Path) -> None:
    assert failures(put(archived(), see_through()).data, tmp_path) == {"2a": []}


def test_colours_mean_what_they_meant_without_an_output_intent(tmp_path: Path) -> None:
    host = changed(archived(), without_colours)
    result = put(host, see_through())
    with open_pdf(result.data) as pdf:
        assert "/DefaultRGB" in pdf.pages[-1].Resources.ColorSpace
        assert "/ColorSpace" not in pdf.pages[0].Resources
    had = set(failures(host, tmp_path)["2a"])
    assert set(failures(result.data, tmp_path)["2a"]) <= had


def with_another_profile(pdf: pikepdf.Pdf) -> None:
    """Let the output intent's profile be of something else than RGB, though it is said to be of that."""
    profile = pdf.Root.OutputIntents[0].DestOutputProfile
    data = profile.read_bytes()
    profile.write(data[:16] + b"YYY " + data[20:])


def contradicting(pdf: pikepdf.Pdf) -> None:
    """Add an output intent for grey."""
    grey = pdf.make_stream(b"not read", N=1)
    pdf.Root.OutputIntents.append(Dictionary(Type=Name.OutputIntent, S=Name.GTS_PDFA1, DestOutputProfile=grey))


@pytest.mark.parametrize("change", [with_another_profile, contradicting])
def test_an_output_intent_that_does_not_say_what_rgb_means_is_not_relied_on(
    change: Callable[[pikepdf.Pdf], None],
) -> None:
    for host, relied_on in ((archived(), True), (changed(archived(), change), False)):
        with open_pdf(put(host).data) as pdf:
            assert ("/DefaultRGB" not in pdf.pages[-1].Resources.get("/ColorSpace", {})) is relied_on


def types_of_annex(pdf: pikepdf.Pdf) -> set[str]:
    """Return the types of the elements of an annex at the end."""
    found: set[str] = set()
    waiting: list[Any] = [pdf.Root.StructTreeRoot.K.K[-1]]
    while waiting:
        thing = waiting.pop()
        if isinstance(thing, pikepdf.Array):
            waiting += list(thing)
        elif isinstance(thing, Dictionary) and "/S" in thing:
            found.add(str(thing.S))
            waiting.append(thing.get("/K"))
    return found


def test_a_claim_of_the_first_part_is_given_up_for_transparency() -> None:
    def first_part(pdf: pikepdf.Pdf) -> None:
        packet = pdf.Root.Metadata.read_bytes().replace(b"pdfaid:part>2", b"pdfaid:part>1")
        pdf.Root.Metadata = pdf.make_stream(packet, Type=Name.Metadata, Subtype=Name.XML)

    host = changed(archived(), first_part, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    kept = put(host)
    assert [said.code for said in kept.diagnostics] == ["data-left-out"]
    assert claims(kept.data) == ("PDF/A-1a",)
    assert b"/ObjStm" not in kept.data
    with open_pdf(kept.data) as pdf:
        fonts = [font.DescendantFonts[0].FontDescriptor for font in pdf.pages[-1].Resources.Font.values()]
        assert all("/CIDSet" in descriptor for descriptor in fonts)
        assert "/Table" in (types := types_of_annex(pdf))
        assert "/THead" not in types
    dropped = put(host, see_through())
    assert [said.code for said in dropped.diagnostics] == ["data-left-out", "report-claim"]
    assert "no longer PDF/A-1a" in dropped.diagnostics[1].message
    assert claims(dropped.data) == ()


def test_an_untagged_report_does_not_go_on_claiming_to_be_for_all_readers() -> None:
    def untagged(pdf: pikepdf.Pdf) -> None:
        del pdf.Root.StructTreeRoot

    result = put(changed(tagged(), untagged))
    assert [said.code for said in result.diagnostics] == ["report-claim", "annex-untagged"]
    assert claims(result.data) == ("PDF/A-3a",)


def test_printing_is_not_claimed_for_pages_that_are_not_made_for_it() -> None:
    def printing(pdf: pikepdf.Pdf) -> None:
        pdf.trailer.Info = pdf.make_indirect(Dictionary(Title=String("T"), GTS_PDFXVersion=String("PDF/X-3:2003")))

    result = put(changed(plain(), printing))
    assert "report-claim" in [said.code for said in result.diagnostics]
    with open_pdf(result.data) as pdf:
        assert dict(pdf.trailer.Info.items()) == {"/Title": "T"}


def unnumbered(pdf: pikepdf.Pdf) -> None:
    """Make the headings of a report such that each has its own section and no level."""
    waiting: list[Any] = [pdf.Root.StructTreeRoot.K]
    while waiting:
        element = waiting.pop()
        if isinstance(element, pikepdf.Array):
            waiting += list(element)
        elif isinstance(element, Dictionary) and "/S" in element:
            if str(element.S) in {"/H1", "/H2", "/H3"}:
                element.S = Name.H if element.S == "/H1" else Name.P
            waiting.append(element.get("/K"))


def test_headings_without_levels_stay_among_themselves(tmp_path: Path) -> None:
    host = changed(render(small(), theme(), Packaging(("ua-1",)))[0].data, unnumbered)
    result = put(host)
    if claims(result.data):
        assert failures(result.data, tmp_path) == {"ua1": []}
    else:
        assert "report-claim" in [said.code for said in result.diagnostics]


@pytest.mark.parametrize(
    ("follows", "levels"),
    [("", "123"), ("H2", "123"), ("H4", "123"), ("H5", "234"), ("H6", "345"), ("H", "")],
)
def test_no_level_is_left_out(follows: str, levels: str) -> None:
    """Where the report goes on with a deeper heading than those of the note, the note's become deeper."""
    with opened(render(small(), theme())[0].data) as paper:
        paper.settle_headings(follows)
        types = [str(element.S) for element in paper.elements()]
    assert [kind for kind in types if kind[1:2] == "H"] == ([f"/H{level}" for level in levels] or ["/H"] * 3)


@pytest.mark.parametrize(("index", "heading"), [(0, "H1"), (1, "H4"), (2, "H2"), (3, "")])
def test_the_heading_that_follows_is_found(index: int, heading: str) -> None:
    def chapters(pdf: pikepdf.Pdf) -> None:
        """Two chapters, with headings 1 and 4, and 2."""
        tree = pdf.Root.StructTreeRoot
        tree.RoleMap.Title = Name.H4
        whole, (first, second) = tree.K, list(tree.K.K)
        for parent, kind in ((first, "H1"), (first, "Title"), (second, "H2")):
            element = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name(f"/{kind}"), P=parent))
            parent.K.append(element)
        second.K = pikepdf.Array(list(reversed(list(second.K))))
        assert len(whole.K) == 2

    with open_pdf(changed(nested(), chapters)) as pdf:
        tree = pdf.Root.StructTreeRoot
        first, second = list(tree.K.K)
        headings = len(first.K) - 2
        places = [Place(first, headings), Place(first, headings + 1), Place(tree.K, 1), Place(second, len(second.K))]
        assert next_heading(tree, places[index]) == heading


@pytest.mark.parametrize("change", [without_language])
def test_a_language_that_is_not_given_is_the_notes(change: Callable[[pikepdf.Pdf], None]) -> None:
    with open_pdf(put(changed(tagged(), change)).data) as pdf:
        assert str(pdf.Root.Lang) == "en-GB"
        assert str(pdf.Root.StructTreeRoot.K.Lang) == "de"
