"""Whatever was received, of whatever lines: each item is confirmed once, in the delivery of its line."""

from collections import Counter
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from flow_omnium.flow.models.purchase import Receivement
from flow_omnium.omnium.models.purchase import PurchaseOrderLine
from flow_omnium.runtime.wire import read_as
from receivement_sync.changes import ConfirmReception, PutIntoDelivery
from receivement_sync.gathered import Gathered, KnownOrder
from receivement_sync.items import items_of
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
    confirmed = frozenset(f"r-{number}-i-0" for number in range(len(received)))
    return Gathered(
        receivements, "oslo", is_stock_master=False, known=KnownOrder("PO-1", known, None, confirmed)
    )


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
def test_each_item_is_confirmed_once_and_each_line_stands_in_one_delivery(
    given_lines: list[dict[str, Any]], received: list[list[tuple[str, int]]]
) -> None:
    everything = gathered(given_lines, received)
    planned = plan(everything)
    assert everything.known is not None
    place = {line.line_item_id: line.delivery_id for line in everything.known.lines if line.delivery_id}
    keys: list[str] = []
    for write in planned.writes:
        if isinstance(write, PutIntoDelivery):
            assert not place.keys() & {line.line_item_id for line in write.lines}
            place |= {line.line_item_id: write.delivery_id for line in write.lines}
        elif isinstance(write, ConfirmReception):
            assert all(place[line.line_item_id] == write.delivery_id for line in write.lines)
            keys += [line.goods_reception_id for line in write.lines]
    wanted = [
        (one.key, one.item.purchase_order_item_uid)
        for one in items_of(everything.receivements)
        if one.item.quantity > 0 and not (one.key or "").endswith("-i-0")
    ]
    assert Counter(keys) == Counter(key for key, line_id in wanted if line_id in LINES)
    assert (planned.failure is not None) == any(line_id not in LINES for _, line_id in wanted)


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
