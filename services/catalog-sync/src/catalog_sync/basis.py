"""What every mapping rests on beside the record itself: the tenant's settings, its markets, what Flow has already."""

from dataclasses import dataclass
from datetime import datetime

from catalog_sync.scope import Scope
from flow_omnium.tasks.kind import TaskName
from flow_omnium.tenants.connector import Connector
from flow_omnium.tenants.tenant import Tenant


@dataclass(frozen=True)
class Basis:
    """Frozen for a run; `at` is its moment in UTC, by which prices and codes are in force or not.

    `groups` are the uids of the product groups that products may be put into.
    """

    tenant: Tenant
    connector: Connector
    scope: Scope
    at: datetime
    groups: frozenset[str] = frozenset()

    @property
    def prices_are_exported(self) -> bool:
        """Whether the price task owns the recommended retail price (catalog.md 4.7)."""
        task = self.tenant.catalog.task(TaskName.PRICE)
        return task is not None and not task.is_disabled
