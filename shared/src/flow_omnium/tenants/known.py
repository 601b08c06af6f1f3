"""The tenants in memory, as last read: which there are, which cannot be read, and what has changed."""

from collections.abc import Collection, Mapping, Sequence
from typing import Generic, TypeVar

from flow_omnium.runtime.logging import get_logger
from flow_omnium.runtime.metrics import ServiceMetrics
from flow_omnium.tenants.record import TenantRecord, UnreadableTenant

_View = TypeVar("_View")


class KnownTenants(Generic[_View]):
    """What a service knows of the tenants; answers without I/O."""

    def __init__(self, metrics: ServiceMetrics) -> None:
        self._metrics = metrics
        self._revisions: Mapping[str, int] = {}
        self._tenants: dict[str, _View] = {}
        self._faulty: dict[str, TenantRecord[_View]] = {}
        self._was_whole = False
        self._logger = get_logger("tenants")

    def get(self, tenant_uid: str) -> _View | None:
        """Return the tenant, None where there is none that could ever be read."""
        return self._tenants.get(tenant_uid)

    def find(self, tenant_uid: str) -> _View | None:
        """Return the tenant, None where there is none. Raises UnreadableTenant for one that cannot be read."""
        tenant = self._tenants.get(tenant_uid)
        if tenant is None and tenant_uid in self._faulty:
            raise UnreadableTenant(self._faulty[tenant_uid])
        return tenant

    def all(self) -> Collection[_View]:
        """Return all tenants that can be read."""
        return tuple(self._tenants.values())

    def faults(self) -> Sequence[str]:
        """Name the tenants that could not be read, or not whole, and why: for people."""
        return [f"tenant {uid}: {record.fault}" for uid, record in sorted(self._faulty.items())]

    @property
    def fault_of_all(self) -> str | None:
        """Why no tenant has ever been read whole though some are active, None where one has or none is."""
        hidden = [record for record in self._faulty.values() if record.is_active is not False]
        if self._was_whole or not hidden:
            return None
        return f"no tenant can be read, such as {hidden[0].tenant_uid}: {hidden[0].fault}"

    def changed(self, revisions: Mapping[str, int]) -> Collection[str]:
        """Return which of the stored tenants must be read."""
        # Also those that could not be read: keys and hashes are mended without a new revision.
        return {uid for uid in revisions if self._revisions.get(uid) != revisions[uid] or uid in self._faulty}

    def take(
        self, revisions: Mapping[str, int], changed: Collection[str], records: Sequence[TenantRecord[_View]]
    ) -> None:
        """Take over what was read: `records` are those of the `changed` ones that were still there."""
        for record in records:
            self._take(record)
        self._tenants = {uid: tenant for uid, tenant in self._tenants.items() if uid in revisions}
        self._faulty = {uid: record for uid, record in self._faulty.items() if uid in revisions}
        # A tenant that was changed again, or deleted, between the two reads is read again next time.
        self._revisions = {uid: revision for uid, revision in revisions.items() if uid not in changed} | {
            record.tenant_uid: record.revision for record in records
        }
        self._metrics.show_tenants(revisions)

    def _take(self, record: TenantRecord[_View]) -> None:
        """Take one; an unreadable version is reported, and leaves the last readable one in use while it is active."""
        uid = record.tenant_uid
        if self._faulty.get(uid) == record:
            return
        self._report(record)
        if record.tenant is not None:
            self._tenants[uid] = record.tenant
        elif record.is_active is False:
            self._tenants.pop(uid, None)
        if record.fault:
            self._faulty[uid] = record
        else:
            self._faulty.pop(uid, None)
            self._was_whole = True

    def _report(self, record: TenantRecord[_View]) -> None:
        """Say it once per version in the log, and in metrics for as long as it is so."""
        uid = record.tenant_uid
        self._metrics.tenant_reloads.labels("unreadable" if record.fault else "taken").inc()
        self._metrics.tenant_unreadable.labels(uid).set(bool(record.fault))
        self._metrics.tenant_unknown_keys.labels(uid).set(len(record.unknown))
        if record.fault:
            self._logger.error("tenant unreadable", tenant=uid, fault=record.fault)
        if record.unknown:
            self._logger.warning("keys of another version are kept", tenant=uid, keys=list(record.unknown))
