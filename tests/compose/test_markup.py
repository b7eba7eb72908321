"""Templates and their markup: what becomes of it, and what is said where it cannot be."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from bluf.compose.environment import environment, rendered
from bluf.compose.finding import builtin_folder, find_pack
from bluf.compose.manifest import Manifest
from bluf.compose.markup import parse
from bluf.compose.pack import Layer, Pack
from bluf.diagnostics import BlufError
from bluf.document.resolve import resolve
from bluf.document.tree import Document, Image, Metadata
from bluf.theme.model import Theme
from bluf.theme.reading import read_theme
from tests import dump
from tests.compose.packs import made, write_pack

HERE = Path(__file__).parent


def cases(name: str) -> list[Any]:
    return [pytest.param(c, id=c["title"]) for c in yaml.safe_load((HERE / name).read_text(encoding="utf-8"))]


@pytest.fixture(scope="session")
def theme() -> Theme:
    data = tomllib.loads((builtin_folder() / "standard" / "theme.toml").read_text(encoding="utf-8"))
    return read_theme(data, "standard")


def pack(folder: Path) -> Pack:
    """A pack that is no more than its folder."""
    return Pack(Manifest("test"), (Layer(folder.resolve(), "test", None),))


def no_image(name: str) -> Image:
    raise AssertionError(name)


@pytest.mark.parametrize("case", cases("markup.yaml"))
def test_markup_becomes_a_tree(case: dict[str, str], theme: Theme) -> None:
    parsed = parse([case["markup"]], pack(Path()), theme, no_image)
    tree = resolve(Document(Metadata("t"), parsed.blocks))
    assert "".join(f"{line}\n" for line in dump.blocks(tree.children)) == case["tree"]


@pytest.mark.parametrize("case", cases("mistakes.yaml"))
def test_mistakes_are_told_with_their_place(case: dict[str, Any], tmp_path: Path) -> None:
    text = case["template"].replace("{{FILTERS}}", "|upper" * 100)
    folder = write_pack(tmp_path, {"briefing.html": text, **case.get("files", {})})
    with pytest.raises(BlufError) as caught:
        made(tmp_path, actors=["China", "India"], events=[{"date": "2025", "what": "It began."}])
    (found,) = caught.value.diagnostics
    assert found.code == case.get("code", "template-markup")
    assert case["message"] in found.message
    assert case["hint"] in " ".join(found.hints)
    file = case.get("file", "briefing.html")
    assert not file or found.span.file == str(folder / file)
    assert not case["line"] or found.span.line == case["line"]


def test_pieces_may_be_cut_anywhere(theme: Theme) -> None:
    markup = "<section id='a'><h2>Ä &amp; b</h2><p>один <em>two</em></p></section>"
    whole = parse([markup], pack(Path()), theme, no_image).blocks
    assert parse(list(markup), pack(Path()), theme, no_image).blocks == whole


def test_html_entities_in_a_template_are_characters(theme: Theme, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<p>a&nbsp;&mdash;&amp;{{ x }}<br></p>", encoding="utf-8")
    env = environment(pack(tmp_path), {})
    parsed = parse(rendered(env, "a.html", {"x": "&nbsp;<b>"}), pack(tmp_path), theme, no_image)
    assert "".join(dump.blocks(parsed.blocks)) == "paragraph a\u00a0—&&nbsp;<b>{linebreak}"


def test_an_unknown_pack_is_told_with_the_nearest_name(tmp_path: Path) -> None:
    with pytest.raises(BlufError, match="did you mean `standard`"):
        find_pack("standrad", tmp_path)


def test_void_elements_need_no_slash_even_around_an_expression(theme: Theme, tmp_path: Path) -> None:
    text = '<figure><img alt="{{ x }} y" src="{{ x }}"></figure><p>a<br>{{ x }}<br/>b</p>'
    (tmp_path / "a.html").write_text(text, encoding="utf-8")
    image = Image(b"", "png", 1, 1, 96, "x")
    parsed = parse(
        rendered(environment(pack(tmp_path), {}), "a.html", {"x": "v"}), pack(tmp_path), theme, lambda _: image
    )
    assert list(dump.blocks(parsed.blocks)) == ["figure x (v y) ", "paragraph a{linebreak}v{linebreak}b"]
