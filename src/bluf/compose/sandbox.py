"""Jinja's sandbox, shut tighter: a limit to what one step makes and to what a template makes in all.

Every way in which a template makes a value comes through here: literals, operators, calls, filters, blocks that
are caught. Of the data file it reaches fields and nothing else: the models have methods that read files.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from functools import wraps
from typing import Any

from jinja2 import Undefined, filters, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.exceptions import SecurityError, TemplateSyntaxError
from jinja2.parser import Parser
from jinja2.runtime import Context, markup_join
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Namespace, pass_eval_context

from bluf.briefing.fields import Model, When
from bluf.compose.describing import described
from bluf.compose.limits import ENTRY, IN_ALL, checked, size

_TEXTS = (str, int, float, Decimal, dt.date, Undefined)
HINT = "\0"  # in a message, before what would mend it
_WIDEST = 1000  # what a number of copies or of digits can be
_HIGHEST = 10**6  # of what is raised to a power …
_POWER = 64  # … and the power
_WIDTHS = re.compile(r"%[^%a-zA-Z]*?(\d{4,}|\*)")
_OF_TABLES = frozenset(dir(dict))
_DEEPEST = 50  # of a template's syntax tree; those that come with the product reach 12
_LOOPS = 16  # loops in loops; Python allows twenty blocks

# Methods of texts and numbers that make something as wide as a template likes; there are filters that look first.
_FORBIDDEN = frozenset(
    "center ljust rjust zfill expandtabs format format_map join replace translate encode to_bytes parse".split()
)


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's sandbox, with limits; one for each note, since it counts what the templates make."""

    intercepted_binops = frozenset({"+", "*", "%", "**"})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Take what Jinja's environment takes."""
        super().__init__(*args, finalize=printable, **kwargs)
        self.watched: object = None
        self.seen: set[str] = set()
        self.asked: set[tuple[int, str]] = set()
        self.spent = 0
        own = {name: self.filters[name] for name in KEPT}
        self.filters = {name: self.guarded(name, function) for name, function in {**own, **REPLACED}.items()}
        self.globals = {name: self.globals[name] for name in ("range", "dict", "cycler", "joiner")}
        self.globals["namespace"] = _Namespace

    # --- what may be reached ---

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return an attribute; those of the ``watched`` object that templates ask for are noted in ``seen``.

        Fields of all models are noted in ``asked``, by the identity of the model.
        """
        if obj is self.watched:
            self.seen.add(attribute)
        if isinstance(obj, Model):
            self.asked.add((id(obj), attribute))
            if attribute in type(obj).__pydantic_fields__:
                return obj.__dict__[attribute]
            # Nothing else is asked for: to ask a model for what it has besides its fields can do something.
            found = hasattr(type(obj), attribute)
            return self.unsafe_undefined(obj, attribute) if found else self.undefined(obj=obj, name=attribute)
        if type(obj) is dict and attribute in obj and attribute not in _OF_TABLES:
            return obj[attribute]
        return super().getattr(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Return an entry; of a model, the field of that name."""
        return self.getattr(obj, str(argument)) if isinstance(obj, Model) else super().getitem(obj, argument)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Return whether a template may use an attribute."""
        if isinstance(obj, str | bytes | int | float) and attr in _FORBIDDEN:
            return False
        return super().is_safe_attribute(obj, attr, value)

    def wrap_str_format(self, value: Any) -> None:
        """Return nothing: the method is forbidden, as its widths know no limit."""

    def unsafe_undefined(self, obj: Any, attribute: str) -> Undefined:
        """Return what fails when it is used: something that a template must not reach."""
        return self.undefined(f"{described(obj)} has no '{attribute}'", name=attribute, obj=obj, exc=SecurityError)

    # --- what is made ---

    def spend(self, amount: int) -> None:
        """Count what templates make."""
        self.spent += amount
        if self.spent > IN_ALL:
            raise SecurityError(
                f"texts and lists that the templates make come to more than {IN_ALL:,} characters in all"
            )

    def made(self, value: Any) -> Any:
        """Return a new value, if it is not too much."""
        self.spend(size(value))
        return value

    def pieces(self) -> _Pieces:
        """Return what catches the output of a block or macro."""
        return _Pieces(self)

    def concat(self, parts: Iterable[str]) -> str:
        """Join the pieces of a block or macro."""
        text: str = self.made("".join(parts))
        return text

    def joined(self, parts: Iterable[Any]) -> str:
        """Join the operands of ``~``."""
        pieces = [printable(part) for part in parts]
        checked(sum(len(piece) for piece in pieces if isinstance(piece, str)))
        text: str = self.made(markup_join(pieces))
        return text

    def call(self, context: Context, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Return what a function or macro returns, if neither that nor what it is given is too much."""
        size((args, kwargs))
        return self.made(super().call(context, obj, *args, **kwargs))

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Return what an operator makes, if it is not too much."""
        match operator:
            case "*":
                for one, other in ((left, right), (right, left)):
                    if isinstance(one, str | list | tuple):
                        checked(size(one) * max(other, 0) if isinstance(other, int) else 0)
                    elif isinstance(one, int) and one.bit_length() > 4096:
                        raise SecurityError("a number has more than a thousand digits")
            case "**":
                if abs(left) > _HIGHEST or abs(right) > _POWER:
                    raise SecurityError("a power is too large")
            case "%" if isinstance(left, str):
                _format_checked(left, right if isinstance(right, tuple | dict) else (right,))
        return self.made(super().call_binop(context, operator, left, right))

    def guarded(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return a filter that takes no list for a text, and whose result is looked at."""
        place = int(hasattr(function, "jinja_pass_arg"))

        @wraps(function)
        def guard(*args: Any, **kwargs: Any) -> Any:
            if name in _OF_TEXT:
                args = (*args[:place], printable(args[place]), *args[place + 1 :])
            return self.made(function(*args, **kwargs))

        return guard

    # --- compiling ---

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """Return the syntax tree, if it is not nested deeper than can be compiled."""
        parser = Parser(self, source, name, filename)
        try:
            tree = parser.parse()
        except RecursionError:
            raise _too_deep(parser.stream.current.lineno, name, filename) from None
        waiting: list[tuple[nodes.Node, int, int]] = [(tree, 1, 0)]
        while waiting:
            node, depth, loops = waiting.pop()
            loops += isinstance(node, nodes.For)
            if depth > _DEEPEST or loops > _LOOPS:
                raise _too_deep(node.lineno, name, filename)
            waiting.extend((child, depth + 1, loops) for child in node.iter_child_nodes())
        return tree

    def _compile(self, source: str, filename: str) -> Any:
        try:
            return super()._compile(source, filename)
        except SyntaxError as bad:  # Python's own limits
            raise TemplateSyntaxError(f"the template cannot be compiled: {bad.msg}", 1, None, filename) from None


