"""``verify``: look at files, and let the validator look at what they claim."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from bluf.diagnostics import BlufError
from bluf.record import record
from bluf.verification import comparing, reading, validating
from bluf.verification.report import Report


@record
class VerifyOptions:
    """What is looked at: ``data`` is the data file or the list of notes to compare with.

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
    wanted = comparing.wanted(options.data) if options.data else None
    reports = []
    claiming = []
    for path in paths:
        report = Report(path)
        reports.append(report)
        _look(report)
        if wanted:
            comparing.compare(report, wanted)
        claiming += [r for r in (report, *report.inside) if r.facts and r.facts.claims]
    if options.validate or options.require_validator:
        validating.validate(claiming, required=options.require_validator)
    for report in reports:
        report.end()
    return reports


def _look(report: Report) -> None:
    """Fill a report on one file."""
    try:
        data = reading.read(report.path)
        kind = reading.kind(data, report.path)
        if kind == "pdf":
            from bluf.verification import pdf

            pdf.examine(data, report)
        elif kind == "message":
            from bluf.verification import draft

            draft.examine(data, report)
        elif reading.is_pack(data):
            from bluf.verification import bundle

            bundle.examine(data, report)
        else:
            from bluf.verification import docx

            docx.examine(data, report)
    except BlufError as failure:
        report.diagnostics.extend(failure.diagnostics)
        report.facts = None
