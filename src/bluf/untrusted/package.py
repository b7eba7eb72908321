"""A Word package of unknown origin: its parts and relations (ECMA-376, part 2)."""

from __future__ import annotations

import io
import posixpath
import stat
import zipfile
import zlib
from functools import cached_property
from typing import Any
from urllib.parse import unquote

from lxml import etree

from bluf.record import record
from bluf.untrusted.xml import LARGEST, XmlError, parse

LARGEST_PACKAGE = 1024 * 2**20  # bytes of all parts once they are unpacked
MOST_PARTS = 20_000
_ZIP_ERRORS = (zipfile.BadZipFile, zlib.error, EOFError, LookupError, OSError, RuntimeError, ValueError)
TYPES = "[Content_Types].xml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"
RELATION_ATTRIBUTES = (f"{{{_OFFICE}}}", f"{{{_STRICT}}}")


class PackageError(Exception):
    """This is no package that can be read."""


@record
class Relation:
    """A relation from a part (the package is "") to another, or to an address outside."""

    holder: str
    identifier: str
    kind: str
    target: str
    external: bool


class Package:
    """The parts of a package; they are unpacked when they are asked for."""

    def __init__(self, data: bytes) -> None:
        """Open a package.

        Raises:
            PackageError: it is no ZIP file, encrypted, or unpacks to more than is read.
        """
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
            self.entries = self._archive.infolist()  # folders too, as some programs write them
        except _ZIP_ERRORS as bad:
            raise PackageError(f"its ZIP structure is broken: {bad}") from None
        entries = [entry for entry in self.entries if not entry.is_dir()]
        if len(entries) > MOST_PARTS or sum(entry.file_size for entry in entries) > LARGEST_PACKAGE:
            raise PackageError("it unpacks to more than is read")
        if any(entry.flag_bits & 1 for entry in entries):
            raise PackageError("it is encrypted")
        self.names = [entry.filename for entry in entries]
        self.links = [entry.filename for entry in entries if stat.S_ISLNK(entry.external_attr >> 16)]
        self._entries = {entry.filename.lower(): entry for entry in entries}

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._entries

    def read(self, name: str, most: int = LARGEST) -> bytes:
        """Return the bytes of a part, of ``most`` bytes at most; never more than its entry says.

        Raises:
            PackageError: there is no such part, it is damaged or too large.
        """
        entry = self._entries.get(name.lower())
        if entry is None:
            raise PackageError(f"{name} is missing")
        if entry.file_size > most:
            raise PackageError(f"{name} is too large")
        try:
            with self._archive.open(entry) as file:
                data = file.read(entry.file_size + 1)
        except _ZIP_ERRORS as bad:
            raise PackageError(f"{name} is damaged: {bad}") from None
        if len(data) != entry.file_size:
            raise PackageError(f"{name} has another size than its entry says")
        return data

    def xml(self, name: str) -> Any:
        """Return the root element of a part.

        Raises:
            PackageError: it cannot be read, or is not XML.
        """
        try:
            return parse(self.read(name))
        except XmlError as bad:
            raise PackageError(f"{name} is not sound XML: {bad}") from None

    @cached_property
    def types(self) -> tuple[dict[str, str], dict[str, str]]:
        """Return content types by ending, and by part.

        Raises:
            PackageError: there is no list of them.
        """
        endings, parts = {}, {}
        for element in self.xml(TYPES).iterchildren(tag=etree.Element):
            kind = element.get("ContentType", "")
            if etree.QName(element).localname == "Default":
                endings[element.get("Extension", "").lower()] = kind
            else:
                parts[element.get("PartName", "").lstrip("/").lower()] = kind
        return endings, parts

    def content_type(self, name: str) -> str:
        """Return the content type of a part, nothing where none is given."""
        endings, parts = self.types
        return parts.get(name.lower()) or endings.get(name.rpartition(".")[2].lower(), "")

    def relations(self, holder: str) -> list[Relation]:
        """Return the relations of a part.

        Raises:
            PackageError: their list cannot be read.
        """
        folder, _, name = holder.rpartition("/")
        path = f"{folder}/_rels/{name}.rels".lstrip("/")
        if path not in self:
            return []
        return [
            Relation(
                holder,
                element.get("Id", ""),
                element.get("Type", "").rpartition("/")[2],
                element.get("Target", ""),
                element.get("TargetMode") == "External",
            )
            for element in self.xml(path).iterchildren(tag=etree.Element)
        ]

    def find(self, relation: Relation) -> str:
        """Return the name of the part that a relation inside the package leads to."""
        target = unquote(relation.target.partition("#")[0])
        folder = relation.holder.rpartition("/")[0]
        return posixpath.normpath(posixpath.join("/" + folder, target)).lstrip("/")

    @cached_property
    def document(self) -> str:
        """Return the name of the part with the text.

        Raises:
            PackageError: no relation leads to it.
        """
        for relation in self.relations(""):
            if relation.kind == "officeDocument" and not relation.external:
                return self.find(relation)
        raise PackageError("no relation leads to its text")
