"""The routes of the token-manager: who may ask, what is asked, and how every outcome is answered.

Errors are `{"error": text}`.
"""

import hmac
from collections.abc import Sequence
from datetime import UTC
from typing import Annotated, Protocol

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

from flow_omnium.runtime.settings.keys import accepted_keys
from flow_omnium.tenants.directory import TenantsUnread
from flow_omnium.tokens.source import AccessToken
from token_manager.issuing import StoreUnavailable
from token_manager.tenants import TokenTenant
from token_manager.token_answer import GrantError, GrantUnavailable

_PROTECTED = "/v1/"

_RETRY_AFTER_SECONDS = "5"

_TENANT = "/v1/tenants/{tenantUid:[A-Za-z0-9_-]+}"
"""A uid of Flow's pattern (flow.md 4.1), so that nothing else is ever looked up."""


class Directory(Protocol):
    """Knows the tenants."""

    async def lookup(self, tenant_uid: str) -> TokenTenant | None:
        """Return the tenant, None when there is none. Raises TenantsUnread."""
        ...


class Cache(Protocol):
    """Holds the tokens."""

    async def current(self, tenant: TokenTenant) -> AccessToken:
        """Return the tenant's token. Raises GrantError or StoreUnavailable."""
        ...

    async def refreshed(
        self,
        tenant: TokenTenant,
        rejected_version: int,
        *,
        is_trial: bool = False,
        has_served: bool = False,
    ) -> AccessToken:
        """Return a token of another version than the rejected one. Raises GrantError or StoreUnavailable."""
        ...


class Trying(Protocol):
    """Tries credentials."""

    async def token(self, tenant: TokenTenant) -> AccessToken:
        """Return a token that was granted just now, and is kept nowhere. Raises GrantError."""
        ...


class Rejection(BaseModel):
    """What a worker says of a token that Omnium refused."""

    model_config = ConfigDict(strict=True, extra="forbid")

    rejected_version: Annotated[int, Field(alias="rejectedVersion", ge=1, le=2**53 - 1)]
    is_trial: Annotated[bool, Field(alias="isTrial")] = False
    """Nothing was refused: an operator wants to see whether a new token is granted."""


class TokenRoutes:
    """Hands out tokens to our own services."""

    def __init__(self, directory: Directory, cache: Cache, trial: Trying) -> None:
        self._directory = directory
        self._cache = cache
        self._trial = trial

    def definitions(self) -> list[web.RouteDef]:
        """Return the routes, to be added to an application."""
        return [
            web.get(f"{_TENANT}/token", self.token),
            web.post(f"{_TENANT}/token/refresh", self.refresh),
            web.post(f"{_TENANT}/token/trial", self.trial),
        ]

    async def token(self, request: web.Request) -> web.Response:
        """Answer with the tenant's current token."""
        tenant = await self._tenant(request)
        return _answer(await self._cache.current(tenant))

    async def refresh(self, request: web.Request) -> web.Response:
        """Answer with a token of another version than the rejected one; a new one only if there is none yet."""
        tenant = await self._tenant(request)
        try:
            rejection = Rejection.model_validate_json(await request.read())
        except ValidationError:
            raise web.HTTPBadRequest(reason='the body must be {"rejectedVersion": n}') from None
        # In a header: a token-manager of an earlier release refuses unknown keys of the body, and ignores headers.
        told = {"has_served": True} if request.headers.get("Token-Served") == "true" else {}
        return _answer(
            await self._cache.refreshed(
                tenant, rejection.rejected_version, is_trial=rejection.is_trial, **told
            )
        )

    async def trial(self, request: web.Request) -> web.Response:
        """Answer with a token of version 0 that no worker gets, also for a tenant that is not active."""
        return _answer(await self._trial.token(await self._known(request)))

    async def _known(self, request: web.Request) -> TokenTenant:
        tenant = await self._directory.lookup(request.match_info["tenantUid"])
        if tenant is None:
            raise web.HTTPNotFound(reason="unknown tenant")
        return tenant

    async def _tenant(self, request: web.Request) -> TokenTenant:
        tenant = await self._known(request)
        if not tenant.active:
            raise web.HTTPForbidden(reason="the tenant is not active")
        return tenant


def _answer(token: AccessToken) -> web.Response:
    expires_at = token.expires_at.astimezone(UTC).isoformat().replace("+00:00", "Z")
    body = {"accessToken": token.value, "expiresAt": expires_at, "version": token.version}
    # A token is a secret: nothing on the way may keep it.
    return web.json_response(body, headers={"Cache-Control": "no-store"})


@web.middleware
async def errors_as_json(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn every expected failure into its status and one sentence; an unexpected one is aiohttp's bare 500."""
    try:
        return await handler(request)
    except web.HTTPException as error:
        return _error(error.status, error.reason)
    except TimeoutError:
        return _error(
            503, "another process renews the token, and does not end", {"Retry-After": _RETRY_AFTER_SECONDS}
        )
    except (GrantUnavailable, StoreUnavailable, TenantsUnread) as error:
        return _error(503, str(error), {"Retry-After": _RETRY_AFTER_SECONDS})
    except GrantError as error:
        # No Retry-After: this does not pass by itself, somebody must mend the tenant's settings.
        return _error(502, str(error))


def _error(status: int, text: str, headers: dict[str, str] | None = None) -> web.Response:
    return web.json_response({"error": text}, status=status, headers=headers)


def require_internal_key(key: SecretStr) -> Middleware:
    """Return a middleware that answers 401 on our own routes unless the bearer key is right; probes need none."""
    accepted = [f"Bearer {one.get_secret_value()}".encode() for one in accepted_keys(key)]

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        given = request.headers.get("Authorization", "").encode(errors="surrogateescape")
        if request.path.startswith(_PROTECTED) and not _is_one_of(accepted, given):
            raise web.HTTPUnauthorized
        return await handler(request)

    return check


def _is_one_of(accepted: Sequence[bytes], given: bytes) -> bool:
    """Compare with each, so that the time tells nothing of which was right."""
    return any([hmac.compare_digest(given, one) for one in accepted])  # noqa: C419 - a generator would stop early
