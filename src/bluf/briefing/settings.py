"""``--set NAME=VALUE``: changes to the options and the theme of a note that its data file does not make."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bluf.briefing.source import SETTING, DataPath, Setting, dotted, shown
from bluf.briefing.syntax import parse
from bluf.diagnostics import BlufError, Diagnostic, Span, error

_LOOKS = ("theme", "options")  # the keys of a data file that can be set from outside: what it says, cannot


def parse_setting(text: str) -> Setting:
    """Return what ``NAME=VALUE`` says: the name of an option or ``theme.page.size``, and a value as YAML has it.

    Raises:
        BlufError: there is no ``=``, no name, or no value.
    """
    name, equals, value = text.partition("=")
    names = [part.strip() for part in name.split(".")]
    span = Span(SETTING)
    if not equals or not all(names):
        hint = f"such as {SETTING} theme.page.size=Letter, or {SETTING} OPTION=VALUE for an option of the template"
        raise BlufError(error("setting", span, f"'{shown(text)}' is not a name, `=` and a value", hint))
    found: list[Diagnostic] = []
    try:
        # A colour is no comment here, and numbers are numbers below the keys that can be set.
        plain = f'"{value.strip()}"' if value.lstrip().startswith("#") else value
        holder, found = parse(f"{_LOOKS[0]}:\n  {plain}\n", Path(SETTING), "yaml")
        data = holder[_LOOKS[0]]
    except BlufError as bad:
        found = list(bad.diagnostics)
    if found:
        raise BlufError(error("setting", span, f"the value of `{shown(name)}`: {found[0].message}", *found[0].hints))
    if data is None:
        raise BlufError(error("setting", span, f"`{shown(name)}` has no value", "write it after the ="))
    return Setting(tuple(names if names[0] in _LOOKS else ["options", *names]), data)


def with_settings(data: dict[str, Any], settings: Sequence[Setting]) -> dict[str, Any]:
    """Return data with the values of ``settings`` in it.

    Raises:
        BlufError: a setting is for something inside a value that has nothing inside.
    """
    for setting in settings:
        data = _with(data, setting.path, setting)
    return data


def _with(holder: Any, path: DataPath, setting: Setting) -> Any:
    if not path:
        return setting.value
    if holder is not None and not isinstance(holder, dict):
        above = setting.path[: len(setting.path) - len(path)]
        message = f"`{dotted(above)}` holds a value, and nothing of the name `{path[0]}`"
        raise BlufError(error("setting", Span(SETTING, path=dotted(setting.path)), message))
    inner = dict(holder or {})
    inner[path[0]] = _with(inner.get(path[0]), path[1:], setting)
    return inner
