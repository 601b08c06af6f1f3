"""A delivery that remembers how it was answered."""

from collections.abc import Mapping


class MemoryDelivery:
    """Implements `Delivery`."""

    def __init__(self, queue: str, body: bytes, headers: Mapping[str, str] | None = None) -> None:
        self.queue = queue
        self.body = body
        self.headers: Mapping[str, str] = headers or {}
        self.answers: list[str] = []

    async def ack(self) -> None:
        """See `Delivery.ack`."""
        self.answers.append("ack")

    async def reject(self) -> None:
        """See `Delivery.reject`."""
        self.answers.append("reject")

    async def give_back(self) -> None:
        """See `Delivery.give_back`."""
        self.answers.append("give back")
