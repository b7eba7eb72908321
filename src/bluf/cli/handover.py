"""``bluf data``, ``bluf pack`` and ``bluf mail``: what is handed on with a note."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer

from bluf.cli.printing import Messages, Printer

app = typer.Typer()

MessagesOption = Annotated[
    Messages, typer.Option("--messages", help="How problems are printed: for people, a line each, or JSON.")
]


@app.command()
def data(
    file: Annotated[Path, typer.Argument(help="A DOCX or PDF that bluf made.")],
    out: Annotated[
        Optional[Path],  # noqa: UP045 - typer reads this at run time
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
