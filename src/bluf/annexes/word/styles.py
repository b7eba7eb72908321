"""Styles of a note into a report: the report's own where it has them, ours where it does not.

Styles are matched by name, which Word writes in English whatever language it speaks (17.7.4.9), never by id. With
the look of the report, what is one of Word's own styles there is used as it is; all else comes in under its own
name, based on the report's plain style, and says only how it differs, so that fonts and colours fit. With the
note's look all styles come in, under names of their own, and take nothing from the report.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from copy import deepcopy
from typing import Any, Final

from lxml import etree

from bluf.annexes.model import Look
from bluf.annexes.word import vocabulary as v
from bluf.annexes.word.looks import DEEPEST, Looks

_HEADING: Final = re.compile(r"heading ([1-9])")
_VARIANT: Final = re.compile(r"(.* Heading) ([1-9])")
_CONTENTS: Final = re.compile(r"toc ([1-9])")
# Word's own styles that a note makes use of, beside headings and contents. Not taken are those for headers and
# footers, which have the tab stops of the report's pages, and that for the subtitle of the report as a whole.
_BUILT_IN: Final = frozenset({
    "normal", "caption", "quote", "list paragraph", "strong", "emphasis", "hyperlink", "html code",
    "toc heading", "default paragraph font", "normal table", "no list",
    *(f"list {kind}{level}" for kind in ("bullet", "number", "continue") for level in ("", " 2", " 3", " 4", " 5")),
})  # fmt: skip
_RENAMED: Final = {"header": "Annex Header", "footer": "Annex Footer", "Subtitle": "Note Subtitle"}
_TABLES: Final = {"Table": "Table Grid", "Assessment Table": "Table Grid", "Sources Table": "Table Grid"}
OWN: Final = "bluf"  # stands before our names with the note's look
_THIN: Final = 120  # twips: an exact line that is lower belongs to a gap or a rule, not to text
# The plain paragraph that our styles take for granted, where the report's is another.
_PLAIN: Final = (
    ("spacing", '<w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/>'),
    ("ind", '<w:ind w:left="0" w:right="0" w:firstLine="0"/>'),
    ("jc", '<w:jc w:val="left"/>'),
)
# The order of what is in w:pPr (17.3.1.26), as far as it matters here.
_ORDER: Final = (
    "pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl", "numPr", "suppressLineNumbers",
    "pBdr", "shd", "tabs", "suppressAutoHyphens", "kinsoku", "wordWrap", "overflowPunct", "topLinePunct",
    "autoSpaceDE", "autoSpaceDN", "bidi", "adjustRightInd", "snapToGrid", "spacing", "ind", "contextualSpacing",
    "mirrorIndents", "suppressOverlap", "jc", "textDirection", "textAlignment", "textboxTightWrap", "outlineLvl",
    "divId", "cnfStyle", "rPr", "sectPr", "pPrChange",
)  # fmt: skip
_RANK: Final = {name: rank for rank, name in enumerate(_ORDER)}


def put_in_order(properties: Any, element: Any) -> None:
    """Put an element into a ``w:pPr`` where the schema wants it, in place of one of its kind."""
    old = properties.find(element.tag)
    if old is not None:
        properties.replace(old, element)
        return
    rank = _RANK[v.local(element)]
    index = sum(1 for child in properties if _RANK.get(v.local(child), len(_ORDER)) < rank)
    properties.insert(index, element)


def put_in_run(properties: Any, element: Any) -> None:
    """Put an element into a ``w:rPr`` where the schema wants it, in place of one of its kind."""
    old = properties.find(element.tag)
    if old is not None:
        properties.replace(old, element)
        return
    properties.insert(sum(1 for child in properties if _run_rank(child) < _run_rank(element)), element)


class StyleGraft:
    """Finds or brings in the style for each style of a note."""

    def __init__(self, host: Looks, note: Looks, look: Look, level: int, number: Callable[[str], str]) -> None:
        """Take the styles of both.

        Args:
            host: styles of the report; what comes in is added.
            note: styles of the note.
            look: whose styles the note is to have.
            level: of the note's title in the report, from 1.
            number: gives the number in the report of a list of the note.
        """
        self._number = number
        self._host = host
        self._note = note
        self._look = look
        self._level = level
        self._found: dict[str, str] = {}
        self.brought: list[str] = []  # names of styles that came in
        ignorable = (host.root.get(f"{{{v.COMPATIBILITY}}}Ignorable") or "").split()
        self._keeps_extensions = any(host.root.nsmap.get(prefix) == v.WORD_2010 for prefix in ignorable)

    def identifier(self, ours: str) -> str:
        """Return the id in the report of the style with the id ``ours`` in the note."""
        if ours not in self._found:
            style = self._note.styles.get(ours)
            self._found[ours] = "" if style is None else self._identifier(style, ours)
        return self._found[ours]

    @property
    def plain(self) -> str:
        """Return the id that paragraphs without a style get, "" for the report's plain style."""
        return self.identifier(self._note.default()) if self._look == "own" else ""

    def is_theirs(self, ours: str) -> bool:
        """Return whether the report had the style before."""
        return self.identifier(ours) != "" and self._host.name(self.identifier(ours)) not in self.brought

    # --- finding --------------------------------------------------------------------------------

    def _identifier(self, style: Any, ours: str) -> str:
        kind = v.value(style, "type")
        if v.value(style, "default") and (self._look == "host" or kind != "paragraph"):
            return self._host.default(kind) or self._host.named(kind, self._note.name(ours))
        heading_below = self._heading_below(style) if self._look == "host" else ""
        if heading_below:
            return self.identifier(heading_below)
        name = self._target(self._note.name(ours), kind)
        known = self._host.named(kind, name)
        if known and self._look == "host" and self._is_word_s(name):
            return known
        heading = _HEADING.fullmatch(name)
        above = self._heading_above(int(heading[1])) if heading and self._look == "host" else ""
        if above:
            return self._deeper(above, name)
        return self._bring(style, ours, name)

    def _heading_below(self, style: Any) -> str:
        """Return our heading that a style only spaces out; contents tables list headings in Word's own styles alone."""
        base = v.value(v.down(style, "basedOn"))
        for below in self._note.chain(base) if base else ():
            name = v.value(v.down(below, "name"))
            if name == "Title" or _HEADING.fullmatch(name):
                return v.value(below, "styleId")
        return ""

    def _heading_above(self, level: int) -> str:
        """Return the id of the report's nearest heading style above a level that it has none for, "" without one."""
        names = (f"heading {higher}" for higher in range(level - 1, 0, -1))
        found = filter(None, (self._host.named("paragraph", name) for name in names))
        return next((identifier for identifier in found if not identifier.startswith(OWN)), "")

    def _deeper(self, above: str, name: str) -> str:
        """Bring in one of Word's heading styles that looks like the report's one above it."""
        style = v.make("style", v.make("name", val=name), v.make("basedOn", val=above), type="paragraph", styleId="")
        _set(style, f'<w:outlineLvl w:val="{int(name[-1]) - 1}"/>')
        return self._settle(style, name)

    def _target(self, name: str, kind: str) -> str:
        """Return what one of our styles is called in the report."""
        heading, contents, variant = _HEADING.fullmatch(name), _CONTENTS.fullmatch(name), _VARIANT.fullmatch(name)
        if kind == "paragraph":
            if name == "Title":
                name = f"heading {self._level}" if self._look == "host" else name
            elif heading:
                level = min(int(heading[1]) + (self._level if self._look == "host" else 0), DEEPEST)
                name = f"heading {level}"
            elif contents and self._look == "host":
                name = f"toc {min(int(contents[1]) + self._level, DEEPEST)}"
            elif variant and self._look == "host":
                name = f"{variant[1]} {min(int(variant[2]) + self._level, DEEPEST)}"
        if self._look == "own":
            return f"{OWN} {name}"
        if kind == "table" and name in _TABLES and self._host.named("table", _TABLES[name]):
            return _TABLES[name]
        return _RENAMED.get(name, name)

    def _is_word_s(self, name: str) -> bool:
        plain = name.lower()
        known = plain in _BUILT_IN or name in _TABLES.values()
        return known or bool(_HEADING.fullmatch(plain) or _CONTENTS.fullmatch(plain))

    # --- bringing in ----------------------------------------------------------------------------

    def _bring(self, style: Any, ours: str, name: str) -> str:
        copy = deepcopy(style)
        copy.tail = None
        base = v.value(v.down(copy, "basedOn"))
        below = self.identifier(base) if base else ""
        if self._look == "host":
            self._fit(copy, base)
        elif not base:
            self._complete(copy)
        self._set_level(copy, ours)
        for element in copy.iter(v.w("numId")):
            element.set(v.VAL, self._number(v.value(element)))
        for element in list(copy.iter(f"{{{v.WORD_2010}}}*")):
            if not self._keeps_extensions:
                element.getparent().remove(element)
        for unwanted in ("next", "link", "basedOn"):
            element = v.down(copy, unwanted)
            if element is not None and (unwanted != "basedOn" or not below):
                copy.remove(element)
        if below:
            v.down(copy, "basedOn").set(v.VAL, below)
        copy.attrib.pop(v.w("default"), None)
        if self._is_word_s(name):
            copy.attrib.pop(v.w("customStyle"), None)
        else:
            copy.set(v.w("customStyle"), "1")
        return self._settle(copy, name)

    def _settle(self, copy: Any, name: str) -> str:
        """Give a style a name and id that are free, or find the same one that came in before."""
        number = 1
        while True:
            chosen = name if number == 1 else f"{name} {number}"
            identifier = f"{OWN}{re.sub('[^A-Za-z0-9]', '', chosen.removeprefix(OWN))}"
            v.down(copy, "name").set(v.VAL, chosen)
            copy.set(v.w("styleId"), identifier)
            known = self._host.styles.get(self._host.named(v.value(copy, "type"), chosen))
            if known is not None and _same(known, copy):
                if chosen not in self.brought:
                    self.brought.append(chosen)
                return v.value(known, "styleId")
            if not self._host.has_name(chosen) and not self._host.has_name(identifier):
                break
            number += 1
        self.brought.append(chosen)
        self._host.root.append(copy)
        self._host.add(copy)
        return identifier

    def _set_level(self, copy: Any, ours: str) -> None:
        """Let a style of headings stand as deep as the note's title does."""
        is_title = self._note.name(ours) == "Title"
        own = self._note.level_of_style(ours)
        outline = v.down(copy, "pPr", "outlineLvl")
        if is_title or outline is not None:
            level = min(self._level + (0 if is_title else own), DEEPEST)
            _set(copy, f'<w:outlineLvl w:val="{level - 1}"/>')

    def _fit(self, copy: Any, base: str) -> None:
        """Let a style leave to the report what belongs to its text: the distance of lines, and fonts."""
        spacing = v.down(copy, "pPr", "spacing")
        if spacing is not None and v.value(spacing, "lineRule") == "exact":
            line = v.number(v.value(spacing, "line")) or 0
            if line > _THIN:
                for key in ("line", "lineRule"):
                    spacing.attrib.pop(v.w(key))
        if v.value(copy, "type") == "paragraph" and base == self._note.default():
            for name, plain in _PLAIN[1:]:
                if v.down(copy, "pPr", name) is None and not self._host_is_plain(name):
                    _set(copy, plain)

    def _host_is_plain(self, name: str) -> bool:
        found = self._host.plain("pPr", name)
        if found is None:
            return True
        if name == "jc":
            return v.value(found) in {"left", "start"}
        return not any(v.number(str(text)) for text in found.attrib.values())

    def _complete(self, copy: Any) -> None:
        """Let our plain style say all that the note's defaults say, so that the report's do not shine through."""
        for _, plain in _PLAIN:
            if v.down(copy, "pPr", v.local(v.parsed(plain)[0])) is None:
                _set(copy, plain)
        defaults = v.down(self._note.root, "docDefaults", "rPrDefault", "rPr")
        own = v.down(copy, "rPr")
        if own is None:
            own = v.make("rPr")
            v.down(copy, "pPr").addnext(own)
        given = {child.tag for child in own}
        merged = [deepcopy(child) for child in defaults if child.tag not in given]
        own[:] = sorted([*merged, *own], key=_run_rank)


