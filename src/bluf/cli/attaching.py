"""``bluf attach``: notes into somebody else's report."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bluf.app.attaching import AttachOptions, AttachResult, attach_file, refresh_file
from bluf.cli.printing import DONE, Printer, size
from bluf.diagnostics import BlufError


def run(
    report: Path, notes: Sequence[Path], out: Path | None, options: AttachOptions, printer: Printer, *, refresh: bool
) -> int:
    """Attach notes, or make those that are in the report anew; print what came of it and return the exit code."""
    try:
        # Without --refresh the command line has made sure that there is an `out`.
        result = refresh_file(report, out, options) if refresh else attach_file(report, notes, out or report, options)
    except BlufError as failure:
        return printer.failed(failure)
    printer.diagnostics(result.diagnostics)
    _print(result, printer)
    printer.end()
    return DONE


def _print(result: AttachResult, printer: Printer) -> None:
    for name, source in zip(result.notes, result.sources, strict=True):
        printer.line(f"{name}  from {source}")
    printer.line(f"{result.path}  {size(len(result.data))}{'' if result.changed else ', unchanged'}")
