"""The sRGB colour profile (IEC 61966-2-1) as PDF/A's output intent asks for, made here so that no file is needed.

An ICC profile of version 4.2 (ICC.1:2004-10, which PDF 1.7 takes): three primaries, one parametric curve.
"""

from __future__ import annotations

import struct

NAME = "sRGB IEC61966-2.1"

# sRGB's primaries, adapted from its white D65 to the D50 of profiles by Bradford's matrix, which follows.
_PRIMARIES = {
    b"rXYZ": (0.436066, 0.222488, 0.013916),
    b"gXYZ": (0.385147, 0.716873, 0.097076),
    b"bXYZ": (0.143066, 0.060608, 0.714096),
}
_ADAPTATION = (1.047882, 0.022919, -0.050217, 0.029587, 0.990479, -0.017059, -0.009232, 0.015076, 0.751678)
_D50 = (0.9642, 1.0, 0.8249)
# y = (a·x + b)^g from x = d on, c·x below (ICC.1:2004-10, 10.15, function type 3).
_CURVE = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)


def srgb() -> bytes:
    """Return the profile."""
    tags = {
        b"desc": _text(NAME),
        b"cprt": _text("No copyright, use freely"),
        b"wtpt": _xyz(_D50),
        b"chad": b"sf32\0\0\0\0" + _fixed(_ADAPTATION),
        **{name: _xyz(values) for name, values in _PRIMARIES.items()},
        b"rTRC": b"para\0\0\0\0\0\3\0\0" + _fixed(_CURVE),
    }
    table, data = b"", b""
    start = 128 + 4 + 12 * (len(tags) + 2)
    for name, content in tags.items():
        table += name + struct.pack(">II", start + len(data), len(content))
        if name == b"rTRC":  # one curve for the three of them
            table += b"".join(other + table[-8:] for other in (b"gTRC", b"bTRC"))
        data += content + bytes(-len(content) % 4)
    return _header(start + len(data)) + struct.pack(">I", len(tags) + 2) + table + data


def _header(size: int) -> bytes:
    """Return the header (ICC.1:2004-10, 7.2): a display profile from RGB to XYZ, perceptual intent."""
    start = struct.pack(">I4sI4s4s4s", size, b"", 0x04200000, b"mntr", b"RGB ", b"XYZ ")
    dated = struct.pack(">6H", 2004, 10, 1, 0, 0, 0)  # of the specification: no clock goes into a file
    return (start + dated + b"acsp").ljust(64, b"\0").ljust(68, b"\0") + _fixed(_D50) + bytes(48)


def _fixed(values: tuple[float, ...]) -> bytes:
    return b"".join(struct.pack(">i", round(value * 65536)) for value in values)


def _xyz(values: tuple[float, ...]) -> bytes:
    return b"XYZ \0\0\0\0" + _fixed(values)


def _text(text: str) -> bytes:
    encoded = text.encode("utf-16-be")
    return b"mluc" + struct.pack(">IIIHHII", 0, 1, 12, *struct.unpack(">HH", b"enUS"), len(encoded), 28) + encoded
