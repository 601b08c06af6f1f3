"""What Omnium must be told of the receptions of a purchase order that it has. No I/O.

Receptions are confirmed per delivery. A line that is in none goes into one of ours first, with all that is open of it:
Omnium would split it if less were given, and what comes later would then belong to a line that Flow knows nothing of.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from flow_omnium.flow.amounts import from_flow
from flow_omnium.flow.models.purchase import Receivement
from flow_omnium.jobs.sync import FieldChange, Plan
from flow_omnium.omnium.models.purchase import DeliveryLine, GoodsReceptionLine, PurchaseOrderLine
from flow_omnium.outcomes import Failed, InvalidData
from receivement_sync.changes import Change, ConfirmReception, PutIntoDelivery
from receivement_sync.gathered import Gathered, KnownOrder
from receivement_sync.items import ReceivedItem, doubled, items_of, unconfirmed
from receivement_sync.matching import line_of
from receivement_sync.wording import plain, together

_GIVEN_UP: Final = frozenset({"OrderCanceled", "Deleted"})


@dataclass(frozen=True)
class Matched:
    """An item of a reception with its line."""

    received: ReceivedItem
    key: str
    line: PurchaseOrderLine
    warehouse_code: str

    @property
    def quantity(self) -> Decimal:
        """How much of the line came."""
        return from_flow(self.received.item.quantity)


@dataclass
class _Progress:
    """How far the lines are as the plan goes on: which delivery each is in, and how much of it has come."""

    deliveries: dict[str, str]
    delivered: dict[str, Decimal]
    existing: set[str] = field(default_factory=set)


def plan_confirmations(gathered: Gathered, known: KnownOrder) -> Plan:
    """Plan what was received and not confirmed yet. What cannot be matched fails, once all else is confirmed."""
    received = tuple(items_of(gathered.receivements))
    failures: list[Failed] = [*doubled(received)]
    matched: list[Matched] = []
    for one in unconfirmed(received, known.confirmed):
        try:
            matched.append(_matched(gathered, known, one))
        except Failed as failure:
            failures.append(failure)
    flags = [*_sent_back(received), *_given_up(known, matched), *_over_delivered(known, matched)]
    reason = "all that was received is confirmed in Omnium"
    return Plan(tuple(_writes(known, matched)), reason, tuple(flags), together(failures))


def _matched(gathered: Gathered, known: KnownOrder, received: ReceivedItem) -> Matched:
    if received.key is None:
        raise InvalidData(received.place("receivementItemUid"), None, "given")
    warehouse = received.warehouse(gathered.store_uid)
    if warehouse in gathered.unknown_warehouses:
        raise InvalidData(received.place("warehouseUid"), warehouse, "a warehouse of Omnium")
    return Matched(received, received.key, line_of(received, known.lines, gathered.purchase_order), warehouse)


def _writes(known: KnownOrder, matched: Iterable[Matched]) -> Iterator[Change]:
    progress = _Progress(
        deliveries={_id(line): line.delivery_id for line in known.lines if line.delivery_id},
        delivered={_id(line): line.delivered_quantity for line in known.lines},
        existing=set(known.deliveries),
    )
    for receivement, items in _by_receivement(matched):
        yield from _into_delivery(known, receivement, items, progress)
        yield from _confirmations(receivement, items, progress)


def _into_delivery(
    known: KnownOrder, receivement: Receivement, items: Iterable[Matched], progress: _Progress
) -> Iterator[PutIntoDelivery]:
    homeless = {_id(one.line): one.line for one in items if _id(one.line) not in progress.deliveries}
    if not homeless:
        return
    delivery_id = own_delivery_id(receivement)
    lines = tuple(
        DeliveryLine(line_item_id=line_id, quantity=line.open_quantity or None)
        for line_id, line in homeless.items()
    )
    yield PutIntoDelivery(known.order_id, delivery_id, lines, exists=delivery_id in progress.existing)
    progress.deliveries |= dict.fromkeys(homeless, delivery_id)
    progress.existing.add(delivery_id)


def _confirmations(
    receivement: Receivement, items: Iterable[Matched], progress: _Progress
) -> Iterator[ConfirmReception]:
    by_delivery: dict[str, list[Matched]] = defaultdict(list)
    for one in items:
        by_delivery[progress.deliveries[_id(one.line)]].append(one)
    for delivery_id, of_delivery in by_delivery.items():
        fields = tuple(_counted(of_delivery, progress))
        lines = tuple(map(_reception_line, of_delivery))
        yield ConfirmReception(receivement.receivement_uid, delivery_id, lines, fields)


def _counted(items: Iterable[Matched], progress: _Progress) -> Iterator[FieldChange]:
    for one in items:
        line_id = _id(one.line)
        old = progress.delivered[line_id]
        progress.delivered[line_id] = old + one.quantity
        name = f"line {line_id} deliveredQuantity in {one.warehouse_code}"
        yield FieldChange(name, plain(old), plain(old + one.quantity))


def _reception_line(one: Matched) -> GoodsReceptionLine:
    return GoodsReceptionLine(
        line_item_id=_id(one.line),
        delivered_quantity=one.quantity,
        warehouse_code=one.warehouse_code,
        goods_reception_id=one.key,
    )


def _over_delivered(known: KnownOrder, matched: Iterable[Matched]) -> Iterator[str]:
    coming: dict[str, Decimal] = defaultdict(Decimal)
    for one in matched:
        coming[_id(one.line)] += one.quantity
    for line in known.lines:
        received = line.delivered_quantity + coming[_id(line)]
        wanted = line.quantity - line.canceled_quantity
        if received > wanted and coming[_id(line)]:
            yield f"line {_id(line)}: {plain(received)} received, {plain(wanted)} ordered"


def _sent_back(received: Iterable[ReceivedItem]) -> Iterator[str]:
    places = (one.place() for one in received if one.item.quantity < 0)
    yield from (f"{place}: goods that were sent back are not told to Omnium" for place in places)


def _given_up(known: KnownOrder, matched: Iterable[Matched]) -> Iterator[str]:
    if known.status in _GIVEN_UP and any(matched):
        yield f"purchase order {known.order_id} is {known.status} in Omnium, but goods were received"


def own_delivery_id(receivement: Receivement) -> str:
    """Name the delivery that we make for a reception: the same at every run."""
    return f"flow-{receivement.receivement_uid}"


def _by_receivement(matched: Iterable[Matched]) -> Iterator[tuple[Receivement, list[Matched]]]:
    groups: dict[str, list[Matched]] = defaultdict(list)
    for one in matched:
        groups[one.received.receivement.receivement_uid].append(one)
    yield from ((items[0].received.receivement, items) for items in groups.values())


def _id(line: PurchaseOrderLine) -> str:
    return line.line_item_id or ""
