"""Reading the ledger as an operator does: what needs somebody first, and no slip that passes for an empty result."""

import csv
import io
import json
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from flow_omnium.jobs.attempt_result import AttemptResult
from flow_omnium.jobs.entry import Attempt
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.ledger.runs import MongoRunLedger
from flow_omnium.jobs.state import JobState
from flow_omnium.runtime.database import Database
from flow_omnium.schema.database import DatabaseSchema
from flow_omnium.testing.jobs import NOON, a_lease, a_message

Run = Callable[..., Any]
InDatabase = Callable[[Callable[[Database], Awaitable[Any]]], Any]


def failure(status: int = 502, text: str = "bad gateway", error: str = "Unavailable") -> AttemptResult:
    attempt = Attempt(
        number=1,
        started_at=NOON,
        duration_seconds=1,
        outcome="failed",
        error_class=error,
        message=f"Flow POST /orders answered {status}: {text}",
        http_status=status,
        system="Flow",
        call="POST /orders",
    )
    return AttemptResult(JobState.WAITING, delay_ms=120_000, failures=1, attempt=attempt)


class Ledger:
    """The ledger of a test, with jobs as it needs them."""

    def __init__(self, in_database: InDatabase) -> None:
        self._in_database = in_database
        in_database(lambda database: DatabaseSchema(database).create_missing())

    def add(self, key: str, result: AttemptResult | None = None, **of: Any) -> str:
        """Record a job, and let it run and end so where a result is given; name it."""
        fields = of.pop("fields", {})

        async def added(database: Database) -> str:
            message = a_message(key, **of)
            ledger = MongoRunLedger(database)
            await ledger.record([message])
            if result is not None:
                entry = await ledger.claim(message, a_lease())
                await ledger.complete(entry, result, NOON)  # type: ignore[arg-type]
            if fields:
                await database["jobs"].update_one({"_id": message.job_id}, {"$set": fields})
            return message.job_id

        named: str = self._in_database(added)
        return named

    def hold(self, key: str, reason: str, **of: Any) -> str:
        """Record a job that is held; name it."""

        async def held(database: Database) -> str:
            message = a_message(key, **of)
            ledger = MongoRunLedger(database)
            await ledger.record([message])
            await ledger.hold(message, reason, NOON)
            return message.job_id

        named: str = self._in_database(held)
        return named

    def cause(self, job_id: str) -> str:
        """The key of why a job fails."""

        async def key(database: Database) -> str:
            stored = await database["jobs"].find_one({"_id": job_id})
            assert stored is not None
            return str(stored["cause"]["key"])

        named: str = self._in_database(key)
        return named


@pytest.fixture
def ledger(in_database: InDatabase) -> Ledger:
    return Ledger(in_database)


@pytest.fixture
def listed(flow_omnium: Run) -> Callable[..., list[str]]:
    """List jobs, and return their ids in the order of the list."""

    def list_(*options: str) -> list[str]:
        answer = flow_omnium("jobs", "list", "--json", *options)
        assert answer.exit_code == 0, answer.errors
        return [job["jobId"] for job in json.loads(answer.output)]

    return list_


def test_a_list_is_of_what_needs_somebody(ledger: Ledger, flow_omnium: Run, listed: Run) -> None:
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
    ledger: Ledger, listed: Run
) -> None:
    queued = ledger.add("O-1", fields={"numbers": ["1234"]})
    assert listed("--key", "O-1") == listed("--number", " 1234 ") == listed("--state", "queued") == [queued]
    failed = ledger.add("O-2", failure())
    assert listed("--cause", ledger.cause(failed)[:6]) == [failed]


def test_what_is_not_shown_is_counted(ledger: Ledger, flow_omnium: Run) -> None:
    for number in range(4):
        ledger.hold(str(number), "tenant:acme")
    shown = flow_omnium("jobs", "list", "--limit", "3")
    assert len(shown.output.splitlines()) == 4
    assert "… and 1 more" in shown.errors


