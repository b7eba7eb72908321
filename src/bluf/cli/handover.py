"""``bluf data``, ``bluf pack`` and ``bluf mail``: what is handed on with a note, or instead of it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional, TypeAlias

import typer

from bluf.cli.choosing import (
    FormatOption,
    MessagesOption,
    NameOption,
    QuietOption,
    SetOption,
    StandardOption,
    StrictOption,
    TemplateOption,
    chosen_formats,
    chosen_standards,
)
from bluf.cli.printing import Messages, Printer

app = typer.Typer()

Notes: TypeAlias = Annotated[list[Path], typer.Argument(help="Data files, folders of them, or a DOCX or PDF by bluf.")]


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
    formats: FormatOption = None,
    out: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option("--out", "-o", help="The file to write. Without it: out/<note>.zip, out/notes.zip for several."),
    ] = None,
    template: TemplateOption = None,
    name: NameOption = None,
    settings: SetOption = None,
    pdf_standard: StandardOption = None,
    strict: StrictOption = False,
    quiet: QuietOption = False,
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
    formats: FormatOption = None,
    out: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option("--out", "-o", help="The .eml file to write, or a folder. Without it: out/<note>.eml"),
    ] = None,
    template: TemplateOption = None,
    name: NameOption = None,
    settings: SetOption = None,
    pdf_standard: StandardOption = None,
    no_data: Annotated[
        bool, typer.Option("--no-data", help="Do not put the data file, with its source texts, into the files.")
    ] = False,
    strict: StrictOption = False,
    quiet: QuietOption = False,
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
