"""The files that figures name: beside the data file, inside its folder, and there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath, PureWindowsPath

from bluf.briefing.model import Briefing
from bluf.briefing.references import Problem
from bluf.briefing.source import shown


def figure_problems(note: Briefing, folder: Path | None) -> Iterator[Problem]:
    """Yield what is wrong with the files that figures name.

    ``folder`` is that of the data file; ``None`` where it rides in another file, with the pictures that were shown.
    """
    for number, figure in enumerate(note.figures):
        where = ("figures", number, "file")
        outside = leads_out(figure.file) or (_outside(figure.file, folder) if folder else "")
        if outside:
            hint = "put the picture into the folder of the data file, or one below it, and name it from there"
            yield where, "figure-outside", outside, (hint,)
        elif folder and not _is_file(folder / figure.file):
            hint = f"it is looked for in {folder.resolve()}"
            yield where, "figure-missing", f"there is no picture '{shown(figure.file)}'", (hint,)


def leads_out(name: str) -> str:
    """Return why a relative path, as it is written, does not stay in its folder on every system; "" where it does."""
    windows = PureWindowsPath(name)
    if PurePosixPath(name).is_absolute() or windows.drive or windows.root:
        return f"'{shown(name)}' does not start from the folder of the data file"
    if "\\" in name:
        return f"'{shown(name)}' is not written with forward slashes, as in charts/one.png"
    return f"'{shown(name)}' lies outside the folder of the data file" if _climbs(name) else ""


def _climbs(name: str) -> bool:
    """Return whether a path leaves the folder that it starts from."""
    depth = 0
    for part in name.split("/"):
        depth += {"..": -1, ".": 0, "": 0}.get(part, 1)
        if depth < 0:
            return True
    return False


def _outside(name: str, folder: Path) -> str:
    """Return why a path leaves its folder once symbolic links are followed; "" where it does not."""
    try:
        inside = (folder / name).resolve().is_relative_to(folder.resolve())
    except (OSError, ValueError, RuntimeError):  # such as a symbolic link to itself
        return f"'{shown(name)}' leads nowhere"
    return "" if inside else f"'{shown(name)}' lies outside the folder of the data file"


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # such as a name that is too long
        return False
