"""A briefing and a template pack → a document tree."""

from __future__ import annotations

from functools import cache

from bluf.briefing.loading import Loaded
from bluf.compose.environment import environment, rendered
from bluf.compose.helpers import Helpers
from bluf.compose.markup import START, parse
from bluf.compose.pack import Pack
from bluf.diagnostics import Diagnostic, Reported, Span, warning
from bluf.document.tree import Document, Image, Metadata, Running
from bluf.theme.model import Theme
from bluf.version import VERSION


def compose(loaded: Loaded, pack: Pack, theme: Theme) -> Reported[Document]:
    """Return the note as a tree, not yet resolved.

    Args:
        loaded: the briefing and the file that it is from.
        pack: the template pack.
        theme: the pack's theme with the briefing's changes; it says which roles there are.

    Raises:
        BlufError: a template fails or renders to markup that cannot be, or a picture cannot be used.
    """
    note = loaded.briefing
    env = environment(pack.folder)
    folders = (loaded.source.path.parent, pack.folder)
    helpers = Helpers(note, pack.labels(note.language), pack.manifest)

    @cache
    def image(name: str) -> Image:
        # Imported here because most notes have no picture, and Pillow takes a while to load.
        from bluf.compose.images import read_image

        return read_image(name, folders, _image_place(loaded, name))

    pieces = rendered(env, START, helpers.context())
    parsed = parse(pieces, pack.folder, theme, image)
    document = Document(
        metadata=_metadata(loaded, pack),
        children=parsed.blocks,
        header=parsed.running.get("header", Running()),
        first_header=parsed.running.get("first-header", parsed.running.get("header", Running())),
        footer=parsed.running.get("footer", Running()),
    )
    return Reported(document, _shortcomings(loaded, pack, helpers))


def _image_place(loaded: Loaded, name: str) -> Span:
    for number, figure in enumerate(loaded.briefing.figures):
        if figure.file == name:
            return loaded.source.span(("figures", number, "file"))
    return Span(str(loaded.source.path))


def _metadata(loaded: Loaded, pack: Pack) -> Metadata:
    note = loaded.briefing
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
        data_sha256=loaded.source.sha256,
        pack=pack.manifest.name,
        generator=f"bluf {VERSION}",
    )


def _shortcomings(loaded: Loaded, pack: Pack, helpers: Helpers) -> list[Diagnostic]:
    """Return a warning for data that no part of this pack shows, and for a language of which it has no words."""
    note, span = loaded.briefing, loaded.source.span
    name = pack.manifest.name
    unused = [*helpers.left_out(), *(["extra"] if note.extra else [])]
    found = [
        warning("data-unused", span((key,), key=True), f"the template '{name}' shows nothing of `{key}`")
        for key in unused
    ]
    if not pack.speaks(note.language):
        message = f"the template '{name}' has no words of its own in '{note.language}': its headings are English"
        hint = f"put labels/{note.language}.toml into a copy of the pack"
        found.append(warning("labels-language", span(("language",)), message, hint))
    return found
