"""Data files as bytes and text: what can be read at all, and where in a file a piece of data stands."""

from __future__ import annotations

import codecs
import hashlib
import itertools
import re
import stat
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from bluf.diagnostics import BlufError, Span, error

DataPath: TypeAlias = tuple[str | int, ...]
Place: TypeAlias = tuple[int, int]  # line and column, both from 1

SETTING = "--set"  # the option that gives a setting
LARGEST = 10 * 1024 * 1024
FORMATS = {".yaml": "yaml", ".yml": "yaml", ".json": "json", ".toml": "toml"}
# RFC 9512, RFC 8259, and the registry of media types for TOML.
MEDIA_TYPES = {ending: f"application/{name}" for ending, name in FORMATS.items()}
_CARRIERS = (".docx", ".pdf")
_CARRIER_MARKS = (b"PK\x03\x04", b"%PDF-")  # no data file begins like this

# What no part of XML 1.0 (2.2, Char) or of a text may hold: control characters, surrogates, U+FFFE, U+FFFF.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_MOST = 10
_LONGEST_PATH = 12
_BOMS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)


@dataclass(slots=True)
class Places:
    """Where the values and keys of a file stand."""

    values: dict[DataPath, Place] = field(default_factory=dict)
    keys: dict[DataPath, Place] = field(default_factory=dict)


def shown(text: str, most: int = 60) -> str:
    """Return a piece of a file as messages show it: short, on one line, and with nothing that moves a terminal."""
    cut = text if len(text) <= most else f"{text[:most]}…"
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in cut)


def dotted(path: DataPath) -> str:
    """Return a data path as messages show it: ``systems[1].operators[0]``; one beyond all sense is cut."""
    text = ""
    for part in path[:_LONGEST_PATH]:
        text += f"[{part}]" if isinstance(part, int) else f".{shown(part)}" if text else shown(part)
    return text if len(path) <= _LONGEST_PATH else f"{text}…"


class Setting(NamedTuple):
    """A value for a place in the data that the command line gives, and the option that gives it."""

    path: DataPath
    value: Any
    option: str = SETTING


class Lines:
    """Where the lines of a text start."""

    def __init__(self, text: str) -> None:
        """Find the lines of ``text``, which end in LF."""
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def place(self, offset: int) -> Place:
        """Return line and column of an offset."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1


@dataclass(frozen=True)
class Carrier:
    """A file in which a data file rides: its path, the data file's name in it, and the pictures there by name."""

    path: Path
    name: str
    pictures: Mapping[str, bytes] = field(repr=False, default_factory=dict)

    @property
    def inside(self) -> Path:
        """Return what stands for the path of the data file, in messages above all: ``note.docx: note.yaml``."""
        return Path(f"{self.path}: {self.name}")


@dataclass(frozen=True)
class Given:
    """A data file, or a file in which one rides, that is not read from a path.

    ``name`` is without folders, "" where it has none; ``folder`` is where its pictures are looked for, if anywhere.
    """

    name: str
    data: bytes = field(repr=False)
    folder: Path | None = None

    @property
    def path(self) -> Path:
        """Return what stands for its path, in messages above all."""
        return (self.folder or Path()) / (self.name or "<note>")


@dataclass(frozen=True)
class DataFile:
    """A data file that was read: its bytes, its text, and on demand the places of what is in it.

    ``settings`` stand in place of what the file has; ``carrier`` is the file in which it rides, if it does.
    """

    path: Path
    data: bytes = field(repr=False)
    text: str = field(repr=False)
    locate: Callable[[str], Places] = field(repr=False)
    settings: tuple[Setting, ...] = ()
    carrier: Carrier | None = None

    @property
    def name(self) -> str:
        """Return the file's own name."""
        return self.carrier.name if self.carrier else self.path.name

    @property
    def on_disk(self) -> Path:
        """Return the path of the file that was read: the data file, or the one in which it rides."""
        return self.carrier.path if self.carrier else self.path

    @property
    def sha256(self) -> str:
        """Return the SHA-256 of the file's bytes in hexadecimal digits."""
        return hashlib.sha256(self.data).hexdigest()

    @cached_property
    def _places(self) -> Places:
        return self.locate(self.text)

    def span(self, path: DataPath, *, key: bool = False) -> Span:
        """Return the place of a value, or of its key; of the nearest that encloses it where it is not there."""
        for setting in self.settings:
            if path[: len(setting.path)] == setting.path:
                return Span(setting.option, path=dotted(path))
        places = self._places
        made = path not in places.values and any(setting.path[: len(path)] == path for setting in self.settings)
        if made and path:  # the file has nothing there; a setting put something into it
            return Span(SETTING, path=dotted(path))
        written: DataPath = ()
        for part in path:
            if part != 0 or (*written, part) in places.values:  # else one thing stands in place of a list
                written = (*written, part)
        for end in range(len(written), -1, -1):
            here = written[:end]
            place = (places.keys if key and end == len(written) else places.values).get(here) or places.values.get(here)
            if place:
                return Span(str(self.path), *place, dotted(path))
        return Span(str(self.path), path=dotted(path))


