"""Gets a worker's tokens from the token-manager over HTTP, and keeps them until they near their expiry.

While the token-manager cannot be reached, a token that is still valid is used on.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Final
from urllib.parse import quote

import aiohttp
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, SecretStr, ValidationError
from pydantic.alias_generators import to_camel

from flow_omnium.outcomes import TokenUnavailable
from flow_omnium.rest.answer_limits import TOKEN_ANSWER, bounded_stream, too_long
from flow_omnium.runtime.clock import Clock, SystemClock
from flow_omnium.runtime.redaction import redact
from flow_omnium.runtime.settings.keys import shown_key
from flow_omnium.runtime.tls import certificate_fault, client_context
from flow_omnium.runtime.tracing import Kind, Tracer
from flow_omnium.tokens.schedule import renewal_due_at
from flow_omnium.tokens.single_flight import SingleFlight
from flow_omnium.tokens.source import AccessToken

_TIMEOUT: Final = aiohttp.ClientTimeout(total=30)  # longer than the token-manager gives Omnium
_RETRY_AFTER: Final = timedelta(seconds=5)
_ERROR_CHARACTERS: Final = 200
_SERVED: Final = MappingProxyType({"Token-Served": "true"})
"""In a header, which a token-manager of before does not mind: it refuses unknown keys of the body."""


class _Answer(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, hide_input_in_errors=True)

    access_token: Annotated[str, Field(min_length=1, repr=False)]
    expires_at: AwareDatetime
    version: int


@dataclass(frozen=True)
class _Ask:
    """One request about a tenant's token; `said` are further headers."""

    method: str
    route: str
    body: Mapping[str, int] | None = None
    said: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Held:
    token: AccessToken
    due_at: datetime


