"""A ZIP file with some entries changed: all others are copied as they are, still compressed.

``zipfile`` can only unpack and pack again, which changes the bytes of parts that nobody touched, and takes
longer than everything else for a report with pictures. The layout is that of PKWARE's APPNOTE.TXT 6.3.10,
4.3.7 (local header), 4.3.12 (central directory) and 4.3.16 (its end).
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Collection, Mapping, Sequence
from typing import Final
from zipfile import ZIP_DEFLATED, ZipInfo

from bluf.record import record

_LOCAL: Final = struct.Struct("<4s5H3L2H")
_CENTRAL: Final = struct.Struct("<4s6H3L5H2L")
_END: Final = struct.Struct("<4s4H2LH")
_SIZES_FOLLOW: Final = 0x0008  # flag: the sizes stand after the data; here they are known before
_UTF_8: Final = 0x0800  # flag: the name is UTF-8
_VERSION: Final = 20  # deflate
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # the first time that a ZIP file can name
_ORDINARY_FILE: Final = 0o100644 << 16
_UNIX: Final = 3


class ZipError(Exception):
    """An entry is not where the file says that it is."""


@record
class _Entry:
    """What both headers of an entry say."""

    name: bytes
    flags: int
    method: int
    time: tuple[int, int]
    checksum: int
    packed: int
    size: int
    system: int
    attributes: int


def rewritten(data: bytes, entries: Sequence[ZipInfo], changed: Mapping[str, bytes], dropped: Collection[str]) -> bytes:
    """Return a ZIP file with the entries of ``data``, those in ``changed`` with new content or added at the end.

    Args:
        data: the ZIP file.
        entries: what is in it, as ``zipfile`` reads it.
        changed: new content by name.
        dropped: names of entries to leave out.

    Raises:
        ZipError: an entry cannot be found in the file.
    """
    pieces: list[bytes] = []
    directory: list[bytes] = []
    at = 0

    def add(entry: _Entry, content: bytes) -> None:
        nonlocal at
        pieces.extend((_local(entry), content))
        directory.append(_central(entry, at))
        at += _LOCAL.size + len(entry.name) + len(content)

    for info in entries:
        if info.filename in dropped:
            continue
        if info.filename in changed:
            add(*_packed(_name(info), info.flag_bits & _UTF_8, info.date_time, changed[info.filename]))
        else:
            add(_kept(info), _raw(data, info))
    known = {info.filename for info in entries}
    for name, content in changed.items():
        if name not in known:
            add(*_packed(name.encode("ascii"), 0, _EPOCH, content))
    listed = b"".join(directory)
    end = _END.pack(b"PK\x05\x06", 0, 0, len(directory), len(directory), len(listed), at, 0)
    return b"".join((*pieces, listed, end))


def _name(info: ZipInfo) -> bytes:
    return info.orig_filename.encode("utf-8" if info.flag_bits & _UTF_8 else "cp437")


def _time(when: tuple[int, ...]) -> tuple[int, int]:
    year, month, day, hour, minute, second = when
    return (hour << 11 | minute << 5 | second // 2, (year - 1980) << 9 | month << 5 | day)


def _kept(info: ZipInfo) -> _Entry:
    return _Entry(
        _name(info),
        info.flag_bits & ~_SIZES_FOLLOW,
        info.compress_type,
        _time(info.date_time),
        info.CRC,
        info.compress_size,
        info.file_size,
        info.create_system,
        info.external_attr,
    )


def _raw(data: bytes, info: ZipInfo) -> bytes:
    """Return the bytes of an entry as they lie in the file."""
    start = info.header_offset
    head = data[start : start + _LOCAL.size]
    if len(head) < _LOCAL.size or not head.startswith(b"PK\x03\x04"):
        raise ZipError(f"{info.filename} is not where the file says that it is")
    name, extra = _LOCAL.unpack(head)[-2:]
    start += _LOCAL.size + name + extra
    raw = data[start : start + info.compress_size]
    if len(raw) != info.compress_size:
        raise ZipError(f"{info.filename} is cut off")
    return raw


def _packed(name: bytes, flags: int, when: tuple[int, ...], content: bytes) -> tuple[_Entry, bytes]:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    packed = packer.compress(content) + packer.flush()
    entry = _Entry(
        name,
        flags,
        ZIP_DEFLATED,
        _time(when),
        zlib.crc32(content),
        len(packed),
        len(content),
        _UNIX,
        _ORDINARY_FILE,
    )
    return entry, packed


def _local(entry: _Entry) -> bytes:
    sizes = (entry.checksum, entry.packed, entry.size)
    head = _LOCAL.pack(b"PK\x03\x04", _VERSION, entry.flags, entry.method, *entry.time, *sizes, len(entry.name), 0)
    return head + entry.name


def _central(entry: _Entry, offset: int) -> bytes:
    head = _CENTRAL.pack(
        b"PK\x01\x02",
        entry.system << 8 | _VERSION,
        _VERSION,
        entry.flags,
        entry.method,
        *entry.time,
        entry.checksum,
        entry.packed,
        entry.size,
        len(entry.name),
        0,
        0,
        0,
        0,
        entry.attributes,
        offset,
    )
    return head + entry.name
