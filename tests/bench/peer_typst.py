"""The PDF as a user of typst would make it: typst reads bluf's data file in a template of its own.

python peer_typst.py NOTE.yaml OUT.pdf FONTS yes|no      (the last: a list of contents)
"""

from __future__ import annotations

import sys
from pathlib import Path

import typst


def main(data: str, out: str, fonts: str, contents: str) -> None:
    """Write the PDF; it says it is PDF/UA-1, as bluf's does."""
    typst.compile(
        str(Path(__file__).with_name("note.typ")),
        output=out,
        root="/",  # the template and the data file lie in different places
        font_paths=[fonts],
        ignore_system_fonts=True,  # which typst would have to search
        sys_inputs={"data": data, "contents": contents},
        pdf_standards="ua-1",
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
