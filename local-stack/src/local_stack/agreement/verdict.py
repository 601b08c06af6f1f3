"""Whether shop and Omnium agree on an order, as somebody who knows neither's code would judge it. No I/O."""

from collections.abc import Collection, Iterator
from typing import Any

Document = dict[str, Any]

_CANCELLED = {"OrderCanceled", "OrderCanceledByCustomer", "OrderCanceledByStore"}
_HUNDRED = 100
SOLD = "cancelled in Omnium but sold in the shop"
"""What a person is told of such an order."""


def disagreements(flow: Document | None, omnium: Document, flags: Collection[str]) -> Iterator[str]:
    """Name every point on which they differ and which nobody was asked to look at."""
    if flow is None:
        if omnium["status"] not in _CANCELLED:
            yield "the shop has no such order"
        return
    told = " | ".join(flags)
    if SOLD not in flags:
        yield from _lines_lost_by_omnium(flow, omnium)
    yield from _lines_lost_by_the_shop(flow, omnium)
    yield from _of_money(flow, omnium)
    if not flags:
        yield from _of_states(flow, omnium)
        yield from _of_totals(flow, omnium)
    for line_id in _line_ids(flow, omnium):
        fault = _of_line(line_id, flow, omnium)
        if fault and line_id not in told and not _concerns_order(told):
            yield fault


def _concerns_order(told: str) -> bool:
    return "in Omnium" in told and "line " not in told


def _lines_lost_by_omnium(flow: Document, omnium: Document) -> Iterator[str]:
    """What was handed over stands in Omnium, but on an order that it has cancelled: that takes no line any more."""
    in_omnium = {line["lineItemId"] for line in omnium["orderForm"]["lineItems"]}
    for item in flow["items"]:
        if item["quantityDelivered"] and _name(item) not in in_omnium and item["productUid"] != "freight":
            yield f"line {_name(item)} was handed over, and Omnium has it not"


def _lines_lost_by_the_shop(flow: Document, omnium: Document) -> Iterator[str]:
    in_flow = {_name(item) for item in flow["items"]}
    for line in omnium["orderForm"]["lineItems"]:
        if line["deliveredQuantity"] and line["lineItemId"] not in in_flow:
            yield f"line {line['lineItemId']} is delivered in Omnium, and the shop has it not"


def _of_money(flow: Document, omnium: Document) -> Iterator[str]:
    paid = {one["settlementUid"] for one in flow["settlements"]}
    known = {one["id"] for one in omnium["orderForm"]["payments"]}
    if known - paid:
        yield f"payments that the shop never took: {sorted(known - paid)}"
    if paid - known and omnium["status"] not in _CANCELLED:
        yield f"payments that Omnium lacks: {sorted(paid - known)}"


def _of_states(flow: Document, omnium: Document) -> Iterator[str]:
    is_cancelled = flow["orderState"] == "CANCELLED"
    if is_cancelled != (omnium["status"] in _CANCELLED):
        yield f"the order is {flow['orderState']} in the shop and {omnium['status']} in Omnium"
    if flow["orderState"] == "OPEN":
        yield "the order was left open"
    is_done = flow["settleState"] == "SETTLED" and flow["deliveryState"] == "DELIVERED"
    if is_done and not is_cancelled and omnium["status"] != "Completed":
        yield f"the order is paid and handed over, and {omnium['status']} in Omnium"


def _of_totals(flow: Document, omnium: Document) -> Iterator[str]:
    if flow["orderState"] in ("COMPLETE", "CANCELLED") or omnium["status"] in _CANCELLED:
        return
    total = round(float(omnium["orderForm"]["total"]) * _HUNDRED)
    if flow["orderTotals"]["grandTotal"] != total:
        yield f"it costs {flow['orderTotals']['grandTotal']} in the shop and {total} in Omnium"


def _of_line(line_id: str, flow: Document, omnium: Document) -> str | None:
    item = next((item for item in flow["items"] if _name(item) == line_id), None)
    line = next((line for line in omnium["orderForm"]["lineItems"] if line["lineItemId"] == line_id), None)
    in_shop = _amounts_in_shop(item, is_cancelled=flow["orderState"] == "CANCELLED")
    in_omnium = _amounts_in_omnium(line, is_cancelled=omnium["status"] in _CANCELLED)
    return None if in_shop == in_omnium else f"line {line_id}: {in_shop} in the shop, {in_omnium} in Omnium"


def _amounts_in_shop(item: Document | None, *, is_cancelled: bool) -> tuple[float, float]:
    """What is handed over, and what is open besides."""
    if item is None:
        return 0, 0
    delivered = item["quantityDelivered"]
    still_open = item["quantityOrdered"] - item["quantityCancelled"] - delivered
    return delivered / _HUNDRED, 0 if is_cancelled else still_open / _HUNDRED


def _amounts_in_omnium(line: Document | None, *, is_cancelled: bool) -> tuple[float, float]:
    if line is None:
        return 0, 0
    delivered = float(line["deliveredQuantity"])
    still_open = float(line["quantity"]) - float(line["canceledQuantity"]) - delivered
    return delivered, 0 if is_cancelled else still_open


def _line_ids(flow: Document, omnium: Document) -> Iterator[str]:
    lines = {line["lineItemId"] for line in omnium["orderForm"]["lineItems"]}
    items = {_name(item) for item in flow["items"] if item["productUid"] != "freight"}
    yield from sorted(lines | items)


def _name(item: Document) -> str:
    return str(item.get("externalId") or item["orderItemUid"])
