"""The Unicode Bidirectional Algorithm (UAX 9): which way each character of a text runs, and the order on a line.

A character's level tells: even levels run from left to right, odd ones from right to left, and each level stands
inside the one below. Rules are named as UAX 9 names them (P2, X1, W1, ...). The classes of a text's characters are
a string with a letter for each, and a rule that looks at neighbours is a regular expression.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

_MAX_DEPTH = 125  # BD2
_MAX_BRACKETS = 63  # BD16

# What may be right to left, and the explicit formatting characters: the blocks that are so by default.
_NOT_PLAIN = re.compile(
    "[\u0590-\u08ff\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefe"
    "\U00010800-\U00010fff\U0001e800-\U0001efff]"
)

_LETTERS = {
    "L": "L", "R": "R", "AL": "A", "EN": "1", "AN": "2", "ES": "+", "ET": "%", "CS": ",", "NSM": "m", "BN": "x",
    "B": "b", "S": "s", "WS": "w", "ON": "o", "LRE": "e", "RLE": "E", "LRO": "v", "RLO": "V", "PDF": "p",
    "LRI": "i", "RLI": "I", "FSI": "F", "PDI": "P",
}  # fmt: skip
_REMOVED = "xeEvVp"  # by X9
_INITIATORS = "iIF"  # BD8: they begin an isolate

# The classes of code points that stand for no character yet ("missing" in DerivedBidiClass.txt); all others are L.
_MISSING = {
    "BN": "\u2065\ufdd0-\ufdef\ufff0-\uffff\U000e0000-\U000e0fff",
    "ET": "\u20a0-\u20cf",
    "AL": "\u0600-\u07bf\u0860-\u08ff\ufb50-\ufdff\ufe70-\ufeff\U00010d00-\U00010d3f\U00010ec0-\U00010eff"
    "\U00010f30-\U00010f6f\U0001ec70-\U0001ecbf\U0001ed00-\U0001ed4f\U0001ee00-\U0001eeff",
    "R": "\u0590-\u08ff\ufb1d-\ufdff\U00010800-\U00010fff\U0001e800-\U0001efff",
}

# Pairs of characters that mirror one another (BidiMirroring.txt); of brackets, the opening one comes first.
_PAIRS = (
    "()<>[]{}«»༺༻༼༽᚛᚜‹›⁅⁆⁽⁾₍₎∈∋∉∌∊∍∕⧵∟⯾∠⦣∡⦛∢⦠∤⫮∼∽≃⋍≅≌≒≓≔≕≤≥≦≧≨≩≪≫≮≯≰≱≲≳≴≵≶≷≸≹≺≻≼≽≾≿⊀⊁⊂⊃⊄⊅⊆⊇⊈⊉⊊⊋⊏⊐⊑⊒⊘⦸⊢⊣⊦⫞⊨⫤⊩⫣⊫⫥⊰⊱⊲⊳"
    "⊴⊵⊶⊷⊸⟜⋉⋊⋋⋌⋐⋑⋖⋗⋘⋙⋚⋛⋜⋝⋞⋟⋠⋡⋢⋣⋤⋥⋦⋧⋨⋩⋪⋫⋬⋭⋰⋱⋲⋺⋳⋻⋴⋼⋶⋽⋷⋾⌈⌉⌊⌋〈〉❨❩❪❫❬❭❮❯❰❱❲❳❴❵⟃⟄⟅⟆⟈⟉⟋⟍⟕⟖⟝⟞⟢⟣⟤⟥⟦⟧⟨⟩⟪⟫⟬⟭⟮⟯⦃⦄⦅⦆⦇⦈⦉⦊⦋⦌⦍⦐⦏⦎"
    "⦑⦒⦓⦔⦕⦖⦗⦘⦤⦥⦨⦩⦪⦫⦬⦭⦮⦯⧀⧁⧄⧅⧏⧐⧑⧒⧔⧕⧘⧙⧚⧛⧨⧩⧸⧹⧼⧽⨫⨬⨭⨮⨴⨵⨼⨽⩤⩥⩹⩺⩻⩼⩽⩾⩿⪀⪁⪂⪃⪄⪅⪆⪇⪈⪉⪊⪋⪌⪍⪎⪏⪐⪑⪒⪓⪔⪕⪖⪗⪘⪙⪚⪛⪜⪝⪞⪟⪠⪡⪢⪦⪧⪨⪩⪪⪫⪬⪭⪯⪰⪱⪲⪳⪴⪵⪶⪷⪸⪹⪺"
    "⪻⪼⪽⪾⪿⫀⫁⫂⫃⫄⫅⫆⫇⫈⫉⫊⫋⫌⫍⫎⫏⫐⫑⫒⫓⫔⫕⫖⫬⫭⫷⫸⫹⫺⸂⸃⸄⸅⸉⸊⸌⸍⸜⸝⸠⸡⸢⸣⸤⸥⸦⸧⸨⸩⹕⹖⹗⹘⹙⹚⹛⹜〈〉《》「」『』【】〔〕〖〗〘〙〚〛﹙﹚﹛﹜﹝﹞"
    "﹤﹥（）＜＞［］｛｝｟｠｢｣"
)
_MIRROR_OF = dict(zip(_PAIRS[::2], _PAIRS[1::2], strict=True))
_MIRRORED = _MIRROR_OF | {mirror: char for char, mirror in _MIRROR_OF.items()}

# The paired brackets (BidiBrackets.txt): what closes each opening one, in canonical form, for U+2329 and U+232A are
# the same as U+3008 and U+3009.
_CLOSED_BY = {
    opening: unicodedata.normalize("NFC", closing)
    for opening, closing in _MIRROR_OF.items()
    if unicodedata.category(opening) == "Ps"
}
_BRACKET = re.compile("[" + re.escape("".join(char + _MIRROR_OF[char] for char in _CLOSED_BY)) + "]")

_PARAGRAPH = re.compile("[^b]*b|[^b]+")
_FORMATTING = re.compile("[eEvVpiIFPb]|[^eEvVpiIFPb]+")
_OVERRIDABLE = re.compile(f"[^{_REMOVED}]")
_MARKS = re.compile("(.)m+")
_AFTER_ARABIC = re.compile("A[^LR]*")
_BETWEEN_EUROPEAN = re.compile("(?<=1)[+,](?=1)")
_BETWEEN_ARABIC = re.compile("(?<=2),(?=2)")
_WITH_TERMINATORS = re.compile("[%1]+")
_AFTER_LATIN = re.compile("L[^R]*")
_NEUTRALS = re.compile("o+")
# White space up to the last separator in it, sought once and not again from each space.
_SPACE = f"wiIFP{_REMOVED}"
_SEPARATED = re.compile(f"(?<![{_SPACE}sb])[{_SPACE}sb]*[sb][{_REMOVED}]*")

_TO_NEUTRAL = str.maketrans("+%,bswiIFP", "o" * 10)
_TO_STRONG = str.maketrans("12", "RR")
# I1, I2: what is added to a level, even or odd.
_IMPLICIT = ({"L": 0, "R": 1, "1": 2, "2": 2}, {"L": 1, "R": 0, "1": 1, "2": 1})


class _Letters(dict[int, str]):
    """The letter of each code point's class, looked up once: a table for ``str.translate``."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        kind = unicodedata.bidirectional(char)
        if not kind and code & 0xFFFE == 0xFFFE:
            kind = "BN"
        elif not kind:
            kind = next((kind for kind, blocks in _MISSING.items() if re.match(f"[{blocks}]", char)), "L")
        letter = self[code] = _LETTERS[kind]
        return letter


