"""What a job handler is: it gets a context, does the work, notes each write in the journal, and returns or raises an outcome.

The journal is kept with the attempt however the run ends, so a failed attempt shows what it wrote.
"""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flow_omnium.customer_marks.port import CustomerMarks
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.numbers import joined_numbers
from flow_omnium.tenants.tenant import Tenant


@dataclass
class Journal:
    """What a run did: `changes` in the operator's words, one line each, and `flags` for a person to look at.

    `numbers` and `stores` are kept in the job's entry, however the run ends: by them the record is found.

    `seen` are the versions of the records that it rests on: a poll that finds the same ones makes no job.

    `writes` are the same writes as planned objects: a second plan of the same run knows by them what Omnium's search does
    not show yet. `refused` are the writes that were not taken: the second plan does not try them again.
    """

    changes: list[str] = field(default_factory=list)
    writes: list[object] = field(default_factory=list)
    refused: list[object] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    stores: list[str] = field(default_factory=list)

    def called(self, *numbers: object) -> None:
        """Note what people call the record: numbers of orders, vouchers, receipts, never names. What is none is left out."""
        self.numbers[:] = joined_numbers(self.numbers, numbers)

    def in_store(self, *store_uids: str | None) -> None:
        """Note the stores in Flow that the record really is in, or is to be: the first one is shown, all can be paused."""
        known = (uid for uid in store_uids if uid and uid not in self.stores)
        self.stores.extend(dict.fromkeys(known))

    def saw(self, version: str | None) -> None:
        """Note the version of a record as it was read; None, of one that tells none, is not noted."""
        if version is not None and version not in self.seen:
            self.seen.append(version)

    def wrote(self, line: str) -> None:
        """Note a write that is done."""
        self.changes.append(line)

    def take_back(self, lines: Iterable[str]) -> None:
        """Remove flags, because both sides are compared once more and those that still hold are raised again."""
        gone = frozenset(lines)
        self.flags[:] = [line for line in self.flags if line not in gone]

    def flag(self, line: str) -> None:
        """Note what needs a person's attention; the same line is kept once."""
        if line not in self.flags:
            self.flags.append(line)


AwaitsJob = Callable[[JobKind, str], Awaitable[bool]]
"""Tells by kind and key whether the tenant has a job that has not ended. Raises LedgerUnavailableError."""

WakesJob = Callable[[JobKind, str, Mapping[str, str]], Awaitable[None]]
"""Makes a job of the tenant by kind, key and event, as if the event had come; a pending job of the key serves as well."""


PausedIn = Callable[[Collection[str]], str | None]
"""Tells by the stores of Flow that a job is about to write to which pause holds it; None where it may write."""


def _nowhere_paused(_store_uids: Collection[str]) -> None:
    """Hold nothing."""


async def _of_no_other(_kind: JobKind, _key: str) -> bool:
    return False


@dataclass(frozen=True)
class JobContext:
    """Everything a handler may know of the job it runs. `started_at` is UTC; handlers read no other clock.

    `accepted_at` is when its event came (UTC); None where there was none. `is_rerun`: a run of the job has begun before, and may have stopped after any of its writes. `awaits` tells of other
    jobs of the tenant, `wakes` makes one; without a ledger (a dry run) there are none. `paused_in` is asked before the first
    write. `marks` is what is kept of
    customers; None where there is no database.
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
    accepted_at: datetime | None = None
    paused_in: PausedIn = _nowhere_paused


Handler = Callable[[JobContext], Awaitable[None]]
Handlers = Mapping[JobKind, Handler]
