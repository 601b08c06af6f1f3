"""How the jobs of an outage come back, on fakes and by a clock that is moved by hand.

Two of these are what public reports tell of other circuit breakers:
https://github.com/resilience4j/resilience4j/issues/935 (half-open for ever, since a call that was let through never told),
https://github.com/resilience4j/resilience4j/issues/1432 (more calls than permitted when it turns half-open).
"""

from collections import Counter
from datetime import timedelta

import pytest

from flow_omnium.jobs.attempt_result import Run, result_of
from flow_omnium.jobs.broker.dispatch import Dispatch
from flow_omnium.jobs.circuits.board import CircuitBoard
from flow_omnium.jobs.circuits.circuit import FULL_WIDTH, Pace
from flow_omnium.jobs.circuits.evidence import tones_of
from flow_omnium.jobs.circuits.recovery import Recovery, RecoveryPolicy
from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.gate import Gate
from flow_omnium.jobs.holding import outage_of, pause_of_tenant
from flow_omnium.jobs.kinds import ORDER_QUEUE, QUEUES, RECEIVEMENT_QUEUE, JobKind
from flow_omnium.jobs.message import JobMessage
from flow_omnium.jobs.state import JobState
from flow_omnium.outcomes import ApiCall, Deferral, Deferred, Unavailable
from flow_omnium.rest.hearing import Heard
from flow_omnium.runtime.metrics import CircuitMetrics, Registrar
from flow_omnium.tenants.tenant import Tenant
from flow_omnium.testing.clock import FixedClock
from flow_omnium.testing.jobs import NOON, a_lease, a_message
from flow_omnium.testing.memory_circuits import MemoryCircuits, MemoryRecovery
from flow_omnium.testing.memory_ledger import MemoryLedger
from flow_omnium.testing.memory_publisher import MemoryPublisher
from flow_omnium.testing.tenants import a_tenant
from flow_omnium.testing.worker_bench import bench as worker_bench

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
DOWN = Unavailable(ApiCall("flow", "GET", "/orders/{orderUid}"), "cannot connect")
LIMITED = Deferred("429", cause=Deferral.RATE_LIMITED, after_seconds=1)
OUT = outage_of("acme", "flow")


class Bench:
    """Jobs that run when they are told to, of a tenant whose Flow answers or does not."""

    def __init__(self) -> None:
        self.clock = FixedClock(NOON)
        self.ledger = MemoryLedger()
        self.circuits = MemoryCircuits()
        self.publisher = MemoryPublisher()
        self.registrar = Registrar()
        self.pauses: set[str] = set()
        metrics = CircuitMetrics(self.registrar)
        self.board = CircuitBoard(self.circuits, self.clock, Pace.of(60), metrics)
        self.gate = Gate(self._find, lambda: self.pauses, self.board)
        policy = RecoveryPolicy("worker-1", QUEUES, SECOND, 2 * MINUTE)
        recovery, dispatch = MemoryRecovery(self.ledger), Dispatch(self.publisher)
        self.recovery = Recovery(
            self.board, recovery, dispatch, self.gate, self.clock, policy, metrics=metrics
        )
        self.error: Exception | None = DOWN
        self.largest = 0

    async def event(self, key: str, kind: JobKind = JobKind.INBOUND_ORDER) -> JobMessage:
        """An event comes, and its job runs or is held."""
        message = a_message(key, kind=kind, at=self.clock.now())
        await self.ledger.record([message])
        await self.arrives(message)
        return message

    async def events(self, number: int, first: int = 0, kind: JobKind = JobKind.INBOUND_ORDER) -> None:
        """Many of them."""
        for key in range(first, first + number):
            await self.event(f"{kind}-{key}", kind)

    async def arrives(self, message: JobMessage) -> None:
        """A worker gets a message."""
        held_by = await self.gate.hold_reason(message)
        if held_by is not None:
            await self.ledger.hold(message, held_by, self.clock.now())
            return
        entry = await self.ledger.claim(message, a_lease(at=self.clock.now()))
        assert isinstance(entry, JobEntry)
        await self._run(entry)

    async def _run(self, entry: JobEntry) -> None:
        began = self.clock.now()
        self.clock.advance(SECOND / 10)
        heard = Heard() if self.error else Heard(answered={"flow"})
        run = Run(began, self.clock.now(), self.error, tones=tones_of(self.error, heard))
        await self.board.tell(entry, run)
        result = result_of(
            run,
            failures=entry.failures,
            attempt_count=entry.attempt_count,
            retry_unit_seconds=60,
            was_forwarded=entry.forwarded,
        )
        await self.ledger.complete(entry, result, self.clock.now())

    async def look(self, after: timedelta = SECOND) -> list[str]:
        """The keys of what is let go some time later; it is on its way until `arrive`."""
        self.clock.advance(after)
        before = len(self.publisher.published)
        await self.recovery.look()
        gone = [JobMessage.decode(sent.body, sent.headers) for sent in self.publisher.published[before:]]
        self.on_their_way = gone
        self.largest = max(self.largest, len(gone))
        return [message.key for message in gone]

    async def arrive(self) -> None:
        """What was let go arrives at a worker."""
        for message in self.on_their_way:
            await self.arrives(message)

    async def comes_back(self, most: int = 100) -> list[int]:
        """How many each look lets go until nothing is held back any more."""
        steps = []
        for _ in range(most):
            steps.append(len(await self.look()))
            await self.arrive()
            if not self.board.at_work():
                return steps
        pytest.fail(f"it did not come back: {steps}")

    def states(self) -> Counter[JobState]:
        """How many jobs are in which state."""
        return Counter(entry.state for entry in self.ledger.entries.values())

    def counted(self, name: str) -> float | None:
        """The value of a metric of the tenant and Flow."""
        labels = {"tenant": "acme", "system": "flow"}
        return self.registrar.registry.get_sample_value(f"flow_omnium_circuit_{name}", labels)

    async def _find(self, _uid: str) -> Tenant:
        return a_tenant("acme")


