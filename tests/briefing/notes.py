"""Data files for tests: written to a folder, loaded, and what was found in them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

from bluf.briefing.loading import load
from bluf.briefing.model import Briefing
from bluf.diagnostics import BlufError, Diagnostic

STEADY = settings(derandomize=True, deadline=None)  # the same examples in each run, however busy the machine is

# What stands before the text of a case, so that the note is whole but for what the case is about.
HEAD = {
    "yaml": "title: T\ndate: 2025-11-24\nsummary: S\n",
    "json": '{"title": "T", "date": "2025-11-24", "summary": "S",\n',
    "toml": 'title = "T"\ndate = 2025-11-24\nsummary = "S"\n',
}


def write(folder: Path, kind: str, content: str | bytes) -> Path:
    path = folder / f"note.{kind}"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def read(folder: Path, kind: str, content: str | bytes) -> Briefing:
    return load(write(folder, kind, content)).value.briefing


def found(path: Path) -> tuple[Diagnostic, ...]:
    """Return what is found wrong with a file, which must be something."""
    with pytest.raises(BlufError) as caught:
        load(path)
    return caught.value.diagnostics


def brief(diagnostic: Diagnostic) -> str:
    """Return a diagnostic as the cases have it: place, code, data path."""
    span = diagnostic.span
    where = f"{span.line}:{span.column}" if span.line else "-"
    return f"{where} {diagnostic.code} {span.path}".rstrip()
