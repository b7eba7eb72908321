"""A data file and the names of its pictures as a custom XML part (ISO/IEC 29500-1, 15.2.5); Word keeps such parts.

Pictures are in the package already, as they are shown: the part says by which name the data file calls each, and
knows it by its SHA-256, as programs that save the file give parts other names.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence
from typing import Final
from uuid import UUID

from bluf.writers import Attachment
from bluf.writers.docx.ooxml import DECLARATION, attribute

# The vocabulary of the part. ``bluf.verification.carried`` reads it.
NAMESPACE: Final = "urn:bluf:carried:1.0"
_CUSTOM: Final = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
_PIECE: Final = 3 * 2**18  # bytes in an element; readers of XML refuse a text of ten million characters


def part(data: Attachment, pictures: Sequence[Attachment]) -> Iterator[str]:
    """Yield the XML of the part in pieces."""
    yield f'{DECLARATION}<carried xmlns="{NAMESPACE}"><data {_about(data)} size="{len(data.data)}">'
    for start in range(0, len(data.data), _PIECE):
        yield f"<base64>{base64.b64encode(data.data[start : start + _PIECE]).decode('ascii')}</base64>"
    yield "</data>"
    for picture in pictures:
        yield f"<picture {_about(picture)}/>"
    yield "</carried>"


def _about(file: Attachment) -> str:
    digest = hashlib.sha256(file.data).hexdigest()
    return f'name="{attribute(file.name)}" type="{attribute(file.media_type)}" sha256="{digest}"'


def properties(data: Attachment) -> str:
    """Return the properties of the part: an identifier, made from name and data so that it is the same every time."""
    digest = hashlib.sha256(f"{data.name}\n".encode() + data.data).digest()
    identifier = str(UUID(bytes=digest[:16], version=5)).upper()
    return (
        f'{DECLARATION}<ds:datastoreItem xmlns:ds="{_CUSTOM}" ds:itemID="{{{identifier}}}"><ds:schemaRefs>'
        f'<ds:schemaRef ds:uri="{NAMESPACE}"/></ds:schemaRefs></ds:datastoreItem>'
    )
