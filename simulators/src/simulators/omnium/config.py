"""The simulator's switches, changed by `PATCH /_sim/config`."""

from decimal import Decimal

from pydantic import Field

from simulators.omnium.orders import statuses
from simulators.write_model import Number, WriteModel

DEFAULT_PURCHASE_ORDER_STATUSES = (
    "New", "Confirmed", "InProgress", "Completed", "OnHold", "OrderCanceled", "Deleted",
)  # fmt: skip
DEFAULT_ORDER_TYPES = (
    "Online", "OnlineOrder", "ClickAndCollect", "Bopis", "Pos", "PreOrder", "ShipFromStore", "Replacement",
    "ReturnOrder", "Subscription",
)  # fmt: skip


class OmniumConfig(WriteModel):
    """Every switch; times are in seconds."""

    # A new order is Queued for this long, and search shows a write only after that long.
    queued_seconds: float = Field(default=1.5, ge=0, strict=False)
    index_lag_seconds: float = Field(default=0, ge=0, strict=False)
    answer_delay_seconds: float = Field(default=0, ge=0, strict=False)
    token_lifetime_seconds: float = Field(default=864_000, ge=0, strict=False)

    # One retry per entry: three entries make four attempts in all, two make three.
    event_retry_delays_seconds: list[float] = Field(default=[1, 5, 15], strict=False)
    event_timeout_seconds: float = Field(default=10, gt=0, strict=False)
    duplicate_events: int = Field(default=1, ge=1)
    shuffle_events: bool = False

    concurrent_per_user: int = Field(default=20, ge=1)
    concurrent_per_tenant: int = Field(default=40, ge=1)
    bucket_capacity: int = Field(default=12_000, ge=0)
    bucket_refill_per_ten_seconds: int = Field(default=1_000, ge=0)
    retry_after_header: bool = True
    retry_after_seconds: int = Field(default=2, ge=0)

    # How many products a batch of a scroll has, how long a scroll is kept, and how many may be open.
    product_batch: int = Field(default=100, ge=1)
    # The same of purchase orders, at most.
    purchase_order_batch: int = Field(default=100, ge=1)
    # And of orders, whatever is asked for.
    order_batch: int = Field(default=1_000, ge=1)
    scroll_seconds: float = Field(default=300, ge=0, strict=False)
    open_scrolls: int = Field(default=10, ge=0)

    # How many cost prices one answer has at most; nothing gives the others. Omnium publishes no number.
    cost_price_cap: int = Field(default=500, ge=1)

    # Failures inside a 200: workflows abort, patches count an error; nothing is changed then.
    abort_workflow: bool = False
    patch_error_message: str | None = None
    customer_patch_error_message: str | None = None
    # Settings of a tenant that make writes of customers fail (omnium.md 8).
    require_unique_customer_emails: bool = False
    require_unique_customer_phone_numbers: bool = False
    trigger_new_status: dict[str, str] = Field(default_factory=dict)
    json_error_strings: bool = False
    default_tax_rate: Number = Decimal(25)
    order_types: list[str] = Field(default_factory=lambda: list(DEFAULT_ORDER_TYPES))
    order_statuses: list[str] = Field(default_factory=lambda: list(statuses.ALL))
    # Statuses of the tenant's own by which an order ends as cancelled.
    extra_canceled_statuses: list[str] = Field(default_factory=list)
    # A tenant without one cannot take returns.
    default_return_order_type: str | None = "ReturnOrder"

    purchase_order_statuses: list[str] = Field(default_factory=lambda: list(DEFAULT_PURCHASE_ORDER_STATUSES))
    # Ids of purchase orders, and of orders, that another writer holds: writing to one is a 409.
    locked_purchase_orders: list[str] = Field(default_factory=list)
    locked_orders: list[str] = Field(default_factory=list)
    # Products that the tenant's catalogue does not have, and deliveries that take no goods any more, by status: Omnium
    # publishes neither refusal, so that a tenant has none unless a test asks for it.
    refused_skus: list[str] = Field(default_factory=list)
    closed_delivery_statuses: list[str] = Field(default_factory=list)
    # The status of a purchase order of which nothing is open any more; a tenant without one leaves it as it was.
    goods_reception_completed_status: str | None = "Completed"

    @property
    def known_statuses(self) -> list[str]:
        """Every status that an order may have."""
        return [*self.order_statuses, *self.extra_canceled_statuses]

    @property
    def canceled_statuses(self) -> tuple[str, ...]:
        """Every status that ends an order as cancelled."""
        return (*statuses.CANCELED, *self.extra_canceled_statuses)
