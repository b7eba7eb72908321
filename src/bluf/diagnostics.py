"""What bluf says about its inputs: values that stages collect and that only ``bluf.cli`` prints."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

from bluf.record import record

T = TypeVar("T")


class Severity(StrEnum):
    """How bad a finding is: an error stops the output of its file, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A place in an input: a file, and where known the line and column (both from 1) and the data path.

    ``path`` is the place in the data, as in ``systems[1].operators[0]``; ``length`` is how many
    characters from ``column`` on are meant (0 = not known).
    """

    file: str = ""
    line: int = 0
    column: int = 0
    path: str = ""
    length: int = 0

    def __str__(self) -> str:
        """Return ``file:line:column``, without the parts that are not known."""
        parts = [self.file or "<input>"]
        if self.line:
            parts.append(str(self.line))
            if self.column:
                parts.append(str(self.column))
        return ":".join(parts)


@record
class Diagnostic:
    """One finding: a stable code, how bad it is, where, what is wrong, and what would mend it."""

    code: str
    severity: Severity
    span: Span
    message: str
    hints: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Return the one-line form of ``--format short``."""
        where = f" {self.span.path}:" if self.span.path else ""
        hints = "".join(f" ({hint})" for hint in self.hints)
        return f"{self.span}: {self.severity}[{self.code}]:{where} {self.message}{hints}"

    def as_json(self) -> dict[str, object]:
        """Return the finding as plain data for ``--format json``."""
        span = self.span
        return {
            "code": self.code,
            "severity": str(self.severity),
            "file": span.file,
            "line": span.line or None,
            "column": span.column or None,
            "path": span.path or None,
            "message": self.message,
            "hints": list(self.hints),
        }


def error(code: str, span: Span, message: str, *hints: str) -> Diagnostic:
    """Return an error diagnostic."""
    return Diagnostic(code, Severity.ERROR, span, message, hints)


def warning(code: str, span: Span, message: str, *hints: str) -> Diagnostic:
    """Return a warning diagnostic."""
    return Diagnostic(code, Severity.WARNING, span, message, hints)


class BlufError(Exception):
    """Raised when a stage cannot go on; it carries every diagnostic collected so far."""

    def __init__(self, *diagnostics: Diagnostic) -> None:
        super().__init__("\n".join(map(str, diagnostics)))
        self.diagnostics = diagnostics


@dataclass(slots=True)
class Reported(Generic[T]):
    """The result of a stage together with the findings that did not stop it."""

    value: T
    diagnostics: list[Diagnostic] = field(default_factory=list)


@contextmanager
def gather(into: list[Diagnostic]) -> Iterator[None]:
    """Run a block; the diagnostics of a ``BlufError`` in it go to ``into`` instead of up."""
    try:
        yield
    except BlufError as failure:
        into.extend(failure.diagnostics)


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Return whether any of the findings is an error."""
    return any(d.severity is Severity.ERROR for d in diagnostics)


def to_json(diagnostics: Iterable[Diagnostic]) -> str:
    """Return the findings as a JSON array, one object each."""
    return json.dumps([d.as_json() for d in diagnostics], ensure_ascii=False, indent=2)
