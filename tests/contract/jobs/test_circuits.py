"""What every store of circuits promises, and every ledger of the jobs that wait for one.

That two releasers let no job go twice is what a public report tells of another queue:
https://github.com/sidekiq/sidekiq/issues/3436
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from flow_omnium.jobs.attempt_result import AttemptResult, Outage
from flow_omnium.jobs.circuits.circuit import Circuit
from flow_omnium.jobs.circuits.contract import Circuits, OnTheirWay, RecoveryLedger
from flow_omnium.jobs.circuits.mongo import MongoCircuits
from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.forwarding import Forwarding
from flow_omnium.jobs.holding import RECORD, SLOT, outage_of
from flow_omnium.jobs.kinds import ORDER_QUEUE, RECEIVEMENT_QUEUE, JobKind
from flow_omnium.jobs.ledger.contract import RunLedger
from flow_omnium.jobs.ledger.recovering import MongoRecoveryLedger
from flow_omnium.jobs.ledger.runs import MongoRunLedger
from flow_omnium.jobs.message import JobMessage
from flow_omnium.jobs.operator.job_log import JobLog
from flow_omnium.jobs.state import JobState
from flow_omnium.runtime.database import Database
from flow_omnium.testing.jobs import NOON, a_lease, a_message, failed_attempt
from flow_omnium.testing.ledgers import Subject, recorded, seen
from flow_omnium.testing.memory_circuits import MemoryCircuits, MemoryRecovery
from flow_omnium.testing.memory_ledger import MemoryLedger

MINUTE = timedelta(minutes=1)
KEY = ("acme", "flow")
REASON = outage_of(*KEY)
CIRCUIT = Circuit(*KEY, since=NOON + 5 * MINUTE, failing_since=NOON)
LATER = NOON + 10 * MINUTE


@dataclass
class Bench:
    """Jobs, circuits, and what lets the jobs go."""

    subject: Subject
    circuits: Circuits
    recovery: RecoveryLedger
    other: RecoveryLedger
    """The same as another process has it."""

    @property
    def ledger(self) -> RunLedger:
        return self.subject.ledger

    async def held(self, key: str, kind: JobKind = JobKind.INBOUND_ORDER, reason: str = REASON) -> JobMessage:
        """Hold a job since the system does not answer."""
        message = await recorded(self.ledger, a_message(key, kind=kind))
        await self.ledger.hold(message, reason, NOON)
        return message

    async def failed(
        self, key: str, *, began: timedelta = timedelta(0), after_ms: int = 0, system: str = "flow"
    ) -> JobEntry:
        """Let a run fail that began some time after noon, since a system did not answer."""
        message = await recorded(self.ledger, a_message(key))
        entry = await self.ledger.claim(message, a_lease(at=NOON + began))
        assert isinstance(entry, JobEntry)
        result = AttemptResult(
            JobState.WAITING,
            delay_ms=3_600_000,
            failures=1,
            attempt=failed_attempt(1),
            forwarding=Forwarding(after_ms, 120_000),
            outage=Outage(system, NOON + began),
        )
        await self.ledger.complete(entry, result, NOON + began)
        return await seen(self.subject, entry.job_id)

    async def awaiting(self, queue: str = ORDER_QUEUE, limit: int = 10) -> Sequence[str]:
        """The keys of what may be let go."""
        return [job.key for job in await self.recovery.awaiting(CIRCUIT, queue, LATER, limit)]

    async def let_go(self) -> JobMessage:
        """Let the only job go that waits."""
        (job,) = await self.recovery.awaiting(CIRCUIT, ORDER_QUEUE, LATER, 10)
        (message,) = await self.recovery.release([job], LATER)
        return message


@pytest.fixture(params=["memory", "mongodb"])
def bench(request: pytest.FixtureRequest) -> Bench:
    if request.param == "memory":
        fake = MemoryLedger()

        async def look(job_id: str) -> JobEntry | None:
            return fake.entries.get(job_id)

        recovery = MemoryRecovery(fake)
        return Bench(Subject(fake, look), MemoryCircuits(), recovery, recovery)
    database: Database = request.getfixturevalue("empty")
    subject = Subject(MongoRunLedger(database), JobLog(database).get)
    return Bench(
        subject, MongoCircuits(database), MongoRecoveryLedger(database), MongoRecoveryLedger(database)
    )


async def test_a_circuit_is_kept_as_it_is(bench: Bench) -> None:
    circuit = replace(
        CIRCUIT,
        silent=3,
        jobs=("1", "2"),
        open_until=LATER,
        opened=2,
        width=4,
        answered=1,
        version=1,
    )

    assert await bench.circuits.replace(None, circuit)

    assert await bench.circuits.all() == [circuit]
    assert await bench.circuits.get(KEY) == circuit
    assert await bench.circuits.get(("acme", "omnium")) is None


async def test_a_circuit_is_changed_only_as_it_was_seen(bench: Bench) -> None:
    first = replace(CIRCUIT, version=1)
    assert await bench.circuits.replace(None, first)
    assert not await bench.circuits.replace(None, first)
    second = replace(first, width=2, version=2)
    assert await bench.circuits.replace(first, second)

    assert not await bench.circuits.replace(first, replace(first, width=8, version=2))
    assert not await bench.circuits.replace(first, None)

    assert await bench.circuits.get(KEY) == second
    assert await bench.circuits.replace(second, None)
    assert await bench.circuits.all() == []


async def test_of_those_that_change_a_circuit_at_the_same_moment_one_does(bench: Bench) -> None:
    new = [replace(CIRCUIT, silent=number, version=1) for number in range(8)]

    done = await asyncio.gather(*(bench.circuits.replace(None, circuit) for circuit in new))

    assert sum(done) == 1


async def test_what_the_circuit_holds_and_what_failed_by_it_waits_for_it_what_is_due_first(
    bench: Bench,
) -> None:
    await bench.failed("failed")
    await bench.held("held")
    await bench.held("other tenant's", reason=outage_of("other", "flow"))
    await bench.held("paused", reason="tenant:acme")
    await bench.failed("of Omnium", system="omnium")
    await recorded(bench.ledger, a_message("queued"))

    assert await bench.awaiting() == ["held", "failed"]
    assert await bench.awaiting(limit=1) == ["held"]
    assert await bench.recovery.is_awaited(CIRCUIT)


async def test_each_queue_has_jobs_of_its_own(bench: Bench) -> None:
    await bench.held("order")
    await bench.held("reception", JobKind.RECEIVEMENT)

    assert await bench.awaiting(RECEIVEMENT_QUEUE) == ["reception"]


async def test_a_job_that_fails_after_it_was_let_go_waits_by_its_own_table(bench: Bench) -> None:
    await bench.failed("1", began=6 * MINUTE)

    assert await bench.awaiting() == []
    assert not await bench.recovery.is_awaited(CIRCUIT)


async def test_a_job_that_came_early_just_before_is_let_go_after_its_pause(bench: Bench) -> None:
    await bench.failed("1", began=4 * MINUTE, after_ms=7 * 60_000)

    assert await bench.awaiting() == []
    assert await bench.recovery.is_awaited(CIRCUIT)
    assert await bench.recovery.awaiting(CIRCUIT, ORDER_QUEUE, LATER + 2 * MINUTE, 1) != []


async def test_what_is_let_go_is_queued_under_a_new_ticket_and_its_message_says_so(bench: Bench) -> None:
    held = await bench.held("1")

    message = await bench.let_go()

    queued = await seen(bench.subject, held.job_id)
    assert (queued.state, queued.ticket, queued.due_at) == (JobState.QUEUED, 3, LATER)
    assert (queued.held_by, queued.waits_for, queued.forwarded) == (None, None, True)
    assert message == queued.message()
    assert message.is_released
    assert JobMessage.decode(message.encode(), message.headers).is_released
    assert not JobMessage.decode(held.encode(), held.headers).is_released
    assert not await bench.recovery.is_awaited(CIRCUIT)


async def test_two_that_let_go_at_the_same_moment_let_no_job_go_twice(bench: Bench) -> None:
    keys = [str(number) for number in range(20)]
    for key in keys:
        await bench.held(key)
    jobs = await bench.recovery.awaiting(CIRCUIT, ORDER_QUEUE, LATER, 20)

    groups = await asyncio.gather(bench.recovery.release(jobs, LATER), bench.other.release(jobs, LATER))

    assert sorted(message.key for group in groups for message in group) == sorted(keys)


async def test_it_is_on_its_way_until_its_run_has_ended(bench: Bench) -> None:
    await bench.held("1")
    message = await bench.let_go()
    on_its_way = {KEY: OnTheirWay(1, {ORDER_QUEUE: 1})}
    assert await bench.recovery.on_their_way(LATER) == on_its_way
    for held_by in (SLOT, RECORD):
        await bench.ledger.hold(message, held_by, LATER)
        assert await bench.recovery.on_their_way(LATER) == on_its_way
        message = message.reissued(message.ticket + 1)
        by_slot = await bench.ledger.take_held_by_slot("acme", [ORDER_QUEUE], a_lease(at=LATER))
        taken = next(iter(by_slot), None) or (
            await bench.ledger.take_held_by_record(message, a_lease(at=LATER))
        )
        assert taken is not None
        assert taken.message().is_released
        handed_back = await bench.ledger.hand_back(taken, LATER)
        assert handed_back is not None
        message = message.reissued(handed_back.ticket)
    assert await bench.recovery.on_their_way(LATER) == on_its_way
    # It still counts for its queue, but keeps no other back.
    assert await bench.recovery.on_their_way(LATER + MINUTE) == {KEY: OnTheirWay(0, {ORDER_QUEUE: 1})}

    entry = await bench.ledger.claim(message, a_lease(at=LATER))
    assert isinstance(entry, JobEntry)
    await bench.ledger.complete(entry, AttemptResult(JobState.DONE), LATER)
    assert await bench.recovery.on_their_way(LATER) == {}


async def test_a_pause_that_meets_it_on_its_way_takes_it_out(bench: Bench) -> None:
    await bench.held("1")
    message = await bench.let_go()

    await bench.ledger.hold(message, "tenant:acme", LATER)

    assert await bench.recovery.on_their_way(LATER) == {}
    assert not (await seen(bench.subject, message.job_id)).message().is_released


async def test_a_job_that_is_run_or_deferred_waits_for_no_system_any_more(bench: Bench) -> None:
    job = await bench.failed("1")
    entry = await bench.ledger.claim(job.message(), a_lease(at=LATER))
    assert isinstance(entry, JobEntry)
    assert not await bench.recovery.is_awaited(CIRCUIT)

    await bench.ledger.complete(entry, AttemptResult(JobState.WAITING, "429", delay_ms=5_000), LATER)

    assert not await bench.recovery.is_awaited(CIRCUIT)


async def test_one_at_a_time_lets_jobs_go(bench: Bench) -> None:
    assert await bench.recovery.lead("one", NOON, MINUTE)
    assert await bench.recovery.lead("one", NOON, MINUTE)
    assert not await bench.other.lead("two", NOON, MINUTE)
    assert await bench.other.lead("two", NOON + 2 * MINUTE, MINUTE)
