"""Requests a token from Omnium: authlib's client-credentials grant, adapted to Omnium's form of it.

Omnium wants the credentials in the query of the URL. So that URL is a secret, and so is the text of every exception
that may hold it: whatever goes wrong here leaves as a GrantError, which is raised afresh, without a cause.
"""

import asyncio
import ssl
from collections.abc import Iterator, MutableMapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import urlencode

import httpx2
from authlib.integrations.httpx_client import AsyncOAuth2Client  # type: ignore[import-untyped]

from flow_omnium.outcomes import Misconfigured
from flow_omnium.rest.answer_limits import TOKEN_ANSWER, bounded, too_long
from flow_omnium.runtime.destinations import ApiHosts
from flow_omnium.runtime.proxies import Proxies, Proxy
from flow_omnium.runtime.tracing import Attributes, Kind, Tracer
from token_manager.tenants import TokenTenant
from token_manager.token_answer import (
    GrantedToken,
    GrantError,
    GrantMisconfigured,
    GrantUnavailable,
    GrantUnreadable,
    read_answer,
)

_AUTH_METHOD: Final = "omnium_query"
_TOKEN_ROUTE: Final = "/api/token"  # noqa: S105 - a path
_TOLD: Final[Attributes] = MappingProxyType(
    {"http.request.method": "POST", "url.template": _TOKEN_ROUTE, "peer.service": "omnium"}
)


class OmniumGrant:
    """Asks Omnium for tokens, one request each."""

    def __init__(
        self,
        hosts: ApiHosts,
        ssl_context: ssl.SSLContext,
        *,
        timeout_seconds: float = 15.0,
        tracer: Tracer | None = None,
        proxies: Proxies | None = None,
    ) -> None:
        self._proxies = proxies or Proxies()
        self._tracer = tracer or Tracer()
        self._hosts = hosts
        self._ssl_context = ssl_context  # made once: loading the certificates takes long
        self._timeout_seconds = timeout_seconds

    async def request(self, tenant: TokenTenant) -> GrantedToken:
        """Return a new token for the tenant. Raises GrantError."""
        # The URL is a secret: a trace gets the path that is the same for everybody.
        with self._tracer.span(Kind.CLIENT, f"POST {_TOKEN_ROUTE}", _TOLD) as span:
            try:
                return await self._requested(tenant)
            except GrantError as error:
                span.failed(type(error).__name__)
                raise

    async def _requested(self, tenant: TokenTenant) -> GrantedToken:
        url, secret = self._address_and_secret(tenant)
        proxy = self._proxies.leading_to(url)
        try:
            async with (
                asyncio.timeout(self._timeout_seconds),
                self._client(tenant, secret, proxy) as client,
            ):
                return _granted(await client.fetch_token(url), self._hosts.origin_for(tenant.omnium.api_url))
        except GrantError:
            raise
        except Exception as error:  # noqa: BLE001 - any other exception's text may hold the URL
            fault = f"Omnium's token endpoint cannot be used: {type(error).__name__}"
            if proxy is not None and (by_proxy := _proxy_fault(error)):
                fault = f"the proxy {proxy.shown}, on the way to Omnium's token endpoint, {by_proxy}"
        raise GrantUnavailable(fault)

    def _address_and_secret(self, tenant: TokenTenant) -> tuple[str, str]:
        try:
            url = self._hosts.url_for(tenant.tenant_uid, tenant.omnium.api_url).rstrip("/") + _TOKEN_ROUTE
            return url, tenant.parameters.omnium_client_secret.get_secret_value()
        except Misconfigured as error:
            fault = str(error)
        raise GrantMisconfigured(fault)

    def _client(self, tenant: TokenTenant, secret: str, proxy: Proxy | None) -> "_BoundedClient":
        client = _BoundedClient(
            client_id=tenant.parameters.omnium_client_id,
            client_secret=secret,
            token_endpoint_auth_method=_AUTH_METHOD,
            grant_type="client_credentials",
            verify=self._ssl_context,
            timeout=self._timeout_seconds,
            # A redirect would carry the secret, which stands in the URL, to wherever it points.
            follow_redirects=False,
            proxy=None if proxy is None else str(proxy.url),
            trust_env=False,
        )
        client.register_client_auth_method((_AUTH_METHOD, _credentials_in_query))
        client.register_compliance_hook("access_token_response", _as_oauth_answer)
        return client


class _BoundedClient(AsyncOAuth2Client):  # type: ignore[misc]
    """Reads of every answer no more than a token can be, whatever it inflates to. `send` raises GrantUnreadable."""

    async def send(self, request: httpx2.Request, **options: Any) -> httpx2.Response:
        response = await super().send(request, **{**options, "stream": True})
        try:
            sent = await bounded(response.aiter_raw(), TOKEN_ANSWER)
        finally:
            await response.aclose()
        if response.status_code == HTTPStatus.PROXY_AUTHENTICATION_REQUIRED:
            raise httpx2.ProxyError(str(response.status_code))
        # Inflated from what is in hand: what follows the end of a compressed body would be kept without end.
        in_hand = httpx2.Response(
            response.status_code, headers=response.headers, stream=httpx2.ByteStream(sent.content)
        )
        body = await bounded(in_hand.aiter_bytes(), TOKEN_ANSWER)
        if response.is_success and (sent.is_cut or body.is_cut):
            message = f"Omnium's token endpoint cannot be used: {too_long(TOKEN_ANSWER)}"
            raise GrantUnreadable(message)
        kind = {"Content-Type": response.headers.get("Content-Type", "")}
        return httpx2.Response(response.status_code, headers=kind, content=body.content, request=request)


def _credentials_in_query(
    client: Any, _method: str, uri: str, headers: MutableMapping[str, str], _body: Any
) -> tuple[str, MutableMapping[str, str], str]:
    """Sign a token request as Omnium wants it: everything in the query, an empty body."""
    query = {"clientId": client.client_id, "clientSecret": client.client_secret, "returnAsJson": "true"}
    headers.pop("Content-Type", None)
    return f"{uri}?{urlencode(query)}", headers, ""


def _proxy_fault(error: Exception) -> str:
    """Say what the proxy did, if it was the proxy: it alone is connected to, and what fails behind it fails in TLS."""
    if isinstance(error, httpx2.ProxyError):
        return f"answered {str(error)[:3]}"
    is_beyond = any(isinstance(cause, ssl.SSLError) for cause in _causes(error))
    if isinstance(error, httpx2.ConnectError | httpx2.ConnectTimeout) and not is_beyond:
        return "takes no connection"
    return ""


def _causes(error: BaseException) -> Iterator[BaseException]:
    cause = error.__cause__ or error.__context__
    while cause is not None:
        yield cause
        cause = cause.__cause__ or cause.__context__


def _as_oauth_answer(response: httpx2.Response) -> httpx2.Response:
    """Translate Omnium's answer into the one of RFC 6749, which authlib reads. Raises GrantError."""
    token = read_answer(response.status_code, response.text)
    answer = {"access_token": token.value, "token_type": "Bearer", "expires_in": token.expires_in}
    return httpx2.Response(200, json=answer)


def _granted(token: MutableMapping[str, Any], origin: str | None) -> GrantedToken:
    return GrantedToken(token["access_token"], token["expires_in"], origin)
