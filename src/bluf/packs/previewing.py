"""``bluf template preview``: what a pack makes of the sample note or of a data file, as PDF or as pictures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bluf.app.making import make_document, render, uncovered
from bluf.app.options import BuildOptions
from bluf.compose.pack import Pack
from bluf.diagnostics import BlufError, Diagnostic, Span, error
from bluf.outputs import commit, prepare, store
from bluf.packs import samples

if TYPE_CHECKING:
    from PIL.Image import Image

_EDGE = "#CBD4DB"  # of a page in a picture, so that it is seen on white


def preview(pack: Pack, data: Path | None, kind: str, out: Path, workspace: Path, *, width: int) -> list[Path]:
    """Write what a pack makes of a note, and return the files.

    Args:
        pack: the pack.
        data: a data file; the sample note without it.
        kind: "pdf", or "png" for a picture of each page.
        out: the folder for the files.
        workspace: where packs are looked for.
        width: of a picture, in pixels.

    Raises:
        BlufError: the note cannot be built, or pictures cannot be made here.
    """
    settings = samples.settings(samples.FULL, pack) if data is None else ()
    options = BuildOptions(out=out, template=str(pack.folder), workspace=workspace, settings=settings)
    loaded, document, theme, _ = make_document(data or samples.path(samples.FULL), options)
    wrong: list[Diagnostic] = uncovered(loaded, document, theme)
    if wrong:
        raise BlufError(*wrong)
    file = render(document, theme, ("pdf",), 0)["pdf"].data
    name = pack.manifest.name
    if kind == "pdf":
        files = {out / f"{name}.pdf": file}
    else:
        files = {out / f"{name}-{number}.png": page for number, page in enumerate(_pictures(file, width), 1)}
    prepare(out)
    commit([store(data, target) for target, data in files.items()])
    return list(files)


def _pictures(file: bytes, width: int) -> list[bytes]:
    """Return the pages of a PDF as PNG files."""
    try:
        # Imported here because it is an optional part of the installation.
        import pypdfium2
    except ImportError:
        hint = "pip install 'bluf[preview]', or use --format pdf"
        message = "pictures of pages need the package pypdfium2"
        raise BlufError(error("preview-missing", Span("--format"), message, hint)) from None
    document = pypdfium2.PdfDocument(file)
    try:
        return [_png(page.render(scale=2 * width / page.get_width()).to_pil(), width) for page in document]
    finally:
        document.close()


def _png(image: Image, width: int) -> bytes:
    """Return a picture of half the size it was drawn at, with a thin edge, in few colours."""
    # Imported here because only pictures need it.
    import io

    from PIL import Image as Pillow
    from PIL import ImageOps

    height = round(image.height * width / image.width)
    small = image.convert("RGB").resize((width, height), Pillow.Resampling.LANCZOS)
    framed = ImageOps.expand(small, border=1, fill=_EDGE).quantize(64, dither=Pillow.Dither.NONE)
    sink = io.BytesIO()
    framed.save(sink, "PNG", optimize=True)
    return sink.getvalue()
