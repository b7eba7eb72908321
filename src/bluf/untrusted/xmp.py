"""The XMP packet of a PDF (ISO 16684-1): what the file says it is."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from lxml import etree

from bluf.untrusted.xml import parse

_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_BLUF = "{urn:bluf:document:1.0#}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_XMP = "{http://ns.adobe.com/xap/1.0/}"
PDFA = "{http://www.aiim.org/pdfa/ns/id/}"
PDFUA = "{http://www.aiim.org/pdfua/ns/id/}"

NAMES = {
    "title": f"{_DC}title",
    "language": f"{_DC}language",
    "made_with": f"{_XMP}CreatorTool",
    "data_sha256": f"{_BLUF}dataSHA256",
    "pack": f"{_BLUF}pack",
    "version": f"{_BLUF}version",
    "status": f"{_BLUF}status",
    "fingerprint": f"{_BLUF}fingerprint",
    "pdfa_part": f"{PDFA}part",
    "pdfa_conformance": f"{PDFA}conformance",
    "pdfua_part": f"{PDFUA}part",
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


def without(packet: bytes, prefixes: Collection[str]) -> bytes:
    """Return a packet without the properties whose names begin so; the rest of it is the same.

    Raises:
        XmlError: the packet cannot be read.
    """
    starts = tuple(prefixes)
    root = parse(packet)
    for description in list(root.iter(f"{_RDF}Description")):
        for name in [str(name) for name in description.attrib if str(name).startswith(starts)]:
            del description.attrib[name]
        for element in [kid for kid in description.iterchildren(tag=etree.Element) if kid.tag.startswith(starts)]:
            description.remove(element)
    return etree.tostring(root.getroottree(), encoding="utf-8", xml_declaration=False)
