"""Tenants without a database: a fake of the repository, held against MongoDB by the contract tests, and a first tenant."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from flow_omnium.runtime.destinations import Destinations, flow_hosts, omnium_hosts
from flow_omnium.tenants.contract import planned_and_written
from flow_omnium.tenants.history import CHANGES_KEPT, SUITE, Change, activation
from flow_omnium.tenants.keyring import Keyring, Purpose
from flow_omnium.tenants.record import Applied, TenantRecord, applied, readable
from flow_omnium.tenants.secret_box import ACCEPTS_UNBOUND
from flow_omnium.tenants.tenant import Tenant
from flow_omnium.tenants.unknown import UnknownTenant
from flow_omnium.tenants.validation import read_tenant

OMNIUM_URL = "https://api.omnium.no"
FLOW_URL = "https://api.flowretail.com/v2"


def destinations(*, omnium: Collection[str] = (), flow: Collection[str] = ()) -> Destinations:
    """Return the two systems where they are by default, and what a tenant may name besides."""
    return Destinations(omnium_hosts(OMNIUM_URL, omnium), flow_hosts(FLOW_URL, flow))


def keyring_of(
    *keys: bytes, to: Destinations | None = None, accepts_unbound: bool = ACCEPTS_UNBOUND
) -> Keyring:
    """Return a ring with the same keys for every purpose."""
    by_purpose = dict.fromkeys(Purpose, keys)
    return Keyring.of(by_purpose, to or destinations(), accepts_unbound=accepts_unbound)


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
        self._records: dict[str, TenantRecord[Tenant]] = {}
        self._history: defaultdict[str, list[Change]] = defaultdict(list)
        self.unreachable = False
        self.reads = 0
        self.reports: asyncio.Queue[bool] | None = None

    async def plan(self, tenant: Tenant) -> Applied:
        """Tell what applying the tenant would do."""
        self._reach()
        return applied(self._records.get(tenant.tenant_uid), tenant)

    async def write(self, plan: Applied, *, by: str = SUITE) -> bool:
        """Carry a plan out, unless the tenant has another revision by now; tell whether it was."""
        self._reach()
        uid, change = plan.tenant.tenant_uid, plan.change(by, datetime.now(UTC))
        stored = self._records.get(uid)
        if (None if stored is None else stored.revision) != plan.replaces:
            return False
        self._put(
            TenantRecord(uid, plan.revision, plan.tenant, is_active=plan.tenant.active, kept=plan.kept),
            change,
        )
        return True

    async def apply(self, tenant: Tenant, *, by: str = SUITE) -> Applied:
        """Store the tenant unless it is stored just so."""
        return await planned_and_written(self, tenant, by=by)

    async def get(self, tenant_uid: str) -> Tenant | None:
        """Return one tenant, None when it is not stored. Raises UnreadableTenant."""
        self._reach()
        record = self._records.get(tenant_uid)
        return None if record is None else readable(record)

    async def records(self, tenant_uids: Collection[str] | None = None) -> list[TenantRecord[Tenant]]:
        """Return the named tenants, or all, by uid."""
        self._reach()
        return [
            record
            for uid, record in sorted(self._records.items())
            if tenant_uids is None or uid in tenant_uids
        ]

    async def set_active(self, tenant_uid: str, active: bool, *, by: str = SUITE) -> bool:
        """Activate or deactivate; tell whether that changed anything. Raises UnknownTenant."""
        self._reach()
        record = self._records.get(tenant_uid)
        if record is None:
            raise UnknownTenant(tenant_uid)
        tenant = readable(record)
        if tenant.active == active:
            return False
        changed = tenant.model_copy(update={"active": active})
        now = datetime.now(UTC)
        after = replace(record, revision=record.revision + 1, tenant=changed, is_active=active)
        self._put(after, activation(active, by, now))
        return True

    async def history(self, tenant_uid: str) -> Sequence[Change]:
        """Return the tenant's latest changes, the newest first. Raises UnknownTenant."""
        self._reach()
        if tenant_uid not in self._records:
            raise UnknownTenant(tenant_uid)
        return self._history[tenant_uid][::-1]

    async def revisions(self) -> Mapping[str, int]:
        """Return every stored tenant's revision."""
        self._reach()
        self.reads += 1
        return {uid: record.revision for uid, record in self._records.items()}

    async def changes(self) -> AsyncIterator[bool]:
        """Yield what is put into `reports`, if there are any."""
        while self.reports is not None:
            yield await self.reports.get()
        await asyncio.Event().wait()

    def damage(self, tenant_uid: str, *, is_active: bool | None = None) -> None:
        """Make one stored tenant unreadable, as a value of another version does."""
        record = self._records[tenant_uid]
        self._records[tenant_uid] = replace(
            record,
            revision=record.revision + 1,
            tenant=None,
            fault="flow.apiToken: damaged",
            is_active=is_active,
        )

    def forget(self, tenant_uid: str) -> None:
        """Delete one tenant."""
        del self._records[tenant_uid]

    def _put(self, record: TenantRecord[Tenant], change: Change) -> None:
        self._records[record.tenant_uid] = record
        kept = [*self._history[record.tenant_uid], change]
        self._history[record.tenant_uid] = kept[-CHANGES_KEPT:]

    def _reach(self) -> None:
        if self.unreachable:
            raise ConnectionError("the database is down")
