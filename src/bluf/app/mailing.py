"""``bluf mail``: a draft of a message for each note, with the bottom line in it and the files attached."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from bluf.app.finishing import MEDIA_TYPES, FinishedNote, HandedOver, finish_notes
from bluf.app.options import BuildOptions
from bluf.briefing.fields import RichText
from bluf.briefing.model import Source
from bluf.compose.finding import DEFAULT, builtin_folder, find_pack
from bluf.compose.helpers import Helpers
from bluf.compose.labels import counted
from bluf.compose.tomlfiles import merge
from bluf.diagnostics import BlufError, Diagnostic, Span, error
from bluf.document.resolve import source_numbers
from bluf.handover.letter import Cited, Letter, letter_text
from bluf.handover.letterhtml import letter_html
from bluf.handover.message import Enclosure, draft
from bluf.handover.recipients import only_address, recipients
from bluf.handover.richmail import cited
from bluf.handover.subjects import subject
from bluf.outputs import commit, discard, prepare, store

_ENDING = ".eml"


def mail(paths: Sequence[Path], options: BuildOptions, out: Path | None) -> HandedOver:
    """Build notes, write a draft for each, and return where they are.

    Args:
        paths: data files, or DOCX or PDF files that bluf made.
        options: what to build; ``out`` in them is the folder of drafts for which no place is given.
        out: the file to write, or the folder for the drafts of several notes.

    Raises:
        BlufError: a note cannot be built, or a draft cannot be written; then none is.
    """
    if out is not None and out.suffix.lower() == _ENDING and len(paths) > 1:
        message = f"each of the {len(paths)} notes becomes a draft of its own"
        raise BlufError(error("mail-several", Span("--out"), message, "name a folder for them"))
    pending = []
    warnings: list[Diagnostic] = []
    try:
        for note in finish_notes(paths, options, warnings):
            target = out if out and out.suffix.lower() == _ENDING else (out or options.out) / f"{note.stem}{_ENDING}"
            prepare(target.parent)
            pending.append(store(written(note, options), target))
        commit(pending)
    except BaseException:
        discard(pending)
        raise
    return HandedOver([file.target for file in pending], warnings)


def written(note: FinishedNote, options: BuildOptions) -> bytes:
    """Return the draft for a note."""
    briefing = note.loaded.briefing
    marking = briefing.marking
    enclosures = [Enclosure(f"{note.stem}.{kind}", MEDIA_TYPES[kind], data) for kind, data in note.files.items()]
    addresses, names = recipients(briefing.distribution)
    letter = _letter(note, options, names, [enclosure.name for enclosure in enclosures])
    return draft(
        subject=subject(
            briefing.title,
            level=marking.level if marking else "",
            scheme=(marking.scheme or "") if marking else "",
            banner=letter.banner,
        ),
        sender=only_address(briefing.contact) if briefing.contact else None,
        recipients=addresses,
        language=briefing.language,
        text=letter_text(letter),
        html=letter_html(letter, note.theme),
        enclosures=enclosures,
    )


def _letter(note: FinishedNote, options: BuildOptions, names: Sequence[str], attached: Sequence[str]) -> Letter:
    briefing = note.loaded.briefing
    pack = find_pack(options.template or briefing.template or DEFAULT, options.workspace)
    # A pack that extends none has only the words that it prints itself; the others are those of bluf's own.
    own = find_pack(str(builtin_folder() / DEFAULT), options.workspace)
    labels = merge(own.labels(briefing.language), pack.labels(briefing.language))
    helpers = Helpers(briefing, labels, (), has_logo=False)
    fields = labels["fields"]
    facts = (
        (fields["date"], helpers.date(briefing.date)),
        (fields["reference"], briefing.reference or ""),
        (fields["status"], helpers.status()),
        (counted(fields["authors"], len(briefing.authors)), labels["separator"].join(briefing.authors)),
        (fields["contact"], briefing.contact or ""),
    )
    numbers = source_numbers(note.document)
    texts = [briefing.summary.bottom_line, *briefing.summary.points]
    return Letter(
        language=briefing.language,
        banner=helpers.banner(),
        organisation=briefing.organisation or "",
        title=briefing.title,
        subtitle=briefing.subtitle or "",
        headings=(labels["bottom_line"], labels["sections"]["summary"], labels["sections"]["sources"]),
        labels=(labels["mail"]["intended_for"], labels["mail"]["attached"]),
        colon=labels["colon"],
        bottom_line=texts[0],
        points=texts[1:],
        facts=[pair for pair in facts if pair[1]],
        sources=list(_cited(texts, briefing.sources, numbers, labels["separator"])),
        numbers=numbers,
        names=names,
        attached=attached,
    )


def _cited(
    texts: list[RichText], sources: Sequence[Source], numbers: dict[str, int], separator: str
) -> Iterator[Cited]:
    """Yield the sources that the message cites, in the order of their numbers."""
    wanted = cited(texts)
    for source in sorted((s for s in sources if s.id in wanted), key=lambda s: numbers.get(s.id, 0)):
        words = separator.join(filter(None, (source.author, source.title, source.publisher)))
        yield Cited(str(numbers.get(source.id, source.id)), words, source.url or "")
