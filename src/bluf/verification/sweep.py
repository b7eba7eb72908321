"""All objects of a PDF: fonts, and what acts or leads outside."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pikepdf

from bluf.untrusted.objects import array, is_dictionary
from bluf.verification.report import Problem

# An object is taken apart only if its text names one of these; most do not.
_INTERESTING = re.compile(
    rb"/(?:Type /Font\b(?! ?Descriptor)|JavaScript\b|JS\b|AA\b|OpenAction\b|Launch\b|GoToR\b|GoToE\b|SubmitForm\b"
    rb"|ImportData\b|ResetForm\b|Movie\b|Sound\b|Rendition\b|RichMedia|GoTo3DView\b|Trans\b|Thread\b|XFA\b|Ref\b"
    rb"|OPI\b|FFilter\b|Hide\b|SetOCGState\b|FS\b)"
)
_EXTERNAL_ACTIONS = {"/GoToR", "/GoToE", "/Launch", "/SubmitForm", "/ImportData", "/Thread"}
_ACTIONS = _EXTERNAL_ACTIONS | {
    "/ResetForm", "/Movie", "/Sound", "/Rendition", "/RichMediaExecute", "/GoTo3DView", "/Trans", "/Hide",
    "/SetOCGState",
}  # fmt: skip
_FONT_FILES = ("/FontFile", "/FontFile2", "/FontFile3")
_MOST_PARTS = 100_000


def dictionaries(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Yield every dictionary and stream that may be of interest, those inside others too."""
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Stream):
            about: Any = thing.stream_dict
            if "/F" in about or _INTERESTING.search(about.unparse(resolved=True)):
                yield thing
                yield from _inner(about)
        elif _is_container(thing) and _INTERESTING.search(thing.unparse(resolved=True)):
            yield from _inner(thing)


def _inner(thing: Any) -> Iterator[Any]:
    """Yield the dictionaries in an object that are not objects of their own."""
    waiting: list[Any] = [thing]
    for _ in range(_MOST_PARTS):
        if not waiting:
            return
        part = waiting.pop()
        if isinstance(part, pikepdf.Dictionary):
            yield part
            part = part.values()
        waiting += [kid for kid in part if _is_container(kid) and not kid.is_indirect]


def _is_container(thing: Any) -> bool:
    return isinstance(thing, pikepdf.Dictionary | pikepdf.Array)


def dangers(pdf: pikepdf.Pdf, found: list[Any]) -> Iterator[Problem]:
    """Yield scripts, actions other than links, and references to other files."""
    opening: Any = pdf.Root.get("/OpenAction")
    if is_dictionary(opening) and opening.get("/S") not in {"/GoTo", "/JavaScript"}:
        yield Problem("action", f"the file acts when it is opened: {opening.get('/S')}")
    for thing in found:
        action = str(thing.get("/S", ""))
        if "/JS" in thing or action == "/JavaScript":
            yield Problem("script", "the file holds JavaScript")
        elif action in _ACTIONS and thing.get("/Type") in {None, "/Action"} and not _is_element(thing):
            external = action in _EXTERNAL_ACTIONS
            what = "leads to another file or address" if external else "does something"
            yield Problem("external" if external else "action", f"an action {what}: {action}")
        if "/AA" in thing:
            yield Problem("action", "something acts by itself (an additional action)")
        if "/XFA" in thing:
            yield Problem("action", "the file holds an XFA form")
        if isinstance(thing, pikepdf.Stream) and "/F" in thing:
            yield Problem("external", "the content of a stream is in another file")
        if thing.get("/Subtype") == "/Form" and "/Ref" in thing:
            yield Problem("external", "a picture refers to a page of another file")


def _is_element(thing: Any) -> bool:
    """Return whether this is an element of the structure tree, whose types are named by the same key."""
    return "/P" in thing and "/K" in thing


# --- fonts ------------------------------------------------------------------------------------------


def fonts(found: list[Any]) -> list[Any]:
    """Return the fonts, without those that are parts of others."""
    return [
        thing
        for thing in found
        if thing.get("/Type") == "/Font" and str(thing.get("/Subtype", "")) not in {"/CIDFontType0", "/CIDFontType2"}
    ]


def font_name(font: Any) -> str:
    """Return the name of a font, without the mark of a subset."""
    name = str(font.get("/BaseFont", "/unnamed"))[1:]
    return re.sub(r"^[A-Z]{6}\+", "", name)


def font_problems(font: Any) -> Iterator[Problem]:
    """Yield whether a font lacks its shapes, or the table that says which characters they are."""
    kind = str(font.get("/Subtype", ""))
    composite = kind == "/Type0"
    holder: Any = next(iter(array(font.get("/DescendantFonts"))), None) if composite else font
    descriptor: Any = holder.get("/FontDescriptor") if is_dictionary(holder) else None
    embedded = is_dictionary(descriptor) and any(key in descriptor for key in _FONT_FILES)
    if kind != "/Type3" and not embedded:
        yield Problem("font-not-embedded", f"the font {font_name(font)} is not embedded")
    told = str(font.get("/Encoding", "")).startswith("/Identity") if composite else "/Encoding" not in font
    if told and "/ToUnicode" not in font:
        yield Problem("font-no-unicode", f"the font {font_name(font)} does not say which characters it shows")
