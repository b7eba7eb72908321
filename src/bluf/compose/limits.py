"""What keeps a template from taking all time or memory: a deadline, and a sandbox that looks at sizes first.

A template can loop without end, and it can double a text forty times in a few lines. Jinja's sandbox keeps it
away from Python; here are the limits that it lacks.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from jinja2 import filters
from jinja2.compiler import CodeGenerator, Frame
from jinja2.exceptions import SecurityError
from jinja2.nodes import Concat, EvalContext
from jinja2.runtime import Context, markup_join
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import pass_eval_context

SECONDS = 30.0  # for one note; one of 100,000 words takes less than three
LARGEST = 64 * 1024 * 1024  # characters of one text; 100,000 words of markup are about 2 million
_WIDEST = 1000  # what a width, a number of copies or of digits can be
_HIGHEST = 10**6  # of what is raised to a power …
_POWER = 64  # … and the power
_WIDTHS = re.compile(r"%[^%a-zA-Z]*?(\d{4,}|\*)")

# Methods of text that make it as wide as a template likes; there are filters that look at the width first.
_FORBIDDEN = frozenset(
    "center ljust rjust zfill expandtabs format format_map join replace translate encode to_bytes".split()
)


class OutOfTimeError(Exception):
    """Raised inside a template that takes too long."""


@contextmanager
def deadline() -> Iterator[None]:
    """Let what runs in the ``with`` block raise ``OutOfTimeError`` once ``SECONDS`` have passed.

    The exception is put into this thread from another one, which works on every system, but only between two
    steps of Python: what a template can make one step of must be quick, see ``Sandbox``.
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


def _raise_in(thread: int, exception: type[Exception] | None) -> None:
    # Imported here because it is hardly ever needed.
    import ctypes

    wanted = None if exception is None else ctypes.py_object(exception)
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), wanted)


def too_large() -> SecurityError:
    """Return the error for a value that grows beyond the limits."""
    return SecurityError(f"a text or list grows beyond {LARGEST:,} characters or entries")


def _checked(size: float) -> None:
    if size > LARGEST:
        raise too_large()


class _Generator(CodeGenerator):
    """Compiles ``a ~ b`` to a call that looks at the sizes first."""

    def visit_Concat(self, node: Concat, frame: Frame) -> None:  # noqa: N802 - Jinja's name
        self.write("environment.joined((")
        for part in node.nodes:
            self.visit(part, frame)
            self.write(", ")
        self.write("))")


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's sandbox, with a limit to what one step can make."""

    code_generator_class = _Generator
    intercepted_binops = frozenset({"+", "*", "%", "**"})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Take what Jinja's environment takes."""
        super().__init__(*args, **kwargs)
        self.watched: object = None
        self.seen: set[str] = set()

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return an attribute; those of the ``watched`` object that templates ask for are noted in ``seen``."""
        if obj is self.watched:
            self.seen.add(attribute)
        return super().getattr(obj, attribute)

    def concat(self, parts: Iterable[str]) -> str:
        """Join the pieces of a block or macro."""
        pieces = parts if isinstance(parts, list) else list(parts)
        _checked(sum(map(len, pieces)))
        return "".join(pieces)

    @staticmethod
    def joined(parts: Iterable[Any]) -> str:
        """Join the operands of ``~``."""
        pieces = [part if hasattr(part, "__html__") else str(part) for part in parts]
        _checked(sum(len(piece) for piece in pieces if isinstance(piece, str)))
        return markup_join(pieces)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Return what an operator makes, if it is not too much."""
        match operator:
            case "+" if isinstance(left, str | list | tuple):
                _checked(len(left) + (len(right) if isinstance(right, str | list | tuple) else 0))
            case "*":
                for one, other in ((left, right), (right, left)):
                    if isinstance(one, str | list | tuple):
                        _checked(len(one) * max(other, 0) if isinstance(other, int) else 0)
                    elif isinstance(one, int) and one.bit_length() > 4096:
                        raise too_large()
            case "**":
                if abs(left) > _HIGHEST or abs(right) > _POWER:
                    raise SecurityError(f"{left} ** {right} is too large")
            case "%" if isinstance(left, str):
                _format_checked(left)
        return super().call_binop(context, operator, left, right)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Return whether a template may use an attribute."""
        if isinstance(obj, str | bytes | int | float) and attr in _FORBIDDEN:
            return False
        return super().is_safe_attribute(obj, attr, value)


def _format_checked(pattern: str) -> None:
    if _WIDTHS.search(pattern):
        raise SecurityError("a width in a format has three digits at most")


def _narrow(number: Any) -> None:
    if isinstance(number, int) and abs(number) > _WIDEST:
        raise SecurityError(f"{number} is more than {_WIDEST}")


def _format(value: str, *args: Any, **kwargs: Any) -> str:
    _format_checked(str(value))
    return filters.do_format(value, *args, **kwargs)


@pass_eval_context
def _join(context: EvalContext, value: Any, d: str = "", attribute: str | int | None = None) -> str:
    if attribute is not None:
        value = map(filters.make_attrgetter(context.environment, attribute), value)
    items = list(value)
    _checked(sum(len(item) for item in items if isinstance(item, str)) + len(d) * len(items))
    return filters.sync_do_join(context, items, d)


def _replace(value: Any, old: str, new: str, count: int | None = None) -> str:
    text = value if isinstance(value, str) else str(value)
    times = text.count(old) if old else len(text) + 1
    _checked(len(text) + (times if count is None else min(count, times)) * len(new))
    return text.replace(old, new, -1 if count is None else count)


def _round(value: float, precision: int = 0, method: Any = "common") -> float:
    _narrow(precision)
    return filters.do_round(value, min(precision, 300), method)


def _batch(value: Any, linecount: int, fill_with: Any = None) -> Any:
    _narrow(linecount)
    return filters.do_batch(value, linecount, fill_with)


def _slice(value: Any, slices: int, fill_with: Any = None) -> Any:
    _narrow(slices)
    return filters.sync_do_slice(value, slices, fill_with)


# Filters that a template has of Jinja's own: none that marks a text as markup, makes one of any width, or
# gives another result the next time.
KEPT = (
    "abs attr capitalize count d default dictsort e escape first float groupby int items last length list lower map "
    "max min reject rejectattr reverse select selectattr sort string striptags sum title trim truncate unique upper "
    "urlencode wordcount"
).split()
GUARDED = {"batch": _batch, "format": _format, "join": _join, "replace": _replace, "round": _round, "slice": _slice}
