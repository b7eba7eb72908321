"""What is attached, how, and what comes of it: what the rooms for Word and PDF reports share."""

from __future__ import annotations

from dataclasses import field
from typing import Literal, TypeAlias

from bluf.diagnostics import Diagnostic
from bluf.document.tree import Document
from bluf.record import record
from bluf.theme.model import Theme
from bluf.writers import Attachment

Form: TypeAlias = Literal["annex", "section", "file"]
Look: TypeAlias = Literal["host", "own"]


@record
class Note:
    """A note to attach.

    Attributes:
        name: tells it from other notes in one report; an earlier copy of the same name is replaced.
        document: its resolved tree.
        theme: its look.
        source: where its data file is, relative to the report where that is possible, with ``/`` on every system.
        files: its finished files and its data file, for ``--as file``.
        label: what an annex is called in the note's language, with ``{letter}`` in it.
        template, settings: what was asked for beyond the data file, so that a refresh asks for the same.
        stamp: what stamped pages say in the note's language, with ``{letter}``, ``{page}`` and ``{pages}`` in it.
    """

    name: str
    document: Document
    theme: Theme
    source: str = ""
    files: tuple[Attachment, ...] = ()
    label: str = "Annex {letter}"
    template: str = ""
    settings: tuple[str, ...] = ()
    stamp: str = "Annex {letter} – page {page} of {pages}"


@record
class Wishes:
    """How notes are to be attached.

    Attributes:
        at: the place in the report; "" is the end.
        form: as an annex (its own pages, header, footer and marking), as a section of the text, or as files inside.
        look: in the report's styles where it has them, or in the note's own.
        stamp: whether annex pages of a PDF say "Annex A – page 2 of 4".
        password: opens an encrypted report; "" for none.
        unsigned: take a signed report all the same; what comes out is not signed.
    """

    at: str = ""
    form: Form = "annex"
    look: Look = "host"
    stamp: bool = False
    password: str = ""
    unsigned: bool = False


@record
class Attached:
    """A report with notes in it: its bytes, what the notes are called in it, and what is to be said of it."""

    data: bytes = field(repr=False)
    names: tuple[str, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


@record
class Copy:
    """A note as a report remembers it: what it was made from, and how it was attached; see ``Note``, ``Wishes``.

    What a report says of itself is not to be trusted: ``source`` and ``template`` may name any file.
    """

    name: str
    source: str
    form: Form
    look: Look
    stamp: bool = False
    template: str = ""
    settings: tuple[str, ...] = ()
