"""What there is to say of a file: facts, findings and notes."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path

from bluf.diagnostics import Diagnostic, Severity, Span, has_errors
from bluf.record import record
from bluf.untrusted.words import shown

_MOST = 25  # findings of one kind that are listed


@record
class Problem:
    """Something that is wrong: the code of its diagnostic, what it is, and on which page (0 = none)."""

    code: str
    message: str
    page: int = 0

    def __str__(self) -> str:
        """Return the problem on one line."""
        return f"page {self.page}: {self.message}" if self.page else self.message


@dataclass(slots=True)
class Inside:
    """A data file that rides inside: its name, its SHA-256, and whether the outer file names the same."""

    name: str
    sha256: str
    matches: bool


@dataclass(slots=True)
class Facts:
    """What a file says about itself; empty where it does not say.

    ``files`` is how many there are in a pack, or attached to a message, which has a ``subject``.
    ``data_beside`` are the data files inside other than the one that the file was made from: those of a roundup's
    notes. ``data_matches`` tells whether the data file that was given is the one that this was made from, and
    ``validated`` what the validator found of each standard that is claimed.
    """

    format: str
    size: int
    sha256: str
    by_bluf: bool = False
    made_with: str = ""
    title: str = ""
    subject: str = ""
    language: str = ""
    pages: int = 0
    files: int = 0
    pack: str = ""
    version: str = ""
    status: str = ""
    fingerprint: str = ""
    data_sha256: str = ""
    data_inside: Inside | None = None
    data_beside: tuple[Inside, ...] = ()
    data_matches: bool | None = None
    claims: tuple[str, ...] = ()
    tagged: bool | None = None
    fonts: tuple[str, ...] = ()
    validated: dict[str, bool] = field(default_factory=dict)


@dataclass(slots=True)
class Report:
    """What came of looking at a file.

    ``facts`` are missing where it could not be read, for which the diagnostics give the reason. ``notes``
    say what was left out and why, which is no fault of the file. ``inside`` are reports on the documents in a
    pack or message, whose ``data`` no other program could open.
    """

    path: Path
    facts: Facts | None = None
    diagnostics: list[Diagnostic] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    inside: list[Report] = field(default_factory=list)
    data: bytes | None = field(default=None, repr=False)
    _counts: Counter[str] = field(default_factory=Counter, repr=False)

    @property
    def readable(self) -> bool:
        """Return whether the file could be read at all."""
        return self.facts is not None

    @property
    def good(self) -> bool:
        """Return whether nothing was found."""
        return self.readable and not self.diagnostics and all(report.good for report in self.inside)

    @property
    def promises(self) -> bool:
        """Return whether the file is held to all that is checked: bluf made it, or it claims a standard."""
        return self.facts is not None and (self.facts.by_bluf or bool(self.facts.claims))

    def add(self, code: str, message: str, *hints: str, where: str = "", always: bool = False) -> None:
        """Add a finding: an error, but a warning for a file that promises nothing, unless it is so ``always``.

        A file that is broken throughout has thousands of one kind: the first are kept, and the others counted.
        """
        self._counts[code] += 1
        if self._counts[code] > _MOST:
            return
        severity = Severity.ERROR if always or self.promises else Severity.WARNING
        span = Span(str(self.path), path=shown(where, 80))
        self.diagnostics.append(Diagnostic(code, severity, span, shown(message), hints))

    def end(self) -> None:
        """Note how much is not listed."""
        for report in self.inside:
            report.end()
        for code, count in self._counts.items():
            if count > _MOST:
                self.notes.append(f"{count - _MOST} more findings of the kind '{code}' are not listed")

    def as_json(self) -> dict[str, object]:
        """Return everything as plain data."""
        return {
            "file": str(self.path),
            "readable": self.readable,
            "good": self.good,
            "errors": has_errors(self.diagnostics) or any(has_errors(report.diagnostics) for report in self.inside),
            **(asdict(self.facts) if self.facts else {}),
            "notes": list(self.notes),
            "findings": [found.as_json() for found in self.diagnostics],
            **({"inside": [report.as_json() for report in self.inside]} if self.inside else {}),
        }
