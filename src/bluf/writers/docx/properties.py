"""What the file says about itself and its looks: document properties, the palette, and the table of fonts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from bluf.document.tree import Metadata
from bluf.theme.model import Theme
from bluf.writers.docx import parts
from bluf.writers.docx.fonts import Fonts, describe

_ACCENTS: Final = 6  # as many as a palette has


def core(metadata: Metadata, made: datetime | None) -> str:
    """Return the core properties; ``made`` is the time that the file says it was made at."""
    authors = metadata.authors
    values = {
        "dc:title": metadata.title,
        "dc:subject": metadata.subject,
        "dc:creator": "; ".join(authors),
        "cp:keywords": ", ".join(metadata.keywords),
        "dc:identifier": metadata.identifier,
        "dc:language": metadata.language,
        "cp:contentStatus": metadata.status,
        "cp:version": metadata.version,
        "cp:lastModifiedBy": authors[0] if authors else "",
        "cp:revision": "1",
    }
    return parts.core_properties(values, made)


def application(metadata: Metadata, pages: int, words: int) -> str:
    """Return the extended properties; 0 pages are not known."""
    values = {
        "Application": "bluf",
        "Company": metadata.organisation,
        "Pages": str(pages or ""),
        "Words": str(words),
        "DocSecurity": "0",
    }
    return parts.application_properties(values)


def custom(metadata: Metadata) -> str:
    """Return the properties that tell what the file was made from."""
    values = {
        "bluf data SHA-256": metadata.data_sha256,
        "bluf pack": metadata.pack,
        "bluf version": metadata.generator,
        "bluf fingerprint": metadata.fingerprint,
        "Identifier": metadata.identifier,
        "Status": metadata.status,
        "Version": metadata.version,
    }
    return parts.custom_properties(values)


def palette(theme: Theme) -> str:
    """Return the colours and font that Word offers first: those of the theme, the most telling ahead."""
    texts, paragraphs = theme.texts, theme.paragraphs
    ink = paragraphs["body"].colour
    link = texts["link"].colour or ink
    fills = [box.background for box in theme.boxes.values() if box.background]
    wanted = [link, paragraphs["banner"].background, *(style.colour for style in paragraphs.values()), *fills]
    accents = list(dict.fromkeys(colour for colour in wanted if colour and colour != "FFFFFF"))
    accents = (accents * _ACCENTS)[:_ACCENTS] if accents else [ink] * _ACCENTS
    family = paragraphs["body"].family.name
    return parts.colours(theme.name, family, ink=ink, light=fills[0] if fills else "FFFFFF", accents=accents, link=link)


def font_table(fonts: Fonts, embedded: Mapping[str, Mapping[str, tuple[str, str]]]) -> str:
    """Return the table of fonts; ``embedded`` gives relation and key of the files by family and slot."""
    entries = []
    for name, (face, alternative) in fonts.families().items():
        about = describe(face)
        entries.append(
            parts.font(
                name,
                alternative=alternative,
                panose=about.panose,
                pitch=about.pitch,
                signature=about.signature,
                embedded=embedded.get(name, {}),
            )
        )
    return parts.font_table(entries)
