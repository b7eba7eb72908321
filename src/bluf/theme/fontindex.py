"""The fonts of this machine: where they lie, and an index of what is in them, kept between runs.

Font files belong to others and may be broken or hostile: HarfBuzz checks every table that it reads, what
cannot be read is left out, and there are bounds for how many files, faces and bytes are looked at.
"""

from __future__ import annotations

import html
import json
import os
import re
import struct
import sys
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import uharfbuzz as hb

from bluf.cache import folder, store

_ENDINGS = (".ttf", ".otf", ".ttc", ".otc")
MAX_FILE = 256 * 2**20  # bytes; collections of all weights of a pan-CJK family have 150 MB
_MAX_FILES, _MAX_DEPTH, _MAX_FACES = 20_000, 8, 128
_MAX_SETTINGS = 2**20

# Kinds of faces, the best for running text first.
SANS, PLAIN, SERIF, MONO, PAN, SPECIAL = range(6)
_WORDS = {
    None: r"^\.|last ?resort|adobe ?(blank|notdef)|bmp fallback",  # glyphs that do not show the character
    SPECIAL: r"symbol|emoji|dingbat|ornament|math|music|unifont|bitmap|display|unjoined|kufi|nastaliq|rashi|script|"
    r"handwrit|brush|marker|comic|icon|awesome|barcode|braille|signwriting",
    PAN: r"arial unicode|code200|^free(sans|serif|mono)|quivira|hanazono|hanamin",
    MONO: r"\bmono|console|courier|code\b|typewriter|terminal",
    SANS: r"sans|gothic|hei\b|yahei|pingfang|dotum|gulim|meiryo|segoe ui|arial|helvetica",
    SERIF: r"serif|mincho|song|\bs?ming|batang|myungjo|times|simsun|naskh|roman|kaiti|uming",
}
_NAMES = [(kind, re.compile(words, re.IGNORECASE)) for kind, words in _WORDS.items()]


class Coverage:
    """Code points as ranges: even places begin one, odd places are the first after it."""

    __slots__ = ("edges",)

    def __init__(self, edges: array[int] | memoryview[int]) -> None:
        self.edges = edges

    def of(self, codes: Sequence[int]) -> set[int]:
        """Return those of ``codes``, which are in order, that are covered."""
        edges = self.edges
        if len(edges) > 2 * len(codes):
            return {code for code in codes if bisect_right(edges, code) & 1}
        found: set[int] = set()
        for at in range(0, len(edges) - 1, 2):
            found.update(codes[bisect_left(codes, edges[at]) : bisect_left(codes, edges[at + 1])])
        return found


class Font(NamedTuple):
    """A face as the index knows it; ``name`` is what ``theme.fonts.face`` calls it, ``width`` 5 is usual."""

    name: str
    family: str
    kind: int
    weight: int
    width: int
    italic: bool
    coverage: Coverage


# --- folders ----------------------------------------------------------------------------------------


def folders() -> list[Path]:
    """Return the folders in which this system looks for fonts."""
    home = Path.home()
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA")
        found = [Path(os.environ.get("WINDIR", r"C:\Windows"), "Fonts")]
        return [*found, Path(local, "Microsoft", "Windows", "Fonts")] if local else found
    if sys.platform == "darwin":
        assets = Path("/System/Library/AssetsV2")
        more = sorted(assets.glob("com_apple_MobileAsset_Font*")) if assets.is_dir() else []
        return [*map(Path, ("/System/Library/Fonts", "/Library/Fonts")), home / "Library/Fonts", *more]
    data = Path(os.environ.get("XDG_DATA_HOME") or home / ".local/share")
    shared = (os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share").split(":")
    return [
        *(Path(path) / "fonts" for path in shared if path.startswith("/")),
        *map(Path, ("/usr/share/fonts", "/usr/local/share/fonts")),
        home / ".fonts",
        data / "fonts",
        *_configured(Path(os.environ.get("FONTCONFIG_FILE") or "/etc/fonts/fonts.conf"), home, data),
    ]


def _configured(settings: Path, home: Path, data: Path) -> Iterator[Path]:
    """Yield the folders that fontconfig's settings name (fonts-conf(5)), read without what XML may bring along."""
    try:
        with settings.open("rb") as file:
            text = file.read(_MAX_SETTINGS).decode("utf-8", "replace")
    except OSError:
        return
    text = re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL)
    for prefix, name in re.findall(r"<dir(?:\s+prefix=[\"'](\w+)[\"'])?[^<>]*>([^<]+)</dir>", text):
        path = html.unescape(name).strip()
        if prefix == "xdg":
            yield data / path
        elif path.startswith("~/"):
            yield home / path[2:]
        elif path.startswith("/"):
            yield Path(path)


