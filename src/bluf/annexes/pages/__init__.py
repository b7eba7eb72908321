"""Notes into PDF reports."""

from __future__ import annotations

from collections.abc import Sequence

from bluf.annexes.model import Attached, Copy, Note, Wishes
from bluf.diagnostics import BlufError, Span, error


def attach(host: bytes, notes: Sequence[Note], wishes: Wishes, where: Span) -> Attached:  # noqa: ARG001
    """Refuse; PDF reports are not taken yet.

    Raises:
        BlufError: always.
    """
    raise BlufError(error("file-kind", where, "notes cannot be attached to PDF reports", "name a Word report"))


def copies(host: bytes, where: Span) -> tuple[Copy, ...]:  # noqa: ARG001
    """Refuse; PDF reports are not taken yet.

    Raises:
        BlufError: always.
    """
    raise BlufError(error("file-kind", where, "notes cannot be attached to PDF reports", "name a Word report"))
