"""How an operator finds jobs, and what is kept of what he did."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from flow_omnium.jobs.attempt_result import result_of_lost
from flow_omnium.jobs.ledger.documents import MAX_ACTS_KEPT
from flow_omnium.jobs.ledger.relaying import MongoRelayLedger
from flow_omnium.jobs.operator.audit_trail import AuditTrail
from flow_omnium.jobs.operator.job_log import JobFilter
from flow_omnium.jobs.operator.repair import paced
from flow_omnium.runtime.database import Database
from flow_omnium.testing.jobs import NOON, a_message
from flow_omnium.testing.operator_bench import CANCEL, DONE, RETRY, OperatorBench, failed
from flow_omnium.testing.virtual_time import in_virtual_time


async def test_jobs_are_found_by_the_class_of_their_latest_error(
    bench: OperatorBench, database: Database
) -> None:
    first = await bench.completed(a_message("1"), failed("NotFound"))
    await bench.completed(a_message("2"), failed("Rejected"))
    lost = await bench.running(a_message("3"))
    result = result_of_lost(lost, at=NOON, retry_unit_seconds=60)
    await MongoRelayLedger(database).lose(lost, result, NOON)

    assert await bench.log.ids(JobFilter(error_class="NotFound")) == [first.job_id]
    assert await bench.log.ids(JobFilter(error_class="WorkerLostError")) == [lost.job_id]
    assert first.last_error_class == "NotFound"


async def test_jobs_are_found_by_age_and_by_whether_they_can_be_tried_now(bench: OperatorBench) -> None:
    old = await bench.recorded(a_message("1", at=NOON - timedelta(hours=3)))
    await bench.running(a_message("2", at=NOON - timedelta(hours=3)))
    held = await bench.recorded(a_message("3"))
    await bench.runs.hold(held, "kind:inbound-order", NOON)

    assert await bench.log.ids(JobFilter(pending=True)) == [old.job_id, held.job_id]
    assert await bench.log.ids(JobFilter(pending=True, free=True)) == [old.job_id]
    assert len(await bench.log.ids(JobFilter(accepted_before=NOON - timedelta(hours=2)))) == 2
    assert await bench.log.held_by("kind:inbound-order") == 1


async def test_an_entry_keeps_its_latest_acts(bench: OperatorBench) -> None:
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


@in_virtual_time
async def test_many_are_dealt_with_at_the_rate_that_was_asked_for() -> None:
    loop = asyncio.get_running_loop()
    started = loop.time()

    assert [job_id async for job_id in paced(["1", "2", "3", "4"], per_second=50)] == ["1", "2", "3", "4"]

    assert loop.time() - started >= 3 / 50


async def test_no_act_of_an_operator_scans_a_collection(bench: OperatorBench, database: Database) -> None:
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


async def exercise_filters(bench: OperatorBench) -> None:
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
