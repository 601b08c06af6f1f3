"""What every store of tokens promises: the same tests on the fake and on MongoDB."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from flow_omnium.runtime.database import Database
from flow_omnium.tenants.secret_box import SecretBox
from flow_omnium.testing.tokens import InMemoryTokens
from flow_omnium.tokens.store import NO_VERSION, StoredToken, Tokens, TokenStore

BOX = SecretBox((b"k" * 32,))
MINTED = datetime(2030, 1, 1, tzinfo=UTC)


def a_token(version: int, value: str = "a-token") -> StoredToken:
    return StoredToken(value, version, MINTED + timedelta(days=10), MINTED)


@pytest.fixture(params=["memory", "mongodb"])
def tokens(request: pytest.FixtureRequest) -> Tokens:
    if request.param == "memory":
        return InMemoryTokens()
    database: Database = request.getfixturevalue("database")
    return TokenStore(database["tokens"], BOX)


async def test_there_is_no_token_at_first(tokens: Tokens) -> None:
    assert await tokens.read("acme") is None


async def test_a_stored_token_is_read_back_whole(tokens: Tokens) -> None:
    assert await tokens.replace("acme", a_token(1), replaces=NO_VERSION)
    assert await tokens.read("acme") == a_token(1)
    assert await tokens.read("globex") is None


async def test_only_the_replaced_version_can_be_replaced(tokens: Tokens) -> None:
    await tokens.replace("acme", a_token(1), replaces=NO_VERSION)
    assert not await tokens.replace("acme", a_token(1, "late"), replaces=NO_VERSION)
    assert await tokens.replace("acme", a_token(2), replaces=1)
    assert not await tokens.replace("acme", a_token(2, "late"), replaces=1)
    assert await tokens.read("acme") == a_token(2)


async def test_a_version_that_is_not_stored_is_not_replaced(tokens: Tokens) -> None:
    assert not await tokens.replace("acme", a_token(8), replaces=7)
    assert await tokens.read("acme") is None


@pytest.mark.parametrize("replaces", [NO_VERSION, 1])
async def test_of_those_who_meet_one_wins(tokens: Tokens, replaces: int) -> None:
    if replaces:
        await tokens.replace("acme", a_token(replaces), replaces=NO_VERSION)
    rivals = [a_token(replaces + 1, f"token-{number}") for number in range(10)]
    won = await asyncio.gather(*(tokens.replace("acme", rival, replaces=replaces) for rival in rivals))
    assert won.count(True) == 1
    assert await tokens.read("acme") == rivals[won.index(True)]


async def test_the_token_is_sealed_in_the_database(database: Database) -> None:
    await TokenStore(database["tokens"], BOX).replace("acme", a_token(1), replaces=NO_VERSION)
    document = await database["tokens"].find_one({})
    assert document is not None
    assert document["tenantUid"] == "acme"
    assert "a-token" not in document["OMNIUM_TOKEN"]


async def test_a_token_whose_key_is_lost_keeps_its_version(database: Database) -> None:
    await TokenStore(database["tokens"], BOX).replace("acme", a_token(3), replaces=NO_VERSION)
    stored = await TokenStore(database["tokens"], SecretBox((b"n" * 32,))).read("acme")
    assert stored is not None
    assert (stored.value, stored.version) == (None, 3)


def test_a_token_does_not_show_in_its_representation() -> None:
    assert "a-token" not in repr(a_token(1))


async def test_a_token_opens_for_the_origin_that_granted_it_alone(database: Database) -> None:
    stored = TokenStore(database["tokens"], BOX)
    bound = StoredToken("hush", 1, MINTED + timedelta(days=10), MINTED, "https://api.omnium.no:443")
    assert await stored.replace("acme", bound, replaces=NO_VERSION)
    assert await stored.read("acme") == bound

    for origin in ("https://evil.example:443", None):
        await database["tokens"].update_one({"_id": "acme"}, {"$set": {"origin": origin}})
        turned = await stored.read("acme")
        assert turned is not None
        assert turned.value is None


@pytest.mark.parametrize(("accepts", "value"), [(True, "hush"), (False, None)])
async def test_a_token_that_was_stored_without_its_origin_opens_in_this_release_alone(
    database: Database, accepts: bool, value: str | None
) -> None:
    box = SecretBox((b"k" * 32,), accepts_unbound=accepts)
    unbound = StoredToken("hush", 1, MINTED + timedelta(days=10), MINTED)
    await TokenStore(database["tokens"], box).replace("acme", unbound, replaces=NO_VERSION)
    token = await TokenStore(database["tokens"], box).read("acme")
    assert token is not None
    assert token.value == value