def held(bench: Bench) -> set[str]:
    """The keys of what the outage holds."""
    return {entry.key for entry in bench.ledger.entries.values() if entry.held_by == OUT}


async def test_without_an_outage_a_look_asks_nobody() -> None:
    bench = Bench()
    bench.error = None
    await bench.events(3)
    bench.circuits.available = False

    assert await bench.look() == []
    assert bench.circuits.writes == 0


async def test_in_an_outage_few_jobs_burn_an_attempt_and_the_others_are_held() -> None:
    bench = Bench()

    await bench.events(200)

    assert bench.states() == {JobState.WAITING: 5, JobState.HELD: 195}
    assert {entry.held_by for entry in bench.ledger.entries.values()} == {None, OUT}
    assert sum(entry.attempt_count for entry in bench.ledger.entries.values()) == 5
    assert (bench.counted("state"), bench.counted("opened_total")) == (2, 1)


async def test_200_jobs_come_back_by_a_ramp_and_each_runs_once() -> None:
    bench = Bench()
    await bench.events(200)
    bench.error = None

    assert await bench.look(10 * SECOND) == []
    steps = await bench.comes_back()

    assert [step for step in steps if step] == [1, 2, 4, 8, 16, 32, 64, 64, 9]
    assert bench.states() == {JobState.DONE: 200}
    assert all(entry.runs <= 2 for entry in bench.ledger.entries.values())
    assert (bench.counted("state"), bench.counted("jobs_released_total")) == (0, 200)


async def test_there_is_one_probe_at_a_time_and_none_before_its_time() -> None:
    bench = Bench()
    await bench.events(200)

    assert len(await bench.look(15 * SECOND)) == 1
    assert [await bench.look() for _ in range(5)] == [[]] * 5


async def test_no_more_are_on_their_way_than_the_width_however_slowly_they_run() -> None:
    bench = Bench()
    await bench.events(200)
    bench.error = None
    await bench.look(15 * SECOND)
    await bench.arrive()
    assert len(await bench.look()) == 2
    first, second = bench.on_their_way

    assert await bench.look() == []
    await bench.arrives(first)
    assert len(await bench.look()) == 1
    await bench.arrives(second)
    # Two answers have doubled the width; one is still on its way.
    assert len(await bench.look()) == 3


async def test_a_probe_that_never_tells_is_not_waited_for_for_ever_and_the_next_is_of_another_queue() -> None:
    """Its worker may be gone for good, or the message lie in a queue that nobody reads."""
    bench = Bench()
    await bench.events(10, kind=JobKind.RECEIVEMENT)
    await bench.events(10)
    await bench.look(15 * SECOND)
    (never,) = bench.on_their_way

    assert await bench.look(MINUTE) == []
    assert len(await bench.look(MINUTE + SECOND)) == 1
    (probe,) = bench.on_their_way

    assert {never.queue, probe.queue} == {ORDER_QUEUE, RECEIVEMENT_QUEUE}
    bench.error = None
    await bench.arrive()
    assert len(await bench.look()) == 2


async def test_each_probe_is_of_another_queue_than_the_one_that_failed() -> None:
    """A part of the system may stay broken: what needs other parts must not wait behind it."""
    bench = Bench()
    await bench.events(10, kind=JobKind.RECEIVEMENT)
    await bench.events(10)
    queues = []
    for _ in range(6):
        await bench.look(2 * MINUTE)
        queues += [message.queue for message in bench.on_their_way]
        await bench.arrive()

    assert set(queues) == {ORDER_QUEUE, RECEIVEMENT_QUEUE}


async def test_a_probe_that_is_deferred_is_followed_by_another() -> None:
    bench = Bench()
    await bench.events(10)
    bench.error = LIMITED
    (first,) = await bench.look(15 * SECOND)
    await bench.arrive()

    (second,) = await bench.look()
    assert second != first


