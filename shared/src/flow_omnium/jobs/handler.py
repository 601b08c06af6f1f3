"""What a job handler is: it gets a context, does the work and notes it in the journal, or raises an outcome.

The journal is kept with the attempt however the run ends, so that a failed one shows what it wrote.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flow_omnium.customer_marks.port import CustomerMarks
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.tenants.tenant import Tenant


@dataclass
class Journal:
    """One line per write, in the operator's words; and what a person should look at although nothing failed.

    `writes` are the same writes as they were planned: a further plan of the run knows of them what no search tells yet.
    `refused` are those that were not taken: it need not try them again.
    """

    changes: list[str] = field(default_factory=list)
    writes: list[object] = field(default_factory=list)
    refused: list[object] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)

    def wrote(self, line: str) -> None:
        """Note a write that is done."""
        self.changes.append(line)

    def take_back(self, lines: Iterable[str]) -> None:
        """Take flags back that are told afresh: both sides are compared once more."""
        gone = frozenset(lines)
        self.flags[:] = [line for line in self.flags if line not in gone]

    def flag(self, line: str) -> None:
        """Note what needs a person's attention; the same line once."""
        if line not in self.flags:
            self.flags.append(line)


AwaitsJob = Callable[[JobKind, str], Awaitable[bool]]
"""Tells by kind and key whether the tenant has a job that has not ended."""

WakesJob = Callable[[JobKind, str, Mapping[str, str]], Awaitable[None]]
"""Makes a job of the tenant as if an event had come, by kind, key and what is kept of the event; a pending one is as good."""


async def _of_no_other(_kind: JobKind, _key: str) -> bool:
    return False


@dataclass(frozen=True)
class JobContext:
    """Everything a handler may know of the job it runs. `started_at` is UTC: handlers read no other clock.

    `is_rerun` tells that a run of the job has begun before: it may have died after any of its writes. `awaits` tells of
    other jobs of the tenant, and `wakes` makes one; where there is no ledger, there are none, and none can be made. `marks`
    are those of customers; without a database, a sync keeps its own.
    """

    job_id: str
    tenant: Tenant
    kind: JobKind
    key: str
    event: Mapping[str, Any]
    started_at: datetime
    is_rerun: bool = False
    awaits: AwaitsJob = _of_no_other
    wakes: WakesJob | None = None
    marks: CustomerMarks | None = None
    journal: Journal = field(default_factory=Journal)


Handler = Callable[[JobContext], Awaitable[None]]
Handlers = Mapping[JobKind, Handler]
