"""How many calls may run at once for each tenant in this process."""

import asyncio


class TenantSlots:
    """A semaphore per tenant, so that one tenant's calls never take another's turn."""

    def __init__(self, slots_per_tenant: int) -> None:
        self._slots_per_tenant = slots_per_tenant
        self._slots: dict[str, asyncio.Semaphore] = {}

    def slot(self, tenant_uid: str) -> asyncio.Semaphore:
        """Return the tenant's semaphore, to be held with `async with` during one call."""
        return self._slots.setdefault(tenant_uid, asyncio.Semaphore(self._slots_per_tenant))
