"""The token-manager's OpenAPI document is what it does: its routes, and every answer to anything one can send."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer
from hypothesis import settings
from pydantic import SecretStr

from flow_omnium.runtime.dependencies import Dependencies
from flow_omnium.runtime.metrics import Registrar, TokenMetrics
from flow_omnium.tenants.directory import TenantDirectory
from flow_omnium.testing.clock import FixedClock
from flow_omnium.testing.openapi_fuzzer import OpenApiFuzzer
from flow_omnium.testing.tenants import InMemoryTenants, a_tenant, destinations
from flow_omnium.testing.tokens import InMemoryRenewalLeases, InMemoryTokens
from token_manager.app import TokenManagerMetrics, create_app
from token_manager.issuing import Backoff, Issuer
from token_manager.routes import TokenRoutes
from token_manager.tenants import TokenTenant
from token_manager.token_answer import GrantedToken, GrantRefused, GrantUnavailable
from token_manager.tokens import TokenCache
from token_manager.trial import Trial

KEY = {"Authorization": "Bearer the-key"}
TENANTS = ("acme", "idle", "refused", "away", "nobody", None)
INPUTS = settings().max_examples // 10
"""Of each route, for each tenant, fitting the document and not."""


class Omnium:
    """Grants a token, but not to everybody."""

    async def request(self, tenant: TokenTenant) -> GrantedToken:
        if tenant.tenant_uid == "refused":
            raise GrantRefused("Omnium refused the tenant's client id and secret (HTTP 401)")
        if tenant.tenant_uid == "away":
            raise GrantUnavailable("Omnium's token endpoint answered HTTP 500")
        return GrantedToken("a.b.c", 3600.0)


@pytest.fixture
async def client() -> AsyncIterator[TestClient[Any, Any]]:
    stored, clock, metrics = InMemoryTenants(), FixedClock(), TokenMetrics(Registrar())
    for name in ("acme", "refused", "away"):
        await stored.apply(a_tenant(name))
    await stored.apply(a_tenant("idle", active=False))
    tokens = InMemoryTokens()
    issuer = Issuer(tokens, Omnium(), clock, Backoff(lambda: 0.0), metrics)
    cache = TokenCache(
        tokens,
        InMemoryRenewalLeases(),
        issuer,
        clock,
        metrics,
        hosts=destinations().omnium,
        owner="test",
        chance=lambda: 0.5,
    )
    async with TenantDirectory(stored, refresh_seconds=3600, reread_seconds=0) as directory:
        trial, key = Trial(Omnium(), clock), SecretStr("the-key")
        app = create_app(TokenRoutes(directory, cache, trial), key, Dependencies(), TokenManagerMetrics())
        async with TestClient(TestServer(app)) as client:
            yield client


async def document_of(client: TestClient[Any, Any]) -> dict[str, Any]:
    async with client.get("/openapi.json") as response:
        assert (response.status, response.content_type) == (200, "application/json")
        document: dict[str, Any] = await response.json()
    return document


async def test_the_document_names_exactly_the_routes_that_are_served(client: TestClient[Any, Any]) -> None:
    document = await document_of(client)

    app = client.server.app  # type: ignore[attr-defined]
    served = {
        (route.method, route.resource.canonical)
        for route in app.router.routes()
        if route.resource is not None and route.method != "HEAD"
    }
    assert served == {(method.upper(), path) for path, item in document["paths"].items() for method in item}


SENDERS: dict[str, tuple[dict[str, str], set[int]]] = {
    "the key": (KEY, {200, 400, 401, 403, 404, 502, 503}),
    "no key": ({}, {200, 401}),
}


@pytest.mark.parametrize("sender", SENDERS)
async def test_every_answer_is_a_documented_one(client: TestClient[Any, Any], sender: str) -> None:
    headers, expected = SENDERS[sender]
    fuzzer = OpenApiFuzzer(await document_of(client), TENANTS, headers, inputs=INPUTS)

    await asyncio.to_thread(fuzzer.run, str(client.make_url("")))

    assert set(fuzzer.answers) == expected
