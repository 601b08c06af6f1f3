"""The operator's hand on the real ledger, beside workers and a relay."""

import asyncio
from collections.abc import Collection
from datetime import timedelta
from typing import Any

import pytest

from flow_omnium.jobs.attempt_result import AttemptResult, result_of_lost
from flow_omnium.jobs.broker.dispatch import Dispatch
from flow_omnium.jobs.entry import Attempt, AuditEntry, JobEntry
from flow_omnium.jobs.gate import Gate
from flow_omnium.jobs.holding import SLOT
from flow_omnium.jobs.kinds import QUEUES
from flow_omnium.jobs.ledger.backlog import MongoBacklog
from flow_omnium.jobs.ledger.contract import Refusal
from flow_omnium.jobs.ledger.documents import MAX_ACTS_KEPT
from flow_omnium.jobs.ledger.pauses import MongoPauses, Pause
from flow_omnium.jobs.ledger.relaying import MongoRelayLedger
from flow_omnium.jobs.ledger.runs import MongoRunLedger
from flow_omnium.jobs.message import JobMessage
from flow_omnium.jobs.operator.audit_trail import AuditTrail
from flow_omnium.jobs.operator.job_log import JobFilter, JobLog
from flow_omnium.jobs.operator.repair import OperatorLedger, paced
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

RETRY = AuditEntry(act="retry", by="kari", at=NOON)
CANCEL = AuditEntry(act="cancel", by="kari", at=NOON, reason="a test order")
DONE = AttemptResult(JobState.DONE)


def failed(error_class: str = "Unavailable", failures: int = 3) -> AttemptResult:
    attempt = Attempt(
        number=1, started_at=NOON, duration_seconds=1, outcome="failed", error_class=error_class, message="no"
    )
    return AttemptResult(JobState.WAITING, delay_ms=7_200_000, failures=failures, attempt=attempt)


class Bench:
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
        await self.runs.record([message])
        return message

    async def running(self, message: JobMessage) -> JobEntry:
        entry = await self.runs.claim(await self.recorded(message), a_lease())
        assert isinstance(entry, JobEntry)
        return entry

    async def completed(self, message: JobMessage, result: AttemptResult) -> JobEntry:
        entry = await self.running(message)
        await self.runs.complete(entry, result, NOON)
        return await self.entry(entry.job_id)

    async def entry(self, job_id: str) -> JobEntry:
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


@pytest.fixture
async def bench(database: Database) -> Bench:
    subject = Bench(database)
    await DatabaseSchema(database).create_missing()
    return subject


async def test_a_waiting_job_that_is_retried_is_published_by_the_next_relay_pass(bench: Bench) -> None:
    waiting = await bench.completed(a_message("1"), failed())
    assert await bench.relayed() == []

    assert (await bench.operator.retry(waiting.job_id, RETRY)).done

    (message,) = await bench.relayed()
    assert (message.job_id, message.ticket) == (waiting.job_id, waiting.ticket + 2)
    assert isinstance(await bench.runs.claim(message, a_lease()), JobEntry)


async def test_a_retry_does_not_wait_for_a_backlog_of_hours_to_pass(bench: Bench) -> None:
    waiting = await bench.completed(a_message("1"), failed())
    await bench.running(a_message("2", at=NOON - timedelta(hours=6)))
    bench.depth = 5_000

    await bench.operator.retry(waiting.job_id, RETRY)

    assert [message.job_id for message in await bench.relayed()] == [waiting.job_id]


async def test_a_retried_job_keeps_its_failures_and_says_who_retried_it(bench: Bench) -> None:
    waiting = await bench.completed(a_message("1"), failed(failures=5))

    await bench.operator.retry(waiting.job_id, RETRY)

    queued = await bench.entry(waiting.job_id)
    assert (queued.state, queued.failures, queued.attempt_count) == (JobState.QUEUED, 5, 1)
    assert (queued.next_attempt_at, queued.acts) == (None, (RETRY,))


async def test_the_message_that_a_retry_overtakes_is_stale(bench: Bench) -> None:
    waiting = await bench.completed(a_message("1"), failed())
    await bench.operator.retry(waiting.job_id, RETRY)

    assert await bench.runs.claim(waiting.message(), a_lease()) is Refusal.STALE


async def test_a_job_held_for_a_slot_is_tried_now_and_no_longer_held(bench: Bench) -> None:
    message = await bench.recorded(a_message("1"))
    await bench.runs.hold(message, SLOT, NOON)

    assert (await bench.operator.retry(message.job_id, RETRY)).done

    assert await bench.runs.take_held_by_slot("acme", QUEUES, a_lease()) is None
    assert [sent.job_id for sent in await bench.relayed()] == [message.job_id]


