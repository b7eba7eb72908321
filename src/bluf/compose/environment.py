"""The Jinja environment of template packs: sandboxed, strict, and knowing the place of every element.

Before a template is compiled, every start tag in its literal text gets the attribute ``o="name:line"``,
so that ``compose.markup`` can say where a mistake stands, however often and wherever the part is rendered.
Compiled templates are kept in the user's cache folder, since compiling a pack takes longer than a whole note.
"""

from __future__ import annotations

import difflib
import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from html.entities import html5
from pathlib import Path
from typing import Any

import jinja2
from jinja2 import BaseLoader, FileSystemBytecodeCache, StrictUndefined, TemplateNotFound
from jinja2.environment import Environment
from jinja2.exceptions import SecurityError, TemplateError, TemplateSyntaxError, UndefinedError
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from jinja2.utils import missing
from markupsafe import escape

from bluf import cache
from bluf.briefing.source import read_bytes, shown
from bluf.compose import sandbox
from bluf.compose.describing import described
from bluf.compose.limits import OutOfTimeError, out_of_time
from bluf.compose.pack import Pack
from bluf.compose.sandbox import HINT, Sandbox
from bluf.diagnostics import BlufError, Span, error

_ENDS = {"<!--": "-->", "<![CDATA[": "]]>"}
_VERBATIM = re.compile(r"(<!--|-->|<!\[CDATA\[|\]\]>)")
_START_TAG = re.compile(r"<([A-Za-z][A-Za-z0-9-]*)")
_VOID_NAMES = "br|hr|img|logo|col|source|source-number|cited-by|page-break|page-number|page-count"
_VOID = re.compile(rf"<({_VOID_NAMES})\b(?!-)([^<>]*)>")
_VOID_OPEN = re.compile(rf"<(?:{_VOID_NAMES})\b(?!-)[^<>]*\Z")
_TAG_END = re.compile(r"\A([^<>]*)>")
_NO_FILTER = re.compile(r"No (filter|test) named '(\w+)'")
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]*);")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")  # XML 1.0, 2.2; and those of terminals
_LONGEST = 200  # characters of a message that Python made
_LARGEST = 1 << 20  # bytes of a template
_XML_ENTITIES = {"amp", "lt", "gt", "quot", "apos"}


class PackLoader(BaseLoader):
    """Loads templates from a pack's folders and from nowhere else."""

    def __init__(self, pack: Pack, used: set[Path] | None = None) -> None:
        self.pack = pack
        self.used = set() if used is None else used

    def get_source(
        self,
        environment: Environment,  # noqa: ARG002 - part of the interface
        template: str,
    ) -> tuple[str, str, Callable[[], bool]]:
        """Return a template's text and path.

        Raises:
            TemplateNotFound: there is no such file inside the pack.
        """
        path = self.pack.file(template)
        if path is None:
            raise TemplateNotFound(template)
        self.used.add(path)
        return _text(path), str(path), lambda: True


def _text(path: Path) -> str:
    """Return the text of a template.

    Raises:
        BlufError: it cannot be read, is too large, is not UTF-8, or holds a character that no document can.
    """
    try:
        text = read_bytes(path, _LARGEST, "a template has at most 1 MB").decode("utf-8-sig")
    except UnicodeDecodeError:
        message = "the template is not UTF-8"
        raise BlufError(error("template-file", Span(str(path)), message, "save the file as UTF-8")) from None
    control = _CONTROL.search(text)
    if control:
        line = text.count("\n", 0, control.start()) + 1
        message = f"the template holds the control character U+{ord(control[0]):04X}"
        raise BlufError(error("template-file", Span(str(path), line), message, "delete it"))
    return text


class OriginExtension(Extension):
    """Marks every literal start tag with the place at which it stands."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """Yield the template's tokens, the literal text among them marked."""
        marker = _Marker(escape(stream.name or ""))
        for token in stream:
            text = marker.marked(token.value, token.lineno) if token.type == "data" else token.value
            yield Token(token.lineno, token.type, text)


