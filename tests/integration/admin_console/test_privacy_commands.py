"""`flow-omnium privacy …` against a real database and a real broker: what is found, what is erased, what is left."""

import asyncio
import functools
import json
import os
import pty
import stat
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from admin_console.audit.keeping import kept
from admin_console.failures import NothingDone
from admin_console.privacy.erasure import Decision, PersonalData
from admin_console.privacy.places import search_all
from admin_console.privacy.subject import Subject, SubjectKind
from flow_omnium.customer_marks.mongo import MongoMarks
from flow_omnium.customer_marks.port import UNMARKED, CustomerMark
from flow_omnium.jobs.attempt_result import AttemptResult
from flow_omnium.jobs.broker.publisher import BrokerPublisher
from flow_omnium.jobs.broker.topology import dead_letter_queue, work_queues
from flow_omnium.jobs.entry import Attempt, AuditEntry, JobEntry
from flow_omnium.jobs.kinds import ORDER_QUEUE, JobKind
from flow_omnium.jobs.ledger.runs import MongoRunLedger
from flow_omnium.jobs.message import JobMessage
from flow_omnium.jobs.operator.dead_letters import open_dead_letters
from flow_omnium.jobs.state import JobState
from flow_omnium.runtime.database import Database
from flow_omnium.schema.database import DatabaseSchema
from flow_omnium.testing.broker import delete_queues, fetch_all
from flow_omnium.testing.jobs import NOON, a_lease, a_message

Run = Callable[..., Any]
InDatabase = Callable[..., Any]

FLOW_OMNIUM = Path(sys.executable).parent / "flow-omnium"
CUSTOMER = "kunde-4711"
PARKED = dead_letter_queue(ORDER_QUEUE)
JUST_NOW = datetime.now(UTC)
"""When jobs end here: those that ended long ago are removed by the database, at a moment of its choice."""

SUBJECT = Subject("acme", SubjectKind.CUSTOMER, CUSTOMER)
ERASE = AuditEntry(act="erase", by="kari", at=NOON)
WANTED = ("--tenant", "acme", "--customer", CUSTOMER)


@dataclass
class Shop:
    """The jobs of two customers of `acme`, and of one of the same id elsewhere."""

    theirs: JobMessage
    waiting: JobMessage
    order: JobMessage
    others: JobMessage
    elsewhere: JobMessage


def done(*changes: str, flags: Sequence[str] = ()) -> AttemptResult:
    attempt = Attempt(
        number=1,
        started_at=NOON,
        duration_seconds=1,
        outcome="done",
        changes=tuple(changes),
        flags=tuple(flags),
    )
    return AttemptResult(JobState.DONE, attempt=attempt)


def failed(message: str) -> AttemptResult:
    attempt = Attempt(
        number=1,
        started_at=NOON,
        duration_seconds=1,
        outcome="failed",
        error_class="NotFound",
        message=message,
        http_status=404,
    )
    return AttemptResult(JobState.WAITING, delay_ms=120_000, failures=1, attempt=attempt)


async def complete(database: Database, message: JobMessage, result: AttemptResult) -> JobMessage:
    ledger = MongoRunLedger(database)
    await ledger.record([message])
    entry = await ledger.claim(message, a_lease())
    assert isinstance(entry, JobEntry)
    await ledger.complete(entry, result, JUST_NOW)
    return message


async def fill(database: Database) -> Shop:
    await DatabaseSchema(database).create_missing()
    kind = JobKind.OUTBOUND_CUSTOMER
    told = f"create private customer {CUSTOMER} in Omnium (name)"
    order = a_message("100234", kind=JobKind.OUTBOUND_ORDER)
    order = order.model_copy(update={"event": {"orderUid": "100234", "customerUid": CUSTOMER}})
    waiting = a_message("100235", kind=JobKind.INBOUND_ORDER)
    shop = Shop(
        theirs=await complete(
            database, a_message(CUSTOMER, kind=kind), done(told, flags=[f"{CUSTOMER}: Ola Nordmann?"])
        ),
        waiting=await complete(database, waiting, failed(f"customer {CUSTOMER} (Ola Nordmann) is locked")),
        order=await complete(database, order, done("create order 100234")),
        others=await complete(database, a_message("kunde-47110", kind=kind), done("customer kunde-47110")),
        elsewhere=await complete(database, a_message(CUSTOMER, kind=kind, tenant_uid="globex"), done(told)),
    )
    await database["pauses"].insert_one(
        {"_id": "store:acme/oslo", "by": "kari", "at": NOON, "reason": f"{CUSTOMER} complained"}
    )
    row = {
        "act": "retry",
        "by": "ola",
        "at": JUST_NOW,
        "target": f"key {CUSTOMER}",
        "reason": None,
        "count": 1,
    }
    await database["acts"].insert_one(row)
    return shop


