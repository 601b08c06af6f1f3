"""Every query that the engine makes is backed by an index: a collection scan fails here."""

from asyncio import gather
from datetime import timedelta
from typing import Any

from flow_omnium.jobs.attempt_result import ATTENTION_AFTER, AttemptResult, Outage
from flow_omnium.jobs.circuits.circuit import Circuit
from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.forwarding import Forwarding
from flow_omnium.jobs.holding import RECORD, SLOT, outage_of
from flow_omnium.jobs.kinds import QUEUES, JobKind
from flow_omnium.jobs.ledger.backlog import MongoBacklog
from flow_omnium.jobs.ledger.contract import RunLedger
from flow_omnium.jobs.ledger.recent_work import MongoRecentWork
from flow_omnium.jobs.ledger.recovering import MongoRecoveryLedger
from flow_omnium.jobs.ledger.relaying import MongoRelayLedger
from flow_omnium.jobs.ledger.runs import MongoRunLedger
from flow_omnium.jobs.message import JobMessage
from flow_omnium.jobs.operator.job_log import JobFilter, JobLog
from flow_omnium.jobs.state import JobState
from flow_omnium.runtime.database import Database
from flow_omnium.schema.database import DatabaseSchema
from flow_omnium.testing.jobs import NOON, a_lease, a_message

LATER = NOON + timedelta(hours=1)


async def exercise_runs(ledger: RunLedger) -> None:
    jobs = [a_message(str(number)) for number in range(6)]
    await ledger.record(jobs)
    await ledger.record([a_message("0"), a_message("1")])
    done, failed, back, *_ = [await ledger.claim(job, a_lease()) for job in jobs[:4]]
    await ledger.renew(done, LATER)  # type: ignore[arg-type]
    await ledger.complete(done, AttemptResult(JobState.DONE), LATER)  # type: ignore[arg-type]
    await ledger.record([a_message("1")])
    await ledger.complete(failed, AttemptResult(JobState.WAITING, delay_ms=1, failures=1), LATER)  # type: ignore[arg-type]
    await ledger.hand_back(back, LATER)  # type: ignore[arg-type]
    await ledger.hold(jobs[4], SLOT, NOON)
    await ledger.hold(jobs[5], RECORD, NOON)
    await ledger.notify_waiter(jobs[3])
    await ledger.take_held_by_record(jobs[5], a_lease())
    await ledger.hold(await _new(ledger, "6"), SLOT, NOON)
    await ledger.take_held_by_slot("acme", QUEUES, a_lease(), 2)
    await ledger.take_held_by_slot("acme", QUEUES, a_lease())
    await ledger.claim(a_message("unknown"), a_lease())


async def _new(ledger: RunLedger, key: str) -> JobMessage:
    await ledger.record([message := a_message(key)])
    return message


async def exercise_relay(ledger: MongoRelayLedger) -> None:
    overdue = [*await ledger.abandoned(LATER, 10)]
    for queue in QUEUES:
        overdue += await ledger.unclaimed(queue, LATER, 10)
        await ledger.latest_claimed(queue)
    await ledger.holds()
    await ledger.held(RECORD, LATER, 10)
    await ledger.held(SLOT, LATER, 10, tenant_uid="acme")
    await ledger.tenants_held_by_slot()
    await ledger.running_records(overdue)
    await ledger.running_tenants(["acme"])
    await ledger.reissue(overdue, LATER)


async def exercise_backlog(backlog: MongoBacklog) -> None:
    assert await backlog.pending()
    await backlog.set_aside()
    await backlog.failing()


async def exercise_recovery(runs: RunLedger, recovery: MongoRecoveryLedger) -> None:
    circuit = Circuit("acme", "flow", since=LATER, failing_since=NOON)
    jobs = [a_message(f"out {number}") for number in range(3)]
    await runs.record(jobs)
    outage, forwarding = Outage("flow", NOON), Forwarding(0, 1)
    failed, early, _ = [await runs.claim(job, a_lease()) for job in jobs]
    waits = AttemptResult(JobState.WAITING, delay_ms=9, failures=1, forwarding=forwarding, outage=outage)
    for entry in (failed, early):
        await runs.complete(entry, waits, LATER)  # type: ignore[arg-type]
    (forwarded,) = await runs.record([a_message("out 1", at=LATER)])
    assert forwarded.forwarded is not None
    again = await runs.claim(forwarded.forwarded.message, a_lease())
    await runs.record([a_message("out 1")])
    await runs.complete(again, waits, LATER)  # type: ignore[arg-type]
    await recovery.lead("me", NOON, timedelta(seconds=1))
    found = await recovery.awaiting(circuit, QUEUES[0], LATER, 10)
    assert len(await recovery.release(found, LATER)) == 1
    assert len(await recovery.on_their_way(LATER)) == 1
    assert not await recovery.is_awaited(circuit)


