"""What is kept between runs in the user's own cache folder: things that take longer to make than to read."""

from __future__ import annotations

import os
import secrets
import stat
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from platformdirs import user_cache_dir

from bluf.version import VERSION


def folder(name: str) -> Path | None:
    """Return the folder ``name`` in the cache of this version; ``None`` where the user can have none.

    What is kept is trusted, compiled templates among it, which are run: a folder that belongs to somebody else or
    that others may write to, such as that of the user for whom root works, is not used.
    """
    path = Path(user_cache_dir("bluf", appauthor=False)) / VERSION / name
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        return path if _is_private(path) else None
    except OSError:
        return None


def _is_private(path: Path) -> bool:
    """Return whether only this user can write to a folder; Windows keeps its users' folders apart by itself."""
    if sys.platform == "win32":
        return True
    status = path.stat()
    return status.st_uid == os.geteuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def kept(kind: str, name: str, make: Callable[[], bytes]) -> bytes:
    """Return the bytes kept as ``name``; the first time ``make`` makes them."""
    place = folder(kind)
    if place is None:
        return make()
    with suppress(OSError):
        return (place / name).read_bytes()
    data = make()
    store(kind, name, data)
    return data


def store(kind: str, name: str, data: bytes) -> None:
    """Keep bytes as ``name``, in place of what was kept; nothing happens where the user has no cache."""
    place = folder(kind)
    if place is None:
        return
    path = place / name
    temporary = path.with_name(f"{name}.{secrets.token_hex(4)}.tmp")
    try:
        temporary.write_bytes(data)
        temporary.replace(path)  # whole or not at all, whoever else does the same
    except OSError:
        with suppress(OSError):
            temporary.unlink()
