"""Comparing one record by the plan that its job would make, and what to make of an answer that does not come."""

from dataclasses import dataclass
from typing import Final
from uuid import uuid4

from flow_omnium.jobs.handler import AwaitsJob, JobContext
from flow_omnium.jobs.ledger.contract import LedgerUnavailableError
from flow_omnium.jobs.worker.fence import LeaseLostError
from flow_omnium.outcomes import JobInterrupted, TokenUnavailable, Unavailable
from flow_omnium.polling.source import Sighting
from flow_omnium.reconciliation.judging import Judgement, judged, judged_by, not_comparable, stops
from flow_omnium.reconciliation.parts import ReportParts
from flow_omnium.reconciliation.report import Row
from flow_omnium.runtime.logging import get_logger
from flow_omnium.tenants.tenant import Tenant

OUTAGE: Final = 5
"""So many records in a row that could not be read for want of an answer: the system is away, and it is no fault of theirs."""

STOPS: Final = (LedgerUnavailableError, LeaseLostError, TokenUnavailable)
"""What is about more than one record: the run goes on later."""


@dataclass
class Comparing:
    """Compares records of a tenant, `parts.pace` at a time. Once `stopped` is there no further one is compared."""

    parts: ReportParts
    tenant: Tenant
    awaits: AwaitsJob
    stopped: Exception | None = None
    _unanswered: int = 0

    async def row_of(self, one: Sighting) -> Row | None:
        """Compare a record; None where the run has to stop. Raises nothing that is about one record."""
        async with self.parts.pace.room:
            if self.stopped is not None:
                return None
            await self.parts.pace.turn()
            judgement = await self._judgement(one)
        return None if judgement is None else Row(one.kind, one.key, judgement, self.parts.clock.now())

    async def _judgement(self, one: Sighting) -> Judgement | None:
        job = self._job(one)
        try:
            plan = await self.parts.syncs[one.kind].plan(job)
        except Exception as outcome:  # noqa: BLE001 - a fault of ours with one record is told in its row, and stops no other
            return self._judgement_without_plan(one, outcome)
        self._unanswered = 0
        return judged(one.kind, plan, self.parts.meaning, job.journal.flags)

    def _judgement_without_plan(self, one: Sighting, outcome: Exception) -> Judgement | None:
        if stops(outcome) or isinstance(outcome, STOPS):
            self.stopped = outcome
            return None
        if isinstance(outcome, Unavailable):
            return self._without_answer(outcome)
        if isinstance(outcome, JobInterrupted):
            return judged_by(outcome)
        told = {"tenant": self.tenant.tenant_uid, "kind": one.kind.value, "key": one.key}
        get_logger("reconciliation").error("a record could not be compared", exc_info=outcome, **told)
        return not_comparable(outcome)

    def _without_answer(self, outcome: Unavailable) -> Judgement | None:
        self._unanswered += 1
        if self._unanswered >= OUTAGE:
            self.stopped = outcome
            return None
        return judged_by(outcome)

    def _job(self, one: Sighting) -> JobContext:
        now = self.parts.clock.now()
        return JobContext(
            uuid4().hex,
            self.tenant,
            one.kind,
            one.key,
            one.event,
            now,
            awaits=self.awaits,
            marks=self.parts.marks,
        )
