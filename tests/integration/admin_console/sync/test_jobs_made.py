"""The jobs that `flow-omnium sync` makes: as an event would, one for each record, each kept as an act before it is made."""

import json
import threading
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from flow_omnium.jobs.attempt_result import AttemptResult
from flow_omnium.jobs.entry import Attempt, AuditEntry, JobEntry
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.ledger.runs import MongoRunLedger
from flow_omnium.jobs.message import new_message
from flow_omnium.jobs.operator.making import JobMaking
from flow_omnium.jobs.operator.repair import DUE_LONG_AGO
from flow_omnium.jobs.state import JobState
from flow_omnium.runtime.database import Database
from flow_omnium.testing.jobs import a_lease

SAMPLES = Path(__file__).parents[3] / "samples" / "inbound-order"

Console = Any


@pytest.fixture
def order(console: Console) -> str:
    """An order of Omnium that no event told."""
    order_id = f"om-{uuid.uuid4().hex[:8]}"
    console.in_omnium(order_id)
    return order_id


def acts(console: Console) -> list[dict[str, Any]]:
    listed = json.loads(console.run("jobs", "acts", "--json").output)
    return [act for act in listed if console.tenant in act["target"] and act["act"].startswith("sync")]


def run_once(console: Console, result: AttemptResult) -> None:
    """Let the tenant's job run and end so."""

    async def run(database: Database) -> None:
        stored = await database["jobs"].find_one({"tenantUid": console.tenant})
        assert stored is not None
        ledger = MongoRunLedger(database)
        entry = await ledger.claim(JobEntry.model_validate(stored).message(), a_lease())
        assert isinstance(entry, JobEntry)
        await ledger.complete(entry, result, datetime.now(UTC))

    console.world.in_database(run)


def failed(error: str = "Unavailable") -> AttemptResult:
    attempt = Attempt(
        number=1,
        started_at=datetime.now(UTC),
        duration_seconds=1,
        outcome="failed",
        error_class=error,
        message="flow answered 503",
    )
    return AttemptResult(JobState.WAITING, delay_ms=7_200_000, failures=1, attempt=attempt)


def test_the_job_is_in_the_ledger_for_the_relay_to_publish_at_once_and_the_act_is_kept(
    console: Console, order: str
) -> None:
    answer = console.sync("order", order, "--by", "ola")

    (job,) = console.jobs()
    assert answer.output == f"job {job['jobId']}: inbound-order {order} is queued\n"
    assert (job["state"], job["queue"]) == ("queued", "external_order_sync")
    assert datetime.fromisoformat(job["dueAt"]) == DUE_LONG_AGO
    assert [(act["act"], act["by"]) for act in job["acts"]] == [("sync order", "ola")]
    (act,) = acts(console)
    assert (act["by"], act["count"], act["result"]) == ("ola", 1, "done")
    assert act["target"] == f"order '{order}' of tenant {console.tenant}: inbound-order {order}"


def test_whoever_asks_twice_gets_one_job_and_its_id(console: Console, order: str) -> None:
    # Seen elsewhere: https://github.com/enupal/stripe/issues/196, a sync command that doubled what it had brought.
    console.sync("order", order)
    answer = console.sync("order", order)
    (job,) = console.jobs()
    assert answer.exit_code == 0
    assert answer.output.startswith(f"job {job['jobId']}: inbound-order {order} is pending already since ")
    assert f"`flow-omnium jobs retry {job['jobId']}` tries it now" in answer.output
    assert [act["count"] for act in acts(console)] == [0, 1]


def test_whoever_asks_at_the_same_moment_as_an_event_comes_gets_its_job(console: Console) -> None:
    key = uuid.uuid4().hex

    def message() -> Any:
        return new_message(
            job_id=uuid.uuid4().hex,
            tenant_uid=console.tenant,
            kind=JobKind.INBOUND_ORDER,
            key=key,
            event={},
            accepted_at=datetime.now(UTC),
        )

    def an_event() -> None:
        console.world.in_database(lambda database: MongoRunLedger(database).record([message()]))

    act = AuditEntry(act="sync order", by="kari", at=datetime.now(UTC))
    events = [threading.Thread(target=an_event) for _ in range(5)]
    for event in events:
        event.start()
    made = console.world.in_database(lambda database: JobMaking(database).make(message(), act))
    for event in events:
        event.join()
    assert [job["jobId"] for job in console.jobs()] == [made.job_id]


def test_a_job_that_waits_for_its_retry_is_brought_forward(console: Console, order: str) -> None:
    console.sync("order", order)
    run_once(console, failed())
    (waiting,) = console.jobs()

    answer = console.sync("order", order)

    (job,) = console.jobs()
    assert answer.output == (
        f"job {job['jobId']}: inbound-order {order} has waited for its retry, and is tried now\n"
    )
    assert (waiting["state"], job["state"], job["failures"]) == ("waiting", "queued", 1)
    assert datetime.fromisoformat(job["dueAt"]) == DUE_LONG_AGO
    assert job["ticket"] > waiting["ticket"]


def test_a_job_that_has_ended_is_made_anew(console: Console, order: str) -> None:
    console.sync("order", order)
    run_once(console, AttemptResult(JobState.DONE))
    console.sync("order", order)
    assert sorted(job["state"] for job in console.jobs()) == ["done", "queued"]


def test_a_job_that_a_pause_holds_stays_where_it_is_and_that_is_told(console: Console, order: str) -> None:
    console.sync("order", order)
    held = {"state": "held", "heldBy": f"tenant:{console.tenant}"}
    console.world.in_database(
        lambda database: database["jobs"].update_one({"tenantUid": console.tenant}, {"$set": held})
    )
    answer = console.sync("order", order)
    assert answer.exit_code == 0
    assert f"held (tenant:{console.tenant}): it comes when that is lifted" in answer.output
    assert [job["state"] for job in console.jobs()] == ["held"]


