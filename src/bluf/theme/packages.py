"""Which script a character belongs to, and where to get a font that has it.

Scripts stand by the blocks of Unicode 16 (Blocks.txt), those in living use and the better known old ones. Fonts
are named by their Noto family (fonts.google.com/noto) and by the Debian and Ubuntu package that has it.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import cache
from typing import NamedTuple

EAST_ASIAN = "Chinese, Japanese and Korean"
SYMBOLS = ("Symbols", "Symbols2", "Math", "Box drawing", "Music", "Emoji")

# A line is: script, "= Noto family" where that is not "Noto Sans" and the script, "@ package" where that is
# not fonts-noto-core, and the blocks in hexadecimal.
_TABLE = """
Latin, Cyrillic or Greek = Noto Sans: 0-52F 1AB0-1AFF 1C80-1C8F 1D00-1FFF 2000-209F 2100-218F 2C60-2C7F 2DE0-2E7F
    A640-A69F A700-A7FF AB30-AB6F FB00-FB0F FE20-FE2F 10780-107BF 1DF00-1DFFF 1E030-1E08F
currency signs = Noto Sans: 20A0-20CF
Armenian: 530-58F FB13-FB17
Hebrew: 590-5FF FB1D-FB4F
Arabic: 600-6FF 750-77F 860-8FF FB50-FDFF FE70-FEFF 10EC0-10EFF
Syriac: 700-74F
Thaana: 780-7BF
NKo: 7C0-7FF
Samaritan: 800-83F
Mandaic: 840-85F
Devanagari: 900-97F 1CD0-1CFF A8E0-A8FF 11B00-11B5F
Bengali: 980-9FF
Gurmukhi: A00-A7F
Gujarati: A80-AFF
Oriya: B00-B7F
Tamil: B80-BFF
Tamil Supplement: 11FC0-11FFF
Telugu: C00-C7F
Kannada: C80-CFF
Malayalam: D00-D7F
Sinhala: D80-DFF 111E0-111FF
Thai: E00-E7F
Lao: E80-EFF
Tibetan = Noto Serif Tibetan: F00-FFF
Myanmar: 1000-109F A9E0-A9FF AA60-AA7F 116D0-116FF
Georgian: 10A0-10FF 1C90-1CBF 2D00-2D2F
Ethiopic: 1200-139F 2D80-2DDF AB00-AB2F 1E7E0-1E7FF
Cherokee: 13A0-13FF AB70-ABBF
Canadian Aboriginal: 1400-167F 18B0-18FF 11AB0-11ABF
Ogham: 1680-169F
Runic: 16A0-16FF
Tagalog: 1700-171F
Hanunoo: 1720-173F
Buhid: 1740-175F
Tagbanwa: 1760-177F
Khmer: 1780-17FF 19E0-19FF
Mongolian: 1800-18AF 11660-1167F
Limbu: 1900-194F
Tai Le: 1950-197F
New Tai Lue: 1980-19DF
Buginese: 1A00-1A1F
Tai Tham: 1A20-1AAF
Balinese: 1B00-1B7F
Sundanese: 1B80-1BBF 1CC0-1CCF
Batak: 1BC0-1BFF
Lepcha: 1C00-1C4F
Ol Chiki: 1C50-1C7F
Glagolitic: 2C00-2C5F 1E000-1E02F
Coptic: 2C80-2CFF 102E0-102FF
Tifinagh: 2D30-2D7F
Yi: A000-A4CF
Lisu: A4D0-A4FF 11FB0-11FBF
Vai: A500-A63F
Bamum: A6A0-A6FF 16800-16A3F
Syloti Nagri: A800-A82F
Devanagari numbers = Noto Sans Devanagari: A830-A83F
Phags Pa = Noto Sans PhagsPa: A840-A87F
Saurashtra: A880-A8DF
Kayah Li: A900-A92F
Rejang: A930-A95F
Javanese: A980-A9DF
Cham: AA00-AA5F
Tai Viet: AA80-AADF
Meetei Mayek: AAE0-AAFF ABC0-ABFF
Linear B: 10000-100FF
Gothic: 10330-1034F
Old Permic: 10350-1037F
Ugaritic: 10380-1039F
Old Persian: 103A0-103DF
Deseret: 10400-1044F
Shavian: 10450-1047F
Osmanya: 10480-104AF
Osage: 104B0-104FF
Elbasan: 10500-1052F
Vithkuqi: 10570-105BF
Phoenician: 10900-1091F
Old Turkic: 10C00-10C4F
Old Hungarian: 10C80-10CFF
Hanifi Rohingya: 10D00-10D3F
Yezidi = Noto Serif Yezidi: 10E80-10EBF
Brahmi: 11000-1107F
Kaithi: 11080-110CF
Sora Sompeng: 110D0-110FF
Chakma: 11100-1114F
Mahajani: 11150-1117F
Sharada: 11180-111DF
Khojki: 11200-1124F
Khudawadi: 112B0-112FF
Grantha: 11300-1137F
Newa: 11400-1147F
Tirhuta: 11480-114DF
Siddham: 11580-115FF
Modi: 11600-1165F
Takri: 11680-116CF
Ahom = Noto Serif Ahom: 11700-1174F
Dogra = Noto Serif Dogra: 11800-1184F
Warang Citi: 118A0-118FF
Pau Cin Hau: 11AC0-11AFF
Masaram Gondi: 11D00-11D5F
Gunjala Gondi: 11D60-11DAF
Cuneiform: 12000-1254F
Egyptian Hieroglyphs: 13000-143FF
Mro: 16A40-16A6F
Bassa Vah: 16AD0-16AFF
Pahawh Hmong: 16B00-16B8F
Medefaidrin: 16E40-16E9F
Miao: 16F00-16F9F
Tangut = Noto Serif Tangut: 17000-18AFF 18D00-18D7F
Nushu: 1B170-1B2FF
Duployan: 1BC00-1BCAF
SignWriting: 1D800-1DAAF
Nyiakeng Puachue Hmong = Noto Serif Nyiakeng Puachue Hmong: 1E100-1E14F
Toto = Noto Serif Toto @ -: 1E290-1E2BF
Wancho: 1E2C0-1E2FF
Nag Mundari @ -: 1E4D0-1E4FF
Mende Kikakui: 1E800-1E8DF
Adlam: 1E900-1E95F
Math: 20D0-20FF 2190-22FF 27C0-27EF 27F0-27FF 2900-2AFF 1D400-1D7FF 1EE00-1EEFF
Symbols: 2300-23FF 2460-24FF 2600-26FF 1F100-1F1FF 1F700-1F77F
Symbols2: 2400-245F 25A0-25FF 2700-27BF 2800-28FF 2B00-2BFF 4DC0-4DFF 10100-101FF 10E60-10E7F 1F000-1F0FF
    1F650-1F67F 1F780-1F8FF 1FA00-1FA6F 1FB00-1FBFF 1CC00-1CEBF