_letters = _Letters()


def is_plain(text: str) -> bool:
    """Return whether nothing in ``text`` can run from right to left and nothing is explicit formatting.

    In a paragraph from left to right such a text has level 0 throughout.
    """
    return _NOT_PLAIN.search(text) is None


def base_level(text: str) -> int:
    """Return the level of a paragraph by its first strong character outside isolates; 0 if there is none (P2, P3)."""
    depth = 0
    for code in text.translate(_letters):
        if code in _INITIATORS:
            depth += 1
        elif code == "P":
            depth = max(0, depth - 1)
        elif code == "b":
            depth = 0
        elif not depth and code in "LRA":
            return 0 if code == "L" else 1
    return 0


def levels(text: str, base: Literal["ltr", "rtl"] | None) -> list[int]:
    """Return the level of each character of a paragraph before it is broken into lines (X1-I2, L1 for separators).

    With no ``base``, ``base_level`` finds it. A paragraph separator (a line feed is one) ends all that is open, but
    the base stays. What X9 removes has the level of the character before.
    """
    codes = text.translate(_letters)
    start = base_level(text) if base is None else int(base == "rtl")
    result: list[int] = []
    for match in _PARAGRAPH.finditer(codes):
        result += _paragraph(text[match.start() : match.end()], match[0], start)
    _reset_separators(codes, result, start)
    return result


