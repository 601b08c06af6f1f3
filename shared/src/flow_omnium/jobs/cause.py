"""What a job fails for, so that jobs which fail for the same thing have the same key: class, system, call, status, text.

Of the text only what does not differ from record to record counts: quoted values, ids and digits are left out.
"""

import hashlib
import re
from typing import Final

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

MAX_TEXT: Final = 200

_KEY_CHARACTERS: Final = 12
"""48 bits: of a million different causes two share a key once in 500 ledgers."""

_LOST: Final = "WorkerLostError"
_LOST_TEXT: Final = "its worker gave no result"
"""The message names the worker, which differs each time."""

_LOOKED_AT: Final = 1_000
"""Characters of a message that are looked at: beyond them is what an answer had in its body."""

_VARYING: Final = "…"
_QUOTED: Final = re.compile(r"'[^']*'|\"[^\"]*\"|`[^`]*`")
_WITH_DIGITS: Final = re.compile(r"[^\s,;:()\[\]{}<>=/]*\d[^\s,;:()\[\]{}<>=/]*")
_REPEATED: Final = re.compile(rf"{_VARYING}(?:[\s,/:]*{_VARYING})+")
_ANSWERED: Final = re.compile(r"^ ?(?:answered \d+)?:? ?")


class Cause(BaseModel):
    """What a job fails for. `error` is the class of the failure, `call` a method with its route, `status` that of HTTP.

    Two failures with the same `key` have the same cause; `text` is what both messages share.
    """

    model_config = ConfigDict(
        frozen=True, extra="ignore", alias_generator=to_camel, validate_by_name=True, validate_by_alias=True
    )

    key: str
    error: str
    system: str | None = None
    call: str | None = None
    status: int | None = None
    text: str = ""


def cause_of(
    error: str,
    message: str | None,
    *,
    system: str | None = None,
    call: str | None = None,
    status: int | None = None,
) -> Cause:
    """Return the cause of a failure, by its class, its message and the call that went wrong, if one did."""
    told = _LOST_TEXT if error == _LOST else without_call(message or "", f"{system} {call}")
    text = without_values(told)
    parts = ("" if part is None else str(part) for part in (error, system, call, status, text))
    key = hashlib.sha256("\n".join(parts).encode()).hexdigest()[:_KEY_CHARACTERS]
    return Cause(key=key, error=error, system=system, call=call, status=status, text=text)


def without_values(message: str) -> str:
    """Return a message without what differs from record to record, at most 200 characters of it."""
    text = _QUOTED.sub(_VARYING, message[:_LOOKED_AT])
    text = _REPEATED.sub(_VARYING, _WITH_DIGITS.sub(_VARYING, text))
    return " ".join(text.split())[:MAX_TEXT]


def without_call(message: str, call: str) -> str:
    """Return a message without the call and the status that begin it, since the cause names those by themselves."""
    return _ANSWERED.sub("", message[len(call) :], count=1) if message.startswith(call) else message
