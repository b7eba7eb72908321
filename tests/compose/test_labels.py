"""The words of the built-in packs: complete, in their language, and nothing else in what is printed."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import ChainMap
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from bluf.app.making import make_document, render
from bluf.app.options import BuildOptions
from bluf.briefing.dates import When
from bluf.briefing.source import Setting
from bluf.compose.finding import builtin_folder, find_pack
from bluf.compose.labels import counted, fields, filled, leaves, texts
from bluf.compose.locales import Writing
from bluf.compose.pack import Pack
from bluf.compose.tomlfiles import read_toml
from bluf.diagnostics import BlufError, Span
from bluf.document.walk import document_texts
from bluf.packs import samples
from bluf.packs.wording import label_faults
from tests.docx.reading import Docx, W
from tests.pdf.reading import Pdf

PACKS = sorted(path.parent.name for path in builtin_folder().glob("*/template.toml"))
WITH_WORDS = [name for name in PACKS if (builtin_folder() / name / "labels").is_dir()]
LANGUAGES = ["ar", "de", "en", "es", "fr", "ru", "zh", "zh-Hant"]
VARIETIES = {"standard": ["en-US"], "assessment": ["en-US"]}  # they have only what differs
OTHERS = [language for language in LANGUAGES if language != "en"]

# Words that a language shares with English, sign and spelling.
SHARED = {
    "de": "Name Organisation Person Status System Version {version} {status}, Version {version}",
    "es": "Actor No",
    "fr": "Contact Date Grade Notes Organisation Position Relation Source Sources Source {number} Version {version} "
    "{status}, version {version}",
}
SCRIPTS = {"ar": "ARABIC", "ru": "CYRILLIC", "zh": "CJK", "zh-Hant": "CJK"}
SIGNS = {
    "separator", "comma", "semicolon", "dot", "colon", "stop", "brackets", "quotation_marks",
    "citations.before", "citations.locator", "citations.several",
}  # fmt: skip


@cache
def pack(name: str) -> Pack:
    return find_pack(name, Path(), Span("test"))


@cache
def own(name: str, language: str) -> dict[str, Any]:
    """The labels of a pack's own file, by their names."""
    path = builtin_folder() / name / "labels" / f"{language}.toml"
    return {".".join(key): value for key, value in leaves(read_toml(path).data)}


FILES = [pytest.param(name, language, id=f"{name} {language}") for name in WITH_WORDS for language in LANGUAGES]
FOREIGN = [pytest.param(name, language, id=f"{name} {language}") for name in WITH_WORDS for language in OTHERS]


def test_every_pack_with_words_has_them_in_all_languages() -> None:
    assert WITH_WORDS == ["assessment", "infocus", "standard", "submission"]
    for name in WITH_WORDS:
        languages = {path.stem for path in (builtin_folder() / name / "labels").iterdir()}
        assert languages == {*LANGUAGES, *VARIETIES.get(name, [])}


@pytest.mark.parametrize(("name", "language"), FOREIGN)
def test_every_language_has_the_labels_of_english(name: str, language: str) -> None:
    assert own(name, language).keys() == own(name, "en").keys()


@pytest.mark.parametrize(("name", "language"), FOREIGN)
def test_every_text_takes_the_fields_of_english(name: str, language: str) -> None:
    for key, label in own(name, "en").items():
        wanted = fields(label)[0]
        assert all(found == wanted for found in (*fields(label), *fields(own(name, language)[key]))), key


@pytest.mark.parametrize(("name", "language"), FOREIGN)
def test_no_label_is_left_in_english(name: str, language: str) -> None:
    shared = SHARED.get(language, "")
    for key, label in own(name, language).items():
        for text in texts(label) if key not in SIGNS else ():
            same = text in texts(own(name, "en")[key])
            assert not same or text in shared, f"{key}: {text}"


@pytest.mark.parametrize(("name", "language"), FILES)
def test_labels_are_written_with_the_signs_of_print(name: str, language: str) -> None:
    for key, label in own(name, language).items():
        for text in texts(label):
            assert not re.search(r"['\"]|\.\.\.|  |\t| -", text), f"{key}: a sign of the typewriter in {text!r}"
            assert key in SIGNS or text == text.strip(), f"{key}: white space around {text!r}"
            assert text == unicodedata.normalize("NFC", text), key


