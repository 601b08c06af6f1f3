"""Where circuits are kept, so that all processes share them, and the jobs that wait for one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from flow_omnium.jobs.circuits.circuit import Circuit
from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.message import JobMessage

Key = tuple[str, str]
"""Tenant and system."""


class Circuits(Protocol):
    """The circuits that are known; of a tenant and system for which all goes well there is none.

    Each method raises LedgerUnavailableError.
    """

    async def all(self) -> Sequence[Circuit]:
        """Return every circuit that can be read."""
        ...

    async def get(self, key: Key) -> Circuit | None:
        """Return one circuit."""
        ...

    async def replace(self, seen: Circuit | None, after: Circuit | None) -> bool:
        """Write a circuit in place of the one that was seen, or remove that; False where it has changed since."""
        ...


@dataclass(frozen=True)
class OnTheirWay:
    """Jobs that were let go for a circuit and have not ended: how many lately, and of each queue how many in all."""

    lately: int = 0
    by_queue: Mapping[str, int] = field(default_factory=dict)


class RecoveryLedger(Protocol):
    """What letting jobs go needs of the ledger. Each method raises LedgerUnavailableError."""

    async def lead(self, owner: str, at: datetime, duration: timedelta) -> bool:
        """Become or stay the one that lets jobs go, by a lease; False while another one has it."""
        ...

    async def on_their_way(self, since: datetime) -> Mapping[Key, OnTheirWay]:
        """Return by circuit which jobs are on their way that were let go; `since` says what counts as lately."""
        ...

    async def awaiting(self, circuit: Circuit, queue: str, at: datetime, limit: int) -> Sequence[JobEntry]:
        """List jobs of a queue that wait for the circuit's system and may be let go at `at` (UTC), what is due first.

        Those that it holds, and those whose failed run began before its latest change; not those that were brought forward
        just before.
        """
        ...

    async def is_awaited(self, circuit: Circuit) -> bool:
        """Tell whether any job is, or will soon be, one to let go."""
        ...

    async def release(self, jobs: Sequence[JobEntry], at: datetime) -> Sequence[JobMessage]:
        """Queue these jobs under new tickets, to run whatever their circuit says; those that changed meanwhile are left out."""
        ...
