"""Reports and notes for the tests: small, and with everything that must survive."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from bluf.annexes.model import Attached, Note, Wishes
from bluf.annexes.pages import attach
from bluf.diagnostics import Span
from bluf.document.tree import Column, Document, Figure, Heading, Link, List, Paragraph, Reference, Section, Table, Text
from bluf.writers import Attachment, Packaging
from bluf.writers.pdf import render
from tests.docx.sample import LONG, items, p, png, row, t, theme
from tests.docx.sample import note as document

WHERE = Span("report.pdf")
DATA = Attachment("note.yaml", "application/yaml", b"title: A note\n", "Data file of the note")
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FILES = (
    DATA,
    Attachment("note.docx", DOCX, b"PK not really", "The note for Word"),
    Attachment("note.pdf", "application/pdf", b"%PDF not really", "The note"),
)


@cache
def small(language: str = "en-GB", words: str = "Body of the note.", pages: int = 1) -> Document:
    """Return a note with headings, links inside and out, a list, a table and a picture."""
    return document(
        Heading(1, t("What it is about")),
        Section(
            (
                Heading(2, t("First part"), id="first"),
                Paragraph((Text(f"{words} See "), Reference(t("the table"), "table"), Text(" or "), _LINK, Text("."))),
                List(items("One", "Two")),
                Heading(3, t("Below it"), id="below"),
                Table(
                    (Column(), Column()), (row("A", "B", header=True),), (row("1", "2"),), caption=t("T"), id="table"
                ),
                Figure(png(60, 30), "A gradient", t("Figure 1")),
                *(p(LONG * 20) for _ in range((pages - 1) * 2)),
            )
        ),
        language=language,
    )


_LINK = Link(t("a link"), "https://example.org/")


def note(name: str = "note", **about: Any) -> Note:
    return Note(name, small(**about), theme(), f"{name}.yaml", FILES)


def put(host: bytes, *notes: Note, **wishes: Any) -> Attached:
    return attach(host, notes or (note(),), Wishes(**wishes), WHERE)


# --- reports ----------------------------------------------------------------------------------------


def saved(pdf: pikepdf.Pdf, **how: Any) -> bytes:
    out = io.BytesIO()
    pdf.save(out, **{"deterministic_id": True, **how})
    return out.getvalue()


def changed(host: bytes, change: Callable[[pikepdf.Pdf], None], **how: Any) -> bytes:
    """Return a report after a change."""
    with pikepdf.open(io.BytesIO(host)) as pdf:
        change(pdf)
        return saved(pdf, **how)


def _blank(count: int) -> pikepdf.Pdf:
    pdf = pikepdf.new()
    font = pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
    for number in range(1, count + 1):
        page = pdf.add_blank_page(page_size=(612, 792)).obj
        page.Resources = Dictionary(Font=Dictionary(F1=font))
        page.Contents = pdf.make_stream(b"BT /F1 20 Tf 72 700 Td (Host page %d) Tj ET" % number)
    return pdf


@cache
def plain(count: int = 5) -> bytes:
    """Return a report with nothing but pages."""
    return saved(_blank(count))


@cache
def furnished() -> bytes:
    """Return an untagged report of five pages with outline, labels, names old and new, links, a form, and a file."""
    pdf = _blank(5)
    pages = [page.obj for page in pdf.pages]
    add_outline(pdf, [("Start", 0, 1), ("Part one", 1, 1), ("Inside", 2, 2), ("Deeper", 2, 3), ("Part two", 3, 1)])
    pdf.Root.Outlines.First.Next.Count = -2  # closed
    pdf.Root.Outlines.Count = 3
    pdf.Root.PageLabels = Dictionary(
        Nums=Array([0, Dictionary(S=Name.r), 2, Dictionary(S=Name.D, P=String("R-"), St=7)])
    )
    leaf = pdf.make_indirect(Dictionary(Names=Array([String("aaa"), Array([pages[0], Name.Fit])])))
    leaf.Limits = Array([String("aaa"), String("aaa")])
    other = pdf.make_indirect(Dictionary(Names=Array([String("zzz"), Array([pages[4], Name.Fit])])))
    other.Limits = Array([String("zzz"), String("zzz")])
    pdf.Root.Names = Dictionary(Dests=Dictionary(Kids=Array([leaf, other])))
    pdf.Root.Dests = Dictionary(old=Array([pages[1], Name.Fit]))
    pages[0].Annots = Array([
        Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), Dest=String("zzz")),
        Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), Dest=Name.old),
    ])  # fmt: skip
    field = pdf.make_indirect(
        Dictionary(Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String("field"), V=String("filled in"))
    )
    field.Rect = Array([72, 72, 200, 90])
    pages[3].Annots = Array([field])
    pdf.Root.AcroForm = Dictionary(Fields=Array([field]))
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert('never run')"))
    pdf.attachments["note.yaml"] = b"the report's own file"
    pdf.docinfo["/Title"] = "The report"
    return saved(pdf)


def add_outline(pdf: pikepdf.Pdf, entries: Sequence[tuple[str, int, int]]) -> None:
    """Give a file an outline, all of it open: titles, pages (from 0) and levels (from 1)."""
    root = pdf.Root.Outlines = pdf.make_indirect(Dictionary(Type=Name.Outlines))
    stack = [root]
    for title, page, level in entries:
        del stack[level:]
        item = pdf.make_indirect(Dictionary(Title=String(title), Dest=Array([pdf.pages[page].obj, Name.Fit])))
        item.Parent = stack[-1]
        if "/Last" in stack[-1]:
            item.Prev = stack[-1].Last
            stack[-1].Last.Next = item
        else:
            stack[-1].First = item
        stack[-1].Last = item
        for above in stack:
            above.Count = int(above.get("/Count", 0)) + 1
        stack.append(item)


@cache
def tagged() -> bytes:
    """Return a report that is PDF/UA-1 and PDF/A-3a, of several pages and in German."""
    return render(small("de", "Text des Berichts.", pages=4), theme(), Packaging())[0].data


@cache
def archived(part: str = "a-2a") -> bytes:
    """Return a report that is PDF/A-2a, or what ``part`` says."""
    return render(small("fr", "Texte du rapport."), theme(), Packaging((part,)))[0].data


@cache
def universal() -> bytes:
    """Return a report that is PDF/UA-2: nothing in it leads anywhere, and its topmost element is of PDF 2.0."""
    whole = document(Heading(1, t("Report")), p("Text of the report."), language="en-GB")

    def second(pdf: pikepdf.Pdf) -> None:
        packet = pdf.Root.Metadata.read_bytes().replace(b"pdfuaid:part>1<", b"pdfuaid:part>2<")
        packet = packet.replace(b"</pdfuaid:part>", b"</pdfuaid:part><pdfuaid:rev>2024</pdfuaid:rev>")
        pdf.Root.Metadata = pdf.make_stream(packet, Type=Name.Metadata, Subtype=Name.XML)
        space = pdf.make_indirect(Dictionary(Type=Name.Namespace, NS=String("http://iso.org/pdf2/ssn")))
        pdf.Root.StructTreeRoot.Namespaces = Array([space])
        pdf.Root.StructTreeRoot.K.NS = space
        for key in ("/Outlines", "/Names"):
            del pdf.Root[key]

    plain = render(whole, theme(), Packaging(("ua-1",)))[0].data
    return changed(plain, second, force_version="2.0")


@cache
def nested() -> bytes:
    """Return a tagged report of three pages: a part runs over two of them, one element has no page of its own."""
    pdf = _blank(3)
    tree = pdf.Root.StructTreeRoot = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    whole = _element(pdf, "Document", tree)
    tree.K = whole
    chapters = [_element(pdf, "Chapter", whole) for _ in range(2)]
    whole.K = Array(chapters)
    tree.RoleMap = Dictionary(Chapter=Name.Sect)
    owners = []
    for number, page in enumerate(pdf.pages):
        page.obj.StructParents = number
        page.obj.Tabs = Name.S
        page.obj.Contents = pdf.make_stream(
            b"/P <</MCID 0>> BDC BT /F1 20 Tf 72 700 Td (Host page %d) Tj ET EMC" % number
        )
        chapter = chapters[number // 2]
        paragraph = _element(pdf, "P", chapter)
        paragraph.K = Dictionary(Type=Name.MCR, Pg=page.obj, MCID=0)
        chapter.K = Array([*chapter.get("/K", Array()), paragraph])
        owners.append(pdf.make_indirect(Array([paragraph])))
    tree.ParentTree = Dictionary(Nums=Array([thing for pair in enumerate(owners) for thing in pair]))
    tree.ParentTreeNextKey = 3
    pdf.Root.MarkInfo = Dictionary(Marked=True)
    return saved(pdf)


def _element(pdf: pikepdf.Pdf, role: str, parent: Any) -> Any:
    return pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name(f"/{role}"), P=parent))


HOSTS: dict[str, Callable[[], bytes]] = {
    "plain": plain,
    "furnished": furnished,
    "tagged": tagged,
    "archived": archived,
    "nested": nested,
    "universal": universal,
}
