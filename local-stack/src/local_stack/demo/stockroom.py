"""What the stockroom does in the demo: a purchase order of Omnium's comes in two parts, one of the shop's own at once."""

from collections.abc import Callable
from typing import Any, Final

from local_stack.demo.stage import Scene, play
from local_stack.demo.tenant import TENANT_UID
from local_stack.simulators import Simulators

ORDER: Final = "DEMO-PO-1"
LOCAL_ORDER: Final = "shop-po-1"
LINES: Final = {"po-line-1": ("BOOT-42", 10), "po-line-2": ("SOCK-L", 20)}
HUNDREDTHS: Final = 100

Document = dict[str, Any]


class Stockroom:
    """Plays the stockroom's part; every act ends when Omnium knows of it."""

    def __init__(self, simulators: Simulators) -> None:
        self._simulators = simulators

    def tell(self) -> list[Scene]:
        """Go through the whole day."""
        self._export_order()
        return [
            play("A first part of Omnium's purchase order arrives", self._first_part, self._received(4, 20)),
            play("The rest of it arrives", self._rest, self._received(10, 20)),
            play("Goods that the shop ordered itself arrive", self._own_goods, self._has_level),
        ]

    def _export_order(self) -> None:
        """Let both sides have the purchase order, as Omnium's connector exports it."""
        lines = [
            {"lineItemId": line_id, "code": sku, "quantity": quantity, "placedPrice": 100}
            for line_id, (sku, quantity) in LINES.items()
        ]
        order = {"storeId": "oslo", "warehouseCode": "oslo", "supplierId": "s-100", "status": "Confirmed"}
        whole = {"id": ORDER, **order, "purchaseOrderForm": {"lineItems": lines}}
        self._simulators.omnium("PUT", f"/_sim/purchaseorders/{ORDER}", whole)
        items = [
            {
                "purchaseOrderItemUid": line_id,
                "externalId": line_id,
                "productUid": sku,
                "productSku": sku,
                "quantityOrdered": quantity * HUNDREDTHS,
                "quantityReceived": 0,
            }
            for line_id, (sku, quantity) in LINES.items()
        ]
        exported = {"storeUid": "oslo", "warehouseUid": "oslo", "status": "SENT_TO_SUPPLIER", "items": items}
        self._simulators.flow("PUT", f"/_sim/tenants/{TENANT_UID}/purchase-orders/{ORDER}", exported)

    def _first_part(self) -> None:
        self._receive(ORDER, {"po-line-1": 4, "po-line-2": 20})

    def _rest(self) -> None:
        self._receive(ORDER, {"po-line-1": 6})

    def _receive(self, order_uid: str, quantities: dict[str, int]) -> None:
        items = [
            {"purchaseOrderItemUid": line_id, "quantity": quantity * HUNDREDTHS}
            for line_id, quantity in quantities.items()
        ]
        self._act("receive", purchaseOrderUid=order_uid, items=items)

    def _own_goods(self) -> None:
        item = {"productUid": "LACES", "sku": "LACES", "quantity": 50 * HUNDREDTHS}
        self._act("purchase", purchaseOrderUid=LOCAL_ORDER, items=[{**item, "purchaseOrderItemUid": "own-1"}])
        self._receive(LOCAL_ORDER, {"own-1": 50})

    def _received(self, *expected: float) -> Callable[[], str | None]:
        def seen() -> str | None:
            orders = self._simulators.omnium("GET", "/_sim/purchaseorders")
            order = next(order for order in orders if order["id"] == ORDER)
            lines = order["purchaseOrderForm"]["lineItems"]
            if [line.get("deliveredQuantity") for line in lines] != list(expected):
                return None
            told = ", ".join(
                f"{line['deliveredQuantity']:g} of {line['quantity']:g} {line['code']}" for line in lines
            )
            return f"purchase order {ORDER}: {told}"

        return seen

    def _has_level(self) -> str | None:
        levels = self._simulators.omnium("GET", "/_sim/inventory")
        level = next((one for one in levels if one["sku"] == "LACES" and one["inventory"]), None)
        return level and f"stock of LACES in {level['warehouseCode']} is {level['inventory']:g}"

    def _act(self, act: str, **fields: object) -> None:
        body = {"act": act, "storeUid": "oslo", **fields}
        self._simulators.flow("POST", f"/_sim/tenants/{TENANT_UID}/shop", body)
