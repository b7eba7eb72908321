"""Stand-in until the real module is here."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Literal

_SPECIAL = re.compile(
    "[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)


def is_plain(text: str) -> bool:
    return _SPECIAL.search(text) is None


def levels(text: str, base: Literal["ltr", "rtl"] | None) -> list[int]:
    start = 1 if base == "rtl" else 0
    result = []
    for char in text:
        kind = unicodedata.bidirectional(char)
        result.append(1 if kind in {"R", "AL"} else start + start % 2 if kind in {"L", "EN", "AN"} else -1)
    for index, level in enumerate(result):
        if level < 0:
            before = next((x for x in reversed(result[:index]) if x >= 0), start)
            after = next((x for x in result[index + 1 :] if x >= 0), start)
            result[index] = before if before % 2 == after % 2 else start
    return result


def visual_order(levels: Sequence[int]) -> list[int]:
    order = list(range(len(levels)))
    for level in range(max(levels, default=0), 0, -1):
        index = 0
        while index < len(order):
            end = index
            while end < len(order) and levels[order[end]] >= level:
                end += 1
            order[index:end] = order[index:end][::-1]
            index = max(end, index + 1)
    return order
