"""Jobs that take their worker down, on real processes that are started again as an orchestrator does."""

import asyncio
import json
import re
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from itertools import pairwise

import pytest

from flow_omnium.jobs.broker.dispatch import Dispatch
from flow_omnium.jobs.entry import Attempt, JobEntry
from flow_omnium.jobs.poison import DEATHS_ALONE, DEATHS_BEFORE_ALONE
from flow_omnium.jobs.state import JobState
from flow_omnium.testing.polling import until
from flow_omnium.testing.workbench import UNIT_SECONDS, Workbench
from local_stack.infrastructure import Infrastructure
from local_stack.processes import system_environment
from local_stack.service import Service, console_script

DEATHS = DEATHS_BEFORE_ALONE + DEATHS_ALONE
INNOCENT = [str(number) for number in range(30)]
TABLE = (2, 2, 5, 10)
PATIENCE = 100


class Replica:
    """A worker that is started again whenever it has died; `deaths` counts."""

    def __init__(self, service: Service) -> None:
        self.deaths = 0
        self._service = service

    async def live(self) -> None:
        """Until cancelled."""
        self._service.spawn()
        while True:
            await asyncio.sleep(0.1)
            if not self._service.running:
                self.deaths += 1
                self._service.spawn()

    def kill(self) -> None:
        """In the end."""
        self._service.kill()


@asynccontextmanager
async def replicas(
    number: int, bench: Workbench, infrastructure: Infrastructure
) -> AsyncIterator[list[Replica]]:
    command = [sys.executable, "-m", "rigs.chaos.poisoned_worker"]
    env = {**bench.environment, "LEASE_SECONDS": "2"}
    made = [
        Replica(Service("poisoned-worker", env, infrastructure.run, command=command)) for _ in range(number)
    ]
    tasks = [asyncio.create_task(replica.live()) for replica in made]
    try:
        yield made
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for replica in made:
            replica.kill()


async def test_a_job_that_kills_its_worker_is_set_aside_and_everybody_elses_are_done(
    open_bench: Callable[[str], Workbench],
    amqp_url: str,
    infrastructure: Infrastructure,
    gateway_dispatch: Dispatch,
) -> None:
    bench = open_bench(amqp_url)
    await bench.apply_tenants()
    await bench.accept("healthy", INNOCENT[:10], gateway_dispatch)
    await bench.accept("broken", ["killed-1"], gateway_dispatch)
    await bench.accept("healthy", INNOCENT[10:], gateway_dispatch)
    async with replicas(2, bench, infrastructure) as running:
        poison = await until("it is set aside", lambda: held_as_poison(bench), seconds=PATIENCE, every=0.2)
        assert poison is not None
        await until("the others are done", lambda: are_done(bench), seconds=PATIENCE)
        assert deaths_of(running) == DEATHS

        await bench.accept("broken", ["killed-1"], gateway_dispatch)
        assert len(await bench.entries("broken")) == 1
        listed = await flow_omnium(bench, "jobs", "list", "--attention", "--tenant", "broken", "--json")
        assert [(job["state"], job["heldBy"]) for job in json.loads(listed)] == [("held", "poison")]
        assert "while this job ran alone" in await flow_omnium(bench, "jobs", "show", poison.job_id)
        assert "no pending job" in await flow_omnium(bench, "jobs", "retry", "--tenant", "broken")
        await flow_omnium(bench, "jobs", "retry", poison.job_id)
        await until("it has had its try", lambda: is_lost_again(bench), seconds=PATIENCE, every=0.2)
        assert deaths_of(running) == DEATHS + 1
        await flow_omnium(bench, "jobs", "cancel", poison.job_id, "--reason", "bad data")

    assert_by_the_table(poison.attempts)
    (cancelled,) = await bench.entries("broken")
    assert cancelled.state is JobState.CANCELLED
    lost = [
        sum(attempt.outcome == "lost" for attempt in entry.attempts)
        for entry in await bench.entries("healthy")
    ]
    assert max(lost) <= DEATHS_BEFORE_ALONE


@pytest.mark.parametrize("way", ["crashed", "blocked", "spinning"])
async def test_whatever_takes_a_worker_down_it_is_started_again_and_the_job_counted(
    open_bench: Callable[[str], Workbench],
    amqp_url: str,
    infrastructure: Infrastructure,
    gateway_dispatch: Dispatch,
    way: str,
) -> None:
    bench = open_bench(amqp_url)
    await bench.apply_tenants()
    await bench.accept("broken", [f"{way}-1"], gateway_dispatch)
    async with replicas(1, bench, infrastructure) as (replica,):
        await until("it has died", lambda: has_died(replica), seconds=40)
        await until("the job waits", lambda: is_lost(bench), seconds=40)
        await bench.accept("healthy", INNOCENT[:1], gateway_dispatch)
        await until("others are done", lambda: are_done(bench), seconds=40)


async def held_as_poison(bench: Workbench) -> JobEntry | None:
    (entry,) = await bench.entries("broken")
    return entry if (entry.state, entry.held_by) == (JobState.HELD, "poison") else None


async def is_lost_again(bench: Workbench) -> bool:
    entry = await held_as_poison(bench)
    return entry is not None and entry.attempt_count == DEATHS + 1


async def is_lost(bench: Workbench) -> bool:
    (entry,) = await bench.entries("broken")
    return [attempt.outcome for attempt in entry.attempts[:1]] == ["lost"]


async def has_died(replica: Replica) -> bool:
    return replica.deaths > 0


async def are_done(bench: Workbench) -> bool:
    return {entry.state for entry in await bench.entries("healthy")} == {JobState.DONE}


def deaths_of(running: Sequence[Replica]) -> int:
    return sum(replica.deaths for replica in running)


def assert_by_the_table(attempts: Sequence[Attempt]) -> None:
    assert [(attempt.outcome, attempt.error_class) for attempt in attempts] == [
        ("lost", "WorkerLostError")
    ] * DEATHS
    for (sooner, later), units in zip(pairwise(attempts), TABLE, strict=True):
        waited = later.started_at - sooner.started_at - timedelta(seconds=sooner.duration_seconds)
        assert waited >= timedelta(seconds=units * UNIT_SECONDS) - timedelta(milliseconds=5)


async def flow_omnium(bench: Workbench, *arguments: str) -> str:
    """Run the operator's tool; return what it says."""
    process = await asyncio.create_subprocess_exec(
        console_script("flow-omnium"),
        *arguments,
        env={**system_environment(), **bench.environment, "COLUMNS": "300"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await process.communicate()
    return re.sub(r"\s+", " ", output.decode())
