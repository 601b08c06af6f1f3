"""One REST call to Flow or Omnium: sends it, and turns every way it can fail into an outcome.

Nothing here logs, and no error carries a URL, a query, a header or a cause: Omnium's ids and secrets travel there.
"""

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from types import MappingProxyType
from typing import Any
from urllib.parse import quote, urlencode

import aiohttp
from pydantic import BaseModel
from yarl import URL

from flow_omnium.outcomes import ApiCall, InvalidData, Unavailable
from flow_omnium.rest.answer_limits import (
    DOCUMENT_ANSWER,
    ENCODINGS,
    ERROR_ANSWER,
    JSON_ANSWER,
    Limit,
    bounded,
    too_long,
)
from flow_omnium.rest.answers import Answer, Secrets, document_of, file_of
from flow_omnium.rest.bearer import Bearer
from flow_omnium.rest.call_watch import CallWatch
from flow_omnium.rest.exact_json import encode
from flow_omnium.rest.transport_faults import TRANSPORT_ERRORS, ProxyFault, transport_fault
from flow_omnium.runtime.proxies import Proxies, Proxy

_SERVED = frozenset({*range(200, 300), HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT})
"""What only a system answers that has accepted the token; anything else may come from what stands before it."""

_PROXY = "proxy"
"""The system that a call failed at, where it was none of those that it was meant for."""

_ENCODINGS = "gzip, deflate"
_HEADERS: Mapping[str, str] = MappingProxyType({"Accept": "application/json", "Accept-Encoding": _ENCODINGS})
_HEADERS_WITH_BODY: Mapping[str, str] = MappingProxyType({**_HEADERS, "Content-Type": "application/json"})
_HEADERS_WITH_FILE: Mapping[str, str] = MappingProxyType(
    {**_HEADERS, "Content-Type": "application/octet-stream"}
)
_HEADERS_FOR_FILE: Mapping[str, str] = MappingProxyType(
    {"Accept": "application/pdf", "Accept-Encoding": _ENCODINGS}
)

Body = BaseModel | Sequence[BaseModel] | Mapping[str, Any] | bytes
"""What goes with a call: a model, a list of models, a dict, or a file."""


@dataclass(frozen=True)
class Timeouts:
    """Seconds for opening a connection, and for a whole call. Omnium's workflows answer in up to 30 s."""

    connect: float = 5.0
    total: float = 60.0


@dataclass(frozen=True)
class Call:
    """One call: its route template (`/orders/{orderUid}`) and what goes into it."""

    method: str
    route: str
    ids: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    query: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    body: Body | None = None


