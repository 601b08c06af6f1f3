"""One REST call to Flow or Omnium: sends it, and turns every way it can fail into an outcome.

Nothing here logs, and no error carries a URL, a query, a header or a cause: Omnium's ids and secrets are in them.
"""

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any, Final

import aiohttp
from aiohttp import hdrs
from yarl import URL

from flow_omnium.outcomes import ApiCall, NotFound, Unavailable
from flow_omnium.rest.answer_limits import (
    DOCUMENT_ANSWER,
    ENCODINGS,
    ERROR_ANSWER,
    Limit,
    bounded_stream,
    too_long,
)
from flow_omnium.rest.answers import Answer, Secrets, document_of, file_of, is_success
from flow_omnium.rest.bearer import Bearer
from flow_omnium.rest.call import HEADERS_FOR_FILE, Call, Request, request_of
from flow_omnium.rest.call_watch import CallWatch
from flow_omnium.rest.transport_faults import TRANSPORT_ERRORS, ProxyFault, transport_fault
from flow_omnium.runtime.proxies import Proxies, Proxy

_SERVED = frozenset({*range(200, 300), HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT})
"""Answers that only a system gives which has accepted the token; any other may come from a gateway before it."""

_UNAUTHORIZED: Final = int(HTTPStatus.UNAUTHORIZED)  # a look-up in an enum takes as long as a short function
_NOT_FOUND: Final = int(HTTPStatus.NOT_FOUND)

_PROXY = "proxy"
"""The system named in an error where a call failed at our own proxy, and never reached Flow or Omnium."""


@dataclass(frozen=True)
class Timeouts:
    """Seconds for opening a connection, and for a whole call. Omnium's workflows answer in up to 30 s."""

    connect: float = 5.0
    total: float = 60.0


@dataclass(frozen=True)
class Peer:
    """Where a call goes, with whose token, in which slot, and what its errors must not show."""

    base: URL
    bearer: Bearer
    slot: AbstractAsyncContextManager[object]
    secrets: Secrets
    tenant_uid: str = ""


class RestClient:
    """Calls one system over a session that the composition root owns."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        system: str,
        timeouts: Timeouts | None = None,
        *,
        watch: CallWatch | None = None,
        proxies: Proxies | None = None,
    ) -> None:
        limits = timeouts or Timeouts()
        self._proxies = proxies or Proxies()
        self._session = session
        self._watch = watch or CallWatch()
        self._system = system
        self._timeout = aiohttp.ClientTimeout(total=limits.total, sock_connect=limits.connect)
        self._names: dict[tuple[str, str], ApiCall] = {}  # there are as many as routes

    async def send(self, call: Call, peer: Peer) -> Any:
        """Make the call and return the parsed answer, None if it is empty; fractions are Decimals.

        A 401 leads to one renewed token and one more try. Raises ApiError, Deferred (429), TokenUnavailable,
        and InvalidData for an id that no path can carry.
        """
        shown = self._shown(call)
        with self._watch.call(shown, peer.tenant_uid):
            answer, secrets = await self._made(shown, request_of(peer.base, call), peer)
            if call.may_be_missing and answer.status == _NOT_FOUND:
                raise NotFound(shown, "", http_status=answer.status)
            return document_of(shown, answer, secrets)

    async def download(self, call: Call, peer: Peer) -> bytes:
        """Make the call and return the file that comes. Raises what `send` raises."""
        shown = self._shown(call)
        with self._watch.call(shown, peer.tenant_uid):
            request = request_of(peer.base, call)._replace(headers=HEADERS_FOR_FILE, limit=DOCUMENT_ANSWER)
            answer, secrets = await self._made(shown, request, peer)
            return file_of(shown, answer, secrets)

    def _shown(self, call: Call) -> ApiCall:
        name = call.method, call.route
        shown = self._names.get(name)
        if shown is None:
            shown = self._names[name] = ApiCall(self._system, *name)
        return shown

    async def _made(self, shown: ApiCall, request: Request, peer: Peer) -> tuple[Answer, Secrets]:
        """Return the answer, and what no error about it may show."""
        token = await peer.bearer.token()
        secrets = peer.secrets.with_value(token)
        proxy = self._proxies.leading_to(request.url)
        if proxy is not None:
            secrets = Secrets((*secrets.values, *proxy.secrets))
        answer = await self._answer(shown, request, peer, token, proxy)
        if answer.status == _UNAUTHORIZED and (renewed := await peer.bearer.renewed()) is not None:
            secrets = secrets.with_value(renewed)
            answer = await self._answer(shown, request, peer, renewed, proxy)
        if answer.status in _SERVED:
            peer.bearer.served()
        return answer, secrets

    async def _answer(
        self, shown: ApiCall, request: Request, peer: Peer, token: str, proxy: Proxy | None
    ) -> Answer:
        async with peer.slot:
            with self._watch.exchange(shown, request.url) as seen:
                result = await self._exchange(request, token, proxy)
                if isinstance(result, ProxyFault):
                    seen.stopped_at(_PROXY)
                else:
                    seen.ended(result.status if isinstance(result, Answer) else None)
        # Raised here, outside the `except`, so that the library's error, which names URLs, is not the context of ours.
        if isinstance(result, ProxyFault):
            raise Unavailable(replace(shown, system=_PROXY), f"{result}, on the way to {self._system}")
        if isinstance(result, str):
            raise Unavailable(shown, result)
        return result

    async def _exchange(self, request: Request, token: str, proxy: Proxy | None) -> Answer | ProxyFault | str:
        headers = {**request.headers, hdrs.AUTHORIZATION: f"Bearer {token}"}
        try:
            async with self._session.request(
                request.method,
                request.url,
                data=request.body,
                headers=headers,
                allow_redirects=False,  # a redirect would take the token to another host
                timeout=self._timeout,
                proxy=None if proxy is None else proxy.url,
            ) as response:
                return _refused_by(proxy, response) or await _read(response, request.limit)
        except TRANSPORT_ERRORS as error:
            return transport_fault(error, proxy)


def _refused_by(proxy: Proxy | None, response: aiohttp.ClientResponse) -> ProxyFault | None:
    if proxy is None or response.status != HTTPStatus.PROXY_AUTHENTICATION_REQUIRED:
        return None
    response.close()
    return ProxyFault(proxy, f"answered {response.status}")


async def _read(response: aiohttp.ClientResponse, limit: Limit) -> Answer:
    status, headers = response.status, response.headers
    encoding = headers.get(hdrs.CONTENT_ENCODING)
    told: tuple[str | None, str | None] = (None, None)
    if not is_success(status):
        limit, told = ERROR_ANSWER, (headers.get(hdrs.RETRY_AFTER), headers.get(hdrs.DATE))
    if encoding is not None and encoding.strip().lower() not in ENCODINGS:
        response.close()
        fault = "the answer comes in an encoding that was not asked for"
        return Answer(status, b"", *told, fault=fault)
    body = await bounded_stream(response.content, limit)
    if not body.is_cut:
        return Answer(status, body.content, *told)
    response.close()
    return Answer(status, body.content, *told, fault=too_long(limit), is_cut=True)
