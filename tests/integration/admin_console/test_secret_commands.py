"""`flow-omnium secrets rotate` against a real database, beside services that run on."""

import base64
import json
import os
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from admin_console.tenants.key_rotation import KeyRotation
from flow_omnium.runtime.database import Database
from flow_omnium.tenants.keyring import Keyring, Purpose
from flow_omnium.tenants.repository import COLLECTION as TENANTS
from flow_omnium.tenants.repository import TenantRepository
from flow_omnium.tenants.webhook_secrets import HASHES, stored_hashes
from flow_omnium.testing.jobs import NOON
from flow_omnium.testing.tenants import a_tenant, destinations, keyring_of
from flow_omnium.tokens.store import COLLECTION as TOKENS
from flow_omnium.tokens.store import NO_VERSION, StoredToken, TokenStore

Run = Callable[..., Any]
InDatabase = Callable[..., Any]

OLD, NEW = os.urandom(32), os.urandom(32)
NAMES = ("acme", "globex", "initech")
TOKEN = StoredToken("hush-token", 1, NOON + timedelta(days=10), NOON)


def variable(*keys: bytes) -> str:
    return ",".join(base64.b64encode(key).decode() for key in keys)


async def stored(database: Database) -> None:
    ring = keyring_of(OLD)
    for name in NAMES:
        await TenantRepository(database[TENANTS], ring).apply(a_tenant(name))
        await TokenStore(database[TOKENS], ring.box(Purpose.OMNIUM)).replace(name, TOKEN, replaces=NO_VERSION)


async def readable_with(database: Database, key: bytes) -> int:
    """How many settings and tokens open with this key alone."""
    ring = keyring_of(key)
    tenants = [
        record for record in await TenantRepository(database[TENANTS], ring).records() if not record.fault
    ]
    tokens = [await TokenStore(database[TOKENS], ring.box(Purpose.OMNIUM)).read(name) for name in NAMES]
    return len(tenants) + sum(token is not None and token.value == TOKEN.value for token in tokens)