@pytest.fixture
def shop(in_database: InDatabase) -> Shop:
    """Fill the database."""
    filled: Shop = in_database(fill)
    return filled


async def publish(url: str, bodies: Sequence[bytes]) -> None:
    async with BrokerPublisher(url, name="tests", queues=work_queues(ORDER_QUEUE)) as publisher:
        await publisher.wait_connected()
        for body in bodies:
            await publisher.publish(PARKED, body, {"x-parked-reason": "not JSON"})


THEIR_BODY = b'{"oops": "customer kunde-4711 of acme"'
BODIES = (THEIR_BODY, b"\xff kunde-4711 of nobody", b'{"oops": "kunde-4711 of globex"}', b"five")


@pytest.fixture
def parked(amqp_url: str) -> Iterator[str]:
    """Park four messages, one of which is theirs."""
    asyncio.run(publish(amqp_url, BODIES))
    yield amqp_url
    asyncio.run(delete_queues(amqp_url, [queue.name for queue in work_queues(ORDER_QUEUE)]))


async def dumped(database: Database) -> str:
    names = await database.list_collection_names()
    return "\n".join([repr(document) for name in names async for document in database[name].find({})])


async def entry(database: Database, message: JobMessage) -> dict[str, Any]:
    found = await database["jobs"].find_one({"_id": message.job_id})
    assert found is not None
    return dict(found)


@pytest.mark.usefixtures("parked")
def test_everything_is_found_counted_and_given_out_as_json(
    flow_omnium: Run, shop: Shop, tmp_path: Path
) -> None:
    flow_omnium("jobs", "retry", "--tenant", "acme", "--key", CUSTOMER, "--all")
    printed = flow_omnium("privacy", "export", *WANTED)
    file = tmp_path / "export.json"
    written = flow_omnium("privacy", "export", *WANTED, "--output", str(file))

    assert (printed.exit_code, written.exit_code, written.output) == (0, 0, "")
    told, kept = json.loads(printed.output), json.loads(file.read_text())
    assert kept["found"]["jobs"] == told["found"]["jobs"]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert told["counts"] == {
        "jobs": 3,
        "audit": 0,
        "acts": 1,
        "pauses": 1,
        "tenants": 0,
        "customer_marks": 0,
        "parked messages": 1,
    }
    by_id = {found["_id"]: found for found in told["found"]["jobs"]}
    assert by_id.keys() == {shop.theirs.job_id, shop.waiting.job_id, shop.order.job_id}
    assert "Ola Nordmann" in json.dumps(by_id[shop.theirs.job_id])
    assert by_id[shop.order.job_id]["mentions"] == [{"path": "event.customerUid", "text": CUSTOMER}]
    assert told["found"]["parked messages"][0]["body"] == THEIR_BODY.decode()
    assert told["unclearParkedMessages"] == 2
    assert "kunde-47110" not in printed.output
    assert globex_free(told)


def globex_free(told: Any) -> bool:
    return all(found.get("tenantUid", "acme") == "acme" for found in told["found"]["jobs"])


def test_an_export_overwrites_nothing(flow_omnium: Run, shop: Shop, tmp_path: Path) -> None:
    file = tmp_path / "mine.json"
    file.write_text("mine")
    answer = flow_omnium("privacy", "export", *WANTED, "--output", str(file))
    assert (answer.exit_code, file.read_text()) == (2, "mine")
    nowhere = flow_omnium("privacy", "export", *WANTED, "--output", str(tmp_path / "no" / "x.json"))
    assert (nowhere.exit_code, shop.theirs.job_id in nowhere.output) == (1, False)


def test_a_rehearsal_says_what_is_kept_and_changes_nothing(
    flow_omnium: Run, in_database: InDatabase, shop: Shop
) -> None:
    before = in_database(dumped)
    answer = flow_omnium("privacy", "erase", *WANTED, "--dry-run")
    assert (answer.exit_code, answer.output.splitlines()[0]) == (0, "jobs: 3 found")
    assert in_database(dumped) == before
    assert shop.theirs.job_id in before


