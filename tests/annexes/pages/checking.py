"""What has to hold of every report with a note in it, whoever made the report."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from bluf.annexes.pages import trees
from bluf.annexes.pages.destinations import Destinations
from bluf.annexes.pages.outline import entries
from bluf.untrusted.objects import MALFORMED, array, is_dictionary
from bluf.verification.structure import is_tagged, problems

_NUMBERS = re.compile(r"\d+")
NOTE_LABELS = re.compile(r"[A-Z]+-\d+")


def need(program: str) -> str:
    """Return a program, or skip the test where it is not installed."""
    found = shutil.which(program)
    if found is None:
        pytest.skip(f"{program} is not installed")
    return found


def open_pdf(data: bytes, password: str = "") -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(data), password=password, suppress_warnings=True)


def differences(host: bytes, result: bytes, first: int, count: int, password: str = "") -> Iterator[str]:
    """Yield what of the report is not as it was, where ``count`` pages went in before page ``first`` (from 0)."""
    with open_pdf(host, password) as before, open_pdf(result, password) as after:
        if len(after.pages) != len(before.pages) + count:
            yield f"{len(after.pages)} pages"
            return
        kept = [number for number in range(len(after.pages)) if not first <= number < first + count]
        for number, new in enumerate(kept):
            yield from (f"page {number + 1}: {what}" for what in _page(before.pages[number], after.pages[new]))
        labels = [after.pages[number].label for number in kept]
        if labels != [page.label for page in before.pages]:
            yield f"labels: {labels[:9]}"
        ours = [after.pages[number].label for number in range(first, first + count)]
        if any(not NOTE_LABELS.fullmatch(label) for label in ours):
            yield f"labels of the annex: {ours[:3]}"
        yield from _catalogue(before, after)
        yield from _outlines(before, after, first, count)


def _page(old: pikepdf.Page, new: pikepdf.Page) -> Iterator[str]:
    parts = [[_raw(part) for part in array(page.obj.get("/Contents"))] for page in (old, new)]
    if parts[0] != parts[1]:
        yield "its content is another"
    for key in ("/MediaBox", "/CropBox", "/Rotate"):
        if repr(_inherited(old.obj, key)) != repr(_inherited(new.obj, key)):
            yield f"{key} is another"
    for key in ("/StructParents", "/UserUnit", "/Tabs", "/TrimBox"):
        if repr(old.obj.get(key)) != repr(new.obj.get(key)):
            yield f"{key} is another"
    links = [[_annotation(a) for a in array(page.obj.get("/Annots")) if is_dictionary(a)] for page in (old, new)]
    if links[0] != links[1]:
        yield "its annotations are others"


def _raw(stream: Any) -> bytes:
    try:
        return bytes(stream.read_bytes())
    except MALFORMED:
        return b""


def _inherited(page: Any, key: str) -> Any:
    for _ in range(20):
        if key in page or "/Parent" not in page:
            break
        page = page.Parent
    return page.get(key)


def _annotation(annotation: Any) -> list[str]:
    keys = ("/Subtype", "/Rect", "/F", "/StructParent", "/T", "/V", "/FT", "/Contents")
    return [repr(annotation.get(key)) if not is_dictionary(annotation.get(key)) else key for key in keys]


def _catalogue(before: pikepdf.Pdf, after: pikepdf.Pdf) -> Iterator[str]:
    for gone in before.Root.keys() - after.Root.keys() - {"/AF"}:
        yield f"{gone} is gone"
    for same in ("/Lang", "/MarkInfo", "/ViewerPreferences", "/PageMode", "/PageLayout"):
        if same in before.Root and repr(before.Root.get(same)) != repr(after.Root.get(same)):
            yield f"{same} is another"
    for tree in ("/Dests", "/EmbeddedFiles"):
        old, new = ([key for key, _ in trees.pairs(_names(pdf, tree), trees.NAMES)] for pdf in (before, after))
        if set(old) - set(new):
            yield f"{tree}: some are gone"
        if new != sorted(new) and old == sorted(old):
            yield f"{tree} is out of order"
    claims = {"/GTS_PDFXVersion", "/GTS_PDFXConformance"}  # given up for pages that are not made for printing
    about = [set(pdf.docinfo.keys()) - claims if "/Info" in pdf.trailer else set() for pdf in (before, after)]
    if about[0] - about[1]:
        yield "the information dictionary lacks something"
    identifiers = [str(array(pdf.trailer.get("/ID"))[:1]) for pdf in (before, after)]
    if len(identifiers[0]) > 60 and identifiers[0] != identifiers[1]:
        yield "the identifier is another"
    fields = [len(_fields(pdf)) for pdf in (before, after)]
    if fields[0] != fields[1]:
        yield "the form has other fields"


def _names(pdf: pikepdf.Pdf, key: str) -> Any:
    names: Any = pdf.Root.get("/Names")
    return names.get(key) if is_dictionary(names) else None


def _fields(pdf: pikepdf.Pdf) -> list[Any]:
    form: Any = pdf.Root.get("/AcroForm")
    return array(form.get("/Fields")) if is_dictionary(form) else []


def _outlines(before: pikepdf.Pdf, after: pikepdf.Pdf, first: int, count: int) -> Iterator[str]:
    """Yield where entries of the report are gone or lead elsewhere, and where those of the note are scattered."""
    old = [
        (e.title, e.level, e.page + (count if e.page >= first else 0)) for e in entries(before, Destinations(before))
    ]
    new = [(e.title, e.level, e.page) for e in entries(after, Destinations(after))]
    ours = [n for n, (_, _, page) in enumerate(new) if first <= page < first + count]
    if not ours or ours != list(range(ours[0], ours[-1] + 1)):
        yield "the outline of the note is not in one place"
    elif new[: ours[0]] + new[ours[-1] + 1 :] != old:
        yield "the outline of the report is another"
    if not list(outline_faults(before)):
        yield from outline_faults(after)


def outline_faults(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Yield where the outline does not hang together, or counts wrongly."""
    root: Any = pdf.Root.get("/Outlines")
    if not is_dictionary(root):
        return
    waiting = [root]
    shown: dict[Any, list[Any]] = {}
    order = []
    while waiting:
        node = waiting.pop()
        order.append(node)
        kids: list[Any] = []
        kid = node.get("/First")
        while is_dictionary(kid) and len(kids) < 10_000:
            before: Any = kid.get("/Prev")
            if (before.objgen if is_dictionary(before) else None) != (kids[-1].objgen if kids else None):
                yield "outline: /Prev is wrong"
            if kid.get("/Parent", kid).objgen != node.objgen:
                yield "outline: /Parent is wrong"
            kids.append(kid)
            kid = kid.get("/Next")
        if kids and node.get("/Last", node).objgen != kids[-1].objgen:
            yield "outline: /Last is wrong"
        shown[node.objgen] = kids
        waiting += kids
        if len(order) > 20_000:
            return
    open_ones: dict[Any, int] = {}
    for node in reversed(order):
        kids = shown[node.objgen]
        total = len(kids) + sum(open_ones[kid.objgen] for kid in kids)
        count = int(node.get("/Count", 0))
        if abs(count) != total and (node is not root or count):
            yield f"outline: {node.get('/Title', 'the root')} counts {count} and has {total}"
        open_ones[node.objgen] = total if count > 0 else 0


