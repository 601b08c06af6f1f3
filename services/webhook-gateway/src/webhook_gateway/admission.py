"""What an event may lead to: a job, nothing, or a refusal. No I/O."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flow_omnium.jobs.kinds import JobKind

MAX_ID = 256
MAX_TEXT = 512


class BadEventError(Exception):
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
    """Return an id as text. Raises BadEventError unless it is a text of 1 to 256 printable characters, or an integer."""
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if isinstance(text, str) and 0 < len(text := text.strip()) <= MAX_ID and text.isprintable():
        return text
    shown = repr(value)
    message = f"{field}: {shown[:80]} is not a usable id"
    raise BadEventError(message)


def reference_of(event: Mapping[str, Any], fields: tuple[str, ...]) -> dict[str, Any]:
    """Keep the named fields that hold short plain values; everything else of an event is dropped."""
    return {name: event[name] for name in fields if _is_plain(event.get(name))}


def _is_plain(value: object) -> bool:
    return isinstance(value, int) or (isinstance(value, str) and len(value) <= MAX_TEXT)
