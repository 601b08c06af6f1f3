"""The message that travels through the broker (design section 4): complete, so that the ledger can be rebuilt from it."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Annotated, Any, Final, Literal

import orjson
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
)
from pydantic.alias_generators import to_camel

from flow_omnium.jobs.kinds import QUEUE_BY_KIND, JobKind, lock_key_of
from flow_omnium.jobs.trace_context import TRACE_HEADER, trace_of

Identity = tuple[str, str, str]
"""Tenant, kind and key: of one identity, one job may be pending."""

MAX_BYTES = 1 << 20
"""What a message may weigh: the gateway takes bodies of a quarter of it, and the ledger's documents hold 16 times it."""

MAX_DEPTH = 32
"""Levels of an event. The database stores no more than 100."""

MAX_TICKET = 2**53

EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
"""Between which an event can have been accepted."""

_INT64 = range(-(2**63), 2**63)


class UnreadableMessageError(Exception):
    """The bytes are no message of ours; the text names the fault. Only such messages are parked."""


def _storable_text(value: str) -> str:
    if "\0" in value:
        raise ValueError(_NO_NUL)
    if not value.isascii() and any("\ud800" <= character <= "\udfff" for character in value):
        raise ValueError("a text must not hold half a character")
    return value


def _storable_event(value: dict[str, Any]) -> dict[str, Any]:
    """Raise ValueError unless database and broker can hold it."""
    return value if _is_plain(value) else _walked(value)


def _is_plain(value: dict[str, Any]) -> bool:
    """Tell at once, of most events, that nothing in them needs a closer look: a walk costs more than all else of a job.

    Serialised, there is no number beyond 53 bits, no half character, nothing that may be NUL or begin with $; and so few
    brackets that, each a level and a value in the last, a walk would end before its last step.
    """
    try:
        text = orjson.dumps(value, option=orjson.OPT_STRICT_INTEGER)
    except (orjson.JSONEncodeError, RecursionError):
        return False
    if b"\\u0000" in text or b'"$' in text:
        return False
    return text.count(b"{") + text.count(b"[") < MAX_DEPTH - 1


def _walked(value: dict[str, Any]) -> dict[str, Any]:
    """Look at it level by level, so that no depth ends the walk."""
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
        if _storable_text(str(name)).startswith("$"):
            raise ValueError("a field must not begin with $")
    return value.values()


Name = Annotated[str, Field(min_length=1, max_length=512, pattern=r"^[^\x00]*$")]
"""A text without NUL; one with half a character is none to pydantic."""
Ticket = Annotated[int, Field(ge=1, le=MAX_TICKET)]
Event = Annotated[dict[str, Any], AfterValidator(_storable_event)]
Moment = Annotated[AwareDatetime, Field(ge=EARLIEST, le=LATEST)]


def _of_its_kind(queue: str, given: ValidationInfo) -> str:
    kind = given.data.get("kind")
    if kind is not None and queue != QUEUE_BY_KIND[kind]:
        message = f"{kind.value} jobs are not of this queue"
        raise ValueError(message)
    return queue


QueueOfKind = Annotated[str, AfterValidator(_of_its_kind)]
"""Stands in a model behind the job's kind."""


class JobMessage(BaseModel):
    """One job on its way to a worker. `ticket` rises with every publication: older tickets are dropped.

    Its bounds are those of what it is stored in: what is a message can be written down and sent.
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", alias_generator=to_camel, validate_by_name=True, validate_by_alias=True
    )

    version: Literal[1] = 1
    job_id: Name
    ticket: Ticket
    tenant_uid: Name
    kind: JobKind
    queue: QueueOfKind
    key: Name
    event: Event
    accepted_at: Moment
    trace: Annotated[str | None, Field(exclude=True)] = None
    """The W3C trace context; it travels in the headers, not in the body."""

    @property
    def identity(self) -> Identity:
        """What an event must share with a pending job to join it."""
        return self.tenant_uid, self.kind.value, self.key

    @property
    def record(self) -> str:
        """The record that the job locks while it runs."""
        return lock_key_of(self.kind, self.key)

    def encode(self) -> bytes:
        """Serialise to JSON."""
        return self.model_dump_json(by_alias=True).encode()

    def reissued(self, ticket: int) -> "JobMessage":
        """Return the same job under a newer ticket."""
        return self.model_copy(update={"ticket": ticket})

    def accepted_by(self, at: datetime) -> "JobMessage":
        """Return the same job, accepted at this moment at the latest."""
        return self if self.accepted_at <= at else self.model_copy(update={"accepted_at": at})

    @property
    def headers(self) -> dict[str, str]:
        """What goes beside the body."""
        return {TRACE_HEADER: self.trace} if self.trace else {}

    @classmethod
    def decode(
        cls, body: bytes, headers: Mapping[str, str] | None = None, *, queue: str | None = None
    ) -> "JobMessage":
        """Parse a message that came from this queue. Raises UnreadableMessageError, whatever is wrong with it."""
        if len(body) > MAX_BYTES:
            fault = f"the body has {len(body)} bytes, more than {MAX_BYTES}"
            raise UnreadableMessageError(fault)
        try:
            message = cls.model_validate(orjson.loads(body) | {"trace": trace_of(headers or {})})
        except orjson.JSONDecodeError:
            fault = "the body is not JSON"
        except TypeError:
            fault = "the body is not an object"
        except ValidationError as error:
            fault = _first_fault(error)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is the fault of this body alone
            fault = f"the body cannot be read: {type(error).__name__}"
        else:
            if queue in (None, message.queue):
                return message
            fault = f"queue: it came from {queue}, not from the one that it names"
        raise UnreadableMessageError(fault)


_NO_NUL: Final = "a text must not hold NUL"
_TIMES: Final = f"a time must be between {EARLIEST.year} and {LATEST.year}"
_IN_OUR_WORDS: Final[Mapping[tuple[str, str], str]] = MappingProxyType(
    {
        **{(name, "string_pattern_mismatch"): _NO_NUL for name in ("jobId", "tenantUid", "key")},
        **{("acceptedAt", kind): _TIMES for kind in ("greater_than_equal", "less_than_equal")},
    }
)
"""What a bound asks for, by field and the type of pydantic's error: a pattern says it to nobody."""


def _first_fault(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    name = ".".join(str(part) for part in first["loc"]) or "body"
    return f"{name}: {_IN_OUR_WORDS.get((name, first['type']), first['msg'])}"


def new_message(  # noqa: PLR0913 - a message is complete
    *,
    job_id: str,
    tenant_uid: str,
    kind: JobKind,
    key: str,
    event: dict[str, Any],
    accepted_at: datetime,
    trace: str | None = None,
) -> JobMessage:
    """Build the first message of a new job."""
    return JobMessage(
        job_id=job_id,
        ticket=1,
        tenant_uid=tenant_uid,
        queue=QUEUE_BY_KIND[kind],
        kind=kind,
        key=key,
        event=event,
        accepted_at=accepted_at,
        trace=trace,
    )
