"""`flow-omnium jobs …` against a real database."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest

from flow_omnium.jobs.ledger.intake import MongoIntakeLedger
from flow_omnium.runtime.database import connect
from flow_omnium.testing.jobs import a_message

Run = Callable[..., Any]


@pytest.fixture
def jobs(mongodb_url: str, database_name: str) -> list[str]:
    """Record a job of each of two tenants, and name them."""
    messages = [a_message(tenant_uid="acme"), a_message(tenant_uid="globex")]

    async def record() -> list[str]:
        client = connect(mongodb_url, application="tests")
        ledger = MongoIntakeLedger(client[database_name])
        await ledger.ensure_indexes()
        recorded = await ledger.record(messages)
        client.close()
        return [result.job.job_id for result in recorded]

    return asyncio.run(record())


def test_jobs_are_listed_and_filtered(flow_omnium: Run, jobs: list[str]) -> None:
    everything = json.loads(flow_omnium("jobs", "list", "--json").output)
    assert {job["jobId"] for job in everything} == set(jobs)
    of_acme = json.loads(flow_omnium("jobs", "list", "--tenant", "acme", "--json").output)
    assert [job["jobId"] for job in of_acme] == [jobs[0]]
    assert json.loads(flow_omnium("jobs", "list", "--state", "done", "--json").output) == []
    assert len(json.loads(flow_omnium("jobs", "list", "--limit", "1", "--json").output)) == 1


def test_jobs_need_no_encryption_key(
    flow_omnium: Run, jobs: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SETTINGS_ENCRYPTION_KEYS")
    lines = flow_omnium("jobs", "list").output.splitlines()
    assert len(lines) == 3
    assert jobs[0] in flow_omnium("jobs", "list", "--tenant", "acme").output


def test_a_job_is_shown(flow_omnium: Run, jobs: list[str]) -> None:
    shown = flow_omnium("jobs", "show", jobs[0])
    assert (shown.exit_code, jobs[0] in shown.output) == (0, True)
    assert json.loads(flow_omnium("jobs", "show", jobs[0], "--json").output)["tenantUid"] == "acme"


def test_an_unknown_job_is_one_line_and_exit_code_1(flow_omnium: Run) -> None:
    answer = flow_omnium("jobs", "show", "no-such-job")
    assert (answer.exit_code, answer.output) == (1, "")
    assert answer.errors == "there is no job 'no-such-job'\n"


@pytest.mark.parametrize("option", [("--kind", "odd"), ("--state", "odd"), ("--limit", "0")])
def test_a_wrong_filter_is_exit_code_2(flow_omnium: Run, option: tuple[str, str]) -> None:
    answer = flow_omnium("jobs", "list", *option)
    assert answer.exit_code == 2
    assert "Traceback" not in answer.errors
