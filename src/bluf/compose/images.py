"""Pictures: read, checked in full, freed of metadata, and turned upright before anything is laid out."""

from __future__ import annotations

import contextlib
import io
import struct
import warnings
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from PIL import Image as Pillow
from PIL import ImageOps, UnidentifiedImageError

from bluf.briefing.source import Carrier, shown
from bluf.diagnostics import BlufError, Span, error
from bluf.document.tree import Image

LARGEST_BYTES = 20 * 1024 * 1024
LARGEST_PIXELS = 40_000_000
_DEFAULT_DPI = 96.0  # what screens have always meant by a picture that names no resolution
_PNG_KEPT = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"pHYs"}
_JPEG_DROPPED = {0xE1, 0xED, 0xFE, *range(0xE3, 0xED), 0xEF}  # Exif, XMP, IPTC, comments, makers' own
_ORIENTATION = 0x0112  # Exif 2.3, 4.6.4


def read_image(name: str, folders: Sequence[Path], where: Span, carrier: Carrier | None = None) -> Image:
    """Return the picture ``name``, which came with the data file in ``carrier`` or is found in one of the folders.

    Raises:
        BlufError: it is missing, outside the folders, huge, broken, animated, or neither PNG nor JPEG.
    """
    if carrier and name in carrier.pictures:
        return decode(carrier.pictures[name], name, where)
    for folder in folders:
        with contextlib.suppress(OSError, ValueError):  # what cannot be the name of a file
            path = (folder / name).resolve()
            if path.is_relative_to(folder.resolve()) and path.is_file():
                return _load(path, name, where)
    if carrier:
        message = f"the note needs the picture '{shown(name)}', which is not in {carrier.path.name}"
        hint = "give the data file with the folder of its pictures instead"
        raise BlufError(error("image-missing", where, message, hint))
    hint = "give it relative to the data file, or to the template pack, and inside its folder"
    raise BlufError(error("image-missing", where, f"there is no picture '{name}'", hint))


def _load(path: Path, name: str, where: Span) -> Image:
    try:
        if path.stat().st_size > LARGEST_BYTES:
            size = path.stat().st_size / 2**20
            raise BlufError(
                error(
                    "image-huge",
                    where,
                    f"the picture '{name}' has {size:.0f} MB; at most {LARGEST_BYTES >> 20} are taken",
                )
            )
        data = path.read_bytes()
    except OSError as bad:
        raise BlufError(
            error("image-unreadable", where, f"the picture '{name}' cannot be read: {bad.strerror}")
        ) from None
    return decode(data, name, where)


def decode(data: bytes, name: str, where: Span) -> Image:
    """Return the picture in ``data``.

    Raises:
        BlufError: see ``read_image``.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of large pictures; the limit below is ours
            picture = Pillow.open(io.BytesIO(data), formats=("PNG", "JPEG"))
            _check(picture, name, where)
            picture.load()
    except Pillow.DecompressionBombError:
        raise _huge(name, "far more than 100 million", where) from None
    except UnidentifiedImageError:
        hint = "save it as PNG (charts, screenshots) or JPEG (photographs)"
        raise BlufError(error("image-format", where, f"the picture '{name}' is not a PNG or JPEG file", hint)) from None
    except (OSError, SyntaxError, ValueError, EOFError, struct.error, zlib.error) as bad:
        raise BlufError(error("image-broken", where, f"the picture '{name}' is broken: {bad}")) from None
    return _clean(picture, data, name)


def _check(picture: Pillow.Image, name: str, where: Span) -> None:
    if getattr(picture, "n_frames", 1) > 1:
        raise BlufError(error("image-animated", where, f"the picture '{name}' is animated", "save one frame of it"))
    if picture.width * picture.height > LARGEST_PIXELS:
        raise _huge(name, f"{picture.width:,} × {picture.height:,}", where)


def _huge(name: str, pixels: str, where: Span) -> BlufError:
    message = f"the picture '{name}' has {pixels} pixels; at most {LARGEST_PIXELS:,} are taken"
    hint = "make it smaller: 2,000 pixels across are plenty for a page"
    return BlufError(error("image-huge", where, message, hint))


def _clean(picture: Pillow.Image, data: bytes, name: str) -> Image:
    """Return the picture without metadata; what both writers can take as it is, is not encoded again.

    Its resolution is as the bytes without metadata say it, so that they make the same picture when they are read again.
    """
    dpi = _dpi(picture)
    upright = picture.getexif().get(_ORIENTATION, 1) == 1
    if picture.format == "JPEG" and upright and picture.mode in {"RGB", "L"}:
        plain = _jpeg_stripped(data)
        if _dpi_of(plain) != dpi:
            plain = _with_density(plain, round(dpi))
        return Image(plain, "jpeg", picture.width, picture.height, _dpi_of(plain), name)
    if picture.format == "PNG" and upright and picture.mode in {"1", "L", "LA", "P", "RGB", "RGBA"}:
        return Image(_png_stripped(data), "png", picture.width, picture.height, dpi, name)
    turned = ImageOps.exif_transpose(picture)
    alpha = "A" in turned.getbands() or "transparency" in turned.info
    converted = turned.convert("RGBA" if alpha else "RGB")
    out = io.BytesIO()
    converted.save(out, "PNG", dpi=(dpi, dpi))
    plain = _png_stripped(out.getvalue())
    return Image(plain, "png", converted.width, converted.height, _dpi_of(plain), name)


def _dpi(picture: Pillow.Image) -> float:
    """Return the resolution that a picture names, what is usual for one that names none or one beyond sense."""
    dpi = picture.info.get("dpi", (_DEFAULT_DPI, _DEFAULT_DPI))[0]
    return float(dpi) if 30 <= float(dpi) <= 2400 else _DEFAULT_DPI


def _dpi_of(data: bytes) -> float:
    return _dpi(Pillow.open(io.BytesIO(data), formats=("PNG", "JPEG")))


def _png_stripped(data: bytes) -> bytes:
    """Return a PNG with only the chunks that carry the picture (PNG, third edition, section 11)."""
    return data[:8] + b"".join(chunk for kind, chunk in _png_chunks(data) if kind in _PNG_KEPT)


def _png_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 8
    while at + 12 <= len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        kind = data[at + 4 : at + 8]
        yield kind, data[at : at + 12 + length]
        at += 12 + length
        if kind == b"IEND":
            return


def _jpeg_stripped(data: bytes) -> bytes:
    """Return a JPEG without the segments that tell of its maker (ITU-T T.81, annex B; Exif, XMP, IPTC)."""
    kept = [data[:2]]
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF and data[at + 1] != 0xDA:
        length = int.from_bytes(data[at + 2 : at + 4], "big") + 2
        if data[at + 1] not in _JPEG_DROPPED:
            kept.append(data[at : at + length])
        at += length
    return b"".join((*kept, data[at:]))


def _with_density(data: bytes, dpi: int) -> bytes:
    """Return a JPEG with its resolution in the JFIF header (ITU-T T.871, 10.1), where it was in the metadata.

    Nothing is changed where the header would give the colours another meaning: beside a segment of Adobe's.
    """
    density = b"\x01" + dpi.to_bytes(2, "big") * 2
    if data[2:4] == b"\xff\xe0" and data[6:11] == b"JFIF\0":
        return data[:13] + density + data[18:]
    if b"\xff\xee" in data[: data.find(b"\xff\xda")]:
        return data
    return data[:2] + b"\xff\xe0\x00\x10JFIF\x00\x01\x02" + density + b"\x00\x00" + data[2:]
