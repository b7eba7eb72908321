"""What the commands for handing a note on do: call the use case, print, and say how it went."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bluf.app.building import GARBAGE, find_data_files
from bluf.app.options import BuildOptions, with_settings
from bluf.cli.printing import DONE, FINDINGS, Messages, Printer, size, table
from bluf.diagnostics import BlufError, to_json

if TYPE_CHECKING:
    from bluf.app.finishing import HandedOver


def print_data(file: Path, out: Path | None, pictures: Path | None, printer: Printer) -> int:
    """Print or write the data file inside a file, and return the exit code."""
    from bluf.app.extracting import extract

    try:
        found, written, warnings = extract(file, out, pictures)
    except BlufError as failure:
        return printer.failed(failure)
    printer.diagnostics(warnings)
    if out is None:
        sys.stdout.buffer.write(found.data)  # just as they are, so that a hash of them is the same
        sys.stdout.flush()
        if warnings and printer.messages is Messages.JSON:
            print(to_json(warnings), file=sys.stderr)  # standard output is the data file's
    else:
        for path in written:
            printer.line(str(path))
        printer.end()
    return FINDINGS if warnings else DONE


def run_pack(
    paths: Sequence[Path], options: BuildOptions, settings: Sequence[str], out: Path | None, printer: Printer
) -> int:
    """Write a pack of notes, and return the exit code."""
    # Imported here, as a mistyped option must be told at once.
    from bluf.app.packing import pack

    return _run(lambda files, wishes: pack(files, wishes, out), paths, options, settings, printer)


def run_mail(
    paths: Sequence[Path], options: BuildOptions, settings: Sequence[str], out: Path | None, printer: Printer
) -> int:
    """Write drafts of messages about notes, and return the exit code."""
    from bluf.app.mailing import mail  # as above

    return _run(lambda files, wishes: mail(files, wishes, out), paths, options, settings, printer)


def _run(
    work: Callable[[list[Path], BuildOptions], HandedOver],
    paths: Sequence[Path],
    options: BuildOptions,
    settings: Sequence[str],
    printer: Printer,
) -> int:
    """Do the work for the notes in ``paths`` and say which files came of it."""
    gc.set_threshold(GARBAGE)
    try:
        wishes = with_settings(options, settings)
        handed_over = work(find_data_files(paths, options.workspace), wishes)
    except BlufError as failure:
        return printer.failed(failure)
    printer.diagnostics(handed_over.diagnostics)
    for line in table([(str(path), size(path.stat().st_size)) for path in handed_over.paths]):
        printer.line(line)
    printer.end()
    return DONE
