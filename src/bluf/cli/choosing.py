"""Options that choose among a few words, and may be repeated."""

from __future__ import annotations

import typer


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
