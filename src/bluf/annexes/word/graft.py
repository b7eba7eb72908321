"""A finished note as a part of a report: its blocks, with ids, styles, lists and relations that are free there."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any, Final

from bluf.annexes.model import Look
from bluf.annexes.word import marks, tables
from bluf.annexes.word import vocabulary as v
from bluf.annexes.word.host import Host
from bluf.annexes.word.landmarks import DRAWINGS
from bluf.annexes.word.looks import DEEPEST, Looks
from bluf.annexes.word.numbering import NumberGraft
from bluf.annexes.word.styles import OWN, StyleGraft, put_in_order
from bluf.document.languages import direction
from bluf.record import record
from bluf.untrusted.package import Package
from bluf.writers.docx import ooxml

_STYLES: Final = {v.w("pStyle"), v.w("rStyle"), v.w("tblStyle")}
_MARKS: Final = {v.w("bookmarkStart"), v.w("bookmarkEnd")}
_EXTENDED: Final = f"{{{v.WORD_2010}}}"


@record
class Grafted:
    """A note's blocks, the set-up of its last section, its headings with their levels, and its styles by name.

    ``mark`` is the number for a bookmark around them, and ``lists`` are the numbers of the lists that came with them.
    """

    blocks: list[Any]
    section: Any
    headings: list[tuple[Any, int]]
    styles: list[str]
    mark: int
    lists: set[str]


class Graft:
    """Takes one written note apart and makes it fit a report."""

    def __init__(self, host: Host, looks: Looks, data: bytes, look: Look, level: int, name: str) -> None:
        """Take a report, its styles, and the note.

        Args:
            host: the report.
            looks: its styles; what comes in is added.
            data: the note as our writer wrote it.
            look: whose styles it is to have.
            level: of its title in the report, from 1.
            name: of the note.
        """
        self._host = host
        self._looks = looks
        self._package = Package(data)
        self._note = Looks(self._package.xml("word/styles.xml"))
        lists = self._package.xml("word/numbering.xml") if "word/numbering.xml" in self._package else None
        self._look = look
        self._level = level
        self._key = hashlib.sha256(name.encode()).hexdigest()[:8]
        self._numbers = NumberGraft(host, lists, look, self._key)
        self._styles = StyleGraft(looks, self._note, look, level, self._numbers.number)
        self._free_marks = v.free(host.marks)
        self._marks: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self._taken = host.landmarks.names
        self._free_drawings = v.free(host.landmarks.drawings)
        self._drawings: dict[str, str] = {}
        self._relations: dict[tuple[str, str], str] = {}
        tag = v.value(v.down(self._note.root, "docDefaults", "rPrDefault", "rPr", "lang"))
        self._language = tag if look == "host" and tag.lower() != looks.language.lower() else ""
        self._turned: bool | None = None
        if (direction(tag) == "rtl") != looks.from_right and look == "host":
            self._turned = direction(tag) == "rtl"

    def run(self, label: str, *, numbered: Callable[[int], bool]) -> Grafted:
        """Return the note's parts.

        Args:
            label: the letter of an annex, "" for a note that is none.
            numbered: says whether the report counts its headings of a level; those of an annex are not counted.
        """
        root = self._package.xml("word/document.xml")
        body = v.down(root, "body")
        headings = list(self._headings(body))
        if label and headings:
            self._mark_letter(headings[0][0], label)
        entries = [p for p in body.iter(v.PARAGRAPH) if self._look == "host" and self._note.contents_level(p)]
        stops = [self._note.settled(v.value(v.down(v.properties(p), "pStyle")), "pPr", "tabs") for p in entries]
        self._adapt(root, "word/document.xml", self._host.document)
        for entry, ours in zip(entries, stops, strict=True):
            self._set_stops(entry, ours)
        for table in body.iter(v.TABLE) if self._look == "host" else ():
            style = v.value(v.down(table, "tblPr", "tblStyle"))
            if style and not style.startswith(OWN):  # boxes have none, and a padding of their own
                tables.fit(table, self._looks)
        for section in list(v.sections(body)):
            self._running(section, label)
        for heading, level in headings if self._look == "host" else ():
            properties = v.down(heading, "pPr")
            if label and numbered(level):
                put_in_order(properties, v.make("numPr", v.make("numId", val="0")))
            if not v.is_on(self._looks.settled(v.value(v.down(properties, "pStyle")), "pPr", "keepNext")):
                put_in_order(properties, v.make("keepNext"))
        self._numbers.tie(lambda ours: "" if self._styles.is_theirs(ours) else self._styles.identifier(ours))
        own = v.down(body, "sectPr")
        body.remove(own)
        return Grafted(list(body), own, headings, self._styles.brought, next(self._free_marks), self._numbers.brought)

    def _headings(self, body: Any) -> Iterator[tuple[Any, int]]:
        """Yield the paragraphs that are headings, and their levels in the report."""
        for paragraph in body.iter(v.PARAGRAPH):
            style = v.value(v.down(paragraph, "pPr", "pStyle"))
            if any(v.value(v.down(one, "name")) == "Title" for one in self._note.chain(style)):
                yield paragraph, self._level
            elif style and self._note.level_of_style(style):
                yield paragraph, min(self._note.level_of_style(style) + self._level, DEEPEST)

    def _set_stops(self, entry: Any, ours: Any) -> None:
        """Give an entry of the note's contents our tab stop for the page number where the report's style has none."""
        properties = v.properties(entry)
        theirs = self._looks.settled(v.value(v.down(properties, "pStyle")), "pPr", "tabs")
        if ours is not None and not any(
            v.value(stop) in {"right", "end"} for stop in (() if theirs is None else theirs)
        ):
            put_in_order(properties, deepcopy(ours))

    def _mark_letter(self, paragraph: Any, label: str) -> None:
        """Put a control around the letter, so that it can be found and changed."""
        for run in paragraph.iter(v.w("r")):
            if "".join(t.text or "" for t in run.iter(v.w("t"))) == label:
                about = v.make("sdtPr", v.make("tag", val=marks.LETTER))
                content = v.make("sdtContent")
                run.addprevious(v.make("sdt", about, content))
                content.append(run)
                return

    # --- what is renamed ------------------------------------------------------------------------

    def _adapt(self, root: Any, part: str, holder: str) -> None:
        """Rename all in a part of the note that means something in a report; it is to be, or be in, ``holder``."""
        for element in list(root.iter()):
            tag = element.tag
            if tag in _STYLES:
                self._restyle(element)
            elif tag == v.w("numId"):
                element.set(v.VAL, self._numbers.number(v.value(element)))
            elif tag in _MARKS:
                element.set(v.w("id"), _renumbered(v.value(element, "id"), self._marks, self._free_marks))
                if tag == v.w("bookmarkStart"):
                    element.set(v.w("name"), self._mark(v.value(element, "name")))
            elif tag == v.w("instrText"):
                element.text = self._code(element.text or "")
            elif tag in DRAWINGS:
                element.set("id", _renumbered(element.get("id", "0"), self._drawings, self._free_drawings))
            elif tag == v.w("hyperlink") and v.value(element, "anchor"):
                element.set(v.w("anchor"), self._mark(v.value(element, "anchor")))
            for key in [key for key in element.attrib if key.startswith(v.RELATION)]:
                if not str(tag).endswith("Reference"):  # of headers and footers
                    element.set(key, self._relation(part, element.get(key), holder))
            if tag == v.PARAGRAPH:
                self._paragraph(element)
            elif tag == v.w("r") and self._language:
                self._speak(element)

    def _restyle(self, element: Any) -> None:
        identifier = self._styles.identifier(v.value(element))
        if identifier:
            element.set(v.VAL, identifier)
        else:
            element.getparent().remove(element)

    def _paragraph(self, paragraph: Any) -> None:
        properties = v.down(paragraph, "pPr")
        plain = self._styles.plain if v.down(properties, "pStyle") is None else ""
        if properties is None and (plain or self._turned is not None):
            properties = v.make("pPr")
            paragraph.insert(0, properties)
        if plain:
            properties.insert(0, v.make("pStyle", val=plain))
        if self._turned is not None and v.down(properties, "bidi") is None:
            put_in_order(properties, v.make("bidi") if self._turned else v.make("bidi", val="0"))

    def _speak(self, run: Any) -> None:
        """Say the language of a run where the report's is another."""
        properties = v.down(run, "rPr")
        if properties is None:
            properties = v.make("rPr")
            run.insert(0, properties)
        if v.down(properties, "lang") is None:
            (language,) = v.parsed(ooxml.language(self._language))
            extended = next((e for e in properties if str(e.tag).startswith(_EXTENDED)), None)
            if extended is None:
                properties.append(language)
            else:
                extended.addprevious(language)

    def _mark(self, name: str) -> str:
        if name not in self._names:
            number = len(self._names) + 1
            while f"_bluf_{self._key}_{number}" in self._taken:
                number += 1
            self._names[name] = f"_bluf_{self._key}_{number}"
            self._taken.add(self._names[name])
        return self._names[name]

    def _code(self, code: str) -> str:
        """Return the instruction of a field with its bookmark renamed; a contents table keeps to the note."""
        words = code.split()
        if words[:1] == ["PAGEREF"]:
            words[1] = self._mark(words[1])
        elif words[:1] == ["TOC"]:
            depth = int(code.partition('"1-')[2].partition('"')[0] or "1")
            levels = f'"{min(self._level + 1, DEEPEST)}-{min(self._level + depth, DEEPEST)}"'
            words = ["TOC", "\\o", levels, "\\h", "\\z", "\\u", "\\b", self.whole]
        return f" {' '.join(words)} "

    @property
    def whole(self) -> str:
        """Return the name of the bookmark around the note."""
        return f"_bluf_{self._key}_all"

    # --- what comes with it ---------------------------------------------------------------------

    def _relation(self, part: str, identifier: str, holder: str) -> str:
        """Return the relation in the report that leads where one in the note does."""
        if (part, identifier) not in self._relations:
            relation = next(r for r in self._package.relations(part) if r.identifier == identifier)
            kind = f"{v.OFFICE}/{relation.kind}"
            if relation.external:
                found = self._host.relate(holder, kind, relation.target, external=True)
            else:
                name = self._package.find(relation)
                ending = name.rpartition(".")[2]
                data = self._package.read(name)
                new = self._host.add_part("word/media", "bluf", ending, data, self._package.content_type(name))
                found = self._host.relate(holder, kind, new)
            self._relations[part, identifier] = found
        return self._relations[part, identifier]

    def _running(self, section: Any, label: str) -> None:
        """Bring in the headers and footers of a section, or let go of them where the note has no pages of its own."""
        for reference in list(section):
            kind = v.local(reference).removesuffix("Reference")
            if kind not in {"header", "footer"}:
                continue
            identifier = reference.get(f"{v.RELATION}id")
            relation = next(r for r in self._package.relations("word/document.xml") if r.identifier == identifier)
            part = self._package.find(relation)
            if label:
                reference.set(f"{v.RELATION}id", self._running_part(kind, part, label))
            else:
                section.remove(reference)

    def _running_part(self, kind: str, part: str, label: str) -> str:
        if (part, "") not in self._relations:
            name = self._host.add_part(
                "word", f"bluf-{kind}", "xml", self._package.read(part), self._package.content_type(part)
            )
            root = self._host.change(name)
            if kind == "header":
                self._mark_letter(root, label)
            self._adapt(root, part, name)
            self._relations[part, ""] = self._host.relate(self._host.document, f"{v.OFFICE}/{kind}", name)
        return self._relations[part, ""]


def _renumbered(own: str, known: dict[str, str], free: Iterator[int]) -> str:
    """Return the number in the report for one in the note."""
    if own not in known:
        known[own] = str(next(free))
    return known[own]


def wrapped(host: Host, name: str, title: str, grafted: Grafted, whole: str) -> Any:
    """Return the control with a note in it, and the bookmark ``whole`` around its blocks."""
    taken = {v.value(v.down(control, "sdtPr", "id")) for control in host.landmarks.controls}
    number = int(hashlib.sha256(name.encode()).hexdigest()[:7], 16) + 1
    while str(number) in taken:
        number += 1
    content = v.make("sdtContent", v.make("bookmarkStart", id=str(grafted.mark), name=whole))
    content.extend(grafted.blocks)
    content.append(v.make("bookmarkEnd", id=str(grafted.mark)))
    # Word takes no more than 64 characters of a control's title.
    about = v.make("sdtPr", v.make("alias", val=title[:64]), v.make("tag", val=marks.tag(name)),
                   v.make("id", val=str(number)))  # fmt: skip
    return v.make("sdt", about, content)
