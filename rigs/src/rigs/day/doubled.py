"""What stands on either side twice, although it was done once. No I/O."""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator

from rigs.day.evidence import Document, Evidence


def doubled(evidence: Evidence) -> Iterator[str]:
    """Tell each record, and each part of one, that is there more than once, and that nobody has made."""
    yield from _records(evidence)
    yield from _more_than_was_done(evidence)
    for order in evidence.flow_orders:
        yield from _in_shop(order)
    for order in evidence.omnium_orders:
        yield from _in_omnium(order)


def _records(evidence: Evidence) -> Iterator[str]:
    web = (order for order in evidence.flow_orders if order["systemOrigin"] != "POS")
    yield from _twice("order", (order["externalOrderNumber"] for order in web))
    yield from _twice("invoice", (one["invoiceNumber"] for one in evidence.invoices))
    yield from _twice("customer", (one["externalId"] for one in evidence.customers))
    told = (one["goodsReceptionId"] for one in evidence.transactions)
    yield from _twice("reception", (key for key in told if key))


def _more_than_was_done(evidence: Evidence) -> Iterator[str]:
    wanted = len(evidence.placed) + len(evidence.sold)
    if len(evidence.omnium_orders) > wanted:
        yield f"Omnium has {len(evidence.omnium_orders)} orders, {wanted} were placed or sold"
    if len(evidence.invoices) > len(evidence.receipts):
        yield f"Omnium has {len(evidence.invoices)} invoices of {len(evidence.receipts)} receipts"


def _in_shop(order: Document) -> Iterator[str]:
    named = f"in the shop, of {order['orderUid']}:"
    yield from _twice(f"{named} line", (one["externalId"] for one in order["items"] if one.get("externalId")))
    yield from _twice(f"{named} handling", (one["handlingUid"] for one in order["orderhandlings"]))
    paid = (one for one in order["settlements"] if one.get("externalPaymentReference"))
    # What is given back bears the name of what was taken.
    yield from _twice(
        f"{named} payment", ((one["externalPaymentReference"], one["amount"] > 0) for one in paid)
    )


def _in_omnium(order: Document) -> Iterator[str]:
    named, form = f"in Omnium, of {order['id']}:", order["orderForm"]
    yield from _twice(f"{named} payment", (one["id"] for one in form["payments"]))
    yield from _twice(f"{named} line", (one["lineItemId"] for one in form["lineItems"]))
    returns = order.get("returnOrderForms") or ()
    yield from _twice(f"{named} return", (one["rmaNumber"] for one in returns))


def _twice(what: str, names: Iterable[Hashable]) -> Iterator[str]:
    counted = Counter(names)
    return (f"{what} {name} is there {times} times" for name, times in counted.items() if times > 1)
