"""``bluf build``: data files into finished notes, each whole or not at all, many at a time."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from bluf.app.carrying import packaging
from bluf.app.making import make_document, render, uncovered
from bluf.app.options import BuildOptions
from bluf.diagnostics import BlufError, Diagnostic, Span, error, gather, has_errors
from bluf.record import record

if TYPE_CHECKING:
    from bluf.beside import Child
    from bluf.briefing.loading import Loaded
    from bluf.document.tree import Document
    from bluf.outputs import Pending
    from bluf.theme.model import Theme
    from bluf.writers import Packaging, Rendered

ENDINGS = (".yaml", ".yml", ".json", ".toml")
BRIEFINGS = "briefings"

# Objects made before the cycle collector looks for garbage. A build makes trees, which hold no cycles; with
# the default of 700 a tenth of its time goes into looking.
GARBAGE = 200_000


@record
class Output:
    """A file that was written: where, how many pages (0 = not known) and words, and its size in bytes."""

    path: Path
    pages: int
    words: int
    size: int


@dataclass(slots=True)
class BuildResult:
    """What came of one data file: its outputs, or why there are none."""

    source: Path
    outputs: list[Output] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    unchanged: bool = False
    pending: list[Pending] = field(default_factory=list)

    @property
    def failed(self) -> bool:
        """Return whether nothing could be written."""
        return not self.outputs and not self.unchanged


# --- which files ------------------------------------------------------------------------------------


def find_data_files(paths: Sequence[Path], workspace: Path) -> list[Path]:
    """Return the data files that ``paths`` name; a folder stands for those in it, nothing for ./briefings.

    Raises:
        BlufError: a folder has none, or there is no ./briefings.
    """
    found: dict[Path, None] = {}
    for path in paths or [workspace / BRIEFINGS]:
        if not path.is_dir():
            found[path] = None
            continue
        inside = sorted(p for p in path.iterdir() if p.suffix.lower() in ENDINGS and p.is_file() and _is_data(p))
        if not inside:
            hint = "`bluf new TITLE` writes one to start from"
            raise BlufError(error("no-data-files", Span(str(path)), "the folder holds no data file", hint))
        found.update(dict.fromkeys(inside))
    return list(found)


# The ending before the last one tells what lies beside data files: ``.schema.json``, ``.roundup.yaml``.
_SCHEMA, _LIST = [".schema"], [".roundup"]


def _is_data(path: Path) -> bool:
    return not path.name.startswith(".") and path.suffixes[-2:-1] not in (_SCHEMA, _LIST)


# --- one note ---------------------------------------------------------------------------------------


def build_one(path: Path, options: BuildOptions, child: Child | None = None) -> BuildResult:
    """Return what a data file builds to, written under temporary names; ``finish`` gives them their own.

    ``child`` is a process that stands ready to make the PDF.
    """
    from bluf.outputs import carries

    def early(loaded: Loaded, document: Document, theme: Theme) -> None:
        from bluf.beside import is_short
        from bluf.document.walk import word_count

        if child is not None and is_short(word_count(document)):
            child.give(document, theme, packaging(loaded, document, options))

    result = BuildResult(path)
    with gather(result.diagnostics):
        loaded, document, theme, warnings = make_document(path, options, early)
        result.diagnostics += [*warnings, *uncovered(loaded, document, theme)]
        if stops(result.diagnostics, options):
            return result
        targets = _targets(loaded, options)
        if not options.fresh and all(carries(t, document.metadata.fingerprint) for t in targets.values()):
            result.unchanged = True
            return result
        _write(document, theme, targets, result, packaging=packaging(loaded, document, options), child=child)
    return result


def stops(diagnostics: Sequence[Diagnostic], options: BuildOptions) -> bool:
    """Return whether findings stop the output of their file."""
    return bool(diagnostics) if options.strict else has_errors(diagnostics)


def output_stem(loaded: Loaded, options: BuildOptions) -> str:
    """Return the name, without ending, of a note's files.

    Raises:
        BlufError: the pattern of names has a field that there is not, or makes no name.
    """
    from bluf.briefing.references import slug
    from bluf.outputs import file_stem

    note, source = loaded.briefing, loaded.source
    pattern = options.name or note.name or "{name}"
    fields = {
        "name": Path(source.name).stem,
        "date": note.date.isoformat(),
        "reference": note.reference or "",
        "slug": slug(note.title) or Path(source.name).stem,
        "title": note.title,
        "version": note.version or "",
        "status": note.status or "",
        "language": note.language,
    }
    return file_stem(pattern, fields, _pattern_place(loaded, options))


def _pattern_place(loaded: Loaded, options: BuildOptions) -> Span:
    return Span("--name") if options.name else loaded.source.span(("name",))


def _targets(loaded: Loaded, options: BuildOptions) -> dict[str, Path]:
    """Return the path of each format's file."""
    stem, source = output_stem(loaded, options), loaded.source
    targets = {ending: options.out / f"{stem}.{ending}" for ending in options.formats}
    if _same_file(source.on_disk) in map(_same_file, targets.values()):
        what = "the file that it is made from" if source.carrier else "the data file"
        where, message = _pattern_place(loaded, options), f"the output would replace {what}"
        raise BlufError(error("output-is-input", where, message, "choose another --out"))
    return targets


