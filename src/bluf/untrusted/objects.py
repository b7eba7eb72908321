"""Objects of a PDF of unknown origin: read within limits, and without trust in their kinds."""

from __future__ import annotations

import logging
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pikepdf
from pikepdf import settings

LARGEST_STREAM = 64 * 2**20  # bytes of one stream once it is unpacked
LARGEST_CONTENT = 4 * 2**20  # bytes of the drawing operators of one page; as objects they take 200 times as much
MOST_CONTENT = 128 * 2**20  # and of all pages
MOST_KIDS = 2_000_000  # nodes of one tree
_DEEPEST = 100  # levels of arrays and dictionaries in one another; ours have less than ten
_FLATE_RATIO = 1032  # what Flate packs at most
_CHUNK = 2**20

# What pikepdf raises where an object is not what it should be.
MALFORMED = (
    pikepdf.PdfError,
    ArithmeticError,
    AttributeError,
    LookupError,
    MemoryError,
    NotImplementedError,
    RuntimeError,
    TypeError,
    ValueError,
)


# What qpdf warns of becomes a finding; without this it would be printed as well.
logging.getLogger("pikepdf").addHandler(logging.NullHandler())


class TooLargeError(ValueError):
    """A stream unpacks to more than is read."""


@contextmanager
def limits() -> Iterator[None]:
    """Bound what qpdf unpacks while a file is opened and read, where pikepdf is new enough to do so."""
    change: Any = getattr(settings, "set_qpdf_limits", None)
    if change is None:
        yield
        return
    bounds = dict.fromkeys(("flate_max_memory", "run_length_max_memory", "png_max_memory"), LARGEST_STREAM)
    before = change(parser_max_nesting=_DEEPEST, **bounds)
    try:
        yield
    finally:
        change(**before)


def unpacked(stream: Any, most: int = LARGEST_STREAM) -> bytes:
    """Return the bytes of a stream.

    Raises:
        TooLargeError: there are more than ``most``.
    """
    filters = [str(name) for name in array(stream.get("/Filter"))]
    raw = stream.read_raw_bytes()
    flate = filters.count("/FlateDecode")
    others = len(filters) - flate
    if len(raw) * _FLATE_RATIO ** (flate + others) > most and not (
        filters == ["/FlateDecode"] and _fits(raw, most + most // 4)  # a predictor adds a byte to each row
    ):
        raise TooLargeError("a stream is too large or packed too often to be read")
    data: bytes = stream.read_bytes()
    if len(data) > most:
        raise TooLargeError("a stream is too large to be read")
    return data


def _fits(raw: bytes, most: int) -> bool:
    """Return whether Flate data unpacks to at most this many bytes."""
    packer = zlib.decompressobj()
    size = 0
    try:
        while raw and not packer.eof:
            size += len(packer.decompress(raw, _CHUNK))
            if size > most:
                return False
            raw = packer.unconsumed_tail
    except zlib.error:
        return True  # qpdf stops at the same place
    return True


def array(thing: Any) -> list[Any]:
    """Return the items of an array, a single object as a list of itself, and nothing as an empty list."""
    if thing is None:
        return []
    return list(thing) if isinstance(thing, pikepdf.Array) else [thing]


def is_dictionary(thing: Any) -> bool:
    """Return whether this is a dictionary or a stream, which has one."""
    return isinstance(thing, pikepdf.Dictionary | pikepdf.Stream)


def leaves(tree: Any, key: str) -> list[tuple[Any, Any]]:
    """Return the pairs of a name tree (``key`` "/Names") or number tree ("/Nums"); a node is read once."""
    found: list[tuple[Any, Any]] = []
    waiting: list[Any] = [tree]
    seen: set[Any] = set()
    while waiting and len(seen) < MOST_KIDS:
        node = waiting.pop()
        if not is_dictionary(node) or (node.is_indirect and node.objgen in seen):
            continue
        seen.add(node.objgen if node.is_indirect else (-len(seen), 0))
        items = array(node.get(key))
        found += zip(items[::2], items[1::2], strict=False)
        waiting += reversed(array(node.get("/Kids")))
    return found
