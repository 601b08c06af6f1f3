"""Which token a tenant gets."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from prometheus_client import CollectorRegistry

from flow_omnium.runtime.metrics import Registrar, TokenMetrics
from flow_omnium.testing.clock import FixedClock
from flow_omnium.testing.tenants import a_tenant, destinations
from flow_omnium.testing.tokens import InMemoryRenewalLeases, InMemoryTokens
from flow_omnium.testing.virtual_time import in_virtual_time
from flow_omnium.tokens.rejections import FRESH
from flow_omnium.tokens.store import StoredToken
from token_manager.issuing import Backoff, Issuer, StoreUnavailable
from token_manager.tenants import TokenTenant
from token_manager.token_answer import GrantedToken, GrantStopped, GrantUnavailable
from token_manager.tokens import TokenCache

ACME = a_tenant("acme")
CREDENTIALS = {"OMNIUM_CLIENT_ID": "acme-client", "OMNIUM_CLIENT_SECRET": "a-new-secret"}
MENDED = a_tenant("acme", parameters=CREDENTIALS)
LIFE = timedelta(days=10)


class CountingGrant:
    """Grants `token-1`, `token-2` …, after a turn of the loop; fails while `down`."""

    def __init__(self) -> None:
        self.count = 0
        self.down = False

    async def request(self, tenant: TokenTenant) -> GrantedToken:
        await asyncio.sleep(0)
        self.count += 1
        if self.down:
            raise GrantUnavailable(tenant.tenant_uid)
        return GrantedToken(f"token-{self.count}", LIFE.total_seconds())


class World:
    """A store, a grant and a clock, and caches (processes) that share them."""

    def __init__(self) -> None:
        self.store, self.grant, self.clock = InMemoryTokens(), CountingGrant(), FixedClock()
        self.renewals = InMemoryRenewalLeases()
        self.registry = CollectorRegistry()
        self.metrics = TokenMetrics(Registrar(self.registry))
        self.processes = 0

    def cache(self, chance: float = 0.5) -> TokenCache:
        """One more process; its chance is always the same: in the middle there is no jitter."""
        self.processes += 1
        issuer = Issuer(self.store, self.grant, self.clock, Backoff(lambda: 0.0), self.metrics)
        return TokenCache(
            self.store,
            self.renewals,
            issuer,
            self.clock,
            self.metrics,
            hosts=destinations().omnium,
            owner=f"process-{self.processes}",
            chance=lambda: chance,
        )

    def measured(self, name: str, **labels: str) -> float | None:
        return self.registry.get_sample_value(name, {"tenant": "acme", **labels})


@pytest.fixture
def world() -> World:
    return World()


async def test_the_first_token_is_granted_and_stored(world: World) -> None:
    token = await world.cache().current(ACME)
    assert (token.value, token.version) == ("token-1", 1)
    assert token.expires_at == world.clock.now() + LIFE
    stored = await world.store.read("acme")
    assert stored == StoredToken("token-1", 1, token.expires_at, world.clock.now())


async def test_two_hundred_callers_cost_one_request(world: World) -> None:
    cache = world.cache()
    tokens = await asyncio.gather(*(cache.current(ACME) for _ in range(200)))
    assert {token.version for token in tokens} == {1}
    assert world.grant.count == 1


async def test_a_stored_token_survives_a_restart(world: World) -> None:
    await world.cache().current(ACME)
    assert (await world.cache().current(ACME)).value == "token-1"
    assert world.grant.count == 1


async def test_a_token_is_renewed_when_most_of_its_life_is_spent(world: World) -> None:
    cache = world.cache()
    await cache.current(ACME)
    world.clock.advance(LIFE * 0.79)
    assert (await cache.current(ACME)).version == 1
    world.clock.advance(LIFE * 0.02)
    assert (await cache.current(ACME)).version == 2


async def test_a_token_that_is_still_valid_is_served_while_it_cannot_be_renewed(world: World) -> None:
    await world.cache().current(ACME)
    restarted, world.grant.down = world.cache(), True
    world.clock.advance(LIFE * 0.9)
    assert (await restarted.current(ACME)).version == 1
    world.clock.advance(LIFE * 0.2)
    with pytest.raises(GrantUnavailable):
        await restarted.current(ACME)


async def test_a_hundred_reports_of_one_rejection_cause_one_refresh(world: World) -> None:
    cache = world.cache()
    await cache.current(ACME)
    tokens = await asyncio.gather(*(cache.refreshed(ACME, 1) for _ in range(100)))
    assert {token.version for token in tokens} == {2}
    assert (await cache.refreshed(ACME, 1)).version == 2
    assert world.grant.count == 2


async def test_a_rejection_and_a_renewal_that_meet_cost_one_request(world: World) -> None:
    cache = world.cache()
    await cache.current(ACME)
    world.clock.advance(LIFE * 0.9)
    tokens = await asyncio.gather(cache.current(ACME), cache.refreshed(ACME, 1))
    assert [token.version for token in tokens] == [2, 2]
    assert world.grant.count == 2


async def test_a_rejected_token_is_not_served_again_when_no_other_can_be_had(world: World) -> None:
    cache = world.cache()
    await cache.current(ACME)
    world.grant.down = True
    with pytest.raises(GrantUnavailable):
        await cache.refreshed(ACME, 1)


async def test_a_process_takes_over_what_another_has_refreshed(world: World) -> None:
    one, other = world.cache(), world.cache()
    await one.current(ACME)
    await other.current(ACME)
    assert (await one.refreshed(ACME, 1)).version == 2
    assert (await other.refreshed(ACME, 1)).version == 2
    world.clock.advance(FRESH)
    assert (await other.refreshed(ACME, 2)).version == 3
    assert (await one.refreshed(ACME, 2)).version == 3
    assert world.grant.count == 3


async def test_of_two_processes_that_meet_both_hand_out_the_same_token(world: World) -> None:
    tokens = await asyncio.gather(*(world.cache().current(ACME) for _ in range(5)))
    assert {(token.value, token.version) for token in tokens} == {("token-1", 1)}
    assert world.grant.count == 1


async def test_a_token_that_cannot_be_decrypted_is_replaced_by_the_next_version(world: World) -> None:
    now = world.clock.now()
    await world.store.replace("acme", StoredToken(None, 6, now + LIFE, now), replaces=0)
    assert (await world.cache().current(ACME)).version == 7


async def test_tenants_have_tokens_of_their_own(world: World) -> None:
    cache = world.cache()
    assert (await cache.current(ACME)).value != (await cache.current(a_tenant("globex"))).value


async def test_without_the_database_only_a_token_in_hand_is_served(world: World) -> None:
    cache = world.cache()
    world.store.unreachable = True
    with pytest.raises(StoreUnavailable):
        await cache.current(ACME)
    world.store.unreachable = False
    await cache.current(ACME)
    world.store.unreachable = True
    world.clock.advance(LIFE * 0.9)
    assert (await cache.current(ACME)).version == 1


async def test_the_renewal_is_moved_by_chance_to_either_side(world: World) -> None:
    early, late = world.cache(chance=0.0), world.cache(chance=1.0)
    await early.current(ACME)
    world.clock.advance(LIFE * 0.82)
    assert (await late.current(ACME)).version == 1
    assert (await early.current(ACME)).version == 2


async def test_while_another_process_renews_the_valid_token_is_served(world: World) -> None:
    cache = world.cache()
    await cache.current(ACME)
    world.clock.advance(LIFE * 0.9)
    await world.renewals.claim("acme", "another process", world.clock.now(), timedelta(seconds=30))
    assert (await cache.current(ACME)).version == 1
    assert world.grant.count == 1


@in_virtual_time
async def test_the_lease_of_a_process_that_died_is_taken_over(world: World) -> None:
    await world.renewals.claim("acme", "a dead process", world.clock.now(), timedelta(seconds=30))
    waiting = asyncio.create_task(world.cache().current(ACME))
    await asyncio.sleep(0.15)
    assert world.grant.count == 0
    world.clock.advance(timedelta(seconds=31))
    assert (await waiting).version == 1


async def test_after_a_failure_omnium_is_left_alone_for_longer_each_time(world: World) -> None:
    cache, world.grant.down = world.cache(), True
    asked: list[int] = []
    for _ in range(16):
        with pytest.raises(GrantUnavailable):
            await cache.current(ACME)
        asked.append(world.grant.count)
        world.clock.advance(timedelta(seconds=1))
    assert asked == [1, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 4, 4, 4, 4, 5]


async def test_changed_credentials_are_tried_at_once(world: World) -> None:
    cache, world.grant.down = world.cache(), True
    with pytest.raises(GrantUnavailable):
        await cache.current(ACME)
    world.grant.down = False
    with pytest.raises(GrantUnavailable):
        await cache.current(ACME)
    assert (await cache.current(MENDED)).version == 1


async def test_a_replacement_that_is_refused_as_well_stops_the_asking(world: World) -> None:
    cache, other = world.cache(), world.cache()
    await cache.current(ACME)
    await cache.refreshed(ACME, 1)

    for process in (cache, other, world.cache()):
        with pytest.raises(GrantStopped, match="refuses the tokens that it has just granted"):
            await process.refreshed(ACME, 2)
        with pytest.raises(GrantStopped):
            await process.current(ACME)

    assert world.grant.count == 2
    assert world.measured("flow_omnium_token_stopped") == 1


async def test_a_token_that_has_served_is_renewed_however_often_it_is_revoked(world: World) -> None:
    cache = world.cache()
    await cache.current(ACME)
    for version in range(1, 5):
        world.clock.advance(timedelta(seconds=2))
        assert (await cache.refreshed(ACME, version, has_served=True)).version == version + 1
    assert world.grant.count == 5
    assert world.measured("flow_omnium_token_rejections_total") == 4
    assert world.measured("flow_omnium_token_stopped") == 0


@in_virtual_time
async def test_after_revocations_a_replacement_that_never_serves_still_stops_the_asking(world: World) -> None:
    cache = world.cache()
    await cache.current(ACME)
    await cache.refreshed(ACME, 1, has_served=True)
    with pytest.raises(GrantStopped):
        await cache.refreshed(ACME, 2)


@in_virtual_time
async def test_who_has_been_served_by_the_token_ends_the_stop_that_another_began(world: World) -> None:
    cache, other = world.cache(), world.cache()
    await cache.current(ACME)
    await cache.refreshed(ACME, 1)
    with pytest.raises(GrantStopped):
        await cache.refreshed(ACME, 2)
    assert (await other.refreshed(ACME, 2, has_served=True)).version == 3
    assert (await cache.refreshed(ACME, 2)).version == 3
    await cache.review([ACME])
    assert (await cache.current(ACME)).version == 3
    assert world.measured("flow_omnium_token_stopped") == 0


@in_virtual_time
async def test_a_war_of_revocations_asks_once_a_second_at_most(world: World) -> None:
    cache, loop = world.cache(), asyncio.get_running_loop()
    await cache.current(ACME)
    began = loop.time()
    await cache.refreshed(ACME, 1, has_served=True)
    rested = loop.time()
    assert 0 < rested - began <= 1
    world.clock.advance(timedelta(seconds=3))
    await cache.refreshed(ACME, 2, has_served=True)
    assert loop.time() == rested


async def test_after_a_stop_it_asks_again_and_stops_for_longer(world: World) -> None:
    cache = world.cache()
    version = (await cache.refreshed(ACME, (await cache.current(ACME)).version)).version
    pauses = []
    for _ in range(4):
        stopped_at = world.clock.now()
        with pytest.raises(GrantStopped):
            await cache.refreshed(ACME, version)
        while True:
            world.clock.advance(timedelta(seconds=1))
            try:
                version = (await cache.refreshed(ACME, version)).version
            except GrantStopped:
                continue
            break
        pauses.append((world.clock.now() - stopped_at).total_seconds())

    assert pauses == [10, 20, 40, 80]
    assert world.grant.count == 6
    assert world.measured("flow_omnium_token_stopped") == 0


async def test_a_stop_ends_when_the_credentials_are_changed(world: World) -> None:
    cache = world.cache()
    await cache.current(ACME)
    await cache.refreshed(ACME, 1)
    with pytest.raises(GrantStopped):
        await cache.refreshed(ACME, 2)

    assert (await cache.refreshed(MENDED, 2)).version == 3


async def test_a_trial_gets_a_new_token_and_is_no_rejection(world: World) -> None:
    cache = world.cache()
    await cache.current(ACME)
    for version in range(1, 6):
        assert (await cache.refreshed(ACME, version, is_trial=True)).version == version + 1
    assert world.measured("flow_omnium_token_rejections_total") is None


async def test_what_is_done_is_counted(world: World) -> None:
    cache = world.cache()
    token = await cache.current(ACME)
    await asyncio.gather(*(cache.refreshed(ACME, 1) for _ in range(100)))
    world.grant.down = True
    with pytest.raises(GrantUnavailable):
        await cache.current(a_tenant("globex"))

    assert world.measured("flow_omnium_token_refreshes_total", outcome="minted") == 2
    assert world.measured("flow_omnium_token_rejections_total") == 1
    assert world.measured("flow_omnium_token_expiry_timestamp_seconds") == token.expires_at.timestamp()
    failed = {"tenant": "globex", "outcome": "unavailable"}
    assert world.registry.get_sample_value("flow_omnium_token_refreshes_total", failed) == 1


async def test_a_token_is_never_given_out_for_another_origin_than_it_came_from(world: World) -> None:
    cache, now = world.cache(), world.clock.now()
    usual = StoredToken("of-the-usual", 6, now + LIFE, now, "https://api.omnium.no:443")
    await world.store.replace("acme", usual, replaces=0)
    turned = a_tenant("acme", omnium={"apiUrl": "https://other.example"})

    assert (await cache.current(ACME)).value == "of-the-usual"
    assert (await cache.current(turned)).value == "token-1"

    world.grant.down = True
    await world.store.replace("acme", replace(usual, version=8), replaces=7)
    with pytest.raises(GrantUnavailable):
        await world.cache().current(turned)
