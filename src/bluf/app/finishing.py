"""A note with its finished files in memory, for what is made of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bluf.app.building import output_stem, placed, stops
from bluf.app.carrying import packaging
from bluf.app.making import make_document, render, uncovered
from bluf.app.options import BuildOptions
from bluf.diagnostics import BlufError, Diagnostic, Span, error, gather
from bluf.document.walk import word_count
from bluf.record import record

if TYPE_CHECKING:
    from bluf.briefing.loading import Loaded
    from bluf.document.tree import Document
    from bluf.theme.model import Theme

MEDIA_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


@record
class FinishedNote:
    """A note and its files: ``stem`` is their name without ending, ``files`` their bytes by format."""

    path: Path
    loaded: Loaded
    document: Document
    theme: Theme
    stem: str
    files: dict[str, bytes]


@record
class HandedOver:
    """What was written to be handed on, and the warnings on the way."""

    paths: list[Path]
    diagnostics: list[Diagnostic]


def finish_note(path: Path, options: BuildOptions, warnings: list[Diagnostic]) -> FinishedNote:
    """Return the note in a data file with its files; ``warnings`` takes what did not stop it.

    Raises:
        BlufError: the note cannot be built.
    """
    loaded, document, theme, found = make_document(path, options)
    found += uncovered(loaded, document, theme)
    if stops(found, options):
        raise BlufError(*found)
    files = render(
        document, theme, options.formats, word_count(document), packaging=packaging(loaded, document, options)
    )
    found += placed(files.values(), path)
    if stops(found, options):
        raise BlufError(*found)
    warnings += found
    stem = output_stem(loaded, options)
    return FinishedNote(path, loaded, document, theme, stem, {kind: file.data for kind, file in files.items()})


def finish_notes(paths: Sequence[Path], options: BuildOptions, warnings: list[Diagnostic]) -> Iterator[FinishedNote]:
    """Yield notes with their files; what is wrong with any of them is told at the end, for all.

    Raises:
        BlufError: a note cannot be built, or two have one name.
    """
    wrong: list[Diagnostic] = []
    names: dict[str, Path] = {}
    for path in paths:
        with gather(wrong):
            note = finish_note(path, options, warnings)
            first = names.setdefault(note.stem.casefold(), path)
            if first is path:
                yield note
            else:
                hint = "give one of them another `name`, or use --name with {name} in it"
                raise BlufError(error("output-twice", Span(str(path)), f"{first} has the same name, {note.stem}", hint))
    if wrong:
        raise BlufError(*wrong)
