"""The message that travels through the broker (design section 4): complete, so that the ledger can be rebuilt from it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

import orjson
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from flow_omnium.jobs.kinds import QUEUE_BY_KIND, JobKind, record_of
from flow_omnium.jobs.trace_context import TRACE_HEADER, trace_of

Identity = tuple[str, str, str]
"""Tenant, kind and key: of one identity, one job may be pending."""

Name = Annotated[str, Field(min_length=1, max_length=512)]


class UnreadableMessageError(Exception):
    """The bytes are no message of ours; the text names the fault. Only such messages are parked."""


class JobMessage(BaseModel):
    """One job on its way to a worker. `ticket` rises with every publication: older tickets are dropped."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", alias_generator=to_camel, validate_by_name=True, validate_by_alias=True
    )

    version: Literal[1] = 1
    job_id: Name
    ticket: Annotated[int, Field(ge=1)]
    tenant_uid: Name
    queue: Name
    kind: JobKind
    key: Name
    event: dict[str, Any]
    accepted_at: AwareDatetime
    trace: Annotated[str | None, Field(exclude=True)] = None
    """The W3C trace context; it travels in the headers, not in the body."""

    @property
    def identity(self) -> Identity:
        """What an event must share with a pending job to join it."""
        return self.tenant_uid, self.kind.value, self.key

    @property
    def record(self) -> str:
        """The record that the job locks while it runs."""
        return record_of(self.kind, self.key)

    def encode(self) -> bytes:
        """Serialise to JSON."""
        return self.model_dump_json(by_alias=True).encode()

    def reissued(self, ticket: int) -> "JobMessage":
        """Return the same job under a newer ticket."""
        return self.model_copy(update={"ticket": ticket})

    @property
    def headers(self) -> dict[str, str]:
        """What goes beside the body."""
        return {TRACE_HEADER: self.trace} if self.trace else {}

    @classmethod
    def decode(cls, body: bytes, headers: Mapping[str, str] | None = None) -> "JobMessage":
        """Parse a message. Raises UnreadableMessageError."""
        try:
            return cls.model_validate(orjson.loads(body) | {"trace": trace_of(headers or {})})
        except orjson.JSONDecodeError:
            fault = "the body is not JSON"
        except TypeError:
            fault = "the body is not an object"
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            fault = f"{'.'.join(str(part) for part in first['loc']) or 'body'}: {first['msg']}"
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
