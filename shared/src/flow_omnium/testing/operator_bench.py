"""An operator beside a worker and a relay, on the real ledger."""

from collections.abc import Collection
from datetime import timedelta

from flow_omnium.jobs.attempt_result import AttemptResult
from flow_omnium.jobs.broker.dispatch import Dispatch
from flow_omnium.jobs.entry import Attempt, AuditEntry, JobEntry
from flow_omnium.jobs.gate import Gate
from flow_omnium.jobs.kinds import QUEUES
from flow_omnium.jobs.ledger.backlog import MongoBacklog
from flow_omnium.jobs.ledger.pauses import MongoPauses
from flow_omnium.jobs.ledger.relaying import MongoRelayLedger
from flow_omnium.jobs.ledger.runs import MongoRunLedger
from flow_omnium.jobs.message import JobMessage
from flow_omnium.jobs.operator.job_log import JobLog
from flow_omnium.jobs.operator.repair import OperatorLedger
from flow_omnium.jobs.relay.policy import RelayPolicy
from flow_omnium.jobs.relay.relay import Relay
from flow_omnium.jobs.relay.report import RelayWatch
from flow_omnium.jobs.state import JobState
from flow_omnium.runtime.database import Database
from flow_omnium.runtime.metrics import Registrar, RelayMetrics
from flow_omnium.tenants.tenant import Tenant
from flow_omnium.testing.clock import FixedClock
from flow_omnium.testing.jobs import NOON, a_lease
from flow_omnium.testing.memory_publisher import MemoryPublisher
from flow_omnium.testing.tenants import a_tenant

RETRY = AuditEntry(act="retry", by="kari", at=NOON)
CANCEL = AuditEntry(act="cancel", by="kari", at=NOON, reason="a test order")
DONE = AttemptResult(JobState.DONE)


def failed(error_class: str = "Unavailable", failures: int = 3) -> AttemptResult:
    """A run that has failed so often by now."""
    attempt = Attempt(
        number=1, started_at=NOON, duration_seconds=1, outcome="failed", error_class=error_class, message="no"
    )
    return AttemptResult(JobState.WAITING, delay_ms=7_200_000, failures=failures, attempt=attempt)


class OperatorBench:
    """The ledger with a worker's hand, an operator's hand, and a relay whose clock stands still."""

    def __init__(self, database: Database) -> None:
        self.runs = MongoRunLedger(database)
        self.operator = OperatorLedger(database)
        self.log = JobLog(database)
        self.pauses = MongoPauses(database)
        self.publisher = MemoryPublisher()
        self.depth = 0
        self._clock = FixedClock(NOON)
        self._ledger = MongoRelayLedger(database)
        self._backlog = MongoBacklog(database)

    async def recorded(self, message: JobMessage) -> JobMessage:
        """Record a job."""
        await self.runs.record([message])
        return message

    async def running(self, message: JobMessage) -> JobEntry:
        """Record a job and let it run."""
        entry = await self.runs.claim(await self.recorded(message), a_lease())
        assert isinstance(entry, JobEntry)
        return entry

    async def completed(self, message: JobMessage, result: AttemptResult) -> JobEntry:
        """Record a job, let it run and end so."""
        entry = await self.running(message)
        await self.runs.complete(entry, result, NOON)
        return await self.entry(entry.job_id)

    async def entry(self, job_id: str) -> JobEntry:
        """The job as it is now."""
        found = await self.log.get(job_id)
        assert found is not None
        return found

    async def relayed(self) -> list[JobMessage]:
        """What a relay pass publishes, one millisecond later."""
        self._clock.advance(timedelta(milliseconds=1))
        scopes: Collection[str] = {pause.scope for pause in await self.pauses.pauses()}
        policy = RelayPolicy("relay", QUEUES, timedelta(seconds=10), grace=timedelta(seconds=30))
        dispatch = Dispatch(self.publisher)
        gate = Gate(self._find, lambda: scopes)
        watch = RelayWatch(self._backlog, self._depth, RelayMetrics(Registrar()), QUEUES)
        await Relay(self._ledger, dispatch, gate, self._depth, self._clock, policy, watch=watch).relay_once()
        return [sent.message for sent in self.publisher.published]

    async def _depth(self, _queue: str) -> int:
        return self.depth

    async def _find(self, uid: str) -> Tenant | None:
        return a_tenant(uid)
