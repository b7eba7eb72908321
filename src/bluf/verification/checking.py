"""``verify``: look at files, and let the validator look at what they claim."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from bluf.briefing.source import is_carrier, read_bytes
from bluf.diagnostics import BlufError
from bluf.record import record
from bluf.verification import reading, validating
from bluf.verification.carried import carried
from bluf.verification.report import Report


@record
class VerifyOptions:
    """What is looked at: ``data`` is the data file to compare with.

    ``validate`` lets veraPDF look at what PDFs claim, where it is installed; ``require_validator`` makes it a
    finding that it is not.
    """

    data: Path | None = None
    validate: bool = True
    require_validator: bool = False


def verify(path: str | os.PathLike[str], options: VerifyOptions | None = None) -> Report:
    """Return what a file is and whether it holds what it claims; nothing is raised for what is wrong with it.

    Raises:
        BlufError: the data file to compare with cannot be read.
    """
    (report,) = verify_all([Path(path)], options or VerifyOptions())
    return report


def verify_all(paths: Sequence[Path], options: VerifyOptions) -> list[Report]:
    """Return a report on each file, in their order; the validator is started once for all.

    Raises:
        BlufError: the data file to compare with cannot be read.
    """
    wanted = _hash_of(options.data) if options.data else ""
    reports = []
    claiming = []
    for path in paths:
        report = Report(path)
        reports.append(report)
        _look(report)
        if wanted:
            _compare(report, wanted, options.data)
        claiming += [r for r in (report, *report.inside) if r.facts and r.facts.claims]
    if options.validate or options.require_validator:
        validating.validate(claiming, required=options.require_validator)
    for report in reports:
        report.end()
    return reports


def _hash_of(path: Path) -> str:
    """Return the SHA-256 of a data file, or of the one that rides in the DOCX or PDF at ``path``."""
    return carried(path).sha256 if is_carrier(path) else reading.sha256(read_bytes(path))


def _look(report: Report) -> None:
    """Fill a report on one file."""
    try:
        data = reading.read(report.path)
        if reading.kind(data, report.path) == "pdf":
            from bluf.verification import pdf

            pdf.examine(data, report)
        elif reading.is_pack(data):
            from bluf.verification import bundle

            bundle.examine(data, report)
        else:
            from bluf.verification import docx

            docx.examine(data, report)
    except BlufError as failure:
        report.diagnostics.extend(failure.diagnostics)
        report.facts = None


def _compare(report: Report, wanted: str, source: Path | None) -> None:
    """Say whether the file was made from the data file that was given."""
    facts = report.facts
    if facts is None:
        return
    if report.inside:
        facts.data_matches = any(r.facts is not None and r.facts.data_sha256 == wanted for r in report.inside)
        if not facts.data_matches:
            report.add("data-differs", f"no note in the pack was made from {source} as it is", always=True)
        return
    if not facts.data_sha256:
        report.add("data-unknown", "the file does not say from which data file it was made", always=True)
        return
    facts.data_matches = facts.data_sha256 == wanted
    if not facts.data_matches:
        message = f"the file was made from another version of {source}, or from another file"
        report.add("data-differs", message, "build it anew, or fetch the data file that it was made from", always=True)
