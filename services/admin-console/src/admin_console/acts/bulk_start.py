"""Beginning an act on many jobs that a server carries out: kept first, its jobs frozen, then left to whoever takes it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from admin_console.acts.bulk import only_tenant
from admin_console.acts.preview import counts_of
from admin_console.acts.repairs import Repair, name_of
from admin_console.audit.keeping import audit_signer, shortened, timed
from flow_omnium.jobs.entry import AuditEntry
from flow_omnium.jobs.operator.act_jobs import ActJobs
from flow_omnium.jobs.operator.audit_trail import AuditTrail
from flow_omnium.jobs.operator.bulk_acts import BulkAct
from flow_omnium.jobs.operator.bulk_store import BulkActs
from flow_omnium.jobs.operator.choosing import Chosen
from flow_omnium.runtime.database import Database


@dataclass(frozen=True)
class BulkOrder:
    """What is to be done to which jobs, and in which words it is kept at what it was aimed.

    At most `per_second` jobs in a second, and `first` of them before the rest.
    """

    repair: Repair
    act: AuditEntry
    target: str
    chosen: Chosen
    per_second: float | None = None
    first: int = 0

    @property
    def details(self) -> Sequence[str]:
        """What the audit log tells more of it."""
        pace = [] if self.per_second is None else [f"at most {self.per_second:g} a second"]
        first = [f"the first {self.first} before the rest"] if 0 < self.first < self.chosen.count else []
        return [*counts_of(self.chosen), *pace, *first]


async def begin(database: Database, order: BulkOrder) -> int:
    """Begin it, and return its number in the audit log. Raises DatabaseError, KeepsGrowing, SettingsError.

    What is written last lets a server take it: broken off before that, it has changed nothing, and stands there as broken off.
    """
    audit_signer()  # a malformed key is told before anything is done
    act = await timed(database, order.act)
    target, tenant = shortened(order.target), only_tenant(order.chosen.tenants)
    tally = await AuditTrail(database).begin(act, target, tenant=tenant, details=order.details)
    await ActJobs(database).keep(tally.sequence, order.chosen.ids, act.at)
    await BulkActs(database).add(_document(order, act, tally.sequence))
    return tally.sequence


def _document(order: BulkOrder, act: AuditEntry, number: int) -> BulkAct:
    fields: dict[str, Any] = {"per_second": order.per_second, "first": order.first}
    return BulkAct(
        number=number,
        repair=name_of(order.repair),
        act=act,
        total=order.chosen.count,
        at=act.at,
        tenants=tuple(sorted(order.chosen.tenants)),
        **fields,
    )
