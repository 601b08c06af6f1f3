"""What levels may be written; pure. Flow publishes no such call: its form is that of the contract (design 9)."""

from collections import Counter
from collections.abc import Iterator, Sequence

from pydantic import Field

from simulators.flow.tenant import Tenant
from simulators.flow.values import Amount, Uid
from simulators.refusal import Refusal
from simulators.write_model import WriteModel


class WrittenLevel(WriteModel):
    """How much of a product is in the warehouse, and what a piece costs; what is not sent of it stays."""

    product_uid: Uid
    quantity_stock: Amount
    cost_price: int | None = Field(default=None, ge=0)


class StockWrite(WriteModel):
    """The body: levels, never changes of them."""

    items: list[WrittenLevel] = Field(min_length=1, max_length=500)


def refuse_bad_levels(tenant: Tenant, items: Sequence[WrittenLevel]) -> None:
    """Refuse products that the tenant does not know, and such as stand twice. Raises Refusal 400."""
    faults = [*_unknown(tenant, items), *_doubled(items)]
    if faults:
        raise Refusal(400, "; ".join(faults))


def _unknown(tenant: Tenant, items: Sequence[WrittenLevel]) -> Iterator[str]:
    for place, item in enumerate(items):
        if item.product_uid not in tenant.products:
            yield f"items.{place}.productUid: '{item.product_uid}' is unknown"


def _doubled(items: Sequence[WrittenLevel]) -> Iterator[str]:
    for uid, count in Counter(item.product_uid for item in items).items():
        if count > 1:
            yield f"items: '{uid}' stands {count} times"
