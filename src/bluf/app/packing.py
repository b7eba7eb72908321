"""``bluf pack``: notes with all that belongs to them in one ZIP file."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from bluf.app.carrying import named_pictures, shown_pictures
from bluf.app.finishing import MEDIA_TYPES, FinishedNote, HandedOver, finish_notes
from bluf.app.options import BuildOptions
from bluf.briefing.source import MEDIA_TYPES as DATA_TYPES
from bluf.briefing.source import shown
from bluf.diagnostics import BlufError, Diagnostic, Span, error
from bluf.handover.bundle import File, PackedNote, Role, write
from bluf.outputs import commit, portable, prepare, store

_ROLES: dict[str, Role] = {"docx": "word", "pdf": "pdf"}
SEVERAL = "notes"  # the name of a pack of several notes for which none is given


def pack(paths: Sequence[Path], options: BuildOptions, out: Path | None) -> HandedOver:
    """Build notes, write the pack with them, and return where it is.

    Args:
        paths: data files, or DOCX or PDF files that bluf made.
        options: what to build; ``out`` in them is the folder of a pack for which no place is given.
        out: the file to write. Without it: the note's name, or that of ``SEVERAL``, in the folder of the options.

    Raises:
        BlufError: a note cannot be built, a picture cannot be had, or the pack cannot be written; then none is.
    """
    warnings: list[Diagnostic] = []
    notes = list(finish_notes(paths, options, warnings))
    target = out or options.out / f"{notes[0].stem if len(notes) == 1 else SEVERAL}.zip"
    if target.resolve() in {note.loaded.source.on_disk.resolve() for note in notes}:
        raise BlufError(error("output-is-input", Span(str(target)), "the pack would replace what it is made from"))
    data = write([packed(note) for note in notes])
    prepare(target.parent)
    commit([store(data, target)])
    return HandedOver([target], warnings)


def packed(note: FinishedNote) -> PackedNote:
    """Return a note as a pack has it.

    Raises:
        BlufError: a picture cannot be had, or two files would have one path.
    """
    files = list(_files(note))
    clash = _clash([file.path for file in files])
    if clash:
        message = f"two files would be {shown(clash)} in the pack"
        raise BlufError(error("pack-twice", Span(str(note.path)), message, "give the picture another name"))
    return PackedNote(note.stem, _about(note), files)


def _clash(paths: Sequence[str]) -> str:
    """Return a path that another one is too, or needs as a folder, where upper and lower case are one; else ""."""
    seen: set[str] = set()
    folders = {str(folder) for path in paths for folder in PurePosixPath(path.casefold()).parents}
    for path in paths:
        if path.casefold() in seen | folders:
            return path
        seen.add(path.casefold())
    return ""


def _about(note: FinishedNote) -> dict[str, object]:
    """Return what the manifest says of a note; ``None`` where the note does not say."""
    briefing, metadata = note.loaded.briefing, note.document.metadata
    marking = briefing.marking
    return {
        "title": briefing.title,
        "reference": briefing.reference,
        "date": briefing.date.isoformat(),
        "version": briefing.version,
        "status": briefing.status,
        "language": briefing.language,
        "organisation": briefing.organisation,
        "marking": {"level": marking.level, "scheme": marking.scheme, "caveats": marking.caveats} if marking else None,
        "template": {"name": metadata.pack, "digest": metadata.pack_digest},
        "data_sha256": metadata.data_sha256,
    }


def _files(note: FinishedNote) -> Iterator[File]:
    source = note.loaded.source
    for kind, data in note.files.items():
        yield File(f"{note.stem}/{note.stem}.{kind}", _ROLES[kind], MEDIA_TYPES[kind], data)
    name = portable(source.name)
    yield File(f"{note.stem}/{name}", "data", DATA_TYPES[Path(source.name).suffix.lower()], source.data)
    for name, image in named_pictures(note.loaded, shown_pictures(note.loaded.source, note.document)).items():
        path = f"{note.stem}/{posixpath.normpath(name)}"
        yield File(path, "picture", f"image/{image.format}", image.data)
    for cited in note.loaded.briefing.sources:
        if cited.text is not None:
            path = f"{note.stem}/sources/{cited.id}.txt"
            yield File(path, "source", "text/plain; charset=utf-8", f"{cited.text}\n".encode())
