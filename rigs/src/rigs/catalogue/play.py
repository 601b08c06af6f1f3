"""Playing a run: the catalogue changes, tasks run and die; in the end Flow is as after a full load, and stays so."""

import random
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from typing import Final

from flow_omnium.tasks.kind import TaskName
from rigs.agreement.fates import Step
from rigs.agreement.runs import Ending, Play, chance_of
from rigs.catalogue.acts import ACTS, People
from rigs.catalogue.house import CONNECTOR, tenant_of
from rigs.catalogue.house import ORDER as OF_RECORDS
from rigs.catalogue.replicas import Replica, Shared
from rigs.catalogue.script import EVENTS, LOOK, Script
from rigs.catalogue.stage import CATALOG, Stage, opened
from rigs.catalogue.verdict import compared
from simulators.documents import Document

ORDER: Final = (*OF_RECORDS, TaskName.PRICE, TaskName.COST_PRICE)
NEVER_RESTS: Final = "the tasks never come to rest"
_LOOKS: Final = 12
_A_WEEK: Final = timedelta(days=8)
_UNTIL_THE_NEXT_RUN: Final = timedelta(minutes=31)

_STATUS: Final[Mapping[str, Document]] = {
    "storm": {"kind": "status", "status": 429, "headers": {"Retry-After": "5"}, "count": 3},
    "lost answer": {"kind": "written_no_answer", "count": 2},
    "broken": {"kind": "status", "status": 503, "count": 2},
}


@asynccontextmanager
async def played() -> AsyncIterator[Play[Script]]:
    """Open a stage to play runs on."""
    async with opened() as stage:
        yield partial(play, stage)


async def play(stage: Stage, script: Script) -> Ending[Script]:
    """Go through the steps and judge what comes of them."""
    await stage.furnish()
    world = _World(stage)
    try:
        for step in script.steps:
            await world.take(step)
        faults = [fault async for fault in world.come_to_rest()]
    finally:
        await world.close()
    return Ending(script, tuple(faults), log=tuple(world.log))


class _World:
    """One run: its people, its replicas, its time."""

    def __init__(self, stage: Stage) -> None:
        self.log: list[str] = []
        self._stage = stage
        self._shared = stage.shared(stage.flow)
        self._people = People(stage.omnium, stage.flow, lambda: stage.pace.at)
        self._names = iter(f"replica-{number}" for number in range(10_000))
        self._replicas = [self._born(), self._born()]

    async def take(self, step: Step) -> None:
        """Take one step, and let some time pass."""
        chance = chance_of(step.seed)
        self.log.append(f"{self._stage.pace.at:%d %H:%M} {step.what} {step.fate}@{step.at} ({step.seed})")
        if step.what in ACTS:
            await ACTS[step.what](self._people, chance)
        else:
            await self._meet(step, chance)
        self._pass(timedelta(minutes=chance.choice([0, 1, 7, 31, 65])))

    async def come_to_rest(self) -> AsyncIterator[str]:
        """Run everything that is due until nothing is; yield what is wrong then."""
        self._pass(_A_WEEK)
        if not await self._settle(self._shared):
            yield f"{NEVER_RESTS}: {await self._standing()}"
            return
        # Groups may have come while products were read: the next run of these sees them.
        self._pass(_UNTIL_THE_NEXT_RUN)
        for replica in self._replicas:
            await replica.work()
        await self._stage.flow.delete("/_sim/calls")
        self._pass(_A_WEEK)
        if not await self._settle(self._shared):
            yield f"{NEVER_RESTS}: {await self._standing()}"
        writes = [
            f"{call['method']} {call['path']}"
            for call in (await self._stage.flow.get("/_sim/calls")).json
            if call["method"] != "GET"
        ]
        if writes:
            yield f"a further run writes: {writes[:5]}"
        for fault in await self._compared():
            yield fault

    async def close(self) -> None:
        """End all processes."""
        for replica in self._replicas:
            await replica.close()

    async def _meet(self, step: Step, chance: random.Random) -> None:
        first, second = chance.sample(self._replicas, 2)
        await self._befall(first, step)
        works: list[Callable[[], Awaitable[None]]] = [first.work] if step.what == LOOK else []
        if step.what == EVENTS:
            works += [partial(first.handle, *told) for told in self._people.told]
            self._people.told.clear()
        if step.fate == "both":
            works.append(second.work)
        for work in works:
            await work()
        await self._stage.flow.delete("/_sim/faults")
        await self._bury()

    async def _befall(self, replica: Replica, step: Step) -> None:
        if step.fate in ("before", "after"):
            replica.fuse.left, replica.fuse.is_before = step.at, step.fate == "before"
        elif step.fate in _STATUS:
            await self._stage.flow.post("/_sim/faults", {"route": "/v2/tenants/*", **_STATUS[step.fate]})

    async def _bury(self) -> None:
        """Put a new process in the place of each dead one; its lease has still to end."""
        for place, replica in enumerate(self._replicas):
            if replica.fuse.is_burnt:
                await replica.close()
                self._replicas[place] = self._born()
            replica.fuse.left = None

    async def _settle(self, shared: Shared) -> bool:
        begun = self._stage.pace.at
        for _look in range(_LOOKS):
            for replica in self._replicas:
                await replica.work()
            records = [await shared.tasks.read("acme", task) for task in ORDER]
            if all(one and one.full_at and one.full_at >= begun and not one.request for one in records):
                return True
            self._pass(timedelta(hours=2, seconds=61))
        return False

    async def _compared(self) -> list[str]:
        """Load everything into an empty Flow, and compare what it has with ours."""
        fresh = self._stage.shared(self._stage.fresh)
        loader = Replica("loader", fresh, tenant_of(CONNECTOR, CATALOG))
        for _look in ORDER:
            await loader.work()
            self._pass(timedelta(hours=2, seconds=61))
        await loader.close()
        aside = await self._shared.rows.set_aside("acme")
        return await compared(self._stage.flow, self._stage.fresh, frozenset(row.uid for row in aside))

    async def _standing(self) -> str:
        records = [await self._shared.tasks.read("acme", task) for task in ORDER]
        return "; ".join(f"{one.task}: {one.last}" for one in records if one)

    def _born(self) -> Replica:
        return Replica(next(self._names), self._shared, tenant_of(CONNECTOR, CATALOG))

    def _pass(self, by: timedelta) -> None:
        self._stage.pace.at += by
