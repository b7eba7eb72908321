"""Notes into Word reports: bytes in, bytes out, with all of the report that is not in the way as it was."""

from __future__ import annotations

from collections.abc import Sequence

from bluf.annexes.model import Attached, Copy, Note, Wishes
from bluf.annexes.word.attaching import Report
from bluf.annexes.word.host import Host, explained
from bluf.annexes.word.records import Records
from bluf.diagnostics import BlufError, Span, error


def attach(host: bytes, notes: Sequence[Note], wishes: Wishes, where: Span) -> Attached:
    """Return a Word report with notes in it.

    A note that is in the report already is replaced where it stands, whatever place is wished for.

    Args:
        host: the report.
        notes: what goes in, in this order.
        wishes: where and how.
        where: the report, for what is said of it.

    Raises:
        BlufError: the report cannot be used, has no such place, or a note cannot be written.
    """
    if wishes.form == "file":
        message = "a Word report takes notes as an annex or a section, not as files"
        raise BlufError(error("form", where, message, "--as file is for PDF reports"))
    report = Report(host, wishes, where)
    with explained(where):
        for note in notes:
            report.put(note)
        return report.done()


def copies(host: bytes, wishes: Wishes, where: Span) -> tuple[Copy, ...]:  # noqa: ARG001 - as for PDF reports
    """Return what a Word report remembers of the notes in it, in the order of the text.

    Raises:
        BlufError: the report cannot be used.
    """
    with explained(where):
        return tuple(Records(Host(host, where, unsigned=True)).copies())