@pytest.mark.parametrize(("name", "language"), FOREIGN)
def test_letters_are_of_the_languages_script(name: str, language: str) -> None:
    script = SCRIPTS.get(language, "LATIN")
    for key, label in own(name, language).items():
        for text in texts(label):
            plain = re.sub(r"\{\w+\}", "", text)
            if key == "grades.note":  # names of grades are Latin letters everywhere
                plain = re.sub(r"\b[AF]\b", "", plain)
            wrong = [c for c in plain if c.isalpha() and c not in "ºª" and not unicodedata.name(c).startswith(script)]
            assert not wrong, f"{key}: {''.join(wrong)} in {text!r}"


TYPOGRAPHY = {
    "ar": {"separator": "، ", "semicolon": "؛ ", "quotation_marks": ["«", "»"]},
    "de": {"separator": ", ", "colon": ": ", "quotation_marks": ["„", "“"]},
    "es": {"separator": ", ", "colon": ": ", "quotation_marks": ["«", "»"]},
    "fr": {
        "separator": ", ",
        "semicolon": "\N{NARROW NO-BREAK SPACE}; ",
        "colon": "\N{NO-BREAK SPACE}: ",
        "quotation_marks": ["«\N{NO-BREAK SPACE}", "\N{NO-BREAK SPACE}»"],
    },
    "ru": {"separator": ", ", "colon": ": ", "quotation_marks": ["«", "»"]},
    "zh": {
        "separator": "、", "comma": "，", "semicolon": "；", "colon": "：", "stop": "。", "brackets": ["（", "）"],
        "quotation_marks": ["“", "”"], "page": "第 {page} 页，共 {pages} 页",
    },
    "zh-Hant": {"separator": "、", "comma": "，", "colon": "：", "stop": "。", "quotation_marks": ["「", "」"]},
}  # fmt: skip


@pytest.mark.parametrize("language", OTHERS)
def test_signs_are_those_of_the_language(language: str) -> None:
    assert {key: own("standard", language)[key] for key in TYPOGRAPHY[language]} == TYPOGRAPHY[language]


def test_french_has_a_no_break_space_before_high_signs_and_chinese_none_of_half_width() -> None:
    for name in WITH_WORDS:
        for key, label in own(name, "fr").items():
            assert not re.search(r"(?<![\u00A0\u202F])[;:!?»]|«(?!\u00A0)", "|".join(texts(label))), key
        for key, label in (*own(name, "zh").items(), *own(name, "zh-Hant").items()):
            assert not re.search(r"[,;:!?()]", "|".join(texts(label))), key


# --- in use -----------------------------------------------------------------------------------------


class Watched(dict[str, Any]):
    """Labels that note which of them are taken."""

    def __init__(self, labels: Mapping[str, Any], taken: set[str], above: str = "") -> None:
        super().__init__(labels)
        self.taken = taken
        self.above = above

    def __getitem__(self, key: str) -> Any:
        value = super().__getitem__(key)
        name = f"{self.above}{key}"
        self.taken.add(name)
        return Watched(value, self.taken, f"{name}.") if isinstance(value, dict) else value


# What is printed elsewhere than in a note that stands alone, and what only templates of one's own print.
ELSEWHERE = ("annex", "annex_page", "roundup", "mail", "values.yes", "values.no")
# What the sample lacks.
MORE: dict[str, Any] = {
    "title": "T", "date": "2026-03-12", "summary": "S", "version": "1",
    "actors": [
        {"name": "A", "kind": "state", "relations": [{"to": "B"}]}, {"name": "B", "kind": "group"}, {"name": "C"},
    ],
    "systems": ["D", "E", "F"],
    "implications": [{"statement": "So.", "confidence": "high"}],
}  # fmt: skip


@pytest.mark.parametrize(("language", "encoding"), [("zh", "gb2312"), ("zh-Hant", "big5")])
def test_chinese_is_of_one_kind_of_characters(language: str, encoding: str) -> None:
    """GB 2312 has no traditional characters, Big5 no simplified ones: what is not of the kind cannot be encoded."""
    for name in WITH_WORDS:
        assert "".join(text for label in own(name, language).values() for text in texts(label)).encode(encoding)


def test_a_variety_differs_where_it_says_so() -> None:
    assert pack("assessment").labels("en-US")["sections"]["implications"] == "Key judgments"
    for name, languages in VARIETIES.items():
        for language in languages:
            words = own(name, language)
            assert all(label != own(name, "en")[key] for key, label in words.items())


def test_every_label_is_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    taken: set[str] = set()
    read = Pack.labels
    monkeypatch.setattr(Pack, "labels", lambda self, language: Watched(read(self, language), taken))
    for name in PACKS:
        document(name, "en")
    for number, note in enumerate((MORE, {**MORE, "version": None, "status": "final"})):
        path = tmp_path / f"{number}.json"
        path.write_text(json.dumps(note))
        make_document(path, BuildOptions(tmp_path))
    for name in WITH_WORDS:
        for key in own(name, "en"):
            assert key in taken or key.startswith(ELSEWHERE), key


