"""How a field's type says what is wrong with a value: the code, the message and the hints of a diagnostic."""

from __future__ import annotations

from pydantic_core import PydanticCustomError

MESSAGE, HINTS = "message", "hints"


def mistake(code: str, message: str, *hints: str) -> PydanticCustomError:
    """Return the error that a validator raises; ``loading`` makes a diagnostic of it, with its place.

    The message rides in the context, not as the template, for braces in a user's text are no placeholders.
    """
    return PydanticCustomError(code, "{message}", {MESSAGE: message, HINTS: hints})


def empty() -> PydanticCustomError:
    """Return the error of a text without words."""
    return mistake("missing-value", "a text is expected here, and there is none", "write it, or take the key away")
