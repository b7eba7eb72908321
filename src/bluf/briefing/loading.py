"""A data file → a briefing, with every problem of the file told in one run."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from bluf.briefing.model import Briefing
from bluf.briefing.references import problems, with_ids
from bluf.briefing.source import FORMATS, DataFile, DataPath, Places, decode, dotted, read_bytes
from bluf.briefing.syntax import parse
from bluf.diagnostics import BlufError, Diagnostic, Reported, Span, error


@dataclass(frozen=True, slots=True)
class Loaded:
    """A briefing and the file that it is from."""

    briefing: Briefing
    source: DataFile


def read(path: Path) -> DataFile:
    """Return a data file with its text decoded, not yet understood.

    Raises:
        BlufError: it cannot be read, is not UTF-8, or its name does not say which format it has.
    """
    kind = FORMATS.get(path.suffix.lower())
    data = read_bytes(path)
    if kind is None:
        hint = f"name it {', '.join(FORMATS)}"
        raise BlufError(
            error("file-format", Span(str(path)), f"'{path.suffix}' is not the ending of a data file", hint)
        )
    text = decode(data, path)

    def locate(text: str) -> Places:
        places = Places()
        try:
            parse(text, path, kind, places)
        except BlufError:
            pass  # told when the file was read; the places up to there are good
        return places

    return DataFile(path, data, text, locate)


def load(path: Path) -> Reported[Loaded]:
    """Return the briefing in the file ``path``.

    Raises:
        BlufError: with a diagnostic for every problem of the file.
    """
    source = read(path)
    data = parse(source.text, path, FORMATS[path.suffix.lower()])
    if not isinstance(data, dict):
        what = "a list" if isinstance(data, list) else "a single value" if data is not None else "nothing"
        message = f"the file holds {what}, not the keys of a briefing"
        raise BlufError(error("not-a-mapping", source.span(()), message, "start with `title: …`"))
    try:
        note = with_ids(Briefing.model_validate(data))
    except ValidationError as bad:
        raise BlufError(*sorted(_translated(bad, data, source), key=_order)) from None
    found = [
        error(code, source.span(where), message, *hints)
        for where, code, message, hints in problems(note, _line(source))
    ]
    found += list(_figures(note, source))
    if found:
        raise BlufError(*sorted(found, key=_order))
    return Reported(Loaded(note, source))


def _order(diagnostic: Diagnostic) -> tuple[int, int, str]:
    return diagnostic.span.line, diagnostic.span.column, diagnostic.message


def _line(source: DataFile) -> Any:
    return lambda where: source.span(where).line


# --- what pydantic found, in plain words ------------------------------------------------------------

_EXPECTED = {
    "string_type": "text",
    "list_type": "a list",
    "dict_type": "a mapping of names to values",
    "model_type": "a mapping of keys to values",
    "model_attributes_type": "a mapping of keys to values",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
}


def _translated(bad: ValidationError, data: Any, source: DataFile) -> Iterator[Diagnostic]:
    for problem in bad.errors(include_url=False):
        where: DataPath = tuple(part for part in problem["loc"] if part != "[key]")
        kind, context = problem["type"], problem.get("ctx", {})
        match kind:
            case "extra_forbidden":
                yield _unknown_key(where, source)
            case "missing":
                yield _missing(where, source)
            case _ if problem["input"] is None and kind in _EXPECTED and not _optional(where):
                yield error("missing-value", source.span(where), f"`{where[-1]}` has no value", "fill it in")
            case _ if kind in _EXPECTED:
                found = _found(problem["input"])
                yield error(
                    "wrong-type",
                    source.span(where),
                    f"expected {_EXPECTED[kind]}, found {found}",
                    *_quote(kind, problem["input"]),
                )
            case "literal_error":
                yield _not_allowed(where, problem["input"], context["expected"], source)
            case "greater_than_equal" | "less_than_equal":
                bound = "at least" if kind.startswith("greater") else "at most"
                limit = context.get("ge", context.get("le"))
                yield error("wrong-value", source.span(where), f"must be {bound} {limit}")
            case _:
                yield error("wrong-value", source.span(where), problem["msg"])


def _optional(where: DataPath) -> bool:
    return not where


def _found(value: Any) -> str:
    match value:
        case None:
            return "nothing"
        case bool():
            return "true" if value else "false"
        case int() | float():
            return f"the number {value}"
        case str():
            return f"the text '{value[:30]}{'…' if len(value) > 30 else ''}'"
        case dict():
            return "a mapping"
        case list():
            return "a list"
        case _:
            return type(value).__name__


def _quote(kind: str, value: Any) -> tuple[str, ...]:
    if kind == "string_type" and isinstance(value, int | float):
        return ("put it in quotation marks",)
    if kind == "string_type" and isinstance(value, dict):
        return ("a text that holds ': ' needs quotation marks around it",)
    return ()


def _model_at(where: DataPath) -> type[BaseModel] | None:
    """Return the model that the data at a place is read as."""
    model: type[BaseModel] = Briefing
    for part in where:
        if isinstance(part, int):
            continue
        if part not in model.model_fields:
            return None
        inner = next(_models(model.model_fields[part].annotation), None)
        if inner is None:
            return None
        model = inner
    return model


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models(argument)


def _unknown_key(where: DataPath, source: DataFile) -> Diagnostic:
    model = _model_at(where[:-1])
    known = list(model.model_fields) if model else []
    near = difflib.get_close_matches(str(where[-1]), known, 1)
    hint = f"did you mean `{near[0]}`?" if near else f"known keys: {', '.join(known)}"
    return error("unknown-key", source.span(where, key=True), f"unknown key `{where[-1]}`", hint)


def _missing(where: DataPath, source: DataFile) -> Diagnostic:
    model = _model_at(where[:-1])
    words = model.model_fields[str(where[-1])].description if model and where[-1] in model.model_fields else None
    span = source.span(where[:-1])
    inside = f"`{dotted(where[:-1])}` lacks" if len(where) > 1 else "the briefing lacks"
    return error("missing-key", span, f"{inside} `{where[-1]}`", *([words] if words else []))


def _not_allowed(where: DataPath, value: Any, expected: str, source: DataFile) -> Diagnostic:
    allowed = [word.strip("'") for word in expected.replace(" or ", ", ").split(", ")]
    near = difflib.get_close_matches(str(value), allowed, 1)
    hint = f"did you mean `{near[0]}`?" if near else f"one of: {', '.join(allowed)}"
    return error("wrong-value", source.span(where), f"{_found(value)} is not possible here", hint)


# --- figures ----------------------------------------------------------------------------------------


def _figures(note: Briefing, source: DataFile) -> Iterator[Diagnostic]:
    """Yield what is wrong with the files that figures name: outside the folder, or not there."""
    folder = source.path.parent
    for number, figure in enumerate(note.figures):
        span = source.span(("figures", number, "file")) if not _inside(figure.file, folder) else None
        if span:
            hint = "give it relative to the data file, inside its folder, with forward slashes"
            yield error("figure-outside", span, f"the path '{figure.file}' leaves the folder of the data file", hint)
        elif not (folder / figure.file).is_file():
            yield error(
                "figure-missing", source.span(("figures", number, "file")), f"there is no picture '{figure.file}'"
            )


def _inside(name: str, folder: Path) -> bool:
    """Return whether a relative path stays in its folder on every system, symbolic links followed."""
    windows = PureWindowsPath(name)
    if PurePosixPath(name).is_absolute() or windows.drive or windows.root or "\\" in name or "\0" in name:
        return False
    try:
        return (folder / name).resolve().is_relative_to(folder.resolve())
    except (OSError, ValueError):
        return False
