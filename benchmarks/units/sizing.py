"""What a load takes, by what one job and one entry take; pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from types import MappingProxyType
from typing import Final

MIX: Final[Mapping[str, float]] = MappingProxyType({"inbound order": 0.4, "sale": 0.4, "receipt": 0.2})
"""Which kinds of jobs come of a hundred events: an order of the web is told of twice as often as it is paid."""

USED: Final = 0.6
"""Share of a core, and of the places, that is planned with: lateness doubles beyond it, and a process may be lost."""

CALL_SECONDS: Final = 0.1
"""How late a vendor answers: neither publishes it."""

PLACES: Final = 32
"""WORKER_CONCURRENCY by default."""

GROWN: Final = 1.5
"""An index that grows entry by entry takes so many times what one takes that is built at once: its pages are two thirds full."""

DAY: Final = 86_400
KEPT_DAYS: Final = 30


@dataclass(frozen=True)
class JobCost:
    """Of one job of a mix: CPU in milliseconds by process, calls by vendor, bytes written to the journal and copied to other
    members; of an entry bytes on disk and in indexes; of a message bytes on a broker's disk."""

    cpu_ms: Mapping[str, float]
    calls: Mapping[str, float]
    journal: float
    copied: float
    stored: float
    indexed: float
    message: float


@dataclass(frozen=True)
class Size:
    """What so many jobs a second take: cores by process, workers (by CPU, and by places), jobs under way at once, calls a second, megabytes of the
    journal a second, gigabytes of the ledger, of its indexes and of a day's oplog, and of the messages of an hour's outage."""

    jobs: float
    cores: Mapping[str, float]
    workers: int
    under_way: float
    calls: Mapping[str, float]
    journal_mb: float
    ledger_gb: float
    indexes_gb: float
    oplog_gb: float
    outage_gb: float


def size_of(cost: JobCost, jobs: float, worker: str) -> Size:
    """Work it out for so many jobs a second, all day; `worker` is the process that makes the calls."""
    cores = {name: jobs * ms / 1_000 for name, ms in cost.cpu_ms.items()}
    busy = jobs * sum(cost.calls.values()) * CALL_SECONDS
    workers = max(ceil(cores[worker] / USED), ceil(busy / (PLACES * USED)), 2)
    entries = jobs * DAY * KEPT_DAYS
    return Size(
        jobs,
        cores,
        workers,
        busy,
        {vendor: jobs * calls for vendor, calls in cost.calls.items()},
        jobs * cost.journal / 1e6,
        entries * (cost.stored + cost.indexed) / 1e9,
        entries * cost.indexed / 1e9,
        jobs * DAY * cost.copied / 1e9,
        jobs * 3_600 * cost.message / 1e9,
    )


def mixed(by_kind: Mapping[str, float]) -> float:
    """Return what one job of the mix takes of something."""
    return sum(share * by_kind[kind] for kind, share in MIX.items())
