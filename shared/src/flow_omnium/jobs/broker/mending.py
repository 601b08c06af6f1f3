"""Declaring a queue again that turned out to be missing: deleted, expired, or lost with its node.

All who miss the same queue at the same time wait for one declaration. What cannot be declared is remembered, and tried again
whenever readiness is asked for.
"""

import asyncio
from collections.abc import Collection, Iterable, Mapping, Sequence

from aio_pika.abc import AbstractConnection

from flow_omnium.jobs.broker.declaration import declare
from flow_omnium.jobs.broker.link import CLIENT_ERRORS
from flow_omnium.jobs.broker.topology import Queue
from flow_omnium.runtime.dependencies import NamedFault
from flow_omnium.runtime.difference import MISSING, Difference
from flow_omnium.runtime.logging import get_logger
from flow_omnium.runtime.supervision import Supervisor

DECLARE_SECONDS = 2.0
"""How long a declaration may take; readiness gives its questions three seconds."""

CONSUMERS_ARE_TOLD_SECONDS = 0.5
"""Pause before a queue is declared again. The broker tells the consumers of a deleted queue that it is gone, but not if there
is a new queue of that name by then: its messages then go to consumers that never get them (measured on 3.10.8: told after
50 ms, lost when declared at once)."""


class QueueMissingError(NamedFault):
    """Queues are missing and cannot be declared. Names each, and the kind of refusal."""


class QueueMender:
    """Knows how each queue is declared, and which are missing."""

    def __init__(self, queues: Iterable[Queue], supervisor: Supervisor) -> None:
        self._supervisor = supervisor
        self._queues: Mapping[str, Queue] = {queue.name: queue for queue in queues}
        self._missing: dict[str, str] = {}
        self._declaring: dict[str, asyncio.Task[bool]] = {}
        self._log = get_logger("broker")

    def declared(self, found: Iterable[Difference]) -> None:
        """Note what a fresh connection found when it declared everything."""
        self._missing = {each.name: each.found for each in found if each.option == MISSING}

    async def declare_again(self, connection: AbstractConnection, name: str) -> bool:
        """Declare a queue that was found missing; False when it is not ours, or cannot be declared now."""
        if name not in self._queues:
            return False
        if name not in self._declaring:
            task = self._supervisor.start("declaring a queue again", self._declare(connection, name))
            self._declaring[name] = task
            task.add_done_callback(lambda _: self._declaring.pop(name, None))
        # Shielded: who stops waiting must not cancel the declaration of the others.
        return await asyncio.shield(self._declaring[name])

    async def check(self, connection: AbstractConnection, names: Collection[str]) -> None:
        """Try once more to declare what is missing of these queues, with their wait and dead letter queues.

        Raises QueueMissingError if some of it still is.
        """
        for name in self._missing_of(names):
            await self.declare_again(connection, name)
        if missing := self._missing_of(names):
            raise QueueMissingError(*(f"queue {name} is missing: {self._missing[name]}" for name in missing))

    def _missing_of(self, names: Collection[str]) -> Sequence[str]:
        return sorted(
            each
            for each in self._missing
            if any(each == name or each.startswith(f"{name}.") for name in names)
        )

    async def _declare(self, connection: AbstractConnection, name: str) -> bool:
        await asyncio.sleep(CONSUMERS_ARE_TOLD_SECONDS)
        fault = await self._fault(connection, self._queues[name])
        if fault is not None:
            self._missing[name] = fault
            self._log.error("a queue is missing and cannot be declared", queue=name, error=fault)
            return False
        self._missing.pop(name, None)
        self._log.warning("a queue was missing and is declared again", queue=name)
        return True

    @staticmethod
    async def _fault(connection: AbstractConnection, queue: Queue) -> str | None:
        """Declare a queue; return why it is still missing, None when it is there, with whatever arguments."""
        try:
            async with asyncio.timeout(DECLARE_SECONDS):
                found = await declare(connection, [queue])
        except CLIENT_ERRORS as error:
            return type(error).__name__
        return next((each.found for each in found if each.option == MISSING), None)
