"""What keeps a template from taking all time or memory: a deadline, and how large a value is.

A template can loop without end, double a text forty times in a few lines, and write out a list that holds itself
twice, and that twice again. Jinja's sandbox keeps it away from Python; here are the limits that it lacks.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from jinja2.exceptions import SecurityError

from bluf.diagnostics import Diagnostic, Span, error

SECONDS = 30.0  # for one note; one of 100,000 words takes less than three
LARGEST = 8 * 2**20  # size of one value, see ``size``; 100,000 words of markup are about 2 million
IN_ALL = 256 * 2**20  # size of all values that the templates of one note make: less than 1 GB, were all of them kept
ENTRY = 16  # what an entry of a list counts besides what is in it
_DEEPEST = 40  # lists in lists
_CONTAINERS: tuple[type, ...] = (
    list,
    tuple,
    dict,
    set,
    frozenset,
    type({}.keys()),
    type({}.values()),
    type({}.items()),
)


class OutOfTimeError(Exception):
    """Raised inside a template that takes too long."""


@contextmanager
def deadline() -> Iterator[None]:
    """Let what runs in the ``with`` block raise ``OutOfTimeError`` once ``SECONDS`` have passed.

    The exception is put into this thread from another one, which works on every system, but only between two
    steps of Python: what a template can make one step of must be quick, see ``sandbox``.
    """
    thread = threading.get_ident()
    lock = threading.Lock()
    done = fired = False

    def fire() -> None:
        nonlocal fired
        with lock:
            if not done:
                fired = True
                _raise_in(thread, OutOfTimeError)

    timer = threading.Timer(SECONDS, fire)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()  # a process with a second thread could not be forked
        with lock:
            done = True
            if fired:  # it may still be on its way
                _raise_in(thread, None)


def out_of_time(span: Span) -> Diagnostic:
    """Return the error for a template that was stopped because it took too long."""
    message = f"the template takes more than {SECONDS:g} seconds"
    return error("template-endless", span, message, "look for a loop that does not end")


def _raise_in(thread: int, exception: type[Exception] | None) -> None:
    # Imported here because it is hardly ever needed.
    import ctypes

    wanted = None if exception is None else ctypes.py_object(exception)
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), wanted)


def size(value: object) -> int:
    """Return how large a value is: its characters and entries, those of an entry as often as it is met.

    So many steps, about, it takes to write the value out, to compare or to copy it. What is not there yet, as the
    numbers of a range, counts when it is made.

    Raises:
        SecurityError: it is larger than ``LARGEST``, or lists are nested without end.
    """
    if isinstance(value, str):
        return checked(len(value))
    total = 0
    waiting: list[tuple[Any, int]] = [(value, 0)] if isinstance(value, _CONTAINERS) else []
    while waiting:
        holder, depth = waiting.pop()
        total = checked(total + ENTRY * len(holder))
        if depth > _DEEPEST:
            raise SecurityError(f"lists are nested more than {_DEEPEST} deep")
        for entry in (*holder.keys(), *holder.values()) if isinstance(holder, dict) else holder:
            if isinstance(entry, str):
                total += len(entry)
            elif isinstance(entry, _CONTAINERS):
                waiting.append((entry, depth + 1))
        checked(total)
    return total


def checked(amount: int) -> int:
    """Return the size of a value that is within the limit.

    Raises:
        SecurityError: it is not.
    """
    if amount > LARGEST:
        raise SecurityError(f"a text or list grows beyond {LARGEST:,} characters")
    return amount
