"""For how long a job keeps its tenant's slot and its place in the process, and what may go on beside the end of its run."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from itertools import count

from flow_omnium.jobs.attempt_result import AttemptResult
from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.holding import ALONE
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.ledger.contract import Completed
from flow_omnium.jobs.state import JobState
from flow_omnium.jobs.worker.runs_apart import ENDS_AT_ONCE
from flow_omnium.testing.jobs import NOON, a_message
from flow_omnium.testing.memory_ledger import MemoryLedger
from flow_omnium.testing.virtual_time import in_virtual_time
from flow_omnium.testing.worker_bench import CAP, HANGS, WorkerBench, bench


class LedgerOnASlowDisk(MemoryLedger):
    """Writes down no end of a run before it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.disk = asyncio.Event()

    async def complete(self, entry: JobEntry, result: AttemptResult, at: datetime) -> Completed | None:
        """See `RunLedger.complete`."""
        await self.disk.wait()
        return await super().complete(entry, result, at)


class LedgerThatCannotEndOne(MemoryLedger):
    """Fails, as nobody expects, to write down how the first held job ended."""

    async def complete(self, entry: JobEntry, result: AttemptResult, at: datetime) -> Completed | None:
        """See `RunLedger.complete`."""
        if entry.key == "held 0":
            raise KeyError(entry.key)
        return await super().complete(entry, result, at)


@in_virtual_time
async def test_a_slot_is_free_while_the_end_of_its_run_is_written_down() -> None:
    subject = bench(ledger=LedgerOnASlowDisk())

    deliveries = [asyncio.create_task(subject.deliver(a_message(str(number)))) for number in range(3 * CAP)]
    await asyncio.sleep(0.1)

    assert len(subject.contexts) == 3 * CAP
    assert set(subject.states().values()) == {JobState.RUNNING}
    assert subject.counted("jobs_running", tenant="acme") == 0
    await written(subject, *deliveries)


@in_virtual_time
async def test_no_message_is_acknowledged_before_the_end_is_durable() -> None:
    subject = bench(ledger=LedgerOnASlowDisk())
    delivery = asyncio.create_task(subject.deliver(a_message()))
    await asyncio.sleep(0.1)
    assert not delivery.done()

    await written(subject, delivery)

    assert delivery.result().answers == ["ack"]


@in_virtual_time
async def test_the_next_job_of_a_record_begins_only_when_the_end_of_the_last_one_is_durable() -> None:
    subject = bench(ledger=LedgerOnASlowDisk())
    first = asyncio.create_task(subject.deliver(a_message("A", kind=JobKind.OUTBOUND_ORDER)))
    await asyncio.sleep(0.1)

    await subject.deliver(a_message("A"))
    assert [context.kind for context in subject.contexts] == [JobKind.OUTBOUND_ORDER]

    await written(subject, first)
    assert [context.kind for context in subject.contexts] == [JobKind.OUTBOUND_ORDER, JobKind.INBOUND_ORDER]


@in_virtual_time
async def test_while_no_end_can_be_written_down_a_slot_begins_only_a_few_held_jobs() -> None:
    subject = bench(HANGS, ledger=LedgerOnASlowDisk())
    deliveries = await at_its_cap(subject, held=20)

    subject.release.set()
    await asyncio.sleep(0.1)
    assert len(subject.contexts) == CAP
    assert isinstance(subject.ledger, LedgerOnASlowDisk)
    subject.ledger.disk.set()
    await asyncio.sleep(0)
    subject.ledger.disk.clear()
    await asyncio.sleep(0.1)

    assert len(subject.contexts) == CAP + CAP * (ENDS_AT_ONCE + 1)
    await written(subject, *deliveries)
    assert set(subject.states().values()) == {JobState.DONE}


@in_virtual_time
async def test_a_tenant_with_a_long_backlog_lets_others_have_a_place_between_its_jobs() -> None:
    subject = bench(takes(0.1), concurrency=CAP)
    deliveries = await at_its_cap(subject, held=20)

    other = asyncio.create_task(subject.deliver(a_message("1", tenant_uid="other")))
    await asyncio.sleep(0.35)

    assert "other" in [context.tenant_uid for context in subject.ledger.entries.values() if is_done(context)]
    await asyncio.gather(other, *deliveries)


@in_virtual_time
async def test_a_job_that_must_run_alone_waits_until_the_ends_of_the_others_are_durable() -> None:
    subject = bench(ledger=LedgerOnASlowDisk())
    other = asyncio.create_task(subject.deliver(a_message("other")))
    await asyncio.sleep(0.01)
    suspect = await subject.suspected()
    await subject.ledger.hold(suspect, ALONE, NOON)

    turn = asyncio.create_task(subject.lone.take_turn())
    await asyncio.sleep(0.05)
    assert [context.key for context in subject.contexts] == ["other"]

    await written(subject, other, turn)
    assert [context.key for context in subject.contexts] == ["other", "suspect"]


@in_virtual_time
async def test_a_held_job_that_breaks_unexpectedly_stops_neither_the_others_nor_a_message() -> None:
    subject = bench(HANGS, ledger=LedgerThatCannotEndOne())
    deliveries = await at_its_cap(subject, held=6)

    subject.release.set()
    await asyncio.gather(*deliveries)

    assert [key for key, state in subject.states().items() if state is not JobState.DONE] == ["held 0"]
    assert subject.publisher.published == []


@in_virtual_time
async def test_a_held_job_that_runs_is_handed_back_and_published_when_the_worker_must_stop() -> None:
    numbers = count()
    subject = bench(lambda: asyncio.sleep(0.05 if next(numbers) < CAP else 0.15))
    deliveries = await at_its_cap(subject, held=CAP)
    await asyncio.sleep(0.1)
    assert len(subject.contexts) == 2 * CAP

    for delivery in deliveries:
        delivery.cancel()
    await asyncio.gather(*deliveries, return_exceptions=True)

    states = subject.states()
    assert [states[f"runs {number}"] for number in range(CAP)] == [JobState.DONE] * CAP
    assert [states[f"held {number}"] for number in range(CAP)] == [JobState.QUEUED] * CAP
    assert len(subject.publisher.published) == CAP


async def at_its_cap(subject: WorkerBench, *, held: int) -> "list[asyncio.Task[object]]":
    """The deliveries of as many jobs as the tenant may run; so many more of it are held."""
    deliveries: list[asyncio.Task[object]] = [
        asyncio.create_task(subject.deliver(a_message(f"runs {number}"))) for number in range(CAP)
    ]
    await asyncio.sleep(0.01)
    for number in range(held):
        await subject.deliver(a_message(f"held {number}"))
    return deliveries


async def written(subject: WorkerBench, *deliveries: Awaitable[object]) -> None:
    """Let the ends be written down, and what follows from them happen."""
    assert isinstance(subject.ledger, LedgerOnASlowDisk)
    subject.ledger.disk.set()
    await asyncio.gather(*deliveries)


def takes(seconds: float) -> Callable[[], Awaitable[None]]:
    return lambda: asyncio.sleep(seconds)


def is_done(entry: JobEntry) -> bool:
    return entry.state is JobState.DONE
