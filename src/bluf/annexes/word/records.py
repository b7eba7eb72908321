"""What a report remembers of the notes in it, as a custom XML part, which Word keeps and does not show.

For each note: how it was attached and from what, so that it can be made anew; which styles came with it; how long
it is; and the set-up of the section behind it as it was before (``following``), so that it can be taken out again.
For the report: how many pages it had without notes, which page numbers it showed then and shows with them, and which
page breaks gave way to annexes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from lxml import etree

from bluf.annexes.model import Copy
from bluf.annexes.word import marks
from bluf.annexes.word import vocabulary as v
from bluf.annexes.word.host import Host
from bluf.annexes.word.looks import DEEPEST
from bluf.untrusted.package import PackageError
from bluf.untrusted.xml import XmlError, parse

NAMESPACE: Final = "urn:bluf:attached:1"
_N: Final = f"{{{NAMESPACE}}}"
_DATA: Final = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
_PROPERTIES_TYPE: Final = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
_UNPREFIXED: Final[Any] = {None: NAMESPACE}
_FORMS: Final = ("annex", "section", "file")
_LOOKS: Final = ("host", "own")


@dataclass(slots=True)
class Record:
    """What is remembered of one note.

    ``level`` is that of its title; ``digest`` tells whether somebody wrote in it since; ``length`` is in pages, and
    ``page`` the number of the one that it starts on by what it shows itself.
    """

    copy: Copy
    level: int = 1
    digest: str = ""
    styles: list[str] = field(default_factory=list)
    following: str = ""
    length: float = 1.0
    page: int = 1


class Renumbered(NamedTuple):
    """The number of a page as it is shown without notes, and as it is shown with them."""

    old: int
    new: int


class Records:
    """All that a report remembers."""

    def __init__(self, host: Host) -> None:
        """Read what there is; records of notes that somebody took out are forgotten."""
        self._host = host
        self._part = ""
        self.pages = 0  # without notes
        self.renumbered: dict[str, Renumbered] = {}  # by the bookmark of the place on the page
        self.breaks: dict[str, str] = {}  # page breaks that gave way to annexes, by the bookmark where they were
        self.notes: dict[str, Record] = {}
        for _, name in host.parts("customXml"):
            try:
                root = host.xml(name)
            except (PackageError, XmlError):
                continue  # somebody else's, and broken before
            if root.tag == f"{_N}attached":
                self._part = name
                self._read(root)
        written = len(self.notes)
        self.notes = {name: r for name, r in self.notes.items() if host.landmarks.copy(name) is not None}
        self.complete = written == len(self.notes)

    def _read(self, root: Any) -> None:
        self.notes = {r.copy.name: r for r in map(_record, root.findall(f"{_N}note")) if r}
        self.pages = v.number(root.get("pages", "")) or 0
        self.breaks = {e.get("at", ""): e.text or "" for e in root.findall(f"{_N}break")}
        for element in root.findall(f"{_N}page"):
            numbers = v.number(element.get("was", "")), v.number(element.get("is", ""))
            if numbers[0] is not None and numbers[1] is not None:
                self.renumbered[element.get("of", "")] = Renumbered(numbers[0], numbers[1])

    def copies(self) -> Iterator[Copy]:
        """Yield the notes in the order of the text."""
        order = {v.value(v.down(c, "sdtPr", "tag")): n for n, c in enumerate(self._host.landmarks.copies)}
        for record in sorted(self.notes.values(), key=lambda r: order[marks.tag(r.copy.name)]):
            yield record.copy

    def prepare(self) -> None:
        """Make sure that the report has the part, so that it comes before those of the notes whenever they do."""
        if not self._part:
            self._part = self._new_part()

    def store(self) -> None:
        """Put all into the report's part; there is one for all notes."""
        self.prepare()
        root = etree.Element(f"{_N}attached", nsmap=_UNPREFIXED)
        for copy in self.copies():
            root.append(_element(self.notes[copy.name]))
        for name, numbers in self.renumbered.items():
            etree.SubElement(root, f"{_N}page", {"of": name, "was": str(numbers.old), "is": str(numbers.new)})
        for name, xml in self.breaks.items():
            etree.SubElement(root, f"{_N}break", {"at": name}).text = xml
        old = self._host.change(self._part)
        old[:] = list(root)
        old.text = None
        old.attrib.clear()
        if self.pages:
            old.set("pages", str(self.pages))

    def _new_part(self) -> str:
        data = etree.tostring(etree.Element(f"{_N}attached", nsmap=_UNPREFIXED))
        name = self._host.add_part("customXml", "item", "xml", data, "application/xml")
        self._host.relate(self._host.document, f"{v.OFFICE}/customXml", name)
        digits = hashlib.sha256(NAMESPACE.encode()).hexdigest()[:32].upper()
        identifier = "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
        about = (
            f'<ds:datastoreItem ds:itemID="{{{identifier}}}" xmlns:ds="{_DATA}"><ds:schemaRefs>'
            f'<ds:schemaRef ds:uri="{NAMESPACE}"/></ds:schemaRefs></ds:datastoreItem>'
        )
        properties = self._host.add_part("customXml", "itemProps", "xml", about.encode(), _PROPERTIES_TYPE)
        self._host.relate(name, f"{v.OFFICE}/customXmlProps", properties)
        return name


