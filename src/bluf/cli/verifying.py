"""``bluf verify``: say what files are, and whether they hold what they claim."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from bluf.cli.printing import DONE, FAILED, FINDINGS, Messages, Printer, size
from bluf.diagnostics import BlufError, Severity
from bluf.verification.checking import VerifyOptions, verify_all
from bluf.verification.report import Facts, Report

_LABEL = 11  # characters of the longest label, and the space after it


def run(paths: Sequence[Path], options: VerifyOptions, printer: Printer) -> int:
    """Look at the files, print what is to be said of each, and return the exit code."""
    try:
        reports = verify_all(paths, options)
    except BlufError as failure:
        if printer.messages is Messages.JSON:
            _print_json([], [found.as_json() for found in failure.diagnostics])
        else:
            printer.diagnostics(failure.diagnostics)
        return FAILED
    if printer.messages is Messages.JSON:
        _print_json([report.as_json() for report in reports], [])
    else:
        for report in reports:
            _print(report, printer)
    if any(not report.readable for outer in reports for report in (outer, *outer.inside)):
        return FAILED
    return DONE if all(report.good for report in reports) else FINDINGS


def _print_json(files: Sequence[object], findings: Sequence[object]) -> None:
    """Print one document; ``findings`` are those that are about no file among ``files``."""
    print(json.dumps({"files": files, "findings": findings}, ensure_ascii=False, indent=2))


def _print(report: Report, printer: Printer) -> None:
    printer.line(str(report.path))
    for label, value in _lines(report):
        printer.line(f"  {label:<{_LABEL}}{value}")
    printer.line()
    sys.stdout.flush()  # so that what was found stands below its file
    printer.diagnostics(report.diagnostics)
    for inner in report.inside:
        _print(inner, printer)


def _lines(report: Report) -> Iterator[tuple[str, str]]:
    """Yield labels and values; what a file does not say is left out."""
    facts = report.facts
    if facts is not None:
        pages = f", {facts.pages} page{'s'[: facts.pages != 1]}" if facts.pages else ""
        yield "file", f"{facts.format}{pages}, {size(facts.size)}"
        yield from _pairs(
            ("subject", facts.subject),
            ("title", facts.title),
            ("language", facts.language),
            ("made with", _made_with(facts)),
            ("version", ", ".join(filter(None, (facts.version, facts.status)))),
            ("made from", _made_from(facts)),
            ("inside", _inside(facts)),
            ("claims", ", ".join(facts.claims)),
            ("tagged", "" if facts.tagged is None else "yes" if facts.tagged else "no"),
            ("fonts", ", ".join(facts.fonts)),
            ("validated", ", ".join(f"{name} {'passed' if ok else 'FAILED'}" for name, ok in facts.validated.items())),
        )
    for note in report.notes:
        yield "note", note
    yield "result", _result(report)


def _pairs(*pairs: tuple[str, str]) -> Iterator[tuple[str, str]]:
    return ((label, value) for label, value in pairs if value)


def _made_with(facts: Facts) -> str:
    if not facts.by_bluf:
        return "; ".join(filter(None, (facts.made_with, "not made by bluf")))
    return ", ".join(filter(None, (facts.made_with, facts.pack and f"pack {facts.pack}")))


def _made_from(facts: Facts) -> str:
    if not facts.data_sha256:
        return ""
    which = {True: " (the data file given)", False: " (not the data file given)", None: ""}[facts.data_matches]
    return f"data file with SHA-256 {facts.data_sha256}{which}"


def _inside(facts: Facts) -> str:
    if facts.files:
        return f"{facts.files} file{'s'[: facts.files != 1]}"
    if facts.data_inside is None:
        return "no data file" if facts.by_bluf else ""
    same = "the one it was made from" if facts.data_inside.matches else "NOT the one it was made from"
    beside = f", and {', '.join(file.name for file in facts.data_beside)}" if facts.data_beside else ""
    return f"{facts.data_inside.name}, {same}{beside}"


def _result(report: Report) -> str:
    if not report.readable:
        return "cannot be read"
    errors = sum(found.severity is Severity.ERROR for found in report.diagnostics)
    warnings = len(report.diagnostics) - errors
    counts = [f"{n} {word}{'s'[: n != 1]}" for n, word in ((errors, "error"), (warnings, "warning")) if n]
    return ", ".join(counts) or "nothing found"
