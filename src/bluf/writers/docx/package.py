"""The package: its parts and their relations, and the ZIP file, the same bytes for the same parts.

An Open Packaging Conventions package (ECMA-376, part 2) is a ZIP file with a list of content types and a file
of relations beside each part that has some. It is written here: every part is made by us, so that a library
that opens packages would have nothing to keep, and importing one takes longer than writing the whole note.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from bluf.writers.docx.ooxml import attribute
from bluf.writers.zipping import entry

_CHUNK: Final = 1 << 18  # characters that are encoded and compressed at a time

_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PACKAGING: Final = "http://schemas.openxmlformats.org/package/2006"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_DOCUMENT: Final = "application/vnd.openxmlformats-officedocument"

# Kind of part → its content type and the type of the relation that leads to it.
_KINDS: Final[dict[str, tuple[str, str]]] = {
    "document": (f"{_WORD}.document.main+xml", f"{_OFFICE}/officeDocument"),
    "styles": (f"{_WORD}.styles+xml", f"{_OFFICE}/styles"),
    "numbering": (f"{_WORD}.numbering+xml", f"{_OFFICE}/numbering"),
    "settings": (f"{_WORD}.settings+xml", f"{_OFFICE}/settings"),
    "fonts": (f"{_WORD}.fontTable+xml", f"{_OFFICE}/fontTable"),
    "font": (f"{_DOCUMENT}.obfuscatedFont", f"{_OFFICE}/font"),
    "theme": (f"{_DOCUMENT}.theme+xml", f"{_OFFICE}/theme"),
    "header": (f"{_WORD}.header+xml", f"{_OFFICE}/header"),
    "footer": (f"{_WORD}.footer+xml", f"{_OFFICE}/footer"),
    "png": ("image/png", f"{_OFFICE}/image"),
    "jpeg": ("image/jpeg", f"{_OFFICE}/image"),
    "core": (
        "application/vnd.openxmlformats-package.core-properties+xml",
        f"{_PACKAGING}/relationships/metadata/core-properties",
    ),
    "app": (f"{_DOCUMENT}.extended-properties+xml", f"{_OFFICE}/extended-properties"),
    "custom": (f"{_DOCUMENT}.custom-properties+xml", f"{_OFFICE}/custom-properties"),
    "data": ("application/xml", f"{_OFFICE}/customXml"),
    "data-properties": (f"{_DOCUMENT}.customXmlProperties+xml", f"{_OFFICE}/customXmlProps"),
}
_HYPERLINK: Final = f"{_OFFICE}/hyperlink"


@dataclass(slots=True)
class _Part:
    """A part: its path in the package, what it is, its content in any number of pieces, its relations."""

    name: str
    content_type: str
    pieces: Iterable[str] | bytes
    relations: Relations


@dataclass(slots=True)
class Relations:
    """The relations of one part, or of the package (whose name is ""): to parts, and to addresses outside."""

    holder: str
    parts: list[_Part]
    _written: list[str] = field(default_factory=list)
    _addresses: dict[str, str] = field(default_factory=dict)
    _images: dict[bytes, str] = field(default_factory=dict)

    def add(self, kind: str, name: str, pieces: Iterable[str] | bytes = b"") -> tuple[str, Relations]:
        """Add a part; return the id of the relation to it, and its own relations.

        Args:
            kind: what it is, a key of ``_KINDS``.
            name: its path in the package, such as ``/word/styles.xml``.
            pieces: its bytes, or its text in any number of pieces.
        """
        content_type, relation_type = _KINDS[kind]
        relations = Relations(name, self.parts)
        self.parts.append(_Part(name, content_type, pieces, relations))
        return self._relate(relation_type, _relative(name, self.holder)), relations

    def link(self, address: str) -> str:
        """Return the id of the relation to an address outside the package."""
        if address not in self._addresses:
            self._addresses[address] = self._relate(_HYPERLINK, address, ' TargetMode="External"')
        return self._addresses[address]

    def image(self, kind: str, data: bytes) -> str:
        """Return the id of the relation to a picture; the same bytes are kept once."""
        if data not in self._images:
            name = f"/word/media/image{len(self._images) + 1}.{kind}"
            self._images[data] = self.add(kind, name, data)[0]
        return self._images[data]

    def _relate(self, kind: str, target: str, mode: str = "") -> str:
        identifier = f"rId{len(self._written) + 1}"
        self._written.append(f'<Relationship Id="{identifier}" Type="{kind}" Target="{attribute(target)}"{mode}/>')
        return identifier

    def files(self) -> Iterator[tuple[str, str]]:
        """Yield the path and text of the file that lists the relations; nothing where there are none."""
        if self._written:
            folder, _, name = self.holder.rpartition("/")
            head = f'{_HEAD}<Relationships xmlns="{_PACKAGING}/relationships">'
            yield f"{folder}/_rels/{name}.rels", f"{head}{''.join(self._written)}</Relationships>"


def _relative(name: str, holder: str) -> str:
    """Return the path of a part as a relation of ``holder`` names it."""
    return posixpath.relpath(name, holder.rpartition("/")[0] or "/")


class Package:
    """A Word package that is being put together."""

    def __init__(self) -> None:
        self.relations = Relations("", [])

    def write(self) -> bytes:
        """Return the ZIP file."""
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            _write(archive, "/[Content_Types].xml", self._content_types())
            for name, text in self.relations.files():
                _write(archive, name, text)
            for part in self.relations.parts:
                _write(archive, part.name, part.pieces)
                for name, text in part.relations.files():
                    _write(archive, name, text)
        return buffer.getvalue()

    def _content_types(self) -> str:
        """Return the list of content types: by ending for pictures and fonts, by part for the rest."""
        defaults = {
            "rels": "application/vnd.openxmlformats-package.relationships+xml",
            "xml": "application/xml",
        }
        overrides = []
        for part in self.relations.parts:
            ending = part.name.rpartition(".")[2]
            if ending == "xml":
                overrides.append(f'<Override PartName="{attribute(part.name)}" ContentType="{part.content_type}"/>')
            else:
                defaults[ending] = part.content_type
        listed = "".join(f'<Default Extension="{e}" ContentType="{t}"/>' for e, t in defaults.items())
        return f'{_HEAD}<Types xmlns="{_PACKAGING}/content-types">{listed}{"".join(overrides)}</Types>'


def _write(archive: zipfile.ZipFile, name: str, pieces: Iterable[str] | bytes) -> None:
    about = entry(name.removeprefix("/"))
    if isinstance(pieces, bytes | str):
        archive.writestr(about, pieces)
        return
    with archive.open(about, "w") as file:
        waiting: list[str] = []
        size = 0
        for piece in pieces:
            waiting.append(piece)
            size += len(piece)
            if size > _CHUNK:
                file.write("".join(waiting).encode())
                waiting, size = [], 0
        file.write("".join(waiting).encode())
