"""Which stores of a tenant can be paused: those of its settings, and those that Flow has."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from admin_console.neighbours import both_systems
from admin_console.web.ask import Ask
from flow_omnium.flow.uids import sanitize_uid
from flow_omnium.jobs.operator.known_values import KnownValues
from flow_omnium.outcomes import JobInterrupted
from flow_omnium.tenants.record import UnreadableTenant
from flow_omnium.tenants.repository import COLLECTION, TenantRepository
from flow_omnium.tenants.unknown import UnknownTenant

PATIENCE_SECONDS: Final = 3.0


@dataclass(frozen=True)
class Stores:
    """Their uids, as Flow has them. `why_not` says why Flow's own are missing; None where they are not."""

    uids: Sequence[str]
    why_not: str | None = None


async def stores_of(ask: Ask, tenant_uid: str, named: str | None = None) -> Stores:
    """Return the stores of a tenant, and the one that the address names if a job has been about it. Raises DatabaseError."""
    known = KnownValues(ask.database)
    uids = {sanitize_uid(store) for store in await known.stores(tenant_uid)}
    if named is not None and await known.has_jobs_in(sanitize_uid(named), tenant_uid):
        uids.add(sanitize_uid(named))
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            of_flow = await _of_flow(ask, tenant_uid)
    except (JobInterrupted, TimeoutError, UnknownTenant, UnreadableTenant) as error:
        why = "no answer in time" if isinstance(error, TimeoutError) else type(error).__name__
        return Stores(sorted(uids), f"Flow could not be asked for its stores ({why}).")
    if of_flow is None:
        return Stores(sorted(uids), "Flow does not tell which stores it has.")
    return Stores(sorted(uids | of_flow))


async def _of_flow(ask: Ask, tenant_uid: str) -> frozenset[str] | None:
    settings = ask.console.settings
    tenants = TenantRepository(ask.database[COLLECTION], settings.keyring())
    tenant = await tenants.get(tenant_uid)
    if tenant is None:
        return None
    async with both_systems(settings) as (_, flow):
        return await flow.tenants.store_uids(tenant)
