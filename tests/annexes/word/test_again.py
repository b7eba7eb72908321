"""A report in which nothing has changed comes out as it went in, byte for byte, and never grows."""

from __future__ import annotations

from typing import Any

import pytest

from tests.annexes.word.hosts import heading, host, made, put, section, small, text
from tests.docx.sample import kitchen_sink

REPORT = host(heading(1, "One") + text("a") + heading(1, "Annexes") + text("b") + heading(1, "Last"), last=section())
CONTENTS = (
    '<w:p><w:pPr><w:pStyle w:val="Verzeichnis1"/></w:pPr><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r>'
    '<w:instrText>TOC \\o "1-3"</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:hyperlink '
    'w:anchor="_Toc1"><w:r><w:t>One</w:t></w:r><w:r><w:tab/><w:t>1</w:t></w:r></w:hyperlink>'
    '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
)
MARKED = heading(1, "One", '<w:bookmarkStart w:id="3" w:name="_Toc1"/><w:bookmarkEnd w:id="3"/>')


@pytest.mark.parametrize("data", [REPORT, host(CONTENTS + MARKED + text("a"))], ids=["plain", "with contents"])
@pytest.mark.parametrize(
    ("form", "look"), [("annex", "host"), ("annex", "own"), ("section", "host"), ("section", "own")]
)
@pytest.mark.parametrize("at", ["", "One"])
def test_notes_that_did_not_change_change_nothing(data: bytes, at: str, form: Any, look: Any) -> None:
    notes = [made(kitchen_sink(), "a"), made(small("B"), "b"), made(kitchen_sink(), "c")]
    once = put(data, *notes, at=at, form=form, look=look).data
    assert put(once, notes[1], form=form, look=look).data == once
    # Notes with the same styles share them, so that it takes a round or two until nobody brings any.
    for _ in range(2):
        once = put(once, *notes, form=form, look=look).data
    assert put(once, *notes, form=form, look=look).data == once
