"""When a receipt is made, and what stands on it; pure."""

from collections import Counter
from collections.abc import Iterable

from simulators.documents import Document, clone
from simulators.flow.orders.progress import items_in, settled_in
from simulators.flow.orders.totals import calculate, share
from simulators.flow.shop.till import Till


def with_receipt(
    order: Document, receipts: Iterable[Document], till: Till
) -> tuple[Document, Document | None]:
    """Put an order's payments on a receipt once it is settled; without new payments there is none."""
    if order["settleState"] != "SETTLED" or not any(_is_new(one) for one in settled_in(order)):
        return order, None
    number = till.next_number()
    uid, voucher = f"receipt-{number}", f"V{number}"
    settlements = [{**one, "orderReceiptUid": uid} if _is_new(one) else one for one in order["settlements"]]
    order = {**order, "settlements": settlements, "voucherNumber": voucher}
    earlier = [receipt for receipt in receipts if receipt.get("orderUid") == order["orderUid"]]
    payments = [one for one in settlements if one.get("orderReceiptUid") == uid]
    head = {"orderReceiptUid": uid, "voucherNumber": voucher, "settlements": payments}
    return order, {**head, **receipt_body(order, earlier, till.now)}


def receipt_body(order: Document, earlier: list[Document], now: str) -> Document:
    """Word what the order has beyond its earlier receipts."""
    return {
        "orderUid": order["orderUid"],
        "orderNumber": order.get("orderNumber"),
        "storeUid": order.get("storeUid"),
        "createdAt": now,
        "lastModifiedAt": now,
        "type": order.get("type"),
        "settleState": order["settleState"],
        "customerUid": order.get("customerUid"),
        "customerAddress": order.get("customerAddress"),
        "tenantUserUid": order.get("tenantUserUid"),
        "tenantUserDisplayName": order.get("tenantUserDisplayName"),
        "referenceVoucherNumber": order.get("referenceVoucherNumber"),
        "orderTotals": receipt_totals(order, earlier),
        "items": receipt_items(order, earlier),
    }


def receipt_totals(order: Document, earlier: list[Document]) -> Document:
    """Take from the order's totals what earlier receipts have; those of a return are negative."""
    sign = -1 if order.get("type") == "RETURN" else 1
    return {
        name: sign * order["orderTotals"][name] - sum(_total(one, name) for one in earlier)
        for name in ("grandTotal", "totalVat")
    }


def receipt_items(order: Document, earlier: list[Document]) -> list[Document]:
    """List the lines by the quantity that no earlier receipt has; negative when less is kept than was paid."""
    done: Counter[str] = Counter()
    for item in (item for receipt in earlier for item in items_in(receipt)):
        done[item["orderItemUid"]] += item["quantityOrdered"]
    items = [_part(item, done[item["orderItemUid"]]) for item in items_in(order)]
    part = {"items": [item for item in items if item["quantityOrdered"]]}
    calculate(part)
    return part["items"]


def _total(receipt: Document, name: str) -> int:
    """Read a total; a receipt that a test stored as it is may lack it."""
    return int((receipt.get("orderTotals") or {}).get(name) or 0)


def _is_new(settlement: Document) -> bool:
    """Tell whether a payment is on no receipt yet."""
    return settlement.get("state") == "SETTLED" and not settlement.get("orderReceiptUid")


def _part(item: Document, done: int) -> Document:
    ordered = item["quantityOrdered"]
    quantity = ordered - (item.get("quantityCancelled") or 0) - done
    discount = share(item.get("itemDiscountAmount") or 0, quantity, ordered)
    changes = {"quantityOrdered": quantity, "quantityCancelled": 0, "itemDiscountAmount": discount}
    return clone({**item, **changes})
