"""The message that brings a job to a worker (design section 4); it is complete, so the ledger can be rebuilt from it."""

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from typing import Annotated, Any, Final, Literal

import orjson
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from flow_omnium.jobs.bounds import Event, Moment, Name, QueueOfKind, Ticket, fault_of
from flow_omnium.jobs.kinds import QUEUE_BY_KIND, JobKind, lock_key_of
from flow_omnium.jobs.trace_context import TRACE_HEADER, trace_of

MAX_BYTES: Final = 1 << 20
"""What a message may weigh: the gateway takes bodies of a quarter of it, MongoDB documents of 16 times as much."""

RELEASED_HEADER: Final = "x-released"
"""Beside a message whose job the recovery of a system has let go."""

Identity = tuple[str, str, str]
"""Tenant, kind and key: the idempotency key of an event. Of one identity, one job may be pending."""


class UnreadableMessageError(Exception):
    """The bytes are no message of ours; the text names the fault. Only such messages become dead letters."""


class JobMessage(BaseModel):
    """One job on its way to a worker.

    `ticket` is a fencing token: it rises with every publication, and the ledger lets only the latest start the job. So
    a message that was thought lost, or comes twice, is dropped.
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
    is_released: Annotated[bool, Field(exclude=True)] = False
    """The job may run although its tenant's others wait for a system (see `circuits`); it travels likewise."""

    @cached_property
    def identity(self) -> Identity:
        """What an event must share with a pending job to join it."""
        return self.tenant_uid, self.kind.value, self.key

    @property
    def lock_key(self) -> str:
        """What the job locks while it runs: the record that it writes."""
        return lock_key_of(self.kind, self.key)

    @property
    def headers(self) -> dict[str, str]:
        """What goes beside the body."""
        trace = {TRACE_HEADER: self.trace} if self.trace else {}
        return trace | ({RELEASED_HEADER: "1"} if self.is_released else {})

    def encode(self) -> bytes:
        """Serialise to JSON."""
        try:
            return orjson.dumps(self._document(), option=orjson.OPT_UTC_Z)
        except TypeError:  # an event with a value that only an operator can have put into the ledger
            return self.model_dump_json(by_alias=True).encode()

    def _document(self) -> dict[str, Any]:
        # By hand: the door encodes every event, and the model's own way takes twice as long.
        return {
            "version": self.version,
            "jobId": self.job_id,
            "ticket": self.ticket,
            "tenantUid": self.tenant_uid,
            "kind": self.kind.value,
            "queue": self.queue,
            "key": self.key,
            "event": self.event,
            "acceptedAt": self.accepted_at,
        }

    def reissued(self, ticket: int) -> "JobMessage":
        """Return the same job under a newer ticket."""
        return self.model_copy(update={"ticket": ticket})

    def put_off(self, ticket: int) -> "JobMessage":
        """Return the same job for its next attempt: that one waits for a system again like all others."""
        return self.model_copy(update={"ticket": ticket, "is_released": False})

    def accepted_by(self, at: datetime) -> "JobMessage":
        """Return the same job, accepted at this moment at the latest."""
        return self if self.accepted_at <= at else self.model_copy(update={"accepted_at": at})

    @classmethod
    def decode(
        cls, body: bytes, headers: Mapping[str, str] | None = None, *, queue: str | None = None
    ) -> "JobMessage":
        """Parse a message that came from this queue. Raises UnreadableMessageError, whatever is wrong with it."""
        if len(body) > MAX_BYTES:
            fault = f"the body has {len(body)} bytes, more than {MAX_BYTES}"
            raise UnreadableMessageError(fault)
        try:
            beside = headers or {}
            known = {"trace": trace_of(beside), "is_released": RELEASED_HEADER in beside}
            message = cls.model_validate(orjson.loads(body) | known)
        except orjson.JSONDecodeError:
            fault = "the body is not JSON"
        except TypeError:
            fault = "the body is not an object"
        except ValidationError as error:
            fault = fault_of(error)
        except Exception as error:  # noqa: BLE001 - whatever it is (too deep, too large a number), only this body is at fault
            fault = f"the body cannot be read: {type(error).__name__}"
        else:
            if queue in (None, message.queue):
                return message
            fault = f"queue: it came from {queue}, not from the one that it names"
        raise UnreadableMessageError(fault)


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