def test_what_is_erased_is_gone_everywhere_and_everything_else_is_left(
    flow_omnium: Run, in_database: InDatabase, shop: Shop, parked: str
) -> None:
    flow_omnium("jobs", "pause", "--tenant", "acme", "--reason", f"{CUSTOMER} is wrong in Omnium")
    others = in_database(lambda database: entry(database, shop.others))
    elsewhere = in_database(lambda database: entry(database, shop.elsewhere))

    answer = flow_omnium("privacy", "erase", *WANTED, "--cancel-pending", "--json")

    assert answer.exit_code == 0
    erased = json.loads(answer.output)
    assert erased["erased"] == {
        "jobs": 3,
        "audit": 1,
        "acts": 1,
        "pauses": 2,
        "tenants": 0,
        "customer_marks": 2,
        "parked messages": 1,
    }
    left = in_database(dumped).replace(repr(elsewhere), "").replace(repr(others), "")
    assert [text for text in (CUSTOMER, "Ola", "complained") if text in left] == []
    assert in_database(lambda database: entry(database, shop.others)) == others
    assert in_database(lambda database: entry(database, shop.elsewhere)) == elsewhere
    assert asyncio.run(bodies(parked)) == list(BODIES[1:])


async def bodies(url: str) -> list[bytes]:
    return [body async for body, _ in fetch_all(url, PARKED)]


def test_a_job_of_another_record_loses_the_name_and_goes_on(
    flow_omnium: Run, in_database: InDatabase, shop: Shop
) -> None:
    before = in_database(lambda database: entry(database, shop.waiting))
    assert flow_omnium("privacy", "erase", *WANTED).exit_code == 0
    after = in_database(lambda database: entry(database, shop.waiting))

    assert after["attempts"][0]["message"] == "(erased)"
    assert after | {"attempts": before["attempts"]} == before
    order = in_database(lambda database: entry(database, shop.order))
    assert (order["key"], order["event"]) == ("100234", {"orderUid": "100234", "customerUid": "(erased)"})


def test_the_log_of_acts_still_holds_and_tells_of_the_erasure_without_the_id(
    flow_omnium: Run, shop: Shop
) -> None:
    flow_omnium("jobs", "cancel", "--tenant", "acme", "--key", CUSTOMER, "--reason", f"{CUSTOMER} called")
    flow_omnium("jobs", "pause", "--tenant", "acme", "--reason", f"{CUSTOMER} called")
    answer = flow_omnium("privacy", "erase", *WANTED, "--by", "eva", "--json")

    verified = flow_omnium("audit", "verify")
    assert (verified.exit_code, "1 records have erased fields" in verified.output) == (0, True)
    listed = flow_omnium("audit", "list", "--json").output
    acts = [record for record in json.loads(listed) if record["kind"] == "act"]
    assert [(act["act"], act["by"]) for act in acts] == [("erase", "eva"), ("pause", "kari")]
    assert (acts[1]["target"], acts[1]["reason"]) == ("(erased)", "(erased)")
    assert CUSTOMER not in listed
    assert json.loads(answer.output)["receipt"] not in listed
    assert shop.theirs.job_id not in acts[0]["target"]


def test_once_more_finds_nothing_and_is_no_fault(
    flow_omnium: Run, shop: Shop, in_database: InDatabase
) -> None:
    assert flow_omnium("privacy", "erase", *WANTED).exit_code == 0
    jobs = in_database(lambda database: entry(database, shop.theirs))

    again = flow_omnium("privacy", "erase", *WANTED, "--json")

    assert (again.exit_code, set(json.loads(again.output)["erased"].values())) == (0, {0})
    assert in_database(lambda database: entry(database, shop.theirs)) == jobs
    unknown = flow_omnium("privacy", "erase", "--tenant", "nobody", "--order", "1234")
    assert (unknown.exit_code, unknown.output.splitlines()[0]) == (0, "jobs cancelled first: 0")


def test_an_erased_job_is_not_done_again(flow_omnium: Run, shop: Shop) -> None:
    flow_omnium("privacy", "erase", *WANTED)
    rehearsed = flow_omnium("jobs", "retry", shop.theirs.job_id, "--dry-run")
    answer = flow_omnium("jobs", "retry", shop.theirs.job_id)
    assert "would be left alone" in rehearsed.output
    assert (answer.exit_code, "was erased" in answer.errors) == (1, True)
    assert "(erased)" in flow_omnium("jobs", "show", shop.theirs.job_id).output


async def test_a_message_of_an_erased_job_that_is_still_out_brings_nothing_back(database: Database) -> None:
    shop = await fill(database)
    await database["jobs"].update_one({"_id": shop.theirs.job_id}, {"$set": {"key": "(erased)", "event": {}}})
    assert not isinstance(await MongoRunLedger(database).claim(shop.theirs, a_lease()), JobEntry)


