"""Webhook subscriptions: where webhooks go, which ones, and how patiently."""

from pydantic import Field

from simulators.documents import Document
from simulators.flow.webhooks.actions import ActionName
from simulators.write_model import WriteModel


class SubscriptionOrder(WriteModel):
    """A subscription as it is asked for; `headers` are sent with each webhook, no `actions` means all."""

    url: str = Field(pattern=r"^https?://")
    headers: dict[str, str] = Field(default_factory=dict)
    actions: list[ActionName] | None = None
    # Each further delay is twice the one before.
    first_retry_seconds: float = Field(default=1, ge=0, strict=False)
    timeout_seconds: float = Field(default=10, gt=0, strict=False)


class Subscription:
    """One subscription of a tenant."""

    def __init__(self, subscription_id: str, order: SubscriptionOrder) -> None:
        self.subscription_id = subscription_id
        self.order = order

    def wants(self, event: Document) -> bool:
        """Tell whether a webhook is among the wanted actions."""
        return self.order.actions is None or event["action"] in self.order.actions

    def shown(self) -> Document:
        """Show the subscription without the values of its headers: they are secrets."""
        headers = dict.fromkeys(self.order.headers, "***")
        return {"id": self.subscription_id, **self.order.model_dump(by_alias=True), "headers": headers}
