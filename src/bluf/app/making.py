"""From a data file to a resolved tree and its theme, and from there to the bytes of the files.

    load → compose → resolve → cover → write

Everything before ``write`` is pure. The heavy rooms are imported where they are used, so that a command pays
only for what it needs.
"""

from __future__ import annotations

import hashlib
import os
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from bluf.app.carrying import data_file
from bluf.app.options import FORMATS, BuildOptions
from bluf.diagnostics import Diagnostic, Reported, Span, error

if TYPE_CHECKING:
    from bluf.beside import Child
    from bluf.briefing.loading import Loaded
    from bluf.briefing.model import Briefing
    from bluf.briefing.source import Given
    from bluf.compose.pack import Pack
    from bluf.document.tree import Document
    from bluf.theme.model import Theme
    from bluf.writers import Packaging, Rendered


def make_document(
    path: Path | Given,
    options: BuildOptions,
    early: Callable[[Loaded, Document, Theme], None] | None = None,
    used: set[Path] | None = None,
) -> tuple[Loaded, Document, Theme, list[Diagnostic]]:
    """Return the note in a data file as a resolved tree, with its theme and the warnings on the way.

    In place of the data file, a DOCX or PDF that bluf made will do, as it carries it.

    ``early`` is called with what will nearly always be the result, before fonts are loaded to see whether
    they have all characters. ``used`` takes the files of the pack that the note was made from.

    Raises:
        BlufError: the data file, the template or a picture cannot be used.
    """
    from bluf.compose.composing import compose

    loaded, pack = load_with_pack(path, options)
    note, source = loaded.value.briefing, loaded.value.source
    theme = pack.theme(note.theme, lambda path: source.span(("theme", *path)))
    composed = compose(loaded.value, pack, theme, used)
    begin = partial(early, loaded.value) if early else None
    document, theme = settled(composed.value, theme, (pack.digest, source.sha256), options, begin)
    return loaded.value, document, theme, [*loaded.diagnostics, *composed.diagnostics]


def settled(
    composed: Document,
    theme: Theme,
    digests: Sequence[str],
    options: BuildOptions,
    early: Callable[[Document, Theme], None] | None = None,
) -> tuple[Document, Theme]:
    """Return a composed tree resolved and with its fingerprint, and its theme with the fonts of this machine it needs.

    Args:
        composed: the tree.
        theme: its look.
        digests: hashes of the pack and the data files that it was made from.
        options: what the build is asked for.
        early: is called with what will nearly always be the result, before fonts are loaded.
    """
    from bluf.document.resolve import resolve

    document = _marked(resolve(composed), _fingerprint(digests, composed, options, ()))
    if early:
        early(document, theme)
    found = _machine_fonts(document, theme)
    if found:
        theme = replace(theme, fallback=(*theme.fallback, *found))
        document = _marked(document, _fingerprint(digests, document, options, found))
    return document, theme


def load_with_pack(path: Path | Given, options: BuildOptions) -> tuple[Reported[Loaded], Pack]:
    """Return the briefing in a data file, read with the options and fields of its template pack, and the pack.

    Raises:
        BlufError: the data file or the template cannot be used.
    """
    from bluf.briefing.loading import load
    from bluf.compose.finding import DEFAULT, find_pack

    packs: list[Pack] = []

    def model_for(named: str | None, where: Span) -> type[Briefing]:
        wished = options.template or named or DEFAULT
        packs.append(find_pack(wished, options.workspace, Span("--template") if options.template else where))
        return packs[0].model

    return load(data_file(path), model_for, options.settings), packs[0]


def _marked(document: Document, fingerprint: str) -> Document:
    return replace(document, metadata=replace(document.metadata, fingerprint=fingerprint))


def _fingerprint(digests: Sequence[str], document: Document, options: BuildOptions, found: Sequence[str]) -> str:
    """Return a hash over everything on which the outputs depend; ``found`` are faces of this machine."""
    from bluf.document.tree import Figure
    from bluf.document.walk import blocks

    digest = hashlib.sha256()
    parts = [document.metadata.generator, *digests, os.environ.get("SOURCE_DATE_EPOCH", "")]
    parts += [*options.standards, str(options.carry_data), repr(options.settings)]
    figures = (block for block in blocks(document.children) if isinstance(block, Figure))
    parts += [hashlib.sha256(figure.image.data).hexdigest() for figure in figures]
    if found:
        from bluf.theme.systemfonts import stamp

        parts += map(stamp, found)
    for part in parts:
        digest.update(os.fsencode(part) + b"\0")
    return digest.hexdigest()


def _characters(document: Document) -> set[str]:
    from bluf.document.walk import document_texts

    return set().union(*document_texts(document)) | set(document.metadata.title)


def _machine_fonts(document: Document, theme: Theme) -> tuple[str, ...]:
    """Return the faces on this machine for what the theme's fonts lack; this machine is asked only then."""
    from bluf.theme import fonts

    if missing := fonts.uncovered("".join(_characters(document)), theme):
        from bluf.theme.systemfonts import fallbacks

        return fallbacks(missing, document.metadata.language)
    return ()


def uncovered(loaded: Loaded, document: Document, theme: Theme, *others: Loaded) -> list[Diagnostic]:
    """Return an error for each character that no font of the theme has, at its place in the data files.

    ``others`` are what the document was made from beside ``loaded``.
    """
    from bluf.theme import fonts

    missing = sorted(fonts.uncovered("".join(_characters(document)), theme))
    if not missing:
        return []
    from bluf.theme.packages import advice

    places: dict[str, Span] = {}
    for one in (*others, loaded):
        places = {**_first_places(one, set(missing)), **places}
    return [
        error(
            "font-coverage",
            places.get(character, Span(str(loaded.source.path))),
            f"no font has the character {character!r}, U+{ord(character):04X} "
            f"{unicodedata.name(character, 'without a name').lower()}",
            advice(character),
        )
        for character in missing
    ]


def _first_places(loaded: Loaded, characters: set[str]) -> dict[str, Span]:
    from bluf.briefing.references import walk

    places: dict[str, Span] = {}
    for path, _, value, _ in walk(loaded.briefing):
        for character in characters.intersection(value) if isinstance(value, str) else ():
            places.setdefault(character, loaded.source.span(path))
    return places


def render(
    document: Document,
    theme: Theme,
    formats: Sequence[str],
    words: int,
    *,
    packaging: Packaging | None = None,
    child: Child | None = None,
) -> dict[str, Rendered]:
    """Return the files in ``formats``.

    The page numbers that a DOCX shows until Word counts for itself come from the PDF's layout.
    """
    from bluf.writers import Packaging

    packaging = packaging or Packaging()
    if len(formats) > 1:
        from bluf.beside import render_both

        return dict(zip(FORMATS, render_both(document, theme, packaging, words, child), strict=True))
    from bluf.writers import docx, pdf

    if "pdf" in formats:
        return {"pdf": pdf.render(document, theme, packaging)[0]}
    laid_out = pdf.lay_out(document, theme)
    file = docx.render(document, theme, laid_out.pagination, packaging)
    overflow = (laid_out.overflow,) if laid_out.overflow else ()
    return {"docx": replace(file, diagnostics=(*file.diagnostics, *overflow))}
