"""What lies in the database, and what happens when it is damaged."""

import json

import pytest

from flow_omnium.runtime.database import Collection, Database
from flow_omnium.tenants.record import UnreadableTenant
from flow_omnium.tenants.repository import TenantRepository
from flow_omnium.tenants.secret_box import SecretBox
from flow_omnium.testing.tenants import a_tenant

BOX = SecretBox((b"k" * 32,))


@pytest.fixture
def collection(database: Database) -> Collection:
    return database["tenants"]


async def test_secrets_are_sealed_and_nothing_else_is(collection: Collection) -> None:
    await TenantRepository(collection, BOX).apply(a_tenant("acme"))
    document = await collection.find_one({"_id": "acme"})
    assert document is not None
    text = json.dumps(document["settings"])
    assert not [
        secret for secret in ("acme-webhook", "acme-flow-token", "acme-client-secret") if secret in text
    ]
    assert document["settings"]["parameters"]["OMNIUM_CLIENT_ID"] == "acme-client"
    assert document["settings"]["flow"]["countryCode"] == "NO"


async def test_applying_with_a_new_first_key_is_no_change(collection: Collection) -> None:
    await TenantRepository(collection, BOX).apply(a_tenant())
    rotated = TenantRepository(collection, SecretBox((b"n" * 32, b"k" * 32)))
    assert (await rotated.apply(a_tenant())).outcome == "unchanged"


async def test_one_damaged_tenant_hides_no_other(collection: Collection) -> None:
    repository = TenantRepository(collection, BOX)
    for uid in ("acme", "globex", "initech"):
        await repository.apply(a_tenant(uid))
    await collection.update_one({"_id": "acme"}, {"$set": {"settings.flow.apiToken": "v1:00000000:AAAA"}})
    await collection.update_one({"_id": "globex"}, {"$set": {"settings": "gone", "revision": "odd"}})
    damaged, odd, whole = await repository.records()
    assert damaged.fault.startswith("apiToken: sealed with key 00000000")
    assert odd.tenant is None
    assert whole.tenant == a_tenant("initech")
    assert await repository.revisions() == {"acme": 1, "globex": 0, "initech": 1}


async def test_a_secret_moved_to_another_tenant_does_not_open(collection: Collection) -> None:
    repository = TenantRepository(collection, BOX)
    for uid in ("acme", "globex"):
        await repository.apply(a_tenant(uid))
    stolen = await collection.find_one({"_id": "acme"})
    assert stolen is not None
    await collection.update_one(
        {"_id": "globex"}, {"$set": {"settings.flow.apiToken": stolen["settings"]["flow"]["apiToken"]}}
    )
    with pytest.raises(UnreadableTenant, match=r"globex .*apiToken"):
        await repository.get("globex")


async def test_applying_repairs_a_tenant_whose_key_is_lost(collection: Collection) -> None:
    await TenantRepository(collection, BOX).apply(a_tenant())
    repository = TenantRepository(collection, SecretBox((b"n" * 32,)))
    assert (await repository.apply(a_tenant())).outcome == "changed"
    assert await repository.get("acme") == a_tenant()
