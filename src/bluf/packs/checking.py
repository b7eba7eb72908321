"""``bluf template check``: a pack tried with notes of every kind, and looked through for what it lacks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bluf.app.combining import make_roundup
from bluf.app.making import make_document, render, uncovered
from bluf.app.options import BuildOptions
from bluf.compose.manifest import FILE
from bluf.compose.pack import SECTIONS, Pack
from bluf.compose.roundup import START as ROUNDUP
from bluf.diagnostics import Diagnostic, Span, gather, warning
from bluf.packs import samples
from bluf.packs.contrast import too_weak
from bluf.packs.wording import label_faults
from bluf.theme.facenames import file_and_index

_ALWAYS = {FILE, "theme.toml", "briefing.html", "parts/field.html", "preview.png", "README.md", "LICENSE"}


def check(pack: Pack, workspace: Path) -> list[Diagnostic]:
    """Return what is wrong with a pack: errors that a note would meet, and warnings.

    Args:
        pack: the pack.
        workspace: where packs are looked for.
    """
    used: set[Path] = set()
    found: list[Diagnostic] = []
    for name in samples.NAMES:
        with gather(found):
            found += _tried(pack, name, workspace, used)
    if pack.file(ROUNDUP):
        with gather(found):
            found += _tried_together(pack, workspace, used)
    found += _contrast(pack)
    found += _unused(pack, used)
    with gather(found):
        found += label_faults(pack)
    return list(dict.fromkeys(found))


def _tried(pack: Pack, name: str, workspace: Path, used: set[Path]) -> list[Diagnostic]:
    """Return what comes up when a sample is built; nothing is written."""
    options = BuildOptions(
        out=workspace, template=str(pack.folder), workspace=workspace, settings=samples.settings(name, pack)
    )
    loaded, document, theme, _ = make_document(samples.path(name), options, used=used)
    found = uncovered(loaded, document, theme)
    if not found:
        files = render(document, theme, options.formats, 0)
        found = [diagnostic for file in files.values() for diagnostic in file.diagnostics]
    return found


def _tried_together(pack: Pack, workspace: Path, used: set[Path]) -> list[Diagnostic]:
    """Return what comes up when the samples become a roundup, and not when they are built; nothing is written."""
    options = BuildOptions(out=workspace, template=str(pack.folder), workspace=workspace)
    paths = [samples.path(name) for name in samples.NAMES]
    words = [("title", "A roundup"), ("marking", "ANY MARKING")]
    combined = make_roundup(paths, options, words, used, lambda path: samples.settings(path.stem, pack))
    files = render(combined.document, combined.theme, options.formats, 0)
    return [diagnostic for file in files.values() for diagnostic in file.diagnostics]


def _contrast(pack: Pack) -> Iterator[Diagnostic]:
    found: list[Diagnostic] = []
    with gather(found):
        theme = pack.theme({}, lambda path: Span(path=".".join(path)))
        for weak in too_weak(theme):
            hint = "make it darker, or what is behind it lighter"
            yield warning("template-contrast", _nearest(pack, weak.places), weak.message, hint)
    # What is wrong with the theme was told when the samples were built.


def _nearest(pack: Pack, places: Sequence[tuple[str, ...]]) -> Span:
    """Return the first of several places of which the nearest pack that says anything says something."""
    files = [layer.theme for layer in pack.layers if layer.theme]
    found = next(((file, place) for file in files for place in places if file.has(place)), None)
    return found[0].span(found[1]) if found else pack.theme_place(places[0])


def _unused(pack: Pack, used: set[Path]) -> Iterator[Diagnostic]:
    """Yield the files of the pack's own folder that no note made use of."""
    named = _named_by_theme(pack)
    for path in sorted(p for p in pack.folder.rglob("*") if p.is_file() and not p.name.startswith(".")):
        name = path.relative_to(pack.folder).as_posix()
        if name in _ALWAYS or path.resolve() in used or name in named:
            continue
        if name.startswith("labels/") and path.suffix == ".toml":
            continue
        hint = "delete it"
        if name.startswith(f"{SECTIONS}/") and path.suffix == ".html":
            hint = f'add "{path.stem}" to `sections` in {FILE}, or delete it'
        yield warning("template-unused", Span(str(path)), "no note makes use of this file", hint)


def _named_by_theme(pack: Pack) -> set[str]:
    """Return the files that the pack's own theme names: fonts and a logo."""
    file = pack.layers[0].theme
    if file is None:
        return set()
    return {file_and_index(text)[0] for text in _texts(file.data)}


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for inner in value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ():
        yield from _texts(inner)
