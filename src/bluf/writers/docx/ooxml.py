"""WordprocessingML as text: the one place that knows its elements, their order in the schema, and escaping.

Every function returns a piece of XML; lengths are ``Length``, colours six hexadecimal digits. Order of
elements and limits of values are those of ISO/IEC 29500-1 (17.3 paragraphs and runs, 17.6 sections, 17.7
styles, 17.9 numbering, 20.4 drawings), transitional schema. Tables are in ``tablexml``; the fixed small parts
of the package stand in ``parts``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from bluf.diagnostics import BlufError, Span, error
from bluf.document.languages import script
from bluf.theme.length import ZERO, Length
from bluf.theme.model import Border, PageStyle

DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_NAMESPACES: Final = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
}
_ALIGN: Final = {"start": "left", "centre": "center", "end": "right", "justify": "both"}
_MAX_SPACE: Final = 31  # points between text and its border (17.3.4, as Word limits it)
# Characters of a run that are elements of their own, and those that XML cannot hold (XML 1.0, 2.2).
_SPECIAL: Final = re.compile("([\x00-\x1f\u00ad\ud800-\udfff\ufffe\uffff])")
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SPECIAL_ELEMENTS: Final = {"\t": "<w:tab/>", "\n": "<w:br/>", "\r": "<w:br/>", "\u00ad": "<w:softHyphen/>"}
_KIND_PLACE: Final = re.compile("(?=<w:lang |<w14:)|$")
_FONT_PLACE: Final = re.compile(r"^(<w:rStyle [^>]*/>)?(<w:rFonts [^>]*/>)?")
_LINE_CONTROLS: Final = str.maketrans({"\n": "&#10;", "\r": "&#13;", "\t": "&#9;", '"': "&quot;"})


def namespaces(*prefixes: str) -> str:
    """Return the declarations of these prefixes, and what a reader of older schemas may ignore."""
    declared = "".join(f' xmlns:{prefix}="{_NAMESPACES[prefix]}"' for prefix in prefixes)
    return declared + (' mc:Ignorable="w14"' if "w14" in prefixes else "")


def escape(text: str) -> str:
    """Return ``text`` as the content of an element."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def attribute(text: str) -> str:
    """Return ``text`` as the value of an attribute in double quotation marks."""
    _require_characters(text)
    return escape(text).translate(_LINE_CONTROLS)


def _require_characters(text: str) -> None:
    found = _FORBIDDEN.search(text)
    if found:
        message = f"the character U+{ord(found[0]):04X} cannot stand in a Word file"
        raise BlufError(error("character-not-allowed", Span(), message, "take it out of the text"))


# --- runs -------------------------------------------------------------------------------------------


def run(text: str, properties: str = "") -> str:
    """Return a run of text; ``properties`` is the inside of its ``w:rPr``."""
    if properties:
        properties = f"<w:rPr>{properties}</w:rPr>"
    return f"<w:r>{properties}{_run_content(text)}</w:r>"


def _run_content(text: str) -> str:
    if not _SPECIAL.search(text):
        return f'<w:t xml:space="preserve">{escape(text)}</w:t>'
    _require_characters(text)
    return "".join(
        _SPECIAL_ELEMENTS.get(part) or f'<w:t xml:space="preserve">{escape(part)}</w:t>'
        for part in _SPECIAL.split(text)
        if part
    )


def _toggle(name: str, value: bool | None) -> str:  # noqa: FBT001 - the value is the point
    if value is None:
        return ""
    return f"<w:{name}/>" if value else f'<w:{name} w:val="0"/>'


def _signed(name: str, value: int | None) -> str:
    return "" if value is None else f'<w:{name} w:val="{value}"/>'


def fonts(name: str) -> str:
    """Return the fonts of all four kinds of script."""
    name = attribute(name)
    return f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}" w:eastAsia="{name}" w:cs="{name}"/>'


