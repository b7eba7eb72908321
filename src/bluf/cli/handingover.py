"""What the commands for handing a note on do: call the use case, print, and say how it went."""

from __future__ import annotations

import sys
from pathlib import Path

from bluf.cli.printing import Printer
from bluf.diagnostics import BlufError

DONE, FINDINGS, FAILED = 0, 1, 2


def print_data(file: Path, out: Path | None, pictures: Path | None, printer: Printer) -> int:
    """Print or write the data file inside a file, and return the exit code."""
    from bluf.app.extracting import extract

    try:
        found, written, warnings = extract(file, out, pictures)
    except BlufError as failure:
        printer.diagnostics(failure.diagnostics)
        printer.end()
        return FAILED
    printer.diagnostics(warnings)
    if out is None:
        sys.stdout.buffer.write(found.data)  # just as they are, so that a hash of them is the same
        sys.stdout.flush()
    else:
        for path in written:
            printer.line(str(path))
        printer.end()
    return FINDINGS if warnings else DONE
