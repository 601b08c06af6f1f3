"""A tenant that is deactivated and activated again, seen by a worker and a relay on the real stores: no job is lost."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from flow_omnium.jobs.broker.dispatch import Dispatch
from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.gate import Gate
from flow_omnium.jobs.handler import JobContext
from flow_omnium.jobs.kinds import QUEUES, JobKind
from flow_omnium.jobs.ledger.backlog import MongoBacklog
from flow_omnium.jobs.ledger.relaying import MongoRelayLedger
from flow_omnium.jobs.ledger.runs import MongoRunLedger
from flow_omnium.jobs.message import JobMessage
from flow_omnium.jobs.operator.job_log import JobFilter, JobLog
from flow_omnium.jobs.relay.policy import RelayPolicy
from flow_omnium.jobs.relay.relay import Relay
from flow_omnium.jobs.relay.report import RelayWatch
from flow_omnium.jobs.state import JobState
from flow_omnium.jobs.worker.chain import JobChain
from flow_omnium.jobs.worker.deliveries import Worker
from flow_omnium.jobs.worker.leases import LeaseRenewer
from flow_omnium.jobs.worker.policy import WorkerPolicy
from flow_omnium.jobs.worker.report import JobReport
from flow_omnium.jobs.worker.runner import JobRunner
from flow_omnium.jobs.worker.slots import TenantJobSlots
from flow_omnium.outcomes import Failed
from flow_omnium.runtime.database import Database
from flow_omnium.runtime.metrics import Registrar, RelayMetrics, WorkerMetrics
from flow_omnium.schema.database import DatabaseSchema
from flow_omnium.tenants.directory import TenantDirectory
from flow_omnium.tenants.repository import COLLECTION, TenantRepository
from flow_omnium.tenants.tenant import Tenant
from flow_omnium.testing.clock import FixedClock
from flow_omnium.testing.jobs import NOON, a_message
from flow_omnium.testing.memory_delivery import MemoryDelivery
from flow_omnium.testing.memory_publisher import MemoryPublisher
from flow_omnium.testing.polling import until
from flow_omnium.testing.tenants import a_tenant, keyring_of

LEASE = timedelta(seconds=60)
GRACE = timedelta(seconds=30)


class Suite:
    """A worker and a relay over one ledger and one directory of tenants; the broker is played by hand."""

    def __init__(
        self, database: Database, tenants: TenantRepository, directory: TenantDirectory[Tenant]
    ) -> None:
        self.ledger = MongoRunLedger(database)
        self.clock = FixedClock(NOON)
        self.handled: list[str] = []
        self.fails = False
        self._tenants = tenants
        self._directory = directory
        self._log = JobLog(database)
        self._publisher = MemoryPublisher()
        gate = Gate(directory.lookup, frozenset)
        self._worker = self._a_worker(gate)
        policy = RelayPolicy("relay", QUEUES, interval=timedelta(seconds=10), grace=GRACE)
        watch = RelayWatch(MongoBacklog(database), self._depth, RelayMetrics(Registrar()), QUEUES)
        relay_ledger, dispatch = MongoRelayLedger(database), Dispatch(self._publisher)
        self._relay = Relay(relay_ledger, dispatch, gate, self._depth, self.clock, policy, watch=watch)

    async def accept(self, *messages: JobMessage) -> None:
        """Do as the gateway does with events."""
        await self.ledger.record(messages)

    async def deliver(self, *messages: JobMessage) -> list[list[str]]:
        """Let the broker deliver; returns how each message was answered."""
        deliveries = [MemoryDelivery(message.queue, message.encode()) for message in messages]
        for delivery in deliveries:
            await self._worker.on_delivery(delivery)
        return [delivery.answers for delivery in deliveries]

    async def relayed(self, after: timedelta = timedelta(seconds=1)) -> list[JobMessage]:
        """Return what a relay pass publishes, some time later."""
        self.clock.advance(after)
        self._publisher.published.clear()
        await self._relay.relay_once()
        return [published.message for published in self._publisher.published]

    async def set_active(self, active: bool) -> None:
        """Do as `flow-omnium tenants activate` and `deactivate` do, and wait until the services know."""
        await self._tenants.set_active("acme", active, by="kari")

        async def is_known() -> bool:
            tenant = self._directory.find("acme")
            return tenant is not None and tenant.active is active

        assert await until("the activation is known", is_known)

    async def states(self) -> list[tuple[str, str, str | None]]:
        """Key, state and hold of every job, by key."""
        return sorted((job.key, job.state.value, job.held_by) for job in await self.jobs())

    async def jobs(self) -> list[JobEntry]:
        """Every job."""
        return list(await self._log.find(JobFilter(limit=100)))

    def _a_worker(self, gate: Gate) -> Worker:
        runner = JobRunner(
            {JobKind.INBOUND_ORDER: self._handle},
            self._directory.lookup,
            LeaseRenewer(self.ledger, self.clock, LEASE),
            self.clock,
            timeout=timedelta(seconds=5),
        )
        policy = WorkerPolicy("worker-1", self.clock, LEASE, 60, QUEUES)
        dispatch, slots = Dispatch(self._publisher), TenantJobSlots(8)
        chain = JobChain(
            runner, self.ledger, dispatch, gate, slots, policy, report=JobReport(WorkerMetrics(Registrar()))
        )
        return Worker(chain, slots, dispatch, concurrency=8)

    async def _handle(self, context: JobContext) -> None:
        if self.fails:
            raise Failed("Flow is down")
        self.handled.append(context.key)

    async def _depth(self, _queue: str) -> int:
        return 0


@pytest.fixture
async def suite(database: Database) -> AsyncIterator[Suite]:
    tenants = TenantRepository(
        database[COLLECTION],
        keyring_of(b"k" * 32),
    )
    await tenants.apply(a_tenant("acme"))
    await tenants.apply(a_tenant("globex"))
    async with TenantDirectory(tenants, refresh_seconds=0.02) as directory:
        subject = Suite(database, tenants, directory)
        await DatabaseSchema(database).create_missing()
        yield subject


async def test_jobs_that_were_pending_when_their_tenant_was_deactivated_run_when_it_is_active_again(
    suite: Suite,
) -> None:
    pending = [a_message(key) for key in ("1", "2", "3")]
    await suite.accept(*pending)
    await suite.set_active(False)

    assert await suite.deliver(*pending) == [["ack"]] * 3
    assert await suite.states() == [(key, "held", "inactive:acme") for key in ("1", "2", "3")]
    for _ in range(3):
        assert await suite.relayed(timedelta(hours=12)) == []
    assert suite.handled == []

    await suite.set_active(True)
    released = await suite.relayed()

    assert [message.job_id for message in released] == [message.job_id for message in pending]
    await suite.deliver(*released)
    assert suite.handled == ["1", "2", "3"]
    assert {state for _, state, _ in await suite.states()} == {JobState.DONE.value}


async def test_a_retry_that_comes_due_while_its_tenant_is_not_active_is_kept_with_its_failures(
    suite: Suite,
) -> None:
    message, suite.fails = a_message("1"), True
    await suite.accept(message)
    await suite.deliver(message)
    assert await suite.states() == [("1", "waiting", None)]
    await suite.set_active(False)

    (due,) = await suite.relayed(timedelta(minutes=10))
    await suite.deliver(due)
    assert await suite.states() == [("1", "held", "inactive:acme")]

    suite.fails = False
    await suite.set_active(True)
    await suite.deliver(*await suite.relayed())
    assert suite.handled == ["1"]
    assert [(job.state, job.failures) for job in await suite.jobs()] == [(JobState.DONE, 1)]


async def test_a_message_that_was_lost_while_the_tenant_was_not_active_is_no_lost_job(suite: Suite) -> None:
    message = a_message("1")
    await suite.accept(message)
    await suite.set_active(False)

    (again,) = await suite.relayed(timedelta(hours=1))
    await suite.deliver(again)
    assert await suite.states() == [("1", "held", "inactive:acme")]

    await suite.set_active(True)
    await suite.deliver(*await suite.relayed())
    assert suite.handled == ["1"]


async def test_a_tenant_that_is_not_active_holds_up_no_other(suite: Suite) -> None:
    ours, theirs = a_message("1"), a_message("2", tenant_uid="globex")
    await suite.accept(ours, theirs)
    await suite.set_active(False)

    await suite.deliver(ours, theirs)

    assert suite.handled == ["2"]


async def test_a_tenant_may_be_switched_off_and_on_again_and_again(suite: Suite) -> None:
    message = a_message("1")
    await suite.accept(message)
    for _ in range(3):
        await suite.set_active(False)
        await suite.deliver(message)
        await suite.set_active(True)
        (message,) = await suite.relayed()
    await suite.deliver(message)

    assert suite.handled == ["1"]
    assert await suite.states() == [("1", "done", None)]
