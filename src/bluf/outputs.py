"""Files that bluf writes: their names, and writing them whole or not at all."""

from __future__ import annotations

import errno
import os
import re
import secrets
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from bluf.diagnostics import BlufError, Span, error
from bluf.record import record

_FIELD = re.compile(r"\{([^{}]*)\}")
# What Windows does not allow in a file name, and names that it keeps for devices
# (learn.microsoft.com, "Naming Files, Paths, and Namespaces").
_NOT_ALLOWED = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)")
_LONGEST = 120  # characters of a stem; with accents and an ending it stays below 255 bytes


@record
class Pending:
    """A finished file that waits under a temporary name beside its target."""

    temporary: Path
    target: Path


def file_stem(pattern: str, fields: Mapping[str, str], where: Span) -> str:
    """Return the name, without ending, that a pattern such as ``{date}-{reference}-{slug}`` makes.

    Parts that are empty vanish together with one separator beside them.

    Raises:
        BlufError: the pattern has a field that there is not, or makes nothing that can be a name.
    """
    unknown = [name for name in _FIELD.findall(pattern) if name not in fields]
    if unknown:
        hint = f"there are: {', '.join('{' + name + '}' for name in fields)}"
        raise BlufError(error("name-field", where, f"the name pattern has no field {{{unknown[0]}}}", hint))
    filled = _FIELD.sub(lambda match: fields[match[1]] or "\0", pattern)
    filled = re.sub("[-_. ]*\0", "", filled) if not filled.startswith("\0") else re.sub("\0[-_. ]*", "", filled)
    stem = portable(filled)
    if not stem:
        message = f"the name pattern '{pattern}' makes no name"
        raise BlufError(error("name-empty", where, message, "give it a field such as {slug}"))
    return stem


def portable(name: str) -> str:
    """Return a name that every system takes for a file."""
    plain = _NOT_ALLOWED.sub("-", unicodedata.normalize("NFC", name))
    plain = "".join(c for c in plain if unicodedata.category(c) not in {"Cf", "Cs", "Co"})
    while len(plain.encode()) > 2 * _LONGEST or len(plain) > _LONGEST:
        plain = plain[:-1]
    plain = plain.strip(" .-")
    return f"{plain}_" if is_device(plain) else plain


def is_device(name: str) -> bool:
    """Return whether Windows takes a name for that of a device."""
    return bool(_DEVICES.match(name))


def prepare(folder: Path) -> None:
    """Make sure that a folder is there and takes files.

    Raises:
        BlufError: it is a file, or cannot be made or written to.
    """
    with _explained(folder, "the output folder cannot be used"):
        folder.mkdir(parents=True, exist_ok=True)
    if not os.access(folder, os.W_OK | os.X_OK):
        hint = "choose another with --out"
        raise BlufError(error("output-folder", Span(str(folder)), "the output folder is write-protected", hint))


def store(data: bytes, target: Path) -> Pending:
    """Write ``data`` under a temporary name beside ``target``.

    Raises:
        BlufError: it cannot be written; then nothing is left behind.
    """
    temporary = target.with_name(f".bluf-{secrets.token_hex(8)}.tmp")
    try:
        with _explained(target, "the file cannot be written"), temporary.open("xb") as file:
            file.write(data)
    except BaseException:
        discard([Pending(temporary, target)])
        raise
    return Pending(temporary, target)


def discard(pending: Sequence[Pending]) -> None:
    """Take temporary files away."""
    for file in pending:
        with suppress(OSError):
            file.temporary.unlink(missing_ok=True)


def commit(pending: Sequence[Pending]) -> None:
    """Give finished files their names, all of them or none; what stood there before is replaced.

    Raises:
        BlufError: a target is open in a program, write-protected or a folder; then all is as it was.
    """
    done: list[tuple[Path, Path | None]] = []
    try:
        for file in pending:
            _refuse_open(file.target)
        for file in pending:
            with _explained(file.target, "the file cannot be replaced"):
                done.append((file.target, _set_aside(file.target) if len(pending) > 1 else None))
                file.temporary.replace(file.target)
    except BaseException:
        for target, old in reversed(done):
            if old is not None:
                with suppress(OSError):
                    old.replace(target)
        discard(pending)
        raise
    for _, old in done:
        if old is not None:
            with suppress(OSError):
                old.unlink()


def _set_aside(target: Path) -> Path | None:
    """Keep what stands at ``target`` under another name until its replacement is there."""
    if not target.exists():
        return None
    old = target.with_name(f".bluf-{secrets.token_hex(8)}.old")
    target.replace(old)
    return old


def _refuse_open(target: Path) -> None:
    """Refuse a target that somebody works on, for their next save would undo ours.

    Word keeps ``~$`` and the name, which loses up to two of its first characters, beside an open document,
    LibreOffice ``.~lock.`` and the name and ``#``.
    """
    if target.is_dir():
        raise BlufError(error("output-folder", Span(str(target)), "there is a folder of this name", "move it away"))
    words = [target.with_name(f"~${target.name[cut:]}") for cut in range(3)]
    for lock in (*words, target.with_name(f".~lock.{target.name}#")):
        if lock.exists():
            hint = f"close it, or take the left-over {lock.name} away"
            raise BlufError(error("output-open", Span(str(target)), "the file is open in a word processor", hint))
    if target.exists() and not os.access(target, os.W_OK):
        raise BlufError(
            error("output-protected", Span(str(target)), "the file is write-protected", "choose another --out")
        )


_REASONS = {
    errno.ENOSPC: ("the disk is full", "make room, or choose another place with --out"),
    errno.EDQUOT: ("your share of the disk is used up", "make room, or choose another place with --out"),
    errno.EFBIG: ("it would be larger than the system allows", "choose another place with --out"),
    errno.EROFS: ("the file system is read-only", "choose another place with --out"),
    errno.EACCES: ("access is denied; is the file open in another program?", "close it, or choose another --out"),
    errno.EPERM: ("access is denied", "choose another place with --out"),
    errno.EEXIST: ("a file of this name stands where the folder must be", "choose another place with --out"),
    errno.ENOTDIR: ("part of the path is a file", "choose another place with --out"),
    errno.EISDIR: ("there is a folder of this name", "move it away"),
    errno.ENAMETOOLONG: ("the name is too long", "give a shorter --name"),
}


@contextmanager
def _explained(path: Path, what: str) -> Iterator[None]:
    try:
        yield
    except OSError as bad:
        reason, *hints = _REASONS.get(bad.errno or 0, (bad.strerror or str(bad),))
        raise BlufError(error("output", Span(str(path)), f"{what}: {reason}", *hints)) from None


def carries(path: Path, fingerprint: str) -> bool:
    """Return whether an earlier output says that it was made from just this."""
    try:
        if path.suffix == ".pdf":
            return fingerprint.encode() in path.read_bytes()
        import zipfile

        with zipfile.ZipFile(path) as package:
            return fingerprint.encode() in package.read("docProps/custom.xml")
    except (OSError, KeyError, ValueError, RuntimeError, EOFError, NotImplementedError):
        return False
    except Exception as bad:
        if type(bad).__module__ in {"zipfile", "zlib"}:
            return False
        raise
