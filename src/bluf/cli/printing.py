"""Diagnostics and results on the terminal, in files and for programs."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TextIO

from bluf.diagnostics import BlufError, Diagnostic, Severity, to_json

DONE, FINDINGS, FAILED = 0, 1, 2  # exit codes

_COLOURS = {"red": "31", "yellow": "33", "blue": "34", "green": "32", "bold": "1", "dim": "2"}
_WIDEST = 100
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")  # of terminals, and of their order


class Messages(StrEnum):
    """How diagnostics are printed: for people, a line each, or as JSON."""

    HUMAN = "human"
    SHORT = "short"
    JSON = "json"


class Printer:
    """Prints to standard output and error; colour only on a terminal, and not where NO_COLOR is set."""

    def __init__(self, messages: Messages, *, quiet: bool = False) -> None:
        self.messages = messages
        self.quiet = quiet
        self.said: list[Diagnostic] = []
        for stream in (sys.stdout, sys.stderr):
            reconfigure = getattr(stream, "reconfigure", None)
            if reconfigure:
                reconfigure(errors="replace")  # a console that lacks a character shows "?" and no traceback

    @property
    def terminal(self) -> bool:
        """Return whether people read standard error as it is printed."""
        return sys.stderr.isatty()

    def line(self, text: str = "") -> None:
        """Print a line of results; what would move a terminal, in the words of somebody's pack, is not printed."""
        if not self.quiet and self.messages is not Messages.JSON:
            print(_plain(text))

    def diagnostics(self, found: Iterable[Diagnostic]) -> None:
        """Print diagnostics; as JSON they wait for ``end``, so that one array comes out."""
        for one in found:
            diagnostic = replace(one, span=replace(one.span, file=near(one.span.file)))
            self.said.append(diagnostic)
            match self.messages:
                case Messages.SHORT:
                    print(_plain(str(diagnostic)), file=sys.stderr)
                case Messages.HUMAN:
                    print(self.human(diagnostic, sys.stderr), file=sys.stderr)
                case Messages.JSON:
                    pass

    def end(self) -> None:
        """Print what waits for the end."""
        if self.messages is Messages.JSON:
            print(to_json(self.said))

    def failed(self, failure: BlufError) -> int:
        """Print why something could not be done, and return the exit code."""
        self.diagnostics(failure.diagnostics)
        self.end()
        return FAILED

    # --- for people ---

    def human(self, diagnostic: Diagnostic, stream: TextIO) -> str:
        """Return a diagnostic with the line that it is about, and a caret below the place."""
        colour = _painter(stream)
        diagnostic = replace(diagnostic, message=_plain(diagnostic.message), hints=tuple(map(_plain, diagnostic.hints)))
        loud = "red" if diagnostic.severity is Severity.ERROR else "yellow"
        span = diagnostic.span
        head = (
            f"{colour(f'{diagnostic.severity}[{diagnostic.code}]', loud, 'bold')}: {colour(diagnostic.message, 'bold')}"
        )
        where = _plain(f"{span}" + (f" ({span.path})" if span.path else ""))
        lines = [head, f"  {colour('-->', 'blue')} {where}"]
        frame = _frame(span.file, span.line)
        if frame is not None:
            number = str(span.line)
            pad = " " * len(number)
            text, caret = _window(frame, span.column)
            lines += [f"{pad} {colour('|', 'blue')}", f"{colour(f'{number} |', 'blue')} {text}"]
            if span.column:
                lines.append(f"{pad} {colour('|', 'blue')} {' ' * caret}{colour('^', loud, 'bold')}")
        lines += [f"  {colour('=', 'blue')} {colour('hint', 'bold')}: {hint}" for hint in diagnostic.hints]
        return "\n".join(lines) + "\n"


def near(path: str | Path) -> str:
    """Return a path from where the user is, if it is below that."""
    place = Path(path)
    here = Path.cwd()
    return str(place.relative_to(here)) if place.is_absolute() and place.is_relative_to(here) else str(path)


def _plain(text: str) -> str:
    """Return a text with nothing in it that moves a terminal."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)


def _painter(stream: TextIO) -> Callable[..., str]:
    plain = not stream.isatty() or bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"

    def paint(text: str, *colours: str) -> str:
        codes = ";".join(_COLOURS[c] for c in colours)
        return text if plain else f"\x1b[{codes}m{text}\x1b[0m"

    return paint


def _frame(file: str, line: int) -> str | None:
    """Return a line of a file, ``None`` where there is no such line to show."""
    if not line:
        return None
    try:
        path = Path(file)
        if path.stat().st_size > 20_000_000:
            return None
        lines = path.read_text(encoding="utf-8-sig", errors="replace").split("\n")
    except (OSError, ValueError):
        return None
    if line > len(lines):
        return None
    return "".join(
        c if c.isprintable() or c == "\t" else "\N{REPLACEMENT CHARACTER}" for c in lines[line - 1].rstrip("\r")
    )


def _window(text: str, column: int) -> tuple[str, int]:
    """Return the part of a line around a column that fits, and where in it the column is."""
    text = text.replace("\t", " ")
    at = max(column - 1, 0)
    if len(text) <= _WIDEST:
        return text, at
    start = max(0, min(at - _WIDEST // 2, len(text) - _WIDEST))
    end = start + _WIDEST
    return ("…" if start else "") + text[start:end] + ("…" if end < len(text) else ""), at - start + bool(start)


# --- results ----------------------------------------------------------------------------------------


def table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return rows as lines in columns: the first column flush left, the others right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell.ljust(w) if n == 0 else cell.rjust(w) for n, (cell, w) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]


def size(count: int) -> str:
    """Return a number of bytes in words."""
    return f"{count / 1024:,.0f} KB" if count < 1024 * 1024 else f"{count / 1024 / 1024:,.1f} MB"
