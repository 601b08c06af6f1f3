"""`flow-omnium jobs retry` and `jobs cancel` against a real database."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from flow_omnium.jobs.attempt_result import AttemptResult
from flow_omnium.jobs.ledger.runs import MongoRunLedger
from flow_omnium.jobs.state import JobState
from flow_omnium.testing.jobs import a_lease, a_message

Run = Callable[..., Any]
Completed = Callable[..., str]


def states(flow_omnium: Run) -> dict[str, str]:
    listed = json.loads(flow_omnium("jobs", "list", "--all-states", "--json").output)
    return {job["jobId"]: job["state"] for job in listed}


def kept(flow_omnium: Run) -> list[tuple[str, str, str, int]]:
    acts = json.loads(flow_omnium("jobs", "acts", "--json").output)
    return [(act["by"], act["act"], act["target"], act["count"]) for act in acts]


def test_one_waiting_job_is_tried_now_and_it_is_kept_who_did_it(
    flow_omnium: Run, completed: Completed
) -> None:
    job = completed()

    answer = flow_omnium("jobs", "retry", job, "--by", "ola")

    assert (answer.exit_code, answer.output) == (0, f"job {job} is queued afresh\n")
    assert states(flow_omnium) == {job: "queued"}
    assert kept(flow_omnium) == [("ola", "retry", f"job {job}", 1)]
    assert " ola " in flow_omnium("jobs", "show", job).output


def test_many_are_retried_by_a_filter(flow_omnium: Run, jobs: list[str], completed: Completed) -> None:
    failed = [completed("1"), completed("2")]

    answer = flow_omnium("jobs", "retry", "--error-class", "NotFound", "--rate", "100")

    assert (answer.exit_code, answer.output) == (0, "2 of 2 jobs retried\n")
    assert states(flow_omnium) == dict.fromkeys([*jobs, *failed], "queued")
    assert kept(flow_omnium) == [("kari", "retry", "state pending, error_class NotFound", 2)]


@pytest.mark.parametrize("act", [("retry",), ("cancel", "--reason", "a test")])
def test_a_dry_run_lists_and_writes_nothing(
    flow_omnium: Run, completed: Completed, act: tuple[str, ...]
) -> None:
    job = completed()
    before = flow_omnium("jobs", "show", job, "--json").output

    many, one = flow_omnium("jobs", *act, "--all", "--dry-run"), flow_omnium("jobs", *act, job, "--dry-run")

    assert (many.exit_code, one.exit_code) == (0, 0)
    assert job in many.output
    assert "1 would be " in many.output
    assert f"job {job} would be " in one.output
    assert flow_omnium("jobs", "show", job, "--json").output == before
    assert kept(flow_omnium) == []


@pytest.mark.parametrize("act", [("retry",), ("cancel", "--reason", "a test")])
@pytest.mark.parametrize(
    "choice",
    [(), ("--limit", "5"), ("--state", "pending"), ("some-id", "--tenant", "acme"), ("--state", "done")],
)
def test_what_is_meant_must_be_clear(flow_omnium: Run, act: tuple[str, ...], choice: tuple[str, ...]) -> None:
    answer = flow_omnium("jobs", *act, *choice)
    assert (answer.exit_code, answer.output, answer.errors.count("\n")) == (2, "", 1)


def test_a_job_is_cancelled_with_a_reason(flow_omnium: Run, jobs: list[str]) -> None:
    answer = flow_omnium("jobs", "cancel", jobs[0], "--reason", "ordered twice")

    assert (answer.exit_code, answer.output) == (0, f"job {jobs[0]} is cancelled\n")
    shown = json.loads(flow_omnium("jobs", "show", jobs[0], "--json").output)
    assert (shown["state"], shown["reason"], shown["acts"][0]["by"]) == ("cancelled", "ordered twice", "kari")
    assert states(flow_omnium)[jobs[1]] == "queued"


def test_many_are_cancelled_by_a_filter(flow_omnium: Run, jobs: list[str]) -> None:
    answer = flow_omnium("jobs", "cancel", "--tenant", "globex", "--reason", "closed")
    assert answer.output == "1 of 1 job cancelled\n"
    assert states(flow_omnium) == {jobs[0]: "queued", jobs[1]: "cancelled"}
    nothing = flow_omnium("jobs", "cancel", "--tenant", "globex", "--reason", "closed")
    assert (nothing.exit_code, nothing.output) == (0, "no pending job matches\n")


@pytest.mark.parametrize("arguments", [(), ("--reason", " ")])
def test_a_cancellation_needs_a_reason(flow_omnium: Run, jobs: list[str], arguments: tuple[str, ...]) -> None:
    answer = flow_omnium("jobs", "cancel", jobs[0], *arguments)
    assert (answer.exit_code, "--reason" in answer.errors) == (2, True)


@pytest.mark.parametrize("act", [("retry",), ("cancel", "--reason", "a test")])
def test_a_running_job_is_left_alone(flow_omnium: Run, in_database: Run, act: tuple[str, ...]) -> None:
    message = a_message()
    in_database(lambda database: MongoRunLedger(database).claim(message, a_lease()))

    answer = flow_omnium("jobs", *act, message.job_id)

    assert (answer.exit_code, answer.output) == (1, "")
    assert answer.errors.startswith(f"job {message.job_id} is running")


def test_a_finished_job_is_done_again_once(flow_omnium: Run, completed: Completed) -> None:
    done = completed("1", AttemptResult(JobState.DONE))

    first, second = flow_omnium("jobs", "retry", done), flow_omnium("jobs", "retry", done)

    (again,) = states(flow_omnium).keys() - {done}
    assert (first.exit_code, first.output) == (
        0,
        f"job {done} has ended as done: job {again} does it again\n",
    )
    assert (second.exit_code, again in second.errors) == (1, True)


@pytest.mark.parametrize("act", [("retry",), ("cancel", "--reason", "a test")])
def test_an_unknown_job_is_one_line_and_exit_code_1(flow_omnium: Run, act: tuple[str, ...]) -> None:
    answer = flow_omnium("jobs", *act, "nope")
    assert (answer.exit_code, answer.errors) == (1, "there is no job 'nope'\n")
