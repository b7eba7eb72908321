"""``bluf new`` and ``bluf schema``."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from bluf.app import starting
from bluf.app.building import BRIEFINGS
from bluf.cli.printing import DONE, Printer
from bluf.diagnostics import BlufError


def run(title: str, template: str | None, language: str | None, out: Path | None, printer: Printer) -> int:
    """Write a data file to start from, and beside it the schema that its first line names."""
    try:
        today = datetime.now(UTC).astimezone().date()
        path = starting.new(title, template, out, Path(BRIEFINGS), today, language)
    except BlufError as failure:
        return printer.failed(failure)
    printer.line(f"{path}\nfill it in, then: bluf build {path}")
    printer.end()
    return DONE


def print_schema(template: str | None, out: Path | None, printer: Printer, *, roundup: bool) -> int:
    """Print the JSON Schema, or write it to a file."""
    try:
        text = starting.schema_text(template, roundup=roundup)
        if out is None:
            printer.line(text.rstrip("\n"))
            return DONE
        starting.write_text(text, out)
    except BlufError as failure:
        return printer.failed(failure)
    printer.line(str(out))
    return DONE
