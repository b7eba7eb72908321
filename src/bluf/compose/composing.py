"""A briefing and a template pack → a document tree."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from bluf.briefing.loading import Loaded
from bluf.briefing.model import Briefing
from bluf.compose.environment import environment, rendered
from bluf.compose.helpers import Helpers
from bluf.compose.labels import words
from bluf.compose.limits import OutOfTimeError, deadline, out_of_time
from bluf.compose.manifest import PAGES, SECTIONS
from bluf.compose.markup import START, Parsed, parse
from bluf.compose.pack import Pack
from bluf.compose.running import running, with_banner
from bluf.diagnostics import BlufError, Diagnostic, Reported, Span, warning
from bluf.document.tree import Document, Image, Metadata, Running
from bluf.theme.model import Theme
from bluf.version import VERSION

SOURCES = "sources"  # the part that lists the sources


def compose(
    loaded: Loaded, pack: Pack, theme: Theme, used: set[Path] | None = None, *, as_chapter: bool = False
) -> Reported[Document]:
    """Return the note as a tree, not yet resolved.

    Args:
        loaded: the briefing and the file that it is from.
        pack: the template pack.
        theme: the pack's theme with the briefing's changes; it says which roles there are.
        used: takes the files of the pack that the note was made from.
        as_chapter: leave the list of sources out, which a roundup has at its end, and let the header be that of
            a chapter.

    Raises:
        BlufError: a template fails or renders to markup that cannot be, or a picture cannot be used.
    """
    note = loaded.briefing
    carrier = loaded.source.carrier
    beside = () if carrier else (loaded.source.path.parent,)
    folders = (*beside, *(layer.folder for layer in pack.layers))
    parts = tuple(part for part in parts_of(note, pack) if not (as_chapter and part == SOURCES))
    helpers = Helpers(note, pack.labels(note.language), parts, has_logo=theme.logo is not None)
    env = environment(pack, helpers.filters(), used)
    env.watched = note
    env.asked = helpers.asked

    @cache
    def image(name: str) -> Image:
        # Imported here because most notes have no picture, and Pillow takes a while to load.
        from bluf.compose.images import read_image

        if used is not None:
            used.update(path.resolve() for folder in folders if (path := folder / name).is_file())
        return read_image(name, folders, _image_place(loaded, name), carrier)

    context = {"options": note.options, "extra": note.extra, **helpers.context()}
    try:
        with deadline():
            parsed = parse(rendered(env, START, context), pack, theme, image)
    except OutOfTimeError:
        raise BlufError(out_of_time(Span(str(pack.folder)))) from None
    document = Document(
        metadata=metadata_of(note, pack, loaded.source.sha256),
        children=parsed.blocks,
        most_pages=int(_option(note, PAGES)),
        words=words(helpers.labels),
        **running_of(parsed, replace(theme, header=theme.chapter_header) if as_chapter else theme, helpers),
    )
    elsewhere = {SOURCES} if as_chapter and lists_sources(note, pack) else ()
    return Reported(document, _shortcomings(loaded, pack, helpers.left_out(env.seen, elsewhere)))


def lists_sources(note: Briefing, pack: Pack) -> bool:
    """Return whether a note in this pack has a list of its sources."""
    return SOURCES in parts_of(note, pack)


def parts_of(note: Briefing, pack: Pack) -> tuple[str, ...]:
    """Return the parts of the note in order; those that the pack requires are there in any case, first."""
    wished = tuple(dict.fromkeys(_option(note, SECTIONS)))
    return (*(name for name in pack.manifest.required if name not in wished), *wished)


def _option(note: Briefing, name: str) -> Any:
    return getattr(note.options, name)


def running_of(parsed: Parsed, theme: Theme, helpers: Helpers) -> dict[str, Running]:
    """Return headers and footer: those of the theme, or what the templates say in their place."""
    given = parsed.running
    found = {name: running(getattr(theme, name), helpers) for name in ("header", "first_header", "footer")}
    if "header" in given:
        found["header"] = found["first_header"] = given["header"]
    found |= {name.replace("-", "_"): with_banner(value, helpers) for name, value in given.items()}
    return {name: with_banner(value, helpers) for name, value in found.items()}


def _image_place(loaded: Loaded, name: str) -> Span:
    """Return where the data file names a picture; no place for one that only a template names."""
    for number, figure in enumerate(loaded.briefing.figures):
        if figure.file == name:
            return loaded.source.span(("figures", number, "file"))
    return Span()


def metadata_of(note: Briefing, pack: Pack, digest: str) -> Metadata:
    """Return what the files say about themselves; ``digest`` is the SHA-256 of the data file."""
    return Metadata(
        title=note.title,
        language=note.language,
        authors=tuple(note.authors),
        organisation=note.organisation or "",
        subject=note.subtitle or "",
        keywords=tuple(note.keywords),
        status=note.status or "",
        version=note.version or "",
        identifier=note.reference or "",
        date=note.date,
        data_sha256=digest,
        pack=pack.manifest.name,
        pack_digest=pack.digest,
        generator=f"bluf {VERSION}",
    )


def _shortcomings(loaded: Loaded, pack: Pack, left_out: list[str]) -> list[Diagnostic]:
    """Return a warning for data that no part of this pack shows, and for a language of which it has no words."""
    note, span = loaded.briefing, loaded.source.span
    name = pack.manifest.name
    unused = [*left_out, *(["extra"] if note.extra and not pack.manifest.fields else [])]
    found = []
    if unused:
        keys = ", ".join(f"`{name}`" for name in unused)
        key = unused[0].partition("[")[0]
        found.append(warning("data-unused", span((key,), key=True), f"the template '{name}' shows nothing of {keys}"))
    return found + speechless(note, pack, span(("language",)))


def speechless(note: Briefing, pack: Pack, span: Span) -> list[Diagnostic]:
    """Return a warning where a pack has no words in the language of a note, which ``span`` is the place of."""
    if pack.speaks(note.language):
        return []
    name = pack.manifest.name
    message = f"the template '{name}' has no words of its own in '{note.language}': its headings are English"
    hint = f"put labels/{note.language}.toml into a pack of your own that extends '{name}'"
    return [warning("labels-language", span, message, hint)]
