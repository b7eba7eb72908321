"""The data file as a typed model: every key, with the text that editors show for it.

Field types with behaviour (short forms, rich text, dates, references) come from ``briefing.fields``.
Models are frozen; unknown keys are errors. Descriptions end up in the JSON Schema. Annotations are evaluated
as the classes are made (no ``from __future__ import annotations``), which saves pydantic from doing it later.
"""

from typing import Annotated, Any, Literal

from pydantic import Field

from bluf.briefing.fields import (
    ActorRef,
    Credibility,
    Day,
    Id,
    ImplicationRef,
    LanguageTag,
    Line,
    ManyOf,
    Model,
    RichText,
    SourceRef,
    SubjectRef,
    Table,
    Verbatim,
    WebAddress,
    When,
    short_form,
)

SectionName = Literal[
    "summary", "actors", "systems", "implications", "watchers", "events", "quotes", "indicators", "gaps",
    "alternatives", "recommendations",
]  # fmt: skip


def about(text: str, **more: Any) -> Any:
    """Return a field with its description and no default of its own."""
    return Field(description=text, **more)


def maybe(text: str) -> Any:
    """Return an optional field with its description."""
    return Field(default=None, description=text)


def many(text: str) -> Any:
    """Return a list field, empty by default, with its description."""
    return Field(default_factory=list, description=text)


class Item(Model):
    """What every item of a section may carry."""

    id: Id | None = maybe("Name of this item in the data file, unique in it: lower-case letters, digits, hyphens.")
    marking: Line | None = maybe("Portion marking of this item, printed before it, such as TLP:AMBER or U.")
    sources: ManyOf[SourceRef] = many(
        "Ids of the sources of this item, each with an optional locator: 'ministry, para 3'."
    )


# --- header -----------------------------------------------------------------------------------------


class Authority(Model):
    """Who decided on the marking, and on what basis."""

    classified_by: Line | None = maybe("Name, position and office of whoever set the marking.")
    reason: Line | None = maybe("Reason for an original decision.")
    derived_from: Line | None = maybe("Source of a derivative decision.")
    declassify_on: Line | None = maybe("When the marking lapses.")


@short_form("level")
class Marking(Model):
    """The handling marking of the whole note."""

    level: Line = about("The overall marking as it is printed on every page, such as TLP:CLEAR or OFFICIAL.")
    scheme: Line | None = maybe("Name of the marking scheme, such as tlp-2.0.")
    caveats: ManyOf[Line] = many("Caveats printed after the level.")
    authority: Authority | None = maybe("The authority block of the marking.")


@short_form("bottom_line")
class Summary(Model):
    """The answer first, then the points that carry it."""

    bottom_line: RichText = about(
        "The bottom line: what the reader must know if nothing else is read. One to three sentences."
    )
    points: ManyOf[RichText] = many("The key points, each able to stand alone.")


# --- who and what ------------------------------------------------------------------------------------


class Relation(Model):
    """How an actor relates to another."""

    to: ActorRef = about("The other actor: an id, or a name written out.")
    kind: Line | None = maybe("The kind of relation, such as supplier, ally, rival.")
    note: RichText | None = maybe("What there is to say of the relation.")


@short_form("name")
class Actor(Item):
    """A state, organisation, person, group or company with a part in the matter."""

    name: Line = about("The name as the note uses it.")
    native_name: Line | None = maybe("The name in its own script.")
    aliases: ManyOf[Line] = many("Other names and spellings.")
    kind: Literal["state", "organisation", "person", "group", "company"] | None = maybe("What kind of actor this is.")
    role: Line | None = maybe("The part or office that the actor holds.")
    affiliation: ActorRef | None = maybe("The actor it belongs to: an id, or a name written out.")
    position: RichText | None = maybe("Where the actor stands on the matter.")
    interests: ManyOf[RichText] = many("What the actor wants.")
    relations: ManyOf[Relation] = many("Relations to other actors.")
    notes: RichText | None = maybe("Anything else about the actor.")


@short_form("name")
class System(Item):
    """A weapon, programme, capability or other system that the note is about."""

    name: Line = about("The canonical designation.")
    aliases: ManyOf[Line] = many("Other designations.")
    kind: Line | None = maybe("What kind of system it is.")
    developer: ActorRef | None = maybe("Who develops or builds it: an id, or a name written out.")
    operators: ManyOf[ActorRef] = many("Who has it in service: ids, or names written out.")
    status: Line | None = maybe("Its status, such as in service or offered.")
    specifications: Table[Line] = Field(default_factory=dict, description="Specifications, name to value.")
    significance: RichText | None = maybe("Why it matters here.")
    notes: RichText | None = maybe("Anything else about the system.")


