"""Acting on many jobs: counted, agreed to, frozen, followed, undone."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from admin_console.acts import canary, consent
from admin_console.acts.bulk import Bulk, Manner, carry_out
from admin_console.acts.repairs import CANCEL, RETRY
from admin_console.audit.keeping import an_act
from flow_omnium.jobs.attempt_result import AttemptResult
from flow_omnium.jobs.entry import AuditEntry, JobEntry
from flow_omnium.jobs.ledger.runs import MongoRunLedger
from flow_omnium.jobs.operator.choosing import Choosing
from flow_omnium.jobs.operator.fates import Fates
from flow_omnium.jobs.operator.job_log import JobFilter
from flow_omnium.jobs.operator.repair import OperatorLedger, Outcome
from flow_omnium.jobs.state import JobState
from flow_omnium.runtime.database import Database, server_time
from flow_omnium.testing.jobs import a_lease, a_message
from flow_omnium.testing.operator_bench import failed

Run = Callable[..., Any]
InDatabase = Callable[..., Any]
MANY = consent.ASKED_ABOVE + 1


def states(flow_omnium: Run) -> list[str]:
    listed = json.loads(flow_omnium("jobs", "list", "--json", "--all-states", "--limit", "1000").output)
    return [job["state"] for job in listed]


@pytest.fixture
def many(in_database: InDatabase) -> None:
    """Record one job more than may be acted on without a question."""
    messages = [a_message(str(number)) for number in range(MANY)]
    in_database(lambda database: MongoRunLedger(database).record(messages))


def answering(monkeypatch: pytest.MonkeyPatch, typed: str) -> None:
    """Let a person sit at the terminal who types this."""
    monkeypatch.setattr(consent, "can_ask", lambda: True)
    monkeypatch.setattr("typer.prompt", lambda *_arguments, **_options: typed)


async def _run(database: Database, job_id: str, result: AttemptResult) -> None:
    """Let a worker run a pending job, now."""
    stored = await database["jobs"].find_one({"_id": job_id})
    assert stored is not None
    ledger, entry = MongoRunLedger(database), JobEntry.model_validate(stored)
    now = await server_time(database.client)
    claimed = await ledger.claim(entry.message(), a_lease(at=now))
    assert isinstance(claimed, JobEntry)
    if result.attempt is not None:
        attempt = result.attempt.model_copy(update={"started_at": now})
        result = AttemptResult(
            result.state, delay_ms=result.delay_ms, failures=result.failures, attempt=attempt
        )
    await ledger.complete(claimed, result, now)


@pytest.mark.usefixtures("many")
@pytest.mark.parametrize("act", [("retry",), ("cancel", "--reason", "a test")])
def test_many_jobs_are_not_touched_where_nobody_has_agreed_to_their_number(
    flow_omnium: Run, act: tuple[str, ...]
) -> None:
    unasked = flow_omnium("jobs", *act, "--all")
    too_many = flow_omnium("jobs", *act, "--all", "--yes", "100")

    assert (unasked.exit_code, too_many.exit_code) == (2, 1)
    assert f"--yes {MANY} agrees to that" in unasked.errors
    assert f"{MANY} jobs would be" in too_many.errors
    assert "more than --yes 100 allows" in too_many.errors
    assert set(states(flow_omnium)) == {"queued"}
    assert json.loads(flow_omnium("acts", "list", "--json").output) == []


@pytest.mark.usefixtures("many")
def test_a_person_agrees_by_typing_the_number_of_jobs(
    flow_omnium: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    answering(monkeypatch, "yes")
    refused = flow_omnium("jobs", "cancel", "--all", "--reason", "a test")
    assert (refused.exit_code, states(flow_omnium).count("queued")) == (1, MANY)
    assert refused.errors.endswith("nothing was changed\n")

    answering(monkeypatch, f"{MANY}")
    done = flow_omnium("jobs", "cancel", "--all", "--reason", "a test")

    assert (done.exit_code, done.output) == (0, f"{MANY} of {MANY} jobs cancelled\n")
    assert set(states(flow_omnium)) == {"cancelled"}


@pytest.mark.usefixtures("many")
def test_what_would_be_done_is_counted_and_shown_first(flow_omnium: Run) -> None:
    for answer in (
        flow_omnium("jobs", "retry", "--all").errors,
        flow_omnium("jobs", "retry", "--all", "--dry-run").output,
    ):
        assert f"{MANY} jobs to be retried\nstates: {MANY} queued\n" in answer
        assert f"kinds: {MANY} inbound-order" in answer
        assert f"tenants: {MANY} acme" in answer
        assert "the oldest was accepted" in answer
    assert (
        "for instance inbound-order 0 of acme, queued (job " in flow_omnium("jobs", "retry", "--all").errors
    )
    told = json.loads(flow_omnium("jobs", "retry", "--all", "--dry-run", "--json").output)
    assert (told["chosen"], told["states"], told["wouldBe"]) == (MANY, {"queued": MANY}, "retried")
    assert len(told["sample"]) == 50


def test_who_is_asked_about_one_job_less_is_asked_nothing(flow_omnium: Run, jobs: list[str]) -> None:
    answer = flow_omnium("jobs", "cancel", "--all", "--reason", "a test", "--json")
    told = json.loads(answer.output)
    assert (told["act"], told["chosen"], told["changed"]) == ("cancel", len(jobs), len(jobs))


def test_just_the_jobs_that_were_counted_are_dealt_with(in_database: InDatabase, jobs: list[str]) -> None:
    """One that comes while the act goes on is left alone."""
    newcomer = a_message("newcomer")

    async def act(database: Database) -> list[str]:
        chosen = await Choosing(database).by_filter(JobFilter(pending=True, limit=None))
        await MongoRunLedger(database).record([newcomer])
        await carry_out(database, Bulk(RETRY, an_act("retry", "kari"), "all", Manner()), chosen)
        retried = database["jobs"].find({"acts.act": "retry"})
        return [row["_id"] async for row in retried]

    assert sorted(in_database(act)) == sorted(jobs)


def test_a_cancellation_is_undone_once_by_its_act(flow_omnium: Run, jobs: list[str]) -> None:
    cancelled = json.loads(flow_omnium("jobs", "cancel", "--all", "--reason", "oh", "--json").output)["actId"]
    assert "2 cancelled" in flow_omnium("acts", "show", str(cancelled)).output
    assert f"`flow-omnium jobs retry --act {cancelled}` brings back" in (
        flow_omnium("acts", "show", str(cancelled)).output
    )

    undone = flow_omnium("jobs", "retry", "--act", str(cancelled), "--by", "ola")
    again = flow_omnium("jobs", "retry", "--act", str(cancelled))

    assert (undone.exit_code, undone.output) == (0, "2 of 2 jobs brought back\n")
    assert (again.exit_code, again.output) == (0, "no job of that act is left\n")
    assert sorted(states(flow_omnium)) == ["cancelled", "cancelled", "queued", "queued"]
    assert "2 brought back" in flow_omnium("acts", "show", str(cancelled)).output
    (act,) = json.loads(flow_omnium("acts", "list", "--by", "ola", "--json").output)
    assert (act["target"], act["count"]) == (f"act {cancelled}", 2)
    assert "2 jobs: 2 pending" in flow_omnium("acts", "show", str(act["sequence"])).output
    assert all(job not in undone.output for job in jobs)


def test_an_act_tells_how_its_jobs_have_fared_since(
    flow_omnium: Run, in_database: InDatabase, jobs: list[str], completed: Callable[..., str]
) -> None:
    waiting = completed("1")
    act = json.loads(flow_omnium("jobs", "retry", "--all", "--json").output)["actId"]
    in_database(lambda database: _run(database, jobs[0], AttemptResult(JobState.DONE)))
    in_database(lambda database: _run(database, waiting, failed("Rejected")))

    shown = flow_omnium("acts", "show", str(act)).output
    told = json.loads(flow_omnium("acts", "show", str(act), "--json").output)
    watched = flow_omnium("jobs", "watch", "--act", str(act), "--for", "0s")

    assert "3 jobs: 1 done, 1 failing again, 1 pending" in shown
    assert f"1 × Rejected: no (job {waiting})" in shown
    assert told["jobs"] == {"done": 1, "failing again": 1, "pending": 1}
    assert {"jobId": waiting, "fate": "failing again"} in told["members"]
    assert (watched.exit_code, "1 failing again" in watched.output) == (1, True)
    tried = json.loads(flow_omnium("jobs", "retry", "--act", str(act), "--json").output)
    assert tried["chosen"] == 2


def test_watching_ends_by_itself_once_all_is_well(
    flow_omnium: Run, in_database: InDatabase, jobs: list[str]
) -> None:
    act = json.loads(flow_omnium("jobs", "retry", jobs[0], "--json").output)["actId"]
    in_database(lambda database: _run(database, jobs[0], AttemptResult(JobState.DONE)))
    watched = flow_omnium("jobs", "watch", "--act", str(act))
    assert (watched.exit_code, watched.output) == (0, "1 job: 1 done\n")


@pytest.mark.parametrize(
    ("result", "exit_code", "retried", "told"),
    [
        (AttemptResult(JobState.DONE), 0, 2, ""),
        (failed("Rejected"), 1, 1, "of the first, 1 failing again (Rejected: no; job "),
    ],
)
def test_the_rest_is_tried_only_once_the_first_is_done(  # noqa: PLR0913, PLR0917 - what is compared
    flow_omnium: Run,
    jobs: list[str],
    monkeypatch: pytest.MonkeyPatch,
    result: AttemptResult,
    exit_code: int,
    retried: int,
    told: str,
) -> None:
    look = Fates.of
    in_turn = iter([False, True])

    async def looked(fates: Any, ids: Any, act_id: int, since: Any) -> Any:
        if next(in_turn, False):
            await _run(fates._jobs.database, ids[0], result)
        return await look(fates, ids, act_id, since)

    monkeypatch.setattr(canary, "LOOK_SECONDS", 0.01)
    monkeypatch.setattr(Fates, "of", looked)

    answer = flow_omnium("jobs", "retry", "--all", "--first", "1", "--rate", "1000")

    assert (answer.exit_code, told in answer.errors) == (exit_code, True)
    assert answer.output.startswith(f"{retried} of 2 jobs retried")
    assert ("the rest, 1 job, is left alone" in answer.errors) == (retried < len(jobs))


def test_a_first_job_that_nobody_runs_is_not_waited_for_for_ever(
    in_database: InDatabase, jobs: list[str]
) -> None:
    async def wait(database: Database) -> str | None:
        await database["jobs"].update_one(
            {"_id": jobs[0]},
            {
                "$set": {
                    "acts": [
                        {"act": "retry", "by": "k", "at": await server_time(database.client), "actId": 7}
                    ]
                }
            },
        )
        waiting = canary.Canary(database, 7, await server_time(database.client), patience_seconds=0.05)
        return await waiting.fault_of([jobs[0]])

    assert in_database(wait) == "the first have not ended within 0 s"


@pytest.mark.parametrize(
    ("arguments", "exit_code", "told"),
    [
        (("jobs", "retry", "--act", "77"), 1, "there is no act 77"),
        (("acts", "show", "77"), 1, "there is no act 77"),
        (("jobs", "watch", "--act", "77"), 1, "there is no act 77"),
        (("jobs", "retry", "--act", "1"), 1, "was about no jobs"),
        (("jobs", "watch", "--act", "1"), 1, "was about no jobs"),
        (("jobs", "retry", "--act", "1", "--tenant", "acme"), 2, "not several of them"),
        (("jobs", "retry", "some-id", "--first", "1"), 2, "for many jobs"),
        (("jobs", "retry", "--tenant", "acmee"), 2, "there is no tenant 'acmee'"),
        (
            ("jobs", "cancel", "--all", "--error-class", "Rejectet", "--reason", "x"),
            2,
            "did you mean 'Rejected'",
        ),
    ],
)
def test_what_is_not_there_or_not_clear_is_said(
    flow_omnium: Run, arguments: tuple[str, ...], exit_code: int, told: str
) -> None:
    flow_omnium("jobs", "pause", "--kind", "receivement")
    answer = flow_omnium(*arguments)
    assert (answer.exit_code, answer.output, told in answer.errors) == (exit_code, "", True)


def test_acts_are_narrowed_by_tenant_person_name_and_time(
    flow_omnium: Run, in_database: InDatabase, jobs: list[str]
) -> None:
    flow_omnium("jobs", "cancel", jobs[0], "--reason", "x", "--by", "ola")
    flow_omnium("jobs", "retry", jobs[1])
    flow_omnium("jobs", "pause", "--tenant", "acme")

    def listed(*options: str) -> list[str]:
        return [act["act"] for act in json.loads(flow_omnium("acts", "list", "--json", *options).output)]

    assert listed() == ["pause", "retry", "cancel"]
    assert listed("--tenant", "acme") == ["pause", "cancel"]
    assert listed("--tenant", "acm") == []
    assert listed("--by", "ola") == ["cancel"]
    assert listed("--act", "retry") == ["retry"]
    assert listed("--since", "1h", "--limit", "1") == ["pause"]
    long_ago = {"$set": {"at": a_lease().taken_at}}
    in_database(lambda database: database["audit"].update_many({}, long_ago))
    assert listed("--since", "1h") == []
    assert flow_omnium("acts", "list", "--since", "1h").output == "No act matches.\n"


def test_an_act_on_jobs_of_several_tenants_is_found_by_each_of_them(
    flow_omnium: Run, jobs: list[str]
) -> None:
    flow_omnium("jobs", "retry", "--all")
    assert len(jobs) == 2
    for tenant in ("acme", "globex"):
        (act,) = json.loads(flow_omnium("acts", "list", "--tenant", tenant, "--json").output)
        assert act["tenant"] is None
        assert "tenants: 1 acme, 1 globex" in act["details"]
    flow_omnium("jobs", "cancel", "--all", "--kind", "inbound-order", "--tenant", "acme", "--reason", "x")
    assert len(json.loads(flow_omnium("acts", "list", "--tenant", "globex", "--json").output)) == 1


def test_it_is_kept_by_what_way_somebody_came_whatever_name_he_gives(
    flow_omnium: Run, jobs: list[str]
) -> None:
    flow_omnium("jobs", "cancel", jobs[0], "--reason", "x", "--by", "the director")
    (act,) = json.loads(flow_omnium("acts", "list", "--json").output)
    assert act["by"] == "the director"
    assert act["via"].startswith("script ")
    assert "@" in act["via"]
    assert "came by: script " in flow_omnium("acts", "show", str(act["sequence"])).output


def test_a_flag_is_settled_with_a_note_by_a_person(flow_omnium: Run, completed: Callable[..., str]) -> None:
    attempt = failed().attempt
    assert attempt is not None
    flagged = attempt.model_copy(update={"flags": ("line 2: look",), "error_class": None, "outcome": "done"})
    job = completed("1", AttemptResult(JobState.DONE, attempt=flagged))

    nameless = flow_omnium("jobs", "settle", job, "--note", " ")
    settled = flow_omnium("jobs", "settle", job, "--note", "counted by hand", "--by", "ola")
    again = flow_omnium("jobs", "settle", job, "--note", "twice")

    assert (nameless.exit_code, settled.exit_code, again.exit_code) == (2, 0, 1)
    assert settled.output.startswith(f"job {job} needs nobody any more")
    assert "was settled already by ola: counted by hand" in again.errors
    assert json.loads(flow_omnium("jobs", "list", "--attention", "--json").output) == []
    acts = json.loads(flow_omnium("acts", "list", "--act", "settle", "--json").output)
    assert [(act["by"], act["reason"], act["count"]) for act in acts] == [
        ("kari", "twice", 0),
        ("ola", "counted by hand", 1),
    ]


def test_a_broken_off_act_tells_how_far_it_came_and_is_taken_up_again(
    flow_omnium: Run, in_database: InDatabase, jobs: list[str]
) -> None:
    turns = iter([True, False])

    async def broken(ledger: OperatorLedger, job_id: str, act: AuditEntry) -> Outcome:
        if next(turns):
            return await ledger.cancel(job_id, act)
        raise asyncio.CancelledError

    async def act(database: Database) -> None:
        repair = replace(CANCEL, to_each=broken)
        chosen = await Choosing(database).by_filter(JobFilter(pending=True, limit=None))
        await carry_out(database, Bulk(repair, an_act("cancel", "kari", "oh"), "all", Manner()), chosen)

    with pytest.raises(asyncio.CancelledError):
        in_database(act)

    (kept,) = json.loads(flow_omnium("acts", "list", "--json").output)
    assert (kept["count"], kept["result"]) == (1, "failed: CancelledError")
    shown = flow_omnium("acts", "show", str(kept["sequence"])).output
    assert f"{len(jobs)} jobs: 1 cancelled, 1 left alone" in shown
    assert flow_omnium("jobs", "retry", "--act", str(kept["sequence"])).output == "1 of 1 job brought back\n"