def _too_deep(line: int, name: str | None, filename: str | None) -> TemplateSyntaxError:
    message = f"blocks or expressions are nested too deep{HINT}put the inner part into a macro or a file of its own"
    return TemplateSyntaxError(message, line, name, filename)


class _Generator(CodeGenerator):
    """Compiles what makes values to calls that look at their sizes."""

    def _made(self, visit: Callable[[Any, Frame], None], node: nodes.Node, frame: Frame) -> None:
        self.write("environment.made(")
        visit(node, frame)
        self.write(")")

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:  # noqa: N802 - Jinja's names
        self.write("environment.joined((")
        for part in node.nodes:
            self.visit(part, frame)
            self.write(", ")
        self.write("))")

    def visit_List(self, node: nodes.List, frame: Frame) -> None:  # noqa: N802
        self._made(super().visit_List, node, frame)

    def visit_Dict(self, node: nodes.Dict, frame: Frame) -> None:  # noqa: N802
        self._made(super().visit_Dict, node, frame)

    def visit_Tuple(self, node: nodes.Tuple, frame: Frame) -> None:  # noqa: N802
        if node.ctx == "load":
            self._made(super().visit_Tuple, node, frame)
        else:
            super().visit_Tuple(node, frame)

    def visit_Getitem(self, node: nodes.Getitem, frame: Frame) -> None:  # noqa: N802
        if isinstance(node.arg, nodes.Slice):
            self._made(super().visit_Getitem, node, frame)
        else:
            super().visit_Getitem(node, frame)

    def buffer(self, frame: Frame) -> None:
        frame.buffer = self.temporary_identifier()
        self.writeline(f"{frame.buffer} = environment.pieces()")


Sandbox.code_generator_class = _Generator


