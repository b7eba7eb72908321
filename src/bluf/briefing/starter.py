"""The data file that ``bluf new`` writes: short, commented, and good to build as it is."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date

from bluf.briefing.extras import CHOICE, ITEM, FieldSpec
from bluf.briefing.fields import LANGUAGE
from bluf.briefing.schema import SCHEMA_FILE
from bluf.briefing.source import character_name, forbidden, shown
from bluf.diagnostics import BlufError, Span, error

_TEXT = """\
# yaml-language-server: $schema={schema}
#
# A briefing note for bluf. Only `title`, `date` and `summary` are required; take away what you do not need,
# and uncomment what you do. Long texts are Markdown; `[@press, para 2]` in them cites a source by its id.
# An editor with a YAML language server completes the keys and says what each is for.

title: {title}
# subtitle: A second line below the title
date: {date}
# information_cutoff: {date}
# reference: DESK 2026-001
status: draft
# version: "0.1"
# organisation: Name of the desk
# authors: [First author, Second author]
# contact: desk@organisation.example
# distribution: [Private office, Policy department]
{language}
# keywords: [First keyword, Second keyword]
# marking: TLP:CLEAR
{template}
summary:
  bottom_line: >-
    What the reader must know if nothing else is read: the finding and what it means, in one to three
    sentences.
  points:
    - The first point that carries it. Each point can stand alone.
    - The second point.

# Who has a part in the matter. An `id` lets other parts refer to an actor.
# actors:
#   - id: supplier
#     name: Name of the actor
#     kind: company            # state, organisation, person, group, company
#     role: What it does in the matter
#     position: Where it stands.
#     sources: [press]

# systems:
#   - name: Designation
#     kind: Kind of system
#     status: in service
#     developer: supplier
#     specifications: {{Range: 400 km}}
#     significance: Why it matters here.

# What follows. Likelihood and confidence are two things: how probable, and how good the grounds are.
# implications:
#   - id: first
#     statement: What follows, in one sentence.
#     type: judgement          # fact, assumption, judgement
#     likelihood: likely
#     confidence: moderate     # low, moderate, high
#     basis: What it rests on. [@press]
#     horizon: By the end of the year

# watchers:
#   - actor: Name of somebody who follows the matter
#     interest: Why.
#     watching_for: What they look for.

# events:
#   - date: {date}       # a day, a month (2026-01), a year, a range (2026-01/2026-03), or words
#     what: What happened.

# quotes:
#   - text: The words exactly as the source has them
#     speaker: supplier
#     source: press, para 3

# indicators: [A sign that would show which way things go.]
# gaps: [What is not known and matters.]
# alternatives: [Another explanation of the same facts.]
# recommendations: [What to do.]

# sections:
#   - title: A section of your own
#     after: summary
#     body: |
#       Free text with *emphasis*, lists and tables.

# figures:
#   - file: chart.png          # beside this file
#     alt: What the picture shows, in words.
#     caption: The caption.

# sources:
#   - id: press
#     title: Title of the document
#     publisher: Who published it
#     date: {date}
#     url: https://example.org/document
#     accessed: {date}
#     reliability: C           # A completely reliable … E unreliable, F cannot be judged
#     credibility: 3           # 1 confirmed … 5 improbable, 6 cannot be judged

# acronyms: {{SAM: surface-to-air missile}}
{extra}"""

_EXAMPLES = {
    "line": "A few words",
    "text": "A sentence or more.",
    "number": "1",
    "flag": "true",
    "actor": "Name of an actor",
    "source": "press",
    "address": "https://example.org",
    "table": "{Name: value}",
}


def starter(
    title: str, today: date, template: str | None, fields: Sequence[FieldSpec] = (), language: str | None = None
) -> str:
    """Return a data file with this title and date, and the name of a template pack and a language if given.

    ``fields`` are those that the pack adds: the required ones are there to be filled in, the others as comments.
    A JSON string is a YAML string too, whatever is in it.

    Raises:
        BlufError: there is no title, it holds a character that no document may hold, or the language is no tag.
    """
    where = Span("<title>")
    if not title.strip():
        raise BlufError(error("missing-value", where, "the title is empty", "give the note a title"))
    bad = forbidden(title)
    if bad:
        raise BlufError(error("character", where, f"the title holds {character_name(bad[0])}", "take it out"))
    if language and not LANGUAGE.fullmatch(language):
        hint = "write one such as en or fr-CA"
        raise BlufError(error("wrong-language", Span("--language"), f"'{shown(language)}' is not a language tag", hint))
    return _TEXT.format(
        schema=SCHEMA_FILE,
        title=json.dumps(title, ensure_ascii=False),
        date=today.isoformat(),
        language=f"language: {json.dumps(language)}" if language else "# language: en",
        extra=_extra(fields, today),
        template=f"template: {json.dumps(template, ensure_ascii=False)}\n" if template else "# template: standard\n",
    )


def _extra(fields: Sequence[FieldSpec], today: date) -> str:
    """Return the part of the file with the fields of a pack, each with what it is for."""
    if not fields:
        return ""
    lines = ["", "# What the template wants to know besides."]
    required = any(field.required for field in fields)
    lines.append("extra:" if required else "# extra:")
    for field in fields:
        lines += _field_lines(field, today, "  " if field.required else "#   " if not required else "  # ")
    return "\n".join(lines) + "\n"


def _field_lines(field: FieldSpec, today: date, margin: str) -> Iterator[str]:
    if field.text:
        yield f"{margin if margin.lstrip().startswith('#') else '  # '}{field.text}"
    if field.kind == ITEM:
        yield f"{margin}{field.name}:"
        for number, inner in enumerate(field.fields):
            lead = "- " if field.many and number == 0 else "  "
            yield f"{margin}  {lead}{inner.name}: {_example(inner, today)}"
    else:
        yield f"{margin}{field.name}: {_example(field, today)}"


def _example(field: FieldSpec, today: date) -> str:
    if field.kind == CHOICE:
        value = field.choices[0]
    elif field.kind in {"day", "when"}:
        value = today.isoformat()
    elif field.kind == ITEM:
        value = "{" + ", ".join(f"{inner.name}: {_example(inner, today)}" for inner in field.fields) + "}"
    else:
        value = _EXAMPLES[field.kind]
    return f"[{value}]" if field.many else value
