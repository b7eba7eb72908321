"""Where a word may be broken over lines: after Unicode's line-breaking rules (UAX 14), for words of the text.

A *word* here is what stands between two ordinary spaces. Scripts that write no spaces between words get
their rules here too: Chinese and Japanese may be broken nearly anywhere, Thai between words that a library
finds. Korean is broken at its spaces.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from budoux import Parser
    from pyphen import Pyphen

SOFT_HYPHEN = "\u00ad"
_LEAST_LETTERS = 9  # of a word that may be broken with a hyphen

_THAI = "\u0e01-\u0e5b"
_WIDE = (
    "\u2e80-\u2fdf\u3000-\ua4cf\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff9f\uffe0-\uffef"
    "\U0001f200-\U0001f2ff\U00020000-\U0003ffff"
)
_THAI_TEXT = re.compile(f"[{_THAI}]+")
# What may not begin a line, and what may not end one (W3C, Requirements for Japanese and for Chinese Text
# Layout; UAX 14, classes CL, CP, EX, IS, NS, CJ and OP, PR).
_NO_START = frozenset(
    "、。，．・：；？！‐–〜～゠ー々〻‼⁇⁈⁉）」』】〕〉》〗〙〟’”｠»］｝％‰℃…‥,.;:!?)]}%ๆฯ"
    "ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿ"
)
_NO_END = frozenset("（「『【〔〈《〖〘〝‘“｟«［｛＄￥([{$£¥€№#")

# Words with none of these characters have no place to break, which is nearly all words.
_CANDIDATES = re.compile("[-/\u2010\u2012\u2013\u2014\u00ad\u200b\u2000-\u2006\u2008-\u200a\u205f\u3000?&=_.#%@:~]")
_ADDRESS = re.compile(r"://|^www\.|^[\w.+-]+@[\w-]+\.", re.IGNORECASE)

# UAX 14, classes BA, HY, SY, B2, ZW: after a hyphen or dash between letters, after a slash before a letter,
# after a dash, after any space that is not a no-break one.
_IN_WORDS = re.compile(
    "(?<=[^\\W_][-\u2010\u2012])(?=[^\\W\\d_])"
    "|(?<=[^\\W_]/)(?=[^\\W\\d_])"
    "|(?<=\\w\u2013)(?=\\w)"
    "|(?<=\u2014)(?=\\w)|(?<=\\w)(?=\u2014\\w)"
    "|(?<=[\u00ad\u200b\u2000-\u2006\u2008-\u200a\u205f\u3000])(?=[^\u2060])"
)
# Addresses break after their own marks, but not inside "://" nor before a closing mark.
_IN_ADDRESSES = re.compile(r"(?<=[/.?&=\-_#%~:@\u200b\u00ad])(?=\w)|(?<=\w)(?=[?&#])|(?<=[^/:]/)(?=[^/\s])")


def opportunities(word: str) -> list[int]:
    """Return where ``word`` may be broken: the index of each character that may start a line."""
    found: set[int] = set()
    if _CANDIDATES.search(word):
        pattern = _IN_ADDRESSES if _ADDRESS.search(word) else _IN_WORDS
        found = {match.start() for match in pattern.finditer(word)}
    if is_unspaced(word):
        found.update(index for index in range(1, len(word)) if joint(word[index - 1], word[index]))
        found.update(_thai_words(word))
    return sorted(found)


def is_unspaced(text: str) -> bool:
    """Return whether there is text of a script that is written without spaces between words."""
    highest = max(text, default="")
    if highest < "\u0e01":
        return False
    return bool(_THAI_TEXT.search(text)) or (highest >= "\u2e80" and bool(_wide().search(text)))


@cache
def _wide() -> re.Pattern[str]:
    # Made when it is needed, for it takes longer than most paragraphs.
    return re.compile(f"[{_WIDE}]")


def joint(before: str, after: str) -> bool:
    """Return whether a line may end between two texts without a space, one of them Chinese or Japanese."""
    if not before or not after:
        return False
    last, first = before[-1], after[0]
    if max(last, first) < "\u2e80" or not (_wide().match(last) or _wide().match(first)):
        return False
    return last not in _NO_END and first not in _NO_START and not unicodedata.category(first).startswith("M")


def syllables(word: str, language: str) -> list[int]:
    """Return where a long word may be broken with a hyphen, by the patterns of its language (a BCP 47 tag).

    Words with figures or inner capitals are names and designations, and have no such place.
    """
    letters = word.strip("([{\"'“‘«„‚.,;:!?)]}”’»…")
    if len(letters) < _LEAST_LETTERS or not letters.isalpha() or not letters[1:].islower():
        return []
    patterns = _patterns(language)
    start = word.index(letters)
    places = {int(place) for place in patterns.positions(letters)} if patterns else set()
    # Two places around a single letter are both doubtful: German patterns give "te-n-ab" in compounds.
    return sorted(start + place for place in places if places.isdisjoint({place - 1, place + 1}))


@cache
def _patterns(language: str) -> Pyphen | None:
    # Imported here because most notes have no column that is so narrow.
    from pyphen import Pyphen, language_fallback

    name = language_fallback(language.replace("-", "_"))
    return Pyphen(lang=name, left=3, right=3) if name else None


def _thai_words(text: str) -> list[int]:
    """Return where the words of the Thai in a text begin, but for the first of each stretch."""
    places = []
    for match in _THAI_TEXT.finditer(text):
        at = match.start()
        for word in _thai_parser().parse(match[0])[:-1]:
            at += len(word)
            if text[at] not in _NO_START:
                places.append(at)
    return places


@cache
def _thai_parser() -> Parser:
    # Imported here because few notes have Thai in them.
    from budoux import load_default_thai_parser

    return load_default_thai_parser()


def parts(word: str) -> list[str]:
    """Return the parts of ``word`` that stay together."""
    places = opportunities(word)
    if not places:
        return [word]
    return [word[a:b] for a, b in zip([0, *places], [*places, len(word)], strict=True)]
