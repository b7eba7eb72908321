"""Whether a file was made from a data file, or a roundup from a list and the data files of its notes."""

from __future__ import annotations

from dataclasses import field
from pathlib import Path

from bluf.briefing.model import Briefing
from bluf.briefing.roundup import is_list, load_roundup
from bluf.briefing.source import is_carrier, read_bytes
from bluf.diagnostics import BlufError
from bluf.record import record
from bluf.untrusted.words import shown
from bluf.verification.carried import carried, lists_notes
from bluf.verification.reading import sha256
from bluf.verification.report import Facts, Report
from bluf.verification.riding import MOST


@record
class Wanted:
    """What a file is compared with: a data file's path and SHA-256, and those of the notes that it lists, by name."""

    path: Path
    sha256: str
    notes: dict[str, str] = field(default_factory=dict)


def wanted(path: Path) -> Wanted:
    """Return what there is to compare with: a data file, a list of notes, or what rides in a DOCX or PDF.

    Raises:
        BlufError: it cannot be read, or a note that it lists cannot.
    """
    if is_carrier(path):
        found = carried(path)
        beside = found.beside if lists_notes(found) else {}
        return Wanted(path, found.sha256, {name: sha256(data) for name, data in beside.items()})
    data = read_bytes(path)
    try:
        several = is_list(path)
    except BlufError:  # bytes can be compared, whatever they are
        several = False
    notes = load_roundup(path, lambda *_: Briefing).notes if several else ()
    return Wanted(path, sha256(data), {str(note.path): sha256(read_bytes(note.path)) for note in notes})


def compare(report: Report, given: Wanted) -> None:
    """Say whether the file was made from what was given."""
    facts = report.facts
    if facts is None:
        return
    if report.inside:
        facts.data_matches = any(r.facts is not None and r.facts.data_sha256 == given.sha256 for r in report.inside)
        if not facts.data_matches:
            report.add("data-differs", f"no document in it was made from {given.path} as it is", always=True)
        return
    if not facts.data_sha256:
        report.add("data-unknown", "the file does not say from which data file it was made", always=True)
        return
    if any(beside.sha256 == given.sha256 for beside in facts.data_beside):
        report.notes.append(f"one of its notes was made from {shown(str(given.path), 200)}")
        return
    facts.data_matches = facts.data_sha256 == given.sha256
    if not facts.data_matches:
        message = f"the file was made from another version of {given.path}, or from another file"
        report.add("data-differs", message, "build it anew, or fetch the data file that it was made from", always=True)
    _compare_notes(report, facts, given)


def _compare_notes(report: Report, facts: Facts, given: Wanted) -> None:
    """Say which notes of a roundup are not those that the list names, as far as their data files ride inside."""
    if not given.notes:
        return
    inside = {beside.sha256 for beside in facts.data_beside}
    if not inside or len(facts.data_beside) + 1 >= MOST:
        report.notes.append("the data files of its notes were not compared: they are not inside, or are too many")
        return
    for name, digest in given.notes.items():
        if digest not in inside:
            message = f"the roundup was made from another version of {name}, or without it"
            report.add("data-differs", message, "combine the notes anew", always=True)
