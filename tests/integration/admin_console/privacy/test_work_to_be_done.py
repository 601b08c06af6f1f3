"""`flow-omnium privacy erase` while there is work for the customer: it is neither lost nor erased unseen."""

import functools
import json
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from admin_console.audit.keeping import kept
from admin_console.failures import NothingDone
from admin_console.privacy.erasure import Decision, PersonalData
from admin_console.privacy.subject import Subject, SubjectKind
from flow_omnium.jobs.entry import AuditEntry, JobEntry
from flow_omnium.jobs.ledger.runs import MongoRunLedger
from flow_omnium.jobs.message import JobMessage
from flow_omnium.jobs.operator.dead_letters import open_dead_letters
from flow_omnium.runtime.database import Database
from flow_omnium.testing.broker import fetch_all
from flow_omnium.testing.jobs import NOON, a_lease
from flow_omnium.testing.privacy_bench import (
    CUSTOMER,
    PARKED,
    THEIR_BODY,
    WANTED,
    Shop,
    delete_parked,
    done,
    dumped,
    entry,
    fill,
    just_now,
    park,
    queue_a_job,
)

Run = Callable[..., Any]
InDatabase = Callable[..., Any]
SUBJECT = Subject("acme", SubjectKind.CUSTOMER, CUSTOMER)
ERASE = AuditEntry(act="erase", by="kari", at=NOON)
FLOW_OMNIUM = Path(sys.executable).parent / "flow-omnium"


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
    assert (refused.exit_code, "1 parked message is still to be done" in refused.errors) == (1, True)
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
        await park(amqp_url, [THEIR_BODY])

    async with open_dead_letters(amqp_url) as parking:
        data = Overtaken(database, parking, functools.partial(kept, database))
        data.overtakes = a_job_and_a_parked_message_come
        with pytest.raises(NothingDone, match="not erased"):
            await data.erase(SUBJECT, ERASE, Decision(cancels_pending, 0))
    left = [body async for body, _ in fetch_all(amqp_url, PARKED)]
    await delete_parked(amqp_url)

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
    assert await ledger.complete(running, done("customer kunde-4711"), just_now())
