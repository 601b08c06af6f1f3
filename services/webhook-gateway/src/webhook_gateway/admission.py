"""What an event may lead to: a job, nothing, or a refusal."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from flow_omnium.jobs.kinds import JobKind

MAX_ID = 256
MAX_TEXT = 512
MAX_SHOWN = 80

_INT64 = range(-(2**63), 2**63)
"""What the ledger can hold: one number beyond it would refuse the whole group that its event is written with."""


class RefusedError(Exception):
    """The event is refused for good, by this status; the text says why."""

    status: ClassVar[int] = 400


class BadEventError(RefusedError):
    """The sender's body is no event that we could ever use; the text names the field and the value."""


@dataclass(frozen=True)
class Wanted:
    """The event needs a job. `reference` is what the job keeps of the event: never a name or an address."""

    kind: JobKind
    key: str
    reference: dict[str, Any]


@dataclass(frozen=True)
class Unwanted:
    """The event needs no job, and why."""

    reason: str


Admission = Wanted | Unwanted


def usable_id(value: object, field: str) -> str:
    """Return an id as text. Raises BadEventError unless it is a text of 1 to 256 printable characters, or a whole number."""
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if isinstance(text, str) and 0 < len(text := text.strip()) <= MAX_ID and text.isprintable():
        return text
    raise BadEventError(
        unusable(field, value, f"an id: a text of 1 to {MAX_ID} characters, or a whole number")
    )


def unusable(field: str, value: object, wanted: str) -> str:
    """Say to a sender what is wrong with a field, in words that need no knowledge of ours."""
    if value is None:
        return f"{field} is missing"
    if isinstance(value, str) and not value.strip():
        return f"{field} is empty"
    return f"{field}: {shown(value)} is not {wanted}"


def reference_of(event: Mapping[str, Any], fields: tuple[str, ...]) -> dict[str, Any]:
    """Keep the named fields that hold short plain values; everything else of an event is dropped."""
    # Personal data stays out of broker and ledger: the job reads the record itself (decision 3).
    return {name: value for name in fields if (value := event.get(name)) is not None and is_plain(value)}


def is_plain(value: object) -> bool:
    """Tell whether a value may be kept: a short text, or a whole number that the ledger can hold."""
    if isinstance(value, str):
        return len(value) <= MAX_TEXT and "\0" not in value and (value.isascii() or _is_whole(value))
    return isinstance(value, int) and value in _INT64


def _is_whole(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:  # halves of characters: what a sender has cut, or written in another encoding
        return False
    return True


def shown(value: object) -> str:
    """Show a sender's value in an answer: short, on one line, and without looking into what may be nested too deep."""
    if isinstance(value, Mapping | list):
        return "an array" if isinstance(value, list) else "an object"
    return ascii(value[:MAX_SHOWN] if isinstance(value, str) else value)
