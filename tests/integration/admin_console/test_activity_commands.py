"""`flow-omnium tenants deactivate` and `activate`: what is lost is said before, and can be made good after."""

import json
import uuid
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from admin_console.reconcile.ordering import BEFORE
from admin_console.tenants import activity
from flow_omnium.reconciliation.mongo import COLLECTION
from flow_omnium.runtime.database import Database
from flow_omnium.tasks.mongo import MongoTaskStore

Run = Callable[..., Any]
InDatabase = Callable[[Callable[[Database], Awaitable[Any]]], Any]


@pytest.fixture
def apply(flow_omnium: Run, tmp_path: Path) -> Callable[..., Any]:
    """Applies the tenant `acme`, with these sections replaced."""

    secret = uuid.uuid4().hex

    def applied(**sections: Any) -> Any:
        document = {
            "tenantUid": "acme",
            "active": True,
            "webhookSecrets": [secret],
            "flow": {"apiToken": "hush-flow"},
            "parameters": {"OMNIUM_CLIENT_ID": "acme", "OMNIUM_CLIENT_SECRET": "hush-omnium"},
            **sections,
        }
        path = tmp_path / "acme.yaml"
        path.write_text(json.dumps(document))
        answer = flow_omnium("tenants", "apply", str(path))
        assert answer.exit_code == 0, answer.errors
        return answer

    return applied


def is_active(flow_omnium: Run) -> bool:
    (tenant,) = json.loads(flow_omnium("tenants", "list", "--json").output)
    return bool(tenant["active"])


def ordered(in_database: InDatabase) -> list[dict[str, Any]]:
    async def read(database: Database) -> list[dict[str, Any]]:
        return await database[COLLECTION].find({}).sort("_id", 1).to_list(None)

    found: list[dict[str, Any]] = in_database(read)
    return found


def test_without_a_terminal_nobody_is_asked_so_yes_is_needed(flow_omnium: Run, apply: Run) -> None:
    apply()
    refused = flow_omnium("tenants", "deactivate", "acme")
    assert (refused.exit_code, refused.output, is_active(flow_omnium)) == (2, "", True)
    assert "its events are refused (403): Omnium tries one for half a minute" in refused.errors
    assert refused.errors.splitlines()[-1] == "nobody can be asked here: --yes says that this is wanted"
    assert flow_omnium("tenants", "deactivate", "acme", "--yes").output == "acme: deactivated\n"
    assert not is_active(flow_omnium)


@pytest.mark.parametrize(("answer", "stays"), [(False, True), (True, False)])
def test_on_a_terminal_it_is_asked(
    flow_omnium: Run, apply: Run, monkeypatch: pytest.MonkeyPatch, answer: bool, stays: bool
) -> None:
    apply()
    monkeypatch.setattr(activity, "can_ask", lambda: True)
    monkeypatch.setattr("typer.confirm", lambda _question, **_options: answer)
    done = flow_omnium("tenants", "deactivate", "acme")
    assert (done.exit_code, is_active(flow_omnium)) == (1 if stays else 0, stays)


@pytest.mark.usefixtures("jobs")
def test_it_says_how_many_jobs_are_held_and_what_loses_nothing(flow_omnium: Run, apply: Run) -> None:
    apply()
    said = flow_omnium("tenants", "deactivate", "acme", "--yes").errors
    assert "acme: 1 pending job is held until it is active again" in said
    assert "`flow-omnium jobs pause --tenant acme`" in said
    again = flow_omnium("tenants", "deactivate", "acme")
    assert (again.exit_code, again.output, again.errors) == (0, "acme: was not active\n", "")


def test_switching_is_told_to_programs(flow_omnium: Run, apply: Run, in_database: InDatabase) -> None:
    apply()

    def told(*arguments: str) -> dict[str, Any]:
        answer: dict[str, Any] = json.loads(flow_omnium("tenants", *arguments, "--json").output)
        return answer

    assert told("deactivate", "acme", "--yes") == {"tenantUid": "acme", "active": False, "changed": True}
    assert told("deactivate", "acme") == {"tenantUid": "acme", "active": False, "changed": False}
    activated = told("activate", "acme", "--catch-up")
    assert (activated["active"], activated["changed"], activated["inactiveSince"][:2]) == (True, True, "20")
    assert {one["id"] for one in activated["reconciliations"]} == {one["_id"] for one in ordered(in_database)}
    assert told("activate", "acme")["changed"] is False


def test_an_activation_says_since_when_and_orders_nothing_unasked(
    flow_omnium: Run, apply: Run, in_database: InDatabase
) -> None:
    apply()
    flow_omnium("tenants", "deactivate", "acme", "--yes")
    answer = flow_omnium("tenants", "activate", "acme")
    assert (answer.exit_code, answer.output) == (0, "acme: activated\n")
    assert "acme: it was not active from " in answer.errors
    assert "`flow-omnium tenants activate acme --catch-up`" in answer.errors
    assert ordered(in_database) == []


