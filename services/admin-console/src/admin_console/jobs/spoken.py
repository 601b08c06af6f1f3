"""What an attempt was told, as a person reads it: who answered and what, without the call and the wrapping of the answer. Pure."""

import json
from collections.abc import Mapping
from typing import Final

from flow_omnium.jobs.cause import without_call

_SPEAKS: Final = ("message", "detail", "title", "error", "errorMessage", "description")
"""Under which of its keys an answer says what is wrong, the one that says most first."""


def spoken(
    message: str, system: str | None = None, call: str | None = None, status: int | None = None
) -> str:
    """Say it: `Flow answered 400: the handling is unknown`; a message that is of no call is said as it is."""
    text = without_call(message, f"{system} {call}")
    if text == message or system is None:
        return unwrapped(message)
    answered = f"answered {status}" if status is not None else "failed"
    return ": ".join(filter(None, (f"{system.capitalize()} {answered}", unwrapped(text))))


def unwrapped(answer: str) -> str:
    """Return what an answer in JSON says in words; the answer as it is where it says nothing by itself, or was cut."""
    if not answer.lstrip().startswith("{"):
        return answer
    try:
        read = json.loads(answer)
    except (ValueError, RecursionError):
        return answer
    told = (read.get(key) for key in _SPEAKS) if isinstance(read, Mapping) else ()
    return next((text for text in told if isinstance(text, str) and text.strip()), answer)
