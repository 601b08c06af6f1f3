"""`flow-omnium jobs summary` and `jobs export` against a real database."""

import csv
import io
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from flow_omnium.jobs.attempt_result import AttemptResult
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.state import JobState
from flow_omnium.testing.filled_ledger import FilledLedger, failure
from flow_omnium.testing.jobs import NOON

Run = Callable[..., Any]


def test_failures_are_grouped_by_cause_the_largest_first(ledger: FilledLedger, flow_omnium: Run) -> None:
    gateway = [ledger.add(str(number), failure(text=f"bad gateway {number}")) for number in range(3)]
    ledger.add("9", failure(404, "gone", "NotFound"))
    ledger.hold("8", "store:acme/oslo")
    ledger.add("7", AttemptResult(JobState.DONE))

    groups = json.loads(flow_omnium("jobs", "summary", "--json").output)

    assert [group["jobs"] for group in groups] == [3, 1, 1]
    assert "Unavailable: Flow POST /orders answered 502: bad gateway" in groups[0]["name"]
    assert groups[0]["example"] in gateway
    assert groups[0]["oldest"] == NOON.isoformat()
    assert groups[0]["nextAttempt"] == (NOON + timedelta(minutes=2)).isoformat()
    assert {group["name"] for group in groups[1:]} >= {"held since store acme/oslo is paused"}
    retry = groups[0]["retry"].split()[1:]
    assert "3 would be retried" in flow_omnium(*retry).output


@pytest.mark.parametrize(
    ("by", "values"),
    [
        ("error", {("Unavailable", 2), ("NotFound", 1)}),
        ("status", {(502, 2), (404, 1)}),
        ("tenant", {("acme", 2), ("globex", 2)}),
        ("kind", {("inbound-order", 3), ("receivement", 1)}),
        ("store", {("oslo", 1), (None, 2)}),
        ("state", {("waiting", 3), ("held", 1)}),
    ],
)
def test_failures_are_grouped_by_what_is_asked(
    by: str, values: set[tuple[Any, int]], ledger: FilledLedger, flow_omnium: Run
) -> None:
    ledger.add("1", failure(), fields={"storeUid": "oslo"})
    ledger.add("2", failure(), tenant_uid="globex")
    ledger.add("3", failure(404, "gone", "NotFound"))
    ledger.hold("4", "tenant:globex", tenant_uid="globex", kind=JobKind.RECEIVEMENT)
    groups = json.loads(flow_omnium("jobs", "summary", "--by", by, "--json").output)
    found = {(group["by"][by], group["jobs"]) for group in groups}
    # What is held has not failed here: it has neither error nor status.
    assert found - {(None, 1)} == values - {(None, 1)}


def test_a_summary_is_of_the_tenant_that_is_asked_for(ledger: FilledLedger, flow_omnium: Run) -> None:
    ledger.add("1", failure())
    ledger.add("2", failure(), tenant_uid="globex")
    (group,) = json.loads(flow_omnium("jobs", "summary", "--tenant", "acme", "--json").output)
    assert (group["jobs"], group["tenants"]) == (1, ["acme"])


def test_a_store_is_told_apart_from_that_of_another_tenant(ledger: FilledLedger, flow_omnium: Run) -> None:
    ledger.add("1", failure(), fields={"storeUid": "oslo"})
    ledger.add("2", failure(), tenant_uid="globex", fields={"storeUid": "oslo"})
    groups = json.loads(flow_omnium("jobs", "summary", "--by", "store", "--json").output)
    assert {(group["name"], group["jobs"]) for group in groups} == {("acme, oslo", 1), ("globex, oslo", 1)}
    assert {group["retry"] for group in groups} == {
        f"flow-omnium jobs retry --tenant {tenant} --store oslo --dry-run" for tenant in ("acme", "globex")
    }


def test_a_summary_of_nothing_says_so(ledger: FilledLedger, flow_omnium: Run) -> None:
    ledger.add("1")
    assert flow_omnium("jobs", "summary").output == "No job fails, and none is held.\n"


def test_those_who_are_affected_are_written_as_a_sheet(ledger: FilledLedger, flow_omnium: Run) -> None:
    job = ledger.add("=1", failure(), fields={"numbers": ["1234", "68"], "storeUid": "oslo"})
    ledger.add("2")
    answer = flow_omnium("jobs", "export", "--csv", "--state", "waiting")
    (row,) = csv.DictReader(io.StringIO(answer.output))
    assert (row["job"], row["record"], row["numbers"], row["store"]) == (job, "'=1", "1234 68", "oslo")
    assert datetime.fromisoformat(row["acceptedAt"]) == NOON
    assert json.loads(flow_omnium("jobs", "export", "--json").output)[0]["job"] == job


def test_a_sheet_of_nothing_has_its_heading(ledger: FilledLedger, flow_omnium: Run) -> None:
    ledger.add("1")
    assert flow_omnium("jobs", "export").output.startswith("tenant,numbers,store,")


def test_a_job_that_is_held_is_counted_for_what_holds_it_and_not_for_what_it_failed_for(
    ledger: FilledLedger, flow_omnium: Run
) -> None:
    ledger.add("1", failure())
    ledger.add("2", failure(), fields={"state": "held", "heldBy": "tenant:acme"})
    names = {
        group["name"]: group["jobs"] for group in json.loads(flow_omnium("jobs", "summary", "--json").output)
    }
    assert sum(names.values()) == 2
    assert names["held since tenant acme is paused"] == 1


def test_a_job_that_has_ended_is_in_no_group_whatever_it_failed_for(
    ledger: FilledLedger, flow_omnium: Run
) -> None:
    ledger.add("1", failure(), fields={"state": "cancelled"})
    assert json.loads(flow_omnium("jobs", "summary", "--json").output) == []
