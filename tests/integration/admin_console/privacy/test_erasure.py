"""`flow-omnium privacy erase`: what is erased, what is left, and what is told of it afterwards."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest

from flow_omnium.customer_marks.mongo import MongoMarks
from flow_omnium.customer_marks.port import UNMARKED, CustomerMark
from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.ledger.runs import MongoRunLedger
from flow_omnium.runtime.database import Database
from flow_omnium.testing.broker import fetch_all
from flow_omnium.testing.jobs import a_lease
from flow_omnium.testing.privacy_bench import (
    BODIES,
    CUSTOMER,
    PARKED,
    WANTED,
    Shop,
    dumped,
    entry,
    fill,
)

Run = Callable[..., Any]
InDatabase = Callable[..., Any]


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
        "bulk_acts": 1,
        "pauses": 2,
        "tenants": 0,
        "customer_marks": 2,
        "reconciliations": 1,
        "reconciliation_rows": 1,
        "awaited_records": 1,
        "parked messages": 1,
    }
    left = in_database(dumped).replace(repr(elsewhere), "").replace(repr(others), "")
    assert [text for text in (CUSTOMER, "Ola", "complained") if text in left] == []
    assert "somebody-else" in left
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
    assert after["cause"] == before["cause"] | {"text": "(erased)"}
    assert after | {"attempts": before["attempts"], "cause": before["cause"]} == before
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


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize("command", [("export",), ("erase",), ("erase", "--dry-run")])
def test_a_mistyped_tenant_is_no_nothing_found(flow_omnium: Run, command: tuple[str, ...]) -> None:
    answer = flow_omnium("privacy", *command, "--tenant", "acmee", "--order", "1234")
    assert (answer.exit_code, answer.output) == (1, "")
    assert answer.errors.startswith("there is no tenant 'acmee'")


def test_what_is_kept_of_a_tenant_that_was_removed_is_erased_all_the_same(
    flow_omnium: Run, shop: Shop, in_database: InDatabase
) -> None:
    async def forget(database: Database) -> None:
        await database["tenants"].delete_many({})
        await database["jobs"].delete_many({})

    in_database(forget)
    answer = flow_omnium("privacy", "erase", *WANTED, "--json")
    assert (answer.exit_code, sum(json.loads(answer.output)["erased"].values()) > 0) == (0, True), shop


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