def line_levels(text: str, levels: Sequence[int], base_level: int) -> list[int]:
    """Return the levels of one line's characters: white space and isolates at its end have the base level (L1)."""
    codes = text.translate(_letters)
    result = list(levels)
    _reset_separators(codes, result, base_level)
    end = len(codes.rstrip(f"{_SPACE}sb"))
    result[end:] = [base_level] * (len(codes) - end)
    return result


def _reset_separators(codes: str, levels: list[int], base: int) -> None:
    """L1: separators, and white space and isolates before them, have the base level."""
    for match in _SEPARATED.finditer(codes):
        levels[match.start() : match.end()] = [base] * len(match[0])


def visual_order(levels: Sequence[int]) -> list[int]:
    """Return the indices of a line's characters as they stand from left to right.

    From the highest level to the lowest odd one, all that is at that level or above is reversed (L2).
    """
    order = list(range(len(levels)))
    lowest = min((level for level in levels if level % 2), default=0)
    for limit in range(max(levels, default=0), lowest - 1, -1) if lowest else ():
        start = -1
        for index, level in enumerate((*levels, -1)):
            if level >= limit and start < 0:
                start = index
            elif level < limit and start >= 0:
                order[start:index] = order[start:index][::-1]
                start = -1
    return order


def mirrored(char: str) -> str:
    """Return the character that is the mirror image of ``char``, or itself where Unicode has none (L4)."""
    return _MIRRORED.get(char, char)


class _Entry(NamedTuple):
    level: int
    override: str
    is_isolate: bool


class _Stack:
    """The directional status stack, and the counts of what did not fit on it (X1)."""

    def __init__(self, base: int) -> None:
        self._entries = [_Entry(base, "", is_isolate=False)]
        self._isolates = self._lost_isolates = self._lost_embeddings = 0

    @property
    def top(self) -> _Entry:
        return self._entries[-1]

    def open(self, code: str) -> None:
        """Begin an embedding, an override (X2-X5) or an isolate (X5a-X5c)."""
        is_isolate = code in _INITIATORS
        level = (self.top.level + 1) | 1 if code in "EVI" else (self.top.level + 2) & ~1
        if level <= _MAX_DEPTH and not self._lost_isolates and not self._lost_embeddings:
            self._entries.append(_Entry(level, {"v": "L", "V": "R"}.get(code, ""), is_isolate))
            self._isolates += is_isolate
        elif is_isolate:
            self._lost_isolates += 1
        elif not self._lost_isolates:
            self._lost_embeddings += 1

    def close_isolate(self) -> None:
        """End an isolate with all embeddings in it (X6a)."""
        if self._lost_isolates:
            self._lost_isolates -= 1
        elif self._isolates:
            self._lost_embeddings = 0
            while not self._entries.pop().is_isolate:
                pass
            self._isolates -= 1

    def close_embedding(self) -> None:
        """End an embedding or override (X7)."""
        if self._lost_isolates:
            return
        if self._lost_embeddings:
            self._lost_embeddings -= 1
        elif len(self._entries) > 1 and not self.top.is_isolate:
            self._entries.pop()


