"""What a search for orders may ask, and what it shows of each. Flow publishes none: its form is that of the contract (design 9)."""

from collections.abc import Iterable
from typing import Final

from simulators.clock import moment_of
from simulators.documents import Document
from simulators.write_model import IsoTime, WriteModel

SHOWN: Final = (
    "orderUid", "storeUid", "orderNumber", "externalOrderNumber", "voucherNumber", "type", "systemOrigin", "customerUid",
    "orderState", "settleState", "deliveryState", "orderhandlingState", "orderTotals", "createdAt", "lastModifiedAt",
)  # fmt: skip


class OrderSearch(WriteModel):
    """The body of a search; the moment belongs to the time asked for."""

    last_modified_from: IsoTime | None = None


def found_orders(orders: Iterable[Document], search: OrderSearch) -> list[Document]:
    """List the orders that were changed since then; one that tells no moment is found only without any."""
    return [order for order in orders if is_changed_since(order, search.last_modified_from)]


def shown_order(order: Document) -> Document:
    """Show an order without its lines, payments and deliveries."""
    return {name: order[name] for name in SHOWN if name in order}


def is_changed_since(record: Document, since: str | None) -> bool:
    """Tell whether a record was changed at a moment or after it."""
    changed = record.get("lastModifiedAt")
    return since is None or (changed is not None and moment_of(changed) >= moment_of(since))
