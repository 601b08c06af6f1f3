"""Omnium as a sender of events, past its simulator: with whatever secret, and told whether it is let in."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from pymongo import MongoClient

from flow_omnium.tenants.senders import COLLECTION, NOTED_EVERY
from local_stack.demo.tenant import TENANT_UID
from local_stack.json_http import call
from rigs.browser.house import House


def tell(house: House, secret: str, order_id: str) -> None:
    """Say that an order has changed. Raises an error where that is refused."""
    url = f"{house.scene.suite.gateway.base_url}/v1/tenants/{TENANT_UID}/omnium/events"
    event = {"className": "Order", "category": "Updated", "objectId": order_id}
    call("POST", url, event, {"Authorization": f"Bearer {secret}"})


def is_let_in(house: House, secret: str) -> bool:
    """Tell whether an event with this secret is accepted."""
    try:
        tell(house, secret, "nobody-knows-it")
    except Exception:  # noqa: BLE001 - however it is refused
        return False
    return True


def set_secret(house: House, secret: str) -> None:
    """Have Omnium send its events with another secret from now on."""
    scene = house.scene
    scene.simulators.omnium("DELETE", "/_sim/subscriptions")
    replace(scene.tenant, webhook_secret=secret).subscribe(scene.simulators, scene.suite)


def let_a_minute_pass(house: House) -> None:
    """Let the earliest of a sender's uses of its secrets be as long ago as if nobody had waited in vain."""
    environment = house.scene.suite.environment
    with MongoClient[dict[str, Any]](environment["MONGODB_URL"], tz_aware=True) as client:
        seen = client[environment["MONGODB_DATABASE"]][COLLECTION]
        earliest = seen.find({"_id": {"$regex": f"^{TENANT_UID}/omnium/"}}).sort("at", 1).limit(1)
        for one in earliest:
            before = one["at"] - NOTED_EVERY - timedelta(seconds=1)
            seen.update_one({"_id": one["_id"]}, {"$set": {"at": before}})
