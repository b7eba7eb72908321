"""``bluf template list`` and ``show``: which packs there are, and what is in one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import field
from pathlib import Path

from bluf.briefing.extras import FieldSpec
from bluf.compose.finding import find_pack, places
from bluf.compose.pack import Pack
from bluf.diagnostics import BlufError, Diagnostic, Span
from bluf.record import record


@record
class Listed:
    """A pack in a list: its name, where it was found, what it says of itself, or why it cannot be read.

    ``hidden`` says that one of the same name is found before it.
    """

    name: str
    place: str
    folder: Path
    description: str = ""
    extends: str = ""
    hidden: bool = False
    wrong: tuple[Diagnostic, ...] = ()


def list_packs(workspace: Path) -> list[Listed]:
    """Return the packs in all folders of packs, in the order in which they are looked for."""
    found: list[Listed] = []
    for place in places(workspace):
        for folder in place.packs():
            hidden = any(other.name == folder.name for other in found)
            try:
                manifest = find_pack(str(folder.resolve()), workspace).manifest
            except BlufError as failure:
                found.append(Listed(folder.name, place.name, folder, hidden=hidden, wrong=failure.diagnostics))
                continue
            found.append(Listed(folder.name, place.name, folder, manifest.description, manifest.extends, hidden=hidden))
    return found


@record
class Shown:
    """What ``show`` says of a pack: headed groups of labels and values."""

    groups: list[tuple[str, list[tuple[str, str]]]] = field(default_factory=list)


def show(pack: Pack) -> Shown:
    """Return what is in a pack: inheritance, sections, options, fields, languages, files, and styles by role."""
    manifest = pack.manifest
    labels = pack.labels("en").get("sections", {})
    theme = pack.theme({}, lambda path: Span(path=".".join(path)))
    about = [("name", manifest.name), ("description", manifest.description)]
    about += [("folder", str(layer.folder)) if n == 0 else ("extends", f"{layer.name} ({layer.folder})")
              for n, layer in enumerate(pack.layers)]  # fmt: skip
    about += [("pages", str(manifest.pages))] if manifest.pages else []
    about += [("languages", ", ".join(pack.languages))]
    roles = (
        ("paragraph", theme.paragraphs), ("text", theme.texts), ("box", theme.boxes), ("table", theme.tables),
        ("list", theme.lists), ("definitions", theme.definitions),
    )  # fmt: skip
    return Shown(
        [
            ("", about),
            ("sections, in order", [(name, _section(name, labels, pack)) for name in manifest.sections]),
            ("sections it could have", [(name, _section(name, labels, pack))
                                        for name in pack.parts if name not in manifest.sections]),
            ("options", list(_specs(manifest.all_options(pack.parts)))),
            ("fields under `extra`", list(_specs(manifest.fields))),
            ("styles by role", [(kind, ", ".join(sorted(styles))) for kind, styles in roles]),
            ("files", [(name, layer) for name, layer in _files(pack)]),
        ]
    )  # fmt: skip


def _section(name: str, labels: dict[str, str], pack: Pack) -> str:
    file = pack.file(f"sections/{name}.html")
    owner = next((layer.name for layer in pack.layers if file and file.is_relative_to(layer.folder)), "")
    required = "always there" if name in pack.manifest.required else ""
    return " · ".join(filter(None, (labels.get(name, ""), required, f"from {owner}")))


def _specs(specs: Sequence[FieldSpec], above: str = "") -> Iterator[tuple[str, str]]:
    for spec in specs:
        kind = f"{spec.kind}{' list' if spec.many else ''}{', required' if spec.required else ''}"
        default = "" if spec.default is None else f", by default {spec.default}"
        yield above + spec.name, f"{kind}{default}. {spec.text}".strip()
        yield from _specs(spec.fields, f"{above}{spec.name}.")


def _files(pack: Pack) -> Iterator[tuple[str, str]]:
    """Yield the names of all files, each with the pack that it is taken from."""
    names = {
        path.relative_to(layer.folder).as_posix()
        for layer in pack.layers
        for path in layer.folder.rglob("*")
        if path.is_file() and not path.name.startswith(".")
    }
    for name in sorted(names):
        owners = [layer.name for layer in pack.layers if layer.file(name)]
        yield name, " over ".join(owners) if name.endswith(".toml") else owners[0]
