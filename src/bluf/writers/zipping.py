"""Entries of ZIP files, the same for the same content on every system and at every time."""

from __future__ import annotations

import zipfile
from typing import Final

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # the first time that a ZIP file can name
_UNIX: Final = 3
_ORDINARY_FILE: Final = 0o100644 << 16


def entry(name: str) -> zipfile.ZipInfo:
    """Return the description of a compressed file; ``name`` is its path, with ``/`` and without one at its start."""
    found = zipfile.ZipInfo(name, _EPOCH)
    found.compress_type = zipfile.ZIP_DEFLATED
    found.create_system = _UNIX  # else it would name the system it is made on
    found.external_attr = _ORDINARY_FILE
    return found
