"""What the theme asks for, as it shows: capitals, tracking, tints, alignment, pictures."""

from __future__ import annotations

import io
from dataclasses import replace

import pypdfium2
import pytest
from PIL import Image as Picture

from bluf.diagnostics import BlufError
from bluf.document.tree import (
    Aside,
    Cell,
    Column,
    Document,
    Figure,
    Image,
    Link,
    Paragraph,
    Row,
    Rule,
    Span,
    Table,
    Text,
)
from bluf.theme.length import Length
from bluf.theme.model import Border, Theme
from bluf.writers.pdf import render
from bluf.writers.pdf.inspection import inspect
from tests.docx.sample import LONG, note, p, t, theme
from tests.pdf.reading import rendered

SCALE = 2  # pixels a point


def styled(role: str, **changes: object) -> Theme:
    style = replace(theme().paragraphs[role or "body"], **changes)  # type: ignore[arg-type]
    return replace(theme(), paragraphs={**theme().paragraphs, role or "body": style})


def drawn(document: Document, look: Theme | None = None, page: int = 0) -> Picture.Image:
    """Return a page as pixels."""
    pdf = pypdfium2.PdfDocument(render(document, look or theme())[0].data)
    try:
        image: Picture.Image = pdf[page].render(scale=SCALE).to_pil()
        return image.convert("RGB")
    finally:
        pdf.close()


def inked(image: Picture.Image, left: float, top: float, right: float, bottom: float) -> tuple[int, int, int, int]:
    """Return the box of what is not white in a part of a page, in points."""
    area = image.crop((round(left * SCALE), round(top * SCALE), round(right * SCALE), round(bottom * SCALE)))
    box = area.convert("L").point(lambda value: 255 if value < 250 else 0).getbbox()
    assert box is not None
    return tuple(round(edge / SCALE + offset) for edge, offset in zip(box, (left, top) * 2, strict=True))  # type: ignore[return-value]


def colour_at(image: Picture.Image, x: float, y: float) -> tuple[int, ...]:
    found = image.getpixel((round(x * SCALE), round(y * SCALE)))
    assert isinstance(found, tuple)
    return found


def rgb(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour))


def test_capitals_are_read_as_they_were_written() -> None:
    look = styled("", caps=True)
    assert rendered(note(p("Bottom line")), look).words() == ["Bottom", "line"]
    plain, capitals = (inspect(note(p("bottom line")), theme)[0].width for theme in (theme(), look))
    assert capitals > plain * 1.1
    assert rendered(note(p("Straße")), look).words() == ["Straße"]


def test_tracking_widens_every_character() -> None:
    plain, tracked = (
        inspect(note(p("word")), look)[0].width for look in (theme(), styled("", tracking=Length.of_points(2)))
    )
    assert tracked - plain == pytest.approx(8, abs=0.2)


@pytest.mark.parametrize("align", ["start", "centre", "end", "justify"])
def test_alignment(align: str) -> None:
    look = styled("", align=align)
    page = theme().page
    place = inspect(note(p(LONG * 3)), look)[0]
    image = drawn(note(p(LONG * 3)), look)
    left, _, right, _ = inked(image, page.start.pt - 5, place.top, page.width.pt - page.end.pt + 5, place.bottom)
    spare = page.text_width.pt - place.width
    assert spare > 3, "the line does not fill the column by itself"
    before = {"start": 0.0, "centre": spare / 2, "end": spare, "justify": 0.0}[align]
    after = {"start": spare, "centre": spare / 2, "end": 0.0, "justify": 0.0}[align]
    assert left - page.start.pt == pytest.approx(before, abs=1.6)
    assert page.width.pt - page.end.pt - right == pytest.approx(after, abs=1.6)


def test_first_line_hangs_or_stands_in() -> None:
    look = styled("", first_line=Length.of_points(-20), indent_start=Length.of_points(20))
    places = inspect(note(p(LONG * 3)), look)
    image = drawn(note(p(LONG * 3)), look)
    lefts = [inked(image, 0, place.top, 595, place.bottom)[0] for place in places]
    assert lefts[0] == pytest.approx(theme().page.start.pt, abs=1.6)
    assert lefts[1] == pytest.approx(theme().page.start.pt + 20, abs=1.6)


