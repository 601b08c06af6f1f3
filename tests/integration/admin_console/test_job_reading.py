"""Reading the ledger as an operator does: what needs somebody first, and no slip that passes for an empty result."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from flow_omnium.jobs.attempt_result import AttemptResult
from flow_omnium.jobs.state import JobState
from flow_omnium.testing.filled_ledger import FilledLedger, failure
from flow_omnium.testing.jobs import NOON

Run = Callable[..., Any]


@pytest.fixture
def listed(flow_omnium: Run) -> Callable[..., list[str]]:
    """List jobs, and return their ids in the order of the list."""

    def list_(*options: str) -> list[str]:
        answer = flow_omnium("jobs", "list", "--json", *options)
        assert answer.exit_code == 0, answer.errors
        return [job["jobId"] for job in json.loads(answer.output)]

    return list_


def test_a_list_is_of_what_needs_somebody(ledger: FilledLedger, flow_omnium: Run, listed: Run) -> None:
    ledger.add("queued")
    waiting, held = ledger.add("waiting", failure()), ledger.hold("held", "tenant:acme")
    ledger.add("done", AttemptResult(JobState.DONE))
    flagged = ledger.add("flagged", AttemptResult(JobState.DONE), fields={"attention": ["look"]})

    assert set(listed()) == {waiting, held, flagged}
    shown = flow_omnium("jobs", "list")
    assert len(shown.output.splitlines()) == 4
    assert shown.errors.splitlines()[0] == "1 queued, 1 held, 1 waiting"
    assert "not shown: 1 queued, what has ended: `flow-omnium jobs list --all-states`" in shown.errors
    assert len(listed("--all-states")) == 5


def test_a_record_a_state_a_flag_and_a_cause_are_found_whatever_state_the_job_is_in(
    ledger: FilledLedger, listed: Run
) -> None:
    queued = ledger.add("O-1", fields={"numbers": ["1234"]})
    assert listed("--key", "O-1") == listed("--number", " 1234 ") == listed("--state", "queued") == [queued]
    failed = ledger.add("O-2", failure())
    assert listed("--cause", ledger.cause(failed)[:6]) == [failed]


def test_what_is_not_shown_is_counted(ledger: FilledLedger, flow_omnium: Run) -> None:
    for number in range(4):
        ledger.hold(str(number), "tenant:acme")
    shown = flow_omnium("jobs", "list", "--limit", "3")
    assert len(shown.output.splitlines()) == 4
    assert "… and 1 more" in shown.errors


def test_several_states_can_be_asked_for(ledger: FilledLedger, listed: Run) -> None:
    queued, held = ledger.add("1"), ledger.hold("2", "tenant:acme")
    ledger.add("3", failure())
    assert set(listed("--state", "queued", "--state", "held")) == {queued, held}


def test_every_filter_narrows(ledger: FilledLedger, listed: Run) -> None:
    early = ledger.add("1", failure(), at=NOON - timedelta(hours=5))
    other = ledger.add("2", failure(404, "gone", "NotFound"), fields={"storeUid": "oslo", "attemptCount": 7})
    assert listed("--http-status", "404") == listed("--attempts", "7") == [other]
    assert listed("--tenant", "acme", "--store", "oslo") == [other]
    assert listed("--since", "2026-01-05T11:00") == [other]
    assert listed("--until", "2026-01-05T11:00") == [early]
    assert listed("--since", "2026-01-05T06:00", "--until", "2026-01-05T11:00") == [early]
    assert listed("--error-class", "notfound") == [other]


def test_a_store_is_found_in_orders_that_stand_in_several(ledger: FilledLedger, listed: Run) -> None:
    both = ledger.add("1", failure(), fields={"storeUid": "oslo", "otherStores": ["bergen"]})
    ledger.add("2", failure(), fields={"storeUid": "oslo"})
    ledger.add("3", failure(), fields={"storeUid": "bergen"}, tenant_uid="globex")
    assert listed("--tenant", "acme", "--store", "bergen", "--all-states") == [both]


def test_a_list_is_sorted_as_asked(ledger: FilledLedger, listed: Run) -> None:
    def waits(key: str, hours: int, due: int, tries: int) -> str:
        fields = {"nextAttemptAt": NOON + timedelta(minutes=due), "attemptCount": tries}
        return ledger.add(key, failure(), at=NOON - timedelta(hours=hours), fields=fields)

    a, b, c = waits("a", 1, 3, 2), waits("b", 2, 1, 9), waits("c", 3, 2, 4)
    assert listed() == [a, b, c]
    assert listed("--oldest") == listed("--sort", "age") == [c, b, a]
    assert listed("--sort", "next") == [b, c, a]
    assert listed("--sort", "attempts") == [b, c, a]


def test_what_has_no_next_try_is_not_listed_by_it(ledger: FilledLedger, listed: Run) -> None:
    waiting = ledger.add("1", failure())
    ledger.hold("2", "tenant:acme")
    assert listed("--sort", "next") == [waiting]


@pytest.mark.parametrize(
    ("option", "told"),
    [
        (("--tenant", "acmee"), "there is no tenant 'acmee'; did you mean 'acme'? (there are acme)"),
        (("--error-class", "Unavailabel"), "did you mean 'Unavailable'?"),
        (("--tenant", "acme", "--store", "osl"), "there is no store 'osl'"),
        (("--store", "oslo"), "--store needs --tenant"),
        (("--cause", "ffffff"), "no job fails for the cause 'ffffff': `flow-omnium jobs summary` lists them"),
    ],
)
@pytest.mark.parametrize("command", [("list",), ("summary",), ("export",)])
def test_a_name_of_nothing_is_an_error_and_no_empty_list(
    command: tuple[str], option: tuple[str, ...], told: str, ledger: FilledLedger, flow_omnium: Run
) -> None:
    ledger.add("1", failure())
    answer = flow_omnium("jobs", *command, *option)
    assert (answer.exit_code, answer.output) == (2, "")
    assert told in answer.errors


def test_a_filter_that_nothing_matches_says_what_was_asked(ledger: FilledLedger, flow_omnium: Run) -> None:
    ledger.add("1")
    assert flow_omnium("jobs", "list", "--tenant", "acme").output == "No job needs somebody (tenant acme).\n"
    assert flow_omnium("jobs", "list").output == "No job needs somebody.\n"
    assert flow_omnium("jobs", "list", "--state", "done").output == "There is no such job.\n"