def test_a_tenant_that_is_unknown_or_not_active_is_refused_before_anybody_is_asked(
    console: Console, order: str
) -> None:
    nearly = console.tenant[:-1]
    unknown = console.run("sync", "order", order, "--tenant", nearly)
    assert (unknown.exit_code, unknown.output) == (1, "")
    assert unknown.errors == f"there is no tenant {nearly!r}: did you mean {console.tenant!r}?\n"
    console.run("tenants", "deactivate", console.tenant, "--yes")
    for options in ((), ("--force", "--direction", "in"), ("--dry-run",)):
        inactive = console.sync("order", order, *options)
        assert (inactive.exit_code, inactive.output) == (1, "")
        assert f"`flow-omnium tenants activate {console.tenant}`" in inactive.errors
    assert (console.jobs(), acts(console)) == ([], [])


@pytest.mark.parametrize(("system", "route"), [("omnium", "/api/Orders/*"), ("flow", "*/orders/*")])
def test_a_system_that_does_not_answer_stops_it_and_force_asks_nobody(
    console: Console, order: str, system: str, route: str
) -> None:
    fault = {"route": route, "kind": "status", "status": 503, "count": 50}
    call = getattr(console.world.simulators, system)
    call("POST", "/_sim/faults", fault)

    answer = console.sync("order", order)
    assert (answer.exit_code, answer.output, console.jobs()) == (1, "", [])
    assert answer.errors.startswith(f"not both systems could be asked, so nothing was made: {system} ")
    assert "503" in answer.errors
    assert "--force" in answer.errors

    call("DELETE", "/_sim/calls")
    forced = console.sync("order", order, "--force", "--direction", "in")
    (job,) = console.jobs()
    assert forced.output == f"job {job['jobId']}: inbound-order {order} is queued\n"
    assert call("GET", "/_sim/calls") == []
    assert " --force: inbound-order " in acts(console)[0]["target"]


def test_a_tenant_without_a_token_is_told_and_force_needs_none(console: Console, order: str) -> None:
    wrong = {"clientId": console.tenant, "clientSecret": "hush-other"}
    console.world.simulators.omnium("POST", "/_sim/users", wrong)
    console.world.simulators.omnium("POST", "/_sim/tokens/revoke")
    answer = console.sync("order", order)
    assert (answer.exit_code, console.jobs()) == (1, [])
    assert "not both systems could be asked" in answer.errors
    assert "hush" not in answer.errors
    assert console.sync("order", order, "--force", "--direction", "in").exit_code == 0


def test_force_works_without_keys_and_without_the_token_manager(
    console: Console, order: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("SETTINGS_ENCRYPTION_KEYS", "TOKEN_MANAGER_URL", "INTERNAL_API_KEY"):
        monkeypatch.delenv(name)
    assert console.sync("order", order, "--force", "--direction", "out").exit_code == 0
    refused = console.sync("order", order)
    assert (refused.exit_code, len(console.jobs())) == (2, 1)


def test_a_dry_run_shows_what_each_job_would_write_and_makes_none(console: Console, order: str) -> None:
    whole = json.loads((SAMPLES / "online" / "omnium.json").read_text(encoding="utf-8"))
    for shipment in whole["orderForm"]["shipments"]:
        shipment |= {"warehouseCode": "oslo", "pickUpWarehouseCode": "oslo"}
    console.in_omnium(order, **(whole | {"id": order, "orderNumber": order, "storeId": "oslo"}))
    answer = console.sync("order", order, "--dry-run", "--json")
    assert answer.exit_code == 0, answer.errors
    told = json.loads(answer.output)
    assert [(job["kind"], job["key"]) for job in told["jobs"]] == [("inbound-order", order)]
    plan = told["jobs"][0]["plan"]
    assert (len(plan["writes"]) > 0, plan["failure"]) == (True, None)
    assert console.sync("order", order, "--dry-run").output.startswith(
        f"inbound-order {order}; no job is made\n"
    )
    assert (console.jobs(), acts(console)) == ([], [])


@pytest.mark.parametrize(
    ("result", "exit_code", "told"),
    [
        (AttemptResult(JobState.DONE), 0, "done"),
        (AttemptResult(JobState.IGNORED, "not for the shop"), 0, "ignored: not for the shop"),
        (failed(), 1, "failed: Unavailable: flow answered 503; tried again in 1 h"),
    ],
)
def test_who_waits_is_told_how_it_ended(
    console: Console, order: str, result: AttemptResult, exit_code: int, told: str
) -> None:
    def a_worker() -> None:
        while not console.world.in_database(
            lambda database: database["jobs"].count_documents({"tenantUid": console.tenant})
        ):
            pass
        run_once(console, result)

    worker = threading.Thread(target=a_worker)
    worker.start()
    answer = console.sync("order", order, "--wait")
    worker.join()

    assert answer.exit_code == exit_code
    assert answer.output.splitlines()[1].startswith(f"job {console.jobs()[0]['jobId']}: {told}")


def test_who_waits_for_a_job_that_somebody_holds_is_told_by_what(console: Console, order: str) -> None:
    console.sync("order", order)
    held = {"state": "held", "heldBy": "kind:inbound-order"}
    console.world.in_database(
        lambda database: database["jobs"].update_one({"tenantUid": console.tenant}, {"$set": held})
    )
    answer = console.sync("order", order, "--wait", "--json")
    assert answer.exit_code == 1
    (job,) = json.loads(answer.output)["jobs"]
    assert (job["how"], job["job"]["state"], job["job"]["heldBy"]) == (
        "pending already",
        "held",
        "kind:inbound-order",
    )