def test_several_states_can_be_asked_for(ledger: Ledger, listed: Run) -> None:
    queued, held = ledger.add("1"), ledger.hold("2", "tenant:acme")
    ledger.add("3", failure())
    assert set(listed("--state", "queued", "--state", "held")) == {queued, held}


def test_every_filter_narrows(ledger: Ledger, listed: Run) -> None:
    early = ledger.add("1", failure(), at=NOON - timedelta(hours=5))
    other = ledger.add("2", failure(404, "gone", "NotFound"), fields={"storeUid": "oslo", "attemptCount": 7})
    assert listed("--http-status", "404") == listed("--store", "oslo") == listed("--attempts", "7") == [other]
    assert listed("--since", "2026-01-05T11:00") == [other]
    assert listed("--until", "2026-01-05T11:00") == [early]
    assert listed("--since", "2026-01-05T06:00", "--until", "2026-01-05T11:00") == [early]
    assert listed("--error-class", "notfound") == [other]


def test_a_store_is_found_in_orders_that_stand_in_several(ledger: Ledger, listed: Run) -> None:
    both = ledger.add("1", failure(), fields={"storeUid": "oslo", "otherStores": ["bergen"]})
    ledger.add("2", failure(), fields={"storeUid": "oslo"})
    ledger.add("3", failure(), fields={"storeUid": "bergen"}, tenant_uid="globex")
    assert listed("--tenant", "acme", "--store", "bergen", "--all-states") == [both]


def test_a_list_is_sorted_as_asked(ledger: Ledger, listed: Run) -> None:
    def waits(key: str, hours: int, due: int, tries: int) -> str:
        fields = {"nextAttemptAt": NOON + timedelta(minutes=due), "attemptCount": tries}
        return ledger.add(key, failure(), at=NOON - timedelta(hours=hours), fields=fields)

    a, b, c = waits("a", 1, 3, 2), waits("b", 2, 1, 9), waits("c", 3, 2, 4)
    assert listed() == [a, b, c]
    assert listed("--oldest") == listed("--sort", "age") == [c, b, a]
    assert listed("--sort", "next") == [b, c, a]
    assert listed("--sort", "attempts") == [b, c, a]


def test_what_has_no_next_try_is_not_listed_by_it(ledger: Ledger, listed: Run) -> None:
    waiting = ledger.add("1", failure())
    ledger.hold("2", "tenant:acme")
    assert listed("--sort", "next") == [waiting]


@pytest.mark.parametrize(
    ("option", "told"),
    [
        (("--tenant", "acmee"), "there is no tenant 'acmee'; did you mean 'acme'? (there are acme)"),
        (("--error-class", "Unavailabel"), "did you mean 'Unavailable'?"),
        (("--store", "osl"), "there is no store 'osl'"),
        (("--cause", "ffffff"), "no job fails for the cause 'ffffff': `flow-omnium jobs summary` lists them"),
    ],
)
@pytest.mark.parametrize("command", [("list",), ("summary",), ("export",)])
def test_a_name_of_nothing_is_an_error_and_no_empty_list(
    command: tuple[str], option: tuple[str, str], told: str, ledger: Ledger, flow_omnium: Run
) -> None:
    ledger.add("1", failure())
    answer = flow_omnium("jobs", *command, *option)
    assert (answer.exit_code, answer.output) == (2, "")
    assert told in answer.errors


def test_a_filter_that_nothing_matches_says_what_was_asked(ledger: Ledger, flow_omnium: Run) -> None:
    ledger.add("1")
    assert flow_omnium("jobs", "list", "--tenant", "acme").output == "No job needs somebody (tenant acme).\n"
    assert flow_omnium("jobs", "list").output == "No job needs somebody.\n"
    assert flow_omnium("jobs", "list", "--state", "done").output == "There is no such job.\n"


