"""Making an event durable: into the ledger, then onto its queue; only then may the sender hear that it is accepted."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from flow_omnium.jobs.broker_link import BrokerUnavailableError
from flow_omnium.jobs.dispatch import Dispatch
from flow_omnium.jobs.ledger import Ledger, LedgerUnavailableError, Recorded
from flow_omnium.jobs.message import JobMessage, new_message
from flow_omnium.runtime.clock import Clock
from webhook_gateway.admission import Wanted


class NotAcceptedError(Exception):
    """Ledger or broker cannot take the event now: the sender must send it again."""


@dataclass(frozen=True)
class Accepted:
    """How the event was taken: as a new job, or by a pending job of the same record."""

    outcome: Literal["queued", "coalesced"]
    job_id: str


class Acceptance:
    """Records events and publishes their jobs."""

    def __init__(self, ledger: Ledger, dispatch: Dispatch, clock: Clock) -> None:
        self._ledger = ledger
        self._dispatch = dispatch
        self._clock = clock

    async def accept(self, tenant_uid: str, wanted: Wanted, headers: Mapping[str, str]) -> Accepted:
        """Return once the event is safe. Raises NotAcceptedError."""
        try:
            recorded = await self._record(tenant_uid, wanted)
            # A pending job that the broker never confirmed would be waited for in vain: it is published once more.
            if not recorded.is_published:
                await self._dispatch.enqueue(recorded.job, headers)
        except (LedgerUnavailableError, BrokerUnavailableError) as error:
            raise NotAcceptedError(str(error)) from None
        return Accepted("queued" if recorded.is_new else "coalesced", recorded.job.job_id)

    async def _record(self, tenant_uid: str, wanted: Wanted) -> Recorded:
        (recorded,) = await self._ledger.record([self._message(tenant_uid, wanted)])
        return recorded

    def _message(self, tenant_uid: str, wanted: Wanted) -> JobMessage:
        return new_message(
            job_id=uuid.uuid4().hex,
            tenant_uid=tenant_uid,
            kind=wanted.kind,
            key=wanted.key,
            event=wanted.reference,
            accepted_at=self._clock.now(),
        )
