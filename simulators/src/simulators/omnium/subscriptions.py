"""Event subscriptions: where events go, in which shape, and which ones."""

from typing import Literal

from pydantic import Field

from simulators.documents import Document
from simulators.omnium.events import Variant, in_variant
from simulators.write_model import WriteModel

CYCLE: tuple[Variant, ...] = ("A", "B", "C")


class SubscriptionOrder(WriteModel):
    """A subscription as it is asked for; `headers` are sent with each event."""

    url: str = Field(pattern=r"^https?://")
    headers: dict[str, str] = Field(default_factory=dict)
    variant: Literal["A", "B", "C", "cycle"] = "C"
    class_names: list[str] | None = None
    categories: list[str] | None = None


class Subscription:
    """One subscription, and how far its cycle of variants has come."""

    def __init__(self, subscription_id: str, order: SubscriptionOrder) -> None:
        self.subscription_id = subscription_id
        self.order = order
        self._shaped = 0

    def wants(self, event: Document) -> bool:
        """Tell whether the filters let an event through; they combine with AND."""
        return _passes(self.order.class_names, event["className"]) and _passes(
            self.order.categories, event["category"]
        )

    def shape(self, event: Document) -> Document:
        """Give the event in this subscription's variant; `cycle` takes the three in turn."""
        if self.order.variant != "cycle":
            return in_variant(event, self.order.variant)
        variant = CYCLE[self._shaped % len(CYCLE)]
        self._shaped += 1
        return in_variant(event, variant)

    def shown(self) -> Document:
        """Show the subscription without the values of its headers: they are secrets."""
        headers = dict.fromkeys(self.order.headers, "***")
        return {"id": self.subscription_id, **self.order.model_dump(by_alias=True), "headers": headers}


def _passes(wanted: list[str] | None, value: str) -> bool:
    return wanted is None or value.lower() in {name.lower() for name in wanted}
