"""Reports made by hand: as little XML as shows the case."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from functools import cache
from typing import Any

from lxml import etree

from bluf.annexes.model import Attached, Note, Wishes
from bluf.annexes.word import attach
from bluf.diagnostics import Span
from bluf.document.tree import Document, Heading, Section
from tests.docx.reading import R, W
from tests.docx.sample import note, p, t, theme

MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
HERE = Span("report.docx")

STYLES = "".join(
    f'<w:style w:type="{kind}"{default} w:styleId="{identifier}"><w:name w:val="{name}"/>{rest}</w:style>'
    for kind, default, identifier, name, rest in (
        ("paragraph", ' w:default="1"', "Standard", "Normal", '<w:rPr><w:sz w:val="24"/></w:rPr>'),
        *(
            ("paragraph", "", f"berschrift{n}", f"heading {n}", f'<w:pPr><w:outlineLvl w:val="{n - 1}"/></w:pPr>')
            for n in (1, 2, 3)
        ),
        *(("paragraph", "", f"Verzeichnis{n}", f"toc {n}", "") for n in (1, 2, 3)),
        ("table", ' w:default="1"', "NormaleTabelle", "Normal Table", ""),
    )
)
SECTION = (
    '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1440" w:right="1440" w:bottom="1440" w:left="1440" '
    'w:header="708" w:footer="708" w:gutter="0"/>'
)
LANDSCAPE = SECTION.replace('w:w="11906" w:h="16838"', 'w:w="16838" w:h="11906" w:orient="landscape"')


def text(words: str, properties: str = "") -> str:
    inner = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    return f'<w:p>{inner}<w:r><w:t xml:space="preserve">{words}</w:t></w:r></w:p>'


def heading(level: int, words: str, marks: str = "") -> str:
    style = f'<w:pPr><w:pStyle w:val="berschrift{level}"/></w:pPr>'
    return f"<w:p>{style}{marks}<w:r><w:t>{words}</w:t></w:r></w:p>"


def section(inner: str = SECTION) -> str:
    return f"<w:sectPr>{inner}</w:sectPr>"


def host(
    body: str,
    *,
    last: str = "<w:sectPr/>",
    styles: str = STYLES,
    parts: Mapping[str, tuple[str, str, str]] | None = None,
    kind: str = "document",
    types: str = "",
    extra: Mapping[str, bytes] | None = None,
) -> bytes:
    """Return a report.

    Args:
        body: its blocks.
        last: the set-up of its last section.
        styles: its styles.
        parts: name in ``word/`` → kind of relation, id of relation, XML.
        kind: the word for what it is in its content type.
        types: more content types.
        extra: other files of the package.
    """
    listed = dict(parts or {})
    listed["styles.xml"] = ("styles", "rIdStyles", f'<w:styles xmlns:w="{MAIN}">{styles}</w:styles>')
    overrides = "".join(
        f'<Override PartName="/word/{name}" ContentType="{WORD}.{what}+xml"/>' for name, (what, _, _) in listed.items()
    )
    main = "application/vnd.ms-word.document.macroEnabled.main+xml" if kind == "macros" else f"{WORD}.{kind}.main+xml"
    relations = "".join(
        f'<Relationship Id="{identifier}" Type="{OFFICE}/{what}" Target="{name}"/>'
        for name, (what, identifier, _) in listed.items()
    )
    files: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType='
        f'"application/xml"/><Override PartName="/word/document.xml" ContentType="{main}"/>{overrides}{types}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{MAIN}" xmlns:r="{OFFICE}"><w:body>{body}{last}</w:body>'
        "</w:document>",
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{relations}</Relationships>',
        **{f"word/{name}": xml for name, (_, _, xml) in listed.items()},
        **(extra or {}),
    }
    return zipped(files)


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2020, 1, 2, 3, 4, 6)), content)
    return buffer.getvalue()


def header(words: str) -> str:
    return f'<w:hdr xmlns:w="{MAIN}">{text(words)}</w:hdr>'


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


# --- notes ------------------------------------------------------------------------------------------


@cache
def small(title: str = "Finding", language: str = "en-GB") -> Document:
    return note(Heading(1, t(title)), p("It is so."), Section((Heading(2, t("Basis")), p("Because."))),
                language=language)  # fmt: skip


def made(document: Document | None = None, name: str = "finding", **more: Any) -> Note:
    return Note(name, document or small(), theme(), f"{name}.yaml", **more)


def put(data: bytes, *notes: Note, at: str = "", form: Any = "annex", look: Any = "host", **more: Any) -> Attached:
    return attach(data, notes or (made(),), Wishes(at, form, look, **more), HERE)


# --- reading ----------------------------------------------------------------------------------------


def body_of(data: bytes) -> Any:
    return etree.fromstring(parts_of(data)["word/document.xml"])[-1]


def lines(data: bytes) -> list[str]:
    """Return the words of each paragraph, but for empty ones."""
    found = ("".join(t.text or "" for t in p.iter(f"{W}t")) for p in body_of(data).iter(f"{W}p"))
    return [line for line in found if line]


def set_ups(data: bytes) -> list[Any]:
    return [s for s in body_of(data).iter(f"{W}sectPr") if s.getparent().tag in {f"{W}pPr", f"{W}body"}]


def headers(data: bytes) -> list[dict[str, str]]:
    """Return what the headers of each section say, by kind, as Word finds them: else from the section before."""
    files = parts_of(data)
    targets = {e.get("Id"): e.get("Target") for e in etree.fromstring(files["word/_rels/document.xml.rels"])}
    result: list[dict[str, str]] = []
    for one in set_ups(data):
        now = dict(result[-1]) if result else {}
        for reference in one.iter(f"{W}headerReference"):
            xml = etree.fromstring(files[f"word/{targets[reference.get(f'{R}id')]}"])
            now[reference.get(f"{W}type")] = "|".join(
                "".join(t.text or "" for t in p.iter(f"{W}t")) for p in xml.iter(f"{W}p")
            )
        result.append(now)
    return result