def forbidden(text: str) -> re.Match[str] | None:
    """Return the first character of ``text`` that no document may hold."""
    return _FORBIDDEN.search(text)


def character_name(character: str) -> str:
    """Return a character as messages name it: ``U+0007 (control character BEL)``."""
    code = f"U+{ord(character):04X}"
    if 0xD800 <= ord(character) <= 0xDFFF:
        return f"{code} (half of a surrogate pair)"
    if unicodedata.category(character) == "Cc":
        return f"{code} (a control character)"
    return f"{code} ({unicodedata.name(character, 'not a character').lower()})"


_SPLIT = f"a data file has at most {LARGEST >> 20} MB; split the note, or store long source texts elsewhere"


def read_bytes(path: Path, most: int = LARGEST, hint: str = _SPLIT) -> bytes:
    """Return the bytes of a file, of ``most`` bytes at most; ``hint`` is what is said of a larger one.

    Raises:
        BlufError: there is no such file, it is no file, too large, or cannot be read.
    """
    where = Span(str(path))
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise BlufError(error("file-folder", where, "this is a folder, not a file", "name a file in it"))
        if not stat.S_ISREG(status.st_mode):
            raise BlufError(error("file-special", where, "this is a device or pipe, not a file", "name a file"))
        if status.st_size > most:
            size = f"{status.st_size / 2**20:,.0f} MB"
            raise BlufError(error("file-huge", where, f"the file is too large: {size}", hint))
        with path.open("rb") as file:
            return file.read(most)
    except FileNotFoundError:
        raise BlufError(error("file-missing", where, "there is no such file", "check its name and folder")) from None
    except OSError as bad:
        who = "check who may read it, and that the disk is there"
        message = f"the file cannot be read: {bad.strerror or bad}"
        raise BlufError(error("file-unreadable", where, message, who)) from None
    except ValueError as bad:
        message = f"this cannot be the name of a file: {bad}"
        raise BlufError(error("file-missing", where, message, "give it another name")) from None


def is_carrying(data: bytes) -> bool:
    """Return whether bytes are those of a DOCX or PDF, which at best carries a data file."""
    return data.startswith(_CARRIER_MARKS)


def is_carrier(path: Path) -> bool:
    """Return whether a file is a DOCX or PDF, by its bytes or else its name, and so at best carries a data file."""
    if path.suffix.lower() in _CARRIERS:
        return True
    try:
        if not path.is_file():  # a pipe would wait for ever
            return False
        with path.open("rb") as file:
            return is_carrying(file.read(max(map(len, _CARRIER_MARKS))))
    except (OSError, ValueError):
        return False  # why it cannot be read is said when it is read as a whole


def decode(data: bytes, path: Path) -> str:
    """Return the text of a data file, which must be UTF-8; a byte order mark is skipped, and lines end in LF.

    Raises:
        BlufError: it is in another encoding, empty, or holds characters that no document may hold.
    """
    where = Span(str(path))
    hint = "save the file as UTF-8"
    for mark, name in _BOMS:
        if data.startswith(mark):
            raise BlufError(error("file-encoding", where, f"the file is {name}, not UTF-8", hint))
    body = data.removeprefix(codecs.BOM_UTF8)
    if len(body) > 1 and 0 in body[:2]:
        raise BlufError(error("file-encoding", where, "the file looks like UTF-16, not UTF-8", hint))
    try:
        text = _one_break(body.decode("utf-8"))
    except UnicodeDecodeError as bad:
        before = _one_break(body[: bad.start].decode("utf-8", "replace"))
        span = Span(str(path), *Lines(before).place(len(before)))
        message = f"the file is not UTF-8: the byte 0x{body[bad.start]:02X} cannot stand here"
        raise BlufError(error("file-encoding", span, message, hint)) from None
    if not text.strip():
        raise BlufError(error("file-empty", where, "the file is empty", "`bluf new` writes one to start from"))
    if not forbidden(text):
        return text
    lines = Lines(text)
    matches = itertools.islice(_FORBIDDEN.finditer(text), _MOST)
    hint = "take it out; such characters come with text that was copied from elsewhere"
    raise BlufError(
        *(
            error("character", Span(str(path), *lines.place(m.start())), f"the file holds {character_name(m[0])}", hint)
            for m in matches
        )
    )


def _one_break(text: str) -> str:
    """Return a text with one kind of line break, so that everybody counts the same lines."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
