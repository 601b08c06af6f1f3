"""`flow-omnium jobs show` against a real database: by a short id, words first, in the tenant's zone."""

import json
from collections.abc import Callable
from typing import Any

from flow_omnium.jobs.attempt_result import AttemptResult
from flow_omnium.jobs.state import JobState
from flow_omnium.runtime.database import Database
from flow_omnium.testing.filled_ledger import FilledLedger, InDatabase, failure

Run = Callable[..., Any]


def test_a_job_is_shown_by_the_beginning_of_its_id(ledger: FilledLedger, flow_omnium: Run) -> None:
    job = ledger.add("1", failure())
    assert f"Job {job}" in flow_omnium("jobs", "show", job[:8]).output
    assert f"Job {job}" in flow_omnium("jobs", "show", job[:6].upper()).output
    too_short = flow_omnium("jobs", "show", job[:5])
    assert (too_short.exit_code, too_short.errors) == (1, f"there is no job {job[:5]!r}\n")


def test_a_beginning_that_several_ids_have_is_answered_with_them(
    in_database: InDatabase, ledger: FilledLedger, flow_omnium: Run
) -> None:
    job = ledger.add("1")

    async def twin(database: Database) -> None:
        stored = await database["jobs"].find_one({"_id": job})
        assert stored is not None
        await database["jobs"].insert_one(stored | {"_id": f"{job[:8]}{'0' * 24}", "key": "2"})

    in_database(twin)
    answer = flow_omnium("jobs", "show", job[:8], "--json")
    assert answer.exit_code == 1
    assert f"several jobs begin with {job[:8]!r}" in json.loads(answer.output)["error"]["message"]


def test_a_job_is_told_in_words_first_and_its_internals_only_when_asked(
    ledger: FilledLedger, flow_omnium: Run
) -> None:
    job, _ = ledger.add("1", failure()), ledger.add("2", failure())
    shown = flow_omnium("jobs", "show", job).output
    lines = shown.splitlines()
    assert lines[1].startswith(
        "Waiting. Failed once: Unavailable: Flow POST /orders answered 502: bad gateway."
    )
    assert lines[2] == "1, order, Omnium → Flow, tenant acme."
    assert lines[3].startswith("Same cause: 1 other job since ")
    assert "Europe/Oslo" in lines[3]
    assert "docs/runbook.md#flowomniumdownstreamerrors" in shown
    assert "ticket" not in shown
    assert "objectId" not in shown
    verbose = flow_omnium("jobs", "show", job, "--verbose").output
    assert "ticket" in verbose
    assert '"objectId": "1"' in verbose


def test_times_are_in_the_zone_of_the_tenant(
    in_database: InDatabase, ledger: FilledLedger, flow_omnium: Run
) -> None:
    job = ledger.add("1", AttemptResult(JobState.DONE))
    settings = {"_id": "acme", "settings": {"catalog": {"timeZone": "America/New_York"}}}
    in_database(lambda database: database["tenants"].insert_one(settings))
    assert "07:00:00 America/New_York" in flow_omnium("jobs", "show", job).output


def test_a_program_gets_the_words_beside_every_field_of_before(
    ledger: FilledLedger, flow_omnium: Run
) -> None:
    job = ledger.add("1", failure())
    told = json.loads(flow_omnium("jobs", "show", job, "--json").output)
    before = {"jobId", "tenantUid", "kind", "key", "state", "attempts", "lastError", "nextAttemptAt", "queue"}
    assert before <= told.keys()
    assert told["told"][0].startswith("Waiting.")
