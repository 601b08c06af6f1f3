"""Whether both systems agree when the day is over, and nothing is doubled: the judge of a day. No I/O.

What agreement of an order means is said by the judge of random runs (`rigs.agreement.verdict`); here is what only many records show.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from flow_omnium.jobs.kinds import JobKind
from rigs.agreement.sides import Sides
from rigs.agreement.verdict import judged
from rigs.day.doubled import doubled
from rigs.day.evidence import Document, Evidence
from rigs.day.goods import untold_goods

_OF_ORDERS: Final = (JobKind.INBOUND_ORDER, JobKind.OUTBOUND_ORDER, JobKind.ORDER_RECEIPT)
_GIVEN_UP: Final = "OrderCanceled"


def faults_of(evidence: Evidence) -> Iterator[str]:
    """Tell every fault, each in a sentence."""
    yield from _lost(evidence)
    yield from doubled(evidence)
    yield from _disagreeing(evidence)
    yield from untold_goods(evidence)


def flagged(evidence: Evidence) -> Sequence[str]:
    """Tell what our jobs have told people, by record."""
    return [f"{kind} {key}: {flag}" for (kind, key), flags in evidence.flags.items() for flag in flags]


def _lost(evidence: Evidence) -> Iterator[str]:
    """Each order of one side is on the other; one that Omnium gave up before the shop saw it needs not be."""
    in_omnium = {order["id"]: order for order in evidence.omnium_orders}
    in_shop = {order["externalOrderNumber"] for order in _sales(evidence)}
    for order_id in evidence.placed:
        if order_id not in in_omnium:
            yield f"{order_id}: not in Omnium, where it was placed"
        elif order_id not in in_shop and in_omnium[order_id]["status"] != _GIVEN_UP:
            yield f"{order_id}: not in the shop"
    yield from (f"{uid}: the sale is not in Omnium" for uid in evidence.sold if uid not in in_omnium)
    known = {str(one["id"]) for one in evidence.invoices}
    for receipt in evidence.receipts:
        if receipt["orderReceiptUid"] not in known:
            yield f"receipt {receipt['orderReceiptUid']}: no invoice in Omnium"


def _disagreeing(evidence: Evidence) -> Iterator[str]:
    """Each order is judged as in a random run; what differs must be told by a flag of one of its jobs."""
    returns: defaultdict[str, list[Document]] = defaultdict(list)
    sales: defaultdict[str, list[Document]] = defaultdict(list)
    for order in evidence.flow_orders:
        if order.get("type") == "RETURN":
            returns[order["originalOrderUid"]].append(order)
        else:
            sales[_name(order)].append(order)
    for omnium in evidence.omnium_orders:
        flow = sales[omnium["id"]]
        back = [one for order in flow for one in returns[order["orderUid"]]]
        whole = {"returnOrderForms": [], **omnium}
        keys = {omnium["id"], *(order["orderUid"] for order in (*flow, *back))}
        verdict = judged(Sides(whole, flow, back, {}), _flags(evidence.flags, keys), {})
        yield from (f"{omnium['id']}: {fault}" for fault in verdict.faults)


def _flags(flags: Mapping[tuple[str, str], Sequence[str]], keys: Iterable[str]) -> Iterator[str]:
    for key in keys:
        for kind in _OF_ORDERS:
            yield from flags.get((kind.value, key), ())


def _sales(evidence: Evidence) -> Iterator[Document]:
    return (order for order in evidence.flow_orders if order.get("type") != "RETURN")


def _name(order: Document) -> str:
    """Name an order as Omnium does: a sale of the shop's has the uid that it has there."""
    return str(order["orderUid"] if order["systemOrigin"] == "POS" else order["externalOrderNumber"])
