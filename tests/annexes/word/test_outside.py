"""Reports that others made, and what others make of them with a note inside."""

from __future__ import annotations

import os
import subprocess
from functools import cache
from pathlib import Path

import pytest

from bluf.annexes.model import Wishes
from bluf.annexes.word import copies
from bluf.diagnostics import BlufError
from tests.annexes.word import checking
from tests.annexes.word.hosts import HERE, heading, host, made, parts_of, put, section, text
from tests.docx.sample import kitchen_sink
from tests.docx.tools import pdf_of, program

MARKDOWN = """---
title: Annual report
---
# Introduction

Words with a footnote.[^1] And **bold** ones.

[^1]: The note.

- one
- two

## Background

1. first
2. second

| a | b |
|---|---|
| 1 | 2 |

# Annexes

Here they are.
"""
HTML = """<html><head><title>Minutes</title></head><body>
<h1>Minutes</h1><p>Words before.</p>
<h2>Annexes</h2><p>Here.</p><table border=1><tr><td>a</td><td>b</td></tr></table><ul><li>one</li></ul>
<h2>Next steps</h2><p>Words behind.</p>
</body></html>"""
WISHES = [("", "annex", "host"), ("Annexes", "annex", "own"), ("Annexes", "section", "host"), ("", "section", "own")]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("hosts")


def report(kind: str, folder: Path) -> bytes:
    path = folder / f"{kind}.docx"
    if kind == "pandoc" and not path.exists():
        command = [program("pandoc"), "-f", "markdown", "-t", "docx", "--toc", "-o", str(path)]
        subprocess.run(command, input=MARKDOWN.encode(), check=True)
    elif kind == "libreoffice" and not path.exists():
        (folder / "libreoffice.html").write_text(HTML, encoding="utf-8")
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = [program("soffice"), profile, "--headless", "--infilter=HTML (StarWriter)", "--convert-to"]
        command += ["docx:MS Word 2007 XML", "--outdir", str(folder), str(folder / "libreoffice.html")]
        subprocess.run(command, capture_output=True, check=True, timeout=120)
    elif kind == "by hand":
        return host(text("a") + heading(1, "Annexes") + text("b"), last=section())
    return path.read_bytes()


@pytest.mark.parametrize("kind", ["pandoc", "libreoffice", "by hand"])
@pytest.mark.parametrize(("at", "form", "look"), WISHES)
def test_the_validator_finds_no_more_than_before(
    kind: str, at: str, form: str, look: str, folder: Path, tmp_path: Path
) -> None:
    before = report(kind, folder)
    after = put(before, made(kitchen_sink()), at=at, form=form, look=look).data
    assert checking.new_errors(before, after, tmp_path) == []
    assert checking.unchanged(before, after) == []
    assert checking.lost(before, after, "word/document.xml") == []
    assert put(after, made(kitchen_sink()), at=at, form=form, look=look).data == after


@pytest.mark.parametrize("kind", ["pandoc", "libreoffice"])
def test_libreoffice_shows_report_and_annex_in_order_with_the_marking_on_its_pages_only(
    kind: str, folder: Path, tmp_path: Path
) -> None:
    data = put(report(kind, folder), made(kitchen_sink()), at="Annexes").data
    pdf = pdf_of(data, tmp_path)
    pages = subprocess.run([program("pdftotext"), str(pdf), "-"], capture_output=True, check=True, text=True).stdout
    first, *annex, last = pages.split("\f")[:-1] if kind == "libreoffice" else (*pages.split("\f")[:-1], "")
    assert "Here" in first
    assert "OFFICIAL" not in first + last
    assert all("OFFICIAL" in page and "Annex A" in page for page in annex)
    if kind == "libreoffice":
        assert "Words behind" in last


# --- a folder of real reports -----------------------------------------------------------------------

VARIABLE = "BLUF_HOSTS"
REFUSED = {"docx-broken", "docx-strict", "file-kind", "file-encrypted", "report-signed"}


@cache
def real() -> list[Path]:
    return sorted(Path(os.environ[VARIABLE]).glob("*.doc[xm]")) if os.environ.get(VARIABLE) else []


@pytest.mark.skipif(not real(), reason=f"{VARIABLE} names no folder of Word reports")
@pytest.mark.parametrize("path", real(), ids=lambda path: path.name)
@pytest.mark.parametrize(("form", "look"), [("annex", "host"), ("section", "own")])
def test_a_real_report(path: Path, form: str, look: str, tmp_path: Path) -> None:
    before = path.read_bytes()
    note = made(kitchen_sink())
    try:
        after = put(before, note, form=form, look=look).data
    except BlufError as failure:
        (found,) = failure.diagnostics
        assert found.code in REFUSED
        assert found.hints
        return
    assert path.read_bytes() == before
    assert checking.unchanged(before, after) == []
    part = next(name for name in parts_of(before) if name.startswith("word/document") and name.endswith(".xml"))
    assert checking.lost(before, after, part) == []
    assert put(after, note, form=form, look=look).data == after
    assert [copy.name for copy in copies(after, Wishes(), HERE)] == [note.name]
    assert checking.new_errors(before, after, tmp_path) == []
    assert pdf_of(after, tmp_path).stat().st_size
