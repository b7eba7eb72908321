"""The XMP packet of a PDF (ISO 16684-1): what the file says it is."""

from __future__ import annotations

from typing import Any

from lxml import etree

from bluf.foreign.xml import parse

_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_BLUF = "{urn:bluf:document:1.0#}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_XMP = "{http://ns.adobe.com/xap/1.0/}"
_PDFA = "{http://www.aiim.org/pdfa/ns/id/}"
_PDFUA = "{http://www.aiim.org/pdfua/ns/id/}"

NAMES = {
    "title": f"{_DC}title",
    "language": f"{_DC}language",
    "made_with": f"{_XMP}CreatorTool",
    "data_sha256": f"{_BLUF}dataSHA256",
    "pack": f"{_BLUF}pack",
    "version": f"{_BLUF}version",
    "status": f"{_BLUF}status",
    "fingerprint": f"{_BLUF}fingerprint",
    "pdfa_part": f"{_PDFA}part",
    "pdfa_conformance": f"{_PDFA}conformance",
    "pdfua_part": f"{_PDFUA}part",
}


def properties(packet: bytes) -> dict[str, str]:
    """Return the properties that ``NAMES`` lists, as text; those that are not there are left out.

    Raises:
        XmlError: the packet cannot be read.
    """
    keys = {name: key for key, name in NAMES.items()}
    found: dict[str, str] = {}
    for description in parse(packet).iter(f"{_RDF}Description"):
        for name, value in description.attrib.items():
            if name in keys:
                found.setdefault(keys[str(name)], str(value).strip())
        for element in description.iterchildren(tag=etree.Element):
            if element.tag in keys:
                found.setdefault(keys[element.tag], _value(element))
    return found


def _value(element: Any) -> str:
    """Return the text of a property, the first item of a list."""
    item = next(element.iter(f"{_RDF}li"), element)
    return "".join(item.itertext()).strip()


def claims(found: dict[str, str]) -> tuple[str, ...]:
    """Return the standards that the properties claim, such as "PDF/A-3a" and "PDF/UA-1"."""
    claimed = []
    if found.get("pdfa_part"):
        claimed.append(f"PDF/A-{found['pdfa_part']}{found.get('pdfa_conformance', '').lower()}")
    if found.get("pdfua_part"):
        claimed.append(f"PDF/UA-{found['pdfua_part']}")
    return tuple(claimed)
