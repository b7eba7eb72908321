"""Files that bluf built: what is said of them, and that nothing is found."""

from __future__ import annotations

import hashlib
import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from PIL import Image

import bluf
from bluf.app.building import build
from bluf.app.options import BuildOptions
from bluf.verification.checking import VerifyOptions, verify
from bluf.version import VERSION
from tests.strategies import Drawn, briefings
from tests.verify.making import BRIEFINGS, RICH, broken_docx, built, found, look

each = pytest.mark.parametrize("source", BRIEFINGS, ids=lambda path: path.stem)


@each
@pytest.mark.parametrize("ending", ["pdf", "docx"])
def test_nothing_is_found_in_what_bluf_built(source: Path, ending: str) -> None:
    report = look(built(source)[ending])
    assert report.good, found(report)
    facts = report.facts
    assert facts is not None
    assert facts.by_bluf
    assert (facts.made_with, facts.pack) == (f"bluf {VERSION}", "standard")
    assert facts.data_sha256 == hashlib.sha256(source.read_bytes()).hexdigest()
    assert facts.title
    assert facts.language
    assert facts.pages


@each
def test_both_files_say_the_same_of_themselves(source: Path) -> None:
    files = built(source)
    pdf, docx = look(files["pdf"]).facts, look(files["docx"]).facts
    assert pdf is not None
    assert docx is not None
    for name in ("title", "language", "pages", "pack", "version", "status", "data_sha256", "fingerprint", "made_with"):
        assert getattr(pdf, name) == getattr(docx, name), name


def test_a_pdf_tells_its_claims() -> None:
    facts = look(built(RICH)["pdf"]).facts
    assert facts is not None
    assert facts.claims == ("PDF/A-3a", "PDF/UA-1")
    assert facts.tagged
    assert facts.fonts


@pytest.mark.parametrize("ending", ["pdf", "docx"])
def test_the_data_file_inside_is_named(ending: str) -> None:
    facts = look(built(RICH)[ending]).facts
    assert facts is not None
    assert facts.data_inside is not None
    assert (facts.data_inside.name, facts.data_inside.matches) == (RICH.name, True)


def test_claims_are_those_that_were_asked_for() -> None:
    claims = {}
    for standards in ((), ("a-2a",), ("ua-1",)):
        report = look(built(RICH, standards=standards, carry_data=False)["pdf"])
        assert report.good, found(report)
        assert report.facts is not None
        assert report.facts.data_inside is None
        claims[standards] = report.facts.claims
    assert claims == {(): (), ("a-2a",): ("PDF/A-2a",), ("ua-1",): ("PDF/UA-1",)}


@pytest.mark.parametrize("ending", ["pdf", "docx"])
def test_the_data_file_is_recognised(ending: str, tmp_path: Path) -> None:
    path = built(RICH)[ending]
    same = verify(path, VerifyOptions(RICH, validate=False))
    assert same.good
    assert same.facts is not None
    assert same.facts.data_matches is True
    other = tmp_path / "other.yaml"
    other.write_bytes(RICH.read_bytes() + b"\n")
    different = verify(path, VerifyOptions(other, validate=False))
    assert set(found(different)) == {"data-differs"}
    assert different.facts is not None
    assert different.facts.data_matches is False


def test_the_call_for_programs() -> None:
    report = bluf.verify(str(built(RICH)["pdf"]), data=RICH, validate=False)
    assert isinstance(report, bluf.Report)
    assert report.good
    with pytest.raises(bluf.BlufError, match="no such file"):
        bluf.verify(built(RICH)["pdf"], data="nowhere.yaml", validate=False)


def test_a_file_that_another_program_saved_is_still_known(tmp_path: Path) -> None:
    path = broken_docx(tmp_path / "saved.docx", lambda parts: parts.update({"docProps/app.xml": APPLICATION}))
    report = look(path)
    assert report.good, found(report)
    assert report.facts is not None
    assert report.facts.by_bluf


APPLICATION = (
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    b"<Application>Microsoft Office Word</Application></Properties>"
)


@given(briefings())
@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate),
)
def test_nothing_is_found_in_any_briefing(drawn: Drawn) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        Image.new("L", (60, 40), 128).save(folder / "picture.png")
        source = folder / "note.json"
        source.write_text(json.dumps(drawn.data), encoding="utf-8")
        (result,) = build([source], BuildOptions(folder / "out", workspace=folder), jobs=1)
        assert not result.diagnostics
        for output in result.outputs:
            report = look(output.path)
            assert report.good, found(report)
