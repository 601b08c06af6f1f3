"""`flow-omnium audit verify`, `checkpoint` and `prune`: whether the log holds, and for how long it is kept."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from flow_omnium.audit.kinds import Kind
from flow_omnium.audit.log import AuditLog
from flow_omnium.audit.signing import Signer, decoded_key, new_key_pair
from flow_omnium.runtime.database import Database
from flow_omnium.testing.audit_logs import listed
from local_stack.infrastructure import Infrastructure

Run = Callable[..., Any]
InDatabase = Callable[..., Any]
KEYS = new_key_pair()


@pytest.fixture
def signing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the console the key that signs."""
    monkeypatch.setenv("AUDIT_SIGNING_KEY", KEYS.private)


@pytest.fixture
def as_user(
    infrastructure: Infrastructure, monkeypatch: pytest.MonkeyPatch, flow_omnium: Run
) -> Callable[..., Any]:
    """Run a command with the database user of a program."""

    def run(user: str, *arguments: str) -> Any:
        monkeypatch.setenv("MONGODB_URL", infrastructure.database.url_of(user))
        return flow_omnium(*arguments)

    return run


async def an_old_log(database: Database) -> None:
    log, signer = AuditLog(database), Signer(decoded_key(KEYS.private))
    long_ago = datetime.now(UTC) - timedelta(days=400)
    told = {"act": "retry", "by": "kari", "target": "job 1", "reason": None}
    for _ in range(3):
        await log.append(Kind.ACT, told, long_ago)
    await log.checkpoint(signer, long_ago)
    await log.append(Kind.ACT, told, datetime.now(UTC))
    await log.checkpoint(signer, datetime.now(UTC))


async def records_of(database: Database) -> list[Any]:
    return [record async for record in AuditLog(database).records()]


@pytest.mark.usefixtures("signing")
def test_the_consoles_user_appends_and_takes_nothing_away(
    as_user: Callable[..., Any], in_database: InDatabase
) -> None:
    assert as_user("schema", "schema", "apply").exit_code == 0
    in_database(an_old_log)
    in_database(lambda database: database["tenants"].insert_one({"_id": "acme"}))
    before = in_database(records_of)
    wanted = ("--tenant", "acme", "--order", "1001")

    paused = as_user("admin-console", "jobs", "pause", "--tenant", "acme", "--force")
    verified = as_user("admin-console", "audit", "verify", "--json")
    refused = [
        as_user("admin-console", "audit", "prune"),
        as_user("admin-console", "privacy", "erase", *wanted),
    ]

    assert (paused.exit_code, paused.errors, [answer.exit_code for answer in refused]) == (0, "", [1, 1])
    assert all("not authorized" in answer.errors for answer in refused)
    assert in_database(records_of)[: len(before)] == before
    assert len(in_database(records_of)) == len(before) + 2  # the pause, and how it ended
    assert json.loads(verified.output)["records"] == len(before) + 2
    assert as_user("privacy", "privacy", "erase", *wanted).exit_code == 0
    assert as_user("privacy", "audit", "prune").exit_code == 0


@pytest.mark.usefixtures("signing")
def test_whoever_has_the_key_signs_with_the_first_act_and_then_now_and_again(
    flow_omnium: Run, in_database: InDatabase
) -> None:
    for tenant in ("acme", "globex"):
        assert flow_omnium("jobs", "pause", "--tenant", tenant, "--force").exit_code == 0
    kinds = [record["kind"] for record in listed(flow_omnium)]
    assert kinds == ["outcome", "act", "checkpoint", "outcome", "act"]

    async def a_day_passes(database: Database) -> None:
        yesterday = datetime.now(UTC) - timedelta(days=1)
        await database["audit"].update_one({"kind": "checkpoint"}, {"$set": {"at": yesterday}})

    in_database(a_day_passes)
    flow_omnium("jobs", "resume", "--tenant", "acme")
    assert listed(flow_omnium)[0]["kind"] == "checkpoint"


