"""Pages by the numbers that the report's own labels give them."""

from __future__ import annotations

import io
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from bluf.annexes.pages import labels
from bluf.diagnostics import BlufError
from tests.annexes.pages.making import add_outline, changed, note, plain, put

RANGES = [
    (0, Dictionary(P=String("Cover"))),
    (1, Dictionary(S=Name.r)),
    (4, Dictionary(S=Name.D)),
    (7, Dictionary(S=Name.D, St=40, P=String("B-"))),
    (9, Dictionary(S=Name.A, St=26)),
    (11, Dictionary(S=Name.D)),
]
LABELS = ["Cover", "i", "ii", "iii", "1", "2", "3", "B-40", "B-41", "Z", "AA", "1"]


def labelled() -> bytes:
    def change(pdf: pikepdf.Pdf) -> None:
        pdf.Root.PageLabels = Dictionary(Nums=Array([thing for pair in RANGES for thing in pair]))
        add_outline(pdf, [("Page layout", 5, 1)])

    return changed(plain(len(LABELS)), change)


def printed(data: bytes) -> list[str]:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        own = labels.printed(pdf)
        assert own == [page.label for page in pdf.pages], "as the library has it"
    return own


def test_labels_are_read_as_the_standard_has_them() -> None:
    assert printed(labelled()) == LABELS
    assert printed(plain(3)) == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("at", "before"),
    [
        ("page iii", "iii"), ("page 2", "2"), ("after page b-41", "B-41"), ("Page  AA", "AA"), ("page cover", "Cover"),
        ("sheet 2", "i"), ("after sheet 7", "3"),
    ],
)  # fmt: skip
def test_a_note_goes_after_the_page_with_that_number(at: str, before: str) -> None:
    found = printed(put(labelled(), note(), at=at).data)
    first = found.index("A-1")
    assert found[first - 1] == before


def test_words_that_are_no_number_are_an_outline_entry() -> None:
    assert "A-1" in printed(put(labelled(), note(), at="page layout").data)


def test_where_a_note_was_put_in_the_numbers_stay_what_they_were() -> None:
    once = put(plain(4), note("one"), at="page 2").data
    found = printed(put(once, note("two"), at="page 3").data)
    assert [label for label in found if "-" not in label] == ["1", "2", "3", "4"]
    assert found[found.index("3") + 1].endswith("-1")


@pytest.mark.parametrize(
    ("at", "code", "says"),
    [
        ("page iiii", "place-unknown", "did you mean `iii`"),
        ("page B-4", "place-unknown", "`B-4"),
        ("page 99", "place-unknown", "`Cover` to `AA`"),
        ("page 1", "place-ambiguous", '"sheet 5", "sheet 12"'),
        ("sheet 13", "place-unknown", "the report has 12 pages"),
        ("sheet 0", "place-unknown", "there is no sheet 0"),
        ("page of nothing", "place-unknown", "sheet 12"),
    ],
)
def test_a_page_that_is_not_there(at: str, code: str, says: str) -> None:
    with pytest.raises(BlufError) as caught:
        put(labelled(), note(), at=at)
    (found,) = caught.value.diagnostics
    assert found.code == code
    assert says in " ".join((found.message, *found.hints))


@pytest.mark.parametrize("style", [Name.r, Name.A, Name.D])
def test_labels_made_to_fill_the_memory_are_short(style: Any) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        pdf.Root.PageLabels = Dictionary(
            Nums=Array([0, Dictionary(S=style, St=2_000_000_000, P=String("x" * 100_000))])
        )

    with pikepdf.open(io.BytesIO(changed(plain(3), change))) as pdf:
        assert max(map(len, labels.printed(pdf))) < 100