def test_a_paragraph_in_a_box() -> None:
    line = Border(Length.of_points(3), "FF0000")
    look = styled("", background="00FF00", padding=Length.of_points(6), border_start=line)
    page = theme().page
    place = inspect(note(p("x")), look)[0]
    assert place.x == pytest.approx(page.start.pt + 9)
    image = drawn(note(p("x")), look)
    assert colour_at(image, page.start.pt + 1, place.top) == rgb("FF0000")
    assert colour_at(image, page.start.pt + 5, place.top + 2) == rgb("00FF00")
    assert colour_at(image, page.width.pt - page.end.pt - 2, place.bottom + 4) == rgb("00FF00")


def test_tint_behind_words_reaches_beyond_them() -> None:
    document = note(Paragraph((Text("Before "), Span(t("label"), role="label"), Text(" after"))))
    tint = theme().texts["label"].background
    assert tint
    place = inspect(document, theme())[0]
    image = drawn(document)
    row_of = [colour_at(image, x / 2, place.top + place.height / 2) for x in range(150, 400)]
    assert rgb(tint) in row_of
    assert rendered(document).words() == ["Before", "label", "after"]


def test_an_aside_cut_by_a_page_is_open_there() -> None:
    look = replace(
        theme(),
        boxes={**theme().boxes, "aside": replace(theme().boxes["aside"], background="00FF00", keep_together=False)},
    )
    document = note(Aside(tuple(p(LONG * 5) for _ in range(20))))
    page = theme().page
    for number in (0, 1):
        image = drawn(document, look, number)
        edge = page.start.pt + 2
        column = [colour_at(image, edge, y) == rgb("00FF00") for y in range(90, 700)]
        assert all(column)


def test_rules_and_links_are_drawn() -> None:
    image = drawn(note(p("x"), Rule()))
    page = theme().page
    top = next(place for place in inspect(note(p("x"), Rule()), theme()) if place.kind == "rule").top
    left, _, right, _ = inked(image, 0, top - 1, page.width.pt, top + 1)
    assert (left, right) == pytest.approx((page.start.pt, page.width.pt - page.end.pt), abs=1.1)
    linked = note(Paragraph((Link(t("xxxx"), "https://a.example"),)))
    place = inspect(linked, theme())[0]
    _, _, _, bottom = inked(drawn(linked), place.x, place.top, place.x + place.width, place.bottom)
    assert bottom > inked(drawn(note(p("xxxx"))), place.x, place.top, place.x + place.width, place.bottom)[3]


def test_first_lines_of_a_row_stand_on_one_line() -> None:
    small = replace(theme().paragraphs["cell-detail"], size=Length.of_points(6), leading=Length.of_points(8))
    look = replace(theme(), paragraphs={**theme().paragraphs, "cell-detail": small})
    cells = (Cell((p("Large"),)), Cell((p("x"),), role="cell-detail"))
    document = note(Table((Column(), Column()), (), (Row(cells),)))
    image = drawn(document, look)
    first, second = (place for place in inspect(document, look) if place.inside)
    feet = [inked(image, place.x, place.top - 2, place.x + 5, place.bottom)[3] for place in (first, second)]
    assert feet[0] == pytest.approx(feet[1], abs=1)


# --- pictures ---------------------------------------------------------------------------------------


