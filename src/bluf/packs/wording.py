"""The label files of a pack beside each other: what another language lacks, and what it says in vain."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterator
from typing import Any, TypeAlias

from bluf.compose.labels import fields, leaves
from bluf.compose.pack import Pack, language_chain
from bluf.compose.tomlfiles import TomlFile, read_toml
from bluf.diagnostics import BlufError, Diagnostic, Span, error, gather, warning

_ENGLISH = "en"
_NAMED = 6  # labels that a message names

_Path: TypeAlias = tuple[str, ...]


def label_faults(pack: Pack) -> list[Diagnostic]:
    """Return what is wrong with the label files of a pack's own folder.

    Languages of which the pack has a file must have every word that it has in English; of those that it only
    inherits it is said, once, which of its words they would show in English.

    Raises:
        BlufError: a label file cannot be read.
    """
    own = pack.layers[0]
    paths = {language: own.file(f"labels/{language}.toml") for language in pack.languages}
    files = {language: read_toml(path) for language, path in paths.items() if path}
    english = dict(leaves(pack.labels(_ENGLISH)))
    said = set(dict(leaves(files[_ENGLISH].data))) if _ENGLISH in files else set()
    found: list[Diagnostic] = []
    for language, file in files.items():
        if language == _ENGLISH:
            continue
        # A variety, such as fr-CA, has only what differs from its language.
        lacking = set() if _is_variety(language) else said - set(dict(leaves(file.data)))
        found += _lacking(lacking, language, file)
        with gather(found):
            pack.labels(language)
            found += _in_vain(file, english)
    found += _unprinted(pack, said, files.get(_ENGLISH))
    found += _inherited(pack, said, [language for language in pack.languages if language not in files])
    return list(dict.fromkeys(found))


def _lacking(lacking: Collection[_Path], language: str, file: TomlFile) -> Iterator[Diagnostic]:
    if lacking:
        hint = f"notes in '{language}' would not show them as they are meant"
        yield warning("template-labels", Span(str(file.path)), f"{_counted(lacking)} missing: {_some(lacking)}", hint)


def _in_vain(file: TomlFile, english: dict[_Path, Any]) -> Iterator[Diagnostic]:
    """Yield labels that English does not have, and those whose fields are others than in English."""
    for path, label in leaves(file.data):
        name = ".".join(path)
        if path not in english:
            near = difflib.get_close_matches(name, map(".".join, english), 1)
            hints = (f"did you mean `{near[0]}`?",) if near else ()
            yield warning("template-labels", file.span(path), f"there is no label `{name}` in English", *hints)
        elif any(found != wanted for found in fields(label) for wanted in fields(english[path])):
            wanted = ", ".join(f"{{{field}}}" for field in sorted(fields(english[path])[0])) or "none"
            message = f"the label `{name}` has other fields in braces than in English"
            yield error("template-labels", file.span(path), message, f"in English: {wanted}")


def _inherited(pack: Pack, said: set[_Path], languages: Collection[str]) -> Iterator[Diagnostic]:
    base = pack.without_own()
    try:
        new = said - set(dict(leaves(base.labels(_ENGLISH)))) if base else set()
    except BlufError:  # told where the samples were built
        return
    others = [language for language in languages if not _is_variety(language)]
    if new and others:
        message = f"{_counted(new)} in English only: {_some(new)}"
        hint = f"notes in {', '.join(others)} would show them so; translations stand in labels/{others[0]}.toml, …"
        yield warning("template-labels", Span(str(pack.folder / "labels")), message, hint)


def _unprinted(pack: Pack, said: set[_Path], file: TomlFile | None) -> Iterator[Diagnostic]:
    """Yield the labels of a pack's own that no template prints, as a misspelt one of its base."""
    base = pack.without_own()
    known: set[_Path] = set()
    with gather([]):  # told where the samples were built
        known = set(dict(leaves(base.labels(_ENGLISH)))) if base else said
    folders = [layer.folder for layer in pack.layers]
    templates = "".join(path.read_text("utf-8", "replace") for folder in folders for path in folder.rglob("*.html"))
    for path in sorted(said - known):
        if file and not _is_printed(path, pack, templates):
            near = difflib.get_close_matches(".".join(path), map(".".join, known), 1)
            hint = f"did you mean `{near[0]}`?" if near else "delete it"
            yield warning("template-labels", file.span(path), f"nothing prints the label `{'.'.join(path)}`", hint)


def _is_printed(path: _Path, pack: Pack, templates: str) -> bool:
    """Return whether a label is named in the templates, or has the name of something that labels are taken by."""
    names = {name for spec in pack.manifest.fields for name in (spec.name, *spec.choices)} | {*pack.parts}
    dotted = re.search(rf"\bt\.{re.escape('.'.join(path))}\b", templates)
    quoted = re.search(rf"[\"']{re.escape(path[-1])}[\"']", templates)
    return bool(dotted or quoted) or path[0] == "values" or path[-1] in names


def _is_variety(language: str) -> bool:
    """Return whether a language has the words of another one where it has none of its own."""
    return len(language_chain(language)) > 1


def _counted(labels: Collection[_Path]) -> str:
    return f"{len(labels)} label{'s' if len(labels) > 1 else ''}"


def _some(labels: Collection[_Path]) -> str:
    names = sorted(map(".".join, labels))
    return ", ".join(names[:_NAMED]) + (", …" if len(names) > _NAMED else "")
