"""``bluf combine``: run it and say what came of it."""

from __future__ import annotations

import gc
from collections.abc import Sequence
from pathlib import Path

from bluf.app.building import GARBAGE
from bluf.app.combining import combine
from bluf.app.options import BuildOptions, with_settings
from bluf.cli.building import exit_code, open_files, report
from bluf.cli.printing import Printer
from bluf.diagnostics import BlufError


def run(
    paths: Sequence[Path],
    options: BuildOptions,
    settings: Sequence[str],
    words: Sequence[tuple[str, str]],
    printer: Printer,
    *,
    show: bool,
) -> int:
    """Combine the notes in ``paths`` and return the exit code.

    ``settings`` are what ``--set`` gives, ``words`` what the roundup says of itself.
    """
    gc.set_threshold(GARBAGE)
    try:
        result = combine(paths, with_settings(options, settings), words)
    except BlufError as failure:
        return printer.failed(failure)
    printer.diagnostics(result.diagnostics)
    report([result], printer)
    printer.end()
    if show:
        open_files([result])
    return exit_code([result])
