"""What ``bluf template`` does and prints."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from pathlib import Path

from bluf.cli.printing import DONE, FAILED, FINDINGS, Printer, near
from bluf.compose.finding import find_pack
from bluf.diagnostics import BlufError, Span, has_errors

_WIDTH = 118


def print_list(printer: Printer) -> int:
    """Print the packs that there are."""
    from bluf.packs.listing import list_packs

    packs = list_packs(Path.cwd())
    width = max(len(pack.name) for pack in packs)
    for pack in packs:
        notes = [pack.place, *([f"extends {pack.extends}"] if pack.extends else [])]
        notes += ["hidden by the one above"] if pack.hidden else []
        words = f"{pack.description or 'cannot be read'} ({', '.join(notes)})"
        for line in _hanging(f"{pack.name:<{width}}  ", words):
            printer.line(line)
    broken = [found for pack in packs for found in pack.wrong]
    printer.diagnostics(broken)
    printer.end()
    return FINDINGS if broken else DONE


def print_pack(name: str, printer: Printer) -> int:
    """Print what is in a pack."""
    from bluf.packs.listing import show

    try:
        shown = show(find_pack(name, Path.cwd(), Span("NAME")))
    except BlufError as failure:
        return printer.failed(failure)
    for title, rows in shown.groups:
        if not rows:
            continue
        if title:
            printer.line(f"\n{title}")
        width = min(max(len(label) for label, _ in rows), 44)
        for label, value in rows:
            for line in _hanging(f"{'  ' if title else ''}{label:<{width}}  ", value):
                printer.line(line)
    printer.end()
    return DONE


def make_pack(name: str, base: str, sections: Sequence[str], printer: Printer, *, for_user: bool) -> int:
    """Start a pack, and print what to do next."""
    from bluf.packs.making import new

    try:
        paths = new(name, base, sections, Path.cwd(), for_user=for_user)
    except BlufError as failure:
        return printer.failed(failure)
    for path in paths:
        printer.line(near(path))
    printer.line(f"change them, then: bluf template check {name}, and: bluf build --template {name}")
    printer.end()
    return DONE


def check_pack(name: str, printer: Printer, *, strict: bool) -> int:
    """Try a pack, and print what was found."""
    from bluf.packs.checking import check

    try:
        found = check(find_pack(name, Path.cwd(), Span("NAME")), Path.cwd())
    except BlufError as failure:
        return printer.failed(failure)
    printer.diagnostics(found)
    if not found:
        printer.line(f"{name}: nothing found")
    printer.end()
    if has_errors(found):
        return FAILED
    return FINDINGS if found and strict else DONE


def preview_pack(name: str, data: Path | None, kind: str, out: Path, printer: Printer, *, width: int) -> int:
    """Write a preview, and print where it is."""
    from bluf.packs.previewing import preview

    try:
        pack = find_pack(name, Path.cwd(), Span("NAME"))
        paths = preview(pack, data, kind, out, Path.cwd(), width=width)
    except BlufError as failure:
        return printer.failed(failure)
    for path in paths:
        printer.line(near(path))
    printer.end()
    return DONE


def _hanging(label: str, words: str) -> list[str]:
    """Return words beside a label, further lines indented below the first."""
    return textwrap.wrap(label + words, _WIDTH, subsequent_indent=" " * len(label), drop_whitespace=True) or [label]
