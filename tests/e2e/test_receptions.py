"""Receptions in their awkward cases, by real processes: of two orders, and corrected."""

from typing import Any

import pytest

from flow_omnium.jobs.state import FINAL
from local_stack.demo.tenant import TENANT_UID
from local_stack.scene import Scene, awaited

Document = dict[str, Any]


@pytest.fixture(scope="module")
def stockroom(scene: Scene) -> "Stockroom":
    scene.tenant.subscribe_to_shop(scene.simulators, scene.suite)
    return Stockroom(scene)


class Stockroom:
    """Both systems: orders that both have, what the shop does, and what Omnium has then."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._flow = f"/_sim/tenants/{TENANT_UID}"

    def order(self, order_id: str, line_id: str, sku: str) -> None:
        """Let both sides have a purchase order of ten pieces, as Omnium's connector exports it."""
        line = {"lineItemId": line_id, "code": sku, "quantity": 10, "deliveryId": f"D-{order_id}"}
        form = {"storeId": "oslo", "status": "Confirmed", "purchaseOrderForm": {"lineItems": [line]}}
        self._scene.simulators.omnium("PUT", f"/_sim/purchaseorders/{order_id}", form)
        self._scene.simulators.omnium("PUT", f"/_sim/goodsdeliveries/D-{order_id}", {"deliveryStatus": "New"})
        item = {
            "purchaseOrderItemUid": line_id,
            "externalId": line_id,
            "productUid": sku,
            "productSku": sku,
            "quantityOrdered": 1000,
            "quantityReceived": 0,
        }
        exported = {"storeUid": "oslo", "warehouseUid": "oslo", "status": "SENT_TO_SUPPLIER", "items": [item]}
        self._scene.simulators.flow("PUT", f"{self._flow}/purchase-orders/{order_id}", exported)

    def act(self, act: str, **fields: object) -> Document:
        """Let somebody in the shop do something."""
        done: Document = self._scene.simulators.flow("POST", f"{self._flow}/shop", {"act": act, **fields})
        return done

    def delivered(self, order_id: str) -> float:
        """What Omnium has received of the order's line."""
        orders = self._scene.simulators.omnium("GET", "/_sim/purchaseorders")
        order = next(order for order in orders if order["id"] == order_id)
        return float(order["purchaseOrderForm"]["lineItems"][0].get("deliveredQuantity") or 0)

    def flags(self, key: str) -> list[str]:
        """What a person is told of the newest job of an order, once every job of it has ended."""
        awaited(
            "every job of it has ended", lambda: all(job["state"] in FINAL for job in self._scene.jobs(key))
        )
        return list(self._scene.jobs(key)[0].get("attention", ()))


def test_one_lorry_of_two_orders_is_received_on_both(stockroom: Stockroom) -> None:
    stockroom.order("PO-A", "a-1", "TENT")
    stockroom.order("PO-B", "b-1", "TENT")
    goods = [
        {"purchaseOrderItemUid": "a-1", "quantity": 400},
        {"purchaseOrderUid": "PO-B", "purchaseOrderItemUid": "b-1", "quantity": 600},
    ]
    stockroom.act("receive", storeUid="oslo", purchaseOrderUid="PO-A", items=goods)
    awaited("PO-B is received", lambda: stockroom.delivered("PO-B") == 6 or None)
    assert stockroom.delivered("PO-A") == 4
    assert stockroom.flags("PO-A") == stockroom.flags("PO-B") == []


def test_a_correction_arrives_with_the_next_goods_and_one_downwards_is_told(stockroom: Stockroom) -> None:
    """Flow publishes no event of a correction: what comes next of the order finds it."""
    stockroom.order("PO-C", "c-1", "STOVE")
    one_more = {"purchaseOrderItemUid": "c-1", "quantity": 100}
    made = stockroom.act(
        "receive", storeUid="oslo", purchaseOrderUid="PO-C", items=[{**one_more, "quantity": 500}]
    )
    awaited("it is received", lambda: stockroom.delivered("PO-C") == 5 or None)
    corrected = {
        "receivementUid": made["receivementUid"],
        "receivementItemUid": made["items"][0]["receivementItemUid"],
    }
    stockroom.act("correctReceived", quantity=800, **corrected)
    stockroom.act("receive", storeUid="oslo", purchaseOrderUid="PO-C", items=[one_more])
    awaited("all of it is received", lambda: stockroom.delivered("PO-C") == 9 or None)
    assert stockroom.flags("PO-C") == []
    stockroom.act("correctReceived", quantity=300, **corrected)
    stockroom.act("receive", storeUid="oslo", purchaseOrderUid="PO-C", items=[one_more])
    awaited("it is told", lambda: stockroom.flags("PO-C") or None)
    assert stockroom.flags("PO-C") == ["line c-1: 5 received in the shop, 9 in Omnium"]
    assert stockroom.delivered("PO-C") == 9