class _Pieces(list[str]):
    """The output of a block or macro, piece by piece."""

    def __init__(self, environment: Sandbox) -> None:
        super().__init__()
        self._environment = environment
        self._size = 0

    def append(self, piece: str) -> None:
        self._size = checked(self._size + len(piece))
        self._environment.spend(len(piece) + ENTRY)
        super().append(piece)

    def extend(self, pieces: Iterable[str]) -> None:
        for piece in pieces:
            self.append(piece)


class _Namespace(Namespace):
    """A namespace that does not write out what it holds."""

    def __repr__(self) -> str:
        return "<namespace>"


# --- texts ------------------------------------------------------------------------------------------


def printable(value: Any) -> Any:
    """Return a value that can stand as text: nothing is the empty one.

    Raises:
        TypeError: it is a list, an item of the note or something else that is no text.
    """
    if value is None:
        return ""
    if hasattr(value, "__html__") or (isinstance(value, _TEXTS) and not isinstance(value, bool)):
        return value
    match value:
        case bool():
            hint = "test it: {% if … %}"
        case When():
            hint = "write date(…) around it"
        case Model():
            hint = f"print one of its fields: {', '.join(type(value).model_fields)}"
        case Namespace():
            hint = "print something in it"
        case Mapping():
            hint = "go through it: {% for name, value in ….items() %}"
        case Iterable():
            hint = 'write listed(…) around it, or |join(", ") after it'
        case _:
            hint = "it may want to be called, with ( ) after it"
    raise TypeError(f"{described(value)} cannot stand as text{HINT}{hint}")


def _format_checked(pattern: str, values: Iterable[Any]) -> None:
    if _WIDTHS.search(pattern):
        raise SecurityError("a width in a format has three digits at most")
    texts = [printable(value) for value in (values.values() if isinstance(values, Mapping) else values)]
    longest = max((len(text) for text in texts if isinstance(text, str)), default=0)
    checked(len(pattern) + pattern.count("%") * (longest + _WIDEST))


def _narrow(number: Any) -> None:
    if isinstance(number, int) and abs(number) > _WIDEST:
        raise SecurityError(f"{number} is more than {_WIDEST}")


# --- filters ----------------------------------------------------------------------------------------


def _format(value: str, *args: Any, **kwargs: Any) -> str:
    _format_checked(str(value), kwargs or args)
    return filters.do_format(value, *args, **kwargs)


@pass_eval_context
def _join(context: nodes.EvalContext, value: Any, d: str = "", attribute: str | int | None = None) -> str:
    if attribute is not None:
        value = map(filters.make_attrgetter(context.environment, attribute), value)
    items = [printable(item) for item in value]
    checked(sum(len(item) for item in items if isinstance(item, str)) + len(d) * len(items))
    return filters.sync_do_join(context, items, d)


def _replace(value: Any, old: str, new: str, count: int | None = None) -> str:
    text = value if isinstance(value, str) else str(value)
    times = text.count(old) if old else len(text) + 1
    checked(len(text) + (times if count is None else min(count, times)) * len(new))
    return text.replace(old, new, -1 if count is None else count)


def _round(value: float, precision: int = 0, method: Any = "common") -> float:
    _narrow(precision)
    return filters.do_round(value, min(precision, 300), method)


def _sum(value: Iterable[Any]) -> Any:
    numbers = list(value)
    if not all(isinstance(number, int | float | Decimal) for number in numbers):
        raise TypeError("only numbers can be added up")
    return sum(numbers)


def _batch(value: Any, linecount: int, fill_with: Any = None) -> Any:
    _narrow(linecount)
    return list(filters.do_batch(value, linecount, fill_with))


def _slice(value: Any, slices: int, fill_with: Any = None) -> Any:
    _narrow(slices)
    return list(filters.sync_do_slice(value, slices, fill_with))


# Filters that a template has of Jinja's own: none that marks a text as markup, makes one of any width, or
# gives another result the next time.
KEPT = (
    "abs attr capitalize count d default dictsort e escape first float groupby int items last length list lower map "
    "max min reject rejectattr reverse select selectattr sort string striptags title trim truncate unique upper "
    "urlencode wordcount"
).split()
REPLACED = {
    "batch": _batch, "format": _format, "join": _join, "replace": _replace, "round": _round, "slice": _slice,
    "sum": _sum,
}  # fmt: skip
_OF_TEXT = frozenset(
    "capitalize e escape format lower replace string striptags title trim truncate upper urlencode wordcount".split()
)
