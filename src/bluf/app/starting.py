"""The use cases of starting: a data file to fill in, and the schema that editors check it with."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from bluf.briefing.model import Briefing
from bluf.briefing.references import slug
from bluf.briefing.roundup import roundup_model
from bluf.briefing.schema import SCHEMA_FILE, json_schema
from bluf.briefing.starter import starter
from bluf.compose.finding import find_pack
from bluf.diagnostics import BlufError, Span, error
from bluf.outputs import commit, prepare, store


def schema_text(template: str | None = None, *, roundup: bool = False) -> str:
    """Return the JSON Schema of data files as text, with the options and fields of a template pack.

    ``roundup`` asks for that of files that list notes.

    Raises:
        BlufError: there is no such pack, or it cannot be read.
    """
    pack = find_pack(template, Path.cwd(), Span("--template")) if template else None
    briefing = pack.model if pack else Briefing
    schema = json_schema(roundup_model(briefing), "bluf roundup") if roundup else json_schema(briefing)
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def new(
    title: str, template: str | None, out: Path | None, folder: Path, today: date, language: str | None = None
) -> Path:
    """Write a commented data file to start from, and return where it is.

    The schema that its first line names is written beside it, so that editors find it.

    Args:
        title: the note's title; without ``out`` the file's name is made from it.
        template: the template pack that the file is to name, if any.
        out: the file to write.
        folder: where the file goes without ``out``.
        today: the date that it is given.
        language: of the note (BCP 47), if it is not to be English.

    Raises:
        BlufError: the file is there already, or cannot be written, or the language is no tag.
    """
    pack = find_pack(template, Path.cwd(), Span("--template")) if template else None
    path = out or folder / f"{slug(title) or 'briefing'}.yaml"
    if path.suffix.lower() not in {".yaml", ".yml"}:
        raise BlufError(error("file-format", Span(str(path)), "a new data file is written as YAML", "name it .yaml"))
    if path.exists():
        hint = "give another title, or a path with --out"
        raise BlufError(error("file-exists", Span(str(path)), "there is a file of this name already", hint))
    write_text(starter(title, today, template, pack.manifest.fields if pack else (), language), path)
    write_text(schema_text(template), path.with_name(SCHEMA_FILE))
    return path


def write_text(text: str, path: Path) -> None:
    """Write a text file, whole or not at all.

    Raises:
        BlufError: it cannot be written.
    """
    prepare(path.parent)
    commit([store(text.encode(), path)])
