"""Where a word may be broken over lines: after Unicode's line-breaking rules (UAX 14), for words of the text.

A *word* here is what stands between two ordinary spaces. Scripts that write no spaces between words get
their rules here too.
"""

from __future__ import annotations

import re

SOFT_HYPHEN = "\u00ad"
_ZERO_WIDTH_SPACE = "\u200b"

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
    if not _CANDIDATES.search(word):
        return []
    pattern = _IN_ADDRESSES if _ADDRESS.search(word) else _IN_WORDS
    return [match.start() for match in pattern.finditer(word)]


def parts(word: str) -> list[str]:
    """Return the parts of ``word`` that stay together."""
    places = opportunities(word)
    if not places:
        return [word]
    return [word[a:b] for a, b in zip([0, *places], [*places, len(word)], strict=True)]
