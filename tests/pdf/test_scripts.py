"""Text in all scripts: read back from the page by two other programs, and from the structure, as it was written."""

from __future__ import annotations

import os
import subprocess
import unicodedata
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from bluf.document.tree import Document, Metadata, Paragraph, Text
from bluf.theme.fonts import uncovered, visible
from bluf.theme.systemfonts import fallbacks
from tests.docx.sample import theme
from tests.docx.tools import pdf_of, program
from tests.pdf.reading import expected, rendered, seen

SAMPLES = {
    "Latin": "Zażółć gęślą jaźń, ﬁnal office, naïve Ænima, Łódź",
    "Cyrillic": "Съешь же ещё этих мягких французских булок",
    "Greek": "Ξεσκεπάζω την ψυχοφθόρα βδελυγμία",
    "Georgian": "ყველა ადამიანი იბადება თავისუფალი",
    "Arabic": "عرضت روسيا على الصين منظومة الدفاع",
    "Arabic ligatures": "لا إله إلا الله الإسلامية",
    "Arabic vowels": "مَرْحَبًا بِكُمْ فِي الْعَالَمِ",
    "Persian": "می‌خواهم پیشنهاد روسیه را بررسی کنم",
    "Hebrew": "רוסיה הציעה לסין מערכת הגנה",
    "Hebrew vowels": "בְּרֵאשִׁית בָּרָא אֱלֹהִים",
    "Hindi": "रूस ने चीन को मिसाइल रक्षा प्रणाली की पेशकश की क्षत्रिय हिन्दी",
    "Thai": "รัสเซียเสนอขายระบบป้องกันขีปนาวุธให้แก่จีน น้ำ ที่นี่ ปู่",
    "Arabic with Latin": "منظومة S-500 من روسيا",
    "Arabic with numbers": "في عام 2025 عرضت 12 منظومة",
    "Latin with Hebrew": "The word שלום means peace",
}


def document(text: str, language: str = "en") -> Document:
    return Document(Metadata("T", language=language), (Paragraph((Text(text),)),))


def plain(text: str) -> str:
    """Return text as canonically equivalent text is the same, without what only steers layout."""
    kept = "".join(char for char in visible(text) if char not in "\u200e\u200f\u202a\u202b\u202c")
    return unicodedata.normalize("NFKC", " ".join(kept.split()))


def poppler(data: bytes, folder: Path) -> str:
    path = folder / "note.pdf"
    path.write_bytes(data)
    command = [program("pdftotext"), str(path), "-"]
    return subprocess.run(command, capture_output=True, check=True, encoding="utf-8").stdout


def pdfium(data: bytes) -> str:
    with pypdfium2.PdfDocument(data) as file:
        return "\n".join(page.get_textpage().get_text_range() for page in file)


@pytest.mark.parametrize("script", SAMPLES)
def test_structure_says_it_in_logical_order(script: str) -> None:
    for language in ("en", "ar"):
        tree = document(SAMPLES[script], language)
        assert seen(rendered(tree).words()) == expected(tree)


@pytest.mark.parametrize("script", SAMPLES)
def test_poppler_reads_it(script: str, tmp_path: Path) -> None:
    language = "ar" if script.startswith(("Arabic", "Persian", "Hebrew")) else "en"
    data = rendered(document(SAMPLES[script], language)).data
    assert plain(SAMPLES[script]) in plain(poppler(data, tmp_path))


# In a line from right to left pdfium orders Latin letters, figures and the signs between them anew, whatever is
# written into the file; the test below shows it on a file that is not ours.
PDFIUM = {**SAMPLES, "Arabic with Latin": "منظومة -500S من روسيا"}


@pytest.mark.parametrize("script", SAMPLES)
def test_pdfium_reads_it(script: str) -> None:
    language = "ar" if script.startswith(("Arabic", "Persian", "Hebrew")) else "en"
    data = rendered(document(SAMPLES[script], language)).data
    assert plain(PDFIUM[script]) in plain(pdfium(data))


def test_pdfium_reads_files_of_others_no_better(tmp_path: Path) -> None:
    page = f'<html dir="rtl"><meta charset="utf-8"><p dir="rtl">{SAMPLES["Arabic with Latin"]}</p></html>'
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    subprocess.run([program("pandoc"), "page.html", "-o", "page.docx"], cwd=tmp_path, check=True)
    file = pdf_of((tmp_path / "page.docx").read_bytes(), tmp_path)
    assert "-500S" in pdfium(file.read_bytes())


# --- scripts whose fonts are the machine's -----------------------------------------------------------

MACHINE = {
    "zh-Hans": "俄罗斯向中国提供防空系统，但未宣布任何采购。",
    "zh-Hant": "俄羅斯向中國提供防空系統。",
    "ja": "ロシアは中国に防空システムを提供した（発表なし）。",
    "ko": "러시아는 중국에 방공 시스템을 제안했다.",
}


@pytest.mark.parametrize("language", MACHINE)
def test_fonts_of_the_machine_say_it_too(language: str, tmp_path: Path) -> None:
    text = MACHINE[language]
    found = fallbacks(set(text) - {" "}, language)
    if uncovered(text, replace(theme(), fallback=found)):
        missing_font(f"no font for {language} on this machine")
    tree = document(text, language)
    file = rendered(tree, replace(theme(), fallback=(*theme().fallback, *found)))
    assert seen(file.words()) == expected(tree)
    assert plain(text) in plain(poppler(file.data, tmp_path))
    assert plain(text).replace(" ", "") in plain(pdfium(file.data)).replace(" ", "")


def missing_font(message: str) -> None:
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)