async def queue_a_job(database: Database) -> JobMessage:
    message = a_message(CUSTOMER, kind=JobKind.OUTBOUND_CUSTOMER)
    await MongoRunLedger(database).record([message])
    return message


def test_pending_work_is_not_lost_unless_an_operator_says_so(
    flow_omnium: Run, in_database: InDatabase, shop: Shop
) -> None:
    pending = in_database(queue_a_job)
    before = in_database(dumped)

    refused = flow_omnium("privacy", "erase", *WANTED)

    assert (refused.exit_code, refused.output) == (1, "")
    assert f"job {pending.job_id} is still to be done" in refused.errors
    assert "--cancel-pending" in refused.errors
    assert in_database(dumped) == before

    answer = flow_omnium("privacy", "erase", *WANTED, "--cancel-pending", "--json")
    assert (answer.exit_code, json.loads(answer.output)["cancelled"]) == (0, 1)
    left = in_database(lambda database: entry(database, pending))
    assert (left["state"], left["key"], left["ticket"]) == ("cancelled", "(erased)", pending.ticket + 1)
    assert shop.theirs.job_id != pending.job_id


@pytest.mark.usefixtures("parked")
def test_a_parked_message_is_work_too(flow_omnium: Run, in_database: InDatabase) -> None:
    refused = flow_omnium("privacy", "erase", *WANTED)
    assert (refused.exit_code, "parked messages that are still to be done: 1" in refused.errors) == (1, True)
    assert in_database(dumped) == ""


class Overtaken(PersonalData):
    """Something happens between the decision and the erasure."""

    overtakes: Callable[[], Awaitable[object]]

    async def _cancel(self, own: Any, act: AuditEntry) -> int:
        await self.overtakes()
        return await super()._cancel(own, act)


@pytest.mark.parametrize("cancels_pending", [False, True])
async def test_what_comes_while_it_is_erased_is_kept_and_told(
    database: Database, amqp_url: str, cancels_pending: bool
) -> None:
    shop = await fill(database)

    async def a_job_and_a_parked_message_come() -> None:
        await queue_a_job(database)
        await publish(amqp_url, [THEIR_BODY])

    async with open_dead_letters(amqp_url) as parking:
        data = Overtaken(database, parking, functools.partial(kept, database))
        data.overtakes = a_job_and_a_parked_message_come
        with pytest.raises(NothingDone, match="not erased"):
            await data.erase(SUBJECT, ERASE, Decision(cancels_pending, 0))
    left = [body async for body, _ in fetch_all(amqp_url, PARKED)]
    await delete_queues(amqp_url, [queue.name for queue in work_queues(ORDER_QUEUE)])

    assert left == ([] if cancels_pending else [THEIR_BODY])
    assert (
        await database["jobs"].count_documents({"key": CUSTOMER, "tenantUid": "acme", "pending": True}) == 1
    )
    assert (await entry(database, shop.theirs))["key"] == "(erased)"


async def run_a_job(database: Database) -> JobMessage:
    message = await queue_a_job(database)
    assert isinstance(await MongoRunLedger(database).claim(message, a_lease()), JobEntry)
    return message


def test_a_job_that_runs_is_named_and_nothing_is_erased(
    flow_omnium: Run, in_database: InDatabase, shop: Shop
) -> None:
    running, before = in_database(run_a_job), in_database(dumped)

    answer = flow_omnium("privacy", "erase", *WANTED, "--cancel-pending", "--wait", "0")

    assert answer.exit_code == 1
    assert f"job {running.job_id} is still running" in answer.errors
    assert in_database(lambda database: entry(database, shop.theirs))["key"] == CUSTOMER
    assert running.job_id in before


