"""What is kept of sessions: the same tests in memory and on MongoDB."""

from datetime import datetime, timedelta

import pytest

from flow_omnium.console.sessions import COLLECTION, IDLE, LONGEST, MongoSessions, Session, StoredSessions
from flow_omnium.runtime.database import Database
from flow_omnium.testing.console import MemorySessions
from flow_omnium.testing.jobs import NOON

MINUTE = timedelta(minutes=1)


@pytest.fixture(params=["memory", "mongodb"])
def sessions(request: pytest.FixtureRequest) -> StoredSessions:
    if request.param == "memory":
        return MemorySessions()
    database: Database = request.getfixturevalue("database")
    return MongoSessions(database)


def session(key: str, sub: str = "kari", since: datetime = NOON) -> Session:
    return Session(
        key, sub, "Kari N", ("operator@acme", "viewer"), "oidc", "b0", "Firefox on Linux", since, since
    )


async def test_what_was_kept_is_returned_and_nothing_for_another_key(sessions: StoredSessions) -> None:
    await sessions.add(session("a"))
    assert await sessions.one("a") == session("a")
    assert await sessions.one("b") is None


async def test_the_latest_use_is_kept_and_an_earlier_one_changes_nothing(sessions: StoredSessions) -> None:
    await sessions.add(session("a"))
    later = session("a").used(NOON + 2 * MINUTE)
    await sessions.used(later)
    await sessions.used(session("a").used(NOON + MINUTE))
    assert await sessions.one("a") == later


async def test_a_session_that_was_ended_does_not_come_back_by_being_used(sessions: StoredSessions) -> None:
    await sessions.add(session("a"))
    assert await sessions.remove("a") == 1
    await sessions.used(session("a").used(NOON + MINUTE))
    assert await sessions.one("a") is None
    assert await sessions.remove("a") == 0


async def test_a_person_s_sessions_are_listed_and_ended_and_no_other_s(sessions: StoredSessions) -> None:
    older, newer = session("a"), session("b", since=NOON + MINUTE)
    other = session("c", "ola", NOON + 2 * MINUTE)
    for one in (older, newer, other):
        await sessions.add(one)
    assert await sessions.of("kari", 10) == [newer, older]
    assert await sessions.of("kari", 1) == [newer]
    assert await sessions.all(2) == [other, newer]
    assert await sessions.remove_all_of("kari") == 2
    assert await sessions.all(10) == [other]


@pytest.mark.parametrize(
    ("used", "ends"),
    [
        (NOON, NOON + IDLE),
        (NOON + timedelta(hours=5), NOON + timedelta(hours=6)),
        (NOON + timedelta(hours=11, minutes=50), NOON + LONGEST),
    ],
)
def test_a_session_ends_an_hour_after_its_last_use_and_half_a_day_after_the_sign_in(
    used: datetime, ends: datetime
) -> None:
    one = session("a").used(used)
    assert one.ends_at == ends
    assert one.is_alive(ends - timedelta(seconds=1))
    assert not one.is_alive(ends)


async def test_the_database_is_told_when_to_let_one_go_and_reads_damaged_ones_as_none(
    database: Database,
) -> None:
    sessions = MongoSessions(database)
    await sessions.add(session("a"))
    await sessions.used(session("a").used(NOON + MINUTE))
    stored = await database[COLLECTION].find_one({"_id": "a"})
    assert stored is not None
    assert stored["endsAt"] == NOON + MINUTE + IDLE
    await database[COLLECTION].insert_one({"_id": "b", "sub": "kari"})
    assert await sessions.one("b") is None
    assert [one.key for one in await sessions.all(10)] == ["a"]
