"""The writers: a resolved document and a theme become a file. Writers know no data file and no template."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import field
from datetime import UTC, datetime, time

from bluf.diagnostics import Diagnostic
from bluf.document.tree import Metadata
from bluf.record import record


@record
class Pagination:
    """Where things stand: how many pages there are, and the page (from 1) of every node that has an id.

    ``last`` is how much of the last page is taken, from 0 to 1.
    """

    pages: int
    page_of: Mapping[str, int]
    last: float = 1.0


@record
class Rendered:
    """A finished file, its number of pages (0 = not known), and what is to be said of it."""

    data: bytes = field(repr=False)
    pages: int
    diagnostics: tuple[Diagnostic, ...] = ()


@record
class Attachment:
    """A file that rides inside the output: its name, media type (RFC 6838), content, and what it is."""

    name: str
    media_type: str
    data: bytes = field(repr=False)
    description: str


@record
class Packaging:
    """What is asked of the files beyond the note: the standards that the PDF claims, and what rides inside both.

    ``data`` is the file that the document was made from; ``pictures`` are those that it names, called as it calls
    them, so that the note can be made again from its files; ``extra`` is what else it was made from, as the data
    files of a roundup's notes. There are neither without ``data``. The standards are
    "a-2a" or "a-3a" (PDF/A; only the latter may hold other files), and "ua-1" (PDF/UA). With ``structured`` places in
    the PDF are elements too, and not only points on pages, as PDF 2.0 has it.
    """

    standards: tuple[str, ...] = ("a-3a", "ua-1")
    data: Attachment | None = None
    pictures: tuple[Attachment, ...] = ()
    extra: tuple[Attachment, ...] = ()
    structured: bool = False

    @property
    def rides_in_pdf(self) -> bool:
        """Return whether the data file and its pictures ride in the PDF."""
        return self.data is not None and "a-2a" not in self.standards


def timestamp(metadata: Metadata) -> datetime | None:
    """Return the time that a file says it was made at: ``SOURCE_DATE_EPOCH``, else the note's date, in UTC.

    The clock is never asked, so that the same input gives the same bytes
    (https://reproducible-builds.org/specs/source-date-epoch/).
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isascii() and epoch.isdigit() and len(epoch) <= 11:  # up to the year 5138
        return datetime.fromtimestamp(int(epoch), UTC)
    return datetime.combine(metadata.date, time(), UTC) if metadata.date else None
