"""Output files: what they are called, whether they are still good, and how they get to their place whole."""

from __future__ import annotations

import errno
import os
import re
import secrets
import shutil
import unicodedata
import zipfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from bluf.diagnostics import BlufError, Diagnostic, Span, error

FIELDS = ("name", "title", "slug", "date", "reference", "version", "status", "language")

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}|[{}]")
# What no file name may hold on Windows (https://learn.microsoft.com/windows/win32/fileio/naming-a-file).
_FORBIDDEN = re.compile(r'[<>:"/\\|?*]')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?=\.|$)", re.IGNORECASE)
_MAX_BYTES = 200  # of UTF-8; file systems take 255, and the ending and synchronising tools want some of it
_MAX_SLUG = 60  # characters
_LARGEST = 256 * 2**20  # bytes; no output of ours is as large


# --- names ------------------------------------------------------------------------------------------


def slug(text: str) -> str:
    """Return ``text`` as lower-case words with hyphens between them, short enough for a file name.

    Letters of all scripts stay; accents of Latin letters go.
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    if len(plain) < len(text) // 2:  # not a Latin script
        plain = unicodedata.normalize("NFC", text)
    words = re.findall(r"\w+", plain.casefold().replace("_", " ").replace("'", "").replace("’", ""))
    kept = ""
    for word in words:
        if kept and len(kept) + len(word) >= _MAX_SLUG:
            break
        kept = f"{kept}-{word}" if kept else word[:_MAX_SLUG]
    return kept


def file_stem(pattern: str, values: Mapping[str, str], where: Span) -> str:
    """Return the file name without ending that ``pattern`` gives, safe on every system.

    Args:
        pattern: text with fields such as ``{date}-{reference}-{slug}``.
        values: the text of each of ``FIELDS``; empty ones leave no doubled hyphen behind.
        where: the place of the pattern, for diagnostics.

    Raises:
        BlufError: the pattern has an unknown field or a stray brace, or gives an empty name.
    """

    def fill(match: re.Match[str]) -> str:
        if match[1] not in values:
            known = ", ".join(f"{{{name}}}" for name in FIELDS)
            what = f"unknown field {match[0]}" if match[1] is not None else f"stray `{match[0]}`"
            raise BlufError(error("name-pattern", where, f"{what} in the name pattern '{pattern}'", f"fields are {known}"))
        value = values[match[1]]
        return value if match[1] == "title" else "-".join(value.split())

    filled = _portable(_PLACEHOLDER.sub(fill, pattern))
    if not filled:
        raise BlufError(error("name-pattern", where, f"the name pattern '{pattern}' gives an empty name"))
    return filled


def _portable(text: str) -> str:
    """Return ``text`` as a name that Windows, macOS and Linux take; "" if nothing is left."""
    text = unicodedata.normalize("NFC", text)
    text = "".join("-" if unicodedata.category(c)[0] == "C" else c for c in text)
    text = _FORBIDDEN.sub("-", text)
    text = re.sub(r"\s+", " ", re.sub(r"\s*-(?:\s*-)+\s*", "-", text)).strip(" .-_")
    text = text.encode()[:_MAX_BYTES].decode(errors="ignore").rstrip(" .-_")
    return f"{text}_" if _RESERVED.fullmatch(text) else _RESERVED.sub(r"\g<0>_", text, count=1) if _RESERVED.match(text) else text


# --- fingerprints -----------------------------------------------------------------------------------


def carries(path: Path, fingerprint: str) -> bool:
    """Return whether the output at ``path`` was made from what ``fingerprint`` stands for.

    The file is not parsed, only searched: in a DOCX the custom properties, in a PDF the XMP packet, which
    lies there in plain bytes.
    """
    try:
        if path.stat().st_size > _LARGEST:
            return False
        if path.suffix != ".docx":
            return fingerprint.encode() in path.read_bytes()
        with zipfile.ZipFile(path) as package, package.open("docProps/custom.xml") as part:
            return fingerprint.encode() in part.read(2**16)
    except (OSError, KeyError, ValueError, NotImplementedError, RuntimeError, zipfile.BadZipFile, EOFError):
        return False


# --- writing ----------------------------------------------------------------------------------------


def write_files(files: Mapping[Path, bytes]) -> None:
    """Write all of ``files``, or leave everything as it was.

    Each is written beside its target and then renamed; folders are made where they are missing.

    Raises:
        BlufError: what stands in the way, and what to do.
    """
    scratch: list[Path] = []
    try:
        for path, data in files.items():
            _check_target(path)
            scratch.append(_beside(path, data))
        _replace(dict(zip(scratch, files, strict=True)))
    except _Blocked as failure:
        raise BlufError(failure.diagnostic) from failure.__cause__
    finally:
        _remove(scratch)


class _Blocked(Exception):  # noqa: N818 - it never leaves this module
    """A file that cannot be written."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic
