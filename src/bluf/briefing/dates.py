"""Dates as data files write them: exact days, and times that are only known to the month, year or in words."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import core_schema

from bluf.briefing.mistakes import mistake
from bluf.briefing.source import shown
from bluf.record import record

# The calendar date forms of ISO 8601-1:2019, 5.2.2: complete, and reduced to the month or year.
_ISO = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?")
_CODE = "wrong-date"


def parse_day(value: object) -> date:
    """Return the day that an ISO date names.

    Raises:
        PydanticCustomError: it is not of the form 2025-11-24, or there is no such day.
    """
    if isinstance(value, date):
        return value
    text = value.strip() if isinstance(value, str) else ""
    parts = _parts(text)
    if parts is None or len(parts) != 3:
        message = f"'{shown(text)}' is not a day" if text else "a day is expected here"
        raise mistake(_CODE, message, "write year, month and day: 2025-11-24")
    return date(*parts)


def _parts(text: str) -> tuple[int, ...] | None:
    """Return year, month and day as far as given; ``None`` where the text is not of that form.

    Raises:
        PydanticCustomError: it is of that form, and there is no such date.
    """
    match = _ISO.fullmatch(text)
    if not match:
        return None
    numbers = tuple(int(group) for group in match.groups() if group is not None)
    year, month, day = (*numbers, 1, 1)[:3]
    try:
        date(year, month, day)
    except ValueError:
        raise mistake(_CODE, f"there is no date {text}", "check the month and the day") from None
    return numbers


@record
class When:
    """A time: ``parts`` holds one date or the two of a range, each as (year[, month[, day]]); none for words."""

    text: str
    parts: tuple[tuple[int, ...], ...] = ()

    @classmethod
    def parse(cls, value: object) -> When:
        """Return the time that a text says.

        Raises:
            PydanticCustomError: it is no text, names a date that does not exist, or a range that ends
                before it starts.
        """
        if isinstance(value, When):
            return value
        if not isinstance(value, str) or not value.strip():
            hint = "write 2025-11-24, 2025-11 or 2025, a range such as 2025-11/2026-01, or words in quotation marks"
            raise mistake(_CODE, "a date is expected here", hint)
        text = " ".join(value.split())
        parts = tuple(_parts(piece.strip()) for piece in text.split("/"))
        dates = tuple(part for part in parts if part is not None)
        if len(dates) != len(parts) or len(dates) > 2:
            return cls(text)
        if len(dates) == 2 and dates[1] < dates[0][: len(dates[1])]:
            raise mistake(_CODE, f"the range {text} ends before it starts", "write the earlier date first")
        return cls(text, dates)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        """Let pydantic read the type through ``parse``."""
        return core_schema.no_info_plain_validator_function(cls.parse)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Say in the JSON Schema that it is written as text."""
        return {"type": "string", "examples": ["2025-11-24", "2025-11", "2025", "2025-11/2026-01"]}