# The order of what is in w:rPr (17.3.2.28), as far as our plain style has it.
_RUN_ORDER: Final = ("rStyle", "rFonts", "b", "bCs", "i", "iCs", "caps", "color", "spacing", "w", "kern", "position",
                     "sz", "szCs", "u", "shd", "vertAlign", "lang")  # fmt: skip


def _run_rank(element: Any) -> int:
    name = v.local(element)
    return _RUN_ORDER.index(name) if name in _RUN_ORDER and element.tag == v.w(name) else len(_RUN_ORDER)


def _set(style: Any, xml: str) -> None:
    properties = v.down(style, "pPr")
    if properties is None:
        properties = v.make("pPr")
        before = next((e for e in style if v.local(e) in {"rPr", "tblPr", "trPr", "tcPr", "tblStylePr"}), None)
        if before is None:
            style.append(properties)
        else:
            before.addprevious(properties)
    put_in_order(properties, v.parsed(xml)[0])


def _same(one: Any, other: Any) -> bool:
    """Return whether two styles are the same but for their ids and the numbers of their lists."""
    texts = []
    for style in (one, other):
        copy = deepcopy(style)
        copy.attrib.pop(v.w("styleId"), None)
        copy.tail = None
        for element in copy.iter(v.w("numId")):
            element.attrib.clear()
        etree.cleanup_namespaces(copy)
        texts.append(etree.tostring(copy, method="c14n"))
    return texts[0] == texts[1]


def sweep(looks: Looks, used: set[str], names: list[str]) -> list[Any]:
    """Take styles away that came with a note and that nothing is set in any more; return them.

    Args:
        looks: the styles of the report.
        used: ids of styles that its text and headers name.
        names: of the styles that came in.
    """
    ours = {i for i, s in looks.styles.items() if looks.name(i) in names and i.startswith(OWN)}
    needed = {i for start in used for s in looks.chain(start) if (i := v.value(s, "styleId"))}
    for identifier, style in looks.styles.items():
        if identifier not in ours:
            needed |= {v.value(v.down(style, link)) for link in ("basedOn", "next", "link")}
    return looks.remove(sorted(ours - needed))