class Stamp(NamedTuple):
    """What tells that a file is still the same."""

    size: int
    mtime: int


def font_files() -> dict[str, Stamp]:
    """Return the font files in the folders of this system."""
    found: dict[str, Stamp] = {}
    seen: set[str] = set()
    for place in dict.fromkeys(folders()):
        _collect(str(place), found, seen, _MAX_DEPTH)
    return found


def _collect(place: str, found: dict[str, Stamp], seen: set[str], depth: int) -> None:
    real = os.path.realpath(place)
    if real in seen or not depth:
        return
    seen.add(real)
    try:
        with os.scandir(place) as entries:
            inside = sorted(entries, key=lambda entry: entry.name)
    except OSError:
        return
    for entry in inside:
        with suppress(OSError):
            if entry.name.lower().endswith(_ENDINGS):
                state = entry.stat()
                if entry.is_file() and state.st_size <= MAX_FILE and len(found) < _MAX_FILES:
                    found[entry.path] = Stamp(state.st_size, state.st_mtime_ns)
            elif entry.is_dir():
                _collect(entry.path, found, seen, depth - 1)


# --- reading font files -----------------------------------------------------------------------------


class _Reader:
    """Reads font files; faces with the same character map share one coverage."""

    def __init__(self) -> None:
        self._maps: dict[bytes, Coverage] = {}

    def faces(self, path: str) -> list[Font]:
        """Return the faces of a file that can be used for text; none where it cannot be read."""
        found: list[Font] = []
        try:
            blob = blob_of(path)
            count = min(hb.Face(blob).count, _MAX_FACES)
            collection = path.lower().endswith(("c", "C")) or count > 1
            for index in range(count):
                font = self._face(f"{path}#{index}" if collection else path, hb.Face(blob, index), path)
                if font:
                    found.append(font)
        except (OSError, ValueError, hb.HarfBuzzError, struct.error, UnicodeError, RuntimeError):
            return []
        return found

    def _face(self, name: str, face: hb.Face, path: str) -> Font | None:
        if not _has_outlines(face) or not face.glyph_count:
            return None
        os2: bytes = face.reference_table("OS/2").data
        weight, width, licence = struct.unpack_from(">3H", os2, 4) if len(os2) >= 10 else (400, 5, 0)
        if not _may_be_embedded(licence):
            return None
        ids = hb.OTNameIdPredefined
        family = face.get_name(ids.TYPOGRAPHIC_FAMILY) or face.get_name(ids.FONT_FAMILY) or Path(path).stem
        family = family[:100]
        kind = _kind(family, os2)
        coverage = self._coverage(face)
        if kind is None or not coverage.edges:
            return None
        style = struct.unpack_from(">H", os2, 62)[0] if len(os2) >= 64 else 0
        return Font(name, family, kind, weight, width, bool(style & 0x201), coverage)

    def _coverage(self, face: hb.Face) -> Coverage:
        table: bytes = face.reference_table("cmap").data
        found = self._maps.get(table)
        if found is None:
            codes = set(face.unicodes)
            after = {code + 1 for code in codes}
            edges = sorted([*codes - after, *after - codes])
            found = self._maps[table] = Coverage(array("I", edges))
        return found