async def test_a_job_held_by_a_pause_is_not_retried_but_comes_back_when_it_is_resumed(bench: Bench) -> None:
    message = await bench.recorded(a_message("1"))
    await bench.pauses.pause(Pause("tenant:acme", "kari", NOON))
    await bench.runs.hold(message, "tenant:acme", NOON)

    refused = await bench.operator.retry(message.job_id, RETRY)
    assert (refused.done, "held by tenant:acme" in refused.what) == (False, True)
    assert await bench.relayed() == []

    assert await bench.pauses.resume("tenant:acme")
    assert [sent.job_id for sent in await bench.relayed()] == [message.job_id]


async def test_a_finished_job_is_done_again_as_a_new_job(bench: Bench) -> None:
    done = await bench.completed(a_message("1"), DONE)

    outcome = await bench.operator.retry(done.job_id, RETRY)

    (message,) = await bench.relayed()
    assert outcome.done
    assert message.job_id in outcome.what
    assert (message.tenant_uid, message.kind, message.key, message.event) == (
        *(done.tenant_uid, done.kind, done.key, done.event),
    )
    before, after = await bench.entry(done.job_id), await bench.entry(message.job_id)
    assert (before.state, before.acts[0].reason) == (JobState.DONE, f"again, as job {message.job_id}")
    assert (after.failures, after.acts[0].reason) == (0, f"again, after job {done.job_id}")


async def test_a_finished_job_with_a_pending_one_of_its_record_is_left_alone(bench: Bench) -> None:
    done = await bench.completed(a_message("1"), DONE)
    pending = await bench.recorded(a_message("1"))

    outcome = await bench.operator.retry(done.job_id, RETRY)

    assert not outcome.done
    assert pending.job_id in outcome.what
    assert (await bench.entry(done.job_id)).acts == ()


async def test_retrying_many_never_brings_back_what_has_ended_meanwhile(bench: Bench) -> None:
    done = await bench.completed(a_message("1"), DONE)

    outcome = await bench.operator.retry_pending(done.job_id, RETRY)

    assert (outcome.done, outcome.what) == (False, "has ended as done")
    assert await bench.log.ids(JobFilter(pending=True)) == []


async def test_a_running_job_is_neither_retried_nor_cancelled(bench: Bench) -> None:
    running = await bench.running(a_message("1"))

    outcomes = [
        await bench.operator.retry(running.job_id, RETRY),
        await bench.operator.cancel(running.job_id, CANCEL),
    ]

    assert [(outcome.done, "is running" in outcome.what) for outcome in outcomes] == [(False, True)] * 2
    assert await bench.runs.renew(running, NOON)


@pytest.mark.parametrize("state", ["queued", "held", "waiting"])
async def test_a_message_that_arrives_after_the_cancellation_is_stale(bench: Bench, state: str) -> None:
    message = a_message("1")
    if state == "waiting":
        message = (await bench.completed(message, failed())).message()
    else:
        await bench.recorded(message)
    if state == "held":
        await bench.runs.hold(message, SLOT, NOON)

    assert (await bench.operator.cancel(message.job_id, CANCEL)).done

    entry = await bench.entry(message.job_id)
    assert (entry.state, entry.reason, entry.finished_at) == (JobState.CANCELLED, "a test order", NOON)
    assert (entry.held_by, entry.next_attempt_at) == (None, None)
    assert await bench.runs.claim(message, a_lease()) is Refusal.STALE
    assert not await bench.runs.hold(message, SLOT, NOON)
    assert await bench.relayed() == []


async def test_a_claim_and_a_cancellation_at_once_never_both_succeed(bench: Bench) -> None:
    messages = [await bench.recorded(a_message(str(number))) for number in range(40)]

    async def race(message: JobMessage) -> tuple[bool, bool]:
        claimed, cancelled = await asyncio.gather(
            bench.runs.claim(message, a_lease()), bench.operator.cancel(message.job_id, CANCEL)
        )
        return isinstance(claimed, JobEntry), cancelled.done

    results = await asyncio.gather(*(race(message) for message in messages))

    assert all(is_claimed != is_cancelled for is_claimed, is_cancelled in results)


async def test_after_a_cancellation_an_event_makes_a_new_job(bench: Bench) -> None:
    cancelled = await bench.recorded(a_message("1"))
    await bench.operator.cancel(cancelled.job_id, CANCEL)

    (recorded,) = await bench.runs.record([a_message("1")])

    assert recorded.is_new