class _Marker:
    """Marks the literal text of a template, piece by piece; ``origin`` is the template's name."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.end = ""  # of the comment or CDATA section in which the text stands
        self.void = False  # whether it stands in the tag of a void element

    def marked(self, text: str, line: int) -> str:
        """Return text that begins on ``line``, marked where it is not verbatim."""
        pieces = []
        for piece in _VERBATIM.split(text):
            verbatim = bool(self.end) or piece in _ENDS
            pieces.append(piece if verbatim else self._tags(piece, line))
            if verbatim:
                self.end = "" if piece == self.end else self.end or _ENDS[piece]
            line += piece.count("\n")
        return "".join(pieces)

    def _tags(self, text: str, line: int) -> str:
        if self.void:  # the tag began before a {{ … }}, and ends here
            text = _TAG_END.sub(_closed_end, text, count=1)
        self.void = bool(_VOID_OPEN.search(text)) or (self.void and ">" not in text)
        return _marked(text, self.origin, line)


def _marked(text: str, origin: str, line: int) -> str:
    """Return literal text as XML: tags marked, void elements closed, HTML's entities as characters."""
    pieces = []
    done = 0
    for match in _START_TAG.finditer(text):
        line += text.count("\n", done, match.end())
        pieces.append(f'{text[done : match.end()]} o="{origin}:{line}"')
        done = match.end()
    pieces.append(text[done:])
    closed = _VOID.sub(_closed, "".join(pieces))
    return _ENTITY.sub(_character, closed) if "&" in closed else closed


def _closed(match: re.Match[str]) -> str:
    return f"<{match[1]}{_without_slash(match[2])}/>"


def _closed_end(match: re.Match[str]) -> str:
    return f"{_without_slash(match[1])}/>"


def _without_slash(attributes: str) -> str:
    return attributes.rstrip().removesuffix("/")


def _character(match: re.Match[str]) -> str:
    name = match[1]
    return match[0] if name in _XML_ENTITIES else html5.get(f"{name};", match[0])


class _Undefined(StrictUndefined):
    """An undefined name whose message says which name may be meant."""

    @property
    def _undefined_message(self) -> str:
        message: str = super()._undefined_message
        name, holder = self._undefined_name, self._undefined_obj
        if name is None or holder is missing:
            return message
        model = getattr(type(holder), "model_fields", None)
        if model is not None:
            message = f"{described(holder)} has no '{name}'"
        elif isinstance(holder, dict):
            message = f"there is no '{name}' here"
        known = model or (holder if isinstance(holder, dict) else ())
        near = difflib.get_close_matches(str(name), [str(key) for key in known], 1)
        return f"{message}{HINT}did you mean '{near[0]}'?" if near else message


def environment(pack: Pack, filters: Mapping[str, Callable[..., Any]], used: set[Path] | None = None) -> Sandbox:
    """Return the environment for a pack, with ``filters`` beside those of Jinja that templates can use.

    The files that templates are read from are added to ``used``.
    """
    env = Sandbox(
        loader=PackLoader(pack, used),
        autoescape=True,
        undefined=_Undefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=[OriginExtension],
        cache_size=-1,
        auto_reload=False,
        bytecode_cache=_cache(),
    )
    env.filters |= {name: env.guarded(name, function) for name, function in filters.items()}
    return env


def _cache() -> FileSystemBytecodeCache | None:
    """Return the cache of compiled templates; ``None`` where the user has no folder for one.

    What templates compile to depends on this module, on ``sandbox`` and on Jinja, so each state of them has a folder
    of its own. What is in it is run as it is: ``cache.folder`` gives only one that nobody else can write to.
    """
    code = b"".join(Path(file).read_bytes() for file in (__file__, sandbox.__file__))
    stamp = hashlib.sha256(code + jinja2.__version__.encode()).hexdigest()[:12]
    folder = cache.folder(f"templates-{stamp}")
    return FileSystemBytecodeCache(str(folder)) if folder else None


