"""The table of all collections, with their indexes, and of all queues; their owners say what each is for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from flow_omnium.audit import log as audit
from flow_omnium.console import notes as console_notes
from flow_omnium.console import people as console_people
from flow_omnium.console import sessions as console_sessions
from flow_omnium.console import views as console_views
from flow_omnium.customer_marks import mongo as customer_marks
from flow_omnium.exported_rows import mongo as exported_rows
from flow_omnium.job_hours import mongo as job_hours
from flow_omnium.jobs.broker.topology import Queue, wait_queues, work_queues
from flow_omnium.jobs.circuits import mongo as circuits
from flow_omnium.jobs.kinds import QUEUES
from flow_omnium.jobs.ledger import documents, locks, pauses
from flow_omnium.jobs.ledger.indexes import ACT_INDEXES, INDEXES, PROMISES
from flow_omnium.jobs.operator import act_jobs, audit_trail, bulk_store
from flow_omnium.overdue import mongo as overdue
from flow_omnium.reconciliation import mongo as reconciliations
from flow_omnium.runtime.database import IndexModel
from flow_omnium.tasks import mongo as tasks
from flow_omnium.tenants import kept_checks, repository, senders
from flow_omnium.tokens import renewal_leases, store


@dataclass(frozen=True)
class StoredCollection:
    """One collection: its indexes beside `_id`, and which of them are promises: without those no work is done."""

    name: str
    indexes: Sequence[IndexModel] = ()
    promises: Sequence[IndexModel] = ()


JOBS: Final = StoredCollection(documents.COLLECTION, INDEXES, PROMISES)
ACTS: Final = StoredCollection(audit_trail.COLLECTION, ACT_INDEXES)

COLLECTIONS: Final[Sequence[StoredCollection]] = (
    JOBS,
    ACTS,
    StoredCollection(act_jobs.COLLECTION, act_jobs.INDEXES),
    StoredCollection(bulk_store.COLLECTION, bulk_store.INDEXES),
    StoredCollection(audit.COLLECTION, audit.INDEXES),
    StoredCollection(locks.COLLECTION),
    StoredCollection(circuits.COLLECTION, circuits.INDEXES),
    StoredCollection(pauses.COLLECTION),
    StoredCollection(repository.COLLECTION),
    StoredCollection(senders.COLLECTION),
    StoredCollection(kept_checks.COLLECTION),
    StoredCollection(store.COLLECTION),
    StoredCollection(renewal_leases.COLLECTION),
    StoredCollection(customer_marks.COLLECTION),
    StoredCollection(tasks.COLLECTION),
    StoredCollection(tasks.RUNS, tasks.RUN_INDEXES),
    StoredCollection(exported_rows.COLLECTION, exported_rows.INDEXES),
    StoredCollection(overdue.COLLECTION, overdue.INDEXES),
    StoredCollection(job_hours.COLLECTION, job_hours.INDEXES),
    StoredCollection(reconciliations.COLLECTION, reconciliations.INDEXES),
    StoredCollection(reconciliations.ROWS, reconciliations.ROW_INDEXES),
    StoredCollection(console_views.COLLECTION, console_views.INDEXES),
    StoredCollection(console_notes.COLLECTION, console_notes.INDEXES),
    StoredCollection(console_sessions.COLLECTION, console_sessions.INDEXES),
    StoredCollection(console_people.COLLECTION),
)


def all_work_queues() -> Sequence[Queue]:
    """Return the queues that are published to from everywhere: each work queue with its dead letter queue."""
    return [queue for name in QUEUES for queue in work_queues(name)]


def all_queues(retry_unit_seconds: float, names: Iterable[str] = QUEUES) -> Sequence[Queue]:
    """Return those, and the wait queues of the queues `names`."""
    waits = [queue for name in names for queue in wait_queues(name, retry_unit_seconds)]
    return [*all_work_queues(), *waits]


def own_queues(retry_unit_seconds: float, names: Iterable[str]) -> Sequence[Queue]:
    """Return what a worker that reads the queues `names` cannot do without: them, and those around them."""
    return [queue for name in names for queue in (*work_queues(name), *wait_queues(name, retry_unit_seconds))]