def _explicit(codes: str, base: int) -> tuple[str, list[int]]:
    """Return a paragraph's classes where overrides have had their say, and the explicit levels (X1-X8)."""
    turns = _first_strong_isolates(codes) if "F" in codes else {}
    stack = _Stack(base)
    parts: list[str] = []
    levels: list[int] = []
    for match in _FORMATTING.finditer(codes):
        code = match[0]
        if code in "eEvV":
            stack.open(code)
        elif code == "p":
            stack.close_embedding()
        elif code == "P":
            stack.close_isolate()
        elif code == "b":
            stack = _Stack(base)
        level, override, _ = stack.top
        levels += [level] * len(code)
        parts.append(_OVERRIDABLE.sub(override, code) if override else code)
        if code in _INITIATORS:
            stack.open(turns.get(match.start(), code))
    return "".join(parts), levels


def _first_strong_isolates(codes: str) -> dict[int, str]:
    """Return by index what first strong isolates are (X5c); those with nothing strong in them are left out."""
    result: dict[int, str] = {}
    opened: list[int] = []
    for index, code in enumerate(codes):
        if code in _INITIATORS:
            opened.append(index)
        elif code == "P" and opened:
            opened.pop()
        elif code in "LRA" and opened and codes[opened[-1]] == "F":
            result.setdefault(opened[-1], "i" if code == "L" else "I")
    return result


def _paragraph(text: str, codes: str, base: int) -> list[int]:
    """Return the levels of one paragraph's characters."""
    kinds, levels = _explicit(codes, base)
    kept = [index for index, code in enumerate(codes) if code not in _REMOVED]  # X9
    found = _implicit(
        "".join([text[index] for index in kept]),
        "".join([codes[index] for index in kept]),
        "".join([kinds[index] for index in kept]),
        [levels[index] for index in kept],
        base,
    )
    result = [-1] * len(codes)
    for index, level in zip(kept, found, strict=True):
        result[index] = level
    before = base
    for index, level in enumerate(result):
        before = result[index] = before if level < 0 else level
    return result


def _implicit(text: str, codes: str, kinds: str, levels: list[int], base: int) -> list[int]:
    """Return the levels that follow from explicit ones (X10-I2), given the classes before and after overrides."""
    result = levels.copy()
    for runs in _sequences(codes, levels):
        first, end = runs[0][0], runs[-1][1]
        level = levels[first]
        # X10: what stands for that before and after; nothing is after an initiator whose isolate does not end.
        before = levels[first - 1] if first else base
        after = base if end == len(codes) or codes[end - 1] in _INITIATORS else levels[end]
        sos, eos = "LR"[max(level, before) % 2], "LR"[max(level, after) % 2]
        own_text = "".join([text[start:end] for start, end in runs])
        own_kinds = "".join([kinds[start:end] for start, end in runs])
        resolved = _resolved(own_text, own_kinds, "LR"[level % 2], sos, eos)
        steps = _IMPLICIT[level % 2]
        at = 0
        for start, end in runs:
            result[start:end] = [level + steps[kind] for kind in resolved[at : at + end - start]]
            at += end - start
    return result


def _sequences(codes: str, levels: Sequence[int]) -> list[list[tuple[int, int]]]:
    """Return the isolating run sequences (BD13), each as the level runs (BD7) in it.

    Where the level changes after an initiator the isolate has begun, and only what ends it can start a run with a
    PDI while one is open; so a stack matches them (BD9).
    """
    if not levels:
        return []
    changes = (index for index, (one, other) in enumerate(pairwise(levels), 1) if one != other)
    result: list[list[tuple[int, int]]] = []
    opened: list[list[tuple[int, int]]] = []
    for start, end in pairwise((0, *changes, len(levels))):
        if codes[start] == "P" and opened:
            sequence = opened.pop()
        else:
            sequence = []
            result.append(sequence)
        sequence.append((start, end))
        if codes[end - 1] in _INITIATORS:
            opened.append(sequence)
    return result


