"""``bluf template check``: a pack tried with notes of every kind, and looked through for what it lacks."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bluf.app.making import make_document, render, uncovered
from bluf.app.options import BuildOptions
from bluf.compose.manifest import FILE
from bluf.compose.pack import SECTIONS, Pack
from bluf.compose.tomlfiles import read_toml
from bluf.diagnostics import Diagnostic, Span, gather, warning
from bluf.packs import samples
from bluf.packs.contrast import too_weak
from bluf.theme.facenames import file_and_index

_ALWAYS = {FILE, "theme.toml", "briefing.html", "preview.png", "README.md", "LICENSE"}
_ENGLISH = "en"


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
    found += _contrast(pack)
    found += _unused(pack, used)
    found += _labels(pack)
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


def _labels(pack: Pack) -> Iterator[Diagnostic]:
    """Yield the labels that the pack has in English, and not in another language that it or its base speaks."""
    own = pack.layers[0]
    english = own.file(f"labels/{_ENGLISH}.toml")
    if english is None:
        return
    file = read_toml(english)
    inherited = pack.without_own()
    known = set(_keys(inherited.labels(_ENGLISH))) if inherited else set()
    folders = [layer.folder for layer in pack.layers]
    templates = "".join(path.read_text("utf-8", "replace") for folder in folders for path in folder.rglob("*.html"))
    own_keys = set(_keys(file.data)) - known
    new = {key for key in own_keys if not inherited or _is_printed(key, pack, templates)}
    for key in sorted(own_keys - new):
        near = difflib.get_close_matches(".".join(key), [".".join(other) for other in known], 1)
        hint = f"did you mean `{near[0]}`?" if near else "delete it"
        yield warning("template-labels", file.span(key), f"nothing prints the label `{'.'.join(key)}`", hint)
    for language in pack.languages:
        if language == _ENGLISH:
            continue
        path = own.file(f"labels/{language}.toml")
        lacking = sorted(new - set(_keys(read_toml(path).data if path else {})))
        if lacking:
            some = ", ".join(".".join(key) for key in lacking[:6]) + (", …" if len(lacking) > 6 else "")
            span = Span(str(path or own.folder / "labels" / f"{language}.toml"))
            message = f"{len(lacking)} label{'s' if len(lacking) > 1 else ''} in English only: {some}"
            yield warning("template-labels", span, message, f"notes in '{language}' would show them in English")


def _is_printed(key: tuple[str, ...], pack: Pack, templates: str) -> bool:
    """Return whether a label is named in the templates, or has the name of something that labels are taken by."""
    names = {name for spec in pack.manifest.fields for name in (spec.name, *spec.choices)} | {*pack.parts}
    dotted = re.search(rf"\bt\.{re.escape('.'.join(key))}\b", templates)
    quoted = re.search(rf"[\"']{re.escape(key[-1])}[\"']", templates)
    return bool(dotted or quoted) or key[0] == "values" or key[-1] in names


def _keys(table: Mapping[str, Any], above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from _keys(value, (*above, name))
        else:
            yield (*above, name)
