"""The token-manager as a real process, between a real database and the simulated Omnium."""

import asyncio
import base64
import re
import secrets
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
from pydantic import SecretStr

from flow_omnium.outcomes import TokenUnavailable
from flow_omnium.runtime.database import Database
from flow_omnium.tenants.repository import TenantRepository
from flow_omnium.testing.polling import until
from flow_omnium.testing.tenants import a_tenant, keyring_of
from flow_omnium.tokens.manager_client import TokenManagerClient
from flow_omnium.tokens.source import AccessToken
from local_stack.infrastructure import Infrastructure
from local_stack.rundir import create_run
from local_stack.service import Service
from simulators.testing import Api, running_omnium

KEY = b"k" * 32
CLIENT_SECRET = "hush-client-secret"
INTERNAL_KEY = f"hush-{secrets.token_hex(12)}"
CREDENTIALS = {"OMNIUM_CLIENT_ID": "acme-client", "OMNIUM_CLIENT_SECRET": CLIENT_SECRET}


@dataclass(frozen=True)
class World:
    """A tenant, its Omnium, the running service, and a worker's client of it."""

    tenants: TenantRepository
    omnium: Api
    replicas: tuple[Service, ...]
    client: TokenManagerClient
    session: aiohttp.ClientSession

    @property
    def service(self) -> Service:
        """The replica that the client asks."""
        return self.replicas[0]

    async def counted(self) -> dict[str, int]:
        counts: dict[str, int] = (await self.omnium.get("/_sim/tokens")).json
        return counts

    async def shown_by(self, gauge: str) -> list[float | None]:
        """Return what each replica shows of the tenant, None where it shows nothing."""
        return [await self._shown(replica, gauge) for replica in self.replicas]

    async def _shown(self, replica: Service, gauge: str) -> float | None:
        served = await (await self.session.get(f"{replica.base_url}/metrics")).text()
        found = re.search(rf'^{gauge}{{tenant="acme"}} (\S+)$', served, re.MULTILINE)
        return None if found is None else float(found[1])


@pytest.fixture
async def omnium() -> AsyncIterator[Api]:
    async with running_omnium() as api:
        await api.post("/_sim/users", {"clientId": "acme-client", "clientSecret": CLIENT_SECRET})
        yield api


@pytest.fixture
async def tenants(database: Database, omnium: Api) -> TenantRepository:
    repository = TenantRepository(
        database["tenants"],
        keyring_of(KEY),
    )
    await repository.apply(a_tenant(parameters=CREDENTIALS, omnium={"apiUrl": omnium.url}))
    return repository


