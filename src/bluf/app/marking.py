"""The marking of a roundup: given, or shared by its notes, and never lower than that of a note."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from bluf.diagnostics import BlufError, Diagnostic, error, warning

if TYPE_CHECKING:
    from bluf.briefing.loading import Loaded
    from bluf.briefing.model import Marking
    from bluf.briefing.roundup import LoadedRoundup
    from bluf.compose.roundup import Member


def marking_of(listed: LoadedRoundup, members: Sequence[Member], found: list[Diagnostic]) -> Marking | None:
    """Return the marking of the whole; ``found`` takes warnings about a marking that is given.

    Raises:
        BlufError: one is given that is lower than that of a note; or none is, and the notes do not share one.
    """
    given = listed.roundup.marking
    if given is None:
        return _shared(members)
    found += _compared(given, listed, members)
    return given


def _shared(members: Sequence[Member]) -> Marking | None:
    """Return the marking that all notes have.

    Raises:
        BlufError: they have several, or some have none.
    """
    from bluf.briefing.markings import banner

    first = members[0].loaded.briefing
    markings: dict[str, str] = {}
    for member in members:
        markings.setdefault(banner(member.loaded.briefing.marking), member.loaded.source.path.name)
    if len(markings) == 1:
        return first.marking
    other = next(m for m in members if banner(m.loaded.briefing.marking) != banner(first.marking))
    said = ", ".join(f"{f'`{text}`' if text else 'none'} ({name})" for text, name in markings.items())
    hint = "give that of the whole with --marking, or as `marking` in a file that lists the notes"
    span = other.loaded.source.span(("marking",))
    raise BlufError(error("roundup-marking", span, f"the notes do not share one marking: {said}", hint))


def _compared(given: Marking, listed: LoadedRoundup, members: Sequence[Member]) -> list[Diagnostic]:
    """Return warnings about notes of which nobody can say whether the marking that is given covers theirs.

    Raises:
        BlufError: it is lower than that of a note.
    """
    from bluf.briefing.markings import caveats, lower

    kept = {caveat.casefold() for caveat in caveats(given)}
    below, unknown, without = [], [], []
    for note in (member.loaded for member in members):
        own = note.briefing.marking
        if own is None:
            continue
        less = lower(given, own)
        if less:
            below.append(note)
        elif less is None:
            unknown.append(note)
        elif any(caveat.casefold() not in kept for caveat in caveats(own)):
            without.append(note)
    span, said = listed.source.span(("marking",)), f"the marking of the whole, `{given.level}`,"
    if below:
        message = f"{said} is lower than that of {_counted(below)}"
        raise BlufError(error("marking-lower", span, message, f"mark the whole as high as {_named(below)} at least"))
    warnings = []
    if unknown:
        message = f"{said} cannot be compared with that of {_counted(unknown)}"
        warnings.append(warning("marking-order", span, message, f"make sure that it covers {_named(unknown)}"))
    if without:
        message = f"{said} is without caveats that {_counted(without)} {'has' if len(without) == 1 else 'have'}"
        warnings.append(warning("marking-caveats", span, message, f"make sure that it covers {_named(without)}"))
    return warnings


def _counted(notes: Sequence[Loaded]) -> str:
    return "a note" if len(notes) == 1 else f"{len(notes)} notes"


def _named(notes: Iterable[Loaded]) -> str:
    """Return the notes' markings, each with the files that have it."""
    from bluf.briefing.markings import banner

    files: dict[str, list[str]] = {}
    for note in notes:
        files.setdefault(banner(note.briefing.marking), []).append(note.source.path.name)
    return ", ".join(f"`{marking}` ({', '.join(dict.fromkeys(names))})" for marking, names in files.items())
