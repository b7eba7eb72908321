"""The PDF writer: a resolved document and a theme become a tagged PDF.

The way: ``blocks`` makes slabs of the tree, with text broken into lines by ``textlayout``; ``paginator``
puts slabs on pages; ``painting`` draws pages on a ``canvas`` and fills the structure tree; ``fonts``,
``images``, ``metadata`` and ``tagging`` make the file's objects, and ``pdffile`` writes them.

Of reportlab its document and objects (``reportlab.pdfbase.pdfdoc``) are used. Its platypus is not: its
frames cannot keep widows, rows and captions as a note needs, a contents list with page numbers takes it
two passes, tagging would need private methods of each flowable, its paragraphs parse text as markup, and to
import it costs as much as to build a short note. Its canvas is not either: it writes a reference to
Helvetica on every page and knows no marked content.
"""

from __future__ import annotations

from bluf.document.tree import Document
from bluf.theme.model import Theme
from bluf.writers import Pagination, Rendered
from bluf.writers.pdf.layout import Layout, lay_out
from bluf.writers.pdf.writing import write


def paginate(document: Document, theme: Theme) -> Pagination:
    """Return on which pages of the PDF things stand, without making it.

    Raises:
        BlufError: the document cannot be laid out.
    """
    return _pagination(lay_out(document, theme))


def render(document: Document, theme: Theme) -> tuple[Rendered, Pagination]:
    """Return the document as a PDF, and on which pages things stand in it.

    Raises:
        BlufError: a node cannot be drawn, a character has no glyph, a link leads nowhere.
    """
    layout = lay_out(document, theme)
    data = write(layout)
    return Rendered(data, len(layout.pages)), _pagination(layout)


def _pagination(layout: Layout) -> Pagination:
    pages = {name: place.page for name, place in layout.places.items() if name.isprintable()}
    return Pagination(len(layout.pages), pages)
