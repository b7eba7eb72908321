"""Reports that are signed, locked, broken or hostile: a clear error, or a right result."""

from __future__ import annotations

import tracemalloc
import zlib
from collections.abc import Callable

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from bluf.annexes.model import Wishes
from bluf.annexes.pages import claims, copies
from bluf.annexes.pages.claims import Claims
from bluf.diagnostics import BlufError
from tests.annexes.pages.checking import open_pdf, sound, text
from tests.annexes.pages.making import HOSTS, WHERE, changed, furnished, nested, note, plain, put, tagged

# --- signed -----------------------------------------------------------------------------------------


def sign(pdf: pikepdf.Pdf) -> None:
    value = pdf.make_indirect(Dictionary(Type=Name.Sig, Filter=Name("/Adobe.PPKLite"), Contents=String("x" * 64)))
    appearance = pdf.make_stream(b"BT ET", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 9, 9]))
    kid = pdf.make_indirect(
        Dictionary(Type=Name.Annot, Subtype=Name.Widget, Rect=Array([0, 0, 9, 9]), AP=Dictionary(N=appearance), V=value)
    )
    field = pdf.make_indirect(Dictionary(FT=Name.Sig, T=String("Director"), Kids=Array([kid])))
    pdf.pages[0].obj.Annots = Array([kid])
    pdf.Root.AcroForm = Dictionary(Fields=Array([field]), SigFlags=3)


def certify(pdf: pikepdf.Pdf) -> None:
    sign(pdf)
    pdf.Root.Perms = Dictionary(DocMDP=pdf.pages[0].obj.Annots[0].V)


@pytest.mark.parametrize("seal", [sign, certify])
def test_a_signed_report_is_refused_or_becomes_an_unsigned_copy(seal: Callable[[pikepdf.Pdf], None]) -> None:
    host = changed(plain(), seal)
    with pytest.raises(BlufError, match="report-signed") as caught:
        put(host)
    assert "--unsigned" in caught.value.diagnostics[0].hints[0]
    with pytest.raises(BlufError, match="report-signed"):
        put(host, form="file")
    result = put(host, unsigned=True)
    assert "report-unsigned" in [d.code for d in result.diagnostics]
    with open_pdf(result.data) as pdf:
        (widget,) = pdf.pages[0].obj.Annots
        assert "/V" not in widget
        assert "/AP" in widget
        assert "/SigFlags" not in pdf.Root.AcroForm
        assert "/Perms" not in pdf.Root
        assert len(pdf.Root.AcroForm.Fields) == 1
    assert "report-unsigned" not in [d.code for d in put(result.data).diagnostics]


def test_an_empty_field_for_a_signature_is_no_signature() -> None:
    def unsigned_field(pdf: pikepdf.Pdf) -> None:
        sign(pdf)
        del pdf.pages[0].obj.Annots[0].V

    assert [d.code for d in put(changed(plain(), unsigned_field)).diagnostics] == ["annex-untagged"]


def test_rights_given_to_a_reader_are_taken_back() -> None:
    def extend(pdf: pikepdf.Pdf) -> None:
        pdf.Root.Perms = Dictionary(UR3=pdf.make_indirect(Dictionary(Type=Name.Sig)))

    result = put(changed(plain(), extend))
    assert "report-rights" in [d.code for d in result.diagnostics]


# --- encrypted --------------------------------------------------------------------------------------


USER, OWNER, WRONG = "open", "own", "wrong"


def locked(user: str, owner: str, **allowed: bool) -> bytes:
    permissions = pikepdf.Permissions(**allowed)
    encryption = pikepdf.Encryption(user=user, owner=owner, R=6, allow=permissions)
    return changed(tagged(), lambda _: None, encryption=encryption, deterministic_id=False, static_id=True)


