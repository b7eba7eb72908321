"""What the name of a face says."""

from __future__ import annotations

import re

_IN_COLLECTION = re.compile(r"(.+\.(?:ttc|otc|ttf|otf))#(\d{1,3})", re.IGNORECASE | re.DOTALL)


def file_and_index(name: str) -> tuple[str, int]:
    """Return the path that the name of a face begins with, and which of the file's faces it is."""
    match = _IN_COLLECTION.fullmatch(name)
    return (match[1], int(match[2])) if match else (name, 0)
