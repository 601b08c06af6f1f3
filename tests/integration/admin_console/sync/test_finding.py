"""`flow-omnium find …`: order 1234, by whatever anybody calls it; the ledger first, then both systems."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.ledger.runs import MongoRunLedger
from flow_omnium.runtime.database import Database
from flow_omnium.schema.database import DatabaseSchema
from flow_omnium.testing.jobs import NOON, a_failure, a_lease, a_message

Run = Callable[..., Any]
InDatabase = Callable[[Callable[[Database], Awaitable[Any]]], Any]
FAILED = replace(a_failure(), numbers=("1234", "AB-77"))


@pytest.fixture
def order(in_database: InDatabase) -> Callable[..., str]:
    """Record an order of which people say the numbers 1234 and AB-77, and let its job fail."""

    def recorded(key: str = "om-Fe703e70cd1f", tenant_uid: str = "acme", **of: Any) -> str:
        async def record(database: Database) -> str:
            await DatabaseSchema(database).create_missing()
            ledger, message = MongoRunLedger(database), a_message(key, tenant_uid=tenant_uid, **of)
            await ledger.record([message])
            entry = await ledger.claim(message, a_lease())
            await ledger.complete(entry, FAILED, NOON)  # type: ignore[arg-type]
            return message.job_id

        named: str = in_database(record)
        return named

    return recorded


def keys(answer: Any) -> list[str]:
    assert answer.exit_code == 0, answer.errors
    return [record["key"] for record in json.loads(answer.output)["records"]]


@pytest.mark.parametrize(
    "text", ["om-Fe703e70cd1f", "om-Fe703e", "1234", " 1234 ", "ab-77", "AB-77", "AB-7", "ab-7"]
)
def test_an_order_is_found_by_its_id_its_numbers_and_how_they_begin(
    text: str, order: Callable[..., str], flow_omnium: Run
) -> None:
    order()
    order("om-else", at=NOON + timedelta(hours=1)) if text.startswith("om") else None
    assert keys(flow_omnium("find", text, "--ledger-only", "--json")) == ["om-Fe703e70cd1f"]


@pytest.mark.parametrize("text", ["om-fe703e70cd1f", "OM-FE703E70CD1F", "Om-Fe703"])
def test_small_and_capital_letters_count_alike(
    text: str, order: Callable[..., str], flow_omnium: Run
) -> None:
    order("om-fe703e70cd1f")
    assert keys(flow_omnium("find", text.lower(), "--ledger-only", "--json")) == ["om-fe703e70cd1f"]
    assert keys(flow_omnium("find", text.upper(), "--ledger-only", "--json")) == ["om-fe703e70cd1f"]


def test_an_order_is_found_by_a_job_of_it(order: Callable[..., str], flow_omnium: Run) -> None:
    job = order()
    assert keys(flow_omnium("find", job, "--ledger-only", "--json")) == ["om-Fe703e70cd1f"]
    assert keys(flow_omnium("find", job[:8], "--ledger-only", "--json")) == ["om-Fe703e70cd1f"]


def test_a_whole_number_goes_before_those_that_begin_so(order: Callable[..., str], flow_omnium: Run) -> None:
    order()
    order("om-12345", tenant_uid="globex")
    assert keys(flow_omnium("find", "1234", "--tenant", "acme", "--ledger-only", "--json")) == [
        "om-Fe703e70cd1f"
    ]


def test_the_story_tells_state_next_try_and_what_to_type(order: Callable[..., str], flow_omnium: Run) -> None:
    job = order()
    told = flow_omnium("find", "1234", "--ledger-only").output.splitlines()
    assert told[0] == "Order om-Fe703e70cd1f, also called 1234, ab-77, tenant acme."
    assert told[1].startswith("Omnium → Flow (inbound-order): Waiting. Failed once: NotFound: gone.")
    assert "Omnium and Flow were not asked." in told
    assert told[-2:] == [
        f"More: `flow-omnium jobs show {job[:8]}`",
        f"Try it now: `flow-omnium jobs retry {job[:8]}`",
    ]


def test_both_directions_of_an_order_are_one_record(order: Callable[..., str], flow_omnium: Run) -> None:
    order("om-1")
    order("om-1", kind=JobKind.OUTBOUND_ORDER)
    answer = flow_omnium("find", "om-1", "--ledger-only", "--json")
    (record,) = json.loads(answer.output)["records"]
    assert {job["kind"] for job in record["jobs"]} == {"inbound-order", "outbound-order"}


def test_a_name_of_several_records_lists_them(order: Callable[..., str], flow_omnium: Run) -> None:
    order("om-1")
    order("om-2", tenant_uid="globex")
    shown = flow_omnium("find", "1234")
    assert shown.exit_code == 0
    assert shown.output.splitlines()[0].startswith("2 records are called so")
    assert "om-1" in shown.output
    assert "om-2" in shown.output


def test_what_nobody_knows_is_an_error_that_says_how_to_go_on(
    flow_omnium: Run, order: Callable[..., str]
) -> None:
    order()
    answer = flow_omnium("find", "999999")
    assert (answer.exit_code, answer.output) == (1, "")
    assert "--tenant UID asks Omnium and Flow" in answer.errors
    unknown = flow_omnium("find", "1234", "--tenant", "acmee")
    assert (unknown.exit_code, "did you mean 'acme'?" in unknown.errors) == (2, True)
    assert flow_omnium("find", "  ").exit_code == 2


def test_without_keys_the_ledger_answers_and_says_who_was_not_asked(
    order: Callable[..., str], flow_omnium: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    order()
    monkeypatch.delenv("TOKEN_MANAGER_URL", raising=False)
    told = flow_omnium("find", "1234").output
    assert "Order om-Fe703e70cd1f" in told
    assert "Not asked: this shell cannot ask Omnium and Flow: " in told
    assert "TOKEN_MANAGER_URL" in told


def test_a_record_says_where_it_stands_in_both_systems_and_what_a_run_would_write(console: Any) -> None:
    number = f"9{console.tenant[-6:]}"
    console.in_omnium("om-1", orderNumber=number, storeId="oslo")
    console.sync("order", "om-1", "--direction", "in")
    told = console.run("find", "om-1", "--tenant", console.tenant)
    assert told.exit_code == 0, told.errors
    assert "Found: order om-1 of Omnium" in told.output
    assert "A run of inbound-order om-1 would " in told.output


def test_what_is_unknown_here_is_looked_for_in_both_systems_and_offered(console: Any) -> None:
    console.in_omnium("om-77", orderNumber="777001")
    answer = console.run("find", "777001", "--tenant", console.tenant)
    assert answer.exit_code == 0, answer.errors
    assert "No job of tenant" in answer.output
    assert "Found: order om-77 of Omnium" in answer.output
    assert f"Bring it over: `flow-omnium sync order 777001 --tenant {console.tenant}`" in answer.output
    made = console.run("jobs", "list", "--tenant", console.tenant, "--all-states", "--json")
    # Finding makes nothing.
    assert made.exit_code == 2 or json.loads(made.output) == []


def test_a_program_gets_the_same(console: Any) -> None:
    console.in_omnium("om-78", orderNumber="777002")
    told = json.loads(console.run("find", "777002", "--tenant", console.tenant, "--json").output)
    assert told["records"] == []
    assert told["systems"]["found"][0]["jobs"] == [{"kind": "inbound-order", "key": "om-78"}]
    assert told["systems"]["notAsked"] == []


def test_a_system_that_does_not_answer_hides_nothing_of_the_other(console: Any) -> None:
    console.in_omnium("om-79", orderNumber="777003")
    console.sync("order", "om-79", "--direction", "in")
    console.world.simulators.flow(
        "POST", "/_sim/faults", {"route": "*", "kind": "status", "status": 500, "count": 1_000}
    )
    told = console.run("find", "om-79", "--tenant", console.tenant)
    assert told.exit_code == 0, told.errors
    assert "Order om-79" in told.output
    assert "Not asked: order: " in told.output


def test_what_neither_system_has_is_said(console: Any) -> None:
    answer = console.run("find", "nobody-1", "--tenant", console.tenant)
    assert answer.exit_code == 1
    assert "Neither Omnium nor Flow has it." in answer.errors
