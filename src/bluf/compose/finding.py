"""Where template packs are looked for: by path, in the workspace, in the user's own folder, among the built-in ones."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from pathlib import Path

from platformdirs import user_data_dir

from bluf.compose.manifest import FILE, PACK_NAME, Manifest, read_manifest
from bluf.compose.pack import Layer, Pack, parts_in
from bluf.compose.tomlfiles import TomlFile, read_toml
from bluf.diagnostics import BlufError, Span, error
from bluf.record import record

DEFAULT = "standard"
_FOLDER = "templates"
_DEEPEST = 8  # packs that extend each other


@record
class Place:
    """A folder of packs, and what it is called where packs are listed."""

    name: str
    folder: Path

    def packs(self) -> list[Path]:
        """Return the folders of the packs in it, by name."""
        return sorted(path.parent for path in self.folder.glob(f"*/{FILE}"))


def builtin_folder() -> Path:
    """Return the folder of the built-in packs: inside the package, or in a clone beside ``src``."""
    package = Path(__file__).parents[1]
    installed = package / _FOLDER
    return installed if installed.is_dir() else package.parents[1] / _FOLDER


def user_folder() -> Path:
    """Return the folder in which users keep packs for all their work."""
    return Path(user_data_dir("bluf", appauthor=False)) / _FOLDER


def places(workspace: Path) -> tuple[Place, ...]:
    """Return where packs are looked for by name, the first to be asked first."""
    found = (
        Place("workspace", workspace / _FOLDER),
        Place("user", user_folder()),
        Place("built in", builtin_folder()),
    )
    return found[1:] if _same(found[0].folder, found[2].folder) else found


def _same(one: Path, other: Path) -> bool:
    return one.resolve() == other.resolve()


def find_pack(name: str, workspace: Path, where: Span = Span()) -> Pack:  # noqa: B008 - a span is frozen
    """Return the pack ``name``: a path, or the name of one in a folder of packs.

    Args:
        name: the pack's name or path.
        workspace: the folder from which paths start, and in whose ``templates`` packs are looked for.
        where: the place that names the pack, for the error.

    Raises:
        BlufError: there is no such pack, or it cannot be read.
    """
    if PACK_NAME.fullmatch(name):
        folders = [place.folder for place in places(workspace)]
        found = _first(name, folders)
        if found is None:
            raise _unknown(name, folders, where)
    else:
        found = (workspace / Path(name).expanduser()).resolve()
        if not (found / FILE).is_file():
            hint = f"the folder of a pack holds a {FILE}"
            raise BlufError(error("template-unknown", where, f"there is no template pack in '{name}'", hint))
    return _read(found, workspace)


def _first(name: str, folders: Iterable[Path]) -> Path | None:
    return next((folder / name for folder in folders if (folder / name / FILE).is_file()), None)


def _unknown(name: str, folders: Iterable[Path], where: Span) -> BlufError:
    known = sorted({path.parent.name for folder in folders for path in folder.glob(f"*/{FILE}")})
    near = difflib.get_close_matches(name, known, 1)
    hint = f"did you mean `{near[0]}`?" if near else f"there are: {', '.join(known)}"
    return BlufError(error("template-unknown", where, f"there is no template pack '{name}'", hint))


def _read(folder: Path, workspace: Path) -> Pack:
    """Return the pack in a folder, over the packs that it extends."""
    chain = list(_chain(folder, workspace))
    manifest: Manifest | None = None
    layers: list[Layer] = []
    for path, file in reversed(chain):
        known = parts_in([path, *(layer.folder for layer in layers)])
        manifest = read_manifest(file, manifest, known)
        theme = path / "theme.toml"
        layers.insert(0, Layer(path.resolve(), manifest.name, read_toml(theme) if theme.is_file() else None))
    if manifest is None:
        raise RuntimeError("a pack has at least its own folder")
    if not any(layer.theme for layer in layers):
        message = "the pack has no theme.toml"
        raise BlufError(error("template-file", Span(str(folder)), message, f'write one, or extends = "{DEFAULT}"'))
    return Pack(manifest, tuple(layers))


def _chain(folder: Path, workspace: Path) -> Iterator[tuple[Path, TomlFile]]:
    """Yield the folders of a pack and of those that it extends, each with its ``template.toml``."""
    seen: list[Path] = []
    while True:
        seen.append(folder.resolve())
        file = read_toml(folder / FILE)
        yield folder, file
        base = file.data.get("extends")
        if base is None:
            return
        span = file.span(("extends",))
        if not isinstance(base, str) or not PACK_NAME.fullmatch(base):
            message = "`extends` must be the name of a pack"
            raise BlufError(error("template-manifest", span, message, f'such as extends = "{DEFAULT}"'))
        # Packs that lie beside this one come first; a pack of a built-in one's name can extend that.
        folders = [folder.parent, *(place.folder for place in places(workspace))]
        found = _first(base, [f for f in folders if (f / base).resolve() not in seen])
        if found is None and _first(base, folders):
            names = " → ".join([*(path.name for path in seen), base])
            raise BlufError(error("template-manifest", span, f"the pack extends itself: {names}"))
        if found is None:
            raise _unknown(base, folders, span)
        if len(seen) >= _DEEPEST:
            raise BlufError(error("template-manifest", span, f"more than {_DEEPEST} packs extend each other"))
        folder = found
