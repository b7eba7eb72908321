"""``bluf build``: run it, show how far it is, and say what came of it."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bluf.app.building import GARBAGE, BuildResult, build, find_data_files
from bluf.app.options import BuildOptions, with_settings
from bluf.cli.printing import DONE, FAILED, FINDINGS, Printer, size, table
from bluf.diagnostics import BlufError, has_errors

if TYPE_CHECKING:
    from rich.progress import Progress

_PATIENCE = 1.0  # seconds of work after which a terminal shows how far it is


def run(
    paths: Sequence[Path],
    options: BuildOptions,
    settings: Sequence[str],
    jobs: int,
    printer: Printer,
    *,
    show: bool,
) -> int:
    """Build the data files in ``paths`` and return the exit code; ``settings`` are what ``--set`` gives."""
    gc.set_threshold(GARBAGE)
    try:
        options = with_settings(options, settings)
        files = find_data_files(paths, options.workspace)
        results = sorted(
            _watched(build(files, options, jobs), len(files), printer), key=lambda r: files.index(r.source)
        )
    except BlufError as failure:
        return printer.failed(failure)
    for result in results:
        printer.diagnostics(result.diagnostics)
    report(results, printer)
    printer.end()
    if show:
        open_files(results)
    return exit_code(results)


def exit_code(results: Sequence[BuildResult]) -> int:
    """Return the exit code that says what came of it."""
    if any(has_errors(result.diagnostics) for result in results):
        return FAILED
    return FINDINGS if any(result.failed for result in results) else DONE


def _watched(results: Iterator[BuildResult], count: int, printer: Printer) -> Iterator[BuildResult]:
    """Yield results; on a terminal show how far the work is, once it has taken a while."""
    start = time.monotonic()
    bar: Progress | None = None
    try:
        for done, result in enumerate(results, 1):
            if bar is None and printer.terminal and not printer.quiet and time.monotonic() - start > _PATIENCE:
                bar = _progress(count)
            if bar is not None:
                bar.update(bar.task_ids[0], completed=done)
            yield result
    finally:
        if bar is not None:
            bar.stop()


def _progress(count: int) -> Progress:
    # Imported here because most builds are done before a bar would show.
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("building"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    bar = Progress(*columns, console=Console(stderr=True), transient=True)
    bar.add_task("building", total=count)
    bar.start()
    return bar


def report(results: Sequence[BuildResult], printer: Printer) -> None:
    """Print what was written, with pages, words and sizes, and what was not."""
    rows = [
        (
            str(output.path),
            f"{output.pages} page{'s' if output.pages != 1 else ''}",
            f"{output.words:,} words",
            size(output.size),
        )
        for result in results
        for output in result.outputs
    ]
    for line in table(rows) if rows else []:
        printer.line(line)
    unchanged = sum(result.unchanged for result in results)
    if unchanged:
        printer.line(f"{unchanged} unchanged")
    failed = [result for result in results if result.failed]
    if failed and len(results) > 1:
        names = ", ".join(str(result.source) for result in failed)
        printer.line(f"{len(results) - len(failed)} of {len(results)} notes built; not: {names}")


def open_files(results: Sequence[BuildResult]) -> None:
    """Open what was written in the programs that are there for it."""
    for result in results:
        for output in result.outputs:
            click.launch(str(output.path))
