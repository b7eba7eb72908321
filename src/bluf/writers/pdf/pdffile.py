"""A PDF file being written: reportlab's document and objects, in a compact and reproducible file.

reportlab's ``PDFDocument`` numbers objects and resolves references; its way of writing them is replaced:

- objects go into compressed object streams with a cross-reference stream (ISO 32000-1, 7.5.7 and 7.5.8),
  which makes a tagged file half as large;
- the file identifier is a digest of the content, no clock and no random number goes into it;
- ``endstream`` stands on a line of its own, as PDF/A asks (ISO 19005-2, 6.1.7.1).

The many small objects of the structure tree are handed over as finished bytes (``reserve``, ``put``).
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Mapping
from typing import Any

from reportlab.pdfbase import pdfdoc

_PER_STREAM = 200  # objects in an object stream: readers unpack one as a whole
_HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
_LEVEL = 6  # of zlib: 9 takes twice as long for one per cent


class Stream(pdfdoc.PDFObject):  # type: ignore[misc]
    """A stream object: entries of its dictionary, and its data, which are compressed unless told otherwise."""

    __RefOnly__ = 1

    def __init__(
        self, data: bytes, entries: Mapping[str, Any] | None = None, *, compress: bool = True
    ) -> None:
        self.entries = dict(entries or {})
        if compress:
            self.entries["Filter"] = "/FlateDecode"
            data = zlib.compress(data, _LEVEL)
        self.data = data

    def format(self, document: pdfdoc.PDFDocument) -> bytes:
        """Return the object's bytes."""
        entries = pdfdoc.PDFDictionary({**self.entries, "Length": len(self.data)})
        return b"%s\nstream\n%s\nendstream" % (entries.format(document), self.data)


class PdfFile(pdfdoc.PDFDocument):  # type: ignore[misc]
    """A PDF document that is collected in memory and written by ``finish``."""

    def __init__(self) -> None:
        super().__init__(compression=1, invariant=1, pdfVersion=(1, 7))
        self._finished: dict[int, bytes] = {}

    def reserve(self, count: int = 1) -> int:
        """Return the first of ``count`` object numbers in a row, for ``put``."""
        first: int = self.objectcounter + 1
        self.objectcounter += count
        return first

    def put(self, number: int, content: bytes) -> None:
        """Give the content of a reserved object, in PDF syntax."""
        self._finished[number] = content

    def number(self, reference: pdfdoc.PDFObjectReference) -> int:
        """Return the object number of a reference made by ``Reference``."""
        number: int = self.idToObjectNumberAndVersion[reference.name][0]
        return number

    def finish(self, catalogue: pdfdoc.PDFDictionary, info: pdfdoc.PDFDictionary) -> bytes:
        """Return the file with this document catalogue and information dictionary."""
        root, about = self.Reference(catalogue), self.Reference(info)
        out = _Output()
        number = 0
        while number < self.objectcounter:  # objects may register further ones when they are formatted
            number += 1
            if number in self._finished:
                out.pack(number, self._finished.pop(number))
                continue
            thing = self.idToObject[self.numberToId[number]]
            content = pdfdoc.format(thing, self, toplevel=1)
            if isinstance(thing, Stream):
                out.write(number, content)
            else:
                out.pack(number, content)
        return out.close(root.format(self), about.format(self))


class _Output:
    """The bytes of the file: streams as they come, other objects packed into object streams."""

    def __init__(self) -> None:
        self._parts = [_HEADER]
        self._offset = len(_HEADER)
        self._entries: dict[int, tuple[int, int, int]] = {0: (0, 0, 65535)}
        self._packed: list[tuple[int, bytes]] = []
        self._full: list[list[tuple[int, bytes]]] = []

    def write(self, number: int, content: bytes) -> None:
        whole = b"%d 0 obj\n%s\nendobj\n" % (number, content)
        self._entries[number] = (1, self._offset, 0)
        self._parts.append(whole)
        self._offset += len(whole)

    def pack(self, number: int, content: bytes) -> None:
        self._packed.append((number, content))
        if len(self._packed) == _PER_STREAM:
            self._full.append(self._packed)
            self._packed = []

    def close(self, root: bytes, info: bytes) -> bytes:
        if self._packed:
            self._full.append(self._packed)
        first = max(self._entries) + 1
        first = max(first, 1 + max((number for group in self._full for number, _ in group), default=0))
        for number, group in enumerate(self._full, first):
            self._object_stream(number, group)
        return self._trailer(first + len(self._full), root, info)

    def _object_stream(self, number: int, group: list[tuple[int, bytes]]) -> None:
        places, contents, offset = [], [], 0
        for index, (inner, content) in enumerate(group):
            places.append(b"%d %d" % (inner, offset))
            contents.append(content)
            offset += len(content) + 1
            self._entries[inner] = (2, number, index)
        header = b" ".join(places) + b"\n"
        data = zlib.compress(header + b"\n".join(contents), _LEVEL)
        self.write(
            number,
            b"<</Type/ObjStm/N %d/First %d/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream"
            % (len(group), len(header), len(data), data),
        )

    def _trailer(self, number: int, root: bytes, info: bytes) -> bytes:
        """Return the whole file, ended by the cross-reference stream ``number``."""
        start = self._offset
        self._entries[number] = (1, start, 0)
        rows = b"".join(
            b"%c%s%s" % (kind, place.to_bytes(4, "big"), index.to_bytes(2, "big"))
            for _, (kind, place, index) in sorted(self._entries.items())
        )
        body = b"".join(self._parts)
        digest = hashlib.md5(body, usedforsecurity=False).hexdigest().encode().upper()
        data = zlib.compress(rows, _LEVEL)
        return body + (
            b"%d 0 obj\n<</Type/XRef/Size %d/W[1 4 2]/Root %s/Info %s/ID[<%s><%s>]/Filter/FlateDecode/Length %d>>\n"
            b"stream\n%s\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n"
            % (number, number + 1, root, info, digest, digest, len(data), data, start)
        )


def text_string(text: str) -> str:
    """Return ``text`` as a PDF string in PDF syntax: as it is if it is ASCII, else in UTF-16."""
    if text.isascii() and text.isprintable():
        return "(" + text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)") + ")"
    return "<FEFF" + text.encode("utf-16-be", "replace").hex().upper() + ">"
