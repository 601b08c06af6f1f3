"""Whom the gateway lets in, and how it treats those who do not know the secret."""

from collections.abc import Sequence

from aiohttp import web

from flow_omnium.runtime.http_connections import known
from flow_omnium.runtime.logging import get_logger
from flow_omnium.runtime.metrics import GatewayMetrics
from webhook_gateway.answers import refuse, try_later
from webhook_gateway.authentication import is_authentic, presented_secret
from webhook_gateway.guesses import Guesses, Visitor
from webhook_gateway.sources import Sources
from webhook_gateway.tenants import DoorTenant

FORWARDED = "X-Forwarded-For"


class Door:
    """Compares secrets, counts the wrong ones, and tires who tries many. The rule: docs/decisions/0012."""

    def __init__(self, sources: Sources, guesses: Guesses, metrics: GatewayMetrics) -> None:
        self._sources = sources
        self._guesses = guesses
        self._metrics = metrics
        self._log = get_logger("gateway")

    def refusal(self, request: web.Request, tenant: DoorTenant) -> web.Response | None:
        """Return the answer for a sender who is not let in, None for one who is."""
        presented = presented_secret(request.headers.get("Authorization"))
        if is_authentic(presented, tenant.webhook_secrets):
            known(request)
            return None
        visitor = tenant.tenant_uid, self.source_of(request)
        wait = self._guesses.seconds_to_wait(visitor)
        if wait:
            self._count(tenant, "rate_limited")
            return try_later("too many wrong secrets", wait)
        self._note_wrong(visitor, presented)
        self._count(tenant, "wrong_secret")
        return refuse(401, "wrong secret", {"WWW-Authenticate": "Bearer"})

    def source_of(self, request: web.Request) -> str:
        """Return who the request comes from, as far as that can be believed."""
        lines: Sequence[str] = ()
        if self._sources.reads_forwarded:
            lines = request.headers.getall(FORWARDED, ())
        return self._sources.source_of(request.remote, lines)

    def _note_wrong(self, visitor: Visitor, presented: bytes | None) -> None:
        # Who presents nothing guesses nothing.
        if presented is not None and self._guesses.was_wrong(visitor, presented):
            tenant_uid, source = visitor
            self._log.warning("too many wrong secrets", tenant=tenant_uid, source=source)

    def _count(self, tenant: DoorTenant, reason: str) -> None:
        self._metrics.refused_authentications.labels(tenant=tenant.tenant_uid, reason=reason).inc()
