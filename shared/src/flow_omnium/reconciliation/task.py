"""Reconciliation as a task: a scheduled run orders the week's reports, and every run works off those that are not over."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from flow_omnium.jobs.handler import AwaitsJob
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.ledger.contract import LedgerUnavailableError
from flow_omnium.jobs.worker.fence import LeaseLostError
from flow_omnium.jobs.worker.other_jobs import OtherJobs
from flow_omnium.outcomes import Deferred, JobInterrupted, TokenUnavailable, Unavailable
from flow_omnium.reconciliation.compares import Compares
from flow_omnium.reconciliation.judging import kept
from flow_omnium.reconciliation.order import ReconciliationKind, ReconciliationOrder
from flow_omnium.reconciliation.parts import ReportParts
from flow_omnium.reconciliation.report import Report, ReportState
from flow_omnium.reconciliation.run import ReportRun
from flow_omnium.reconciliation.weekly import AGAIN_AFTER, LOOKS_BACK, WEEKLY
from flow_omnium.tasks.task import TaskRun

_RECENT = 100

_LATER = (Deferred, Unavailable, TokenUnavailable, LeaseLostError)
"""What says nothing of the report: it is gone on with."""


class ReconciliationTask:
    """Implements `Task` for the kinds that one service compares."""

    def __init__(
        self, parts: ReportParts, compares: Mapping[ReconciliationKind, Compares], others: OtherJobs
    ) -> None:
        self._parts = parts
        self._compares = compares
        self._others = others

    async def run(self, run: TaskRun) -> None:
        """See `Task.run`. A dry run only tells what waits: whether jobs are made is said by each report."""
        if run.request is None and not run.is_first:
            await self._order_weekly(run)
        done: set[str] = set()
        while waiting := [one for one in await self._waiting(run) if one.id not in done]:
            done.add(waiting[0].id)
            if run.is_dry:
                run.tally.tell(f"{waiting[0].order.kind.value}: {waiting[0].id} waits")
                continue
            await self._work_off(run, waiting[0])

    async def _waiting(self, run: TaskRun) -> Sequence[Report]:
        return await self._parts.store.unfinished(run.tenant.tenant_uid, self._compares)

    async def _order_weekly(self, run: TaskRun) -> None:
        """Order what a week's changes are compared by: nothing is mended by it, it tells."""
        uid = run.tenant.tenant_uid
        ordered = {
            one.order.kind
            for one in await self._parts.store.reports(uid, _RECENT)
            if one.order.by == WEEKLY and one.order.at > run.started_at - AGAIN_AFTER
        }
        since = run.started_at - LOOKS_BACK
        for kind, compares in self._compares.items():
            if compares.sources and kind not in ordered:
                wanted = ReconciliationOrder(uid, kind, WEEKLY, run.started_at, since=since)
                await self._parts.store.order(wanted)

    async def _work_off(self, run: TaskRun, report: Report) -> None:
        begun = await self._begun(report)
        work = ReportRun(
            self._parts,
            self._compares[report.order.kind],
            run.tenant,
            begun,
            run.tally,
            self._awaits(run.tenant.tenant_uid),
        )
        try:
            await work.work()
        except (*_LATER, LedgerUnavailableError):
            raise
        except JobInterrupted as failure:
            await self._end(run, work.report, f"{type(failure).__name__}: {failure}")
            return
        await self._end(run, work.report)

    async def _begun(self, report: Report) -> Report:
        if report.state is ReportState.RUNNING:
            return report
        now = self._parts.clock.now()
        order = replace(report.order, until=report.order.until or now)
        begun = replace(report, order=order, state=ReportState.RUNNING, started_at=now)
        await self._parts.store.save(begun)
        return begun

    async def _end(self, run: TaskRun, report: Report, error: str | None = None) -> None:
        state = ReportState.DONE if error is None else ReportState.FAILED
        text = None if error is None else kept(error)
        ended = replace(report, state=state, error=text, ended_at=self._parts.clock.now())
        await self._parts.store.save(ended)
        counts = ended.counts
        told = f"{counts.looked_at} looked at, {counts.agree} agree, {counts.drift} differ, {counts.fixed} given a job"
        run.tally.tell(f"{report.order.kind.value} ({report.id}): {state.value}, {text or told}")
        if text:
            run.tally.flag(f"{report.order.kind.value} ({report.id}): {text}")

    def _awaits(self, tenant_uid: str) -> AwaitsJob:
        async def awaits(kind: JobKind, key: str) -> bool:
            return await self._others.awaits(tenant_uid, kind, key)

        return awaits