def test_what_was_encrypted_stays_so() -> None:
    host = locked(USER, OWNER)
    with pytest.raises(BlufError, match="asks for a password"):
        put(host)
    with pytest.raises(BlufError, match="not that of the report"):
        put(host, password=WRONG)
    for password in (USER, OWNER):
        result = put(host, password=password)
        with pytest.raises(pikepdf.PasswordError):
            open_pdf(result.data)
        for key in (USER, OWNER):
            with open_pdf(result.data, key) as pdf:
                assert pdf.encryption.R == 6
        assert "Body of the note." in text(result.data, USER)[-1]
        assert sound(result.data, USER) == 0
        assert [copy.name for copy in copies(result.data, Wishes(password=USER), WHERE)] == ["note"]


def test_what_the_owner_does_not_allow_takes_the_owners_password() -> None:
    host = locked("", OWNER, modify_other=False, modify_assembly=False)
    with pytest.raises(BlufError, match="report-locked"):
        put(host)
    assert "Body of the note." in text(put(host, password=OWNER).data)[-1]
    pages_only = locked("", OWNER, modify_other=False, modify_assembly=True)
    assert "Body of the note." in text(put(pages_only).data)[-1]
    with pytest.raises(BlufError, match="report-locked"):
        put(pages_only, form="file")


# --- of a kind that shows no pages ------------------------------------------------------------------


def portfolio(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Collection = Dictionary(Type=Name.Collection)


def dynamic(pdf: pikepdf.Pdf) -> None:
    pdf.Root.NeedsRendering = True


@pytest.mark.parametrize("kind", [portfolio, dynamic])
def test_pages_that_nobody_would_see_are_refused(kind: Callable[[pikepdf.Pdf], None]) -> None:
    host = changed(plain(), kind)
    with pytest.raises(BlufError, match="form"):
        put(host)
    assert put(host, form="file").names


def test_a_form_in_xml_is_warned_of() -> None:
    def xfa(pdf: pikepdf.Pdf) -> None:
        pdf.Root.AcroForm.XFA = pdf.make_stream(b"<xdp/>")

    assert "form" in [d.code for d in put(changed(furnished(), xfa)).diagnostics]


# --- broken and hostile -----------------------------------------------------------------------------


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n", b"\x00" * 1000, b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF"])
def test_what_is_no_pdf_is_refused(data: bytes) -> None:
    with pytest.raises(BlufError, match="pdf-broken"):
        put(data)


