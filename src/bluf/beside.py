"""A second process that makes the PDF beside the one that makes the DOCX.

A short note takes less time to write than the modules take to load that write it. So where the system can
fork (Linux; other systems forbid or discourage it), a child gets ready to write PDF while its parent reads
the data file, and both files are made at once. A long note is not sent to the child, which would take longer
than what is gained: a new child is forked that has it already. Without a child all is done in one process,
with the same result.
"""

from __future__ import annotations

import os
import pickle
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    from bluf.document.tree import Document
    from bluf.theme.model import Theme
    from bluf.writers import Packaging, Pagination, Rendered

_LONG = 5_000  # words from which a new fork beats sending the tree


class Child:
    """The forked process: answers a document with its pagination, and then with the PDF."""

    def __init__(self, work: Callable[[BinaryIO, BinaryIO], None]) -> None:
        """Fork; the child does ``work`` with the ends of two pipes, and never comes back."""
        to_child, our_end = os.pipe()
        their_end, from_child = os.pipe()
        self._pid = os.fork()
        if self._pid == 0:
            _run(work, (our_end, their_end), to_child, from_child)
        os.close(to_child)
        os.close(from_child)
        self.given: Document | None = None
        self._out = os.fdopen(our_end, "wb")
        self._in = os.fdopen(their_end, "rb")

    def give(self, document: Document, theme: Theme, packaging: Packaging) -> None:
        """Let the child begin with a document. A child that is gone is found out when it does not answer."""
        self.given = document
        with suppress(OSError):
            pickle.dump((document, theme, packaging), self._out, pickle.HIGHEST_PROTOCOL)
            self._out.flush()

    def receive(self) -> Any:
        """Return the child's next answer.

        Raises:
            BlufError: the child could not lay the document out or write it.
            ChildFailedError: the child is gone.
        """
        try:
            kind, value = pickle.load(self._in)  # noqa: S301 - written by a fork of this very process
        except (EOFError, OSError, pickle.UnpicklingError) as bad:
            raise ChildFailedError(str(bad)) from bad
        if kind == "error":
            raise value
        return value

    def end(self) -> None:
        """Let the child go; a second time does nothing."""
        for pipe in (self._out, self._in):
            with suppress(OSError):
                pipe.close()
        with suppress(ChildProcessError):
            os.waitpid(self._pid, 0)


class ChildFailedError(Exception):
    """The child did not answer; what it was to do has to be done here."""


def _run(work: Callable[[BinaryIO, BinaryIO], None], not_ours: tuple[int, int], read: int, write: int) -> None:
    """Do the child's work and end the process, whatever happens."""
    try:
        for end in not_ours:
            os.close(end)
        with os.fdopen(read, "rb") as source, os.fdopen(write, "wb") as sink:
            work(source, sink)
    finally:
        os._exit(0)


def can_fork() -> bool:
    """Return whether a second process can be had and gains anything."""
    return sys.platform == "linux" and threading.active_count() == 1 and (os.cpu_count() or 1) > 1


def is_short(words: int) -> bool:
    """Return whether a document of so many words is sent to a child that stands ready."""
    return words <= _LONG


def start() -> Child | None:
    """Return a child that gets ready to write PDF, ``None`` where there can be none."""
    return Child(_wait_and_write) if can_fork() else None


def _wait_and_write(source: BinaryIO, sink: BinaryIO) -> None:
    import bluf.writers.pdf  # noqa: F401 - so that it is loaded when the document comes

    try:
        document, theme, packaging = pickle.load(source)  # noqa: S301 - written by the parent of this fork
    except EOFError:
        return  # the parent has no need of us
    _write(document, theme, packaging, sink)


def _write(document: Document, theme: Theme, packaging: Packaging, sink: BinaryIO) -> None:
    from bluf.diagnostics import BlufError
    from bluf.writers import pdf

    try:
        layout = pdf.lay_out(document, theme)
        pickle.dump(("pagination", layout.pagination), sink)
        sink.flush()
        pickle.dump(("pdf", layout.paint(packaging)), sink)
    except BlufError as failure:
        pickle.dump(("error", failure), sink)
    sink.flush()


def render_both(
    document: Document, theme: Theme, packaging: Packaging, words: int, child: Child | None
) -> tuple[Rendered, Rendered]:
    """Return the document as DOCX and as PDF; the child is let go, which may have been given the document before.

    The DOCX shows page numbers in its contents and its page count before Word counts for itself; both come
    from the PDF's layout.

    Raises:
        BlufError: the document cannot be written.
    """
    if child is not None and child.given is None and is_short(words):
        child.give(document, theme, packaging)
    if child is not None and child.given is not document:
        child.end()
        child = None
    if child is None and not is_short(words) and can_fork():
        child = Child(lambda _, sink: _write(document, theme, packaging, sink))
        child.given = document
    try:
        return _together(document, theme, packaging, child)
    except ChildFailedError:
        return _together(document, theme, packaging, None)
    finally:
        if child is not None:
            child.end()


def _together(document: Document, theme: Theme, packaging: Packaging, child: Child | None) -> tuple[Rendered, Rendered]:
    from bluf.writers import docx

    if child is None:
        from bluf.writers import pdf

        layout = pdf.lay_out(document, theme)
        return docx.render(document, theme, layout.pagination, packaging), layout.paint(packaging)
    pagination = _awaited(child)
    rendered = docx.render(document, theme, pagination, packaging)
    return rendered, child.receive()


def _awaited(child: Child) -> Pagination:
    """Return the pagination that the child will send, received when it is first looked at."""
    # Imported here, as the command line imports this module before it knows whether there is anything to write.
    from bluf.writers import Pagination

    class Awaited(Pagination):
        @cached_property
        def _received(self) -> Pagination:
            received: Pagination = child.receive()
            return received

        @property
        def pages(self) -> int:
            return self._received.pages

        @property
        def page_of(self) -> Mapping[str, int]:
            return self._received.page_of

        def __init__(self) -> None:
            pass

    return Awaited()
