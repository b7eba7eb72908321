"""What is known of where things are in a report is true after every note that went into it or left it."""

from __future__ import annotations

from typing import Any

import pytest

from bluf.annexes.model import Note, Wishes
from bluf.annexes.word.attaching import Report
from bluf.annexes.word.landmarks import Landmarks
from tests.annexes.word.hosts import HERE, host, made, small
from tests.annexes.word.test_places import CASES


def known(found: Landmarks) -> dict[str, Any]:
    return vars(found) | {"names": found.names, "marks": found.marks, "drawings": found.drawings, "lists": found.lists}


class Watched(Report):
    """A report that compares what is known with what is there whenever it has just been asked."""

    def put(self, note: Note) -> None:
        super().put(note)
        assert known(self.host.landmarks) == known(Landmarks(self.host.body))

    def _written(self, *given: Any, **more: Any) -> Any:  # after the place was found, and an earlier copy taken out
        assert known(self.host.landmarks) == known(Landmarks(self.host.body))
        return super()._written(*given, **more)


@pytest.mark.parametrize(("body", "at", "form"), [c[1:4] for c in CASES], ids=[c[0] for c in CASES])
def test_what_is_known_is_there(body: str, at: str, form: Any) -> None:
    data = host(body)
    for _ in range(2):
        report = Watched(data, Wishes(at, form, "host"), HERE)
        for name in ("one", "one"):
            report.put(made(small(name), name))
        data = report.done().data
