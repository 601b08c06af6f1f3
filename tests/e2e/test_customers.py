"""A customer's life on running processes: made, deleted in the shop, and not made again."""

from typing import Any

import pytest

from flow_omnium.jobs.kinds import tells_deletion
from local_stack.demo.tenant import TENANT_UID
from local_stack.scene import Scene, awaited

UID = "kari"
KARI = {"customerType": "PERSON", "firstname": "Kari", "lastname": "Nordmann", "email": "kari@example.no"}
GONE = f"customer {UID} is gone from the shop: Omnium still has a private customer {UID}"
ERASED = f"customer {UID} was erased or deleted before: nothing of him is sent to Omnium"


@pytest.fixture(scope="module")
def shop(scene: Scene) -> Scene:
    scene.tenant.subscribe_to_shop(scene.simulators, scene.suite)
    return scene


def keep(shop: Scene, **customer: str) -> None:
    body = {"act": "customer", "customerUid": UID, "customer": customer}
    shop.simulators.flow("POST", f"/_sim/tenants/{TENANT_UID}/shop", body)


def in_omnium(shop: Scene) -> dict[str, Any] | None:
    found = shop.simulators.omnium("GET", "/_sim/customers")
    return next((one for one in found if one["customerId"] == UID), None)


def told(shop: Scene) -> list[str]:
    """What a person is told of the customer's newest job, once no job is pending."""
    return list(shop.jobs(UID)[0].get("attention", ())) if shop.is_quiet() else []


def deletion_came(shop: Scene) -> bool:
    """Whether the event of the deletion has a job: one that came before it may tell of the missing customer first."""
    return any(tells_deletion(job["event"]) for job in shop.jobs(UID))


def test_whom_the_shop_deletes_is_told_and_never_made_or_filled_in_again(shop: Scene) -> None:
    keep(shop, **KARI)
    awaited("the customer is in Omnium", lambda: in_omnium(shop))

    token = {"Authorization": f"Bearer {shop.tenant.flow_token}"}
    path = f"/v2/tenants/{TENANT_UID}/customers/{UID}"
    shop.simulators.flow("DELETE", path, headers=token)
    awaited("the deletion has come", lambda: deletion_came(shop))
    assert awaited("the deletion is told", lambda: told(shop) or None) == [GONE]

    keep(shop, **{**KARI, "firstname": "Karianne"})
    awaited("the new one is told", lambda: told(shop) == [ERASED] or None)
    record = in_omnium(shop)
    assert record is not None
    assert record["firstName"] == "Kari"
