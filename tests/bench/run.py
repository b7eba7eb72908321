"""How fast bluf is beside what a user would pick instead: ratios of medians from interleaved cold runs.

python -m tests.bench.run [--sizes 1,10,100] [--check]
"""

from __future__ import annotations

import argparse
import compileall
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

import yaml

from tests.bench.content import note
from tests.bench.peers import pandoc

HERE = Path(__file__).parent
ROUNDS = {1: 15, 10: 9, 100: 3}
LIMITS = {1: 1.3, 10: 0.9, 100: 0.9}  # of bluf's time, both files, to typst's PDF plus pandoc's DOCX
MOST_MEMORY = 200  # MB at the largest size
MOST_HELP = 8.0  # of ``bluf --help`` to ``python -c pass``
ALIKE = 0.15  # how far the numbers of words may be apart

BLUF = str(Path(sys.executable).with_name("bluf"))
# Byte code is kept, as it is wherever bluf is installed; no other setting of Python's goes to the processes.
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}

Command = Callable[[Path], list[str]]


class Timed(NamedTuple):
    """How long a process took, in seconds, and its peak memory in MB."""

    seconds: float
    memory: float


def run(command: list[str], folder: Path) -> Timed:
    """Run a command in a folder of its own."""
    start = time.perf_counter()
    with subprocess.Popen(command, cwd=folder, env=ENVIRONMENT, stdout=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - start
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} failed")
    return Timed(seconds, usage.ru_maxrss / (1024 if sys.platform == "linux" else 1024 * 1024))


def interleaved(commands: dict[str, Command], rounds: int) -> dict[str, list[Timed]]:
    """Return the times of several commands, run in turn; the first round is not counted."""
    times: dict[str, list[Timed]] = {name: [] for name in commands}
    for turn in range(rounds + 1):
        for name, command in commands.items():
            with tempfile.TemporaryDirectory() as folder:
                timed = run(command(Path(folder)), Path(folder))
            if turn:
                times[name].append(timed)
    return times


def median(times: list[Timed]) -> float:
    """Return the median of the seconds."""
    return statistics.median(timed.seconds for timed in times)


# --- memory of bluf and its child -------------------------------------------------------------------


def _family(pid: int) -> Iterator[int]:
    yield pid
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            yield from _family(int(child))


def shared_memory(command: list[str], folder: Path) -> float:
    """Return the peak of what a process and its children hold together, in MB; pages they share count once."""
    peak = 0.0
    with subprocess.Popen(command, cwd=folder, env=ENVIRONMENT, stdout=subprocess.DEVNULL) as process:
        while process.poll() is None:
            total = 0
            for pid in list(_family(process.pid)):
                try:
                    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
                except OSError:
                    continue
                total += int(rollup.split("Pss:")[1].split()[0])
            peak = max(peak, total / 1024)
            time.sleep(0.01)
    return peak


# --- the comparison ---------------------------------------------------------------------------------


def prepare(folder: Path, sizes: list[int]) -> None:
    """Write the data files and the fonts, and compile bluf."""
    for size in sizes:
        text = yaml.dump(note(size), Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=110)
        (folder / f"{size}.yaml").write_text(text, encoding="utf-8")
    (folder / "fonts").mkdir()
    for style in ("Regular", "Bold", "Italic", "BoldItalic"):
        font: bytes = import_module(f"pymupdf_fonts.FiraGO_{style}").fontbuffer
        (folder / "fonts" / f"FiraGO-{style}.ttf").write_bytes(font)
    compileall.compile_dir(str(Path(import_module("bluf").__path__[0])), quiet=2)


def commands(data: Path) -> dict[str, Command]:
    """Return the commands that are compared on one data file."""
    peers, fonts = [sys.executable, str(HERE / "peers.py")], str(data.parent / "fonts")
    return {
        "bluf": lambda out: [BLUF, "build", "--quiet", str(data), "--out", str(out)],
        "typst": lambda out: [*peers, "typst", str(data), str(out / "typst.pdf"), fonts],
        "pandoc": lambda out: [*peers, "pandoc", str(data), str(out / "pandoc.docx")],
    }


def words(pdf: Path) -> int:
    """Return how many words a PDF has, without the dots of its contents."""
    text = subprocess.run(["pdftotext", str(pdf), "-"], capture_output=True, check=True, encoding="utf-8").stdout
    return sum(any(map(str.isalnum, word)) for word in text.split())


def same_amount(data: Path, wanted: dict[str, Command]) -> str:
    """Return the words and pages of what is made, or stop where the tools do not set the same."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for command in wanted.values():
            run(command(folder), folder)
        counts = [words(folder / f"{data.stem}.pdf"), words(folder / "typst.pdf")]
        plain = subprocess.run([pandoc(), "-t", "plain", str(folder / "pandoc.docx")], capture_output=True, check=True)
        counts.append(len(plain.stdout.split()))
    if max(counts) > (1 + ALIKE) * min(counts):
        raise SystemExit(f"not the same content: {counts} words")
    return f"{counts[0]:,} words (typst {counts[1]:,}, pandoc {counts[2]:,})"


def measure(data: Path, size: int, rounds: int) -> list[str]:
    """Print the comparison at one size; return what is above its limit."""
    wanted = commands(data)
    amount = same_amount(data, wanted)
    times = interleaved(wanted, rounds)
    took = {name: median(values) for name, values in times.items()}
    memory = {name: max(timed.memory for timed in values) for name, values in times.items()}
    with tempfile.TemporaryDirectory() as folder:
        both = shared_memory(wanted["bluf"](Path(folder)), Path(folder)) if sys.platform == "linux" else memory["bluf"]
    ratio = took["bluf"] / (took["typst"] + took["pandoc"])
    print(f"{size}×: {amount}, {rounds} rounds")
    for name in wanted:
        print(f"    {name:7} {took[name]:7.3f} s {memory[name]:6.0f} MB")
    print(f"    bluf and its child together {both:.0f} MB")
    print(f"    ratio {ratio:.2f} (limit {LIMITS.get(size, 1.2)})")
    found = [f"ratio {ratio:.2f} at {size}×"] if ratio > LIMITS.get(size, 1.2) else []
    return found + ([f"{both:.0f} MB at {size}×"] if both > MOST_MEMORY else [])


def measure_help(rounds: int) -> list[str]:
    """Print how long ``bluf --help`` takes; return what is above its limit."""
    python: Command = lambda _: [sys.executable, "-c", "pass"]  # noqa: E731
    times = interleaved({"help": lambda _: [BLUF, "--help"], "python": python}, rounds)
    ratio = median(times["help"]) / median(times["python"])
    print(f"bluf --help {median(times['help']):.3f} s, ratio to python -c pass {ratio:.1f} (limit {MOST_HELP:.0f})")
    return [f"help {ratio:.1f}"] if ratio > MOST_HELP else []


def main() -> None:
    """Measure, print, and with ``--check`` fail above a limit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="1,10,100", help="thousands of words, with commas between")
    parser.add_argument("--rounds", type=int, default=0, help="how often each command runs")
    parser.add_argument("--check", action="store_true", help="fail if a limit is not kept")
    options = parser.parse_args()
    sizes = [int(size) for size in options.sizes.split(",")]
    found = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepare(folder, sizes)
        for size in sizes:
            found += measure(folder / f"{size}.yaml", size, options.rounds or ROUNDS.get(size, 5))
    found += measure_help(options.rounds or 21)
    if found:
        print("above the limits:", "; ".join(found))
    if found and options.check:
        sys.exit(1)


if __name__ == "__main__":
    main()
