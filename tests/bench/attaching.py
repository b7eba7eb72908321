"""What attaching costs: a note put into a report, beside opening and saving that report with the same libraries.

python -m tests.bench.attaching [--pages 30,300] [--check]

The Word reports are invented: chapters, runs with properties, marks of pages, tables, bookmarks and a contents list.
To open and save one is to unzip it, to parse and serialise every part of it with lxml, and to zip it. The PDF reports
are the load of the other benchmarks, tagged and untagged, and are opened and saved with pikepdf. Times are those of
the processor, medians of rounds taken in turn; what drawing the note takes, which is in them, is told too.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import yaml
from lxml import etree

from bluf.annexes import pages as pdf_reports
from bluf.annexes import word as word_reports
from bluf.annexes.model import Note, Wishes
from bluf.annexes.pages.opening import opened, save
from bluf.app.making import make_document
from bluf.app.options import BuildOptions
from bluf.diagnostics import Span
from bluf.writers import docx, pdf
from tests.annexes.word.hosts import heading, host, parts_of, section, text, zipped
from tests.bench import content
from tests.bench.tagging import untagged

LIMIT = 2.0  # of attaching to opening and saving, at the largest size
ROUNDS = 5
WORDS_A_PARAGRAPH, PARAGRAPHS_A_PAGE = 45, 10
LOAD = 0.55  # thousand words on a page of the load
BRIEFINGS = Path(__file__).parents[2] / "briefings"
NOTES = ("exercise-port-closure", "china-russia-missile-defence")
HERE = Span("report")


def report(pages: int) -> bytes:
    """Return a Word report of about so many pages."""
    dice = random.Random(pages)  # noqa: S311 - for the same report every time
    words = [f"w{number}" for number in range(3_000)]
    blocks = [_contents(range(0, pages, 2))]
    for number in range(pages):
        if number % 2 == 0:
            mark = f'<w:bookmarkStart w:id="{number}" w:name="_Toc{number}"/><w:bookmarkEnd w:id="{number}"/>'
            blocks.append(heading(1 + (number % 30 > 0), f"Chapter {number}", mark))
        blocks += [_paragraph(dice, words, first=n == 0) for n in range(PARAGRAPHS_A_PAGE)]
        if number % 5 == 0:
            cells = "".join(f"<w:tc>{text(word)}</w:tc>" for word in words[:4])
            blocks.append(f"<w:tbl><w:tblPr/><w:tblGrid/>{f'<w:tr>{cells}</w:tr>' * 12}</w:tbl>{text('')}")
    return host("".join(blocks), last=section())


def _contents(chapters: range) -> str:
    style = '<w:pPr><w:pStyle w:val="Verzeichnis1"/></w:pPr>'
    entries = [
        f"<w:r><w:t>Chapter {n}</w:t></w:r><w:r><w:tab/></w:r>{_field(f'PAGEREF _Toc{n}', str(n + 1))}"
        for n in chapters
    ]
    links = [f'<w:hyperlink w:anchor="_Toc{n}">{e}</w:hyperlink>' for n, e in zip(chapters, entries, strict=True)]
    begin, end = _field('TOC \\o "1-3"', "!").split("<w:r><w:t>!</w:t></w:r>")
    return "".join(f"<w:p>{style}{begin * (n == 0)}{x}{end * (n == len(links) - 1)}</w:p>" for n, x in enumerate(links))


def _field(code: str, result: str) -> str:
    runs = ('<w:fldChar w:fldCharType="begin"/>', f"<w:instrText>{code}</w:instrText>",
            '<w:fldChar w:fldCharType="separate"/>', f"<w:t>{result}</w:t>",
            '<w:fldChar w:fldCharType="end"/>')  # fmt: skip
    return "".join(f"<w:r>{inner}</w:r>" for inner in runs)


def _paragraph(dice: random.Random, words: list[str], *, first: bool) -> str:
    """Return a paragraph of which, as Word writes them, a third of the words are runs with properties.

    The ``first`` one on a page has the mark that Word leaves there.
    """
    fonts = '<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:cs="Arial"/>'
    look = f'<w:rPr>{fonts}<w:b/><w:sz w:val="22"/><w:szCs w:val="22"/><w:lang w:val="en-GB"/></w:rPr>'
    runs = "".join(
        f'<w:r w:rsidRPr="00AB12CD">{look if dice.random() < 0.3 else ""}<w:t xml:space="preserve">{word} </w:t></w:r>'
        for word in dice.choices(words, k=WORDS_A_PARAGRAPH)
    )
    return f'<w:p w:rsidR="00AB12CD">{"<w:r><w:lastRenderedPageBreak/></w:r>" if first else ""}{runs}</w:p>'


def opened_and_saved(data: bytes) -> bytes:
    """Return a report that went through the libraries that attaching uses, unchanged."""
    files: dict[str, str | bytes] = {}
    for name, part in parts_of(data).items():
        files[name] = etree.tostring(etree.fromstring(part), encoding="UTF-8", standalone=True)
    return zipped(files)


def note(name: str) -> Note:
    """Return a briefing of this repository, ready to be attached."""
    _, document, theme, _ = make_document(BRIEFINGS / f"{name}.yaml", BuildOptions(out=Path()))
    return Note(name, document, theme, f"{name}.yaml")


def drawn(one: Note) -> bytes:
    """Return a note as a Word file of its own."""
    return docx.render(one.document, one.theme, pdf.lay_out(one.document, one.theme).pagination).data


def pdf_report(pages: int, *, tagged: bool) -> bytes:
    """Return a PDF report of about so many pages."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "load.yaml"
        path.write_text(yaml.safe_dump(content.note(max(round(pages * LOAD), 1)), allow_unicode=True), encoding="utf-8")
        _, document, theme, _ = make_document(path, BuildOptions(out=Path(folder)))
    if tagged:
        return pdf.render(document, theme)[0].data
    with untagged():
        return pdf.render(document, theme)[0].data


