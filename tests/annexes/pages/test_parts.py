"""The parts that grow together, each by itself: trees, outline and labels, whatever the report has there."""

from __future__ import annotations

from typing import Any

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, String

from bluf.annexes.letter import letter
from bluf.annexes.pages import labels, outline, trees
from bluf.annexes.pages.destinations import Destinations
from bluf.annexes.pages.outline import Perch, entries
from bluf.untrusted.objects import array
from tests.annexes.pages.checking import outline_faults
from tests.annexes.pages.making import add_outline

# --- trees ------------------------------------------------------------------------------------------

KINDS: dict[str, st.SearchStrategy[Any]] = {
    trees.NUMBERS: st.integers(0, 2000),
    trees.NAMES: st.binary(max_size=3) | st.sampled_from([b"\xfe\xff\0a", b"bluf.a.", b"bluf.a.b", b"\xff", b""]),
}


def tree_of(pdf: pikepdf.Pdf, kind: str, keys: list[Any], leaf: int) -> Any:
    """Return a tree of two levels with each key as its own value."""
    pairs = [(String(key) if isinstance(key, bytes) else key, str(n)) for n, key in enumerate(sorted(keys))]
    kids = []
    for start in range(0, len(pairs), leaf):
        part = pairs[start : start + leaf]
        flat = Array([thing for key, value in part for thing in (key, String(value))])
        kids.append(pdf.make_indirect(Dictionary({kind: flat, "/Limits": Array([part[0][0], part[-1][0]])})))
    if not kids:
        return pdf.make_indirect(Dictionary())
    return pdf.make_indirect(Dictionary(Kids=Array(kids)))


def check_tree(tree: Any, kind: str) -> None:
    """Fail unless keys are in order and limits are those of what is below."""

    def bounds(node: Any, *, root: bool = False) -> list[Any]:
        kids = array(node.get("/Kids"))
        own: list[Any] = [trees._key(key, kind) for key in array(node.get(kind))[::2]]
        assert not (kids and own)
        assert own == sorted(set(own))
        for kid in kids:
            own += bounds(kid)
        assert own == sorted(own)
        if not root:
            assert list(trees._limits(node, kind)) == [own[0], own[-1]]
        return own

    bounds(tree, root=True)


@pytest.mark.parametrize("kind", KINDS)
@given(st.data())
def test_a_tree_is_a_mapping(kind: str, data: st.DataObject) -> None:
    keys = st.lists(KINDS[kind], unique=True, max_size=40)
    old, new = data.draw(keys), data.draw(keys)
    low, high = sorted([data.draw(KINDS[kind]), data.draw(KINDS[kind])])
    pdf = pikepdf.new()
    tree = tree_of(pdf, kind, old, data.draw(st.integers(1, 9)))
    expected = {key: str(value) for key, value in trees.pairs(tree, kind)}
    trees.insert(pdf, tree, kind, [(key, String("new")) for key in new])
    expected |= dict.fromkeys(new, "new")
    assert {key: str(value) for key, value in trees.pairs(tree, kind)} == expected
    check_tree(tree, kind)
    trees.remove(pdf, tree, kind, low, high)
    left = {key: value for key, value in expected.items() if not low <= key <= high}
    assert {key: str(value) for key, value in trees.pairs(tree, kind)} == left
    check_tree(tree, kind)


def test_a_leaf_that_grows_is_parted() -> None:
    pdf = pikepdf.new()
    tree = pdf.make_indirect(Dictionary(Nums=Array([5, String("five")])))
    trees.insert(pdf, tree, trees.NUMBERS, [(n, String(str(n))) for n in range(10, 2000)])
    assert len(trees.pairs(tree, trees.NUMBERS)) == 1991
    assert max(len(kid.Nums) for kid in tree.Kids) <= 1024
    check_tree(tree, trees.NUMBERS)


def without_limits(kids: list[Any]) -> None:
    del kids[0].Limits


def out_of_order(kids: list[Any]) -> None:
    kids[0].Nums, kids[1].Nums = kids[1].Nums, kids[0].Nums
    kids[0].Limits, kids[1].Limits = kids[1].Limits, kids[0].Limits


def in_a_circle(kids: list[Any]) -> None:
    del kids[1].Nums
    kids[1].Kids = Array([kids[1]])


def no_dictionary(kids: list[Any]) -> None:
    kids[1].Nums = String("nothing")


@pytest.mark.parametrize("disorder", [without_limits, out_of_order, in_a_circle, no_dictionary])
def test_a_tree_out_of_order_is_made_anew(disorder: Any) -> None:
    pdf = pikepdf.new()
    tree = tree_of(pdf, trees.NUMBERS, [1, 2, 3, 4], 2)
    disorder(list(tree.Kids))
    kept = {key for key, _ in trees.pairs(tree, trees.NUMBERS)}
    assert kept
    trees.insert(pdf, tree, trees.NUMBERS, [(9, String("new"))])
    assert {key for key, _ in trees.pairs(tree, trees.NUMBERS)} == kept | {9}
    check_tree(tree, trees.NUMBERS)
    trees.remove(pdf, tree, trees.NUMBERS, 9, 9)
    assert {key for key, _ in trees.pairs(tree, trees.NUMBERS)} == kept


