"""Name trees and number trees: entries put in and taken out in their places (ISO 32000-1, 7.9.6 and 7.9.7).

What else is in a tree stays as it is; a tree that is out of order is made anew. Not pikepdf's ``NameTree``: it
compares keys as text, where readers compare bytes.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Any, TypeAlias

from pikepdf import Array, Dictionary, Pdf, String

from bluf.untrusted.objects import MOST_KIDS, array, is_dictionary, leaves

Key: TypeAlias = Any  # int of a number tree, bytes of a name tree
Pairs: TypeAlias = list[tuple[Key, Any]]
Entries: TypeAlias = list[tuple[Key, Any, Any]]  # key, key as it is written, value

NAMES, NUMBERS = "/Names", "/Nums"
_LEAF = 256  # pairs in a leaf that we make


class _DisorderError(ValueError):
    """The tree is not as a tree has to be."""


def pairs(tree: Any, kind: str) -> Pairs:
    """Return all entries, each with its key as Python has it; those with impossible keys are left out."""
    found = []
    for key, value in leaves(tree, kind):
        try:
            found.append((_key(key, kind), value))
        except (TypeError, ValueError):
            continue
    return found


def insert(pdf: Pdf, tree: Any, kind: str, new: Pairs) -> None:
    """Put entries into a tree; one whose key is there already takes its place.

    Args:
        pdf: the file that the tree is in.
        tree: the root, a dictionary; it may be empty.
        kind: ``NAMES`` or ``NUMBERS``.
        new: keys and values.
    """
    if not new:
        return
    try:
        _descend(pdf, tree, kind, sorted(new, key=_first))
    except (_DisorderError, TypeError, ValueError, LookupError, AttributeError):
        _rebuild(pdf, tree, kind, {**dict(reversed(pairs(tree, kind))), **dict(new)})


def remove(pdf: Pdf, tree: Any, kind: str, low: Key, high: Key) -> None:
    """Take away all entries whose keys are from ``low`` to ``high``, both included."""
    try:
        _prune(tree, kind, low, high)
    except (_DisorderError, TypeError, ValueError, LookupError, AttributeError):
        _rebuild(pdf, tree, kind, {key: value for key, value in pairs(tree, kind) if not low <= key <= high})


def _first(entry: tuple[Any, ...]) -> Key:
    return entry[0]


def _key(thing: Any, kind: str) -> Key:
    return bytes(thing) if kind == NAMES else int(thing)


def _raw(key: Key) -> Any:
    """Return a key as it is written in a tree."""
    return String(key) if isinstance(key, bytes) else key


def _limits(node: Any, kind: str) -> tuple[Key, Key]:
    low, high = node["/Limits"]
    return _key(low, kind), _key(high, kind)


def _set_limits(node: Any, low: Key, high: Key) -> None:
    node.Limits = Array([_raw(low), _raw(high)])


# --- putting in -------------------------------------------------------------------------------------


def _descend(pdf: Pdf, tree: Any, kind: str, new: Pairs) -> None:
    """Bring each entry to the leaf where it belongs, and widen the limits on the way."""
    waiting: list[tuple[Any, Pairs]] = [(tree, new)]
    seen: set[Any] = set()
    while waiting:
        node, part = waiting.pop()
        if not is_dictionary(node) or (node.is_indirect and node.objgen in seen):
            raise _DisorderError
        seen.add(node.objgen if node.is_indirect else (-len(seen), 0))
        is_root = len(seen) == 1
        if not is_root:
            low, high = _limits(node, kind)
            _set_limits(node, min(low, part[0][0]), max(high, part[-1][0]))
        kids = array(node.get("/Kids"))
        if kids:
            waiting += _shares(kids, kind, part)
        else:
            _fill(pdf, node, kind, part)


def _shares(kids: Sequence[Any], kind: str, new: Pairs) -> list[tuple[Any, Pairs]]:
    """Return which of the kids take which entries."""
    lows = [_limits(kid, kind)[0] for kid in kids]
    if lows != sorted(lows):
        raise _DisorderError
    shares: dict[int, Pairs] = {}
    for pair in new:
        shares.setdefault(max(bisect_right(lows, pair[0]) - 1, 0), []).append(pair)
    return [(kids[index], share) for index, share in shares.items()]


def _fill(pdf: Pdf, leaf: Any, kind: str, new: Pairs) -> None:
    taken = {key for key, _ in new}
    there = [entry for entry in _entries(leaf, kind) if entry[0] not in taken]
    _write(pdf, leaf, kind, sorted(there + [(key, _raw(key), value) for key, value in new], key=_first))


def _entries(leaf: Any, kind: str) -> Entries:
    """Return the entries of a leaf, with their keys as they are written too, which is quicker than to write them."""
    items = array(leaf.get(kind))
    return [(_key(key, kind), key, value) for key, value in zip(items[::2], items[1::2], strict=True)]


def _write(pdf: Pdf, node: Any, kind: str, entries: Entries) -> None:
    """Make a node hold these entries, in leaves below it where they are many."""
    if len(entries) <= 2 * _LEAF:
        node[kind] = _flat(entries)
        return
    kids = []
    for start in range(0, len(entries), _LEAF):
        part = entries[start : start + _LEAF]
        leaf = pdf.make_indirect(Dictionary({kind: _flat(part)}))
        _set_limits(leaf, part[0][0], part[-1][0])
        kids.append(leaf)
    if kind in node:
        del node[kind]
    node.Kids = Array(kids)


def _flat(entries: Entries) -> Array:
    return Array([thing for _, key, value in entries for thing in (key, value)])


def _rebuild(pdf: Pdf, tree: Any, kind: str, entries: dict[Key, Any]) -> None:
    for key in ("/Kids", "/Limits"):
        if key in tree:
            del tree[key]
    _write(pdf, tree, kind, sorted(((key, _raw(key), value) for key, value in entries.items()), key=_first))


# --- taking out -------------------------------------------------------------------------------------


def _prune(tree: Any, kind: str, low: Key, high: Key) -> None:
    nodes = _between(tree, kind, low, high)
    empty: set[Any] = set()
    for node in reversed(nodes):  # kids before parents
        kids = array(node.get("/Kids"))
        if kids:
            kept = [kid for kid in kids if kid.objgen not in empty]
            node.Kids = Array(kept)
            bounds = [bound for kid in (kept[:1] + kept[-1:]) for bound in _limits(kid, kind)]
        else:
            entries = _entries(node, kind)
            kept = [entry for entry in entries if not low <= entry[0] <= high]
            if len(kept) == len(entries):
                continue
            node[kind] = _flat(kept)
            bounds = [entry[0] for entry in kept]
        if node is not tree and not kept:
            empty.add(node.objgen)
        elif node is not tree:
            _set_limits(node, min(bounds), max(bounds))


def _between(tree: Any, kind: str, low: Key, high: Key) -> list[Any]:
    """Return the nodes that may have such entries, parents before kids."""
    nodes: list[Any] = [tree]
    seen: set[Any] = set()
    for node in nodes:  # grows while it is walked
        if not is_dictionary(node) or len(seen) > MOST_KIDS:
            raise _DisorderError
        for kid in array(node.get("/Kids")):
            least, most = _limits(kid, kind)
            if most < low or least > high:
                continue
            if not kid.is_indirect or kid.objgen in seen:
                raise _DisorderError
            seen.add(kid.objgen)
            nodes.append(kid)
    return nodes
