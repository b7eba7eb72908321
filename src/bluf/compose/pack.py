"""Template packs: a folder over the folders that it extends, and what is read from them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

from bluf.briefing.extras import briefing_model
from bluf.briefing.model import Briefing
from bluf.compose import labels
from bluf.compose.manifest import Manifest
from bluf.compose.tomlfiles import TomlFile, merge, read_toml
from bluf.diagnostics import BlufError, Span, error
from bluf.document.languages import script
from bluf.record import record
from bluf.theme.facenames import file_and_index
from bluf.theme.model import Theme
from bluf.theme.reading import read_theme

SECTIONS = "sections"  # the folder of the parts


@record
class Layer:
    """One folder of a pack: its own, or that of a pack that it extends."""

    folder: Path
    name: str
    theme: TomlFile | None

    def file(self, name: str) -> Path | None:
        """Return a file inside the folder, ``None`` where there is none."""
        try:
            path = (self.folder / name).resolve()
            return path if path.is_relative_to(self.folder) and path.is_file() else None
        except (OSError, ValueError):  # what cannot be the name of a file
            return None


@dataclass(frozen=True)
class Pack:
    """A template pack: its manifest, and its folders, its own first and the one that extends nothing last."""

    manifest: Manifest
    layers: tuple[Layer, ...]

    @property
    def folder(self) -> Path:
        """Return the pack's own folder."""
        return self.layers[0].folder

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """Return the names of all parts that a note in this pack can have: its templates, and its extra fields."""
        fields = {spec.name for spec in self.manifest.fields}
        return tuple(sorted(parts_in(layer.folder for layer in self.layers) | fields))

    @cached_property
    def model(self) -> type[Briefing]:
        """Return the model of briefings with the pack's options and extra fields."""
        return briefing_model(self.manifest.all_options(self.parts), self.manifest.fields)

    def file(self, name: str) -> Path | None:
        """Return a file of the pack by its name inside it, ``None`` where there is none.

        It is the pack's own, or else that of the nearest pack that it extends; ``standard/sections/x.html`` is
        that of the pack ``standard`` where this extends it.
        """
        first, _, inside = name.partition("/")
        for number, layer in enumerate(self.layers):
            if inside and layer.name == first:
                return next(filter(None, (lower.file(inside) for lower in self.layers[number:])), None)
        return next(filter(None, (layer.file(name) for layer in self.layers)), None)

    # --- the theme ---

    def theme(self, overrides: Mapping[str, Any], where: Callable[[tuple[str, ...]], Span]) -> Theme:
        """Return the pack's theme with the ``overrides`` of a data file merged over it.

        Raises:
            BlufError: for each mistake; ``where`` gives the place of an override by its key path.
        """
        files = [layer.theme for layer in self.layers if layer.theme]

        def place(path: tuple[str, ...]) -> Span:
            here: Any = overrides
            for part in path:
                if not isinstance(here, Mapping) or part not in here:
                    return self.theme_place(path)
                here = here[part]
            return where(path)

        data: dict[str, Any] = {}
        for file in reversed(files):
            data = merge(data, file.data)
        return read_theme(self._with_files(merge(data, overrides), place), self.manifest.name, place)

    def _with_files(self, data: dict[str, Any], place: Callable[[tuple[str, ...]], Span]) -> dict[str, Any]:
        """Return the tables with font files as absolute paths; each must lie inside the pack."""

        def located(name: Any, *path: str) -> Any:
            if not isinstance(name, str) or name.startswith("package:") or path[-1] in {"name", "word"}:
                return name
            inside, index = file_and_index(name)
            file = self.file(inside)
            if file is None:
                hint = "put it into the template pack, or name a font of pymupdf_fonts: package:FiraGO_Regular"
                raise BlufError(error("font-missing", place(path), f"there is no font file '{name}' in the pack", hint))
            return f"{file}#{index}" if inside != name else str(file)

        families = data.get("fonts", {})
        fonts = {
            family: {key: located(value, "fonts", family, key) for key, value in table.items()}
            if isinstance(table, Mapping)
            else table
            for family, table in (families.items() if isinstance(families, Mapping) else ())
        }
        fallback = data.get("fallback", [])
        named = [located(name, "fallback") for name in fallback] if isinstance(fallback, list) else fallback
        return {**data, "fonts": fonts if isinstance(families, Mapping) else families, "fallback": named}

    # --- labels ---

    def labels(self, language: str) -> dict[str, Any]:
        """Return the words that the template prints in ``language`` (BCP 47), English where it has none.

        Raises:
            BlufError: a label file cannot be read, or a label is missing or not what it must be.
        """
        tags = dict.fromkeys(["en", *language_chain(language)])
        paths = (layer.file(f"labels/{tag}.toml") for tag in tags for layer in reversed(self.layers))
        files = [read_toml(path) for path in paths if path]
        found: dict[str, Any] = {}
        for file in files:
            misfits = [
                error("template-labels", file.span(path), f"the label `{'.'.join(path)}` {message}")
                for path, message in labels.misfits(found, file.data)
            ]
            if misfits:
                raise BlufError(*misfits)
            found = merge(found, file.data)
        wrong = [
            error("template-labels", self._label_place(files, path), f"the label `{'.'.join(path)}` {message}")
            for path, message in labels.mistakes(found)
        ]
        if wrong:
            raise BlufError(*wrong)
        return found

    def _label_place(self, files: list[TomlFile], path: tuple[str, ...]) -> Span:
        """Return where the last of the label files that has a label has it."""
        file = next((file for file in reversed(files) if file.has(path)), None)
        return file.span(path) if file else Span(str(self.folder / "labels" / "en.toml"), path=".".join(path))

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """Return the languages in which the pack or one that it extends has labels."""
        files = (path for layer in self.layers for path in (layer.folder / "labels").glob("*.toml"))
        return tuple(sorted({path.stem for path in files}))

    def without_own(self) -> Pack | None:
        """Return the pack that this one extends, ``None`` where it extends none."""
        return Pack(self.manifest, self.layers[1:]) if len(self.layers) > 1 else None

    def theme_place(self, path: tuple[str, ...]) -> Span:
        """Return the place in a theme.toml where the nearest pack says something of a key path."""
        files = [layer.theme for layer in self.layers if layer.theme]
        file = next((file for file in files if file.has(path)), files[0] if files else None)
        return file.span(path) if file else Span(str(self.folder / "theme.toml"), path=".".join(path))

    def speaks(self, language: str) -> bool:
        """Return whether the pack has labels in a language, or in the one that it is a variety of."""
        return any(self.file(f"labels/{tag}.toml") for tag in language_chain(language))

    @cached_property
    def digest(self) -> str:
        """Return a hash over the names and bytes of all files of the pack and of those that it extends."""
        digest = hashlib.sha256()
        for layer in self.layers:
            for path in sorted(p for p in layer.folder.rglob("*") if p.is_file()):
                digest.update(path.relative_to(layer.folder).as_posix().encode() + b"\0")
                digest.update(hashlib.sha256(path.read_bytes()).digest())
        return digest.hexdigest()


def parts_in(folders: Any) -> set[str]:
    """Return the names of the parts for which there is a template in one of the ``folders``."""
    return {PurePosixPath(path).stem for folder in folders for path in (folder / SECTIONS).glob("*.html")}


def language_chain(language: str) -> list[str]:
    """Return the tags from general to special: ``fr-CA`` gives ``fr`` and ``fr-CA``.

    A language written in another script than it usually is has that script from the start: ``zh-TW`` gives
    ``zh-Hant`` and ``zh-TW``. The tags are cased as is usual (RFC 5646, 2.1.1).
    """
    first, *rest = language.lower().split("-")
    cased = [part.title() if len(part) == 4 else part.upper() if len(part) == 2 else part for part in rest]
    written = script(language)
    general = first if written == script(first) else f"{first}-{written}"
    return list(dict.fromkeys([general, *("-".join([first, *cased[:n]]) for n in range(1, len(cased) + 1))]))
