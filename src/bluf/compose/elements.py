"""The elements of the template language: where each may stand, what it may carry, and the node it becomes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bluf.compose.frames import (
    INLINES,
    Frame,
    Inlines,
    MarkupError,
    Node,
    Part,
    Scope,
    flow,
    inline_run,
    parts,
    whole_number,
)
from bluf.compose.tables import (
    _caption,
    _cell,
    _column,
    _gather,
    _open_cell,
    _row,
    _table,
)
from bluf.document.tree import (
    Aside,
    Citation,
    CitedBy,
    CitedSource,
    Code,
    Columns,
    Contents,
    Definition,
    DefinitionList,
    Emphasis,
    Figure,
    Heading,
    Image,
    LineBreak,
    Link,
    List,
    ListItem,
    PageBreak,
    PageCount,
    PageNumber,
    Paragraph,
    Quotation,
    Reference,
    Rule,
    Running,
    Section,
    SourceNumber,
    Span,
    Strong,
    Subscript,
    Superscript,
    Text,
)
from bluf.record import record


@record
class Element:
    """An element: where it may stand, the attributes that it may carry, and how it becomes a node."""

    parents: frozenset[str]
    attributes: frozenset[str]
    build: Callable[[Frame, Scope], Node]
    open: Callable[[Frame, Scope], Node] | None = None


# --- blocks -----------------------------------------------------------------------------------------


def _open_section(frame: Frame, scope: Scope) -> Node:
    frame.deeper += whole_number(frame, "deeper", 0, 0, 3)
    return None


def _section(frame: Frame, scope: Scope) -> Node:
    role = scope.role(frame, scope.theme.paragraphs, "paragraph") if frame.get("class") else ""
    return Section(flow(frame), role, scope.id(frame), frame.get("lang"), frame.origin)


def _heading(frame: Frame, scope: Scope) -> Node:
    level = scope.level = min(int(frame.tag[1]) + frame.deeper, 6)
    role = scope.role(frame, scope.theme.paragraphs, "paragraph")
    return Heading(level, inline_run(frame), role, scope.id(frame), frame.get("lang"), origin=frame.origin)


def _rich_heading(frame: Frame, scope: Scope) -> Node:
    """A heading inside a rich text field: below the section's own, and only where headings may stand."""
    parent = frame.parent
    if parent is not None and parent.tag in {"section", "document", "columns"}:
        level = min(scope.level + whole_number(frame, "level", 1, 1, 6), 6)
        return Heading(level, inline_run(frame), origin=frame.origin)
    return Paragraph((Strong(inline_run(frame)),), frame.role, origin=frame.origin)


def _paragraph(frame: Frame, scope: Scope) -> Node:
    role = scope.role(frame, scope.theme.paragraphs, "paragraph") or frame.role
    children = inline_run(frame)
    name = scope.id(frame)
    return Paragraph(children, role, name, frame.get("lang"), frame.origin) if children or name else None


def _open_div(frame: Frame, scope: Scope) -> Node:
    frame.role = scope.role(frame, scope.theme.paragraphs, "paragraph") or frame.role
    frame.compact = frame.compact or bool(frame.role)
    return None


def _div(frame: Frame, scope: Scope) -> Node:
    return flow(frame)


def _list(frame: Frame, scope: Scope) -> Node:
    ordered = frame.tag == "ol"
    role = scope.role(frame, scope.theme.lists, "list")
    if frame.compact and not role:
        role = "compact-ordered" if ordered else "compact"
    items = tuple(item for item in parts(frame, "item") if isinstance(item, ListItem))
    start = whole_number(frame, "start", 1, 0, 999_999_999)
    return List(items, ordered, start, role, scope.id(frame), frame.get("lang"), frame.origin) if items else None


def _item(frame: Frame, scope: Scope) -> Node:
    return Part("item", ListItem(flow(frame), scope.id(frame)))


def _open_plain(frame: Frame, scope: Scope) -> Node:
    """Start a part whose plain paragraphs look as its holder says, not as those around the holder."""
    frame.role = ""
    return None


def _definitions(frame: Frame, scope: Scope) -> Node:
    role = scope.role(frame, scope.theme.definitions, "definitions")
    items: list[Definition] = []
    for node in frame.content:
        match node:
            case Part(kind="term", value=Definition() as item):
                items.append(item)
            case Part(kind="said", value=tuple() as said) if items:
                items[-1] = replace(items[-1], children=(*items[-1].children, *said))
            case Part():
                raise MarkupError("a <dd> stands before the first <dt>")
            case _:
                pass
    return DefinitionList(tuple(items), role, scope.id(frame), frame.get("lang"), frame.origin) if items else None


def _term(frame: Frame, scope: Scope) -> Node:
    return Part("term", Definition(inline_run(frame), (), scope.id(frame)))


def _said(frame: Frame, scope: Scope) -> Node:
    return Part("said", flow(frame))


def _image(frame: Frame, scope: Scope) -> Node:
    if not frame.get("src"):
        raise MarkupError("<img> needs src, the file of the picture")
    if not frame.get("alt").strip():
        raise MarkupError("<img> needs alt, the words that stand for the picture")
    return Part("image", (scope.image(frame.get("src")), frame.get("alt")))


