"""The content stream of one page: text, fills and pictures, each inside a tag or an artifact.

Decoration (backgrounds, rules, underlines) is collected apart and painted first, as one artifact; so the
stream has the text in reading order, and nothing but marked content. Text or a picture outside a tag or an
artifact is a mistake of the writer and raises.

Here y runs downwards from the sheet's upper edge; the stream has it upwards, as PDF does.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from bluf.writers.pdf.fonts import Encoded, Fonts
from bluf.writers.pdf.structure import PER_PAGE, Element
from bluf.writers.pdf.textlayout import Segment

_DOT, _DOT_STEP = 0.07, 0.45  # of the size: a dot of the leaders in contents, and from dot to dot
_CURVE = 0.5523  # of the radius: the handles of a Bézier curve that is nearly a quarter circle


class Canvas:
    """Collects the operators of a page. ``marked`` are the elements of its marked-content sequences, in order."""

    def __init__(self, page: int, height: float, fonts: Fonts) -> None:
        """Begin page ``page`` (from 0) of this height in points."""
        self.page = page
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
        self._ops.append("EMC")
        self._open = False

    @contextmanager
    def artifact(self, kind: str) -> Iterator[None]:
        """Mark what is drawn in the ``with`` block as no part of the text: ``kind`` is its property list."""
        self._begin(f"/Artifact<<{kind}>>BDC")
        yield
        self.end()

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
        codes = [encoded[word] for word in words]
        if encoded.pieces and not encoded.pieces.keys().isdisjoint(words):
            self._show_pieces(segment, encoded, x, y, stretch)
            return
        self._set_font(encoded.font.name, look.size)
        self._move(x, y)
        if stretch:
            space = f"{encoded.space}>{-1000 * stretch / look.size:.1f}<"
            self._show(space.join(codes))
        else:
            self._show(encoded.space.join(codes))

    def _show_pieces(self, segment: Segment, encoded: Encoded, x: float, y: float, stretch: float) -> None:
        """Write words of which some take several fonts, each piece at its place."""
        metrics = segment.run.metrics
        words = segment.text.split(" ")
        for number, word in enumerate(words):
            space = encoded.space if number + 1 < len(words) else ""
            start = x
            for piece in encoded.pieces.get(word, ()):
                self._set_font(piece.font.name, metrics.size)
                self._move(x, y + piece.rise)
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
        self._ops.append(f"q {width:.2f} 0 0 {height:.2f} {x:.2f} {self._height - y - height:.2f} cm /{name} Do Q")

    # --- decoration

    def fill(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """Fill a rectangle, beneath all text."""
        self._decoration_colour(colour)
        self._decoration.append(f"{x:.2f} {self._height - y - height:.2f} {width:.2f} {height:.2f} re f")

    def fill_rounded(self, x: float, y: float, width: float, height: float, radius: float, colour: str) -> None:
        """Fill a rectangle with round corners, beneath all text."""
        self._decoration_colour(colour)
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