# --- outline ----------------------------------------------------------------------------------------

SHAPES = st.lists(st.integers(1, 4), max_size=12).map(
    lambda levels: [min(level, index + 1) for index, level in enumerate(levels)]
)


def report(levels: list[int]) -> pikepdf.Pdf:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    if levels:
        legal = [1]
        for level in levels[1:]:
            legal.append(min(level, legal[-1] + 1))
        add_outline(pdf, [(str(n), 0, level) for n, level in enumerate(legal)])
    return pdf


def close(pdf: pikepdf.Pdf, item: Any) -> None:
    """Close an entry as a viewer does, and count what no longer shows."""
    count = int(item.get("/Count", 0))
    if count <= 0:
        return
    item.Count = -count
    above = item.Parent
    while True:
        total = int(above.get("/Count", 0))
        if total < 0:
            above.Count = total + count
            return
        above.Count = total - count
        if "/Parent" not in above:
            return
        above = above.Parent


@given(SHAPES, st.sets(st.integers(0, 11)), st.integers(0, 12), st.integers(0, 3))
def test_an_entry_goes_in_and_out(levels: list[int], closed: set[int], place: int, below: int) -> None:
    pdf = report(levels)
    found = list(entries(pdf, Destinations(pdf)))
    for n in closed:
        if n < len(found):
            close(pdf, found[n].item)
    assert not list(outline_faults(pdf))
    before = state(pdf)
    item = pdf.make_indirect(Dictionary(Title=String("new")))
    for _ in range(below):
        kid = pdf.make_indirect(Dictionary(Title=String("kid"), Parent=item))
        if "/Last" in item:
            kid.Prev = item.Last
            item.Last.Next = kid
        else:
            item.First = kid
        item.Last = kid
        item.Count = int(item.get("/Count", 0)) - 1
    perch = Perch(found[place].item.Parent, found[place].item) if place < len(found) else Perch()
    outline.insert(pdf, item, perch)
    assert not list(outline_faults(pdf))
    titles = [entry.title for entry in entries(pdf, Destinations(pdf))]
    assert titles.count("new") == 1
    assert [title for title in titles if title.isdigit()] == [entry.title for entry in found]
    outline.remove(item)
    assert not list(outline_faults(pdf))
    assert state(pdf) == before


def state(pdf: pikepdf.Pdf) -> list[Any]:
    found = entries(pdf, Destinations(pdf))
    return [(entry.title, entry.level, int(entry.item.get("/Count", 0))) for entry in found]


def test_an_outline_in_a_circle_ends() -> None:
    pdf = report([1, 2, 1])
    first, _, last = (entry.item for entry in entries(pdf, Destinations(pdf)))
    last.Next = first
    first.First.First = first
    assert [entry.title for entry in entries(pdf, Destinations(pdf))] == ["0", "1", "2"]
    first.Parent = first
    outline.insert(pdf, pdf.make_indirect(Dictionary(Title=String("new"))), Perch(first, first.First))


# --- labels -----------------------------------------------------------------------------------------

LABEL = st.tuples(st.sampled_from(["", "/D", "/r", "/R", "/a"]), st.sampled_from(["", "p."]), st.integers(1, 30))


@given(st.integers(1, 9), st.dictionaries(st.integers(0, 8), LABEL, max_size=5), st.integers(1, 9), st.integers(1, 3))
def test_labels_of_other_pages_stay(count: int, ranges: dict[int, Any], at: int, new: int) -> None:
    pdf = pikepdf.new()
    for _ in range(count):
        pdf.add_blank_page()
    at = min(at, count)
    nums: list[Any] = []
    for start, (style, prefix, first) in sorted(ranges.items()):
        label = Dictionary(St=first, P=String(prefix))
        if style:
            label.S = Name(style)
        nums += [start, label]
    if nums:
        pdf.Root.PageLabels = Dictionary(Nums=Array(nums))
    before = [page.label for page in pdf.pages]
    for number in range(new):
        pdf.pages.insert(at + number, pikepdf.Page(Dictionary(Type=Name.Page, MediaBox=[0, 0, 9, 9])))
    labels.insert(pdf, at, new, "A-")
    after = [page.label for page in pdf.pages]
    assert after[at : at + new] == [f"A-{number}" for number in range(1, new + 1)]
    if 0 in ranges or not ranges:  # else viewers differ in what they show on the first pages
        assert after[:at] + after[at + new :] == before
    ranges_after = len(pdf.Root.PageLabels.Nums)
    del pdf.pages[at : at + new]
    labels.remove(pdf, at, new)
    assert len(pdf.Root.PageLabels.Nums) < ranges_after
    if 0 in ranges or not ranges:
        assert [page.label for page in pdf.pages] == before


def test_letters() -> None:
    assert [letter(n) for n in (1, 2, 26, 27, 52, 53, 702, 703)] == ["A", "B", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]