def _write(
    document: Document,
    theme: Theme,
    targets: dict[str, Path],
    result: BuildResult,
    *,
    packaging: Packaging,
    child: Child | None,
) -> None:
    from bluf.document.walk import word_count
    from bluf.outputs import discard, prepare, store

    words = word_count(document)
    files = render(document, theme, tuple(targets), words, packaging=packaging, child=child)
    pages = max(file.pages for file in files.values())
    result.diagnostics += placed(files.values(), result.source)
    if has_errors(result.diagnostics):
        return
    try:
        for kind, target in targets.items():
            prepare(target.parent)
            result.pending.append(store(files[kind].data, target))
            result.outputs.append(Output(target, pages, words, len(files[kind].data)))
    except BlufError:
        discard(result.pending)
        result.pending, result.outputs = [], []
        raise


def placed(files: Iterable[Rendered], source: Path) -> list[Diagnostic]:
    """Return what writers found; what they cannot place is about the whole data file."""
    found = (diagnostic for file in files for diagnostic in file.diagnostics)
    return [d if d.span.file else replace(d, span=replace(d.span, file=str(source))) for d in found]


# --- many notes -------------------------------------------------------------------------------------


def build(paths: Sequence[Path], options: BuildOptions, jobs: int = 0) -> Iterator[BuildResult]:
    """Yield the result of each data file as it is done; then all outputs that can be are given their names.

    Args:
        paths: data files.
        options: what to make of them.
        jobs: how many processes work at once; 0 is one a processor.
    """
    results = []
    try:
        for result in _built(paths, options, min(jobs or os.cpu_count() or 1, len(paths))):
            results.append(result)
            yield result
        finish(results)
    finally:
        from bluf.outputs import discard

        discard([file for result in results for file in result.pending])


def _built(paths: Sequence[Path], options: BuildOptions, workers: int) -> Iterator[BuildResult]:
    if workers < 2:
        from bluf.beside import start

        for path in paths:
            child = start() if len(paths) == 1 and len(options.formats) > 1 else None
            try:
                yield build_one(path, options, child)
            finally:
                if child is not None:
                    child.end()
        return
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor, as_completed

    # Spawned, not forked: the only way that works on every system and beside threads.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, context, initializer=gc.set_threshold, initargs=(GARBAGE,)) as pool:
        futures = [pool.submit(build_one, path, options) for path in paths]
        for future in as_completed(futures):
            yield future.result()


def finish(results: Sequence[BuildResult]) -> None:
    """Give the pending files of ``results`` their names, but for those that two data files would write."""
    from bluf.outputs import commit, discard

    owners: dict[Path, list[BuildResult]] = {}
    for result in results:
        for file in result.pending:
            owners.setdefault(_same_file(file.target), []).append(result)
    for result in sorted(results, key=lambda r: str(r.source)):
        rivals = {r.source for f in result.pending for r in owners[_same_file(f.target)]} - {result.source}
        with gather(result.diagnostics):
            if rivals:
                discard(result.pending)
                others = ", ".join(sorted(map(str, rivals)))
                message = f"{result.pending[0].target.name} would be written from {others} too"
                hint = "give one of them another `name`, or use --name with {name} in it"
                raise BlufError(error("output-twice", Span(str(result.source)), message, hint))
            commit(result.pending)
        if has_errors(result.diagnostics):
            result.outputs = []
        result.pending = []


def _same_file(path: Path) -> Path:
    """Return a path as systems compare it that do not tell upper from lower case."""
    return Path(str(path.resolve()).casefold())
