"""Notes and roundups of them, made for the tests."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from PIL import Image

from bluf.app.combining import Combined, make_roundup
from bluf.app.making import render, uncovered
from bluf.app.options import BuildOptions
from bluf.document.tree import Block, Chapter, Document, Inline, Text
from bluf.document.walk import block_texts, blocks, direct_inlines, inlines
from tests.docx.reading import Docx
from tests.pdf.reading import Pdf

NOTE = {"title": "A note", "date": "2026-11-24", "summary": "It is so."}
TITLE = (("title", "A roundup"),)


def write(folder: Path, name: str, **keys: object) -> Path:
    """Write a data file, and beside it the picture that drawn notes name; JSON is YAML too."""
    path = folder / name
    path.write_text(json.dumps(NOTE | keys, ensure_ascii=False), encoding="utf-8")
    picture = folder / "picture.png"
    if not picture.exists():
        Image.new("L", (60, 40), 128).save(picture)
    return path


def combined(
    paths: Sequence[Path], words: Sequence[tuple[str, str]] = TITLE, template: str | None = None, **options: Any
) -> Combined:
    workspace = paths[0].parent
    return make_roundup(paths, BuildOptions(workspace, template=template, workspace=workspace, **options), words)


def files(roundup: Combined) -> tuple[Docx, Pdf]:
    found = uncovered(roundup.whole, roundup.document, roundup.theme, *(m.loaded for m in roundup.members))
    assert not found, found
    made = render(roundup.document, roundup.theme, ("docx", "pdf"), 1)
    return Docx(made["docx"].data), Pdf(made["pdf"].data)


def chapters(document: Document) -> list[Chapter]:
    return [block for block in document.children if isinstance(block, Chapter)]


def after_chapters(document: Document) -> tuple[Block, ...]:
    last = max(n for n, block in enumerate(document.children) if isinstance(block, Chapter))
    return document.children[last + 1 :]


def texts(children: Sequence[Block]) -> list[str]:
    return [text for text in block_texts(children) if text]


def nodes(children: Sequence[Block]) -> Iterator[Inline]:
    for block in blocks(children):
        for run in direct_inlines(block):
            yield from inlines(run)


def words(children: Sequence[Inline]) -> str:
    return "".join(node.text for node in inlines(children) if isinstance(node, Text))
