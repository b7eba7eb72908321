"""A message as a file that mail programs open as a draft (RFC 5322, MIME), the same bytes for the same content."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import field
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from bluf.handover.headers import address_field, text_field
from bluf.record import record


@record
class Enclosure:
    """A file that is attached: its name, media type, and content."""

    name: str
    media_type: str
    data: bytes = field(repr=False)


def draft(
    *,
    subject: str,
    sender: Address | None,
    recipients: Sequence[Address],
    language: str,
    text: str,
    html: str,
    enclosures: Sequence[Enclosure],
) -> bytes:
    """Return a message that was not sent yet: ``X-Unsent`` lets Outlook and others open it for editing.

    It has no date and no identifier, which the program gives it that sends it.
    """
    head = ["X-Unsent: 1\r\n", text_field("Subject", subject)]
    if sender is not None:
        head.append(address_field("From", [sender]))
    if recipients:
        head.append(address_field("To", recipients))
    head.append(text_field("Content-Language", language))
    message = EmailMessage(policy=SMTP)
    message.set_content(text, cte="quoted-printable")
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    for enclosure in enclosures:
        main, _, kind = enclosure.media_type.partition("/")
        message.add_attachment(enclosure.data, maintype=main, subtype=kind, filename=enclosure.name)
    _bound(message, _digest(subject, text, html, enclosures))
    return "".join(head).encode("ascii") + message.as_bytes()


def _bound(message: EmailMessage, digest: str) -> None:
    """Give the parts boundaries made from the content, where Python would draw them by lot.

    "=_" stands in no part that is written as quoted-printable or base64 (RFC 2045, 6.7).
    """
    for number, part in enumerate(part for part in message.walk() if part.is_multipart()):
        part.set_boundary(f"=_{digest}_{number}")


def _digest(subject: str, text: str, html: str, enclosures: Sequence[Enclosure]) -> str:
    digest = hashlib.sha256()
    for piece in (subject.encode(), text.encode(), html.encode(), *(file.data for file in enclosures)):
        digest.update(hashlib.sha256(piece).digest())
    return digest.hexdigest()[:32]