def test_a_job_that_runs_is_waited_for(flow_omnium: Run, in_database: InDatabase) -> None:
    message = in_database(run_a_job)
    flow_omnium("jobs", "list")  # sets the environment
    command: list[str | Path] = [FLOW_OMNIUM, "privacy", "erase", *WANTED, "--wait", "60", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as erasing:  # noqa: S603 - our own program
        assert in_database(lambda database: entry(database, message))["state"] == "running"
        in_database(lambda database: end(database, message))
        output, _ = erasing.communicate(timeout=60)
    assert (erasing.returncode, json.loads(output)["erased"]["jobs"]) == (0, 1)


async def end(database: Database, message: JobMessage) -> None:
    ledger = MongoRunLedger(database)
    running = JobEntry.model_validate(await entry(database, message))
    assert await ledger.complete(running, done("customer kunde-4711"), JUST_NOW)


@pytest.mark.parametrize("breaks_at", ["jobs", "acts", "pauses"])
def test_an_erasure_that_was_broken_off_is_finished_by_the_next(
    flow_omnium: Run, in_database: InDatabase, shop: Shop, breaks_at: str
) -> None:
    flow_omnium("jobs", "pause", "--tenant", "acme", "--reason", f"{CUSTOMER} called")
    in_database(lambda database: database["jobs"].delete_one({"_id": shop.elsewhere.job_id}))
    in_database(lambda database: database.command("collMod", breaks_at, validator={"never": True}))
    broken = flow_omnium("privacy", "erase", *WANTED)
    assert (broken.exit_code, CUSTOMER in in_database(dumped)) == (1, True)
    assert flow_omnium("audit", "verify").exit_code == 0

    in_database(lambda database: database.command("collMod", breaks_at, validator={}))
    assert flow_omnium("privacy", "erase", *WANTED).exit_code == 0
    assert f" {CUSTOMER} " not in in_database(dumped)
    assert flow_omnium("audit", "verify").exit_code == 0
    assert in_database(lambda database: entry(database, shop.theirs))["key"] == "(erased)"


def test_nothing_is_erased_while_the_parking_places_cannot_be_looked_at(
    flow_omnium: Run, in_database: InDatabase, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = in_database(dumped)
    monkeypatch.setenv("AMQP_URL", "amqp://user:hush@127.0.0.1:9/")
    answer = flow_omnium("privacy", "erase", *WANTED)
    assert (answer.exit_code, answer.errors) == (1, "the broker cannot be used: AMQPConnectionError\n")
    assert in_database(dumped) == before
    assert shop.theirs.job_id in before


async def test_all_of_an_order_is_found_from_either_side(database: Database) -> None:
    await DatabaseSchema(database).create_missing()
    kinds = (JobKind.INBOUND_ORDER, JobKind.OUTBOUND_ORDER, JobKind.ORDER_RECEIPT)
    keys = ("A/1001", "A_1001", "A_1001")
    for kind, key in zip(kinds, keys, strict=True):
        await complete(database, a_message(key, kind=kind), done("set the status"))
    await complete(database, a_message("A.1001"), done("set the status"))
    for given in ("A/1001", "A_1001"):
        found = await search_all(database, Subject("acme", SubjectKind.ORDER, given))
        own = [find.document["key"] for find in found["jobs"] if find.is_own]
        wanted = [*keys, "A.1001"] if given == "A_1001" else list(keys)
        assert sorted(own) == sorted(wanted)


@pytest.mark.parametrize(
    "wanted",
    [
        (),
        ("--customer", "1", "--order", "2"),
        ("--customer", ""),
        ("--order", "a\x1b[2J"),
        ("--customer", "x" * 513),
    ],
)
@pytest.mark.parametrize("command", ["erase", "export"])
def test_it_must_be_clear_whose_data_is_meant(
    flow_omnium: Run, command: str, wanted: tuple[str, ...]
) -> None:
    answer = flow_omnium("privacy", command, "--tenant", "acme", *wanted)
    assert (answer.exit_code, answer.output, answer.errors.count("\n")) == (2, "", 1)


@pytest.mark.parametrize(("reply", "exit_code"), [("n\n", 1), ("y\n", 0)])
def test_on_a_terminal_it_is_asked_first(flow_omnium: Run, shop: Shop, reply: str, exit_code: int) -> None:
    flow_omnium("jobs", "list")  # sets the environment
    ours, theirs = pty.openpty()
    command: list[str | Path] = [FLOW_OMNIUM, "privacy", "erase", *WANTED]
    with subprocess.Popen(  # noqa: S603 - our own program
        command, stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as asked:
        os.write(ours, reply.encode())
        _, errors = asked.communicate(timeout=60)
    os.close(ours)
    os.close(theirs)
    assert (asked.returncode, "for good?" in errors) == (exit_code, True)
    shown = flow_omnium("jobs", "show", shop.theirs.job_id).output
    assert (CUSTOMER in shown) is (exit_code == 1)


@pytest.mark.usefixtures("shop")
def test_a_customer_who_was_erased_is_marked_and_what_was_told_of_him_is_gone(
    flow_omnium: Run, in_database: InDatabase
) -> None:
    told = CustomerMark(told={"email": "digest"})
    in_database(lambda database: MongoMarks(database).note("acme", CUSTOMER, told))

    assert flow_omnium("privacy", "erase", *WANTED, "--cancel-pending").exit_code == 0

    read = in_database(lambda database: MongoMarks(database).read("acme", CUSTOMER))
    assert read == CustomerMark(is_erased=True)
    assert in_database(lambda database: MongoMarks(database).read("globex", CUSTOMER)) == UNMARKED
