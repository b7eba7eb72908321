"""Values in PDF syntax."""

from __future__ import annotations

import re


def decimal(value: float) -> str:
    """Return a number in PDF syntax, with at most two decimals."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if value % 1 else str(int(value))


def text_string(text: str) -> str:
    """Return ``text`` as a PDF string in PDF syntax: as it is if it is ASCII, else in UTF-16."""
    if text.isascii() and text.isprintable():
        return "(" + text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)") + ")"
    return "<FEFF" + text.encode("utf-16-be", "replace").hex().upper() + ">"


def string_bytes(string: str) -> bytes:
    """Return the bytes that a PDF string made by ``text_string`` stands for."""
    if string.startswith("<"):
        return bytes.fromhex(string[1:-1])
    return re.sub(r"\\(.)", r"\1", string[1:-1]).encode("ascii")
