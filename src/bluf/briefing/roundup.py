"""A file that lists notes for a roundup: its model, and reading it with every problem told in one run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Self, TypeAlias

from pydantic import Field, ValidationError, create_model, model_validator

from bluf.briefing.explaining import explained
from bluf.briefing.fields import Day, LanguageTag, Line, ManyOf, Model, Table, short_form
from bluf.briefing.figures import outside
from bluf.briefing.loading import order, read_mapping
from bluf.briefing.mistakes import mistake
from bluf.briefing.model import Briefing, Marking, about, many, maybe
from bluf.briefing.settings import with_settings
from bluf.briefing.source import DataFile, DataPath, Places, Setting
from bluf.diagnostics import BlufError, Diagnostic, Span, error
from bluf.record import record

LIST_KEY, NOTE_KEY = "notes", "summary"  # what a list of notes has and a briefing has not, and the other way round


@short_form("file")
class ListedNote(Model):
    """A note of a roundup."""

    file: Line = about("Its data file, relative to this list and inside its folder.")
    title: Line | None = maybe("What the roundup calls it, in place of its own title.")


@short_form("file")
class Listed(Model):
    """A note of a roundup, or a part of it with several."""

    file: Line | None = maybe("A note's data file, relative to this list and inside its folder.")
    title: Line | None = maybe("What the roundup calls the note, in place of its own title.")
    part: Line | None = maybe("The title of a part of the roundup, in place of `file`.")
    notes: ManyOf[ListedNote] = many("The notes of the part.")

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if self.part is None and (self.file is None or self.notes):
            hint = "write the path of a note, or `part` and `notes`"
            raise mistake("wrong-entry", "a note has a `file`, and a part has `part` and `notes`", hint)
        if self.part is not None and (self.file or self.title or not self.notes):
            hint = "list its notes under `notes`, with their titles"
            raise mistake("wrong-entry", "a part has `part` and `notes`, and nothing else", hint)
        return self


class Roundup(Model):
    """Several notes in one document."""

    title: Line | None = maybe("The title of the roundup.")
    subtitle: Line | None = maybe("A second line below the title.")
    reference: Line | None = maybe("Reference or file number.")
    date: Day | None = maybe("The day of issue; without it, that of the newest note.")
    organisation: Line | None = maybe("The issuing organisation; without it, that which all notes share.")
    language: LanguageTag | None = maybe("Language of the roundup (BCP 47); without it, that of the first note.")
    marking: Marking | None = maybe("The handling marking of the whole; without it, that which all notes share.")
    template: Line | None = maybe("Name or path of the template pack of all notes; the command line wins.")
    theme: Table[Any] = Field(
        default_factory=dict, description="Changes to the pack's theme, such as page: {size: Letter}."
    )
    options: Table[Any] = Field(default_factory=dict, description="Options of the template pack, for all notes.")
    name: Line | None = maybe("Pattern of the output files' name, such as '{date}-{slug}'.")
    notes: ManyOf[Listed] = about("The notes in order: paths, or file and title, or part and notes.")


def roundup_model(briefing: type[Briefing]) -> type[Roundup]:
    """Return the model of roundups with the options that a model of briefings has."""
    options = briefing.model_fields["options"]
    field = Field(default={}, validate_default=True, description=Roundup.model_fields["options"].description)
    changes: dict[str, Any] = {"options": (options.annotation, field)}
    return create_model("Roundup", __base__=Roundup, __module__=__name__, **changes)


@record
class NoteFile:
    """A note that a roundup lists: its data file, what it is called there, its part, and the place that names it."""

    path: Path
    title: str
    part: str
    span: Span


@record
class LoadedRoundup:
    """A roundup, the file that it is from, and the notes in order."""

    roundup: Roundup
    source: DataFile
    notes: tuple[NoteFile, ...]


ModelFor: TypeAlias = Callable[[str | None, Span], type[Briefing]]


def is_list(path: Path | DataFile) -> bool:
    """Return whether a file lists notes: it has notes, and no summary.

    Raises:
        BlufError: it cannot be read, or holds no keys and values.
    """
    _, data, _ = read_mapping(path, (), "a briefing")
    return LIST_KEY in data and NOTE_KEY not in data


def load_roundup(path: Path, model_for: ModelFor, settings: Sequence[Setting] = ()) -> LoadedRoundup:
    """Return the roundup that a file lists.

    A list may come from elsewhere; so it names notes in its own folder, where the command line names any.

    Args:
        path: the file.
        model_for: returns the model of briefings for the template that the file names, and where it does.
        settings: values in place of those of the file.

    Raises:
        BlufError: with a diagnostic for every problem of the file.
    """
    source, data, found = read_mapping(path, settings, "a roundup")
    loaded = _understood(data, found, source, model_for)
    folder = path.parent
    found += [
        error("note-outside", note.span, problem, "a list names notes in its own folder, or in one below it")
        for note in loaded.notes
        if (problem := outside(note.path.as_posix(), folder, "list"))
    ]
    if found:
        raise BlufError(*found)
    return replace(loaded, notes=tuple(replace(note, path=folder / note.path) for note in loaded.notes))


def list_of(paths: Sequence[Path], model_for: ModelFor, settings: Sequence[Setting]) -> LoadedRoundup:
    """Return a roundup of the notes in ``paths``, of which ``settings`` say everything else.

    Raises:
        BlufError: with a diagnostic for every setting that cannot be.
    """
    data = {LIST_KEY: [str(path) for path in paths]}
    source = DataFile(Path("command line"), b"", "", lambda _: Places(), tuple(settings))
    loaded = _understood(data, [], source, model_for)
    notes = (replace(note, path=path, span=Span(str(path))) for note, path in zip(loaded.notes, paths, strict=True))
    return replace(loaded, notes=tuple(notes))


def _understood(data: dict[str, Any], found: list[Diagnostic], source: DataFile, model_for: ModelFor) -> LoadedRoundup:
    """Return the roundup that the data is, its notes as they are named there; ``found`` is what is wrong already."""
    data = with_settings(data, source.settings)
    named = data.get("template")
    model = roundup_model(model_for(named if isinstance(named, str) else None, source.span(("template",))))
    try:
        roundup = model.model_validate(data)
    except ValidationError as bad:
        raise BlufError(*sorted([*found, *explained(bad, source, model, "roundup")], key=order)) from None
    notes = tuple(
        NoteFile(Path(entry.file), entry.title or "", part, source.span(where))
        for where, entry, part in _entries(roundup)
    )
    if not notes:
        message = "the roundup lists no note"
        found.append(error("roundup-empty", source.span((LIST_KEY,), key=True), message, "name one data file at least"))
    if found:
        raise BlufError(*sorted(found, key=order))
    return LoadedRoundup(roundup, source, notes)


def _entries(roundup: Roundup) -> Iterator[tuple[DataPath, ListedNote, str]]:
    """Yield the notes with their places in the file and the titles of their parts."""
    for number, entry in enumerate(roundup.notes):
        where = (LIST_KEY, number)
        if entry.part is None:
            if entry.file is not None:
                yield where, ListedNote(file=entry.file, title=entry.title), ""
            continue
        for index, note in enumerate(entry.notes):
            yield (*where, "notes", index), note, entry.part