# --- analysis ----------------------------------------------------------------------------------------


@short_form("statement")
class Implication(Item):
    """What follows, said as fact, assumption or judgement."""

    statement: RichText = about("The statement, one or two sentences.")
    type: Literal["fact", "assumption", "judgement"] = Field(
        default="judgement", description="Whether the statement is a fact, an assumption or a judgement."
    )
    affects: ManyOf[SubjectRef] = many("Whom or what it affects: ids of actors or systems, or names written out.")
    likelihood: Line | None = maybe("How likely, in a term of the scale in use, such as likely.")
    confidence: Literal["low", "moderate", "high"] | None = maybe("Confidence in the judgement.")
    basis: RichText | None = maybe("What the statement rests on.")
    horizon: Line | None = maybe("By when, or for how long, it holds.")
    if_wrong: RichText | None = maybe("What follows if the statement is wrong.")


@short_form("actor")
class Watcher(Item):
    """Somebody who follows the matter, why, and what they look for."""

    actor: ActorRef = about("Who watches: an id, or a name written out.")
    interest: RichText | None = maybe("Why they watch.")
    watching_for: ManyOf[RichText] = many("What they watch for.")
    position: RichText | None = maybe("Where they stand.")
    likely_response: RichText | None = maybe("What they are likely to do.")


class Event(Item):
    """Something that happened or will happen."""

    date: When = about("A day, month or year (2025-11-24, 2025-11, 2025), a range (2025-11/2025-12), or words.")
    what: RichText = about("What happened.")
    actors: ManyOf[ActorRef] = many("Who took part: ids, or names written out.")
    place: Line | None = maybe("Where.")


class Quote(Item):
    """Somebody's own words."""

    text: Verbatim = about("The words exactly as the source has them, without quotation marks around them.")
    speaker: ActorRef | None = maybe("Who said it: an id, or a name written out.")
    source: SourceRef | None = maybe("The source that reports the words.")
    locator: Line | None = maybe("Where in the source, such as para 3.")
    language: LanguageTag | None = maybe("The language of the words (BCP 47), where it is not that of the note.")
    translation: Verbatim | None = maybe("The words in the language of the note.")


@short_form("observable")
class Indicator(Item):
    """A sign that would show which way things go."""

    observable: RichText = about("What can be observed.")
    direction: Line | None = maybe("What seeing it would mean, such as raises or lowers the likelihood.")
    implications: ManyOf[ImplicationRef] = many("Ids of the implications that it bears on.")
    status: Line | None = maybe("Whether it has been seen, such as not seen.")


@short_form("statement")
class Gap(Item):
    """Something that is not known and matters."""

    statement: RichText = about("What is not known.")
    implications: ManyOf[ImplicationRef] = many("Ids of the implications that it limits.")
    action: RichText | None = maybe("What would close the gap.")


@short_form("statement")
class Alternative(Item):
    """Another explanation of the same facts."""

    statement: RichText = about("The other explanation.")
    likelihood: Line | None = maybe("How likely it is, in a term of the scale in use.")
    assessment: RichText | None = maybe("What speaks for it and against it.")
    implications: ManyOf[ImplicationRef] = many("Ids of the implications to which it is the alternative.")


@short_form("action")
class Recommendation(Item):
    """What to do."""

    action: RichText = about("What should be done.")
    owner: ActorRef | None = maybe("Who should do it: an id, or a name written out.")
    deadline: When | None = maybe("By when.")
    rationale: RichText | None = maybe("Why.")


# --- free parts --------------------------------------------------------------------------------------


class FreeSection(Item):
    """A section of the analyst's own."""

    title: Line = about("Its heading.")
    body: RichText = about("Its text, in Markdown.")
    after: SectionName | None = maybe(
        "The section that it follows; without it, it stands before the figures and sources."
    )


