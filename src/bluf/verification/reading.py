"""The bytes of a file to look at, and what kind of file they are."""

from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path

from bluf.briefing.source import read_bytes
from bluf.diagnostics import BlufError, Span, error
from bluf.verification.mime import is_message

LARGEST = 200 * 2**20
_PDF_MARK = b"%PDF-"
_MARK_WITHIN = 1024  # bytes from the start, as viewers look for the mark (ISO 32000-1, annex H)
_ZIP_MARKS = (b"PK\x03\x04", b"PK\x05\x06")
MANIFEST = "manifest.json"  # of a pack
_COMPOUND_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read(path: Path) -> bytes:
    """Return the bytes of a file.

    Raises:
        BlufError: there is no such file, it is no file, too large, or cannot be read.
    """
    return read_bytes(path, LARGEST, f"files of up to {LARGEST >> 20} MB are looked at")


def kind(data: bytes, path: Path) -> str:
    """Return what the bytes are, "pdf", "zip" or "message", whatever the file is called.

    Raises:
        BlufError: they are something else.
    """
    where = Span(str(path))
    if _PDF_MARK in data[:_MARK_WITHIN]:
        return "pdf"
    if data.startswith(_ZIP_MARKS):
        return "zip"
    if data.startswith(_COMPOUND_MARK):
        message = "this is an encrypted or an old Word file (.doc)"
        raise BlufError(error("file-encrypted", where, message, "save it as DOCX without a password"))
    if is_message(data):
        return "message"
    message = "the file is empty" if not data else "this is neither a PDF nor a Word document (DOCX)"
    raise BlufError(error("file-kind", where, message, "name a file that `bluf build` wrote"))


def is_pack(data: bytes) -> bool:
    """Return whether a ZIP file is a pack, with a manifest and no list of content types as a Word document has."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except Exception:  # noqa: BLE001 - zipfile raises nearly anything; it is said when the file is opened in earnest
        return False
    return MANIFEST in names and "[Content_Types].xml" not in names


def sha256(data: bytes) -> str:
    """Return the SHA-256 in hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()
