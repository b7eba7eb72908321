"""The parts of the package beside the text, as XML: styles, numbering, fonts, settings, colours, properties.

Order of elements and limits of values are those of ISO/IEC 29500-1 and -2 and ISO/IEC 29500-4 (compatibility
settings, embedded fonts).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from bluf.theme.length import Length
from bluf.writers.docx.ooxml import (
    DECLARATION,
    attribute,
    escape,
    fonts,
    language,
    language_attributes,
    namespaces,
    shading,
)
from bluf.writers.docx.tablexml import AT_FOOT

# --- styles -----------------------------------------------------------------------------------------

# The styles that a paragraph, table or list has when it names none (17.7.4.17).
_DEFAULTS: Final = (
    '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
    '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
    '<w:style w:type="table" w:default="1" w:styleId="NormalTable"><w:name w:val="Normal Table"/>'
    '<w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>'
    '<w:top w:w="0" w:type="dxa"/><w:left w:w="0" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>'
    '<w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
    '<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/>'
    '<w:uiPriority w:val="99"/><w:semiHidden/></w:style>'
)


def style(
    kind: str,
    identifier: str,
    name: str,
    *,
    priority: int,
    gallery: bool,
    based_on: str = "",
    following: str = "",
    default: bool = False,
    custom: bool = True,
    properties: str = "",
) -> str:
    """Return a style; ``properties`` holds its ``w:pPr``, ``w:rPr`` or table elements, in this order."""
    return (
        f'<w:style w:type="{kind}"'
        + (' w:default="1"' if default else "")
        + (' w:customStyle="1"' if custom else "")
        + f' w:styleId="{identifier}"><w:name w:val="{attribute(name)}"/>'
        + (f'<w:basedOn w:val="{based_on}"/>' if based_on else "")
        + (f'<w:next w:val="{following}"/>' if following else "")
        + f'<w:uiPriority w:val="{priority}"/>'
        + ("<w:qFormat/>" if gallery else "")
        + properties
        + "</w:style>"
    )


def style_properties(paragraph: str = "", run: str = "") -> str:
    """Return the elements for the properties of paragraphs and runs that a style sets."""
    return (f"<w:pPr>{paragraph}</w:pPr>" if paragraph else "") + (f"<w:rPr>{run}</w:rPr>" if run else "")


def table_look(*, borders: str, margins: str, background: str | None = None, head: str = "") -> str:
    """Return what a table style sets: lines, padding, fill, and the look of the head row."""
    lines = f"<w:tblBorders>{borders}</w:tblBorders>" if borders else ""
    fill = f"<w:tcPr>{shading(background)}</w:tcPr>" if background else ""
    return f'<w:tblPr><w:tblInd w:w="0" w:type="dxa"/>{lines}{margins}</w:tblPr>{fill}{head}'


def head_look(border: str, background: str | None) -> str:
    """Return the look of a head row: the line below it and its fill; its text stands at its foot."""
    cells = f"<w:tcBorders>{border}</w:tcBorders>{shading(background) if background else ''}{AT_FOOT}"
    return f'<w:tblStylePr w:type="firstRow"><w:tblPr/><w:tcPr>{cells}</w:tcPr></w:tblStylePr>'


def style_sheet(
    font: str, size: Length, tag: str, latent: Mapping[str, tuple[int, bool]], styles: Iterable[str]
) -> str:
    """Return the part with all styles.

    Args:
        font: the font of plain text.
        size: its size.
        tag: the language of the document (BCP 47).
        latent: Word's own styles that are in use: priority in the pane, and whether the gallery shows them.
        styles: the styles themselves.
    """
    exceptions = "".join(
        f'<w:lsdException w:name="{name}" w:uiPriority="{priority}" w:qFormat="{gallery:d}"/>'
        for name, (priority, gallery) in latent.items()
    )
    # Kerning from 1 pt on and standard ligatures are what the PDF has, so that lines are equally long.
    return (
        f"{DECLARATION}<w:styles{namespaces('w', 'mc', 'w14')}><w:docDefaults><w:rPrDefault><w:rPr>{fonts(font)}"
        f'<w:kern w:val="2"/><w:sz w:val="{size.half_points}"/><w:szCs w:val="{size.half_points}"/>{language(tag)}'
        '<w14:ligatures w14:val="standard"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:widowControl/>'
        # Without the space that Word adds between Chinese and figures or Latin letters: the PDF has none.
        '<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/></w:pPr></w:pPrDefault></w:docDefaults>'
        '<w:latentStyles w:defLockedState="0" w:defUIPriority="99" '
        f'w:defSemiHidden="0" w:defUnhideWhenUsed="0" w:defQFormat="0" w:count="376">{exceptions}</w:latentStyles>'
        f"{_DEFAULTS}{''.join(styles)}</w:styles>"
    )


# --- numbering --------------------------------------------------------------------------------------


def level(number: int, *, kind: str, text: str, start: Length, hanging: Length, run: str, style_id: str = "") -> str:
    """Return a level of a list definition, from 0; ``kind`` is decimal, lowerLetter, lowerRoman or bullet."""
    linked = f'<w:pStyle w:val="{style_id}"/>' if style_id else ""
    return (
        f'<w:lvl w:ilvl="{number}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>{linked}<w:suff w:val="tab"/>'
        f'<w:lvlText w:val="{attribute(text)}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{start.twips}" w:hanging="{hanging.twips}"/></w:pPr>'
        f"<w:rPr>{run}</w:rPr></w:lvl>"
    )


def list_definition(number: int, levels: Iterable[str]) -> str:
    """Return the definition of a kind of list."""
    # Word tells lists apart by w:nsid when text is pasted between documents.
    return (
        f'<w:abstractNum w:abstractNumId="{number}"><w:nsid w:val="{0x10000000 + number:08X}"/>'
        f'<w:multiLevelType w:val="hybridMultilevel"/>{"".join(levels)}</w:abstractNum>'
    )


def list_instance(number: int, definition: int, restart: tuple[int, int] | None = None) -> str:
    """Return a list after a definition; ``restart`` is the level that counts anew, and from what."""
    override = ""
    if restart:
        override = f'<w:lvlOverride w:ilvl="{restart[0]}"><w:startOverride w:val="{restart[1]}"/></w:lvlOverride>'
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{definition}"/>{override}</w:num>'


def numbering(definitions: Iterable[str], instances: Iterable[str]) -> str:
    """Return the part with all lists."""
    return f"{DECLARATION}<w:numbering{namespaces('w')}>{''.join(definitions)}{''.join(instances)}</w:numbering>"


# --- settings and fonts -----------------------------------------------------------------------------

# Word 2013 and later (mode 15), with what Word itself writes for a new document.
_COMPATIBILITY: Final = {
    "compatibilityMode": 15,
    "overrideTableStyleFontSizeAndJustification": 1,
    "enableOpenTypeFeatures": 1,
    "doNotFlipMirrorIndents": 1,
    "differentiateMultirowTableHeaders": 1,
    "useWord2013TrackBottomHyphenation": 0,
}
_COLOUR_ROLES: Final = {
    "bg1": "light1", "t1": "dark1", "bg2": "light2", "t2": "dark2",
    **{f"accent{n}": f"accent{n}" for n in range(1, 7)},
    "hyperlink": "hyperlink", "followedHyperlink": "followedHyperlink",
}  # fmt: skip


def settings(tag: str, *, embedded: bool) -> str:
    """Return the settings part of a document in the language ``tag``."""
    uri = "http://schemas.microsoft.com/office/word"
    compatibility = "".join(
        f'<w:compatSetting w:name="{name}" w:uri="{uri}" w:val="{value}"/>' for name, value in _COMPATIBILITY.items()
    )
    mapping = "".join(f' w:{name}="{value}"' for name, value in _COLOUR_ROLES.items())
    return (
        f'{DECLARATION}<w:settings{namespaces("w")}><w:zoom w:percent="100"/>'
        + ("<w:embedTrueTypeFonts/><w:saveSubsetFonts/>" if embedded else "")
        + '<w:defaultTabStop w:val="720"/><w:autoHyphenation w:val="0"/>'
        '<w:characterSpacingControl w:val="doNotCompress"/>'
        f"<w:compat>{compatibility}</w:compat>"
        f"<w:themeFontLang {language_attributes(tag)}/><w:clrSchemeMapping{mapping}/>"
        '<w:decimalSymbol w:val="."/><w:listSeparator w:val=","/></w:settings>'
    )


def font(
    name: str,
    *,
    alternative: str,
    panose: str,
    pitch: str,
    signature: str,
    embedded: Mapping[str, tuple[str, str]],
) -> str:
    """Return the entry of a font family.

    Args:
        name: as runs call it.
        alternative: the family to take where this one is not at hand.
        panose: ten bytes as hexadecimal digits.
        pitch: fixed or variable.
        signature: six groups of eight hexadecimal digits: four of Unicode ranges, two of code pages.
        embedded: Regular, Bold, Italic or BoldItalic → relation and key of the embedded file.
    """
    names = ("usb0", "usb1", "usb2", "usb3", "csb0", "csb1")
    sig = "".join(f' w:{n}="{v}"' for n, v in zip(names, signature.split(), strict=True))
    files = "".join(
        f'<w:embed{face} r:id="{embedded[face][0]}" w:fontKey="{embedded[face][1]}" w:subsetted="1"/>'
        for face in ("Regular", "Bold", "Italic", "BoldItalic")
        if face in embedded
    )
    return (
        f'<w:font w:name="{attribute(name)}">'
        + (f'<w:altName w:val="{attribute(alternative)}"/>' if alternative else "")
        + f'<w:panose1 w:val="{panose}"/><w:charset w:val="00"/>'
        f'<w:family w:val="{"modern" if pitch == "fixed" else "swiss"}"/><w:pitch w:val="{pitch}"/>'
        f"<w:sig{sig}/>{files}</w:font>"
    )


def font_table(entries: Iterable[str]) -> str:
    """Return the part that lists the fonts."""
    return f"{DECLARATION}<w:fonts{namespaces('w', 'r')}>{''.join(entries)}</w:fonts>"


def colours(name: str, family: str, *, ink: str, light: str, accents: Iterable[str], link: str) -> str:
    """Return the part from which Word fills its menus of colours and fonts; the styles do not depend on it."""
    slots = {"dk1": ink, "lt1": "FFFFFF", "dk2": ink, "lt2": light}
    slots |= {f"accent{n}": colour for n, colour in enumerate(accents, 1)}
    slots |= {"hlink": link, "folHlink": link}
    scheme = "".join(f'<a:{slot}><a:srgbClr val="{value}"/></a:{slot}>' for slot, value in slots.items())
    typeface = f'<a:latin typeface="{attribute(family)}"/><a:ea typeface=""/><a:cs typeface=""/>'
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    line = f'<a:ln w="6350">{fill}</a:ln>'
    effect = "<a:effectStyle><a:effectLst/></a:effectStyle>"
    return (
        f'{DECLARATION}<a:theme{namespaces("a")} name="{attribute(name)}"><a:themeElements>'
        f'<a:clrScheme name="{attribute(name)}">{scheme}</a:clrScheme><a:fontScheme name="{attribute(name)}">'
        f"<a:majorFont>{typeface}</a:majorFont><a:minorFont>{typeface}</a:minorFont></a:fontScheme>"
        f'<a:fmtScheme name="{attribute(name)}"><a:fillStyleLst>{fill * 3}</a:fillStyleLst>'
        f"<a:lnStyleLst>{line * 3}</a:lnStyleLst><a:effectStyleLst>{effect * 3}</a:effectStyleLst>"
        f"<a:bgFillStyleLst>{fill * 3}</a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>"
    )


# --- document properties ----------------------------------------------------------------------------

_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006"
_CORE: Final = (
    'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
)
# Identifier of the user-defined properties' format (ISO/IEC 29500-1, 22.3.2.2).
_CUSTOM_FORMAT: Final = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"


def core_properties(values: Mapping[str, str], made: datetime | None) -> str:
    """Return the core properties: element name with prefix → value; empty values are left out."""
    written = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in values.items() if value)
    if made:
        time = made.strftime("%Y-%m-%dT%H:%M:%SZ")
        written += "".join(
            f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{time}</dcterms:{name}>' for name in ("created", "modified")
        )
    return f"{DECLARATION}<cp:coreProperties {_CORE}>{written}</cp:coreProperties>"


def application_properties(values: Mapping[str, str]) -> str:
    """Return the extended properties: element name → value; empty values are left out."""
    written = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in values.items() if value)
    return f'{DECLARATION}<Properties xmlns="{_OFFICE}/extended-properties">{written}</Properties>'


def custom_properties(values: Mapping[str, str]) -> str:
    """Return properties of our own: name → text; empty values are left out."""
    written = "".join(
        f'<property fmtid="{_CUSTOM_FORMAT}" pid="{number}" name="{attribute(name)}">'
        f"<vt:lpwstr>{escape(value)}</vt:lpwstr></property>"
        for number, (name, value) in enumerate(((n, v) for n, v in values.items() if v), 2)
    )
    return (
        f'{DECLARATION}<Properties xmlns="{_OFFICE}/custom-properties" '
        f'xmlns:vt="{_OFFICE}/docPropsVTypes">{written}</Properties>'
    )
