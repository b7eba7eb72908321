"""``template.toml``: what a pack is called, which sections it has, its limits, its options and extra fields.

A pack that extends another says only what is different; the rest is that of its base.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from bluf.briefing.extras import CHOICE, ITEM, KINDS, RESERVED, FieldSpec, wrong_default
from bluf.briefing.source import shown
from bluf.compose.tomlfiles import TomlFile
from bluf.diagnostics import BlufError, Diagnostic, error
from bluf.record import record

FILE = "template.toml"
_KEYS: dict[str, tuple[type, str]] = {
    "name": (str, "text"),
    "description": (str, "text"),
    "extends": (str, "the name of a pack"),
    "sections": (list, "a list of section names"),
    "required": (list, "a list of section names"),
    "pages": (int, "a number of pages"),
    "options": (dict, "a table of options"),
    "fields": (dict, "a table of fields"),
}
PACK_NAME = re.compile(r"[A-Za-z0-9][\w.-]*")
_FIELD_KEYS = ("type", "text", "many", "required", "default", "choices", "fields")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_DEEPEST = 4  # levels of fields in fields

# Every pack has these options: the parts of one note, and how many pages it may take.
SECTIONS, PAGES = "sections", "pages"


@record
class Manifest:
    """What ``template.toml`` says, with what it has from its base.

    ``sections`` are the parts of a note in order, ``required`` those that are always there; ``pages`` is how
    many pages a note may take, 0 for any number.
    """

    name: str
    description: str = ""
    extends: str = ""
    sections: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    pages: int = 0
    options: tuple[FieldSpec, ...] = ()
    fields: tuple[FieldSpec, ...] = ()

    def all_options(self, known: Collection[str]) -> tuple[FieldSpec, ...]:
        """Return the options of the pack and those of every pack; ``known`` are the parts that there are."""
        parts = FieldSpec(
            SECTIONS, CHOICE, "The parts of this note, in order.", many=True, choices=tuple(sorted(known)),
            default=list(self.sections),
        )  # fmt: skip
        pages = FieldSpec(PAGES, "number", "How many pages the note may take; 0 for any number.", default=self.pages)
        return (*self.options, parts, pages)


def read_manifest(file: TomlFile, base: Manifest | None, known: Collection[str]) -> Manifest:
    """Return what a ``template.toml`` says, over the manifest of the pack that it extends.

    Args:
        file: the file.
        base: the manifest of the base, if there is one.
        known: the parts for which the pack or its base has a template; a field of its own can be a part without.

    Raises:
        BlufError: with a diagnostic for each mistake.
    """
    reader = _Reader(file)
    manifest = reader.manifest(base or Manifest(""), has_base=base is not None)
    known = {*known, *(spec.name for spec in manifest.fields)}
    for key in ("sections", "required"):
        names = file.data.get(key, []) if not reader.found else []
        for name in dict.fromkeys(names):
            if name not in known:
                reader.wrong((key,), f"there is no section `{shown(name)}`", *_near(name, known))
            elif names.count(name) > 1:
                reader.wrong((key,), f"the section `{name}` is there twice", "each part stands once in a note")
    if reader.found:
        raise BlufError(*reader.found)
    return manifest


def _near(word: str, known: Collection[str]) -> tuple[str, ...]:
    near = difflib.get_close_matches(word, known, 1)
    return (f"did you mean `{near[0]}`?" if near else f"there are: {', '.join(sorted(known))}",)


class _Reader:
    """Reads one file; mistakes are collected in ``found``."""

    def __init__(self, file: TomlFile) -> None:
        self.file = file
        self.found: list[Diagnostic] = []

    def wrong(self, path: tuple[str, ...], message: str, *hints: str) -> None:
        self.found.append(error("template-manifest", self.file.span(path), message, *hints))

    def manifest(self, base: Manifest, *, has_base: bool) -> Manifest:
        data = self.file.data
        for key in (key for key in data if key not in _KEYS):
            self.wrong((key,), f"unknown key `{shown(key)}`", *_near(key, _KEYS))
        for key, (kind, what) in _KEYS.items():
            if key in data and (not isinstance(data[key], kind) or isinstance(data[key], bool)):
                self.wrong((key,), f"`{key}` must be {what}")
        for key in ("name", "description", *(() if has_base else ("sections",))):
            if key not in data:
                inherits = '; extends = "standard" would bring them' if key == "sections" else ""
                self.wrong((), f"the pack lacks `{key}`", f"`{key}` is {_KEYS[key][1]}{inherits}")
        if isinstance(data.get("name"), str) and not PACK_NAME.fullmatch(data["name"]):
            hint = "use letters, digits, hyphens, underscores and dots, as for its folder"
            self.wrong(("name",), f"'{shown(data['name'])}' cannot be the name of a pack", hint)
        if isinstance(data.get("pages"), int) and data["pages"] < 0:
            self.wrong(("pages",), "`pages` cannot be less than 0", "0 stands for any number")
        for key in ("sections", "required"):
            if not all(isinstance(name, str) for name in data.get(key, []) or []):
                self.wrong((key,), f"`{key}` must be a list of section names")
        if self.found:
            return base
        return Manifest(
            name=data["name"],
            description=data["description"],
            extends=data.get("extends", ""),
            sections=tuple(data.get("sections", base.sections)),
            required=tuple(data.get("required", base.required)),
            pages=data.get("pages", base.pages),
            options=self.merged("options", base.options, partial(self.option, known=[o.name for o in base.options])),
            fields=self.merged("fields", base.fields, self.field),
        )

    def merged(
        self,
        key: str,
        inherited: tuple[FieldSpec, ...],
        read: Callable[[tuple[str, ...], Any, FieldSpec | None], FieldSpec | None],
    ) -> tuple[FieldSpec, ...]:
        specs = {spec.name: spec for spec in inherited}
        for name, table in self.file.data.get(key, {}).items():
            spec = read((key, name), table, specs.get(name))
            if spec:
                specs[name] = spec
        return tuple(specs.values())

    def option(
        self, path: tuple[str, ...], table: Any, old: FieldSpec | None, known: Collection[str] = ()
    ) -> FieldSpec | None:
        """Return an option: a declaration, or another default for one of the base."""
        if path[-1] in {SECTIONS, PAGES}:
            self.wrong(path, f"every pack has the option `{path[-1]}`", f"write `{path[-1]} = …` above the tables")
            return None
        if isinstance(table, Mapping) and (old is None or "type" in table):
            spec = self.field(path, table, old)
            if spec and spec.required:
                self.wrong((*path, "required"), "an option cannot be required", "give it a default")
            return spec
        if old is None:
            near = difflib.get_close_matches(path[-1], known, 1)
            hint = f"did you mean `{near[0]}`?" if near else "it needs a table with `type` and `text`"
            self.wrong(path, f"the option `{shown(path[-1])}` is not declared", hint)
            return None
        return self.with_default(path, replace(old, default=table))

    def field(self, path: tuple[str, ...], table: Any, old: FieldSpec | None = None) -> FieldSpec | None:
        """Return a field that a table declares, or ``None`` where it is wrong."""
        name = path[-1]
        before = len(self.found)
        if not isinstance(table, Mapping):
            hint = f'such as {name} = {{ type = "line", text = "What it is for." }}'
            self.wrong(path, f"`{name}` must be a table with `type` and `text`", hint)
            return None
        if name in RESERVED:
            self.wrong(path, f"`{name}` cannot be the name of a field", "bluf uses this name itself; take another")
        elif not _NAME.fullmatch(name):
            hint = "use lower-case letters, digits and underscores"
            self.wrong(path, f"`{shown(name)}` cannot be the name of a field", hint)
        for key in (key for key in table if key not in _FIELD_KEYS):
            self.wrong((*path, key), f"unknown key `{shown(key)}`", *_near(key, _FIELD_KEYS))
        kind = table.get("type")
        kinds = (*KINDS, CHOICE, ITEM)
        if kind not in kinds:
            said = f"there is no type `{shown(kind)}`" if isinstance(kind, str) else f"`{shown(name)}` lacks its `type`"
            self.wrong((*path, "type"), said, *_near(kind if isinstance(kind, str) else "", kinds))
        self._details(path, table, kind)
        if len(self.found) > before:
            return old
        spec = FieldSpec(
            name, str(kind), table.get("text", ""), table.get("many", False), table.get("required", False),
            table.get("default"), tuple(table.get("choices", ())), tuple(self._inner(path, table)),
        )  # fmt: skip
        return self.with_default((*path, "default"), spec)

    def with_default(self, path: tuple[str, ...], spec: FieldSpec) -> FieldSpec:
        """Return a field, after a look at its default."""
        wrong = wrong_default(spec)
        if wrong:
            self.wrong(path, *wrong)
        return spec

    def _details(self, path: tuple[str, ...], table: Mapping[str, Any], kind: Any) -> None:
        for key, expected, what in (
            ("text", str, "text"),
            ("many", bool, "true or false"),
            ("required", bool, "true or false"),
        ):
            if key in table and not isinstance(table[key], expected):
                self.wrong((*path, key), f"`{key}` must be {what}")
        choices = table.get("choices")
        if kind == CHOICE and not (isinstance(choices, list) and choices and all(isinstance(c, str) for c in choices)):
            self.wrong((*path, "choices"), "a choice needs `choices`, a list of words")
        if kind == ITEM and not (isinstance(table.get("fields"), Mapping) and table["fields"]):
            self.wrong((*path, "fields"), "an item needs `fields`, a table of fields")
        if kind == ITEM and len(path) > 2 * _DEEPEST:
            self.wrong(path, f"fields are nested more than {_DEEPEST} levels deep")
        for key, owner in (("choices", CHOICE), ("fields", ITEM)):
            if key in table and kind != owner:
                self.wrong((*path, key), f"`{key}` belongs to the type `{owner}`")

    def _inner(self, path: tuple[str, ...], table: Mapping[str, Any]) -> Iterator[FieldSpec]:
        for name, inner in table.get("fields", {}).items():
            spec = self.field((*path, "fields", name), inner)
            if spec:
                yield spec
