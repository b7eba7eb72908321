"""The letters of annexes, the same in Word reports and in PDF reports."""

from __future__ import annotations


def letter(number: int) -> str:
    """Return the letter of an annex, counted from 1: A to Z, then AA, AB and so on."""
    name = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
