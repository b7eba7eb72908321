"""Who a message goes to: the entries of a distribution list that hold an e-mail address. Nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from email.errors import HeaderParseError
from email.headerregistry import Address

_BEFORE = r"(?<![^\s<>()\[\],;:\"])"
_AFTER = r"(?=$|[\s<>()\[\],;:\"]|\.(?:\s|$))"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
# RFC 5321, 4.1.2, in letters that every mail server takes.
_ADDRESS = re.compile(rf"{_BEFORE}[A-Za-z0-9.!#$%&'*+/=?^_`{{|}}~-]+@{_LABEL}(?:\.{_LABEL})+{_AFTER}")
_AROUND = ' ,;:"–-'  # of a name, beside its address


def recipients(entries: Sequence[str]) -> tuple[tuple[Address, ...], tuple[str, ...]]:
    """Return the addresses in a distribution list, and the entries that name somebody without one.

    The words beside an address are the name of whoever it belongs to. Beside several addresses, or an address
    that has another name already, they are an entry of their own, so that nobody is lost.
    """
    addresses: dict[str, Address] = {}
    names: list[str] = []
    for entry in entries:
        found = [address for match in _ADDRESS.findall(entry) if (address := _read(match))]
        words = _words(entry, found)
        if len(found) == 1:
            found = [Address(words, addr_spec=found[0].addr_spec)]
        elif words:
            names.append(entry)
        for address in found:
            first = addresses.setdefault(address.addr_spec.casefold(), address)
            if address.display_name not in {"", first.display_name}:
                names.append(entry)
    return tuple(addresses.values()), tuple(names)


def only_address(text: str) -> Address | None:
    """Return the address that a text is, with a name before it or not; ``None`` where it is or says anything else."""
    match = re.fullmatch(r"([^<>@]*)<([^<>\s]+)>|(\S+)", text.strip())
    if match is None:
        return None
    written = match[2] or match[3]
    found = _read(written) if _ADDRESS.fullmatch(written) else None
    return Address((match[1] or "").strip(_AROUND), addr_spec=found.addr_spec) if found else None


def _read(text: str) -> Address | None:
    try:
        return Address(addr_spec=text)
    except (HeaderParseError, ValueError, IndexError):
        return None


def _words(entry: str, found: Sequence[Address]) -> str:
    for address in found:
        entry = entry.replace(address.addr_spec, " ")
    words = re.sub(r"(?i)\bmailto:|<\s*>|\(\s*\)|\[\s*\]|\s\.$", " ", entry)
    return " ".join(words.split()).strip(_AROUND) if found else entry
