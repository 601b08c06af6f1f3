"""What every mapping rests on beside the record itself: the tenant's settings, its markets, what Flow has already."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from catalog_sync.scope import Scope
from flow_omnium.outcomes import Misconfigured
from flow_omnium.tasks.kind import TaskName
from flow_omnium.tenants.connector import Connector
from flow_omnium.tenants.tenant import Tenant


@dataclass(frozen=True)
class Basis:
    """Frozen for a run; `at` is its moment in UTC, by which prices and codes are in force or not.

    `groups` are the uids of the product groups that products may be put into; `wrong_codes` the VAT codes that stand for
    another rate in Flow than in the settings, each with what is wrong.
    """

    tenant: Tenant
    connector: Connector
    scope: Scope
    at: datetime
    groups: frozenset[str] = frozenset()
    wrong_codes: Mapping[str, str] = field(default_factory=dict)

    def wrong_vat(self, rate: Decimal | None) -> Misconfigured | None:
        """Tell what is wrong with the VAT code of a rate (in percent): goods would be taxed wrongly by it."""
        if rate is None or not self.wrong_codes:
            return None
        wrong = self.wrong_codes.get(self.connector.vat_code_uid(rate))
        return None if wrong is None else Misconfigured(wrong)

    @property
    def prices_are_exported(self) -> bool:
        """Whether the price task owns the recommended retail price (catalog.md 4.7)."""
        task = self.tenant.catalog.task(TaskName.PRICE)
        return task is not None and not task.is_disabled
