"""What is kept between runs in the user's own cache folder: things that take longer to make than to read."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from platformdirs import user_cache_dir

from bluf.version import VERSION


def folder(name: str) -> Path | None:
    """Return the folder ``name`` in the cache of this version; ``None`` where the user can have none."""
    path = Path(user_cache_dir("bluf", appauthor=False)) / VERSION / name
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return None
    return path


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
