"""Blocks → paragraphs and tables: one method for each kind of block."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from bluf.diagnostics import BlufError
from bluf.document import tree
from bluf.document.walk import inline_text
from bluf.theme.length import ZERO, Length
from bluf.theme.model import DefinitionStyle, ListStyle, ParagraphStyle, Theme
from bluf.writers import Pagination
from bluf.writers.docx import names, ooxml
from bluf.writers.docx.boxes import add_aside
from bluf.writers.docx.flow import Flow, Looks, Para, Place
from bluf.writers.docx.inlines import Inlines
from bluf.writers.docx.lists import MAX_LEVELS, Numbering, is_counted
from bluf.writers.docx.tables import add_table
from bluf.writers.numerals import marker
from bluf.writers.runs import undrawable

_EMU_PER_INCH: Final = 914_400
_LABEL_GAP: Final = 0.4  # of the size: the least space between a mark or term and the text beside it
_CAPTION_LINES: Final = 3  # that a picture leaves room for on its page
_THIN: Final = Length.of_points(1)
_NUMBER_SPACE: Final = "\N{EN SPACE}"  # between the number of a heading and its words


class Blocks:
    """Writes blocks into flows, in the styles of a sheet."""

    def __init__(self, theme: Theme, inlines: Inlines, numbering: Numbering, pagination: Pagination) -> None:
        """Take what is shared with the rest of the document; ``pagination`` gives the pages of the contents."""
        self.theme = theme
        self.inlines = inlines
        self.sheet = inlines.sheet
        self.numbering = numbering
        self.pagination = pagination
        self.looks = Looks(inlines.sheet)
        self._anchors = ""
        self._pictures = 0
        self._item_styles: dict[tuple[str, Length], ParagraphStyle] = {}
        self._writers: dict[type, Callable[[Flow, Any, Place], None]] = {
            tree.Section: self._section,
            tree.Heading: self._heading,
            tree.Paragraph: self._paragraph,
            tree.List: self._list,
            tree.DefinitionList: self._definitions,
            tree.Table: self._table,
            tree.Figure: self._figure,
            tree.Quotation: self._quotation,
            tree.Aside: self._aside,
            tree.Contents: self._contents,
            tree.PageBreak: self._page_break,
            tree.Rule: self._rule,
        }

    def add(self, flow: Flow, blocks: tuple[tree.Block, ...], place: Place) -> None:
        """Add blocks one below the other.

        Raises:
            BlufError: a node is not one that can be drawn.
        """
        for block in blocks:
            writer = self._writers.get(type(block))
            if writer is None:
                raise BlufError(undrawable(block))
            writer(flow, block, place)

    def text(self, flow: Flow, children: tuple[tree.Inline, ...], style: ParagraphStyle, place: Place) -> Para:
        """Add a paragraph of inlines, and return it to be changed until the next one is added."""
        content = self.inlines.write(children, style, place.lang)
        return self.put(flow, Para(style, place, content))

    def put(self, flow: Flow, para: Para) -> Para:
        """Add a finished paragraph; the places that wait for one are put before its text."""
        if self._anchors:
            para.content = self._anchors + para.content
            self._anchors = ""
        flow.paragraph(para)
        return para

    def anchor(self, target: str) -> None:
        """Let references to ``target`` lead to the next paragraph."""
        if target:
            self._anchors += self.inlines.anchors.place(target)

    def finish(self, flow: Flow, place: Place) -> None:
        """End the document; places that no paragraph came after stand in one of their own."""
        if self._anchors:
            self.put(flow, Para(self.sheet.body, place, ""))
        flow.finish(self.sheet.body, place)

    # --- text ---

    def _section(self, flow: Flow, node: tree.Section, place: Place) -> None:
        self.anchor(node.id)
        self.add(flow, node.children, _in_language(place, node.lang))

    def _paragraph(self, flow: Flow, node: tree.Paragraph, place: Place) -> None:
        self.anchor(node.id)
        style = self.theme.paragraph(node.role, place.text)
        self.text(flow, node.children, style, _in_language(place, node.lang))

    def _heading(self, flow: Flow, node: tree.Heading, place: Place) -> None:
        self.anchor(node.id)
        style = self.theme.heading(node.level, node.role)
        number = (tree.Text(node.number + _NUMBER_SPACE),) if node.number else ()
        para = self.text(flow, (*number, *node.children), style, _in_language(place, node.lang))
        plain = "title" if node.level == 1 else f"heading-{node.level}"
        if style.name != plain and node.level > 1:
            para.outline = node.level - 2
            para.name = f"{names.human(style.name)} Heading {node.level - 1}"

    # --- lists ---

    def _list(self, flow: Flow, node: tree.List, place: Place) -> None:
        self.anchor(node.id)
        style = self.theme.list(node.role, ordered=node.ordered)
        level = min(place.depth, MAX_LEVELS - 1)
        hang = self._hang(style, node, place.depth)
        definition = self.numbering.definition(style, Length(place.start + place.inset), hang, level)
        number = definition.instance
        if is_counted(style, level):
            number = self.numbering.restart(definition, level, node.start)
        flow.space(style.gap if place.depth else style.space_before)
        inner = _in_language(place, node.lang).but(
            loose=False, text=self._spaced(style.text, style.gap), list=style, depth=place.depth + 1,
            start=Length(place.start + hang), width=Length(max(place.width - hang, 1)),
        )  # fmt: skip
        loose = inner.but(text=style.text, loose=True)
        for item in node.items:
            self.anchor(item.id)
            alone = not item.children or (len(item.children) == 1 and type(item.children[0]) is tree.Paragraph)
            around = inner if alone else loose
            self._item(flow, item.children, around, (definition, level, number), hang)
            flow.after(style.gap)
        if not place.depth and node.items:
            flow.after(style.space_after)

    def _item(self, flow: Flow, children: tuple[tree.Block, ...], place: Place, item: Any, hang: Length) -> None:
        first = children[0] if children else None
        rest = children
        if isinstance(first, tree.Paragraph):
            self._paragraph(flow, first, place)
            rest = children[1:]
        else:  # the mark stands alone, above a block of another kind
            self.put(flow, Para(place.text, place, ""))
        para = flow.last()
        para.item, para.hang = item, hang
        para.kept = True if rest else None
        self.add(flow, rest, place)

    def _hang(self, style: ListStyle, node: tree.List, depth: int) -> Length:
        """Return the indentation of a list: that of its style, or as much as its widest mark needs."""
        format_ = self.sheet.mark(style.mark_style, style.text)
        setter = self.inlines.fonts.setter(format_.family, bold=format_.bold, italic=format_.italic)
        form = style.marks[depth % len(style.marks)]
        last = max(len(node.items) - 1, 0)
        size = style.text.size * style.mark_style.scale
        width = max(setter.width(marker(form, node.start + n)) for n in {0, last})
        return max(style.indent, Length(round(width * size + style.text.size * _LABEL_GAP)))

    def _spaced(self, style: ParagraphStyle, gap: Length) -> ParagraphStyle:
        """Return the style of an item of one paragraph: the gap between items is the space below it."""
        key = (style.name, gap)
        if key not in self._item_styles:
            self._item_styles[key] = replace(style, space_after=gap)
        return self._item_styles[key]

    # --- terms ---

    def _definitions(self, flow: Flow, node: tree.DefinitionList, place: Place) -> None:
        self.anchor(node.id)
        style = self.theme.definition(node.role)
        flow.space(style.space_before)
        outer = _in_language(place, node.lang)
        beside = outer.but(
            text=style.text,
            start=Length(place.start + style.hang),
            width=Length(max(place.width - style.hang, 1)),
        )
        below = beside.but(label=f"in {names.human(style.name)} {place.label}".strip())
        for item in node.items:
            self.anchor(item.id)
            first = item.children[0] if item.children else None
            if isinstance(first, tree.Paragraph) and self._fits(item.term, style):
                self._run_in(flow, style, item, first, beside)
                self.add(flow, item.children[1:], below)
            else:
                term = self.text(flow, item.term, style.term, outer)
                term.kept = True if item.children else None
                term.name = f"{names.human(style.name)} Term"
                self.add(flow, item.children, below)
            flow.after(style.gap)
        if node.items:
            flow.after(style.space_after)

    def _run_in(
        self,
        flow: Flow,
        style: DefinitionStyle,
        item: tree.Definition,
        paragraph: tree.Paragraph,
        place: Place,
    ) -> None:
        """Add a term and, a tab after it, the first paragraph of what is said of it."""
        self.anchor(paragraph.id)
        only = len(item.children) == 1
        plain = self._spaced(style.text, style.gap) if only else style.text
        text = self.theme.paragraph(paragraph.role, plain)
        content = (
            self.inlines.term(item.term, style.term, text, place.lang)
            + ooxml.TAB
            + self.inlines.write(paragraph.children, text, paragraph.lang or place.lang)
        )
        kinds = (names.human(paragraph.role) if paragraph.role else "", "" if only else "Lead")
        name = " ".join(filter(None, (names.human(style.name), "Item", *kinds)))
        self.put(flow, Para(text, place, content, hang=style.hang, name=name, kept=None if only else True))

    def _fits(self, term: tuple[tree.Inline, ...], style: DefinitionStyle) -> bool:
        """Return whether a term has room on one line of its column."""
        words = inline_text(term)
        look = style.term
        setter = self.inlines.fonts.setter(look.family, bold=look.bold, italic=look.italic)
        width = setter.width(words.upper() if look.caps else words) * look.size + len(words) * look.tracking
        return "\n" not in words and width + look.size * _LABEL_GAP <= style.hang

    # --- set apart ---

    def _quotation(self, flow: Flow, node: tree.Quotation, place: Place) -> None:
        self.anchor(node.id)
        style = self.theme.paragraph(node.role or "quotation")
        inner = _in_language(place, node.lang).but(text=style)
        self.add(flow, node.children, inner)
        if node.attribution:
            flow.keep(kept=True)
            self.text(flow, node.attribution, self.theme.paragraph("attribution"), inner)

    def _aside(self, flow: Flow, node: tree.Aside, place: Place) -> None:
        self.anchor(node.id)
        add_aside(self, flow, node, _in_language(place, node.lang))

    def _rule(self, flow: Flow, _node: tree.Rule, place: Place) -> None:
        line = self.theme.rule
        style = replace(
            self.sheet.body,
            size=_THIN,
            leading=_THIN,
            space_before=line.space,
            space_after=line.space,
            border_bottom=replace(line, space=ZERO),
        )
        self.put(flow, Para(style, place, "", name="Horizontal Line"))

    def _page_break(self, flow: Flow, _node: tree.PageBreak, _place: Place) -> None:
        flow.page_break()

    # --- tables and figures ---

    def _table(self, flow: Flow, node: tree.Table, place: Place) -> None:
        self.anchor(node.id)
        add_table(self, flow, node, _in_language(place, node.lang))

    def _figure(self, flow: Flow, node: tree.Figure, place: Place) -> None:
        self.anchor(node.id)
        around = _in_language(place, node.lang)
        if node.align:
            around = around.but(align=node.align)
        caption = self.theme.paragraph("caption")
        width, height = self._picture_size(node, around, caption)
        relation = self.inlines.relations.image(node.image.format, node.image.data)
        self._pictures += 1
        content = ooxml.picture(
            relation=relation, number=self._pictures, name=f"Picture {self._pictures}", alt=node.alt,
            width=width, height=height,
        )  # fmt: skip
        style = replace(
            self.sheet.body,
            space_before=self.theme.figure_space_before,
            space_after=self.theme.figure_space_after,
            keep_with_next=bool(node.caption),
        )
        self.put(
            flow,
            Para(style, around, content, name="Figure" if node.caption else "Lone Figure", free_height=True),
        )
        if node.caption:
            self.text(flow, node.caption, caption, around)

    def _picture_size(self, node: tree.Figure, place: Place, caption: ParagraphStyle) -> tuple[Length, Length]:
        """Return width and height: the wished share of the column or the natural size, within column and page."""
        image, page = node.image, self.theme.page
        natural = image.width / image.dpi * _EMU_PER_INCH
        width = min(place.width * node.share / 100 if node.share else natural, place.width)
        room = page.height - page.top - page.bottom - self.theme.figure_space_before
        if node.caption:
            room -= _CAPTION_LINES * caption.leading + self.theme.figure_space_after
        height = width * image.height / image.width
        if height > room:
            width, height = width * room / height, room
        return Length(max(round(width), 1)), Length(max(round(height), 1))

    # --- contents ---

    def _contents(self, flow: Flow, node: tree.Contents, place: Place) -> None:
        """Add the contents as a field with all its entries, each a link to its heading with the page's number."""
        self.anchor(node.id)
        if node.title:
            self.text(flow, node.title, self.theme.paragraph("contents-title"), place)
            flow.keep(kept=True)
        for number, entry in enumerate(node.entries):
            style = self._contents_style(entry.level)
            words = (tree.Text(entry.number + _NUMBER_SPACE), *entry.children) if entry.number else entry.children
            anchor = self.inlines.anchors.entry(entry.target)
            page = self.pagination.page_of.get(entry.target)
            field = ooxml.field(f"PAGEREF {anchor} \\h", str(page) if page else "")
            content = ooxml.hyperlink(self.inlines.linked(words, style) + ooxml.TAB + field, anchor=anchor)
            if number == 0:
                content = ooxml.field_start(f'TOC \\o "1-{node.depth}" \\h \\z \\u') + content
            if number == len(node.entries) - 1:
                content += ooxml.field_end()
            self.put(flow, Para(style, place, content))

    def _contents_style(self, level: int) -> ParagraphStyle:
        styles = self.theme.paragraphs
        while level > 1 and f"contents-{level}" not in styles:
            level -= 1
        return styles[f"contents-{level}"]


def _in_language(place: Place, lang: str) -> Place:
    return place.but(lang=lang) if lang and lang != place.lang else place
