"""What a PDF says about itself: information dictionary, XMP packet, outline, destinations, page labels."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFObjectReference

from bluf.document.tree import Metadata
from bluf.writers import timestamp
from bluf.writers.pdf.conformance import NAMESPACE, identification, namespaces
from bluf.writers.pdf.flow import OutlineEntry
from bluf.writers.pdf.layout import Place
from bluf.writers.pdf.pdffile import PdfFile, Stream
from bluf.writers.pdf.structure import Element
from bluf.writers.pdf.syntax import text_string

_OPEN_LEVELS = 2  # of the outline are open when the file is
_ABOVE = 8.0  # points of space above what a destination shows


def information(metadata: Metadata) -> PDFDictionary:
    """Return the information dictionary; what the note does not say is left out."""
    made = timestamp(metadata)
    date = f"(D:{made:%Y%m%d%H%M%S}Z)" if made else ""
    entries = {
        "Title": text_string(metadata.title),
        "Author": text_string("; ".join(metadata.authors)) if metadata.authors else "",
        "Subject": text_string(metadata.subject) if metadata.subject else "",
        "Keywords": text_string(", ".join(metadata.keywords)) if metadata.keywords else "",
        "Creator": text_string(_generator(metadata)),
        "Producer": text_string(_generator(metadata)),
        "CreationDate": date,
        "ModDate": date,
    }
    return PDFDictionary({key: value for key, value in entries.items() if value})


def _generator(metadata: Metadata) -> str:
    return metadata.generator or "bluf"


def xmp(metadata: Metadata, standards: Collection[str]) -> Stream:
    """Return the XMP packet (ISO 16684-1): Dublin Core, what the file was made from, and what it claims to be."""
    made = timestamp(metadata)
    properties = [
        ("dc:format", "application/pdf"),
        ("dc:title", _alternatives([metadata.title])),
        ("dc:creator", _ordered(metadata.authors)),
        ("dc:publisher", _bag([metadata.organisation])),
        ("dc:description", _alternatives([metadata.subject])),
        ("dc:subject", _bag(metadata.keywords)),
        ("dc:language", _bag([metadata.language])),
        ("dc:identifier", _escape(metadata.identifier)),
        ("pdf:Keywords", _escape(", ".join(metadata.keywords))),
        ("pdf:Producer", _escape(_generator(metadata))),
        ("xmp:CreatorTool", _escape(_generator(metadata))),
        *((f"xmp:{name}", _moment(made)) for name in ("CreateDate", "ModifyDate", "MetadataDate")),
        ("bluf:dataSHA256", _escape(metadata.data_sha256)),
        ("bluf:pack", _escape(metadata.pack)),
        ("bluf:version", _escape(metadata.version)),
        ("bluf:status", _escape(metadata.status)),
        ("bluf:fingerprint", _escape(metadata.fingerprint)),
        *identification(standards),
    ]
    body = "\n".join(f"   <{name}>{value}</{name}>" for name, value in properties if value)
    packet = f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
    xmlns:bluf="{NAMESPACE}"{f" {namespaces()}" if standards else ""}>
{body}
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>"""
    # Not compressed, so that tools that know no PDF find it (ISO 16684-1, 7.3).
    data = packet.encode("utf-8", "replace")
    return Stream(data, {"Type": "/Metadata", "Subtype": "/XML"}, compress=False)


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _items(kind: str, texts: Sequence[str], attribute: str = "") -> str:
    items = "".join(f"<rdf:li{attribute}>{_escape(text)}</rdf:li>" for text in texts if text)
    return f"<rdf:{kind}>{items}</rdf:{kind}>" if items else ""


def _alternatives(texts: Sequence[str]) -> str:
    return _items("Alt", texts, ' xml:lang="x-default"')


def _bag(texts: Sequence[str]) -> str:
    return _items("Bag", texts)


def _ordered(texts: Sequence[str]) -> str:
    return _items("Seq", texts)


def _moment(time: datetime | None) -> str:
    return f"{time:%Y-%m-%dT%H:%M:%SZ}" if time else ""


# --- getting about ----------------------------------------------------------------------------------


def destination(place: Place, pages: Sequence[int], height: float) -> str:
    """Return an explicit destination: ``pages`` are the object numbers of the pages."""
    return f"[{pages[place.page - 1]} 0 R{_view(place, height)}]"