async def test_when_failures_return_it_goes_back_to_probing() -> None:
    bench = Bench()
    await bench.events(200)
    bench.error = None
    await bench.look(15 * SECOND)
    for _ in range(3):
        await bench.arrive()
        await bench.look()
    assert bench.largest == 8

    bench.error = DOWN
    await bench.arrive()

    assert bench.counted("state") == 2
    # What had been let go but not begun by then is held again.
    assert Counter(message.key in held(bench) for message in bench.on_their_way) == {True: 4, False: 4}
    assert await bench.look(20 * SECOND) == []
    bench.error = None
    assert len(await bench.look(20 * SECOND)) == 1
    await bench.arrive()
    await bench.comes_back()
    assert bench.states()[JobState.HELD] == 0


async def test_the_next_attempt_of_what_was_let_go_waits_for_the_system_like_all_others() -> None:
    bench = worker_bench(DOWN)
    message = a_message("1")
    await bench.ledger.record([message])
    entry = bench.ledger.entries[message.job_id]
    bench.ledger.entries[message.job_id] = entry.model_copy(update={"released": "flow", "released_at": NOON})

    await bench.deliver(message)

    (sent,) = bench.publisher.published
    assert sent.queue == f"{ORDER_QUEUE}.wait.120000"
    assert not JobMessage.decode(sent.body, sent.headers).is_released


async def test_one_record_that_fails_in_the_recovery_waits_by_its_own_table_and_ends_it_for_nobody() -> None:
    bench = Bench()
    await bench.events(100)
    bench.error = None
    await bench.look(15 * SECOND)
    await bench.arrive()
    await bench.look()
    poison, *others = bench.on_their_way
    bench.error = DOWN
    await bench.arrives(poison)
    bench.error = None
    for message in others:
        await bench.arrives(message)
    await bench.comes_back()

    assert bench.states() == {JobState.DONE: 99, JobState.WAITING: 1}
    left = bench.ledger.entries[poison.job_id]
    assert left.next_attempt_at is not None
    assert left.next_attempt_at - bench.clock.now() < 2 * MINUTE


async def test_fresh_jobs_wait_in_the_line_until_the_recovery_has_its_full_width() -> None:
    bench = Bench()
    await bench.events(200)
    bench.error = None
    await bench.look(15 * SECOND)
    await bench.arrive()
    fresh = await bench.event("fresh")
    assert bench.ledger.entries[fresh.job_id].state is JobState.HELD
    while bench.largest < FULL_WIDTH:
        await bench.look()
        await bench.arrive()

    late = await bench.event("late")

    assert bench.ledger.entries[late.job_id].state is JobState.DONE


async def test_what_waited_for_hours_after_few_failures_is_let_go_at_the_first_answer() -> None:
    bench = Bench()
    await bench.events(2)
    for entry in bench.ledger.entries.values():
        waits = {"due_at": NOON + 5 * MINUTE * 24, "next_attempt_at": NOON + 5 * MINUTE * 24}
        bench.ledger.entries[entry.job_id] = entry.model_copy(update=waits)
    bench.error = None
    bench.clock.advance(60 * MINUTE)

    await bench.event("fresh")

    assert len(await bench.look()) == 2
    await bench.arrive()
    assert bench.states() == {JobState.DONE: 3}


async def test_the_jobs_of_a_paused_tenant_are_left_where_they_are() -> None:
    bench = Bench()
    await bench.events(20)
    bench.pauses.add(pause_of_tenant("acme"))

    assert await bench.look(MINUTE) == []
    bench.pauses.clear()
    assert len(await bench.look(MINUTE)) == 1


async def test_an_outage_whose_jobs_were_all_cancelled_is_forgotten() -> None:
    bench = Bench()
    await bench.events(20)
    bench.ledger.entries.clear()

    assert await bench.look(MINUTE) == []
    assert bench.board.at_work() == []
    assert await bench.gate.is_lifted(OUT)


async def test_jobs_that_are_held_are_not_freed_by_others_while_they_come_back() -> None:
    bench = Bench()
    await bench.events(20)

    assert not await bench.gate.is_lifted(OUT)
    assert await bench.gate.is_lifted(outage_of("acme", "omnium"))


async def test_another_tenant_runs_as_before() -> None:
    bench = Bench()
    await bench.events(20)
    bench.error = None

    other = a_message("1", tenant_uid="other", at=bench.clock.now())
    await bench.ledger.record([other])
    await bench.arrives(other)

    assert bench.ledger.entries[other.job_id].state is JobState.DONE


async def test_while_the_circuits_cannot_be_read_the_last_known_ones_hold_and_jobs_end_as_ever() -> None:
    bench = Bench()
    await bench.events(20)
    bench.circuits.available = False
    held = await bench.event("held")
    assert bench.ledger.entries[held.job_id].held_by == OUT

    other = a_message("1", tenant_uid="other", at=bench.clock.now())
    await bench.ledger.record([other])
    await bench.arrives(other)

    assert bench.ledger.entries[other.job_id].state is JobState.WAITING


async def test_what_another_process_tells_is_known_at_the_next_reading() -> None:
    bench, beside = Bench(), Bench()
    beside.circuits = bench.circuits
    other = CircuitBoard(bench.circuits, bench.clock, Pace.of(60), CircuitMetrics(Registrar()))
    await bench.events(20)
    assert other.hold_reason(a_message()) is None

    await other.refresh()

    assert other.hold_reason(a_message()) == OUT
