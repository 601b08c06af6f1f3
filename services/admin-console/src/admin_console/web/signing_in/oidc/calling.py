"""Calls to the issuer: bounded in time and size, to no other place, and told of without what they carry.

Answers are asked for uncompressed, so that their size is what was sent.
"""

import asyncio
import json
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

import httpx2
from authlib.integrations.base_client import OAuthError  # type: ignore[import-untyped]
from authlib.integrations.httpx_client import AsyncOAuth2Client  # type: ignore[import-untyped]
from authlib.oauth2.client import OAuth2Client  # type: ignore[import-untyped]

from admin_console.web.signing_in.oidc.faults import IssuerAway, NotSignedIn
from flow_omnium.rest.answer_limits import Limit, bounded
from flow_omnium.runtime.proxies import Proxies

ISSUER_ANSWER: Final = Limit("ISSUER_ANSWER", 256 * 1024)

_SECONDS: Final = 10.0
_PLAIN: Final = "identity"
_LONGEST_WORD: Final = 60


@dataclass(frozen=True)
class Client:
    """What the issuer knows us as."""

    client_id: str
    secret: str | None
    redirect_uri: str


@dataclass(frozen=True)
class Exchange:
    """A code, with what shows that it was meant for us, and how the issuer wants to be shown our secret."""

    endpoint: str
    code: str
    verifier: str
    method: str


class Caller:
    """Calls the issuer. Every method raises IssuerAway."""

    def __init__(self, client: Client, context: ssl.SSLContext, proxies: Proxies) -> None:
        self._client = client
        self._context = context  # made once: loading the certificates takes long
        self._proxies = proxies

    async def document(self, url: str) -> Mapping[str, Any]:
        """Read a JSON object."""
        async with (
            _answering(),
            httpx2.AsyncClient(
                transport=self._transport(url), timeout=_SECONDS, follow_redirects=False, trust_env=False
            ) as client,
        ):
            response = await client.get(url, headers={"Accept-Encoding": _PLAIN})
            response.raise_for_status()
            return _an_object(response.content)

    async def id_token(self, exchange: Exchange) -> str:
        """Exchange a code for an id token. Raises NotSignedIn where the issuer does not take it, or gives none."""
        async with _answering(), self._oauth(exchange) as client:
            given = await client.fetch_token(
                exchange.endpoint,
                grant_type="authorization_code",
                code=exchange.code,
                code_verifier=exchange.verifier,
            )
        token = given.get("id_token")
        if not isinstance(token, str):
            raise NotSignedIn("the issuer gave no id token")
        return token

    def address(self, endpoint: str, scope: str, **values: str) -> str:
        """Return where a browser is sent to sign in."""
        client = OAuth2Client(
            None,  # nothing is sent from here
            self._client.client_id,
            redirect_uri=self._client.redirect_uri,
            scope=scope,
            code_challenge_method="S256",
        )
        url, _ = client.create_authorization_url(endpoint, **values)
        return str(url)

    def _oauth(self, exchange: Exchange) -> Any:
        return AsyncOAuth2Client(
            self._client.client_id,
            self._client.secret,
            token_endpoint_auth_method="none" if self._client.secret is None else exchange.method,
            redirect_uri=self._client.redirect_uri,
            transport=self._transport(exchange.endpoint),
            headers={"Accept-Encoding": _PLAIN},
            timeout=_SECONDS,
            follow_redirects=False,
            trust_env=False,
        )

    def _transport(self, url: str) -> "_Bounded":
        proxy = self._proxies.leading_to(url)
        return _Bounded(
            verify=self._context, proxy=None if proxy is None else str(proxy.url), trust_env=False
        )


class _Bounded(httpx2.AsyncHTTPTransport):
    """Reads of an answer no more than an issuer's can be. Raises IssuerAway."""

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        response = await super().handle_async_request(request)
        try:
            body = await bounded(response.aiter_raw(), ISSUER_ANSWER)
        finally:
            await response.aclose()
        if body.is_cut or response.headers.get("Content-Encoding", _PLAIN) != _PLAIN:
            raise IssuerAway("the issuer's answer is too long, or compressed")
        kind = {"Content-Type": response.headers.get("Content-Type", "")}
        return httpx2.Response(response.status_code, headers=kind, content=body.content, request=request)


@asynccontextmanager
async def _answering() -> AsyncIterator[None]:
    """Tell what goes wrong by its class alone: any text may hold a code, a token or the secret."""
    try:
        async with asyncio.timeout(_SECONDS):
            yield
    except (IssuerAway, NotSignedIn):
        raise
    except OAuthError as error:
        fault: Exception = NotSignedIn("the issuer did not take the code: " + error_word(error.error))
    except httpx2.HTTPStatusError as error:
        fault = IssuerAway("the issuer answered HTTP " + str(error.response.status_code))
    except (httpx2.HTTPError, httpx2.InvalidURL, TimeoutError, ValueError, OSError) as error:
        fault = IssuerAway("the issuer does not answer: " + type(error).__name__)
    else:
        return
    raise fault from None


def error_word(text: object) -> str:
    """Return the one word by which OAuth tells an error; whatever else is told instead may be anything."""
    is_one = isinstance(text, str) and len(text) <= _LONGEST_WORD and text.replace("_", "").isalnum()
    return str(text) if is_one else "no reason is told"


def _an_object(content: bytes) -> Mapping[str, Any]:
    value = json.loads(content)
    if not isinstance(value, dict):
        raise IssuerAway("the issuer answered something else than a JSON object")
    return value
