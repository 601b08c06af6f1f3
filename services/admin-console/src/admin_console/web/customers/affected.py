"""The orders whose customers an outage has met: from the ledger, which names nobody. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from admin_console.web.jobs.rows import record_href, row_of
from admin_console.web.personal import Personal
from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.ledger.unreadable import UnreadableEntry

ORDER_KINDS: Final = (JobKind.INBOUND_ORDER, JobKind.OUTBOUND_ORDER, JobKind.ORDER_RECEIPT)


@dataclass(frozen=True)
class Customer:
    """Who ordered, as Omnium has it at this moment; what it has not is empty. `fault` says why nobody could tell."""

    name: Personal | None = None
    phone: Personal | None = None
    email: Personal | None = None
    fault: str = ""


@dataclass(frozen=True)
class AffectedOrder:
    """An order of the selection: `key` is its id in Omnium as far as the ledger knows, `number` what the customer knows."""

    tenant_uid: str
    lock_key: str
    key: str
    number: str
    store: str
    state: str
    why: str
    accepted_at: datetime | None
    href: str
    has_ended: bool = False


def orders_of(entries: Iterable[JobEntry | UnreadableEntry]) -> Sequence[AffectedOrder]:
    """Return the orders that jobs are about, each once, in the order of its first job here."""
    found: dict[tuple[str, str], list[JobEntry]] = {}
    for entry in entries:
        if isinstance(entry, JobEntry) and entry.kind in ORDER_KINDS:
            found.setdefault((entry.tenant_uid, entry.lock_key), []).append(entry)
    return [_order(jobs) for jobs in found.values()]


def _order(jobs: Sequence[JobEntry]) -> AffectedOrder:
    # Omnium's own id is what its events name; Flow's uid of the order may have other signs.
    entry = next((job for job in jobs if job.kind is JobKind.INBOUND_ORDER), jobs[0])
    row = row_of(entry)
    return AffectedOrder(
        tenant_uid=entry.tenant_uid,
        lock_key=entry.lock_key,
        key=entry.key,
        number=row.numbers,
        store=row.store,
        state=row.state,
        why=row.why,
        accepted_at=min(job.accepted_at for job in jobs),
        href=record_href(entry.tenant_uid, entry.lock_key),
        has_ended=row.has_ended,
    )
