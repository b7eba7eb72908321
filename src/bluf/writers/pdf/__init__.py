"""The PDF writer: a resolved document and a theme become a tagged PDF.

The way: ``blocks`` makes slabs of the tree, with text broken into lines by ``textlayout``; ``paginator``
puts slabs on pages; ``painting`` draws pages on a ``canvas`` and fills the structure tree; ``fonts``,
``images``, ``metadata``, ``conformance`` and ``tagging`` make the file's objects, and ``pdffile`` writes them.

Of reportlab its document and objects (``reportlab.pdfbase.pdfdoc``) are used. Its platypus is not: its
frames cannot keep widows, rows and captions as a note needs, a contents list with page numbers takes it
two passes, tagging would need private methods of each flowable, its paragraphs parse text as markup, and to
import it costs as much as to build a short note. Its canvas is not either: it writes a reference to
Helvetica on every page and knows no marked content.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from bluf.diagnostics import Diagnostic
from bluf.document.tree import Document
from bluf.record import record
from bluf.theme.model import Theme
from bluf.writers import Packaging, Pagination, Rendered
from bluf.writers.pdf.layout import Layout
from bluf.writers.pdf.layout import lay_out as _lay_out
from bluf.writers.pdf.writing import write


def paginate(document: Document, theme: Theme) -> Pagination:
    """Return on which pages of the PDF things stand, without making it.

    Raises:
        BlufError: the document cannot be laid out.
    """
    return lay_out(document, theme).pagination


@contextmanager
def _no_collector() -> Iterator[None]:
    """Pause the cyclic garbage collector: a layout is many objects and no rubbish, and it takes half the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def render(
    document: Document,
    theme: Theme,
    packaging: Packaging = Packaging(),  # noqa: B008 - it is frozen
) -> tuple[Rendered, Pagination]:
    """Return the document as a PDF, and on which pages things stand in it.

    Raises:
        BlufError: a node cannot be drawn, a character has no glyph, a link leads nowhere.
    """
    laid_out = lay_out(document, theme)
    return laid_out.paint(packaging), laid_out.pagination


def lay_out(document: Document, theme: Theme) -> LaidOut:
    """Return the document on its pages, ready to be painted.

    Raises:
        BlufError: the document cannot be laid out.
    """
    with _no_collector():
        layout = _lay_out(document, theme)
        pages = {name: place.page for name, place in layout.places.items() if name.isprintable()}
        return LaidOut(Pagination(len(layout.pages), pages, layout.last), layout)


@record
class LaidOut:
    """A document on its pages: where things stand, and what ``paint`` makes the file of."""

    pagination: Pagination
    _layout: Layout

    @property
    def overflow(self) -> Diagnostic | None:
        """Return the error for a note that takes more pages than it may."""
        return self._layout.overflow()

    def paint(self, packaging: Packaging) -> Rendered:
        """Return the PDF. The layout is used up by it.

        Raises:
            BlufError: a character has no glyph, or a link leads nowhere.
        """
        with _no_collector():
            overflow = self.overflow
            data = write(self._layout, packaging)
            return Rendered(data, self.pagination.pages, (overflow,) if overflow else ())
