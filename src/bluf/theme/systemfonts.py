"""Which fonts of this machine show what the theme's own fonts lack.

The choice depends on the characters, the language and the fonts that are there, and on nothing else. Every
script gets the face that suits it best (``_cost``), and more of them until nothing is left that can be shown;
for Chinese, Japanese and Korean the regional forms follow the language.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from bluf.theme.facenames import file_and_index
from bluf.theme.fontindex import SANS, SPECIAL, Coverage, Font, machine_fonts
from bluf.theme.packages import EAST_ASIAN, OTHER, SYMBOLS, Script, is_private, script_of

# Families with the forms of a region, the best first; a name may go on after what stands here.
_REGIONS = {
    "Hans": "noto sans cjk sc|noto sans sc|source han sans sc|source han sans cn|pingfang sc|microsoft yahei|"
    "hiragino sans gb|wenquanyi micro hei|wenquanyi zen hei|dengxian|heiti sc|stheiti|simhei|droid sans fallback|"
    "noto serif cjk sc|noto serif sc|source han serif sc|songti sc|simsun|nsimsun|ar pl uming cn|ar pl sungti",
    "Hant": "noto sans cjk tc|noto sans tc|source han sans tc|source han sans tw|pingfang tc|microsoft jhenghei|"
    "heiti tc|noto serif cjk tc|noto serif tc|source han serif tc|songti tc|mingliu|pmingliu|ar pl uming tw|"
    "ar pl mingti",
    "Hong Kong": "noto sans cjk hk|noto sans hk|source han sans hk|source han sans hc|pingfang hk|noto serif cjk hk|"
    "noto serif hk|source han serif hc|ar pl uming hk",
    "Jpan": "noto sans cjk jp|noto sans jp|source han sans|hiragino sans|hiragino kaku gothic|yu gothic|yugothic|"
    "biz udpgothic|meiryo|ipaexgothic|ipagothic|ipapgothic|takaogothic|takaopgothic|vl gothic|ms gothic|"
    "noto serif cjk jp|noto serif jp|source han serif|hiragino mincho|yu mincho|ipamincho",
    "Kore": "noto sans cjk kr|noto sans kr|source han sans k|apple sd gothic neo|malgun gothic|nanumgothic|"
    "nanum gothic|undotum|un dotum|dotum|gulim|baekmuk|noto serif cjk kr|noto serif kr|source han serif k|batang",
}
_FAMILIES = {name: (region, rank) for region, names in _REGIONS.items() for rank, name in enumerate(names.split("|"))}
_BOLD, _REGULAR = 700, 400


def fallbacks(missing: set[str], language: str) -> tuple[str, ...]:
    """Return the names of faces on this machine that show what is ``missing``, in the order to try them.

    First come the faces of scripts, then those of symbols, then the bold faces of the same families; see
    ``theme.fonts.faces_for``.

    Args:
        missing: characters for which there is no font yet.
        language: the BCP 47 tag of the text.
    """
    groups = _groups(missing)
    if not groups:
        return ()
    fonts = sorted(machine_fonts(), key=lambda font: font.name)
    chosen: dict[str, tuple[Font, list[int]]] = {}
    for script, codes in groups:
        left = codes
        if script.name in SYMBOLS:  # a face of letters may have them, drawn to go with its letters
            left = _without(left, *(font.coverage for font, _ in chosen.values()))
        for font in _for_script(fonts, script, left, language):
            chosen.setdefault(font.name, (font, left))
    bold = (_bold_of(font, codes, fonts) for font, codes in chosen.values())
    return tuple(dict.fromkeys([*chosen, *(font.name for font in bold if font)]))


def stamp(name: str) -> str:
    """Return what tells whether the file of a face is still the same: its path, size and time of change."""
    path, _ = file_and_index(name)
    try:
        state = Path(path).stat()
    except OSError:
        return name
    return f"{name} {state.st_size} {state.st_mtime_ns}"


def _groups(missing: set[str]) -> list[tuple[Script, list[int]]]:
    """Return the characters by script, as code points in order; symbols come last."""
    groups: dict[Script, list[int]] = {}
    for char in sorted(missing):
        if not is_private(char):
            groups.setdefault(script_of(char), []).append(ord(char))
    return sorted(groups.items(), key=lambda group: (group[0].name in SYMBOLS, group[1]))


def _without(codes: list[int], *coverages: Coverage) -> list[int]:
    covered = set().union(*(coverage.of(codes) for coverage in coverages))
    return [code for code in codes if code not in covered]


def _for_script(fonts: list[Font], script: Script, codes: list[int], language: str) -> Iterator[Font]:
    """Yield the best face for ``codes``, then that for those which it lacks, and so on."""
    while codes:
        counts: dict[int, int] = {}
        for coverage in {id(font.coverage): font.coverage for font in fonts}.values():
            counts[id(coverage)] = len(coverage.of(codes))
        able = [font for font in fonts if counts[id(font.coverage)]]
        if not able:
            return
        region = _region(codes, language) if script.name == EAST_ASIAN else ""
        cost = partial(_cost, script=script, region=region, counts=counts, total=len(codes))
        best = min(able, key=cost)
        yield best
        codes = _without(codes, best.coverage)


def _cost(font: Font, *, script: Script, region: str, counts: dict[int, int], total: int) -> tuple[object, ...]:
    """Return by what faces are compared; the least is the best.

    A face that shows less than half of what is wanted gives way to any text face that shows more of it, and
    one that shows more gives way only to those that suit the script better.
    """
    count = counts[id(font.coverage)]
    share = 0 if 2 * count >= total else 2 - (4 * count >= total)
    at, rank = _place(font.family) if region else ("", 0)
    special = font.kind == SPECIAL and script is not OTHER and script.name not in SYMBOLS
    return (
        special,
        share,
        _strangeness(at, region),
        _ranked(font, script),
        rank if at == region and font.kind == SANS else 0,
        font.kind,
        total - count,
        font.italic,
        (abs(font.weight - _REGULAR), font.weight < _REGULAR),
        abs(font.width - 5),
        font.family,
        font.name,
    )


def _ranked(font: Font, script: Script) -> int:
    """Return 0 for the family known to suit a script, and for signs 1 for other fonts of signs."""
    if font.family == script.family:
        return 0
    return 1 if font.kind == SPECIAL and script.name in SYMBOLS and font.family.startswith("Noto ") else 2


def _bold_of(regular: Font, codes: list[int], fonts: list[Font]) -> Font | None:
    """Return the bold face of the same family that shows what the regular one does of ``codes``."""
    wanted = regular.coverage.of(codes)
    able = [
        font
        for font in fonts
        if font.family == regular.family
        and font.weight >= 600 > regular.weight
        and (font.italic, font.width) == (regular.italic, regular.width)
        and font.coverage.of(codes) >= wanted
    ]
    return min(able, key=lambda font: (abs(font.weight - _BOLD), font.name), default=None)


# --- regions ----------------------------------------------------------------------------------------


def _region(codes: list[int], language: str) -> str:
    """Return whose forms of Chinese characters are wanted, by the language or else by the letters beside them."""
    tag = language.lower().split("-")
    names = {unicodedata.name(chr(code), "").split(" ")[0] for code in codes}
    if tag[0] == "ko" or names & {"HANGUL"} == names:
        return "Kore"
    if tag[0] == "ja":
        return "Jpan"
    if tag[0] in {"zh", "yue", "cmn", "nan", "hak", "wuu"}:
        if {"hk", "mo"} & {*tag} or (tag[0] == "yue" and "hans" not in tag):
            return "Hong Kong"
        traditional = {"hant", "tw"} & {*tag} or (tag[0] in {"nan", "hak"} and "hans" not in tag)
        return "Hant" if traditional else "Hans"
    if names & {"HIRAGANA", "KATAKANA"}:
        return "Jpan"
    if "HANGUL" in names:
        return "Kore"
    return "Hant" if "BOPOMOFO" in names else "Hans"


def _place(family: str) -> tuple[str, int]:
    """Return the region of a family, by the longest name that its own begins with, and its rank there."""
    name = family.lower()
    match = max((known for known in _FAMILIES if name.startswith(known)), key=len, default="")
    return _FAMILIES.get(match, ("", 0))


def _strangeness(at: str, region: str) -> int:
    """Return how far the forms of one region are from those of another."""
    if at == region:
        return 0
    if {at, region} == {"Hant", "Hong Kong"}:
        return 1
    return 3 if at else 2
