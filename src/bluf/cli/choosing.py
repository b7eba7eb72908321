"""Options that several commands have, and what those say that choose among a few words."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click

from bluf.cli.printing import Messages, Printer

if TYPE_CHECKING:
    from bluf.app.options import BuildOptions

Command = TypeVar("Command", bound=Callable[..., int])

PATH = click.Path(path_type=Path)


def _messages(_: click.Context, __: click.Parameter, value: str) -> Messages:
    return Messages(value)


messages_option = click.option(
    "--messages",
    type=click.Choice([form.value for form in Messages]),
    default=Messages.HUMAN.value,
    callback=_messages,
    help="How problems are printed: for people, a line each, or JSON.",
)
quiet_option = click.option("--quiet", "-q", is_flag=True, help="Print problems only.")
strict_option = click.option("--strict", is_flag=True, help="Let warnings count as errors.")
template_option = click.option(
    "--template", "-t", metavar="PACK", help="Name or path of a template pack; wins over the data file's."
)
set_option = click.option(
    "--set",
    "settings",
    metavar="NAME=VALUE",
    multiple=True,
    help="An option of the template, or of the theme: theme.page.size=Letter; may be repeated.",
)
out_option = click.option("--out", "-o", type=PATH, default=Path("out"), metavar="FOLDER", help="Folder for the files.")
open_option = click.option("--open", "open_files", is_flag=True, help="Open the files when they are done.")
_name_option = click.option(
    "--name", metavar="PATTERN", help="Pattern of the files' name, such as '{date}-{reference}-{slug}'."
)
_format_option = click.option(
    "--format",
    "-f",
    "formats",
    metavar="docx|pdf",
    multiple=True,
    help="docx or pdf; may be repeated. Without it: both.",
)
_standard_option = click.option(
    "--pdf-standard",
    metavar="STANDARD",
    multiple=True,
    help="What the PDF claims: a-3a (or a-2a), ua-1, none; may be repeated. Without it: a-3a, ua-1.",
)


class Listed(click.Group):
    """A group that lists its commands in the order in which they were written down, the usual ones first."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names of the commands in that order."""
        return list(self.commands)


class Choices(NamedTuple):
    """What was chosen with the options of every command that makes files from data files."""

    formats: tuple[str, ...]
    standards: tuple[str, ...]
    template: str | None
    name: str | None
    settings: tuple[str, ...]
    strict: bool
    printer: Printer

    def options(self, out: Path, *, fresh: bool = False, carry_data: bool = True) -> BuildOptions:
        """Return them as options of a build; the settings are read later."""
        from bluf.app.options import BuildOptions

        return BuildOptions(
            out=out,
            formats=self.formats,
            template=self.template,
            name=self.name,
            strict=self.strict,
            fresh=fresh,
            standards=self.standards,
            carry_data=carry_data,
        )


def making_options(command: Command) -> Command:
    """Give a command the options of making files; it gets what was chosen as ``choices``."""

    @wraps(command)
    def chosen(
        *,
        formats: tuple[str, ...],
        pdf_standard: tuple[str, ...],
        template: str | None,
        name: str | None,
        settings: tuple[str, ...],
        strict: bool,
        quiet: bool,
        messages: Messages,
        **others: Any,
    ) -> int:
        printer = Printer(messages, quiet=quiet)
        standards = _standards(pdf_standard)
        return command(
            choices=Choices(_formats(formats), standards, template, name, settings, strict, printer), **others
        )

    made: Any = chosen
    given = (_format_option, template_option, _name_option, set_option, _standard_option)
    for option in reversed((*given, strict_option, quiet_option, messages_option)):
        made = option(made)
    return made  # type: ignore[no-any-return]


def _formats(wished: tuple[str, ...]) -> tuple[str, ...]:
    """Return the formats that ``--format`` asks for; both without it."""
    from bluf.app.options import FORMATS

    return _chosen(wished, FORMATS, "--format") or FORMATS


def _standards(wished: tuple[str, ...]) -> tuple[str, ...]:
    """Return the standards that ``--pdf-standard`` asks for; the usual ones without it."""
    from bluf.app.options import DEFAULT_STANDARDS, PDF_STANDARDS

    if not wished:
        return DEFAULT_STANDARDS
    names = _chosen(wished, (*PDF_STANDARDS, "none"), "--pdf-standard")
    for one, other in (("a-2a", "a-3a"), *(("none", name) for name in PDF_STANDARDS)):
        if one in names and other in names:
            raise click.BadParameter(f"'{one}' and '{other}' exclude each other", param_hint="--pdf-standard")
    return tuple(name for name in names if name != "none")


def _chosen(wished: tuple[str, ...], known: tuple[str, ...], option: str) -> tuple[str, ...]:
    """Return the words of an option that may be repeated, or hold several with commas, in the order of ``known``."""
    names = [name.strip().lower() for wish in wished for name in wish.split(",")]
    unknown = [name for name in names if name not in known]
    if unknown:
        raise click.BadParameter(f"'{unknown[0]}' is not one of {', '.join(known)}", param_hint=option)
    return tuple(name for name in known if name in names)
