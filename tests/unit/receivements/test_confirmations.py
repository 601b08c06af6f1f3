"""Whatever was received, of whatever lines: each item is confirmed once, in the delivery of its line, and no more than came."""

from collections import Counter, defaultdict
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from flow_omnium.flow.amounts import from_flow
from flow_omnium.flow.models.purchase import Receivement
from flow_omnium.omnium.models.purchase import PurchaseOrderLine
from flow_omnium.rest.reading import read_as
from flow_omnium.testing.tenants import a_tenant
from receivement_sync.changes import ConfirmReception, PutIntoDelivery
from receivement_sync.gathered import Gathered, KnownOrder
from receivement_sync.plan import plan

LINES = ("l-1", "l-2", "l-3")
lines = st.builds(
    lambda quantity, delivered, delivery: {
        "quantity": quantity,
        "deliveredQuantity": delivered,
        "deliveryId": delivery,
    },
    st.integers(0, 20),
    st.integers(0, 20),
    st.sampled_from([None, "D-1", "D-2"]),
)
items = st.tuples(st.sampled_from([*LINES, "unheard-of"]), st.integers(-3, 900))
receptions = st.lists(st.lists(items, max_size=4), max_size=4)


def gathered(given_lines: list[dict[str, Any]], received: list[list[tuple[str, int]]]) -> Gathered:
    """Make up a purchase order and its receptions; the first item of each reception is confirmed already."""
    known = [
        read_as(PurchaseOrderLine, {"lineItemId": line_id, "code": "SKU", **line})
        for line_id, line in zip(LINES, given_lines, strict=True)
    ]
    receivements = [reception(number, of_one) for number, of_one in enumerate(received)]
    booked = {
        f"acme:r-{number}:i-0": from_flow(of_one[0][1])
        for number, of_one in enumerate(received)
        if of_one and of_one[0][1] > 0
    }
    return Gathered(a_tenant(), "PO-1", receivements, "oslo", None, KnownOrder("PO-1", known, None, booked))


def reception(number: int, received: list[tuple[str, int]]) -> Receivement:
    return read_as(
        Receivement,
        {
            "receivementUid": f"r-{number}",
            "purchaseOrderUid": "PO-1",
            "items": [
                {"receivementItemUid": f"i-{place}", "purchaseOrderItemUid": line_id, "quantity": quantity}
                for place, (line_id, quantity) in enumerate(received)
            ],
        },
    )


@given(given_lines=st.lists(lines, min_size=3, max_size=3), received=receptions)
def test_each_item_is_confirmed_once_and_no_line_gets_more_than_the_shop_has(
    given_lines: list[dict[str, Any]], received: list[list[tuple[str, int]]]
) -> None:
    everything = gathered(given_lines, received)
    planned = plan(everything)
    assert everything.known is not None
    place = {line.line_item_id: line.delivery_id for line in everything.known.lines if line.delivery_id}
    keys: list[str] = []
    told = defaultdict[str, Decimal](Decimal)
    for write in planned.writes:
        if isinstance(write, PutIntoDelivery):
            assert not place.keys() & {line.line_item_id for line in write.lines}
            place |= {line.line_item_id: write.delivery_id for line in write.lines}
        elif isinstance(write, ConfirmReception):
            assert all(place[line.line_item_id] == write.delivery_id for line in write.lines)
            keys += [line.goods_reception_id for line in write.lines]
            for line in write.lines:
                told[line.line_item_id] += line.delivered_quantity
    assert max(Counter(keys).values(), default=1) == 1
    assert not {key for key in keys if key in everything.known.booked}
    for ordered in everything.known.lines:
        name = ordered.line_item_id or ""
        net = sum(quantity for of_one in received for line_id, quantity in of_one if line_id == name)
        others = max(Decimal(0), ordered.delivered_quantity - _booked(everything.known, received, name))
        assert told[name] == max(
            Decimal(0), min(_unbooked(received, name), from_flow(net) + others - ordered.delivered_quantity)
        )


def _booked(known: KnownOrder, received: list[list[tuple[str, int]]], name: str) -> Decimal:
    firsts = ((number, of_one[0][0]) for number, of_one in enumerate(received) if of_one)
    return sum(
        (
            known.booked.get(f"acme:r-{number}:i-0", Decimal(0))
            for number, line_id in firsts
            if line_id == name
        ),
        Decimal(0),
    )


def _unbooked(received: list[list[tuple[str, int]]], name: str) -> Decimal:
    """Add up what no key has: all but the first item of each reception, as far as something came."""
    rests = (item for of_one in received for item in of_one[1:])
    return from_flow(sum(quantity for line_id, quantity in rests if line_id == name and quantity > 0))


@given(given_lines=st.lists(lines, min_size=3, max_size=3), received=receptions)
def test_what_goes_into_a_delivery_is_what_is_open(
    given_lines: list[dict[str, Any]], received: list[list[tuple[str, int]]]
) -> None:
    opened = {
        line_id: max(0, line["quantity"] - line["deliveredQuantity"])
        for line_id, line in zip(LINES, given_lines, strict=True)
    }
    for write in plan(gathered(given_lines, received)).writes:
        if isinstance(write, PutIntoDelivery):
            told = {line.line_item_id: line.quantity for line in write.lines}
            assert told == {line_id: Decimal(opened[line_id]) or None for line_id in told}