def with_font(properties: str, name: str) -> str:
    """Return the inside of a ``w:rPr`` with another font."""
    return _FONT_PLACE.sub(lambda match: (match[1] or "") + fonts(name), properties, count=1)


def run_properties(
    *,
    style: str = "",
    font: str = "",
    bold: bool | None = None,
    italic: bool | None = None,
    caps: bool | None = None,
    colour: str | None = None,
    tracking: Length | None = None,
    rise: Length | None = None,
    size: Length | None = None,
    underline: bool | None = None,
    background: str | None = None,
    script: str = "",
    lang: str = "",
    tabular: bool | None = None,
) -> dict[str, str]:
    """Return the properties of a run by name, in the order of the schema; what is ``None`` stays as it is."""
    return {
        "rStyle": f'<w:rStyle w:val="{style}"/>' if style else "",
        "rFonts": fonts(font) if font else "",
        "b": _toggle("b", bold) + _toggle("bCs", bold),
        "i": _toggle("i", italic) + _toggle("iCs", italic),
        "caps": _toggle("caps", caps),
        "color": f'<w:color w:val="{colour}"/>' if colour else "",
        "spacing": _signed("spacing", None if tracking is None else tracking.twips),
        "position": _signed("position", None if rise is None else rise.half_points),
        "sz": "" if size is None else f'<w:sz w:val="{size.half_points}"/><w:szCs w:val="{size.half_points}"/>',
        "u": "" if underline is None else f'<w:u w:val="{"single" if underline else "none"}"/>',
        "shd": shading(background) if background else "",
        "vertAlign": f'<w:vertAlign w:val="{script}"/>' if script else "",
        "lang": language(lang) if lang else "",
        "numSpacing": '<w14:numSpacing w14:val="tabular"/>' if tabular else "",
    }


_EAST_ASIAN: Final = frozenset({"Hans", "Hant", "Jpan", "Kore"})
_SIMPLE: Final = frozenset({"Latn", "Cyrl", "Grek", "Armn", "Geor"})


def language_attributes(tag: str) -> str:
    """Return a BCP 47 tag as attributes of ``w:lang``, told to the checker of its script too."""
    written = script(tag)
    kind = "eastAsia" if written in _EAST_ASIAN else "" if written in _SIMPLE else "bidi"
    also = f' w:{kind}="{attribute(tag)}"' if kind else ""
    return f'w:val="{attribute(tag)}"{also}'


def language(tag: str) -> str:
    """Return the language of text."""
    return f"<w:lang {language_attributes(tag)}/>"


def with_kind(properties: str, kind: str) -> str:
    """Return the inside of a ``w:rPr`` for text of a kind: "rtl" or "cs", which stand before the language."""
    return _KIND_PLACE.sub(f"<w:{kind}/>", properties, count=1)


def field(instruction: str, result: str, properties: str = "") -> str:
    """Return a field with the result that it shows until it is updated; ``result`` is text."""
    wrapped = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return field_start(instruction, wrapped) + run(result, properties) + field_end(wrapped)


def field_start(instruction: str, wrapped: str = "") -> str:
    """Return the runs that open a field; its result, and ``field_end``, follow."""
    return (
        f'<w:r>{wrapped}<w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r>{wrapped}<w:instrText xml:space="preserve"> {escape(instruction)} </w:instrText></w:r>'
        f'<w:r>{wrapped}<w:fldChar w:fldCharType="separate"/></w:r>'
    )


def field_end(wrapped: str = "") -> str:
    """Return the run that closes a field."""
    return f'<w:r>{wrapped}<w:fldChar w:fldCharType="end"/></w:r>'


def hyperlink(content: str, *, relation: str = "", anchor: str = "", tooltip: str = "") -> str:
    """Return runs that lead to the target of a relation, or to a bookmark."""
    target = f'r:id="{relation}"' if relation else f'w:anchor="{attribute(anchor)}"'
    # Word takes no more than 260 characters of a tooltip.
    tip = f' w:tooltip="{attribute(tooltip[:260])}"' if tooltip else ""
    return f'<w:hyperlink {target}{tip} w:history="1">{content}</w:hyperlink>'


