"""The subject of a message: the marking first, in the form that its scheme asks for or that is customary there."""

from __future__ import annotations

from typing import Final

from bluf.record import record


@record
class _Form:
    """A scheme's form: how its name and its levels begin, in lower case, and what becomes of marking and title."""

    schemes: tuple[str, ...]
    levels: tuple[str, ...]
    pattern: str


_FORMS: Final = (
    # FIRST, TLP 2.0, "in messaging": the label is in the subject line, in capitals and without a space.
    _Form(("tlp",), ("tlp:",), "[{marking}] {title}"),
    # United Kingdom, Government Security Classifications: the marking begins the subject line.
    _Form(("uk", "gscp", "gsc"), ("official",), "[{marking}] {title}"),
    # Everybody else who marks writes the banner's words before the title: United States, NATO, European Union.
    _Form(("",), ("",), "{marking} – {title}"),
)


def subject(title: str, *, level: str = "", scheme: str = "", banner: str = "") -> str:
    """Return the subject of a message about a note.

    Args:
        title: the note's title.
        level: its overall level; "" for a note without marking.
        scheme: the name of the marking scheme, if the note gives it.
        banner: level and caveats as they stand on every page.
    """
    if not level:
        return title
    named, written = scheme.casefold(), level.casefold()
    form = next(f for f in _FORMS if (named.startswith(f.schemes) if named else written.startswith(f.levels)))
    return form.pattern.format(marking=banner, title=title)