def document(name: str, language: str, sample: str = samples.FULL) -> tuple[Any, Any, list[Any]]:
    """Return a sample in a language and a pack as a tree, with its theme, and what was said on the way."""
    settings = (*samples.settings(sample, pack(name)), Setting(("language",), language))
    options = BuildOptions(Path("out"), template=name, workspace=Path(), settings=settings)
    _, tree, theme, found = make_document(samples.path(sample), options)
    return tree, theme, found


def values(data: Any) -> Iterator[str]:
    """Yield the texts and numbers of a data file, the names in its tables of specifications and the like included."""
    match data:
        case dict():
            for key, value in data.items():
                if not str(key).islower():
                    yield str(key)
                yield from values(value)
        case list():
            for value in data:
                yield from values(value)
        case _:
            yield str(data)


def words(text: str) -> set[str]:
    return {word.lower() for word in re.findall(r"[^\W\d_]+", text)}


@cache
def said_by(name: str, language: str) -> set[str]:
    """The words that the sample, the labels of a language and its dates have."""
    data = yaml.safe_load(samples.path(samples.FULL).read_text(encoding="utf-8"))
    given = [data, *(setting.value for setting in samples.settings(samples.FULL, pack(name)))]
    labels = [re.sub(r"{\w+}", "", text) for _, label in leaves(pack(name).labels(language)) for text in texts(label)]
    writing = Writing(language)
    dates = [writing.date(When.parse(text)) for text in values(given) if re.match(r"\d{4}(-|$)", text)]
    lists = str(writing.listed(["1", "2", "3"]))
    # Letters lead back from a source to where it is cited; "B2" is a grade.
    return words(" ".join([*values(given), *labels, *dates, lists, "a b c d e f A B"]))


