"""Finding the tenant that a control call is about."""

from aiohttp import web

from simulators.flow.state import STATE
from simulators.flow.tenant import Tenant
from simulators.refusal import Refusal


def known_tenant(request: web.Request) -> Tenant:
    """Find the tenant of the path, without asking for its token. Raises Refusal 404."""
    tenant_uid = request.match_info["tenantUid"]
    tenant = request.app[STATE].tenants.get(tenant_uid)
    if tenant is None:
        raise Refusal(404, f"tenantUid: '{tenant_uid}' was not found")
    return tenant
