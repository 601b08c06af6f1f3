"""Authenticates senders by the tenant's webhook secrets, and throttles who tries wrong ones.

The rule, and why it is no stricter: docs/decisions/0012.
"""

import base64
import binascii
from collections.abc import Callable, Iterable

from aiohttp import web

from flow_omnium.runtime.client_address import ClientAddress
from flow_omnium.runtime.http_connections import known
from flow_omnium.runtime.http_source import source_of
from flow_omnium.runtime.logging import get_logger
from flow_omnium.runtime.metrics import GatewayMetrics
from flow_omnium.tenants.senders import TEST_HEADER, WRONG
from flow_omnium.tenants.webhook_secrets import HashedSecret
from webhook_gateway.answers import refuse, try_later
from webhook_gateway.tenants import GatewayTenant
from webhook_gateway.throttle import Client, Throttle

Came = Callable[[str, str, str], None]
"""Is told of a tenant who came to it, and with which secret (`tenants.senders.Sighting`)."""


def _untold(_tenant_uid: str, _sender: str, _secret: str) -> None:
    pass


class SenderAuthentication:
    """Compares the presented secret, and counts the wrong ones."""

    def __init__(
        self, addresses: ClientAddress, throttle: Throttle, metrics: GatewayMetrics, came: Came = _untold
    ) -> None:
        self._came = came
        self._addresses = addresses
        self._throttle = throttle
        self._metrics = metrics
        self._log = get_logger("gateway")

    def refusal(self, request: web.Request, tenant: GatewayTenant, sender: str) -> web.Response | None:
        """Return the answer for a sender who is not let in, None for one who is."""
        presented = presented_secret(request.headers.get("Authorization"))
        # Before the throttle: a right secret is let in, however many wrong ones came from the same address.
        shown = matching(presented, tenant.webhook_secrets)
        if shown is not None:
            if TEST_HEADER not in request.headers:
                self._came(tenant.tenant_uid, sender, shown.fingerprint)
            known(request)
            return None
        self._came(tenant.tenant_uid, sender, WRONG)
        client = tenant.tenant_uid, self.address_of(request)
        wait = self._throttle.seconds_to_wait(client)
        if wait:
            self._count(tenant, "rate_limited")
            return try_later("too many wrong secrets", wait)
        self._note_wrong(client, presented)
        self._count(tenant, "wrong_secret")
        return refuse(401, "wrong secret", {"WWW-Authenticate": "Bearer"})

    def address_of(self, request: web.Request) -> str:
        """Return the address that the request comes from, as far as that can be believed."""
        return source_of(request, self._addresses)

    def _note_wrong(self, client: Client, presented: bytes | None) -> None:
        # Who presents nothing tries no secret.
        if presented is not None and self._throttle.note_wrong(client, presented):
            tenant_uid, address = client
            self._log.warning("too many wrong secrets", tenant=tenant_uid, source=address)

    def _count(self, tenant: GatewayTenant, reason: str) -> None:
        self._metrics.refused_authentications.labels(tenant=tenant.tenant_uid, reason=reason).inc()


def matching(presented: bytes | None, secrets: Iterable[HashedSecret]) -> HashedSecret | None:
    """Compare the presented secret with every one of the tenant's, in constant time; return the one that it is."""
    if presented is None:
        return None
    # All are compared, so that the time does not tell which one matched.
    matches = [secret for secret in secrets if secret.matches(presented)]
    return matches[0] if matches else None


def presented_secret(authorization: str | None) -> bytes | None:
    """Return the secret of `Bearer <secret>`, or the password of Basic; None when there is neither."""
    scheme, _, credentials = (authorization or "").strip().partition(" ")
    if scheme.casefold() == "bearer":
        return credentials.strip().encode(errors="surrogateescape") or None
    if scheme.casefold() == "basic":
        return _password(credentials.strip())
    return None


def _password(credentials: str) -> bytes | None:
    try:
        decoded = base64.b64decode(credentials, validate=True)
    except (binascii.Error, ValueError):
        return None
    _, colon, password = decoded.partition(b":")
    return password if colon and password else None
