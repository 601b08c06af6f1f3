"""Omnium as a sender of events, past its simulator: with whatever secret, and told whether it is let in."""

from dataclasses import replace

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
