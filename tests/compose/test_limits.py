"""Templates that mean harm: none takes all time or memory, and none gets out."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from bluf import cache
from bluf.compose import limits, markup, sandbox
from bluf.diagnostics import BlufError
from tests.compose.packs import made, tree, write_note, write_pack
from tests.compose.test_markup import cases

CODES = {"template-forbidden", "template-endless", "template-failure", "template-syntax", "template-markup"}


@pytest.fixture
def low(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "LARGEST", 100_000)
    monkeypatch.setattr(sandbox, "IN_ALL", 5_000_000)
    monkeypatch.setattr(markup, "LARGEST", 100_000)


@pytest.mark.usefixtures("low")
@pytest.mark.parametrize("case", cases("attacks.yaml"))
def test_templates_that_mean_harm_are_stopped(
    case: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if "takes more than" in case["message"]:
        monkeypatch.setattr(limits, "SECONDS", 0.5)
    write_pack(tmp_path, {"briefing.html": f"<p>{{# #}}</p>\n{case['template']}"})
    with pytest.raises(BlufError) as caught:
        made(tmp_path, actors=["China", "India"], acronyms={"A": "B"})
    (found,) = caught.value.diagnostics
    assert case["message"] in found.message
    assert found.code in CODES
    assert found.span.file.endswith("briefing.html")
    assert found.span.line >= 1


@pytest.mark.skipif(sys.platform != "linux", reason="memory is bounded by Linux's means")
def test_the_limits_are_such_that_memory_suffices(tmp_path: Path) -> None:
    """The three that took most, with the limits as they are, within 800 MB of addresses."""
    write_note(tmp_path)
    grown = "{% set ns = namespace(x='ab') %}{% for n in range(60) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}"
    listed = "{% set ns = namespace(x='a ' * 4000000) %}{% set ns.x = ns.x.split() %}"
    frames = "{% set a = 'x' * 8000000 %}{% macro m(n) %}{% set x = a[n:] %}{{ m(n + 1) }}{% endmacro %}{{ m(0) }}"
    script = (
        "import resource, sys; from pathlib import Path; resource.setrlimit(resource.RLIMIT_AS, (800 << 20,) * 2);"
        "from tests.compose.packs import made; made(Path(sys.argv[1]))"
    )
    for template in (grown, listed, frames):
        write_pack(tmp_path, {"briefing.html": template})
        command = [sys.executable, "-c", script, str(tmp_path)]
        said = subprocess.run(command, capture_output=True, check=False, text=True, timeout=60).stderr
        assert "error[template-forbidden]" in said, said


def test_what_a_large_note_makes_is_far_below_the_limits(tmp_path: Path) -> None:
    seen = []
    spend = sandbox.Sandbox.spend

    def counted(self: sandbox.Sandbox, amount: int) -> None:
        seen.append(amount)
        spend(self, amount)

    items = [{"statement": "word " * 50, "basis": "word " * 50, "likelihood": "likely"} for _ in range(300)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sandbox.Sandbox, "spend", counted)
        tree(tmp_path, template="standard", implications=items)  # 30,000 words
    assert max(seen) < limits.LARGEST / 20
    assert sum(seen) < limits.IN_ALL / 20


def test_a_deadline_that_passes_says_where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SECONDS", 0.2)
    loop = "{% for n in 'x' * 99999 %}{% for m in 'x' * 99999 %}{% endfor %}{% endfor %}"
    write_pack(tmp_path, {"briefing.html": f"<p>x</p>\n\n{loop}"})
    start = time.monotonic()
    with pytest.raises(BlufError, match=r"briefing.html:3: error\[template-endless\].* 0\.2 seconds"):
        made(tmp_path)
    assert time.monotonic() - start < 20  # it ends at all


@pytest.mark.skipif(sys.platform == "win32", reason="needs links and POSIX permissions")
def test_a_link_out_of_the_pack_leads_nowhere(tmp_path: Path) -> None:
    (tmp_path / "secret.html").write_text("<p>secret</p>")
    pack = write_pack(tmp_path, {"briefing.html": "{% include 'sections/link.html' %}"})
    (pack / "sections").mkdir()
    (pack / "sections" / "link.html").symlink_to(tmp_path / "secret.html")
    with pytest.raises(BlufError, match=r"there is no template 'sections/link.html'"):
        made(tmp_path)
    (pack / "sections" / "link.html").unlink()
    (pack / "sections").rmdir()
    (pack / "sections").symlink_to(tmp_path)
    (pack / "briefing.html").write_text("{% include 'sections/secret.html' %}")
    with pytest.raises(BlufError, match=r"there is no template 'sections/secret.html'"):
        made(tmp_path)


@pytest.mark.skipif(sys.platform == "win32", reason="needs links and POSIX permissions")
def test_a_picture_that_is_a_link_out_of_the_pack_is_none(tmp_path: Path) -> None:
    pack = write_pack(tmp_path, {"briefing.html": "<figure><img src='p.png' alt='a'></figure>"})
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "p.png").write_bytes(b"")
    (pack / "p.png").symlink_to(tmp_path / "outside" / "p.png")
    with pytest.raises(BlufError, match=r"briefing.html:1: error\[image-missing\]"):
        made(tmp_path)


def test_a_template_has_a_size_and_an_encoding(tmp_path: Path) -> None:
    pack = write_pack(tmp_path, {"briefing.html": "<!-- " + "x" * 2**20 + " -->"})
    with pytest.raises(BlufError, match=r"briefing.html: error\[file-huge\]"):
        made(tmp_path)
    (pack / "briefing.html").write_bytes("<p>é</p>".encode("latin-1"))
    with pytest.raises(BlufError, match=r"briefing.html: error\[template-file\]: the template is not UTF-8"):
        made(tmp_path)
    (pack / "briefing.html").write_bytes(b"\xef\xbb\xbf<p>\r\nx</p>\r\n")  # as the Notepad of Windows writes
    assert tree(tmp_path) == "paragraph x\n"


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX permissions")
def test_a_cache_that_others_can_write_to_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    folder = cache.folder("templates")
    if folder is None or not folder.is_relative_to(tmp_path):
        pytest.skip("the cache of this system is elsewhere")
    assert folder.stat().st_mode & 0o777 == 0o700
    folder.chmod(0o770)
    assert cache.folder("templates") is None
    folder.chmod(0o700)
    assert cache.folder("templates") == folder
    monkeypatch.setattr("os.geteuid", lambda: folder.stat().st_uid + 1)  # root, at work for that user
    assert cache.folder("templates") is None