def bookmark(number: int, name: str, content: str = "") -> str:
    """Return ``content`` inside a bookmark."""
    return f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{content}<w:bookmarkEnd w:id="{number}"/>'


TAB: Final = "<w:r><w:tab/></w:r>"


# --- paragraphs -------------------------------------------------------------------------------------


def paragraph(properties: str, content: str) -> str:
    """Return a paragraph; ``properties`` is the inside of its ``w:pPr``."""
    if properties:
        return f"<w:p><w:pPr>{properties}</w:pPr>{content}</w:p>"
    return f"<w:p>{content}</w:p>"


def direct_properties(
    *,
    style: str = "",
    page_break: bool = False,
    numbering: tuple[int, int] | None = None,
    from_right: bool | None = None,
    section: str = "",
) -> str:
    """Return what a paragraph says of itself: its style, a new page before it, its list (number, level).

    ``from_right`` says that it runs the other way than the document does; ``section`` ends a section with it.
    """
    return (
        (f'<w:pStyle w:val="{style}"/>' if style else "")
        + ("<w:pageBreakBefore/>" if page_break else "")
        + (_numbering(*numbering) if numbering else "")
        + _toggle("bidi", from_right)
        + section
    )


def _numbering(number: int, level: int) -> str:
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'


def paragraph_properties(
    *,
    keep_next: bool,
    keep_lines: bool,
    page_break: bool,
    numbering: tuple[int, int] | None,
    borders: str,
    background: str | None,
    tabs: Iterable[tuple[str, Length, str]],
    before: Length,
    after: Length,
    leading: Length | None,
    start: Length,
    end: Length,
    first: Length,
    align: str,
    outline: int | None,
    from_right: bool,
) -> dict[str, str]:
    """Return all properties of a paragraph style by name, in the order of the schema, none left open.

    Most are as ``ParagraphStyle`` has them. ``leading`` is the exact distance of base lines, or ``None`` for
    lines as high as what is in them; ``outline`` is the heading level, from 0; a tab has a kind (left, center,
    right), a place, and a leader (dot or none).
    """
    stops = "".join(
        f'<w:tab w:val="{kind}" w:leader="{leader}" w:pos="{place.twips}"/>' for kind, place, leader in tabs
    )
    line = f'w:line="{leading.twips}" w:lineRule="exact"' if leading is not None else 'w:line="240" w:lineRule="auto"'
    indent = f'w:firstLine="{first.twips}"' if first >= 0 else f'w:hanging="{-first.twips}"'
    return {
        "keepNext": _toggle("keepNext", keep_next),
        "keepLines": _toggle("keepLines", keep_lines),
        "pageBreakBefore": _toggle("pageBreakBefore", page_break),
        "numPr": _numbering(*numbering) if numbering else "",
        "pBdr": f"<w:pBdr>{borders}</w:pBdr>" if borders else "",
        "shd": shading(background) if background else "",
        "tabs": f"<w:tabs>{stops}</w:tabs>" if stops else "",
        "bidi": "<w:bidi/>" if from_right else "",
        "spacing": f'<w:spacing w:before="{before.twips}" w:after="{after.twips}" {line}/>',
        "ind": f'<w:ind w:left="{start.twips}" w:right="{end.twips}" {indent}/>',
        "jc": f'<w:jc w:val="{_ALIGN[align]}"/>',
        "outlineLvl": "" if outline is None else f'<w:outlineLvl w:val="{outline}"/>',
    }


def shading(colour: str) -> str:
    """Return a fill."""
    return f'<w:shd w:val="clear" w:color="auto" w:fill="{colour}"/>'


