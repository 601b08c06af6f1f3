"""Whether both sides agree on what was ordered and what came, each exactly once: the judge of every run. No I/O.

It works from both sides' documents and knows nothing of how the services plan.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from rigs.agreement.world import decimal
from simulators.documents import Document

IN_SET: Final = {"mug": Decimal(2), "cap": Decimal(1)}
"""What is in the one package that there is."""

_HUNDRED: Final = Decimal(100)
_ENDED: Final = ("Completed", "Cancelled")


@dataclass(frozen=True)
class Documents:
    """Everything that both sides have."""

    orders: Sequence[Document]
    deliveries: Mapping[str, Document]
    in_shop: Mapping[str, Document]
    receptions: Sequence[Document]
    removed: frozenset[str]
    told: str
    """All that the latest run of each job has told a person, and why rows are set aside."""


@dataclass(frozen=True)
class Expected:
    """A purchase order that the shop is to have."""

    uid: str
    lines: Mapping[str, Decimal]
    is_over: bool


def judged(found: Documents, *, by_delivery: bool, merges: bool) -> Iterator[str]:
    """Name whatever is wrong."""
    yield from received_once_in_omnium(found)
    expected = [*_expected(found, by_delivery=by_delivery, merges=merges)]
    yield from ordered_alike(found, expected)


def counted_once_in_the_shop(
    in_shop: Mapping[str, Document], receptions: Sequence[Document], levels: Sequence[Document]
) -> Iterator[str]:
    """A line shows what the till has received of it, and the stock is what the till has put there: exports move nothing."""
    came, stock = defaultdict[tuple[str, str], int](int), defaultdict[str, int](int)
    for reception in receptions:
        for item in reception["items"]:
            came[reception["purchaseOrderUid"], item["purchaseOrderItemUid"]] += item["quantity"]
            stock[item["product"]["productUid"]] += item["quantity"]
    for uid, order in in_shop.items():
        for item in order["items"]:
            shown, true = item["quantityReceived"], came[uid, item["purchaseOrderItemUid"]]
            if shown != true:
                yield f"{uid}/{item['purchaseOrderItemUid']}: shows {shown} received, {true} came"
    for level in levels:
        if level["quantityStock"] != stock[level["productUid"]]:
            yield f"stock of {level['productUid']}: {level['quantityStock']}, {stock[level['productUid']]} came"


def received_once_in_omnium(found: Documents) -> Iterator[str]:
    """Omnium has received of each line what came of it; of a package, of each part what came of both together."""
    lines = {line["lineItemId"]: line for order in found.orders for line in _lines(order)}
    due: dict[str, Decimal] = defaultdict(Decimal)
    for reception in found.receptions:
        for item in reception["items"]:
            for name, quantity in _due_of(item, lines):
                due[name] += quantity
    has: dict[str, Decimal] = defaultdict(Decimal)
    for line in lines.values():
        has[_name(line)] += decimal(line["deliveredQuantity"])
    for name in sorted(due.keys() | has.keys()):
        owner = name.partition(":")[0]
        # What came of a line that Omnium has no more cannot be confirmed: that is told.
        is_told = owner in found.removed and owner in found.told
        if due[name] != has[name] and not is_told:
            yield f"{name}: {due[name]} came to the shop, {has[name]} in Omnium, and nobody was told"


def ordered_alike(found: Documents, expected: Sequence[Expected]) -> Iterator[str]:
    """The shop has every order that is awaited, with Omnium's lines and quantities; more only where goods came of it."""
    for one in expected:
        order = found.in_shop.get(one.uid)
        if order is None:
            if not one.is_over and one.lines:
                yield f"{one.uid} is missing in the shop"
            continue
        if (order["status"] == "CLOSED") is not one.is_over:
            yield f"{one.uid} is {order['status']}"
        yield from _lines_alike(order, one)
    known = {one.uid for one in expected}
    for uid, order in found.in_shop.items():
        if uid not in known and order["status"] != "CLOSED":
            yield f"{uid} is {order['status']}, and Omnium has nothing of it"


def _lines_alike(order: Document, expected: Expected) -> Iterator[str]:
    items = {item["purchaseOrderItemUid"]: item for item in order["items"]}
    for line_id, quantity in expected.lines.items():
        shown = decimal(items[line_id]["quantityOrdered"]) / _HUNDRED if line_id in items else None
        if shown != quantity:
            yield f"{expected.uid}/{line_id}: {shown} ordered in the shop, {quantity} in Omnium"
    for line_id in items.keys() - expected.lines.keys():
        if not items[line_id]["quantityReceived"]:
            yield f"{expected.uid}/{line_id} is in the shop, Omnium has it no more"


def _due_of(item: Document, lines: Mapping[str, Document]) -> Iterator[tuple[str, Decimal]]:
    uid, quantity = item["purchaseOrderItemUid"], decimal(item["quantity"]) / _HUNDRED
    if uid.startswith("p"):
        yield from ((f"{uid}:{code}", quantity * amount) for code, amount in IN_SET.items())
    else:
        yield (_name(lines[uid]) if uid in lines else uid), quantity


def _name(line: Document) -> str:
    """Name what is counted together: a line, or all lines of a part of a package."""
    package = line.get("packageLineItemId")
    return f"{package}:{line['code']}" if package else str(line["lineItemId"])


def _expected(found: Documents, *, by_delivery: bool, merges: bool) -> Iterator[Expected]:
    for order in found.orders:
        uid = order["id"].replace(".", "_")
        if not by_delivery:
            lines = _lines(order)
            yield Expected(uid, _told(lines, merges=merges), _is_over(order) or _all_cancelled(lines))
            continue
        for delivery_id in sorted({line["deliveryId"] for line in _lines(order) if line["deliveryId"]}):
            delivery = found.deliveries.get(delivery_id)
            if delivery is not None and not delivery_id.startswith("flow-"):
                own = [line for line in _lines(order) if line["deliveryId"] == delivery_id]
                is_over = _is_over(order) or delivery["deliveryStatus"] in _ENDED
                yield Expected(f"{uid}-delivery-{delivery_id}", _told(own, merges=merges), is_over)


def _told(lines: Sequence[Document], *, merges: bool) -> Mapping[str, Decimal]:
    groups: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for line in lines:
        if line.get("packageLineItemId"):
            groups[line["packageLineItemId"]][line["code"]] += _ordered(line)
    whole = {name for name, parts in groups.items() if merges and parts.keys() == IN_SET.keys()}
    packages = {name: min(groups[name][code] / amount for code, amount in IN_SET.items()) for name in whole}
    own = {line["lineItemId"]: _ordered(line) for line in lines if line.get("packageLineItemId") not in whole}
    return {**own, **packages}


def _ordered(line: Document) -> Decimal:
    return decimal(line["quantity"]) - decimal(line["canceledQuantity"])


def _is_over(order: Document) -> bool:
    return bool(order["status"] == "OrderCanceled")


def _all_cancelled(lines: Sequence[Document]) -> bool:
    return bool(lines) and not any(_ordered(line) or line["deliveredQuantity"] for line in lines)


def _lines(order: Document) -> list[Document]:
    lines: list[Document] = order["purchaseOrderForm"]["lineItems"]
    return lines
