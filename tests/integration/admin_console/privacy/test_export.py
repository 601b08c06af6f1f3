"""`flow-omnium privacy export`: what is found of somebody, and who is meant."""

import json
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from admin_console.privacy.places import search_all
from admin_console.privacy.subject import Subject, SubjectKind
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.runtime.database import Database
from flow_omnium.schema.database import DatabaseSchema
from flow_omnium.testing.jobs import a_message
from flow_omnium.testing.privacy_bench import (
    CUSTOMER,
    THEIR_BODY,
    WANTED,
    Shop,
    complete,
    done,
)

Run = Callable[..., Any]
InDatabase = Callable[..., Any]


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
        "bulk_acts": 1,
        "pauses": 1,
        "tenants": 0,
        "customer_marks": 0,
        "reconciliations": 1,
        "reconciliation_rows": 1,
        "awaited_records": 1,
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