@pytest.mark.usefixtures("signing")
def test_a_log_is_verified_against_keys_and_a_kept_anchor(
    flow_omnium: Run, in_database: InDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    flow_omnium("jobs", "pause", "--tenant", "acme", "--force")
    anchor = flow_omnium("audit", "checkpoint").output.strip()
    flow_omnium("jobs", "resume", "--tenant", "acme")
    monkeypatch.delenv("AUDIT_SIGNING_KEY")
    monkeypatch.setenv("AUDIT_PUBLIC_KEYS", KEYS.public)

    answer = flow_omnium("audit", "verify", "--anchor", anchor)
    assert (answer.exit_code, answer.errors) == (0, "")
    assert "holds: 6 records, 1 (" in answer.output
    assert "anchor: the signed checkpoint 4 (" in answer.output
    assert f"anchor: {anchor}, as you gave it" in answer.output
    assert "records 5 to 6 are newer than any anchor" in answer.output

    in_database(lambda database: database["audit"].delete_many({"_id": {"$gte": 4}}))
    assert flow_omnium("audit", "verify").exit_code == 0  # a cut end shows only by an anchor
    cut = flow_omnium("audit", "verify", "--anchor", anchor)
    assert (cut.exit_code, "anchor 4: the log ends at record 3" in cut.errors) == (1, True)


@pytest.mark.usefixtures("signing")
def test_tampering_is_named_with_its_record_and_the_exit_code_is_1(
    flow_omnium: Run, in_database: InDatabase
) -> None:
    for tenant in ("acme", "globex"):
        flow_omnium("jobs", "pause", "--tenant", tenant, "--force")
    forged = {"$set": {"content.by": "mallory"}}
    in_database(lambda database: database["audit"].update_one({"_id": 4}, forged))

    answer = flow_omnium("audit", "verify")

    assert answer.exit_code == 1
    assert "DOES NOT HOLD: 5 records" in answer.output
    assert "nothing is wrong before record 4" in answer.output
    assert answer.errors.splitlines() == [
        "record 4 its field 'by' was changed",
        "the audit log does not hold",
    ]
    told = json.loads(flow_omnium("audit", "verify", "--json").output)
    assert (told["holds"], told["firstFault"], told["anchoredThrough"]) == (False, 4, 3)
    assert flow_omnium("audit", "verify", "--from", "5").exit_code == 1  # nothing vouches for the rest


@pytest.mark.usefixtures("signing")
def test_what_is_over_a_year_old_goes_up_to_a_checkpoint_and_the_rest_holds(
    flow_omnium: Run, in_database: InDatabase
) -> None:
    in_database(an_old_log)

    rehearsed = flow_omnium("audit", "prune", "--dry-run")
    assert rehearsed.output == "3 records would be removed; the log would begin with checkpoint 4\n"
    assert len(listed(flow_omnium)) == 6
    assert flow_omnium("audit", "prune").output == "3 records removed; the log begins with checkpoint 4\n"
    assert [record["sequence"] for record in listed(flow_omnium)] == [7, 6, 5, 4]
    verified = flow_omnium("audit", "verify")
    assert (verified.exit_code, "records 1 to 3 are pruned" in verified.output) == (0, True)
    assert flow_omnium("audit", "prune").output.startswith("0 records removed")


@pytest.mark.parametrize("command", ["checkpoint", "prune"])
def test_signing_needs_the_key_and_says_how_to_make_one(flow_omnium: Run, command: str) -> None:
    answer = flow_omnium("audit", command)
    assert (answer.exit_code, "audit keygen" in answer.errors) == (2, True)


def test_a_malformed_key_or_anchor_is_one_line_and_nothing_is_done(
    flow_omnium: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert flow_omnium("audit", "verify", "--anchor", "hush").exit_code == 2
    monkeypatch.setenv("AUDIT_SIGNING_KEY", "hush-key")
    answer = flow_omnium("jobs", "pause", "--tenant", "acme", "--force")
    assert (answer.exit_code, answer.errors.count("\n"), "hush" in answer.errors) == (2, 1, False)
    assert answer.errors.startswith("AUDIT_SIGNING_KEY: not 32 bytes in base64")
    assert flow_omnium("jobs", "pauses", "--json").output == "[]\n"


def test_a_pair_of_keys_is_made_without_a_database(flow_omnium: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MONGODB_URL")
    made = dict(line.split("=", 1) for line in flow_omnium("audit", "keygen").output.splitlines())
    public = decoded_key(made["AUDIT_PUBLIC_KEYS"])
    assert Signer(decoded_key(made["AUDIT_SIGNING_KEY"])).public_key == public
