"""Somebody else's Word file: opened with care, changed part by part, and written with all else as it was."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any, Final

from lxml import etree

from bluf.annexes.word import vocabulary as v
from bluf.annexes.word.landmarks import Landmarks
from bluf.annexes.word.zipping import ZipError, rewritten
from bluf.diagnostics import BlufError, Span, error
from bluf.untrusted.package import TYPES, Package, PackageError
from bluf.untrusted.xml import XmlError, parse

_PACKAGING: Final = "http://schemas.openxmlformats.org/package/2006"
RELATIONS_TYPE: Final = "application/vnd.openxmlformats-package.relationships+xml"
_COMPOUND: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM: Final = "EncryptedPackage".encode("utf-16-le")  # [MS-OFFCRYPTO], 1.3.2
_STRICT: Final = "http://purl.oclc.org/ooxml/"
_SIGNATURES: Final = "/digital-signature/"
_OWN_ID: Final = re.compile(r"rIdBluf(\d{1,8})")
# What may be the main part: a document or a template, with or without macros.
_KINDS: Final = ("wordprocessingml.document.main+xml", "wordprocessingml.template.main+xml", "macroenabled")
_OWN_PART: Final = "/bluf"  # how the names of parts that come with notes begin
OTHER_TEXTS: Final = ("header", "footer", "footnotes", "endnotes", "comments", "glossaryDocument")  # kinds of parts
_MARK: Final = re.compile(rb'<w:bookmark(?:Start|End) [^>]*?w:id="(\d{1,9})"')
_LIST: Final = re.compile(rb'<w:numId w:val="(\d{1,9})"')
SAVE_AGAIN: Final = "open it in Word, see what Word says, and save it anew"


@contextmanager
def explained(where: Span) -> Iterator[None]:
    """Turn what is wrong with a package into a diagnostic about the report at ``where``."""
    try:
        yield
    except (PackageError, ZipError, XmlError) as bad:
        code = "file-encrypted" if str(bad) == "it is encrypted" else "docx-broken"
        raise BlufError(error(code, where, f"the report is broken: {bad}"[:300], SAVE_AGAIN)) from None


class Host:
    """A Word package that is being changed."""

    def __init__(self, data: bytes, where: Span, *, unsigned: bool = False) -> None:
        """Open a report.

        Args:
            data: its bytes.
            where: the report, for what is said of it.
            unsigned: whether a signed report is taken too; its signatures are left out then.

        Raises:
            BlufError: it is no Word document that notes can be put into.
        """
        self.where = where
        self._data = data
        self._roots: dict[str, Any] = {}
        self._changed: set[str] = set()
        self._added: dict[str, bytes] = {}
        self._dropped: set[str] = set()
        self._landmarks: Landmarks | None = None
        if data.startswith(_COMPOUND):
            raise BlufError(_compound(data, where))
        with explained(where):
            self.package = Package(data)
            if len({name.lower() for name in self.package.names}) < len(self.package.names):
                raise PackageError("two parts have one name")
            self._check()
            self.document = self._name(self.package.document)
            self.body = self._open_body()
            self._refuse_signatures(unsigned=unsigned)

    # --- what it is ---

    def _check(self) -> None:
        if TYPES not in self.package:
            raise BlufError(error("file-kind", self.where, "this ZIP file is not a Word document (DOCX)"))
        if any(r.kind == "officeDocument" for r in self.package.relations("")):
            kind = self.package.content_type(self.package.document).lower()
            if not any(known in kind for known in _KINDS):
                message = "this is an Office file, but not a Word document (DOCX)"
                raise BlufError(error("file-kind", self.where, message))

    def _open_body(self) -> Any:
        root = self.xml(self.document)
        if str(root.tag).startswith(f"{{{_STRICT}"):
            message = "the report is a “Strict Open XML Document”, which notes cannot be put into"
            raise BlufError(error("docx-strict", self.where, message, "save it as an ordinary “Word Document (.docx)”"))
        body = v.down(root, "body")
        if root.tag != v.w("document") or body is None:
            raise PackageError(f"{self.document} holds no text")
        return body

    @property
    def has_macros(self) -> bool:
        """Return whether the file may hold macros, and must be named so."""
        return "macroenabled" in self.package.content_type(self.document).lower()

    def _refuse_signatures(self, *, unsigned: bool) -> None:
        rels = self._relations_root("")
        origins = [r for r in rels if isinstance(r.tag, str) and _SIGNATURES in r.get("Type", "")]
        if not origins:
            return
        if not unsigned:
            message = "the report is signed, and its signature would not hold with a note in it"
            raise BlufError(error("report-signed", self.where, message, "with --unsigned it is taken all the same"))
        for relation in origins:
            self._drop_signatures(self._target("", relation.get("Target", "")))
            rels.remove(relation)
        self._changed.add(_relations_name(""))

    def _drop_signatures(self, origin: str) -> None:
        for name in [n for n in self.package.names if n == origin or posixpath.dirname(n).startswith("_xmlsignatures")]:
            self.remove_part(name)

    # --- parts ---

    def _name(self, name: str) -> str:
        """Return the name of a part as the ZIP file writes it."""
        return next((n for n in self.package.names if n.lower() == name.lower()), name)

    def __contains__(self, name: str) -> bool:
        return name not in self._dropped and (name in self._added or name in self.package or name in self._roots)

    def xml(self, name: str) -> Any:
        """Return the root of a part."""
        if name not in self._roots:
            self._roots[name] = parse(self._added[name]) if name in self._added else self.package.xml(name)
        return self._roots[name]

    def change(self, name: str) -> Any:
        """Return the root of a part that is to be written anew."""
        self._changed.add(name)
        return self.xml(name)

    @property
    def landmarks(self) -> Landmarks:
        """Return where things are in the text as it is now."""
        if self._landmarks is None:
            self._landmarks = Landmarks(self.body)
        return self._landmarks

    @property
    def lists(self) -> set[int]:
        """Return the numbers of all lists of which something is an item in the text, its styles, headers and notes."""
        return self.landmarks.lists | set(map(int, self.elsewhere(_LIST, "styles", *OTHER_TEXTS)))

    @property
    def marks(self) -> set[int]:
        """Return the numbers of all bookmarks, also in headers, notes and comments: LibreOffice crashes on doubles."""
        return self.landmarks.marks | set(map(int, self.elsewhere(_MARK, *OTHER_TEXTS)))

    def elsewhere(self, pattern: re.Pattern[bytes], *kinds: str) -> set[str]:
        """Return what the group of a pattern matches in the parts of these kinds."""
        found = (match for _, name in self.parts(*kinds) for match in pattern.findall(self.read(name)))
        return {match.decode("utf-8", "replace") for match in found}

    def text_changed(self) -> None:
        """Take note that something came into the text or left it."""
        self.change(self.document)
        self._landmarks = None

    def read(self, name: str) -> bytes:
        """Return the bytes of a part as they are now."""
        if name in self._changed:
            return _serialised(self._roots[name])
        return self._added[name] if name in self._added else self.package.read(name)

    def part(self, kind: str) -> str:
        """Return the name of the part to which the text has a relation of a kind such as "styles"; "" without one."""
        for _, target in self.parts(kind):
            return target
        return ""

    def parts(self, *kinds: str) -> Iterator[tuple[str, str]]:
        """Yield relation and name of the parts to which the text has relations of these kinds."""
        for relation in self._relations_root(self.document):
            if not isinstance(relation.tag, str) or relation.get("TargetMode") == "External":
                continue
            name = self._target(self.document, relation.get("Target", ""))
            if relation.get("Type", "").rpartition("/")[2] in kinds and name in self:
                yield relation.get("Id", ""), name

    def add_part(
        self, folder: str, stem: str, ending: str, data: bytes, content_type: str, *, only: bool = False
    ) -> str:
        """Add a part under a name that is free, and return it; the ``only`` one of its kind needs no number."""
        numbers = ("" if only and n == 0 else str(n) for n in count(0 if only else 1))
        endings = {ending, "png", "jpeg"} if folder.endswith("media") else {ending}
        stem += next(n for n in numbers if not any(f"{folder}/{stem}{n}.{e}" in self for e in endings))
        name = f"{folder}/{stem}.{ending}"
        self._added[name] = data
        self._dropped.discard(name)
        self._type(name, content_type)
        return name

    def remove_part(self, name: str) -> None:
        """Take a part away with its own relations and its content type."""
        for gone in (name, _relations_name(name)):
            self._added.pop(gone, None)
            self._roots.pop(gone, None)
            self._changed.discard(gone)
            self._dropped.add(gone)
        self._untype(name)

    def _untype(self, name: str) -> None:
        for element in list(self.xml(TYPES)):
            if isinstance(element.tag, str) and element.get("PartName", "").lstrip("/").lower() == name.lower():
                self.change(TYPES).remove(element)

    def _type(self, name: str, content_type: str) -> None:
        types = self.change(TYPES)
        self._untype(name)  # some reports have an entry for a part that they do not have
        ending = name.rpartition(".")[2].lower()
        for element in types:
            if isinstance(element.tag, str) and element.get("Extension", "").lower() == ending:
                if element.get("ContentType") == content_type:
                    return
                break
        entry = etree.Element(f"{{{_PACKAGING}/content-types}}Override", PartName=f"/{name}", ContentType=content_type)
        ours = (
            [e for e in types if _OWN_PART in e.get("PartName", "")] if _OWN_PART in entry.get("PartName", "") else []
        )
        v.put_in(types, entry, next((e for e in ours if e.get("PartName", "") > f"/{name}"), None))

    # --- relations ---

    def _relations_root(self, holder: str) -> Any:
        name = self._name(_relations_name(holder))
        if name not in self:
            uri = f"{_PACKAGING}/relationships"
            unprefixed: Any = {None: uri}
            root = etree.Element(f"{{{uri}}}Relationships", nsmap=unprefixed)
            self._roots[name] = root
            self._dropped.discard(name)
        return self.xml(name)

    def _target(self, holder: str, target: str) -> str:
        folder = holder.rpartition("/")[0]
        return self._name(posixpath.normpath(posixpath.join("/" + folder, target.partition("#")[0])).lstrip("/"))

    def relate(self, holder: str, kind: str, target: str, *, external: bool = False) -> str:
        """Return the id of a new relation; ``target`` is the name of a part, or an address outside."""
        root = self._relations_root(holder)
        self._changed.add(self._name(_relations_name(holder)))
        ours = {int(match[1]): e for e in root if (match := _OWN_ID.fullmatch(e.get("Id", "")))}
        number = next(v.free(ours.keys()))
        identifier = f"rIdBluf{number}"
        if not external:
            target = posixpath.relpath(target, holder.rpartition("/")[0] or ".")
        attributes = {"Id": identifier, "Type": kind, "Target": target}
        if external:
            attributes["TargetMode"] = "External"
        relation = etree.Element(f"{{{_PACKAGING}/relationships}}Relationship", attributes)
        v.put_in(root, relation, ours[min(later)] if (later := [n for n in ours if n > number]) else None)
        return identifier

    def release(self, identifiers: set[str]) -> None:
        """Drop relations of the text that nothing in it names any more, and the parts that only they led to."""
        used = v.relations(self.xml(self.document))
        root = self._relations_root(self.document)
        for relation in list(root):
            if relation.get("Id") not in identifiers - used:
                continue
            self.change(self._name(_relations_name(self.document))).remove(relation)
            if relation.get("TargetMode") != "External":
                self._remove_unreachable(self._target(self.document, relation.get("Target", "")))

    def _remove_unreachable(self, name: str) -> None:
        if name in self._reachable():
            return
        inner = list(self._inner(name))
        self.remove_part(name)
        for part in inner:
            self._remove_unreachable(part)

    def _inner(self, name: str) -> Iterator[str]:
        """Yield the names of the parts to which a part has relations."""
        if self._name(_relations_name(name)) in self:
            for relation in self._relations_root(name):
                if isinstance(relation.tag, str) and relation.get("TargetMode") != "External":
                    yield self._target(name, relation.get("Target", ""))

    def _reachable(self) -> Iterator[str]:
        names = {*self.package.names, *self._added, *self._roots} - self._dropped
        for name in names:
            folder, _, file = name.rpartition("/")
            if not file.endswith(".rels"):
                continue
            yield from self._inner(f"{folder.removesuffix('_rels')}{file.removesuffix('.rels')}")

    # --- the end ---

    def write(self) -> bytes:
        """Return the file: changed parts anew, all others byte for byte as they were."""
        with explained(self.where):
            if any("." in n and n.endswith(".rels") for n in self._changed):
                self._type_of_relations()
            content = {name: _serialised(self._roots[name]) for name in sorted(self._changed)}
            content |= {name: data for name, data in self._added.items() if name not in content}
            return rewritten(self._data, self.package.entries, content, self._dropped - set(content))

    def _type_of_relations(self) -> None:
        types = self.xml(TYPES)
        if not any(e.get("Extension", "").lower() == "rels" for e in types if isinstance(e.tag, str)):
            tag = f"{{{_PACKAGING}/content-types}}Default"
            self.change(TYPES).insert(0, etree.Element(tag, {"Extension": "rels", "ContentType": RELATIONS_TYPE}))


def _relations_name(holder: str) -> str:
    folder, _, name = holder.rpartition("/")
    return f"{folder}/_rels/{name}.rels".lstrip("/")


def _serialised(root: Any) -> bytes:
    tree = root.getroottree()
    alone = ' standalone="yes"' if tree.docinfo.standalone is not False else ""
    head = f'<?xml version="1.0" encoding="UTF-8"{alone}?>\n'
    text: bytes = etree.tostring(tree, encoding="UTF-8", xml_declaration=False)
    return head.encode() + text


def _compound(data: bytes, where: Span) -> Any:
    """Return what to say of an OLE file: Word encrypts a DOCX into one, and wrote its old documents as one."""
    if _ENCRYPTED_STREAM in data:
        message = "the report is protected by a password"
        return error("file-encrypted", where, message, "take the password away in Word (File, Info) and attach again")
    message = "this is an old Word document (.doc)"
    return error("file-kind", where, message, "save it as a “Word Document (.docx)”")
