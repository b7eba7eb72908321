"""Pictures as image XObjects; the same picture is stored once.

JPEG data are passed through. PNG data are passed through too where PDF can read them as they are: not
interlaced, no transparency. Everything else is decoded by Pillow, which is imported only then.
"""

from __future__ import annotations

import hashlib
import io
import struct
import zlib
from collections.abc import Iterator

from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFObjectReference

from bluf.diagnostics import BlufError, Span, error
from bluf.document.tree import Image
from bluf.writers.pdf.pdffile import PdfFile, Stream

_GREY, _RGB, _INDEXED = 0, 2, 3  # colour types of PNG (ISO/IEC 15948, 11.2.2) that are passed through
_MAX_PIXELS = 100_000_000  # about what fits 300 MB when decoded


class Images:
    """The pictures of one file, named in the order in which they are first drawn."""

    def __init__(self, file: PdfFile) -> None:
        self._file = file
        self._names: dict[bytes, str] = {}
        self._references: dict[str, PDFObjectReference] = {}

    def name(self, image: Image) -> str:
        """Return the resource name of a picture, adding it to the file the first time.

        Raises:
            BlufError: the picture cannot be read.
        """
        key = hashlib.sha256(image.data).digest()
        name = self._names.get(key)
        if name is None:
            try:
                stream = _stream(self._file, image)
            except (OSError, ValueError, struct.error, zlib.error) as failure:
                message = f"the picture '{image.name}' cannot be read: {failure}"
                raise BlufError(error("image-unreadable", Span(file=image.name), message)) from failure
            name = self._names[key] = f"I{len(self._names) + 1}"
            self._references[name] = self._file.Reference(stream)
        return name

    @property
    def resources(self) -> PDFDictionary:
        """The dictionary of XObject resources."""
        return PDFDictionary(self._references)


def _stream(file: PdfFile, image: Image) -> Stream:
    if image.format == "jpeg":
        components = _jpeg_components(image.data)
        if components in {1, 3}:
            space = "/DeviceGray" if components == 1 else "/DeviceRGB"
            return _image(image.data, image.width, image.height, space, 8, {"Filter": "/DCTDecode"})
    else:
        passed = _plain_png(file, image)
        if passed:
            return passed
    return _decoded(file, image)


def _image(
    data: bytes,
    width: int,
    height: int,
    space: object,
    bits: int,
    entries: dict[str, object],
    *,
    compress: bool = False,
) -> Stream:
    described = {
        "Type": "/XObject",
        "Subtype": "/Image",
        "Width": width,
        "Height": height,
        "ColorSpace": space,
        "BitsPerComponent": bits,
        **entries,
    }
    return Stream(data, described, compress=compress)


def _jpeg_components(data: bytes) -> int:
    """Return how many colour components a JPEG has, from its frame header (ITU-T T.81, B.2.2)."""
    position = 2
    while position + 9 < len(data):
        marker, length = data[position + 1], int.from_bytes(data[position + 2 : position + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            return data[position + 9]
        position += 2 + length
    raise ValueError("it has no frame header")


def _plain_png(file: PdfFile, image: Image) -> Stream | None:
    """Return a PNG's own compressed data as an image, or ``None`` if PDF cannot read them as they are."""
    chunks = list(_png_chunks(image.data))
    if not chunks or chunks[0][0] != b"IHDR":
        raise ValueError("it has no header")
    width, height, bits, colour, _, _, interlaced = struct.unpack(">IIBBBBB", chunks[0][1])
    kinds = {kind for kind, _ in chunks}
    if interlaced or b"tRNS" in kinds or colour not in {_GREY, _RGB, _INDEXED}:
        return None
    data = b"".join(content for kind, content in chunks if kind == b"IDAT")
    colours = 3 if colour == _RGB else 1
    space: object = "/DeviceRGB" if colour == _RGB else "/DeviceGray"
    if colour == _INDEXED:
        palette = b"".join(content for kind, content in chunks if kind == b"PLTE")
        table = file.Reference(Stream(palette))
        space = PDFArray(["/Indexed", "/DeviceRGB", len(palette) // 3 - 1, table])
    reading = PDFDictionary({"Predictor": 15, "Colors": colours, "BitsPerComponent": bits, "Columns": width})
    entries = {"Filter": "/FlateDecode", "DecodeParms": reading}
    return _image(data, width, height, space, bits, entries)


def _png_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    position = 8
    while position + 8 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, position)
        yield kind, data[position + 8 : position + 8 + length]
        position += 12 + length


def _decoded(file: PdfFile, image: Image) -> Stream:
    """Return a picture decoded by Pillow, its transparency as a soft mask."""
    from PIL import Image as Pillow  # only pictures that PDF cannot read need it

    if image.width * image.height > _MAX_PIXELS:
        raise ValueError(f"it has more than {_MAX_PIXELS // 1_000_000} million pixels")
    with Pillow.open(io.BytesIO(image.data), formats=[image.format]) as opened:
        has_alpha = opened.mode in {"LA", "PA", "RGBA"} or "transparency" in opened.info
        grey = opened.mode in {"1", "L", "LA", "I", "I;16"} and opened.mode != "P"
        picture = opened.convert("RGBA" if has_alpha else "L" if grey else "RGB")
    width, height = picture.size
    entries: dict[str, object] = {}
    if has_alpha:
        alpha = picture.getchannel("A").tobytes()
        if alpha.strip(b"\xff"):
            mask = _image(alpha, width, height, "/DeviceGray", 8, {}, compress=True)
            entries["SMask"] = file.Reference(mask)
        picture = picture.convert("RGB")
    space = "/DeviceGray" if picture.mode == "L" else "/DeviceRGB"
    return _image(picture.tobytes(), width, height, space, 8, entries, compress=True)
