"""Checks what a tenant's catalogue is exported by: its settings, and whether somebody else exports it too.

The console imports no service. A distribution names, as an entry point of the group `flow_omnium.checks`, a class that is made
from the two clients; a console that is installed alone cannot check this, and says so.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from importlib.metadata import entry_points
from typing import Final, Protocol

from admin_console.tenants.checks import Check, unchecked
from flow_omnium.flow.client import FlowClient
from flow_omnium.omnium.client import OmniumClient
from flow_omnium.outcomes import JobInterrupted
from flow_omnium.tenants.tenant import Tenant

GROUP: Final = "flow_omnium.checks"
NAMED: Final = "everything that the catalogue's settings name exists"
ALONE: Final = "Omnium's own connector does not export as well"
STEPS: Final = (NAMED, ALONE)

_LOOKS_BACK: Final = timedelta(days=7)


class CatalogueCheck(Protocol):
    """What a service offers."""

    async def faults(self, tenant: Tenant) -> Sequence[str]:
        """Name everything that is wrong with the settings. Raises JobInterrupted."""
        ...

    async def rivals(self, tenant: Tenant, since: datetime) -> Sequence[str]:
        """Name whatever else has exported the tenant's catalogue since then. Raises JobInterrupted."""
        ...


async def check_catalogue(
    omnium: OmniumClient, flow: FlowClient, tenant: Tenant, now: datetime, *, seconds: float
) -> Sequence[Check]:
    """Check a tenant that exports its catalogue; empty for any other."""
    if not tenant.catalog.enabled:
        return ()
    offered = next(iter(entry_points(group=GROUP)), None)
    if offered is None:
        return tuple(unchecked(STEPS, "catalog-sync is not installed beside this command"))
    check: CatalogueCheck = offered.load()(omnium, flow)
    try:
        async with asyncio.timeout(seconds):
            return await _found(check, tenant, now)
    except (JobInterrupted, TimeoutError) as error:
        return tuple(unchecked(STEPS, str(error) or f"no answer within {seconds:g} seconds"))


async def _found(check: CatalogueCheck, tenant: Tenant, now: datetime) -> Sequence[Check]:
    faults = await check.faults(tenant)
    rivals = await check.rivals(tenant, now - _LOOKS_BACK)
    return (*_each(NAMED, faults), *_each(ALONE, rivals))


def _each(what: str, wrong: Sequence[str]) -> Sequence[Check]:
    return [Check(what, "wrong", reason) for reason in wrong] or [Check(what, "ok")]