def rendered(env: Sandbox, name: str, context: dict[str, Any]) -> Iterator[str]:
    """Yield the pieces to which the template ``name`` renders.

    Raises:
        BlufError: the template is missing, cannot be compiled, or fails; with its file and line.
    """
    loader = env.loader
    pack = loader.pack if isinstance(loader, PackLoader) else None
    if pack is None:
        raise TypeError("the environment has no pack")
    try:
        yield from env.get_template(name).generate(context)
    except TemplateNotFound as bad:
        place = _place(bad, pack) or Span(str(pack.folder))
        message, hints = f"there is no template '{bad.name}' in the pack", _near_file(str(bad.name), pack)
        raise BlufError(error("template-missing", place, message, *hints)) from None
    except TemplateSyntaxError as bad:
        span = Span(bad.filename or str(pack.folder), bad.lineno)
        message, _, hint = (bad.message or "syntax error").partition(HINT)
        hints = (hint,) if hint else _near_filter(message := message.rstrip("."), env)
        raise BlufError(error("template-syntax", span, message, *hints)) from None
    except UndefinedError as bad:
        raise _undefined(bad, pack, context) from None
    except SecurityError as bad:
        raise _failure(
            "template-forbidden", bad, pack, "templates reach data and helpers only, within limits"
        ) from None
    except OutOfTimeError as bad:
        raise BlufError(out_of_time(_place(bad, pack) or Span(str(pack.folder)))) from None
    except RecursionError as bad:
        raise _loop(bad, pack) from None
    except BlufError:
        raise
    except (
        TemplateError,
        ArithmeticError,
        TypeError,
        ValueError,
        LookupError,
        AttributeError,
        MemoryError,
    ) as bad:
        near = _near_filter(str(bad), env)  # in an {% if %} Jinja finds out only here
        raise _failure("template-syntax" if near else "template-failure", bad, pack, *near) from None


def _failure(code: str, bad: Exception, pack: Pack, *hints: str) -> BlufError:
    message, _, hint = (str(bad) or type(bad).__name__).partition(HINT)
    hints = (hint,) if hint else hints
    return BlufError(error(code, _place(bad, pack) or Span(str(pack.folder)), shown(message, _LONGEST), *hints))


def _undefined(bad: UndefinedError, pack: Pack, context: Mapping[str, Any]) -> BlufError:
    """Return the error for a name that is not there, with the one that may be meant."""
    message, _, hint = str(bad).partition(HINT)
    name = re.fullmatch(r"'(\w+)' is undefined", message)
    if name:
        message = f"there is nothing of the name '{name[1]}'"
        near = difflib.get_close_matches(name[1], context, 1)
        hint = f"did you mean '{near[0]}'?" if near else ""
    hint = hint or "a name that may be absent is tested first: {% if … %}"
    return BlufError(error("template-undefined", _place(bad, pack) or Span(str(pack.folder)), message, hint))


def _near_file(name: str, pack: Pack) -> tuple[str, ...]:
    known = {
        path.relative_to(layer.folder).as_posix() for layer in pack.layers for path in layer.folder.rglob("*.html")
    }
    return tuple(f"did you mean '{near}'?" for near in difflib.get_close_matches(name, known, 1))


def _near_filter(message: str, env: Sandbox) -> tuple[str, ...]:
    match = _NO_FILTER.match(message)
    if not match:
        return ()
    known = env.filters if match[1] == "filter" else env.tests
    near = difflib.get_close_matches(match[2], known, 1)
    return (f"did you mean '{near[0]}'?" if near else f"there are: {', '.join(sorted(known))}",)


def _loop(bad: RecursionError, pack: Pack) -> BlufError:
    """Return the error for templates or macros that call each other without end."""
    places = list(_places(bad, pack))
    names = list(dict.fromkeys(Path(place.file).name for place in places[-60:]))
    comes = "come to themselves" if len(names) > 1 else "comes to itself"
    message = f"{' and '.join(names[:4]) or 'the template'} {comes} again without end"
    span = places[-1] if places else Span(str(pack.folder))
    return BlufError(error("template-endless", span, message, "an {% include %} or a macro leads back to where it is"))


def _place(bad: BaseException, pack: Pack) -> Span | None:
    """Return the innermost place in a template that the exception passed."""
    return next(iter(list(_places(bad, pack))[::-1]), None)


def _places(bad: BaseException, pack: Pack) -> Iterator[Span]:
    """Yield the places in templates that the exception passed: Jinja puts them in the traceback."""
    for frame in _frames(bad):
        file = Path(frame.tb_frame.f_code.co_filename)
        if file.suffix == ".html" and any(file.is_relative_to(layer.folder) for layer in pack.layers):
            yield Span(str(file), frame.tb_lineno)


def _frames(bad: BaseException) -> Iterator[Any]:
    frame = bad.__traceback__
    while frame is not None:
        yield frame
        frame = frame.tb_next
