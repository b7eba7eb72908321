"""Whether the tags of a PDF hang together, by the check that ``bluf verify`` makes of what bluf wrote."""

from __future__ import annotations

from collections.abc import Iterator

import pikepdf

from bluf.verification.structure import problems


def inconsistencies(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Yield all that is wrong with the tags; the order of headings is that of the tree, and its author's matter."""
    return (str(problem) for problem in problems(pdf, ours=True) if problem.code != "heading-order")