def _figure(frame: Frame, scope: Scope) -> Node:
    images = parts(frame, "image")
    if len(images) != 1:
        raise MarkupError("a <figure> holds one <img>, and may hold a <figcaption>")
    captions = [c for c in parts(frame, "caption") if isinstance(c, tuple)]
    match images[0]:
        case (Image() as image, str() as alt):
            share = float(whole_number(frame, "share", 0, 1, 100))
            caption = captions[0] if captions else ()
            name, language = scope.id(frame), frame.get("lang")
            return Figure(image, alt, caption, share, id=name, lang=language, origin=frame.origin)
        case _:  # pragma: no cover
            return None


def _logo(frame: Frame, scope: Scope) -> Node:
    logo = scope.theme.logo
    if logo is None:
        return None
    share = 100 * logo.width / scope.theme.page.text_width
    return Figure(scope.image(logo.file), logo.alt, share=min(share, 100.0), align=logo.align, origin=frame.origin)


def _columns(frame: Frame, scope: Scope) -> Node:
    children = flow(frame)
    several = scope.theme.page.columns > 1
    return (Columns(children, frame.origin) if several else children) if children else None


def _chapter(frame: Frame, scope: Scope) -> Node:
    if scope.chapter is None:
        raise MarkupError("<chapter> stands in the template of roundups only")
    return scope.chapter(whole_number(frame, "number", 0, 0, 1_000_000), flow(frame))


def _quotation(frame: Frame, scope: Scope) -> Node:
    role = scope.role(frame, scope.theme.paragraphs, "paragraph")
    attributions = [a for a in parts(frame, "attribution") if isinstance(a, tuple)]
    attribution = attributions[0] if attributions else ()
    return Quotation(flow(frame), attribution, role, scope.id(frame), frame.get("lang"), frame.origin)


def _aside(frame: Frame, scope: Scope) -> Node:
    role = scope.role(frame, scope.theme.boxes, "box")
    return Aside(flow(frame), role, scope.id(frame), frame.get("lang"), frame.origin)


def _contents(frame: Frame, scope: Scope) -> Node:
    around = frame.parent
    while around is not None:
        if around.tag == "columns":
            raise MarkupError("<contents> cannot stand inside <columns>", "it needs the whole width: put it before")
        around = around.parent
    depth = whole_number(frame, "depth", 2, 1, 5)
    words = whole_number(frame, "from-words", 0, 0, 1_000_000)
    return Contents(depth, inline_run(frame), from_words=words, origin=frame.origin)


def _running(frame: Frame, scope: Scope) -> Node:
    if frame.parent is not None and frame.parent.tag == "blockquote":
        return Part("attribution", inline_run(frame))
    which = frame.get("class")
    if which not in {"", "first"} or (which and frame.tag == "footer"):
        raise MarkupError(f"class='{which}' on <{frame.tag}>: a <header> may be 'first', that of the first page")
    places: dict[str, Inlines] = {}
    for node in frame.content:
        if isinstance(node, Paragraph):
            places[node.role] = node.children
    unknown = places.keys() - {"banner", "left", "centre", "right"}
    if unknown or any(not isinstance(n, Paragraph | Text) for n in frame.content):
        raise MarkupError(f"<{frame.tag}> holds <p class='banner'>, 'left', 'centre' and 'right', nothing else")
    scope.running[f"first-{frame.tag}" if which else frame.tag] = Running(**places)
    return None


def _running_place(frame: Frame, scope: Scope) -> Node:
    if frame.parent is not None and frame.parent.tag in {"header", "footer"}:
        return Paragraph(inline_run(frame), frame.get("class") or "left", origin=frame.origin)
    return _paragraph(frame, scope)


# --- inline -----------------------------------------------------------------------------------------


def _inlines(frame: Frame) -> Inlines:
    """Return the inlines of an element as they stand; the run that holds them collapses white space."""
    return tuple(node for node in frame.content if isinstance(node, INLINES))


def _code(frame: Frame, scope: Scope) -> Node:
    return Code("".join(node.text for node in frame.content if isinstance(node, Text)))


def _span(frame: Frame, scope: Scope) -> Node:
    return Span(_inlines(frame), scope.role(frame, scope.theme.texts, "text"), frame.get("lang"))


def _anchor(frame: Frame, scope: Scope) -> Node:
    target = frame.get("href")
    title = frame.get("title")
    if target.startswith("#"):
        scope.targets.append((target[1:], frame.origin))
        return Reference(_inlines(frame), target[1:], scope.id(frame), title)
    if not target.lower().startswith(("http://", "https://", "mailto:")):
        raise MarkupError(f"href='{target}' must start with http://, https://, mailto: or #")
    return Link(_inlines(frame), target, title)


def _reference(frame: Frame, scope: Scope) -> Node:
    return Reference(_inlines(frame), frame.get("to"))


