"""The relay on the real ledger: what it publishes afresh, and what it leaves alone."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from flow_omnium.jobs.attempt_result import ATTENTION_AFTER, AttemptResult
from flow_omnium.jobs.broker.dispatch import Dispatch
from flow_omnium.jobs.entry import AuditEntry, JobEntry
from flow_omnium.jobs.gate import Gate
from flow_omnium.jobs.holding import POISON, RECORD, SLOT
from flow_omnium.jobs.kinds import QUEUES, JobKind
from flow_omnium.jobs.ledger.backlog import MongoBacklog
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
from flow_omnium.schema.database import DatabaseSchema
from flow_omnium.tenants.tenant import Tenant
from flow_omnium.testing.clock import FixedClock
from flow_omnium.testing.jobs import NOON, a_lease, a_message
from flow_omnium.testing.memory_publisher import MemoryPublisher
from flow_omnium.testing.tenants import a_tenant

GRACE = timedelta(seconds=30)
WELL_AFTER = timedelta(minutes=10)


class Bench:
    """A relay over the real ledger, with a broker, a clock and a gate to be told what to do."""

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
        ledger = MongoRelayLedger(self.database)
        policy = RelayPolicy(owner, QUEUES, interval=timedelta(seconds=10), grace=GRACE)
        gate = Gate(self._find, lambda: self.pauses)
        return Relay(ledger, self.dispatch, gate, self._depth, self.clock, policy, watch=self.watch(owner))

    def watch(self, owner: str) -> RelayWatch:
        registrar = self.registrars[owner] = Registrar()
        backlog = MongoBacklog(self.database)
        return RelayWatch(backlog, self._depth, RelayMetrics(registrar), QUEUES)

    def told(self, name: str, owner: str = "relay-1", **labels: str) -> float | None:
        """The value of a metric of one relay."""
        return self.registrars[owner].registry.get_sample_value(f"flow_omnium_{name}", labels)

    async def recorded(self, message: JobMessage) -> JobMessage:
        await self.runs.record([message])
        return message

    async def running(self, message: JobMessage) -> JobEntry:
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
        found = await self.log.get(job_id)
        assert found is not None
        return found

    async def _depth(self, _queue: str) -> int:
        return self.depth

    async def _find(self, _uid: str) -> Tenant | None:
        return self.tenant


@pytest.fixture
async def bench(database: Database) -> Bench:
    subject = Bench(database)
    await DatabaseSchema(database).create_missing()
    return subject


async def test_there_is_nothing_to_do_for_jobs_that_are_on_their_way(bench: Bench) -> None:
    await bench.recorded(a_message("new"))

    assert await bench.relayed(GRACE / 2) == []


async def test_what_was_published_afresh_is_left_alone_from_then_on(bench: Bench) -> None:
    await bench.recorded(a_message("1"))
    await bench.relayed()

    assert len(await bench.relayed(GRACE / 2)) == 1


async def test_a_queued_job_of_an_empty_queue_has_lost_its_message_or_never_had_one(bench: Bench) -> None:
    await bench.recorded(a_message("1"))

    assert await bench.relayed() == [("1", 2)]


async def test_a_backlog_is_left_alone(bench: Bench) -> None:
    bench.depth = 5_000
    await bench.recorded(a_message("1"))

    assert await bench.relayed() == []


async def test_in_a_backlog_a_job_that_was_overtaken_has_lost_its_message(bench: Bench) -> None:
    bench.depth = 5_000
    await bench.recorded(a_message("old"))
    young = await bench.running(a_message("young", at=NOON + timedelta(minutes=5)))
    await bench.runs.renew(young, NOON + WELL_AFTER * 2)

    assert await bench.relayed() == [("old", 2)]


@pytest.mark.parametrize("leave", ["fails", "is handed back", "is put on hold"])
async def test_a_job_that_went_back_overtakes_nothing(bench: Bench, leave: str) -> None:
    bench.depth = 5_000
    entry = await bench.running(a_message("gone back"))
    at = NOON + timedelta(minutes=5)
    if leave == "fails":
        await bench.runs.complete(entry, AttemptResult(JobState.WAITING, delay_ms=3_600_000, failures=1), at)
    elif leave == "is handed back":
        await bench.runs.hand_back(entry, at)
    else:
        bench.pauses.add("tenant:acme")
        await bench.runs.put_on_hold(entry, "tenant:acme", at)
    await bench.recorded(a_message("in the backlog"))

    assert await bench.relayed() == []


async def test_a_retry_that_did_not_come_is_published_to_its_queue(bench: Bench) -> None:
    entry = await bench.running(a_message("1"))
    await bench.runs.complete(entry, AttemptResult(JobState.WAITING, delay_ms=120_000, failures=3), NOON)

    assert await bench.relayed(timedelta(minutes=2)) == []
    assert await bench.relayed(timedelta(minutes=2)) == [("1", 3)]
    assert (await bench.entry(entry.job_id)).failures == 3


async def test_a_run_whose_lease_has_ended_is_a_lost_attempt_and_its_job_waits_by_the_table(
    bench: Bench,
) -> None:
    entry = await bench.running(a_message("1"))

    assert await bench.relayed() == [("1", 2)]

    waiting = await bench.entry(entry.job_id)
    assert bench.publisher.published[0].queue == f"{QUEUES[0]}.wait.120000"
    assert (waiting.state, waiting.failures, waiting.attempt_count) == (JobState.WAITING, 1, 1)
    assert waiting.due_at == bench.clock.now() + timedelta(minutes=2)
    assert (waiting.deaths, waiting.deaths_alone) == (1, 0)
    assert (waiting.attempts[0].outcome, waiting.attempts[0].error_class) == ("lost", "WorkerLostError")
    assert waiting.last_error == "worker worker-1 did not renew its lease"
    assert bench.told("jobs_lost_total", tenant="acme", kind="inbound-order") == 1


async def test_a_lost_run_that_the_broker_does_not_take_is_published_when_it_is_overdue(bench: Bench) -> None:
    await bench.running(a_message("1"))
    bench.publisher.available = False
    await bench.relayed()
    bench.publisher.available = True

    assert await bench.relayed() == [("1", 3)]


async def test_a_job_is_told_of_from_its_fifth_failure_on_until_it_goes_well(bench: Bench) -> None:
    job_id = (await bench.recorded(a_message("1"))).job_id
    counts = []
    for failures in (ATTENTION_AFTER - 1, ATTENTION_AFTER, ATTENTION_AFTER + 1):
        entry = await bench.begun(job_id, alone=False)
        counts.append(bench.told("jobs_failing", queue=QUEUES[0]))
        failed = AttemptResult(JobState.WAITING, delay_ms=1, failures=failures)
        await bench.runs.complete(entry, failed, bench.clock.now())
        await bench.relayed()
    counts.append(bench.told("jobs_failing", queue=QUEUES[0]))
    # While it runs again it is still one that keeps failing: the number does not come and go with the attempts.
    entry = await bench.begun(job_id, alone=False)
    await bench.relayed(timedelta(milliseconds=1))
    counts.append(bench.told("jobs_failing", queue=QUEUES[0]))
    await bench.runs.complete(entry, AttemptResult(JobState.DONE), bench.clock.now())
    await bench.relayed()
    assert [*counts, bench.told("jobs_failing", queue=QUEUES[0])] == [None, 0, 1, 1, 1, 0]
    assert [bench.told("jobs_failing", queue=queue) for queue in QUEUES[1:]] == [0] * len(QUEUES[1:])


async def test_after_three_deaths_alone_a_job_is_set_aside_and_nothing_but_an_operator_frees_it(
    bench: Bench,
) -> None:
    message = a_message("1")
    await bench.recorded(message)
    for death in range(5):
        await bench.dies(message.job_id, alone=death >= 2)

    held = await bench.entry(message.job_id)
    assert (held.state, held.held_by, held.failures) == (JobState.HELD, POISON, 5)
    assert held.attention == (
        "its worker died 3 times while this job ran alone: set aside until an operator tries it again",
    )
    bench.publisher.published.clear()
    await bench.runs.record([a_message("1")])
    assert await bench.relayed() == []
    assert bench.told("jobs_set_aside", queue=QUEUES[0]) == 1
    assert (await bench.entry(message.job_id)).held_by == POISON

    act = AuditEntry(act="retry", by="kari", at=bench.clock.now())
    assert (await OperatorLedger(bench.database).retry(message.job_id, act)).done
    await bench.dies(message.job_id, alone=True)
    assert (await bench.entry(message.job_id)).held_by == POISON
    assert (await OperatorLedger(bench.database).cancel(message.job_id, act)).done


async def test_a_newer_job_inherits_the_deaths_and_the_verdict(bench: Bench) -> None:
    message = a_message("1")
    await bench.recorded(message)
    for death in range(4):
        await bench.dies(message.job_id, alone=death >= 2)
    entry = await bench.begun(message.job_id, alone=True)
    newer = await bench.recorded(a_message("1"))
    assert entry.state is JobState.RUNNING

    await bench.relayed()

    assert (await bench.entry(message.job_id)).state is JobState.SUPERSEDED
    held = await bench.entry(newer.job_id)
    assert (held.held_by, held.deaths, held.deaths_alone, held.failures) == (POISON, 2, 3, 5)
    assert held.attention != ()


async def test_a_reason_to_hold_that_this_version_does_not_know_is_lifted_by_nobody(bench: Bench) -> None:
    await bench.runs.hold(a_message("1"), "quota:acme", NOON)

    assert await bench.relayed() == []


async def test_a_running_job_with_a_living_lease_is_left_alone(bench: Bench) -> None:
    entry = await bench.running(a_message("1"))
    await bench.runs.renew(entry, NOON + WELL_AFTER * 2)

    assert await bench.relayed() == []


async def test_a_lost_run_with_a_newer_pending_job_ends_and_the_newer_one_goes_on(bench: Bench) -> None:
    entry = await bench.running(a_message("1"))
    newer = await bench.recorded(a_message("1"))

    assert ("1", 2) in await bench.relayed()

    assert (await bench.entry(entry.job_id)).state is JobState.SUPERSEDED
    assert (await bench.entry(newer.job_id)).ticket == 2


async def test_a_job_held_for_a_record_that_nobody_is_left_to_free_is_released(bench: Bench) -> None:
    await bench.runs.hold(a_message("free"), RECORD, NOON)
    running = await bench.running(a_message("busy", kind=JobKind.OUTBOUND_ORDER))
    await bench.runs.renew(running, NOON + WELL_AFTER * 2)
    await bench.runs.hold(a_message("busy"), RECORD, NOON)

    assert await bench.relayed() == [("free", 3)]


async def test_jobs_held_for_a_slot_are_released_when_none_of_the_tenants_jobs_runs(bench: Bench) -> None:
    running = await bench.running(a_message("1"))
    await bench.runs.renew(running, NOON + WELL_AFTER * 2)
    await bench.runs.hold(a_message("2"), SLOT, NOON)
    await bench.runs.hold(a_message("3", tenant_uid="idle"), SLOT, NOON)

    assert await bench.relayed() == []
    assert await bench.relayed(timedelta(seconds=10)) == [("3", 3)]


async def test_jobs_held_for_a_slot_are_left_to_those_who_take_one_after_the_other(bench: Bench) -> None:
    for second in range(3):
        at = NOON + timedelta(seconds=second)
        await bench.runs.hold(a_message(str(second), at=at), SLOT, at)

    for _ in range(2):
        assert await bench.relayed() == []
        taken = await bench.runs.take_held_by_slot("acme", QUEUES, a_lease(at=bench.clock.now()))
        assert taken is not None
        await bench.runs.complete(taken, AttemptResult(JobState.DONE), bench.clock.now())

    assert await bench.relayed() == []


@pytest.mark.parametrize(
    ("held_by", "lift"),
    [
        ("tenant:acme", lambda bench: bench.pauses.clear()),
        ("store:acme/oslo", lambda bench: bench.pauses.clear()),
        ("inactive:acme", lambda bench: setattr(bench, "tenant", a_tenant("acme"))),
    ],
)
async def test_a_lifted_hold_releases_its_jobs(
    bench: Bench, held_by: str, lift: Callable[[Bench], None]
) -> None:
    bench.pauses.add(held_by)
    bench.tenant = a_tenant("acme", active=False)
    await bench.runs.hold(a_message("1"), held_by, NOON)
    assert await bench.relayed() == []

    lift(bench)

    assert await bench.relayed(timedelta(seconds=1)) == [("1", 3)]


async def test_one_relay_works_at_a_time_and_another_takes_over(bench: Bench) -> None:
    await bench.relay.relay_once()
    second = bench.another("relay-2")
    await bench.recorded(a_message("1"))
    bench.clock.advance(timedelta(seconds=19))

    await second.relay_once()
    assert bench.publisher.published == []

    bench.clock.advance(timedelta(seconds=31))
    await second.relay_once()
    assert len(bench.publisher.published) == 1


async def test_a_job_that_the_broker_refuses_is_tried_again(bench: Bench) -> None:
    await bench.recorded(a_message("1"))
    bench.publisher.available = False
    await bench.relayed()

    bench.publisher.available = True

    assert await bench.relayed() == [("1", 3)]


async def test_the_leading_relay_tells_the_backlog_and_the_other_one_nothing(bench: Bench) -> None:
    second = bench.another("relay-2")
    await bench.recorded(a_message("old"))
    await bench.recorded(a_message("young", at=NOON + timedelta(minutes=4)))
    await bench.runs.hold(a_message("held"), SLOT, NOON)
    await bench.relayed(timedelta(minutes=5))
    await second.relay_once()

    queued, held = {"queue": QUEUES[0], "state": "queued"}, {"queue": QUEUES[0], "state": "held"}
    assert bench.told("jobs_pending", **queued) == 2
    assert bench.told("oldest_pending_age_seconds", **queued) == 300
    assert bench.told("jobs_pending", **held) == 1
    assert bench.told("oldest_pending_age_seconds", queue=QUEUES[1], state="waiting") == 0
    assert bench.told("relay_leads") == 1
    assert bench.told("relay_last_pass_timestamp_seconds") == bench.clock.now().timestamp()
    assert bench.told("jobs_pending", "relay-2", **queued) is None
    assert bench.told("relay_last_pass_timestamp_seconds", "relay-2") is None
    assert bench.told("relay_leads", "relay-2") == 0


async def test_a_relay_that_no_longer_leads_falls_silent(bench: Bench) -> None:
    await bench.recorded(a_message("1"))
    await bench.relayed(timedelta(seconds=1))
    bench.clock.advance(timedelta(minutes=1))
    await bench.another("relay-2").relay_once()

    await bench.relay.relay_once()

    assert bench.told("relay_leads") == 0
    assert bench.told("jobs_pending", queue=QUEUES[0], state="queued") is None
    assert bench.told("jobs_pending", "relay-2", queue=QUEUES[0], state="queued") == 1


async def test_what_is_published_afresh_is_counted_by_the_state_it_was_found_in(bench: Bench) -> None:
    await bench.recorded(a_message("queued"))
    await bench.running(a_message("running"))
    await bench.runs.hold(a_message("held"), RECORD, NOON)
    await bench.relayed()

    counts = [bench.told("relay_republished_total", reason=state) for state in ("queued", "running", "held")]
    assert counts == [1, 1, 1]
