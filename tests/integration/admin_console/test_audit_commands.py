"""What operators do is kept: `flow-omnium audit list` and `jobs acts`."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from flow_omnium.audit.kinds import Kind
from flow_omnium.audit.log import AuditLog
from flow_omnium.audit.signing import Signer, Verifier
from flow_omnium.audit.verification import verify
from flow_omnium.jobs.operator.audit_trail import AuditTrail
from flow_omnium.runtime.database import Database, DatabaseError
from flow_omnium.tenants.repository import COLLECTION as TENANTS
from flow_omnium.tenants.repository import TenantRepository
from flow_omnium.testing.audit_logs import listed
from flow_omnium.testing.jobs import NOON
from flow_omnium.testing.tenants import a_tenant, keyring_of

Run = Callable[..., Any]
InDatabase = Callable[..., Any]
FLOW_OMNIUM = Path(sys.executable).parent / "flow-omnium"


def acts(flow_omnium: Run) -> list[tuple[str, str, int, str]]:
    shown = json.loads(flow_omnium("jobs", "acts", "--json").output)
    return [(act["act"], act["target"], act["count"], act["result"]) for act in shown]


async def store_a_tenant(database: Database) -> None:
    await TenantRepository(database[TENANTS], keyring_of(b"k" * 32)).apply(a_tenant("initech"))


def test_the_acts_of_every_command_are_kept_with_how_they_ended(
    flow_omnium: Run, in_database: InDatabase, jobs: list[str]
) -> None:
    in_database(store_a_tenant)
    commands = (
        ("jobs", "retry", jobs[0]),
        ("jobs", "cancel", jobs[1], "--reason", "ordered twice"),
        ("jobs", "pause", "--tenant", "acme", "--force"),
        ("jobs", "resume", "--tenant", "acme"),
        ("tenants", "deactivate", "initech", "--yes"),
        ("tenants", "activate", "initech"),
        ("secrets", "rotate"),
        ("parked", "requeue", "--all"),
    )
    assert [flow_omnium(*command).exit_code for command in commands] == [0] * len(commands)

    kept = [
        ("retry", f"job {jobs[0]}", 1, "done"),
        ("cancel", f"job {jobs[1]}", 1, "done"),
        ("pause", "tenant:acme", 1, "done"),
        ("resume", "tenant:acme", 1, "done"),
        ("deactivate", "tenant initech", 1, "done"),
        ("activate", "tenant initech", 1, "done"),
        ("rotate keys", "secrets", 0, "done"),
    ]
    assert acts(flow_omnium)[1:] == kept[::-1]
    assert acts(flow_omnium)[0][0] == "requeue"
    assert flow_omnium("audit", "verify").exit_code == 0


def test_bringing_the_schema_up_to_date_is_an_act(flow_omnium: Run) -> None:
    first, second = flow_omnium("schema", "apply"), flow_omnium("schema", "apply", "--by", "ola")
    kept = acts(flow_omnium)
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert [act[:2] for act in kept] == [("schema apply", "collections, indexes and queues")] * 2
    assert kept[1][2] > kept[0][2]
    assert json.loads(flow_omnium("jobs", "acts", "--json").output)[0]["by"] == "ola"


def test_applying_a_tenant_is_kept_by_the_keys_it_changes_and_no_secret(
    flow_omnium: Run, tmp_path: Path
) -> None:
    file = tmp_path / "acme.yaml"
    file.write_text(
        "tenantUid: acme\nwebhookSecrets: [hush-webhook-secret-1234567]\nflow: {apiToken: hush-flow-token}\n"
        "parameters: {OMNIUM_CLIENT_ID: x, OMNIUM_CLIENT_SECRET: hush-client}\n"
    )
    assert flow_omnium("tenants", "apply", str(file)).exit_code == 0
    assert flow_omnium("tenants", "apply", str(file)).exit_code == 0  # changes nothing: no act

    ((act, target, count, result),) = acts(flow_omnium)
    assert (act, result, target.count(",") + 1) == ("apply", "done", count)
    assert target.startswith("tenant acme: created ")
    assert "flow.apiToken" in target
    assert "hush" not in json.dumps(listed(flow_omnium))


def test_what_a_tenant_file_changes_is_kept_old_and_new_but_for_secrets(
    flow_omnium: Run, tmp_path: Path
) -> None:
    file = tmp_path / "acme.yaml"
    text = (
        "tenantUid: acme\nwebhookSecrets: [hush-webhook-secret-1234567]\nflow: {apiToken: hush-flow-token, countryCode: NO}\n"
        "parameters: {OMNIUM_CLIENT_ID: x, OMNIUM_CLIENT_SECRET: hush-client}\n"
    )
    for changed in (text, text.replace("NO}", "SE}").replace("hush-flow-token", "hush-other-token")):
        file.write_text(changed)
        flow_omnium("tenants", "apply", str(file))

    latest, _ = json.loads(flow_omnium("acts", "list", "--tenant", "acme", "--json").output)
    assert sorted(latest["details"]) == ["flow.apiToken: ******** changed", "flow.countryCode: NO -> SE"]
    shown = flow_omnium("acts", "show", str(latest["sequence"])).output
    assert "  flow.countryCode: NO -> SE" in shown
    assert "flow.countryCode: NO -> SE" in flow_omnium("acts", "list").output
    assert flow_omnium("audit", "verify").exit_code == 0
    assert "hush" not in shown


def test_what_cannot_be_kept_is_not_done(flow_omnium: Run, in_database: InDatabase, jobs: list[str]) -> None:
    in_database(lambda database: database.command("collMod", "audit", validator={"never": True}))

    refused = [
        flow_omnium("jobs", "cancel", jobs[0], "--reason", "a test"),
        flow_omnium("jobs", "pause", "--tenant", "acme", "--force"),
    ]

    assert [answer.exit_code for answer in refused] == [1, 1]
    assert all(answer.errors.startswith("the database cannot be used: ") for answer in refused)
    assert {
        job["state"] for job in json.loads(flow_omnium("jobs", "list", "--all-states", "--json").output)
    } == {"queued"}
    assert flow_omnium("jobs", "pauses", "--json").output == "[]\n"


def test_an_act_whose_outcome_cannot_be_kept_is_told_of_and_stands_in_the_log(
    flow_omnium: Run, in_database: InDatabase, jobs: list[str]
) -> None:
    only_acts = {"kind": {"$ne": "outcome"}}
    in_database(lambda database: database.command("collMod", "audit", validator=only_acts))

    answer = flow_omnium("jobs", "cancel", jobs[0], "--reason", "a test")

    assert (answer.exit_code, answer.errors) == (
        1,
        "cancel: 1 changed, but the audit log's record 1 has no outcome\n",
    )
    assert acts(flow_omnium) == [("cancel", f"job {jobs[0]}", 0, "unknown")]


def test_acts_from_before_the_chain_are_listed_as_such(flow_omnium: Run, in_database: InDatabase) -> None:
    row = {"act": "retry", "by": "ola", "at": NOON, "reason": None, "target": "job 1", "count": 3}
    in_database(lambda database: database["acts"].insert_one(row))
    flow_omnium("jobs", "pause", "--tenant", "acme", "--force")

    shown = listed(flow_omnium)
    assert [record["kind"] for record in shown] == ["outcome", "act", "before the chain"]
    assert (shown[-1]["by"], shown[-1]["sequence"], shown[-1]["count"]) == ("ola", None, 3)
    assert "before the chain" in flow_omnium("audit", "list").output
    assert acts(flow_omnium)[-1][:3] == ("retry", "job 1", 3)


def test_any_kind_of_record_is_appended_through_the_same_function(
    flow_omnium: Run, in_database: InDatabase
) -> None:
    told = {"by": "kari", "result": "refused", "source": "192.0.2.7", "reason": "wrong password"}
    in_database(lambda database: AuditLog(database).append(Kind.SIGN_IN, told, NOON))

    (record,) = listed(flow_omnium, "--kind", "sign-in")
    assert {name: record[name] for name in told} == told
    assert flow_omnium("audit", "verify").exit_code == 0


def test_operators_at_work_in_many_processes_at_once_write_one_chain(flow_omnium: Run) -> None:
    flow_omnium("audit", "list")  # sets the environment
    running = [
        subprocess.Popen(  # noqa: S603 - our own program
            [FLOW_OMNIUM, "jobs", "pause", "--tenant", f"t{number}", "--force"], stdout=subprocess.PIPE
        )
        for number in range(6)
    ]
    assert [process.communicate(timeout=60) and process.returncode for process in running] == [0] * 6

    assert flow_omnium("audit", "verify").exit_code == 0
    assert {target for _, target, _, result in acts(flow_omnium) if result == "done"} == {
        f"tenant:t{number}" for number in range(6)
    }


async def test_many_appends_at_once_are_serialised(database: Database) -> None:
    logs = [AuditLog(database) for _ in range(40)]
    told = {"by": "kari", "result": "succeeded", "source": None, "reason": None}
    heads = await asyncio.gather(*(log.append(Kind.SIGN_IN, told, NOON) for log in logs))

    assert sorted(head.sequence for head in heads) == list(range(1, 41))
    assert verify([record async for record in logs[0].records()], Verifier()).holds


async def test_a_record_that_somebody_damaged_hides_no_other_and_stops_no_act(database: Database) -> None:
    log = AuditLog(database)
    await database["audit"].insert_many(
        [{"_id": 1}, {"_id": 2, "kind": "act", "content": 7}, {"_id": "zzz", "kind": "act"}]
    )
    told = {"act": "retry", "by": "kari", "target": "job 1", "reason": None}

    head = await log.append(Kind.ACT, told, NOON)

    assert head.sequence == 3
    assert [act.act for act in await AuditTrail(database).latest(10)] == ["retry", "(damaged)"]
    assert not verify([record async for record in log.records()], Verifier()).holds


async def test_a_log_that_refuses_to_grow_says_so(database: Database) -> None:
    await AuditLog(database).checkpoint(Signer(os.urandom(32)), NOON)
    await database.command("collMod", "audit", validator={"never": True})
    with pytest.raises(DatabaseError):
        await AuditLog(database).checkpoint(Signer(os.urandom(32)), NOON)
