"""What a user would pick instead, each a cold process: Jinja with typst for the PDF, Jinja with pandoc for the DOCX.

    python peers.py typst NOTE.yaml OUT.pdf FONTS
    python peers.py pandoc NOTE.yaml OUT.docx

Both read bluf's own data file and set the same headings, rows and words; the PDF is PDF/UA-1, as bluf's is.
"""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import jinja2
import yaml

_ESCAPED = {"typ": re.compile(r"([\\#$*_`<>@\[\]~/\"'-])"), "md": re.compile(r"([\\`*_{}\[\]<>#|$~^@])")}

_LINKS = {"typ": "#link(<{name}>)[\\[{number}, {where}\\]]", "md": "[\\[{number}, {where}\\]](#{name})"}


def source(note: dict[str, Any], kind: str) -> bytes:
    """Return the note in typst's markup ("typ") or in pandoc's Markdown ("md")."""
    numbers = {entry["id"]: number for number, entry in enumerate(note["sources"], 1)}

    def cite(item: dict[str, Any]) -> str:
        parts = [reference.split(", ", 1) for reference in item.get("sources", [])]
        return " ".join(_LINKS[kind].format(name=name, number=numbers[name], where=where) for name, where in parts)

    loader = jinja2.FileSystemLoader(Path(__file__).parent)
    environment = jinja2.Environment(loader=loader, autoescape=False)  # noqa: S701 - no HTML comes of it
    environment.filters["q"] = lambda text: _ESCAPED[kind].sub(r"\\\1", str(text))
    environment.filters["cite"] = cite
    return environment.get_template(f"note.{kind}.j2").render(note=note).encode()


def pandoc() -> str:
    """Return the path of the program in the package pypandoc_binary, without the search that importing it makes."""
    found = find_spec("pypandoc")
    folder = Path(next(iter((found and found.submodule_search_locations) or [""])), "files")
    return str(next(folder.glob("pandoc*")))


def main(tool: str, path: str, out: str, *fonts: str) -> None:
    """Read the data file and write what one of the tools makes of it."""
    with Path(path).open("rb") as file:
        note = yaml.load(file, yaml.CSafeLoader)
    # Each tool is imported where it is used, so that neither pays for the other.
    if tool == "typst":
        import typst

        compiled: Any = typst.compile  # its types ask fonts and markup to be of one kind
        markup = source(note, "typ")
        compiled(markup, output=out, font_paths=list(fonts), ignore_system_fonts=True, pdf_standards="ua-1")
    else:
        command = [pandoc(), "-f", "markdown-smart+pipe_tables", "--toc", "-o", out]
        subprocess.run(command, input=source(note, "md"), check=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