@pytest.fixture
def rotating(flow_omnium: Run, in_database: InDatabase, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The console, with a new key before the old one under which everything is sealed."""
    in_database(stored)
    monkeypatch.setenv("SETTINGS_ENCRYPTION_KEYS", variable(NEW, OLD))
    return flow_omnium


def test_afterwards_the_old_key_is_not_needed(rotating: Run, in_database: InDatabase) -> None:
    answer = rotating("secrets", "rotate")

    assert (answer.exit_code, answer.output) == (
        0,
        "6 encrypted afresh, 0 were current, 0 could not be\n",
    )
    assert in_database(lambda database: readable_with(database, NEW)) == 6
    assert in_database(lambda database: readable_with(database, OLD)) == 0


def test_a_second_rotation_finds_nothing_to_do(rotating: Run) -> None:
    rotating("secrets", "rotate")

    assert rotating("secrets", "rotate").output == "0 encrypted afresh, 6 were current, 0 could not be\n"


def test_a_dry_run_changes_nothing(rotating: Run, in_database: InDatabase) -> None:
    answer = rotating("secrets", "rotate", "--dry-run")

    assert answer.output == "6 would be encrypted afresh, 0 were current, 0 could not be\n"
    assert in_database(lambda database: readable_with(database, OLD)) == 6


def test_a_rotation_that_was_broken_off_is_finished_by_the_next(
    rotating: Run, in_database: InDatabase
) -> None:
    async def begin(database: Database) -> None:
        steps = KeyRotation(database, keyring_of(NEW, OLD)).rotate()
        for _ in range(2):
            await anext(steps)
        await steps.aclose()

    in_database(begin)
    assert in_database(lambda database: readable_with(database, NEW)) == 2

    assert rotating("secrets", "rotate").output == "4 encrypted afresh, 2 were current, 0 could not be\n"
    assert in_database(lambda database: readable_with(database, NEW)) == 6


def test_what_no_key_opens_is_named_and_stops_nothing_else(rotating: Run, in_database: InDatabase) -> None:
    async def with_a_lost_key(database: Database) -> None:
        lost = TenantRepository(
            database[TENANTS],
            keyring_of(os.urandom(32)),
        )
        await lost.apply(a_tenant("umbrella"))

    in_database(with_a_lost_key)

    answer = rotating("secrets", "rotate")

    assert answer.exit_code == 1
    assert "settings of umbrella: unreadable: webhookSecrets" in answer.output
    assert "take no key away yet" in answer.errors
    assert in_database(lambda database: readable_with(database, NEW)) == 6


def test_a_rotation_is_told_to_programs(rotating: Run) -> None:
    trial = json.loads(rotating("secrets", "rotate", "--dry-run", "--json").output)
    done = json.loads(rotating("secrets", "rotate", "--json").output)
    assert trial == done | {"dryRun": True}
    assert done == {"dryRun": False, "rotated": 6, "current": 0, "left": []}


def test_no_secret_and_no_key_is_shown_and_the_act_is_kept(rotating: Run) -> None:
    answer = rotating("secrets", "rotate")

    acts = rotating("jobs", "acts").output
    shown = answer.output + answer.errors + acts
    assert "rotate keys" in acts
    assert "kari" in acts
    secrets = [TOKEN.value, *variable(NEW, OLD).split(","), "acme-client-secret", "acme-flow-token"]
    assert [secret for secret in secrets if secret in shown] == []


class Overtaken(KeyRotation):
    """Somebody deactivates acme between our reading and our writing."""

    overtakes: Callable[[], Awaitable[object]] | None = None

    async def _replaced(self, vault: Any, document: Any, fields: Any) -> bool:
        if self.overtakes is not None and document["_id"] == "acme":
            overtakes, self.overtakes = self.overtakes, None
            await overtakes()
        return await super()._replaced(vault, document, fields)


async def test_a_change_that_comes_between_reading_and_writing_is_kept(database: Database) -> None:
    await stored(database)
    both = keyring_of(NEW, OLD)
    rotation = Overtaken(database, both)
    rotation.overtakes = lambda: TenantRepository(database[TENANTS], both).set_active("acme", False)

    results = [rotated.result async for rotated in rotation.rotate()]

    tenant = await TenantRepository(
        database[TENANTS],
        keyring_of(NEW),
    ).get("acme")
    assert results == ["rotated"] * 6
    assert rotation.overtakes is None
    assert tenant is not None
    assert not tenant.active


async def as_the_release_before_stored_it(database: Database) -> None:
    """Sealed for no destination, under one key for everything, and without hashes."""
    await stored(database)
    async for rotated in KeyRotation(database, keyring_of(OLD), binds=False).rotate():
        assert rotated.fault == ""
    await database[TENANTS].update_many({}, {"$unset": {HASHES: ""}})
    await database[TOKENS].update_many({}, {"$unset": {"origin": ""}})


async def refused_when_bound_alone_counts(database: Database, *keys: bytes) -> list[str]:
    """What a release that accepts no unbound secret could not open."""
    strict = keyring_of(*keys, accepts_unbound=False)
    return [record.fault for record in await TenantRepository(database[TENANTS], strict).records()]


async def hashes(database: Database) -> list[int]:
    return [len(stored_hashes(document)) async for document in database[TENANTS].find()]


def test_what_the_release_before_stored_is_bound_and_hashed(rotating: Run, in_database: InDatabase) -> None:
    in_database(as_the_release_before_stored_it)
    assert in_database(hashes) == [0, 0, 0]
    assert all(in_database(lambda database: refused_when_bound_alone_counts(database, OLD)))

    assert rotating("secrets", "rotate").output.startswith("6 encrypted afresh, 0 were current")

    assert in_database(hashes) == [1, 1, 1]
    assert in_database(lambda database: refused_when_bound_alone_counts(database, NEW)) == ["", "", ""]
    assert rotating("secrets", "rotate").output.startswith("0 encrypted afresh, 6 were current")


def test_hashes_are_added_and_bindings_taken_back_for_the_release_before(
    rotating: Run, in_database: InDatabase
) -> None:
    in_database(as_the_release_before_stored_it)
    rotating("secrets", "rotate")

    answer = rotating("secrets", "rotate", "--unbound")

    assert answer.exit_code == 0

    async def versions(database: Database) -> set[str]:
        sealed = [
            text
            async for document in database[TENANTS].find()
            for text in (
                *document["settings"]["webhookSecrets"],
                document["settings"]["flow"]["apiToken"],
                document["settings"]["parameters"]["OMNIUM_CLIENT_SECRET"],
            )
        ]
        return {text.partition(":")[0] for text in sealed}

    assert in_database(versions) == {"v1"}
    assert in_database(hashes) == [1, 1, 1]


def test_what_may_not_go_there_is_named_and_left_and_the_rest_is_done(
    rotating: Run, in_database: InDatabase
) -> None:
    async def turned(database: Database) -> None:
        await as_the_release_before_stored_it(database)
        elsewhere = {"$set": {"settings.flow.apiUrl": "https://evil.example/v2"}}
        await database[TENANTS].update_one({"_id": "globex"}, elsewhere)

    in_database(turned)

    answer = rotating("secrets", "rotate")

    assert answer.exit_code == 1
    assert "settings of globex: " in answer.output
    assert (
        "flow.apiUrl points to https://evil.example:443, which is not among the origins of FLOW_API_HOSTS"
        in (answer.output)
    )
    faults = in_database(lambda database: refused_when_bound_alone_counts(database, NEW))
    assert [fault.partition(":")[0] for fault in faults] == ["", "flow.apiToken", ""]


def test_secrets_are_moved_to_the_keys_of_their_purpose(
    rotating: Run, in_database: InDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    omnium, flow = os.urandom(32), os.urandom(32)
    monkeypatch.setenv("OMNIUM_ENCRYPTION_KEYS", variable(omnium))
    monkeypatch.setenv("FLOW_ENCRYPTION_KEYS", variable(flow))

    assert rotating("secrets", "rotate").exit_code == 0

    async def closed(database: Database) -> list[str]:
        ring = Keyring.of(
            {Purpose.WEBHOOK: (NEW,), Purpose.OMNIUM: (omnium,), Purpose.FLOW: (flow,)}, destinations()
        )
        records = await TenantRepository(database[TENANTS], ring).records()
        tokens = [await TokenStore(database[TOKENS], ring.box(Purpose.OMNIUM)).read(name) for name in NAMES]
        assert all(token is not None and token.value == TOKEN.value for token in tokens)
        return [record.fault for record in records]

    assert in_database(closed) == ["", "", ""]


def test_what_another_version_has_sealed_is_named(rotating: Run, in_database: InDatabase) -> None:
    async def newer(database: Database) -> None:
        sealed = {"$set": {"settings.catalog": {"apiKey": "v3:00000000:AAAA"}}}
        await database[TENANTS].update_one({"_id": "acme"}, sealed)

    in_database(newer)

    answer = rotating("secrets", "rotate")

    assert answer.exit_code == 1
    assert "catalog.apiKey: sealed by another version" in answer.output
