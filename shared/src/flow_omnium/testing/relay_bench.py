"""A relay over the real ledger, with a broker, a clock and a gate to be told what to do."""

from datetime import timedelta

from flow_omnium.jobs.broker.dispatch import Dispatch
from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.gate import Gate
from flow_omnium.jobs.kinds import QUEUES
from flow_omnium.jobs.ledger.backlog import MongoBacklog
from flow_omnium.jobs.ledger.relaying import MongoRelayLedger
from flow_omnium.jobs.ledger.runs import MongoRunLedger
from flow_omnium.jobs.message import JobMessage
from flow_omnium.jobs.operator.job_log import JobLog
from flow_omnium.jobs.relay.policy import RelayPolicy
from flow_omnium.jobs.relay.relay import Relay
from flow_omnium.jobs.relay.report import RelayWatch
from flow_omnium.runtime.database import Database
from flow_omnium.runtime.metrics import Registrar, RelayMetrics
from flow_omnium.tenants.tenant import Tenant
from flow_omnium.testing.clock import FixedClock
from flow_omnium.testing.jobs import NOON, a_lease
from flow_omnium.testing.memory_publisher import MemoryPublisher
from flow_omnium.testing.tenants import a_tenant

GRACE = timedelta(seconds=30)


WELL_AFTER = timedelta(minutes=10)


class RelayBench:
    """A relay, and others beside it; what they published and told."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.runs = MongoRunLedger(database)
        self.log = JobLog(database)
        self.clock = FixedClock(NOON)
        self.publisher = MemoryPublisher()
        self.dispatch = Dispatch(self.publisher)
        self.depth = 0
        self.pauses: set[str] = set()
        self.tenant = a_tenant("acme")
        self.registrars: dict[str, Registrar] = {}
        self.relay = self.another("relay-1")

    def another(self, owner: str) -> Relay:
        """One more relay, with metrics of its own."""
        ledger = MongoRelayLedger(self.database)
        policy = RelayPolicy(owner, QUEUES, interval=timedelta(seconds=10), grace=GRACE)
        gate = Gate(self._find, lambda: self.pauses)
        return Relay(ledger, self.dispatch, gate, self._depth, self.clock, policy, watch=self.watch(owner))

    def watch(self, owner: str) -> RelayWatch:
        """What a relay tells of the backlog, in fresh metrics."""
        registrar = self.registrars[owner] = Registrar()
        backlog = MongoBacklog(self.database)
        return RelayWatch(backlog, self._depth, RelayMetrics(registrar), QUEUES)

    def told(self, name: str, owner: str = "relay-1", **labels: str) -> float | None:
        """The value of a metric of one relay."""
        return self.registrars[owner].registry.get_sample_value(f"flow_omnium_{name}", labels)

    async def recorded(self, message: JobMessage) -> JobMessage:
        """Record a job, published by nobody."""
        await self.runs.record([message])
        return message

    async def running(self, message: JobMessage) -> JobEntry:
        """Record a job and claim it."""
        entry = await self.runs.claim(await self.recorded(message), a_lease(at=self.clock.now()))
        assert isinstance(entry, JobEntry)
        return entry

    async def begun(self, job_id: str, *, alone: bool) -> JobEntry:
        """Claim a job, to run alone or beside others."""
        job = await self.entry(job_id)
        entry = await self.runs.claim(job.message(), a_lease(at=self.clock.now()))
        assert isinstance(entry, JobEntry)
        assert not alone or await self.runs.begin_alone(entry)
        return entry

    async def dies(self, job_id: str, *, alone: bool) -> None:
        """Claim a job, and let its lease end."""
        await self.begun(job_id, alone=alone)
        await self.relayed()

    async def relayed(self, after: timedelta = WELL_AFTER) -> list[tuple[str, int]]:
        """Key and ticket of what one pass publishes, some time later."""
        self.clock.advance(after)
        await self.relay.relay_once()
        await self.dispatch.drained()
        return [(sent.message.key, sent.message.ticket) for sent in self.publisher.published]

    async def entry(self, job_id: str) -> JobEntry:
        """A job as the ledger has it."""
        found = await self.log.get(job_id)
        assert found is not None
        return found

    async def _depth(self, _queue: str) -> int:
        return self.depth

    async def _find(self, _uid: str) -> Tenant | None:
        return self.tenant
