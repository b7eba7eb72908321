"""The notes of a roundup, read and brought under one template pack."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from bluf.app.options import BuildOptions
from bluf.diagnostics import BlufError, Diagnostic, Span, error, gather, warning

if TYPE_CHECKING:
    from bluf.briefing.loading import Loaded
    from bluf.briefing.model import Briefing
    from bluf.briefing.roundup import LoadedRoundup, NoteFile
    from bluf.briefing.source import Setting
    from bluf.compose.pack import Pack
    from bluf.compose.roundup import Member
SettingsOf: TypeAlias = "Callable[[Path], Sequence[Setting]]"


def no_settings(path: Path) -> Sequence[Setting]:  # noqa: ARG001 - others look at it
    """Return no settings for a data file."""
    return ()


class Packs:
    """Template packs by name, each read once."""

    def __init__(self, workspace: Path) -> None:
        self._workspace = workspace
        self._known: dict[str, Pack] = {}

    def find(self, name: str | None, where: Span) -> Pack:
        """Return a pack, the default one for no name.

        Raises:
            BlufError: there is no such pack, or it cannot be read.
        """
        from bluf.compose.finding import DEFAULT, find_pack

        name = name or DEFAULT
        if name not in self._known:
            self._known[name] = find_pack(name, self._workspace, where)
        return self._known[name]


def read_list(
    paths: Sequence[Path], options: BuildOptions, words: Sequence[tuple[str, str]], packs: Packs
) -> tuple[LoadedRoundup, Pack]:
    """Return what is to be combined, and the template pack for it.

    Raises:
        BlufError: with what is wrong in the list, or in what the command line says in its place.
    """
    from bluf.briefing.roundup import is_list, list_of, load_roundup
    from bluf.briefing.source import Setting

    _require_characters(words)
    settings = [Setting((name,), value, f"--{name}") for name, value in words]
    if options.template:
        settings.append(Setting(("template",), options.template, "--template"))
    settings += options.settings
    chosen: list[Pack] = []

    def model_for(named: str | None, where: Span) -> type[Briefing]:
        chosen.append(packs.find(named, where))
        return chosen[0].model

    if len(paths) == 1 and is_list(paths[0]):
        return load_roundup(paths[0], model_for, settings), chosen[0]
    return list_of(paths, model_for, settings), chosen[0]


def _require_characters(words: Sequence[tuple[str, str]]) -> None:
    """Refuse words of the command line with characters that no document may hold, as files are refused.

    Raises:
        BlufError: with a diagnostic for each.
    """
    from bluf.briefing.source import character_name, forbidden

    wrong = [(name, match[0]) for name, value in words if (match := forbidden(value))]
    if wrong:
        said = (f"the text holds {character_name(character)}" for _, character in wrong)
        spans = (Span(f"--{name}") for name, _ in wrong)
        raise BlufError(*(error("character", *pair, "take it out") for pair in zip(spans, said, strict=True)))


def read_notes(
    listed: LoadedRoundup, pack: Pack, packs: Packs, found: list[Diagnostic], own: SettingsOf = no_settings
) -> tuple[Member, ...]:
    """Return the notes as the pack of the roundup takes them; ``found`` takes warnings, ``own`` gives settings.

    Raises:
        BlufError: with what is wrong in every note.
    """
    from bluf.compose.roundup import Member

    failed: list[Diagnostic] = []
    members: list[Member] = []
    for file in listed.notes:
        with gather(failed):
            note = _note(file, own(file.path), listed.roundup.options, pack, packs, found)
            members.append(Member(note, file.part))
    if failed:
        raise BlufError(*dict.fromkeys(failed))
    return tuple(members)


def _note(
    file: NoteFile, settings: Sequence[Setting], options: Any, pack: Pack, packs: Packs, found: list[Diagnostic]
) -> Loaded:
    """Return a note with the options of the roundup's pack: the roundup's own, and those of the note that fit."""
    from bluf.briefing.loading import load

    own: list[Pack] = []

    def model_for(named: str | None, where: Span) -> type[Briefing]:
        own.append(packs.find(named, where) if named else pack)
        return own[0].model

    loaded = load(file.path, model_for, settings).value
    found += _left_aside(loaded, own[0], pack)
    note = adopted(loaded.briefing, own[0], pack)
    changes: dict[str, Any] = {"title": file.title} if file.title else {}
    given = {name: getattr(options, name) for name in options.model_fields_set}
    changes["options"] = note.options.model_copy(update=given)  # type: ignore[attr-defined] # a model of the pack
    return replace(loaded, briefing=note.model_copy(update=changes))


def adopted(note: Briefing, own: Pack, pack: Pack) -> Briefing:
    """Return a note read with its own pack as ``pack`` takes it: with the options and extra fields of both."""
    if own.folder == pack.folder:
        return note
    lost = {name for _, name in lost_fields(note, own, pack)}
    options: Any = pack.model.model_fields["options"].annotation
    kept = {name: getattr(note.options, name) for name in _set(note.options) - lost}
    extra: Any = {name: getattr(note.extra, name) for name in _set(note.extra) - lost}
    if pack.manifest.fields:
        holder: Any = pack.model.model_fields["extra"].annotation
        absent: dict[str, Any] = {
            spec.name: [] if spec.many else {} if spec.kind == "table" else None for spec in pack.manifest.fields
        }
        extra = holder.model_construct(**{**absent, **extra})
    values = {name: getattr(note, name) for name in type(note).model_fields}
    values |= {"options": options().model_copy(update=kept), "extra": extra}
    return pack.model.model_construct(**values)


def lost_fields(note: Briefing, own: Pack, pack: Pack) -> list[tuple[str, str]]:
    """Return the options and extra fields that a note sets and ``pack`` does not have, each with its key."""
    sides = (
        ("options", own.manifest.all_options(own.parts), pack.manifest.all_options(pack.parts)),
        ("extra", own.manifest.fields, pack.manifest.fields),
    )
    lost = []
    for key, mine, theirs in sides:
        # A field is the same where it is declared alike, whatever stands in it by default.
        known = {replace(spec, default=None, text="", required=False) for spec in theirs}
        same = {spec.name for spec in mine if replace(spec, default=None, text="", required=False) in known}
        lost += [(key, name) for name in sorted(_set(getattr(note, key)) - same)]
    return lost


def _set(holder: Any) -> set[str]:
    """Return the names of the fields that a data file sets in its options or extra fields."""
    return set(getattr(holder, "model_fields_set", holder))


def _left_aside(loaded: Loaded, own: Pack, pack: Pack) -> list[Diagnostic]:
    """Return a warning for what a note asks for that a roundup in another look has no place for."""
    note, span = loaded.briefing, loaded.source.span
    found = []
    if note.theme:
        message = "a roundup has one look, and this note's own `theme` is left aside"
        found.append(warning("roundup-theme", span(("theme",), key=True), message, "set `theme` for the whole"))
    if own.folder != pack.folder:
        for key, name in lost_fields(note, own, pack):
            message = (
                f"the roundup is in the template '{pack.manifest.name}', which has nothing like `{name}` of "
                f"'{own.manifest.name}': it is left aside"
            )
            hint = f"`--template {own.manifest.name}` makes the roundup in the note's own"
            found.append(warning("roundup-template", span((key, name), key=True), message, hint))
    return found
