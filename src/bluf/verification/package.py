"""Whether the parts and relations of a Word package fit together (ECMA-376, part 2)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree

from bluf.untrusted.package import RELATION_ATTRIBUTES, TYPES, Package, PackageError
from bluf.verification.report import Problem


def problems(package: Package) -> Iterator[Problem]:
    """Yield what is wrong with a package as such."""
    if len({name.lower() for name in package.names}) < len(package.names):
        yield Problem("part-twice", "two parts have one name")
    for name in package.names:
        if name != TYPES and not package.content_type(name):
            yield Problem("part-type", f"{name}: no content type is given")
        yield from _macros(name, package.content_type(name))
    for name in sorted(package.types[1]):
        if name not in package:
            yield Problem("part-missing", f"{name}: it has a content type but is not there")
    for holder in ("", *(name for name in package.names if not name.endswith(".rels"))):
        yield from _relations(package, holder)


def _macros(name: str, content_type: str) -> Iterator[Problem]:
    kind = f"{name} {content_type}".lower()
    if "vbaproject" in kind or "macroenabled" in kind or "vbadata" in kind:
        yield Problem("macros", f"{name}: the file holds macros")
    elif "oleobject" in kind or "activex" in kind or "/embeddings/" in kind:
        yield Problem("embedded-object", f"{name}: the file holds an embedded object")


def _relations(package: Package, holder: str) -> Iterator[Problem]:
    """Yield what is wrong with the relations of a part, and with its XML."""
    try:
        relations = package.relations(holder)
        for relation in relations:
            if relation.external and relation.kind != "hyperlink":
                yield Problem("external", f"{holder or 'the package'} loads {relation.kind} from {relation.target}")
            elif not relation.external and package.find(relation) not in package:
                yield Problem("part-missing", f"{holder or 'the package'}: {relation.target} is not there")
        if holder and package.content_type(holder).endswith("xml"):
            known = {relation.identifier for relation in relations}
            for name in sorted(_used(package.xml(holder)) - known):
                yield Problem("relation-unknown", f"{holder}: there is no relation {name}")
    except PackageError as bad:
        yield Problem("part-broken", str(bad))


def _used(root: Any) -> set[str]:
    """Return the relations that a part names."""
    return {
        str(value)
        for element in root.iter(etree.Element)
        for key, value in element.attrib.items()
        if value and str(key).startswith(RELATION_ATTRIBUTES)
    }
