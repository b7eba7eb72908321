"""``bluf combine``: several notes into one document, as one tree, whole or not at all."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from bluf.app.building import BuildResult, Output, placed
from bluf.app.carrying import named_pictures
from bluf.app.listing import Packs, SettingsOf, no_settings, read_list, read_notes
from bluf.app.making import render, settled, uncovered
from bluf.app.marking import marking_of
from bluf.app.options import BuildOptions
from bluf.diagnostics import BlufError, Diagnostic, Span, error, gather, has_errors
from bluf.record import record

if TYPE_CHECKING:
    from bluf.briefing.loading import Loaded
    from bluf.briefing.roundup import LoadedRoundup
    from bluf.compose.pack import Pack
    from bluf.compose.roundup import Member
    from bluf.document.tree import Document
    from bluf.theme.model import Theme
    from bluf.writers import Attachment, Packaging

# What can be said of a roundup beside its notes, on the command line and in a list of notes alike.
WORDS = ("title", "subtitle", "reference", "date", "organisation", "language", "marking")


@record
class Combined:
    """A roundup as a resolved tree with its theme, what it was made from, and the warnings on the way."""

    document: Document
    theme: Theme
    whole: Loaded
    members: tuple[Member, ...]
    listed: LoadedRoundup
    diagnostics: list[Diagnostic]


def combine(paths: Sequence[Path], options: BuildOptions, words: Sequence[tuple[str, str]] = ()) -> BuildResult:
    """Build a roundup and return what was written, or why nothing was.

    Args:
        paths: data files in order, or one file that lists them.
        options: what to make of them.
        words: what the roundup says of itself, by the names in ``WORDS``; it wins over the list.
    """
    result = BuildResult(paths[0] if paths else Path())
    with gather(result.diagnostics):
        combined = make_roundup(paths, options, words)
        result.diagnostics += combined.diagnostics
        result.diagnostics += uncovered(
            combined.whole, combined.document, combined.theme, *(member.loaded for member in combined.members)
        )
        if has_errors(result.diagnostics) or (options.strict and result.diagnostics):
            return result
        _write(combined, options, result)
    return result


def make_roundup(
    paths: Sequence[Path],
    options: BuildOptions,
    words: Sequence[tuple[str, str]] = (),
    used: set[Path] | None = None,
    own: SettingsOf = no_settings,
) -> Combined:
    """Return the roundup of notes as a resolved tree; see ``combine``.

    ``used`` takes the files of the pack that it was made from; ``own`` gives settings for each data file.

    Raises:
        BlufError: with everything that is wrong in the list and in all notes.
    """
    from bluf.compose.roundup import compose_roundup

    packs = Packs(options.workspace)
    listed, pack = read_list(paths, options, words, packs)
    found: list[Diagnostic] = []
    failed = _untitled(listed)
    members: tuple[Member, ...] = ()
    with gather(failed):
        members = read_notes(listed, pack, packs, found, own)
    if failed:
        raise BlufError(*failed)
    whole = _whole(listed, members, pack, found)
    theme = pack.theme(listed.roundup.theme, lambda path: listed.source.span(("theme", *path)))
    composed = compose_roundup(whole, members, pack, theme, used)
    digests = (pack.digest, whole.source.sha256, *(member.loaded.source.sha256 for member in members))
    document, theme = settled(composed.value[0], composed.value[1], digests, options)
    diagnostics = list(dict.fromkeys([*found, *composed.diagnostics]))
    return Combined(document, theme, whole, members, listed, diagnostics)


# --- the whole --------------------------------------------------------------------------------------


def _untitled(listed: LoadedRoundup) -> list[Diagnostic]:
    """Return an error where the roundup has no title."""
    if listed.roundup.title:
        return []
    hint = "give it with --title, or as `title` in a file that lists the notes"
    return [error("roundup-title", listed.source.span(("title",)), "the roundup has no title", hint)]


def _whole(listed: LoadedRoundup, members: Sequence[Member], pack: Pack, found: list[Diagnostic]) -> Loaded:
    """Return what the roundup says of itself as a note without sections, and the file that it is from.

    Raises:
        BlufError: its marking cannot be that of the whole; see ``marking_of``.
    """
    from bluf.briefing.loading import Loaded

    roundup = listed.roundup
    notes = [member.loaded.briefing for member in members]
    organisations = {note.organisation for note in notes}
    note = pack.model.model_construct(
        title=roundup.title,
        subtitle=roundup.subtitle,
        reference=roundup.reference,
        date=roundup.date or max(note.date for note in notes),
        organisation=roundup.organisation or (organisations.pop() if len(organisations) == 1 else None),
        language=roundup.language or notes[0].language,
        marking=marking_of(listed, members, found),
        name=roundup.name,
        options=roundup.options,
    )
    source = listed.source
    if not source.data:
        source = replace(source, data=_list_text(listed, members).encode())
    return Loaded(note, source)


# --- files ------------------------------------------------------------------------------------------


def _list_text(listed: LoadedRoundup, members: Sequence[Member]) -> str:
    """Return the list of notes that a command line without one amounts to, as JSON; it names the files inside."""
    from bluf.briefing.settings import with_settings

    names = _inside_names(listed, members)
    notes = [names[member.loaded.source.path.resolve()] for member in members]
    data = with_settings({"notes": notes}, listed.source.settings)
    return json.dumps(data, ensure_ascii=False, indent=2, default=str) + "\n"


def _inside_names(listed: LoadedRoundup, members: Sequence[Member]) -> dict[Path, str]:
    """Return under which name each data file rides inside, by its path.

    It is as the list names it. Where there is none, it is the file's own name, with a number where two have one; where
    two pictures have one name, notes from another folder than the first are in a folder "2", "3" … of their own.
    """
    if listed.source.data:
        root = listed.source.path.parent
        paths = (member.loaded.source.path for member in members)
        return {path.resolve(): posixpath.normpath(path.relative_to(root).as_posix()) for path in paths}
    apart = _share_picture_names(members)
    names: dict[Path, str] = {}
    folders: dict[Path, str] = {}
    for member in members:
        path = member.loaded.source.path
        folder = folders.setdefault(path.resolve().parent, f"{len(folders) + 1}/" if folders and apart else "")
        name, number = folder + path.name, 2
        while path.resolve() not in names and name.casefold() in {other.casefold() for other in names.values()}:
            name, number = f"{folder}{path.stem}-{number}{path.suffix}", number + 1
        names.setdefault(path.resolve(), name)
    return names


def _share_picture_names(members: Sequence[Member]) -> bool:
    """Return whether two pictures of different notes have one name."""
    known: dict[str, Path] = {}
    for member in members:
        folder = member.loaded.source.path.resolve().parent
        for figure in member.loaded.briefing.figures:
            if known.setdefault(posixpath.normpath(figure.file).casefold(), folder) != folder:
                return True
    return False


def _packaging(combined: Combined, options: BuildOptions, stem: str) -> Packaging:
    from bluf.briefing.source import MEDIA_TYPES
    from bluf.document.tree import Figure
    from bluf.document.walk import blocks
    from bluf.writers import Attachment, Packaging

    if not options.carry_data:
        return Packaging(options.standards)
    names = _inside_names(combined.listed, combined.members)
    shown = {block.image.data for block in blocks(combined.document.children) if isinstance(block, Figure)}
    inside: dict[str, Attachment] = {}
    pictures: dict[str, Attachment] = {}
    for member in combined.members:
        source = member.loaded.source
        name = names[source.path.resolve()]
        kind = MEDIA_TYPES[source.path.suffix.lower()]
        inside[name] = Attachment(name, kind, source.data, "Data file of a note of this roundup")
        for file, image in named_pictures(member.loaded, {}).items():
            if image.data not in shown:
                continue
            called = posixpath.normpath(posixpath.join(posixpath.dirname(name), file))
            pictures[called] = Attachment(called, f"image/{image.format}", image.data, combined.document.words.picture)
    made = combined.whole.source
    name = made.path.name if made.text else f"{stem}.roundup.json"
    while name in inside:
        name = f"roundup-{name}"
    kind = MEDIA_TYPES[Path(name).suffix.lower()]
    whole = Attachment(name, kind, made.data, "List of the notes that this roundup was made from")
    return Packaging(options.standards, whole, tuple(pictures.values()), extra=tuple(inside.values()))


def _stem(combined: Combined, options: BuildOptions) -> str:
    """Return the files' name without ending."""
    from bluf.briefing.references import slug
    from bluf.outputs import file_stem

    note, source = combined.whole.briefing, combined.whole.source
    own = slug(note.title) or "roundup"
    name = source.path.name.partition(".")[0] if source.text else own
    fields = {
        "name": name,
        "date": note.date.isoformat(),
        "reference": note.reference or "",
        "slug": own,
        "title": note.title,
        "language": note.language,
    }
    where = Span("--name") if options.name else source.span(("name",))
    return file_stem(options.name or note.name or "{name}", fields, where)


def _write(combined: Combined, options: BuildOptions, result: BuildResult) -> None:
    from bluf.document.walk import word_count
    from bluf.outputs import commit, discard, prepare, store

    stem = _stem(combined, options)
    targets = {ending: options.out / f"{stem}.{ending}" for ending in options.formats}
    words = word_count(combined.document)
    packaging = _packaging(combined, options, stem)
    files = render(combined.document, combined.theme, tuple(targets), words, packaging=packaging)
    result.diagnostics += placed(files.values(), result.source)
    if has_errors(result.diagnostics):
        return
    pages = max(file.pages for file in files.values())
    pending = []
    try:
        for kind, target in targets.items():
            prepare(target.parent)
            pending.append(store(files[kind].data, target))
        commit(pending)
    except BlufError:
        discard(pending)
        raise
    result.outputs += [Output(targets[kind], pages, words, len(files[kind].data)) for kind in targets]
