"""What a report forbids: changes that its owner does not allow, and signatures that a change would break."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pikepdf

from bluf.diagnostics import BlufError, Diagnostic, Span, error, warning
from bluf.untrusted.objects import array, is_dictionary
from bluf.untrusted.words import shown

_MOST_FIELDS = 100_000


def check_permissions(pdf: pikepdf.Pdf, where: Span, *, pages: bool) -> None:
    """Respect what the owner allows: new pages take the right to change or to assemble, other things that to change.

    Raises:
        BlufError: the owner does not allow it, and the password given is not the owner's.
    """
    if not pdf.is_encrypted or pdf.owner_password_matched:
        return
    if pdf.allow.modify_other or (pages and pdf.allow.modify_assembly):
        return
    hint = "give the owner's password with --password"
    raise BlufError(error("report-locked", where, "the report's owner does not allow changes to it", hint))


def unsign(pdf: pikepdf.Pdf, where: Span, *, allowed: bool) -> list[Diagnostic]:
    """Make a report unsigned, if it is signed and that is wished; return what there is to say of it.

    The values of signatures go, their fields and what the pages show of them stay.

    Raises:
        BlufError: it is signed, and that is to stay so.
    """
    fields = list(_signed(pdf))
    permissions: Any = pdf.Root.get("/Perms")
    certified = is_dictionary(permissions) and "/DocMDP" in permissions
    extended = is_dictionary(permissions) and not certified
    if not (fields or certified or extended):
        return []
    names = ", ".join(sorted({shown(str(field.get("/T", "without a name")), 60) for field in fields})[:5])
    if (fields or certified) and not allowed:
        message = f"the report is signed ({names}), and a change breaks the signature" if names else "it is certified"
        hint = "attach before it is signed, or make an unsigned copy with --unsigned"
        raise BlufError(error("report-signed", where, message, hint))
    for field in fields:
        del field.V
    form: Any = pdf.Root.get("/AcroForm")
    if is_dictionary(form) and "/SigFlags" in form:
        del form.SigFlags
    for key in ("/Perms", "/DSS"):
        if key in pdf.Root:
            del pdf.Root[key]
    if not fields and not certified:
        return [
            warning("report-rights", where, "the rights that the report gave to Adobe Reader do not survive a change")
        ]
    message = "the copy is not signed: what its pages show of signatures is no more than a picture"
    return [warning("report-unsigned", where, message)]


def _signed(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Yield the signature fields that are signed."""
    form: Any = pdf.Root.get("/AcroForm")
    waiting = [(field, "") for field in array(form.get("/Fields"))] if is_dictionary(form) else []
    seen: set[Any] = set()
    while waiting and len(seen) < _MOST_FIELDS:
        field, above = waiting.pop()
        if not is_dictionary(field) or (field.is_indirect and field.objgen in seen):
            continue
        seen.add(field.objgen if field.is_indirect else (-len(seen), 0))
        kind = str(field.get("/FT", above))
        if kind == "/Sig" and is_dictionary(field.get("/V")):
            yield field
        waiting += [(kid, kind) for kid in array(field.get("/Kids"))]
