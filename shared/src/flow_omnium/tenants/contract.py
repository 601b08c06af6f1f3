"""What the operator's console may do with the stored tenants."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final, Protocol

from flow_omnium.tenants.history import SUITE, Change
from flow_omnium.tenants.record import Applied, KeepsChanging, TenantRecord
from flow_omnium.tenants.tenant import Tenant

ROUNDS: Final = 50
"""How often a write is planned again because somebody else has changed the tenant meanwhile."""


class Tenants(Protocol):
    """The stored tenants. Whatever changes one is kept in its history, in the same write."""

    async def plan(self, tenant: Tenant) -> Applied:
        """Tell what applying the tenant would do; writes nothing."""
        ...

    async def write(self, plan: Applied, *, by: str = SUITE) -> bool:
        """Carry a plan out, unless somebody else has changed the tenant since it was made; tell whether it was."""
        ...

    async def apply(self, tenant: Tenant, *, by: str = SUITE) -> Applied:
        """Store the tenant unless it is stored just so; safe to repeat and against another writer.

        Raises KeepsChanging.
        """
        ...

    async def get(self, tenant_uid: str) -> Tenant | None:
        """Return one tenant, None when it is not stored. Raises UnreadableTenant."""
        ...

    async def records(self, tenant_uids: Collection[str] | None = None) -> list[TenantRecord[Tenant]]:
        """Return the named tenants, or all, by uid; one that cannot be read hides no other."""
        ...

    async def set_active(self, tenant_uid: str, active: bool, *, by: str = SUITE) -> bool:
        """Activate or deactivate; tell whether that changed anything. Raises UnknownTenant."""
        ...

    async def revisions(self) -> Mapping[str, int]:
        """Return every stored tenant's revision, without reading the tenants."""
        ...

    async def history(self, tenant_uid: str) -> Sequence[Change]:
        """Return the tenant's latest changes, the newest first. Raises UnknownTenant."""
        ...


async def planned_and_written(tenants: Tenants, tenant: Tenant, *, by: str) -> Applied:
    """Apply a tenant without looking at what that does. Raises KeepsChanging."""
    for _ in range(ROUNDS):
        plan = await tenants.plan(tenant)
        if plan.outcome == "unchanged" or await tenants.write(plan, by=by):
            return plan
    raise KeepsChanging(tenant.tenant_uid)
