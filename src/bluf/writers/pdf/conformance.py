"""What a PDF claims to be, and what it has to hold for that: PDF/UA-1 (ISO 14289-1), PDF/A-2a and 3a (ISO 19005-2, -3).

Tags, fonts and structure are there whatever is claimed; this adds the identification in the XMP packet, the
description of the properties used there that no standard defines, the output intent that says what RGB
means, and the associated file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from datetime import datetime

from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFObjectReference

from bluf.writers import Attachment
from bluf.writers.pdf import icc
from bluf.writers.pdf.pdffile import PdfFile, Stream
from bluf.writers.pdf.syntax import string_bytes, text_string

# Names the properties that tell from what a file was made; XMP asks for a URI that ends in "/" or "#".
NAMESPACE = "urn:bluf:document:1.0#"
_PDFUAID = "http://www.aiim.org/pdfua/ns/id/"
_NAMESPACES = {
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "pdfuaid": _PDFUAID,
    "pdfaExtension": "http://www.aiim.org/pdfa/ns/extension/",
    "pdfaSchema": "http://www.aiim.org/pdfa/ns/schema#",
    "pdfaProperty": "http://www.aiim.org/pdfa/ns/property#",
}
_IDENTIFICATION = {
    "a-2a": (("pdfaid:part", "2"), ("pdfaid:conformance", "A")),
    "a-3a": (("pdfaid:part", "3"), ("pdfaid:conformance", "A")),
    "ua-1": (("pdfuaid:part", "1"),),
}
_BLUF_PROPERTIES = {
    "dataSHA256": "SHA-256 of the data file",
    "pack": "Template pack",
    "version": "Version of the note",
    "status": "Status of the note",
    "fingerprint": "Digest of all that the file was made from",
}


def identification(standards: Collection[str]) -> list[tuple[str, str]]:
    """Return the XMP properties that claim these standards, and those that describe our own."""
    properties = [pair for standard in sorted(standards) for pair in _IDENTIFICATION[standard]]
    if is_archival(standards):
        properties.append(("pdfaExtension:schemas", _schemas(accessible="ua-1" in standards)))
    return properties


def is_archival(standards: Collection[str]) -> bool:
    """Return whether a part of PDF/A is among the standards."""
    return any(standard.startswith("a-") for standard in standards)


def namespaces() -> str:
    """Return the declarations of the namespaces that ``identification`` uses."""
    return " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in _NAMESPACES.items())


def _schemas(*, accessible: bool) -> str:
    """Return the container of extension schemas (ISO 19005-2, 6.6.2.3)."""
    schemas = [_schema("What a bluf file was made from", NAMESPACE, "bluf", _BLUF_PROPERTIES, "Text")]
    if accessible:
        part = {"part": "Part of ISO 14289 to which the file conforms"}
        schemas.append(_schema("PDF/UA identification", _PDFUAID, "pdfuaid", part, "Integer"))
    return f"<rdf:Bag>{''.join(schemas)}</rdf:Bag>"


def _schema(title: str, uri: str, prefix: str, properties: dict[str, str], kind: str) -> str:
    described = "".join(
        '<rdf:li rdf:parseType="Resource">'
        f"<pdfaProperty:name>{name}</pdfaProperty:name><pdfaProperty:valueType>{kind}</pdfaProperty:valueType>"
        "<pdfaProperty:category>internal</pdfaProperty:category>"
        f"<pdfaProperty:description>{text}</pdfaProperty:description></rdf:li>"
        for name, text in properties.items()
    )
    return (
        f'<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>{title}</pdfaSchema:schema>'
        f"<pdfaSchema:namespaceURI>{uri}</pdfaSchema:namespaceURI><pdfaSchema:prefix>{prefix}</pdfaSchema:prefix>"
        f"<pdfaSchema:property><rdf:Seq>{described}</rdf:Seq></pdfaSchema:property></rdf:li>"
    )


def output_intent(file: PdfFile) -> PDFObjectReference:
    """Add the output intent: colours are sRGB (ISO 19005-2, 6.2.3)."""
    profile = file.Reference(Stream(icc.srgb(), {"N": 3}))
    return file.Reference(
        PDFDictionary(
            {
                "Type": "/OutputIntent",
                "S": "/GTS_PDFA1",
                "OutputConditionIdentifier": text_string(icc.NAME),
                "Info": text_string(icc.NAME),
                "DestOutputProfile": profile,
            }
        )
    )


def associated_file(
    file: PdfFile, attachment: Attachment, made: datetime | None, *, relationship: str
) -> PDFObjectReference:
    """Add a file that belongs to the document (ISO 19005-3, annex E); return its file specification.

    ``relationship`` says how (ISO 32000-2, table 43): "Source" made the document, "Supplement" goes with the source.
    """
    checksum = hashlib.md5(attachment.data, usedforsecurity=False).hexdigest().upper()
    parameters = {"Size": len(attachment.data), "CheckSum": f"<{checksum}>"}
    if made:
        parameters["ModDate"] = f"(D:{made:%Y%m%d%H%M%S}Z)"
    kind = "/" + attachment.media_type.replace("/", "#2F")
    entries = {"Type": "/EmbeddedFile", "Subtype": kind, "Params": PDFDictionary(parameters)}
    embedded = file.Reference(Stream(attachment.data, entries))
    return file.Reference(
        PDFDictionary(
            {
                "Type": "/Filespec",
                "F": text_string(attachment.name),
                "UF": text_string(attachment.name),
                "Desc": text_string(attachment.description),
                "AFRelationship": f"/{relationship}",
                "EF": PDFDictionary({"F": embedded, "UF": embedded}),
            }
        )
    )


def embedded_names(specifications: Mapping[str, PDFObjectReference]) -> PDFDictionary:
    """Return the name tree by which viewers list the files; its order is that of the names' bytes."""
    names = sorted(specifications, key=lambda name: string_bytes(text_string(name)))
    return PDFDictionary(
        {"Names": PDFArray([part for name in names for part in (text_string(name), specifications[name])])}
    )
