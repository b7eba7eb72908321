"""What the validator says of the standards that files claim."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from bluf.verification import validators
from bluf.verification.report import Report
from bluf.verification.validators import ValidatorError, Verdict

_CLAIM = re.compile(r"PDF/(A|UA)-(\d)([abuef]?)")
_LINK = "https://docs.verapdf.org/validation/"
_MOST = 25  # rules that are listed


def profile(claim: str) -> str:
    """Return the validator's name for a standard: "3a" for "PDF/A-3a"; nothing where it has none."""
    match = _CLAIM.fullmatch(claim)
    if match is None:
        return ""
    return ("ua" if match[1] == "UA" else "") + match[2] + match[3]


def validate(reports: Sequence[Report], *, required: bool) -> None:
    """Let the validator look at files that claim something, and add what it finds.

    Where there is no validator, this is noted; where it is ``required``, it is an error of each file.
    """
    with TemporaryDirectory(prefix="bluf-") as folder:
        paths = _on_disk(reports, Path(folder))
        jobs = {
            path: tuple(filter(None, map(profile, report.facts.claims)))
            for report, path in zip(reports, paths, strict=True)
            if report.facts is not None
        }
        jobs = {path: profiles for path, profiles in jobs.items() if profiles}
        if not jobs:
            return
        try:
            verdicts = validators.find().validate(jobs)
        except ValidatorError as missing:
            for report in reports:
                _say(report, f"not validated: {missing}", required=required)
            return
    for report, path in zip(reports, paths, strict=True):
        for claim in report.facts.claims if report.facts else ():
            _add(report, claim, verdicts.get((path, profile(claim))), required=required)


def _on_disk(reports: Sequence[Report], folder: Path) -> list[Path]:
    """Return where the validator finds each file; those that are inside others are written into the folder."""
    paths = []
    for number, report in enumerate(reports):
        if report.data is None:
            paths.append(report.path)
        else:
            paths.append(folder / f"{number}.pdf")
            paths[-1].write_bytes(report.data)
    return paths


def _say(report: Report, message: str, *, required: bool) -> None:
    if required:
        report.add("validator-missing", message, always=True)
    else:
        report.notes.append(message)


def _add(report: Report, claim: str, verdict: Verdict | None, *, required: bool) -> None:
    if verdict is None:
        _say(report, f"{claim} was not validated: veraPDF has no result for it", required=required)
        return
    if verdict.fault:
        report.add("validator-failed", f"veraPDF could not check {claim}: {verdict.fault}", always=True)
        return
    if report.facts:
        report.facts.validated[claim] = verdict.compliant
    for failure in verdict.failures[:_MOST]:
        times = f"{failure.count} times" if failure.count > 1 else "once"
        message = f"{claim}, rule {failure.rule}, broken {times}: {failure.text}"
        report.add("standard", message, f"rules are explained at {_LINK}", where=failure.place, always=True)
    if not verdict.compliant and not verdict.failures:
        report.add("standard", f"the file does not conform to {claim}", always=True)