def new_faults(host: bytes, result: bytes, password: str = "") -> Iterator[str]:
    """Yield what is wrong with the tags of a result that was not wrong with those of the report."""
    with open_pdf(host, password) as before, open_pdf(result, password) as after:
        if is_tagged(before) != is_tagged(after):
            yield "it is tagged otherwise"
        if is_tagged(before) and is_tagged(after):
            known = {_NUMBERS.sub("0", f"{p.code} {p.message}") for p in problems(before)}
            for problem in problems(after):
                if _NUMBERS.sub("0", f"{problem.code} {problem.message}") not in known:
                    yield str(problem)


def text(data: bytes, password: str = "") -> list[str]:
    """Return the text of each page, as poppler reads it."""
    program = need("pdftotext")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.pdf")
        path.write_bytes(data)
        command = [program, *(["-upw", password] if password else []), "-q", str(path), "-"]
        done = subprocess.run(command, capture_output=True, check=False, timeout=300)
        assert done.returncode == 0, done.stderr
        return done.stdout.decode("utf-8", "replace").split("\f")[:-1]


def sound(data: bytes, password: str = "") -> int:
    """Return what ``qpdf --check`` says: 0 sound, 3 warnings, 2 errors."""
    program = need("qpdf")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.pdf")
        path.write_bytes(data)
        command = [program, f"--password={password}", "--check", str(path)]
        return subprocess.run(command, capture_output=True, check=False, timeout=300).returncode
