"""What a run may know of the other jobs of its tenant, by the ledger; and the job that it makes where no event will."""

import uuid
from collections.abc import Mapping

from flow_omnium.customer_marks.port import CustomerMarks
from flow_omnium.jobs.broker.dispatch import Dispatch
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.ledger.contract import RunLedger
from flow_omnium.jobs.message import new_message
from flow_omnium.runtime.clock import Clock


class LedgerJobs:
    """Implements `OtherJobs`. A job is made as the gateway makes one: safe in the ledger, then on its way to the broker."""

    def __init__(
        self, ledger: RunLedger, dispatch: Dispatch, clock: Clock, marks: CustomerMarks | None = None
    ) -> None:
        self._ledger = ledger
        self._dispatch = dispatch
        self._clock = clock
        self.marks = marks

    async def awaits(self, tenant_uid: str, kind: JobKind, key: str) -> bool:
        """See `OtherJobs.awaits`."""
        return await self._ledger.awaits(tenant_uid, kind, key)

    async def wake(self, tenant_uid: str, kind: JobKind, key: str, event: Mapping[str, str]) -> None:
        """See `OtherJobs.wake`."""
        job = new_message(
            job_id=uuid.uuid4().hex,
            tenant_uid=tenant_uid,
            kind=kind,
            key=key,
            event=dict(event),
            accepted_at=self._clock.now(),
        )
        (recorded,) = await self._ledger.record([job])
        if recorded.is_new:
            await self._dispatch.enqueue_soon([job])
