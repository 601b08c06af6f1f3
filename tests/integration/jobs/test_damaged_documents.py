"""Documents beside the jobs that this version cannot read: none ends what reads its collection."""

from datetime import UTC, datetime, timedelta

import pytest

from flow_omnium.jobs.circuits.board import CircuitBoard
from flow_omnium.jobs.circuits.circuit import Circuit, Pace
from flow_omnium.jobs.circuits.mongo import COLLECTION as CIRCUITS
from flow_omnium.jobs.circuits.mongo import MongoCircuits
from flow_omnium.jobs.ledger.locks import COLLECTION as LOCKS
from flow_omnium.jobs.ledger.pauses import MongoPauses
from flow_omnium.jobs.ledger.relaying import MongoRelayLedger
from flow_omnium.runtime.database import Database
from flow_omnium.runtime.metrics import CircuitMetrics, Registrar
from flow_omnium.tenants.repository import COLLECTION as TENANTS
from flow_omnium.tenants.repository import TenantRepository
from flow_omnium.tenants.secret_box import SecretBox
from flow_omnium.testing.clock import FixedClock
from flow_omnium.testing.jobs import NOON, a_message
from flow_omnium.testing.tenants import a_tenant, keyring_of
from flow_omnium.tokens.rejections import Rejections
from flow_omnium.tokens.renewal_leases import MongoRenewalLeases
from flow_omnium.tokens.store import NO_VERSION, StoredToken, TokenStore
from flow_omnium.tokens.token_state import TokenRecords

BOX = SecretBox((b"k" * 32,))
MINUTE = timedelta(minutes=1)
EPOCH = datetime.fromtimestamp(0, UTC)


async def test_a_damaged_pause_holds(database: Database) -> None:
    await database["pauses"].insert_many(
        [{"_id": "tenant:acme", "by": 7}, {"_id": "kind:receivement", "at": "x"}]
    )
    found = await MongoPauses(database).pauses()
    assert [(pause.scope, pause.by, pause.at) for pause in found] == [
        ("kind:receivement", "unknown", EPOCH),
        ("tenant:acme", "7", EPOCH),
    ]


@pytest.mark.parametrize("until", ["never", None, 2**40])
async def test_a_damaged_lock_is_taken_over(database: Database, until: object) -> None:
    await database[LOCKS].insert_one({"_id": "relay", "owner": "gone", "until": until})
    assert await MongoRelayLedger(database).lead("relay-1", NOON, MINUTE)
    assert not await MongoRelayLedger(database).lead("relay-2", NOON, MINUTE)


@pytest.mark.parametrize("damage", [{"openUntil": "x"}, {"since": "noon"}, {"jobs": 1}, {"version": "x"}])
async def test_a_damaged_circuit_holds_nobody_and_the_others_are_read(
    database: Database, damage: dict[str, object]
) -> None:
    circuits = MongoCircuits(database)
    sound = Circuit("globex", "flow", since=NOON, failing_since=NOON, version=1)
    damaged = Circuit("acme", "flow", since=NOON, failing_since=NOON, open_until=NOON, version=1)
    for circuit in (sound, damaged):
        assert await circuits.replace(None, circuit)
    await database[CIRCUITS].update_one({"_id": "acme/flow"}, {"$set": damage})

    assert await circuits.all() == [sound]
    assert await circuits.get(damaged.key) is None
    board = CircuitBoard(circuits, FixedClock(NOON), Pace.of(60), CircuitMetrics(Registrar()))
    await board.refresh()
    assert board.hold_reason(a_message()) is None


@pytest.mark.parametrize("until", ["never", None, 2**40])
async def test_a_damaged_renewal_is_taken_over_and_its_standing_forgotten(
    database: Database, until: object
) -> None:
    collection = database["token_renewals"]
    await collection.insert_one(
        {"_id": "acme", "owner": "gone", "until": until, "stops": "x", "refused": "y"}
    )
    renewals = MongoRenewalLeases(collection)
    assert await renewals.claim("acme", "one", NOON, MINUTE)
    assert not await renewals.claim("acme", "two", NOON, MINUTE)
    assert await renewals.rejections("acme") == Rejections()


@pytest.mark.parametrize(
    "damage",
    [{"version": "x"}, {"version": None}, {"expiresAt": "x"}, {"mintedAt": None}, {"OMNIUM_TOKEN": 7}],
)
async def test_a_damaged_token_is_replaced(database: Database, damage: dict[str, object]) -> None:
    store = TokenStore(database["tokens"], BOX)
    token = StoredToken("t", 1, NOON + MINUTE, NOON)
    assert await store.replace("acme", token, replaces=NO_VERSION)
    await database["tokens"].update_one({"_id": "acme"}, {"$set": damage})

    stored = await store.read("acme")
    assert stored is None or stored.value is None
    assert await TokenRecords(database).get("acme") is None or "OMNIUM_TOKEN" in damage
    replaces = stored.version if stored else NO_VERSION
    assert await store.replace(
        "acme", StoredToken("new", replaces + 1, NOON + MINUTE, NOON), replaces=replaces
    )

    again = await store.read("acme")
    assert again is not None
    assert again.value == "new"


async def test_a_first_token_still_replaces_no_other(database: Database) -> None:
    store = TokenStore(database["tokens"], BOX)
    token = StoredToken("t", 1, NOON + MINUTE, NOON)
    assert await store.replace("acme", token, replaces=NO_VERSION)
    assert not await store.replace("acme", token, replaces=NO_VERSION)


async def test_a_damaged_change_hides_no_other(database: Database) -> None:
    repository = TenantRepository(database[TENANTS], keyring_of(b"k" * 32))
    await repository.apply(a_tenant("acme"), by="ola")
    await database[TENANTS].update_one(
        {"_id": "acme"}, {"$push": {"history": {"act": "renamed", "by": "kari"}}}
    )
    damaged, created = await repository.history("acme")
    assert (damaged.act, created.act, created.by) == ("unreadable", "created", "ola")
