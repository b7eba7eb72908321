"""The commands. Only click is imported at the start, so that ``--help`` and a mistyped option answer at once."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bluf.cli import handover, templates
from bluf.cli.choosing import (
    PATH,
    Choices,
    Listed,
    making_options,
    messages_option,
    open_option,
    out_option,
    quiet_option,
    set_option,
    template_option,
)
from bluf.cli.printing import DONE, FAILED, Messages, Printer
from bluf.version import VERSION

if TYPE_CHECKING:
    from bluf.annexes.model import Form, Look


@click.group(
    cls=Listed, no_args_is_help=True, context_settings={"help_option_names": ["-h", "--help"], "show_default": True}
)
@click.version_option(VERSION, message="bluf %(version)s", help="Print the version.")
def app() -> None:
    """Bottom line up front: one data file in, a briefing note out, as a Word document and a PDF."""


@app.command()
@click.argument("paths", type=PATH, nargs=-1)
@out_option
@making_options
@click.option(
    "--no-data", is_flag=True, help="Do not put the data file into the files; an a-2a PDF has no place for it."
)
@click.option(
    "--jobs",
    "-j",
    type=click.IntRange(0),
    default=0,
    metavar="N",
    help="Processes at work at once; 0: one a processor.",
)
@open_option
def build(paths: tuple[Path, ...], out: Path, choices: Choices, no_data: bool, jobs: int, open_files: bool) -> int:
    """Build notes: each data file into a Word document and a PDF.

    PATHS are data files or folders of them; a DOCX or PDF by bluf will do. Without any: ./briefings, what changed.
    """
    from bluf.cli.building import run

    options = choices.options(out, fresh=bool(paths), carry_data=not no_data)
    return run(paths, options, choices.settings, jobs, choices.printer, show=open_files)


@app.command()
@click.argument("paths", type=PATH, nargs=-1, required=True)
@click.option("--title", metavar="WORDS", help="Title of the roundup.")
@click.option("--subtitle", metavar="WORDS", help="A second line below it.")
@click.option("--date", metavar="DATE", help="Day of issue (2026-11-24). Without it: that of the newest note.")
@click.option("--reference", metavar="WORDS", help="Reference or file number.")
@click.option("--organisation", metavar="NAME", help="Issuing organisation. Without it: that which all notes share.")
@click.option(
    "--language", metavar="TAG", help="Language of cover, overview and sources. Without it: that of the first note."
)
@click.option("--marking", metavar="WORDS", help="Marking of the whole. Without it: that which all notes share.")
@out_option
@making_options
@click.option(
    "--no-data",
    is_flag=True,
    help="Leave the list and the data files out of the files; an a-2a PDF has no place for them.",
)
@open_option
def combine(
    paths: tuple[Path, ...], out: Path, choices: Choices, no_data: bool, open_files: bool, **words: str | None
) -> int:
    """Combine notes into one roundup.

    It has a cover, contents and an overview; each note is a chapter, and sources are numbered once.

    PATHS are data files of notes in order, or one file that lists them under `notes`.
    """
    from bluf.cli.combining import run

    given = [(key, value) for key, value in words.items() if value is not None]
    options = choices.options(out, carry_data=not no_data)
    return run(paths, options, choices.settings, given, choices.printer, show=open_files)


@app.command()
@click.argument("title")
@click.option("--template", "-t", metavar="PACK", help="Name of the template pack that the file names.")
@click.option("--language", "-l", metavar="TAG", help="Language of the note (BCP 47), such as fr. Without it: en.")
@click.option("--out", "-o", type=PATH, metavar="FILE", help="The file to write. Without it: ./briefings/<title>.yaml")
@messages_option
def new(title: str, template: str | None, language: str | None, out: Path | None, messages: Messages) -> int:
    """Write a commented data file to fill in; it builds as it is.

    TITLE is that of the note.
    """
    from bluf.cli.starting import run

    return run(title, template, language, out, Printer(messages))


@app.command()
@click.option(
    "--template", "-t", metavar="PACK", help="A template pack, whose options and extra fields are to be in it."
)
@click.option("--out", "-o", type=PATH, metavar="FILE", help="The file to write. Without it: standard output.")
@click.option("--roundup", is_flag=True, help="That of files that list notes for `bluf combine`.")
def schema(template: str | None, out: Path | None, roundup: bool) -> int:
    """Print the JSON Schema of data files.

    Editors complete and check data files with it.
    """
    from bluf.cli.starting import print_schema

    return print_schema(template, out, Printer(Messages.HUMAN), roundup=roundup)


@app.command()
@click.argument("files", type=PATH, nargs=-1, required=True)
@click.option(
    "--data",
    "-d",
    type=PATH,
    metavar="FILE",
    help="A data file (or a DOCX or PDF by bluf): say whether it made the files.",
)
@click.option("--no-validator", is_flag=True, help="Do not start veraPDF for what PDFs claim.")
@click.option("--require-validator", is_flag=True, help="Let it be an error that veraPDF is not installed.")
@quiet_option
@messages_option
def verify(
    files: tuple[Path, ...],
    data: Path | None,
    no_validator: bool,
    require_validator: bool,
    quiet: bool,
    messages: Messages,
) -> int:
    """Say what files are, and whether they hold what they claim.

    FILES are PDF and DOCX files, made by bluf or not, packs, and drafts of messages.
    """
    from bluf.cli.verifying import run
    from bluf.verification.checking import VerifyOptions

    if no_validator and require_validator:
        raise click.BadParameter("it and --no-validator exclude each other", param_hint="--require-validator")
    options = VerifyOptions(data, validate=not no_validator, require_validator=require_validator)
    return run(files, options, Printer(messages, quiet=quiet))


@app.command()
@click.argument("report", type=PATH)
@click.argument("notes", type=PATH, nargs=-1)
@click.option(
    "--out", "-o", type=PATH, metavar="FILE", help="The file to write; with --refresh the report itself without it."
)
@click.option(
    "--at",
    metavar="PLACE",
    default="",
    show_default=False,
    help="Where: a bookmark, a content control's tag, a heading's text, a {{ bluf: name }} paragraph; in a PDF "
    'an outline entry, "page iv" by its printed number, or "sheet 4" from the front.',
)
@click.option(
    "--as",
    "form",
    type=click.Choice(["annex", "section", "file"]),
    default="annex",
    help="With pages of its own, as a part of the text, or as files inside a PDF.",
)
@click.option(
    "--look",
    type=click.Choice(["host", "own"]),
    default="host",
    help="In the report's styles where it has them, or in the note's own.",
)
@click.option("--stamp", is_flag=True, help="Let annex pages of a PDF say which annex and page they are.")
@click.option("--password", default="", show_default=False, help="Opens an encrypted PDF report.")
@click.option("--unsigned", is_flag=True, help="Take a signed report all the same; its signatures are gone then.")
@click.option("--refresh", is_flag=True, help="Make all notes in the report anew from what they were made from.")
@template_option
@set_option
@quiet_option
@messages_option
def attach(
    report: Path,
    notes: tuple[Path, ...],
    out: Path | None,
    at: str,
    form: Form,
    look: Look,
    stamp: bool,
    password: str,
    unsigned: bool,
    refresh: bool,
    template: str | None,
    settings: tuple[str, ...],
    quiet: bool,
    messages: Messages,
) -> int:
    """Put notes into somebody else's report, Word or PDF.

    \b
    Into a Word report:
      bluf attach report.docx note.yaml --at "Annexes" -o report-with-note.docx
    Into a PDF report:
      bluf attach report.pdf note.yaml -o report-with-note.pdf
    Make the notes in it anew:
      bluf attach --refresh report-with-note.docx

    REPORT is a DOCX or a PDF. NOTES are data files, or DOCX and PDF files that bluf made: they carry their data.

    A note that is in the report already is replaced where it stands. The report itself stays as it was, unless
    --out names it or --refresh is given.
    """  # noqa: D301 - click looks for the character
    from bluf.annexes.model import Wishes
    from bluf.app.attaching import AttachOptions
    from bluf.cli.attaching import run

    if refresh and (notes or at or template or settings):
        raise click.BadParameter("the report itself says what is in it and how", param_hint="--refresh")
    if not refresh and not notes:
        raise click.BadParameter("name a note to attach", param_hint="NOTES")
    if not refresh and out is None:
        raise click.BadParameter("say where the report with the note goes", param_hint="--out")
    wishes = Wishes(at, form, look, stamp, password, unsigned)
    options = AttachOptions(wishes, template, settings)
    return run(report, notes, out, options, Printer(messages, quiet=quiet), refresh=refresh)


app.add_command(templates.template)
for _command in (handover.data, handover.pack, handover.mail):
    app.add_command(_command)


def main() -> None:
    """Run the command line; a fault of bluf itself ends in a plain message, and a traceback with BLUF_DEBUG=1."""
    sys.exit(_run())


def _run() -> int:
    """Run the command line and return its exit code."""
    # What else is installed here has no say in how data files are read, and need not be looked for.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")
    try:
        code: int = app.main(prog_name="bluf", standalone_mode=False)
    except click.ClickException as wrong:
        wrong.show()
        return FAILED
    except BrokenPipeError:
        # Whoever read our output has gone; pointing it at nothing keeps the interpreter's exit quiet.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except click.Abort:  # of Ctrl-C
        print("stopped; nothing was changed", file=sys.stderr)
        return 130
    except Exception as fault:
        if os.environ.get("BLUF_DEBUG"):
            raise
        print(
            f"error[internal]: bluf made a mistake of its own: {type(fault).__name__}: {fault}\n"
            "  = hint: run it again with BLUF_DEBUG=1, and report what it prints together with the data file",
            file=sys.stderr,
        )
        return FAILED
    return code
