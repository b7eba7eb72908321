"""The package: its parts and their relations, and the ZIP file, the same bytes for the same parts.

python-docx keeps the package (parts, relations, content types); the ZIP file is written here, because
python-docx stamps it with the time of day and holds every part as one string.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from typing import Any, Final

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.package import OpcPackage
from docx.opc.packuri import CONTENT_TYPES_URI, PACKAGE_URI, PackURI
from docx.opc.part import Part
from docx.opc.pkgwriter import _ContentTypesItem

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # the first time that a ZIP file can name
_UNIX: Final = 3
_ORDINARY_FILE: Final = 0o100644 << 16
_CHUNK: Final = 1 << 18  # characters that are encoded and compressed at a time

# Kind of part → its content type and the type of the relation that leads to it.
_KINDS: Final[dict[str, tuple[str, str]]] = {
    "document": (CONTENT_TYPE.WML_DOCUMENT_MAIN, RELATIONSHIP_TYPE.OFFICE_DOCUMENT),
    "styles": (CONTENT_TYPE.WML_STYLES, RELATIONSHIP_TYPE.STYLES),
    "numbering": (CONTENT_TYPE.WML_NUMBERING, RELATIONSHIP_TYPE.NUMBERING),
    "settings": (CONTENT_TYPE.WML_SETTINGS, RELATIONSHIP_TYPE.SETTINGS),
    "fonts": (CONTENT_TYPE.WML_FONT_TABLE, RELATIONSHIP_TYPE.FONT_TABLE),
    "font": ("application/vnd.openxmlformats-officedocument.obfuscatedFont", RELATIONSHIP_TYPE.FONT),
    "theme": (CONTENT_TYPE.OFC_THEME, RELATIONSHIP_TYPE.THEME),
    "header": (CONTENT_TYPE.WML_HEADER, RELATIONSHIP_TYPE.HEADER),
    "footer": (CONTENT_TYPE.WML_FOOTER, RELATIONSHIP_TYPE.FOOTER),
    "png": (CONTENT_TYPE.PNG, RELATIONSHIP_TYPE.IMAGE),
    "jpeg": (CONTENT_TYPE.JPEG, RELATIONSHIP_TYPE.IMAGE),
    "core": (CONTENT_TYPE.OPC_CORE_PROPERTIES, RELATIONSHIP_TYPE.CORE_PROPERTIES),
    "app": (CONTENT_TYPE.OFC_EXTENDED_PROPERTIES, RELATIONSHIP_TYPE.EXTENDED_PROPERTIES),
    "custom": (CONTENT_TYPE.OFC_CUSTOM_PROPERTIES, RELATIONSHIP_TYPE.CUSTOM_PROPERTIES),
}


class Relations:
    """The relations of one part, or of the package: to other parts, and to addresses outside."""

    def __init__(self, package: OpcPackage, holder: Any) -> None:
        """Keep the relations of ``holder``, a part of ``package`` or the package itself."""
        self._package = package
        self._rels = holder.rels
        self._addresses: dict[str, str] = {}
        self._images: dict[bytes, str] = {}

    def add(self, kind: str, name: str, pieces: Iterable[str] | bytes = b"") -> tuple[str, Relations]:
        """Add a part; return the id of the relation to it, and its own relations.

        Args:
            kind: what it is, a key of ``_KINDS``.
            name: its path in the package, such as ``/word/styles.xml``.
            pieces: its bytes, or its text in any number of pieces.
        """
        content_type, relation_type = _KINDS[kind]
        part = _Part(PackURI(name), content_type, b"", self._package)
        part.pieces = pieces
        identifier = f"rId{len(self._rels) + 1}"
        self._rels.add_relationship(relation_type, part, identifier)
        return identifier, Relations(self._package, part)

    def link(self, address: str) -> str:
        """Return the id of the relation to an address outside the package."""
        if address not in self._addresses:
            identifier = f"rId{len(self._rels) + 1}"
            self._rels.add_relationship(RELATIONSHIP_TYPE.HYPERLINK, address, identifier, is_external=True)
            self._addresses[address] = identifier
        return self._addresses[address]

    def image(self, kind: str, data: bytes) -> str:
        """Return the id of the relation to a picture; the same bytes are kept once."""
        if data not in self._images:
            name = f"/word/media/image{len(self._images) + 1}.{kind}"
            self._images[data] = self.add(kind, name, data)[0]
        return self._images[data]


class _Part(Part):  # type: ignore[misc]
    """A part whose content stays in the pieces in which it was written."""

    pieces: Iterable[str] | bytes


class Package:
    """A Word package that is being put together."""

    def __init__(self) -> None:
        self._package = OpcPackage()
        self.relations = Relations(self._package, self._package)

    def write(self) -> bytes:
        """Return the ZIP file."""
        buffer = io.BytesIO()
        parts = list(self._package.iter_parts())
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            _write(archive, CONTENT_TYPES_URI, _ContentTypesItem.from_parts(parts).blob)
            _write(archive, PACKAGE_URI.rels_uri, self._package.rels.xml)
            for part in parts:
                _write(archive, part.partname, part.pieces)
                if len(part.rels):
                    _write(archive, part.partname.rels_uri, part.rels.xml)
        return buffer.getvalue()


def _write(archive: zipfile.ZipFile, name: PackURI, pieces: Iterable[str] | bytes) -> None:
    entry = zipfile.ZipInfo(name.membername, _EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = _UNIX  # else it would name the system it is made on
    entry.external_attr = _ORDINARY_FILE
    if isinstance(pieces, bytes):
        archive.writestr(entry, pieces)
        return
    with archive.open(entry, "w") as file:
        waiting: list[str] = []
        size = 0
        for piece in pieces:
            waiting.append(piece)
            size += len(piece)
            if size > _CHUNK:
                file.write("".join(waiting).encode())
                waiting, size = [], 0
        file.write("".join(waiting).encode())
