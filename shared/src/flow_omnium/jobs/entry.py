"""What the ledger knows of a job: its state, its attempts and its last error."""

import uuid
from datetime import datetime
from typing import Annotated, Final

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from flow_omnium.jobs.bounds import Event, Moment, Name, QueueOfKind, Ticket
from flow_omnium.jobs.cause import Cause, cause_of
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.message import Identity, JobMessage, new_message
from flow_omnium.jobs.poison import Deaths
from flow_omnium.jobs.state import JobState

ERASED: Final = "(erased)"
"""What stands in place of personal data that were erased."""


class _Model(BaseModel):
    model_config = ConfigDict(
        frozen=True, extra="ignore", alias_generator=to_camel, validate_by_name=True, validate_by_alias=True
    )


class Attempt(_Model):
    """One run of a job's handler. Times are UTC; the message is redacted. `system` and `call` (method and route) say which
    call went wrong, where one did."""

    number: int
    started_at: AwareDatetime
    duration_seconds: float
    outcome: str
    error_class: str | None = None
    message: str | None = None
    http_status: int | None = None
    system: str | None = None
    call: str | None = None
    changes: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()

    @property
    def cause(self) -> Cause | None:
        """What it failed for; None of one that did not fail."""
        if self.error_class is None:
            return None
        return cause_of(
            self.error_class, self.message, system=self.system, call=self.call, status=self.http_status
        )


class Forward(_Model):
    """How an event brings a waiting job forward (see `forwarding`): at once from a moment (UTC) on, before it after a delay."""

    at_once_from: AwareDatetime
    delay_ms: int


class AuditEntry(_Model):
    """What an operator did, and when (UTC).

    `via` is the way he came, by what the machine knows of it: `by` is what he calls himself. In a job's entry `act_id` is
    the number of the act in the audit log, and `made` the job that the act has made to do this one again.
    """

    act: str
    by: str
    at: AwareDatetime
    reason: str | None = None
    via: str | None = None
    act_id: int | None = None
    made: str | None = None


class Settled(_Model):
    """Why what a job had flagged needs nobody any more, and since when (UTC): who says so, in what words, and what it was.

    `job_id` is the later job that found both sides agreed, `report_id` the reconciliation that did, where one did.
    """

    by: str
    at: AwareDatetime
    note: str
    flags: tuple[str, ...] = ()
    job_id: str | None = None
    report_id: str | None = None

    @property
    def is_by_a_person(self) -> bool:
        """Whether somebody has said so: only then the same flags stay settled when they come back."""
        return self.job_id is None and self.report_id is None


class JobEntry(_Model):
    """The ledger's entry of one job. Times are UTC.

    `lock_key` is stored as `record`. `runs` counts the runs that were begun, `attention` is what the latest attempt
    flagged and nobody has settled yet; `settled` says who has, or which comparison. `numbers` is what people call the record (see
    `numbers`). `cause` is what it fails for, until it ends well. `store_uid` is the store that the event names until a run
    knows the real one, `other_stores` where a run has found further ones. `deaths` counts the workers that died while the job ran beside others, `deaths_alone` while it ran alone
    (see `poison`); `alone` is set during a run alone. `trace` is the context in which the job was made, `last_span` that
    of its latest attempt, if that was traced. `forward` is set while an event may bring the job forward, `forwarded` from
    then until the attempt has ended; `waits_for` is the system for whose answers it waits, `released` the one whose
    recovery has let it go (see `circuits`). `seen` are the versions of the records that it made agree (`Journal.saw`).
    """

    job_id: Annotated[Name, Field(alias="_id")]
    tenant_uid: Name
    kind: JobKind
    queue: QueueOfKind
    key: Name
    lock_key: Annotated[str, Field(alias="record")]
    state: JobState
    ticket: Ticket
    event: Event = {}
    trace: str | None = None
    last_span: str | None = None
    accepted_at: Moment
    due_at: AwareDatetime | None = None
    held_by: str | None = None
    held_at: AwareDatetime | None = None
    store_uid: str | None = None
    other_stores: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    started_at: AwareDatetime | None = None
    finished_at: AwareDatetime | None = None
    next_attempt_at: AwareDatetime | None = None
    lease_until: AwareDatetime | None = None
    owner: str | None = None
    reason: str | None = None
    failures: int = 0
    attempt_count: int = 0
    runs: int = 0
    deaths: int = 0
    deaths_alone: int = 0
    alone: bool = False
    attention: tuple[str, ...] = ()
    settled: Settled | None = None
    seen: tuple[str, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    last_error_class: str | None = None
    last_error_system: str | None = None
    cause: Cause | None = None
    forward: Forward | None = None
    forwarded: bool = False
    waits_for: str | None = None
    waits_since: AwareDatetime | None = None
    released: str | None = None
    released_at: AwareDatetime | None = None
    acts: tuple[AuditEntry, ...] = ()
    may_follow_flags: Annotated[bool, Field(exclude=True)] = True
    """Not stored: False where the claim has seen that no earlier job of the key has flags that are open."""

    @property
    def identity(self) -> Identity:
        """What an event must share with the job to join it, while it is pending."""
        return self.tenant_uid, self.kind.value, self.key

    @property
    def last_error(self) -> str | None:
        """The message of the latest failed attempt."""
        return next((attempt.message for attempt in reversed(self.attempts) if attempt.error_class), None)

    @property
    def worker_deaths(self) -> Deaths:
        """How often its worker has died."""
        return Deaths(self.deaths, self.deaths_alone)

    def message(self) -> JobMessage:
        """Rebuild the message that carries the job through the broker, under its present ticket.

        Its bounds are the entry's own, so nothing is left to check.
        """
        return JobMessage.model_construct(
            job_id=self.job_id,
            ticket=self.ticket,
            tenant_uid=self.tenant_uid,
            queue=self.queue,
            kind=self.kind,
            key=self.key,
            event=self.event,
            accepted_at=self.accepted_at,
            trace=self.trace,
            is_released=self.released is not None,
        )

    def anew(self, at: datetime, job_id: str | None = None) -> JobMessage:
        """Return a new job that does the same work, as if its event had come at `at` (UTC), under this id or a new one."""
        return new_message(
            job_id=job_id or uuid.uuid4().hex,
            tenant_uid=self.tenant_uid,
            kind=self.kind,
            key=self.key,
            event=self.event,
            accepted_at=at,
            trace=self.trace,
        )
