"""veraPDF on every script, in both directions, and on whatever briefing."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from PIL import Image

from bluf.app.building import build_one, finish
from bluf.app.options import BuildOptions
from bluf.theme.systemfonts import fallbacks
from bluf.verification.checking import VerifyOptions, verify_all
from tests.docx.sample import theme
from tests.pdf.reading import rendered
from tests.pdf.test_scripts import MACHINE, SAMPLES, document
from tests.strategies import Drawn, briefings
from tests.verify.making import found, need_validator

ALL = VerifyOptions(require_validator=True)


def conform(paths: list[Path]) -> None:
    for report in verify_all(paths, ALL):
        assert report.facts is not None
        assert report.facts.validated == {"PDF/A-3a": True, "PDF/UA-1": True}, found(report)


def test_text_in_every_script_conforms(tmp_path: Path) -> None:
    need_validator()
    paths = []
    texts = [(text, language) for text in SAMPLES.values() for language in ("en", "ar")]
    for number, (text, language) in enumerate([*texts, *((text, language) for language, text in MACHINE.items())]):
        look = replace(theme(), fallback=(*theme().fallback, *fallbacks(set(text) - {" "}, language)))
        path = tmp_path / f"{number}.pdf"
        path.write_bytes(rendered(document(text, language), look).data)
        paths.append(path)
    conform(paths)


def some_briefings(count: int) -> list[Drawn]:
    """Return drawn briefings, the same every time; one a draw, since several at once are more than is drawn."""
    found: list[Drawn] = []

    @given(briefings())
    @settings(
        max_examples=count,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate,),
    )
    def draw(one: Drawn) -> None:
        found.append(one)

    draw()
    return found


def test_whatever_briefing_conforms(tmp_path: Path) -> None:
    need_validator()
    Image.new("RGBA", (60, 40), (128, 0, 0, 128)).save(tmp_path / "picture.png")
    results = []
    for number, one in enumerate(some_briefings(12)):
        path = tmp_path / f"{number}.json"
        path.write_text(json.dumps(one.data), encoding="utf-8")
        results.append(build_one(path, BuildOptions(tmp_path, ("pdf",), workspace=tmp_path)))
    finish(results)
    built = [output.path for result in results for output in result.outputs]
    assert len(built) == len(results) > 6
    conform(built)
