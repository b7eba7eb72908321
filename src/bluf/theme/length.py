"""One exact length type for both writers."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Self

# EMU a unit: the English Metric Unit of OOXML (ISO/IEC 29500-1, 20.1.2.1), in which all of these are whole.
_EMU = {"pt": 12_700, "mm": 36_000, "cm": 360_000, "in": 914_400}
_PATTERN = re.compile(r"(-?\d+(?:\.\d+)?)\s*(pt|mm|cm|in)")


class Length(int):
    """A length in whole EMU; 1 pt is 12,700 and 1 mm is 36,000, so that both are exact."""

    __slots__ = ()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the length that ``text`` ("10.5pt", "25 mm", "1in") means.

        Raises:
            ValueError: the text is not a number with a unit.
        """
        match = _PATTERN.fullmatch(text.strip())
        if not match:
            raise ValueError(f"'{text}' is not a length; write a number with pt, mm, cm or in, such as 10pt")
        return cls(round(Fraction(match[1]) * _EMU[match[2]]))

    @classmethod
    def of_points(cls, points: float) -> Self:
        """Return the length of so many points, rounded to whole EMU."""
        return cls(round(points * _EMU["pt"]))

    @property
    def pt(self) -> float:
        """Points, as PDF counts."""
        return self / 12_700

    @property
    def twips(self) -> int:
        """Twentieths of a point, as Word counts spacing and widths."""
        return round(self / 635)

    @property
    def half_points(self) -> int:
        """Halves of a point, as Word counts font sizes."""
        return round(self / 6_350)

    @property
    def eighth_points(self) -> int:
        """Eighths of a point, as Word counts border widths."""
        return round(self / 1_587.5)


ZERO = Length(0)