def _view(place: Place, height: float) -> str:
    return f"/XYZ 0 {min(height - place.y + _ABOVE, height):.2f} null"


def _both(place: Place, pages: Sequence[int], height: float, root: Element) -> str:
    """Return the entries for a place on a page, and for the element there (ISO 32000-2, table 202)."""
    element = place.element if place.element and place.element.number else root
    return f"/D{destination(place, pages, height)}/SD[{element.number} 0 R{_view(place, height)}]"


def destination_name(name: str) -> str:
    """Return an id as the PDF string that names its destination."""
    return text_string(name) if name.isascii() else f"<{name.encode('utf-8', 'replace').hex().upper()}>"


def destinations(
    places: Mapping[str, Place], pages: Sequence[int], height: float, root: Element | None = None
) -> PDFDictionary:
    """Return the name tree of all ids, so that ``file.pdf#nameddest=…`` leads to them too.

    With the ``root`` of the structure tree they are elements, too, and it stands for those that are none.
    """

    def value(place: Place) -> str:
        return f"<<{_both(place, pages, height, root)}>>" if root else destination(place, pages, height)

    names = sorted((name for name in places if name.isprintable()), key=lambda name: name.encode("utf-8", "replace"))
    pairs = [f"{destination_name(name)} {value(places[name])}" for name in names]
    return PDFDictionary({"Names": f"[{' '.join(pairs)}]"})


def outline(
    file: PdfFile,
    entries: Sequence[OutlineEntry],
    places: Mapping[str, Place],
    pages: Sequence[int],
    height: float,
    structure: Element | None = None,
) -> PDFObjectReference | None:
    """Add the outline, nested by level and open to the second; return the reference to it.

    With the root of the ``structure`` tree its entries lead to elements too; see ``destinations``.
    """
    if not entries:
        return None
    root = _Item(0, "", 0, "")
    stack = [root]
    for entry in entries:
        while stack[-1].level >= entry.level:
            stack.pop()
        there = places[entry.anchor]
        place = f"/Dest{destination(there, pages, height)}"
        if structure:
            place = f"/A<</S/GoTo{_both(there, pages, height, structure)}>>"
        item = _Item(entry.level, entry.title, file.reserve(), place)
        stack[-1].kids.append(item)
        stack.append(item)
    first, last = root.kids[0].number, root.kids[-1].number
    top = PDFDictionary({"Type": "/Outlines", "First": f"{first} 0 R", "Last": f"{last} 0 R", "Count": _shown(root, 1)})
    reference = file.Reference(top)
    _put(file, root, file.number(reference), 1)
    return reference


class _Item:
    """An entry of the outline and what is below it."""

    __slots__ = ("kids", "level", "number", "place", "title")

    def __init__(self, level: int, title: str, number: int, place: str) -> None:
        self.level = level
        self.title = title
        self.number = number
        self.place = place
        self.kids: list[_Item] = []


def _shown(item: _Item, depth: int) -> int:
    """Return how many entries below ``item`` show when it is open."""
    return len(item.kids) + sum(_shown(kid, depth + 1) for kid in item.kids if depth < _OPEN_LEVELS)


def _put(file: PdfFile, parent: _Item, number: int, depth: int) -> None:
    kids = parent.kids
    for index, kid in enumerate(kids):
        parts = [f"<</Title{text_string(kid.title)}/Parent {number} 0 R{kid.place}"]
        if index:
            parts.append(f"/Prev {kids[index - 1].number} 0 R")
        if index + 1 < len(kids):
            parts.append(f"/Next {kids[index + 1].number} 0 R")
        if kid.kids:
            count = _shown(kid, depth + 1) if depth < _OPEN_LEVELS else -len(kid.kids)
            parts.append(f"/First {kid.kids[0].number} 0 R/Last {kid.kids[-1].number} 0 R/Count {count}")
            _put(file, kid, kid.number, depth + 1)
        file.put(kid.number, ("".join(parts) + ">>").encode("ascii"))


def page_labels() -> PDFDictionary:
    """Return page labels that are the numbers printed on the pages."""
    return PDFDictionary({"Nums": PDFArray([0, PDFDictionary({"S": "/D", "St": 1})])})
