"""What a search for receipts may ask, and which receipts answer it (flow.md 4.3); pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import Field, model_validator

from simulators.clock import moment_of
from simulators.documents import Document
from simulators.flow.orders.progress import items_in
from simulators.flow.values import DeliveryState, OrderState, SettleState
from simulators.write_model import IsoTime, WriteModel

STATE_LISTS = ("deliveryStates", "orderStates", "settleStates")


class ReceiptSearch(WriteModel):
    """The body of a search; everything is optional and all of it must fit."""

    store_uids: list[str] = Field(default_factory=list)
    organization_uids: list[str] = Field(default_factory=list)
    customer_uids: list[str] = Field(default_factory=list)
    tenant_user_uids: list[str] = Field(default_factory=list)
    product_skus: list[str] = Field(default_factory=list)
    customer_query: str | None = None
    query: str | None = None
    order_number: str | None = None
    voucher_number: str | None = None
    settled_at_from: IsoTime | None = None
    settled_at_to: IsoTime | None = None
    delivery_states: list[DeliveryState] = Field(default_factory=list)
    order_states: list[OrderState] = Field(default_factory=list)
    settle_states: list[SettleState] = Field(default_factory=list)
    order_statuses: list[OrderState] = Field(default_factory=list)

    @model_validator(mode="before")
    @classmethod
    def _leave_out_the_empty(cls, data: object) -> object:
        """Empty strings count as absent."""
        return (
            {name: value for name, value in data.items() if value != ""} if isinstance(data, dict) else data
        )

    @model_validator(mode="after")
    def _choose_one_kind_of_state(self) -> "ReceiptSearch":
        if self.order_statuses and (self.delivery_states or self.order_states or self.settle_states):
            message = f"orderStatuses cannot be combined with {', '.join(STATE_LISTS)}"
            raise ValueError(message)
        return self


def found_receipts(
    receipts: Iterable[Document], orders: Mapping[str, Document], search: ReceiptSearch
) -> list[Document]:
    """List the receipts that a search asks for."""
    return [one for one in receipts if _fits(one, orders.get(str(one.get("orderUid"))) or {}, search)]


def _fits(receipt: Document, order: Document, search: ReceiptSearch) -> bool:
    return (
        _has_listed(receipt, order, search)
        and _has_exact(receipt, search)
        and _is_in_time(receipt, search)
        and _speaks_of(search.query, _texts(receipt))
        and _speaks_of(search.customer_query, list((receipt.get("customerAddress") or {}).values()))
    )


def _has_listed(receipt: Document, order: Document, search: ReceiptSearch) -> bool:
    """Compare each list with the one value, or the values, that it is about; an empty list lets all through."""
    skus = {item.get("sku") for item in items_in(receipt)}
    asked: list[tuple[list[Any], set[Any]]] = [
        (search.store_uids, {receipt.get("storeUid")}),
        (search.organization_uids, {receipt.get("organizationUid")}),
        (search.customer_uids, {receipt.get("customerUid")}),
        (search.tenant_user_uids, {receipt.get("tenantUserUid")}),
        (search.product_skus, skus),
        (search.delivery_states, {order.get("deliveryState")}),
        (search.order_states, {order.get("orderState")}),
        (search.settle_states, {receipt.get("settleState")}),
        (search.order_statuses, {order.get("orderState")}),
    ]
    return all(not wanted or not values.isdisjoint(wanted) for wanted, values in asked)


def _has_exact(receipt: Document, search: ReceiptSearch) -> bool:
    return search.order_number in (None, receipt.get("orderNumber")) and search.voucher_number in (
        None,
        receipt.get("voucherNumber"),
    )


def _is_in_time(receipt: Document, search: ReceiptSearch) -> bool:
    """A receipt is made when its order is settled; both bounds belong to the time asked for."""
    made = receipt.get("createdAt")
    if made is None:
        return search.settled_at_from is None and search.settled_at_to is None
    first, last = search.settled_at_from or made, search.settled_at_to or made
    return moment_of(first) <= moment_of(made) <= moment_of(last)


def _speaks_of(query: str | None, texts: list[Any]) -> bool:
    """Find a text inside others, in any case."""
    return query is None or any(query.lower() in str(text or "").lower() for text in texts)


def _texts(receipt: Document) -> list[Any]:
    names = [item.get(name) for item in items_in(receipt) for name in ("name", "sku")]
    return [receipt.get("orderNumber"), receipt.get("voucherNumber"), *names]
