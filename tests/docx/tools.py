"""Programs that look at the files from outside. A missing one skips the test, but fails it in CI."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest


def program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        message = f"{name} is not installed"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    return found


def errors(data: bytes, folder: Path, version: str = "Microsoft365") -> list[Any]:
    """Return what the Open XML SDK's validator says against a file."""
    path = folder / "checked.docx"
    path.write_bytes(data)
    command = [program("ooxml-validator"), str(path), "--officeVersion", version]
    result = subprocess.run(command, capture_output=True, check=False, text=True)
    report = json.loads(result.stdout)
    assert report["ok"] is (not report["errors"])
    return list(report["errors"])


def pandoc(data: bytes, folder: Path) -> Any:
    """Return pandoc's syntax tree of a Word file."""
    path = folder / "read.docx"
    path.write_bytes(data)
    command = [program("pandoc"), "-f", "docx", "-t", "json", str(path)]
    return json.loads(subprocess.run(command, capture_output=True, check=True).stdout)


def pdf_of(data: bytes, folder: Path) -> Path:
    """Return the PDF that LibreOffice makes of a Word file."""
    path = folder / "converted.docx"
    path.write_bytes(data)
    profile = (folder / "profile").as_uri()
    command = [
        program("soffice"),
        f"-env:UserInstallation={profile}",
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
    ]
    subprocess.run([*command, str(folder), str(path)], capture_output=True, check=True, timeout=120)
    return path.with_suffix(".pdf")
