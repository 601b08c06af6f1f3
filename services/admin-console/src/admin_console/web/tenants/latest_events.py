"""The latest event of each sender of a tenant, and what became of it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.ledger.documents import COLLECTION
from flow_omnium.jobs.ledger.unreadable import read_entry
from flow_omnium.runtime.database import Database
from flow_omnium.tasks.kind import POLLED

_MILLISECONDS: Final = 2_000
_LOOKED_AT: Final = 20
"""So many of the latest jobs are looked at: polls make jobs as well."""

_FROM_FLOW: Final = frozenset(
    {
        JobKind.OUTBOUND_ORDER,
        JobKind.OUTBOUND_CUSTOMER,
        JobKind.ORDER_RECEIPT,
        JobKind.RECEIVEMENT,
        JobKind.STOCK_LEVEL,
    }
)
KINDS: Final[Mapping[str, frozenset[JobKind]]] = MappingProxyType(
    {"omnium": frozenset(JobKind) - _FROM_FLOW, "flow": _FROM_FLOW}
)
"""Which jobs the events of each sender make."""


async def latest_events(database: Database, tenant_uid: str) -> Mapping[str, JobEntry | None]:
    """Return by sender the latest job that an event has made; None where there is none among the latest."""
    return {sender: await _latest(database, tenant_uid, kinds) for sender, kinds in KINDS.items()}


async def _latest(database: Database, tenant_uid: str, kinds: frozenset[JobKind]) -> JobEntry | None:
    wanted = {"tenantUid": tenant_uid, "kind": {"$in": sorted(kind.value for kind in kinds)}}
    found = database[COLLECTION].find(wanted, {"attempts": 0}).sort("acceptedAt", -1).limit(_LOOKED_AT)
    for document in await found.max_time_ms(_MILLISECONDS).to_list(None):
        entry = read_entry(document)
        if isinstance(entry, JobEntry) and POLLED not in entry.event:
            return entry
    return None
