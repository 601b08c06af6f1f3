"""What every call to Flow's API passes: words for refusals, the tenant's token, a known store."""

import hmac

from aiohttp import web

from simulators.answers import json_answer
from simulators.control.middleware import is_control
from simulators.flow.state import STATE
from simulators.flow.tenant import Tenant
from simulators.refusal import Refusal
from simulators.routing import Handler

TENANT: web.RequestKey[Tenant] = web.RequestKey("tenant", Tenant)


@web.middleware
async def word_refusals(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer refusals with a JSON message."""
    try:
        return await handler(request)
    except Refusal as refusal:
        status, message = refusal.status, refusal.message
    except web.HTTPException as error:
        status, message = error.status, error.reason
    return json_answer({"message": message}, status)


@web.middleware
async def require_tenant(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let only the tenant's own token through, and only to stores that it has."""
    if is_control(request) or "tenantUid" not in request.match_info:
        return await handler(request)
    tenant = request[TENANT] = _tenant(request)
    store_uid = request.match_info.get("storeUid")
    if store_uid is not None and not tenant.has_store(store_uid):
        raise Refusal(404, f"storeUid: '{store_uid}' was not found")
    return await handler(request)


def tenant_of_token(request: web.Request) -> Tenant:
    """Find the tenant whose token a call outside the tenants brings. Raises Refusal 401."""
    token = _token(request)
    for tenant in request.app[STATE].tenants.values():
        if hmac.compare_digest(token, tenant.settings.api_token.encode()):
            return tenant
    raise Refusal(401, "Authorization: the token is not valid")


def _tenant(request: web.Request) -> Tenant:
    token = _token(request)
    tenant_uid = request.match_info["tenantUid"]
    tenant = request.app[STATE].tenants.get(tenant_uid)
    if tenant is None:
        raise Refusal(404, f"tenantUid: '{tenant_uid}' was not found")
    if not hmac.compare_digest(token, tenant.settings.api_token.encode()):
        raise Refusal(401, "Authorization: the token is not valid for this tenant")
    return tenant


def _token(request: web.Request) -> bytes:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Refusal(401, "Authorization: a bearer token is required")
    return token.strip().encode()