def picture(mode: str, kind: str, **options: object) -> tuple[Image, Picture.Image]:
    """Return a picture of four coloured quarters in a mode, and how it looks on white."""
    quarters = Picture.new("RGBA", (40, 40))
    colours = ((200, 30, 30, 255), (30, 200, 30, 255), (30, 30, 200, 128), (240, 240, 240, 255))
    for number, colour in enumerate(colours):
        quarters.paste(colour, (20 * (number % 2), 20 * (number // 2), 20 * (number % 2) + 20, 20 * (number // 2) + 20))
    plain = quarters.convert("RGB")
    match mode:
        case "RGBA" | "LA":
            made = quarters.convert(mode)
        case "P":
            made = plain.quantize(4, dither=Picture.Dither.NONE)
        case "1":
            made = plain.convert("1", dither=Picture.Dither.NONE)
        case _:
            made = plain.convert(mode)
    buffer = io.BytesIO()
    made.save(buffer, kind, **options)
    buffer.seek(0)
    seen = Picture.open(buffer).convert("RGBA")
    on_white = Picture.new("RGBA", seen.size, "white")
    on_white.alpha_composite(seen)
    name = "png" if kind == "PNG" else "jpeg"
    return Image(buffer.getvalue(), name, 40, 40, 72, "quarters"), on_white.convert("RGB")  # type: ignore[arg-type]


PICTURES = {
    "colour PNG": ("RGB", "PNG", {}),
    "grey PNG": ("L", "PNG", {}),
    "black and white PNG": ("1", "PNG", {}),
    "PNG with a palette": ("P", "PNG", {}),
    "PNG with a transparent colour": ("P", "PNG", {"transparency": 0}),
    "PNG with transparency": ("RGBA", "PNG", {}),
    "grey PNG with transparency": ("LA", "PNG", {}),
    "16-bit grey PNG": ("I;16", "PNG", {}),
    "colour JPEG": ("RGB", "JPEG", {"quality": 95}),
    "progressive JPEG": ("RGB", "JPEG", {"quality": 95, "progressive": True}),
    "grey JPEG": ("L", "JPEG", {"quality": 95}),
    "CMYK JPEG": ("CMYK", "JPEG", {"quality": 95}),
}


@pytest.mark.parametrize("name", PICTURES)
def test_pictures_look_as_they_are(name: str) -> None:
    mode, kind, options = PICTURES[name]
    if mode == "I;16":
        made, seen = picture("L", kind)
        buffer = io.BytesIO()
        Picture.open(io.BytesIO(made.data)).convert("I").point(lambda value: value * 257).convert("I;16").save(
            buffer, "PNG"
        )
        made = replace(made, data=buffer.getvalue())
    else:
        made, seen = picture(mode, kind, **options)
    document = note(Figure(made, "Four quarters"))
    place = inspect(document, theme())[0]
    assert (place.width, place.height) == (40, 40)
    image = drawn(document)
    for x, y in ((10, 10), (30, 10), (10, 30), (30, 30)):
        shown, wanted = colour_at(image, place.x + x, place.top + y), seen.getpixel((x, y))
        assert isinstance(wanted, tuple)
        assert all(abs(a - b) <= 12 for a, b in zip(shown, wanted, strict=True)), (name, shown, wanted)


def test_the_same_picture_is_stored_once() -> None:
    made, _ = picture("RGBA", "PNG")
    pdf = rendered(note(Figure(made, "one"), Figure(made, "two"), p("x"), Figure(replace(made), "three")))
    assert len(pdf.pages[0].resources.XObject) == 1


def test_pictures_fit_the_column_and_the_page() -> None:
    made, _ = picture("RGB", "PNG")
    wide = inspect(note(Figure(replace(made, width=4000, height=100), "wide")), theme())[0]
    assert wide.width == pytest.approx(theme().page.text_width.pt)
    tall = inspect(note(Figure(replace(made, width=100, height=9000), "tall", t("caption"))), theme())
    assert {place.page for place in tall} == {1}
    share = inspect(note(Figure(made, "x", share=50)), theme())[0]
    assert share.width == pytest.approx(theme().page.text_width.pt / 2)


def test_a_broken_picture_is_reported() -> None:
    broken = Image(b"\x89PNG\r\n\x1a\n", "png", 10, 10, 72, "broken.png")
    with pytest.raises(BlufError) as raised:
        render(note(Figure(broken, "x")), theme())
    assert raised.value.diagnostics[0].code == "image-unreadable"
