"""Numbers of list items in the forms that themes ask for."""

from __future__ import annotations

_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
    (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


def marker(form: str, number: int) -> str:
    """Return the mark of item ``number`` in a form with {n} (1), {a} (a) or {i} (i); a bullet is itself."""
    if "{" not in form:
        return form
    return form.replace("{n}", str(number)).replace("{a}", letters(number)).replace("{i}", roman(number))


def letters(number: int) -> str:
    """Return a, b … z, aa, bb …, as Word counts; numbers below 1 stay figures."""
    if number < 1:
        return str(number)
    times, letter = divmod(number - 1, 26)
    return chr(ord("a") + letter) * (times + 1)


def roman(number: int) -> str:
    """Return i, ii, iii, iv …; numbers below 1 stay figures."""
    if number < 1:
        return str(number)
    result = ""
    for value, sign in _ROMAN:
        times, number = divmod(number, value)
        result += sign * times
    return result