def _record(element: Any) -> Record | None:
    """Return what an element says, ``None`` where it makes no sense."""
    form, look, name = element.get("form", ""), element.get("look", ""), element.get("name", "")
    if form not in _FORMS or look not in _LOOKS or not name:
        return None
    copy = Copy(
        name,
        element.get("source", ""),
        form,
        look,
        element.get("stamp") == "1",
        element.get("template", ""),
        tuple(e.text or "" for e in element.findall(f"{_N}setting")),
    )
    following = element.findtext(f"{_N}following", "")
    level = min(max(v.number(element.get("level", "")) or 1, 1), DEEPEST)
    return Record(
        copy,
        level,
        element.get("digest", ""),
        [e.text or "" for e in element.findall(f"{_N}style")],
        following,
        _pages(element.get("length", "")),
        v.number(element.get("page", "")) or 1,
    )


def _pages(text: str) -> float:
    """Return a number of pages, 1 where it is none that makes sense."""
    whole, _, rest = text.partition(".")
    sensible = all(part.isascii() and part.isdigit() and len(part) < 5 for part in (whole, rest or "0"))
    return float(text) if sensible else 1.0


def _element(record: Record) -> Any:
    copy = record.copy
    attributes = {
        "name": copy.name,
        "source": copy.source,
        "form": copy.form,
        "look": copy.look,
        "stamp": "1" if copy.stamp else "",
        "level": str(record.level),
        "template": copy.template,
        "digest": record.digest,
        "length": f"{record.length:.2f}".rstrip("0").rstrip("."),
        "page": str(record.page),
    }
    element = etree.Element(f"{_N}note", {key: text for key, text in attributes.items() if text})
    for kind, texts in (("setting", copy.settings), ("style", record.styles), ("following", [record.following])):
        for text in filter(None, texts):
            etree.SubElement(element, f"{_N}{kind}").text = text
    return element


def section(text: str) -> Any:
    """Return the set-up of a section that was remembered, ``None`` where it is not one."""
    try:
        root = parse(text.encode())
    except XmlError:
        return None
    return root if root.tag == v.SECTION else None


def digest(control: Any) -> str:
    """Return a hash over the words of a note in a report, but for page numbers and its letter."""
    words = hashlib.sha256()
    for paragraph in control.iter(v.PARAGRAPH):
        codes = "".join(code.text or "" for code in paragraph.iter(v.w("instrText")))
        if "PAGEREF" in codes:
            continue
        for text in paragraph.iter(v.w("t")):
            around = (a for a in text.iterancestors(v.CONTROL))
            if not any(v.value(v.down(a, "sdtPr", "tag")) == marks.LETTER for a in around):
                words.update("".join((text.text or "").split()).encode())
    return words.hexdigest()