@pytest.mark.parametrize("name", PACKS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_note_builds_and_says_nothing_in_another_language(name: str, language: str) -> None:
    tree, theme, found = document(name, language)
    files = render(tree, theme, ("docx", "pdf"), 0)
    assert {diagnostic.code for diagnostic in found} <= {"data-unused"}  # short packs do not show all of it
    assert not [diagnostic for file in files.values() for diagnostic in file.diagnostics]
    known = said_by(name, language)
    word, pdf = Docx(files["docx"].data), Pdf(files["pdf"].data)
    spoken = {
        "docx": " ".join(text for _, text in word.paragraphs()),
        "docx links": " ".join(link.get(f"{W}tooltip") or "" for link in word.document.iter(f"{W}hyperlink")),
        "docx footers": " ".join(
            "".join(node.itertext()) for part in word.files if re.match("word/(foot|head)er", part) for node in
            word.xml(part).iter(f"{W}t")
        ),
        "pdf": " ".join(document_texts(tree)),
        "pdf links": " ".join(str(link.Contents) for page in pdf.pages for link in page.obj.get("/Annots", [])),
    }  # fmt: skip
    for where, text in spoken.items():
        assert not {word for word in words(text) - known if len(word) > 1 or language != "ar"}, where
    assert pdf.words()
    assert tree.words.data_file == own("standard", language)["files.data"]


def test_the_words_of_another_language_would_be_seen() -> None:
    """Whether the check above could fail: English words are none that a note in German knows."""
    english = {word for label in own("standard", "en").values() for text in texts(label) for word in words(text)}
    assert len(english - said_by("standard", "de")) > 60


# --- forms and fields -------------------------------------------------------------------------------


def test_a_label_goes_by_the_number_of_things() -> None:
    forms = own("standard", "ar")["fields.operators"]
    assert [counted(forms, number) for number in (1, 2, 3)] == [forms["one"], forms["two"], forms["many"]]
    assert counted({"one": "a", "many": "b"}, 2) == "b"
    assert counted("a", 2) == "a"


def test_a_phrase_takes_all_its_fields_and_loses_none() -> None:
    assert filled("by {date}", date="<soon>") == "by <soon>"
    for phrase in ("by", "by {date} {place}", "by {day}"):
        with pytest.raises(ValueError, match="date"):
            filled(phrase, date="soon")


def citing(language: str) -> str:
    tree, _, _ = document("standard", language)
    return " ".join(document_texts(tree)).replace("\N{NO-BREAK SPACE}", " ")


CITATIONS = {
    "en": ["line. [1, p 4]", "[1, p 4; 2]", "goodwill” Harrow Lines [2, item 3, p 9]", "on statements 1 and 2"],
    "fr": ["[1, p 4\N{NARROW NO-BREAK SPACE}; 2]", "« We cannot sail on goodwill »", "les énoncés 1 et 2"],
    "de": ["[1, p 4; 2]", "„We cannot sail on goodwill“", "die Aussagen 1 und 2", "Mayor. Asks"],
    "ar": ["[1، p 4؛ 2]", "[2، item 3، p 9]", "بالاستنتاجين 1 و2", "Harbour office؛ Island council"],
    "zh": ["[1，p 4；2]", "goodwill” Harrow Lines[2，item 3，p 9]", "论断1和2", "Harrow II（The Grey Lady）"],
    "ru": ["[1, p 4; 2]", "утверждениям 1 и 2", "5 февраля 2026\N{NARROW NO-BREAK SPACE}г. ↑"],
}


@pytest.mark.parametrize(
    ("language", "words"), [(language, words) for language, all_ in CITATIONS.items() for words in all_]
)
def test_what_is_put_together_has_the_signs_of_the_language(language: str, words: str) -> None:
    assert words in citing(language)


# --- packs of one's own -----------------------------------------------------------------------------


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A pack with a word of its own in English, and one in French that it wrote too."""
    folder = tmp_path / "templates" / "house"
    (folder / "labels").mkdir(parents=True)
    (folder / "template.toml").write_text('name = "house"\ndescription = "d"\nextends = "standard"\n')
    (folder / "labels" / "en.toml").write_text('[fields]\nticket = "Ticket"\n[sections]\nactors = "Who is who"\n')
    (folder / "sections").mkdir()
    (folder / "sections" / "ticket.html").write_text("<p>{{ t.fields.ticket }}</p>\n")
    (folder / "labels" / "fr.toml").write_text('[fields]\nticket = "Dossier"\n[sections]\nactors = "Qui est qui"\n')
    return folder


FAULTS = {
    "nothing": ("fr.toml", "", ["1 label in English only: fields.ticket"]),
    "a word of its own missing": ("de.toml", '[fields]\nticket = "Vorgang"\n', ["1 label missing: sections.actors"]),
    "a variety": ("fr-CA.toml", '[fields]\nticket = "Billet"\n', []),
    "an unknown word": ("fr-CA.toml", '[fields]\ntickt = "B"\n', ["there is no label `fields.tickt` in English"]),
    "another field": (
        "fr-CA.toml", '[phrases]\naccessed = "vu {day}"\n',
        ["the label `phrases.accessed` has other fields in braces than in English"],
    ),
    "a field of the code": (
        "fr-CA.toml", '[citations]\nsource = "Source"\n',
        ["the label `citations.source` must have the field {number} and no other"],
    ),
    "a table for a text": ("fr-CA.toml", "[fields]\nticket = 3\n", ["the label `fields.ticket` must be a text"]),
    "forms without many": (
        "fr-CA.toml", '[fields]\nticket = { one = "Billet" }\n',
        ["the label `fields.ticket` must be a text, or a table of the texts `one` and `many`"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("title", FAULTS)
def test_what_label_files_lack_is_told(title: str, house: Path) -> None:
    name, text, wanted = FAULTS[title]
    if text:
        (house / "labels" / name).write_text(text, encoding="utf-8")
    said = [fault.message for fault in label_faults(find_pack("house", house.parents[1], Span("test")))]
    inherited = [message for message in said if "in English only" in message]
    assert len(inherited) == 1
    assert sorted(set(said) - set(inherited)) == (wanted if title != "nothing" else [])
    assert all("fields.ticket" in message for message in inherited)


def test_a_faulty_label_stops_the_note_with_its_place(house: Path) -> None:
    (house / "labels" / "fr.toml").write_text('page = "Page {page} sur {toutes}"\n', encoding="utf-8")
    with pytest.raises(BlufError) as failure:
        find_pack("house", house.parents[1], Span("test")).labels("fr-CH")
    (fault,) = failure.value.diagnostics
    assert (fault.code, Path(fault.span.file).name, fault.span.line) == ("template-labels", "fr.toml", 1)
    assert "{page} and {pages}" in fault.message


def test_forms_of_a_language_stand_in_place_of_those_of_english() -> None:
    german = pack("standard").labels("de")
    assert german["fields"]["authors"] == "Verfasst von"
    assert ChainMap(german["phrases"]["limits"])["many"].startswith("schränkt")
