"""Glyphs as paths, for what cannot be text and picture at once."""

from __future__ import annotations

from collections.abc import Sequence

from bluf.theme.fonts import Face, Glyph
from bluf.writers.pdf.syntax import decimal


class _Pen:
    """Takes an outline from HarfBuzz as PDF path operators, moved and scaled."""

    def __init__(self, scale: float) -> None:
        self.operators: list[str] = []
        self._scale = scale
        self._origin = (0, 0)
        self._at = (0.0, 0.0)

    def begin(self, x: int, y: int) -> None:
        """Begin a glyph whose origin is at this place, in font units."""
        self._origin = (x, y)

    def _point(self, point: tuple[float, float]) -> str:
        x, y = ((part + origin) * self._scale for part, origin in zip(point, self._origin, strict=True))
        return f"{decimal(x)} {decimal(y)}"

    def moveTo(self, point: tuple[float, float]) -> None:  # noqa: N802 - the names that HarfBuzz calls
        self.operators.append(f"{self._point(point)} m")
        self._at = point

    def lineTo(self, point: tuple[float, float]) -> None:  # noqa: N802
        self.operators.append(f"{self._point(point)} l")
        self._at = point

    def curveTo(self, *points: tuple[float, float]) -> None:  # noqa: N802
        self.operators.append(f"{' '.join(map(self._point, points))} c")
        self._at = points[-1]

    def qCurveTo(self, handle: tuple[float, float], end: tuple[float, float]) -> None:  # noqa: N802
        """Draw a quadratic curve as the cubic one that is the same."""
        first, second = (
            tuple(a + (h - a) * 2 / 3 for a, h in zip(point, handle, strict=True)) for point in (self._at, end)
        )
        self.curveTo((first[0], first[1]), (second[0], second[1]), end)

    def closePath(self) -> None:  # noqa: N802
        self.operators.append("h")

    def endPath(self) -> None:  # noqa: N802
        pass


def outline(face: Face, glyphs: Sequence[Glyph], scale: float) -> str:
    """Return the outlines of glyphs side by side as a PDF path, in points; ``scale`` is that of a font unit."""
    pen = _Pen(scale)
    x = 0
    for glyph in glyphs:
        pen.begin(x + glyph.x, glyph.y)
        face.hb_font.draw_glyph_with_pen(glyph.id, pen)
        x += glyph.advance
    return " ".join(pen.operators)
