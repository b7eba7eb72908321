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

_PER_STREAM = 400  # objects in an object stream: readers unpack one as a whole
_STEP = 10  # objects begin at multiples of it, so that all offsets end in the same digit and compress better
_HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
_ROW = 7  # bytes of a row of the cross-reference stream
_LEVEL = 7  # of zlib: 9 takes twice as long for nothing


class Stream(pdfdoc.PDFObject):  # type: ignore[misc]
    """A stream object: entries of its dictionary, and its data, compressed unless told otherwise."""

    __RefOnly__ = 1

    def __init__(self, data: bytes, entries: Mapping[str, Any] | None = None, *, compress: bool = True) -> None:
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
    """A PDF document being written. Objects given by ``put`` are packed at once, others by ``finish``."""

    def __init__(self) -> None:
        # Not that of PDFDocument, which asks the clock and the environment, and adds standard fonts.
        self.objectcounter = 0
        self.idToObjectNumberAndVersion: dict[str, tuple[int, int]] = {}
        self.idToObject: dict[str, pdfdoc.PDFObject] = {}
        self.numberToId: dict[int, str] = {}
        self._out = _Output()
        self._done: set[int] = set()

    def reserve(self, count: int = 1) -> int:
        """Return the first of ``count`` object numbers in a row, for ``put``."""
        first: int = self.objectcounter + 1
        self.objectcounter += count
        return first

    def put(self, number: int, content: bytes) -> None:
        """Give the content of a reserved object, in PDF syntax."""
        self._done.add(number)
        self._out.pack(number, content)

    def number(self, reference: pdfdoc.PDFObjectReference) -> int:
        """Return the object number of a reference made by ``Reference``."""
        number: int = self.idToObjectNumberAndVersion[reference.name][0]
        return number

    def add_stream(self, stream: Stream) -> int:
        """Write a stream at once; return its object number."""
        number = self.reserve()
        self._done.add(number)
        self._out.write(number, stream.format(self))
        return number

    def finish(self, catalogue: pdfdoc.PDFDictionary, info: pdfdoc.PDFDictionary) -> bytes:
        """Return the file with this document catalogue and information dictionary."""
        root, about = self.Reference(catalogue), self.Reference(info)
        number = 0
        while number < self.objectcounter:  # objects may register further ones when they are formatted
            number += 1
            if number in self._done:
                continue
            thing = self.idToObject[self.numberToId[number]]
            content = pdfdoc.format(thing, self, toplevel=1)
            if isinstance(thing, Stream):
                self._out.write(number, content)
            else:
                self._out.pack(number, content)
        return self._out.close(self.objectcounter, root.format(self), about.format(self))


def _differences(rows: bytearray) -> bytes:
    """Return rows as their differences from the rows above (the filter "Up" of PNG): nearly all are alike."""
    above = bytes(_ROW) + rows
    changes = bytes([(new - old) & 0xFF for new, old in zip(rows, above, strict=False)])
    return b"".join(b"\x02" + changes[at : at + _ROW] for at in range(0, len(changes), _ROW))


class _Output:
    """The bytes of the file: streams as they come, other objects packed into object streams."""

    def __init__(self) -> None:
        self._parts = [_HEADER]
        self._offset = len(_HEADER)
        self._rows = bytearray(b"\0\0\0\0\0\xff\xff")  # of the cross-reference stream, 7 bytes each
        self._group: list[tuple[int, bytes]] = []
        self._streams: list[tuple[bytes, list[int]]] = []  # object streams, numbered when all is known

    def write(self, number: int, content: bytes) -> None:
        self._row(number, 1, self._offset, 0)
        whole = b"%d 0 obj\n%s\nendobj\n" % (number, content)
        self._parts.append(whole)
        self._offset += len(whole)

    def pack(self, number: int, content: bytes) -> None:
        self._group.append((number, content))
        if len(self._group) == _PER_STREAM:
            self._close_group()

    def _row(self, number: int, kind: int, place: int, index: int) -> None:
        start = number * 7
        if len(self._rows) < start + 7:
            self._rows.extend(bytes(start + 7 - len(self._rows)))
        self._rows[start : start + 7] = b"%c%s%s" % (kind, place.to_bytes(4, "big"), index.to_bytes(2, "big"))

    def _close_group(self) -> None:
        places, contents, offset = [], [], 0
        for number, content in self._group:
            places.append(b"%d %d" % (number, offset))
            contents.append(content + b" " * (_STEP - len(content) % _STEP))
            offset += len(contents[-1])
        header = b" ".join(places) + b"\n"
        # The header has a block of DEFLATE, and so a Huffman code, of its own: it is all figures, the rest is not.
        # That takes two per cent off the whole file of a long note.
        squeeze = zlib.compressobj(_LEVEL)
        data = squeeze.compress(header) + squeeze.flush(zlib.Z_BLOCK)
        data += squeeze.compress(b"".join(contents)) + squeeze.flush()
        entries = b"<</Type/ObjStm/N %d/First %d/Filter/FlateDecode/Length %d>>" % (
            len(self._group), len(header), len(data),
        )  # fmt: skip
        self._streams.append((b"%s\nstream\n%s\nendstream" % (entries, data), [n for n, _ in self._group]))
        self._group = []

    def close(self, last: int, root: bytes, info: bytes) -> bytes:
        """Return the whole file; ``last`` is the highest object number so far."""
        if self._group:
            self._close_group()
        for number, (content, members) in enumerate(self._streams, last + 1):
            self.write(number, content)
            for index, member in enumerate(members):
                self._row(member, 2, number, index)
        number = last + len(self._streams) + 1
        start = self._offset
        self._row(number, 1, start, 0)
        body = b"".join(self._parts)
        digest = hashlib.md5(body, usedforsecurity=False).hexdigest().upper().encode()
        data = zlib.compress(_differences(self._rows), _LEVEL)
        entries = (
            b"<</Type/XRef/Size %d/W[1 4 2]/Root %s/Info %s/ID[<%s><%s>]/Filter/FlateDecode"
            b"/DecodeParms<</Predictor 12/Columns %d>>/Length %d>>"
        ) % (number + 1, root, info, digest, digest, _ROW, len(data))
        trailer = b"%d 0 obj\n%s\nstream\n%s\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n"
        return body + trailer % (number, entries, data, start)
