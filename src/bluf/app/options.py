"""What a build is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from bluf.diagnostics import BlufError, Diagnostic, gather
from bluf.record import record

if TYPE_CHECKING:
    from bluf.briefing.source import Setting

FORMATS = ("docx", "pdf")
PDF_STANDARDS = ("a-2a", "a-3a", "ua-1")  # what a PDF can claim
DEFAULT_STANDARDS = ("a-3a", "ua-1")


@record
class BuildOptions:
    """What a build makes, and where.

    ``name`` is a pattern for the files' names; ``strict`` counts warnings as errors; ``fresh`` builds also
    what has not changed; ``workspace`` is the folder in whose ``templates`` packs are looked up;
    ``standards`` are what the PDF claims (``PDF_STANDARDS``), and ``carry_data`` puts the data file
    into both files, but for a PDF/A-2; ``settings`` stand in place of the data file's options and theme.
    """

    out: Path
    formats: tuple[str, ...] = FORMATS
    template: str | None = None
    name: str | None = None
    strict: bool = False
    fresh: bool = True
    workspace: Path = field(default_factory=Path.cwd)
    standards: tuple[str, ...] = DEFAULT_STANDARDS
    carry_data: bool = True
    settings: tuple[Setting, ...] = ()


def with_settings(options: BuildOptions, texts: Sequence[str]) -> BuildOptions:
    """Return options with the settings that texts such as ``theme.page.size=Letter`` say.

    Raises:
        BlufError: with a diagnostic for each that cannot be read.
    """
    if not texts:
        return options
    from bluf.briefing.settings import parse_setting

    found: list[Diagnostic] = []
    settings: list[Setting] = []
    for text in texts:
        with gather(found):
            settings.append(parse_setting(text))
    if found:
        raise BlufError(*found)
    return replace(options, settings=tuple(settings))
