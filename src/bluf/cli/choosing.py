"""Options that several commands have, and what those say that choose among a few words."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional, TypeAlias

import typer

from bluf.cli.printing import Messages

# Typer reads these at run time; it knows no "X | None" in aliases.
MessagesOption: TypeAlias = Annotated[
    Messages, typer.Option("--messages", help="How problems are printed: for people, a line each, or JSON.")
]
TemplateOption: TypeAlias = Annotated[
    Optional[str],  # noqa: UP045
    typer.Option("--template", "-t", help="Name or path of a template pack; wins over the data file's."),
]
FormatOption: TypeAlias = Annotated[
    Optional[list[str]],  # noqa: UP045
    typer.Option("--format", "-f", help="docx or pdf; may be repeated. Without it: both."),
]
OutOption: TypeAlias = Annotated[Path, typer.Option("--out", "-o", help="Folder for the files.")]
NameOption: TypeAlias = Annotated[
    Optional[str],  # noqa: UP045
    typer.Option("--name", help="Pattern of the files' name, such as '{date}-{reference}-{slug}'."),
]
SetOption: TypeAlias = Annotated[
    Optional[list[str]],  # noqa: UP045
    typer.Option("--set", help="An option of the template, or of the theme: theme.page.size=Letter; may be repeated."),
]
StandardOption: TypeAlias = Annotated[
    Optional[list[str]],  # noqa: UP045
    typer.Option(
        "--pdf-standard",
        help="What the PDF claims: a-3a (or a-2a), ua-1, none; may be repeated. Without it: a-3a, ua-1.",
    ),
]
StrictOption: TypeAlias = Annotated[bool, typer.Option("--strict", help="Let warnings count as errors.")]
QuietOption: TypeAlias = Annotated[bool, typer.Option("--quiet", "-q", help="Print problems only.")]
OpenOption: TypeAlias = Annotated[bool, typer.Option("--open", help="Open the files when they are done.")]


def chosen_formats(wished: list[str]) -> tuple[str, ...]:
    """Return the formats that ``--format`` asks for; both without it."""
    from bluf.app.options import FORMATS

    return _chosen(wished, FORMATS, "--format") or FORMATS


def chosen_standards(wished: list[str] | None) -> tuple[str, ...]:
    """Return the standards that ``--pdf-standard`` asks for; the usual ones without it."""
    from bluf.app.options import DEFAULT_STANDARDS, PDF_STANDARDS

    if wished is None:
        return DEFAULT_STANDARDS
    names = _chosen(wished, (*PDF_STANDARDS, "none"), "--pdf-standard")
    for one, other in (("a-2a", "a-3a"), *(("none", name) for name in PDF_STANDARDS)):
        if one in names and other in names:
            raise typer.BadParameter(f"'{one}' and '{other}' exclude each other", param_hint="--pdf-standard")
    return tuple(name for name in names if name != "none")


def _chosen(wished: list[str], known: tuple[str, ...], option: str) -> tuple[str, ...]:
    """Return the words of an option that may be repeated, or hold several with commas, in the order of ``known``."""
    names = [name.strip().lower() for wish in wished for name in wish.split(",")]
    unknown = [name for name in names if name not in known]
    if unknown:
        raise typer.BadParameter(f"'{unknown[0]}' is not one of {', '.join(known)}", param_hint=option)
    return tuple(name for name in known if name in names)
