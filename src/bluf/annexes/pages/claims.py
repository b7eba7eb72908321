"""What a report claims to be; a claim that no longer holds is taken back, never left to lie."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pikepdf

from bluf.record import record
from bluf.untrusted import xmp
from bluf.untrusted.objects import TooLargeError, array, is_dictionary, unpacked
from bluf.untrusted.xml import XmlError

_LARGEST_XMP = 8 * 2**20
_LARGEST_PROFILE = 16 * 2**20
_PRINTING = "{http://www.npes.org/pdfx/ns/id/}"
_PRINTING_KEYS = ("/GTS_PDFXVersion", "/GTS_PDFXConformance")
_NAMESPACES = {"PDF/A": xmp.PDFA, "PDF/UA": xmp.PDFUA, "PDF/X": _PRINTING}


@record
class Claims:
    """The standards that a report claims.

    Attributes:
        archival: the part of PDF/A; 0 for none.
        level: its conformance level, a capital, if it has one.
        accessible: the part of PDF/UA; 0 for none.
        printing: whether it claims PDF/X.
        rgb: whether its output intent says what RGB means.
    """

    archival: int = 0
    level: str = ""
    accessible: int = 0
    printing: bool = False
    rgb: bool = False

    @property
    def takes_files(self) -> bool:
        """Whether any file may ride inside (ISO 19005-1, 6.1.11; -2, 6.8; -3, 6.8; -4, annex A)."""
        return self.archival in {0, 3} or (self.archival == 4 and self.level == "F")

    @property
    def archive(self) -> str:
        """The claim of PDF/A in words."""
        return f"PDF/A-{self.archival}{self.level.lower()}"


def read(pdf: pikepdf.Pdf) -> Claims:
    """Return what a report claims."""
    found = _properties(pdf)
    info: Any = pdf.trailer.get("/Info")
    return Claims(
        _number(found.get("pdfa_part", "")),
        found.get("pdfa_conformance", "").upper()[:1],
        _number(found.get("pdfua_part", "")),
        is_dictionary(info) and any(key in info for key in _PRINTING_KEYS),
        _has_rgb_intent(pdf),
    )


def drop(pdf: pikepdf.Pdf, claims: Collection[str]) -> None:
    """Take claims back: "PDF/A", "PDF/UA" and "PDF/X"."""
    packet: Any = pdf.Root.get("/Metadata")
    if isinstance(packet, pikepdf.Stream):
        kept = xmp.without(unpacked(packet, _LARGEST_XMP), [_NAMESPACES[claim] for claim in claims])
        pdf.Root.Metadata = pdf.make_stream(kept, Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML)
    info: Any = pdf.trailer.get("/Info")
    if "PDF/X" in claims and is_dictionary(info):
        for key in _PRINTING_KEYS:
            if key in info:
                del info[key]


def _properties(pdf: pikepdf.Pdf) -> dict[str, str]:
    packet: Any = pdf.Root.get("/Metadata")
    try:
        return xmp.properties(unpacked(packet, _LARGEST_XMP)) if isinstance(packet, pikepdf.Stream) else {}
    except (XmlError, TooLargeError):
        return {}  # who cannot be read claims nothing


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 3 else 0


def _has_rgb_intent(pdf: pikepdf.Pdf) -> bool:
    """Return whether the output intents say what RGB means; where they contradict each other, none of them does."""
    intents = [intent for intent in array(pdf.Root.get("/OutputIntents")) if is_dictionary(intent)]
    profiles = [intent.get("/DestOutputProfile") for intent in intents if intent.get("/S") == "/GTS_PDFA1"]
    return bool(profiles) and all(map(_is_of_rgb, profiles))


def _is_of_rgb(profile: Any) -> bool:
    """Return whether a profile is one of RGB, by what is said of it and by its own header (ICC.1, 7.2.6)."""
    if not isinstance(profile, pikepdf.Stream) or profile.get("/N") != 3:
        return False
    try:
        return unpacked(profile, _LARGEST_PROFILE)[16:20] == b"RGB "
    except TooLargeError:
        return False
