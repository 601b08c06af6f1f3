"""What people have chosen for themselves: the same tests in memory and on MongoDB."""

import pytest

from flow_omnium.console.people import COLLECTION, UNCHOSEN, Choices, MongoPeople, People
from flow_omnium.runtime.database import Database
from flow_omnium.testing.console import MemoryPeople


@pytest.fixture(params=["memory", "mongodb"])
def people(request: pytest.FixtureRequest) -> People:
    if request.param == "memory":
        return MemoryPeople()
    database: Database = request.getfixturevalue("database")
    return MongoPeople(database)


async def test_who_has_chosen_nothing_has_what_everybody_begins_with(people: People) -> None:
    assert await people.choices("kari") == UNCHOSEN


async def test_the_latest_choice_is_kept_for_the_one_who_made_it(people: People) -> None:
    await people.choose("kari", Choices("UTC", "light", keys=True, rows=25))
    chosen = Choices("Europe/Oslo", "dark", keys=False, rows=100)
    await people.choose("kari", chosen)
    assert await people.choices("kari") == chosen
    assert await people.choices("ola") == UNCHOSEN


async def test_what_cannot_be_meant_is_as_if_not_chosen(database: Database) -> None:
    await database[COLLECTION].insert_one({"_id": "kari", "zone": 3, "theme": "pink", "keys": "y", "rows": 7})
    await database[COLLECTION].insert_one({"_id": "ola", "zone": "Europe/Atlantis", "rows": True})
    for sub in ("kari", "ola"):
        assert await MongoPeople(database).choices(sub) == UNCHOSEN
