"""The purchase orders, and which of them each line is on."""

from simulators.clock import Clock, system_clock
from simulators.documents import Document
from simulators.omnium.index import Index
from simulators.omnium.orders.totals import rows
from simulators.refusal import Refusal


def lines_of(order: Document) -> list[Document]:
    """List the lines of a purchase order."""
    return rows(order.get("purchaseOrderForm") or {}, "lineItems")


def delivery_of_line(order: Document, line: Document) -> str | None:
    """Tell the delivery that a line is in: its own, else the one that the purchase order is as a whole."""
    return line.get("deliveryId") or order.get("deliveryId")


class PurchaseOrderStore:
    """Holds purchase orders by id. What it hands out is not to be changed: clone first."""

    def __init__(self, clock: Clock = system_clock) -> None:
        self._index: Index[str] = Index(clock)
        self._orders: dict[str, Document] = {}
        self._owners: dict[str, str] = {}
        self._versions = 0

    def get(self, order_id: str) -> Document | None:
        """Read a purchase order."""
        return self._orders.get(order_id)

    def existing(self, order_id: str) -> Document:
        """Read a purchase order. Raises Refusal 404."""
        if order_id not in self._orders:
            raise Refusal(404, f"Purchase order {order_id} was not found")
        return self._orders[order_id]

    def put(self, order: Document, lag_seconds: float = 0) -> None:
        """Store a purchase order under its id; search sees it after the lag."""
        for line in lines_of(self._orders.get(order["id"], {})):
            self._owners.pop(str(line.get("lineItemId")), None)
        self._owners.update({str(line.get("lineItemId")): order["id"] for line in lines_of(order)})
        self._orders[order["id"]] = order
        self._index.put(order["id"], order, lag_seconds)

    def remove(self, order_id: str) -> None:
        """Forget a purchase order and its lines."""
        self._index.remove(order_id)
        for line in lines_of(self._orders.pop(order_id, {})):
            self._owners.pop(str(line.get("lineItemId")), None)

    def every(self) -> list[Document]:
        """List all purchase orders, oldest first."""
        return list(self._orders.values())

    def indexed(self) -> list[Document]:
        """List the purchase orders as search sees them now."""
        return self._index.seen()

    def owner_of(self, line_id: str) -> Document | None:
        """Find the purchase order that a line is on."""
        return self._orders.get(self._owners.get(line_id, ""))

    def lines_in(self, delivery_id: str) -> list[Document]:
        """List the lines that are in a delivery, of all purchase orders."""
        lines = ((order, line) for order in self._orders.values() for line in lines_of(order))
        return [line for order, line in lines if delivery_of_line(order, line) == delivery_id]

    def next_version(self) -> str:
        """Make the `versionId` of the next write."""
        self._versions += 1
        return str(self._versions)
