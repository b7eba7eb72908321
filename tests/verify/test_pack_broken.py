"""Packs that are broken in one place: each is seen, and called what it is."""

from __future__ import annotations

import hashlib
import io
import json
import stat
import struct
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bluf.app.options import BuildOptions
from bluf.app.packing import pack
from tests.verify.making import Parts, broken_docx, broken_pdf, built, folder, found, look
from tests.verify.test_pdf_broken import change_data

Breaking = Callable[[Parts], None]
SOURCE = Path(__file__).parents[2] / "briefings" / "exercise-port-closure.yaml"
NAME = SOURCE.stem
WORD, PDF, DATA = (f"{NAME}/{NAME}.{ending}" for ending in ("docx", "pdf", "yaml"))


@cache
def good() -> Path:
    (path,) = pack([SOURCE], BuildOptions(folder() / "packs"), None).paths
    return path


def changed(path: str, data: bytes = b"x") -> Breaking:
    def breaking(parts: Parts) -> None:
        parts[path] = data

    return breaking


def listed(path: str, **values: Any) -> Breaking:
    """Return a way to break a pack: the manifest says something else of a file; the sums are right all the same."""

    def breaking(parts: Parts) -> None:
        manifest = json.loads(parts["manifest.json"])
        (entry,) = (entry for entry in manifest["files"] if entry["path"] == path)
        entry |= values
        _put(parts, manifest)

    return breaking


def noted(**values: Any) -> Breaking:
    def breaking(parts: Parts) -> None:
        manifest = json.loads(parts["manifest.json"])
        manifest["notes"][0] |= values
        _put(parts, manifest)

    return breaking


def manifested(**values: Any) -> Breaking:
    def breaking(parts: Parts) -> None:
        _put(parts, json.loads(parts["manifest.json"]) | values)

    return breaking


def _put(parts: Parts, manifest: Any) -> None:
    parts["manifest.json"] = json.dumps(manifest).encode()
    _sum(parts)


def _sum(parts: Parts) -> None:
    sums = (f"{hashlib.sha256(d).hexdigest()}  {n}\n" for n, d in parts.items() if n != "SHA256SUMS")
    parts["SHA256SUMS"] = "".join(sums).encode()


def exchanged(path: str, data: Callable[[], bytes]) -> Breaking:
    """Return a way to forge a pack: a file is another one, and manifest and sums were made to fit."""

    def breaking(parts: Parts) -> None:
        parts[path] = data()
        size, digest = len(parts[path]), hashlib.sha256(parts[path]).hexdigest()
        listed(path, size=size, sha256=digest)(parts)

    return breaking


def other_note() -> bytes:
    return built(SOURCE.with_name("exercise-names.yaml"))["pdf"].read_bytes()


def dropped(path: str) -> Breaking:
    def breaking(parts: Parts) -> None:
        del parts[path]

    return breaking


def twice(parts: Parts) -> None:
    manifest = json.loads(parts["manifest.json"])
    manifest["files"].append(manifest["files"][0])
    _put(parts, manifest)


def sums(old: bytes, new: bytes) -> Breaking:
    def breaking(parts: Parts) -> None:
        assert old in parts["SHA256SUMS"]
        parts["SHA256SUMS"] = parts["SHA256SUMS"].replace(old, new, 1)

    return breaking


BREAKAGES: dict[str, tuple[Breaking, str, str]] = {
    "a changed file": (changed(DATA), "pack-changed", DATA),
    "another hash": (listed(DATA, sha256="0" * 64), "pack-changed", DATA),
    "another size": (listed(DATA, size=1), "pack-changed", DATA),
    "a size that is no number": (listed(DATA, size="1"), "pack-changed", DATA),
    "a missing file": (dropped(WORD), "pack-missing", WORD),
    "a file too many": (changed(f"{NAME}/more.txt"), "pack-extra", "more.txt"),
    "no sums": (dropped("SHA256SUMS"), "pack-missing", "SHA256SUMS"),
    "another sum": (sums(b"  manifest.json", b"  manifest.jsom"), "pack-sums", "manifest.json"),
    "a sum too many": (sums(b"\n", b"\n" + b"0" * 64 + b"  more.txt\n"), "pack-sums", "more.txt"),
    "a file listed twice": (twice, "pack-twice", "more than once"),
    "a path that climbs": (changed("../up.txt"), "pack-path", "../up.txt"),
    "a path that climbs later": (changed("a/../../up.txt"), "pack-path", "up.txt"),
    "an absolute path": (changed("/etc/passwd"), "pack-path", "/etc/passwd"),
    "a path of Windows": (changed("C:/up.txt"), "pack-path", "C:/up.txt"),
    "a path with the slashes of Windows": (changed("a\\..\\..\\up.txt"), "pack-path", "up.txt"),
    "a path that moves the terminal": (changed("a\u202etxt"), "pack-path", "a\ufffdtxt"),
    "two names that are one on some systems": (changed(DATA.upper()), "pack-path", "two files"),
    "the document of another note": (exchanged(PDF, other_note), "pack-data", PDF),
    "another data file": (exchanged(DATA, lambda: b"title: x\n"), "pack-data", DATA),
    "a note of another hash": (noted(data_sha256="0" * 64), "pack-data", PDF),
    "a note of another name": (noted(folder="x"), "pack-data", "does not have"),
    "a note that is none": (manifested(notes=["x"]), "pack-data", "does not have"),
    "a file that is none": (manifested(files=["x"]), "pack-extra", DATA),
}


