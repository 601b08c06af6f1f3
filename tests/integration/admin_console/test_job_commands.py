"""`flow-omnium jobs …` against a real database."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from flow_omnium.jobs.attempt_result import AttemptResult
from flow_omnium.jobs.entry import Attempt
from flow_omnium.jobs.state import JobState
from flow_omnium.testing.jobs import NOON

Run = Callable[..., Any]


def test_jobs_are_listed_and_filtered(flow_omnium: Run, jobs: list[str]) -> None:
    everything = json.loads(flow_omnium("jobs", "list", "--all-states", "--json").output)
    assert {job["jobId"] for job in everything} == set(jobs)
    of_acme = json.loads(
        flow_omnium("jobs", "list", "--tenant", "acme", "--state", "queued", "--json").output
    )
    assert [job["jobId"] for job in of_acme] == [jobs[0]]
    assert json.loads(flow_omnium("jobs", "list", "--state", "done", "--json").output) == []
    assert len(json.loads(flow_omnium("jobs", "list", "--all-states", "--limit", "1", "--json").output)) == 1


def test_jobs_are_found_by_error_by_age_and_by_being_pending(
    flow_omnium: Run, jobs: list[str], completed: Callable[..., str]
) -> None:
    failed = completed()

    def listed(*options: str) -> set[str]:
        listed = flow_omnium("jobs", "list", "--all-states", "--json", *options)
        return {job["jobId"] for job in json.loads(listed.output)}

    assert listed("--error-class", "NotFound") == {failed}
    assert listed("--state", "pending") == {failed, *jobs}
    assert listed("--older-than", "1d") == {failed, *jobs}
    assert listed("--older-than", "99999d") == set()


def test_a_failed_job_says_when_it_is_tried_next_and_why(
    flow_omnium: Run, completed: Callable[..., str]
) -> None:
    failed = completed()
    shown = json.loads(flow_omnium("jobs", "show", failed, "--json").output)
    assert (shown["lastErrorClass"], shown["lastError"]) == ("NotFound", "gone")
    assert shown["nextAttemptAt"] == "2026-01-05T12:02:00Z"
    assert "NotFound: gone" in flow_omnium("jobs", "show", failed).output


def test_what_a_person_should_look_at_is_found_and_shown(
    flow_omnium: Run, completed: Callable[..., str]
) -> None:
    attempt = Attempt(
        number=1,
        started_at=NOON,
        duration_seconds=1,
        outcome="done",
        changes=("set the state",),
        flags=("line 2: look",),
    )
    flagged, _unflagged = completed("1", AttemptResult(JobState.DONE, attempt=attempt)), completed("2")
    listed = json.loads(flow_omnium("jobs", "list", "--attention", "--json").output)
    assert [job["jobId"] for job in listed] == [flagged]
    shown = flow_omnium("jobs", "show", flagged).output
    assert "set the state" in shown
    assert "ATTENTION line 2: look" in shown


def test_jobs_need_no_encryption_key(
    flow_omnium: Run, jobs: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SETTINGS_ENCRYPTION_KEYS")
    lines = flow_omnium("jobs", "list", "--all-states").output.splitlines()
    assert len(lines) == 3
    assert jobs[0] in flow_omnium("jobs", "list", "--tenant", "acme", "--all-states").output


def test_a_job_is_shown(flow_omnium: Run, jobs: list[str]) -> None:
    shown = flow_omnium("jobs", "show", jobs[0])
    assert (shown.exit_code, jobs[0] in shown.output) == (0, True)
    assert json.loads(flow_omnium("jobs", "show", jobs[0], "--json").output)["tenantUid"] == "acme"


def test_an_unknown_job_is_one_line_and_exit_code_1(flow_omnium: Run) -> None:
    answer = flow_omnium("jobs", "show", "no-such-job")
    assert (answer.exit_code, answer.output) == (1, "")
    assert answer.errors == "there is no job 'no-such-job'\n"


@pytest.mark.parametrize(
    "option", [("--kind", "odd"), ("--state", "odd"), ("--limit", "0"), ("--older-than", "2 weeks")]
)
def test_a_wrong_filter_is_exit_code_2(flow_omnium: Run, option: tuple[str, str]) -> None:
    answer = flow_omnium("jobs", "list", *option)
    assert answer.exit_code == 2
    assert "Traceback" not in answer.errors


def test_a_job_that_cannot_be_read_is_listed_shown_and_cancelled_among_others(
    flow_omnium: Run, in_database: Callable[..., Any], jobs: list[str]
) -> None:
    broken = {"kind": "stock-forecast", "acceptedAt": None, "acts": "none"}
    in_database(lambda database: database["jobs"].update_one({"_id": jobs[0]}, {"$set": broken}))

    table = flow_omnium("jobs", "list", "--all-states")
    assert table.exit_code == 0
    (row,) = [line for line in table.output.splitlines() if jobs[0] in line]
    assert "unreadable (queued)" in row
    assert "kind: Input should be" in row
    assert jobs[1] in table.output
    (told,) = [
        job
        for job in json.loads(flow_omnium("jobs", "list", "--all-states", "--json").output)
        if job["jobId"] == jobs[0]
    ]
    assert told["unreadable"]["field"] == "kind"
    assert "stock-forecast" in flow_omnium("jobs", "show", jobs[0]).output
    assert json.loads(flow_omnium("jobs", "show", jobs[0], "--json").output)["unreadable"]["field"] == "kind"
    refused = flow_omnium("jobs", "retry", jobs[0])
    assert (refused.exit_code, "cannot be read: kind" in refused.errors) == (1, True)
    assert "would be cancelled" in flow_omnium("jobs", "cancel", jobs[0], "--dry-run", "--reason", "x").output

    assert flow_omnium("jobs", "cancel", jobs[0], "--reason", "broken").exit_code == 0

    assert "unreadable (cancelled)" in flow_omnium("jobs", "list", "--all-states").output


def test_an_act_that_cannot_be_read_hides_no_other(
    flow_omnium: Run, in_database: Callable[..., Any], jobs: list[str]
) -> None:
    flow_omnium("jobs", "cancel", jobs[0], "--reason", "one")
    in_database(lambda database: database["acts"].insert_one({"act": 7, "by": "ola"}))
    shown = flow_omnium("jobs", "acts")
    assert shown.exit_code == 0
    assert "(damaged)" in shown.output
    assert f"job {jobs[0]}" in shown.output


@pytest.mark.parametrize("output", ["| head -c 1", "> /dev/full"])
def test_an_output_that_nobody_takes_ends_without_a_traceback(
    output: str, jobs: list[str], mongodb_url: str, database_name: str
) -> None:
    assert jobs
    listing = f"{Path(sys.executable).parent / 'flow-omnium'} jobs list --all-states --json"
    environment = {"MONGODB_URL": mongodb_url, "MONGODB_DATABASE": database_name, "PATH": os.environ["PATH"]}
    ended = subprocess.run(  # noqa: S602 - a shell's pipe is what is tried
        f"{listing} {output}",
        shell=True,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert "Traceback" not in ended.stderr
    assert len(ended.stderr.splitlines()) <= 1
