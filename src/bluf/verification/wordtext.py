"""The text of a Word document: pictures, tables and headings as those who cannot see meet them (ISO/IEC 29500-1)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from bluf.untrusted.package import Package, PackageError
from bluf.verification.report import Problem

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT_W = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_PICTURES = {"pic", "chart", "relIds", "graphicFrame"}  # what a drawing holds that needs words
_LOADING_FIELD = re.compile(r"^\s*(INCLUDEPICTURE|INCLUDETEXT|DDE|DDEAUTO|LINK|IMPORT|DATABASE)\b", re.IGNORECASE)
_LONGEST_CHAIN = 50  # styles that are based on one another
_TEXT_LEVEL = 9  # outline level of what is no heading
_FIRST_ROW = 0x0020  # bit of a table's look (17.4.56)


def problems(package: Package, document: Any) -> list[Problem]:
    """Return what is wrong with the text.

    Raises:
        PackageError: a part that it needs cannot be read.
    """
    roots = [document]
    for relation in package.relations(package.document):
        if relation.kind in {"header", "footer", "footnotes", "endnotes"} and not relation.external:
            name = package.find(relation)
            if name in package:
                roots.append(package.xml(name))
    found: list[Problem] = []
    for root in roots:
        found += _pictures(root)
        found += _fields(root)
    return [*found, *_tables(document), *_headings(document, _levels(package))]


def language(package: Package) -> str:
    """Return the language of plain text, as the styles give it."""
    try:
        styles = _part(package, "styles")
    except PackageError:
        return ""
    found = None if styles is None else _down(styles, "docDefaults", "rPrDefault", "rPr", "lang")
    return "" if found is None else _value(found)


def _part(package: Package, kind: str) -> Any:
    for relation in package.relations(package.document):
        if relation.kind == kind and not relation.external and package.find(relation) in package:
            return package.xml(package.find(relation))
    return None


# --- elements ---------------------------------------------------------------------------------------


def _name(element: Any) -> str:
    return str(etree.QName(element).localname)


def _elements(root: Any, name: str) -> Iterator[Any]:
    """Yield the elements of this name, of the transitional or the strict vocabulary."""
    yield from root.iter(f"{_W}{name}", f"{_STRICT_W}{name}")


def _down(element: Any, *path: str) -> Any:
    """Return the element at the end of a path of names, ``None`` where there is none."""
    for name in path:
        element = next(element.iterchildren(f"{_W}{name}", f"{_STRICT_W}{name}"), None)
        if element is None:
            return None
    return element


def _attribute(element: Any, name: str) -> str:
    return str(element.get(f"{_W}{name}") or element.get(f"{_STRICT_W}{name}") or "")


def _value(element: Any) -> str:
    return _attribute(element, "val")


def _on(element: Any) -> bool:
    """Return whether an element that is there switches something on (17.17.4)."""
    return element is not None and _value(element).lower() not in {"0", "false", "off"}


# --- checks -----------------------------------------------------------------------------------------


def _pictures(root: Any) -> Iterator[Problem]:
    """Yield pictures without words; one that is only decoration needs none."""
    for drawing in _elements(root, "drawing"):
        names = {_name(element) for element in drawing.iter(etree.Element)}
        about = next((element for element in drawing.iter("{*}docPr")), None)
        decorative = any(element.get("val") in {"1", "true"} for element in drawing.iter("{*}decorative"))
        if not names & _PICTURES or decorative:
            continue
        if about is None or not (about.get("descr") or "").strip():
            name = "" if about is None else about.get("name", "")
            yield Problem("alt-missing", f"no words say what the picture {name} shows")
    for picture in root.iter("{urn:schemas-microsoft-com:vml}imagedata"):
        if not (picture.getparent().get("alt") or picture.get("{urn:schemas-microsoft-com:office:office}title")):
            yield Problem("alt-missing", "no words say what an old picture (VML) shows")


def _fields(root: Any) -> Iterator[Problem]:
    """Yield fields that fetch something from elsewhere; a field's code may be in pieces."""
    codes = [_attribute(field, "instr") for field in _elements(root, "fldSimple")]
    for paragraph in _elements(root, "p"):
        code = ""
        for element in paragraph.iter(f"{_W}instrText", f"{_STRICT_W}instrText", f"{_W}fldChar", f"{_STRICT_W}fldChar"):
            if _name(element) == "instrText":
                code += element.text or ""
            else:
                codes.append(code)
                code = ""
        codes.append(code)
    for code in codes:
        match = _LOADING_FIELD.match(code)
        if match:
            yield Problem("external", f"a field loads something from elsewhere: {match[1].upper()}")


def _tables(document: Any) -> Iterator[Problem]:
    """Yield tables that are set off by a first row which is no header row, so that it is read as data."""
    for number, table in enumerate(_elements(document, "tbl"), 1):
        look = _down(table, "tblPr", "tblLook")
        first = _down(table, "tr")
        if look is None or first is None or not _has_head(look):
            continue
        if not _on(_down(first, "trPr", "tblHeader")):
            yield Problem("table-head", f"table {number}: its first row is no header row")


def _has_head(look: Any) -> bool:
    given = _attribute(look, "firstRow")
    if given:
        return given in {"1", "true", "on"}
    try:
        return bool(int(_value(look) or "0", 16) & _FIRST_ROW)
    except ValueError:
        return False


def _levels(package: Package) -> dict[str, int]:
    """Return the outline level of each paragraph style, from 0; styles that are no headings are left out."""
    styles = _part(package, "styles")
    if styles is None:
        return {}
    own: dict[str, int] = {}
    based: dict[str, str] = {}
    for style in _elements(styles, "style"):
        name = _attribute(style, "styleId")
        level = _down(style, "pPr", "outlineLvl")
        if level is not None and _value(level).isdigit():
            own[name] = int(_value(level))
        base = _down(style, "basedOn")
        based[name] = "" if base is None else _value(base)
    found = {}
    for name in based:
        at = name
        for _ in range(_LONGEST_CHAIN):
            if at in own or not at:
                break
            at = based.get(at, "")
        if own.get(at, _TEXT_LEVEL) < _TEXT_LEVEL:
            found[name] = own[at]
    return found


def _headings(document: Any, levels: dict[str, int]) -> Iterator[Problem]:
    before = -1
    for paragraph in _elements(document, "p"):
        direct = _down(paragraph, "pPr", "outlineLvl")
        style = _down(paragraph, "pPr", "pStyle")
        level = levels.get(_value(style)) if style is not None else None
        if direct is not None and _value(direct).isdigit():
            level = int(_value(direct)) if int(_value(direct)) < _TEXT_LEVEL else None
        if level is None or not any((text.text or "").strip() for text in _elements(paragraph, "t")):
            continue
        if level > before + 1:
            after = f"one of level {before + 1}" if before >= 0 else "no other"
            yield Problem("heading-order", f"a heading of level {level + 1} follows {after}")
        before = level
