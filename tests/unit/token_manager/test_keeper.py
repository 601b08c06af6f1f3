"""Which token a tenant gets."""

import asyncio
from datetime import timedelta

import pytest

from flow_omnium.tenants.tenant import Tenant
from flow_omnium.testing.clock import FixedClock
from flow_omnium.testing.tenants import a_tenant
from flow_omnium.testing.tokens import InMemoryTokens
from flow_omnium.tokens.stored_token import StoredToken
from token_manager.grant_errors import GrantUnavailable
from token_manager.keeper import StoreUnavailable, TokenKeeper
from token_manager.token_answer import GrantedToken

ACME = a_tenant("acme")
LIFE = timedelta(days=10)


class CountingGrant:
    """Grants `token-1`, `token-2` …, after a turn of the loop; fails while `down`."""

    def __init__(self) -> None:
        self.count = 0
        self.down = False

    async def request(self, tenant: Tenant) -> GrantedToken:
        await asyncio.sleep(0)
        self.count += 1
        if self.down:
            raise GrantUnavailable(tenant.tenant_uid)
        return GrantedToken(f"token-{self.count}", LIFE.total_seconds())


class World:
    """A store, a grant and a clock, and keepers (processes) that share them."""

    def __init__(self) -> None:
        self.store, self.grant, self.clock = InMemoryTokens(), CountingGrant(), FixedClock()

    def keeper(self) -> TokenKeeper:
        return TokenKeeper(self.store, self.grant, self.clock)


@pytest.fixture
def world() -> World:
    return World()


async def test_the_first_token_is_granted_and_stored(world: World) -> None:
    token = await world.keeper().current(ACME)
    assert (token.value, token.version) == ("token-1", 1)
    assert token.expires_at == world.clock.now() + LIFE
    stored = await world.store.read("acme")
    assert stored == StoredToken("token-1", 1, token.expires_at, world.clock.now())


async def test_two_hundred_callers_cost_one_request(world: World) -> None:
    keeper = world.keeper()
    tokens = await asyncio.gather(*(keeper.current(ACME) for _ in range(200)))
    assert {token.version for token in tokens} == {1}
    assert world.grant.count == 1


async def test_a_stored_token_survives_a_restart(world: World) -> None:
    await world.keeper().current(ACME)
    assert (await world.keeper().current(ACME)).value == "token-1"
    assert world.grant.count == 1


async def test_a_token_is_renewed_when_most_of_its_life_is_spent(world: World) -> None:
    keeper = world.keeper()
    await keeper.current(ACME)
    world.clock.advance(LIFE * 0.79)
    assert (await keeper.current(ACME)).version == 1
    world.clock.advance(LIFE * 0.02)
    assert (await keeper.current(ACME)).version == 2


async def test_a_token_that_is_still_valid_is_served_while_it_cannot_be_renewed(world: World) -> None:
    await world.keeper().current(ACME)
    restarted, world.grant.down = world.keeper(), True
    world.clock.advance(LIFE * 0.9)
    assert (await restarted.current(ACME)).version == 1
    world.clock.advance(LIFE * 0.2)
    with pytest.raises(GrantUnavailable):
        await restarted.current(ACME)


async def test_a_hundred_reports_of_one_rejection_cause_one_refresh(world: World) -> None:
    keeper = world.keeper()
    await keeper.current(ACME)
    tokens = await asyncio.gather(*(keeper.refreshed(ACME, 1) for _ in range(100)))
    assert {token.version for token in tokens} == {2}
    assert (await keeper.refreshed(ACME, 1)).version == 2
    assert world.grant.count == 2


async def test_a_rejection_and_a_renewal_that_meet_cost_one_request(world: World) -> None:
    keeper = world.keeper()
    await keeper.current(ACME)
    world.clock.advance(LIFE * 0.9)
    tokens = await asyncio.gather(keeper.current(ACME), keeper.refreshed(ACME, 1))
    assert [token.version for token in tokens] == [2, 2]
    assert world.grant.count == 2


async def test_a_rejected_token_is_not_served_again_when_no_other_can_be_had(world: World) -> None:
    keeper = world.keeper()
    await keeper.current(ACME)
    world.grant.down = True
    with pytest.raises(GrantUnavailable):
        await keeper.refreshed(ACME, 1)


async def test_a_process_takes_over_what_another_has_refreshed(world: World) -> None:
    one, other = world.keeper(), world.keeper()
    await one.current(ACME)
    await other.current(ACME)
    assert (await one.refreshed(ACME, 1)).version == 2
    assert (await other.refreshed(ACME, 1)).version == 2
    assert (await other.refreshed(ACME, 2)).version == 3
    assert (await one.refreshed(ACME, 2)).version == 3
    assert world.grant.count == 3


async def test_of_two_processes_that_meet_both_hand_out_the_same_token(world: World) -> None:
    tokens = await asyncio.gather(*(world.keeper().current(ACME) for _ in range(5)))
    assert {(token.value, token.version) for token in tokens} == {(tokens[0].value, 1)}


async def test_a_token_that_cannot_be_decrypted_is_replaced_by_the_next_version(world: World) -> None:
    now = world.clock.now()
    await world.store.replace("acme", StoredToken(None, 6, now + LIFE, now), replaces=0)
    assert (await world.keeper().current(ACME)).version == 7


async def test_tenants_have_tokens_of_their_own(world: World) -> None:
    keeper = world.keeper()
    assert (await keeper.current(ACME)).value != (await keeper.current(a_tenant("globex"))).value


async def test_without_the_database_only_a_token_in_hand_is_served(world: World) -> None:
    keeper = world.keeper()
    world.store.unreachable = True
    with pytest.raises(StoreUnavailable):
        await keeper.current(ACME)
    world.store.unreachable = False
    await keeper.current(ACME)
    world.store.unreachable = True
    world.clock.advance(LIFE * 0.9)
    assert (await keeper.current(ACME)).version == 1
