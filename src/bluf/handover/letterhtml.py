"""A message as HTML: tables and inline styles, which is what mail programs show, and nothing fetched from elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Final

from bluf.document.languages import direction
from bluf.handover.letter import Letter
from bluf.handover.richmail import as_html
from bluf.theme.model import Theme

_FONTS: Final = "'Segoe UI',Calibri,Arial,'Noto Sans',sans-serif"
_WIDTH: Final = 640  # pixels; what mail programs show beside a list of messages
_TABLE: Final = 'role="presentation" border="0" cellpadding="0" cellspacing="0"'


def colours_of(theme: Theme) -> dict[str, str]:
    """Return the colours of a message, taken from a theme."""
    paragraphs, boxes = theme.paragraphs, theme.boxes
    ink = paragraphs["body"].colour
    accent = paragraphs["heading-2"].colour
    box = boxes.get("bottom-line") or boxes.get("aside")
    banner = paragraphs["banner"]
    found = {
        "ink": ink,
        "accent": box.border_start.colour if box and box.border_start else accent,
        "heading": accent,
        "muted": paragraphs["subtitle"].colour if "subtitle" in paragraphs else ink,
        "tint": (box.background if box else None) or "FFFFFF",
        "hairline": theme.rule.colour,
        "banner": banner.colour,
        "banner_fill": banner.background or "FFFFFF",
    }
    return {name: f"#{colour}" for name, colour in found.items()}


def letter_html(letter: Letter, theme: Theme) -> str:
    """Return a message as a whole HTML document."""
    colours = colours_of(theme)
    way = direction(letter.language)
    side = "right" if way == "rtl" else "left"
    banner = _banner(letter.banner, colours) if letter.banner else ""
    body = "".join((_head(letter, colours), _panel(letter, colours), _points(letter, colours), _foot(letter, colours)))
    font = f"font-family:{_FONTS};font-size:15px;line-height:1.45;color:{colours['ink']}"
    language = escape(letter.language)
    return (
        f'<!DOCTYPE html>\n<html lang="{language}" dir="{way}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width">\n<title>{escape(letter.title)}</title>\n</head>\n'
        f'<body dir="{way}" style="margin:0;padding:0;background:#FFFFFF">\n'
        f'<table {_TABLE} width="100%" lang="{language}" dir="{way}"><tr><td align="center" style="padding:12px">\n'
        f'<table {_TABLE} width="{_WIDTH}" dir="{way}" style="width:100%;max-width:{_WIDTH}px">\n'
        f'{banner}<tr><td align="{side}" style="{font};padding:20px 8px">\n{body}</td></tr>\n{banner}'
        "</table>\n</td></tr></table>\n</body>\n</html>\n"
    )


def _banner(text: str, colours: Mapping[str, str]) -> str:
    style = (
        f"background:{colours['banner_fill']};color:{colours['banner']};font-family:{_FONTS};font-size:13px;"
        "font-weight:bold;letter-spacing:0.5px;padding:6px 8px"
    )
    return f'<tr><td align="center" bgcolor="{colours["banner_fill"]}" style="{style}">{escape(text)}</td></tr>\n'


def _head(letter: Letter, colours: Mapping[str, str]) -> str:
    organisation = (
        f'<p style="margin:0 0 10px 0;font-size:12px;font-weight:bold;letter-spacing:0.6px;color:{colours["heading"]}">'
        f"{escape(letter.organisation)}</p>\n"
        if letter.organisation
        else ""
    )
    subtitle = (
        f'<p style="margin:0 0 4px 0;font-size:17px;color:{colours["muted"]}">{escape(letter.subtitle)}</p>\n'
        if letter.subtitle
        else ""
    )
    title = f'<h1 style="margin:0 0 6px 0;font-size:24px;line-height:1.25;color:{colours["ink"]}">'
    return f"{organisation}{title}{escape(letter.title)}</h1>\n{subtitle}"


def _panel(letter: Letter, colours: Mapping[str, str]) -> str:
    """Return the bottom line in a tinted panel with a bar at its start."""
    words = as_html(letter.bottom_line, letter.numbered, colours)
    label = f"margin:0 0 6px 0;font-size:12px;font-weight:bold;color:{colours['heading']}"
    inner = "padding:14px 16px 8px 16px;font-size:17px;line-height:1.45"
    return (
        f'<table {_TABLE} width="100%" style="margin:14px 0"><tr>'
        f'<td width="4" bgcolor="{colours["accent"]}" style="width:4px;background:{colours["accent"]}"></td>'
        f'<td bgcolor="{colours["tint"]}" style="{inner};background:{colours["tint"]};color:{colours["ink"]}">'
        f'<h2 style="{label}">{escape(letter.headings[0])}</h2>\n{words}</td></tr></table>\n'
    )


def _points(letter: Letter, colours: Mapping[str, str]) -> str:
    if not letter.points:
        return ""
    items = "".join(
        f'<li style="margin:0 0 6px 0">{_unboxed(as_html(point, letter.numbered, colours))}</li>\n'
        for point in letter.points
    )
    return f'{_heading(letter.headings[1], colours)}<ul style="margin:0 0 12px 0;padding:0 22px">\n{items}</ul>\n'


def _unboxed(html: str) -> str:
    """Return a single paragraph without its element, so that a list of such is set close."""
    inner = html.partition(">")[2].removesuffix("</p>")
    return inner if html.startswith("<p ") and html.endswith("</p>") and "<p " not in inner else html


def _heading(words: str, colours: Mapping[str, str]) -> str:
    style = f"margin:16px 0 6px 0;font-size:17px;line-height:1.3;color:{colours['heading']}"
    return f'<h2 style="{style}">{escape(words)}</h2>\n'


def _foot(letter: Letter, colours: Mapping[str, str]) -> str:
    """Return sources and facts, small."""
    small = f"font-size:13px;line-height:1.45;color:{colours['muted']}"
    sources = "".join(
        _row(f"[{source.number}]", _linked(source.words, source.address, colours), colours) for source in letter.sources
    )
    listed = f"{_heading(letter.headings[2], colours)}{_table((sources,), small)}" if sources else ""
    facts = _table((_row(label, escape(value), colours) for label, value in letter.all_facts), small)
    rule = f'<hr style="border:0;border-top:1px solid {colours["hairline"]};margin:14px 0 10px 0">\n'
    return f"{listed}{rule}{facts}"


def _table(rows: Iterable[str], style: str) -> str:
    return f'<table {_TABLE} width="100%" style="{style}">\n{"".join(rows)}</table>\n'


def _row(label: str, value: str, colours: Mapping[str, str]) -> str:
    cell = "padding:2px 6px;vertical-align:top"
    muted = f'style="{cell};color:{colours["muted"]};white-space:nowrap" width="1%"'
    return f'<tr><td {muted}>{escape(label)}</td><td style="{cell};color:{colours["ink"]}">{value}</td></tr>\n'


def _linked(words: str, address: str, colours: Mapping[str, str]) -> str:
    if not address:
        return escape(words)
    return f'<a href="{escape(address)}" style="color:{colours["heading"]}">{escape(words)}</a>'
