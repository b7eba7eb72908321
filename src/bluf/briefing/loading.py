"""A data file → a briefing, with every problem of the file told in one run."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeAlias

from pydantic import ValidationError

from bluf.briefing.explaining import explained
from bluf.briefing.figures import figure_problems
from bluf.briefing.mending import STAND_IN, mended
from bluf.briefing.model import Briefing
from bluf.briefing.references import problems, with_ids
from bluf.briefing.settings import with_settings
from bluf.briefing.source import (
    FORMATS,
    Carrier,
    DataFile,
    Given,
    Places,
    Setting,
    decode,
    read_bytes,
    shown,
)
from bluf.briefing.syntax import parse
from bluf.diagnostics import BlufError, Diagnostic, Reported, Span, error
from bluf.record import record

LIST_ENDING = ".roundup.yaml"  # of files that list notes; ``bluf build`` passes over them in a folder


@record
class Loaded:
    """A briefing and the file that it is from."""

    briefing: Briefing
    source: DataFile


def read(path: Path) -> DataFile:
    """Return a data file with its text decoded, not yet understood.

    Raises:
        BlufError: it cannot be read, is not UTF-8, or its name does not say which format it has.
    """
    return _decoded(path, read_bytes(path))


def read_carried(carrier: Carrier, data: bytes) -> DataFile:
    """Return the data file that rides in another file, as ``read`` does.

    Raises:
        BlufError: see ``read``.
    """
    return replace(_decoded(carrier.inside, data), carrier=carrier)


def read_given(given: Given) -> DataFile:
    """Return a data file that is not read from a path, as ``read`` does; without a folder it has no pictures.

    Raises:
        BlufError: see ``read``.
    """
    found = _decoded(given.path, given.data)
    return found if given.folder else replace(found, carrier=Carrier(given.path, given.name))


def _decoded(path: Path, data: bytes) -> DataFile:
    kind = FORMATS.get(path.suffix.lower())
    if kind is None:
        message = (
            f"'{shown(path.suffix)}' is not the ending of a data file" if path.suffix else "the name has no ending"
        )
        hint = f"the endings of data files are {', '.join(FORMATS)}; a DOCX or PDF that bluf made will do as well"
        raise BlufError(error("file-format", Span(str(path)), message, hint))
    text = decode(data, path)

    def locate(text: str) -> Places:
        places = Places()
        with contextlib.suppress(BlufError):  # told when the file was read; the places up to there are good
            parse(text, path, kind, places)
        return places

    return DataFile(path, data, text, locate)


def read_mapping(
    file: Path | DataFile, settings: Sequence[Setting], what: str
) -> tuple[DataFile, dict[str, Any], list[Diagnostic]]:
    """Return a file of keys and values: the file, the data in it, and what is wrong that did not stop the reading.

    Args:
        file: the file, or where it is.
        settings: values in place of those of the file, which know their own place.
        what: what the keys are those of, such as "a briefing".

    Raises:
        BlufError: it cannot be read, or holds something else than keys and values.
    """
    source = replace(file if isinstance(file, DataFile) else read(file), settings=tuple(settings))
    path = source.path
    kind = FORMATS[path.suffix.lower()]
    data, found = parse(source.text, path, kind)
    if not isinstance(data, dict):
        held = "a list" if isinstance(data, list) else "a single value" if data is not None else "nothing"
        message = f"the file holds {held}, where the keys of {what} are expected"
        hint = 'start with `{"title": "…"`' if kind == "json" else "start with `title: …`"
        raise BlufError(*found, error("not-a-mapping", source.span(()), message, hint))
    return source, data, found


ModelFor: TypeAlias = Callable[[str | None, Span], type[Briefing]]


def load(
    file: Path | DataFile, model_for: ModelFor | None = None, settings: Sequence[Setting] = ()
) -> Reported[Loaded]:
    """Return the briefing in a data file.

    Args:
        file: the data file, or where it is.
        model_for: returns the model of briefings for the template that the file names, and where it does.
        settings: values in place of those of the file.

    Raises:
        BlufError: with a diagnostic for every problem of the file.
    """
    source, data, found = read_mapping(file, settings, "a briefing")
    if "notes" in data and "summary" not in data:
        hints = (
            f"`bluf combine {source.path.name}` makes the roundup",
            f"a name that ends in {LIST_ENDING} says so to `bluf build`",
        )
        raise BlufError(error("roundup-list", source.span(("notes",), key=True), "this file lists notes", *hints))
    data = with_settings(data, settings)
    named = data.get("template")
    model = model_for(named if isinstance(named, str) else None, source.span(("template",))) if model_for else Briefing
    note, wrong = _understood(data, source, model)
    found += wrong
    if note:
        found += _checked(note, source)
    if found or not note:
        raise BlufError(*sorted(found, key=order))
    return Reported(Loaded(note, source))


def _understood(
    data: dict[str, Any], source: DataFile, model: type[Briefing]
) -> tuple[Briefing | None, list[Diagnostic]]:
    """Return the briefing that the data is, and what is wrong with it; then what can still be checked of it."""
    try:
        return with_ids(model.model_validate(data)), []
    except ValidationError as bad:
        note = mended(data, bad, model)
        return note and with_ids(note), list(explained(bad, source, model, "briefing"))


def _checked(note: Briefing, source: DataFile) -> Iterator[Diagnostic]:
    """Yield what is wrong between the parts of a note, and between the note and the files beside it."""
    for where, code, message, hints in problems(note, lambda where: source.span(where).line):
        if STAND_IN not in message:
            yield error(code, source.span(where), message, *hints)
    for where, code, message, hints in figure_problems(note, None if source.carrier else source.path.parent):
        if STAND_IN not in message:
            yield error(code, source.span(where), message, *hints)


def order(diagnostic: Diagnostic) -> tuple[int, int, str]:
    """Return the key that sorts what was found in a file by its place."""
    return diagnostic.span.line, diagnostic.span.column, diagnostic.message
