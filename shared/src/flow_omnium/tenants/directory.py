"""Which tenants there are, answered from memory: kept fresh in the background, so that no job waits for a read.

A tenant counts as unknown only when the database said so. While that cannot be told, the directory raises instead:
a sender must not take a passing fault for «there is no such tenant».
"""

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from types import TracebackType
from typing import Final, Generic, Protocol, Self, TypeVar

from flow_omnium.runtime.background import ended
from flow_omnium.runtime.logging import get_logger
from flow_omnium.runtime.metrics import Registrar, ServiceMetrics
from flow_omnium.runtime.supervision import Supervised, Supervisor
from flow_omnium.tenants.change_watch import ChangeWatch
from flow_omnium.tenants.record import TenantRecord, UnreadableTenant

_READ_SECONDS: Final = 5.0
_PATIENCE_WHEN_DOWN_SECONDS: Final = 1.0


class TenantsUnread(Exception):
    """Whether there is such a tenant, or how it is set up, cannot be told at present."""


_View = TypeVar("_View")


class TenantSource(Protocol[_View]):
    """Where the directory reads from."""

    async def revisions(self) -> Mapping[str, int]:
        """Return every stored tenant's revision."""
        ...

    async def records(self, tenant_uids: Collection[str] | None = None) -> list[TenantRecord[_View]]:
        """Return the named tenants, or all."""
        ...

    def changes(self) -> AsyncIterator[bool]:
        """See `lookout.Reports`."""
        ...


