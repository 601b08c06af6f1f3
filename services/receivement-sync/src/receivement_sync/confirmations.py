"""Plans which receptions of a purchase order are confirmed in Omnium, and in which delivery.

Omnium takes confirmations per delivery. A line that is in none is put into one of ours first, with all that is open of it: if
less were given, Omnium would split the line, and later goods would belong to a line that Flow does not know.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from flow_omnium.flow.models.purchase import Receivement
from flow_omnium.jobs.sync import FieldChange, Plan, together
from flow_omnium.omnium.models.purchase import DeliveryLine, GoodsReceptionLine
from receivement_sync.changes import Change, ConfirmReception, PutIntoDelivery
from receivement_sync.gathered import Gathered, KnownOrder
from receivement_sync.items import ReceivedItem, plain
from receivement_sync.keys import key_of_rest, vanished
from receivement_sync.sorting import Matched, sort_items
from receivement_sync.totals import LineTotal, held_back, line_totals, shared_out

_GIVEN_UP: Final = frozenset({"OrderCanceled", "Canceled", "Cancelled", "Closed", "Deleted"})
_TAKES_NOTHING: Final = frozenset({"Deleted"})


@dataclass(frozen=True)
class Coming:
    """The quantity of an item that is confirmed now, and its idempotency key in Omnium."""

    matched: Matched
    quantity: Decimal
    key: str

    @property
    def receivement(self) -> Receivement:
        """Its reception."""
        return self.matched.received.receivement

    @property
    def warehouse(self) -> str:
        """Where it went."""
        return self.matched.received.warehouse


@dataclass
class _Progress:
    """The state of the lines while the plan grows: the delivery of each, how much has come, which deliveries exist."""

    deliveries: dict[str, str]
    delivered: dict[str, Decimal]
    existing: set[str] = field(default_factory=set)


def plan_confirmations(gathered: Gathered, known: KnownOrder, received: Sequence[ReceivedItem]) -> Plan:
    """Plan what brings Omnium's figures up to the shop's; flag both figures where they will still differ."""
    items = sort_items(gathered, known, received)
    totals = line_totals(known.lines, gathered, items)
    takes_any = known.status not in _TAKES_NOTHING
    # Of a deleted order Omnium takes nothing; a cancelled one is confirmed and flagged, since the goods have come.
    shares = shared_out(items.matched, totals) if takes_any else {}
    coming = [_coming(one, shares[place]) for place, one in enumerate(items.matched) if place in shares]
    confirmed = _confirmed(coming)
    differences = tuple(_differences(totals, confirmed, items.matched))
    # Where figures differ anyway, what was confirmed of receptions that are gone is in them.
    differences = differences or tuple(_vanished(gathered, known, received))
    figures = (
        *differences,
        *_over_delivered(totals, confirmed),
        *(held_back(items.matched, shares, totals) if known.is_explained and takes_any else ()),
    )
    flags = (*_lost_delivery(known), *items.flags, *_given_up(known, totals, coming), *figures)
    is_all = not (items.flags or differences)
    reason = f"{'all' if is_all else 'all else'} that was received is confirmed in Omnium"
    failure = together(items.failures)
    return Plan(tuple(_writes(known, coming)), reason, flags, failure, told_afresh=figures)


def _lost_delivery(known: KnownOrder) -> Iterator[str]:
    if known.lost_delivery is not None:
        yield f"purchase order {known.order_id} has nothing in delivery {known.lost_delivery} in Omnium any more"


def _vanished(gathered: Gathered, known: KnownOrder, received: Sequence[ReceivedItem]) -> Iterator[str]:
    gone = vanished(received, gathered.tenant.tenant_uid, known.booked)
    if gone:
        name = f"purchase order {known.order_id}"
        yield f"{name}: {plain(gone)} were confirmed in Omnium of receptions that the shop has no more"


def _coming(one: Matched, share: Decimal) -> Coming:
    key = one.key or ""
    # Omnium refuses a key that it has seen, so the rest of an item needs one of its own (omnium.md 5.3).
    return Coming(one, share, key_of_rest(key, one.booked + share) if one.booked else key)


def _given_up(known: KnownOrder, totals: Iterable[LineTotal], coming: Sequence[Coming]) -> Iterator[str]:
    if known.status in _GIVEN_UP and (coming or any(total.room for total in totals)):
        yield f"purchase order {known.order_id} is {known.status} in Omnium, but goods were received"


def _differences(
    totals: Iterable[LineTotal], confirmed: Mapping[str, Decimal], matched: Iterable[Matched]
) -> Iterator[str]:
    awaited = defaultdict[str, Decimal](Decimal)
    for one in matched:
        awaited[one.line_id] += one.quantity - one.booked if one.is_awaited else Decimal(0)
    texts = (total.differs(confirmed[total.line_id], awaited[total.line_id]) for total in totals)
    yield from (text for text in texts if text)


def _over_delivered(totals: Iterable[LineTotal], confirmed: Mapping[str, Decimal]) -> Iterator[str]:
    texts = (total.is_over(confirmed[total.line_id]) for total in totals)
    yield from (text for text in texts if text)


def _confirmed(coming: Iterable[Coming]) -> Mapping[str, Decimal]:
    """Add up what is confirmed now of each line, by its id; zero for other lines."""
    confirmed = defaultdict[str, Decimal](Decimal)
    for one in coming:
        confirmed[one.matched.line_id] += one.quantity
    return confirmed


def _writes(known: KnownOrder, coming: Iterable[Coming]) -> Iterator[Change]:
    progress = _Progress(
        deliveries={line.line_item_id or "": line.delivery_id for line in known.lines if line.delivery_id},
        delivered={line.line_item_id or "": line.delivered_quantity for line in known.lines},
        existing=set(known.deliveries),
    )
    for receivement, items in _by_receivement(coming):
        yield from _into_delivery(known, receivement, items, progress)
        yield from _confirmations(receivement, items, progress)


def _into_delivery(
    known: KnownOrder, receivement: Receivement, items: Iterable[Coming], progress: _Progress
) -> Iterator[PutIntoDelivery]:
    homeless = {
        one.matched.line_id: one.matched.line
        for one in items
        if one.matched.line_id not in progress.deliveries
    }
    if not homeless:
        return
    delivery_id = own_delivery_id(receivement)
    lines = tuple(
        # All that is open of it: a part would make Omnium split the line, and Flow knows no id of the rest (decision 15).
        DeliveryLine(line_item_id=line_id, quantity=line.open_quantity or None)
        for line_id, line in homeless.items()
    )
    yield PutIntoDelivery(known.order_id, delivery_id, lines, exists=delivery_id in progress.existing)
    progress.deliveries |= dict.fromkeys(homeless, delivery_id)
    progress.existing.add(delivery_id)


def _confirmations(
    receivement: Receivement, items: Iterable[Coming], progress: _Progress
) -> Iterator[ConfirmReception]:
    by_delivery: dict[str, list[Coming]] = defaultdict(list)
    for one in items:
        by_delivery[progress.deliveries[one.matched.line_id]].append(one)
    for delivery_id, of_delivery in by_delivery.items():
        fields = tuple(_counted(of_delivery, progress))
        lines = tuple(map(_reception_line, of_delivery))
        yield ConfirmReception(receivement.receivement_uid, delivery_id, lines, fields)


def _counted(items: Iterable[Coming], progress: _Progress) -> Iterator[FieldChange]:
    for one in items:
        line_id = one.matched.line_id
        old = progress.delivered[line_id]
        progress.delivered[line_id] = old + one.quantity
        name = f"line {line_id} deliveredQuantity in {one.warehouse}"
        yield FieldChange(name, plain(old), plain(old + one.quantity))


def _reception_line(one: Coming) -> GoodsReceptionLine:
    return GoodsReceptionLine(
        line_item_id=one.matched.line_id,
        delivered_quantity=one.quantity,
        warehouse_code=one.warehouse,
        goods_reception_id=one.key,
    )


def own_delivery_id(receivement: Receivement) -> str:
    """Return the id of the delivery that we make for a reception: the same in each run."""
    return f"flow-{receivement.receivement_uid}"


def _by_receivement(coming: Iterable[Coming]) -> Iterator[tuple[Receivement, list[Coming]]]:
    groups: dict[str, list[Coming]] = defaultdict(list)
    for one in coming:
        groups[one.receivement.receivement_uid].append(one)
    yield from ((items[0].receivement, items) for items in groups.values())
