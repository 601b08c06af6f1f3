"""What lies in the database, and what happens when it is damaged."""

import json

import pytest

from flow_omnium.runtime.database import Collection, Database
from flow_omnium.tenants.closed_secret import SecretClosed
from flow_omnium.tenants.history import CHANGES_KEPT
from flow_omnium.tenants.repository import TenantRepository
from flow_omnium.tenants.webhook_secrets import stored_hashes
from flow_omnium.testing.tenants import a_tenant, keyring_of

BOX = keyring_of(b"k" * 32)


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
    rotated = TenantRepository(collection, keyring_of(b"n" * 32, b"k" * 32))
    assert (await rotated.apply(a_tenant())).outcome == "unchanged"


async def test_one_damaged_tenant_hides_no_other(collection: Collection) -> None:
    repository = TenantRepository(collection, BOX)
    for uid in ("acme", "globex", "initech"):
        await repository.apply(a_tenant(uid))
    await collection.update_one({"_id": "acme"}, {"$set": {"settings.flow.apiToken": "v1:00000000:AAAA"}})
    await collection.update_one({"_id": "globex"}, {"$set": {"settings": "gone", "revision": "odd"}})
    damaged, odd, whole = await repository.records()
    assert damaged.fault.startswith("flow.apiToken: sealed with key 00000000")
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
    tenant = await repository.get("globex")
    assert tenant is not None
    with pytest.raises(SecretClosed, match=r"globex: .*apiToken"):
        tenant.flow.api_token.get_secret_value()


async def test_applying_repairs_a_tenant_whose_key_is_lost(collection: Collection) -> None:
    await TenantRepository(collection, BOX).apply(a_tenant())
    repository = TenantRepository(
        collection,
        keyring_of(b"n" * 32),
    )
    assert (await repository.apply(a_tenant())).outcome == "repaired"
    assert await repository.get("acme") == a_tenant()
    assert [change.act for change in await repository.history("acme")] == ["repaired", "created"]


@pytest.mark.parametrize("revision", ["odd", None, 0])
async def test_applying_repairs_a_tenant_without_a_proper_revision(
    collection: Collection, revision: object
) -> None:
    repository = TenantRepository(collection, BOX)
    await repository.apply(a_tenant())
    await collection.update_one({"_id": "acme"}, {"$set": {"settings": "gone", "revision": revision}})
    assert (await repository.apply(a_tenant())).outcome == "repaired"
    assert await repository.revisions() == {"acme": 1}


async def test_a_tenant_that_was_stored_before_there_was_a_history_begins_one(collection: Collection) -> None:
    repository = TenantRepository(collection, BOX)
    await repository.apply(a_tenant())
    await collection.update_one({"_id": "acme"}, {"$unset": {"history": ""}})
    assert await repository.history("acme") == []
    await repository.set_active("acme", False)
    assert [change.act for change in await repository.history("acme")] == ["deactivated"]


async def test_a_history_holds_what_was_changed_and_no_secret(collection: Collection) -> None:
    repository = TenantRepository(collection, BOX)
    await repository.apply(a_tenant())
    await repository.apply(a_tenant(webhookSecrets=["hush"], flow={"apiToken": "hush", "countryCode": "SE"}))
    document = await collection.find_one({"_id": "acme"})
    assert document is not None
    text = json.dumps(document["history"], default=str)
    assert "flow.countryCode" in text
    assert '"SE' in text
    assert not [
        value
        for value in ("hush", "********", "acme-webhook", "acme-flow-token", "acme-client-secret")
        if f'"{value}' in text
    ]


async def test_a_long_history_keeps_its_latest_changes(collection: Collection) -> None:
    repository = TenantRepository(collection, BOX)
    await repository.apply(a_tenant())
    for number in range(CHANGES_KEPT + 5):
        await repository.set_active("acme", number % 2 == 1)
    history = await repository.history("acme")
    assert len(history) == CHANGES_KEPT
    assert [change.act for change in history[:2]] == ["deactivated", "activated"]


async def test_keys_of_another_version_survive_whatever_this_one_writes(collection: Collection) -> None:
    repository = TenantRepository(collection, BOX)
    await repository.apply(a_tenant())
    newer = {"settings.polls": {"orders": "2m"}, "settings.flow.ofNextYear": "fee"}
    await collection.update_one({"_id": "acme"}, {"$set": newer})

    await repository.set_active("acme", False)
    changed = await repository.apply(a_tenant(active=False, paymentMethods={"CASH": "Cash"}))

    document = await collection.find_one({"_id": "acme"})
    assert document is not None
    assert (document["settings"]["polls"], document["settings"]["flow"]["ofNextYear"]) == (
        {"orders": "2m"},
        "fee",
    )
    assert changed.outcome == "changed"
    (record,) = await repository.records(["acme"])
    assert sorted(record.unknown) == ["flow.ofNextYear", "polls"]


async def test_webhook_secrets_are_stored_sealed_and_hashed_in_this_release(collection: Collection) -> None:
    await TenantRepository(collection, BOX).apply(a_tenant())
    document = await collection.find_one({"_id": "acme"})
    assert document is not None
    (sealed,), (hashed,) = document["settings"]["webhookSecrets"], stored_hashes(document)
    assert sealed.startswith("v1:")
    assert hashed.matches(b"acme-webhook-secret")


async def test_webhook_secrets_are_hashed_alone_in_the_release_after(collection: Collection) -> None:
    after = TenantRepository(collection, BOX, seals_webhook_secrets=False)
    await after.apply(a_tenant())
    document = await collection.find_one({"_id": "acme"})
    assert document is not None
    (hashed,) = stored_hashes(document)
    assert "webhookSecrets" not in document["settings"]
    assert hashed.matches(b"acme-webhook-secret")

    # What this release does with such a tenant after a roll-back.
    repository = TenantRepository(collection, BOX)
    (record,) = await repository.records()
    assert record.fault == ""
    assert (await repository.apply(a_tenant())).outcome == "unchanged"
    assert (await repository.apply(a_tenant(webhookSecrets=["another"]))).changed == ("webhookSecrets",)
