"""What the shop does in the demo, and how it is seen that Omnium knows: picking, paying, handing over, selling, returns."""

from collections.abc import Callable
from typing import Any, Final

from local_stack.demo.stage import Scene, play
from local_stack.demo.tenant import TENANT_UID
from local_stack.simulators import Simulators

WEB_ORDER: Final = "DEMO-1001"
SALE: Final = "shop-sale-1"
RETURN: Final = "shop-return-1"

Document = dict[str, Any]


class Shop:
    """Plays the shop's part; every act ends when Omnium knows of it."""

    def __init__(self, simulators: Simulators) -> None:
        self._simulators = simulators

    def tell(self) -> list[Scene]:
        """Go through the whole day."""
        return [
            play("The web order is picked and ready", self._pick, self._web_order_is("ReadyForPickup")),
            play("The customer pays and takes it along", self._hand_over, self._web_order_is("Completed")),
            play("A sale over the counter, with receipt", self._sell, self._has_sale),
            play("One of the two pairs comes back", self._take_back, self._has_return),
        ]

    def _pick(self) -> None:
        for state in ("IN_PROGRESS", "READY"):
            self._act("handling", orderUid=WEB_ORDER, state=state)

    def _hand_over(self) -> None:
        self._act("settle", orderUid=WEB_ORDER, settlementCode="CARD")
        self._act("deliver", orderUid=WEB_ORDER)
        self._act("complete", orderUid=WEB_ORDER)

    def _sell(self) -> None:
        socks = {"productUid": "SOCK-L", "name": "Wool socks, large", "quantity": 200, "unitPrice": 14950}
        paid = [{"settlementCode": "CASH"}]
        self._act("sell", storeUid="oslo", orderUid=SALE, items=[socks], settlements=paid)

    def _take_back(self) -> None:
        item = self._order_in_flow(SALE)["items"][0]
        one = [{"orderItemUid": item["orderItemUid"], "quantity": 100}]
        self._act(
            "return",
            storeUid="oslo",
            orderUid=RETURN,
            originalOrderUid=SALE,
            items=one,
            settlementCode="CASH",
        )

    def _web_order_is(self, status: str) -> Callable[[], str | None]:
        def seen() -> str | None:
            order = self._order_in_omnium(WEB_ORDER)
            if order is None or order["status"] != status:
                return None
            paid = sum(payment["amount"] for payment in order["orderForm"]["payments"])
            return f"order {WEB_ORDER} is {status}" + (f", paid {paid:.2f}" if paid else "")

        return seen

    def _has_sale(self) -> str | None:
        order, invoice = self._order_in_omnium(SALE), self._invoice_of(SALE, is_credit_note=False)
        if order is None or invoice is None or order["status"] != "Completed":
            return None
        number, amount = invoice["invoiceNumber"], invoice["amount"]
        return f"{order['orderType']} order is {order['status']}, invoice {number} over {amount:.2f} with its PDF"

    def _has_return(self) -> str | None:
        order, note = self._order_in_omnium(SALE), self._invoice_of(SALE, is_credit_note=True)
        if order is None or note is None or not order["returnOrderForms"]:
            return None
        return f"order is {order['status']}, credit note {note['invoiceNumber']} over {note['amount']:.2f}"

    def _act(self, act: str, **fields: object) -> None:
        self._simulators.flow("POST", f"/_sim/tenants/{TENANT_UID}/shop", {"act": act, **fields})

    def _order_in_flow(self, uid: str) -> Document:
        orders = self._simulators.flow("GET", f"/_sim/tenants/{TENANT_UID}/orders")
        return next(order for order in orders if order["orderUid"] == uid)

    def _order_in_omnium(self, order_id: str) -> Document | None:
        orders = self._simulators.omnium("GET", "/_sim/orders")
        return next((order for order in orders if order["id"] == order_id), None)

    def _invoice_of(self, order_id: str, *, is_credit_note: bool) -> Document | None:
        """The invoice of an order, or its credit note, once its document is there."""
        wanted = (order_id, is_credit_note)
        invoices = self._simulators.omnium("GET", "/_sim/invoices")
        found = (one for one in invoices if (one["orderId"], one["isCreditNote"]) == wanted)
        return next((one for one in found if one["assets"]), None)
