"""Whether the tags of a PDF hang together, by the check that ``bluf verify`` makes of what bluf wrote."""

from __future__ import annotations

from collections.abc import Iterator

import pikepdf

from bluf.verification.structure import problems


def inconsistencies(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Yield all that is wrong with the tags."""
    return map(str, problems(pdf, ours=True))
