"""The content stream of one page: text, fills and pictures, each inside a tag or an artifact.

Decoration (backgrounds, rules, underlines) is collected apart and painted first, as one artifact; so the
stream has the text in reading order, and nothing but marked content. Text or a picture outside a tag or an
artifact is a mistake of the writer and raises.

Here y runs downwards from the sheet's upper edge; the stream has it upwards, as PDF does.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from bluf.writers.pdf.fonts import Fonts
from bluf.writers.pdf.structure import PER_PAGE, Element
from bluf.writers.pdf.textlayout import Segment
from bluf.writers.runs import Metrics

_DOT, _DOT_STEP = 0.07, 0.45  # of the size: a dot of the leaders in contents, and from dot to dot
_CURVE = 0.5523  # of the radius: the handles of a Bézier curve that is nearly a quarter circle


class Canvas:
    """Collects the operators of a page. ``marked`` are the elements of its marked-content sequences, in order."""

    def __init__(self, page: int, height: float, fonts: Fonts, mirror: float = 0.0) -> None:
        """Begin page ``page`` (from 0) of this height in points.

        With ``mirror``, the width of the sheet, x is from the right edge, and everything is on the other side.
        """
        self.page = page
        self._mirror = mirror
        self._outlines: list[str] = []  # to be painted when the text object ends
        self.marked: list[Element] = []
        self._height = height
        self._fonts = fonts
        self._ops: list[str] = []
        self._decoration: list[str] = []
        self._fill = ""
        self._open = False
        self._in_text = False
        self._font = ""
        self._colour = ""
        self._tracking = 0.0
        self._pen = (0, 0)  # hundredths of points, as written

    # --- marked content

    def begin(self, element: Element) -> None:
        """Begin marked content of ``element``."""
        self._begin(f"/{element.role}<</MCID {len(self.marked)}>>BDC")
        element.kids.append(self.page * PER_PAGE + len(self.marked))
        self.marked.append(element)

    def _begin(self, operator: str) -> None:
        if self._open:
            raise RuntimeError("marked content inside marked content")
        self._open = True
        self._ops.append(operator)

    def end(self) -> None:
        """End the marked content begun last."""
        if self._in_text:
            self._ops.append("ET")
            self._in_text = False
            self._ops += self._outlines
            self._outlines.clear()
        self._ops.append("EMC")
        self._open = False

    @contextmanager
    def artifact(self, kind: str) -> Iterator[None]:
        """Mark what is drawn in the ``with`` block as no part of the text: ``kind`` is its property list."""
        self._begin(f"/Artifact<<{kind}>>BDC")
        yield
        self.end()

    @property
    def mirrored(self) -> bool:
        """Whether x is from the right edge."""
        return self._mirror > 0.0

    def left(self, x: float, width: float) -> float:
        """Return the distance from the sheet's left edge of what is ``width`` wide and stands at ``x``."""
        return self._mirror - x - width if self._mirror else x

    # --- text

    def show(self, segment: Segment, x: float, y: float, stretch: float = 0.0) -> None:
        """Write a segment of a line at ``x`` on the base line ``y``; ``stretch`` widens each space."""
        if not self._open:
            raise RuntimeError(f"text outside a tag: {segment.text!r}")
        look = segment.run.look
        encoded = self._fonts.encoded(segment.run.metrics)
        self._text_state(look.colour, look.tracking)
        y = self._height - y + look.rise
        words = segment.text.split(" ")
        if self._mirror:
            x = self.left(x, segment.width + stretch * (len(words) - 1))
        if look.rtl:
            words.reverse()
        codes = [encoded[word] for word in words]
        if encoded.pieces and not encoded.pieces.keys().isdisjoint(words):
            said = not encoded.said.isdisjoint(words)
            if said:
                text = segment.text.encode("utf-16-be", "replace").hex().upper()
                self._ops.append(f"/Span<</ActualText<FEFF{text}>>>BDC")
            self._show_pieces(words, segment.run.metrics, (x, y), stretch)
            if said:
                self._ops.append("EMC")
            return
        self._set_font(encoded.font.name, look.size)
        self._move(x, y)
        if stretch:
            space = f"{encoded.space}>{-1000 * stretch / look.size:.1f}<"
            self._show(space.join(codes))
        else:
            self._show(encoded.space.join(codes))

    def _show_pieces(self, words: list[str], metrics: Metrics, pen: tuple[float, float], stretch: float) -> None:
        """Write words of which some take several fonts, each piece at its place."""
        encoded = self._fonts.encoded(metrics)
        x, y = pen
        for number, word in enumerate(words):
            space = encoded.space if number + 1 < len(words) else ""
            start = x
            for piece in encoded.pieces.get(word, ()):
                self._set_font(piece.font.name, metrics.size)
                self._move(x, y + piece.rise)
                if piece.outline:
                    self._ops.append(f"3 Tr {piece.stretch:.2f} Tz")
                    self._show(piece.codes)
                    self._ops.append("0 Tr 100 Tz")
                    self._outlines.append(
                        f"q {_fill_operator(self._colour)} 1 0 0 1 {x:.2f} {y:.2f} cm {piece.outline} f Q"
                    )
                else:
                    self._show(piece.codes)
                x += piece.width
            self._set_font(encoded.font.name, metrics.size)
            if word in encoded.pieces:
                self._move(x, y)
            else:
                self._move(start, y)
            self._show(encoded[word] + space)
            x = start + metrics[word] + metrics.space + stretch

    def _text_state(self, colour: str, tracking: float) -> None:
        if not self._in_text:
            self._ops.append("BT")
            self._in_text = True
            self._pen = (0, 0)
        if colour != self._colour:
            self._colour = colour
            self._ops.append(_fill_operator(colour))
        if tracking != self._tracking:
            self._tracking = tracking
            self._ops.append(f"{tracking:g} Tc")

    def _set_font(self, name: str, size: float) -> None:
        font = f"/{name} {size:g} Tf"
        if font != self._font:
            self._font = font
            self._ops.append(font)

    def _move(self, x: float, y: float) -> None:
        across, up = round(x * 100), round(y * 100)
        self._ops.append(f"{(across - self._pen[0]) / 100:g} {(up - self._pen[1]) / 100:g} Td")
        self._pen = (across, up)

    def _show(self, codes: str) -> None:
        if codes:
            self._ops.append(f"[<{codes}>]TJ" if ">" in codes else f"<{codes}>Tj")

    # --- pictures

    def picture(self, name: str, x: float, y: float, width: float, height: float) -> None:
        """Draw the XObject ``name`` with its upper left corner at ``x``, ``y``."""
        if not self._open:
            raise RuntimeError("a picture outside a tag")
        x = self.left(x, width)
        self._ops.append(f"q {width:.2f} 0 0 {height:.2f} {x:.2f} {self._height - y - height:.2f} cm /{name} Do Q")

    # --- decoration

    def fill(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """Fill a rectangle, beneath all text."""
        self._decoration_colour(colour)
        x = self.left(x, width)
        self._decoration.append(f"{x:.2f} {self._height - y - height:.2f} {width:.2f} {height:.2f} re f")

    def fill_rounded(self, x: float, y: float, width: float, height: float, radius: float, colour: str) -> None:
        """Fill a rectangle with round corners, beneath all text."""
        self._decoration_colour(colour)
        x = self.left(x, width)
        left, right, bottom, top = x, x + width, self._height - y - height, self._height - y
        inner, handle = radius, radius * (1 - _CURVE)
        self._decoration.append(
            f"{left + inner:.2f} {bottom:.2f} m {right - inner:.2f} {bottom:.2f} l "
            f"{right - handle:.2f} {bottom:.2f} {right:.2f} {bottom + handle:.2f} {right:.2f} {bottom + inner:.2f} c "
            f"{right:.2f} {top - inner:.2f} l "
            f"{right:.2f} {top - handle:.2f} {right - handle:.2f} {top:.2f} {right - inner:.2f} {top:.2f} c "
            f"{left + inner:.2f} {top:.2f} l "
            f"{left + handle:.2f} {top:.2f} {left:.2f} {top - handle:.2f} {left:.2f} {top - inner:.2f} c "
            f"{left:.2f} {bottom + inner:.2f} l "
            f"{left:.2f} {bottom + handle:.2f} {left + handle:.2f} {bottom:.2f} {left + inner:.2f} {bottom:.2f} c f"
        )

    def dots(self, start: float, end: float, y: float, size: float, colour: str) -> None:
        """Draw a row of fine dots from ``start`` to ``end``, the dots of all rows beneath each other."""
        step = size * _DOT_STEP
        start, end = self.left(start, end - start), self.left(end, start - end)
        first = -int(-start // step) * step
        if first < end:
            stroke = _fill_operator(colour).upper()
            level = self._height - y
            self._decoration.append(f"{stroke} 1 J {size * _DOT:.2f} w [0 {step:.3f}] 0 d")
            self._decoration.append(f"{first:.2f} {level:.2f} m {end:.2f} {level:.2f} l S")

    def _decoration_colour(self, colour: str) -> None:
        if colour != self._fill:
            self._fill = colour
            self._decoration.append(_fill_operator(colour))

    # --- the whole

    def content(self) -> bytes:
        """Return the content stream."""
        if self._open:
            raise RuntimeError("marked content is not closed")
        parts = self._ops
        if self._decoration:
            parts = ["/Artifact<</Type/Layout>>BDC q", *self._decoration, "Q EMC", *parts]
        return "\n".join(parts).encode("ascii")


_operators: dict[str, str] = {}


def _fill_operator(colour: str) -> str:
    """Return the operator that sets the fill colour; PDF colours are parts of 1."""
    found = _operators.get(colour)
    if found is None:
        parts = (int(colour[place : place + 2], 16) / 255 for place in (0, 2, 4))
        found = _operators[colour] = " ".join(f"{part:.4g}" for part in parts) + " rg"
    return found
