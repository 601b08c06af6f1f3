"""The orders as they are, and as search sees them (later, by the index lag)."""

from simulators.clock import Clock
from simulators.documents import Document
from simulators.omnium.index import Index


class OrderStore:
    """Holds orders by id. What it hands out is not to be changed: clone first."""

    def __init__(self, clock: Clock) -> None:
        self._orders: dict[str, Document] = {}
        self._index: Index[str] = Index(clock)
        self._versions = 0
        self._numbers = 100_000

    def get(self, order_id: str) -> Document | None:
        """Read an order as it is now."""
        return self._orders.get(order_id)

    def put(self, order_id: str, order: Document, lag_seconds: float) -> None:
        """Store an order; search sees it after the lag."""
        self._orders[order_id] = order
        self._index.put(order_id, order, lag_seconds)

    def remove(self, order_id: str) -> None:
        """Forget an order; search does so at once."""
        self._orders.pop(order_id, None)
        self._index.remove(order_id)

    def every(self) -> list[Document]:
        """List all orders as they are, oldest first."""
        return list(self._orders.values())

    def indexed(self) -> list[Document]:
        """List the orders as search sees them now."""
        return self._index.seen()

    def next_version(self) -> str:
        """Make the `versionId` of the next write."""
        self._versions += 1
        return str(self._versions)

    def next_number(self) -> str:
        """Make an order number that is not taken."""
        self._numbers += 1
        return self.next_number() if str(self._numbers) in self._orders else str(self._numbers)
