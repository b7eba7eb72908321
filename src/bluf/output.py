"""Output files: what they are called, whether they are still good, and how they get to their place whole."""

from __future__ import annotations

import errno
import re
import secrets
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
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
            raise BlufError(
                error("name-pattern", where, f"{what} in the name pattern '{pattern}'", f"fields are {known}")
            )
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
    reserved = _RESERVED.match(text)
    return f"{reserved[0]}_{text[reserved.end() :]}" if reserved else text


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
    written: dict[Path, Path] = {}
    try:
        for path, data in files.items():
            with _explained(path):
                path.parent.mkdir(parents=True, exist_ok=True)
                _check(path)
                written[path] = _beside(path, data)
        _replace(written)
    finally:
        _remove(written.values())


def _check(path: Path) -> None:
    """Raise what the system says if an existing target is not a file, is read-only, or is locked (Windows)."""
    if path.exists():
        path.open("r+b").close()


def _beside(path: Path, data: bytes) -> Path:
    """Return a new file in the folder of ``path`` with this content."""
    temporary = path.with_name(f".bluf-{secrets.token_hex(6)}.tmp")
    try:
        with temporary.open("xb") as file:
            file.write(data)
    except BaseException:
        _remove([temporary])
        raise
    return temporary


def _replace(written: Mapping[Path, Path]) -> None:
    """Rename the files to their targets; if one cannot be renamed, put back those before it."""
    kept: dict[Path, Path | None] = {}
    try:
        for path, temporary in written.items():
            with _explained(path):
                earlier = _beside(path, path.read_bytes()) if len(written) > 1 and path.exists() else None
                kept[path] = earlier
                temporary.replace(path)
    except BaseException:
        for path in [p for p in kept if not written[p].exists()]:
            earlier = kept[path]
            with suppress(OSError):
                path.unlink() if earlier is None else earlier.replace(path)
        raise
    finally:
        _remove(path for path in kept.values() if path)


def _remove(paths: Iterable[Path]) -> None:
    for path in paths:
        with suppress(OSError):
            path.unlink(missing_ok=True)


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Turn what the system says of ``path`` into a diagnostic."""
    try:
        yield
    except OSError as failure:
        raise BlufError(_diagnosis(path, failure)) from failure


# What the system says (https://pubs.opengroup.org/onlinepubs/9799919799/basedefs/errno.h.html), by what it means.
_NO_ROOM = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}
_FORBIDDEN_BY_SYSTEM = {errno.EACCES, errno.EPERM, errno.EROFS}
_FOLDER_IS_FILE = {errno.ENOTDIR, errno.EEXIST}
_ELSEWHERE = "choose another folder with --out"


def _diagnosis(path: Path, failure: OSError) -> Diagnostic:
    where = Span(str(path))
    if failure.errno in _NO_ROOM:
        return error("output-full", where, "there is no room left to write it", f"free some, or {_ELSEWHERE}")
    if failure.errno == errno.ENAMETOOLONG:
        return error("output-name-long", where, "its name or path is too long for this system", _ELSEWHERE)
    if failure.errno == errno.EISDIR or path.is_dir():
        return error(
            "output-is-folder", where, "a folder of this name is in the way", "move it, or change the name"
        )
    if failure.errno in _FOLDER_IS_FILE:
        return error("output-not-folder", where, f"'{path.parent}' is not a folder", _ELSEWHERE)
    if failure.errno in _FORBIDDEN_BY_SYSTEM and path.exists():
        hint = "close it there, or make it writable"
        return error("output-locked", where, "it is open in another program or read-only", hint)
    if failure.errno in _FORBIDDEN_BY_SYSTEM:
        message = f"the folder '{path.parent}' cannot be written to"
        return error("output-read-only", where, message, _ELSEWHERE)
    return error("output-failed", where, f"it cannot be written: {failure.strerror or failure}", _ELSEWHERE)
