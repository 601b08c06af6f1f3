"""A run that has written and is then told that another worker has the job: the record is compared once more."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import aiohttp
from aiohttp import web

from flow_omnium.jobs.broker.dispatch import Dispatch
from flow_omnium.jobs.gate import Gate
from flow_omnium.jobs.handler import JobContext
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.state import JobState
from flow_omnium.jobs.worker.chain import JobChain
from flow_omnium.jobs.worker.fenced_connector import FencedConnector
from flow_omnium.jobs.worker.leases import LeaseRenewer
from flow_omnium.jobs.worker.policy import WorkerPolicy
from flow_omnium.jobs.worker.report import JobReport
from flow_omnium.jobs.worker.runner import JobRunner
from flow_omnium.jobs.worker.slots import TenantJobSlots
from flow_omnium.outcomes import Failed
from flow_omnium.runtime.metrics import Registrar, WorkerMetrics
from flow_omnium.tenants.tenant import Tenant
from flow_omnium.testing.clock import FixedClock
from flow_omnium.testing.http_peer import HttpPeer
from flow_omnium.testing.jobs import NOON, a_message
from flow_omnium.testing.memory_ledger import MemoryLedger
from flow_omnium.testing.memory_publisher import MemoryPublisher
from flow_omnium.testing.polling import until
from flow_omnium.testing.tenants import a_tenant

LEASE = timedelta(seconds=60)
QUEUE = "external_order_sync"


class Bench:
    """A worker whose job is taken over by another one in the middle of its call."""

    def __init__(self, taken_over_as: JobState, method: str = "PUT", landing: float = 5) -> None:
        self.clock = FixedClock(NOON)
        self.ledger = MemoryLedger()
        self.publisher = MemoryPublisher()
        self.leases = LeaseRenewer(self.ledger, self.clock, LEASE)
        self.registrar = Registrar()
        self.message = a_message("1001")
        self.refusals: list[Exception] = []
        self._method = method
        self._taken_over_as = taken_over_as
        self._landing = timedelta(seconds=landing)
        self._url = ""
        self._session: aiohttp.ClientSession

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[JobChain]:
        async with (
            HttpPeer(self._answer) as self.peer,
            aiohttp.ClientSession(connector=FencedConnector(self.leases.fence)) as self._session,
        ):
            self._url = self.peer.url
            yield self._chain()

    @property
    def published(self) -> list[tuple[str, str]]:
        return [(sent.queue, sent.message.key) for sent in self.publisher.published]

    def _chain(self) -> JobChain:
        timeout = timedelta(seconds=30)
        handlers = {JobKind.INBOUND_ORDER: self._handle}
        runner = JobRunner(handlers, self._find, self.leases, self.clock, timeout=timeout)
        policy = WorkerPolicy("worker-1", self.clock, LEASE, 60, [QUEUE], landing=self._landing)
        report = JobReport(WorkerMetrics(self.registrar))
        gate = Gate(self._find, lambda: ())
        slots = TenantJobSlots(2)
        return JobChain(runner, self.ledger, Dispatch(self.publisher), gate, slots, policy, report=report)

    async def _find(self, _uid: str) -> Tenant:
        return a_tenant("acme")

    async def _handle(self, _context: JobContext) -> None:
        for _ in range(2):
            try:
                async with self._session.request(self._method, self._url):
                    pass
            except Failed as refusal:
                self.refusals.append(refusal)

    async def _answer(self, _request: web.Request) -> web.StreamResponse:
        """While the call is out the process freezes, and the job is taken over."""
        self.clock.advance(2 * LEASE)
        self.becomes(self._taken_over_as)
        return web.json_response({})

    def becomes(self, state: JobState) -> None:
        entry = self.ledger.entries[self.message.job_id]
        taken = {"ticket": 2, "state": state, "owner": None, "lease_until": None}
        self.ledger.entries[self.message.job_id] = entry.model_copy(update=taken)

    def outcome(self, outcome: str) -> float | None:
        labels = {"tenant": "acme", "kind": "inbound-order", "outcome": outcome}
        return self.registrar.registry.get_sample_value("flow_omnium_jobs_total", labels)


async def test_a_write_under_a_lost_lease_leads_to_one_more_job_when_it_has_arrived_for_certain() -> None:
    bench = Bench(JobState.DONE)
    async with bench.opened() as chain:
        await bench.ledger.record([bench.message])
        await chain.run_message(bench.message)

    assert bench.published == [(f"{QUEUE}.wait.5000", "1001")]
    (again,) = [entry for entry in bench.ledger.entries.values() if entry.job_id != bench.message.job_id]
    assert (again.key, again.event, again.state) == ("1001", bench.message.event, JobState.QUEUED)
    assert bench.outcome("lease_lost") == 1


async def test_no_second_call_leaves_although_the_handler_takes_the_refusal_for_its_own_affair() -> None:
    bench = Bench(JobState.DONE)
    async with bench.opened() as chain:
        await bench.ledger.record([bench.message])
        await chain.run_message(bench.message)

        assert len(bench.peer.received) == 1
        assert len(bench.refusals) == 1


async def test_a_run_that_only_read_leaves_nothing_to_compare() -> None:
    bench = Bench(JobState.DONE, "GET")
    async with bench.opened() as chain:
        await bench.ledger.record([bench.message])
        await chain.run_message(bench.message)

    assert bench.published == []
    assert len(bench.ledger.entries) == 1


async def test_it_joins_a_pending_job_that_has_not_begun_when_the_write_has_arrived() -> None:
    bench = Bench(JobState.WAITING, landing=0.01)
    async with bench.opened() as chain:
        await bench.ledger.record([bench.message])
        await chain.run_message(bench.message)

    assert bench.published == []
    assert len(bench.ledger.entries) == 1


async def test_a_pending_job_that_began_before_the_write_had_arrived_is_followed_by_another() -> None:
    bench = Bench(JobState.WAITING, landing=0.3)
    async with bench.opened() as chain:
        await bench.ledger.record([bench.message])
        running = asyncio.create_task(chain.run_message(bench.message))
        await until("it looks at the pending job", lambda: joined(bench))
        bench.becomes(JobState.DONE)
        await running

    assert bench.published == [(QUEUE, "1001")]


async def joined(bench: Bench) -> bool:
    return bench.outcome("lease_lost") == 1
