"""bluf: one data file in, a briefing note out, as a Word document and a PDF that say the same thing.

The same as the commands, for programs::

    import bluf

    loaded = bluf.load("briefings/note.yaml")      # raises bluf.BlufError with every problem of the file
    result = bluf.build("briefings/note.yaml", out="out")
    bluf.combine(["a.yaml", "b.yaml"], title="Weekly roundup", out="out")
    report = bluf.verify("out/note.pdf")           # what is in the file, and what is wrong with it
    carried = bluf.data("out/note.docx")           # the data file that rides inside
    bluf.pack("briefings/note.yaml", out="note.zip")
    drafts = bluf.mail("briefings/note.yaml").paths
    bluf.attach("report.docx", "briefings/note.yaml", out="report-with-note.docx", at="Annexes")
    bluf.refresh("report-with-note.docx")
    schema = bluf.schema()
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bluf.version import VERSION

if TYPE_CHECKING:
    from bluf.api import (
        AttachResult,
        BlufError,
        BuildResult,
        CarriedData,
        Diagnostic,
        HandedOver,
        Loaded,
        Report,
        attach,
        build,
        combine,
        data,
        load,
        mail,
        pack,
        refresh,
        schema,
        verify,
    )

__all__ = [
    "AttachResult", "BlufError", "BuildResult", "CarriedData", "Diagnostic", "HandedOver", "Loaded", "Report",
    "__version__", "attach", "build", "combine", "data", "load", "mail", "pack", "refresh", "schema", "verify",
]  # fmt: skip
__version__ = VERSION


def __getattr__(name: str) -> object:
    """Load the calls when they are first used, so that ``import bluf`` takes no time."""
    if name in __all__:
        from bluf import api

        return getattr(api, name)
    raise AttributeError(f"module 'bluf' has no attribute {name!r}")