@dataclass(frozen=True)
class Peer:
    """Whom a call goes to, in whose name, how many at once, and what its errors must not show."""

    base_url: str
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

    async def send(self, call: Call, peer: Peer) -> Any:
        """Make the call and return the parsed answer, None if it is empty; fractions are Decimals.

        A 401 leads to one renewed token and one more try. Raises ApiError, Deferred (429), TokenUnavailable,
        and InvalidData for an id that no path can carry.
        """
        with self._watch.call(self._shown(call), peer.tenant_uid):
            answered = await self._made(call, _request(_url(peer.base_url, call), call), peer)
            return document_of(answered.call, answered.answer, answered.secrets)

    async def download(self, call: Call, peer: Peer) -> bytes:
        """Make the call and return the file that comes. Raises what `send` raises."""
        with self._watch.call(self._shown(call), peer.tenant_uid):
            plain = _request(_url(peer.base_url, call), call)
            request = replace(plain, headers=_HEADERS_FOR_FILE, limit=DOCUMENT_ANSWER)
            answered = await self._made(call, request, peer)
            return file_of(answered.call, answered.answer, answered.secrets)

    def _shown(self, call: Call) -> ApiCall:
        return ApiCall(self._system, call.method, call.route)

    async def _made(self, call: Call, request: "_Request", peer: Peer) -> "_Answered":
        shown = self._shown(call)
        token = await peer.bearer.token()
        secrets = peer.secrets.with_value(token)
        if (proxy := self._proxies.leading_to(request.url)) is not None:
            secrets = Secrets((*secrets.values, *proxy.secrets))
        answer = await self._answer(shown, request, peer, token)
        if answer.status == HTTPStatus.UNAUTHORIZED and (renewed := await peer.bearer.renewed()) is not None:
            secrets = secrets.with_value(renewed)
            answer = await self._answer(shown, request, peer, renewed)
        if answer.status in _SERVED:
            peer.bearer.served()
        return _Answered(shown, answer, secrets)

    async def _answer(self, shown: ApiCall, request: "_Request", peer: Peer, token: str) -> Answer:
        async with peer.slot:
            with self._watch.exchange(shown, request.url.host) as seen:
                proxy = self._proxies.leading_to(request.url)
                result = await self._exchange(request, token, proxy)
                if isinstance(result, ProxyFault):
                    seen.stopped_at(_PROXY)
                else:
                    seen.ended(result.status if isinstance(result, Answer) else None)
        # Raised here, outside the handling of the library's error, so that it is not even the context of ours.
        if isinstance(result, ProxyFault):
            raise Unavailable(replace(shown, system=_PROXY), f"{result}, on the way to {self._system}")
        if isinstance(result, str):
            raise Unavailable(shown, result)
        return result

    async def _exchange(
        self, request: "_Request", token: str, proxy: Proxy | None
    ) -> Answer | ProxyFault | str:
        headers = {**request.headers, "Authorization": f"Bearer {token}"}
        try:
            async with self._session.request(
                request.method,
                request.url,
                data=request.body,
                headers=headers,
                allow_redirects=False,
                timeout=self._timeout,
                proxy=None if proxy is None else proxy.url,
            ) as response:
                if proxy is not None and response.status == HTTPStatus.PROXY_AUTHENTICATION_REQUIRED:
                    response.close()
                    return ProxyFault(proxy, f"answered {response.status}")
                return await _read(response, request.limit)
        except TRANSPORT_ERRORS as error:
            return transport_fault(error, proxy)


async def _read(response: aiohttp.ClientResponse, limit: Limit) -> Answer:
    is_success = HTTPStatus.OK <= response.status < HTTPStatus.MULTIPLE_CHOICES
    limit = limit if is_success else ERROR_ANSWER
    encoding = response.headers.get("Content-Encoding", "").strip().lower()
    answer = Answer(response.status, b"", response.headers.get("Retry-After"), response.headers.get("Date"))
    if encoding not in ENCODINGS:
        response.close()
        return replace(answer, fault="the answer comes in an encoding that was not asked for")
    body = await bounded(response.content.iter_any(), limit)
    if body.is_cut:
        response.close()
    return replace(answer, body=body.content, fault=too_long(limit) if body.is_cut else "")


@dataclass(frozen=True)
class _Request:
    method: str
    url: URL
    headers: Mapping[str, str]
    body: bytes | None
    limit: Limit = JSON_ANSWER


@dataclass(frozen=True)
class _Answered:
    """An answer, how its call is told in errors, and what these must not show."""

    call: ApiCall
    answer: Answer
    secrets: Secrets


def _request(url: URL, call: Call) -> _Request:
    if call.body is None:
        return _Request(call.method, url, _HEADERS, None)
    if isinstance(call.body, bytes):
        return _Request(call.method, url, _HEADERS_WITH_FILE, call.body)
    return _Request(call.method, url, _HEADERS_WITH_BODY, encode(_document(call.body)))


def _document(body: BaseModel | Sequence[BaseModel] | Mapping[str, Any]) -> object:
    if isinstance(body, Mapping):
        return body
    if isinstance(body, BaseModel):
        # Nulls are left out: Flow's optional fields are absent rather than null, and to Omnium null means the same.
        return body.model_dump(by_alias=True, exclude_none=True)
    return [_document(item) for item in body]


def _url(base_url: str, call: Call) -> URL:
    path = call.route
    for name, value in call.ids.items():
        path = path.replace(f"{{{name}}}", _segment(name, value))
    query = f"?{urlencode(call.query)}" if call.query else ""
    return URL(f"{base_url.rstrip('/')}{path}{query}", encoded=True)


def _segment(name: str, value: str) -> str:
    # An empty or dotted segment would make another path of it.
    if value in ("", ".", ".."):
        raise InvalidData(name, value, "an id")
    return quote(value, safe="")
