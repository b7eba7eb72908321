"""``bluf template new``: a pack over another, with what is most often changed written out as comments."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Sequence
from pathlib import Path

from bluf.compose.finding import find_pack, user_folder
from bluf.compose.manifest import FILE
from bluf.compose.pack import SECTIONS, Pack
from bluf.diagnostics import BlufError, Span, error
from bluf.outputs import commit, is_device, prepare, store

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")

_MANIFEST = """\
name = {name}
description = "What notes in this template are for."
extends = {base}

# Which parts a note has, in what order: take away what is not wanted, and the # at the start of the lines.
# sections = [
{sections}# ]

# How many pages a note may take: one that takes more is an error.
# pages = 2

# A field of your own in the data file, below `extra`. Add its name to `sections` above, and it is a section.
# Types: {kinds}.
# [fields.exposure]
# type = "text"
# text = "What we stand to lose."
"""
_THEME = """\
# What looks other than in {base}. All that can be said here stands in its theme.toml;
# `bluf template show {base}` says where that is.

# [page]
# size = "Letter"

[colours]
{colours}
# A sign at the head of the note, from a picture in this folder:
# [logo]
# file = "logo.png"
# alt = "Name of the organisation"
# width = "30mm"

# [footer]
# left = "{{organisation}}"
"""
_LABELS = """\
# Words that are other than in {base}, in English.

[sections]
# actors = "Who is who"
"""


def new(name: str, base: str, sections: Sequence[str], workspace: Path, *, for_user: bool) -> list[Path]:
    """Write a pack that extends ``base`` and builds as it is; return its files.

    Args:
        name: its name, and that of its folder.
        base: the pack that it extends.
        sections: the parts whose templates it is to have as copies, to be changed.
        workspace: in whose ``templates`` it goes.
        for_user: put it into the user's own folder instead.

    Raises:
        BlufError: there is one of the name, no such base or part, or it cannot be written.
    """
    device = is_device(name)
    if device or not _NAME.fullmatch(name):
        hint = "Windows keeps it for a device" if device else "use lower-case letters, digits, hyphens and underscores"
        raise BlufError(error("template-name", Span("NAME"), f"'{name}' cannot be the name of a pack", hint))
    pack = find_pack(base, workspace, Span("--from"))
    folder = (user_folder() if for_user else workspace / "templates") / name
    if folder.exists():
        hint = "give it another name, or delete the folder"
        raise BlufError(error("file-exists", Span(str(folder)), "there is a pack of this name already", hint))
    texts = _texts(name, pack, sections)
    paths = [folder / inside for inside in texts]
    for path in paths:
        prepare(path.parent)
    commit([store(text.encode(), folder / inside) for inside, text in texts.items()])
    return paths


def _texts(name: str, pack: Pack, sections: Sequence[str]) -> dict[str, str]:
    """Return the files of the new pack by their names inside it."""
    # Imported here, as the other commands need none of it.
    from bluf.briefing.extras import CHOICE, ITEM, KINDS

    base = pack.manifest.name
    texts = {
        FILE: _MANIFEST.format(
            name=json.dumps(name),
            base=json.dumps(base),
            sections="".join(f'#   "{part}",\n' for part in pack.manifest.sections),
            kinds=", ".join((*KINDS, CHOICE, ITEM)),
        ),
        "theme.toml": _THEME.format(base=base, colours=_colours(pack)),
        "labels/en.toml": _LABELS.format(base=base),
    }
    for part in sections:
        path = pack.file(f"{SECTIONS}/{part}.html")
        if path is None:
            near = difflib.get_close_matches(part, pack.parts, 1)
            hint = f"did you mean `{near[0]}`?" if near else f"there are: {', '.join(pack.parts)}"
            raise BlufError(error("template-unknown", Span("--section"), f"'{base}' has no section '{part}'", hint))
        texts[f"{SECTIONS}/{part}.html"] = path.read_text(encoding="utf-8")
    return texts


def _colours(pack: Pack) -> str:
    """Return the colours of the base as they stand in a theme."""
    named: dict[str, str] = {}
    for layer in reversed(pack.layers):
        named |= layer.theme.data.get("colours", {}) if layer.theme else {}
    return "".join(f"{key} = {json.dumps(value)}\n" for key, value in named.items())
