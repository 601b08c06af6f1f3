"""Ids that are one uid in Flow, over real HTTP: every order arrives, and every customer is himself."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from flow_omnium.outcomes import Ignored

SAMPLES = Path(__file__).parents[2] / "samples" / "inbound-order"
ORDER: dict[str, Any] = json.loads((SAMPLES / "click-and-collect" / "omnium.json").read_text())
ALIKE = [
    "kari.n@x.no",
    "kari_n@x.no",
    "kari_n_x_no",
    "æøå",
    "øæå",
    "___",
    "Kari_n_x_no",
    "x" * 200,
    "x" * 201,
]


def order_of(order_id: str, customer_id: str) -> dict[str, Any]:
    order = copy.deepcopy(ORDER)
    return order | {"id": order_id, "orderNumber": order_id, "customerId": customer_id}


async def test_each_of_the_look_alike_customers_gets_his_own_order(shop: Any) -> None:
    for number, customer_id in enumerate(ALIKE):
        await shop.put_order(order_of(f"o-{number}", customer_id))
        await shop.sync(f"o-{number}")
    customers = (await shop.flow.get("/_sim/tenants/acme/customers")).json
    known = {customer["customerUid"]: customer["externalId"] for customer in customers}
    told = {order["orderUid"]: known[order["customerUid"]] for order in await shop.orders()}
    assert told == {f"o-{number}": customer_id for number, customer_id in enumerate(ALIKE)}


async def test_each_of_the_look_alike_orders_arrives_once(shop: Any) -> None:
    for order_id in ALIKE:
        await shop.put_order(order_of(order_id, "c-1"))
        await shop.sync(order_id)
    for order_id in ALIKE:
        with pytest.raises(Ignored):
            await shop.sync(order_id)
    assert sorted(order["externalOrderNumber"] for order in await shop.orders()) == sorted(ALIKE)


async def test_the_deletion_of_an_order_leaves_its_look_alike_alone(shop: Any) -> None:
    for order_id in ("10.01", "10_01"):
        await shop.put_order(order_of(order_id, "c-1"))
        await shop.sync(order_id)
    assert (await shop.omnium.delete("/api/Orders/10_01")).status < 300
    await shop.run(shop.job("10_01", category="Deleted"))
    states = {order["externalOrderNumber"]: order["orderState"] for order in await shop.orders()}
    assert states == {"10.01": "PARKED", "10_01": "CANCELLED"}
