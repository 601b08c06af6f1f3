"""The page that the measurement writes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.units.costs import cost_of
from benchmarks.units.entries import Entries
from benchmarks.units.forecast import forecast
from benchmarks.units.growth import growth_table
from benchmarks.units.idle import Idle
from benchmarks.units.routes import routes_tables
from benchmarks.units.routing import Operation
from benchmarks.units.sizes import sizes_table
from benchmarks.units.table import table
from benchmarks.units.tenants import KnownByAll
from benchmarks.units.work import BROKER, DOOR, STORE, WORKER, Work

_PROCESSES = (DOOR, WORKER, STORE, BROKER)


@dataclass(frozen=True)
class Jobs:
    """What was measured of jobs: `held` are the operations of those of a tenant at its cap, `received` the calls of a goods
    reception by vendor, `miss` the share of an update that finds nothing."""

    work: Sequence[Work]
    held: Sequence[Operation]
    idle: Idle
    received: Mapping[str, int]
    miss: float


@dataclass(frozen=True)
class Measured:
    """Everything that one run has measured."""

    entries: Entries
    jobs: Jobs
    known: KnownByAll


def page_of(measured: Measured, machine: str) -> str:
    """The whole file."""
    jobs = measured.jobs
    head = (
        f"# What one of each takes\n\nWritten by `.venv/bin/python -m benchmarks.units`, on {machine}. How it is measured: "
        "[README.md](README.md#units). What follows from it for a cluster: [docs/scaling.md](../docs/scaling.md).\n"
    )
    parts = (
        head,
        _entries(measured.entries),
        _work(jobs),
        _connections(jobs.idle),
        routes_tables(jobs.work, jobs.held, jobs.idle),
        growth_table(jobs.work[0], jobs.miss),
        _tenants(measured.known),
        sizes_table(cost_of(jobs.work, measured.entries)),
        forecast(),
    )
    return "\n".join(parts)


def _entries(entries: Entries) -> str:
    head = f"## An entry of the ledger\n\nOf {entries.count:,} entries, {entries.pending:,} of them pending; bytes each.\n\n"
    rows = [
        ("the document, as it is read", f"{entries.plain:,.0f}"),
        ("the document, compressed, on disk", f"{entries.stored:,.0f}"),
        *((f"index `{name}`", f"{size:,.1f}") for name, size in entries.indexes.items()),
        ("all indexes", f"{entries.indexed:,.0f}"),
        ("a member's disk", f"{entries.on_disk:,.0f}"),
    ]
    return head + table(("", "bytes"), rows)


def _work(jobs: Jobs) -> str:
    work, received = jobs.work, jobs.received
    head = "## A job, from its event to its end\n\nCPU in milliseconds; bytes of the database are of each member.\n\n"
    rows = [
        ("calls to Omnium", *(str(one.calls.get("omnium", 0)) for one in work)),
        ("calls to Flow", *(str(one.calls.get("flow", 0)) for one in work)),
        *((f"CPU, {name}", *(f"{one.cpu_ms(name):.2f}" for one in work)) for name in _PROCESSES),
        ("operations of the database", *(f"{len(one.operations) / one.noted:.1f}" for one in work)),
        ("bytes to the journal", *(f"{one.journal:,.0f}" for one in work)),
        ("bytes for other members", *(f"{one.copied:,.0f}" for one in work)),
        ("waits for the disk, in a backlog", *(f"{one.syncs:.2f}" for one in work)),
        ("bytes of its entry once it has ended", *(f"{one.entry:,.0f}" for one in work)),
        ("bytes of its message", *(f"{one.message.body:,}" for one in work)),
        ("bytes that a node of the broker writes for it", *(f"{one.message.on_disk:,.0f}" for one in work)),
    ]
    told = f"\nA goods reception of three lines makes {received['omnium']} calls to Omnium and {received['flow']} to Flow.\n"
    return head + table(("", *(one.kind for one in work)), rows) + told


def _connections(idle: Idle) -> str:
    rows = [
        (f"`{name}`", str(held["broker"]), str(held["database"])) for name, held in idle.connections.items()
    ]
    queues = idle.queues
    told = f"\nThe broker has {queues.number} queues; an empty one takes {queues.memory / queues.number / 1024:,.0f} KiB of its memory.\n"
    return (
        "## Connections of a process at rest\n\n"
        + table(("", "to the broker", "to the database"), rows)
        + told
    )


def _tenants(known: KnownByAll) -> str:
    head = f"## {known.tenants:,} tenants that are known, with polls and weekly comparisons\n\n"
    rows = [
        (
            f"`{one.service}`",
            f"{one.ready_seconds:.1f}",
            f"{one.mib:,.0f}",
            f"{one.idle:.1%}",
            f"{one.change_ms:,.0f}",
            f"{one.series:,}",
            f"{one.scrape / 1e6:,.1f}",
            f"{one.scrape_seconds:.2f}",
        )
        for one in known.services
    ]
    names = (
        "",
        "ready after, s",
        "MiB",
        "of a core, at rest",
        "CPU ms for a change",
        "series",
        "MB of metrics",
        "s to get them",
    )
    told = (
        f"\nThe database takes {known.database:.1%} of a core meanwhile. A tenant has {known.tenant_bytes:,.0f} bytes there, each of its tasks "
        f"{known.task_bytes:,.0f}. All polls due at once are made at {known.polls_per_second:,.0f} a second, by one process of each worker.\n"
    )
    return head + table(names, rows) + told