def _citation(frame: Frame, scope: Scope) -> Node:
    cited = tuple(c for c in parts(frame, "source") if isinstance(c, CitedSource))
    if not cited:
        raise MarkupError("<cite> holds at least one <source ref='…'/>")
    return Citation(cited)


def _source(frame: Frame, scope: Scope) -> Node:
    return Part("source", CitedSource(frame.get("ref"), frame.get("locator")))


_HEADINGS = frozenset({"h", "h1", "h2", "h3", "h4", "h5", "h6"})
_PHRASES = frozenset({"span", "strong", "em", "sup", "sub", "a", "ref"})
_LINES = frozenset({"p", "dt", "caption", "figcaption", "footer", "contents"})
_SECTIONS = frozenset({"document", "columns", "chapter", "section", "div"})
_FLOW = _SECTIONS | {"aside", "blockquote", "li", "dd", "td", "th"}
_ANY = _HEADINGS | _PHRASES | _LINES | _FLOW - {"document", "columns", "chapter", "section"}
_COMMON = frozenset({"class", "id", "lang"})

# Elements right inside which characters may stand.
TEXT_HOLDERS = _ANY | {"code"}


def _set(*names: str) -> frozenset[str]:
    return frozenset(names)


ELEMENTS: dict[str, Element] = {
    "section": Element(_SECTIONS, _COMMON | {"deeper"}, _section, _open_section),
    **{f"h{n}": Element(_SECTIONS, _COMMON, _heading) for n in range(1, 7)},
    "h": Element(_FLOW, _set("level"), _rich_heading),
    "p": Element(_FLOW | {"header", "footer"}, _COMMON, _running_place),
    "div": Element(_FLOW, _set("class"), _div, _open_div),
    "ul": Element(_FLOW, _COMMON, _list),
    "ol": Element(_FLOW, _COMMON | {"start"}, _list),
    "li": Element(_set("ul", "ol"), _set("id"), _item, _open_plain),
    "dl": Element(_FLOW, _COMMON, _definitions),
    "dt": Element(_set("dl"), _set("id"), _term),
    "dd": Element(_set("dl"), frozenset(), _said, _open_plain),
    "table": Element(_FLOW, _COMMON, _table),
    "caption": Element(_set("table"), frozenset(), _caption),
    "colgroup": Element(_set("table"), frozenset(), _gather("columns")),
    "col": Element(_set("colgroup"), _set("share", "class"), _column),
    "thead": Element(_set("table"), frozenset(), _gather("head")),
    "tbody": Element(_set("table"), frozenset(), _gather("body")),
    "tr": Element(_set("table", "thead", "tbody"), _set("id"), _row),
    "td": Element(_set("tr"), _set("colspan", "rowspan", "class"), _cell, _open_cell),
    "th": Element(_set("tr"), _set("colspan", "rowspan", "class"), _cell, _open_cell),
    "figure": Element(_FLOW, _set("id", "lang", "share"), _figure),
    "img": Element(_set("figure"), _set("src", "alt"), _image),
    "figcaption": Element(_set("figure"), frozenset(), _caption),
    "blockquote": Element(_FLOW, _COMMON, _quotation, _open_plain),
    "aside": Element(_FLOW, _COMMON, _aside, _open_plain),
    "contents": Element(_SECTIONS, _set("depth", "from-words"), _contents),
    "columns": Element(_set("document"), frozenset(), _columns),
    "chapter": Element(_set("document"), _set("number"), _chapter),
    "logo": Element(_set("document"), frozenset(), _logo),
    "hr": Element(_FLOW, frozenset(), lambda frame, scope: Rule()),
    "page-break": Element(_SECTIONS, frozenset(), lambda frame, scope: PageBreak()),
    "header": Element(_set("document"), _set("class"), _running),
    "footer": Element(_set("document", "blockquote"), _set("class"), _running),
    "strong": Element(_ANY, frozenset(), lambda frame, scope: Strong(_inlines(frame))),
    "em": Element(_ANY, frozenset(), lambda frame, scope: Emphasis(_inlines(frame))),
    "sup": Element(_ANY, frozenset(), lambda frame, scope: Superscript(_inlines(frame))),
    "sub": Element(_ANY, frozenset(), lambda frame, scope: Subscript(_inlines(frame))),
    "code": Element(_ANY, frozenset(), _code),
    "span": Element(_ANY, _set("class", "lang"), _span),
    "a": Element(_ANY - {"a", "ref"}, _set("href", "title", "id"), _anchor),
    "ref": Element(_ANY - {"a", "ref"}, _set("to"), _reference),
    "br": Element(_ANY, frozenset(), lambda frame, scope: LineBreak()),
    "cite": Element(_ANY, frozenset(), _citation),
    "source": Element(_set("cite"), _set("ref", "locator"), _source),
    "cited-by": Element(_ANY, _set("source"), lambda frame, scope: CitedBy(frame.get("source"))),
    "source-number": Element(_ANY, _set("source"), lambda frame, scope: SourceNumber(frame.get("source"))),
    "page-number": Element(_set("p"), frozenset(), lambda frame, scope: PageNumber()),
    "page-count": Element(_set("p"), frozenset(), lambda frame, scope: PageCount()),
}
