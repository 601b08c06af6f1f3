"""Tenants without a database: a verified fake of the repository, and a tenant to begin with."""

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping
from dataclasses import replace
from typing import Any

from flow_omnium.tenants.record import Applied, TenantRecord, UnknownTenant, applied, readable
from flow_omnium.tenants.tenant import Tenant
from flow_omnium.tenants.validation import read_tenant


def tenant_document(tenant_uid: str = "acme", **changes: Any) -> dict[str, Any]:
    """Return the document of a complete tenant; `changes` replace whole sections, by their vendor names."""
    return {
        "tenantUid": tenant_uid,
        "active": True,
        "webhookSecrets": [f"{tenant_uid}-webhook-secret"],
        "flow": {"apiToken": f"{tenant_uid}-flow-token", "countryCode": "NO"},
        "parameters": {
            "OMNIUM_CLIENT_ID": f"{tenant_uid}-client",
            "OMNIUM_CLIENT_SECRET": f"{tenant_uid}-client-secret",
        },
        **changes,
    }


def a_tenant(tenant_uid: str = "acme", **changes: Any) -> Tenant:
    """Return a complete, active tenant; `changes` as in `tenant_document`."""
    return read_tenant(tenant_document(tenant_uid, **changes))


class InMemoryTenants:
    """Behaves as TenantRepository does; `unreachable` makes every call fail as a database that is down would."""

    def __init__(self) -> None:
        self._records: dict[str, TenantRecord] = {}
        self.unreachable = False
        self.reads = 0
        self.reports: asyncio.Queue[None] | None = None

    async def apply(self, tenant: Tenant) -> Applied:
        """Store the tenant unless it is stored just so."""
        self._reach()
        result = applied(self._records.get(tenant.tenant_uid), tenant)
        self._records[tenant.tenant_uid] = TenantRecord(tenant.tenant_uid, result.revision, result.tenant)
        return result

    async def get(self, tenant_uid: str) -> Tenant | None:
        """Return one tenant, None when it is not stored. Raises UnreadableTenant."""
        self._reach()
        record = self._records.get(tenant_uid)
        return None if record is None else readable(record)

    async def records(self, tenant_uids: Collection[str] | None = None) -> list[TenantRecord]:
        """Return the named tenants, or all, by uid."""
        self._reach()
        return [
            record
            for uid, record in sorted(self._records.items())
            if tenant_uids is None or uid in tenant_uids
        ]

    async def set_active(self, tenant_uid: str, active: bool) -> bool:
        """Activate or deactivate; tell whether that changed anything. Raises UnknownTenant."""
        self._reach()
        record = self._records.get(tenant_uid)
        if record is None:
            raise UnknownTenant(tenant_uid)
        tenant = readable(record)
        if tenant.active == active:
            return False
        changed = tenant.model_copy(update={"active": active})
        self._records[tenant_uid] = TenantRecord(tenant_uid, record.revision + 1, changed)
        return True

    async def revisions(self) -> Mapping[str, int]:
        """Return every stored tenant's revision."""
        self._reach()
        self.reads += 1
        return {uid: record.revision for uid, record in self._records.items()}

    async def changes(self) -> AsyncIterator[None]:
        """Yield what is put into `reports`, if there are any."""
        while self.reports is not None:
            await self.reports.get()
            yield
        await asyncio.Event().wait()

    def damage(self, tenant_uid: str) -> None:
        """Make one stored tenant unreadable, as a missing encryption key does."""
        record = self._records[tenant_uid]
        self._records[tenant_uid] = replace(
            record, revision=record.revision + 1, tenant=None, fault="flow.apiToken: damaged"
        )

    def forget(self, tenant_uid: str) -> None:
        """Delete one tenant."""
        del self._records[tenant_uid]

    def _reach(self) -> None:
        if self.unreachable:
            raise ConnectionError("the database is down")
