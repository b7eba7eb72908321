"""``bluf template``: list, show, new, check, preview."""

from __future__ import annotations

from pathlib import Path

import click

from bluf.cli.choosing import PATH, Listed, messages_option, out_option, strict_option
from bluf.cli.printing import Messages, Printer


@click.group(cls=Listed, no_args_is_help=True)
def template() -> None:
    """List, show, make, check and preview template packs."""


@template.command("list")
@messages_option
def list_(messages: Messages) -> int:
    """List the packs in ./templates, in your own folder, and of bluf."""
    from bluf.cli.packs import print_list

    return print_list(Printer(messages))


@template.command()
@click.argument("name")
@messages_option
def show(name: str, messages: Messages) -> int:
    """Show what is in a pack.

    NAME is the name or the path of a template pack. Shown are what it extends, its sections, options, fields,
    styles and files.
    """
    from bluf.cli.packs import print_pack

    return print_pack(name, Printer(messages))


@template.command()
@click.argument("name")
@click.option("--from", "base", metavar="PACK", default="standard", help="The pack that it extends.")
@click.option(
    "--section", metavar="NAME", multiple=True, help="A section whose markup you want to change; may be repeated."
)
@click.option("--user", "for_user", is_flag=True, help="Put it into your own folder, for all your work.")
@messages_option
def new(name: str, base: str, section: tuple[str, ...], for_user: bool, messages: Messages) -> int:
    """Start a pack of your own.

    NAME is that of the new pack. It looks like the one it extends until you change it.
    """
    from bluf.cli.packs import make_pack

    return make_pack(name, base, section, Printer(messages), for_user=for_user)


@template.command()
@click.argument("name")
@strict_option
@messages_option
def check(name: str, strict: bool, messages: Messages) -> int:
    """Try a pack with a full, a minimal and a hostile note.

    NAME is the name or the path of a template pack. What it lacks is looked for too.
    """
    from bluf.cli.packs import check_pack

    return check_pack(name, Printer(messages), strict=strict)


@template.command()
@click.argument("name")
@click.option("--data", "-d", type=PATH, metavar="FILE", help="A data file; without it a sample note.")
@click.option(
    "--format",
    "-f",
    "kind",
    type=click.Choice(["pdf", "png"]),
    default="pdf",
    help="pdf, or png for a picture of each page.",
)
@click.option("--width", type=click.IntRange(100, 4000), default=744, metavar="PIXELS", help="Pixels across a picture.")
@out_option
@messages_option
def preview(name: str, data: Path | None, kind: str, width: int, out: Path, messages: Messages) -> int:
    """Write the pages that a pack makes.

    They are of a sample note, or of a data file. NAME is the name or the path of a template pack.
    """
    from bluf.cli.packs import preview_pack

    return preview_pack(name, data, kind, out, Printer(messages), width=width)
