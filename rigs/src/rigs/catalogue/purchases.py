"""Purchase orders in Omnium as its API takes them, and what the shop does with them; every field can be said otherwise."""

from collections.abc import Mapping
from typing import Any

from rigs.catalogue.house import House
from simulators.documents import Document
from simulators.testing import Answer


def an_order(order_id: str, *lines: Document, **fields: Any) -> Document:
    """Make a purchase order of oslo's, from the supplier `s-1`."""
    return {
        "id": order_id,
        "status": "Confirmed",
        "storeId": "oslo",
        "marketId": "nor",
        "supplierId": "s-1",
        "supplierName": "Hats & Co",
        "purchaseOrderForm": {"lineItems": list(lines)},
        **fields,
    }


def a_line(line_id: str, code: str = "mug", quantity: float = 10, **fields: Any) -> Document:
    """Make a line that costs 75.00 a piece without tax."""
    price = {"placedPriceExclTax": 80, "discountedPriceExclTax": 75 * quantity}
    return {"lineItemId": line_id, "code": code, "quantity": quantity, **price, **fields}


class Purchasing:
    """What is ordered in Omnium, and what comes of it in the shop."""

    def __init__(self, house: House) -> None:
        self.house = house

    async def put(self, order: Document) -> None:
        """Create an order, or replace it."""
        _ok(await self.house.omnium.put("/api/PurchaseOrders", order))

    async def order(self, order_id: str) -> Document:
        """Read an order in Omnium."""
        found: Document = (await self.house.omnium.get(f"/api/PurchaseOrders/{order_id}")).json
        return found

    async def lines(self, order_id: str) -> Mapping[str, Document]:
        """Read the lines of an order in Omnium, by their ids."""
        form = (await self.order(order_id))["purchaseOrderForm"]
        return {line["lineItemId"]: line for line in form["lineItems"]}

    async def set_status(self, order_id: str, status: str) -> None:
        """Set the status of an order."""
        _ok(await self.house.omnium.post(f"/api/PurchaseOrders/{order_id}/UpdateStatus", {"status": status}))

    async def deliver(self, order_id: str, delivery_id: str, *line_ids: str, **fields: Any) -> None:
        """Put lines of an order into a delivery, a new one or one that is there."""
        is_there = (await self.house.omnium.get(f"/api/Deliveries/{delivery_id}")).status == 200  # noqa: PLR2004
        name = "existingDeliveryId" if is_there else "newDeliveryId"
        path = f"/api/Deliveries/CreateDelivery/{order_id}?{name}={delivery_id}"
        lines = [{"lineItemId": line_id, **fields} for line_id in line_ids]
        _ok(await self.house.omnium.post(path, lines))

    async def in_shop(self) -> Mapping[str, Document]:
        """Return the purchase orders that Flow has, by uid."""
        listed = (await self.house.flow.get("/_sim/tenants/acme/purchase-orders")).json
        return {order["purchaseOrderUid"]: order for order in listed}

    async def items(self, uid: str) -> Mapping[str, Document]:
        """Return the lines of a purchase order in Flow, by uid."""
        return {item["purchaseOrderItemUid"]: item for item in (await self.in_shop())[uid]["items"]}

    async def receive(self, uid: str, **quantities: int) -> Document:
        """Receive so much, × 100, of lines in the shop; a `-` of a line's uid is written `_`."""
        items = [
            {"purchaseOrderItemUid": name.replace("_", "-"), "quantity": amount}
            for name, amount in quantities.items()
        ]
        return await self.act("receive", storeUid="oslo", purchaseOrderUid=uid, items=items)

    async def act(self, act: str, **fields: Any) -> Document:
        """Let the shop do something."""
        answer = await self.house.flow.post("/_sim/tenants/acme/shop", {"act": act, **fields})
        _ok(answer)
        made: Document = answer.json
        return made


def _ok(answer: Answer) -> None:
    if answer.status // 100 != 2:  # noqa: PLR2004 - 2xx
        raise AssertionError(answer.text)
