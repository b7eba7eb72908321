"""Roundups of the briefings in the repository: what validators and a word processor say."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
import yaml

from bluf.app.combining import combine
from bluf.app.options import BuildOptions
from bluf.verification.checking import VerifyOptions, verify
from tests.docx.tools import errors, pdf_of
from tests.pdf.reading import Pdf
from tests.verify.making import BRIEFINGS, ROOT, folder, found, need_validator

WORDS = [("title", "The week"), ("marking", "EXERCISE – RESTRICTED"), ("reference", "RU-1")]


@cache
def roundup(template: str) -> dict[str, Path]:
    """Return the files of a roundup of all briefings, by their ending."""
    out = folder() / f"roundup-{template}"
    result = combine(BRIEFINGS, BuildOptions(out, template=template, workspace=ROOT), WORDS)
    assert not result.failed, [str(d) for d in result.diagnostics]
    return {output.path.suffix[1:]: output.path for output in result.outputs}


@pytest.mark.parametrize("template", ["standard", "infocus"])
def test_the_pdf_conforms(template: str) -> None:
    need_validator()
    report = verify(roundup(template)["pdf"], VerifyOptions(require_validator=True))
    assert report.good, found(report)
    assert report.facts is not None
    assert report.facts.validated == {"PDF/A-3a": True, "PDF/UA-1": True}


@pytest.mark.parametrize("template", ["standard", "infocus"])
def test_the_word_file_is_valid(template: str, tmp_path: Path) -> None:
    assert errors(roundup(template)["docx"].read_bytes(), tmp_path) == []


def test_a_word_processor_puts_each_chapter_on_pages_of_its_own(tmp_path: Path) -> None:
    import pypdfium2

    converted = pdf_of(roundup("standard")["docx"].read_bytes(), tmp_path)
    texts = [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(converted)]
    ours = Pdf(roundup("standard")["pdf"].read_bytes())
    assert abs(len(texts) - len(ours.pages)) <= 2
    for source in BRIEFINGS:
        note = yaml.safe_load(source.read_text(encoding="utf-8"))
        if note.get("language", "en") != "en":
            continue
        marking = note["marking"] if isinstance(note["marking"], str) else note["marking"]["level"]
        pages = [text for text in texts if text.count(note["reference"]) and "Overview" not in text]
        assert pages
        assert all(marking in page and "EXERCISE – RESTRICTED" in page for page in pages)
