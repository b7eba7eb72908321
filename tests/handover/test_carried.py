"""The data file that rides in the files: it comes out as it went in, and the files can be made from it again."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pikepdf
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from PIL import Image

import bluf as product
from bluf.app.building import build
from bluf.app.options import BuildOptions
from bluf.compose.images import decode
from bluf.diagnostics import Span
from bluf.verification.carried import carried
from tests.docx.tools import errors, program
from tests.strategies import Drawn, briefings
from tests.test_cli import bluf, write
from tests.verify.making import BRIEFINGS, RICH, ROOT, Parts, broken_docx, broken_pdf, built, found, look, unbroken

both = pytest.mark.parametrize("ending", ["docx", "pdf"])
ITEM = "customXml/item1.xml"


def rebuilt(path: Path, out: Path, **options: Any) -> dict[str, bytes]:
    """Return what a file builds to in place of its data file, by format."""
    (result,) = build([path], BuildOptions(out, workspace=ROOT, **options), jobs=1)
    assert not result.diagnostics, [str(d) for d in result.diagnostics]
    return {output.path.suffix[1:]: output.path.read_bytes() for output in result.outputs}


def plain(folder: Path, **keys: Any) -> dict[str, Path]:
    return built(write(folder, "note.yaml", **keys))


@both
@pytest.mark.parametrize("source", BRIEFINGS, ids=lambda path: path.stem)
def test_the_data_file_comes_out_as_it_went_in(source: Path, ending: str) -> None:
    inside = carried(built(source)[ending])
    assert inside.data == source.read_bytes()
    assert (inside.name, inside.media_type, inside.missing) == (source.name, "application/yaml", ())


@both
@pytest.mark.parametrize("source", BRIEFINGS, ids=lambda path: path.stem)
def test_either_file_alone_makes_both_again(source: Path, ending: str, tmp_path: Path) -> None:
    lonely = tmp_path / f"renamed.{ending}"
    lonely.write_bytes(built(source)[ending].read_bytes())
    files = {kind: path.read_bytes() for kind, path in built(source).items()}
    assert rebuilt(lonely, tmp_path / "out") == files


@given(briefings())
@settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate),
)
def test_any_briefing_can_be_made_again_from_its_files(drawn: Drawn) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "in").mkdir()
        Image.new("L", (60, 40), 128).save(folder / "in" / "picture.png", dpi=(150, 150))
        source = folder / "in" / "note.json"
        source.write_text(json.dumps(drawn.data), encoding="utf-8")
        first = rebuilt(source, folder / "first")
        for ending in first:
            path = folder / "first" / f"note.{ending}"
            assert carried(path).data == source.read_bytes()
            assert rebuilt(path, folder / ending) == first


PICTURES: dict[str, tuple[str, dict[str, Any]]] = {
    "a plain PNG": ("PNG", {"dpi": (144, 144)}),
    "a PNG without resolution": ("PNG", {}),
    "a JPEG": ("JPEG", {"dpi": (200, 200)}),
    "a JPEG with its resolution among the camera's words": ("JPEG", {"exif": {0x011A: 300.0, 0x0128: 2}}),
    "a JPEG on its side": ("JPEG", {"exif": {0x0112: 6, 0x011A: 72.5, 0x0128: 2}}),
}


@both
@pytest.mark.parametrize("kind", PICTURES)
def test_pictures_travel_and_are_the_same_again(kind: str, ending: str, tmp_path: Path) -> None:
    form, saving = PICTURES[kind]
    exif = Image.Exif()
    exif.update(saving.get("exif", {}))
    (tmp_path / "charts").mkdir()
    name = f"charts/one.{form.lower()}"
    picture = Image.radial_gradient("L").convert("RGB").resize((600, 400))
    picture.save(tmp_path / name, form, **saving | {"exif": exif})
    files = plain(tmp_path, figures=[{"file": name, "alt": "A chart."}])
    inside = carried(files[ending])
    assert list(inside.pictures) == [name]
    lonely = tmp_path / "far" / f"note.{ending}"
    lonely.parent.mkdir()
    lonely.write_bytes(files[ending].read_bytes())
    assert rebuilt(lonely, tmp_path / "out") == {kind: path.read_bytes() for kind, path in files.items()}


@pytest.mark.parametrize("kind", PICTURES)
def test_a_picture_without_its_metadata_is_the_same_picture(kind: str, tmp_path: Path) -> None:
    form, saving = PICTURES[kind]
    exif = Image.Exif()
    exif.update(saving.get("exif", {}))
    out = io.BytesIO()
    Image.radial_gradient("L").convert("RGB").save(out, form, **saving | {"exif": exif})
    wished = Image.open(io.BytesIO(out.getvalue())).info.get("dpi", (96, 96))[0]
    once = decode(out.getvalue(), "picture", Span())
    assert abs(once.dpi - wished) <= 0.5
    assert decode(once.data, "picture", Span()) == once
    assert b"Exif" not in once.data


@both
def test_without_data_there_is_none(ending: str, tmp_path: Path) -> None:
    path = built(RICH, carry_data=False)[ending]
    report = look(path)
    assert report.good, found(report)
    assert report.facts is not None
    assert report.facts.data_inside is None
    with pytest.raises(product.BlufError, match="no data file rides in this file"):
        product.data(path)
    result = bluf(tmp_path, "build", path)
    assert result.returncode == 2
    assert "error[data-none]" in result.stderr
    assert "--no-data" in result.stderr


def test_a_pdf_for_the_archive_without_files_leaves_the_data_to_the_docx() -> None:
    files = built(RICH, standards=("a-2a",))
    assert carried(files["docx"]).data == RICH.read_bytes()
    with pytest.raises(product.BlufError, match="no data file rides"):
        carried(files["pdf"])


def test_only_the_pictures_of_the_note_travel(tmp_path: Path) -> None:
    template = tmp_path / "templates" / "own"
    (template / "sections").mkdir(parents=True)
    (template / "template.toml").write_text('name = "own"\ndescription = "x"\nextends = "standard"\n', "utf-8")
    head = '<h1>{{ note.title }}</h1><figure><img src="ours.png" alt="Ours"></figure>'
    (template / "sections" / "head.html").write_text(head, "utf-8")
    Image.new("L", (60, 40), 1).save(template / "ours.png")
    Image.new("L", (60, 40), 2).save(tmp_path / "theirs.png")
    source = write(tmp_path, "note.yaml", figures=[{"file": "theirs.png", "alt": "Theirs"}])
    (result,) = build([source], BuildOptions(tmp_path / "out", template="own", workspace=tmp_path), jobs=1)
    for output in result.outputs:
        assert list(carried(output.path).pictures) == ["theirs.png"]


@pytest.mark.parametrize("name", ["note-ä.yaml", "نص.json", "a 'b' & <c>.toml", "x\u202ey.yaml"])
def test_any_name_is_kept(name: str, tmp_path: Path) -> None:
    source = tmp_path / name
    text = 'title = "A"\ndate = 2026-11-24\nsummary = "B"\n'
    json_text = '{"title": "A", "date": "2026-11-24", "summary": "B"}'
    source.write_text(text if name.endswith("toml") else json_text, encoding="utf-8")
    for path in built(source).values():
        assert carried(path).name == name.replace("\u202e", "\ufffd")
        assert look(path).good


def test_data_longer_than_a_text_of_xml_may_be(tmp_path: Path) -> None:
    source = write(tmp_path, "note.yaml")
    source.write_bytes(source.read_bytes() + b"\n# " + b"padding " * 1_200_000)
    path = built(source)["docx"]
    assert carried(path).data == source.read_bytes()
    assert look(path).good
    assert errors(path.read_bytes(), tmp_path) == []


def test_the_validator_has_nothing_against_it(tmp_path: Path) -> None:
    assert errors(built(RICH)["docx"].read_bytes(), tmp_path) == []


def test_another_word_processor_keeps_it(tmp_path: Path) -> None:
    source = tmp_path / "in" / "note.docx"
    source.parent.mkdir()
    source.write_bytes(built(RICH)["docx"].read_bytes())
    command = [program("soffice"), f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", "docx:MS Word 2007 XML", "--outdir", str(tmp_path), str(source)]
    subprocess.run(command, capture_output=True, check=True, timeout=120)
    saved = tmp_path / "note.docx"
    assert saved.read_bytes() != source.read_bytes()
    inside = product.data(saved)
    assert inside.data == RICH.read_bytes()
    assert len(inside.pictures) == 4


# --- what is wrong is said --------------------------------------------------------------------------


def damaged_docx(folder: Path, old: bytes, new: bytes) -> Path:
    def breaking(parts: Parts) -> None:
        assert old in parts[ITEM]
        parts[ITEM] = parts[ITEM].replace(old, new, 1)

    return broken_docx(folder / "damaged.docx", breaking)


def damaged_pdf(folder: Path) -> Path:
    def breaking(pdf: pikepdf.Pdf) -> None:
        (attachment,) = [a for name, a in pdf.attachments.items() if name.endswith(".yaml")]
        stream: Any = attachment.obj.EF.F
        stream.write(stream.read_bytes().replace(b"title", b"tytle", 1))

    return broken_pdf(folder / "damaged.pdf", breaking)


def test_a_damaged_data_file_is_an_error(tmp_path: Path) -> None:
    for path in (damaged_docx(tmp_path, b"<base64>", b"<base64>AAAA"), damaged_pdf(tmp_path)):
        for command in ("data", "build"):
            result = bluf(tmp_path, command, path)
            assert (result.returncode, result.stdout) == (2, ""), path
            assert "error[data-" in result.stderr
            assert path.name in result.stderr
            assert "give the data file itself" in result.stderr


def test_files_of_others_are_told_from_ours(tmp_path: Path) -> None:
    other = tmp_path / "other.pdf"
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(other)
    (tmp_path / "text.docx").write_text("not a zip", encoding="utf-8")
    for name, code in (("other.pdf", "data-none"), ("text.docx", "file-kind"), ("gone.docx", "file-missing")):
        for command in ("data", "build"):
            assert f"error[{code}]" in bluf(tmp_path, command, name).stderr


def test_a_picture_that_is_gone_is_named(tmp_path: Path) -> None:
    def breaking(parts: Parts) -> None:
        name = next(name for name in parts if name.startswith("word/media/"))
        out = io.BytesIO()
        Image.open(io.BytesIO(parts[name])).convert("L").save(out, "PNG")  # as a program that makes pictures smaller
        parts[name] = out.getvalue()

    path = broken_docx(tmp_path / "pressed.docx", breaking)
    assert len(carried(path).missing) == 1
    result = bluf(tmp_path, "build", path)
    assert result.returncode == 2
    assert "error[image-missing]: the note needs the picture 'exercise-undersea-cables-" in result.stderr
    assert f"--> {path.name}: {RICH.name}:" in result.stderr
    assert "give the data file with the folder of its pictures" in result.stderr
    data = bluf(tmp_path, "data", path, "--out", "note.yaml", "--pictures", "pictures")
    assert data.returncode == 1
    assert "warning[picture-missing]" in data.stderr
    assert len(list((tmp_path / "pictures").iterdir())) == 3


def test_a_picture_is_not_written_outside_its_folder(tmp_path: Path) -> None:
    path = damaged_docx(tmp_path, b'<picture name="', b'<picture name="../../')
    result = bluf(tmp_path, "data", path, "--out", "note.yaml", "--pictures", "deep/pictures")
    assert result.returncode == 2
    assert "error[picture-outside]" in result.stderr
    assert [p.name for p in tmp_path.iterdir()] == ["damaged.docx"]


# --- as people use it -------------------------------------------------------------------------------


@both
def test_it_is_printed_or_written(ending: str, tmp_path: Path) -> None:
    path = built(RICH)[ending]
    printed = subprocess.run(
        [sys.executable, "-m", "bluf", "data", str(path)], capture_output=True, check=True, cwd=tmp_path, timeout=60
    )
    assert printed.stdout == RICH.read_bytes()
    result = bluf(tmp_path, "data", path, "-o", tmp_path, "--pictures", "pictures")
    assert (result.returncode, result.stderr) == (0, "")
    assert (tmp_path / RICH.name).read_bytes() == RICH.read_bytes()
    assert len(result.stdout.splitlines()) == 5
    assert len(list((tmp_path / "pictures").iterdir())) == 4


def test_mistakes_name_the_file_and_the_data_file_inside(tmp_path: Path) -> None:
    source = write(tmp_path, "note.yaml", quotes=[{"text": "So it is."}])
    path = tmp_path / "sent.docx"
    path.write_bytes(built(source)["docx"].read_bytes())
    result = bluf(tmp_path, "build", "sent.docx", "--template", "onepager", "--strict", "--messages", "short")
    assert result.returncode == 1
    assert result.stderr.startswith("sent.docx: note.yaml:1:")


def test_the_input_is_never_replaced(tmp_path: Path) -> None:
    write(tmp_path, "note.yaml")
    assert bluf(tmp_path, "build", "note.yaml").returncode == 0
    before = (tmp_path / "out" / "note.docx").read_bytes()
    result = bluf(tmp_path, "build", "out/note.docx")
    assert result.returncode == 2
    assert "error[output-is-input]" in result.stderr
    assert (tmp_path / "out" / "note.docx").read_bytes() == before
    assert bluf(tmp_path, "build", "out/note.docx", "--out", "again").returncode == 0


def test_what_a_file_is_its_bytes_say(tmp_path: Path) -> None:
    write(tmp_path, "note.yaml")
    bluf(tmp_path, "build", "note.yaml")
    (tmp_path / "sent.bin").write_bytes((tmp_path / "out" / "note.pdf").read_bytes())
    assert bluf(tmp_path, "build", "sent.bin", "--out", "again").returncode == 0
    assert product.load(tmp_path / "sent.bin").briefing.title == "A note"


def test_it_does_for_a_comparison(tmp_path: Path) -> None:
    files = built(RICH)
    result = bluf(tmp_path, "verify", files["pdf"], "--no-validator", "--data", files["docx"])
    assert result.returncode == 0
    assert "(the data file given)" in result.stdout


def test_a_bomb_inside_is_not_unpacked(tmp_path: Path) -> None:
    def breaking(pdf: pikepdf.Pdf) -> None:
        (attachment,) = [a for name, a in pdf.attachments.items() if name.endswith(".yaml")]
        stream: Any = attachment.obj.EF.F
        stream.write(b" " * 2**27)

    path = broken_pdf(tmp_path / "bomb.pdf", breaking, compress_streams=True)
    assert path.stat().st_size < 2**20
    with pytest.raises(product.BlufError, match="too large"):
        carried(path)


def test_the_part_is_as_others_read_it() -> None:
    with zipfile.ZipFile(built(RICH)["docx"]) as package:
        relations = package.read("word/_rels/document.xml.rels").decode()
        assert 'Target="../customXml/item1.xml"' in relations
        assert 'Target="itemProps1.xml"' in package.read("customXml/_rels/item1.xml.rels").decode()
        assert "urn:bluf:carried:1.0" in package.read("customXml/itemProps1.xml").decode()


def test_a_pdf_that_was_saved_by_another_program_still_has_it(tmp_path: Path) -> None:
    path = broken_pdf(tmp_path / "saved.pdf", unbroken, linearize=True)
    assert carried(path).data == RICH.read_bytes()
