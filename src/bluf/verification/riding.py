"""Files inside a file: the data file and its pictures, as a PDF or a Word document carries them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import field
from typing import Final, Literal

from bluf.record import record
from bluf.untrusted.words import shown
from bluf.verification.report import Facts, Inside, Problem

MOST: Final = 200  # files inside that are looked at


@record
class Riding:
    """A file inside another.

    Attributes:
        name: its name, as the outer file has it.
        media_type: what it is said to be.
        role: the data file, a picture that the data file names, or something else.
        data: its bytes; ``None`` where they cannot be had, for which ``problem`` gives the reason.
        problem: what is wrong with it.
    """

    name: str
    media_type: str
    role: Literal["data", "picture", "other"]
    data: bytes | None = field(default=None, repr=False)
    problem: Problem | None = None


def gathered(files: Iterable[Riding], most: int) -> list[Riding]:
    """Return files up to that with which they have more than ``most`` bytes; no further one is unpacked."""
    found: list[Riding] = []
    size = 0
    for file in files:
        found.append(file)
        size += len(file.data or b"")
        if size > most:
            break
    return found


def problems(files: Iterable[Riding], facts: Facts) -> Iterator[Problem]:
    """Note the data files that ride inside, and yield what is wrong with the files inside."""
    sources: list[Inside] = []
    for file in files:
        if file.problem:
            yield file.problem
        if file.role == "data" and file.data is not None:
            digest = hashlib.sha256(file.data).hexdigest()
            sources.append(Inside(shown(file.name, 200), digest, digest == facts.data_sha256))
    if not facts.data_sha256 or not sources:
        return
    facts.data_inside = next((source for source in sources if source.matches), sources[0])
    facts.data_beside = tuple(source for source in sources if source is not facts.data_inside)
    if not facts.data_inside.matches:
        message = f"{facts.data_inside.name}: the data file inside is not the one that the file names by its hash"
        yield Problem("data-mismatch", message)
