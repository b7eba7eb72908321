"""Blocks → slabs: one function for each kind of block, found by its type."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bluf.document import tree
from bluf.document.walk import inline_text
from bluf.theme.model import DefinitionStyle, ListStyle, ParagraphStyle
from bluf.writers.numerals import marker
from bluf.writers.pdf.flow import Builder, Flow, OutlineEntry
from bluf.writers.pdf.items import FREE, NEVER, HorizontalRule, Label, Picture, Slab, TextBlock, inset_of
from bluf.writers.pdf.structure import Element
from bluf.writers.pdf.tables import add_table
from bluf.writers.pdf.textlayout import break_lines

_SHORT_ITEM = 6  # lines: items that are no longer stay in one piece where that costs little
_LABEL_GAP = 0.4  # of the size: the least space between a label and its text
_BULLET_NUMBERING = ("Disc", "Circle", "Square")
_ORDERED_NUMBERING = {"{n}": "Decimal", "{a}": "LowerAlpha", "{i}": "LowerRoman"}


def _begin(flow: Flow, node: Any, role: str, *, attributes: str = "") -> Element:
    """Return a new element for ``node`` below the flow's, and let the node's id lead to what comes next."""
    flow.anchor(node.id)
    return Element(role, flow.parent, language=getattr(node, "lang", ""), attributes=attributes)


# --- text -------------------------------------------------------------------------------------------


def _paragraph(flow: Flow, node: tree.Paragraph) -> None:
    style = flow.job.theme.paragraph(node.role, flow.plain)
    own = node.id or node.lang or not flow.sole
    element = _begin(flow, node, "P") if own else flow.parent
    setter = flow.job.typesetter
    base = setter.base(style, tabular=flow.align == "end", language=node.lang or flow.language)
    flow.text(setter.runs(node.children, base), style, element, node)
    last = node.children[-1] if node.children else None
    flow.leads_in = isinstance(last, tree.Text) and last.text.endswith(":")


def _heading(flow: Flow, node: tree.Heading) -> None:
    job = flow.job
    style = job.theme.heading(node.level, node.role)
    title = inline_text(node.children)
    anchor = node.id or f"\0heading {len(job.outline)}"  # no id of a document holds a NUL
    job.outline.append(OutlineEntry(node.level, f"{node.number} {title}".strip(), anchor))
    flow.anchor(anchor)
    element = Element(f"H{min(node.level, 6)}", flow.parent, language=node.lang)
    base = job.typesetter.base(style, language=node.lang or flow.language)
    number: tuple[tree.Inline, ...] = (tree.Text(f"{node.number}\u2002"),) if node.number else ()
    flow.text(job.typesetter.runs((*number, *node.children), base), style, element, node, balance=True)


def _section(flow: Flow, node: tree.Section) -> None:
    element = _begin(flow, node, "Sect")
    with flow.inside(parent=element, plain=flow.plain, language=node.lang):
        flow.blocks(node.children)


# --- lists ------------------------------------------------------------------------------------------


def _list(flow: Flow, node: tree.List) -> None:
    style = flow.job.theme.list(node.role, ordered=node.ordered)
    form = style.marks[flow.depth % len(style.marks)]
    numbering = _ORDERED_NUMBERING.get(form[form.find("{") :][:3]) or _BULLET_NUMBERING[min(flow.depth, 2)]
    element = _begin(flow, node, "L", attributes=f"/O/List/ListNumbering/{numbering}")
    nested = flow.depth > 0
    if not nested:
        flow.space(style.space_before.pt)
    else:
        flow.space(style.gap.pt)
    labels = [_mark(flow, style, marker(form, node.start + number)) for number in range(len(node.items))]
    widest = max((label.lines[0].width for label in labels), default=0.0)
    indent = max(style.indent.pt, widest + style.text.size.pt * _LABEL_GAP)
    for label, item in zip(labels, node.items, strict=True):
        entry = Element("LI", element)
        flow.anchor(item.id)
        label.element = Element("Lbl", entry)
        label.node = item
        flow.labels += (Label(label, 0.0),)
        body = Element("LBody", entry)
        first = len(flow.slabs)
        with flow.inside(start=indent, parent=body, plain=style.text, language=node.lang):
            flow.depth += 1
            flow.sole = len(item.children) == 1
            flow.blocks(item.children)
            if flow.labels:  # an item without text
                flow.text([], style.text, body, item)
        flow.bind(first, _SHORT_ITEM * style.text.leading.pt)
        flow.after = style.gap.pt
    if not nested:
        flow.after = style.space_after.pt


def _mark(flow: Flow, style: ListStyle, text: str) -> TextBlock:
    setter = flow.job.typesetter
    base = setter.styled(setter.base(style.text), style.mark_style)
    runs = setter.runs((tree.Text(text),), base)
    lines = break_lines(runs, flow.width, way=flow.way())
    return TextBlock(lines, flow.job.spec(style.text), flow.x, flow.width, "start")


def _definitions(flow: Flow, node: tree.DefinitionList) -> None:
    style = flow.job.theme.definition(node.role)
    element = _begin(flow, node, "L", attributes="/O/List/ListNumbering/None")
    flow.space(style.space_before.pt)
    for item in node.items:
        entry = Element("LI", element)
        flow.anchor(item.id)
        term = _term(flow, style, item)
        term.element = Element("Lbl", entry)
        body = Element("LBody", entry)
        first = len(flow.slabs)
        plain = style.text
        if item.children and isinstance(item.children[0], tree.Paragraph):
            plain = flow.job.theme.paragraph(item.children[0].role, style.text)
        dy = flow.job.spec(plain).baseline - term.spec.baseline
        flow.labels += (Label(term, dy),)
        with flow.inside(start=style.hang.pt, parent=body, plain=style.text, language=node.lang):
            flow.sole = len(item.children) == 1
            flow.blocks(item.children)
            if flow.labels:
                flow.text([], style.text, body, item)
        _make_room(flow.slabs[first:], dy + len(term.lines) * term.spec.leading)
        flow.bind(first, _SHORT_ITEM * style.text.leading.pt)
        flow.after = style.gap.pt
    flow.after = style.space_after.pt


def _term(flow: Flow, style: DefinitionStyle, item: tree.Definition) -> TextBlock:
    setter = flow.job.typesetter
    runs = setter.runs(item.term, setter.base(style.term))
    width = style.hang.pt - style.term.size.pt * _LABEL_GAP
    lines = break_lines(runs, width, way=flow.way())
    block = TextBlock(lines, flow.job.spec(style.term), flow.x, width, "start")
    block.marked = any(run.mark for run in runs)
    block.node = item
    return block


def _make_room(slabs: list[Slab], height: float) -> None:
    """Keep together the slabs beside a label of this height, and make the last one higher if they are lower."""
    reached = 0.0
    for number, slab in enumerate(slabs):
        if number:
            if reached < height:
                slab.penalty = NEVER
            reached += slab.before
        reached += slab.height
    if slabs and reached < height:
        slabs[-1].height += height - reached


# --- set apart --------------------------------------------------------------------------------------


def _quotation(flow: Flow, node: tree.Quotation) -> None:
    element = _begin(flow, node, "BlockQuote")
    theme = flow.job.theme
    with flow.inside(parent=element, plain=theme.paragraph(node.role or "quotation"), language=node.lang):
        flow.blocks(node.children)
        if node.attribution:
            style = theme.paragraph("attribution")
            flow.keep = bool(node.children)
            runs = flow.job.typesetter.runs(node.attribution, flow.job.typesetter.base(style))
            flow.text(runs, style, Element("P", element), node)


def _aside(flow: Flow, node: tree.Aside) -> None:
    style = flow.job.theme.box(node.role)
    element = _begin(flow, node, "Aside")
    borders = (style.border_top, style.border_end, style.border_bottom, style.border_start)
    insets = [inset_of(border) for border in borders]
    padding = style.padding.pt
    flow.space(style.space_before.pt)
    first = len(flow.slabs)
    together, tied = flow.together, flow.tied
    if style.keep_together and not together:
        flow.together, flow.tied = True, False
    box = flow.open_box(style.background, borders, padding)
    with flow.inside(
        start=padding + insets[3],
        end=padding + insets[1],
        parent=element,
        plain=style.text,
        language=node.lang,
    ):
        flow.blocks(node.children)
    flow.close_box(box, padding + insets[2])
    flow.together, flow.tied = together, tied or len(flow.slabs) > first
    if style.keep_together and sum(slab.before + slab.height for slab in flow.slabs[first:]) > flow.job.column_height:
        for slab in flow.slabs[first:]:
            slab.penalty = FREE if slab.penalty < NEVER else NEVER
    flow.after = style.space_after.pt


def _rule(flow: Flow, _node: tree.Rule) -> None:
    border = flow.job.theme.rule
    flow.space(border.space.pt)
    flow.add(Slab(HorizontalRule(border, flow.x, flow.width), border.width.pt, border.space.pt, FREE))
    flow.after = border.space.pt


def _page_break(flow: Flow, _node: tree.PageBreak) -> None:
    flow.forced = bool(flow.slabs)


# --- figures ----------------------------------------------------------------------------------------


def _figure(flow: Flow, node: tree.Figure) -> None:
    theme = flow.job.theme
    group = _begin(flow, node, "Div") if node.caption else flow.parent
    if not node.caption:
        flow.anchor(node.id)
    element = Element("Figure", group, language=node.lang, alternative=node.alt)
    caption = theme.paragraph("caption")
    width, height = _picture_size(flow, node, caption if node.caption else None)
    flow.space(theme.figure_space_before.pt)
    x = flow.x + (flow.width - width) * {"centre": 0.5, "end": 1.0}.get(node.align or flow.align, 0.0)
    flow.add(Slab(Picture(node, x, width, height, element), height, theme.figure_space_before.pt, FREE))
    flow.after = theme.figure_space_after.pt
    if node.caption:
        flow.keep = True
        setter = flow.job.typesetter
        runs = setter.runs(node.caption, setter.base(caption, language=node.lang))
        flow.text(runs, caption, Element("Caption", group), node)


def _picture_size(flow: Flow, node: tree.Figure, caption: ParagraphStyle | None) -> tuple[float, float]:
    """Return width and height in points: the wished share of the column, or the natural size, on one page."""
    image = node.image
    width = flow.width * node.share / 100 if node.share else image.width / image.dpi * 72
    width = min(width, flow.width)
    room = flow.job.column_height - flow.inset
    if caption:
        room -= 3 * caption.leading.pt + flow.job.theme.figure_space_after.pt
    height = width * image.height / image.width
    if height > room:
        width, height = width * room / height, room
    return width, height


# --- contents ---------------------------------------------------------------------------------------


def _contents(flow: Flow, node: tree.Contents) -> None:
    theme, setter = flow.job.theme, flow.job.typesetter
    element = _begin(flow, node, "TOC")
    if node.title:
        style = theme.paragraph("contents-title")
        flow.text(setter.runs(node.title, setter.base(style)), style, Element("Caption", element), node)
        flow.keep = True
    for entry in node.entries:
        style = _contents_style(flow, entry.level)
        base = setter.base(style, tabular=True)
        words: tuple[tree.Inline, ...] = entry.children
        if entry.number:
            words = (tree.Text(f"{entry.number}\u2002"), *words)
        line = tree.Reference(words, entry.target)
        reserve = base[1]["0000"] + style.size.pt * 2
        block = flow.text(setter.runs((line,), base), style, Element("TOCI", element), entry, reserve=reserve)
        if block is not None:
            block.target = entry.target
            block.numbered = base


def _contents_style(flow: Flow, level: int) -> ParagraphStyle:
    styles = flow.job.theme.paragraphs
    while level > 1 and f"contents-{level}" not in styles:
        level -= 1
    return styles[f"contents-{level}"]


BUILDERS: Mapping[type, Builder] = {
    tree.Section: _section,
    tree.Heading: _heading,
    tree.Paragraph: _paragraph,
    tree.List: _list,
    tree.DefinitionList: _definitions,
    tree.Table: add_table,
    tree.Figure: _figure,
    tree.Quotation: _quotation,
    tree.Aside: _aside,
    tree.Contents: _contents,
    tree.PageBreak: _page_break,
    tree.Rule: _rule,
}
