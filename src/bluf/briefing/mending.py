"""A note with mistakes, made whole enough that the rest of it can be checked in the same run."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from pydantic import ValidationError

from bluf.briefing.model import Briefing
from bluf.briefing.source import DataPath

# Stands where a required value is missing or wrong; it is an id as well as a text. What is found wrong with it
# is not told.
STAND_IN = "0-stand-in-0"
_STAND_IN_DAY = "2000-01-01"
_ROUNDS = 8  # a wrong list item is mended in three at most


def place_of(problem: Mapping[str, Any]) -> tuple[DataPath, bool]:
    """Return where the data is that an error of pydantic is about, and whether it is about a key."""
    where: DataPath = problem["loc"]
    if len(where) > 1 and where[-1] == "[key]" and problem["input"] == where[-2]:
        return where[:-1], True
    return where, False


def mended(data: dict[str, Any], bad: ValidationError, model: type[Briefing]) -> Briefing | None:
    """Return the briefing without what ``bad`` says is wrong in it, each list as long as it was.

    ``model`` is that of briefings, with what a pack adds.

    ``None`` where it cannot be had.
    """
    copy: dict[str, Any] = deepcopy(data)
    for _ in range(_ROUNDS):
        for problem in bad.errors(include_url=False):
            where, _key = place_of(problem)
            if where:
                _mend(copy, where, missing=problem["type"] == "missing")
        try:
            return model.model_validate(copy)
        except ValidationError as next_bad:
            bad = next_bad
    return None


def _mend(data: dict[str, Any], where: DataPath, *, missing: bool) -> None:
    """Take out what is at a place, or put a stand-in there."""
    holder: Any = data
    outer, name = holder, where[0]  # the innermost mapping, and the key in it that leads on
    *above, last = where
    for part in above:
        inner = _at(holder, part)
        if not isinstance(inner, dict | list):
            last = part  # what is there is a short form of what the path is in
            missing = False
            break
        if isinstance(holder, dict) and inner is not holder:
            outer, name = holder, part
        holder = inner
    match holder, last:
        case dict(), int():  # one thing in place of a list
            outer.pop(name, None)
        case dict(), _ if missing:
            holder[last] = _STAND_IN_DAY if where == ("date",) else STAND_IN
        case dict(), _:
            holder.pop(last, None)
        case list(), int() if last < len(holder):
            holder[last] = {} if holder[last] == STAND_IN else STAND_IN
        case _:
            pass


def _at(holder: Any, part: str | int) -> Any:
    """Return what a mapping or list holds; for one thing in place of a list, the thing itself."""
    if isinstance(holder, dict):
        return holder if part == 0 and 0 not in holder else holder.get(part)
    return holder[part] if isinstance(part, int) and part < len(holder) else None
