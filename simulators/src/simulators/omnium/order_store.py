"""The orders as they are, and as search sees them (later, by the index lag)."""

from collections import deque
from datetime import datetime, timedelta
from typing import NamedTuple

from simulators.clock import Clock
from simulators.documents import Document


class Pending(NamedTuple):
    """A write that search does not see yet."""

    visible_at: datetime
    order_id: str
    order: Document


class OrderStore:
    """Holds orders by id. What it hands out is not to be changed: clone first."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._orders: dict[str, Document] = {}
        self._indexed: dict[str, Document] = {}
        self._pending: deque[Pending] = deque()
        self._versions = 0
        self._numbers = 100_000

    def get(self, order_id: str) -> Document | None:
        """Read an order as it is now."""
        return self._orders.get(order_id)

    def put(self, order_id: str, order: Document, lag_seconds: float) -> None:
        """Store an order; search sees it after the lag."""
        self._orders[order_id] = order
        self._pending.append(Pending(self._clock() + timedelta(seconds=lag_seconds), order_id, order))

    def every(self) -> list[Document]:
        """List all orders as they are, oldest first."""
        return list(self._orders.values())

    def indexed(self) -> list[Document]:
        """List the orders as search sees them now."""
        now = self._clock()
        while self._pending and self._pending[0].visible_at <= now:
            entry = self._pending.popleft()
            self._indexed[entry.order_id] = entry.order
        return list(self._indexed.values())

    def next_version(self) -> str:
        """Make the `versionId` of the next write."""
        self._versions += 1
        return str(self._versions)

    def next_number(self) -> str:
        """Make an order number that is not taken."""
        self._numbers += 1
        return self.next_number() if str(self._numbers) in self._orders else str(self._numbers)
