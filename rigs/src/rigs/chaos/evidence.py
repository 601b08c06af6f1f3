"""What is compared after a fault: accepted events, the ledger, and what the simulators received. No I/O."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Wanted:
    """An order as it must stand in Flow in the end. Keys are unique over all tenants."""

    tenant_uid: str
    key: str
    state: str
    lines: tuple[str, ...]
    handling: str


@dataclass(frozen=True)
class Accepted:
    """An event that the gateway answered with 202, and when its sending began."""

    key: str
    sent_at: datetime


@dataclass(frozen=True)
class Attempt:
    """One run of a job, as the ledger keeps it."""

    started_at: datetime
    ended_at: datetime
    outcome: str
    error: str | None = None


@dataclass(frozen=True)
class Job:
    """One entry of the ledger."""

    job_id: str
    tenant_uid: str
    key: str
    record: str
    state: str
    ticket: int
    failures: int
    accepted_at: datetime
    attempts: tuple[Attempt, ...] = ()


@dataclass(frozen=True)
class ShopOrder:
    """An order as it stands in Flow: the external ids of its lines, the uids of its handlings."""

    tenant_uid: str
    number: str
    state: str
    lines: tuple[str, ...]
    handlings: tuple[str, ...]


@dataclass(frozen=True)
class Call:
    """A call that concerned an order. `effect` is what a write brings about, None for a read; `begins_run` stands on
    the one read with which every run of a job begins."""

    key: str
    effect: str | None
    began_at: datetime
    ended_at: datetime
    succeeded: bool
    begins_run: bool = False


@dataclass(frozen=True)
class Evidence:
    """Everything that a verdict rests on."""

    wanted: Sequence[Wanted]
    accepted: Sequence[Accepted]
    jobs: Sequence[Job]
    orders: Sequence[ShopOrder]
    calls: Sequence[Call]
