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
        problem = outside(figure.file, folder)
        if problem:
            hint = "put the picture into the folder of the data file, or one below it, and name it from there"
            yield where, "figure-outside", problem, (hint,)
        elif folder and not _is_file(folder / figure.file):
            hint = f"it is looked for in {folder.resolve()}"
            yield where, "figure-missing", f"there is no picture '{shown(figure.file)}'", (hint,)


def outside(name: str, folder: Path | None = None, what: str = "data file") -> str:
    """Return why a path does not stay in its folder on every system, symbolic links followed; "" where it does.

    Without a ``folder`` only what is written counts. ``what`` is the kind of file whose folder it is, for the message.
    """
    windows = PureWindowsPath(name)
    if PurePosixPath(name).is_absolute() or windows.drive or windows.root:
        return f"'{shown(name)}' does not start from the folder of the {what}"
    if "\\" in name:
        return f"'{shown(name)}' is not written with forward slashes, as in charts/one.png"
    if _climbs(name):
        return f"'{shown(name)}' lies outside the folder of the {what}"
    return _led_out(name, folder, what) if folder else ""


def _climbs(name: str) -> bool:
    """Return whether a path leaves the folder that it starts from."""
    depth = 0
    for part in name.split("/"):
        depth += {"..": -1, ".": 0, "": 0}.get(part, 1)
        if depth < 0:
            return True
    return False


def _led_out(name: str, folder: Path, what: str) -> str:
    """Return why a path leaves its folder once symbolic links are followed; "" where it does not."""
    try:
        inside = (folder / name).resolve().is_relative_to(folder.resolve())
    except (OSError, ValueError, RuntimeError):  # such as a symbolic link to itself
        return f"'{shown(name)}' leads nowhere"
    return "" if inside else f"'{shown(name)}' lies outside the folder of the {what}"


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # such as a name that is too long
        return False
