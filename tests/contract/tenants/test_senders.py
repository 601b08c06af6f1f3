"""What is kept of senders: the same tests in memory and on MongoDB."""

from datetime import timedelta

import pytest

from flow_omnium.runtime.database import Database
from flow_omnium.tenants.senders import COLLECTION, WRONG, MongoSightings, Sighting, Sightings
from flow_omnium.testing.jobs import NOON
from flow_omnium.testing.senders import MemorySightings

LATER = NOON + timedelta(minutes=1)


@pytest.fixture(params=["memory", "mongodb"])
def sightings(request: pytest.FixtureRequest) -> Sightings:
    if request.param == "memory":
        return MemorySightings()
    database: Database = request.getfixturevalue("database")
    return MongoSightings(database)


async def test_of_each_sender_and_secret_the_latest_time_is_kept(sightings: Sightings) -> None:
    first, again = (Sighting("acme", "omnium", "0a0a0a0a", at) for at in (NOON, LATER))
    other, wrong = Sighting("acme", "omnium", "0b0b0b0b", NOON), Sighting("acme", "flow", WRONG, NOON)
    await sightings.note([again, other, wrong])
    await sightings.note([first])
    assert await sightings.of("acme") == [again, other, wrong]


async def test_tenants_whose_uids_begin_alike_are_told_apart(sightings: Sightings) -> None:
    one = Sighting("acme", "flow", "0a0a0a0a", NOON)
    await sightings.note([one, Sighting("acme-2", "flow", "0a0a0a0a", NOON)])
    assert await sightings.of("acme") == [one]


async def test_nothing_seen_is_nothing(sightings: Sightings) -> None:
    await sightings.note([])
    assert await sightings.of("acme") == []


async def test_a_look_at_one_tenant_uses_the_index(database: Database) -> None:
    await MongoSightings(database).note([Sighting("acme", "flow", "0a0a0a0a", NOON)])
    found = database[COLLECTION].find({"_id": {"$regex": "^acme/"}})
    assert "IXSCAN" in str(await found.explain())