class TenantDirectory(Supervised, Generic[_View]):
    """All tenants in memory. Use it as an async context manager.

    It takes a change when the database reports it; while that does not work it looks every `refresh_seconds`. For a
    tenant it does not know it looks at once, but not more often than every `reread_seconds`. When the database is down
    it keeps serving what it knew last.
    """

    def __init__(
        self,
        repository: TenantSource[_View],
        metrics: ServiceMetrics | None = None,
        supervisor: Supervisor | None = None,
        *,
        refresh_seconds: float = 2.0,
        reread_seconds: float = 0.5,
    ) -> None:
        super().__init__(supervisor or Supervisor(metrics), {"tenant directory": self._keep_fresh})
        self._repository = repository
        self._metrics = metrics or ServiceMetrics(Registrar())
        self._lookout = ChangeWatch(repository, refresh_seconds, self._supervisor)
        self._reread_seconds = reread_seconds
        self._revisions: Mapping[str, int] = {}
        self._tenants: dict[str, _View] = {}
        self._faulty: dict[str, TenantRecord[_View]] = {}
        self._was_whole = False
        self._last_read_succeeded: bool | None = None  # None: never tried
        self._ever_read = False
        self._last_read_at = float("-inf")
        self._reading = asyncio.Lock()
        self._next_read: asyncio.Task[None] | None = None
        self._logger = get_logger("tenants")

    async def __aenter__(self) -> Self:
        """Read once, then keep reading in the background. A database that is down does not stop the start."""
        await self._read()
        return await super().__aenter__()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the background task; what is known stays known."""
        await super().__aexit__(kind, error, trace)
        if self._next_read is not None:
            await ended(self._next_read)

    def find(self, tenant_uid: str) -> _View | None:
        """Return the tenant as last read, without I/O; None when there is none.

        Raises TenantsUnread while the tenants could never be read, UnreadableTenant for one that is stored but cannot be.
        """
        self._raise_unless_read()
        tenant = self._tenants.get(tenant_uid)
        if tenant is None and tenant_uid in self._faulty:
            raise UnreadableTenant(self._faulty[tenant_uid])
        return tenant

    @property
    def is_current(self) -> bool:
        """Tell whether what was last read is all there is: the database reports every change, and none is unread."""
        return bool(self._last_read_succeeded) and self._lookout.is_quiet and not self._reading.locked()

    async def ping(self) -> None:
        """Raise TenantsUnread while the tenants could never be read: an outage later on does no harm.

        Nor does a tenant that cannot be read. But a process that has never read any of them whole, though some are
        active, was given the wrong keys, or came before the tenants were prepared for it: no roll-out is to go on over that.
        """
        self._raise_unless_read()
        hidden = [record for record in self._faulty.values() if record.is_active is not False]
        if hidden and not self._was_whole:
            message = f"no tenant can be read, such as {hidden[0].tenant_uid}: {hidden[0].fault}"
            raise TenantsUnread(message)

    def faults(self) -> Sequence[str]:
        """Name the tenants that could not be read, or not whole, and why: for people."""
        return [f"tenant {uid}: {record.fault}" for uid, record in sorted(self._faulty.items())]

    def known(self) -> Collection[_View]:
        """Return all tenants as last read."""
        return tuple(self._tenants.values())

    async def lookup(self, tenant_uid: str) -> _View | None:
        """Like `find`, but reads once more before it says that there is no such tenant.

        Raises TenantsUnread as `find` does, and when the tenant is not known and the database cannot be asked.
        """
        known = self._tenants.get(tenant_uid)
        if known is not None:
            return known
        await self._read_after_now()
        tenant = self.find(tenant_uid)
        if tenant is None and not self._last_read_succeeded:
            raise TenantsUnread("the tenant is not known, and the database cannot be asked")
        return tenant

    def _raise_unless_read(self) -> None:
        if not self._ever_read:
            raise TenantsUnread("the tenants could not be read yet")

    async def _read_after_now(self) -> None:
        """Wait for a read that began after this call; callers who wait share it."""
        if self._next_read is None:
            self._next_read = self._supervisor.start("tenant lookup", self._read_when_allowed())
        # While the database is down a read ends with its time-out: a sender is told long before to come back.
        patience = _READ_SECONDS if self._last_read_succeeded else _PATIENCE_WHEN_DOWN_SECONDS
        await asyncio.wait({self._next_read}, timeout=patience)

    async def _read_when_allowed(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            await asyncio.sleep(self._last_read_at + self._reread_seconds - loop.time())
        finally:
            self._next_read = None  # whoever asks from here on needs a later read
        await self._read()

    async def _keep_fresh(self) -> None:
        async with self._lookout:
            while True:
                await self._lookout.change()
                await self._read()

    async def _read(self) -> None:
        async with self._reading:
            self._last_read_at = asyncio.get_running_loop().time()
            try:
                async with asyncio.timeout(_READ_SECONDS):
                    await self._take_changes()
            except Exception as error:  # noqa: BLE001 - whatever it is, a dead task would serve old tenants for ever
                self._note_failure(type(error).__name__)
                return
            self._last_read_succeeded = self._ever_read = True

    async def _take_changes(self) -> None:
        revisions = await self._repository.revisions()
        # What could not be read is looked at again: keys and hashes are mended without a new revision.
        changed = {
            uid for uid in revisions if self._revisions.get(uid) != revisions[uid] or uid in self._faulty
        }
        records = await self._repository.records(changed) if changed else []
        for record in records:
            self._take(record)
        self._tenants = {uid: tenant for uid, tenant in self._tenants.items() if uid in revisions}
        self._faulty = {uid: record for uid, record in self._faulty.items() if uid in revisions}
        # A tenant that was changed again, or deleted, between the two reads is looked at again next time.
        self._revisions = {uid: revision for uid, revision in revisions.items() if uid not in changed} | {
            record.tenant_uid: record.revision for record in records
        }
        self._metrics.show_tenants(revisions)

    def _take(self, record: TenantRecord[_View]) -> None:
        """An unreadable version of a tenant is reported, and leaves its last readable one in use while it is active."""
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
        """Say it once per version: in the log, and in metrics for as long as it is so."""
        uid = record.tenant_uid
        self._metrics.tenant_reloads.labels("unreadable" if record.fault else "taken").inc()
        self._metrics.tenant_unreadable.labels(uid).set(bool(record.fault))
        self._metrics.tenant_unknown_keys.labels(uid).set(len(record.unknown))
        if record.fault:
            self._logger.error("tenant unreadable", tenant=uid, fault=record.fault)
        if record.unknown:
            self._logger.warning("keys of another version are kept", tenant=uid, keys=list(record.unknown))

    def _note_failure(self, error: str) -> None:
        self._metrics.tenant_reloads.labels("failed").inc()
        if self._last_read_succeeded is not False:
            self._logger.warning("tenants not read, serving what is known", error=error)
        self._last_read_succeeded = False
