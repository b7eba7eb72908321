"""Records are what the standard library would make of the same class, but for the guard against assignments."""

from __future__ import annotations

import pickle
from dataclasses import dataclass, field, replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bluf.record import record


class _Fields:
    pair: tuple[int, str]
    data: bytes = field(default=b"", repr=False)
    note: str = field(default="", compare=False, kw_only=True)


def _made(name: str) -> Any:
    space = {"__annotations__": _Fields.__annotations__, "__module__": __name__, "data": _Fields.data}
    return type(name, (), {**space, "note": _Fields.note, "__qualname__": "Made"})


Ours: Any = record(_made("Ours"))
Theirs: Any = dataclass(frozen=True, slots=True)(_made("Theirs"))
Made = Ours  # as pickle looks it up

fields = st.tuples(st.tuples(st.integers(0, 2), st.text(max_size=1)), st.binary(max_size=1), st.text(max_size=1))


@given(fields, fields)
def test_a_record_is_a_frozen_dataclass(one: tuple[Any, ...], other: tuple[Any, ...]) -> None:
    (a, b), (x, y) = ([kind(pair, data, note=note) for pair, data, note in (one, other)] for kind in (Ours, Theirs))
    assert (a == b) is (x == y)
    assert (hash(a) == hash(b)) is (hash(x) == hash(y))
    assert repr(a) == repr(x)
    assert repr(replace(a, data=b"new")) == repr(replace(x, data=b"new"))
    assert pickle.loads(pickle.dumps(a)) == a  # noqa: S301 - our own
    assert a != x
    assert not hasattr(a, "__dict__")