class TokenManagerClient:
    """A TokenSource. Calls of one tenant that come together make one request."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        base_url: str,
        internal_key: SecretStr,
        *,
        clock: Clock | None = None,
        tracer: Tracer | None = None,
        authority: Path | None = None,
    ) -> None:
        """`authority` is the one CA by which the token-manager's certificate is trusted; None: those of this machine."""
        self._tls = client_context(authority)
        self._tracer = tracer or Tracer()
        self._session = session
        self._base_url = base_url.rstrip("/")
        self._internal_key = shown_key(internal_key)
        self._clock = clock or SystemClock()
        self._held: dict[str, _Held] = {}
        self._flights: SingleFlight[AccessToken] = SingleFlight()

    async def token(self, tenant_uid: str) -> AccessToken:
        """Return a token that is valid as far as we know. Raises TokenUnavailable."""
        held = self._held.get(tenant_uid)
        if held is not None and self._clock.now() < held.due_at:
            return held.token
        try:
            return await self._flights.run(tenant_uid, lambda: self._fetched(tenant_uid))
        # A token-manager that is down must stop nobody whose token is still good.
        except TokenUnavailable:
            if held is None or self._clock.now() >= held.token.expires_at:
                raise
        self._held[tenant_uid] = _Held(held.token, self._clock.now() + _RETRY_AFTER)
        return held.token

    async def refreshed(self, tenant_uid: str, rejected: AccessToken) -> AccessToken:
        """Return a token newer than `rejected`, which Omnium has just refused. Raises TokenUnavailable."""
        held = self._held.get(tenant_uid)
        # Another call had it replaced while this one was on its way.
        if held is not None and held.token.version > rejected.version:
            return held.token
        return await self._flights.run(
            (tenant_uid, rejected.version), lambda: self._replaced(tenant_uid, rejected)
        )

    async def fresh(self, tenant_uid: str) -> AccessToken:
        """Have a new token granted although none was refused, to see whether it is. Raises TokenUnavailable."""
        version = (await self.token(tenant_uid)).version
        body = {"rejectedVersion": version, "isTrial": True}
        return await self._asked(tenant_uid, _Ask("POST", "/token/refresh", body))

    async def trial(self, tenant_uid: str) -> AccessToken:
        """Have the credentials tried of a tenant that may not be active: a token that nobody else gets. Raises TokenUnavailable."""
        return await self._got(tenant_uid, _Ask("POST", "/token/trial"))

    async def _fetched(self, tenant_uid: str) -> AccessToken:
        return await self._asked(tenant_uid, _Ask("GET", "/token"))

    async def _replaced(self, tenant_uid: str, rejected: AccessToken) -> AccessToken:
        body = {"rejectedVersion": rejected.version}
        said = _SERVED if rejected.record.may_have_served else {}
        token = await self._asked(tenant_uid, _Ask("POST", "/token/refresh", body, said))
        token.record.is_replacement = True
        return token

    async def _asked(self, tenant_uid: str, ask: _Ask) -> AccessToken:
        token, held = await self._got(tenant_uid, ask), self._held.get(tenant_uid)
        # The same token again: what it has served is known here alone, and must not be forgotten.
        if held is not None and held.token.version == token.version:
            token = replace(token, record=held.token.record)
        self._held[tenant_uid] = _Held(token, renewal_due_at(self._clock.now(), token.expires_at))
        return token

    async def _got(self, tenant_uid: str, ask: _Ask) -> AccessToken:
        url = f"{self._base_url}/v1/tenants/{quote(tenant_uid, safe='')}{ask.route}"
        template = f"/v1/tenants/{{tenantUid}}{ask.route}"
        told = {"http.request.method": ask.method, "url.template": template, "peer.service": "token-manager"}
        try:
            with self._tracer.span(Kind.CLIENT, f"{ask.method} {template}", told):
                answer = await self._from_one_that_stays(url, ask)
            return AccessToken(answer.access_token, answer.expires_at, answer.version)
        except (aiohttp.ClientError, TimeoutError, OSError, ValidationError) as error:
            # The error's own text may hold the URL, or the answer and with it the token.
            fault = f"the token-manager cannot be used: {_told(error)}"
        raise TokenUnavailable(fault)

    async def _from_one_that_stays(self, url: str, ask: _Ask) -> _Answer:
        """Ask once more where a connection breaks: a replica that leaves ends those that are open, and a second time
        the Service chooses another one. A rejected version is replaced once, however often it is told."""
        try:
            return await self._request(url, ask)
        except (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError):
            return await self._request(url, ask)

    async def _request(self, url: str, ask: _Ask) -> _Answer:
        headers = {**ask.said, "Authorization": f"Bearer {self._internal_key.get_secret_value()}"}
        current = self._tracer.current()
        if current is not None:
            headers["traceparent"] = current
        async with self._session.request(
            ask.method,
            url,
            json=ask.body,
            headers=headers,
            timeout=_TIMEOUT,
            allow_redirects=False,
            ssl=self._tls,
        ) as response:
            answer = await bounded_stream(response.content, TOKEN_ANSWER)
            if answer.is_cut:
                response.close()
                message = f"the token-manager cannot be used: {too_long(TOKEN_ANSWER)}"
                raise TokenUnavailable(message)
            text = answer.content.decode(errors="replace")
            if response.status != 200:  # noqa: PLR2004 - the one status that carries a token
                message = f"the token-manager answered {response.status}{_reason(text)}"
                raise TokenUnavailable(message)
            return _Answer.model_validate_json(text)


def _told(error: Exception) -> str:
    refused = certificate_fault(error)
    if refused is None:
        return type(error).__name__
    return f"TOKEN_MANAGER_URL, TOKEN_MANAGER_CA_FILE: its certificate is not accepted: {refused}"


class _Refusal(BaseModel):
    error: Annotated[str, Field(max_length=_ERROR_CHARACTERS)]


def _reason(text: str) -> str:
    """Return what the token-manager says in its own words; anybody else's answer is not repeated."""
    try:
        return f": {redact(_Refusal.model_validate_json(text).error)}"
    except ValidationError:
        return ""
