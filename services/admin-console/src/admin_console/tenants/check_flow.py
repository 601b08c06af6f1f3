"""Checks access to Flow for a tenant, by one read of the tenant itself."""

import asyncio
from collections.abc import Sequence
from http import HTTPStatus
from typing import Final

from admin_console.tenants.checks import Check, FailedStep, checks_of, why_refused, why_unreachable
from flow_omnium.flow.client import FlowClient
from flow_omnium.outcomes import AccessDenied, InvalidData, JobInterrupted, NotFound
from flow_omnium.tenants.tenant import Tenant

REACHABLE: Final = "Flow can be reached"
ACCEPTED: Final = "Flow accepts the token"
KNOWN: Final = "Flow knows the tenant"


async def check_flow(flow: FlowClient, tenant: Tenant, address: str, *, seconds: float) -> Sequence[Check]:
    """Read the tenant. `address` is how Flow is called in what is found."""
    failed = await _failed_step(flow, tenant, address, seconds)
    return tuple(checks_of((REACHABLE, ACCEPTED, KNOWN), failed))


async def _failed_step(flow: FlowClient, tenant: Tenant, address: str, seconds: float) -> FailedStep | None:
    try:
        async with asyncio.timeout(seconds):
            await flow.tenants.read(tenant)
    except (JobInterrupted, TimeoutError) as error:
        unreachable = why_unreachable(error, address, seconds)
        return FailedStep(REACHABLE, unreachable) if unreachable is not None else _refusal(error, tenant)
    return None


def _refusal(error: Exception, tenant: Tenant) -> FailedStep:
    if isinstance(error, NotFound):
        return FailedStep(
            KNOWN, f"it has no tenant {tenant.tenant_uid} (HTTP 404); or the address is not its API's"
        )
    if isinstance(error, InvalidData):
        return FailedStep(KNOWN, f"it answers something that is no tenant: {error}")
    if isinstance(error, AccessDenied) and error.http_status == HTTPStatus.UNAUTHORIZED:
        return FailedStep(ACCEPTED, "it refuses flow.apiToken (HTTP 401)")
    if isinstance(error, AccessDenied):
        return FailedStep(ACCEPTED, "the token may not read the tenant (HTTP 403): it lacks a permission")
    return FailedStep(ACCEPTED, why_refused(error))