class Figure(Item):
    """A picture from a file beside the data file."""

    file: Line = about("The picture (PNG or JPEG), relative to the data file and inside its folder.")
    alt: Line = about("What the picture shows, in words, for readers who cannot see it.")
    caption: RichText | None = maybe("The caption below it.")
    source: SourceRef | None = maybe("Where it comes from.")
    width: Annotated[int, Field(ge=10, le=100)] | None = maybe("Width in per cent of the text column.")
    after: Line | None = maybe(
        "The section at whose end it stands: a section's name, or the id of a free section; without it, a section "
        "of figures."
    )


class Source(Model):
    """Where information comes from, and how good it is."""

    id: Id = about("Name of the source in the data file, unique in it.")
    title: Line = about("Title of the document, article or message.")
    publisher: Line | None = maybe("Who published it.")
    author: Line | None = maybe("Who wrote it.")
    date: When | None = maybe("When it was published.")
    url: WebAddress | None = maybe("Its address (http or https).")
    accessed: Day | None = maybe("The day on which the address was read.")
    type: Line | None = maybe("What kind of source it is, such as news article, official statement, interview.")
    reliability: Literal["A", "B", "C", "D", "E", "F"] | None = maybe(
        "Reliability of the source: A completely reliable … E unreliable, F cannot be judged (STANAG 2511)."
    )
    credibility: Credibility | None = maybe(
        "Credibility of the information: 1 confirmed … 5 improbable, 6 cannot be judged (STANAG 2511)."
    )
    origin: Line | None = maybe("Where the source itself has it from; two sources of one origin are one.")
    descriptor: RichText | None = maybe("Access, quality, bias and limits of the source, in a sentence.")
    marking: Line | None = maybe("Portion marking of the source entry.")
    text: Verbatim | None = maybe("A stored copy, or the passages quoted, to verify quotations against. Not printed.")


class Briefing(Model):
    """A briefing note."""

    title: Line = about("The title; a good one says the finding.")
    subtitle: Line | None = maybe("A second line below the title.")
    reference: Line | None = maybe("Reference or file number.")
    date: Day = about("The day of issue (2025-11-24).")
    information_cutoff: Day | None = maybe("The day up to which information was considered.")
    status: Literal["draft", "final"] | None = maybe("Whether this is a draft or final.")
    version: Line | None = maybe("Version of the note.")
    supersedes: Line | None = maybe("Reference of the edition that this one replaces.")
    authors: ManyOf[Line] = many("Who wrote it.")
    organisation: Line | None = maybe("The issuing organisation.")
    contact: Line | None = maybe("Whom to ask.")
    distribution: ManyOf[Line] = many("Who receives it.")
    language: LanguageTag = Field(default="en", description="Language of the note (BCP 47), such as en or fr-CA.")
    keywords: ManyOf[Line] = many("Keywords for the files' metadata.")
    template: Line | None = maybe("Name or path of the template pack; the command line wins.")
    theme: Table[Any] = Field(
        default_factory=dict, description="Changes to the pack's theme, such as page: {size: Letter}."
    )
    name: Line | None = maybe("Pattern of the output files' name, such as '{date}-{reference}-{slug}'.")
    marking: Marking | None = maybe(
        "The handling marking: a level such as TLP:CLEAR, or scheme, level, caveats and authority."
    )
    summary: Summary = about("The bottom line and the key points; a string is the bottom line.")
    actors: ManyOf[Actor] = many("Who has a part in the matter.")
    systems: ManyOf[System] = many("The systems and programmes concerned.")
    implications: ManyOf[Implication] = many("What follows, as facts, assumptions and judgements.")
    watchers: ManyOf[Watcher] = many("Who follows the matter, and why.")
    events: ManyOf[Event] = many("What happened when.")
    quotes: ManyOf[Quote] = many("Statements quoted word for word.")
    indicators: ManyOf[Indicator] = many("Warning signs to look for.")
    gaps: ManyOf[Gap] = many("What is not known.")
    alternatives: ManyOf[Alternative] = many("Other explanations.")
    recommendations: ManyOf[Recommendation] = many("What to do.")
    sections: ManyOf[FreeSection] = many("Free sections.")
    figures: ManyOf[Figure] = many("Pictures.")
    sources: ManyOf[Source] = many("The sources.")
    acronyms: Table[Line] = Field(default_factory=dict, description="Abbreviations and what they stand for.")
    options: Table[Any] = Field(default_factory=dict, description="Options of the template pack for this note.")
    extra: Table[Any] = Field(default_factory=dict, description="Anything that a template pack of your own wants.")
