"""The commands. Only typer is imported at the start, so that ``--help`` and a mistyped option answer at once."""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Optional

import typer

from bluf.cli import handover, templates
from bluf.cli.choosing import (
    FormatOption,
    MessagesOption,
    NameOption,
    OpenOption,
    OutOption,
    QuietOption,
    SetOption,
    StandardOption,
    StrictOption,
    TemplateOption,
    chosen_formats,
    chosen_standards,
)
from bluf.cli.printing import Messages, Printer
from bluf.version import VERSION

DONE, FINDINGS, FAILED = 0, 1, 2


class Form(StrEnum):
    """What a note becomes in a report."""

    ANNEX = "annex"
    SECTION = "section"
    FILE = "file"


class Look(StrEnum):
    """Whose styles a note has in a report."""

    HOST = "host"
    OWN = "own"


app = typer.Typer(
    name="bluf",
    help="Bottom line up front: one data file in, a briefing note out, as a Word document and a PDF.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

app.add_typer(templates.app, name="template")
app.add_typer(handover.app)


def _version(value: bool) -> None:
    if value:
        print(f"bluf {VERSION}")
        raise typer.Exit(DONE)


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


@app.command()
def build(
    paths: Annotated[
        Optional[list[Path]],  # noqa: UP045 - typer reads this at run time
        typer.Argument(
            help="Data files or folders of them; a DOCX or PDF by bluf will do. Without any: ./briefings, what changed."
        ),
    ] = None,
    formats: FormatOption = None,
    out: OutOption = Path("out"),
    template: TemplateOption = None,
    name: NameOption = None,
    settings: SetOption = None,
    pdf_standard: StandardOption = None,
    no_data: Annotated[
        bool,
        typer.Option("--no-data", help="Do not put the data file into the files; an a-2a PDF has no place for it."),
    ] = False,
    jobs: Annotated[
        int, typer.Option("--jobs", "-j", min=0, help="Processes at work at once; 0: one a processor.")
    ] = 0,
    strict: StrictOption = False,
    quiet: QuietOption = False,
    open_files: OpenOption = False,
    messages: MessagesOption = Messages.HUMAN,
) -> None:
    """Build notes: each data file into a Word document and a PDF."""
    from bluf.app.options import BuildOptions
    from bluf.cli.building import run

    options = BuildOptions(
        out=out,
        formats=chosen_formats(formats or []),
        template=template,
        name=name,
        strict=strict,
        fresh=bool(paths),
        standards=chosen_standards(pdf_standard),
        carry_data=not no_data,
    )
    printer = Printer(messages, quiet=quiet)
    raise typer.Exit(run(paths or [], options, settings or [], jobs, printer, show=open_files))


@app.command()
def combine(
    paths: Annotated[
        list[Path], typer.Argument(help="Data files of notes in order, or one file that lists them under `notes`.")
    ],
    title: Annotated[Optional[str], typer.Option("--title", help="Title of the roundup.")] = None,  # noqa: UP045
    subtitle: Annotated[Optional[str], typer.Option("--subtitle", help="A second line below it.")] = None,  # noqa: UP045
    date: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option("--date", help="Day of issue (2026-11-24). Without it: that of the newest note."),
    ] = None,
    reference: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option("--reference", help="Reference or file number."),
    ] = None,
    organisation: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option("--organisation", help="Issuing organisation. Without it: that which all notes share."),
    ] = None,
    language: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option("--language", help="Language of cover, overview and sources. Without it: that of the first note."),
    ] = None,
    marking: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option("--marking", help="Marking of the whole. Without it: that which all notes share."),
    ] = None,
    formats: FormatOption = None,
    out: OutOption = Path("out"),
    template: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option("--template", "-t", help="Name or path of the template pack that all notes are made with."),
    ] = None,
    name: NameOption = None,
    settings: SetOption = None,
    pdf_standard: StandardOption = None,
    no_data: Annotated[
        bool, typer.Option("--no-data", help="Do not put the data files into the PDF; a-2a has no place for them.")
    ] = False,
    strict: StrictOption = False,
    quiet: QuietOption = False,
    open_files: OpenOption = False,
    messages: MessagesOption = Messages.HUMAN,
) -> None:
    """Combine notes into a roundup: cover, contents, overview, each note a chapter, sources numbered once."""
    from bluf.app.options import BuildOptions
    from bluf.cli.combining import run

    given = {
        "title": title, "subtitle": subtitle, "date": date, "reference": reference, "organisation": organisation,
        "language": language, "marking": marking,
    }  # fmt: skip
    options = BuildOptions(
        out=out,
        formats=chosen_formats(formats or []),
        template=template,
        name=name,
        strict=strict,
        standards=chosen_standards(pdf_standard),
        carry_data=not no_data,
    )
    words = [(key, value) for key, value in given.items() if value is not None]
    printer = Printer(messages, quiet=quiet)
    raise typer.Exit(run(paths, options, settings or [], words, printer, show=open_files))


@app.command()
def new(
    title: Annotated[str, typer.Argument(help="Title of the note.")],
    template: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option("--template", "-t", help="Name of the template pack that the file names."),
    ] = None,
    language: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option("--language", "-l", help="Language of the note (BCP 47), such as fr. Without it: en."),
    ] = None,
    out: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option("--out", "-o", help="The file to write. Without it: ./briefings/<title>.yaml"),
    ] = None,
    messages: MessagesOption = Messages.HUMAN,
) -> None:
    """Write a commented data file to fill in; it builds as it is."""
    from bluf.cli.starting import run

    raise typer.Exit(run(title, template, language, out, Printer(messages)))


