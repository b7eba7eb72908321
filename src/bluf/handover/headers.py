"""Header fields of a message (RFC 5322), with words beyond ASCII as RFC 2047 writes them.

Python's own folding loses and adds spaces beside such words. Here a text is either written as it is, on one line, or
as encoded words throughout, between which readers take white space away (RFC 2047, 6.2).
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from email.headerregistry import Address
from typing import Final

_LONGEST: Final = 76  # characters of a line
_WORD: Final = 39  # bytes in an encoded word, so that the first one stands on the line of the field's name
_FOLD: Final = "\r\n "


def text_field(name: str, text: str) -> str:
    """Return a field that holds text, such as the subject."""
    line = f"{name}: {text}"
    if len(line) <= _LONGEST and _is_plain(text):
        return f"{line}\r\n"
    return f"{name}: {_FOLD.join(_encoded(text))}\r\n"


def address_field(name: str, addresses: Sequence[Address]) -> str:
    """Return a field that holds addresses."""
    return f"{name}: {f',{_FOLD}'.join(map(_mailbox, addresses))}\r\n"


def _mailbox(address: Address) -> str:
    words = address.display_name
    if not words:
        return address.addr_spec
    if len(words) <= _LONGEST - 8 and _is_plain(words) and not {'"', "\\"}.intersection(words):
        return f'"{words}"{_FOLD}<{address.addr_spec}>'
    return f"{_FOLD.join(_encoded(words))}{_FOLD}<{address.addr_spec}>"


def _is_plain(text: str) -> bool:
    """Return whether a text can be written as it is, and is not taken for an encoded word."""
    return text.isascii() and text.isprintable() and text == text.strip() and "=?" not in text


def _encoded(text: str) -> Iterator[str]:
    """Yield encoded words; no character is parted."""
    piece = b""
    for character in text:
        written = character.encode("utf-8", "replace")
        if len(piece) + len(written) > _WORD:
            yield _word(piece)
            piece = b""
        piece += written
    yield _word(piece)


def _word(piece: bytes) -> str:
    return f"=?utf-8?b?{base64.b64encode(piece).decode('ascii')}?="
