"""Reports that others made: every PDF in the folder that the variable BLUF_HOSTS names.

For each, either a clear error, or a note that is in it while all of the report is as it was.
"""

from __future__ import annotations

import os
import zlib
from pathlib import Path

import pytest

from bluf.annexes.model import Attached, Wishes
from bluf.annexes.pages import copies
from bluf.diagnostics import Diagnostic, gather
from bluf.untrusted import xmp
from bluf.untrusted.objects import unpacked
from bluf.untrusted.xml import XmlError
from bluf.verification.validating import profile
from bluf.verification.validators import find
from tests.annexes.pages.checking import differences, new_faults, open_pdf, sound, text
from tests.annexes.pages.making import WHERE, note, put
from tests.verify.making import need_validator

FOLDER = os.environ.get("BLUF_HOSTS", "")
FILES = sorted(Path(FOLDER).glob("*.pdf")) if FOLDER else []
REFUSALS = {"pdf-broken", "report-signed", "report-locked", "file-encrypted", "form", "place-unknown"}
TAKEN = {"/Perms is gone", "page 1: its annotations are others"}  # with a signature, which is said

pytestmark = pytest.mark.skipif(not FILES, reason="BLUF_HOSTS names no folder with PDFs")


def place(path: Path) -> str:
    """Return where the note goes into a file: for a half of them the end."""
    return "sheet 1" if zlib.crc32(path.name.encode()) % 2 else ""


def attached(path: Path) -> Attached | None:
    """Return a file with a note in it, or nothing where it is refused for a reason."""
    found: list[Diagnostic] = []
    result = None
    with gather(found):
        result = put(path.read_bytes(), note(), at=place(path), unsigned=True, stamp=True)
    assert {said.code for said in found} <= REFUSALS, found
    return result


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name[-60:])
def test_a_report_is_as_it_was(path: Path) -> None:
    host, result = path.read_bytes(), attached(path)
    if result is None:
        return
    with open_pdf(host) as pdf:
        had = len(pdf.pages)
    first = 1 if place(path) else had
    signed = {"report-unsigned", "report-rights"} & {said.code for said in result.diagnostics}
    found = set(differences(host, result.data, first, 1)) - (TAKEN if signed else set())
    assert not found
    assert not list(new_faults(host, result.data))
    assert sound(result.data) <= sound(host)
    pages = text(result.data)
    assert pages[:first] + pages[first + 1 :] == text(host)
    assert "Body of the note." in pages[first]
    again = put(result.data, stamp=True)
    assert [copy.name for copy in copies(again.data, Wishes(), WHERE)] == ["note"]
    assert abs(len(again.data) - len(result.data)) < 64 + len(result.data) / 200


def profiles(data: bytes) -> tuple[str, ...]:
    with open_pdf(data) as pdf:
        try:
            found = xmp.properties(unpacked(pdf.Root.Metadata)) if "/Metadata" in pdf.Root else {}
        except (XmlError, AttributeError):
            return ()
    return tuple(filter(None, map(profile, xmp.claims(found))))


def test_what_held_its_claims_holds_them(tmp_path: Path) -> None:
    need_validator()
    pairs, jobs = [], {}
    for number, path in enumerate(FILES):
        result = attached(path)
        claimed = profiles(path.read_bytes()) if result else ()
        if result and claimed:
            after = tmp_path / f"{number}.pdf"
            after.write_bytes(result.data)
            kept = set(profiles(result.data))
            given_up = "report-claim" in [said.code for said in result.diagnostics]
            assert kept == set(claimed) or (given_up and kept < set(claimed)), path.name
            jobs[path] = claimed
            if kept:
                jobs[after] = tuple(kept)
            pairs.append((path, after, kept))
    if not jobs:
        pytest.skip("none of the files claims anything")
    verdicts = find().validate(jobs)
    for path, after, kept in pairs:
        for standard in kept:
            old, new = ({f.rule for f in verdicts[file, standard].failures} for file in (path, after))
            assert new <= old, (path.name, standard)
