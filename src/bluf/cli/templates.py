"""``bluf template``: list, show, new, check, preview."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer

from bluf.cli.printing import Messages, Printer

DONE, FINDINGS, FAILED = 0, 1, 2

app = typer.Typer(help="Template packs: what there is, one of your own, and whether it holds.", no_args_is_help=True)

MessagesOption = Annotated[
    Messages, typer.Option("--messages", help="How problems are printed: for people, a line each, or JSON.")
]
NameArgument = Annotated[str, typer.Argument(help="Name or path of a template pack.")]


@app.command("list")
def list_(messages: MessagesOption = Messages.HUMAN) -> None:
    """List the packs in ./templates, in your own folder, and those that come with bluf."""
    from bluf.cli.packs import print_list

    raise typer.Exit(print_list(Printer(messages)))


@app.command()
def show(name: NameArgument, messages: MessagesOption = Messages.HUMAN) -> None:
    """Show what is in a pack: inheritance, sections, options, fields, styles, files."""
    from bluf.cli.packs import print_pack

    raise typer.Exit(print_pack(name, Printer(messages)))


@app.command()
def new(
    name: Annotated[str, typer.Argument(help="Name of the new pack.")],
    base: Annotated[str, typer.Option("--from", help="The pack that it extends.")] = "standard",
    section: Annotated[
        Optional[list[str]],  # noqa: UP045 - typer reads this at run time
        typer.Option("--section", help="A section whose markup you want to change; may be repeated."),
    ] = None,
    for_user: Annotated[bool, typer.Option("--user", help="Put it into your own folder, for all your work.")] = False,
    messages: MessagesOption = Messages.HUMAN,
) -> None:
    """Start a pack of your own: it looks like the one it extends until you change it."""
    from bluf.cli.packs import make_pack

    raise typer.Exit(make_pack(name, base, section or [], Printer(messages), for_user=for_user))


@app.command()
def check(
    name: NameArgument,
    strict: Annotated[bool, typer.Option("--strict", help="Let warnings count as errors.")] = False,
    messages: MessagesOption = Messages.HUMAN,
) -> None:
    """Try a pack with a full, a minimal and a hostile note, and look for what it lacks."""
    from bluf.cli.packs import check_pack

    raise typer.Exit(check_pack(name, Printer(messages), strict=strict))


@app.command()
def preview(
    name: NameArgument,
    data: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option("--data", "-d", help="A data file; without it a sample note."),
    ] = None,
    kind: Annotated[str, typer.Option("--format", "-f", help="pdf, or png for a picture of each page.")] = "pdf",
    width: Annotated[int, typer.Option("--width", min=100, max=4000, help="Pixels across a picture.")] = 744,
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder for the files.")] = Path("out"),
    messages: MessagesOption = Messages.HUMAN,
) -> None:
    """Write pages that a pack makes of a sample note, or of a data file."""
    from bluf.cli.packs import preview_pack
    from bluf.packs.previewing import FORMATS

    if kind not in FORMATS:
        raise typer.BadParameter(f"'{kind}' is not one of {', '.join(FORMATS)}", param_hint="--format")
    raise typer.Exit(preview_pack(name, data, kind, out, Printer(messages), width=width))
