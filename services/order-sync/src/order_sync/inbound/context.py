"""What the mapping must know besides the order. No I/O."""

from dataclasses import dataclass, field
from datetime import datetime

from flow_omnium.tenants.tenant import OrderTypeNames, Parameters
from order_sync.inbound.allotment import PaymentRules


@dataclass(frozen=True)
class InboundContext:
    """`now` is aware; `shared_customer_ids` are in lower case; `timezone` (IANA) and `country` (ISO 3166) are needed only to work out a deadline."""

    parameters: Parameters
    now: datetime
    timezone: str | None
    country: str | None
    order_types: OrderTypeNames = field(default_factory=OrderTypeNames)
    shipping_product_uid: str | None = None
    fee_product_uid: str | None = None
    payments: PaymentRules = field(default_factory=PaymentRules)
    shared_customer_ids: frozenset[str] = frozenset()
