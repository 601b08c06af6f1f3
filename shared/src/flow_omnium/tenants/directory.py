"""Which tenants there are, answered from memory and kept fresh in the background, so that no job waits for a read.

A tenant counts as unknown only when the database said so. While the database cannot be asked the directory raises instead:
a sender must not take a passing fault for "there is no such tenant".
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
from flow_omnium.tenants.known import KnownTenants
from flow_omnium.tenants.record import TenantRecord

_READ_SECONDS: Final = 5.0
_READ_AT_ONCE: Final = 200
"""Of more tenants only so many are read in one go, each part within its own time: thousands take longer than one read may, and
nothing else is done while documents are turned into settings."""
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
        """See `change_watch.Reports`."""
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
        self._watch = ChangeWatch(repository, refresh_seconds, self._supervisor)
        self._reread_seconds = reread_seconds
        self._known: KnownTenants[_View] = KnownTenants(self._metrics)
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
        return self._known.find(tenant_uid)

    @property
    def is_current(self) -> bool:
        """Whether what was last read is all there is: the database reports every change, and none is unread."""
        return bool(self._last_read_succeeded) and self._watch.is_quiet and not self._reading.locked()

    async def ping(self) -> None:
        """Raise TenantsUnread while the tenants could never be read, or none of the active ones could be read whole."""
        # Later outages, and single unreadable tenants, do no harm. But a process that has never read a tenant whole has the
        # wrong keys, or came before the tenants were prepared for it: a roll-out must stop there.
        self._raise_unless_read()
        fault = self._known.fault_of_all
        if fault is not None:
            raise TenantsUnread(fault)

    def faults(self) -> Sequence[str]:
        """Name the tenants that could not be read, or not whole, and why: for people."""
        return self._known.faults()

    def known(self) -> Collection[_View]:
        """Return all tenants as last read."""
        return self._known.all()

    async def lookup(self, tenant_uid: str) -> _View | None:
        """Like `find`, but reads once more before it says that there is no such tenant.

        Raises TenantsUnread as `find` does, and when the tenant is not known and the database cannot be asked.
        """
        known = self._known.get(tenant_uid)
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
        # While the database is down a read takes until its time-out: a sender is told to come back long before.
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
        async with self._watch:
            while True:
                await self._watch.change()
                await self._read()

    async def _read(self) -> None:
        async with self._reading:
            self._last_read_at = asyncio.get_running_loop().time()
            try:
                await self._take_changes()
            except Exception as error:  # noqa: BLE001 - whatever it is: a task that ended would serve old tenants for ever
                self._note_failure(type(error).__name__)
                return
            self._last_read_succeeded = self._ever_read = True

    async def _take_changes(self) -> None:
        async with asyncio.timeout(_READ_SECONDS):
            revisions = await self._repository.revisions()
        changed = self._known.changed(revisions)
        records = [record async for record in self._records(sorted(changed))]
        self._known.take(revisions, changed, records)

    async def _records(self, uids: Sequence[str]) -> AsyncIterator[TenantRecord[_View]]:
        for start in range(0, len(uids), _READ_AT_ONCE):
            async with asyncio.timeout(_READ_SECONDS):
                part = await self._repository.records(uids[start : start + _READ_AT_ONCE])
            for record in part:
                yield record

    def _note_failure(self, error: str) -> None:
        self._metrics.tenant_reloads.labels("failed").inc()
        if self._last_read_succeeded is not False:
            self._logger.warning("tenants not read, serving what is known", error=error)
        self._last_read_succeeded = False
