"""Template packs: finding one, and reading its manifest, labels and theme."""

from __future__ import annotations

import difflib
import hashlib
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bluf.diagnostics import BlufError, Span, error
from bluf.theme.facenames import file_and_index
from bluf.theme.model import Theme
from bluf.theme.reading import read_theme

DEFAULT = "standard"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What ``template.toml`` says: the name, what it is for, its parts in order, and when contents appear."""

    name: str
    description: str
    sections: tuple[str, ...]
    contents_from_words: int


@dataclass(frozen=True, slots=True)
class Pack:
    """A template pack: a folder, and the plain tables read from it."""

    folder: Path
    manifest: Manifest
    theme_data: Mapping[str, Any]
    digest: str

    def theme(self, overrides: Mapping[str, Any], where: Callable[[tuple[str, ...]], Span]) -> Theme:
        """Return the pack's theme with the ``overrides`` of a data file merged over it.

        Raises:
            BlufError: for each mistake; ``where`` gives the place of an override by its key path.
        """

        def place(path: tuple[str, ...]) -> Span:
            here: Any = overrides
            for part in path:
                if not isinstance(here, Mapping) or part not in here:
                    return Span(file=str(self.folder / "theme.toml"), path=".".join(path))
                here = here[part]
            return where(path)

        return read_theme(self._with_font_paths(merge(self.theme_data, overrides), place), self.manifest.name, place)

    def _with_font_paths(self, data: dict[str, Any], place: Callable[[tuple[str, ...]], Span]) -> dict[str, Any]:
        """Return the tables with font files as absolute paths; each must lie inside the pack."""

        def located(name: Any, *path: str) -> Any:
            if not isinstance(name, str) or name.startswith("package:") or path[-1] == "name":
                return name
            inside, index = file_and_index(name)
            file = (self.folder / inside).resolve()
            if not file.is_relative_to(self.folder.resolve()) or not file.is_file():
                hint = "put it into the template pack, or name a font of pymupdf_fonts: package:FiraGO_Regular"
                raise BlufError(error("font-missing", place(path), f"there is no font file '{name}' in the pack", hint))
            return f"{file}#{index}" if inside != name else str(file)

        fonts = {
            family: {key: located(value, "fonts", family, key) for key, value in table.items()}
            if isinstance(table, Mapping)
            else table
            for family, table in data.get("fonts", {}).items()
        }
        fallback = data.get("fallback", [])
        named = [located(name, "fallback") for name in fallback] if isinstance(fallback, list) else fallback
        return {**data, "fonts": fonts, "fallback": named}

    def labels(self, language: str) -> dict[str, Any]:
        """Return the words that the template prints in ``language`` (BCP 47), English where it has none."""
        labels: dict[str, Any] = _toml(self.folder / "labels" / "en.toml")
        for tag in _language_chain(language):
            path = self.folder / "labels" / f"{tag}.toml"
            if tag != "en" and path.is_file():
                labels = merge(labels, _toml(path))
        return labels

    def speaks(self, language: str) -> bool:
        """Return whether the pack has labels in a language, or in the one that it is a variety of."""
        return any((self.folder / "labels" / f"{tag}.toml").is_file() for tag in _language_chain(language))


def _language_chain(language: str) -> list[str]:
    """Return the tags from general to special: ``fr-CA`` gives ``fr`` and ``fr-CA``."""
    parts = language.split("-")
    return ["-".join(parts[:n]) for n in range(1, len(parts) + 1)]


def merge(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``base`` with the values of ``over`` in place of its own, table by table."""
    merged = dict(base)
    for key, value in over.items():
        old = merged.get(key)
        merged[key] = merge(old, value) if isinstance(old, Mapping) and isinstance(value, Mapping) else value
    return merged


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as bad:
        raise BlufError(error("template-toml", Span(file=str(path)), f"not valid TOML: {bad}")) from None
    except (OSError, UnicodeDecodeError) as bad:
        raise BlufError(error("template-file", Span(file=str(path)), f"cannot be read: {bad}")) from None


def builtin_folder() -> Path:
    """Return the folder of the built-in packs: inside the package, or in a clone beside ``src``."""
    package = Path(__file__).parents[1]
    installed = package / "templates"
    return installed if installed.is_dir() else package.parents[1] / "templates"


def find_pack(name: str, workspace: Path, where: Span = Span()) -> Pack:  # noqa: B008 - a span is frozen
    """Return the pack ``name``: a path, or the name of one in ``workspace``/templates or built in.

    Args:
        name: the pack's name or path.
        workspace: the folder from which paths start.
        where: the place that names the pack, for the error.

    Raises:
        BlufError: there is no such pack, or it cannot be read.
    """
    places = [workspace / "templates", builtin_folder()]
    candidates = [workspace / name] if any(mark in name for mark in "/\\") else [p / name for p in places]
    for folder in candidates:
        if (folder / "template.toml").is_file():
            return read_pack(folder)
    known = sorted({p.parent.name for place in places for p in place.glob("*/template.toml")})
    near = difflib.get_close_matches(name, known, 1)
    hint = f"did you mean `{near[0]}`?" if near else f"there are: {', '.join(known)}"
    raise BlufError(error("template-unknown", where, f"there is no template pack '{name}'", hint))


def read_pack(folder: Path) -> Pack:
    """Return the pack in ``folder``.

    Raises:
        BlufError: its manifest or theme is missing, is not TOML, or lacks what it must say.
    """
    path = folder / "template.toml"
    data = _toml(path)
    kinds = {"name": str, "description": str, "sections": list, "contents_from_words": int}
    found = [
        error(
            "template-manifest",
            Span(file=str(path), path=key),
            f"unknown key `{key}`",
            f"one of: {', '.join(kinds)}",
        )
        for key in data
        if key not in kinds
    ]
    for key, kind in kinds.items():
        if not isinstance(data.get(key), kind):
            what = {str: "text", list: "a list of section names", int: "a number"}[kind]
            found.append(error("template-manifest", Span(file=str(path), path=key), f"`{key}` must be {what}"))
    if found:
        raise BlufError(*found)
    manifest = Manifest(data["name"], data["description"], tuple(data["sections"]), data["contents_from_words"])
    return Pack(folder, manifest, _toml(folder / "theme.toml"), _digest(folder))


def _digest(folder: Path) -> str:
    """Return a hash over the names and bytes of all files of the pack."""
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