@pytest.mark.parametrize("name", BREAKAGES)
def test_what_is_broken_is_seen(name: str, tmp_path: Path) -> None:
    breaking, code, words = BREAKAGES[name]
    report = look(broken_docx(tmp_path / "broken.zip", breaking, good()))
    assert report.readable
    assert not report.good
    findings = found(report)
    assert words in findings.get(code, ""), findings


UNREADABLE: dict[str, Breaking] = {
    "a manifest that is cut": changed("manifest.json", b'{"format": "bluf-pack", "fi'),
    "a manifest that is not text": changed("manifest.json", b"\xff\xfe"),
    "a manifest that is a list": changed("manifest.json", b"[]"),
    "a manifest without end": changed("manifest.json", b"[" * 200_000),
    "a manifest of another program": manifested(format="chrome"),
    "a manifest of a later time": manifested(format_version=2),
    "a manifest without files": manifested(files=None),
    "a manifest without notes": manifested(notes={}),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_read_is_said(name: str, tmp_path: Path) -> None:
    report = look(broken_docx(tmp_path / "broken.zip", UNREADABLE[name], good()))
    assert not report.readable
    assert set(found(report)) == {"pack-broken"}


def test_documents_in_it_are_looked_at(tmp_path: Path) -> None:
    source = built(SOURCE)["docx"]

    def untitled(parts: Parts) -> None:
        core = parts["docProps/core.xml"]
        start, end = core.index(b"<dc:title>"), core.index(b"</dc:title>") + len(b"</dc:title>")
        parts["docProps/core.xml"] = core[:start] + core[end:]

    path = broken_docx(tmp_path / "untitled.docx", untitled, source)
    forged = exchanged(WORD, path.read_bytes)
    report = look(broken_docx(tmp_path / "broken.zip", forged, good()))
    assert not report.good
    assert not report.diagnostics  # the pack as such is whole
    word, pdf = report.inside
    assert set(found(word)) == {"title-missing"}
    assert pdf.good
    broken = broken_pdf(tmp_path / "broken.pdf", change_data)
    report = look(broken_docx(tmp_path / "broken.zip", exchanged(PDF, broken.read_bytes), good()))
    assert "data-mismatch" in found(report.inside[1])
    report = look(broken_docx(tmp_path / "broken.zip", exchanged(PDF, lambda: b"%PDF-1.7 no"), good()))
    assert set(found(report.inside[1])) == {"pdf-broken"}
    assert not report.good


def test_a_link_is_no_file(tmp_path: Path) -> None:
    path = tmp_path / "link.zip"
    path.write_bytes(good().read_bytes())
    with zipfile.ZipFile(path, "a") as archive:
        entry = zipfile.ZipInfo(f"{NAME}/link")
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(entry, "/etc/passwd")
    assert "it is a link" in found(look(path))["pack-path"]


def test_a_packed_bomb_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    path.write_bytes(good().read_bytes())
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("bomb", "w") as part:
        for _ in range(1_100):
            part.write(bytes(2**20))
    assert path.stat().st_size < 2**22
    assert set(found(look(path))) == {"pack-broken"}
    # The same, but its entry says that it is small.
    data = bytearray(path.read_bytes())
    at = data.rindex(b"PK\x01\x02", 0, data.rindex(b"bomb"))
    data[at + 24 : at + 28] = struct.pack("<I", 1_000)
    path.write_bytes(bytes(data))
    assert "pack-extra" in found(look(path))


def test_an_encrypted_pack_cannot_be_read(tmp_path: Path) -> None:
    data = bytearray(good().read_bytes())
    at = 0
    while (at := data.find(b"PK\x01\x02", at)) >= 0:
        data[at + 8] |= 1
        at += 4
    path = tmp_path / "locked.zip"
    path.write_bytes(bytes(data))
    assert set(found(look(path))) == {"pack-broken"}


@pytest.mark.parametrize("step", [97, 1_009, 20_011])
def test_damage_anywhere_is_no_crash(step: int, tmp_path: Path) -> None:
    data = bytearray(good().read_bytes())
    for place in range(step // 2, len(data), step):
        data[place] ^= 0x15
    path = tmp_path / "damaged.zip"
    path.write_bytes(bytes(data))
    assert not look(path).good


def test_another_zip_file_with_a_manifest_is_no_pack(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("manifest.json", '{"manifest_version": 3}')
    path = tmp_path / "extension.zip"
    path.write_bytes(buffer.getvalue())
    assert set(found(look(path))) == {"pack-broken"}
