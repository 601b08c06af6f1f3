"""What the fields of a job may hold: no more than RabbitMQ and MongoDB can store.

A message and its entry in the ledger have the same bounds, so each can always be rebuilt from the other.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Annotated, Any, Final

import orjson
from pydantic import AfterValidator, AwareDatetime, Field, ValidationError, ValidationInfo

from flow_omnium.jobs.kinds import QUEUE_BY_KIND

MAX_DEPTH: Final = 32
"""Levels of an event. MongoDB stores no more than 100 (https://www.mongodb.com/docs/manual/reference/limits/)."""

MAX_TICKET: Final = 2**53

EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
"""Between which an event can have been accepted."""

_INT64 = range(-(2**63), 2**63)
_NO_NUL: Final = "a text must not hold NUL"
_TIMES: Final = f"a time must be between {EARLIEST.year} and {LATEST.year}"
_IN_OUR_WORDS: Final[Mapping[tuple[str, str], str]] = MappingProxyType(
    {
        **{(name, "string_pattern_mismatch"): _NO_NUL for name in ("jobId", "tenantUid", "key")},
        **{("acceptedAt", kind): _TIMES for kind in ("greater_than_equal", "less_than_equal")},
    }
)
"""What a bound asks for, by field and type of pydantic's error: pydantic's own text would show the pattern."""


def fault_of(error: ValidationError) -> str:
    """Name the first field that breaks its bound, and how; its value is not shown."""
    first = error.errors(include_url=False, include_input=False)[0]
    name = ".".join(str(part) for part in first["loc"]) or "body"
    return f"{name}: {_IN_OUR_WORDS.get((name, first['type']), first['msg'])}"


def _storable_event(value: dict[str, Any]) -> dict[str, Any]:
    """Raise ValueError unless database and broker can hold it."""
    return value if _is_plain(value) else _walked(value)


def _is_plain(value: dict[str, Any]) -> bool:
    """Tell quickly that nothing in an event needs a closer look; True for most.

    Serialised, it has no number beyond 53 bits, no half character, nothing that may be NUL or begin with $, and so few
    brackets that it cannot be too deep.
    """
    # A walk through every event would cost more than all else that is done for a job.
    try:
        text = orjson.dumps(value, option=orjson.OPT_STRICT_INTEGER)
    except (orjson.JSONEncodeError, RecursionError):
        return False
    if b"\\u0000" in text or b'"$' in text:
        return False
    return text.count(b"{") + text.count(b"[") < MAX_DEPTH - 1


def _walked(value: dict[str, Any]) -> dict[str, Any]:
    """Check it level by level: recursion would end at Python's own limit, where a sender decides how deep it goes."""
    level: list[object] = [value]
    for _ in range(MAX_DEPTH):
        if not level:
            return value
        level = [inner for outer in level for inner in _storable_parts(outer)]
    message = f"there are more than {MAX_DEPTH} levels"
    raise ValueError(message)


def _storable_parts(value: object) -> Iterable[object]:
    """Check one value by itself, and return those in it."""
    if isinstance(value, str):
        _storable_text(value)
    if isinstance(value, int) and value not in _INT64:
        raise ValueError("a number must fit into 64 bits")
    if isinstance(value, list):
        return value
    if not isinstance(value, dict):
        return ()
    for name in value:
        # MongoDB reads such a name in an update as an operator.
        if _storable_text(str(name)).startswith("$"):
            raise ValueError("a field must not begin with $")
    return value.values()


def _storable_text(value: str) -> str:
    if "\0" in value:
        raise ValueError(_NO_NUL)
    if not value.isascii() and any("\ud800" <= character <= "\udfff" for character in value):
        raise ValueError("a text must not hold half a character")
    return value


def _of_its_kind(queue: str, given: ValidationInfo) -> str:
    kind = given.data.get("kind")
    if kind is not None and queue != QUEUE_BY_KIND[kind]:
        message = f"{kind.value} jobs are not of this queue"
        raise ValueError(message)
    return queue


Name = Annotated[str, Field(min_length=1, max_length=512, pattern=r"^[^\x00]*$")]
"""A text without NUL; pydantic itself refuses one with half a character."""

Ticket = Annotated[int, Field(ge=1, le=MAX_TICKET)]
Event = Annotated[dict[str, Any], AfterValidator(_storable_event)]
Moment = Annotated[AwareDatetime, Field(ge=EARLIEST, le=LATEST)]

QueueOfKind = Annotated[str, AfterValidator(_of_its_kind)]
"""The queue of the job's kind; in a model it must stand behind the kind."""
