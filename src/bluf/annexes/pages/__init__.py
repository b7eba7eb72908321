"""Notes into somebody else's PDF report.

The way: ``opening`` and ``protection`` see whether the report may be changed; ``places`` finds where the note goes;
``paper`` draws it with the PDF writer; ``grafting`` takes its pages in, with ``structure``, ``outline``, ``labels``
and ``trees`` for what has to grow together; ``embedding`` puts files in; ``claims`` keeps the report honest; ``tags``
finds a copy again.

What the report has is not made anew but added to: its pages, forms, scripts, links and metadata are not looked into.
"""

from __future__ import annotations

from bluf.annexes.pages.attaching import attach, copies

__all__ = ["attach", "copies"]
