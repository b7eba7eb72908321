"""A pack: one ZIP file with notes, all that they were made from, and a manifest with which it is checked.

Each note has a folder. Beside the folders stand ``manifest.json``, which lists every file but itself and the sums, and
``SHA256SUMS``, which lists every file but itself for ``sha256sum -c``. ``bluf.verification.bundle`` reads both.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Any, Literal, TypeAlias

from bluf.record import record
from bluf.version import VERSION
from bluf.writers.zipping import entry

MANIFEST, SUMS = "manifest.json", "SHA256SUMS"
FORMAT, FORMAT_VERSION = "bluf-pack", 1
Role: TypeAlias = Literal["word", "pdf", "data", "picture", "source"]


@record
class File:
    """A file of a pack: its path with ``/``, what it is to the note, its media type and content."""

    path: str
    role: Role
    media_type: str
    data: bytes = field(repr=False)


@record
class PackedNote:
    """A note in a pack: its folder, what the manifest says of it, and its files, whose paths start with the folder."""

    folder: str
    about: Mapping[str, Any]
    files: Sequence[File]


def write(notes: Sequence[PackedNote]) -> bytes:
    """Return the ZIP file: the same bytes for the same notes, whatever their order."""
    ordered = sorted(notes, key=lambda note: note.folder)
    contents = {file.path: file.data for note in ordered for file in note.files}
    contents[MANIFEST] = _manifest(ordered)
    sums = "".join(f"{_digest(data)}  {path}\n" for path, data in sorted(contents.items()))
    contents[SUMS] = sums.encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path, data in sorted(contents.items()):
            archive.writestr(entry(path), data)
    return buffer.getvalue()


def _manifest(notes: Sequence[PackedNote]) -> bytes:
    listed = [
        {
            "path": file.path,
            "note": note.folder,
            "role": file.role,
            "media_type": file.media_type,
            "size": len(file.data),
            "sha256": _digest(file.data),
        }
        for note in notes
        for file in sorted(note.files, key=lambda file: file.path)
    ]
    whole = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "made_with": f"bluf {VERSION}",
        "notes": [{"folder": note.folder, **note.about} for note in notes],
        "files": listed,
    }
    return (json.dumps(whole, ensure_ascii=False, indent=2) + "\n").encode()


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
