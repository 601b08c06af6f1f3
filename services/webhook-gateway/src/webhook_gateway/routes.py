"""The two event routes and their answers: who sends, what it is, whether it is safe, in this order."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, Protocol

from aiohttp import web

from flow_omnium.jobs.kinds import EXPORTS, JobKind
from flow_omnium.jobs.trace_context import trace_of
from flow_omnium.runtime.http_direct import DirectRoute, parameter_of
from flow_omnium.runtime.logging import get_logger
from flow_omnium.runtime.metrics import GatewayMetrics
from flow_omnium.runtime.metrics.gateway import UNKNOWN_TENANT
from flow_omnium.runtime.metrics.registrar import Bound
from flow_omnium.tenants.directory import TenantsUnread
from flow_omnium.tenants.record import UnreadableTenant
from webhook_gateway.acceptance import Acceptance, NotAcceptedError
from webhook_gateway.admission import Admission, RefusedError, Unwanted
from webhook_gateway.answers import answer, refuse, try_later
from webhook_gateway.authentication import SenderAuthentication
from webhook_gateway.backpressure import Backpressure, Limits, OverloadedError, Place, Strangers
from webhook_gateway.body import BodyReader, TooSlowError, say_nothing
from webhook_gateway.flow_events import admit_flow_event
from webhook_gateway.omnium_events import admit_omnium_event
from webhook_gateway.tenants import GatewayTenant

_TENANT: Final = "tenantUid"
_UID: Final = "[A-Za-z0-9_-]+"

CurrentTrace = Callable[[], str | None]
Admit = Callable[[Mapping[str, Any]], Admission]

ADMIT_BY_SENDER: Mapping[str, Admit] = MappingProxyType(
    {"omnium": admit_omnium_event, "flow": admit_flow_event}
)


class Tenants(Protocol):
    """Knows the tenants."""

    @property
    def is_current(self) -> bool:
        """Tell whether `find` knows every stored tenant, as it is now."""
        ...

    def find(self, tenant_uid: str) -> GatewayTenant | None:
        """Return the tenant as last read. Raises TenantsUnread, UnreadableTenant."""
        ...

    async def lookup(self, tenant_uid: str) -> GatewayTenant | None:
        """Return the tenant, after another read if it is not known. Raises TenantsUnread, UnreadableTenant."""
        ...


class EventRoutes:
    """Answers senders.

    A passing fault is always a 503. Omnium never retries 2xx, 400, 404 and 429, and Flow no 4xx at all
    (https://docs.flowretail.com/api/introduction/webhooks), so none of these is given for one.
    """

    def __init__(
        self,
        tenants: Tenants,
        authentication: SenderAuthentication,
        acceptance: Acceptance,
        metrics: GatewayMetrics,
        *,
        limits: Limits | None = None,
        current_trace: CurrentTrace = lambda: None,
    ) -> None:
        self._current_trace = current_trace
        self._tenants = tenants
        self._authentication = authentication
        self._acceptance = acceptance
        self._events = Bound(metrics.events)
        self._refused = Bound(metrics.overloaded)
        self._turned_away = Bound(metrics.turned_away)
        limits = limits or Limits()
        self._backpressure = Backpressure(limits)
        self._strangers = Strangers(limits)
        self._bodies = BodyReader(limits.body_seconds)
        self._log = get_logger("gateway")

    def routes(self) -> list[web.RouteDef]:
        """One route per sender."""
        path = f"/v1/tenants/{{{_TENANT}:{_UID}}}"
        return [
            web.post(f"{path}/{sender}/events", self._handler(sender, admit), expect_handler=say_nothing)
            for sender, admit in ADMIT_BY_SENDER.items()
        ]

    def direct_routes(self) -> list[DirectRoute]:
        """The same, for requests that go straight to them."""
        return [
            DirectRoute(
                f"/v1/tenants/{{{_TENANT}}}/{sender}/events",
                re.compile(f"/v1/tenants/({_UID})/{sender}/events"),
                self._handler(sender, admit),
            )
            for sender, admit in ADMIT_BY_SENDER.items()
        ]

    def _handler(self, sender: str, admit: Admit) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def handle(request: web.Request) -> web.Response:
            visit = _Visit(request, sender)
            try:
                return await self._respond(visit, admit)
            except RefusedError as error:
                return refuse(error.status, str(error))
            except OverloadedError as error:
                self._refused[str(error),].inc()
                self._count_away(visit, "overloaded")
                return try_later("the gateway has all it can do")
            except TooSlowError as error:
                self._count_away(visit, "too_slow")
                return _without_more(try_later(str(error)))
            except (NotAcceptedError, TenantsUnread, UnreadableTenant) as error:
                self._count_away(
                    visit, "no_store" if isinstance(error, NotAcceptedError) else "tenants_unread"
                )
                self._note(error, visit)
                return try_later("try again later")
            finally:
                self._events[visit.tenant_uid, sender, visit.outcome].inc()

        return handle

    def _count_away(self, visit: "_Visit", reason: str) -> None:
        self._turned_away[visit.tenant_uid, visit.sender, reason].inc()

    def _note(self, error: Exception, visit: "_Visit") -> None:
        # That tenants are unread, their directory has logged: whoever makes up a tenant could write it here again.
        if isinstance(error, NotAcceptedError):
            self._log.warning("not accepted", error=str(error), tenant=visit.tenant_uid)

    async def _respond(self, visit: "_Visit", admit: Admit) -> web.Response:
        request = visit.request
        tenant = await self._tenant(request)
        if tenant is None:
            return refuse(404, "unknown tenant")
        visit.tenant_uid = tenant.tenant_uid
        refusal = self._authentication.refusal(request, tenant, visit.sender)
        if refusal is not None:
            return refusal
        if not tenant.active:
            self._count_away(visit, "inactive")
            return refuse(403, "the tenant is not activated")
        with self._backpressure.place(tenant.tenant_uid) as place:
            return await self._take(visit, place, tenant, admit)

    async def _tenant(self, request: web.Request) -> GatewayTenant | None:
        tenant_uid = parameter_of(request, _TENANT)
        tenant = self._tenants.find(tenant_uid)
        if tenant is not None or self._tenants.is_current:
            return tenant
        # An unknown tenant costs a read of the database, so only a few strangers may wait for one.
        with self._strangers.waiting(self._authentication.address_of(request)):
            return await self._tenants.lookup(tenant_uid)

    async def _take(self, visit: "_Visit", place: Place, tenant: GatewayTenant, admit: Admit) -> web.Response:
        request = visit.request
        admission = _of_tenant(tenant, admit(await self._bodies.event(request, place)))
        if isinstance(admission, Unwanted):
            visit.outcome = "ignored"
            return answer(202, {"outcome": visit.outcome, "jobId": None, "reason": admission.reason})
        trace = self._current_trace() or trace_of(request.headers)
        accepted = await self._acceptance.accept(visit.tenant_uid, admission, trace)
        visit.outcome = accepted.outcome
        return answer(202, {"outcome": visit.outcome, "jobId": accepted.job_id})


def _of_tenant(tenant: GatewayTenant, admission: Admission) -> Admission:
    if isinstance(admission, Unwanted):
        return admission
    if admission.kind in EXPORTS and not tenant.exports_catalog:
        return Unwanted("the tenant's catalogue is not exported: catalog.enabled is off")
    if admission.kind is JobKind.STOCK_LEVEL and not tenant.is_stock_master:
        return Unwanted("the stock of no store is Flow's: OMNIUM_FLOW_STOCK_MASTER is off in all of them")
    return admission


@dataclass
class _Visit:
    """One request, and what is known of it so far."""

    request: web.Request
    sender: str
    tenant_uid: str = UNKNOWN_TENANT
    outcome: str = "refused"


def _without_more(response: web.Response) -> web.Response:
    response.force_close()
    return response
