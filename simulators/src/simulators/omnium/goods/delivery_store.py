"""The deliveries as they are, and as search sees them."""

from simulators.clock import Clock
from simulators.documents import Document
from simulators.omnium.index import Index
from simulators.refusal import Refusal


class DeliveryStore:
    """Holds deliveries by id. What it hands out is not to be changed."""

    def __init__(self, clock: Clock) -> None:
        self._deliveries: dict[str, Document] = {}
        self._index: Index[str] = Index(clock)

    def get(self, delivery_id: str | None) -> Document | None:
        """Read a delivery."""
        return self._deliveries.get(delivery_id or "")

    def existing(self, delivery_id: str) -> Document:
        """Read a delivery. Raises Refusal 404."""
        if delivery_id not in self._deliveries:
            raise Refusal(404, f"Delivery {delivery_id} was not found")
        return self._deliveries[delivery_id]

    def put(self, delivery: Document, lag_seconds: float) -> None:
        """Store a delivery under its id; search sees it after the lag."""
        self._deliveries[delivery["id"]] = delivery
        self._index.put(delivery["id"], delivery, lag_seconds)

    def remove(self, delivery_id: str) -> None:
        """Forget a delivery; its lines go on naming it."""
        self._deliveries.pop(delivery_id, None)
        self._index.remove(delivery_id)

    def every(self) -> list[Document]:
        """List all deliveries, oldest first."""
        return list(self._deliveries.values())

    def indexed(self) -> list[Document]:
        """List the deliveries as search sees them now."""
        return self._index.seen()
