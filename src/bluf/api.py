"""The public calls; ``bluf`` itself loads this module when one of them is used."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from bluf.app import building
from bluf.app.building import BuildResult
from bluf.app.carrying import data_file
from bluf.app.options import FORMATS, BuildOptions
from bluf.briefing.loading import Loaded
from bluf.briefing.loading import load as _load
from bluf.briefing.schema import json_schema as schema
from bluf.diagnostics import BlufError, Diagnostic
from bluf.verification.report import Report

__all__ = ["BlufError", "BuildResult", "Diagnostic", "Loaded", "Report", "build", "load", "schema", "verify"]


def load(path: str | os.PathLike[str]) -> Loaded:
    """Return the briefing in a data file, and the file; a DOCX or PDF that bluf made stands for the one in it.

    Raises:
        BlufError: with a diagnostic for each problem of the file.
    """
    return _load(data_file(Path(path))).value


def build(
    path: str | os.PathLike[str],
    *,
    out: str | os.PathLike[str] = "out",
    formats: Sequence[str] = FORMATS,
    template: str | None = None,
    name: str | None = None,
    strict: bool = False,
) -> BuildResult:
    """Build a data file into ``out`` and return what was written, with the warnings.

    Args:
        path: the data file.
        out: the folder for the files; it is made if it is not there.
        formats: "docx", "pdf" or both.
        template: name or path of a template pack; the data file's own without it.
        name: pattern of the files' name, such as "{date}-{slug}".
        strict: let warnings count as errors.

    Raises:
        BlufError: nothing was written; what stood there before is as it was.
    """
    unknown = set(formats) - set(FORMATS)
    if unknown:
        raise ValueError(f"formats are {', '.join(FORMATS)}, not {', '.join(sorted(unknown))}")
    wished = tuple(name for name in FORMATS if name in formats)
    options = BuildOptions(Path(out), wished, template, name, strict)
    (result,) = building.build([Path(path)], options)
    if result.failed:
        raise BlufError(*result.diagnostics)
    return result


def verify(
    path: str | os.PathLike[str], *, data: str | os.PathLike[str] | None = None, validate: bool = True
) -> Report:
    """Say what a PDF or DOCX file is, and whether it holds what it claims; the report has what is wrong with it.

    Args:
        path: the file, made by bluf or not.
        data: a data file, to say whether the file was made from it.
        validate: let veraPDF look at what a PDF claims, where it is installed.

    Raises:
        BlufError: the data file cannot be read.
    """
    # Imported here, as those who build need none of it.
    from bluf.verification.checking import VerifyOptions
    from bluf.verification.checking import verify as look

    return look(path, VerifyOptions(Path(data) if data is not None else None, validate=validate))
