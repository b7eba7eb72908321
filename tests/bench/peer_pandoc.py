"""The DOCX as a user of pandoc would make it: Jinja turns bluf's data file into Markdown, pandoc turns that into Word.

python peer_pandoc.py NOTE.yaml OUT.docx PANDOC yes|no      (the last: a list of contents)
"""

from __future__ import annotations

import datetime
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import jinja2
import yaml

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|$~^@])")


def day(written: str) -> str:
    """Return a date as the note prints it."""
    date = datetime.date.fromisoformat(written)
    return f"{date.day} {date:%B %Y}"


def markdown(note: dict[str, Any]) -> str:
    """Return the note in pandoc's Markdown."""
    numbers = {source["id"]: number for number, source in enumerate(note["sources"], 1)}

    def cite(source: str, where: str) -> str:
        return f"[\\[{numbers[source]}, {where}\\]](#{source})"

    def cited(item: dict[str, Any]) -> str:
        return " ".join(cite(*reference.split(", ")) for reference in item["sources"])

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent),
        autoescape=False,  # noqa: S701 - what comes of it is not HTML
        trim_blocks=True,
    )
    environment.filters |= {"q": lambda text: _MARKUP.sub(r"\\\1", text), "day": day, "cited": cited}
    return environment.get_template("note.md.j2").render(note=note, cite=cite)


def main(data: str, out: str, pandoc: str, contents: str) -> None:
    """Write the DOCX."""
    with Path(data).open("rb") as file:
        note = yaml.load(file, yaml.CSafeLoader)
    command = [pandoc, "--from", "markdown-smart", "--output", out]
    if contents == "yes":
        command += ["--toc", "--toc-depth", "2"]
    subprocess.run(command, input=markdown(note).encode(), check=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
