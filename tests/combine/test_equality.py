"""Whatever the notes: a roundup of one is that note, cover aside, and a roundup of several has every word of each."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from bluf.app.making import make_document
from bluf.app.options import BuildOptions
from bluf.document.tree import Block, Contents, Document, Reference
from bluf.document.walk import Rewriter, block_ids, blocks
from tests.combine.making import after_chapters, chapters, combined, files, nodes, texts, write
from tests.docx.reading import squeezed, tree_text
from tests.docx.test_generated import sound
from tests.pdf.checking import inconsistencies
from tests.pdf.reading import expected, seen
from tests.strategies import Drawn, briefings

few = settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate),  # to make an example smaller takes minutes
)
PACKS = ("standard", "assessment", "submission")  # those that list the sources last


class WithoutContents(Rewriter):
    def block(self, block: Block) -> Block | None:
        return None if isinstance(block, Contents) else block


def built(path: Path, template: str) -> Document:
    """Return a note as it is built by itself, without its own contents."""
    _, document, _, _ = make_document(path, BuildOptions(path.parent, template=template, workspace=path.parent))
    return Document(document.metadata, WithoutContents().blocks(document.children), document.header)


@pytest.mark.parametrize("pack", PACKS)
@given(drawn=briefings())
@few
def test_a_roundup_of_one_note_is_that_note(pack: str, drawn: Drawn) -> None:
    with TemporaryDirectory() as folder:
        path = write(Path(folder), "note.json", **drawn.data)
        alone = built(path, pack)
        document = combined([path], template=pack).document
    (chapter,) = chapters(document)
    assert texts([*chapter.children, *after_chapters(document)]) == texts(alone.children)
    assert chapter.header.banner == alone.header.banner


def together(*data: dict[str, Any]) -> None:
    """Combine notes, and assert that both files have the tree's text, sound references and unique ids."""
    with TemporaryDirectory() as folder:
        paths = [write(Path(folder), f"{n}.json", **note) for n, note in enumerate(data)]
        roundup = combined(paths, [("title", "A roundup"), ("marking", "ANY")])
        docx, pdf = files(roundup)
    document = roundup.document
    sound(docx)
    assert squeezed("".join(words for _, words in docx.paragraphs())) == tree_text(document)
    assert seen(pdf.words()) == expected(document)
    assert not list(inconsistencies(pdf.pdf))
    references = [node for node in nodes(document.children) if isinstance(node, Reference)]
    ids = [name for block in blocks(document.children) for name in block_ids(block) if name]
    ids += [node.id for node in references if node.id]
    assert len(ids) == len(set(ids))
    assert {node.target for node in references} <= set(ids)


@given(first=briefings(), second=briefings())
@few
def test_every_word_of_several_notes_is_in_both_files(first: Drawn, second: Drawn) -> None:
    together(first.data, second.data, first.data)
