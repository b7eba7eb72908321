"""``bluf data``: the data file that rides in a DOCX or PDF, and its pictures, as files again."""

from __future__ import annotations

import posixpath
from pathlib import Path

from bluf.briefing.figures import outside
from bluf.briefing.source import shown
from bluf.diagnostics import BlufError, Diagnostic, Span, error, warning
from bluf.outputs import commit, discard, prepare, store
from bluf.verification.carried import Carried, carried, lists_notes


def extract(path: Path, out: Path | None, pictures: Path | None) -> tuple[Carried, list[Path], list[Diagnostic]]:
    """Return the data file inside a DOCX or PDF, the files that were written, and warnings.

    With the list of a roundup's notes, their data files are written, too, where a folder is named.

    Args:
        path: the DOCX or PDF.
        out: where the data file goes, a file or a folder that is there; it is not written without.
        pictures: the folder for its pictures, under the names that it gives them; they are not written without.

    Raises:
        BlufError: there is no data file to be had, or a file cannot be written; then none is.
    """
    found = carried(path)
    files: dict[Path, bytes] = {}
    if out is not None:
        files |= _in_folder(out, found) if out.is_dir() else {out: found.data}
    if pictures is not None:
        files |= {_place(pictures, name, path): data for name, data in found.pictures.items()}
    if path.resolve() in {target.resolve() for target in files}:
        raise BlufError(error("output-is-input", Span(str(path)), "the file would be replaced by what is in it"))
    _write(files)
    warnings = []
    if pictures is not None:
        hint = "ask for the data file's folder, or take the picture from the document"
        warnings = [
            warning("picture-missing", Span(str(path)), f"the picture '{shown(name)}' is no longer inside", hint)
            for name in found.missing
        ]
    return found, list(files), warnings


def _in_folder(folder: Path, found: Carried) -> dict[Path, bytes]:
    """Return where a data file goes, and with a list of notes their data files."""
    files = {folder / found.name: found.data}
    if found.beside and lists_notes(found):
        files = {folder / name: data for name, data in found.beside.items()} | files
    return files


def _place(folder: Path, name: str, path: Path) -> Path:
    """Return where a picture goes.

    Raises:
        BlufError: its name leads out of the folder.
    """
    if outside(name):
        message = f"the picture '{shown(name)}' would be written outside the folder"
        raise BlufError(error("picture-outside", Span(str(path)), message, "do not trust the file"))
    return folder / posixpath.normpath(name)


def _write(files: dict[Path, bytes]) -> None:
    pending = []
    try:
        for target, data in files.items():
            prepare(target.parent)
            pending.append(store(data, target))
        commit(pending)
    except BlufError:
        discard(pending)
        raise
