"""The parts of a message of unknown origin (RFC 5322, RFC 2045 and 2046), with no more memory than it has bytes.

Python's own reader makes an object of each line and part, which a made-up message has by the million. Only the
heads of parts are given to it here, and they are short.
"""

from __future__ import annotations

import binascii
import quopri
import re
from collections.abc import Iterator
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesHeaderParser
from typing import Final

from bluf.record import record

LARGEST_HEAD: Final = 64 * 2**10
_MOST_PARTS: Final = 100
_DEEPEST: Final = 5  # parts in parts
_END_OF_HEAD: Final = re.compile(rb"\r?\n\r?\n")
_FIELD: Final = re.compile(rb"[!-9;-~]+:")  # RFC 5322, 2.2
_TELLING: Final = re.compile(rb"^(x-unsent|mime-version|message-id|received|from):", re.IGNORECASE | re.MULTILINE)


class MimeError(Exception):
    """This is no message that can be read."""


@record
class Part:
    """A part without parts, or the head of one that has them: its head, and where its body begins and ends."""

    head: Message
    start: int
    end: int

    @property
    def name(self) -> str:
        """Return the name of the file that it is, "" where it is none."""
        return str(self.head.get_filename("") or "")


def is_message(data: bytes) -> bool:
    """Return whether the bytes begin as a message does: with fields, of which one tells."""
    found = _END_OF_HEAD.search(data, 0, LARGEST_HEAD)
    return bool(found and _FIELD.match(data) and _TELLING.search(data, 0, found.start()))


def parts(data: bytes) -> Iterator[Part]:
    """Yield the head of a message, then all parts in it, in their order.

    Raises:
        MimeError: it is cut off or damaged, or has more parts than are looked at.
    """
    number = 0
    for number, part in enumerate(_parts(data, 0, len(data), 0), 1):
        if number > _MOST_PARTS:
            raise MimeError(f"it has more than {_MOST_PARTS} parts")
        yield part


def _parts(data: bytes, start: int, end: int, depth: int) -> Iterator[Part]:
    found = _END_OF_HEAD.search(data, start, min(end, start + LARGEST_HEAD))
    if not found:
        raise MimeError("the head of a part does not end")
    head = BytesHeaderParser().parsebytes(data[start : found.end()])
    yield Part(head, found.end(), end)
    if head.get_content_maintype() != "multipart":
        return
    boundary = head.get_boundary()
    if not boundary or depth == _DEEPEST:
        raise MimeError("parts in it have no boundary" if not boundary else "it has parts in parts without end")
    yield from _inner(data, found.end(), end, boundary, depth)


def _inner(data: bytes, start: int, end: int, boundary: str, depth: int) -> Iterator[Part]:
    """Yield the parts between the lines of a boundary."""
    line = re.compile(rb"(?:\r?\n|\A)--" + re.escape(boundary.encode("utf-8", "replace")) + rb"(--)?[ \t]*(?=\r?\n|\Z)")
    begun = 0
    # The line break before a boundary is a part of it, and that of the first one may be the end of the head.
    for found in line.finditer(data, max(0, start - 2), end):
        if begun:
            yield from _parts(data, _after_break(data, begun), found.start(), depth + 1)
        begun = found.end()
        if found[1]:
            return
    raise MimeError("it ends before its last part does")


def _after_break(data: bytes, place: int) -> int:
    return place + (2 if data[place : place + 2] == b"\r\n" else 1)


def content(data: bytes, part: Part) -> bytes:
    """Return the content of a part, decoded.

    Raises:
        MimeError: it is damaged, or in a form that is not known.
    """
    body = data[part.start : part.end]
    match str(part.head.get("Content-Transfer-Encoding", "7bit")).strip().lower():
        case "base64":
            try:
                return binascii.a2b_base64(body.translate(None, b" \t\r\n"), strict_mode=True)
            except binascii.Error:
                raise MimeError(f"what is in the part {part.name or part.head.get_content_type()} is damaged") from None
        case "quoted-printable":
            return quopri.decodestring(body)
        case "7bit" | "8bit" | "binary":
            return body
        case _:
            raise MimeError("a part is written in a form that is not known")


def words(head: Message, name: str) -> str:
    """Return a field that holds text, with its encoded words (RFC 2047) decoded; "" where there is none."""
    field = str(head.get(name, ""))
    try:
        return str(make_header(decode_header("".join(field.splitlines()))))
    except (MessageError, LookupError, ValueError):
        return field
