"""The token request on the wire, and that its secret stays there."""

import json
import logging
import ssl
import traceback
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from aiohttp import web
from pydantic import AnyHttpUrl

from flow_omnium.runtime.destinations import omnium_hosts
from flow_omnium.runtime.logging import configure_logging
from flow_omnium.runtime.settings.process import LogSettings
from flow_omnium.tenants.closed_secret import ClosedSecret
from flow_omnium.tenants.tenant import OmniumAccess, Tenant
from flow_omnium.testing.http_peer import Answering, HttpPeer, answers, breaks_off, resets
from flow_omnium.testing.tenants import a_tenant
from token_manager.grant import OmniumGrant
from token_manager.token_answer import (
    GrantError,
    GrantMisconfigured,
    GrantRefused,
    GrantUnavailable,
    GrantUnreadable,
)

JWT = "eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjF9.c2ln"
GRANTED = answers(200, json.dumps({"accessToken": JWT, "tokenType": "Bearer", "expiresIn": 864_000}))
SECRET = "hush&hush=+ ø"
ENCODED_SECRET = "hush%26hush%3D%2B+%C3%B8"


def a_grant(url: str, timeout_seconds: float = 5) -> OmniumGrant:
    return OmniumGrant(omnium_hosts(url), ssl.create_default_context(), timeout_seconds=timeout_seconds)


def tenant_with_secret(**changes: Any) -> Tenant:
    credentials = {"OMNIUM_CLIENT_ID": "our id", "OMNIUM_CLIENT_SECRET": SECRET}
    return a_tenant(parameters=credentials, **changes)


@pytest.fixture
def debug_logs(capfd: pytest.CaptureFixture[str]) -> Iterator[pytest.CaptureFixture[str]]:
    root = logging.getLogger()
    handlers, level, before = root.handlers, root.level, structlog.get_config()
    output = configure_logging("test", LogSettings(log_level="DEBUG"))
    yield capfd
    # The captured file is closed with the test: whatever still wrote there would write into a connection of another.
    output.close()
    structlog.configure(**before)
    root.handlers = handlers
    root.setLevel(level)


async def test_the_credentials_travel_in_the_query_and_nowhere_else() -> None:
    async with HttpPeer(GRANTED) as peer:
        granted = await a_grant(peer.url).request(tenant_with_secret())
    (request,) = peer.received
    assert request.method == "POST"
    assert request.target == (f"/api/token?clientId=our+id&clientSecret={ENCODED_SECRET}&returnAsJson=true")
    assert request.body == b""
    assert "Authorization" not in request.headers
    assert (granted.value, granted.expires_in) == (JWT, 864_000)


async def test_a_tenant_may_have_its_own_omnium() -> None:
    async with HttpPeer(GRANTED) as peer:
        hosts = omnium_hosts("http://127.0.0.1:9", [peer.url])
        granted = await OmniumGrant(hosts, ssl.create_default_context()).request(
            a_tenant(omnium={"apiUrl": peer.url + "/"})
        )
    assert peer.received[0].target.startswith("/api/token?")
    assert granted.origin == f"http://{peer.received[0].headers['Host']}"


async def test_a_bare_token_is_taken() -> None:
    async with HttpPeer(answers(200, JWT, "text/plain")) as peer:
        granted = await a_grant(peer.url).request(a_tenant())
    assert (granted.value, granted.expires_in) == (JWT, None)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (answers(401, "no"), GrantRefused),
        (answers(400, "<h1>Bad Request</h1>", "text/html"), GrantRefused),
        (answers(200, "<h1>Welcome</h1>", "text/html"), GrantUnreadable),
        (answers(200, ""), GrantUnreadable),
        (answers(302, "", Location="/elsewhere"), GrantUnreadable),
        (answers(200, json.dumps({"error": "x", "error_description": SECRET})), GrantUnreadable),
        (answers(500, SECRET), GrantUnavailable),
        (resets, GrantUnavailable),
        (breaks_off, GrantUnavailable),
    ],
)
async def test_no_failure_tells_the_secret(
    answer: Answering, error: type[GrantError], debug_logs: pytest.CaptureFixture[str]
) -> None:
    async with HttpPeer(answer) as peer:
        with pytest.raises(error) as caught:
            await a_grant(peer.url).request(tenant_with_secret())
        told = "".join(traceback.format_exception(caught.value)) + debug_logs.readouterr().out
        assert "hush" not in told
        assert peer.url not in told
    assert caught.value.__cause__ is caught.value.__context__ is None


async def test_a_slow_answer_is_not_waited_for_for_ever() -> None:
    async with HttpPeer(GRANTED) as peer:
        with pytest.raises(GrantUnavailable, match="Timeout"):
            await a_grant(peer.url, timeout_seconds=1e-9).request(a_tenant())


async def test_an_omnium_that_is_away_is_unavailable() -> None:
    with pytest.raises(GrantUnavailable, match="ConnectError"):
        await a_grant("http://127.0.0.1:9").request(tenant_with_secret())


async def test_a_granted_token_is_not_logged_at_debug(debug_logs: pytest.CaptureFixture[str]) -> None:
    async with HttpPeer(GRANTED) as peer:
        await a_grant(peer.url).request(tenant_with_secret())
    told = debug_logs.readouterr()
    assert not [secret for secret in ("hush", JWT, "/api/token") if secret in told.out + told.err]


async def test_a_redirect_is_not_followed_with_the_secret_in_its_url() -> None:
    async with HttpPeer(GRANTED) as elsewhere:

        async def away(request: web.Request) -> web.StreamResponse:
            return web.Response(status=307, headers={"Location": f"{elsewhere.url}{request.path_qs}"})

        async with HttpPeer(away) as peer:
            with pytest.raises(GrantError):
                await a_grant(peer.url).request(tenant_with_secret())
    assert len(peer.received) == 1
    assert elsewhere.received == []


@pytest.mark.parametrize("spelling", ["http://{}", "http://omnium.example@{}", "http://{}/api"])
async def test_an_address_that_is_not_allowed_is_sent_nothing(spelling: str) -> None:
    async with HttpPeer(GRANTED) as evil:
        address = AnyHttpUrl(spelling.format(evil.url.removeprefix("http://")))
        turned = tenant_with_secret().model_copy(
            update={"omnium": OmniumAccess.model_construct(api_url=address)}
        )
        with pytest.raises(
            GrantMisconfigured, match=r"omnium.apiUrl: http://127.0.0.1:\d+ is not among"
        ) as caught:
            await a_grant("http://127.0.0.1:9").request(turned)
    assert evil.received == []
    assert SECRET not in str(caught.value)


async def test_a_secret_that_does_not_open_is_not_sent() -> None:
    closed = ClosedSecret("acme", "parameters.OMNIUM_CLIENT_SECRET", "sealed for another destination")
    tenant = a_tenant()
    parameters = tenant.parameters.model_copy(update={"omnium_client_secret": closed})
    async with HttpPeer(GRANTED) as peer:
        with pytest.raises(GrantMisconfigured, match="sealed for another destination"):
            await a_grant(peer.url).request(tenant.model_copy(update={"parameters": parameters}))
    assert peer.received == []
