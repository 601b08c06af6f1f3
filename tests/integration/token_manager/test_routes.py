"""What the token-manager answers, over HTTP."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import TypeAlias

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from pydantic import SecretStr

from flow_omnium.runtime.dependencies import Dependencies
from flow_omnium.tenants.directory import TenantDirectory
from flow_omnium.testing.tenants import InMemoryTenants, a_tenant
from flow_omnium.tokens.source import AccessToken
from token_manager.app import TokenManagerMetrics, create_app
from token_manager.issuing import StoreUnavailable
from token_manager.routes import TokenRoutes
from token_manager.tenants import TokenTenant
from token_manager.token_answer import GrantRefused, GrantUnavailable, GrantUnreadable

Client: TypeAlias = TestClient[web.Request, web.Application]

KEY = {"Authorization": "Bearer the-key"}
TOKEN = "/v1/tenants/acme/token"
REFRESH = "/v1/tenants/acme/token/refresh"


class CountingCache:
    """Hands out versions 1, 2, …; fails with `error` when there is one."""

    def __init__(self) -> None:
        self.version = 1
        self.trials = 0
        self.served = 0
        self.error: Exception | None = None

    async def current(self, tenant: TokenTenant) -> AccessToken:
        if self.error:
            raise self.error
        expires_at = datetime(2030, 1, 11, 12, 30, tzinfo=UTC)
        return AccessToken(f"{tenant.tenant_uid}-{self.version}", expires_at, self.version)

    async def refreshed(
        self,
        tenant: TokenTenant,
        rejected_version: int,
        *,
        is_trial: bool = False,
        has_served: bool = False,
    ) -> AccessToken:
        self.served += has_served
        self.version += rejected_version == self.version
        self.trials += is_trial
        return await self.current(tenant)


class FreshTokens:
    """Grants a token at each trial; refuses who is called `refused`."""

    async def token(self, tenant: TokenTenant) -> AccessToken:
        if tenant.tenant_uid == "refused":
            raise GrantRefused("Omnium refused the tenant's client id and secret (HTTP 401)")
        return AccessToken(f"{tenant.tenant_uid}-trial", datetime(2030, 1, 11, 12, 30, tzinfo=UTC), 0)


@pytest.fixture
def cache() -> CountingCache:
    return CountingCache()


@pytest.fixture
async def tenants() -> InMemoryTenants:
    stored = InMemoryTenants()
    await stored.apply(a_tenant("acme"))
    await stored.apply(a_tenant("idle", active=False))
    await stored.apply(a_tenant("refused", active=False))
    return stored


@pytest.fixture
async def client(tenants: InMemoryTenants, cache: CountingCache) -> AsyncIterator[Client]:
    async with TenantDirectory(tenants, refresh_seconds=3600, reread_seconds=0) as directory:
        app = create_app(
            TokenRoutes(directory, cache, FreshTokens()),
            SecretStr("the-key"),
            Dependencies(),
            TokenManagerMetrics(),
        )
        async with TestClient(TestServer(app)) as client:
            yield client


async def error_of(answer: aiohttp.ClientResponse) -> tuple[int, str]:
    return answer.status, (await answer.json())["error"]


async def test_a_token_comes_with_its_expiry_and_version(client: Client) -> None:
    answer = await client.get(TOKEN, headers=KEY)
    assert answer.status == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert await answer.json() == {"accessToken": "acme-1", "expiresAt": "2030-01-11T12:30:00Z", "version": 1}


async def test_only_the_current_version_is_refreshed(client: Client) -> None:
    for _ in range(2):
        answer = await client.post(REFRESH, headers=KEY, json={"rejectedVersion": 1})
        assert (answer.status, (await answer.json())["version"]) == (200, 2)


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer wrong", "the-key", "Basic dGhlLWtleQ==", "Bearer ø"]
)
@pytest.mark.parametrize("path", [TOKEN, "/v1/tenants/nobody/token", "/v1/anything"])
async def test_nothing_is_told_without_the_internal_key(client: Client, header: str, path: str) -> None:
    answer = await client.get(path, headers={"Authorization": header})
    assert await error_of(answer) == (401, "Unauthorized")


async def test_probes_need_no_key(client: Client) -> None:
    assert (await client.get("/healthz")).status == 200
    assert (await client.get("/readyz")).status == 200


@pytest.mark.parametrize("key", ["old-key", "new-key"])
async def test_while_the_internal_key_is_replaced_both_are_right(tenants: InMemoryTenants, key: str) -> None:
    async with TenantDirectory(tenants, refresh_seconds=3600, reread_seconds=0) as directory:
        both = SecretStr("old-key, new-key")
        app = create_app(
            TokenRoutes(directory, CountingCache(), FreshTokens()),
            both,
            Dependencies(),
            TokenManagerMetrics(),
        )
        async with TestClient(TestServer(app)) as client:
            assert (await client.get(TOKEN, headers={"Authorization": f"Bearer {key}"})).status == 200
            wrong = await client.get(TOKEN, headers={"Authorization": "Bearer old-key, new-key"})
            assert wrong.status == 401


async def test_an_unknown_tenant_is_not_found(client: Client) -> None:
    answer = await client.get("/v1/tenants/nobody/token", headers=KEY)
    assert await error_of(answer) == (404, "unknown tenant")


@pytest.mark.parametrize("uid", ["..%2facme", "%2e%2e%2facme", "acme%00", "acme%0a", "a%20b", "æ", "$ne"])
async def test_what_is_no_uid_of_flow_is_not_looked_up(client: Client, uid: str) -> None:
    answer = await client.get(f"/v1/tenants/{uid}/token", headers=KEY)
    assert await error_of(answer) == (404, "Not Found")


async def test_a_tenant_that_is_not_active_gets_no_token(client: Client) -> None:
    answer = await client.get("/v1/tenants/idle/token", headers=KEY)
    assert await error_of(answer) == (403, "the tenant is not active")


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "[]",
        "null",
        "{}",
        '{"rejectedVersion":"1"}',
        '{"rejectedVersion":true}',
        '{"rejectedVersion":0}',
        '{"rejectedVersion":1,"more":1}',
        '{"rejectedVersion":1.5}',
        "\xff",
    ],
)
async def test_a_bad_body_refreshes_nothing(client: Client, cache: CountingCache, body: str) -> None:
    answer = await client.post(REFRESH, headers=KEY, data=body.encode("latin-1"))
    assert (await error_of(answer))[0] == 400
    assert cache.version == 1


async def test_a_large_body_is_refused(client: Client) -> None:
    answer = await client.post(REFRESH, headers=KEY, data=b"x" * 5000)
    assert (await error_of(answer))[0] == 413


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (GrantRefused("Omnium says no"), 502),
        (GrantUnreadable("no token"), 502),
        (GrantUnavailable("Omnium is away"), 503),
        (StoreUnavailable(), 503),
    ],
)
async def test_why_there_is_no_token_is_told(
    client: Client, cache: CountingCache, error: Exception, status: int
) -> None:
    cache.error = error
    answer = await client.get(TOKEN, headers=KEY)
    assert await error_of(answer) == (status, str(error))
    assert ("Retry-After" in answer.headers) == (status == 503)


async def test_an_unknown_tenant_is_not_called_so_while_the_database_is_down(
    client: Client, tenants: InMemoryTenants
) -> None:
    tenants.unreachable = True
    answer = await client.get("/v1/tenants/nobody/token", headers=KEY)
    assert answer.status == 503


@pytest.mark.parametrize(
    ("said", "counted"), [({}, 0), ({"Token-Served": "true"}, 1), ({"Token-Served": "false"}, 0)]
)
async def test_a_report_may_say_that_the_token_was_good_before(
    client: Client, cache: CountingCache, said: dict[str, str], counted: int
) -> None:
    answer = await client.post(REFRESH, json={"rejectedVersion": 1}, headers={**KEY, **said})
    assert (answer.status, (await answer.json())["version"]) == (200, 2)
    assert cache.served == counted


@pytest.mark.parametrize("uid", ["acme", "idle"])
async def test_a_trial_gets_a_token_whether_the_tenant_is_active_or_not(
    client: Client, cache: CountingCache, uid: str
) -> None:
    async with client.post(f"/v1/tenants/{uid}/token/trial", headers=KEY) as answer:
        assert (answer.status, answer.headers["Cache-Control"]) == (200, "no-store")
        assert await answer.json() == {
            "accessToken": f"{uid}-trial",
            "expiresAt": "2030-01-11T12:30:00Z",
            "version": 0,
        }
    assert cache.version == 1, "nothing that workers get has changed"


async def test_a_trial_of_wrong_credentials_or_of_nobody_says_so(client: Client) -> None:
    async with client.post("/v1/tenants/refused/token/trial", headers=KEY) as answer:
        assert await error_of(answer) == (
            502,
            "Omnium refused the tenant's client id and secret (HTTP 401)",
        )
    async with client.post("/v1/tenants/nobody/token/trial", headers=KEY) as answer:
        assert await error_of(answer) == (404, "unknown tenant")
    async with client.post("/v1/tenants/idle/token/trial") as answer:
        assert answer.status == 401
