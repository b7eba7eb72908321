"""``bluf data``, ``bluf pack`` and ``bluf mail``: what is handed on with a note, or instead of it."""

from __future__ import annotations

from pathlib import Path

import click

from bluf.cli.choosing import PATH, Choices, making_options, messages_option
from bluf.cli.printing import Messages, Printer


@click.command()
@click.argument("file", type=PATH)
@click.option(
    "--out",
    "-o",
    type=PATH,
    metavar="PATH",
    help="The file to write, or a folder for it, and for those of a roundup's notes. Without it: standard output.",
)
@click.option(
    "--pictures", type=PATH, metavar="FOLDER", help="Folder for the pictures of the note, as the data file names them."
)
@messages_option
def data(file: Path, out: Path | None, pictures: Path | None, messages: Messages) -> int:
    """Print the data file that rides in one of our DOCX or PDF files.

    FILE is a DOCX or PDF that bluf made; in that of a roundup, it is the list of notes.
    """
    from bluf.cli.handingover import print_data

    return print_data(file, out, pictures, Printer(messages))


@click.command()
@click.argument("notes", type=PATH, nargs=-1, required=True)
@click.option(
    "--out",
    "-o",
    type=PATH,
    metavar="FILE",
    help="The file to write. Without it: out/<note>.zip, out/notes.zip for several.",
)
@making_options
def pack(notes: tuple[Path, ...], out: Path | None, choices: Choices) -> int:
    """Hand notes over in one ZIP file.

    In it are the files, the data, its pictures and source texts, and hashes of all; no template pack is made.
    NOTES are data files, folders of them, or a DOCX or PDF by bluf.
    """
    from bluf.cli.handingover import run_pack

    return run_pack(notes, choices.options(Path("out")), choices.settings, out, choices.printer)


@click.command()
@click.argument("notes", type=PATH, nargs=-1, required=True)
@click.option(
    "--out", "-o", type=PATH, metavar="PATH", help="The .eml file to write, or a folder. Without it: out/<note>.eml"
)
@making_options
@click.option("--no-data", is_flag=True, help="Do not put the data file, with its source texts, into the files.")
def mail(notes: tuple[Path, ...], out: Path | None, choices: Choices, no_data: bool) -> int:
    """Write the draft of an e-mail for each note.

    The bottom line is in it, and the files are attached.

    NOTES are data files, folders of them, or a DOCX or PDF by bluf.
    """
    from bluf.cli.handingover import run_mail

    options = choices.options(Path("out"), carry_data=not no_data)
    return run_mail(notes, options, choices.settings, out, choices.printer)