def pdf_opened_and_saved(data: bytes) -> bytes:
    """Return a PDF report that went through the library that attaching uses, unchanged."""
    with opened(data, "", HERE) as report_:
        return save(report_, HERE, archival_1=False)[0]


def measured(**work: Callable[[], object]) -> dict[str, float]:
    """Return the median seconds that each piece of work takes a processor; they are done in turn."""
    times: dict[str, list[float]] = {name: [] for name in work}
    for turn in range(ROUNDS + 1):
        for name, call in work.items():
            start = time.process_time()
            call()
            if turn:
                times[name].append(time.process_time() - start)
    return {name: statistics.median(taken) for name, taken in times.items()}


def compare(what: str, took: dict[str, float]) -> list[str]:
    """Print what attaching costs; return what is above the limit."""
    ratio, ratio_again = took["attaching"] / took["saving"], took["again"] / took["saving"]
    print(
        f"{what:56} saved {took['saving']:.2f} s  attached × {ratio:.2f}"
        f"  once more × {ratio_again:.2f}  (drawing the note {took['drawing'] / took['saving']:.2f})"
    )
    return [f"{what}: × {ratio:.2f}"] if ratio > LIMIT else []


def measure(pages: int) -> list[str]:
    """Print what attaching to Word reports of so many pages costs; return what is above the limit."""
    data = report(pages)
    found = []
    for name in NOTES:
        one = note(name)
        for form in ("annex", "section"):
            wishes = Wishes(f"Chapter {pages // 4 * 2}", form, "host")
            again = word_reports.attach(data, [one], wishes, HERE).data
            took = measured(
                saving=partial(opened_and_saved, data),
                attaching=partial(word_reports.attach, data, [one], wishes, HERE),
                again=partial(word_reports.attach, again, [one], wishes, HERE),
                drawing=partial(drawn, one),
            )
            found += compare(f"DOCX, {pages:4} pages  {name:30} {form:8}", took)
    return found


def measure_pdf(pages: int) -> list[str]:
    """Print what attaching to PDF reports of so many pages costs; return what is above the limit."""
    found = []
    wishes = Wishes(f"sheet {max(pages // 2, 1)}")
    for tagged in (True, False):
        data = pdf_report(pages, tagged=tagged)
        for name in NOTES:
            one = note(name)
            again = pdf_reports.attach(data, [one], wishes, HERE).data
            took = measured(
                saving=partial(pdf_opened_and_saved, data),
                attaching=partial(pdf_reports.attach, data, [one], wishes, HERE),
                again=partial(pdf_reports.attach, again, [one], wishes, HERE),
                drawing=partial(pdf.render, one.document, one.theme),
            )
            found += compare(f"PDF,  {pages:4} pages  {name:30} {'tagged' if tagged else 'untagged':8}", took)
    return found


def main() -> None:
    """Measure, print, and with ``--check`` fail above the limit, which is one for the largest size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", default="30,300", help="sizes of the report, with commas between")
    parser.add_argument("--check", action="store_true", help="fail if the limit is not kept")
    options = parser.parse_args()
    found: list[str] = []
    for pages in sorted(map(int, options.pages.split(","))):
        found = measure(pages) + measure_pdf(pages)
    if found:
        print("above the limit:", "; ".join(found))
    if found and options.check:
        sys.exit(1)


if __name__ == "__main__":
    main()
