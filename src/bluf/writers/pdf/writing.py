"""A layout → the bytes of a PDF."""

from __future__ import annotations

from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFObjectReference

from bluf.diagnostics import BlufError, Diagnostic, Span, error
from bluf.document import tree
from bluf.document.languages import direction
from bluf.writers import Packaging, timestamp
from bluf.writers.pdf import conformance, metadata
from bluf.writers.pdf.canvas import Canvas
from bluf.writers.pdf.fonts import Fonts
from bluf.writers.pdf.images import Images
from bluf.writers.pdf.layout import Layout
from bluf.writers.pdf.paginator import Page
from bluf.writers.pdf.painting import Painter
from bluf.writers.pdf.pdffile import PdfFile, Stream
from bluf.writers.pdf.structure import Element
from bluf.writers.pdf.syntax import text_string
from bluf.writers.pdf.tagging import add_structure, annotation
from bluf.writers.runs import PlacedNumbers

_HEADER = "/Type/Pagination/Subtype/Header"
_FOOTER = "/Type/Pagination/Subtype/Footer"


def write(layout: Layout, packaging: Packaging) -> bytes:
    """Return the PDF of a layout. The layout is used up: its pages go and its structure tree is filled."""
    return _Writer(layout, packaging).write()


class _Writer:
    def __init__(self, layout: Layout, packaging: Packaging) -> None:
        self._layout = layout
        self._packaging = packaging
        self._file = PdfFile()
        self._fonts = Fonts()
        self._images = Images(self._file)
        self._height = layout.theme.page.height.pt
        self._from_right = direction(layout.document.metadata.language) == "rtl"
        self._painter = Painter(self._page_of, self._images.name, self._height)
        self._count = len(layout.pages)
        self._places = layout.places
        first = self._file.reserve(self._count)
        self._pages = range(first, first + self._count)

    def write(self) -> bytes:
        layout, file = self._layout, self._file
        marked: list[list[Element]] = []
        contents = []
        pages, layout.pages = list(reversed(layout.pages)), ()
        while pages:  # each is let go when it is painted: the layout of a long document is large
            canvas = self._paint(pages.pop())
            contents.append(file.add_stream(Stream(canvas.content())))
            marked.append(canvas.marked)
        annotations = self._painter.annotations
        numbers = [file.reserve() for _ in annotations]
        on_page: list[list[int]] = [[] for _ in self._pages]
        for index, link in enumerate(annotations):
            self._check_target(link.link)
            file.put(numbers[index], annotation(link, self._height, self._count + index))
            on_page[link.page].append(numbers[index])
        structure = add_structure(file, layout.root, marked, annotations, self._pages, numbers)
        self._put_pages(contents, on_page)
        return file.finish(self._catalogue(structure), metadata.information(layout.document.metadata))

    # --- pages

    def _paint(self, page: Page) -> Canvas:
        layout = self._layout
        heads = layout.running[page.number - 1]
        mirror = layout.theme.page.width.pt if heads.mirrored else 0.0
        canvas = Canvas(page.number - 1, self._height, self._fonts, mirror)
        numbers = PlacedNumbers(str(page.number), str(self._count))
        self._painter.running(canvas, heads.header(page.number, numbers), _HEADER)
        for column in page.columns:
            self._painter.column(canvas, column)
        self._painter.running(canvas, heads.footer(numbers), _FOOTER)
        return canvas

    def _put_pages(self, contents: list[int], annotations: list[list[int]]) -> None:
        file = self._file
        page = self._layout.theme.page
        entries = {"Font": self._fonts.add_to(file), "XObject": self._images.resources}
        resources = file.number(file.Reference(PDFDictionary({k: v for k, v in entries.items() if v.dict})))
        tree_number = file.reserve()
        for index, number in enumerate(self._pages):
            links = " ".join(f"{link} 0 R" for link in annotations[index])
            file.put(
                number,
                (
                    f"<</Type/Page/Parent {tree_number} 0 R/MediaBox[0 0 {page.width.pt:g} {page.height.pt:g}]"
                    f"/Resources {resources} 0 R/Contents {contents[index]} 0 R/StructParents {index}/Tabs/S"
                    f"{f'/Annots[{links}]' if links else ''}>>"
                ).encode("ascii"),
            )
        kids = " ".join(f"{number} 0 R" for number in self._pages)
        file.put(tree_number, f"<</Type/Pages/Count {len(self._pages)}/Kids[{kids}]>>".encode("ascii"))
        self._page_tree = tree_number

    # --- the catalogue

    def _catalogue(self, structure: object) -> PDFDictionary:
        layout, file = self._layout, self._file
        about = layout.document.metadata
        places = self._places
        standards = self._packaging.standards
        root = layout.root if self._packaging.structured else None
        outline = metadata.outline(file, layout.outline, places, self._pages, self._height, root)
        preferences = {"DisplayDocTitle": "true", **({"Direction": "/R2L"} if self._from_right else {})}
        names = {"Dests": file.Reference(metadata.destinations(places, self._pages, self._height, root))}
        entries = {
            "Type": "/Catalog",
            "Pages": f"{self._page_tree} 0 R",
            "Lang": text_string(about.language),
            "MarkInfo": PDFDictionary({"Marked": "true"}),
            "StructTreeRoot": structure,
            "ViewerPreferences": PDFDictionary(preferences),
            "PageLabels": file.Reference(metadata.page_labels()),
            "Metadata": file.Reference(metadata.xmp(about, standards)),
        }
        if conformance.is_archival(standards):
            entries["OutputIntents"] = PDFArray([conformance.output_intent(file)])
        if self._packaging.rides_in_pdf:
            inside = self._inside()
            entries["AF"] = PDFArray(list(inside.values()))
            names["EmbeddedFiles"] = file.Reference(conformance.embedded_names(inside))
        entries["Names"] = PDFDictionary(names)
        if outline is not None:
            entries["Outlines"] = outline
        return PDFDictionary(entries)

    def _inside(self) -> dict[str, PDFObjectReference]:
        """Add what rides inside; return the file specifications by name."""
        packaging, made = self._packaging, timestamp(self._layout.document.metadata)
        found = {}
        for attachment in filter(None, (packaging.data, *packaging.pictures, *packaging.extra)):
            relationship = "Supplement" if attachment in packaging.pictures else "Source"
            found[attachment.name] = conformance.associated_file(
                self._file, attachment, made, relationship=relationship
            )
        return found

    # --- references

    def _page_of(self, target: str) -> str:
        place = self._places.get(target)
        if place is None:
            raise BlufError(_nowhere(target))
        return str(place.page)

    def _check_target(self, link: tree.Link | tree.Reference) -> None:
        if isinstance(link, tree.Reference) and link.target not in self._places:
            raise BlufError(_nowhere(link.target))


def _nowhere(target: str) -> Diagnostic:
    return error("unknown-target", Span(), f"there is nothing with the id '{target}' to lead to")
