"""What replicas that share a store show of the tenants' tokens."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from prometheus_client import CollectorRegistry

from flow_omnium.runtime.metrics import Registrar, TokenMetrics
from flow_omnium.tenants.tenant import Tenant
from flow_omnium.testing.clock import FixedClock
from flow_omnium.testing.polling import until
from flow_omnium.testing.tenants import a_tenant, destinations
from flow_omnium.testing.tokens import InMemoryRenewalLeases, InMemoryTokens
from token_manager.issuing import Backoff, Issuer, StoreUnavailable
from token_manager.renewal_loop import RenewalLoop
from token_manager.tenants import TokenTenant
from token_manager.token_answer import GrantedToken, GrantStopped
from token_manager.tokens import TokenCache

ACME, GLOBEX = a_tenant("acme"), a_tenant("globex")
IDLE = a_tenant("acme", active=False)
CREDENTIALS = {"OMNIUM_CLIENT_ID": "acme-client", "OMNIUM_CLIENT_SECRET": "a-new-secret"}
MENDED = a_tenant("acme", parameters=CREDENTIALS)
LIFE = timedelta(days=10)
EXPIRY, STOPPED = "flow_omnium_token_expiry_timestamp_seconds", "flow_omnium_token_stopped"


class Grant:
    """Grants a token to everybody."""

    async def request(self, tenant: TokenTenant) -> GrantedToken:
        return GrantedToken(f"token-of-{tenant.tenant_uid}", LIFE.total_seconds())


class Replica:
    """A process with metrics of its own."""

    def __init__(self, world: "World", owner: str) -> None:
        self._registry = CollectorRegistry()
        metrics = TokenMetrics(Registrar(self._registry))
        issuer = Issuer(world.store, Grant(), world.clock, Backoff(lambda: 0.0), metrics)
        self.cache = TokenCache(
            world.store,
            world.renewals,
            issuer,
            world.clock,
            metrics,
            hosts=destinations().omnium,
            owner=owner,
            chance=lambda: 0.5,
        )

    def shown(self, name: str, tenant: str = "acme") -> float | None:
        return self._registry.get_sample_value(name, {"tenant": tenant})


class World:
    """A store, a clock that is as exact as the machine's, and two replicas."""

    def __init__(self) -> None:
        self.store, self.renewals, self.clock = InMemoryTokens(), InMemoryRenewalLeases(), FixedClock()
        self.clock.advance(timedelta(microseconds=123_456))
        self.one, self.other = Replica(self, "one"), Replica(self, "other")

    async def stop_in_one(self) -> None:
        """A token is refused, and so is the one that replaces it."""
        await self.one.cache.current(ACME)
        await self.one.cache.refreshed(ACME, 1)
        with pytest.raises(GrantStopped):
            await self.one.cache.refreshed(ACME, 2)


@pytest.fixture
def world() -> World:
    return World()


async def test_every_replica_shows_a_stop_and_answers_at_once(world: World) -> None:
    await world.other.cache.current(ACME)
    await world.stop_in_one()
    assert (world.one.shown(STOPPED), world.other.shown(STOPPED)) == (1, 0)
    await world.other.cache.review([ACME, GLOBEX])
    assert (world.one.shown(STOPPED), world.other.shown(STOPPED)) == (1, 1)
    assert world.other.shown(STOPPED, "globex") == 0
    with pytest.raises(GrantStopped):
        await world.other.cache.refreshed(ACME, 2)


async def test_a_stop_is_over_in_every_replica_when_one_has_got_a_token(world: World) -> None:
    await world.stop_in_one()
    world.clock.advance(timedelta(seconds=10))
    await world.one.cache.review([ACME])
    assert world.one.shown(STOPPED) == 1
    assert (await world.other.cache.refreshed(ACME, 2)).version == 3
    await world.one.cache.review([ACME])
    assert (world.one.shown(STOPPED), world.other.shown(STOPPED)) == (0, 0)


async def test_changed_credentials_end_the_stop_in_the_replica_that_did_not_begin_it(world: World) -> None:
    await world.stop_in_one()
    await world.other.cache.review([ACME])
    assert (await world.other.cache.refreshed(MENDED, 2)).version == 3
    await world.one.cache.review([MENDED])
    assert (world.one.shown(STOPPED), world.other.shown(STOPPED)) == (0, 0)
    assert (await world.one.cache.refreshed(MENDED, 2)).version == 3


async def test_changed_credentials_end_a_stop_whose_time_is_stored_less_exactly(world: World) -> None:
    await world.stop_in_one()
    assert (await world.one.cache.refreshed(MENDED, 2)).version == 3


async def test_a_stop_is_shown_after_a_restart(world: World) -> None:
    await world.stop_in_one()
    restarted = Replica(world, "restarted")
    await restarted.cache.review([ACME])
    assert restarted.shown(STOPPED) == 1


@pytest.mark.parametrize("active", [[], [GLOBEX]], ids=["none is left", "another is"])
async def test_nothing_is_shown_of_a_tenant_that_is_not_active(world: World, active: list[Tenant]) -> None:
    await world.stop_in_one()
    await world.one.cache.current(GLOBEX)
    await world.one.cache.review(active)
    assert (world.one.shown(EXPIRY), world.one.shown(STOPPED)) == (None, None)
    assert (world.one.shown(EXPIRY, "globex") is not None) == bool(active)


async def test_nothing_is_shown_of_it_while_the_database_is_down(world: World) -> None:
    await world.one.cache.current(ACME)
    world.renewals.unreachable = True
    with pytest.raises(StoreUnavailable):
        await world.one.cache.review([])
    assert world.one.shown(EXPIRY) is None


async def test_a_tenant_that_is_activated_again_is_shown_again(world: World) -> None:
    await world.stop_in_one()
    expiry = world.one.shown(EXPIRY)
    await world.one.cache.review([])
    await world.one.cache.review([ACME])
    assert world.one.shown(STOPPED) == 1
    world.clock.advance(timedelta(seconds=10))
    assert (await world.one.cache.current(ACME)).version == 2
    assert world.one.shown(EXPIRY) == expiry


@pytest.fixture
async def looked_at(world: World) -> AsyncIterator[list[Tenant]]:
    """The tenants that a running loop looks at."""
    tenants = [ACME]
    loop = RenewalLoop(lambda: tenants, world.one.cache, interval_seconds=0.001)
    task = asyncio.create_task(loop.run())
    yield tenants
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_the_loop_shows_active_tenants_only_and_survives_an_outage(
    world: World, looked_at: list[Tenant]
) -> None:
    async def is_shown() -> bool:
        return world.one.shown(EXPIRY) is not None and world.one.shown(STOPPED) == 0

    async def is_gone() -> bool:
        return (world.one.shown(EXPIRY), world.one.shown(STOPPED)) == (None, None)

    assert await until("the active tenant is shown", is_shown)
    world.renewals.unreachable, looked_at[:] = True, [IDLE]
    assert await until("the tenant that was deactivated is gone", is_gone)
    world.renewals.unreachable, looked_at[:] = False, [ACME]
    assert await until("the tenant is shown again", is_shown)
    looked_at.clear()
    assert await until("the tenant that was deleted is gone", is_gone)
