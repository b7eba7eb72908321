"""Packs made for tests: written to a folder, and what notes come to in them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from bluf.app.making import make_document
from bluf.app.options import BuildOptions
from bluf.briefing.settings import parse_setting
from bluf.diagnostics import Diagnostic
from bluf.document.tree import Document
from bluf.theme.model import Theme
from tests import dump

NOTE = {"title": "A note", "date": "2026-11-24", "summary": "It is so."}


def write_pack(
    folder: Path, files: Mapping[str, str], name: str = "mine", extends: str = "standard", manifest: str = ""
) -> Path:
    """Write a pack to ``folder/templates`` and return its folder."""
    pack = folder / "templates" / name
    pack.mkdir(parents=True, exist_ok=True)
    base = f'extends = "{extends}"\n' if extends else ""
    texts = {"template.toml": f'name = "{name}"\ndescription = "For tests."\n{base}{manifest}', **files}
    for inside, text in texts.items():
        path = pack / inside
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    return pack


def write_note(folder: Path, **keys: object) -> Path:
    path = folder / "note.json"
    path.write_text(json.dumps(NOTE | keys, ensure_ascii=False), encoding="utf-8")
    return path


def made(
    folder: Path, *settings: str, template: str | None = "mine", **keys: object
) -> tuple[Document, Theme, list[Diagnostic]]:
    """Return a note in a pack of ``folder/templates``: its tree, theme and warnings."""
    options = BuildOptions(
        folder / "out", template=template, workspace=folder, settings=tuple(map(parse_setting, settings))
    )
    _, document, theme, warnings = make_document(write_note(folder, **keys), options)
    return document, theme, warnings


def tree(folder: Path, *settings: str, template: str | None = "mine", **keys: object) -> str:
    """Return the dump of a note's blocks."""
    document, _, _ = made(folder, *settings, template=template, **keys)
    return "".join(f"{line}\n" for line in dump.blocks(document.children))
