"""What a PDF says about itself: information dictionary, XMP packet, outline, page labels, destinations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from xml.sax.saxutils import escape

from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFObjectReference

from bluf.document.tree import Metadata
from bluf.writers import timestamp
from bluf.writers.pdf.flow import OutlineEntry
from bluf.writers.pdf.layout import Place
from bluf.writers.pdf.pdffile import PdfFile, Stream, text_string

NAMESPACE = "https://bluf.example/ns/1.0/"
