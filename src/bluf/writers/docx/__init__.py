"""The Word writer: a resolved document and a theme become a DOCX file."""

from __future__ import annotations

from collections.abc import Iterator

from bluf.document import tree
from bluf.document.parts import Part, document_parts
from bluf.theme.model import Theme
from bluf.writers import Packaging, Pagination, Rendered, timestamp
from bluf.writers.docx import carrying, ooxml, parts, properties
from bluf.writers.docx.blocks import Blocks
from bluf.writers.docx.flow import Flow, Place
from bluf.writers.docx.fonts import Fonts
from bluf.writers.docx.inlines import Anchors, Inlines
from bluf.writers.docx.lists import Numbering
from bluf.writers.docx.package import Package, Relations
from bluf.writers.docx.running import Heads, Sections
from bluf.writers.docx.styles import Sheet


def render(
    document: tree.Document, theme: Theme, pagination: Pagination | None = None, packaging: Packaging | None = None
) -> Rendered:
    """Return the document as a Word file.

    Args:
        document: a resolved document.
        theme: its look.
        pagination: gives the page numbers that the contents and the page count show until Word updates them;
            without it they are empty.
        packaging: has the data file that rides inside, and its pictures.

    Raises:
        BlufError: the document holds something that cannot be drawn, or a reference that leads nowhere.
    """
    return _Job(document, theme, pagination or Pagination(0, {}), packaging or Packaging()).render()


class _Job:
    """What the parts of one file share while it is written."""

    def __init__(self, document: tree.Document, theme: Theme, pagination: Pagination, packaging: Packaging) -> None:
        self.document = document
        self.theme = theme
        self.pagination = pagination
        self.packaging = packaging
        self.sheet = Sheet(theme, document.metadata.language)
        self.fonts = Fonts(theme)
        self.anchors = Anchors()
        self.numbering = Numbering(self.sheet, self.fonts)
        self.package = Package()

    def render(self) -> Rendered:
        body: list[str] = []
        _, relations = self.package.relations.add("document", "/word/document.xml", self._settled(body))
        inlines = self._inlines(relations)
        self._body(body, inlines, Heads(relations, self.anchors, self._inlines))
        body.append(ooxml.DOCUMENT_END)
        self.anchors.require_all()
        self._parts(relations)
        self._data(relations)
        self._properties(inlines.words)
        return Rendered(self.package.write(), self.pagination.pages, tuple(inlines.diagnostics))

    def _inlines(self, relations: Relations) -> Inlines:
        return Inlines(self.sheet, self.fonts, self.anchors, relations, self.pagination)

    def _body(self, body: list[str], inlines: Inlines, heads: Heads) -> None:
        """Write the parts of the document, each a section or several, for headers and footers belong to sections."""
        blocks = Blocks(self.theme, inlines, self.numbering, self.pagination)
        flow = Flow(blocks.looks, body)
        body.append(ooxml.DOCUMENT_START)
        ended = ""  # the set-up of the section that stands at the document's end
        for part in document_parts(self.document):
            if ended:
                flow.end_section(ended, new_page=True)
            ended = self._part(part, flow, blocks, Sections(part, inlines, *heads.of(part, self.sheet)))
        blocks.finish(flow, self._place(""))
        body.append(ended)

    def _part(self, part: Part, flow: Flow, blocks: Blocks, sections: Sections) -> str:
        """Write a part and return the set-up of its last section.

        What stands in columns is a section of its own, and so is what comes after it.
        """
        page = self.theme.page
        place = self._place(part.lang)
        columns, started = 1, False
        if part.chapter:
            blocks.anchor(part.chapter.id)
        for block in part.children:
            wanted = page.columns if isinstance(block, tree.Columns) else 1
            if (wanted > 1 or columns > 1) and started:
                flow.end_section(sections.end(columns))
            columns, started = wanted, True
            if isinstance(block, tree.Columns):
                blocks.add(flow, block.children, place.but(width=page.column_width))
            else:
                blocks.add(flow, (block,), place)
        return sections.end(columns)

    def _place(self, lang: str) -> Place:
        return Place(self.sheet.body, width=self.theme.page.text_width, lang=lang)

    def _settled(self, body: list[str]) -> Iterator[str]:
        return map(self.anchors.settle, body)

    def _parts(self, relations: Relations) -> None:
        language = self.document.metadata.language
        numbering = self.numbering.xml()
        if numbering:
            relations.add("numbering", "/word/numbering.xml", [numbering])
        relations.add("styles", "/word/styles.xml", [self.sheet.xml()])
        relations.add("theme", "/word/theme/theme1.xml", [properties.palette(self.theme)])
        table: list[str] = []
        _, files = relations.add("fonts", "/word/fontTable.xml", table)
        embedded: dict[str, dict[str, tuple[str, str]]] = {}
        for number, font in enumerate(self.fonts.embedded(), 1):
            relation, _ = files.add("font", f"/word/fonts/font{number}.odttf", font.data)
            embedded.setdefault(font.family, {})[font.slot] = (relation, font.key)
        table.append(properties.font_table(self.fonts, embedded))
        relations.add("settings", "/word/settings.xml", [parts.settings(language, embedded=bool(embedded))])

    def _data(self, relations: Relations) -> None:
        """Add the data file and those of a roundup's notes, where they are to ride inside, each as a part."""
        packaging = self.packaging
        if packaging.data is None:
            return
        for number, data in enumerate((packaging.data, *packaging.extra), 1):
            pictures = packaging.pictures if number == 1 else ()
            _, own = relations.add("data", f"/customXml/item{number}.xml", carrying.part(data, pictures))
            own.add("data-properties", f"/customXml/itemProps{number}.xml", carrying.properties(data))

    def _properties(self, words: int) -> None:
        metadata = self.document.metadata
        relations = self.package.relations
        relations.add("core", "/docProps/core.xml", [properties.core(metadata, timestamp(metadata))])
        application = properties.application(metadata, self.pagination.pages, words)
        relations.add("app", "/docProps/app.xml", [application])
        relations.add("custom", "/docProps/custom.xml", [properties.custom(metadata)])
