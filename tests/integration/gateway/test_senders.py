"""The gateway notes who came to which tenant, with which secret, and when: let in or not."""

from typing import Any

import pytest
from aiohttp.test_utils import TestClient

from flow_omnium.runtime.database import Database
from flow_omnium.tenants.repository import COLLECTION
from flow_omnium.tenants.senders import TEST_HEADER, WRONG, MongoSightings, Sighting
from flow_omnium.tenants.webhook_secrets import stored_hashes
from flow_omnium.testing.polling import until

Gateway = TestClient[Any, Any]

EVENT = {"className": "Order", "category": "Updated", "objectId": "1001"}


async def fingerprint(database: Database, tenant: str) -> str:
    document = await database[COLLECTION].find_one({"_id": tenant})
    assert document is not None
    return stored_hashes(document)[0].fingerprint


async def seen(database: Database, tenant: str) -> list[Sighting]:
    async def any_of_it() -> list[Sighting]:
        return list(await MongoSightings(database).of(tenant))

    return await until("it is noted", any_of_it)


async def send(gateway: Gateway, tenant: str, sender: str, secret: str, status: int) -> None:
    headers = {"Authorization": f"Bearer {secret}"}
    body = EVENT if sender == "omnium" else {"action": "ORDER_SETTLED", "order": {"Uid": "7"}}
    url = f"/v1/tenants/{tenant}/{sender}/events"
    async with gateway.post(url, json=body, headers=headers) as answer:
        assert answer.status == status


@pytest.mark.parametrize("sender", ["omnium", "flow"])
async def test_a_sender_who_is_let_in_is_noted_with_its_secret(
    gateway: Gateway, database: Database, sender: str
) -> None:
    await send(gateway, "acme", sender, "acme-webhook-secret", 202)
    (one,) = await seen(database, "acme")
    assert (one.sender, one.secret) == (sender, await fingerprint(database, "acme"))
    assert "acme-webhook-secret" not in repr(one)


async def test_a_wrong_secret_is_noted_as_one_and_never_kept(gateway: Gateway, database: Database) -> None:
    await send(gateway, "acme", "omnium", "somebody-elses-secret", 401)
    (one,) = await seen(database, "acme")
    assert (one.sender, one.secret) == ("omnium", WRONG)
    rows = [row async for row in database["webhook_senders"].find({})]
    assert "somebody" not in repr(rows)


async def test_a_sender_is_noted_before_the_tenant_is_active(gateway: Gateway, database: Database) -> None:
    await send(gateway, "asleep", "omnium", "asleep-webhook-secret", 403)
    (one,) = await seen(database, "asleep")
    assert one.secret == await fingerprint(database, "asleep")


async def test_our_own_test_event_is_let_in_and_is_no_sender(gateway: Gateway, database: Database) -> None:
    headers = {"Authorization": "Bearer acme-webhook-secret", TEST_HEADER: "1"}
    event = {"className": "ConsoleTest", "objectId": "console-test", "category": "Test"}
    async with gateway.post("/v1/tenants/acme/omnium/events", json=event, headers=headers) as answer:
        assert (answer.status, (await answer.json())["outcome"]) == (202, "ignored")
    await send(gateway, "acme", "flow", "acme-webhook-secret", 202)
    assert [one.sender for one in await seen(database, "acme")] == ["flow"]
