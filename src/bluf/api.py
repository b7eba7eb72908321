"""The public calls; ``bluf`` itself loads this module when one of them is used."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, TypeAlias, TypeGuard, cast

from bluf.annexes.model import Form, Look, Wishes
from bluf.app import attaching, building, combining
from bluf.app.attaching import AttachOptions, AttachResult
from bluf.app.building import BuildResult
from bluf.app.carrying import data_file
from bluf.app.finishing import HandedOver
from bluf.app.options import FORMATS, BuildOptions
from bluf.briefing.loading import Loaded
from bluf.briefing.loading import load as _load
from bluf.briefing.schema import json_schema as schema
from bluf.briefing.source import Given, is_carrying
from bluf.diagnostics import BlufError, Diagnostic, Span, error
from bluf.verification.carried import Carried as CarriedData
from bluf.verification.report import Report

__all__ = [
    "AttachResult", "BlufError", "BuildResult", "CarriedData", "Diagnostic", "HandedOver", "Loaded", "Report", "attach",
    "build", "combine", "data", "load", "mail", "pack", "refresh", "schema", "verify",
]  # fmt: skip

FileName: TypeAlias = str | os.PathLike[str]


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


def data(file: FileName | BinaryIO) -> CarriedData:
    """Return the data file that rides in a DOCX or PDF that bluf made, and the pictures that came with it.

    Args:
        file: the DOCX or PDF, as a path or a binary file.

    Raises:
        BlufError: there is none, or it is damaged or another one than the file names by its hash.
    """
    # Imported here, as those who build need none of it.
    from bluf.verification.carried import carried

    if _is_name(file):
        return carried(Path(file))
    content, where = _read(file, "<file>")
    return carried(Path(where.file), content)


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


def attach(
    host: FileName | BinaryIO,
    notes: FileName | BinaryIO | Sequence[FileName | BinaryIO],
    *,
    out: FileName | BinaryIO | None = None,
    folder: FileName | None = None,
    at: str = "",
    form: Form = "annex",
    look: Look = "host",
    stamp: bool = False,
    password: str = "",
    unsigned: bool = False,
    template: str | None = None,
) -> AttachResult:
    """Put notes into somebody else's report, Word or PDF, and return what came of it; its ``data`` is the report.

    Args:
        host: the report: a path, or a binary file to read it from.
        notes: data files, or DOCX and PDF files that bluf made: one, or several in their order, as paths or as binary
            files. The ``name`` of a binary file tells what it is, and the note from others; a report does not
            remember where it came from.
        out: a path or a binary file to write to; without it nothing is written.
        folder: where the pictures of notes in binary files are; they have none without it.
        at: a bookmark, a content control's tag, a heading's text or the name in ``{{ bluf: name }}``; in a PDF
            an outline entry, "page iv" by its printed number or "sheet 4" from the front; "" is the end.
        form: "annex" with pages of its own, "section" as a part of the text, "file" as files inside a PDF.
        look: "host" in the report's styles where it has them, "own" in the note's.
        stamp: let annex pages of a PDF say which annex and page they are.
        password: opens an encrypted PDF.
        unsigned: take a signed report all the same.
        template: name or path of a template pack; the data file's own without it.

    Raises:
        BlufError: it could not be done; nothing was written.
    """
    several = [notes] if _is_one(notes) else cast("Sequence[FileName | BinaryIO]", notes)
    given = [_note(one, folder) for one in several]
    options = AttachOptions(Wishes(at, form, look, stamp, password, unsigned), template)
    if _is_name(host) and _is_name(out):
        return attaching.attach_file(Path(host), given, Path(out), options)
    data, where = _read(host, "<report>")
    lies = Path(out).parent if _is_name(out) else Path(host).parent if _is_name(host) else None
    return _written(attaching.attach(data, given, options, where, lies), out)


def _is_one(notes: FileName | BinaryIO | Sequence[FileName | BinaryIO]) -> TypeGuard[FileName | BinaryIO]:
    return _is_name(notes) or hasattr(notes, "read")


def _note(note: FileName | BinaryIO, folder: FileName | None) -> Path | Given:
    if _is_name(note):
        return Path(note)
    data, _ = _read(note, "<note>")
    name = getattr(note, "name", "")
    name = Path(name).name if isinstance(name, str) else ""
    if not name and not is_carrying(data):
        message = "a note in a binary file needs a name, which tells what it is and under which name it is attached"
        raise BlufError(error("note-name", Span("<note>"), message, 'set it: file.name = "note.yaml"'))
    return Given(name, data, Path(folder) if folder is not None else None)


def refresh(
    host: FileName | BinaryIO,
    *,
    out: FileName | BinaryIO | None = None,
    folder: FileName = ".",
    password: str = "",
    unsigned: bool = False,
) -> AttachResult:
    """Make all notes in a report anew from what they were made from.

    Args:
        host: the report: a path, or a binary file to read it from.
        out: a path or a binary file to write to; without it the report at the path ``host`` is replaced.
        folder: where the report lies, if it is not read from a path: sources are looked for from there.
        password: opens an encrypted PDF.
        unsigned: take a signed report all the same.

    Raises:
        BlufError: it could not be done; the report is as it was.
    """
    options = AttachOptions(Wishes(password=password, unsigned=unsigned))
    if _is_name(host) and (out is None or _is_name(out)):
        return attaching.refresh_file(Path(host), Path(out) if _is_name(out) else None, options)
    data, where = _read(host, "<report>")
    lies = Path(host).parent if _is_name(host) else Path(folder)
    return _written(attaching.refresh(data, options, where, lies), out)


def _is_name(file: object) -> TypeGuard[FileName]:
    return isinstance(file, str | os.PathLike)


def _read(file: FileName | BinaryIO, unnamed: str) -> tuple[bytes, Span]:
    if isinstance(file, str | os.PathLike):
        return attaching.read_report(Path(file)), Span(str(file))
    where = Span(str(getattr(file, "name", unnamed)))
    data = file.read(attaching.LARGEST + 1)
    if len(data) > attaching.LARGEST:
        raise BlufError(error("file-huge", where, f"files of up to {attaching.LARGEST >> 20} MB are taken"))
    return data, where


def _written(result: AttachResult, out: FileName | BinaryIO | None) -> AttachResult:
    if out is None:
        return result
    if isinstance(out, str | os.PathLike):
        attaching.write(result.data, Path(out))
        return replace(result, path=Path(out))
    out.write(result.data)
    return result
