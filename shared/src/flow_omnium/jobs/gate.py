"""Whether a job may run now, or must be held: its tenant is not active, an operator has paused it, or a system that it
needs does not answer."""

from collections.abc import Awaitable, Callable, Collection
from typing import Final, Protocol

from flow_omnium.jobs.holding import (
    PAUSES,
    UNREADABLE,
    Pausable,
    inactive,
    pause_at_the_door,
    pause_of_tenant,
    pause_over,
    system_awaited,
)
from flow_omnium.jobs.message import JobMessage
from flow_omnium.tenants.record import UnreadableTenant
from flow_omnium.tenants.tenant import Tenant

FindTenant = Callable[[str], Awaitable[Tenant | None]]
"""Finds a tenant by its uid; None where there is none. Raises TenantsUnread, UnreadableTenant."""

_Pauses = Callable[[], Collection[str]]


class Outages(Protocol):
    """Knows which systems do not answer."""

    def hold_reason(self, job: JobMessage) -> str | None:
        """Return what holds the job, None where nothing does."""
        ...

    def is_over(self, held_by: str) -> bool:
        """Tell whether an outage that holds jobs is over."""
        ...


class NoOutages:
    """Implements `Outages` where nobody looks: nothing holds a job, and what was held comes free."""

    def hold_reason(self, _job: JobMessage) -> None:
        """See `Outages.hold_reason`."""

    def is_over(self, _held_by: str) -> bool:
        """See `Outages.is_over`."""
        return True


_NO_OUTAGES: Final = NoOutages()


class Gate:
    """Decides from tenants, pauses and outages, all of which are kept in memory: a question costs no I/O."""

    def __init__(self, find_tenant: FindTenant, pauses: _Pauses, outages: Outages = _NO_OUTAGES) -> None:
        self._find_tenant = find_tenant
        self._pauses = pauses
        self._outages = outages

    async def hold_reason(self, job: JobMessage) -> str | None:
        """Return what holds the job, None when it may run. Raises TenantsUnread."""
        paused = pause_at_the_door(job, self._pauses())
        if paused is not None:
            return paused
        # A tenant that is not configured, or cannot be read, is a fault that an operator must see: the job runs, and fails.
        if await self._is_active(job.tenant_uid) is False:
            return inactive(job.tenant_uid)
        return self._outages.hold_reason(job)

    def paused_in(self, job: Pausable, store_uids: Collection[str]) -> str | None:
        """Return the pause that holds a running job which would write to these stores; None when it may write."""
        return pause_over(job, self._pauses(), store_uids)

    async def is_lifted(self, held_by: str) -> bool:
        """Tell whether a reason that a gate gave is gone. A reason that this version does not know stays.

        Raises TenantsUnread.
        """
        kind, _, name = held_by.partition(":")
        if kind in PAUSES:
            return held_by not in self._pauses()
        if system_awaited(held_by) is not None:
            return self._outages.is_over(held_by)
        if kind != "inactive":
            # What one version could not read, another may.
            return held_by == UNREADABLE
        return await self._is_active(name) is True

    def pauses_tenant(self, tenant_uid: str) -> bool:
        """Tell whether an operator has paused all work for the tenant."""
        return pause_of_tenant(tenant_uid) in self._pauses()

    async def _is_active(self, tenant_uid: str) -> bool | None:
        """Return None where there is no such tenant, or where it cannot be read."""
        try:
            tenant = await self._find_tenant(tenant_uid)
        except UnreadableTenant as error:
            return error.is_active
        return None if tenant is None else tenant.active