@pytest.mark.parametrize("host", HOSTS)
def test_a_report_without_its_end_is_refused(host: str) -> None:
    whole = HOSTS[host]()
    for part in range(1, 10):
        with pytest.raises(BlufError, match="pdf-broken"):
            put(whole[: len(whole) * part // 10])


def test_damage_anywhere_gives_an_error_or_a_result() -> None:
    whole = changed(nested(), lambda _: None, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    outcomes: set[str | bool] = set()
    for place in range(40, len(whole), len(whole) // 60):
        data = whole[:place] + b"<<" + whole[place + 2 :]
        try:
            outcomes.add(bool(text(put(data).data)))
        except BlufError as failure:
            outcomes.add(failure.diagnostics[0].code)
    assert outcomes <= {True, "pdf-broken"}
    assert len(outcomes) == 2


def circle_of_pages(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Pages.Kids.append(pdf.Root.Pages)


def pages_by_the_billion(pdf: pikepdf.Pdf) -> None:
    kids = pdf.Root.Pages.Kids
    for _ in range(30):
        node = pdf.make_indirect(Dictionary(Type=Name.Pages, Count=1, Kids=kids))
        kids = Array([node, node])
    pdf.Root.Pages.Kids = kids


def no_pages(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Pages = Dictionary(Type=Name.Pages, Kids=Array(), Count=0)


@pytest.mark.parametrize("attack", [circle_of_pages, pages_by_the_billion, no_pages])
def test_page_trees_without_end_are_refused(attack: Callable[[pikepdf.Pdf], None]) -> None:
    with pytest.raises(BlufError, match="pdf-broken"):
        put(changed(plain(), attack))


def circles_in_the_structure(pdf: pikepdf.Pdf) -> None:
    root = pdf.Root.StructTreeRoot
    root.K.K = Array([*root.K.K, root.K, root])
    root.K.P = root.K
    root.RoleMap = Dictionary(Chapter=Name.Chapter, Document=Name.Document)


def names_in_another_encoding(pdf: pikepdf.Pdf) -> None:
    for element in (pdf.Root.StructTreeRoot.K, *pdf.Root.StructTreeRoot.K.K):
        element.S = pikepdf.Object.parse(b"/\xdcberschrift")
    pdf.Root.StructTreeRoot.RoleMap = pikepdf.Object.parse(b"<< /\xdcberschrift /H1 /Chapter /\xdcberschrift >>")


def parents_in_a_circle(pdf: pikepdf.Pdf) -> None:
    tree = pdf.make_indirect(Dictionary())
    tree.Kids = Array([tree, tree])
    pdf.Root.StructTreeRoot.ParentTree = tree


def huge_keys(pdf: pikepdf.Pdf) -> None:
    pdf.Root.StructTreeRoot.ParentTreeNextKey = 2**62
    pdf.pages[0].obj.StructParents = 2**31 - 1


def labels_that_are_none(pdf: pikepdf.Pdf) -> None:
    pdf.Root.PageLabels = Dictionary(Nums=Array([String("x"), 3, -4, Dictionary(), 1, Dictionary(S=Name.Q), 2]))


def names_that_are_none(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Names = Dictionary(Dests=Array([1]), EmbeddedFiles=String("none"))
    pdf.Root.AF = Dictionary()
    pdf.Root.Outlines = Dictionary(First=String("none"))
    pdf.Root.PieceInfo = Array([1, 2])


def scripts(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.Launch, F=String("/bin/sh"))
    pdf.Root.AA = Dictionary(WC=Dictionary(S=Name.JavaScript, JS=String("x")))


def deep_outline(pdf: pikepdf.Pdf) -> None:
    above = pdf.Root.Outlines = pdf.make_indirect(Dictionary(Count=3000))
    for _ in range(3000):
        item = pdf.make_indirect(Dictionary(Title=String("deeper"), Parent=above, Count=1))
        above.First = above.Last = item
        above = item


@pytest.mark.parametrize(
    "attack",
    [
        circles_in_the_structure,
        names_in_another_encoding,
        parents_in_a_circle,
        huge_keys,
        labels_that_are_none,
        names_that_are_none,
        scripts,
        deep_outline,
    ],
)
@pytest.mark.parametrize("at", ["", "sheet 1", "sheet 2"])
def test_hostile_reports_get_their_annex(attack: Callable[[pikepdf.Pdf], None], at: str) -> None:
    result = put(changed(nested(), attack), at=at)
    again = put(result.data)
    assert sum("Body of the note." in page for page in text(again.data)) == 1
    assert len(text(again.data)) == 4


def test_metadata_that_unpacks_without_end_claims_nothing() -> None:
    def bomb(pdf: pikepdf.Pdf) -> None:
        packed = zlib.compress(b"<x>" + b" " * 2**25, 1)
        pdf.Root.Metadata = pdf.make_stream(b"", Type=Name.Metadata, Subtype=Name.XML)
        pdf.Root.Metadata.write(packed, filter=Name.FlateDecode)

    with open_pdf(changed(plain(), bomb, stream_decode_level=pikepdf.StreamDecodeLevel.none)) as pdf:
        tracemalloc.start()
        assert claims.read(pdf) == Claims()
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak < 16 * 2**20


def test_a_long_report_is_taken_in_one_piece() -> None:
    result = put(plain(500), note(pages=3), at="page 250")
    pages = text(result.data)
    assert pages[249].strip() == "Host page 250"
    assert "Body of the note." in pages[250]
    assert pages[-1].strip() == "Host page 500"
