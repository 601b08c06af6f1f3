"""The life of jobs, walked at random on the fake and on MongoDB, against a simple model."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import datetime
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from flow_omnium.jobs.attempt_result import AttemptResult, result_of_lost
from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.forwarding import Forwarding
from flow_omnium.jobs.holding import RECORD
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.ledger.documents import COLLECTION
from flow_omnium.jobs.ledger.relaying import MongoRelayLedger
from flow_omnium.jobs.ledger.runs import MongoRunLedger
from flow_omnium.jobs.message import JobMessage
from flow_omnium.jobs.state import JobState
from flow_omnium.runtime.database import Database, connect
from flow_omnium.schema.database import DatabaseSchema
from flow_omnium.testing.job_machine import JobMachine, Subject
from flow_omnium.testing.memory_ledger import MemoryLedger

_T = TypeVar("_T")

KINDS = st.sampled_from([JobKind.INBOUND_ORDER, JobKind.OUTBOUND_ORDER])
KEYS = st.sampled_from(["A", "B"])
ENDINGS = st.sampled_from(
    [
        AttemptResult(JobState.DONE),
        AttemptResult(JobState.IGNORED, "why not"),
        AttemptResult(JobState.WAITING, delay_ms=5_000, failures=1),
        # An event brings it forward; one within 5 ms (a step takes one) only to the end of them.
        AttemptResult(JobState.WAITING, delay_ms=5_000, failures=1, forwarding=Forwarding(0, 5)),
        AttemptResult(JobState.WAITING, delay_ms=5_000, failures=2, forwarding=Forwarding(5, 5)),
    ]
)


class MemorySubject:
    def __init__(self) -> None:
        self.ledger = MemoryLedger()

    async def entries(self, tenant_uid: str) -> Sequence[JobEntry]:
        return [entry for entry in self.ledger.entries.values() if entry.tenant_uid == tenant_uid]

    async def reissue_abandoned(self, tenant_uid: str, at: datetime) -> Sequence[JobMessage]:
        raise LookupError(tenant_uid, at)


class MongoSubject:
    def __init__(self, database: Database) -> None:
        self.ledger = MongoRunLedger(database)
        self._relay = MongoRelayLedger(database)
        self._jobs = database[COLLECTION]

    async def entries(self, tenant_uid: str) -> Sequence[JobEntry]:
        return [JobEntry.model_validate(row) async for row in self._jobs.find({"tenantUid": tenant_uid})]

    async def reissue_abandoned(self, tenant_uid: str, at: datetime) -> Sequence[JobMessage]:
        abandoned = await self._relay.abandoned(at, 1_000)
        lost = [await self._lost(job, at) for job in abandoned if job.tenant_uid == tenant_uid]
        messages = [message for message in lost if message is not None]
        held = await self._relay.held(RECORD, at, 1_000, tenant_uid=tenant_uid)
        busy = await self._relay.running_records(held)
        free = [job for job in held if (job.tenant_uid, job.lock_key) not in busy]
        return [*messages, *await self._relay.reissue(free, at)]

    async def _lost(self, job: JobEntry, at: datetime) -> JobMessage | None:
        completed = await self._relay.lose(job, result_of_lost(job, at=at, retry_unit_seconds=60), at)
        if completed is None or completed.state is not JobState.WAITING:
            return None
        return job.message().reissued(completed.ticket)


class Walk(RuleBasedStateMachine):
    new_subject: Callable[[], Subject]
    runner: asyncio.Runner
    can_crash = True

    def __init__(self) -> None:
        super().__init__()
        self.machine = JobMachine(type(self).new_subject(), self._wait)

    def _wait(self, awaitable: Awaitable[Any]) -> Any:
        # By the loop: thousands of times the runner would also set up and take down what ends a run by Ctrl-C.
        return self.runner.get_loop().run_until_complete(awaitable)

    @rule(kind=KINDS, key=KEYS)
    def event(self, kind: JobKind, key: str) -> None:
        self.machine.event(kind, key)

    @precondition(lambda self: self.machine.outbox)
    @rule(data=st.data())
    def deliver(self, data: st.DataObject) -> None:
        self.machine.deliver(_one_of(data, self.machine.outbox))

    @precondition(lambda self: self.machine.outbox)
    @rule(data=st.data())
    def hold(self, data: st.DataObject) -> None:
        self.machine.hold(_one_of(data, self.machine.outbox))

    @rule(at_most=st.integers(1, 3))
    def free_slot(self, at_most: int) -> None:
        self.machine.free_slot(at_most)

    @precondition(lambda self: self.machine.running)
    @rule(data=st.data(), ending=ENDINGS)
    def end(self, data: st.DataObject, ending: AttemptResult) -> None:
        self.machine.end(self._one_that_runs(data), ending)

    @precondition(lambda self: self.machine.running)
    @rule(data=st.data())
    def hand_back(self, data: st.DataObject) -> None:
        self.machine.hand_back(self._one_that_runs(data))

    @precondition(lambda self: self.can_crash and self.machine.running)
    @rule(data=st.data())
    def crash(self, data: st.DataObject) -> None:
        self.machine.crash(self._one_that_runs(data))

    @invariant()
    def everything_holds(self) -> None:
        self.machine.check()

    def _one_that_runs(self, data: st.DataObject) -> JobEntry:
        return _one_of(data, list(self.machine.running.values()))


def _one_of(data: st.DataObject, items: Sequence[_T]) -> _T:
    # By position: ids differ from run to run, and a failing walk must be repeatable.
    return items[data.draw(st.integers(0, len(items) - 1))]


@pytest.fixture
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


def walk(
    runner: asyncio.Runner, new_subject: Callable[[], Subject], *, can_crash: bool, examples: int, steps: int
) -> None:
    traits = {"new_subject": staticmethod(new_subject), "runner": runner, "can_crash": can_crash}
    machine = type("Walk", (Walk,), traits)
    profile = settings(
        max_examples=examples,
        stateful_step_count=steps,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(machine, settings=profile)


def test_on_the_fake_every_walk_keeps_the_promises(runner: asyncio.Runner) -> None:
    walk(runner, MemorySubject, can_crash=False, examples=settings().max_examples, steps=40)


def test_on_mongodb_every_walk_keeps_the_promises(runner: asyncio.Runner, mongodb_url: str) -> None:
    async def opened() -> Database:
        database = connect(mongodb_url, application="walk")["walk"]
        await DatabaseSchema(database).create_missing()
        return database

    database = runner.run(opened())
    try:
        walk(
            runner,
            lambda: MongoSubject(database),
            can_crash=True,
            examples=settings().max_examples * 3 // 5,
            steps=30,
        )
    finally:
        runner.run(dropped(database))


async def dropped(database: Database) -> None:
    await database.client.drop_database(database.name)
    database.client.close()