def blob_of(path: str) -> hb.Blob:
    """Return the bytes of a font file, mapped into memory where HarfBuzz can (its paths on Windows are not ours)."""
    if os.name == "posix":
        return hb.Blob.from_file_path(path)
    return hb.Blob(Path(path).read_bytes())


def _has_outlines(face: hb.Face) -> bool:
    """Return whether the glyphs are outlines, and these are not only the ground for pictures in colour."""
    tags = set(face.table_tags)
    outlines = {"glyf", "loca"} <= tags or "CFF " in tags or ("CFF2" in tags and face.has_var_data)
    if tags & {"CBDT", "sbix", "SVG "} or not outlines:
        return False
    return "COLR" not in tags or face.reference_table("COLR").data[:2] == b"\0\0"


def _may_be_embedded(licence: int) -> bool:
    """Return whether ``fsType`` (OpenType 1.9, "OS/2") lets a document hold a part of the face's outlines."""
    return licence & 0xF != 0x2 and not licence & 0x0300


def _kind(family: str, os2: bytes) -> int | None:
    """Return what a face is good for, by its name or else by what it says of itself (PANOSE)."""
    for kind, pattern in _NAMES:
        if pattern.search(family):
            return kind
    panose = os2[32:36]
    if len(panose) < 4 or panose[0] not in {0, 2}:
        return SPECIAL if panose[:1] in {b"\x03", b"\x04", b"\x05"} else PLAIN
    if panose[0] == 2 and panose[3] == 9:
        return MONO
    return SANS if panose[1] in {11, 12, 13, 14, 15} else SERIF if 2 <= panose[1] <= 10 else PLAIN


# --- the index --------------------------------------------------------------------------------------

_KIND, _NAME, _FORMAT = "fonts", "machine.index", 1


def machine_fonts() -> list[Font]:
    """Return the faces on this machine, from the index, in which what has changed is read anew."""
    files = font_files()
    known = _load()
    reader = _Reader()
    index: dict[str, tuple[Stamp, list[Font]]] = {}
    changed = known.keys() != files.keys()
    for path, stamp in files.items():
        old = known.get(path)
        if old is not None and old[0] == stamp:
            index[path] = old
        else:
            index[path] = (stamp, reader.faces(path))
            changed = True
    if changed:
        store(_KIND, _NAME, _packed(index))
    return [font for _, fonts in index.values() for font in fonts]


def _packed(index: dict[str, tuple[Stamp, list[Font]]]) -> bytes:
    """Return the index as a line of JSON and the edges of all coverages, each kept once."""
    places: dict[bytes, int] = {}
    edges = array("I")
    starts = [0]

    def place(coverage: Coverage) -> int:
        data = bytes(coverage.edges)
        if data not in places:
            places[data] = len(places)
            edges.frombytes(data)
            starts.append(len(edges))
        return places[data]

    files = [
        [path, *stamp, [[*font[:6], place(font.coverage)] for font in fonts]] for path, (stamp, fonts) in index.items()
    ]
    head = {"format": _FORMAT, "order": sys.byteorder, "item": edges.itemsize, "starts": starts, "files": files}
    line = json.dumps(head, separators=(",", ":")).encode("ascii") + b"\n"
    return line + edges.tobytes()


def _load() -> dict[str, tuple[Stamp, list[Font]]]:
    """Return the index as it was kept; nothing where there is none or it is not whole."""
    place = folder(_KIND)
    if place is None:
        return {}
    try:
        line, _, data = (place / _NAME).read_bytes().partition(b"\n")
        head: Any = json.loads(line)
        edges = array("I")
        if (head["format"], head["order"], head["item"]) != (_FORMAT, sys.byteorder, edges.itemsize):
            return {}
        edges.frombytes(data)
        view, starts = memoryview(edges), head["starts"]
        if starts[-1] != len(edges):
            return {}
        coverages = [Coverage(view[a:b]) for a, b in pairwise(starts)]
        return {
            path: (Stamp(size, mtime), [Font._make((*font[:6], coverages[font[6]])) for font in fonts])
            for path, size, mtime, fonts in head["files"]
        }
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        return {}