def border(side: str, line: Border | None, space: Length = ZERO) -> str:
    """Return one line of a box; ``space`` lies between it and the text. Without a line, none at all."""
    if line is None:
        return f'<w:{side} w:val="nil"/>'
    # An eighth of a point is the unit of widths, from 2 to 96 of them (17.18.2, ST_EighthPointMeasure in use).
    width = min(max(line.width.eighth_points, 2), 96)
    return f'<w:{side} w:val="single" w:sz="{width}" w:space="{border_space(space)}" w:color="{line.colour}"/>'


def border_space(space: Length) -> int:
    """Return the whole points that Word keeps between text and its border."""
    return min(max(round(space.pt), 0), _MAX_SPACE)


SIDES: Final = ("top", "left", "bottom", "right")
# What takes back a property of a paragraph that the style below has and this one has not.
RESETS: Final = {
    "numPr": '<w:numPr><w:numId w:val="0"/></w:numPr>',
    "pBdr": f"<w:pBdr>{''.join(border(side, None) for side in SIDES)}</w:pBdr>",
    "shd": '<w:shd w:val="clear" w:color="auto" w:fill="auto"/>',
    "outlineLvl": '<w:outlineLvl w:val="9"/>',
}


# --- drawings ---------------------------------------------------------------------------------------


def picture(*, relation: str, number: int, name: str, alt: str, width: Length, height: Length) -> str:
    """Return a run with an inline picture; ``alt`` is what it shows, in words."""
    label = f'id="{number}" name="{attribute(name)}"'
    described = f' descr="{attribute(alt)}"' if alt else ""
    return (
        '<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{int(width)}" cy="{int(height)}"/><wp:docPr {label}{described}/>'
        '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>'
        f'<a:graphic><a:graphicData uri="{_NAMESPACES["pic"]}"><pic:pic>'
        f"<pic:nvPicPr><pic:cNvPr {label}{described}/><pic:cNvPicPr/></pic:nvPicPr>"
        f'<pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{int(width)}" cy="{int(height)}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></w:r>"
    )


# --- sections and parts -----------------------------------------------------------------------------


def section(
    page: PageStyle,
    headers: Mapping[str, str],
    footers: Mapping[str, str],
    *,
    from_right: bool,
    columns: int = 1,
    first: bool = True,
) -> str:
    """Return the set-up of a section; ``headers`` and ``footers`` map default, first and even to relations.

    ``first`` says that it begins the document; others go on below the one before, on the same page.
    """
    references = "".join(
        f'<w:{kind}Reference w:type="{which}" r:id="{relation}"/>'
        for kind, relations in (("header", headers), ("footer", footers))
        for which, relation in relations.items()
    )
    left, right = (page.end, page.start) if from_right else (page.start, page.end)
    direction = "<w:bidi/>" if from_right else ""
    start, title_page = ("", "<w:titlePg/>") if first else ('<w:type w:val="continuous"/>', "")
    return (
        f'<w:sectPr>{references}{start}<w:pgSz w:w="{page.width.twips}" w:h="{page.height.twips}"/>'
        f'<w:pgMar w:top="{page.top.twips}" w:right="{right.twips}" w:bottom="{page.bottom.twips}" '
        f'w:left="{left.twips}" w:header="{page.header.twips}" w:footer="{page.footer.twips}" w:gutter="0"/>'
        f"{_columns(columns, page.column_gap)}{title_page}{direction}</w:sectPr>"
    )


def _columns(count: int, gap: Length) -> str:
    return f'<w:cols w:num="{count}" w:space="{gap.twips}"/>' if count > 1 else '<w:cols w:space="720"/>'


DOCUMENT_START: Final = f"{DECLARATION}<w:document{namespaces('w', 'r', 'wp', 'a', 'pic')}><w:body>"
DOCUMENT_END: Final = "</w:body></w:document>"


def running_part(kind: str, content: str) -> str:
    """Return a header (``hdr``) or footer (``ftr``) part."""
    return f"{DECLARATION}<w:{kind}{namespaces('w', 'r')}>{content}</w:{kind}>"