async def exercise_log(log: JobLog) -> None:
    await log.find(JobFilter())
    await log.find(JobFilter(tenant_uid="acme"))
    await log.find(JobFilter(tenant_uid="acme", kind=JobKind.INBOUND_ORDER, state=JobState.WAITING))
    await log.find(JobFilter(key="1"))
    await log.find(JobFilter(state=JobState.DONE))
    await log.find(JobFilter(pending=True))


async def test_the_backlog_is_counted_without_a_look_at_the_jobs(database: Database) -> None:
    runs = MongoRunLedger(database)
    await DatabaseSchema(database).create_missing()
    await runs.record([a_message(str(number)) for number in range(50)])
    await database.command("profile", 2)

    (pending,) = (await MongoBacklog(database).pending()).values()
    await database.command("profile", 0)

    assert (pending.jobs, pending.oldest) == (50, NOON)
    profiled = await database["system.profile"].find_one({"op": "command", "command.aggregate": "jobs"})
    assert profiled is not None
    assert (profiled["docsExamined"], profiled["keysExamined"] >= 50) == (0, True)


async def test_jobs_that_keep_failing_are_counted_without_a_look_at_the_others(database: Database) -> None:
    runs = MongoRunLedger(database)
    await DatabaseSchema(database).create_missing()
    jobs = [a_message(str(number)) for number in range(50)]
    await runs.record(jobs)
    for job, failures in ((jobs[0], ATTENTION_AFTER), (jobs[1], ATTENTION_AFTER - 1)):
        entry = await runs.claim(job, a_lease())
        assert isinstance(entry, JobEntry)
        await runs.complete(entry, AttemptResult(JobState.WAITING, delay_ms=1, failures=failures), LATER)
    await database.command("profile", 2)

    assert await MongoBacklog(database).failing() == {jobs[0].queue: 1}
    await database.command("profile", 0)

    profiled = await database["system.profile"].find_one({"op": "command", "command.aggregate": "jobs"})
    assert profiled is not None
    assert "failures" not in profiled["planSummary"]
    assert profiled["docsExamined"] <= 1


async def test_what_is_under_way_is_known_without_a_look_at_older_jobs(database: Database) -> None:
    runs, kind = MongoRunLedger(database), JobKind.OUTBOUND_ORDER
    await DatabaseSchema(database).create_missing()
    jobs = [a_message(str(number), kind=kind) for number in range(50)]
    await runs.record(jobs)
    for job in jobs[:48]:
        entry = await runs.claim(job, a_lease())
        assert isinstance(entry, JobEntry)
        ended = NOON if job is jobs[0] else NOON - timedelta(hours=1)
        await runs.complete(entry, AttemptResult(JobState.DONE), ended)
    await runs.claim(jobs[48], a_lease())
    await database.command("profile", 2)

    found = await MongoRecentWork(database).since("acme", {kind}, NOON)
    await database.command("profile", 0)

    assert {work.key for work in found} == {"0", "48", "49"}
    profiled = await database["system.profile"].find({"command.find": "jobs"}).to_list()
    assert sum(looked["docsExamined"] for looked in profiled) == 4


async def test_what_an_outage_has_stopped_is_found_without_a_look_at_other_jobs(database: Database) -> None:
    runs, recovery = MongoRunLedger(database), MongoRecoveryLedger(database)
    await DatabaseSchema(database).create_missing()
    jobs = [a_message(str(number), tenant_uid=f"t{number % 2}") for number in range(1_000)]
    await runs.record(jobs)
    await gather(*(runs.hold(job, outage_of(job.tenant_uid, "flow"), NOON) for job in jobs[:800]))
    circuit = Circuit("t0", "flow", since=LATER, failing_since=NOON)
    await database.command("profile", 2)

    found = await recovery.awaiting(circuit, QUEUES[0], LATER, 4)
    assert await recovery.is_awaited(circuit)
    await recovery.release(found, LATER)
    (out,) = (await recovery.on_their_way(LATER)).values()
    await database.command("profile", 0)

    assert (len(found), out.lately) == (4, 4)
    looks = {"$or": [{"command.find": "jobs"}, {"command.aggregate": "jobs"}]}
    profiled = await database["system.profile"].find(looks).to_list()
    # At first the database tries whether another index would do better, for 101 jobs at most.
    assert max(looked["docsExamined"] for looked in profiled) <= 101