@pytest.mark.parametrize("stores", [{"oslo": {}}, {"oslo": {}, "bergen": {"OMNIUM_FLOW_STOCK_MASTER": True}}])
def test_catching_up_orders_each_kind_once_over_all_that_was_refused(
    flow_omnium: Run, apply: Run, in_database: InDatabase, stores: dict[str, Any]
) -> None:
    # Seen elsewhere: https://github.com/hookdeck/outpost/issues/611, what came while it was off is gone, and nothing says so.
    apply(stores=stores)
    before = datetime.now(UTC) - timedelta(seconds=5)
    flow_omnium("tenants", "deactivate", "acme", "--yes")
    answer = flow_omnium("tenants", "activate", "acme", "--catch-up", "--by", "ola")
    again = flow_omnium("tenants", "activate", "acme", "--catch-up")

    runs = ordered(in_database)
    # Of customers nothing lists which changed, so a comparison over a time could only fail.
    kinds = {"orders", "receipts", "receptions", *(["stock"] if len(stores) > 1 else [])}
    assert (answer.exit_code, {run["kind"] for run in runs}, len(runs)) == (0, kinds, len(kinds))
    for run in runs:
        assert before - BEFORE < run["since"] < before - BEFORE + timedelta(minutes=1)
        assert (run["tenantUid"], run["state"], run["orderedBy"]) == ("acme", "queued", "ola")
        assert (run["fix"], run["dryRun"], run["until"], run["ids"]) == (True, False, None, None)
        assert f"acme: reconciliation {run['_id']} of {run['kind']} is queued" in answer.output
    assert again.output.startswith("acme: was active already\n")
    assert again.output.count("was queued already") == len(kinds)
    listed = json.loads(flow_omnium("jobs", "acts", "--json").output)
    catches = [(act["by"], act["count"]) for act in listed if act["act"] == "catch up"]
    assert catches == [("kari", 0), ("ola", len(kinds))]


def test_catching_up_asks_for_a_run_of_what_compares(
    flow_omnium: Run, apply: Run, in_database: InDatabase
) -> None:
    apply()
    flow_omnium("tenants", "deactivate", "acme", "--yes")
    flow_omnium("tenants", "activate", "acme", "--catch-up", "--by", "ola")

    async def asked(database: Database) -> dict[str, str]:
        records = await MongoTaskStore(database).records("acme")
        return {one.task.value: one.request.by for one in records if one.request is not None}

    assert in_database(asked) == {"OrderReconciliation": "ola", "GoodsReconciliation": "ola"}


def test_a_terminal_is_offered_to_catch_up(
    flow_omnium: Run, apply: Run, in_database: InDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    apply()
    flow_omnium("tenants", "deactivate", "acme", "--yes")
    monkeypatch.setattr(activity, "can_ask", lambda: True)
    monkeypatch.setattr("typer.confirm", lambda _question, **_options: True)
    assert flow_omnium("tenants", "activate", "acme").exit_code == 0
    assert len(ordered(in_database)) == 3


def test_a_tenant_that_becomes_active_for_the_first_time_has_missed_nothing(
    flow_omnium: Run, apply: Run, in_database: InDatabase
) -> None:
    apply(active=False)
    answer = flow_omnium("tenants", "activate", "acme", "--catch-up")
    assert (answer.exit_code, answer.output) == (0, "acme: activated\n")
    assert "has missed nothing" in answer.errors
    assert ordered(in_database) == []


def test_a_deactivation_beyond_the_history_is_not_guessed(
    flow_omnium: Run, apply: Run, in_database: InDatabase
) -> None:
    apply()
    flow_omnium("tenants", "deactivate", "acme", "--yes")
    in_database(lambda database: database["tenants"].update_one({}, {"$set": {"history": []}}))
    answer = flow_omnium("tenants", "activate", "acme", "--catch-up")
    assert (answer.exit_code, is_active(flow_omnium), ordered(in_database)) == (1, True, [])
    assert "no longer tells since when" in answer.errors


def test_a_file_that_switches_a_tenant_off_says_the_same(flow_omnium: Run, apply: Run) -> None:
    apply()
    off = apply(active=False)
    assert (off.exit_code, is_active(flow_omnium)) == (0, False)
    assert "events are refused (403)" in off.errors
    on = apply(active=True)
    assert "`flow-omnium tenants activate acme --catch-up`" in on.errors
    assert flow_omnium("tenants", "activate", "acme", "--catch-up").output.count("is queued") == 3
