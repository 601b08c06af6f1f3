"""The two event routes and their answers (design section 4): who sends, what it is, is it safe: in this order."""

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import Any

import orjson
from aiohttp import web

from flow_omnium.jobs.trace_context import trace_of
from flow_omnium.runtime.logging import get_logger
from flow_omnium.tenants.directory import TenantsUnread
from flow_omnium.tenants.tenant import Tenant
from webhook_gateway.acceptance import Acceptance, NotAcceptedError
from webhook_gateway.admission import Admission, BadEventError, Unwanted
from webhook_gateway.answers import answer, refuse, try_later
from webhook_gateway.authentication import is_authentic
from webhook_gateway.flow_events import admit_flow_event
from webhook_gateway.omnium_events import admit_omnium_event

MAX_BODY_BYTES = 256 * 1024

FindTenant = Callable[[str], Awaitable[Tenant | None]]
Admit = Callable[[Mapping[str, Any]], Admission]

ADMIT_BY_SENDER: Mapping[str, Admit] = MappingProxyType(
    {"omnium": admit_omnium_event, "flow": admit_flow_event}
)


class EventRoutes:
    """Answers senders. Omnium never retries 2xx, 400, 404 and 429, so none of these is given for a passing fault."""

    def __init__(self, find_tenant: FindTenant, acceptance: Acceptance) -> None:
        self._find_tenant = find_tenant
        self._acceptance = acceptance
        self._log = get_logger("gateway")

    def routes(self) -> list[web.RouteDef]:
        """One route per sender."""
        return [
            web.post(rf"/v1/tenants/{{tenantUid:[A-Za-z0-9_-]+}}/{sender}/events", self._handler(admit))
            for sender, admit in ADMIT_BY_SENDER.items()
        ]

    def _handler(self, admit: Admit) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def handle(request: web.Request) -> web.Response:
            try:
                return await self._respond(request, admit)
            except BadEventError as error:
                return refuse(400, str(error))
            except (NotAcceptedError, TenantsUnread) as error:
                self._log.warning("not accepted", error=str(error))
                return try_later("try again later")

        return handle

    async def _respond(self, request: web.Request, admit: Admit) -> web.Response:
        tenant = await self._find_tenant(request.match_info["tenantUid"])
        if tenant is None:
            return refuse(404, "unknown tenant")
        if not is_authentic(request.headers.get("Authorization"), tenant.webhook_secrets):
            return refuse(401, "wrong secret", {"WWW-Authenticate": "Bearer"})
        if not tenant.active:
            return refuse(403, "the tenant is not activated")
        admission = admit(await _read_event(request))
        if isinstance(admission, Unwanted):
            return answer(202, {"outcome": "ignored", "jobId": None, "reason": admission.reason})
        accepted = await self._acceptance.accept(tenant.tenant_uid, admission, trace_of(request.headers))
        return answer(202, {"outcome": accepted.outcome, "jobId": accepted.job_id})


async def _read_event(request: web.Request) -> Mapping[str, Any]:
    body = await request.read()
    try:
        event = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        message = f"body: not JSON ({error})"
        raise BadEventError(message) from None
    if not isinstance(event, dict):
        message = f"body: {type(event).__name__} is not an object"
        raise BadEventError(message)
    return event