async def test_a_job_that_is_not_there_is_left_alone(bench: Bench) -> None:
    outcome = await bench.operator.cancel("nope", CANCEL)

    assert (outcome.done, outcome.what) == (False, "is not in the ledger")


async def test_jobs_are_found_by_the_class_of_their_latest_error(bench: Bench, database: Database) -> None:
    first = await bench.completed(a_message("1"), failed("NotFound"))
    await bench.completed(a_message("2"), failed("Rejected"))
    lost = await bench.running(a_message("3"))
    result = result_of_lost(lost, at=NOON, retry_unit_seconds=60)
    await MongoRelayLedger(database).lose(lost, result, NOON)

    assert await bench.log.ids(JobFilter(error_class="NotFound")) == [first.job_id]
    assert await bench.log.ids(JobFilter(error_class="WorkerLostError")) == [lost.job_id]
    assert first.last_error_class == "NotFound"


async def test_jobs_are_found_by_age_and_by_whether_they_can_be_tried_now(bench: Bench) -> None:
    old = await bench.recorded(a_message("1", at=NOON - timedelta(hours=3)))
    await bench.running(a_message("2", at=NOON - timedelta(hours=3)))
    held = await bench.recorded(a_message("3"))
    await bench.runs.hold(held, "kind:inbound-order", NOON)

    assert await bench.log.ids(JobFilter(pending=True)) == [old.job_id, held.job_id]
    assert await bench.log.ids(JobFilter(pending=True, free=True)) == [old.job_id]
    assert len(await bench.log.ids(JobFilter(accepted_before=NOON - timedelta(hours=2)))) == 2
    assert await bench.log.held_by("kind:inbound-order") == 1


async def test_an_entry_keeps_its_latest_acts(bench: Bench) -> None:
    message = await bench.recorded(a_message("1"))
    for number in range(MAX_ACTS_KEPT + 3):
        await bench.operator.retry(message.job_id, RETRY.model_copy(update={"by": f"operator {number}"}))

    kept = (await bench.entry(message.job_id)).acts

    assert [kept[0].by, kept[-1].by] == ["operator 3", f"operator {MAX_ACTS_KEPT + 2}"]


async def test_an_act_that_breaks_off_is_kept_with_how_far_it_came(database: Database) -> None:
    acts = AuditTrail(database)

    async def break_off() -> None:
        async with acts.kept(RETRY, "tenant acme") as tally:
            tally.count += 2
            raise ConnectionError

    with pytest.raises(ConnectionError):
        await break_off()

    (kept,) = await acts.latest(10)
    assert (kept.by, kept.act, kept.target, kept.count, kept.at) == ("kari", "retry", "tenant acme", 2, NOON)


async def test_many_are_dealt_with_at_the_rate_that_was_asked_for() -> None:
    loop = asyncio.get_running_loop()
    started = loop.time()

    assert [job_id async for job_id in paced(["1", "2", "3", "4"], per_second=50)] == ["1", "2", "3", "4"]

    assert loop.time() - started >= 3 / 50


async def test_no_act_of_an_operator_scans_a_collection(bench: Bench, database: Database) -> None:
    waiting = await bench.completed(a_message("1"), failed())
    done = await bench.completed(a_message("2"), DONE)
    await database.command("profile", 2)
    async with AuditTrail(database).kept(RETRY, "all"):
        await bench.operator.retry(waiting.job_id, RETRY)
    await AuditTrail(database).latest(10)
    await bench.operator.retry(done.job_id, RETRY)
    await bench.operator.cancel(waiting.job_id, CANCEL)
    await exercise_filters(bench)
    await database.command("profile", 0)

    profile = database["system.profile"]
    scans = profile.find({"planSummary": {"$regex": "COLLSCAN"}, "ns": {"$ne": profile.full_name}})
    assert [row["command"] async for row in scans] == []
    assert await profile.count_documents({"planSummary": {"$regex": "IXSCAN"}}) > 10


async def exercise_filters(bench: Bench) -> None:
    """Ask for what the console's commands ask."""
    narrowings: list[dict[str, Any]] = [
        *({}, {"error_class": "NotFound"}, {"accepted_before": NOON}),
        *({"key": "1"}, {"tenant_uid": "acme"}, {"tenant_uid": "acme", "error_class": "NotFound"}),
    ]
    for narrowing in narrowings:
        await bench.log.find(JobFilter(**narrowing))
        await bench.log.ids(JobFilter(**narrowing, pending=True, free=True, limit=None))
    await bench.log.held_by("tenant:acme")
    await bench.pauses.pauses()
