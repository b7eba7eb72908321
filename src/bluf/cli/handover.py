"""``bluf data``, ``bluf pack`` and ``bluf mail``: what is handed on with a note, or instead of it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional, TypeAlias

import typer

from bluf.cli.choosing import chosen_formats, chosen_standards
from bluf.cli.printing import Messages, Printer

app = typer.Typer()

# Typer reads these at run time; it knows no "X | None" in aliases.
Notes: TypeAlias = Annotated[list[Path], typer.Argument(help="Data files, folders of them, or a DOCX or PDF by bluf.")]
Formats: TypeAlias = Annotated[
    Optional[list[str]],  # noqa: UP045
    typer.Option("--format", "-f", help="docx or pdf; may be repeated. Without it: both."),
]
Template: TypeAlias = Annotated[
    Optional[str],  # noqa: UP045
    typer.Option("--template", "-t", help="Name or path of a template pack; wins over the data file's."),
]
Name: TypeAlias = Annotated[
    Optional[str],  # noqa: UP045
    typer.Option("--name", help="Pattern of the files' name, such as '{date}-{reference}-{slug}'."),
]
Settings: TypeAlias = Annotated[
    Optional[list[str]],  # noqa: UP045
    typer.Option("--set", help="An option of the template, or of the theme: theme.page.size=Letter; may be repeated."),
]
Standards: TypeAlias = Annotated[
    Optional[list[str]],  # noqa: UP045
    typer.Option("--pdf-standard", help="What the PDF claims: a-3a (or a-2a), ua-1, none; may be repeated."),
]
Strict: TypeAlias = Annotated[bool, typer.Option("--strict", help="Let warnings count as errors.")]
Quiet: TypeAlias = Annotated[bool, typer.Option("--quiet", "-q", help="Print problems only.")]
MessagesOption: TypeAlias = Annotated[
    Messages, typer.Option("--messages", help="How problems are printed: for people, a line each, or JSON.")
]


@app.command()
def data(
    file: Annotated[Path, typer.Argument(help="A DOCX or PDF that bluf made.")],
    out: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option("--out", "-o", help="The file to write, or a folder for it. Without it: standard output."),
    ] = None,
    pictures: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option("--pictures", help="Folder for the pictures of the note, as the data file names them."),
    ] = None,
    messages: MessagesOption = Messages.HUMAN,
) -> None:
    """Print the data file that rides in one of our DOCX or PDF files."""
    from bluf.cli.handingover import print_data

    raise typer.Exit(print_data(file, out, pictures, Printer(messages)))


@app.command()
def pack(
    notes: Notes,
    formats: Formats = None,
    out: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option("--out", "-o", help="The file to write. Without it: out/<note>.zip, out/notes.zip for several."),
    ] = None,
    template: Template = None,
    name: Name = None,
    settings: Settings = None,
    pdf_standard: Standards = None,
    strict: Strict = False,
    quiet: Quiet = False,
    messages: MessagesOption = Messages.HUMAN,
) -> None:
    """Hand notes over: one ZIP file with files, data, pictures, source texts, hashes. No template pack is made."""
    from bluf.app.options import BuildOptions
    from bluf.cli.handingover import run_pack

    options = BuildOptions(
        out=Path("out"),
        formats=chosen_formats(formats or []),
        template=template,
        name=name,
        strict=strict,
        standards=chosen_standards(pdf_standard),
    )
    raise typer.Exit(run_pack(notes, options, settings or [], out, Printer(messages, quiet=quiet)))


@app.command()
def mail(
    notes: Notes,
    formats: Formats = None,
    out: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option("--out", "-o", help="The .eml file to write, or a folder. Without it: out/<note>.eml"),
    ] = None,
    template: Template = None,
    name: Name = None,
    settings: Settings = None,
    pdf_standard: Standards = None,
    no_data: Annotated[
        bool, typer.Option("--no-data", help="Do not put the data file, with its source texts, into the files.")
    ] = False,
    strict: Strict = False,
    quiet: Quiet = False,
    messages: MessagesOption = Messages.HUMAN,
) -> None:
    """Write the draft of an e-mail for each note: the bottom line in it, the files attached."""
    from bluf.app.options import BuildOptions
    from bluf.cli.handingover import run_mail

    options = BuildOptions(
        out=Path("out"),
        formats=chosen_formats(formats or []),
        template=template,
        name=name,
        strict=strict,
        standards=chosen_standards(pdf_standard),
        carry_data=not no_data,
    )
    raise typer.Exit(run_mail(notes, options, settings or [], out, Printer(messages, quiet=quiet)))
