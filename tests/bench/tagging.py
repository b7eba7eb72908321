"""What tagging costs: the PDF writer as it is beside the same writer with its tagging taken out.

python -m tests.bench.tagging [--sizes 1,10,100] [--check]

The untagged file has the same pages, links, outline and data file inside, but no structure tree, no marked
content, and nothing in pages and annotations that leads to them.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import yaml

from bluf.app.making import make_document
from bluf.app.options import BuildOptions
from bluf.writers import Attachment, Packaging
from bluf.writers.pdf import render, writing
from bluf.writers.pdf.canvas import Canvas
from bluf.writers.pdf.pdffile import PdfFile
from bluf.writers.pdf.tagging import annotation
from tests.bench.content import note

LIMIT = 1.4  # of size and of time, tagged to untagged
ROUNDS = {1: 15, 10: 7, 100: 3}
BRIEFINGS = sorted((Path(__file__).parents[2] / "briefings").glob("*.yaml"))


@contextmanager
def untagged() -> Iterator[None]:
    """Let the writer leave all tagging out while the ``with`` block runs."""
    content, put = Canvas.content, PdfFile.put

    def begin(canvas: Canvas, *_: object) -> None:
        canvas._open = True

    def plain(canvas: Canvas) -> bytes:
        marks = (b"EMC", b"/Artifact<</Type/Layout>>BDC q")
        lines = content(canvas).split(b"\n")
        return b"\n".join(b"q" if line == marks[1] else line for line in lines if line != marks[0])

    def without_keys(file: PdfFile, number: int, data: bytes) -> None:
        if data.startswith(b"<</Type/Page/"):
            head, _, tail = data.partition(b"/StructParents ")
            data = head + tail.partition(b"/Tabs/S")[2]
        put(file, number, data)

    def keyless(link: Any, height: float, key: int) -> bytes:
        return annotation(link, height, key).replace(b"/StructParent %d" % key, b"")

    changes: list[tuple[object, str, Callable[..., Any]]] = [
        (Canvas, "_begin", begin), (Canvas, "begin", begin), (Canvas, "content", plain), (PdfFile, "put", without_keys),
        (writing, "annotation", keyless), (writing, "add_structure", lambda *_: ""),
    ]  # fmt: skip
    with ExitStack() as stack:
        for owner, name, new in changes:
            stack.enter_context(patch.object(owner, name, new))
        yield


def measure(name: str, data: Path, rounds: int) -> list[str]:
    """Print what tagging costs on one data file; return what is above the limit."""
    loaded, document, theme, _ = make_document(data, BuildOptions(out=data.parent))
    inside = Attachment(data.name, "application/yaml", loaded.source.data, "Data file")
    packaging = Packaging(data=inside)
    times: dict[bool, list[float]] = {True: [], False: []}
    sizes: dict[bool, int] = {}
    for turn in range(rounds + 1):
        for tagged in (True, False):
            start = time.perf_counter()
            if tagged:
                sizes[tagged] = len(render(document, theme, packaging)[0].data)
            else:
                with untagged():
                    sizes[tagged] = len(render(document, theme, packaging)[0].data)
            if turn:
                times[tagged].append(time.perf_counter() - start)
    size = sizes[True] / sizes[False]
    took = statistics.median(times[True]) / statistics.median(times[False])
    print(f"{name:32} {sizes[False] / 1024:7.0f} → {sizes[True] / 1024:5.0f} KB  size × {size:.2f}  time × {took:.2f}")
    return [f"{name}: {what} × {ratio:.2f}" for what, ratio in (("size", size), ("time", took)) if ratio > LIMIT]


def main() -> None:
    """Measure, print, and with ``--check`` fail above the limit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="1,10,100", help="thousands of words, with commas between")
    parser.add_argument("--check", action="store_true", help="fail if the limit is not kept")
    options = parser.parse_args()
    found = []
    for path in BRIEFINGS:
        found += measure(path.stem, path, ROUNDS[10])
    with tempfile.TemporaryDirectory() as folder:
        for size in map(int, options.sizes.split(",")):
            path = Path(folder) / f"{size}.yaml"
            path.write_text(yaml.dump(note(size), allow_unicode=True, sort_keys=False), encoding="utf-8")
            found += measure(f"load, {size}×", path, ROUNDS.get(size, 5))
    if found:
        print("above the limit:", "; ".join(found))
    if found and options.check:
        sys.exit(1)


if __name__ == "__main__":
    main()
