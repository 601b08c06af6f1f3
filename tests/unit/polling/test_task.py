"""Polls make the jobs that no event has made, and look at each moment once at least."""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.message import new_message
from flow_omnium.jobs.worker.other_jobs import Wanted
from flow_omnium.polling.source import Flag, Sighting, Window
from flow_omnium.polling.task import GRACE, LISTED_LATE, LOOKS_BACK, PollTask, window_of
from flow_omnium.tasks.kind import POLLED, TaskName
from flow_omnium.tasks.request import RunRequest
from flow_omnium.tasks.task import OVERLAP, TaskRun
from flow_omnium.tenants.tenant import Tenant
from flow_omnium.testing.memory_ledger import MemoryLedger
from flow_omnium.testing.tenants import a_tenant

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
POLL = TaskName.POLL_OMNIUM_ORDERS
INBOUND = JobKind.INBOUND_ORDER


class Listed:
    """A source that lists what a test says, and remembers what it was asked."""

    def __init__(self, *batches: Sequence[Sighting]) -> None:
        self.batches = batches
        self.windows: list[Window] = []

    async def sightings(
        self, _tenant: Tenant, window: Window, _flag: Flag
    ) -> AsyncGenerator[Sequence[Sighting], None]:
        """See `Source.sightings`."""
        self.windows.append(window)
        for batch in self.batches:
            yield batch


class Intake:
    """Records jobs in a ledger, as the worker does, without a broker."""

    def __init__(self, ledger: MemoryLedger) -> None:
        self.ledger = ledger
        self.made: list[Wanted] = []

    async def make(self, tenant_uid: str, wanted: Sequence[Wanted]) -> int:
        """See `MakesJobs.make`."""
        self.made += wanted
        jobs = [
            new_message(
                job_id=f"job-{len(self.ledger.entries)}-{number}",
                tenant_uid=tenant_uid,
                kind=one.kind,
                key=one.key,
                event=dict(one.event),
                accepted_at=NOW,
            )
            for number, one in enumerate(wanted)
        ]
        return sum(recorded.is_new for recorded in await self.ledger.record(jobs))


def a_run(since: datetime | None = NOW - timedelta(minutes=3), request: RunRequest | None = None) -> TaskRun:
    return TaskRun(a_tenant(), POLL, NOW, since, is_full=since is None, request=request)


def an_order(key: str, version: str = "v1") -> Sighting:
    return Sighting(INBOUND, key, version, {"objectId": key})


async def polled(run: TaskRun, *batches: Sequence[Sighting], ledger: MemoryLedger | None = None) -> Intake:
    ledger = ledger or MemoryLedger()
    intake = Intake(ledger)
    await PollTask(Listed(*batches), ledger, intake).run(run)
    return intake


async def test_an_order_of_which_no_event_has_told_gets_a_job_that_says_who_found_it() -> None:
    run = a_run()
    intake = await polled(run, [an_order("A")])
    assert intake.made == [Wanted(INBOUND, "A", {"objectId": "A", POLLED: POLL.value})]
    assert (run.tally.read, run.tally.written, run.tally.unchanged) == (1, 1, 0)
    assert run.tally.told == ["no event has told of inbound-order A"]


async def test_the_next_poll_finds_its_job_pending_and_makes_no_second_one() -> None:
    ledger = MemoryLedger()
    await polled(a_run(), [an_order("A")], ledger=ledger)
    run = a_run()
    intake = await polled(run, [an_order("A", "v2")], ledger=ledger)
    assert intake.made == []
    assert (run.tally.written, run.tally.unchanged, run.tally.told) == (0, 1, [])


async def test_what_a_job_has_seen_is_left_alone_and_a_newer_version_is_not() -> None:
    ledger = MemoryLedger()
    await polled(a_run(), [an_order("A"), an_order("B")], ledger=ledger)
    for job_id, entry in ledger.entries.items():
        ledger.entries[job_id] = entry.model_copy(update={"state": "done", "seen": ("v1",)})
    intake = await polled(a_run(), [an_order("A"), an_order("B", "v2")], ledger=ledger)
    assert [one.key for one in intake.made] == ["B"]


async def test_each_batch_is_worked_off_by_itself() -> None:
    run = a_run()
    intake = await polled(run, [an_order("A")], [], [an_order("B"), an_order("A")])
    assert [one.key for one in intake.made] == ["A", "B"]
    assert (run.tally.read, run.tally.written) == (3, 2)


async def test_a_dry_run_tells_and_makes_nothing() -> None:
    run = a_run(request=RunRequest("op", NOW, is_dry=True))
    intake = await polled(run, [an_order("A")])
    assert intake.made == []
    assert run.tally.told == ["no event has told of inbound-order A"]


async def test_the_first_poll_of_a_tenant_reads_nothing_and_leaves_its_time() -> None:
    source = Listed([an_order("A")])
    ledger = MemoryLedger()
    await PollTask(source, ledger, Intake(ledger)).run(a_run(since=None))
    assert source.windows == []


def test_what_events_still_have_time_for_is_left_to_the_next_poll() -> None:
    window = window_of(a_run())
    assert window is not None
    assert window.until == NOW - GRACE


def test_who_asks_for_a_poll_sees_what_has_just_changed() -> None:
    window = window_of(a_run(request=RunRequest("op", NOW)))
    assert window is not None
    assert window.until == NOW


def test_between_two_polls_no_moment_is_left_out() -> None:
    first = a_run()
    second = replace(first, started_at=NOW + timedelta(minutes=2), since=NOW - OVERLAP)
    before, after = window_of(first), window_of(second)
    assert before is not None
    assert after is not None
    assert after.since <= before.until


def test_what_a_list_shows_minutes_late_is_found_by_the_next_poll() -> None:
    run = a_run(since=NOW - OVERLAP)
    window = window_of(run)
    assert window is not None
    assert window.since == NOW - OVERLAP - LISTED_LATE
    levels = window_of(replace(run, task=TaskName.POLL_STOCK))
    assert levels is not None
    assert levels.since == NOW - OVERLAP


def test_a_poll_that_comes_at_once_after_another_has_nothing_to_look_at_yet() -> None:
    assert window_of(a_run(since=NOW)) is None


async def test_after_a_long_pause_it_looks_a_day_back_and_tells_of_the_rest() -> None:
    run = a_run(since=NOW - timedelta(days=3))
    source, ledger = Listed([]), MemoryLedger()
    await PollTask(source, ledger, Intake(ledger)).run(run)
    assert source.windows == [Window(NOW - LOOKS_BACK, NOW - GRACE)]
    (flag,) = run.tally.flags
    assert "no poll since 2026-01-02 09:00 UTC" in flag
    assert "before 2026-01-04 09:00" in flag


def test_somebody_may_have_it_look_a_day_back() -> None:
    window = window_of(a_run(since=None, request=RunRequest("op", NOW, is_full=True)))
    assert window == Window(NOW - LOOKS_BACK, NOW)
