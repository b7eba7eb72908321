"""Words and signs of the note's language that come into the document after the templates."""

from __future__ import annotations

from bluf.record import record


@record
class Words:
    """What is said in the note's language, and neither data nor template says.

    ``locator`` stands between a source's number and the place in it, ``several`` between sources; ``source``
    ({number}) and ``way_back`` ({number} of {count} citations of {source}) say to screen readers where links
    lead; ``data_file`` and ``picture`` describe what the files carry.
    """

    locator: str = ", "
    several: str = "; "
    source: str = "Source {number}"
    way_back: str = "Citation {number} of {count} of source {source}"
    data_file: str = "Data file that this document was made from"
    picture: str = "Picture that the data file names"