@pytest.fixture
def replicas(
    infrastructure: Infrastructure,
    database: Database,
    omnium: Api,
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> Iterator[tuple[Service, ...]]:
    """One, or as many as the test's mark says."""
    environment = {
        "MONGODB_URL": infrastructure.database.url_of("token-manager"),
        "MONGODB_DATABASE": database.name,
        "SETTINGS_ENCRYPTION_KEYS": base64.b64encode(KEY).decode(),
        "OMNIUM_API_HOSTS": omnium.url,
        "INTERNAL_API_KEY": INTERNAL_KEY,
        "HTTP_HOST": "127.0.0.1",
        "LOG_LEVEL": "DEBUG",
    }
    run = create_run("token-manager-test", tmp_path)
    number = getattr(request, "param", 1)
    replicas = tuple(Service("token-manager", environment, run) for _ in range(number))
    for replica in replicas:
        replica.spawn()
    for replica in replicas:
        replica.wait_ready()
    yield replicas
    for replica in replicas:
        replica.stop()
    run.remove()


two_replicas = pytest.mark.parametrize("replicas", [2], indirect=True, ids=["two"])


@pytest.fixture
async def world(
    tenants: TenantRepository, omnium: Api, replicas: tuple[Service, ...]
) -> AsyncIterator[World]:
    async with aiohttp.ClientSession() as session:
        client = TokenManagerClient(session, replicas[0].base_url, SecretStr(INTERNAL_KEY))
        yield World(tenants, omnium, replicas, client, session)


@two_replicas
async def test_two_hundred_callers_of_two_replicas_cost_one_token_request(world: World) -> None:
    headers = {"Authorization": f"Bearer {INTERNAL_KEY}"}
    urls = [f"{service.base_url}/v1/tenants/acme/token" for service in world.replicas]
    answers = await asyncio.gather(*(world.session.get(url, headers=headers) for url in urls * 100))
    assert {(answer.status, (await answer.json())["version"]) for answer in answers} == {(200, 1)}
    assert (await world.counted())["requests"] == 1


async def test_an_active_tenant_has_a_token_before_anybody_asks(world: World, database: Database) -> None:
    async def is_stored() -> bool:
        return await database["tokens"].find_one({"_id": "acme", "version": 1}) is not None

    assert await until("the token is stored", is_stored)
    assert (await world.counted())["requests"] == 1


@two_replicas
async def test_an_omnium_that_refuses_every_token_is_not_stormed(world: World) -> None:
    """Two replicas, a hundred workers that report each refusal: two tokens, then an alert instead of a third."""
    other = TokenManagerClient(world.session, world.replicas[1].base_url, SecretStr(INTERNAL_KEY))
    rejected = await world.client.token("acme")
    for _ in range(3):
        reports = (client.refreshed("acme", rejected) for client in (world.client, other) for _ in range(50))
        answers = await asyncio.gather(*reports, return_exceptions=True)
        granted = [answer for answer in answers if isinstance(answer, AccessToken)]
        rejected = granted[0] if granted else rejected

    assert {str(answer)[:31] for answer in answers} == {"the token-manager answered 503:"}
    assert (await world.counted())["requests"] == 2

    async def is_shown_by_both() -> bool:
        return await world.shown_by("flow_omnium_token_stopped") == [1, 1]

    assert await until("both replicas show the stop", is_shown_by_both)
    assert "refuses the tokens that it has just granted" in "".join(
        replica.output for replica in world.replicas
    )


async def test_a_token_is_renewed_by_itself_when_it_is_due(world: World, database: Database) -> None:
    await world.client.token("acme")
    now = datetime.now(UTC)
    nearly_over = {"mintedAt": now - timedelta(days=9), "expiresAt": now + timedelta(days=1)}
    await database["tokens"].update_one({"_id": "acme"}, {"$set": nearly_over})
    world.service.kill()
    await asyncio.to_thread(world.service.start)

    async def is_renewed() -> bool:
        return await database["tokens"].find_one({"_id": "acme", "version": 2}) is not None

    assert await until("the token is renewed", is_renewed)
    assert (await world.counted())["requests"] == 2


async def test_a_revoked_token_is_replaced_once_and_the_new_one_works(world: World) -> None:
    rejected = await world.client.token("acme")
    await world.omnium.post("/_sim/tokens/revoke")
    before = await world.counted()
    fresh = await asyncio.gather(*(world.client.refreshed("acme", rejected) for _ in range(100)))
    assert {token.version for token in fresh} == {rejected.version + 1}
    assert (await world.counted())["requests"] == before["requests"] + 1
    answer = await world.omnium.call("GET", "/api/orders/none", Authorization=f"Bearer {fresh[0].value}")
    assert answer.status == 404  # and not 401


async def test_a_token_survives_a_kill_of_the_service(world: World) -> None:
    token = await world.client.token("acme")
    world.service.kill()
    assert await world.client.token("acme") == token
    await asyncio.to_thread(world.service.start)
    restarted = TokenManagerClient(world.session, world.service.base_url, SecretStr(INTERNAL_KEY))
    assert await restarted.token("acme") == token


async def test_a_worker_reconnects_by_itself_when_the_service_is_back(world: World) -> None:
    token = await world.client.token("acme")
    world.service.kill()
    with pytest.raises(TokenUnavailable, match="cannot be used"):
        await world.client.refreshed("acme", token)
    await asyncio.to_thread(world.service.start)
    assert (await world.client.refreshed("acme", token)).version == token.version + 1


async def test_a_tenant_applied_or_deactivated_while_it_runs_is_known_at_once(world: World) -> None:
    globex = a_tenant("globex", parameters=CREDENTIALS, omnium={"apiUrl": world.omnium.url})
    await world.tenants.apply(globex)
    assert (await world.client.token("globex")).version == 1
    await world.tenants.apply(a_tenant("idle", active=False))
    with pytest.raises(TokenUnavailable, match="403: the tenant is not active"):
        await world.client.token("idle")


@two_replicas
async def test_a_tenant_is_shown_as_long_as_it_is_active(world: World, tenants: TenantRepository) -> None:
    async def is_shown() -> bool:
        return None not in await world.shown_by("flow_omnium_token_expiry_timestamp_seconds")

    async def is_gone() -> bool:
        return await world.shown_by("flow_omnium_token_expiry_timestamp_seconds") == [None, None]

    omnium = {"apiUrl": world.omnium.url}
    assert await until("both replicas show the token", is_shown)
    await tenants.apply(a_tenant(parameters=CREDENTIALS, omnium=omnium, active=False))
    assert await until("none shows it any more", is_gone)
    await tenants.apply(a_tenant(parameters=CREDENTIALS, omnium=omnium))
    assert await until("both show it again", is_shown)


async def test_no_failure_and_no_log_line_tells_a_secret(world: World) -> None:
    token = await world.client.token("acme")
    faults: list[dict[str, object]] = [
        {"kind": "status", "status": 500},
        {"kind": "status", "status": 401, "body": CLIENT_SECRET},
        {"kind": "html", "status": 200},
        {"kind": "reset"},
    ]
    for fault in faults:
        ordered = await world.omnium.post("/_sim/faults", {"route": "/api/Token", **fault})
        assert ordered.status < 300
        asked = world.service.output.count("token not granted")
        while world.service.output.count("token not granted") == asked:  # Omnium is left alone for a while
            with pytest.raises(TokenUnavailable) as caught:
                await world.client.refreshed("acme", token)
            assert "hush" not in str(caught.value)
            await asyncio.sleep(0.1)

    async def is_replaced() -> bool:
        try:
            await world.client.refreshed("acme", token)
        except TokenUnavailable:
            return False
        return True

    assert await until("Omnium is asked again", is_replaced)
    assert world.service.stop() == 0
    written = world.service.output
    assert written.count("token not granted") == 4
    assert not [secret for secret in ("hush", token.value, "clientSecret", "acme-flow") if secret in written]