Box drawing = Noto Sans Mono @ fonts-noto-mono: 2500-259F
Music = Noto Music: 1D000-1D24F
Emoji = Noto Emoji @ fonts-symbola: 1F300-1F64F 1F680-1F6FF 1F900-1F9FF 1FA70-1FAFF
Chinese, Japanese and Korean = Noto Sans CJK @ fonts-noto-cjk: 1100-11FF 2E80-2FDF 2FF0-4DBF 4E00-9FFF A960-A97F
    AC00-D7FF F900-FAFF FE10-FE1F FE30-FE6F FF00-FFEF 16FE0-16FFF 1AFF0-1B16F 1F200-1F2FF 20000-3FFFF
"""


class Script(NamedTuple):
    """A script or a set of signs: its name, its Noto family, and the package ("" = none) that has it."""

    name: str
    family: str
    package: str


OTHER = Script("other", "", "")


@cache
def _blocks() -> tuple[list[int], list[tuple[int, Script]]]:
    """Return the first code point of each range, and its last one with its script, in order."""
    found: list[tuple[int, int, Script]] = []
    for line in _TABLE.strip().replace("\n    ", " ").splitlines():
        head, ranges = line.split(": ")
        names, _, package = head.partition(" @ ")
        name, _, family = names.partition(" = ")
        script = Script(name, family or f"Noto Sans {name}", (package or "fonts-noto-core").strip("-"))
        for span in ranges.split():
            first, last = (int(end, 16) for end in span.split("-"))
            found.append((first, last, script))
    found.sort()
    return [first for first, _, _ in found], [(last, script) for _, last, script in found]


def script_of(char: str) -> Script:
    """Return the script of a character; ``OTHER`` where none is known."""
    starts, ends = _blocks()
    last, script = ends[bisect_right(starts, ord(char)) - 1]
    return script if ord(char) <= last else OTHER


def is_private(char: str) -> bool:
    """Return whether a character means something in one font only (Private Use)."""
    code = ord(char)
    return 0xE000 <= code <= 0xF8FF or code >= 0xF0000


def advice(char: str) -> str:
    """Return what to install for a character that no font has."""
    if is_private(char):
        return "it means something in one font only: name that font in the theme's `fallback`, or write it otherwise"
    script = script_of(char)
    if script is OTHER:
        return "install a font that has it (see fonts.google.com/noto), or write it otherwise"
    package = f"; on Debian and Ubuntu the package {script.package}" if script.package else ""
    return f"install a font that has it, such as {script.family} (fonts.google.com/noto{package})"
