"""Whether Flow can be worked with in the name of a tenant: one read of the tenant itself answers it all."""

import asyncio
from collections.abc import Sequence
from http import HTTPStatus
from typing import Final

from admin_console.tenants.checks import Finding, Obstacle, findings, why_refused, why_unreachable
from flow_omnium.flow.client import FlowClient
from flow_omnium.outcomes import AccessDenied, InvalidData, JobInterrupted, NotFound
from flow_omnium.tenants.tenant import Tenant

REACHABLE: Final = "Flow can be reached"
ACCEPTED: Final = "Flow accepts the token"
KNOWN: Final = "Flow knows the tenant"


async def check_flow(flow: FlowClient, tenant: Tenant, address: str, *, seconds: float) -> Sequence[Finding]:
    """Read the tenant. `address` is how Flow is called in what is found."""
    obstacle = await _obstacle(flow, tenant, address, seconds)
    return tuple(findings((REACHABLE, ACCEPTED, KNOWN), obstacle))


async def _obstacle(flow: FlowClient, tenant: Tenant, address: str, seconds: float) -> Obstacle | None:
    try:
        async with asyncio.timeout(seconds):
            await flow.tenants.read(tenant)
    except (JobInterrupted, TimeoutError) as error:
        unreachable = why_unreachable(error, address, seconds)
        return Obstacle(REACHABLE, unreachable) if unreachable is not None else _refusal(error, tenant)
    return None


def _refusal(error: Exception, tenant: Tenant) -> Obstacle:
    if isinstance(error, NotFound):
        return Obstacle(
            KNOWN, f"it has no tenant {tenant.tenant_uid} (HTTP 404); or the address is not its API's"
        )
    if isinstance(error, InvalidData):
        return Obstacle(KNOWN, f"it answers something that is no tenant: {error}")
    if isinstance(error, AccessDenied) and error.http_status == HTTPStatus.UNAUTHORIZED:
        return Obstacle(ACCEPTED, "it refuses flow.apiToken (HTTP 401)")
    if isinstance(error, AccessDenied):
        return Obstacle(ACCEPTED, "the token may not read the tenant (HTTP 403): it lacks a permission")
    return Obstacle(ACCEPTED, why_refused(error))
