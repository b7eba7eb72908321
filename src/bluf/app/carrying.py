"""What rides inside a note's files, and how a note is read from there again."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from bluf.app.options import BuildOptions
from bluf.briefing.source import MEDIA_TYPES, DataFile, Given, forbidden, is_carrier, is_carrying

if TYPE_CHECKING:
    from bluf.briefing.loading import Loaded
    from bluf.document.tree import Document, Image
    from bluf.writers import Packaging


def packaging(loaded: Loaded, document: Document, options: BuildOptions) -> Packaging:
    """Return what the files of a note are to be: the standards, and the data file with its pictures inside."""
    from bluf.writers import Attachment, Packaging

    if not options.carry_data:
        return Packaging(options.standards)
    source = loaded.source
    kind = MEDIA_TYPES[Path(source.name).suffix.lower()]
    data = Attachment(_written(source.name), kind, source.data, document.words.data_file)
    pictures = tuple(
        Attachment(name, f"image/{image.format}", image.data, document.words.picture)
        for name, image in shown_pictures(source, document).items()
    )
    return Packaging(options.standards, data, pictures)


def shown_pictures(source: DataFile, document: Document) -> dict[str, Image]:
    """Return the pictures in a note that come from beside its data file, and not from the template pack, by name."""
    from bluf.document.tree import Figure
    from bluf.document.walk import blocks

    images = {block.image.name: block.image for block in blocks(document.children) if isinstance(block, Figure)}
    return {name: image for name, image in sorted(images.items()) if _comes_with(source, name)}


def named_pictures(loaded: Loaded, shown: Mapping[str, Image]) -> dict[str, Image]:
    """Return all pictures that a data file names, as notes show them: without what cameras put into them.

    ``shown`` are those that are known already.

    Raises:
        BlufError: one of the others cannot be read.
    """
    from bluf.compose.images import read_image

    source = loaded.source
    found = dict(shown)
    folders = () if source.carrier else (source.path.parent,)
    for number, figure in enumerate(loaded.briefing.figures):
        if figure.file not in found:
            where = source.span(("figures", number, "file"))
            found[figure.file] = read_image(figure.file, folders, where, source.carrier)
    return found


def _comes_with(source: DataFile, name: str) -> bool:
    if source.carrier:
        return name in source.carrier.pictures
    folder = source.path.parent
    return (folder / name).is_file() and (folder / name).resolve().is_relative_to(folder.resolve())


def _written(name: str) -> str:
    """Return a file's name without what no document may hold."""
    return "".join("\N{REPLACEMENT CHARACTER}" if forbidden(character) else character for character in name)


def data_file(file: Path | Given) -> DataFile:
    """Return a data file, or the one that rides in a DOCX or PDF; what is read from a path, or given.

    Which of them a file is, is seen from its bytes.

    Raises:
        BlufError: it cannot be read, or no data file rides in it.
    """
    # Imported here, as a process that is to write the PDF is started before data files are read.
    from bluf.briefing.loading import read, read_carried, read_given

    if isinstance(file, Given):
        if not is_carrying(file.data):
            return read_given(file)
    elif not is_carrier(file):
        return read(file)
    # And this, as those who build from data files need none of it.
    from bluf.briefing.source import Carrier
    from bluf.verification.carried import carried

    path, data = (file.path, file.data) if isinstance(file, Given) else (file, None)
    found = carried(path, data)
    return read_carried(Carrier(path, found.name, found.pictures), found.data)
