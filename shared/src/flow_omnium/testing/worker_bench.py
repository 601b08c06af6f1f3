"""A worker on fakes, with one handler to be told what to do."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

from flow_omnium.jobs.broker.dispatch import Dispatch
from flow_omnium.jobs.gate import Gate
from flow_omnium.jobs.handler import JobContext
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.message import JobMessage
from flow_omnium.jobs.state import JobState
from flow_omnium.jobs.worker.alone import LoneRunner
from flow_omnium.jobs.worker.chain import JobChain
from flow_omnium.jobs.worker.deliveries import Worker
from flow_omnium.jobs.worker.leases import LeaseRenewer
from flow_omnium.jobs.worker.policy import WorkerPolicy
from flow_omnium.jobs.worker.report import JobReport
from flow_omnium.jobs.worker.runner import JobRunner
from flow_omnium.jobs.worker.slots import TenantJobSlots
from flow_omnium.runtime.metrics import Registrar, WorkerMetrics
from flow_omnium.tenants.tenant import Tenant
from flow_omnium.testing.clock import FixedClock
from flow_omnium.testing.jobs import NOON, a_message
from flow_omnium.testing.memory_delivery import MemoryDelivery
from flow_omnium.testing.memory_ledger import MemoryLedger
from flow_omnium.testing.memory_publisher import MemoryPublisher
from flow_omnium.testing.tenants import a_tenant

QUEUE = "external_order_sync"
CAP = 2
HANGS = ("the handler hangs",)
Result = tuple[str, ...] | Exception | Callable[[], Awaitable[None]]
TRACE = "00-" + "a" * 32 + "-" + "b" * 16 + "-01"


class WorkerBench:
    """A worker, the ledger and the broker that it works on, and the tenant that it works for."""

    def __init__(
        self,
        result: Result = (),
        tenant: Tenant | Exception | None = None,
        ledger: MemoryLedger | None = None,
        *,
        concurrency: int = 8,
    ) -> None:
        self.clock = FixedClock(NOON)
        self.ledger = ledger or MemoryLedger()
        self.publisher = MemoryPublisher()
        self.contexts: list[JobContext] = []
        self.release = asyncio.Event()
        self.pauses: set[str] = set()
        self.tenant = tenant
        self._result = result
        lease = timedelta(seconds=60)
        leases = LeaseRenewer(self.ledger, self.clock, lease)
        gate = Gate(self._find_tenant, lambda: self.pauses)
        runner = JobRunner(
            {JobKind.INBOUND_ORDER: self._handle, JobKind.OUTBOUND_ORDER: self._handle},
            self._find_tenant,
            leases,
            self.clock,
            timeout=timedelta(seconds=0.2),
            paused_in=gate.paused_in,
        )
        self.registrar = Registrar()
        self.report = JobReport(WorkerMetrics(self.registrar))
        self.dispatch = Dispatch(self.publisher)
        slots = TenantJobSlots(CAP)
        policy = WorkerPolicy("worker-1", self.clock, lease, 60, [QUEUE])
        self.chain = JobChain(runner, self.ledger, self.dispatch, gate, slots, policy, report=self.report)
        self.worker = Worker(self.chain, slots, self.dispatch, concurrency=concurrency)
        self.lone = LoneRunner(self.chain, leases, interval=0.01, patience=0.1)

    async def deliver(self, message: JobMessage) -> MemoryDelivery:
        """Hand a message to the worker; return once all is done and published."""
        delivery = MemoryDelivery(message.queue, message.encode(), {"traceparent": TRACE})
        await self.worker.on_delivery(delivery)
        await self.dispatch.drained()
        return delivery

    async def suspected(self, key: str = "suspect") -> JobMessage:
        """Record a job whose worker has died twice."""
        message = a_message(key)
        await self.ledger.record([message])
        entry = self.ledger.entries[message.job_id]
        self.ledger.entries[message.job_id] = entry.model_copy(update={"deaths": 2, "deaths_alone": 1})
        return message

    def counted(self, name: str, **labels: str) -> float | None:
        """The value of a metric."""
        return self.registrar.registry.get_sample_value(f"flow_omnium_{name}", labels)

    def states(self) -> dict[str, JobState]:
        """The state of every job, by its key."""
        return {entry.key: entry.state for entry in self.ledger.entries.values()}

    async def _handle(self, context: JobContext) -> None:
        self.contexts.append(context)
        if self._result is HANGS:
            await self.release.wait()
        if isinstance(self._result, Exception):
            raise self._result
        if callable(self._result):
            await self._result()
            return
        for line in self._result:
            context.journal.wrote(line)

    async def _find_tenant(self, _uid: str) -> Tenant | None:
        if isinstance(self.tenant, Exception):
            raise self.tenant
        return self.tenant


def bench(result: Result = (), ledger: MemoryLedger | None = None, *, concurrency: int = 8) -> WorkerBench:
    """A worker for the tenant `acme`, whose handler writes these lines, fails so, hangs, or does this."""
    return WorkerBench(result, a_tenant("acme"), ledger, concurrency=concurrency)
