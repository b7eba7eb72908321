"""``bluf attach``: notes into somebody else's report, and making them anew there when their data has changed.

    read → make each note → attach (by what the report is) → write

The report is written whole or not at all, and only under the name that was asked for.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import field, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from bluf.annexes.model import Attached, Copy, Note, Wishes
from bluf.app.making import make_document, render, uncovered
from bluf.app.options import FORMATS, BuildOptions, with_settings
from bluf.diagnostics import BlufError, Diagnostic, Span, error, has_errors
from bluf.record import record

if TYPE_CHECKING:
    from types import ModuleType

    from bluf.briefing.loading import Loaded
    from bluf.briefing.source import Given
    from bluf.document.tree import Document
    from bluf.theme.model import Theme
    from bluf.writers import Attachment

LARGEST = 200 * 2**20  # bytes of a report
_PDF = b"%PDF-"
_WITHIN = 1024  # bytes from the start, as viewers look for the mark (ISO 32000-1, annex H)
_WORD = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")  # a package, an empty one, an OLE file


@record
class AttachOptions:
    """How notes are attached: ``wishes``, and what notes are made with.

    ``template`` and ``settings`` are as for a build; ``workspace`` is the folder in whose ``templates`` packs are
    looked up.
    """

    wishes: Wishes = field(default_factory=Wishes)
    template: str | None = None
    settings: tuple[str, ...] = ()
    workspace: Path = field(default_factory=Path.cwd)


@record
class AttachResult:
    """A report with notes in it: where it was written (``None`` = nowhere), its bytes, and the notes in it.

    ``changed`` says whether it is another than it was; ``notes`` and ``sources`` are those that were put in now.
    """

    path: Path | None
    data: bytes = field(repr=False)
    notes: tuple[str, ...]
    sources: tuple[str, ...]
    diagnostics: tuple[Diagnostic, ...] = ()
    changed: bool = True


# --- whole runs -------------------------------------------------------------------------------------


def attach_file(report: Path, notes: Sequence[Path | Given], out: Path, options: AttachOptions) -> AttachResult:
    """Attach notes to a report and write the outcome to ``out``.

    Raises:
        BlufError: it could not be done; then nothing was written.
    """
    _require_same_kind(report, out)
    taken = {one.resolve() for one in notes if isinstance(one, Path)}
    if out.resolve() in taken:
        raise BlufError(error("output-is-input", Span(str(out)), "the report would replace a note", "give another -o"))
    data = read_report(report)
    result = attach(data, notes, options, Span(str(report)), out.parent)
    write(result.data, out)
    return replace(result, path=out)


def refresh_file(report: Path, out: Path | None, options: AttachOptions) -> AttachResult:
    """Make all notes in a report anew from what they were made from, and write it to ``out``, or in its place.

    Raises:
        BlufError: it could not be done; then nothing was written.
    """
    target = out or report
    _require_same_kind(report, target)
    data = read_report(report)
    result = refresh(data, options, Span(str(report)), report.parent, target.parent)
    if result.changed or target != report:
        write(result.data, target)
    return replace(result, path=target)


def read_report(path: Path) -> bytes:
    """Return the bytes of a report.

    Raises:
        BlufError: it cannot be read.
    """
    from bluf.briefing.source import read_bytes

    return read_bytes(path, LARGEST, f"reports of up to {LARGEST >> 20} MB are taken; make its pictures smaller")


def write(data: bytes, path: Path) -> None:
    """Write a report, whole or not at all.

    Raises:
        BlufError: it cannot be written.
    """
    from bluf.outputs import commit, prepare, store

    prepare(path.parent)
    commit([store(data, path)])


def _require_same_kind(report: Path, out: Path) -> None:
    """Refuse a name under which programs would not open the report, such as .docx for one with macros."""
    if report.suffix and out.suffix.lower() != report.suffix.lower():
        message = f"the report is a {report.suffix} file, and so is what comes out"
        raise BlufError(error("output-ending", Span(str(out)), message, f"name it {out.stem}{report.suffix}"))


# --- bytes in, bytes out ----------------------------------------------------------------------------


def attach(
    data: bytes, notes: Sequence[Path | Given], options: AttachOptions, where: Span, folder: Path | None
) -> AttachResult:
    """Return a report with notes in it.

    Args:
        data: the report.
        notes: data files, or finished notes that carry theirs, at a path or given.
        options: how.
        where: the report, for what is said of it.
        folder: where the outcome will lie; what it was made from is remembered relative to it.

    Raises:
        BlufError: the report or a note cannot be used.
    """
    room = _room(data, where)
    made, warnings = [], []
    for one in notes:
        note, found = make_note(one, options, folder)
        made.append(note)
        warnings += found
    names = [note.name for note in made]
    called = [one if isinstance(one, Path) else one.path for one in notes]
    twice = next((path for path, name in zip(called, names, strict=True) if names.count(name) > 1), None)
    if twice is not None:
        message = "two of the notes have one name, by which a report tells them apart"
        raise BlufError(error("note-twice", Span(str(twice)), message, "rename one of the files"))
    done: Attached = room.attach(data, made, options.wishes, where)
    sources = tuple(map(str, called))
    return AttachResult(None, done.data, tuple(names), sources, (*warnings, *done.diagnostics), done.data != data)


def refresh(
    data: bytes, options: AttachOptions, where: Span, folder: Path, out_folder: Path | None = None
) -> AttachResult:
    """Return a report with all notes in it made anew.

    Args:
        data: the report.
        options: what opens the report; how each note is attached is what the report remembers.
        where: the report, for what is said of it.
        folder: where the report lies.
        out_folder: where the outcome will lie, if elsewhere.

    Raises:
        BlufError: there is none, or one of them cannot be made.
    """
    copies: tuple[Copy, ...] = _room(data, where).copies(data, options.wishes, where)
    if not copies:
        hint = "attach one first: bluf attach REPORT NOTE -o OUT"
        raise BlufError(error("nothing-attached", where, "there is no note in the report that bluf attached", hint))
    result = AttachResult(None, data, (), ())
    for copy in copies:
        path = _source(copy, folder, options.workspace, where)
        wishes = replace(options.wishes, at="", form=copy.form, look=copy.look, stamp=copy.stamp)
        again = replace(options, wishes=wishes, template=copy.template or None, settings=copy.settings)
        note, warnings = make_note(path, again, out_folder or folder)
        room = _room(result.data, where)
        done: Attached = room.attach(result.data, [replace(note, name=copy.name)], wishes, where)
        result = AttachResult(
            None,
            done.data,
            (*result.notes, copy.name),
            (*result.sources, str(path)),
            (*result.diagnostics, *warnings, *done.diagnostics),
        )
    return replace(result, changed=result.data != data)


def _room(data: bytes, where: Span) -> ModuleType:
    """Return the room for reports of this kind, by what the bytes are and not by the file's name.

    It is imported here since each brings libraries that the other has no need of.
    """
    if _PDF in data[:_WITHIN]:
        from bluf.annexes import pages

        return pages
    if data.startswith(_WORD):
        from bluf.annexes import word

        return word
    message = "the report is empty" if not data else "this is neither a Word document (DOCX) nor a PDF"
    raise BlufError(error("file-kind", where, message, "name the report first, then the notes"))


# --- notes ------------------------------------------------------------------------------------------


def make_note(file: Path | Given, options: AttachOptions, folder: Path | None) -> tuple[Note, list[Diagnostic]]:
    """Return a note ready to be attached, and the warnings on the way; what is given has no source to remember.

    Raises:
        BlufError: it cannot be made.
    """
    from bluf.briefing.references import slug
    from bluf.compose.finding import DEFAULT, find_pack

    building = BuildOptions(Path(), template=options.template, workspace=options.workspace)
    building = with_settings(building, options.settings)
    loaded, document, theme, warnings = make_document(file, building)
    warnings += uncovered(loaded, document, theme)
    if has_errors(warnings):
        raise BlufError(*warnings)
    pack = find_pack(options.template or loaded.briefing.template or DEFAULT, options.workspace, Span("--template"))
    labels = pack.labels(loaded.briefing.language)
    known = file if isinstance(file, Path) else None
    note = Note(
        slug(Path(known or file.name or loaded.source.name).stem) or "note",
        document,
        theme,
        _relative(known, folder) if known else "",
        _files(loaded, document, theme, building) if options.wishes.form == "file" else (),
        labels["annex"],
        options.template or "",
        options.settings,
        labels["annex_page"],
    )
    return note, warnings


def _files(loaded: Loaded, document: Document, theme: Theme, options: BuildOptions) -> tuple[Attachment, ...]:
    """Return the finished files of a note and its data file."""
    from bluf.app.carrying import packaging
    from bluf.app.finishing import MEDIA_TYPES
    from bluf.document.walk import word_count
    from bluf.writers import Attachment

    inside = packaging(loaded, document, options)
    files = render(document, theme, FORMATS, word_count(document), packaging=inside)
    stem = Path(loaded.source.name).stem
    written = (
        Attachment(f"{stem}.{ending}", MEDIA_TYPES[ending], files[ending].data, document.metadata.title)
        for ending in FORMATS
    )
    return (*written, *((inside.data,) if inside.data else ()))


def _relative(path: Path, folder: Path | None) -> str:
    """Return where a note is, seen from the report, or in full where it is on another drive."""
    if folder is None:
        return path.resolve().as_posix()
    try:
        return Path(os.path.relpath(path.resolve(), folder.resolve())).as_posix()
    except ValueError:
        return path.resolve().as_posix()


def _source(copy: Copy, folder: Path, workspace: Path, where: Span) -> Path:
    """Return the file that a note in a report was made from.

    A report may come from anybody: what it names is read only where it lies with the report or in the folder that
    the user works in.

    Raises:
        BlufError: the report does not say, the file is not there, or it lies elsewhere.
    """
    hint = f"attach the note again by its name, which replaces the copy of {copy.name}"
    if not copy.source:
        raise BlufError(error("source-unknown", where, f"the report does not say what {copy.name} was made from", hint))
    path = folder / PurePosixPath(copy.source)
    allowed = [folder.resolve(), workspace.resolve()]
    inside = any(path.resolve().is_relative_to(root) for root in allowed)
    own = not copy.template or ("/" not in copy.template and "\\" not in copy.template)
    if not inside or not own:
        what = copy.template if inside else copy.source
        message = f"{copy.name} was made from {what}, which lies neither beside the report nor in the folder you are in"
        raise BlufError(error("source-outside", where, message, "change to the folder above both, or " + hint))
    return Path(os.path.relpath(path)) if path.resolve().is_relative_to(Path.cwd().resolve()) else path
