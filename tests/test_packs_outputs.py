"""Every pack with every briefing, looked at from outside: valid, tagged, the same text in both, the same bytes."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pikepdf
import pytest

from bluf.app.making import make_document, render, uncovered
from bluf.app.options import BuildOptions
from bluf.briefing.settings import parse_setting
from bluf.compose.finding import builtin_folder
from bluf.document.tree import Document
from bluf.document.walk import word_count
from bluf.verification.checking import VerifyOptions, verify
from bluf.verification.validators import ValidatorError, find
from tests.docx.reading import Docx, squeezed, tree_text
from tests.docx.tools import errors
from tests.pdf.checking import inconsistencies
from tests.pdf.reading import Pdf, expected, seen
from tests.test_outputs import FILES

PACKS = sorted(path.parent.name for path in builtin_folder().glob("*/template.toml"))
OTHERS = [name for name in PACKS if name != "standard"]  # that one is the matter of test_outputs
PAIRS = [(pack, path) for pack in OTHERS for path in FILES]
# Not every pack shows everything, and says so.
ALLOWED = {"data-unused", "labels-language"}

each = pytest.mark.parametrize(("pack", "path"), PAIRS, ids=[f"{pack}-{path.stem}" for pack, path in PAIRS])


@dataclass(frozen=True)
class Built:
    document: Document
    docx: bytes
    pdf: bytes


@cache
def built(pack: str, path: Path) -> Built:
    """Build a note in a pack, on as many pages as it takes."""
    options = BuildOptions(
        Path("out"), template=pack, workspace=path.parent.parent, settings=(parse_setting("pages=0"),)
    )
    loaded, document, theme, warnings = make_document(path, options)
    assert {warning.code for warning in warnings} <= ALLOWED
    assert not uncovered(loaded, document, theme)
    files = render(document, theme, ("docx", "pdf"), word_count(document))
    assert not [finding for file in files.values() for finding in file.diagnostics]
    return Built(document, files["docx"].data, files["pdf"].data)


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Path], Path]:
    """The PDF of a pair as a file, written once however many processes the tests run in."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "packs"
    folder.mkdir(exist_ok=True)

    def file(pack: str, path: Path) -> Path:
        target = folder / f"{pack}-{path.stem}.pdf"
        if not target.exists():
            temporary = folder / f"{target.name}.{os.getpid()}"
            temporary.write_bytes(built(pack, path).pdf)
            temporary.replace(target)
        return target

    return file


@each
def test_both_files_have_the_text_of_the_tree_in_its_order(
    pack: str, path: Path, shared: Callable[[str, Path], Path]
) -> None:
    note = built(pack, path)
    shared(pack, path)
    assert seen(Pdf(note.pdf).words()) == expected(note.document)
    assert squeezed("".join(text for _, text in Docx(note.docx).paragraphs())) == tree_text(note.document)


@each
def test_tags_hang_together_and_the_file_is_sound(pack: str, path: Path) -> None:
    with pikepdf.open(io.BytesIO(built(pack, path).pdf)) as file:
        assert list(inconsistencies(file)) == []
        assert file.check_pdf_syntax() == []  # what `qpdf --check` says
        fonts = [f for page in file.pages for f in page.resources.Font.values()]
        assert fonts
        for font in fonts:
            descriptor = font.DescendantFonts[0].FontDescriptor
            assert {"/FontFile2", "/FontFile3"} & set(descriptor.keys())
            assert "+" in str(font.BaseFont)


@each
def test_the_word_file_is_valid(pack: str, path: Path, tmp_path: Path) -> None:
    assert errors(built(pack, path).docx, tmp_path) == []


@each
def test_verify_finds_nothing(pack: str, path: Path, tmp_path: Path) -> None:
    note = built(pack, path)
    for ending, data in (("docx", note.docx), ("pdf", note.pdf)):
        file = tmp_path / f"note.{ending}"
        file.write_bytes(data)
        assert [str(d) for d in verify(file, VerifyOptions(validate=False)).diagnostics] == []


def test_verapdf_finds_no_failure_in_any(shared: Callable[[str, Path], Path]) -> None:
    try:
        validator = find()
    except ValidatorError as bad:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(bad))
    verdicts = validator.validate({shared(*pair): ("ua1", "3a") for pair in PAIRS})
    assert len(verdicts) == 2 * len(PAIRS)
    assert {(key[0].name, key[1]): v for key, v in verdicts.items() if not v.compliant} == {}


SCRIPT = """
import hashlib, sys
from pathlib import Path
from tests.test_packs_outputs import DETERMINED, built
for pack, path in DETERMINED:
    note = built(pack, path)
    print(pack, path.stem, hashlib.sha256(note.docx).hexdigest(), hashlib.sha256(note.pdf).hexdigest())
"""
DETERMINED = [(pack, path) for pack, path in PAIRS if path.stem in {"exercise-convoy-ar", "exercise-port-closure"}]


def test_same_bytes_whatever_the_process_and_the_hash_seed() -> None:
    said = []
    for seed in ("0", "4711"):
        env = {**os.environ, "PYTHONHASHSEED": seed, "TZ": f"UTC{int(seed) % 12:+d}"}
        command = [sys.executable, "-c", SCRIPT]
        said.append(subprocess.run(command, env=env, capture_output=True, check=True, text=True).stdout)
    assert said[0] == said[1]
    assert said[0].count("\n") == len(DETERMINED)
    assert len(set(said[0].split())) > 2 * len(DETERMINED)
    assert hashlib.sha256(built(*DETERMINED[0]).pdf).hexdigest() in said[0]
