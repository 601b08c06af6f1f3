"""The relay on the real ledger: what it publishes afresh, and what it leaves alone."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from flow_omnium.jobs.attempt_result import AttemptResult
from flow_omnium.jobs.holding import RECORD, SLOT
from flow_omnium.jobs.kinds import QUEUES, JobKind
from flow_omnium.jobs.state import JobState
from flow_omnium.runtime.database import Database
from flow_omnium.schema.database import DatabaseSchema
from flow_omnium.testing.jobs import NOON, a_lease, a_message
from flow_omnium.testing.relay_bench import GRACE, WELL_AFTER, RelayBench
from flow_omnium.testing.tenants import a_tenant


@pytest.fixture
async def bench(database: Database) -> RelayBench:
    subject = RelayBench(database)
    await DatabaseSchema(database).create_missing()
    return subject


async def test_there_is_nothing_to_do_for_jobs_that_are_on_their_way(bench: RelayBench) -> None:
    await bench.recorded(a_message("new"))

    assert await bench.relayed(GRACE / 2) == []


async def test_what_was_published_afresh_is_left_alone_from_then_on(bench: RelayBench) -> None:
    await bench.recorded(a_message("1"))
    await bench.relayed()

    assert len(await bench.relayed(GRACE / 2)) == 1


async def test_a_queued_job_of_an_empty_queue_has_lost_its_message_or_never_had_one(
    bench: RelayBench,
) -> None:
    await bench.recorded(a_message("1"))

    assert await bench.relayed() == [("1", 2)]


async def test_a_backlog_is_left_alone(bench: RelayBench) -> None:
    bench.depth = 5_000
    await bench.recorded(a_message("1"))

    assert await bench.relayed() == []


async def test_in_a_backlog_a_job_that_was_overtaken_has_lost_its_message(bench: RelayBench) -> None:
    bench.depth = 5_000
    await bench.recorded(a_message("old"))
    young = await bench.running(a_message("young", at=NOON + timedelta(minutes=5)))
    await bench.runs.renew(young, NOON + WELL_AFTER * 2)

    assert await bench.relayed() == [("old", 2)]


@pytest.mark.parametrize("leave", ["fails", "is handed back", "is put on hold"])
async def test_a_job_that_went_back_overtakes_nothing(bench: RelayBench, leave: str) -> None:
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


async def test_a_retry_that_did_not_come_is_published_to_its_queue(bench: RelayBench) -> None:
    entry = await bench.running(a_message("1"))
    await bench.runs.complete(entry, AttemptResult(JobState.WAITING, delay_ms=120_000, failures=3), NOON)

    assert await bench.relayed(timedelta(minutes=2)) == []
    assert await bench.relayed(timedelta(minutes=2)) == [("1", 3)]
    assert (await bench.entry(entry.job_id)).failures == 3


async def test_a_reason_to_hold_that_this_version_does_not_know_is_lifted_by_nobody(
    bench: RelayBench,
) -> None:
    await bench.runs.hold(a_message("1"), "quota:acme", NOON)

    assert await bench.relayed() == []


async def test_a_job_held_for_a_record_that_nobody_is_left_to_free_is_released(bench: RelayBench) -> None:
    await bench.runs.hold(a_message("free"), RECORD, NOON)
    running = await bench.running(a_message("busy", kind=JobKind.OUTBOUND_ORDER))
    await bench.runs.renew(running, NOON + WELL_AFTER * 2)
    await bench.runs.hold(a_message("busy"), RECORD, NOON)

    assert await bench.relayed() == [("free", 3)]


async def test_jobs_held_for_a_slot_are_released_when_none_of_the_tenants_jobs_runs(
    bench: RelayBench,
) -> None:
    running = await bench.running(a_message("1"))
    await bench.runs.renew(running, NOON + WELL_AFTER * 2)
    await bench.runs.hold(a_message("2"), SLOT, NOON)
    await bench.runs.hold(a_message("3", tenant_uid="idle"), SLOT, NOON)

    assert await bench.relayed() == []
    assert await bench.relayed(timedelta(seconds=10)) == [("3", 3)]


async def test_jobs_held_for_a_slot_are_left_to_those_who_take_one_after_the_other(bench: RelayBench) -> None:
    for second in range(3):
        at = NOON + timedelta(seconds=second)
        await bench.runs.hold(a_message(str(second), at=at), SLOT, at)

    for _ in range(2):
        assert await bench.relayed() == []
        (taken,) = await bench.runs.take_held_by_slot("acme", QUEUES, a_lease(at=bench.clock.now()))
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
    bench: RelayBench, held_by: str, lift: Callable[[RelayBench], None]
) -> None:
    bench.pauses.add(held_by)
    bench.tenant = a_tenant("acme", active=False)
    await bench.runs.hold(a_message("1"), held_by, NOON)
    assert await bench.relayed() == []

    lift(bench)

    assert await bench.relayed(timedelta(seconds=1)) == [("1", 3)]


async def test_one_relay_works_at_a_time_and_another_takes_over(bench: RelayBench) -> None:
    await bench.relay.relay_once()
    second = bench.another("relay-2")
    await bench.recorded(a_message("1"))
    bench.clock.advance(timedelta(seconds=19))

    await second.relay_once()
    assert bench.publisher.published == []

    bench.clock.advance(timedelta(seconds=31))
    await second.relay_once()
    assert len(bench.publisher.published) == 1


async def test_a_job_that_the_broker_refuses_is_tried_again(bench: RelayBench) -> None:
    await bench.recorded(a_message("1"))
    bench.publisher.available = False
    await bench.relayed()

    bench.publisher.available = True

    assert await bench.relayed() == [("1", 3)]


async def test_the_leading_relay_tells_the_backlog_and_the_other_one_nothing(bench: RelayBench) -> None:
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


async def test_a_relay_that_no_longer_leads_falls_silent(bench: RelayBench) -> None:
    await bench.recorded(a_message("1"))
    await bench.relayed(timedelta(seconds=1))
    bench.clock.advance(timedelta(minutes=1))
    await bench.another("relay-2").relay_once()

    await bench.relay.relay_once()

    assert bench.told("relay_leads") == 0
    assert bench.told("jobs_pending", queue=QUEUES[0], state="queued") is None
    assert bench.told("jobs_pending", "relay-2", queue=QUEUES[0], state="queued") == 1


async def test_what_is_published_afresh_is_counted_by_the_state_it_was_found_in(bench: RelayBench) -> None:
    await bench.recorded(a_message("queued"))
    await bench.running(a_message("running"))
    await bench.runs.hold(a_message("held"), RECORD, NOON)
    await bench.relayed()

    counts = [bench.told("relay_republished_total", reason=state) for state in ("queued", "running", "held")]
    assert counts == [1, 1, 1]
