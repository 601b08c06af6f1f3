"""What a poll sights that is not as it should be is kept, and goes by itself once a later look finds that it is."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.message import new_message
from flow_omnium.jobs.state import JobState
from flow_omnium.overdue.memory import MemoryAwaitedRecords
from flow_omnium.overdue.record import Awaited
from flow_omnium.overdue.watch_run import READ_AFTER, READS_AGAIN, OverdueWatch
from flow_omnium.polling.expectation import Expectation, OverdueState
from flow_omnium.polling.source import Sighting
from flow_omnium.tasks.kind import TaskName
from flow_omnium.tasks.task import TaskRun
from flow_omnium.tenants.tenant import Tenant
from flow_omnium.testing.memory_ledger import MemoryLedger
from flow_omnium.testing.tenants import a_tenant

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
POLL = TaskName.POLL_OMNIUM_ORDERS
INBOUND = JobKind.INBOUND_ORDER


class Shelf:
    """Orders that can be read again, with until when each should be collected."""

    def __init__(self, **pick_ups: Expectation) -> None:
        self.pick_ups = pick_ups
        self.read: list[str] = []

    async def read_again(
        self, _tenant: Tenant, keys: Sequence[str], _now: datetime
    ) -> AsyncIterator[Sighting]:
        """See `ReadsAgain.read_again`."""
        for key in keys:
            self.read.append(key)
            if key in self.pick_ups:
                yield Sighting(INBOUND, key, "v1", expects=(self.pick_ups[key],))


class Watching:
    """A poll that is watched, run after run."""

    def __init__(self, shelf: Shelf | None = None) -> None:
        self.ledger = MemoryLedger()
        self.records = MemoryAwaitedRecords()
        self.watch = OverdueWatch(self.records, self.ledger, {} if shelf is None else {POLL: shelf})

    async def poll(self, at: datetime, *batch: Sighting, task: TaskName = POLL) -> None:
        """Let one run sight these records."""
        watched = self.watch.begin(TaskRun(a_tenant(), task, at))
        keys = {one.key for one in batch}
        await watched.take(
            batch,
            {kind: await self.ledger.known("acme", kind, keys) for kind in {one.kind for one in batch}},
        )
        await watched.end()

    async def job(
        self,
        key: str,
        version: str = "",
        *,
        event: dict[str, str] | None = None,
        state: JobState = JobState.DONE,
    ) -> None:
        """Let a job of the key end, having seen a version."""
        job_id = f"job-{len(self.ledger.entries)}"
        message = new_message(
            job_id=job_id, tenant_uid="acme", kind=INBOUND, key=key, event=event or {}, accepted_at=NOW
        )
        await self.ledger.record([message])
        seen = (version,) if version else ()
        entry = self.ledger.entries[job_id]
        changed = {"state": state, "seen": seen, "finished_at": NOW + MINUTE}
        self.ledger.entries[job_id] = entry.model_copy(update=changed)

    def kept(self, state: OverdueState = OverdueState.ORDER) -> list[str]:
        """Return the keys of what is awaited."""
        return [name.key for _, name in self.records.kept if name.state is state]

    def one(self) -> Awaited:
        """Return the only order that is awaited."""
        (one,) = [one for one in self.records.kept.values() if one.name.state is OverdueState.ORDER]
        return one


def an_order(key: str = "A", version: str = "v1") -> Sighting:
    return Sighting(INBOUND, key, version)


def to_collect(key: str, by: datetime) -> Sighting:
    return replace(an_order(key), expects=(Expectation(OverdueState.PICK_UP, by),))


async def test_an_order_that_no_job_has_seen_is_awaited_until_one_has() -> None:
    watching = Watching()
    await watching.poll(NOW, an_order())
    assert watching.kept() == ["A"]
    await watching.job("A", "v1")
    await watching.poll(NOW + MINUTE, an_order())
    assert watching.kept() == []


async def test_one_that_is_not_listed_again_goes_with_the_next_look_after_its_time() -> None:
    watching = Watching()
    await watching.poll(NOW, an_order())
    await watching.job("A", "v1")
    await watching.poll(NOW + 6 * MINUTE)
    assert watching.kept() == []


async def test_one_that_nobody_has_brought_over_stays_since_its_beginning() -> None:
    watching = Watching()
    await watching.poll(NOW, an_order())
    await watching.poll(NOW + 4 * MINUTE, an_order(version="v2"))
    await watching.poll(NOW + 6 * MINUTE)
    assert (watching.one().since, watching.one().by) == (NOW, NOW + 5 * MINUTE)
    assert (watching.one().version, watching.one().looked_at) == ("v2", NOW + 6 * MINUTE)


async def test_one_whose_job_an_operator_has_cancelled_is_left_alone() -> None:
    watching = Watching()
    await watching.poll(NOW, an_order())
    await watching.job("A", state=JobState.CANCELLED)
    await watching.poll(NOW + 6 * MINUTE)
    assert watching.kept() == []


async def test_an_order_that_is_not_collected_is_awaited_until_the_list_says_otherwise() -> None:
    watching = Watching()
    await watching.job("A", "v1")
    await watching.poll(NOW, to_collect("A", NOW + MINUTE))
    assert watching.kept(OverdueState.PICK_UP) == ["A"]
    collected = Expectation(OverdueState.PICK_UP, NOW, is_met=True)
    await watching.poll(NOW + 2 * MINUTE, replace(an_order(), expects=(collected,)))
    assert watching.kept(OverdueState.PICK_UP) == []


async def test_an_overdue_pick_up_is_read_again_after_an_hour_and_goes_if_it_was_collected_meanwhile() -> (
    None
):
    shelf = Shelf(A=Expectation(OverdueState.PICK_UP, NOW, is_met=True))
    watching = Watching(shelf)
    await watching.job("A", "v1")
    await watching.poll(NOW, to_collect("A", NOW))
    assert (shelf.read, watching.kept(OverdueState.PICK_UP)) == ([], ["A"])
    await watching.poll(NOW + READ_AFTER)
    assert (shelf.read, watching.kept(OverdueState.PICK_UP)) == (["A"], [])


async def test_one_that_was_deleted_meanwhile_is_awaited_no_more() -> None:
    watching = Watching(Shelf())
    await watching.job("A", "v1")
    await watching.poll(NOW, to_collect("A", NOW))
    await watching.poll(NOW + READ_AFTER)
    assert watching.kept(OverdueState.PICK_UP) == []


async def test_only_some_pick_ups_are_read_in_a_run_and_the_others_in_the_next() -> None:
    keys = [f"{number:02}" for number in range(READS_AGAIN + 5)]
    shelf = Shelf(**{key: Expectation(OverdueState.PICK_UP, NOW) for key in keys})
    watching = Watching(shelf)
    for key in keys:
        await watching.job(key, "v1")
    await watching.poll(NOW, *[to_collect(key, NOW) for key in keys])
    await watching.poll(NOW + READ_AFTER)
    assert len(shelf.read) == READS_AGAIN
    await watching.poll(NOW + READ_AFTER + MINUTE)
    assert sorted(shelf.read) == keys


async def test_a_sender_of_whose_changes_no_event_tells_is_silent_until_one_does() -> None:
    watching = Watching()
    await watching.poll(NOW, an_order("A"), an_order("B"))
    await watching.poll(NOW + MINUTE, an_order("C"))
    assert watching.kept(OverdueState.SENDER) == ["omnium"]
    (silent,) = [one for one in watching.records.kept.values() if one.name.state is OverdueState.SENDER]
    assert (silent.sightings, silent.since) == (3, NOW)
    await watching.job("D", "v1", event={"className": "Order"})
    await watching.poll(NOW + 2 * MINUTE, an_order("D"))
    assert watching.kept(OverdueState.SENDER) == []


async def test_a_job_that_nobodys_event_has_made_says_nothing_of_the_sender() -> None:
    watching = Watching()
    await watching.poll(NOW, an_order("A"))
    await watching.job("A", "v1", event={"polled": POLL.value})
    await watching.poll(NOW + MINUTE, an_order("A"))
    assert watching.kept(OverdueState.SENDER) == ["omnium"]


async def test_where_nothing_changes_nobody_is_silent() -> None:
    watching = Watching()
    await watching.poll(NOW)
    assert watching.records.kept == {}


async def test_of_a_list_whose_changes_have_no_events_nobody_is_silent() -> None:
    watching = Watching()
    sale = Sighting(JobKind.OUTBOUND_ORDER, "A", "v1")
    await watching.poll(NOW, sale, task=TaskName.POLL_FLOW_ORDERS)
    assert watching.kept(OverdueState.SALE) == ["A"]
    assert watching.kept(OverdueState.SENDER) == []
