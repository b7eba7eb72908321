"""Files to look at: what bluf builds, and the same broken in one place."""

from __future__ import annotations

import atexit
import io
import os
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from bluf.app.building import build
from bluf.app.options import BuildOptions
from bluf.verification.checking import VerifyOptions, verify
from bluf.verification.report import Report
from bluf.verification.validators import ValidatorError, find

ROOT = Path(__file__).parents[2]
BRIEFINGS = sorted((ROOT / "briefings").glob("*.yaml"))
RICH = ROOT / "briefings" / "exercise-undersea-cables.yaml"  # pictures, tables, links, lists
NO_VALIDATOR = VerifyOptions(validate=False)


@cache
def folder() -> Path:
    """Return a folder that is there as long as the tests run."""
    path = Path(tempfile.mkdtemp(prefix="bluf-tests-"))
    atexit.register(shutil.rmtree, path, ignore_errors=True)
    return path


@cache
def built(source: Path, **options: Any) -> dict[str, Path]:
    """Return the files that a data file builds to, by their ending."""
    out = Path(tempfile.mkdtemp(dir=folder()))
    (result,) = build([source], BuildOptions(out, workspace=ROOT, **options), jobs=1)
    assert not result.diagnostics, [str(d) for d in result.diagnostics]
    return {output.path.suffix[1:]: output.path for output in result.outputs}


def found(report: Report) -> dict[str, str]:
    """Return the findings: code → all messages of it."""
    messages: dict[str, str] = {}
    for diagnostic in report.diagnostics:
        messages[diagnostic.code] = messages.get(diagnostic.code, "") + diagnostic.message + "\n"
    return messages


def look(path: Path) -> Report:
    return verify(path, NO_VALIDATOR)


def broken_pdf(path: Path, breaking: Callable[[pikepdf.Pdf], None], **saving: Any) -> Path:
    with pikepdf.open(built(RICH)["pdf"]) as pdf:
        breaking(pdf)
        pdf.save(path, fix_metadata_version=False, **saving)
    return path


def unbroken(_: pikepdf.Pdf) -> None:
    pass


def elements(pdf: pikepdf.Pdf, role: str) -> Iterator[Any]:
    """Yield the structure elements of a type."""
    waiting: list[Any] = [pdf.Root.StructTreeRoot.K]
    while waiting:
        element = waiting.pop()
        if isinstance(element, pikepdf.Array):
            waiting += list(element)
        elif isinstance(element, pikepdf.Dictionary):
            if element.get("/S") == f"/{role}":
                yield element
            if "/K" in element:
                waiting.append(element.K)


Parts = dict[str, bytes]


def broken_docx(path: Path, breaking: Callable[[Parts], None], source: Path | None = None) -> Path:
    with zipfile.ZipFile(source or built(RICH)["docx"]) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    breaking(parts)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    path.write_bytes(buffer.getvalue())
    return path


def need_validator() -> None:
    """Skip the test where veraPDF is not installed, but fail it in CI."""
    try:
        find()
    except ValidatorError as missing:
        if os.environ.get("CI"):
            pytest.fail(str(missing))
        pytest.skip(str(missing))
