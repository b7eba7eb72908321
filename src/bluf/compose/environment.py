"""The Jinja environment of template packs: sandboxed, strict, and knowing the place of every element.

Before a template is compiled, every start tag in its literal text gets the attribute ``o="name:line"``,
so that ``compose.markup`` can say where a mistake stands, however often and wherever the part is rendered.
Compiled templates are kept in the user's cache folder, since compiling a pack takes longer than a whole note.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from html.entities import html5
from pathlib import Path
from typing import Any

from jinja2 import BaseLoader, FileSystemBytecodeCache, StrictUndefined, TemplateNotFound
from jinja2.environment import Environment
from jinja2.exceptions import SecurityError, TemplateError, TemplateSyntaxError, UndefinedError
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bluf import cache
from bluf.diagnostics import BlufError, Span, error

_START_TAG = re.compile(r"<([A-Za-z][A-Za-z0-9-]*)")
_VOID_NAMES = "br|hr|img|col|source|source-number|cited-by|page-break|page-number|page-count"
_VOID = re.compile(rf"<({_VOID_NAMES})\b(?!-)([^<>]*?)\s*/?>")
_VOID_OPEN = re.compile(rf"<(?:{_VOID_NAMES})\b(?!-)[^<>]*\Z")
_TAG_END = re.compile(r"\A([^<>]*?)\s*/?>")
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]*);")
_XML_ENTITIES = {"amp", "lt", "gt", "quot", "apos"}


class PackLoader(BaseLoader):
    """Loads templates from a pack's folder and from nowhere else."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()

    def get_source(
        self,
        environment: Environment,  # noqa: ARG002 - part of the interface
        template: str,
    ) -> tuple[str, str, Callable[[], bool]]:
        """Return a template's text and path.

        Raises:
            TemplateNotFound: there is no such file inside the pack.
        """
        path = (self.folder / template).resolve()
        if not path.is_relative_to(self.folder) or not path.is_file():
            raise TemplateNotFound(template)
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as bad:
            raise BlufError(error("template-file", Span(str(path)), f"the template cannot be read: {bad}")) from None
        return text, str(path), lambda: True


class OriginExtension(Extension):
    """Marks every literal start tag with the place at which it stands."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """Yield the template's tokens, the literal text among them marked."""
        name = stream.name or ""
        void = False
        for token in stream:
            if token.type != "data":
                yield token
                continue
            text = token.value
            if void:  # the tag began before a {{ … }}, and ends here
                text = _TAG_END.sub(r"\1/>", text, count=1)
            void = bool(_VOID_OPEN.search(text)) or (void and ">" not in text)
            yield Token(token.lineno, token.type, _marked(text, name, token.lineno))


def _marked(text: str, name: str, line: int) -> str:
    """Return literal text as XML: tags marked, void elements closed, HTML's entities as characters."""
    pieces = []
    done = 0
    for match in _START_TAG.finditer(text):
        line += text.count("\n", done, match.end())
        pieces.append(f'{text[done : match.end()]} o="{name}:{line}"')
        done = match.end()
    pieces.append(text[done:])
    closed = _VOID.sub(r"<\1\2/>", "".join(pieces))
    return _ENTITY.sub(_character, closed) if "&" in closed else closed


def _character(match: re.Match[str]) -> str:
    name = match[1]
    return match[0] if name in _XML_ENTITIES else html5.get(f"{name};", match[0])


def environment(folder: Path) -> ImmutableSandboxedEnvironment:
    """Return the environment for the pack in ``folder``."""
    return ImmutableSandboxedEnvironment(
        loader=PackLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=[OriginExtension],
        cache_size=-1,
        auto_reload=False,
        bytecode_cache=_cache(),
    )


def _cache() -> FileSystemBytecodeCache | None:
    """Return the cache of compiled templates; ``None`` where the user has no folder for one.

    What templates compile to depends on this module, so each state of it has a folder of its own.
    """
    stamp = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:12]
    folder = cache.folder(f"templates-{stamp}")
    return FileSystemBytecodeCache(str(folder)) if folder else None


def rendered(env: ImmutableSandboxedEnvironment, name: str, context: dict[str, Any]) -> Iterator[str]:
    """Yield the pieces to which the template ``name`` renders.

    Raises:
        BlufError: the template is missing, cannot be compiled, or fails; with its file and line.
    """
    loader = env.loader
    folder = loader.folder if isinstance(loader, PackLoader) else Path()
    try:
        yield from env.get_template(name).generate(context)
    except TemplateNotFound as bad:
        place = _place(bad, folder) or Span(str(folder))
        raise BlufError(error("template-missing", place, f"there is no template {bad.name!r} in the pack")) from None
    except TemplateSyntaxError as bad:
        span = Span(bad.filename or str(folder), bad.lineno)
        raise BlufError(error("template-syntax", span, bad.message or "syntax error")) from None
    except UndefinedError as bad:
        raise _failure(
            "template-undefined", bad, folder, "a name that may be absent is tested first: {% if … %}"
        ) from None
    except SecurityError as bad:
        raise _failure("template-forbidden", bad, folder, "templates reach data and helpers only") from None
    except BlufError:
        raise
    except (
        TemplateError,
        ArithmeticError,
        TypeError,
        ValueError,
        LookupError,
        AttributeError,
        RecursionError,
    ) as bad:
        raise _failure("template-failure", bad, folder) from None


def _failure(code: str, bad: Exception, folder: Path, *hints: str) -> BlufError:
    message = str(bad) or type(bad).__name__
    return BlufError(error(code, _place(bad, folder) or Span(str(folder)), message, *hints))


def _place(bad: BaseException, folder: Path) -> Span | None:
    """Return the innermost place in a template that the exception passed: Jinja puts it in the traceback."""
    frames: Iterable[Any] = _frames(bad)
    places = [Span(f.tb_frame.f_code.co_filename, f.tb_lineno) for f in frames]
    inside = [p for p in places if Path(p.file).suffix == ".html" and Path(p.file).is_relative_to(folder)]
    return inside[-1] if inside else None


def _frames(bad: BaseException) -> Iterator[Any]:
    frame = bad.__traceback__
    while frame is not None:
        yield frame
        frame = frame.tb_next