@app.command()
def schema(
    template: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option("--template", "-t", help="A template pack, whose options and extra fields are to be in it."),
    ] = None,
    out: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option("--out", "-o", help="The file to write. Without it: standard output."),
    ] = None,
    roundup: Annotated[
        bool, typer.Option("--roundup", help="That of files that list notes for `bluf combine`.")
    ] = False,
) -> None:
    """Print the JSON Schema of data files, with which editors complete and check them."""
    from bluf.cli.starting import print_schema

    raise typer.Exit(print_schema(template, out, Printer(Messages.HUMAN), roundup=roundup))


@app.command()
def verify(
    files: Annotated[list[Path], typer.Argument(help="PDF and DOCX files, made by bluf or not, and packs.")],
    data: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option("--data", "-d", help="A data file (or a DOCX or PDF by bluf): say whether it made the files."),
    ] = None,
    no_validator: Annotated[
        bool, typer.Option("--no-validator", help="Do not start veraPDF for what PDFs claim.")
    ] = False,
    require_validator: Annotated[
        bool, typer.Option("--require-validator", help="Let it be an error that veraPDF is not installed.")
    ] = False,
    quiet: QuietOption = False,
    messages: MessagesOption = Messages.HUMAN,
) -> None:
    """Say what files are, and whether they hold what they claim."""
    from bluf.cli.verifying import run
    from bluf.verification.checking import VerifyOptions

    if no_validator and require_validator:
        raise typer.BadParameter("it and --no-validator exclude each other", param_hint="--require-validator")
    options = VerifyOptions(data, validate=not no_validator, require_validator=require_validator)
    raise typer.Exit(run(files, options, Printer(messages, quiet=quiet)))


# \b keeps click from breaking lines anew.
_ATTACHING = """Put notes into somebody else's report, Word or PDF.

\b
Into a Word report:
  bluf attach report.docx note.yaml --at "Annexes" -o report-with-note.docx
Into a PDF report:
  bluf attach report.pdf note.yaml -o report-with-note.pdf
Make the notes in it anew:
  bluf attach --refresh report-with-note.docx

A note that is in the report already is replaced where it stands. The report itself stays as it was, unless
--out names it or --refresh is given.
"""


@app.command(help=_ATTACHING)
def attach(
    report: Annotated[Path, typer.Argument(help="The report: a DOCX or a PDF.")],
    notes: Annotated[
        Optional[list[Path]],  # noqa: UP045
        typer.Argument(help="Data files, or DOCX and PDF files that bluf made: they carry their data."),
    ] = None,
    out: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option("--out", "-o", help="The file to write; with --refresh the report itself without it."),
    ] = None,
    at: Annotated[
        str,
        typer.Option(
            "--at", help="Where: a bookmark, a content control's tag, a heading's text, a {{ bluf: name }} paragraph."
        ),
    ] = "",
    form: Annotated[
        Form, typer.Option("--as", help="With pages of its own, as a part of the text, or as files inside a PDF.")
    ] = Form.ANNEX,
    look: Annotated[
        Look, typer.Option("--look", help="In the report's styles where it has them, or in the note's own.")
    ] = Look.HOST,
    stamp: Annotated[
        bool, typer.Option("--stamp", help="Let annex pages of a PDF say which annex and page they are.")
    ] = False,
    password: Annotated[str, typer.Option("--password", help="Opens an encrypted PDF report.")] = "",
    unsigned: Annotated[
        bool, typer.Option("--unsigned", help="Take a signed report all the same; its signatures are gone then.")
    ] = False,
    refresh: Annotated[
        bool, typer.Option("--refresh", help="Make all notes in the report anew from what they were made from.")
    ] = False,
    template: TemplateOption = None,
    settings: SetOption = None,
    quiet: QuietOption = False,
    messages: MessagesOption = Messages.HUMAN,
) -> None:
    """Put notes into somebody else's report."""
    from bluf.annexes.model import Wishes
    from bluf.app.attaching import AttachOptions
    from bluf.cli.attaching import run

    if refresh and (notes or at or template or settings):
        raise typer.BadParameter("the report itself says what is in it and how", param_hint="--refresh")
    if not refresh and not notes:
        raise typer.BadParameter("name a note to attach", param_hint="NOTES")
    if not refresh and out is None:
        raise typer.BadParameter("say where the report with the note goes", param_hint="--out")
    wishes = Wishes(at, form.value, look.value, stamp, password, unsigned)
    options = AttachOptions(wishes, template, tuple(settings or ()))
    raise typer.Exit(run(report, notes or [], out, options, Printer(messages, quiet=quiet), refresh=refresh))


def main() -> None:
    """Run the command line; a fault of bluf itself ends in a plain message, and a traceback with BLUF_DEBUG=1."""
    try:
        app()
    except BrokenPipeError:
        # Whoever read our output has gone; pointing it at nothing keeps the interpreter's exit quiet.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(DONE)
    except KeyboardInterrupt:
        print("\nstopped; nothing was changed", file=sys.stderr)
        sys.exit(130)
    except Exception as fault:
        if os.environ.get("BLUF_DEBUG"):
            raise
        print(
            f"error[internal]: bluf made a mistake of its own: {type(fault).__name__}: {fault}\n"
            "  = hint: run it again with BLUF_DEBUG=1, and report what it prints together with the data file",
            file=sys.stderr,
        )
        sys.exit(FAILED)
