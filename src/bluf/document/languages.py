"""What a language tag says of writing: the direction, and the script."""

from __future__ import annotations

from typing import Literal, TypeAlias

Direction: TypeAlias = Literal["ltr", "rtl"]

# Scripts written from right to left (ISO 15924) and languages whose usual script is one of them (Unicode
# CLDR, likelySubtags and characterOrder).
_RTL_SCRIPTS = frozenset("adlm arab aran hebr mand nkoo rohg samr syrc thaa yezi".split())
_RTL_LANGUAGES = frozenset(
    "ar arc arz ary apc ajp acm ckb dv fa glk haz he iw ji khw ks lrc luz mzn nqo pnb ps sd sdh syr ug ur yi".split()
)
# The usual script of languages that are not written in Latin letters (CLDR, likelySubtags).
_SCRIPTS = {
    "Arab": "ar arz ary apc acm ckb fa glk ks lrc mzn pnb ps sd ug ur",
    "Hebr": "he iw ji yi",
    "Cyrl": "be bg ce kk ky mk mn os ru sr tg tt uk",
    "Grek": "el",
    "Deva": "bho hi mai mr ne sa",
    "Beng": "as bn",
    "Thai": "th",
    "Geor": "ka",
    "Armn": "hy",
    "Hans": "zh",
    "Jpan": "ja",
    "Kore": "ko",
    "Taml": "ta",
    "Telu": "te",
    "Khmr": "km",
    "Laoo": "lo",
    "Mymr": "my",
    "Sinh": "si",
    "Ethi": "am ti",
}
_SCRIPT_OF = {language: script for script, languages in _SCRIPTS.items() for language in languages.split()}
_TRADITIONAL = frozenset({"hk", "mo", "tw"})


def direction(tag: str) -> Direction:
    """Return how text in the language of a BCP 47 tag runs; left to right where the tag is empty."""
    primary, *rest = tag.lower().split("-")
    script = next((part for part in rest if len(part) == 4 and part.isalpha()), "")
    if script:
        return "rtl" if script in _RTL_SCRIPTS else "ltr"
    return "rtl" if primary in _RTL_LANGUAGES else "ltr"


def script(tag: str) -> str:
    """Return the script (ISO 15924) that a language tag names or its language is usually written in."""
    primary, *rest = tag.lower().split("-")
    named = next((part for part in rest if len(part) == 4 and part.isalpha()), "")
    if named:
        return named.title()
    if primary == "zh" and _TRADITIONAL.intersection(rest):
        return "Hant"
    return _SCRIPT_OF.get(primary, "Latn")
