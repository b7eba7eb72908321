"""A report opened within limits, and saved as it was opened."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import pikepdf

from bluf.diagnostics import BlufError, Diagnostic, Span, error, warning
from bluf.untrusted.objects import MALFORMED, is_dictionary, limits
from bluf.untrusted.words import shown

_SOURCE = re.compile(r"(stream )?<_io.BytesIO object[^>]*>:? ?")  # how pikepdf calls what is not a file
_HARMLESS = re.compile("common error handled correctly|reported number of objects")  # in what qpdf warns of
_LOST = re.compile("reconstruct cross-reference")
_MEND = "open it in a PDF program and save it anew, or mend it with `qpdf broken.pdf mended.pdf`"
_ENOUGH = "1.7"  # the version of PDF that our pages take


@contextmanager
def opened(data: bytes, password: str, where: Span) -> Iterator[pikepdf.Pdf]:
    """Open a report.

    Raises:
        BlufError: it is broken, or asks for another password.
    """
    with limits():
        try:
            pdf = pikepdf.open(io.BytesIO(data), password=password, suppress_warnings=True)
        except pikepdf.PasswordError:
            message = "the password is not that of the report" if password else "the report asks for a password"
            hint = "give it with --password"
            raise BlufError(error("file-encrypted", where, message, hint)) from None
        except MALFORMED as bad:
            raise _broken(where, bad) from None
        with pdf:
            with careful(where):
                if not is_dictionary(pdf.Root):
                    raise ValueError("it has no catalogue")
                if not len(pdf.pages):
                    raise ValueError("it has no pages")
                _check_whole(pdf, where)
            yield pdf


def _check_whole(pdf: pikepdf.Pdf, where: Span) -> None:
    """Refuse a report whose objects had to be searched for: nobody knows what is missing."""
    for text in map(str, pdf.get_warnings()):
        if _LOST.search(text):
            raise _broken(where, "its table of objects is wrong, or its end is missing")


@contextmanager
def careful(where: Span) -> Iterator[None]:
    """Do something with objects of a report; those that are not what they should be end it with a diagnostic.

    Raises:
        BlufError: the report is broken in a way that nothing can be attached to it.
    """
    try:
        yield
    except MALFORMED as bad:
        raise _broken(where, bad) from bad


def _broken(where: Span, why: object) -> BlufError:
    said = shown(_SOURCE.sub("", str(why)), 200)
    if "unsupported encryption" in said:
        message = "the report is encrypted in a way that cannot be read"
        return BlufError(error("file-encrypted", where, message, "save it without encryption"))
    return BlufError(error("pdf-broken", where, f"the report is broken: {said}", _MEND))


def save(pdf: pikepdf.Pdf, where: Span, *, archival_1: bool) -> tuple[bytes, list[Diagnostic]]:
    """Return a report as bytes, encrypted as it was, and what there is to say of it.

    Streams of the report are written as they are. With ``archival_1`` the file keeps to PDF 1.4.

    Raises:
        BlufError: it cannot be written.
    """
    out = io.BytesIO()
    modes = pikepdf.ObjectStreamMode
    with careful(where), warnings.catch_warnings():
        warnings.simplefilter("ignore", pikepdf.PageCopyWarning)  # of fields that the report has lost before
        pdf.save(
            out,
            min_version="" if archival_1 else _ENOUGH,
            fix_metadata_version=False,
            compress_streams=True,
            # qpdf decides for itself about streams that it encrypts anew.
            stream_decode_level=None if pdf.is_encrypted else pikepdf.StreamDecodeLevel.none,
            object_stream_mode=modes.disable if archival_1 else modes.generate,
            encryption=pdf.is_encrypted,
            # What is encrypted has an identifier that its key depends on, and cannot have one made from its bytes.
            deterministic_id=not pdf.is_encrypted,
            static_id=pdf.is_encrypted,
        )
    _check_whole(pdf, where)
    damage = [text for text in map(str, pdf.get_warnings()) if not _HARMLESS.search(text)]
    message = "the report is damaged; what could be read of it was kept"
    said = [f"{message}: {shown(_SOURCE.sub('', text), 200)}" for text in damage[:1]]
    return out.getvalue(), [warning("pdf-damaged", where, text, _MEND) for text in said]
