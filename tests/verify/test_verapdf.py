"""veraPDF, started by ``verify``: green on what bluf builds, red on what is broken, and a note where it is missing."""

from __future__ import annotations

import json
import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest

from bluf.diagnostics import Severity
from bluf.untrusted.xml import XmlError
from bluf.verification.checking import VerifyOptions, verify, verify_all
from bluf.verification.validators import Command, Failure, ValidatorError, Verdict, find, read_report
from tests.verify.making import BRIEFINGS, RICH, broken_pdf, built, elements, found, need_validator, unbroken

ALL = VerifyOptions(require_validator=True)


@pytest.fixture
def validator() -> None:
    need_validator()


@pytest.mark.usefixtures("validator")
def test_all_briefings_conform_and_one_start_does_for_all() -> None:
    reports = verify_all([built(source)["pdf"] for source in BRIEFINGS], ALL)
    for report in reports:
        assert report.good, found(report)
        assert report.facts is not None
        assert report.facts.validated == {"PDF/A-3a": True, "PDF/UA-1": True}


@pytest.mark.usefixtures("validator")
def test_a_long_note_conforms(tmp_path: Path) -> None:
    paragraph = "The committee met in closed session and agreed to look at the *matter* again in the spring. " * 12
    table = "| Name | What it is |\n|---|---|\n" + "".join(f"| Item {n} | {paragraph[:200]} |\n" for n in range(12))
    sections = [
        {"title": f"Section {n}", "body": f"{paragraph}\n\n- one\n- [two](https://a.example)\n\n{table}\n\n{paragraph}"}
        for n in range(125)
    ]
    source = tmp_path / "long.json"
    source.write_text(
        json.dumps({"title": "Long", "date": "2026-11-24", "summary": "It is long.", "sections": sections})
    )
    report = verify(built(source)["pdf"], ALL)
    assert report.good, found(report)
    assert report.facts is not None
    assert report.facts.pages >= 90
    assert report.facts.validated == {"PDF/A-3a": True, "PDF/UA-1": True}


@pytest.mark.usefixtures("validator")
def test_another_part_of_pdf_a() -> None:
    report = verify(built(RICH, standards=("a-2a",), carry_data=False)["pdf"], ALL)
    assert report.good, found(report)
    assert report.facts is not None
    assert report.facts.validated == {"PDF/A-2a": True}


def no_language(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.Lang


def no_words(pdf: pikepdf.Pdf) -> None:
    for figure in elements(pdf, "Figure"):
        del figure.Alt


def no_intent(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.OutputIntents


@pytest.mark.usefixtures("validator")
@pytest.mark.parametrize(
    ("breaking", "claim", "rule", "times"),
    [
        (no_language, "PDF/UA-1", "7.2-", ""),
        (no_words, "PDF/UA-1", "7.3-1", "times"),
        (no_intent, "PDF/A-3a", "6.2.4.3-", "times"),
    ],
)
def test_what_is_broken_is_listed_by_rule(
    breaking: Callable[[pikepdf.Pdf], None], claim: str, rule: str, times: str, tmp_path: Path
) -> None:
    report = verify(broken_pdf(tmp_path / "broken ü.pdf", breaking), ALL)
    assert report.facts is not None
    assert report.facts.validated[claim] is False
    listed = [d for d in report.diagnostics if d.code == "standard" and f"{claim}, rule {rule}" in d.message]
    assert listed, found(report)
    assert times in listed[0].message
    assert listed[0].span.path.startswith("root")
    assert listed[0].severity is Severity.ERROR


@pytest.mark.usefixtures("validator")
def test_good_and_bad_files_are_told_apart(tmp_path: Path) -> None:
    good, bad = verify_all([broken_pdf(tmp_path / "a.pdf", unbroken), broken_pdf(tmp_path / "b.pdf", no_intent)], ALL)
    assert good.good, found(good)
    assert "standard" in found(bad)


# --- where it is not installed ------------------------------------------------------------------------


def test_a_missing_validator_is_a_note(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BLUF_VERAPDF", "/nowhere/verapdf.jar")
    path = built(RICH)["pdf"]
    report = verify(path)
    assert report.good
    assert any("not validated: BLUF_VERAPDF names /nowhere" in note for note in report.notes)
    assert set(found(verify(path, ALL))) == {"validator-missing"}
    docx = verify(built(RICH)["docx"], ALL)
    assert docx.good
    assert not docx.notes


def test_without_java_it_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    jar = tmp_path / "a.jar"
    jar.write_bytes(b"")
    monkeypatch.setenv("BLUF_VERAPDF", str(jar))
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(ValidatorError, match="Java runtime"):
        find()


@pytest.mark.usefixtures("validator")
def test_a_jar_without_verapdf_is_a_note(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    jar = tmp_path / "a.jar"
    jar.write_bytes(b"")
    monkeypatch.setenv("BLUF_VERAPDF", str(jar))
    report = verify(built(RICH)["pdf"])
    assert report.good
    assert any("came to no result" in note for note in report.notes)


# --- the official command -----------------------------------------------------------------------------

REPORT = """<?xml version="1.0" encoding="utf-8"?>
<report>
  <jobs>
    <job>
      <item size="63991"><name>/tmp/bluf-x/0.pdf</name></item>
      <validationReport jobEndStatus="normal" profileName="PDF/UA-1 validation profile" isCompliant="false">
        <details passedRules="105" failedRules="1" passedChecks="2000" failedChecks="4">
          <rule specification="ISO 14289-1:2014" clause="7.3" testNumber="1" status="failed" failedChecks="4">
            <description>Figure tags shall include an alternative representation</description>
            <check status="failed">
              <context>root/document[0]</context>
              <errorMessage>Figure structure element neither has an alternate description</errorMessage>
            </check>
          </rule>
        </details>
      </validationReport>
    </job>
    <job>
      <item size="1"><name>1.pdf</name></item>
      <taskResult type="VALIDATE" isExecuted="true" isSuccess="false">
        <exceptionMessage>Java heap space</exceptionMessage>
      </taskResult>
    </job>
    <job>
      <item size="1"><name>2.pdf</name></item>
      <validationReport isCompliant="true"><details failedRules="0"/></validationReport>
    </job>
  </jobs>
</report>"""


def test_the_report_of_the_command_is_read() -> None:
    failure = Failure("7.3-1", 4, "Figure structure element neither has an alternate description", "root/document[0]")
    assert dict(read_report(REPORT.encode())) == {
        "0.pdf": Verdict(compliant=False, failures=(failure,)),
        "1.pdf": Verdict(compliant=False, fault="Java heap space"),
        "2.pdf": Verdict(compliant=True),
    }
    with pytest.raises(XmlError):
        list(read_report(b"Error: cannot start"))


@pytest.mark.skipif(sys.platform == "win32", reason="the command is a shell script")
def test_the_command_is_found_and_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "verapdf"
    (tmp_path / "report.xml").write_text(REPORT, encoding="utf-8")
    program.write_text(f'#!/bin/sh\necho "$@" >> "{tmp_path}/said"\ncat "{tmp_path}/report.xml"\n', encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.delenv("BLUF_VERAPDF", raising=False)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    assert isinstance(find(), Command)
    report = verify(built(RICH)["pdf"])
    assert "PDF/UA-1, rule 7.3-1, broken 4 times: Figure" in found(report)["standard"]
    said = (tmp_path / "said").read_text(encoding="utf-8").splitlines()
    assert said == [f"--format xml --flavour {profile} 0.pdf" for profile in ("3a", "ua1")]