def test_a_job_is_shown_by_the_beginning_of_its_id(ledger: Ledger, flow_omnium: Run) -> None:
    job = ledger.add("1", failure())
    assert f"Job {job}" in flow_omnium("jobs", "show", job[:8]).output
    assert f"Job {job}" in flow_omnium("jobs", "show", job[:6].upper()).output
    too_short = flow_omnium("jobs", "show", job[:5])
    assert (too_short.exit_code, too_short.errors) == (1, f"there is no job {job[:5]!r}\n")


def test_a_beginning_that_several_ids_have_is_answered_with_them(
    in_database: InDatabase, ledger: Ledger, flow_omnium: Run
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
    ledger: Ledger, flow_omnium: Run
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
    in_database: InDatabase, ledger: Ledger, flow_omnium: Run
) -> None:
    job = ledger.add("1", AttemptResult(JobState.DONE))
    settings = {"_id": "acme", "settings": {"catalog": {"timeZone": "America/New_York"}}}
    in_database(lambda database: database["tenants"].insert_one(settings))
    assert "07:00:00 America/New_York" in flow_omnium("jobs", "show", job).output


def test_a_program_gets_the_words_beside_every_field_of_before(ledger: Ledger, flow_omnium: Run) -> None:
    job = ledger.add("1", failure())
    told = json.loads(flow_omnium("jobs", "show", job, "--json").output)
    before = {"jobId", "tenantUid", "kind", "key", "state", "attempts", "lastError", "nextAttemptAt", "queue"}
    assert before <= told.keys()
    assert told["told"][0].startswith("Waiting.")


def test_failures_are_grouped_by_cause_the_largest_first(ledger: Ledger, flow_omnium: Run) -> None:
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
        ("store", {("oslo", 1), (None, 3)}),
        ("state", {("waiting", 3), ("held", 1)}),
    ],
)
def test_failures_are_grouped_by_what_is_asked(
    by: str, values: set[tuple[Any, int]], ledger: Ledger, flow_omnium: Run
) -> None:
    ledger.add("1", failure(), fields={"storeUid": "oslo"})
    ledger.add("2", failure(), tenant_uid="globex")
    ledger.add("3", failure(404, "gone", "NotFound"))
    ledger.hold("4", "tenant:globex", tenant_uid="globex", kind=JobKind.RECEIVEMENT)
    groups = json.loads(flow_omnium("jobs", "summary", "--by", by, "--json").output)
    found = {(group["by"][by], group["jobs"]) for group in groups}
    # What is held has not failed here: it has neither error nor status.
    assert found - {(None, 1)} == values - {(None, 1)}


def test_a_summary_is_of_the_tenant_that_is_asked_for(ledger: Ledger, flow_omnium: Run) -> None:
    ledger.add("1", failure())
    ledger.add("2", failure(), tenant_uid="globex")
    (group,) = json.loads(flow_omnium("jobs", "summary", "--tenant", "acme", "--json").output)
    assert (group["jobs"], group["tenants"]) == (1, ["acme"])


def test_a_summary_of_nothing_says_so(ledger: Ledger, flow_omnium: Run) -> None:
    ledger.add("1")
    assert flow_omnium("jobs", "summary").output == "No job fails, and none is held.\n"


def test_those_who_are_affected_are_written_as_a_sheet(ledger: Ledger, flow_omnium: Run) -> None:
    job = ledger.add("=1", failure(), fields={"numbers": ["1234", "68"], "storeUid": "oslo"})
    ledger.add("2")
    answer = flow_omnium("jobs", "export", "--csv", "--state", "waiting")
    (row,) = csv.DictReader(io.StringIO(answer.output))
    assert (row["job"], row["record"], row["numbers"], row["store"]) == (job, "'=1", "1234 68", "oslo")
    assert datetime.fromisoformat(row["acceptedAt"]) == NOON
    assert json.loads(flow_omnium("jobs", "export", "--json").output)[0]["job"] == job


def test_a_sheet_of_nothing_has_its_heading(ledger: Ledger, flow_omnium: Run) -> None:
    ledger.add("1")
    assert flow_omnium("jobs", "export").output.startswith("tenant,numbers,store,")