async def test_what_holds_jobs_is_known_without_reading_each_held_job(database: Database) -> None:
    runs, relay = MongoRunLedger(database), MongoRelayLedger(database)
    await DatabaseSchema(database).create_missing()
    jobs = [a_message(str(number)) for number in range(200)]
    await runs.record(jobs)
    await gather(*(runs.hold(job, SLOT, NOON) for job in jobs))
    await database.command("profile", 2)

    assert (await relay.holds(), await relay.tenants_held_by_slot()) == ([SLOT], ["acme"])
    await database.command("profile", 0)

    profiled = await database["system.profile"].find({"command.distinct": "jobs"}).to_list()
    assert len(profiled) == 2
    assert max(looked["keysExamined"] + looked["docsExamined"] for looked in profiled) < 10


async def test_whether_an_earlier_job_has_a_flag_is_known_without_reading_the_earlier_jobs(
    database: Database,
) -> None:
    runs = MongoRunLedger(database)
    await DatabaseSchema(database).create_missing()
    done = AttemptResult(JobState.DONE, has_compared=True)
    for _ in range(30):
        await _ended(runs, done)
    await database.command("profile", 2)

    await _ended(runs, done)
    await database.command("profile", 0)

    profiled = await database["system.profile"].find({"command.find": "jobs"}).to_list()
    # One look for the claim and the end together, which also reads what was claimed.
    (looked,) = [row for row in profiled if "attention.0" in str(row["command"]["filter"])]
    (flagged,) = [one for one in looked["command"]["filter"]["$or"] if "attention.0" in one]
    assert flagged["key"] == {"$in": ["1001"]}
    assert looked["docsExamined"] <= 1


async def _ended(runs: RunLedger, result: AttemptResult) -> None:
    (recorded,) = await runs.record([message := a_message()])
    assert recorded.is_new
    entry = await runs.claim(message, a_lease())
    assert isinstance(entry, JobEntry)
    await runs.complete(entry, result, LATER)


async def scans(database: Database) -> list[dict[str, Any]]:
    """Profiled operations on the jobs that were planned as a scan of the collection."""
    profiled = database["system.profile"].find(
        {"ns": f"{database.name}.jobs", "planSummary": {"$regex": "COLLSCAN"}}
    )
    return [{"command": row.get("command"), "plan": row["planSummary"]} async for row in profiled]


async def test_no_query_of_the_engine_scans_the_collection(database: Database) -> None:
    runs, relay = MongoRunLedger(database), MongoRelayLedger(database)
    await DatabaseSchema(database).create_missing()
    await database.command("profile", 2)

    await exercise_runs(runs)
    await exercise_relay(relay)
    await exercise_backlog(MongoBacklog(database))
    await exercise_recovery(runs, MongoRecoveryLedger(database))
    await exercise_log(JobLog(database))
    await database.command("profile", 0)

    assert await database["system.profile"].count_documents({"ns": f"{database.name}.jobs"}) > 25
    assert await scans(database) == []


async def test_the_check_itself_finds_a_scan(database: Database) -> None:
    await DatabaseSchema(database).create_missing()
    await database.command("profile", 2)

    await database["jobs"].find_one({"event.objectId": "1"})
    await database.command("profile", 0)

    assert len(await scans(database)) == 1


async def test_the_oldest_held_jobs_of_a_tenant_are_found_without_a_look_at_other_jobs(
    database: Database,
) -> None:
    runs = MongoRunLedger(database)
    await DatabaseSchema(database).create_missing()
    ended, others, held = [
        [
            a_message(f"{name} {number:03}", tenant_uid=tenant_uid, at=at + timedelta(milliseconds=number))
            for number in range(500)
        ]
        for name, tenant_uid, at in (
            ("ended", "acme", NOON),
            ("other", "other", NOON),
            ("held", "acme", NOON + timedelta(minutes=1)),
        )
    ]
    await runs.record([*ended, *others, *held])
    await gather(*(_run(runs, job) for job in ended))
    await gather(*(runs.hold(job, SLOT, LATER) for job in (*others, *held)))
    await database.command("profile", 2)

    # The first ones may try several indexes; what they have learned must do for the others.
    taken = [
        await runs.take_held_by_slot("acme", QUEUES, a_lease(), at_most) for at_most in (3, 1, 3, 1, 3, 1)
    ]
    await database.command("profile", 0)

    assert [len(each) for each in taken] == [3, 1, 3, 1, 3, 1]
    profiled = await database["system.profile"].find({"ns": f"{database.name}.jobs"}).sort("ts", 1).to_list()
    looks = [row["keysExamined"] + row["docsExamined"] for row in profiled if "keysExamined" in row]
    assert max(looks[len(looks) // 2 :]) < 50


async def _run(runs: RunLedger, job: JobMessage) -> None:
    entry = await runs.claim(job, a_lease())
    assert isinstance(entry, JobEntry)
    await runs.complete(entry, AttemptResult(JobState.DONE), LATER)