def _resolved(text: str, kinds: str, embedding: str, sos: str, eos: str) -> str:
    """Return a sequence's classes where only L, R and the two kinds of numbers are left (W1-N2)."""
    resolved = _weak(sos + kinds)[1:]
    if pairs := _bracket_pairs(text, resolved):
        resolved = _paired(kinds, resolved, pairs, embedding, sos)
    return _neutral(sos + resolved + eos, embedding)[1:-1]


def _weak(kinds: str) -> str:
    """Resolve marks, separators and numbers (W1-W7), given the class before the sequence and the sequence's."""
    kinds = _MARKS.sub(lambda m: m[1] + ("o" if m[1] in "iIFP" else m[1]) * (len(m[0]) - 1), kinds)  # W1
    kinds = _AFTER_ARABIC.sub(lambda m: m[0].replace("1", "2"), kinds)  # W2
    kinds = kinds.replace("A", "R")  # W3
    kinds = _BETWEEN_ARABIC.sub("2", _BETWEEN_EUROPEAN.sub("1", kinds))  # W4
    kinds = _WITH_TERMINATORS.sub(lambda m: "1" * len(m[0]) if "1" in m[0] else m[0], kinds)  # W5
    kinds = kinds.translate(_TO_NEUTRAL)  # W6
    return _AFTER_LATIN.sub(lambda m: m[0].replace("1", "L"), kinds)  # W7


def _bracket_pairs(text: str, kinds: str) -> list[tuple[int, int]]:
    """Return where the bracket pairs of a sequence open and close, in the order they open (BD14-BD16)."""
    result: list[tuple[int, int]] = []
    opened: list[tuple[str, int]] = []
    for match in _BRACKET.finditer(text):
        index = match.start()
        if kinds[index] != "o":
            continue
        if closing := _CLOSED_BY.get(match[0]):
            if len(opened) == _MAX_BRACKETS:
                break
            opened.append((closing, index))
            continue
        closing = unicodedata.normalize("NFC", match[0])
        depth = next((i for i in reversed(range(len(opened))) if opened[i][0] == closing), None)
        if depth is not None:
            result.append((opened[depth][1], index))
            del opened[depth:]
    return sorted(result)


def _paired(kinds: str, resolved: str, pairs: list[tuple[int, int]], embedding: str, sos: str) -> str:
    """Resolve brackets by what they enclose, and else by what is before (N0), given the classes before W1 too."""
    strong = resolved.translate(_TO_STRONG)
    result = list(strong)
    other = "R" if embedding == "L" else "L"
    before, at = sos, 0
    for pair in pairs:
        if strong.find(embedding, *pair) >= 0:  # N0 b
            kind = embedding
        elif strong.find(other, *pair) >= 0:  # N0 c
            # Pairs come in order, so that what precedes this one is settled, brackets among it.
            before = next((x for x in reversed(result[at : pair[0]]) if x != "o"), before)
            at = pair[0]
            kind = before
        else:
            continue
        for index in pair:
            end = index + 1
            while end < len(kinds) and kinds[end] == "m":
                end += 1
            result[index:end] = kind * (end - index)
    return "".join(old if old in "12" else new for old, new in zip(resolved, result, strict=True))


def _neutral(kinds: str, embedding: str) -> str:
    """Resolve neutrals and isolates by their neighbours (N1) or the embedding (N2), given sos and eos around them."""
    strong = kinds.translate(_TO_STRONG)

    def between(match: re.Match[str]) -> str:
        before, after = strong[match.start() - 1], strong[match.end()]
        return (before if before == after else embedding) * len(match[0])

    return _NEUTRALS.sub(between, kinds)
