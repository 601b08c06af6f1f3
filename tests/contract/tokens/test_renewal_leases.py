"""What leases of renewals promise: the same tests on the fake and on MongoDB."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from flow_omnium.runtime.database import Database
from flow_omnium.testing.tokens import InMemoryRenewalLeases
from flow_omnium.tokens.rejections import Rejections
from flow_omnium.tokens.renewal_leases import MongoRenewalLeases, RenewalLeases

NOW = datetime(2030, 1, 1, tzinfo=UTC)
LEASE = timedelta(seconds=30)
REJECTIONS = Rejections(replacement=3, refused=3, stops=2, stopped_until=NOW + LEASE)


@pytest.fixture(params=["memory", "mongodb"])
def renewals(request: pytest.FixtureRequest) -> RenewalLeases:
    if request.param == "memory":
        return InMemoryRenewalLeases()
    database: Database = request.getfixturevalue("database")
    return MongoRenewalLeases(database["token_renewals"])


async def test_of_those_who_meet_one_renews(renewals: RenewalLeases) -> None:
    claims = [renewals.claim("acme", f"process-{number}", NOW, LEASE) for number in range(10)]
    assert (await asyncio.gather(*claims)).count(True) == 1


async def test_a_lease_can_be_prolonged_and_is_of_one_tenant(renewals: RenewalLeases) -> None:
    assert await renewals.claim("acme", "one", NOW, LEASE)
    assert await renewals.claim("acme", "one", NOW, LEASE)
    assert await renewals.claim("globex", "other", NOW, LEASE)


async def test_a_lease_ends_by_itself_or_is_given_up(renewals: RenewalLeases) -> None:
    await renewals.claim("acme", "one", NOW, LEASE)
    assert not await renewals.claim("acme", "other", NOW + LEASE / 2, LEASE)
    assert await renewals.claim("acme", "other", NOW + LEASE, LEASE)
    await renewals.release("acme", "other", NOW + LEASE)
    assert await renewals.claim("acme", "one", NOW + LEASE, LEASE)


async def test_only_the_holder_gives_up_a_lease_and_notes_a_standing(renewals: RenewalLeases) -> None:
    await renewals.claim("acme", "one", NOW, LEASE)
    await renewals.release("acme", "other", NOW)
    await renewals.note("acme", "other", REJECTIONS)
    assert not await renewals.claim("acme", "other", NOW, LEASE)
    assert await renewals.rejections("acme") == Rejections()


async def test_a_standing_outlives_the_lease(renewals: RenewalLeases) -> None:
    await renewals.claim("acme", "one", NOW, LEASE)
    await renewals.note("acme", "one", REJECTIONS)
    await renewals.release("acme", "one", NOW)
    assert await renewals.rejections("acme") == REJECTIONS
    assert await renewals.rejections("globex") == Rejections()


async def test_a_standing_keeps_its_time_to_the_millisecond(renewals: RenewalLeases) -> None:
    exact = Rejections(replacement=3, refused=3, stops=1, stopped_until=NOW + timedelta(microseconds=123_456))
    await renewals.claim("acme", "one", NOW, LEASE)
    await renewals.note("acme", "one", exact)
    assert (await renewals.rejections("acme")).stopped_until == NOW + timedelta(milliseconds=123)


async def test_the_tenants_of_whom_a_replacement_was_refused_are_found(renewals: RenewalLeases) -> None:
    assert await renewals.stopped() == {}
    for tenant, rejections in {"acme": REJECTIONS, "globex": Rejections(replacement=2), "idle": None}.items():
        await renewals.claim(tenant, "one", NOW, LEASE)
        if rejections is not None:
            await renewals.note(tenant, "one", rejections)
    assert await renewals.stopped() == {"acme": REJECTIONS}
