"""The public calls; ``bluf`` itself loads this module when one of them is used."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from bluf.app import building, combining
from bluf.app.building import BuildResult
from bluf.app.carrying import data_file
from bluf.app.finishing import HandedOver
from bluf.app.options import FORMATS, BuildOptions
from bluf.briefing.loading import Loaded
from bluf.briefing.loading import load as _load
from bluf.briefing.schema import json_schema as schema
from bluf.diagnostics import BlufError, Diagnostic
from bluf.verification.carried import Carried as CarriedData
from bluf.verification.report import Report

__all__ = [
    "BlufError", "BuildResult", "CarriedData", "Diagnostic", "HandedOver", "Loaded", "Report", "build", "combine",
    "data", "load", "mail", "pack", "schema", "verify",
]  # fmt: skip


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
        path: the data file, or a DOCX or PDF that bluf made, which carries it.
        out: the folder for the files; it is made if it is not there.
        formats: "docx", "pdf" or both.
        template: name or path of a template pack; the data file's own without it.
        name: pattern of the files' name, such as "{date}-{slug}".
        strict: let warnings count as errors.

    Raises:
        BlufError: nothing was written; what stood there before is as it was.
    """
    options = BuildOptions(Path(out), _chosen(formats), template, name, strict)
    (result,) = building.build([Path(path)], options)
    if result.failed:
        raise BlufError(*result.diagnostics)
    return result


def combine(
    paths: Sequence[str | os.PathLike[str]],
    *,
    title: str | None = None,
    out: str | os.PathLike[str] = "out",
    formats: Sequence[str] = FORMATS,
    template: str | None = None,
    name: str | None = None,
    strict: bool = False,
    **words: str,
) -> BuildResult:
    """Combine notes into one document in ``out`` and return what was written, with the warnings.

    Args:
        paths: the data files in order, or one file that lists them.
        title: the title of the roundup; the list's own without it.
        out: the folder for the files; it is made if it is not there.
        formats: "docx", "pdf" or both.
        template: name or path of the template pack of all notes.
        name: pattern of the files' name, such as "{date}-{slug}".
        strict: let warnings count as errors.
        words: what else the roundup says of itself: subtitle, reference, date, organisation, language, marking.

    Raises:
        BlufError: nothing was written; what stood there before is as it was.
    """
    unknown = words.keys() - set(combining.WORDS)
    if unknown:
        raise TypeError(f"combine() got an unexpected keyword argument '{min(unknown)}'")
    options = BuildOptions(Path(out), _chosen(formats), template, name, strict)
    said = {"title": title, **words}
    result = combining.combine([Path(path) for path in paths], options, [(k, v) for k, v in said.items() if v])
    if result.failed:
        raise BlufError(*result.diagnostics)
    return result


def _chosen(formats: Sequence[str]) -> tuple[str, ...]:
    unknown = set(formats) - set(FORMATS)
    if unknown:
        raise ValueError(f"formats are {', '.join(FORMATS)}, not {', '.join(sorted(unknown))}")
    return tuple(name for name in FORMATS if name in formats)


def data(path: str | os.PathLike[str]) -> CarriedData:
    """Return the data file that rides in a DOCX or PDF that bluf made, and the pictures that came with it.

    Raises:
        BlufError: there is none, or it is damaged or another one than the file names by its hash.
    """
    # Imported here, as those who build need none of it.
    from bluf.verification.carried import carried

    return carried(Path(path))


def pack(
    *paths: str | os.PathLike[str],
    out: str | os.PathLike[str],
    formats: Sequence[str] = FORMATS,
    template: str | None = None,
    name: str | None = None,
    strict: bool = False,
) -> HandedOver:
    """Write one ZIP file with notes: their files, data, pictures and source texts, and a manifest with hashes.

    Args:
        paths: the data files.
        out: the file to write.
        formats: "docx", "pdf" or both.
        template: name or path of a template pack; the data files' own without it.
        name: pattern of the files' names, such as "{date}-{slug}"; also of the notes' folders in the ZIP file.
        strict: let warnings count as errors.

    Raises:
        BlufError: nothing was written; what stood there before is as it was.
    """
    from bluf.app import packing  # as in ``data``

    options = BuildOptions(Path(out).parent, _chosen(formats), template, name, strict)
    return packing.pack(_all(paths), options, Path(out))


def mail(
    *paths: str | os.PathLike[str],
    out: str | os.PathLike[str] = "out",
    formats: Sequence[str] = FORMATS,
    template: str | None = None,
    name: str | None = None,
    strict: bool = False,
    carry_data: bool = True,
) -> HandedOver:
    """Write the draft of a message for each note, and return where they are.

    Args:
        paths: the data files.
        out: the folder for the drafts; for a single note also the file, which ends in ".eml".
        formats: which files are attached: "docx", "pdf" or both.
        template: name or path of a template pack; the data files' own without it.
        name: pattern of the files' names, such as "{date}-{slug}".
        strict: let warnings count as errors.
        carry_data: let the data file ride in the files attached.

    Raises:
        BlufError: nothing was written; what stood there before is as it was.
    """
    from bluf.app import mailing  # as in ``data``

    options = BuildOptions(Path("out"), _chosen(formats), template, name, strict, carry_data=carry_data)
    return mailing.mail(_all(paths), options, Path(out))


def _all(paths: Sequence[str | os.PathLike[str]]) -> list[Path]:
    if not paths:
        raise ValueError("name at least one data file")
    return [Path(path) for path in paths]


def verify(
    path: str | os.PathLike[str], *, data: str | os.PathLike[str] | None = None, validate: bool = True
) -> Report:
    """Say what a PDF, a DOCX or a pack is, and whether it holds what it claims; the report has what is wrong with it.

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
